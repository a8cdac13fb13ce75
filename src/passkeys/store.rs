//! Passkeys, and whoever is asked for one, in the database.

use super::ceremonies::{Ceremony, Purpose, Question};
use super::webauthn::{Kept, Used};
use crate::clock::Moment;
use crate::db::schema::{ceremonies, passkeys};
use crate::db::{AnyExt, Conn, Tx};
use crate::error::Result;
use crate::ids::AccountId;
use diesel::prelude::*;

/// A passkey, as its owner sees it.
#[derive(Debug, Clone, Queryable)]
pub struct Passkey {
    /// The row.
    pub id: i64,
    /// What its owner calls it.
    pub name: String,
    /// Whether it is kept in more places than one.
    pub backed_up: bool,
    /// When it was added.
    pub created_at: Moment,
    /// When somebody last came in with it.
    pub last_used_at: Option<Moment>,
}

/// A passkey, as an answer is compared with it.
#[derive(Debug)]
pub(super) struct Stored {
    pub id: i64,
    pub account: AccountId,
    pub handle: String,
    pub kept: Kept,
}

const SHOWN: (passkeys::id, passkeys::name, passkeys::backed_up, passkeys::created_at, passkeys::last_used_at) =
    (passkeys::id, passkeys::name, passkeys::backed_up, passkeys::created_at, passkeys::last_used_at);

pub(super) fn load_of(conn: &mut Conn, account: AccountId) -> Result<Vec<Passkey>> {
    Ok(passkeys::table.filter(passkeys::account_id.eq(account)).order(passkeys::id).select(SHOWN).load(conn)?)
}

pub(super) fn find(conn: &mut Conn, account: AccountId, id: i64) -> Result<Option<Passkey>> {
    Ok(passkeys::table.find(id).filter(passkeys::account_id.eq(account)).select(SHOWN).first(conn).optional()?)
}

pub(super) fn find_stored(conn: &mut Conn, credential: &str) -> Result<Option<Stored>> {
    type Row = (i64, AccountId, String, (Vec<u8>, i64, bool, bool));
    let row: Option<Row> = passkeys::table
        .filter(passkeys::credential_id.eq(credential))
        .select((
            passkeys::id,
            passkeys::account_id,
            passkeys::handle,
            (passkeys::public_key, passkeys::counter, passkeys::backup_eligible, passkeys::backed_up),
        ))
        .first(conn)
        .optional()?;
    Ok(row.map(|(id, account, handle, (key, counter, backup_eligible, backed_up))| {
        let kept = Kept { id: credential.to_owned(), key, counter, backup_eligible, backed_up };
        Stored { id, account, handle, kept }
    }))
}

pub(super) fn count_of(conn: &mut Conn, account: AccountId) -> Result<i64> {
    Ok(passkeys::table.filter(passkeys::account_id.eq(account)).count().get_result(conn)?)
}

/// By which the passkeys of an account know whose they are.
pub(super) fn find_handle(conn: &mut Conn, account: AccountId) -> Result<Option<String>> {
    let own = passkeys::table.filter(passkeys::account_id.eq(account)).order(passkeys::id);
    Ok(own.select(passkeys::handle).first(conn).optional()?)
}

/// By which names the authenticators know the passkeys of an account.
pub(super) fn load_credentials(conn: &mut Conn, account: AccountId) -> Result<Vec<String>> {
    let own = passkeys::table.filter(passkeys::account_id.eq(account)).order(passkeys::id);
    Ok(own.select(passkeys::credential_id).load(conn)?)
}

/// False when there is one that the authenticator calls the same.
pub(super) fn insert(
    tx: &mut Tx<'_>,
    account: AccountId,
    made: &Kept,
    handle: &str,
    name: &str,
    now: Moment,
) -> Result<bool> {
    let rows = diesel::insert_into(passkeys::table)
        .values((
            passkeys::account_id.eq(account),
            passkeys::credential_id.eq(&made.id),
            passkeys::public_key.eq(&made.key),
            passkeys::handle.eq(handle),
            passkeys::name.eq(name),
            passkeys::counter.eq(made.counter),
            passkeys::backup_eligible.eq(made.backup_eligible),
            passkeys::backed_up.eq(made.backed_up),
            passkeys::created_at.eq(now),
        ))
        .on_conflict(passkeys::credential_id)
        .do_nothing()
        .any()
        .execute(&mut **tx)?;
    Ok(rows > 0)
}

