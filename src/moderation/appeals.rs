//! Asking for another look at a decision: once, within a time, and by another moderator.

use super::decide::{Occasion, Ruling, decide};
use super::sanctions::{Kind, Sanction};
use super::store::appeals::Appeal;
use super::store::{self, Decision};
use super::{Act, REASONS_CHARACTERS, conflicts, fits, public, redaction};
use crate::accounts;
use crate::audit;
use crate::clock::Moment;
use crate::comments::{self, State};
use crate::config;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::ids::{AccountId, AppealId, DecisionId};
use crate::queue::{self, Job};
use crate::text::Text;
use crate::web::Moderator;
use chrono::Duration;

crate::words! {
    /// What came of an appeal.
    pub enum Outcome {
        /// The decision stands.
        Upheld = "upheld",
        /// It was wrong: what it took away is given back.
        Overturned = "overturned",
    }
}

/// The most characters of an appeal.
pub const CHARACTERS: usize = 2_000;

/// Until when somebody may appeal against a decision, UTC.
#[must_use]
pub fn until(decision: &Decision, settings: &config::Moderation) -> Moment {
    decision.decided_at + Duration::days(settings.appeal_days)
}

/// Whether there is anything in this decision against which its author could appeal.
#[must_use]
pub fn is_open_to_appeal(decision: &Decision) -> bool {
    decision.act.takes_away() || decision.sanction != Kind::None
}

/// Files the appeal of a comment's author, and starts the clock for the answer. The same appeal sent twice is one.
///
/// # Errors
/// [`Error::NotFound`] for a decision about somebody else's comment; [`Error::Invalid`] for the words; [`Error::Conflict`] when
/// the time is over, or there is an appeal already.
pub fn file(
    tx: &mut Tx<'_>,
    author: AccountId,
    id: DecisionId,
    words: &Text,
    settings: &config::Moderation,
    now: Moment,
) -> Result<AppealId> {
    let decision = store::find_decision(tx, id)?.ok_or(Error::NotFound)?;
    let subject = store::find_subject(tx, decision.comment)?.ok_or(Error::NotFound)?;
    if subject.author != author || !is_open_to_appeal(&decision) {
        return Err(Error::NotFound);
    }
    if let Some(there) = store::appeals::find_against(tx, id)? {
        return if there.words == words.as_str() {
            Ok(there.id)
        } else {
            Err(Error::Conflict(
                "You have asked for another look already. A decision can be looked at again once.".into(),
            ))
        };
    }
    if now > until(&decision, settings) {
        return Err(Error::Conflict(format!(
            "The time to ask for another look was over on {}.",
            views::dates::date(until(&decision, settings))
        )));
    }
    if words.is_blank() {
        return Err(Error::Invalid("Enter why we should look again".into()));
    }
    fits(words, CHARACTERS, "What you say").map_err(Error::Invalid)?;
    let due = now + Duration::days(settings.appeal_answer_days);
    public::touch(tx, decision.case)?;
    store::appeals::insert(tx, id, words.as_str(), (now, due))?
        .ok_or_else(|| Error::Conflict("You have asked for another look already.".into()))
}

/// Why this moderator may not answer an appeal; nothing when they may.
///
/// # Errors
/// When the database refuses.
pub(super) fn conflict(conn: &mut Conn, by: &Moderator, decision: &Decision) -> Result<Option<&'static str>> {
    if decision.moderator == Some(by.id()) {
        return Ok(Some("You made this decision, so another moderator has to look at it again."));
    }
    let subject = store::find_subject(conn, decision.comment)?.ok_or(Error::NotFound)?;
    conflicts::with(conn, by, &subject)
}

