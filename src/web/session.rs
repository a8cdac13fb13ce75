//! From a cookie to a person: sessions are random, kept only as hashes, and end on the server.

use crate::clock::Moment;
use crate::db::schema::{accounts, sessions};
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::ids::AccountId;
use crate::keys::{random_token, token_hash};
use crate::policy::{Capacity, LifeStage, Role};
use chrono::Duration;
use diesel::prelude::*;

/// The cookie that keeps somebody signed in. The prefix makes browsers refuse it from anybody but this very host.
pub const COOKIE: &str = "__Host-folkmoot";

/// Somebody who is signed in, as the database knew them when the request came.
#[derive(Debug, Clone, Queryable)]
pub struct Person {
    /// The account.
    pub id: AccountId,
    /// The name that others see.
    pub name: String,
    /// What they are trusted with.
    pub role: Role,
    /// In which capacity they speak.
    pub capacity: Capacity,
    /// Their profession or their organisation's name; empty for residents.
    pub standing: String,
    /// Whether that was checked.
    pub verified: bool,
    /// When they confirmed their address.
    pub confirmed_at: Option<Moment>,
    /// Until when they may not take part.
    pub suspended_until: Option<Moment>,
    /// The life stage in which they first took part, if they have.
    pub first_part: Option<LifeStage>,
    /// The session's row.
    pub session: i64,
    /// When the session began.
    pub began_at: Moment,
    /// When the session was last noted as used.
    pub seen_at: Moment,
}

/// Finds the person behind a session token, if the session is alive at `now`.
///
/// # Errors
/// When the database refuses.
pub fn find(conn: &mut Conn, token: &str, now: Moment) -> Result<Option<Person>> {
    Ok(sessions::table
        .inner_join(accounts::table)
        .filter(sessions::token_hash.eq(token_hash(token)))
        .filter(sessions::expires_at.gt(now))
        .select((
            accounts::id,
            accounts::name,
            accounts::role,
            accounts::capacity,
            accounts::standing,
            accounts::verified,
            accounts::confirmed_at,
            accounts::suspended_until,
            accounts::first_part,
            sessions::id,
            sessions::created_at,
            sessions::seen_at,
        ))
        .first(conn)
        .optional()?)
}

/// Begins a session and gives its token, which is stored nowhere. A token that was sent before is never adopted.
///
/// # Errors
/// When the database refuses.
pub fn start(tx: &mut Tx<'_>, account: AccountId, lasts: Duration, now: Moment) -> Result<String> {
    let token = random_token();
    diesel::insert_into(sessions::table)
        .values((
            sessions::account_id.eq(account),
            sessions::token_hash.eq(token_hash(&token)),
            sessions::created_at.eq(now),
            sessions::seen_at.eq(now),
            sessions::expires_at.eq(now + lasts),
        ))
        .execute(&mut **tx)?;
    Ok(token)
}

/// The longest that a session lives, however often it is used, in days (OWASP ASVS 5.0, V7.3.2).
const LONGEST_DAYS: i64 = 90;

/// Notes that a session was used, and lets it live on for `lasts`, but never beyond 90 days from its beginning.
///
/// # Errors
/// When the database refuses.
pub fn keep(tx: &mut Tx<'_>, session: i64, began_at: Moment, lasts: Duration, now: Moment) -> Result<()> {
    let until = (now + lasts).min(began_at + Duration::days(LONGEST_DAYS));
    diesel::update(sessions::table.find(session))
        .set((sessions::seen_at.eq(now), sessions::expires_at.eq(until)))
        .execute(&mut **tx)?;
    Ok(())
}

/// Ends one session: its cookie opens nothing any more.
///
/// # Errors
/// When the database refuses.
pub fn end(tx: &mut Tx<'_>, session: i64) -> Result<()> {
    diesel::delete(sessions::table.find(session)).execute(&mut **tx)?;
    Ok(())
}

/// Ends every session of an account, as a change of password does.
///
/// # Errors
/// When the database refuses.
pub fn end_all(tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
    diesel::delete(sessions::table.filter(sessions::account_id.eq(account))).execute(&mut **tx)?;
    Ok(())
}

/// Deletes what has run out; the worker does so every hour.
///
/// # Errors
/// When the database refuses.
pub fn sweep(tx: &mut Tx<'_>, now: Moment) -> Result<usize> {
    Ok(diesel::delete(sessions::table.filter(sessions::expires_at.lt(now))).execute(&mut **tx)?)
}
