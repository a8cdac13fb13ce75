//! When a proposal opens and closes: its dates, set by those who edit, and what happens by itself when they come.

use super::{Shown, gunning, record, store};
use crate::activity::Event;
use crate::audit;
use crate::clock::{self, Moment};
use crate::db::{Scope, Tx};
use crate::error::{Error, Result};
use crate::ids::{AreaId, ProposalId};
use crate::policy::Stage;
use crate::queue::{self, Job};
use crate::web::Editor;

/// Opens a proposal now, until `closes_at`. A reason may be given; it stands in the record.
///
/// # Errors
/// [`Error::Invalid`] when it would close in the past; [`Error::Conflict`] once it has opened.
pub fn open(tx: &mut Tx<'_>, by: &Editor, id: ProposalId, closes_at: Moment, reason: &str, now: Moment) -> Result<()> {
    let shown = store::lock(tx, id)?.ok_or(Error::NotFound)?;
    if !matches!(shown.stage_at(now), Stage::Draft | Stage::Forthcoming) {
        return Err(Error::Conflict("It has opened already.".into()));
    }
    if closes_at <= now {
        return Err(Error::Invalid("The closing date must be in the future".into()));
    }
    gunning::check_stored(tx, &shown, shown.questions)?;
    store::writing::update_dates(tx, id, Stage::Open, Some(now), Some(closes_at), now)?;
    begin_history(tx, &shown, now)?;
    changed_dates(tx, by, "proposal.open", id, Event::ProposalOpened, shown.area, reason, now)
}

/// Closes an open proposal now, with a public reason.
///
/// # Errors
/// [`Error::Closed`] when it is not open; [`Error::Invalid`] without a reason.
pub fn close(tx: &mut Tx<'_>, by: &Editor, id: ProposalId, reason: &str, now: Moment) -> Result<()> {
    let shown = store::lock(tx, id)?.ok_or(Error::NotFound)?;
    shown.stage_at(now).takes_part(shown.opens_at, shown.closes_at).map_err(Error::Closed)?;
    needs_reason(reason)?;
    store::writing::update_dates(tx, id, Stage::Closed, shown.opens_at, Some(now), now)?;
    let moved = format!("Closed at {}, earlier than planned. {reason}", views::dates::moment(now));
    note_in_history(tx, by, &shown, &moved, now)?;
    changed_dates(tx, by, "proposal.close", id, Event::ProposalClosed, shown.area, reason, now)
}

/// Takes a proposal back, with a public reason: nothing will be decided on it, and nobody can take part any more. What people
/// said stays and can be read.
///
/// # Errors
/// [`Error::Conflict`] for a draft, and once the outcome is public or it was withdrawn; [`Error::Invalid`] without a reason.
pub fn withdraw(tx: &mut Tx<'_>, by: &Editor, id: ProposalId, reason: &str, now: Moment) -> Result<()> {
    let shown = store::lock(tx, id)?.ok_or(Error::NotFound)?;
    if matches!(shown.stored_stage, Stage::Draft | Stage::OutcomePublished | Stage::Withdrawn) {
        return Err(Error::Conflict("It cannot be withdrawn: it is a draft, or has ended already.".into()));
    }
    needs_reason(reason)?;
    store::writing::update_stage(tx, id, Stage::Withdrawn, now)?;
    note_in_history(tx, by, &shown, &format!("Withdrawn. {reason}"), now)?;
    changed_dates(tx, by, "proposal.withdraw", id, Event::ProposalWithdrawn, shown.area, reason, now)
}

/// Gives people more time, with a public reason. A proposal that has closed stays closed.
///
/// # Errors
/// [`Error::Closed`] when it is not open; [`Error::Invalid`] without a reason or with an earlier date.
pub fn extend(
    tx: &mut Tx<'_>,
    by: &Editor,
    id: ProposalId,
    closes_at: Moment,
    reason: &str,
    now: Moment,
) -> Result<()> {
    let shown = store::lock(tx, id)?.ok_or(Error::NotFound)?;
    shown.stage_at(now).takes_part(shown.opens_at, shown.closes_at).map_err(Error::Closed)?;
    needs_reason(reason)?;
    if shown.closes_at.is_some_and(|old| closes_at <= old) {
        return Err(Error::Invalid("The new closing date must be later than the present one".into()));
    }
    store::writing::update_dates(tx, id, Stage::Open, shown.opens_at, Some(closes_at), now)?;
    let moved = format!("More time: it now closes at {}. {reason}", views::dates::moment(closes_at));
    note_in_history(tx, by, &shown, &moved, now)?;
    changed_dates(tx, by, "proposal.extend", id, Event::ClosingMoved, shown.area, reason, now)
}

/// Notes that the outcome of a closed proposal is public; followers hear of it.
///
/// # Errors
/// [`Error::Conflict`] when it is not over, or has an outcome.
pub fn decide(tx: &mut Tx<'_>, by: &Editor, id: ProposalId, now: Moment) -> Result<()> {
    let shown = store::lock(tx, id)?.ok_or(Error::NotFound)?;
    if !matches!(shown.stage_at(now), Stage::Closed | Stage::Analysing) {
        return Err(Error::Conflict("Its outcome cannot be published now.".into()));
    }
    store::writing::update_stage(tx, id, Stage::OutcomePublished, now)?;
    record(tx, Event::OutcomePublished, id, shown.area, Some(by.id()), "", now);
    tx.touch(Scope::Proposal(id));
    tx.touch(Scope::Listing);
    Ok(())
}

