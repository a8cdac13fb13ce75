//! Passkeys: keys that somebody's device or password manager keeps for this site, and with which they come in without a
//! password. A passkey is something they have, unlocked by something they know or are, so it counts as both steps.

pub mod ceremonies;
mod options;
mod store;
mod webauthn;

use crate::clock::Moment;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::ids::AccountId;
use crate::queue::{self, Job};
use ceremonies::{Ceremony, Purpose};
use url::{Host, Url};

pub use options::{for_adding, for_signing_in};
pub use store::Passkey;
pub use webauthn::Refusal;

/// How many passkeys one person may have.
pub const MOST: i64 = 10;

/// What browsers and authenticators know this site by (Web Authentication, section 4, "Relying Party").
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelyingParty {
    /// The name of the host. A passkey is good for this name and no other.
    pub id: String,
    /// Where the pages must come from that ask for one.
    pub origin: String,
}

impl RelyingParty {
    /// That of the site at this address; nothing when the host has no name but a number: browsers know no passkeys for such.
    #[must_use]
    pub fn of(public_url: &str) -> Option<Self> {
        let url = Url::parse(public_url).ok()?;
        let Host::Domain(name) = url.host()? else { return None };
        Some(Self { id: name.to_owned(), origin: url.origin().ascii_serialization() })
    }
}

/// The passkeys of an account, the oldest first.
///
/// # Errors
/// When the database refuses.
pub fn of(conn: &mut Conn, account: AccountId) -> Result<Vec<Passkey>> {
    store::load_of(conn, account)
}

/// One passkey of an account, if it has such a one.
///
/// # Errors
/// When the database refuses.
pub fn find(conn: &mut Conn, account: AccountId, id: i64) -> Result<Option<Passkey>> {
    store::find(conn, account, id)
}

/// Whether an account has a passkey.
///
/// # Errors
/// When the database refuses.
pub fn has(conn: &mut Conn, account: AccountId) -> Result<bool> {
    Ok(store::count_of(conn, account)? > 0)
}

/// Whether an account has as many passkeys as it may.
///
/// # Errors
/// When the database refuses.
pub fn is_full(conn: &mut Conn, account: AccountId) -> Result<bool> {
    Ok(store::count_of(conn, account)? >= MOST)
}

/// Keeps the new passkey that this answer holds, for whoever was asked. Sessions and the letter are for the caller.
///
/// # Errors
/// When the database refuses; what is wrong with the answer is a [`Refusal`].
pub fn add(
    tx: &mut Tx<'_>,
    site: &RelyingParty,
    asked: &Ceremony,
    answer: &str,
    now: Moment,
) -> Result<std::result::Result<(), Refusal>> {
    let Some(account) = asked.question.account.filter(|_| asked.question.purpose == Purpose::Add) else {
        return Ok(Err(Refusal::AnotherKind));
    };
    let made = match webauthn::made(answer, site, &asked.challenge) {
        Ok(made) => made,
        Err(refusal) => return Ok(Err(refusal)),
    };
    if is_full(tx, account)? {
        return Ok(Err(Refusal::TooMany));
    }
    let inserted = store::insert(tx, account, &made, &asked.handle, &asked.question.name, now)?;
    Ok(if inserted { Ok(()) } else { Err(Refusal::Known) })
}

/// The account that this answer lets in: its passkey has signed it, for this site, for this question, now. That it was used
/// is noted.
///
/// # Errors
/// When the database refuses; what is wrong with the answer is a [`Refusal`].
pub fn used(
    tx: &mut Tx<'_>,
    site: &RelyingParty,
    asked: &Ceremony,
    answer: &str,
    now: Moment,
) -> Result<std::result::Result<AccountId, Refusal>> {
    let signed = match webauthn::Signed::read(answer) {
        Ok(signed) => signed,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let Some(stored) = store::find_stored(tx, &signed.id())? else { return Ok(Err(Refusal::Unknown)) };
    if let Err(refusal) = belongs(&stored, asked, signed.handle().as_deref()) {
        return Ok(Err(refusal));
    }
    let noted = match signed.check(&stored.kept, site, &asked.challenge) {
        Ok(used) if store::note_use(tx, stored.id, &used, now)? => Ok(stored.account),
        Ok(_) => Err(Refusal::CountedBack),
        Err(refusal) => Err(refusal),
    };
    if noted == Err(Refusal::CountedBack) {
        tracing::warn!(account = %stored.account, "a passkey has counted back or not on: there may be two of it");
    }
    Ok(noted)
}

/// Whether this passkey may answer the question. Where nobody is known yet, the authenticator must say whose it is (Web
/// Authentication, section 7.2, step 6).
fn belongs(stored: &store::Stored, asked: &Ceremony, handle: Option<&str>) -> std::result::Result<(), Refusal> {
    let known = match (asked.question.purpose, asked.question.account) {
        (Purpose::SignIn, None) => handle.is_some(),
        (Purpose::SecondStep, Some(account)) => account == stored.account,
        _ => return Err(Refusal::AnotherKind),
    };
    let said = handle.is_none_or(|handle| handle == stored.handle);
    if known && said { Ok(()) } else { Err(Refusal::NotTheirs) }
}

/// Calls a passkey of this account by another name; true when it has such a one.
///
/// # Errors
/// When the database refuses.
pub fn rename(tx: &mut Tx<'_>, account: AccountId, id: i64, name: &str) -> Result<bool> {
    store::update_name(tx, account, id, name)
}

/// Takes a passkey of this account away: nobody comes in with it any more. True when it had such a one. Sessions and the
/// letter are for the caller.
///
/// # Errors
/// When the database refuses.
pub fn remove(tx: &mut Tx<'_>, account: AccountId, id: i64) -> Result<bool> {
    store::delete(tx, account, id)
}

/// Nothing of this account is left here.
///
/// # Errors
/// When the database refuses.
pub fn forget(tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
    store::delete_of(tx, account)?;
    ceremonies::end_all(tx, account)
}

/// A letter tells the owner that one was added or taken away.
///
/// # Errors
/// When the database refuses.
pub fn tell(tx: &mut Tx<'_>, account: AccountId, added: bool, now: Moment) -> Result<()> {
    queue::enqueue(tx, &Job::PasskeyChanged { account: account.0, added }, now)
}

/// Forgets up to `most` who were asked for a passkey and had time until before this moment; gives how many.
///
/// # Errors
/// When the database refuses.
pub fn purge(tx: &mut Tx<'_>, before: Moment, most: i64) -> Result<usize> {
    store::delete_ceremonies(tx, before, most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_know_a_site_by_its_name() {
        let known = |id: &str, origin: &str| Some(RelyingParty { id: id.into(), origin: origin.into() });
        for (url, site) in [
            ("https://folkmoot.example", known("folkmoot.example", "https://folkmoot.example")),
            ("https://Folkmoot.example:443/", known("folkmoot.example", "https://folkmoot.example")),
            ("http://localhost:8080", known("localhost", "http://localhost:8080")),
            ("https://b\u{fc}rger.example", known("xn--brger-kva.example", "https://xn--brger-kva.example")),
            ("http://127.0.0.1:8080", None),
            ("https://[::1]", None),
            ("nowhere", None),
        ] {
            assert_eq!(RelyingParty::of(url), site, "{url}");
        }
    }
}
