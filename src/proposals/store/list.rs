//! The list of all proposals in the database: what decides each one's place, and the rows of a page.

use super::{Row, RowColumns, Shown, turn};
use crate::clock::Moment;
use crate::db::Conn;
use crate::db::schema::{areas, proposals};
use crate::error::Result;
use crate::ids::ProposalId;
use crate::policy::Stage;
use diesel::prelude::*;

/// What decides the place of a proposal in a list.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = proposals)]
pub(in crate::proposals) struct Dated {
    pub(in crate::proposals) id: ProposalId,
    pub(in crate::proposals) stage: Stage,
    pub(in crate::proposals) opens_at: Option<Moment>,
    pub(in crate::proposals) closes_at: Option<Moment>,
}

impl Dated {
    pub(in crate::proposals) fn stage_at(&self, now: Moment) -> Stage {
        self.stage.at(now, self.opens_at, self.closes_at)
    }

    pub(in crate::proposals) fn turns_at(&self, now: Moment) -> Option<Moment> {
        turn(self.stage_at(now), self.opens_at, self.closes_at)
    }
}

/// The dates of all proposals that people may see, of the area with this name in addresses or (when it is empty) of all.
pub(in crate::proposals) fn load_dated(conn: &mut Conn, area: &str) -> Result<Vec<Dated>> {
    let mut query = proposals::table
        .inner_join(areas::table)
        .filter(proposals::stage.ne(Stage::Draft))
        .order(proposals::id)
        .select(Dated::as_select())
        .into_boxed();
    if !area.is_empty() {
        query = query.filter(areas::slug.eq(area.to_owned()));
    }
    Ok(query.load(conn)?)
}

/// These proposals, in no order that matters.
pub(in crate::proposals) fn load_rows_of(conn: &mut Conn, ids: &[ProposalId]) -> Result<Vec<Row>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<RowColumns> = proposals::table
        .inner_join(areas::table)
        .filter(proposals::id.eq_any(ids))
        .order(proposals::id)
        .select((Shown::as_select(), areas::title, areas::slug, areas::life_stage))
        .load(conn)?;
    Ok(rows.into_iter().map(Row::from).collect())
}

/// All areas as address and title, in their order.
pub(in crate::proposals) fn load_areas(conn: &mut Conn) -> Result<Vec<(String, String)>> {
    Ok(areas::table.order((areas::position, areas::id)).select((areas::slug, areas::title)).load(conn)?)
}
