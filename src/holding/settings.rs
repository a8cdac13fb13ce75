//! Which of the rules are in use on this site.

use super::WordList;
use serde::Deserialize;

/// The settings of the section `[holding]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each key is explained in config/default.toml")]
pub struct Settings {
    pub links: bool,
    pub contacts: bool,
    pub words: WordList,
    pub repeats: bool,
    pub repeat_days: i64,
    pub bursts: bool,
    pub burst_comments: i64,
    pub burst_minutes: i64,
    pub first_comment: bool,
}

impl Settings {
    /// Nothing when the numbers can be used.
    ///
    /// # Errors
    /// One line that names the setting.
    pub fn check(&self) -> Result<(), String> {
        for (name, value, most) in [
            ("repeat_days", self.repeat_days, 365),
            ("burst_comments", self.burst_comments, 1_000),
            ("burst_minutes", self.burst_minutes, 1_440),
        ] {
            if !(1..=most).contains(&value) {
                return Err(format!("holding.{name}: must be 1 to {most}"));
            }
        }
        Ok(())
    }
}
