//! Outcomes in the database.

use super::{Outcome, Verdict};
use crate::clock::Moment;
use crate::db::schema::{outcome_points as points, outcome_updates as updates, outcomes, responses};
use crate::db::{AnyExt, Conn, Tx};
use crate::error::Result;
use crate::ids::{AccountId, OrganisationId, PointId, ProposalId, ResponseId, ThemeId};
use crate::responses::State;
use diesel::prelude::*;
use std::collections::BTreeMap;

/// Something that people said, and what is done about it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = points)]
pub struct Point {
    /// Its number.
    pub id: PointId,
    /// The theme that it answers, if one.
    #[diesel(column_name = theme_id)]
    pub theme: Option<ThemeId>,
    /// What people said.
    pub said: String,
    /// How many answers are about its theme, as it was counted when the outcome was published.
    pub answers: i64,
    /// What is done.
    pub verdict: Verdict,
    /// Why.
    pub because: String,
    /// Who sees to it; empty where nothing is to be done.
    pub owner: String,
    /// By which day, as "2027-03-31"; empty where nothing is to be done.
    pub due: String,
}

pub(super) fn find(conn: &mut Conn, proposal: ProposalId) -> Result<Option<Outcome>> {
    type Row = (String, i64, Option<Moment>, String, String);
    let found: Option<Row> = outcomes::table
        .find(proposal.0)
        .select((outcomes::asked, outcomes::edition, outcomes::published_at, outcomes::waiver, outcomes::signed))
        .first(conn)
        .optional()?;
    let Some((asked, edition, published_at, waiver, signed)) = found else { return Ok(None) };
    let all = points::table.filter(points::proposal_id.eq(proposal)).order(points::id);
    let told: Vec<(PointId, Moment, String)> = updates::table
        .inner_join(points::table)
        .filter(points::proposal_id.eq(proposal))
        .order(updates::id)
        .select((updates::point_id, updates::told_at, updates::words))
        .load(conn)?;
    let mut by_point: BTreeMap<PointId, Vec<(Moment, String)>> = BTreeMap::new();
    for (point, at, words) in told {
        by_point.entry(point).or_default().push((at, words));
    }
    let points = all.select(Point::as_select()).load(conn)?;
    Ok(Some(Outcome { asked, edition, published_at, waiver, signed, points, updates: by_point }))
}

/// Begins one; where there is one, nothing happens.
pub(super) fn begin(tx: &mut Tx<'_>, proposal: ProposalId) -> Result<()> {
    diesel::insert_into(outcomes::table)
        .values((outcomes::proposal_id.eq(proposal), outcomes::edition.eq(1_i64)))
        .on_conflict_do_nothing()
        .any()
        .execute(&mut **tx)?;
    Ok(())
}

/// Holds an outcome against others until the transaction ends.
pub(super) fn lock(tx: &mut Tx<'_>, proposal: ProposalId) -> Result<()> {
    // An update of nothing takes the row's lock on PostgreSQL; on SQLite the writer is alone anyway.
    diesel::update(outcomes::table.find(proposal.0)).set(outcomes::edition.eq(outcomes::edition)).execute(&mut **tx)?;
    Ok(())
}

fn change(tx: &mut Tx<'_>, proposal: ProposalId) -> Result<()> {
    let next = outcomes::edition.eq(outcomes::edition + 1);
    diesel::update(outcomes::table.find(proposal.0)).set(next).execute(&mut **tx)?;
    Ok(())
}

pub(super) fn update_asked(tx: &mut Tx<'_>, proposal: ProposalId, asked: &str) -> Result<()> {
    diesel::update(outcomes::table.find(proposal.0)).set(outcomes::asked.eq(asked)).execute(&mut **tx)?;
    change(tx, proposal)
}

