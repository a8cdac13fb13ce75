//! Equality monitoring: whether a consultation hears from all kinds of people. Who answers it is asked afterwards, if they
//! like, about themselves; what comes out is how many said what, and no number that would tell of single people.
//!
//! **What is kept is counts, and no row for anybody.** An answer is added to the tally of its consultation ([`Tally`]) and is
//! gone. A row for each, even under a random token and beside no account, would keep more than is ever used (UK GDPR, article
//! 5(1)(c)): which answers belong together, which is nearly a portrait; and the databases would tell whose it is, because the
//! note that somebody has answered is written at the same moment (on PostgreSQL the system column `xmin` of both rows shows
//! the same transaction, `ctid` their order). The tally is one document for all questions, and each answer writes all of it
//! anew, so such marks tell at most who was the last to answer, and not what. The note is the number of a response alone,
//! without a time and without an order of its own. No letter, act of the record, activity or change (`Scope`) comes of an
//! answer, and the log has no bodies of requests.
//!
//! **What this does not hold against**: somebody who watches the database while people answer (two copies of the file, with
//! one answer between them, tell that answer), as they could watch the answers arrive. So the exact counts do not live long:
//! [`publish_due`] counts once, a day after the last response can have come, keeps what may be seen ([`suppression`]), and
//! deletes tally and notes in the same transaction. Before that nobody sees a number, staff neither; afterwards nothing can
//! change what was published, so there are no two dates between which anything could be subtracted.

pub mod pages;
mod store;
pub mod suppression;
#[cfg(test)]
mod suppression_tests;
mod tally;

use crate::audit;
use crate::characteristics::{Characteristic, Question};
use crate::clock::Moment;
use crate::db::{Conn, Db, Scope, Tx};
use crate::error::{Error, Result};
use crate::ids::{ProposalId, ResponseId};
use crate::policy::Stage;
use crate::text::Text;
use crate::web::Editor;
use crate::{proposals, questionnaires};
use chrono::Duration;

pub use suppression::Published;
pub use tally::{Answers, Tally};

/// The most characters of the reason why something is asked.
pub const REASON: usize = 2_000;

/// For how long after the last response can have come people can still answer: whoever sends theirs at the last minute, too.
const AFTER_HOURS: i64 = 24;

/// What a consultation asks people about themselves.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Monitoring {
    /// The questions, in the order of the Act; empty where nothing is asked.
    pub questions: Vec<Question>,
    /// Why they are needed.
    pub reason: String,
    /// How often this was changed; 0 where it never was.
    pub edition: i64,
    /// How many said what, and when that was counted; nothing before.
    pub published: Option<(Moment, Published)>,
}

/// What a consultation asks people about themselves; nothing where nobody has chosen anything.
///
/// # Errors
/// When the database refuses.
pub fn of(conn: &mut Conn, proposal: ProposalId) -> Result<Monitoring> {
    store::find(conn, proposal).map(Option::unwrap_or_default)
}

/// Says what is asked, and why. From the opening on it stays as it is, so that everybody is asked the same.
///
/// # Errors
/// [`Error::NotFound`] for no such proposal; [`Error::Invalid`] for questions without a reason, a reason that is too long, and
/// nothing at all where nothing was asked before;
/// [`Error::Conflict`] once it has opened, and when somebody else has changed it meanwhile.
pub fn choose(
    tx: &mut Tx<'_>,
    by: &Editor,
    (proposal, seen): (ProposalId, i64),
    questions: &[Question],
    reason: &Text,
    now: Moment,
) -> Result<()> {
    if !matches!(proposals::gate(tx, proposal, now)?.stage, Stage::Draft | Stage::Forthcoming) {
        return Err(Error::Conflict(
            "The questions stay as they are, because people have been able to answer them.".into(),
        ));
    }
    if questions.is_empty() && seen == 0 {
        return Err(Error::Invalid("Choose what you ask about, or leave without saving".into()));
    }
    if !questions.is_empty() && reason.as_str().is_empty() {
        return Err(Error::Invalid("Say why you need to know this".into()));
    }
    if reason.characters() > REASON {
        return Err(Error::Invalid("The reason must be 2,000 characters or fewer".into()));
    }
    // Only one of two who write at the same time comes past this.
    if !store::put(tx, proposal, seen, questions, reason.as_str())? {
        return Err(Error::Conflict("Somebody else changed the questions while you were writing.".into()));
    }
    tx.touch(Scope::Proposal(proposal));
    let keys: Vec<&str> = questions.iter().map(|question| question.about.as_str()).collect();
    let detail = if keys.is_empty() { "nothing".to_owned() } else { keys.join(", ") };
    audit::record(tx, Some(by.id()), "monitoring.choose", &format!("proposal {proposal}"), &detail, now)
}

