//! The settings about people's data: who answers for it, and how long each kind is kept.

use serde::Deserialize;

section!(Privacy { controller: String, contact: String, officer: String, basis: String });
section!(Retention {
    sessions_days: i64,
    unconfirmed_days: i64,
    links_days: i64,
    asked_days: i64,
    stopped_days: i64,
    emails_days: i64,
    letters_days: i64,
    reporters_days: i64,
    taken_words_days: i64,
    drafts_days: i64,
    claims_days: i64,
    access_days: i64,
    downloads_days: i64,
});

/// The longest that anything can be kept by a clock, in days.
const LONGEST: i64 = 36_500;

impl Retention {
    /// Each clock with its name and the fewest days that it can have: a link must outlive the ten minutes in which its
    /// button may be pressed twice, and an address the 48 hours in which it can say yes.
    fn all(&self) -> [(&'static str, i64, i64); 13] {
        [
            ("sessions_days", self.sessions_days, 0),
            ("unconfirmed_days", self.unconfirmed_days, 1),
            ("links_days", self.links_days, 1),
            ("asked_days", self.asked_days, 2),
            ("stopped_days", self.stopped_days, 1),
            ("emails_days", self.emails_days, 30),
            ("letters_days", self.letters_days, 1),
            ("reporters_days", self.reporters_days, 1),
            ("taken_words_days", self.taken_words_days, 30),
            // Longer than any consultation takes late responses.
            ("drafts_days", self.drafts_days, 91),
            ("claims_days", self.claims_days, 30),
            ("access_days", self.access_days, 30),
            ("downloads_days", self.downloads_days, 1),
        ]
    }

    /// Nothing when each clock can be kept.
    pub(super) fn check(&self) -> Result<(), String> {
        match self.all().iter().find(|(_, days, fewest)| !(*fewest..=LONGEST).contains(days)) {
            None => Ok(()),
            Some((name, _, fewest)) => Err(format!("retention.{name}: must be {fewest} to {LONGEST}")),
        }
    }
}