/// A point as it is written.
#[derive(Insertable, AsChangeset)]
#[diesel(table_name = points, treat_none_as_null = true)]
pub(super) struct PointRow<'a> {
    pub(super) proposal_id: ProposalId,
    pub(super) theme_id: Option<ThemeId>,
    pub(super) said: &'a str,
    pub(super) verdict: Verdict,
    pub(super) because: &'a str,
    pub(super) owner: &'a str,
    pub(super) due: &'a str,
}

pub(super) fn insert_point(tx: &mut Tx<'_>, row: &PointRow<'_>) -> Result<()> {
    diesel::insert_into(points::table).values(row).execute(&mut **tx)?;
    change(tx, row.proposal_id)
}

pub(super) fn update_point(tx: &mut Tx<'_>, id: PointId, row: &PointRow<'_>) -> Result<()> {
    diesel::update(points::table.find(id.0)).set(row).execute(&mut **tx)?;
    change(tx, row.proposal_id)
}

pub(super) fn delete_point(tx: &mut Tx<'_>, id: PointId) -> Result<()> {
    let proposal = find_proposal(tx, id)?;
    diesel::delete(points::table.find(id.0)).execute(&mut **tx)?;
    proposal.map_or(Ok(()), |proposal| change(tx, proposal))
}

pub(super) fn find_proposal(conn: &mut Conn, id: PointId) -> Result<Option<ProposalId>> {
    Ok(points::table.find(id.0).select(points::proposal_id).first(conn).optional()?)
}

pub(super) fn update_answers(tx: &mut Tx<'_>, id: PointId, answers: i64) -> Result<()> {
    diesel::update(points::table.find(id.0)).set(points::answers.eq(answers)).execute(&mut **tx)?;
    Ok(())
}

pub(super) fn update_published(
    tx: &mut Tx<'_>,
    proposal: ProposalId,
    (waiver, signed): (&str, &str),
    now: Moment,
) -> Result<()> {
    diesel::update(outcomes::table.find(proposal.0))
        .set((outcomes::published_at.eq(now), outcomes::waiver.eq(waiver), outcomes::signed.eq(signed)))
        .execute(&mut **tx)?;
    change(tx, proposal)
}

pub(super) fn insert_update(tx: &mut Tx<'_>, point: PointId, words: &str, now: Moment) -> Result<()> {
    diesel::insert_into(updates::table)
        .values((updates::point_id.eq(point), updates::words.eq(words), updates::told_at.eq(now)))
        .execute(&mut **tx)?;
    Ok(())
}

/// Whoever sent a response that counts, in the order of the responses, after one of them: the person, or the organisation.
pub(super) type Respondent = (ResponseId, Option<AccountId>, Option<OrganisationId>);

pub(super) fn load_respondents(
    conn: &mut Conn,
    proposal: ProposalId,
    after: i64,
    most: i64,
) -> Result<Vec<Respondent>> {
    Ok(responses::table
        .filter(responses::proposal_id.eq(proposal))
        .filter(responses::state.eq(State::Sent))
        .filter(responses::id.gt(after))
        .order(responses::id)
        .limit(most)
        .select((responses::id, responses::account_id, responses::organisation_id))
        .load(conn)?)
}

/// Up to which response people were told.
pub(super) fn find_told(conn: &mut Conn, proposal: ProposalId) -> Result<Option<i64>> {
    Ok(outcomes::table.find(proposal.0).select(outcomes::told_upto).first(conn).optional()?)
}

pub(super) fn update_told(tx: &mut Tx<'_>, proposal: ProposalId, upto: ResponseId) -> Result<()> {
    diesel::update(outcomes::table.find(proposal.0)).set(outcomes::told_upto.eq(upto.0)).execute(&mut **tx)?;
    Ok(())
}

/// Whether somebody has a response of their own that counts.
pub(super) fn has_sent(conn: &mut Conn, proposal: ProposalId, account: AccountId) -> Result<bool> {
    let own = responses::table.filter(responses::proposal_id.eq(proposal)).filter(responses::account_id.eq(account));
    Ok(own.filter(responses::state.eq(State::Sent)).count().get_result::<i64>(conn)? > 0)
}
