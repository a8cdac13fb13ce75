//! Suggested proposals in the database: three columns of `proposals`.

use super::{Outcome, Own};
use crate::clock::Moment;
use crate::db::schema::{accounts, proposals};
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::ids::{AccountId, ProposalId};
use crate::policy::Stage;
use diesel::prelude::*;

/// Holds an account until the transaction ends, so that two suggestions sent at once are counted one after the other.
pub(super) fn lock_author(tx: &mut Tx<'_>, who: AccountId) -> Result<()> {
    // An update of nothing takes the row's lock on PostgreSQL; on SQLite the writer is alone anyway.
    diesel::update(accounts::table.find(who.0)).set(accounts::name.eq(accounts::name)).execute(&mut **tx)?;
    Ok(())
}

pub(super) fn load_waiting(conn: &mut Conn, who: AccountId) -> Result<Vec<ProposalId>> {
    Ok(proposals::table
        .filter(proposals::suggested_by.eq(who))
        .filter(proposals::stage.eq(Stage::Draft))
        .filter(proposals::declined_at.is_null())
        .order(proposals::id)
        .select(proposals::id)
        .load(conn)?)
}

/// What is told of one: name in addresses, title, when it was sent, and what has become of it.
type Columns = (String, String, Moment, Stage, Option<Moment>, String);

const COLUMNS: (
    proposals::slug,
    proposals::title,
    proposals::created_at,
    proposals::stage,
    proposals::declined_at,
    proposals::declined_because,
) = (
    proposals::slug,
    proposals::title,
    proposals::created_at,
    proposals::stage,
    proposals::declined_at,
    proposals::declined_because,
);

fn read((slug, title, at, stage, declined_at, because): Columns) -> Own {
    Own { slug, title, at, outcome: Outcome::of(stage, declined_at, because) }
}

pub(super) fn load_own(conn: &mut Conn, who: AccountId) -> Result<Vec<Own>> {
    let theirs = proposals::table.filter(proposals::suggested_by.eq(who)).order(proposals::id.desc());
    Ok(theirs.select(COLUMNS).load::<Columns>(conn)?.into_iter().map(read).collect())
}

/// A suggestion and whose it is; nothing for a proposal that nobody suggested.
pub(super) fn find(conn: &mut Conn, id: ProposalId) -> Result<Option<(AccountId, Own)>> {
    let suggested = proposals::table.find(id.0).filter(proposals::suggested_by.is_not_null());
    let found: Option<(AccountId, Columns)> =
        suggested.select((proposals::suggested_by.assume_not_null(), COLUMNS)).first(conn).optional()?;
    Ok(found.map(|(author, columns)| (author, read(columns))))
}

pub(super) fn find_name(conn: &mut Conn, who: AccountId) -> Result<Option<String>> {
    Ok(accounts::table.find(who.0).select(accounts::name).first(conn).optional()?)
}

pub(super) fn load_ids(conn: &mut Conn, who: AccountId) -> Result<Vec<ProposalId>> {
    let theirs = proposals::table.filter(proposals::suggested_by.eq(who));
    Ok(theirs.order(proposals::id).select(proposals::id).load(conn)?)
}

pub(super) fn update_author(tx: &mut Tx<'_>, id: ProposalId, who: AccountId) -> Result<()> {
    diesel::update(proposals::table.find(id.0)).set(proposals::suggested_by.eq(who)).execute(&mut **tx)?;
    Ok(())
}

/// True when it was waiting until now.
pub(super) fn update_declined(tx: &mut Tx<'_>, id: ProposalId, reason: &str, now: Moment) -> Result<bool> {
    let waiting =
        proposals::table.find(id.0).filter(proposals::stage.eq(Stage::Draft)).filter(proposals::declined_at.is_null());
    let declined = (proposals::declined_at.eq(now), proposals::declined_because.eq(reason));
    Ok(diesel::update(waiting).set(declined).execute(&mut **tx)? > 0)
}

/// Drafts have neither votes nor comments nor followers; their wordings go with them.
pub(super) fn delete_drafts(tx: &mut Tx<'_>, who: AccountId) -> Result<()> {
    let drafts = proposals::table.filter(proposals::suggested_by.eq(who)).filter(proposals::stage.eq(Stage::Draft));
    diesel::delete(drafts).execute(&mut **tx)?;
    Ok(())
}
