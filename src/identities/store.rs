//! Identities, and whoever is on the way, in the database.

use super::journeys::{Leaving, Stranger};
use crate::clock::Moment;
use crate::db::schema::{arrivals, departures, identities};
use crate::db::{AnyExt, Conn, Tx};
use crate::error::Result;
use crate::ids::AccountId;
use diesel::prelude::*;

/// A site with which somebody signs in.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Identity {
    /// By what it names itself.
    pub issuer: String,
    /// By what it knows them.
    pub subject: String,
    /// Since when they sign in with it.
    pub since: Moment,
}

/// Whoever was sent to another site.
#[derive(Clone, Queryable)]
pub struct Departure {
    /// What must stand in the token.
    pub nonce: String,
    /// What goes with the code.
    pub verifier: String,
    /// Where they go afterwards: a path of this site, or nothing.
    pub next: String,
    /// Who wants to connect their account.
    pub account: Option<AccountId>,
}

/// Whoever is back and is not known here.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Arrival {
    /// The row.
    pub id: i64,
    /// The provider's name in the settings.
    pub provider: String,
    /// By what it names itself.
    pub issuer: String,
    /// By what it knows them.
    pub subject: String,
    /// Their address.
    pub email: Option<String>,
    /// The form of it in which two spellings are equal.
    pub email_key: Option<String>,
    /// Whether it is taken as confirmed.
    pub confirmed: bool,
    /// Their name, as it is written there.
    pub name: String,
    /// Whether they gave a second factor there.
    pub strong: bool,
    /// Where they go afterwards: a path of this site, or nothing.
    pub next: String,
}

pub(super) fn find_account(conn: &mut Conn, issuer: &str, subject: &str) -> Result<Option<AccountId>> {
    Ok(identities::table
        .filter(identities::issuer.eq(issuer))
        .filter(identities::subject.eq(subject))
        .select(identities::account_id)
        .first(conn)
        .optional()?)
}

pub(super) fn load_of(conn: &mut Conn, account: AccountId) -> Result<Vec<Identity>> {
    Ok(identities::table
        .filter(identities::account_id.eq(account))
        .order(identities::id)
        .select((identities::issuer, identities::subject, identities::created_at))
        .load(conn)?)
}

/// False when one of the two is connected already.
pub(super) fn insert(tx: &mut Tx<'_>, account: AccountId, issuer: &str, subject: &str, now: Moment) -> Result<bool> {
    let taken: i64 = identities::table
        .filter(identities::account_id.eq(account))
        .filter(identities::issuer.eq(issuer))
        .count()
        .get_result(&mut **tx)?;
    if taken > 0 {
        return Ok(false);
    }
    let rows = diesel::insert_into(identities::table)
        .values((
            identities::account_id.eq(account),
            identities::issuer.eq(issuer),
            identities::subject.eq(subject),
            identities::created_at.eq(now),
        ))
        .on_conflict((identities::issuer, identities::subject))
        .do_nothing()
        .any()
        .execute(&mut **tx)?;
    Ok(rows > 0)
}

/// True when there was one.
pub(super) fn delete(tx: &mut Tx<'_>, account: AccountId, issuer: &str) -> Result<bool> {
    let one = identities::table.filter(identities::account_id.eq(account)).filter(identities::issuer.eq(issuer));
    Ok(diesel::delete(one).execute(&mut **tx)? > 0)
}

pub(super) fn delete_all_of(tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
    diesel::delete(departures::table.filter(departures::account_id.eq(account.0))).execute(&mut **tx)?;
    diesel::delete(identities::table.filter(identities::account_id.eq(account))).execute(&mut **tx)?;
    Ok(())
}

