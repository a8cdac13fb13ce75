//! The settings for those who moderate: clocks, and who is told of what cannot wait.

use serde::Deserialize;

section!(Moderation {
    promise_hours: i64,
    summary_hours: i64,
    claim_minutes: i64,
    appeal_days: i64,
    appeal_answer_days: i64,
    safeguarding: String,
});

impl Moderation {
    /// Nothing when the clocks can be kept and the address can be written to.
    pub(super) fn check(&self) -> Result<(), String> {
        for (name, value, fewest, most) in [
            ("promise_hours", self.promise_hours, 1, 720),
            ("summary_hours", self.summary_hours, 0, 720),
            ("claim_minutes", self.claim_minutes, 1, 240),
            ("appeal_days", self.appeal_days, 1, 365),
            ("appeal_answer_days", self.appeal_answer_days, 1, 90),
        ] {
            if !(fewest..=most).contains(&value) {
                return Err(format!("moderation.{name}: must be {fewest} to {most}"));
            }
        }
        if self.safeguarding.is_empty() {
            return Ok(());
        }
        self.safeguarding
            .parse::<lettre::Address>()
            .map(|_| ())
            .map_err(|e| format!("moderation.safeguarding: {} is no address: {e}", self.safeguarding))
    }
}
