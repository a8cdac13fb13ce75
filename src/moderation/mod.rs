//! How comments that may break the house rules are reported, decided on, and brought back; every act is on a record.

pub mod appeals;
pub mod bulk;
mod claims;
mod conflicts;
mod decide;
mod held;
pub mod jobs;
pub mod pages;
mod public;
mod redaction;
mod reports;
pub mod rules;
mod sanctions;
mod shown;
mod store;
pub mod summary;
pub mod templates;

use crate::clock::Moment;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{AccountId, CommentId};
use crate::text::Text;

pub use claims::{give_back, take};
pub use decide::{Occasion, Ruling, decide};
pub use held::{edit, post};
pub use redaction::purge as purge_taken_words;
pub use reports::{Complaint, reference, report, reportable};
pub use sanctions::Sanction;
pub use shown::waiting;

/// The most characters of a note to a report.
pub const NOTE_CHARACTERS: usize = views::moderation::NOTE_LIMIT;
/// The most characters of a decision's reasons.
pub const REASONS_CHARACTERS: usize = 2_000;

crate::words! {
    /// Why somebody reports a comment.
    pub enum Reason {
        /// Somebody may come to harm.
        AtRisk = "at_risk",
        /// It is against the law.
        Illegal = "illegal",
        /// It gives away what is private.
        PersonalData = "personal_data",
        /// It attacks people.
        Abuse = "abuse",
        /// It is wrong about health in a way that can harm.
        Misinformation = "misinformation",
        /// An advert, or the same again and again.
        Spam = "spam",
        /// It has nothing to do with the proposal.
        OffTopic = "off_topic",
        /// Anything else.
        Other = "other",
    }
}

crate::words! {
    /// Why a case waits.
    pub enum Why {
        /// Somebody may be at risk: these come first.
        Risk = "risk",
        /// People reported it.
        Reported = "reported",
        /// Nobody has looked at it yet.
        Review = "review",
    }
}

crate::words! {
    /// What a moderator decides.
    pub enum Act {
        /// It stays, or is published.
        Keep = "keep",
        /// It is taken from view.
        Hide = "hide",
        /// It is taken from view for good.
        Remove = "remove",
        /// It is seen and counted again.
        Restore = "restore",
        /// It is taken from view until its author has changed it.
        Ask = "ask",
        /// It stays without a part of it.
        Redact = "redact",
        /// It stays, and its thread takes no more replies.
        Lock = "lock",
        /// Its thread takes replies again.
        Unlock = "unlock",
    }
}

impl Act {
    /// Whether the author cannot be read as before, and so is told, and may appeal.
    #[must_use]
    pub fn takes_away(self) -> bool {
        matches!(self, Self::Hide | Self::Remove | Self::Ask | Self::Redact | Self::Lock)
    }

    /// The act as something that has happened: "hidden".
    #[must_use]
    pub fn past(self) -> &'static str {
        match self {
            Self::Keep => "kept",
            Self::Hide => "hidden",
            Self::Remove => "removed",
            Self::Restore => "restored",
            Self::Ask => "sent back to its author",
            Self::Redact => "kept without a part of it",
            Self::Lock => "kept, and its thread locked",
            Self::Unlock => "kept, and its thread opened again",
        }
    }
}

/// Nothing when a text is short enough.
///
/// # Errors
/// A sentence with both numbers.
fn fits(text: &Text, limit: usize, what: &str) -> std::result::Result<(), String> {
    let used = text.characters();
    if used <= limit {
        return Ok(());
    }
    let figure = |n: usize| views::parts::number(i64::try_from(n).unwrap_or(i64::MAX));
    Err(format!("{what} must be {} characters or fewer. You have used {}", figure(limit), figure(used)))
}

/// Forgets who sent up to `most` reports that came before this moment; gives how many. The reports stay.
///
/// # Errors
/// When the database refuses.
pub fn purge_reporters(tx: &mut Tx<'_>, before: Moment, most: i64) -> Result<usize> {
    store::forget_reporters(tx, before, most)
}

/// The reports of somebody who has left were sent by nobody, and hold none of their words; nor do their appeals, nor what the
/// staff kept of their comments.
///
/// # Errors
/// When the database refuses.
pub fn forget(tx: &mut Tx<'_>, who: AccountId) -> Result<()> {
    store::appeals::forget(tx, who)?;
    store::redactions::forget(tx, who)?;
    store::forget_reporter(tx, who)
}

/// Puts a comment into the queue for a first look; it stays as it is until somebody decides.
///
/// # Errors
/// When the database refuses.
pub fn open_review(tx: &mut Tx<'_>, comment: CommentId, now: Moment) -> Result<()> {
    store::insert_case(tx, comment, Why::Review, now)
}

/// Mends what is kept of how many cases wait, where it is not what there is; gives for how many reasons it was wrong. A
/// program from before it was kept, that still serves beside a newer one, opens and closes cases without counting them.
///
/// Not for a transaction that opens or closes cases, nor for one of a group: what these have counted is not written yet.
///
/// # Errors
/// When the database refuses.
pub fn recount(tx: &mut Tx<'_>) -> Result<usize> {
    if store::load_miscounted(tx)?.is_empty() {
        return Ok(0);
    }
    store::lock_counts(tx)?;
    // Again, now that nobody else mends the same.
    let wrong = store::load_miscounted(tx)?;
    for (why, missing) in &wrong {
        store::count(tx, *why, *missing);
    }
    Ok(wrong.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_too_long_is_told_both_numbers() {
        assert_eq!(fits(&Text::new(&"ক".repeat(1_000)), 1_000, "Your note"), Ok(()));
        let error = fits(&Text::new(&"ক".repeat(1_001)), 1_000, "Your note").expect_err("one too many");
        assert_eq!(error, "Your note must be 1,000 characters or fewer. You have used 1,001");
    }

    #[test]
    fn the_words_are_those_of_the_forms() {
        let sent: Vec<&str> = views::moderation::Reason::ALL.iter().map(|reason| reason.value()).collect();
        let known: Vec<&str> = Reason::ALL.iter().map(|reason| reason.as_str()).collect();
        assert_eq!(known, sent);
        let sent: Vec<&str> = views::moderation::Act::ALL.iter().map(|act| act.value()).collect();
        let known: Vec<&str> = Act::ALL.iter().map(|act| act.as_str()).collect();
        assert_eq!(known, sent);
    }
}
