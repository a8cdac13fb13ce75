//! Passwords of accounts: changed by who knows the old one, or by who gets the letter.

use super::links::{self, Link, Purpose};
use super::store;
use crate::clock::Moment;
use crate::config;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::ids::AccountId;
use crate::policy::Role;
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
    queue::enqueue(tx, &Job::PasswordChanged { account: id.0 }, now)
}

/// Asks for the letter with which one chooses a new password. Nothing happens for an address that is not known, nor for
/// a colleague who has an invitation to answer: a reset never takes its place.
///
/// # Errors
/// When the database refuses.
pub fn request_reset(tx: &mut Tx<'_>, email_key: &str, rules: &config::Accounts, now: Moment) -> Result<()> {
    match store::find_by_key(tx, email_key)? {
        Some(found) if found.confirmed_at.is_some() || found.role == Role::Member => {
            links::send(tx, found.id, Purpose::Reset, Duration::hours(rules.reset_hours), now)
        }
        _ => links::send_nothing(tx, now),
    }
}

/// The password is the new one. As the link came by letter, the address is confirmed too.
///
/// # Errors
/// [`Error::NotFound`] when the link was used meanwhile.
pub fn reset(tx: &mut Tx<'_>, link: &Link, hash: &str, now: Moment) -> Result<()> {
    links::spend(tx, link, Purpose::Reset, now)?;
    store::update_confirmed(tx, link.account(), now)?;
    change_password(tx, link.account(), hash, now)
}
