//! What the finding of campaigns reads, and what it leaves behind.

use super::super::{Grouping, Shingles, text_of};
use super::super::{Sent, Standing, State};
use crate::clock::Moment;
use crate::db::schema::{
    campaign_groupings as groupings, campaign_responses as rows_of, campaigns, proposals,
    response_versions as versions, responses,
};
use crate::db::{AnyExt, Conn, Tx};
use crate::error::Result;
use crate::ids::{CampaignId, ProposalId, ResponseId};
use crate::responses::State as Sending;
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use std::collections::BTreeMap;

/// The change up to which a consultation was grouped, and the threshold then; none where it never was.
type Last = Option<(i64, i64)>;

/// Every proposal that asks something, with the change up to which it was grouped and the threshold then.
pub(in crate::campaigns) fn load_asking(conn: &mut Conn) -> Result<Vec<(ProposalId, Last)>> {
    Ok(proposals::table
        .left_join(groupings::table)
        .filter(proposals::questions.gt(0_i64))
        .order(proposals::id)
        .select((proposals::id, (groupings::revision, groupings::threshold).nullable()))
        .load(conn)?)
}

/// The next responses that count, with their answers as they are stored, in the order of their numbers.
pub(in crate::campaigns) fn load_sent(
    conn: &mut Conn,
    proposal: ProposalId,
    after: ResponseId,
    most: i64,
) -> Result<Vec<(Sent, String)>> {
    let latest = versions::response_id.eq(responses::id).and(versions::number.eq(responses::version));
    let rows: Vec<(ResponseId, i64, String)> = responses::table
        .inner_join(versions::table.on(latest))
        .filter(responses::proposal_id.eq(proposal))
        .filter(responses::state.eq(Sending::Sent))
        .filter(responses::id.gt(after))
        .order(responses::id)
        .limit(most)
        .select((responses::id, responses::version, versions::answers))
        .load(conn)?;
    Ok(rows.into_iter().map(|(response, version, answers)| (Sent { response, version }, answers)).collect())
}

/// Forgets what was decided on what does not count any more, finds another common text where the response that had it is
/// gone, and deletes campaigns of which nothing is left.
pub(in crate::campaigns) fn tidy(tx: &mut Tx<'_>, proposal: ProposalId) -> Result<()> {
    let here = campaigns::table.filter(campaigns::proposal_id.eq(proposal)).select(campaigns::id);
    let same = responses::id.eq(rows_of::response_id).and(responses::version.eq(rows_of::version));
    let counts = exists(responses::table.filter(same).filter(responses::state.eq(Sending::Sent)));
    diesel::delete(rows_of::table.filter(rows_of::campaign_id.eq_any(here)).filter(not(counts))).execute(&mut **tx)?;
    let typical = rows_of::response_id
        .nullable()
        .eq(campaigns::typical_id)
        .and(rows_of::version.eq(campaigns::typical_version))
        .and(rows_of::campaign_id.eq(campaigns::id));
    let without: Vec<CampaignId> = campaigns::table
        .filter(campaigns::proposal_id.eq(proposal))
        .filter(not(exists(rows_of::table.filter(typical))))
        .select(campaigns::id)
        .load(&mut **tx)?;
    for id in without {
        let other: Option<(ResponseId, i64)> = rows_of::table
            .filter(rows_of::campaign_id.eq(id))
            .order((rows_of::resemblance.desc(), rows_of::response_id))
            .select((rows_of::response_id, rows_of::version))
            .first(&mut **tx)
            .optional()?;
        match other {
            Some((response, version)) => update_typical(tx, id, Sent { response, version })?,
            None => delete(tx, id)?,
        }
    }
    super::rows::recount(tx, proposal)
}

pub(in crate::campaigns) fn update_typical(tx: &mut Tx<'_>, id: CampaignId, typical: Sent) -> Result<()> {
    diesel::update(campaigns::table.filter(campaigns::id.eq(id)))
        .set((campaigns::typical_id.eq(typical.response), campaigns::typical_version.eq(typical.version)))
        .execute(&mut **tx)?;
    Ok(())
}

