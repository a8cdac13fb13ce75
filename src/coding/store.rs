//! Themes in the database; beside it who codes, and what they found.

pub(super) mod coders;
pub(super) mod codings;
pub(super) mod found;

use super::tree::Theme;
use crate::db::schema::{passages, themes};
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::ids::{ProposalId, ThemeId};
use diesel::prelude::*;
use std::collections::BTreeSet;

type Columns = (ThemeId, Option<ThemeId>, String, String, i64, i64);

pub(super) fn load_themes(conn: &mut Conn, proposal: ProposalId) -> Result<Vec<Theme>> {
    let rows: Vec<Columns> = themes::table
        .filter(themes::proposal_id.eq(proposal))
        .select((themes::id, themes::parent_id, themes::name, themes::description, themes::position, themes::edition))
        .load(conn)?;
    let theme =
        |(id, parent, name, description, position, edition)| Theme { id, parent, name, description, position, edition };
    Ok(rows.into_iter().map(theme).collect())
}

/// To which proposal a theme belongs.
pub(super) fn find_proposal(conn: &mut Conn, id: ThemeId) -> Result<Option<ProposalId>> {
    Ok(themes::table.filter(themes::id.eq(id)).select(themes::proposal_id).first(conn).optional()?)
}

/// Holds the tree of a proposal against others who change it, until the transaction ends: two moves that are good alone
/// could make a circle together.
pub(super) fn lock(tx: &mut Tx<'_>, proposal: ProposalId) -> Result<()> {
    // An update of nothing takes the rows' locks on PostgreSQL; on SQLite the writer is alone anyway.
    diesel::update(themes::table.filter(themes::proposal_id.eq(proposal)))
        .set(themes::position.eq(themes::position))
        .execute(&mut **tx)?;
    Ok(())
}

pub(super) fn insert(
    tx: &mut Tx<'_>,
    proposal: ProposalId,
    parent: Option<ThemeId>,
    (name, description): (&str, &str),
    position: i64,
) -> Result<ThemeId> {
    Ok(diesel::insert_into(themes::table)
        .values((
            themes::proposal_id.eq(proposal),
            themes::parent_id.eq(parent),
            themes::name.eq(name),
            themes::description.eq(description),
            themes::position.eq(position),
        ))
        .returning(themes::id)
        .get_result(&mut **tx)?)
}

/// Gives a theme other words, and its next edition.
pub(super) fn update(tx: &mut Tx<'_>, id: ThemeId, name: &str, description: &str) -> Result<()> {
    diesel::update(themes::table.filter(themes::id.eq(id)))
        .set((themes::name.eq(name), themes::description.eq(description), themes::edition.eq(themes::edition + 1)))
        .execute(&mut **tx)?;
    Ok(())
}

pub(super) fn update_place(tx: &mut Tx<'_>, id: ThemeId, parent: Option<ThemeId>, position: i64) -> Result<()> {
    diesel::update(themes::table.filter(themes::id.eq(id)))
        .set((themes::parent_id.eq(parent), themes::position.eq(position)))
        .execute(&mut **tx)?;
    Ok(())
}

/// Whether anything was ever tagged with a theme, in whatever version.
pub(super) fn is_used(conn: &mut Conn, id: ThemeId) -> Result<bool> {
    Ok(diesel::select(diesel::dsl::exists(passages::table.filter(passages::theme_id.eq(id)))).get_result(conn)?)
}

/// Coding, start and end of a passage.
type Place = (i64, i64, i64);

/// Every passage of a theme gets another; what has both already is not tagged twice.
pub(super) fn move_passages(tx: &mut Tx<'_>, from: ThemeId, to: ThemeId) -> Result<()> {
    let of = |theme: ThemeId| {
        let here = passages::table.filter(passages::theme_id.eq(theme));
        here.select((passages::id, (passages::coding_id, passages::starts, passages::ends)))
    };
    let there: Vec<(i64, Place)> = of(to).load(&mut **tx)?;
    let taken: BTreeSet<Place> = there.into_iter().map(|(_, place)| place).collect();
    let coming: Vec<(i64, Place)> = of(from).load(&mut **tx)?;
    let twins: Vec<i64> = coming.into_iter().filter(|(_, place)| taken.contains(place)).map(|(id, _)| id).collect();
    for some in twins.chunks(500) {
        diesel::delete(passages::table.filter(passages::id.eq_any(some.to_vec()))).execute(&mut **tx)?;
    }
    diesel::update(passages::table.filter(passages::theme_id.eq(from)))
        .set(passages::theme_id.eq(to))
        .execute(&mut **tx)?;
    Ok(())
}

pub(super) fn delete(tx: &mut Tx<'_>, id: ThemeId) -> Result<()> {
    diesel::delete(themes::table.filter(themes::id.eq(id))).execute(&mut **tx)?;
    Ok(())
}
