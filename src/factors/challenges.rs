//! Between the first factor and the second: whoever owes a code. They are nobody yet, on every page but one.

use super::store;
use crate::clock::Moment;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::ids::AccountId;
use crate::keys::{random_token, token_hash};
use chrono::Duration;
use diesel::prelude::Queryable;

/// The cookie of whoever owes a code. It opens the page that asks for it and no other.
pub const COOKIE: &str = "__Host-code";
/// How long somebody may take to find their code.
pub const LASTS: Duration = Duration::minutes(10);
/// Wrong codes after which one begins anew.
const MOST_WRONG: i32 = 5;

/// Somebody who owes a code.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Challenge {
    /// The row.
    pub id: i64,
    /// Whose second factor is asked for.
    pub account: AccountId,
    /// Where to go afterwards: a path of this site, or nothing.
    pub next: String,
}

/// Begins to ask, and gives the token by which whoever is asked is known; it is stored nowhere.
///
/// # Errors
/// When the database refuses.
pub fn begin(tx: &mut Tx<'_>, account: AccountId, next: &str, now: Moment) -> Result<String> {
    let token = random_token();
    store::insert_challenge(tx, account, &token_hash(&token), next, now + LASTS, now)?;
    Ok(token)
}

/// Who is asked under this token, if that has not run out.
///
/// # Errors
/// When the database refuses.
pub fn find(conn: &mut Conn, token: &str, now: Moment) -> Result<Option<Challenge>> {
    store::find_challenge(conn, &token_hash(token), now)
}

/// A code was wrong: after a few, the challenge is over.
///
/// # Errors
/// When the database refuses.
pub fn note_wrong(tx: &mut Tx<'_>, challenge: &Challenge) -> Result<()> {
    store::count_wrong(tx, challenge.id)?;
    store::delete_challenge_if_wrong(tx, challenge.id, MOST_WRONG)
}

/// The code was right: nobody is asked under this token any more. True when it was still open.
///
/// # Errors
/// When the database refuses.
pub fn end(tx: &mut Tx<'_>, challenge: &Challenge) -> Result<bool> {
    store::delete_challenge(tx, challenge.id)
}

/// Nobody is asked for this account any more, as after a change of its password.
///
/// # Errors
/// When the database refuses.
pub fn end_all(tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
    store::delete_challenges_of(tx, account)
}
