//! Accounts and the links in letters to them, in the database.

pub(super) mod leaving;
pub(super) mod newcomers;
pub(super) mod staff;

use super::links::{Link, Purpose};
use super::{Found, New, Own};
use crate::clock::Moment;
use crate::db::schema::{accounts, links};
use crate::db::{AnyExt, Conn, Counters, Tx};
use crate::error::Result;
use crate::ids::AccountId;
use crate::policy::{Capacity, LifeStage, Role};
use diesel::prelude::*;

/// Imported participants have no address, so only people are found by one.
pub(super) fn find_by_key(conn: &mut Conn, email_key: &str) -> Result<Option<Found>> {
    Ok(accounts::table
        .filter(accounts::email_key.eq(email_key))
        .select((accounts::id, accounts::password_hash, accounts::role, accounts::confirmed_at))
        .first(conn)
        .optional()?)
}

pub(super) fn find_password(conn: &mut Conn, id: AccountId) -> Result<Option<String>> {
    let found: Option<Option<String>> =
        accounts::table.find(id.0).select(accounts::password_hash).first(conn).optional()?;
    Ok(found.flatten())
}

pub(super) fn find_own(conn: &mut Conn, id: AccountId) -> Result<Option<Own>> {
    Ok(accounts::table
        .find(id.0)
        .select((
            accounts::email.assume_not_null(),
            accounts::name,
            accounts::role,
            accounts::capacity,
            accounts::standing,
            accounts::confirmed_at,
        ))
        .filter(accounts::email.is_not_null())
        .first(conn)
        .optional()?)
}

/// Nothing when somebody else has taken the address in the meantime.
pub(super) fn insert(tx: &mut Tx<'_>, new: &New, role: Role, now: Moment) -> Result<Option<AccountId>> {
    Ok(diesel::insert_into(accounts::table)
        .values((
            accounts::kind.eq("person"),
            accounts::email.eq(&new.email),
            accounts::email_key.eq(&new.email_key),
            accounts::name.eq(&new.name),
            accounts::password_hash.eq(&new.password_hash),
            accounts::role.eq(role),
            accounts::capacity.eq(new.capacity),
            accounts::standing.eq(&new.standing),
            accounts::created_at.eq(now),
        ))
        .on_conflict(accounts::email_key)
        .do_nothing()
        .returning(accounts::id)
        .any()
        .get_result(&mut **tx)
        .optional()?)
}

/// False when its address is confirmed by now: then nothing of it is changed.
pub(super) fn update_registration(tx: &mut Tx<'_>, id: AccountId, new: &New, now: Moment) -> Result<bool> {
    let rows = diesel::update(accounts::table.find(id.0).filter(accounts::confirmed_at.is_null()))
        .set((
            accounts::email.eq(&new.email),
            accounts::name.eq(&new.name),
            accounts::password_hash.eq(&new.password_hash),
            accounts::capacity.eq(new.capacity),
            accounts::standing.eq(&new.standing),
            accounts::created_at.eq(now),
        ))
        .execute(&mut **tx)?;
    Ok(rows > 0)
}

pub(super) fn update_confirmed(tx: &mut Tx<'_>, id: AccountId, now: Moment) -> Result<()> {
    diesel::update(accounts::table.find(id.0).filter(accounts::confirmed_at.is_null()))
        .set(accounts::confirmed_at.eq(now))
        .execute(&mut **tx)?;
    Ok(())
}

pub(super) fn update_password(tx: &mut Tx<'_>, id: AccountId, hash: Option<&str>) -> Result<()> {
    diesel::update(accounts::table.find(id.0)).set(accounts::password_hash.eq(hash)).execute(&mut **tx)?;
    Ok(())
}

pub(super) fn update_role(tx: &mut Tx<'_>, id: AccountId, role: Role) -> Result<()> {
    diesel::update(accounts::table.find(id.0)).set(accounts::role.eq(role)).execute(&mut **tx)?;
    Ok(())
}

pub(super) fn update_name(tx: &mut Tx<'_>, id: AccountId, name: &str) -> Result<()> {
    diesel::update(accounts::table.find(id.0)).set(accounts::name.eq(name)).execute(&mut **tx)?;
    Ok(())
}

pub(super) fn update_capacity(tx: &mut Tx<'_>, id: AccountId, capacity: Capacity, standing: &str) -> Result<()> {
    diesel::update(accounts::table.find(id.0))
        .set((accounts::capacity.eq(capacity), accounts::standing.eq(standing)))
        .execute(&mut **tx)?;
    Ok(())
}

/// True when this was the first time.
pub(super) fn update_first_part(tx: &mut Tx<'_>, id: AccountId, stage: LifeStage) -> Result<bool> {
    let rows = diesel::update(accounts::table.find(id.0).filter(accounts::first_part.is_null()))
        .set(accounts::first_part.eq(stage))
        .execute(&mut **tx)?;
    Ok(rows > 0)
}