/// `hashes`: of what comes back in the address, and of the cookie.
pub(super) fn insert_departure(
    tx: &mut Tx<'_>,
    leaving: &Leaving,
    (state, cookie): (&str, &str),
    until: Moment,
    now: Moment,
) -> Result<()> {
    diesel::insert_into(departures::table)
        .values((
            departures::state_hash.eq(state),
            departures::cookie_hash.eq(cookie),
            departures::provider.eq(&leaving.provider),
            departures::nonce.eq(&leaving.nonce),
            departures::verifier.eq(&leaving.verifier),
            departures::next.eq(&leaving.next),
            departures::account_id.eq(leaving.account.map(|id| id.0)),
            departures::created_at.eq(now),
            departures::expires_at.eq(until),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// Takes the row away, so that of two who ask for it at once only one gets it.
pub(super) fn take_departure(
    tx: &mut Tx<'_>,
    state: &str,
    cookie: &str,
    provider: &str,
    now: Moment,
) -> Result<Option<Departure>> {
    let mine = departures::table
        .filter(departures::state_hash.eq(state))
        .filter(departures::cookie_hash.eq(cookie))
        .filter(departures::provider.eq(provider))
        .filter(departures::expires_at.gt(now));
    let found: Option<(i64, Departure)> = mine
        .select((departures::id, (departures::nonce, departures::verifier, departures::next, departures::account_id)))
        .first(&mut **tx)
        .optional()?;
    let Some((id, departure)) = found else { return Ok(None) };
    let taken = diesel::delete(departures::table.find(id)).execute(&mut **tx)?;
    Ok((taken > 0).then_some(departure))
}

pub(super) fn insert_arrival(tx: &mut Tx<'_>, of: &Stranger, hash: &str, until: Moment, now: Moment) -> Result<()> {
    let (email, key) = of.email.clone().unzip();
    diesel::insert_into(arrivals::table)
        .values((
            arrivals::token_hash.eq(hash),
            arrivals::provider.eq(&of.provider),
            arrivals::issuer.eq(&of.issuer),
            arrivals::subject.eq(&of.subject),
            arrivals::email.eq(email),
            arrivals::email_key.eq(key),
            arrivals::confirmed.eq(of.confirmed),
            arrivals::name.eq(&of.name),
            arrivals::strong.eq(of.strong),
            arrivals::next.eq(&of.next),
            arrivals::created_at.eq(now),
            arrivals::expires_at.eq(until),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

pub(super) fn find_arrival(conn: &mut Conn, hash: &str, now: Moment) -> Result<Option<Arrival>> {
    Ok(arrivals::table
        .filter(arrivals::token_hash.eq(hash))
        .filter(arrivals::expires_at.gt(now))
        .select((
            arrivals::id,
            arrivals::provider,
            arrivals::issuer,
            arrivals::subject,
            arrivals::email,
            arrivals::email_key,
            arrivals::confirmed,
            arrivals::name,
            arrivals::strong,
            arrivals::next,
        ))
        .first(conn)
        .optional()?)
}

pub(super) fn delete_arrival(tx: &mut Tx<'_>, id: i64) -> Result<bool> {
    Ok(diesel::delete(arrivals::table.find(id)).execute(&mut **tx)? > 0)
}

pub(super) fn delete_arrivals_of(tx: &mut Tx<'_>, issuer: &str, subject: &str) -> Result<()> {
    let theirs = arrivals::table.filter(arrivals::issuer.eq(issuer)).filter(arrivals::subject.eq(subject));
    diesel::delete(theirs).execute(&mut **tx)?;
    Ok(())
}

pub(super) fn delete_arrivals_from(tx: &mut Tx<'_>, email_key: &str) -> Result<()> {
    diesel::delete(arrivals::table.filter(arrivals::email_key.eq(email_key))).execute(&mut **tx)?;
    Ok(())
}

pub(super) fn delete_departures_before(tx: &mut Tx<'_>, before: Moment, most: i64) -> Result<usize> {
    let old = departures::table.filter(departures::expires_at.lt(before)).order(departures::expires_at);
    let ids: Vec<i64> = old.limit(most).select(departures::id).load(&mut **tx)?;
    Ok(diesel::delete(departures::table.filter(departures::id.eq_any(ids))).execute(&mut **tx)?)
}

pub(super) fn delete_arrivals_before(tx: &mut Tx<'_>, before: Moment, most: i64) -> Result<usize> {
    let old = arrivals::table.filter(arrivals::expires_at.lt(before)).order(arrivals::expires_at);
    let ids: Vec<i64> = old.limit(most).select(arrivals::id).load(&mut **tx)?;
    Ok(diesel::delete(arrivals::table.filter(arrivals::id.eq_any(ids))).execute(&mut **tx)?)
}
