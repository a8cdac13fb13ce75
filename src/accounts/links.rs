//! Links in letters: each opens one thing, for one person, once, until it runs out.
//!
//! What is sent is the number of a row and a signature over it. Nothing secret is stored: whoever reads the database
//! can make no link from it. A signature for one purpose never passes for another.

use super::store;
use crate::clock::Moment;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::ids::AccountId;
use crate::keys::Keys;
use crate::queue::{self, Job};
use chrono::Duration;
use diesel::prelude::Queryable;

crate::words! {
    /// What a link opens.
    pub enum Purpose {
        /// Proves that an address is one's own.
        Confirm = "confirm",
        /// Lets one choose a new password.
        Reset = "reset",
        /// Signs somebody in, as their password would.
        SignIn = "sign_in",
        /// Lets a new colleague in.
        Invite = "invite",
    }
}

/// A link that is good at this moment: made only by [`find`], so that who holds one has seen its token.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Link {
    id: i64,
    account: AccountId,
    purpose: Purpose,
    expires_at: Moment,
    next: String,
}

impl Link {
    /// Whom it was sent to.
    #[must_use]
    pub fn account(&self) -> AccountId {
        self.account
    }

    /// Where they go afterwards: a path of this site, or nothing.
    #[must_use]
    pub fn next(&self) -> &str {
        &self.next
    }

    pub(super) fn purpose(&self) -> Purpose {
        self.purpose
    }
}

/// Makes a link for an account and asks for the letter that brings it.
///
/// # Errors
/// When the database refuses.
pub(super) fn send(
    tx: &mut Tx<'_>,
    account: AccountId,
    purpose: Purpose,
    good_for: Duration,
    now: Moment,
) -> Result<()> {
    send_to(tx, account, (purpose, ""), good_for, now)
}

/// The same with a path of this site to which the link leads on.
///
/// # Errors
/// When the database refuses.
pub(super) fn send_to(
    tx: &mut Tx<'_>,
    account: AccountId,
    (purpose, next): (Purpose, &str),
    good_for: Duration,
    now: Moment,
) -> Result<()> {
    let link = store::insert_link(tx, account, (purpose, next), now + good_for, now)?;
    queue::enqueue(tx, &Job::Link { link }, now)
}

/// A letter to nobody: what happens for an address that we do not know takes as long as for one that we do.
///
/// # Errors
/// When the database refuses.
pub(super) fn send_nothing(tx: &mut Tx<'_>, now: Moment) -> Result<()> {
    as_if(tx, now)?;
    queue::enqueue(tx, &Job::Link { link: 0 }, now)
}

/// In place of the link that is written for others: a statement that costs as much, and changes nothing.
///
/// # Errors
/// When the database refuses.
pub(super) fn as_if(tx: &mut Tx<'_>, now: Moment) -> Result<()> {
    store::use_link(tx, 0, now).map(|_| ())
}

/// What stands at the end of a link's address.
#[must_use]
pub(super) fn token(keys: &Keys, link: &Link) -> String {
    let [id, account, expires] = parts(link);
    format!("{id}.{}", keys.sign(link.purpose.as_str(), &[&id, &account, &expires]))
}

fn parts(link: &Link) -> [String; 3] {
    [link.id.to_string(), link.account.to_string(), link.expires_at.and_utc().timestamp_micros().to_string()]
}

/// The link of this purpose to which a token belongs; nothing when any part of it is wrong, used or too old.
///
/// # Errors
/// When the database refuses.
pub fn find(conn: &mut Conn, keys: &Keys, purpose: Purpose, sent: &str, now: Moment) -> Result<Option<Link>> {
    let Some(link) = number(sent).map(|id| store::find_link(conn, id, now)).transpose()?.flatten() else {
        return Ok(None);
    };
    Ok(belongs(keys, purpose, sent, &link).then_some(link))
}

/// Whether a token is that of a link of this purpose that was used up within the last ten minutes: then its button was
/// pressed twice, or the answer was lost. Such a link opens nothing, and so none is given.
///
/// # Errors
/// When the database refuses.
pub fn was_used(conn: &mut Conn, keys: &Keys, purpose: Purpose, sent: &str, now: Moment) -> Result<bool> {
    let since = now - Duration::minutes(10);
    let link = number(sent).map(|id| store::find_used_link(conn, id, since)).transpose()?.flatten();
    Ok(link.is_some_and(|link| belongs(keys, purpose, sent, &link)))
}

fn number(sent: &str) -> Option<i64> {
    sent.split_once('.').and_then(|(id, _)| id.parse().ok())
}

fn belongs(keys: &Keys, purpose: Purpose, sent: &str, link: &Link) -> bool {
    let Some((number, signature)) = sent.split_once('.') else { return false };
    let [id, account, expires] = parts(link);
    let right = number == id && keys.check(purpose.as_str(), &[&id, &account, &expires], signature);
    right && link.purpose == purpose
}

/// Uses a link up, and with it every other link of the same person.
///
/// # Errors
/// [`Error::NotFound`] when it was used since it was looked at, or is one for another purpose.
pub(super) fn spend(tx: &mut Tx<'_>, link: &Link, purpose: Purpose, now: Moment) -> Result<()> {
    if link.purpose() != purpose || !store::use_link(tx, link.id, now)? {
        return Err(Error::NotFound);
    }
    store::use_links_of(tx, link.account, now)
}
