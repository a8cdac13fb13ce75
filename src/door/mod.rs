//! The ways in: making an account, confirming it, signing in and out, a new password, an invitation; and posting what waited.

pub mod pages;
pub mod waiting;

use crate::accounts;
use crate::clock::Moment;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::factors::{self, challenges};
use crate::ids::AccountId;
use crate::passkeys;
use crate::policy::Role;
use crate::web::session::{self, Beginning, Lifetime, Person};
use crate::web::{Browser, Site};

crate::words! {
    /// How somebody shows who they are.
    pub enum Way {
        /// With the password of the account.
        Password = "password",
        /// With the link of a letter that signs in.
        Link = "link",
        /// With the letter that confirms an address, and the password chosen for it.
        Confirmation = "confirmation",
        /// With the letter that invites a colleague.
        Invitation = "invitation",
        /// At another site, which knows them.
        Provider = "provider",
        /// With a passkey, which counts as both steps.
        Passkey = "passkey",
    }
}

/// What came of showing who one is.
#[derive(Debug)]
pub enum Entered {
    /// They are signed in: the token of the session, and who they are.
    In(String, Person),
    /// They owe a code or a passkey, and are known by this token until they have given it.
    OwesCode(String),
}

/// Lets somebody in who has shown who they are. Every way in goes through here, so that all have the same checks: the
/// address is confirmed, and whoever has a second factor owes it first. `next` is where they go after that.
///
/// # Errors
/// [`Error::NotFound`] for an account that nobody may come into.
pub fn enter(
    tx: &mut Tx<'_>,
    site: &Site,
    account: AccountId,
    way: Way,
    browser: &Browser,
    next: &str,
    now: Moment,
) -> Result<Entered> {
    let own = admit(tx, account, way)?;
    let app = factors::of(tx, account)?.is_some();
    if app || (own.role != Role::Member && passkeys::has(tx, account)?) {
        end_sent(tx, browser, now)?;
        let token = challenges::begin(tx, account, next, now)?;
        if app && site.config.demo.mail_pages {
            factors::add_told(tx, &site.keys, account, &token)?;
        }
        return Ok(Entered::OwesCode(token));
    }
    let (token, person) = begin(tx, site, account, false, browser, now)?;
    Ok(Entered::In(token, person))
}

/// As [`enter`], for somebody who has given a second factor on the way, as with a passkey: they owe no code, and their
/// session is strong.
///
/// # Errors
/// As [`enter`].
pub fn enter_strong(
    tx: &mut Tx<'_>,
    site: &Site,
    account: AccountId,
    way: Way,
    browser: &Browser,
    now: Moment,
) -> Result<Entered> {
    admit(tx, account, way)?;
    let (token, person) = begin(tx, site, account, true, browser, now)?;
    Ok(Entered::In(token, person))
}

/// What is checked on every way in.
fn admit(tx: &mut Tx<'_>, account: AccountId, way: Way) -> Result<accounts::Own> {
    let own = accounts::own(tx, account)?;
    if own.confirmed_at.is_none() {
        return Err(Error::NotFound);
    }
    tracing::debug!(%account, way = way.as_str(), "somebody comes in");
    Ok(own)
}

/// Begins a session for an account, under a token that nobody has seen before: at the end of each way in, and anew
/// whenever somebody may do more than before. A session that the same browser had ends: what it sent is never adopted.
/// `strong`: a second factor was given.
///
/// # Errors
/// When the database refuses.
pub fn begin(
    tx: &mut Tx<'_>,
    site: &Site,
    account: AccountId,
    strong: bool,
    browser: &Browser,
    now: Moment,
) -> Result<(String, Person)> {
    end_sent(tx, browser, now)?;
    let role = accounts::own(tx, account)?.role;
    if role != Role::Member {
        session::note_colleague(tx, account, now)?;
    }
    let beginning = Beginning { strong, device: browser.device.clone() };
    let lasts = Lifetime::of(role, &site.config.accounts).idle;
    let token = session::start_as(tx, account, &beginning, lasts, now)?;
    let person = session::find(tx, &token, now)?.ok_or(Error::NotFound)?;
    Ok((token, person))
}

fn end_sent(tx: &mut Tx<'_>, browser: &Browser, now: Moment) -> Result<()> {
    match browser.sent.as_deref().map(|token| session::find(tx, token, now)).transpose()?.flatten() {
        Some(before) => session::end(tx, before.session),
        None => Ok(()),
    }
}
