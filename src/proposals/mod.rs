//! What the partnership proposes: its wording, its dates, and who changed it when and why.

mod list;
pub mod pages;
mod revise;
mod store;
pub mod versions;

use crate::activity::{self, Event, Place};
use crate::audit;
use crate::clock::Moment;
use crate::db::{Conn, Scope, Tx};
use crate::error::{Error, Result};
use crate::ids::{AccountId, AreaId, ProposalId};
use crate::policy::{LifeStage, Stage, Totals};
use crate::web::Editor;
use serde::{Deserialize, Serialize};

pub use revise::{Dates, Revision, revise};
pub use store::{Row, Shown, load_rows, load_with_dates};

/// The words of a proposal as staff write them; texts are Markdown. One of these is kept for each version.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Content {
    /// What is proposed, in a line.
    pub title: String,
    /// The same in one or two sentences.
    pub summary: String,
    /// What would change.
    pub change: String,
    /// Why.
    pub why: String,
    /// What was looked at, the preferred one marked.
    pub options: Vec<Choice>,
    /// What there is to read besides.
    pub documents: Vec<Document>,
    /// Whom to ask.
    pub contact: String,
}

/// One of the options that were looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Choice {
    /// A, B, C.
    pub letter: String,
    /// Its name.
    pub title: String,
    /// What it means (Markdown).
    pub body: String,
    /// Whether this is what is proposed.
    pub preferred: bool,
}

/// A document to read, as a link.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Document {
    /// Its name.
    pub title: String,
    /// Where it is: `http`, `https` or a path of ours.
    pub url: String,
    /// Its kind and length, such as "PDF, 9 pages".
    pub note: String,
}

/// A proposal to be made.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The area of focus.
    pub area: AreaId,
    /// Its words.
    pub content: Content,
    /// When it opens (UTC), if that is known.
    pub opens_at: Option<Moment>,
    /// When it closes (UTC), if that is known.
    pub closes_at: Option<Moment>,
    /// When totals can be seen.
    pub totals: Totals,
    /// Whether people see it now (with its dates) or only staff do.
    pub stage: Stage,
    /// Where it comes from, as safe HTML; empty for the partnership's own.
    pub attribution_html: String,
}

/// What decides whether a proposal takes part at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gate {
    /// Which proposal.
    pub id: ProposalId,
    /// Its area.
    pub area: AreaId,
    /// The area's stage of life.
    pub life_stage: LifeStage,
    /// Its address.
    pub slug: String,
    /// The stage that the dates give at the moment that was asked about.
    pub stage: Stage,
    /// When it opens.
    pub opens_at: Option<Moment>,
    /// When it closes.
    pub closes_at: Option<Moment>,
}

impl Gate {
    /// Nothing while votes and comments are taken.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a draft; [`Error::Closed`] otherwise.
    pub fn pass(&self) -> Result<()> {
        match self.stage {
            Stage::Draft => Err(Error::NotFound),
            stage => stage.takes_part(self.opens_at, self.closes_at).map_err(Error::Closed),
        }
    }
}

/// The gate of one proposal at `now`.
///
/// # Errors
/// [`Error::NotFound`] when there is no such proposal.
pub fn gate(conn: &mut Conn, id: ProposalId, now: Moment) -> Result<Gate> {
    store::find_gate(conn, id, now)?.ok_or(Error::NotFound)
}

/// The proposal with this address, if people may see it.
///
/// # Errors
/// When the database refuses.
pub fn find_id(conn: &mut Conn, slug: &str) -> Result<Option<ProposalId>> {
    store::find_id(conn, slug)
}

/// The proposal with this address and its area, drafts too.
///
/// # Errors
/// When the database refuses.
pub fn find_row(conn: &mut Conn, slug: &str) -> Result<Option<Row>> {
    store::find_by_slug(conn, slug)
}

/// A proposal with its words, for the people who edit it; the number is its version.
///
/// # Errors
/// [`Error::NotFound`].
pub fn for_editing(conn: &mut Conn, id: ProposalId) -> Result<(Shown, Content)> {
    let shown = store::find(conn, id)?.ok_or(Error::NotFound)?;
    let content = store::find_content(conn, id, shown.version)?.ok_or(Error::NotFound)?;
    Ok((shown, content))
}

/// Makes a proposal, with its first version; gives its number. The address is made from the title.
///
/// # Errors
/// [`Error::Invalid`] when it closes before it opens, or is announced without a closing date.
pub fn create(tx: &mut Tx<'_>, by: &Editor, draft: &Draft, now: Moment) -> Result<ProposalId> {
    let id = insert(tx, draft, Some(by.id()), now)?;
    let act = if draft.stage == Stage::Draft { "proposal.create" } else { "proposal.announce" };
    audit::record(tx, Some(by.id()), act, &format!("proposal {id}"), &draft.content.title, now)?;
    Ok(id)
}

