//! Follows in the database.

use super::Target;
use crate::clock::Moment;
use crate::db::schema::{areas, follows, proposals};
use crate::db::{AnyExt, Conn, Counters, Tx};
use crate::error::Result;
use crate::ids::{AccountId, AreaId, ProposalId};
use diesel::prelude::*;

pub(super) fn insert(tx: &mut Tx<'_>, who: AccountId, target: Target, now: Moment) -> Result<bool> {
    let (kind, id) = target.parts();
    let rows = diesel::insert_into(follows::table)
        .values((
            follows::account_id.eq(who.0),
            follows::kind.eq(kind),
            follows::target_id.eq(id),
            follows::created_at.eq(now),
        ))
        .on_conflict((follows::account_id, follows::kind, follows::target_id))
        .do_nothing()
        .any()
        .execute(&mut **tx)?;
    Ok(rows > 0)
}

pub(super) fn delete(tx: &mut Tx<'_>, who: AccountId, target: Target) -> Result<bool> {
    let (kind, id) = target.parts();
    Ok(diesel::delete(follows::table.find((who.0, kind, id))).execute(&mut **tx)? > 0)
}

static OF_AREAS: Counters = Counters { table: "areas", key: "id", columns: &["followers"], follow: &[] };
static OF_PROPOSALS: Counters = Counters { table: "proposals", key: "id", columns: &["followers"], follow: &[] };

pub(super) fn count(tx: &mut Tx<'_>, target: Target, by: i64) {
    match target {
        Target::Area(id) => tx.count(&OF_AREAS, id.0, &[by]),
        Target::Proposal(id) => tx.count(&OF_PROPOSALS, id.0, &[by]),
    }
}

pub(super) fn exists(conn: &mut Conn, who: AccountId, target: Target) -> Result<bool> {
    let (kind, id) = target.parts();
    Ok(diesel::select(diesel::dsl::exists(follows::table.find((who.0, kind, id)))).get_result(conn)?)
}

pub(super) fn load(conn: &mut Conn, who: AccountId) -> Result<Vec<(Target, String, String)>> {
    let mine = |kind: &'static str| {
        follows::table
            .filter(follows::account_id.eq(who.0))
            .filter(follows::kind.eq(kind))
            .order(follows::target_id)
            .select(follows::target_id)
    };
    let area_ids: Vec<i64> = mine("area").load(conn)?;
    let proposal_ids: Vec<i64> = mine("proposal").load(conn)?;
    let mut all = Vec::new();
    let found: Vec<(AreaId, String, String)> = areas::table
        .filter(areas::id.eq_any(area_ids))
        .order(areas::position)
        .select((areas::id, areas::title, areas::slug))
        .load(conn)?;
    all.extend(found.into_iter().map(|(id, title, slug)| (Target::Area(id), title, slug)));
    let found: Vec<(ProposalId, String, String)> = proposals::table
        .filter(proposals::id.eq_any(proposal_ids))
        .order(proposals::id)
        .select((proposals::id, proposals::title, proposals::slug))
        .load(conn)?;
    all.extend(found.into_iter().map(|(id, title, slug)| (Target::Proposal(id), title, slug)));
    Ok(all)
}
