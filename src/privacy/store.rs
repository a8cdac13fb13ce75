//! Copies of what is kept about people, and that they erased themselves, in the database.

pub(super) mod about;
pub(super) mod answers;
pub(super) mod doings;
pub(super) mod standing;

use crate::clock::Moment;
use crate::db::schema::{archive_parts, archives, erasures};
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::ids::AccountId;
use diesel::prelude::*;

/// A copy of what is kept about somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable)]
pub struct Archive {
    /// Its number.
    pub id: i64,
    /// Whose it is.
    pub account: AccountId,
    /// When they asked for it.
    pub asked_at: Moment,
    /// When it was ready; nothing while it is being made.
    pub ready_at: Option<Moment>,
    /// How large it is.
    pub bytes: i64,
}

/// That somebody erased themselves.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Erasure {
    /// Its number.
    pub id: i64,
    /// By what its owner can speak of it.
    pub reference: String,
    /// The closed account, until nothing hangs on it.
    pub account: Option<i64>,
    /// Where the last letter goes, until it has left.
    pub address: Option<String>,
    /// Whether the words of comments on open proposals go too.
    pub words_go: bool,
    /// When they asked for it.
    pub asked_at: Moment,
    /// When all was done.
    pub done_at: Option<Moment>,
}

macro_rules! columns {
    () => {
        (archives::id, archives::account_id, archives::asked_at, archives::ready_at, archives::bytes)
    };
}

pub(super) fn insert(tx: &mut Tx<'_>, who: AccountId, now: Moment) -> Result<i64> {
    Ok(diesel::insert_into(archives::table)
        .values((archives::account_id.eq(who), archives::asked_at.eq(now)))
        .returning(archives::id)
        .get_result(&mut **tx)?)
}

pub(super) fn find_last(conn: &mut Conn, who: AccountId) -> Result<Option<Archive>> {
    let theirs = archives::table.filter(archives::account_id.eq(who)).order(archives::id.desc());
    Ok(theirs.select(columns!()).first(conn).optional()?)
}

pub(super) fn find(conn: &mut Conn, id: i64) -> Result<Option<Archive>> {
    Ok(archives::table.find(id).select(columns!()).first(conn).optional()?)
}

pub(super) fn load_of(conn: &mut Conn, who: AccountId) -> Result<Vec<i64>> {
    let theirs = archives::table.filter(archives::account_id.eq(who)).order(archives::id);
    Ok(theirs.select(archives::id).load(conn)?)
}

pub(super) fn delete_of(tx: &mut Tx<'_>, who: AccountId) -> Result<()> {
    diesel::delete(archives::table.filter(archives::account_id.eq(who))).execute(&mut **tx)?;
    Ok(())
}

pub(super) fn delete_before(tx: &mut Tx<'_>, before: Moment, most: i64) -> Result<usize> {
    let old = archives::table.filter(archives::asked_at.lt(before)).order(archives::id).limit(most);
    let ids: Vec<i64> = old.select(archives::id).load(&mut **tx)?;
    Ok(diesel::delete(archives::table.filter(archives::id.eq_any(ids))).execute(&mut **tx)?)
}

/// What an earlier try has left goes.
pub(super) fn delete_parts(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    diesel::delete(archive_parts::table.filter(archive_parts::archive_id.eq(id))).execute(&mut **tx)?;
    Ok(())
}

pub(super) fn insert_part(tx: &mut Tx<'_>, id: i64, number: i64, bytes: &[u8]) -> Result<()> {
    diesel::insert_into(archive_parts::table)
        .values((archive_parts::archive_id.eq(id), archive_parts::number.eq(number), archive_parts::bytes.eq(bytes)))
        .execute(&mut **tx)?;
    Ok(())
}

pub(super) fn find_part(conn: &mut Conn, id: i64, number: i64) -> Result<Option<Vec<u8>>> {
    Ok(archive_parts::table.find((id, number)).select(archive_parts::bytes).first(conn).optional()?)
}

pub(super) fn update_ready(tx: &mut Tx<'_>, id: i64, bytes: i64, now: Moment) -> Result<bool> {
    let rows = diesel::update(archives::table.find(id).filter(archives::ready_at.is_null()))
        .set((archives::ready_at.eq(now), archives::bytes.eq(bytes)))
        .execute(&mut **tx)?;
    Ok(rows == 1)
}

pub(super) fn insert_erasure(
    tx: &mut Tx<'_>,
    reference: &str,
    who: AccountId,
    address: &str,
    words_go: bool,
    now: Moment,
) -> Result<i64> {
    Ok(diesel::insert_into(erasures::table)
        .values((
            erasures::reference.eq(reference),
            erasures::account_id.eq(who.0),
            erasures::address.eq(address),
            erasures::words_go.eq(words_go),
            erasures::asked_at.eq(now),
        ))
        .returning(erasures::id)
        .get_result(&mut **tx)?)
}

macro_rules! erasure_columns {
    () => {
        (
            erasures::id,
            erasures::reference,
            erasures::account_id,
            erasures::address,
            erasures::words_go,
            erasures::asked_at,
            erasures::done_at,
        )
    };
}

pub(super) fn find_erasure(conn: &mut Conn, id: i64) -> Result<Option<Erasure>> {
    Ok(erasures::table.find(id).select(erasure_columns!()).first(conn).optional()?)
}

pub(super) fn find_by_reference(conn: &mut Conn, reference: &str) -> Result<Option<Erasure>> {
    let this = erasures::table.filter(erasures::reference.eq(reference));
    Ok(this.select(erasure_columns!()).first(conn).optional()?)
}

pub(super) fn find_begun(conn: &mut Conn, who: AccountId) -> Result<Option<String>> {
    let this = erasures::table.filter(erasures::account_id.eq(who.0));
    Ok(this.select(erasures::reference).first(conn).optional()?)
}

pub(super) fn update_done(tx: &mut Tx<'_>, id: i64, now: Moment) -> Result<()> {
    diesel::update(erasures::table.find(id))
        .set((erasures::done_at.eq(now), erasures::account_id.eq(None::<i64>)))
        .execute(&mut **tx)?;
    Ok(())
}

pub(super) fn update_no_address(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    diesel::update(erasures::table.find(id)).set(erasures::address.eq(None::<String>)).execute(&mut **tx)?;
    Ok(())
}