/// As [`create`], without an editor: for seeding and importing.
///
/// # Errors
/// As [`create`].
pub fn insert(tx: &mut Tx<'_>, draft: &Draft, by: Option<AccountId>, now: Moment) -> Result<ProposalId> {
    check_dates(draft.opens_at, draft.closes_at)?;
    if draft.stage != Stage::Draft && draft.closes_at.is_none() {
        return Err(Error::Invalid("Give the date and time at which it closes".into()));
    }
    let slug = store::free_slug(tx, &slug(&draft.content.title))?;
    let id = store::insert(tx, &slug, draft, now)?;
    store::insert_version(tx, id, 1, &draft.content, "First published", by, now)?;
    // What was over before it came here (an imported conversation) is news to nobody.
    let over = draft.closes_at.is_some_and(|at| at <= now);
    if draft.stage != Stage::Draft && !over {
        record(tx, Event::ProposalAnnounced, id, draft.area, by, "", now);
    }
    tx.touch(Scope::Proposal(id));
    tx.touch(Scope::Listing);
    Ok(id)
}

/// Holds a proposal until the transaction ends, if its area, dates and totals are still what was `seen`, and it is
/// still a draft or not.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] when somebody else changed any of them.
pub fn hold(tx: &mut Tx<'_>, seen: &Shown) -> Result<()> {
    let shown = store::lock(tx, seen.id)?.ok_or(Error::NotFound)?;
    let of = |s: &Shown| (s.area, s.totals, s.opens_at, s.closes_at, s.stored_stage == Stage::Draft);
    if of(&shown) == of(seen) {
        return Ok(());
    }
    Err(Error::Conflict("Somebody else changed this proposal while you were writing.".into()))
}

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
    store::update_dates(tx, id, Stage::Open, Some(now), Some(closes_at), now)?;
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
    store::update_dates(tx, id, Stage::Closed, shown.opens_at, Some(now), now)?;
    let moved = format!("Closed at {}, earlier than planned. {reason}", views::dates::moment(now));
    note_in_history(tx, by, &shown, &moved, now)?;
    changed_dates(tx, by, "proposal.close", id, Event::ProposalClosed, shown.area, reason, now)
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
    store::update_dates(tx, id, Stage::Open, shown.opens_at, Some(closes_at), now)?;
    let moved = format!("More time: it now closes at {}. {reason}", views::dates::moment(closes_at));
    note_in_history(tx, by, &shown, &moved, now)?;
    changed_dates(tx, by, "proposal.extend", id, Event::ClosingMoved, shown.area, reason, now)
}

/// Notes the openings and closings whose time has come, each once. The pages do not wait for this: dates decide there.
///
/// # Errors
/// When the database refuses.
pub fn turn(tx: &mut Tx<'_>, now: Moment) -> Result<usize> {
    let due = store::load_due(tx, now)?;
    for shown in &due {
        let stage = shown.stage_at(now);
        store::update_stage(tx, shown.id, stage, now)?;
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
    let content = store::find_content(tx, shown.id, shown.version)?.ok_or(Error::NotFound)?;
    let number = shown.version + 1;
    store::insert_version(tx, shown.id, number, &content, reason, Some(by.id()), now)?;
    store::update_words(tx, shown.id, number, &content, now)
}

/// The wording with which a draft becomes public is its first version.
fn begin_history(tx: &mut Tx<'_>, shown: &Shown, now: Moment) -> Result<()> {
    if shown.stored_stage != Stage::Draft {
        return Ok(());
    }
    store::renumber_as_first(tx, shown.id, shown.version, now)
}

fn needs_reason(reason: &str) -> Result<()> {
    if reason.trim().is_empty() {
        return Err(Error::Invalid("Give a reason: it is public".into()));
    }
    Ok(())
}

fn check_dates(opens_at: Option<Moment>, closes_at: Option<Moment>) -> Result<()> {
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

fn record(
    tx: &mut Tx<'_>,
    event: Event,
    id: ProposalId,
    area: AreaId,
    actor: Option<AccountId>,
    detail: &str,
    now: Moment,
) {
    let place = Place { area: Some(area), proposal: Some(id), comment: None, actor };
    activity::record(tx, event, place, detail, now);
}

/// An address made from a title: see [`crate::text::slug`].
#[must_use]
pub fn slug(title: &str) -> String {
    crate::text::slug(title, "proposal")
}
