//! Proposals in the database.

pub(super) mod formats;
pub(super) mod list;
pub(super) mod reminders;
pub(super) mod versions;
pub(super) mod writing;

use super::Gate;
use crate::clock::Moment;
use crate::db::schema::{areas, proposals};
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::holding::OnProposal;
use crate::ids::{AccountId, AreaId, ProposalId};
use crate::policy::{LifeStage, Stage, Totals};
use diesel::prelude::*;

/// Nine counters: support, unsure, oppose for residents, professionals, organisations.
pub type Tally = [i64; 9];

/// A proposal without its words.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = proposals)]
pub struct Shown {
    /// Its number.
    pub id: ProposalId,
    /// Its area of focus.
    #[diesel(column_name = area_id)]
    pub area: AreaId,
    /// Its address.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// One or two sentences.
    pub summary: String,
    /// The stage as it was last noted; [`Shown::stage_at`] says what it is now.
    #[diesel(column_name = stage)]
    pub stored_stage: Stage,
    /// When it opens.
    pub opens_at: Option<Moment>,
    /// When it closes.
    pub closes_at: Option<Moment>,
    /// When totals can be seen.
    pub totals: Totals,
    /// The number of its latest version.
    pub version: i32,
    /// Where it comes from, as safe HTML.
    pub attribution_html: String,
    resident_support: i64,
    resident_unsure: i64,
    resident_oppose: i64,
    professional_support: i64,
    professional_unsure: i64,
    professional_oppose: i64,
    organisation_support: i64,
    organisation_unsure: i64,
    organisation_oppose: i64,
    /// Comments that can be seen.
    pub comments: i64,
    /// People who follow it.
    pub followers: i64,
    /// How many questions it asks; 0 where it is no formal consultation.
    pub questions: i64,
    /// When it was last changed.
    pub updated_at: Moment,
    /// Which resident suggested it, where one did.
    pub suggested_by: Option<AccountId>,
    /// When it was declined, if it was; then it stays a draft.
    pub declined_at: Option<Moment>,
    holding: String,
}

impl Shown {
    /// Whether it was discussed elsewhere and only brought here.
    #[must_use]
    pub fn is_imported(&self) -> bool {
        !self.attribution_html.is_empty()
    }

    /// Its stage at `now`.
    #[must_use]
    pub fn stage_at(&self, now: Moment) -> Stage {
        self.stored_stage.at(now, self.opens_at, self.closes_at)
    }

    /// Which comments wait for a moderator here, where that is not as on the rest of the site.
    #[must_use]
    pub fn holding(&self) -> OnProposal {
        OnProposal::read(&self.holding)
    }

    /// The nine counters.
    #[must_use]
    pub fn tally(&self) -> Tally {
        [
            self.resident_support,
            self.resident_unsure,
            self.resident_oppose,
            self.professional_support,
            self.professional_unsure,
            self.professional_oppose,
            self.organisation_support,
            self.organisation_unsure,
            self.organisation_oppose,
        ]
    }

    /// The next moment at which its stage changes by itself.
    #[must_use]
    pub fn turns_at(&self, now: Moment) -> Option<Moment> {
        turn(self.stage_at(now), self.opens_at, self.closes_at)
    }
}

/// When a proposal in this stage, with these dates, changes it by itself.
fn turn(stage: Stage, opens_at: Option<Moment>, closes_at: Option<Moment>) -> Option<Moment> {
    match stage {
        Stage::Forthcoming => opens_at,
        Stage::Open => closes_at,
        _ => None,
    }
}

/// A proposal in a list, with its area.
#[derive(Debug, Clone)]
pub struct Row {
    /// The proposal.
    pub proposal: Shown,
    /// Its area's title.
    pub area_title: String,
    /// Its area's address.
    pub area_slug: String,
    /// Its area's stage of life.
    pub life_stage: LifeStage,
}

/// The columns of a [`Row`], in their order.
type RowColumns = (Shown, String, String, LifeStage);

impl From<RowColumns> for Row {
    fn from((proposal, area_title, area_slug, life_stage): RowColumns) -> Self {
        Self { proposal, area_title, area_slug, life_stage }
    }
}

/// All proposals that people may see, of one area or of all: soonest to close first, those without a date last.
///
/// # Errors
/// When the database refuses.
pub fn load_rows(conn: &mut Conn, area: Option<AreaId>) -> Result<Vec<Row>> {
    let mut query = proposals::table
        .inner_join(areas::table)
        .filter(proposals::stage.ne(Stage::Draft))
        .order((proposals::closes_at, proposals::id))
        .select((Shown::as_select(), areas::title, areas::slug, areas::life_stage))
        .into_boxed();
    if let Some(area) = area {
        query = query.filter(proposals::area_id.eq(area));
    }
    let mut rows: Vec<Row> = query.load::<RowColumns>(conn)?.into_iter().map(Row::from).collect();
    rows.sort_by_key(|r| (r.proposal.closes_at.is_none(), r.proposal.closes_at, r.proposal.id));
    Ok(rows)
}