pub(in crate::campaigns) fn delete(tx: &mut Tx<'_>, id: CampaignId) -> Result<()> {
    diesel::delete(campaigns::table.filter(campaigns::id.eq(id))).execute(&mut **tx)?;
    Ok(())
}

/// The common texts of what staff have decided, in the order of their numbers.
pub(in crate::campaigns) fn load_decided(conn: &mut Conn, proposal: ProposalId) -> Result<Vec<(CampaignId, Shingles)>> {
    let typical =
        versions::response_id.nullable().eq(campaigns::typical_id).and(versions::number.eq(campaigns::typical_version));
    let rows: Vec<(CampaignId, String)> = campaigns::table
        .inner_join(versions::table.on(typical))
        .filter(campaigns::proposal_id.eq(proposal))
        .filter(campaigns::state.ne(State::Suggested))
        .order(campaigns::id)
        .select((campaigns::id, versions::answers))
        .load(conn)?;
    let mut all = Vec::with_capacity(rows.len());
    for (id, answers) in rows {
        all.extend(Shingles::of(&text_of(&answers)?).map(|shingles| (id, shingles)));
    }
    Ok(all)
}

/// The responses about which staff have decided.
pub(in crate::campaigns) fn load_settled(conn: &mut Conn, proposal: ProposalId) -> Result<Vec<ResponseId>> {
    Ok(rows_of::table
        .inner_join(campaigns::table)
        .filter(campaigns::proposal_id.eq(proposal))
        .filter(rows_of::state.ne(Standing::Suggested))
        .order(rows_of::response_id)
        .select(rows_of::response_id)
        .load(conn)?)
}

/// The campaigns of a consultation, each with its state.
pub(in crate::campaigns) fn load_states(conn: &mut Conn, proposal: ProposalId) -> Result<BTreeMap<CampaignId, State>> {
    let here = campaigns::table.filter(campaigns::proposal_id.eq(proposal));
    Ok(here.select((campaigns::id, campaigns::state)).load(conn)?.into_iter().collect())
}

pub(in crate::campaigns) fn insert(
    tx: &mut Tx<'_>,
    proposal: ProposalId,
    typical: Sent,
    now: Moment,
) -> Result<CampaignId> {
    let values = (
        campaigns::proposal_id.eq(proposal),
        campaigns::state.eq(State::Suggested),
        campaigns::typical_id.eq(typical.response),
        campaigns::typical_version.eq(typical.version),
        campaigns::found_at.eq(now),
    );
    Ok(diesel::insert_into(campaigns::table).values(values).returning(campaigns::id).get_result(&mut **tx)?)
}

/// Campaigns whose responses have changed get their next edition.
pub(in crate::campaigns) fn advance(tx: &mut Tx<'_>, ids: Vec<CampaignId>) -> Result<()> {
    diesel::update(campaigns::table.filter(campaigns::id.eq_any(ids)))
        .set(campaigns::edition.eq(campaigns::edition + 1))
        .execute(&mut **tx)?;
    Ok(())
}

/// Notes what was compared.
pub(in crate::campaigns) fn put_grouping(tx: &mut Tx<'_>, proposal: ProposalId, grouping: &Grouping) -> Result<()> {
    let values = (
        groupings::revision.eq(grouping.revision),
        groupings::threshold.eq(grouping.threshold),
        groupings::compared.eq(grouping.compared),
        groupings::short.eq(grouping.short),
        groupings::left_out.eq(grouping.left_out),
        groupings::grouped_at.eq(grouping.at),
    );
    diesel::insert_into(groupings::table)
        .values((groupings::proposal_id.eq(proposal), values))
        .on_conflict(groupings::proposal_id)
        .do_update()
        .set(values)
        .any()
        .execute(&mut **tx)?;
    Ok(())
}
