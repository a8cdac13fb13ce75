//! Passwords of accounts: changed by who knows the old one, or by who gets the letter.

use super::links::{self, Link, Purpose};
use super::newcomers;
use super::registration::{good_for, is_open};
use super::store;
use crate::clock::Moment;
use crate::config;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::factors::challenges;
use crate::ids::AccountId;
use crate::passkeys::ceremonies;
use crate::queue::{self, Job};
use crate::web::session;
use chrono::Duration;

/// The hash of an account's password, if it has one.
///
/// # Errors
/// When the database refuses.
pub fn password_of(conn: &mut Conn, id: AccountId) -> Result<Option<String>> {
    store::find_password(conn, id)
}

/// The same password has a new hash, because the settings have risen. Nobody is told and no session ends.
///
/// # Errors
/// When the database refuses.
pub fn set_password(tx: &mut Tx<'_>, id: AccountId, hash: &str) -> Result<()> {
    store::update_password(tx, id, Some(hash))
}

/// There is a new password: every session and every link of before is void, and a letter says so.
///
/// # Errors
/// When the database refuses.
pub fn change_password(tx: &mut Tx<'_>, id: AccountId, hash: &str, now: Moment) -> Result<()> {
    store::update_password(tx, id, Some(hash))?;
    store::use_links_of(tx, id, now)?;
    session::end_all(tx, id)?;
    challenges::end_all(tx, id)?;
    ceremonies::end_all(tx, id)?;
    queue::enqueue(tx, &Job::PasswordChanged { account: id.0 }, now)
}

/// Asks for the letter with which one chooses a new password. Nothing happens for an address that is not known, nor for
/// a colleague who has an invitation to answer: a reset never takes its place. An address that is not confirmed gets the
/// letter that confirms it, whose page also lets one choose a new password: what a stranger chose besides it must not stay.
///
/// # Errors
/// When the database refuses.
pub fn request_reset(tx: &mut Tx<'_>, email_key: &str, rules: &config::Accounts, now: Moment) -> Result<()> {
    match store::find_by_key(tx, email_key)? {
        Some(found) if found.confirmed_at.is_some() => {
            links::send(tx, found.id, Purpose::Reset, Duration::hours(rules.reset_hours), now)
        }
        Some(found) if is_open(&found) => links::send(tx, found.id, Purpose::Confirm, good_for(rules), now),
        _ => links::send_nothing(tx, now),
    }
}

/// Asks for the letter with a link that signs in, good for a few minutes, and leads on to `next`, a path of this site or
/// nothing. For an address that is not known it is one that makes an account; what happens for one that is not confirmed is
/// as for a new password: see [`request_reset`].
///
/// # Errors
/// When the database refuses.
pub fn request_sign_in(
    tx: &mut Tx<'_>,
    (email, email_key): (&str, &str),
    next: &str,
    rules: &config::Accounts,
    now: Moment,
) -> Result<()> {
    let good = Duration::minutes(rules.sign_in_minutes);
    match store::find_by_key(tx, email_key)? {
        None => newcomers::ask(tx, (email, email_key), next, good, now),
        Some(found) if found.confirmed_at.is_some() => links::send_to(tx, found.id, (Purpose::SignIn, next), good, now),
        Some(found) if is_open(&found) => links::send(tx, found.id, Purpose::Confirm, good_for(rules), now),
        _ => links::send_nothing(tx, now),
    }
}

/// Uses a link up that signs in, and with it every other link of the same person. It confirms and changes nothing else.
///
/// # Errors
/// [`crate::error::Error::NotFound`] when the link was used meanwhile.
pub fn use_sign_in(tx: &mut Tx<'_>, link: &Link, now: Moment) -> Result<AccountId> {
    links::spend(tx, link, Purpose::SignIn, now)?;
    Ok(link.account())
}

/// The password is the new one.
///
/// # Errors
/// [`Error::NotFound`] when the link was used meanwhile.
pub fn reset(tx: &mut Tx<'_>, link: &Link, hash: &str, now: Moment) -> Result<()> {
    links::spend(tx, link, Purpose::Reset, now)?;
    change_password(tx, link.account(), hash, now)
}