/// Notes the openings and closings whose time has come, each once. The pages do not wait for this: dates decide there.
///
/// # Errors
/// When the database refuses.
pub fn turn(tx: &mut Tx<'_>, now: Moment) -> Result<usize> {
    let due = store::load_due(tx, now)?;
    for shown in &due {
        let stage = shown.stage_at(now);
        store::writing::update_stage(tx, shown.id, stage, now)?;
        // A proposal that opened and closed while nobody was looking has done both.
        if shown.stored_stage == Stage::Forthcoming {
            record(tx, Event::ProposalOpened, shown.id, shown.area, None, "", now);
        }
        if stage == Stage::Closed {
            record(tx, Event::ProposalClosed, shown.id, shown.area, None, "", now);
        }
        tx.touch(Scope::Proposal(shown.id));
        tx.touch(Scope::Listing);
    }
    Ok(due.len() + begin_analysis(tx, now)?)
}

/// On the day after the close of a consultation, its responses are being analysed. Gives how many that was.
fn begin_analysis(tx: &mut Tx<'_>, now: Moment) -> Result<usize> {
    let today = clock::from_london(clock::london_date(now).and_time(chrono::NaiveTime::MIN));
    let due = store::reminders::load_closed_before(tx, today)?;
    for id in &due {
        store::writing::update_stage(tx, *id, Stage::Analysing, now)?;
        tx.touch(Scope::Proposal(*id));
        tx.touch(Scope::Listing);
    }
    Ok(due.len())
}

/// So many days before a proposal closes, those who follow it are told.
const CLOSING_SOON_DAYS: i64 = 3;

/// How the closing date of which people were told stands in the row of activity: told once for each date.
#[must_use]
pub fn closing_detail(closes_at: Moment) -> String {
    closes_at.and_utc().timestamp().to_string()
}

/// Notes the proposals that close within three days, each once for each closing date. One that is open for less than
/// that is not noted: its opening says when it closes.
///
/// # Errors
/// When the database refuses.
pub fn note_closing_soon(tx: &mut Tx<'_>, now: Moment) -> Result<usize> {
    let soon = now + chrono::Duration::days(CLOSING_SOON_DAYS);
    let due = store::load_closing_between(tx, now, soon)?;
    let mut noted = 0;
    for shown in due {
        let Some(closes_at) = shown.closes_at else { continue };
        let short = shown.opens_at.is_some_and(|at| closes_at - at <= chrono::Duration::days(CLOSING_SOON_DAYS));
        let detail = closing_detail(closes_at);
        if short || store::lock(tx, shown.id)?.is_none() || store::is_closing_noted(tx, shown.id, &detail)? {
            continue;
        }
        record(tx, Event::ClosingSoon, shown.id, shown.area, None, &detail, now);
        noted += 1;
    }
    Ok(noted)
}

/// A version with the same words, so that the public history says why a date moved.
fn note_in_history(tx: &mut Tx<'_>, by: &Editor, shown: &Shown, reason: &str, now: Moment) -> Result<()> {
    let content = store::versions::find_content(tx, shown.id, shown.version)?.ok_or(Error::NotFound)?;
    let number = shown.version + 1;
    store::versions::insert_version(tx, shown.id, number, &content, reason, Some(by.id()), now)?;
    store::formats::carry_over(tx, shown.id, shown.version, number)?;
    store::writing::update_words(tx, shown.id, number, &content, now)
}

/// The wording with which a draft becomes public is its first version. Whoever suggested it is told.
pub(super) fn begin_history(tx: &mut Tx<'_>, shown: &Shown, now: Moment) -> Result<()> {
    if shown.stored_stage != Stage::Draft {
        return Ok(());
    }
    if shown.suggested_by.is_some() {
        queue::enqueue(tx, &Job::SuggestionDecided { proposal: shown.id.0 }, now)?;
    }
    store::versions::renumber_as_first(tx, shown.id, shown.version, now)
}

fn needs_reason(reason: &str) -> Result<()> {
    if reason.trim().is_empty() {
        return Err(Error::Invalid("Give a reason: it is public".into()));
    }
    Ok(())
}

/// Whether it closes after it opens, as far as both are known.
pub(super) fn check(opens_at: Option<Moment>, closes_at: Option<Moment>) -> Result<()> {
    match (opens_at, closes_at) {
        (Some(opens), Some(closes)) if closes <= opens => Err(Error::Invalid("It must close after it opens".into())),
        _ => Ok(()),
    }
}

#[allow(clippy::too_many_arguments, reason = "one line of history, in the order in which it is read")]
fn changed_dates(
    tx: &mut Tx<'_>,
    by: &Editor,
    act: &str,
    id: ProposalId,
    event: Event,
    area: AreaId,
    reason: &str,
    now: Moment,
) -> Result<()> {
    audit::record(tx, Some(by.id()), act, &format!("proposal {id}"), reason, now)?;
    // Why it opens now is no news for those who follow it; that it does, is.
    let told = if event == Event::ProposalOpened { "" } else { reason };
    record(tx, event, id, area, Some(by.id()), told, now);
    tx.touch(Scope::Proposal(id));
    tx.touch(Scope::Listing);
    Ok(())
}