/// False when it has not counted on: a counter that was ever more than 0 must be more at each use (Web Authentication Level 3,
/// section 7.2, step 22). The answer was compared with the row before; this is for two answers at once.
pub(super) fn note_use(tx: &mut Tx<'_>, id: i64, used: &Used, now: Moment) -> Result<bool> {
    let counts_on =
        passkeys::counter.lt(used.counter).or(passkeys::counter.eq(0).and(passkeys::counter.eq(used.counter)));
    let rows = diesel::update(passkeys::table.filter(passkeys::id.eq(id)).filter(counts_on))
        .set((
            passkeys::counter.eq(used.counter),
            passkeys::backed_up.eq(used.backed_up),
            passkeys::last_used_at.eq(now),
        ))
        .execute(&mut **tx)?;
    Ok(rows > 0)
}

pub(super) fn update_name(tx: &mut Tx<'_>, account: AccountId, id: i64, name: &str) -> Result<bool> {
    let own = passkeys::table.filter(passkeys::id.eq(id)).filter(passkeys::account_id.eq(account));
    Ok(diesel::update(own).set(passkeys::name.eq(name)).execute(&mut **tx)? > 0)
}

pub(super) fn delete(tx: &mut Tx<'_>, account: AccountId, id: i64) -> Result<bool> {
    let own = passkeys::table.filter(passkeys::id.eq(id)).filter(passkeys::account_id.eq(account));
    Ok(diesel::delete(own).execute(&mut **tx)? > 0)
}

pub(super) fn delete_of(tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
    diesel::delete(passkeys::table.filter(passkeys::account_id.eq(account))).execute(&mut **tx)?;
    Ok(())
}

pub(super) fn insert_ceremony(
    tx: &mut Tx<'_>,
    asked: &Ceremony,
    token_hash: &str,
    now: Moment,
    until: Moment,
) -> Result<()> {
    diesel::insert_into(ceremonies::table)
        .values((
            ceremonies::token_hash.eq(token_hash),
            ceremonies::purpose.eq(asked.question.purpose),
            ceremonies::account_id.eq(asked.question.account),
            ceremonies::challenge.eq(&asked.challenge),
            ceremonies::handle.eq(&asked.handle),
            ceremonies::name.eq(&asked.question.name),
            ceremonies::next.eq(&asked.question.next),
            ceremonies::created_at.eq(now),
            ceremonies::expires_at.eq(until),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

pub(super) fn find_ceremony(conn: &mut Conn, token_hash: &str, now: Moment) -> Result<Option<(i64, Ceremony)>> {
    type Row = (i64, Purpose, Option<AccountId>, String, String, String, String);
    let row: Option<Row> = ceremonies::table
        .filter(ceremonies::token_hash.eq(token_hash))
        .filter(ceremonies::expires_at.gt(now))
        .select((
            ceremonies::id,
            ceremonies::purpose,
            ceremonies::account_id,
            ceremonies::challenge,
            ceremonies::handle,
            ceremonies::name,
            ceremonies::next,
        ))
        .first(conn)
        .optional()?;
    Ok(row.map(|(id, purpose, account, challenge, handle, name, next)| {
        (id, Ceremony { question: Question { purpose, account, name, next }, challenge, handle })
    }))
}

pub(super) fn delete_ceremony(tx: &mut Tx<'_>, id: i64) -> Result<bool> {
    Ok(diesel::delete(ceremonies::table.find(id)).execute(&mut **tx)? > 0)
}

pub(super) fn delete_ceremonies_of(tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
    diesel::delete(ceremonies::table.filter(ceremonies::account_id.eq(account))).execute(&mut **tx)?;
    Ok(())
}

pub(super) fn delete_ceremonies(tx: &mut Tx<'_>, before: Moment, most: i64) -> Result<usize> {
    let over = ceremonies::table.filter(ceremonies::expires_at.lt(before)).order(ceremonies::expires_at);
    let ids: Vec<i64> = over.limit(most).select(ceremonies::id).load(&mut **tx)?;
    Ok(diesel::delete(ceremonies::table.filter(ceremonies::id.eq_any(ids))).execute(&mut **tx)?)
}