/// Until when people can answer, where the consultation closes then and takes late responses for so many days.
#[must_use]
pub fn until(closes_at: Moment, late_days: u32) -> Moment {
    closes_at + Duration::days(i64::from(late_days)) + Duration::hours(AFTER_HOURS)
}

/// Whether somebody has answered for this response. Nobody knows any more once the counts are published.
///
/// # Errors
/// When the database refuses.
pub fn is_given(conn: &mut Conn, response: ResponseId) -> Result<bool> {
    store::is_given(conn, response)
}

/// Adds the answers of whoever sent this response to the counts. What is told apart from them: that they have answered.
///
/// # Errors
/// [`Error::NotFound`] where nothing is asked; [`Error::Conflict`] for whoever has answered before, and when the time is over.
pub fn answer(
    tx: &mut Tx<'_>,
    (proposal, response): (ProposalId, ResponseId),
    answers: &Answers,
    now: Moment,
) -> Result<()> {
    let asked = of(tx, proposal)?;
    if asked.questions.is_empty() {
        return Err(Error::NotFound);
    }
    let closes_at = proposals::find(tx, proposal)?.closes_at;
    let late_days = questionnaires::of(tx, proposal)?.questionnaire.late_days;
    if asked.published.is_some() || closes_at.is_none_or(|at| until(at, late_days) <= now) {
        return Err(Error::Conflict(
            "It is too late to answer these questions. Your response counts all the same.".into(),
        ));
    }
    if !store::insert_given(tx, proposal, response)? {
        return Err(Error::Conflict(
            "You have answered these questions already, and each person is counted once.".into(),
        ));
    }
    store::lock(tx, proposal)?;
    let mut tally = store::find_tally(tx, proposal)?;
    tally.add(&asked.questions, answers);
    store::update_tally(tx, proposal, &tally)
}

/// Publishes the counts of every consultation for which nobody can answer any more, and deletes what they were made from;
/// gives how many those were. Safe to run twice, and on several instances.
///
/// # Errors
/// When the database does not answer, or counts cannot be read; all others are published.
pub async fn publish_due(db: &Db, now: Moment) -> Result<usize> {
    let due = db.read(move |conn| find_due(conn, now)).await?;
    let mut failed = None;
    for proposal in due.iter().copied() {
        // One that cannot be published keeps none of the others waiting.
        failed = db.write(move |tx| publish(tx, proposal, now)).await.err().or(failed);
    }
    failed.map_or(Ok(due.len()), Err)
}

fn find_due(conn: &mut Conn, now: Moment) -> Result<Vec<ProposalId>> {
    let mut due = Vec::new();
    for (proposal, closes_at) in store::load_closed(conn, now)? {
        let late_days = questionnaires::of(conn, proposal)?.questionnaire.late_days;
        if until(closes_at, late_days) <= now {
            due.push(proposal);
        }
    }
    Ok(due)
}

fn publish(tx: &mut Tx<'_>, proposal: ProposalId, now: Moment) -> Result<()> {
    store::lock(tx, proposal)?;
    let asked = of(tx, proposal)?;
    if asked.published.is_some() {
        return Ok(());
    }
    let about: Vec<Characteristic> = asked.questions.iter().map(|question| question.about).collect();
    let published = Published::of(&about, &store::find_tally(tx, proposal)?);
    store::update_published(tx, proposal, &published, now)?;
    store::delete_given(tx, proposal)?;
    tx.touch(Scope::Proposal(proposal));
    Ok(())
}
