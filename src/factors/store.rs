//! Second factors, recovery codes and those who owe a code, in the database.

use super::Factor;
use super::challenges::Challenge;
use crate::clock::Moment;
use crate::db::schema::{challenges, factors, recovery_codes};
use crate::db::{AnyExt, Conn, Tx};
use crate::error::Result;
use crate::ids::AccountId;
use diesel::prelude::*;

pub(super) fn find(conn: &mut Conn, account: AccountId) -> Result<Option<Factor>> {
    Ok(factors::table.find(account.0).select((factors::secret, factors::created_at)).first(conn).optional()?)
}

/// False when the account has a factor already.
pub(super) fn insert(tx: &mut Tx<'_>, account: AccountId, secret: &str, step: i64, now: Moment) -> Result<bool> {
    let rows = diesel::insert_into(factors::table)
        .values((
            factors::account_id.eq(account),
            factors::secret.eq(secret),
            factors::last_step.eq(step),
            factors::created_at.eq(now),
        ))
        .on_conflict(factors::account_id)
        .do_nothing()
        .any()
        .execute(&mut **tx)?;
    Ok(rows > 0)
}

pub(super) fn delete(tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
    diesel::delete(factors::table.find(account.0)).execute(&mut **tx)?;
    Ok(())
}

/// True when no code of this step or a later one was used before.
pub(super) fn use_step(tx: &mut Tx<'_>, account: AccountId, step: i64) -> Result<bool> {
    let rows = diesel::update(factors::table.find(account.0).filter(factors::last_step.lt(step)))
        .set(factors::last_step.eq(step))
        .execute(&mut **tx)?;
    Ok(rows > 0)
}

pub(super) fn insert_recovery(tx: &mut Tx<'_>, account: AccountId, hash: &str) -> Result<()> {
    diesel::insert_into(recovery_codes::table)
        .values((recovery_codes::account_id.eq(account), recovery_codes::code_hash.eq(hash)))
        .execute(&mut **tx)?;
    Ok(())
}

pub(super) fn count_recovery(conn: &mut Conn, account: AccountId) -> Result<i64> {
    Ok(recovery_codes::table
        .filter(recovery_codes::account_id.eq(account))
        .filter(recovery_codes::used_at.is_null())
        .count()
        .get_result(conn)?)
}

/// True when it is a code of this account that was not used before.
pub(super) fn use_recovery(tx: &mut Tx<'_>, account: AccountId, hash: &str, now: Moment) -> Result<bool> {
    let unused = recovery_codes::table
        .filter(recovery_codes::account_id.eq(account))
        .filter(recovery_codes::code_hash.eq(hash))
        .filter(recovery_codes::used_at.is_null());
    Ok(diesel::update(unused).set(recovery_codes::used_at.eq(now)).execute(&mut **tx)? > 0)
}

pub(super) fn delete_recovery(tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
    diesel::delete(recovery_codes::table.filter(recovery_codes::account_id.eq(account))).execute(&mut **tx)?;
    Ok(())
}

pub(super) fn insert_challenge(
    tx: &mut Tx<'_>,
    account: AccountId,
    hash: &str,
    next: &str,
    until: Moment,
    now: Moment,
) -> Result<()> {
    diesel::insert_into(challenges::table)
        .values((
            challenges::account_id.eq(account),
            challenges::token_hash.eq(hash),
            challenges::next.eq(next),
            challenges::created_at.eq(now),
            challenges::expires_at.eq(until),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

pub(super) fn find_challenge(conn: &mut Conn, hash: &str, now: Moment) -> Result<Option<Challenge>> {
    Ok(challenges::table
        .filter(challenges::token_hash.eq(hash))
        .filter(challenges::expires_at.gt(now))
        .select((challenges::id, challenges::account_id, challenges::next))
        .first(conn)
        .optional()?)
}

pub(super) fn count_wrong(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    diesel::update(challenges::table.find(id)).set(challenges::wrong.eq(challenges::wrong + 1)).execute(&mut **tx)?;
    Ok(())
}

pub(super) fn delete_challenge_if_wrong(tx: &mut Tx<'_>, id: i64, most: i32) -> Result<()> {
    diesel::delete(challenges::table.find(id).filter(challenges::wrong.ge(most))).execute(&mut **tx)?;
    Ok(())
}

pub(super) fn delete_challenge(tx: &mut Tx<'_>, id: i64) -> Result<bool> {
    Ok(diesel::delete(challenges::table.find(id)).execute(&mut **tx)? > 0)
}

pub(super) fn delete_challenges_of(tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
    diesel::delete(challenges::table.filter(challenges::account_id.eq(account))).execute(&mut **tx)?;
    Ok(())
}

pub(super) fn delete_challenges(tx: &mut Tx<'_>, before: Moment, most: i64) -> Result<usize> {
    let over = challenges::table.filter(challenges::expires_at.lt(before)).order(challenges::expires_at);
    let ids: Vec<i64> = over.limit(most).select(challenges::id).load(&mut **tx)?;
    Ok(diesel::delete(challenges::table.filter(challenges::id.eq_any(ids))).execute(&mut **tx)?)
}
