//! How comments that may break the house rules are reported, decided on, and brought back; every act is on a record.

mod decide;
mod held;
pub mod jobs;
pub mod pages;
mod public;
pub mod rules;
mod shown;
mod store;

use crate::clock::Moment;
use crate::comments::{self, Stored};
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::ids::{AccountId, CommentId};
use crate::policy::{self, Action, Role};
use crate::proposals;
use crate::text::Text;
use crate::web::Visitor;
use store::Case;

pub use decide::{Ruling, decide};
pub use held::{edit, post};
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
    }
}

/// What somebody who reports a comment says about it.
#[derive(Debug, Clone, Copy)]
pub struct Complaint<'a> {
    /// Why.
    pub reason: Reason,
    /// What a moderator should know; may be empty.
    pub note: &'a Text,
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

/// The number under which people and moderators speak of a report: "R-000123".
#[must_use]
pub fn reference(report: i64) -> String {
    format!("R-{report:06}")
}

/// A comment that this role can see, and so report.
///
/// # Errors
/// [`Error::NotFound`] for any other, and for one that does not exist: the same answer.
pub fn reportable(conn: &mut Conn, role: Option<Role>, id: CommentId, now: Moment) -> Result<Stored> {
    let comment = comments::visible(conn, id)?;
    let gate = proposals::gate(conn, comment.proposal, now)?;
    if policy::may(role, gate.stage, Action::Report) { Ok(comment) } else { Err(Error::NotFound) }
}

/// Reports a comment and gives the report's number. The comment has one case in the queue, however often it is reported.
///
/// The same person's second report on the same words changes nothing, nor does the same report sent twice without an
/// account; the number is then that of the first. Only a report of risk always counts.
///
/// # Errors
/// [`Error::NotFound`] for a comment that this visitor cannot see; [`Error::Invalid`] for a note that is too long.
pub fn report(
    tx: &mut Tx<'_>,
    visitor: &Visitor,
    id: CommentId,
    complaint: &Complaint<'_>,
    now: Moment,
) -> Result<i64> {
    fits(complaint.note, NOTE_CHARACTERS, "Your note").map_err(Error::Invalid)?;
    store::lock_comment(tx, id)?;
    let comment = reportable(tx, visitor.role(), id, now)?;
    let open = store::find_open_case(tx, id)?;
    if let Some(report) = find_repeated(tx, visitor, &comment, open.as_ref(), complaint)? {
        return Ok(report);
    }
    let why = if complaint.reason == Reason::AtRisk { Why::Risk } else { Why::Reported };
    match open {
        None => store::insert_case(tx, id, why, now)?,
        // A comment that waits for review and is reported has no less reason to wait; risk goes before all.
        Some(case) if why == Why::Risk => store::update_why(tx, case.id, why)?,
        Some(_) => {}
    }
    let reporter = visitor.person.as_ref().map(|person| person.id);
    store::insert_report(tx, id, reporter, complaint.reason, complaint.note.as_str(), now)
}

/// The earlier report that a new one only repeats, if there is one.
fn find_repeated(
    conn: &mut Conn,
    visitor: &Visitor,
    comment: &Stored,
    open: Option<&Case>,
    said: &Complaint<'_>,
) -> Result<Option<i64>> {
    let Some(person) = &visitor.person else {
        let Some(case) = open else { return Ok(None) };
        return store::find_same_report(conn, comment.id, said.reason, said.note.as_str(), case.opened_at);
    };
    // Other words are another matter.
    let since = comment.edited_at.unwrap_or(comment.created_at);
    let mine = store::load_reports_by(conn, comment.id, person.id, since)?;
    let repeated = |(_, reason, at): &&(i64, Reason, Moment)| match said.reason {
        Reason::AtRisk => *reason == Reason::AtRisk && open.is_some_and(|case| case.opened_at <= *at),
        _ => true,
    };
    Ok(mine.iter().find(repeated).map(|(id, ..)| *id))
}

/// Forgets who sent up to `most` reports that came before this moment; gives how many. The reports stay.
///
/// # Errors
/// When the database refuses.
pub fn purge_reporters(tx: &mut Tx<'_>, before: Moment, most: i64) -> Result<usize> {
    store::forget_reporters(tx, before, most)
}

/// The reports of somebody who has left were sent by nobody, and hold none of their words.
///
/// # Errors
/// When the database refuses.
pub fn forget(tx: &mut Tx<'_>, reporter: AccountId) -> Result<()> {
    store::forget_reporter(tx, reporter)
}

/// Puts a comment into the queue for a first look; it stays as it is until somebody decides.
///
/// # Errors
/// When the database refuses.
pub fn open_review(tx: &mut Tx<'_>, comment: CommentId, now: Moment) -> Result<()> {
    store::insert_case(tx, comment, Why::Review, now)
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
        assert_eq!(reference(123), "R-000123");
        assert_eq!(reference(12_345_678), "R-12345678");
    }
}
