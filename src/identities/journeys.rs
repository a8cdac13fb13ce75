//! On the way: whoever was sent to another site, and whoever is back and is not known here yet. Both are found again by a
//! cookie, so that nobody can put their own way back into another's browser.

use super::store::{self, Arrival, Departure};
use crate::clock::Moment;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::ids::AccountId;
use crate::keys::{random_token, token_hash};
use chrono::Duration;

/// The cookie of whoever is on the way. It opens the way back, and the page for whoever is not known here yet.
pub const COOKIE: &str = "__Host-elsewhere";
/// How long somebody may take to sign in there.
pub const AWAY: Duration = Duration::minutes(10);
/// How long somebody may take to say who they are here: time for a letter to arrive.
pub const HERE: Duration = Duration::minutes(60);

/// What must be known when somebody comes back.
#[derive(Clone)]
pub struct Leaving {
    /// Where they are sent: the provider's name in the settings.
    pub provider: String,
    /// Comes back in the address.
    pub state: String,
    /// Comes back in the token.
    pub nonce: String,
    /// Shows that it was we who asked.
    pub verifier: String,
    /// Where they go afterwards: a path of this site, or nothing.
    pub next: String,
    /// Who wants to connect their account; nothing for whoever wants to sign in.
    pub account: Option<AccountId>,
}

/// Notes that somebody leaves, and gives the token for their cookie; it is stored nowhere.
///
/// # Errors
/// When the database refuses.
pub fn depart(tx: &mut Tx<'_>, leaving: &Leaving, now: Moment) -> Result<String> {
    let token = random_token();
    store::insert_departure(tx, leaving, (&token_hash(&leaving.state), &token_hash(&token)), now + AWAY, now)?;
    Ok(token)
}

/// Whoever left from this browser with this `state` for this provider is back: gives what was noted, once.
///
/// # Errors
/// When the database refuses.
pub fn come_back(tx: &mut Tx<'_>, token: &str, state: &str, provider: &str, now: Moment) -> Result<Option<Departure>> {
    store::take_departure(tx, &token_hash(state), &token_hash(token), provider, now)
}

/// What another site said of somebody who is not known here.
#[derive(Debug, Clone)]
pub struct Stranger {
    /// The provider's name in the settings.
    pub provider: String,
    /// By what it names itself.
    pub issuer: String,
    /// By what it knows them.
    pub subject: String,
    /// Their address, and its key.
    pub email: Option<(String, String)>,
    /// Whether the address is taken as confirmed.
    pub confirmed: bool,
    /// Their name, as it is written there; may be empty.
    pub name: String,
    /// Whether they gave a second factor there.
    pub strong: bool,
    /// Where they go afterwards: a path of this site, or nothing.
    pub next: String,
}

/// Keeps that, and gives the token for their cookie; it is stored nowhere.
///
/// # Errors
/// When the database refuses.
pub fn arrive(tx: &mut Tx<'_>, stranger: &Stranger, now: Moment) -> Result<String> {
    let token = random_token();
    store::insert_arrival(tx, stranger, &token_hash(&token), now + HERE, now)?;
    Ok(token)
}

/// Who arrived under this token, and has not said yet who they are here.
///
/// # Errors
/// When the database refuses.
pub fn arrived(conn: &mut Conn, token: &str, now: Moment) -> Result<Option<Arrival>> {
    store::find_arrival(conn, &token_hash(token), now)
}

/// They have said it. True the first time.
///
/// # Errors
/// When the database refuses.
pub fn end(tx: &mut Tx<'_>, arrival: &Arrival) -> Result<bool> {
    store::delete_arrival(tx, arrival.id)
}

/// Forgets up to `most` of each who have been on the way since before this moment and for too long; gives how many.
///
/// # Errors
/// When the database refuses.
pub fn purge(tx: &mut Tx<'_>, before: Moment, most: i64) -> Result<usize> {
    Ok(store::delete_departures_before(tx, before, most)? + store::delete_arrivals_before(tx, before, most)?)
}
