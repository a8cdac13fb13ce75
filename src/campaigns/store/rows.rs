//! The responses of campaigns: one row each, which says to which campaign, in which version, and how it stands to it.

use super::super::{Standing, State};
use crate::db::schema::{campaign_responses as rows_of, campaigns};
use crate::db::{Conn, Tx};
use crate::each_backend;
use crate::error::Result;
use crate::ids::{CampaignId, ProposalId, ResponseId};
use diesel::dsl::count_star;
use diesel::prelude::*;
use std::collections::BTreeMap;

/// How many rows are written or deleted in one statement.
const BATCH: usize = 1_000;

/// A response of a campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = rows_of, treat_none_as_default_value = false)]
pub(in crate::campaigns) struct Row {
    #[diesel(column_name = response_id)]
    pub(in crate::campaigns) response: ResponseId,
    #[diesel(column_name = campaign_id)]
    pub(in crate::campaigns) campaign: CampaignId,
    pub(in crate::campaigns) version: i64,
    pub(in crate::campaigns) state: Standing,
    pub(in crate::campaigns) resemblance: i64,
    pub(in crate::campaigns) contained: i64,
}

/// All of a consultation, by response.
pub(in crate::campaigns) fn load(conn: &mut Conn, proposal: ProposalId) -> Result<BTreeMap<ResponseId, Row>> {
    let rows: Vec<Row> = rows_of::table
        .inner_join(campaigns::table)
        .filter(campaigns::proposal_id.eq(proposal))
        .select(Row::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(|row| (row.response, row)).collect())
}

pub(in crate::campaigns) fn find(conn: &mut Conn, response: ResponseId) -> Result<Option<Row>> {
    let here = rows_of::table.filter(rows_of::response_id.eq(response));
    Ok(here.select(Row::as_select()).first(conn).optional()?)
}

pub(in crate::campaigns) fn insert(tx: &mut Tx<'_>, rows: &[Row]) -> Result<()> {
    for some in rows.chunks(BATCH) {
        each_backend!(&mut **tx, c => diesel::insert_into(rows_of::table).values(some).execute(c))?;
    }
    Ok(())
}

/// Deletes rows on which nothing was decided.
pub(in crate::campaigns) fn delete_suggested(tx: &mut Tx<'_>, responses: &[ResponseId]) -> Result<()> {
    for some in responses.chunks(BATCH) {
        let rows = rows_of::table.filter(rows_of::response_id.eq_any(some.to_vec()));
        diesel::delete(rows.filter(rows_of::state.eq(Standing::Suggested))).execute(&mut **tx)?;
    }
    Ok(())
}

/// Moves all responses of a campaign that stand in one of these ways to it to another; gives how many.
pub(in crate::campaigns) fn update_all(
    tx: &mut Tx<'_>,
    campaign: CampaignId,
    from: &[Standing],
    to: Standing,
) -> Result<usize> {
    let rows = rows_of::table.filter(rows_of::campaign_id.eq(campaign)).filter(rows_of::state.eq_any(from.to_vec()));
    Ok(diesel::update(rows).set(rows_of::state.eq(to)).execute(&mut **tx)?)
}

pub(in crate::campaigns) fn update(tx: &mut Tx<'_>, response: ResponseId, to: Standing) -> Result<()> {
    let row = rows_of::table.filter(rows_of::response_id.eq(response));
    diesel::update(row).set(rows_of::state.eq(to)).execute(&mut **tx)?;
    Ok(())
}

/// Counts the responses of every campaign of a consultation anew.
pub(in crate::campaigns) fn recount(tx: &mut Tx<'_>, proposal: ProposalId) -> Result<()> {
    let counted: Vec<(CampaignId, Standing, i64)> = rows_of::table
        .inner_join(campaigns::table)
        .filter(campaigns::proposal_id.eq(proposal))
        .group_by((rows_of::campaign_id, rows_of::state))
        .select((rows_of::campaign_id, rows_of::state, count_star()))
        .load(&mut **tx)?;
    let counted: BTreeMap<(CampaignId, Standing), i64> =
        counted.into_iter().map(|(id, one, n)| ((id, one), n)).collect();
    let stored: Vec<(CampaignId, State, i64, i64)> = campaigns::table
        .filter(campaigns::proposal_id.eq(proposal))
        .select((campaigns::id, campaigns::state, campaigns::size, campaigns::waiting))
        .load(&mut **tx)?;
    for (id, state, size, waiting) in stored {
        let of = |standing| counted.get(&(id, standing)).copied().unwrap_or(0);
        let is_now = match state {
            State::Suggested => (of(Standing::Suggested), 0),
            State::Confirmed => (of(Standing::Member), of(Standing::Suggested)),
            State::Refused => (of(Standing::Out), of(Standing::Suggested)),
        };
        if is_now != (size, waiting) {
            diesel::update(campaigns::table.filter(campaigns::id.eq(id)))
                .set((campaigns::size.eq(is_now.0), campaigns::waiting.eq(is_now.1)))
                .execute(&mut **tx)?;
        }
    }
    Ok(())
}
