//! Whoever asked for a link and has no account, in the database.

use crate::clock::Moment;
use crate::db::schema::newcomers as n;
use crate::db::{Conn, Tx};
use crate::error::Result;
use diesel::prelude::*;

/// Somebody who can open letters to an address that has no account: given only to who has seen the token of their link.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = n)]
pub struct Newcomer {
    pub(in crate::accounts) id: i64,
    /// The address.
    pub email: String,
    /// The form of it in which two spellings are equal.
    pub email_key: String,
    /// Where they go afterwards: a path of this site, or nothing.
    pub next: String,
    pub(in crate::accounts) expires_at: Moment,
}

pub(in crate::accounts) fn insert(
    tx: &mut Tx<'_>,
    (email, email_key): (&str, &str),
    next: &str,
    until: Moment,
    now: Moment,
) -> Result<i64> {
    Ok(diesel::insert_into(n::table)
        .values((
            n::email.eq(email),
            n::email_key.eq(email_key),
            n::next.eq(next),
            n::created_at.eq(now),
            n::expires_at.eq(until),
        ))
        .returning(n::id)
        .get_result(&mut **tx)?)
}

/// One whose link was not used and has not run out.
pub(in crate::accounts) fn find(conn: &mut Conn, id: i64, now: Moment) -> Result<Option<Newcomer>> {
    let good = n::table.find(id).filter(n::used_at.is_null()).filter(n::expires_at.gt(now));
    Ok(good.select(Newcomer::as_select()).first(conn).optional()?)
}

/// One whose link was used since then.
pub(in crate::accounts) fn find_used(conn: &mut Conn, id: i64, since: Moment) -> Result<Option<Newcomer>> {
    let used = n::table.find(id).filter(n::used_at.gt(since));
    Ok(used.select(Newcomer::as_select()).first(conn).optional()?)
}

/// True when it had not been used before.
pub(in crate::accounts) fn update_used(tx: &mut Tx<'_>, id: i64, now: Moment) -> Result<bool> {
    let one = n::table.find(id).filter(n::used_at.is_null());
    Ok(diesel::update(one).set(n::used_at.eq(now)).execute(&mut **tx)? > 0)
}

pub(in crate::accounts) fn update_used_of(tx: &mut Tx<'_>, email_key: &str, now: Moment) -> Result<()> {
    let theirs = n::table.filter(n::email_key.eq(email_key)).filter(n::used_at.is_null());
    diesel::update(theirs).set(n::used_at.eq(now)).execute(&mut **tx)?;
    Ok(())
}

pub(in crate::accounts) fn delete_of(tx: &mut Tx<'_>, email_key: &str) -> Result<()> {
    diesel::delete(n::table.filter(n::email_key.eq(email_key))).execute(&mut **tx)?;
    Ok(())
}

pub(in crate::accounts) fn delete_before(tx: &mut Tx<'_>, before: Moment, most: i64) -> Result<usize> {
    let old = n::table.filter(n::expires_at.lt(before)).order(n::expires_at).limit(most).select(n::id);
    let ids: Vec<i64> = old.load(&mut **tx)?;
    Ok(diesel::delete(n::table.filter(n::id.eq_any(ids))).execute(&mut **tx)?)
}
