//! Comments that wait for a moderator: whether one must, and what its author sees meanwhile.

use super::{State, Stored, in_force, set_state, store};
use crate::activity::{self, Event, Place};
use crate::clock::Moment;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::holding::{self, Known, OnProposal, Rule, Settings};
use crate::ids::{AccountId, CommentId, ProposalId};
use crate::keys::token_hash;
use crate::policy::Role;
use crate::proposals;
use crate::text::Text;
use crate::web::Speaker;
use chrono::Duration;
use std::collections::HashMap;
use views::comments::Held;
use views::proposals::ProposalLink;

/// The words of a text as they are kept to know them again; nothing for short ones.
pub(super) fn wording(body: &Text) -> Option<String> {
    holding::wording(body.as_str()).map(|wording| token_hash(&wording))
}

/// Whether these words were posted since, by anybody; never for short ones.
///
/// # Errors
/// When the database refuses.
pub fn repeats(conn: &mut Conn, body: &Text, since: Moment) -> Result<bool> {
    wording(body).map_or(Ok(false), |wording| store::held::is_repeated(conn, &wording, None, since))
}

/// The rule that holds these words of somebody's; never one for the staff. `here` is what their proposal says of its own.
/// With `edited`, they are the new words of that comment as it was; whoever copied it since does not hold up its author, who
/// only puts a comma right.
pub(super) fn why(
    tx: &mut Tx<'_>,
    by: &Speaker,
    body: &Text,
    edited: Option<&Stored>,
    (here, configured): (&OnProposal, &Settings),
    now: Moment,
) -> Result<Option<Rule>> {
    if by.person().role != Role::Member {
        return Ok(None);
    }
    let settings = &in_force::settings(tx, configured)?.on(here);
    let mut known = Known::default();
    let before = edited.and_then(|comment| holding::wording(&comment.body));
    if settings.repeats
        && holding::wording(body.as_str()) != before
        && let Some(wording) = wording(body)
    {
        let (but, since) = (edited.map(|comment| comment.id), now - Duration::days(settings.repeat_days));
        known.repeated = store::held::is_repeated(tx, &wording, but, since)?;
    }
    if let Some(comment) = edited {
        return Ok(holding::holds_edit(&comment.body, body.as_str(), known, settings));
    }
    if settings.bursts {
        let since = now - Duration::minutes(settings.burst_minutes);
        known.recent = store::held::count_since(tx, by.id(), since, settings.burst_comments)?;
    }
    known.is_first = settings.first_comment && !store::held::has_published(tx, by.id())?;
    Ok(holding::holds(body.as_str(), known, settings))
}

/// Takes a comment from view until somebody decides, whatever the reason; gives whether it could be read until then. Every
/// count is right in the same transaction, and no email that is still to be made tells of it.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] when its author has deleted it.
pub fn hold(tx: &mut Tx<'_>, id: CommentId, why: Rule, by: Option<AccountId>, now: Moment) -> Result<bool> {
    let comment = store::lock(tx, id)?.ok_or(Error::NotFound)?;
    if comment.state == State::Deleted {
        return Err(Error::Conflict("Its author has deleted this comment meanwhile.".into()));
    }
    set_state(tx, &comment, State::Held, "")?;
    store::held::update_reason(tx, id, why)?;
    if comment.state != State::Published {
        return Ok(false);
    }
    let area = proposals::gate(tx, comment.proposal, now)?.area;
    let place = Place { area: Some(area), proposal: Some(comment.proposal), comment: Some(id), actor: by };
    activity::record(tx, Event::CommentHidden, place, "", now);
    Ok(true)
}

/// The most of somebody's own comments that wait which a page shows.
const OWN: i64 = 5;

/// Somebody's own comments on a proposal that wait, newest first, at most five; with `below`, only answers in the thread
/// below that comment.
///
/// # Errors
/// When the database refuses.
pub fn own_on_proposal(
    conn: &mut Conn,
    author: AccountId,
    proposal: ProposalId,
    below: Option<CommentId>,
) -> Result<Vec<Held>> {
    let waiting = store::held::load_own(conn, author, proposal, below, OWN)?;
    // Mostly there is none, and then nothing more is asked.
    let answered: Vec<CommentId> = waiting.iter().filter_map(|one| one.parent).collect();
    let names = if answered.is_empty() { HashMap::new() } else { store::held::load_authors(conn, &answered)? };
    let held = |one: store::held::Own| Held {
        id: one.id.0,
        body_html: one.body_html,
        why: one.because.map_or("", Rule::sentence).to_owned(),
        reply_to: one.parent.and_then(|parent| names.get(&parent).cloned()),
        at_risk: one.because == Some(Rule::Risk),
        can_edit: one.because == Some(Rule::Asked),
    };
    Ok(waiting.into_iter().map(held).collect())
}

/// Somebody's own comment while it waits, as its page shows it to them, and its proposal.
///
/// # Errors
/// [`Error::NotFound`] for any other comment, and for one that does not exist: the same answer.
pub fn own(conn: &mut Conn, id: CommentId, author: AccountId) -> Result<(Held, ProposalLink)> {
    let comment = store::find(conn, id)?
        .filter(|comment| comment.author == author && comment.state == State::Held)
        .ok_or(Error::NotFound)?;
    let answered = comment.parent.map(|parent| store::find(conn, parent)).transpose()?.flatten();
    let reply_to = match answered.filter(|parent| parent.state == State::Published) {
        Some(parent) => store::load_names(conn, &[parent.author])?.remove(&parent.author),
        None => None,
    };
    let (shown, _) = proposals::for_editing(conn, comment.proposal)?;
    let why = comment.held_because.map_or("", Rule::sentence).to_owned();
    let held = Held {
        id: id.0,
        body_html: comment.body_html,
        why,
        reply_to,
        at_risk: comment.held_because == Some(Rule::Risk),
        can_edit: comment.held_because == Some(Rule::Asked),
    };
    Ok((held, ProposalLink { slug: shown.slug, title: shown.title }))
}