/// A suspension that lasts longer stays.
pub(super) fn suspend(tx: &mut Tx<'_>, id: AccountId, until: Moment) -> Result<()> {
    let shorter = accounts::suspended_until.is_null().or(accounts::suspended_until.lt(until));
    diesel::update(accounts::table.filter(accounts::id.eq(id)).filter(shorter))
        .set(accounts::suspended_until.eq(until))
        .execute(&mut **tx)?;
    Ok(())
}

pub(super) fn update_suspension(tx: &mut Tx<'_>, id: AccountId, until: Option<Moment>) -> Result<()> {
    diesel::update(accounts::table.filter(accounts::id.eq(id)))
        .set(accounts::suspended_until.eq(until))
        .execute(&mut **tx)?;
    Ok(())
}

/// People who have taken part, by the life stage in which they first did.
static TURNOUT: Counters = Counters { table: "turnout", key: "life_stage", columns: &["people"], follow: &[] };

pub(super) fn count_in_turnout(tx: &mut Tx<'_>, stage: LifeStage) {
    tx.count(&TURNOUT, stage.as_str(), &[1]);
}

/// Members who never confirmed their address and hold no link with which they still could.
pub(super) fn delete_unconfirmed(tx: &mut Tx<'_>, before: Moment, most: i64, now: Moment) -> Result<usize> {
    let alive = links::table.filter(links::expires_at.gt(now)).select(links::account_id);
    let ids: Vec<AccountId> = accounts::table
        .filter(accounts::confirmed_at.is_null())
        .filter(accounts::kind.eq("person"))
        .filter(accounts::role.eq(Role::Member))
        .filter(accounts::created_at.lt(before))
        .filter(accounts::id.ne_all(alive))
        .order(accounts::id)
        .limit(most)
        .select(accounts::id)
        .load(&mut **tx)?;
    // One may have been confirmed at another instance since it was looked at.
    let still = accounts::table.filter(accounts::id.eq_any(ids)).filter(accounts::confirmed_at.is_null());
    Ok(diesel::delete(still).execute(&mut **tx)?)
}

pub(super) fn insert_link(
    tx: &mut Tx<'_>,
    account: AccountId,
    (purpose, next): (Purpose, &str),
    until: Moment,
    now: Moment,
) -> Result<i64> {
    Ok(diesel::insert_into(links::table)
        .values((
            links::account_id.eq(account),
            links::purpose.eq(purpose),
            links::expires_at.eq(until),
            links::created_at.eq(now),
            links::next.eq(next),
        ))
        .returning(links::id)
        .get_result(&mut **tx)?)
}

/// A link that was not used and has not run out.
pub(super) fn find_link(conn: &mut Conn, id: i64, now: Moment) -> Result<Option<Link>> {
    Ok(links::table
        .find(id)
        .filter(links::used_at.is_null())
        .filter(links::expires_at.gt(now))
        .select((links::id, links::account_id, links::purpose, links::expires_at, links::next))
        .first(conn)
        .optional()?)
}

/// A link that was used, or made void by another, since then.
pub(super) fn find_used_link(conn: &mut Conn, id: i64, since: Moment) -> Result<Option<Link>> {
    Ok(links::table
        .find(id)
        .filter(links::used_at.gt(since))
        .select((links::id, links::account_id, links::purpose, links::expires_at, links::next))
        .first(conn)
        .optional()?)
}

/// True when it had not been used before.
pub(super) fn use_link(tx: &mut Tx<'_>, id: i64, now: Moment) -> Result<bool> {
    let rows = diesel::update(links::table.find(id).filter(links::used_at.is_null()))
        .set(links::used_at.eq(now))
        .execute(&mut **tx)?;
    Ok(rows > 0)
}

pub(super) fn use_links_of(tx: &mut Tx<'_>, account: AccountId, now: Moment) -> Result<()> {
    diesel::update(links::table.filter(links::account_id.eq(account)).filter(links::used_at.is_null()))
        .set(links::used_at.eq(now))
        .execute(&mut **tx)?;
    Ok(())
}

pub(super) fn delete_links_of(tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
    diesel::delete(links::table.filter(links::account_id.eq(account))).execute(&mut **tx)?;
    Ok(())
}

pub(super) fn delete_links(tx: &mut Tx<'_>, before: Moment, most: i64) -> Result<usize> {
    let old = links::table.filter(links::expires_at.lt(before)).order(links::id).limit(most).select(links::id);
    let ids: Vec<i64> = old.load(&mut **tx)?;
    Ok(diesel::delete(links::table.filter(links::id.eq_any(ids))).execute(&mut **tx)?)
}