/// Answers an appeal. Where the decision was wrong, everything that it took away is given back in the same transaction: the
/// comment with all counts, the part that was taken out, the thread, and the right to take part. The author gets a letter.
///
/// # Errors
/// [`Error::NotFound`] for no such appeal; [`Error::NotAllowed`] for whoever made the decision, or whom the comment concerns;
/// [`Error::Invalid`] without reasons; [`Error::Conflict`] when it is answered already, or nothing can be brought back.
pub fn answer(
    tx: &mut Tx<'_>,
    by: &Moderator,
    id: AppealId,
    outcome: Outcome,
    reasons: &Text,
    now: Moment,
) -> Result<()> {
    if reasons.is_blank() {
        return Err(Error::Invalid("Enter your reasons, so that the author can understand them".into()));
    }
    fits(reasons, REASONS_CHARACTERS, "Your reasons").map_err(Error::Invalid)?;
    let appeal = store::appeals::find(tx, id)?.ok_or(Error::NotFound)?;
    let decision = store::find_decision(tx, appeal.decision)?.ok_or(Error::NotFound)?;
    store::lock_comment(tx, decision.comment)?;
    let appeal = store::appeals::find(tx, id)?.ok_or(Error::NotFound)?;
    if let Some(why) = conflict(tx, by, &decision)? {
        return Err(Error::NotAllowed(why.into()));
    }
    if appeal.decided_at.is_some() {
        let same = appeal.outcome == Some(outcome) && appeal.reasons == reasons.as_str();
        return if same {
            Ok(())
        } else {
            Err(Error::Conflict("A colleague has answered this appeal meanwhile. Your answer was not used.".into()))
        };
    }
    store::appeals::update_outcome(tx, id, outcome, by.id(), reasons.as_str(), now)?;
    let detail = format!("appeal {id} against decision {}", decision.id);
    audit::record(
        tx,
        Some(by.id()),
        &format!("appeal.{}", act(outcome)),
        &format!("comment {}", decision.comment),
        &detail,
        now,
    )?;
    if outcome == Outcome::Overturned {
        undo(tx, by, &appeal, &decision, reasons, now)?;
    }
    public::touch(tx, decision.case)?;
    queue::enqueue(tx, &Job::AppealAnswered { appeal: id.0 }, now)
}

/// The word for the record.
fn act(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Upheld => "refuse",
        Outcome::Overturned => "grant",
    }
}

/// Gives back what a decision took away.
fn undo(
    tx: &mut Tx<'_>,
    by: &Moderator,
    appeal: &Appeal,
    decision: &Decision,
    reasons: &Text,
    now: Moment,
) -> Result<()> {
    let comment = comments::any(tx, decision.comment)?;
    let again = |act| Ruling {
        act,
        rule: None,
        reasons,
        sanction: Sanction::None,
        marked: reasons,
        occasion: Occasion::Appeal,
    };
    match (decision.act, comment.state) {
        (Act::Hide | Act::Remove, State::Hidden | State::Removed) => {
            decide(tx, by, decision.case, &again(Act::Restore), now)?;
        }
        (Act::Ask, State::Held) => {
            // The case is closed, and its author has not changed it: it goes back as it was.
            let case = match store::find_open_case(tx, comment.id)? {
                Some(case) => case.id,
                None => {
                    super::open_review(tx, comment.id, now)?;
                    store::find_open_case(tx, comment.id)?.ok_or(Error::NotFound)?.id
                }
            };
            decide(tx, by, case, &again(Act::Keep), now)?;
        }
        (Act::Redact, state) if state != State::Deleted => redaction::undo(tx, &comment, decision.id)?,
        (Act::Lock, _) => {
            if comments::is_locked(tx, &comment)? {
                decide(tx, by, decision.case, &again(Act::Unlock), now)?;
            }
        }
        _ => tracing::debug!(appeal = appeal.id.0, "an appeal was right, and there is nothing left to give back"),
    }
    if decision.sanction == Kind::Suspension {
        let left = store::find_suspension(tx, comment.author, decision.id, now)?;
        accounts::set_suspension(tx, comment.author, left)?;
    }
    Ok(())
}
