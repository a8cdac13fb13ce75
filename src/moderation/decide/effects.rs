//! What a decision does: to the comment and its counts, for those who follow, and on the record of the staff.

use super::super::store::{Case, Subject};
use super::super::{Act, Sanction, redaction, sanctions};
use super::{Occasion, Ruling};
use crate::accounts;
use crate::activity::{self, Event, Place};
use crate::audit;
use crate::clock::Moment;
use crate::comments::{self, State, Stored};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::holding;
use crate::ids::DecisionId;
use crate::proposals;
use crate::web::Moderator;

/// A decision that was just written down.
pub(super) struct Made<'a> {
    pub decision: DecisionId,
    pub subject: &'a Subject,
    pub stored: &'a Stored,
    pub ruling: &'a Ruling<'a>,
    pub rule: &'a str,
}

/// Changes the comment as was decided, with all counts.
pub(super) fn take(tx: &mut Tx<'_>, by: &Moderator, made: &Made<'_>, now: Moment) -> Result<()> {
    let id = made.stored.id;
    match made.ruling.act {
        Act::Keep | Act::Restore => publish(tx, made, now),
        Act::Hide => turn(tx, made, State::Hidden, made.rule, now),
        Act::Remove => turn(tx, made, State::Removed, made.rule, now),
        Act::Redact => {
            redaction::make(tx, made.stored, made.ruling.marked, made.rule, made.decision, now)?;
            publish(tx, made, now)
        }
        Act::Lock => comments::lock_thread(tx, made.stored, made.decision, now),
        Act::Unlock => comments::unlock_thread(tx, made.stored),
        Act::Ask if made.subject.is_imported() => {
            Err(Error::Conflict("The author has no account here, so nobody can be asked to change it.".into()))
        }
        Act::Ask => comments::hold(tx, id, holding::Rule::Asked, Some(by.id()), now).map(|_| ()),
    }
}

fn publish(tx: &mut Tx<'_>, made: &Made<'_>, now: Moment) -> Result<()> {
    if matches!(made.stored.state, State::Published | State::Deleted) {
        return Ok(());
    }
    turn(tx, made, State::Published, "", now)?;
    if !made.subject.is_imported() {
        // A first comment that was held is its author's first part only now.
        let stage = proposals::gate(tx, made.subject.proposal, now)?.life_stage;
        accounts::note_first_part(tx, made.subject.author, stage)?;
    }
    Ok(())
}

fn turn(tx: &mut Tx<'_>, made: &Made<'_>, to: State, under: &str, now: Moment) -> Result<()> {
    if made.stored.state == to {
        return Ok(());
    }
    comments::moderate(tx, made.stored.id, to, under, now)
}

/// Notes a decision: for digests, when readers see a difference, and on the record of the staff.
pub(super) fn note(
    tx: &mut Tx<'_>,
    by: &Moderator,
    case: &Case,
    subject: &Subject,
    ruling: &Ruling<'_>,
    now: Moment,
) -> Result<()> {
    let rule = ruling.phrase();
    let (event, actor) = match (subject.state, ruling.act) {
        (State::Published, Act::Hide | Act::Remove) => (Some(Event::CommentHidden), by.id()),
        // It was held before anybody had heard of it.
        (_, Act::Restore) | (State::Held, Act::Keep | Act::Redact)
            if !subject.is_imported() && !activity::was_posted(tx, subject.id)? =>
        {
            (Some(Event::CommentPosted), subject.author)
        }
        (_, Act::Restore) | (State::Held, Act::Keep | Act::Redact) => (Some(Event::CommentRestored), by.id()),
        _ => (None, by.id()),
    };
    if let Some(event) = event {
        let place = Place {
            area: Some(subject.area),
            proposal: Some(subject.proposal),
            comment: Some(subject.id),
            actor: Some(actor),
        };
        activity::record(tx, event, place, &rule, now);
    }
    if ruling.occasion == Occasion::Appeal {
        return Ok(());
    }
    let mut detail = format!("case {}", case.id);
    if !rule.is_empty() {
        detail.push_str(&format!(", {rule}"));
    }
    match ruling.sanction {
        Sanction::None => {}
        Sanction::Hours(hours) => detail.push_str(&format!(", suspension of {hours} hours")),
        Sanction::ForGood => detail.push_str(", suspension for good"),
        Sanction::Warning => detail.push_str(&format!(", {}", sanctions::Kind::Warning.as_str())),
    }
    let act = format!("comment.{}", ruling.act.as_str());
    audit::record(tx, Some(by.id()), &act, &format!("comment {}", subject.id), &detail, now)
}