/// Every proposal, drafts too, newest change first: for the people who edit.
///
/// # Errors
/// When the database refuses.
pub fn load_with_dates(conn: &mut Conn) -> Result<Vec<Shown>> {
    Ok(proposals::table.order((proposals::updated_at.desc(), proposals::id)).select(Shown::as_select()).load(conn)?)
}

pub(super) fn find_gate(conn: &mut Conn, id: ProposalId, now: Moment) -> Result<Option<Gate>> {
    type Columns = (AreaId, LifeStage, String, Stage, Option<Moment>, Option<Moment>, String);
    let found: Option<Columns> = proposals::table
        .inner_join(areas::table)
        .filter(proposals::id.eq(id))
        .select((
            proposals::area_id,
            areas::life_stage,
            proposals::slug,
            proposals::stage,
            proposals::opens_at,
            proposals::closes_at,
            proposals::holding,
        ))
        .first(conn)
        .optional()?;
    Ok(found.map(|(area, life_stage, slug, stage, opens_at, closes_at, holding)| Gate {
        id,
        area,
        life_stage,
        slug,
        stage: stage.at(now, opens_at, closes_at),
        opens_at,
        closes_at,
        holding: OnProposal::read(&holding),
    }))
}

pub(super) fn find_id(conn: &mut Conn, slug: &str) -> Result<Option<ProposalId>> {
    Ok(proposals::table
        .filter(proposals::slug.eq(slug))
        .filter(proposals::stage.ne(Stage::Draft))
        .select(proposals::id)
        .first(conn)
        .optional()?)
}

pub(super) fn find(conn: &mut Conn, id: ProposalId) -> Result<Option<Shown>> {
    Ok(proposals::table.filter(proposals::id.eq(id)).select(Shown::as_select()).first(conn).optional()?)
}

pub(super) fn find_by_slug(conn: &mut Conn, slug: &str) -> Result<Option<Row>> {
    let found: Option<RowColumns> = proposals::table
        .inner_join(areas::table)
        .filter(proposals::slug.eq(slug))
        .select((Shown::as_select(), areas::title, areas::slug, areas::life_stage))
        .first(conn)
        .optional()?;
    Ok(found.map(Row::from))
}

/// The proposal as it is now, held against other writers until the transaction ends.
pub(super) fn lock(tx: &mut Tx<'_>, id: ProposalId) -> Result<Option<Shown>> {
    // An update of nothing takes the row's lock on PostgreSQL; on SQLite the writer is alone anyway.
    diesel::update(proposals::table.filter(proposals::id.eq(id)))
        .set(proposals::version.eq(proposals::version))
        .execute(&mut **tx)?;
    find(tx, id)
}

pub(super) fn free_slug(conn: &mut Conn, wanted: &str) -> Result<String> {
    for n in 1..10_000 {
        let slug = if n == 1 { wanted.to_owned() } else { format!("{wanted}-{n}") };
        let taken: bool =
            diesel::select(diesel::dsl::exists(proposals::table.filter(proposals::slug.eq(&slug)))).get_result(conn)?;
        if !taken {
            return Ok(slug);
        }
    }
    Err(crate::error::Error::Conflict("There are too many proposals of this name.".into()))
}

/// Proposals whose noted stage is behind their dates.
pub(super) fn load_due(conn: &mut Conn, now: Moment) -> Result<Vec<Shown>> {
    let opens =
        proposals::stage.eq(Stage::Forthcoming).and(proposals::opens_at.le(now).or(proposals::closes_at.le(now)));
    let closes = proposals::stage.eq(Stage::Open).and(proposals::closes_at.le(now));
    let due = proposals::table
        .filter(opens.assume_not_null().or(closes.assume_not_null()))
        .order(proposals::id)
        .select(Shown::as_select())
        .load(conn)?;
    Ok(due)
}

/// Proposals that are open and close after `from`, but not after `until`.
pub(super) fn load_closing_between(conn: &mut Conn, from: Moment, until: Moment) -> Result<Vec<Shown>> {
    Ok(proposals::table
        .filter(proposals::stage.eq(Stage::Open))
        .filter(proposals::closes_at.gt(from))
        .filter(proposals::closes_at.le(until))
        .order(proposals::id)
        .select(Shown::as_select())
        .load(conn)?)
}

pub(super) fn is_closing_noted(conn: &mut Conn, id: ProposalId, detail: &str) -> Result<bool> {
    use crate::activity::Event;
    use crate::db::schema::activity;
    let noted = activity::table
        .filter(activity::proposal_id.eq(id))
        .filter(activity::kind.eq(Event::ClosingSoon))
        .filter(activity::detail.eq(detail));
    Ok(diesel::select(diesel::dsl::exists(noted)).get_result(conn)?)
}
