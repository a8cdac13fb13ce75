//! Proposals as they are written: new ones, and what is changed of them.

use crate::clock::Moment;
use crate::db::Tx;
use crate::db::schema::proposals;
use crate::error::Result;
use crate::holding::OnProposal;
use crate::ids::{AreaId, ProposalId};
use crate::policy::{Stage, Totals};
use crate::proposals::{Content, Draft};
use diesel::prelude::*;

pub(in crate::proposals) fn insert(tx: &mut Tx<'_>, slug: &str, draft: &Draft, now: Moment) -> Result<ProposalId> {
    Ok(diesel::insert_into(proposals::table)
        .values((
            proposals::area_id.eq(draft.area),
            proposals::slug.eq(slug),
            proposals::title.eq(&draft.content.title),
            proposals::summary.eq(&draft.content.summary),
            proposals::stage.eq(draft.stage),
            proposals::opens_at.eq(draft.opens_at),
            proposals::closes_at.eq(draft.closes_at),
            proposals::totals.eq(draft.totals),
            proposals::version.eq(1),
            proposals::attribution_html.eq(&draft.attribution_html),
            proposals::created_at.eq(now),
            proposals::updated_at.eq(now),
        ))
        .returning(proposals::id)
        .get_result::<ProposalId>(&mut **tx)?)
}

pub(in crate::proposals) fn update_words(
    tx: &mut Tx<'_>,
    id: ProposalId,
    version: i32,
    content: &Content,
    now: Moment,
) -> Result<()> {
    diesel::update(proposals::table.filter(proposals::id.eq(id)))
        .set((
            proposals::title.eq(&content.title),
            proposals::summary.eq(&content.summary),
            proposals::version.eq(version),
            proposals::updated_at.eq(now),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

pub(in crate::proposals) fn update_arrangement(
    tx: &mut Tx<'_>,
    id: ProposalId,
    area: AreaId,
    totals: Totals,
    now: Moment,
) -> Result<()> {
    diesel::update(proposals::table.filter(proposals::id.eq(id)))
        .set((proposals::area_id.eq(area), proposals::totals.eq(totals), proposals::updated_at.eq(now)))
        .execute(&mut **tx)?;
    Ok(())
}

pub(in crate::proposals) fn update_dates(
    tx: &mut Tx<'_>,
    id: ProposalId,
    stage: Stage,
    opens_at: Option<Moment>,
    closes_at: Option<Moment>,
    now: Moment,
) -> Result<()> {
    diesel::update(proposals::table.filter(proposals::id.eq(id)))
        .set((
            proposals::stage.eq(stage),
            proposals::opens_at.eq(opens_at),
            proposals::closes_at.eq(closes_at),
            proposals::updated_at.eq(now),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

pub(in crate::proposals) fn update_holding(tx: &mut Tx<'_>, id: ProposalId, holding: &OnProposal) -> Result<()> {
    diesel::update(proposals::table.filter(proposals::id.eq(id)))
        .set(proposals::holding.eq(holding.kept()))
        .execute(&mut **tx)?;
    Ok(())
}

pub(in crate::proposals) fn update_stage(tx: &mut Tx<'_>, id: ProposalId, stage: Stage, now: Moment) -> Result<()> {
    diesel::update(proposals::table.filter(proposals::id.eq(id)))
        .set((proposals::stage.eq(stage), proposals::updated_at.eq(now)))
        .execute(&mut **tx)?;
    Ok(())
}
