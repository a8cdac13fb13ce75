//! What the partnership proposes: its wording, its dates, and who changed it when and why.

mod dates;
pub mod formats;
pub mod gunning;
mod holding;
pub mod jobs;
mod list;
pub mod pages;
mod revise;
mod store;
pub mod versions;
pub mod words;

use crate::activity::{self, Event, Place};
use crate::audit;
use crate::clock::Moment;
use crate::db::{Conn, Scope, Tx};
use crate::error::{Error, Result};
use crate::holding::OnProposal;
use crate::ids::{AccountId, AreaId, ProposalId};
use crate::policy::{LifeStage, Stage, Totals};
use crate::web::Editor;
use serde::{Deserialize, Serialize};

pub use dates::{close, closing_detail, decide, extend, note_closing_soon, open, turn, withdraw};
pub use holding::set_holding;
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
    /// What is already decided.
    pub decided: String,
    /// What is not decided yet.
    pub undecided: String,
    /// What people's answers can change.
    pub influence: String,
    /// What it costs, and whom it affects.
    pub costs: String,
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
    /// Which comments wait for a moderator here, where that is not as on the rest of the site.
    pub holding: OnProposal,
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

/// A proposal, without its words; drafts too.
///
/// # Errors
/// [`Error::NotFound`].
pub fn find(conn: &mut Conn, id: ProposalId) -> Result<Shown> {
    store::find(conn, id)?.ok_or(Error::NotFound)
}

/// A proposal with its words, for the people who edit it; the number is its version.
///
/// # Errors
/// [`Error::NotFound`].
pub fn for_editing(conn: &mut Conn, id: ProposalId) -> Result<(Shown, Content)> {
    let shown = find(conn, id)?;
    let content = store::versions::find_content(conn, id, shown.version)?.ok_or(Error::NotFound)?;
    Ok((shown, content))
}

/// Makes a proposal, with its first version; gives its number. The address is made from the title. A form sent twice
/// makes one.
///
/// # Errors
/// [`Error::Invalid`] when it closes before it opens, or is announced without a closing date.
pub fn create(tx: &mut Tx<'_>, by: &Editor, draft: &Draft, now: Moment) -> Result<ProposalId> {
    if let Some(id) = made_just_now(tx, by, draft, now)? {
        return Ok(id);
    }
    let id = insert(tx, draft, Some(by.id()), now)?;
    audit::record(tx, Some(by.id()), creating(draft), &format!("proposal {id}"), &draft.content.title, now)?;
    Ok(id)
}

/// How making it stands in the record.
fn creating(draft: &Draft) -> &'static str {
    if draft.stage == Stage::Draft { "proposal.create" } else { "proposal.announce" }
}

/// The proposal that the same person made of the same words, dates and place a moment ago, and that is still like that.
fn made_just_now(tx: &mut Tx<'_>, by: &Editor, draft: &Draft, now: Moment) -> Result<Option<ProposalId>> {
    for (subject, title) in audit::recent(tx, by.id(), creating(draft), now)? {
        let number = subject.strip_prefix("proposal ").and_then(|number| number.parse().ok()).map(ProposalId);
        let Some(id) = number.filter(|_| title == draft.content.title) else { continue };
        let (shown, content) = for_editing(tx, id)?;
        let is_draft = (shown.stored_stage == Stage::Draft, draft.stage == Stage::Draft);
        let frame = (shown.area, shown.totals, shown.opens_at, shown.closes_at);
        if content == draft.content
            && is_draft.0 == is_draft.1
            && frame == (draft.area, draft.totals, draft.opens_at, draft.closes_at)
        {
            return Ok(Some(id));
        }
    }
    Ok(None)
}

/// As [`create`], without an editor: for seeding and importing.
///
/// # Errors
/// As [`create`].
pub fn insert(tx: &mut Tx<'_>, draft: &Draft, by: Option<AccountId>, now: Moment) -> Result<ProposalId> {
    dates::check(draft.opens_at, draft.closes_at)?;
    if draft.stage != Stage::Draft && draft.closes_at.is_none() {
        return Err(Error::Invalid("Give the date and time at which it closes".into()));
    }
    let slug = store::free_slug(tx, &slug(&draft.content.title))?;
    let id = store::writing::insert(tx, &slug, draft, now)?;
    store::versions::insert_version(tx, id, 1, &draft.content, "First published", by, now)?;
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
