//! Reports of comments: by anybody, with an account or without, and what happens with them at once.

use super::store::{self, Case};
use super::{NOTE_CHARACTERS, Reason, Why, fits};
use crate::clock::Moment;
use crate::comments::{self, Stored};
use crate::config;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::holding::Rule;
use crate::ids::{AccountId, CommentId};
use crate::policy::{self, Action, Role};
use crate::proposals;
use crate::queue::{self, Job};
use crate::text::Text;
use crate::web::Visitor;

/// What somebody who reports a comment says about it.
#[derive(Debug, Clone, Copy)]
pub struct Complaint<'a> {
    /// Why.
    pub reason: Reason,
    /// Which kind of illegal content, as a word of the form; empty for other reasons.
    pub kind: &'a str,
    /// What a moderator should know; may be empty.
    pub note: &'a Text,
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
/// account; the number is then that of the first. A report of risk always counts, takes the comment from view at once, and is
/// told at once to whoever looks after people at risk. Where a moderator has kept these words since, it stays in view until
/// somebody decides: else one person could hide what they please again and again.
///
/// # Errors
/// [`Error::NotFound`] for a comment that this visitor cannot see; [`Error::Invalid`] for a note that is too long.
pub fn report(
    tx: &mut Tx<'_>,
    visitor: &Visitor,
    id: CommentId,
    complaint: &Complaint<'_>,
    settings: &config::Moderation,
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
        Some(case) if why == Why::Risk => store::update_why(tx, &case, why)?,
        Some(_) => {}
    }
    let reporter = visitor.person.as_ref().map(|person| person.id);
    let report = store::insert_report(tx, id, reporter, complaint, now)?;
    if why == Why::Risk {
        if !store::was_kept_since(tx, id, last_changed(&comment))? {
            comments::hold(tx, id, Rule::Risk, None, now)?;
        }
        alert(tx, report, settings, now)?;
    }
    if let Some(account) = reporter {
        queue::enqueue(tx, &Job::ReportReceived { report, account: account.0 }, now)?;
    }
    Ok(report)
}

/// Queues the letters that cannot wait: to the address in the settings, or else to each moderator.
fn alert(tx: &mut Tx<'_>, report: i64, settings: &config::Moderation, now: Moment) -> Result<()> {
    if !settings.safeguarding.is_empty() {
        return queue::enqueue(tx, &Job::Risk { report, account: None }, now);
    }
    for (account, _) in store::summary::load_moderators(tx)? {
        queue::enqueue(tx, &Job::Risk { report, account: Some(account.0) }, now)?;
    }
    Ok(())
}

/// When a comment got the words that it has.
fn last_changed(comment: &Stored) -> Moment {
    comment.edited_at.unwrap_or(comment.created_at)
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
    let mine = store::load_reports_by(conn, comment.id, person.id, last_changed(comment))?;
    let repeated = |(_, reason, at): &&(i64, Reason, Moment)| match said.reason {
        Reason::AtRisk => *reason == Reason::AtRisk && open.is_some_and(|case| case.opened_at <= *at),
        _ => true,
    };
    Ok(mine.iter().find(repeated).map(|(id, ..)| *id))
}

/// Queues the letters to those with an account who reported what a case is about, and are told now what was decided.
pub(super) fn tell(tx: &mut Tx<'_>, case: &Case, now: Moment) -> Result<()> {
    let reporters: Vec<(i64, AccountId)> = store::load_reporters(tx, case.comment, case.opened_at, now)?;
    for (report, account) in reporters {
        queue::enqueue(tx, &Job::ReportDecided { report, account: account.0 }, now)?;
    }
    Ok(())
}
