//! Whoever asks for a link by email and has no account. The link opens a page on which they say who they are; then they have
//! one, without a password. As with [`super::links`], nothing secret is stored, and opening the link changes nothing.

use super::store::newcomers as store;
use crate::clock::Moment;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::keys::Keys;
use crate::queue::{self, Job};
use chrono::Duration;

pub use store::Newcomer;

/// What the signature is for: it passes for no other link.
const PURPOSE: &str = "newcomer";

/// Asks for the letter with the link.
///
/// # Errors
/// When the database refuses.
pub(super) fn ask(
    tx: &mut Tx<'_>,
    (email, email_key): (&str, &str),
    next: &str,
    good_for: Duration,
    now: Moment,
) -> Result<()> {
    let newcomer = store::insert(tx, (email, email_key), next, now + good_for, now)?;
    queue::enqueue(tx, &Job::Newcomer { newcomer }, now)
}

/// Who is to get the letter; nobody when the link has run out.
///
/// # Errors
/// When the database refuses.
pub(super) fn of_letter(conn: &mut Conn, id: i64, now: Moment) -> Result<Option<Newcomer>> {
    store::find(conn, id, now)
}

/// What stands in the address of their link.
#[must_use]
pub(super) fn token(keys: &Keys, newcomer: &Newcomer) -> String {
    let [id, key, expires] = parts(newcomer);
    format!("{id}.{}", keys.sign(PURPOSE, &[&id, &key, &expires]))
}

fn parts(one: &Newcomer) -> [String; 3] {
    [one.id.to_string(), one.email_key.clone(), one.expires_at.and_utc().timestamp_micros().to_string()]
}

/// Who got the link with this token; nobody when any part of it is wrong, used or too old.
///
/// # Errors
/// When the database refuses.
pub fn find(conn: &mut Conn, keys: &Keys, sent: &str, now: Moment) -> Result<Option<Newcomer>> {
    let Some(id) = number(sent) else { return Ok(None) };
    Ok(store::find(conn, id, now)?.filter(|one| belongs(keys, sent, one)))
}

/// Whether this token was used up within the last ten minutes: then its button was pressed twice.
///
/// # Errors
/// When the database refuses.
pub fn was_used(conn: &mut Conn, keys: &Keys, sent: &str, now: Moment) -> Result<bool> {
    let Some(id) = number(sent) else { return Ok(false) };
    Ok(store::find_used(conn, id, now - Duration::minutes(10))?.is_some_and(|one| belongs(keys, sent, &one)))
}

fn number(sent: &str) -> Option<i64> {
    sent.split_once('.').and_then(|(id, _)| id.parse().ok())
}

fn belongs(keys: &Keys, sent: &str, one: &Newcomer) -> bool {
    let Some((number, signature)) = sent.split_once('.') else { return false };
    let [id, key, expires] = parts(one);
    number == id && keys.check(PURPOSE, &[&id, &key, &expires], signature)
}

/// Uses the link up, and with it every other one to the same address.
///
/// # Errors
/// [`Error::NotFound`] when it was used since it was looked at.
pub fn spend(tx: &mut Tx<'_>, newcomer: &Newcomer, now: Moment) -> Result<()> {
    if !store::update_used(tx, newcomer.id, now)? {
        return Err(Error::NotFound);
    }
    store::update_used_of(tx, &newcomer.email_key, now)
}

/// Nothing is left of those who asked with this address.
///
/// # Errors
/// When the database refuses.
pub fn forget(tx: &mut Tx<'_>, email_key: &str) -> Result<()> {
    store::delete_of(tx, email_key)
}

/// Forgets up to `most` whose links ran out before this moment; gives how many.
///
/// # Errors
/// When the database refuses.
pub fn purge(tx: &mut Tx<'_>, before: Moment, most: i64) -> Result<usize> {
    store::delete_before(tx, before, most)
}
