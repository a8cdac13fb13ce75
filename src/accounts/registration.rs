//! Making an account, and making it one's own: with the letter and the password that was chosen, or with the letter alone
//! by choosing everything anew. Until then it belongs to nobody, whoever typed the address.

use super::links::{self, Link, Purpose};
use super::{Found, New, store};
use crate::clock::Moment;
use crate::config;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::ids::AccountId;
use crate::policy::Role;
use crate::queue::{self, Job};
use crate::web::{session, waiting};
use chrono::Duration;

/// Makes an account and asks for the letter that confirms its address; gives the account to which things may be tied.
///
/// An address that has an account keeps it as it is: its owner gets a letter that says so. An address that nobody has
/// confirmed yet belongs to nobody: the newest registration takes the place of the one before, whose links are void.
///
/// # Errors
/// When the database refuses.
pub fn register(tx: &mut Tx<'_>, new: &New, rules: &config::Accounts, now: Moment) -> Result<Option<AccountId>> {
    let known = store::find_by_key(tx, &new.email_key)?;
    let id = match known {
        None => store::insert(tx, new, Role::Member, now)?,
        // It may be confirmed at this very moment, on another instance: then it is known.
        Some(found) if is_open(&found) && store::update_registration(tx, found.id, new, now)? => {
            store::use_links_of(tx, found.id, now)?;
            waiting::detach(tx, found.id)?;
            Some(found.id)
        }
        Some(found) => {
            tell_known(tx, &found, now)?;
            return Ok(None);
        }
    };
    match id {
        Some(id) => links::send(tx, id, Purpose::Confirm, good_for(rules), now)?,
        None => links::send_nothing(tx, now)?,
    }
    Ok(id)
}

/// Whether an account can be made at once for whoever has shown that this address is theirs.
///
/// # Errors
/// When the database refuses.
pub fn may_be_taken(conn: &mut Conn, email_key: &str) -> Result<bool> {
    Ok(store::find_by_key(conn, email_key)?.is_none_or(|found| is_open(&found)))
}

/// Makes an account for somebody who has shown already that the address is theirs: it is confirmed. One that waited for
/// whoever can open a letter to it is theirs now, and nothing stays of what was chosen for it or waited under it. Nothing
/// when the address has an account.
///
/// # Errors
/// When the database refuses.
pub fn register_confirmed(tx: &mut Tx<'_>, new: &New, now: Moment) -> Result<Option<AccountId>> {
    let id = match store::find_by_key(tx, &new.email_key)? {
        None => store::insert(tx, new, Role::Member, now)?,
        Some(found) if is_open(&found) && store::update_registration(tx, found.id, new, now)? => {
            store::use_links_of(tx, found.id, now)?;
            waiting::detach(tx, found.id)?;
            session::end_all(tx, found.id)?;
            Some(found.id)
        }
        Some(_) => None,
    };
    if let Some(id) = id {
        store::update_confirmed(tx, id, now)?;
    }
    Ok(id)
}

/// Whether an account still waits for whoever can open a letter to its address. A colleague's waits for nobody else.
pub(super) fn is_open(found: &Found) -> bool {
    found.confirmed_at.is_none() && found.role == Role::Member
}

pub(super) fn good_for(rules: &config::Accounts) -> Duration {
    Duration::hours(rules.confirm_hours)
}

/// A colleague who was invited and has not come yet gets nothing: their way in is the invitation.
fn tell_known(tx: &mut Tx<'_>, found: &Found, now: Moment) -> Result<()> {
    if found.confirmed_at.is_none() {
        return links::send_nothing(tx, now);
    }
    links::as_if(tx, now)?;
    queue::enqueue(tx, &Job::AddressKnown { account: found.id.0 }, now)
}

/// Asks for the confirming letter once more; who has confirmed is told that they have an account.
///
/// # Errors
/// When the database refuses.
pub fn request_confirmation(tx: &mut Tx<'_>, email_key: &str, rules: &config::Accounts, now: Moment) -> Result<()> {
    match store::find_by_key(tx, email_key)? {
        None => links::send_nothing(tx, now),
        Some(found) if is_open(&found) => links::send(tx, found.id, Purpose::Confirm, good_for(rules), now),
        Some(found) => tell_known(tx, &found, now),
    }
}

/// The address is confirmed; all links to this account are used up. The caller has checked the password that was chosen
/// at registration: the letter proves whose the address is, the password that it was they who registered.
///
/// # Errors
/// [`Error::NotFound`] when the link was used meanwhile, or somebody has registered anew.
pub fn confirm(tx: &mut Tx<'_>, link: &Link, now: Moment) -> Result<AccountId> {
    links::spend(tx, link, Purpose::Confirm, now)?;
    store::update_confirmed(tx, link.account(), now)?;
    Ok(link.account())
}

/// Who opened the letter makes the account their own without the password that was chosen for it: name, capacity and
/// password are those of `new`, the address is confirmed, and what waited under the account is tied to it no more.
///
/// # Errors
/// [`Error::NotFound`] when the link was used meanwhile.
pub fn confirm_anew(tx: &mut Tx<'_>, link: &Link, new: &New, now: Moment) -> Result<()> {
    links::spend(tx, link, Purpose::Confirm, now)?;
    if !store::update_registration(tx, link.account(), new, now)? {
        return Err(Error::NotFound);
    }
    waiting::detach(tx, link.account())?;
    store::update_confirmed(tx, link.account(), now)?;
    session::end_all(tx, link.account())?;
    queue::enqueue(tx, &Job::PasswordChanged { account: link.account().0 }, now)
}
