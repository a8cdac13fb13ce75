//! Who signs in at another site: by what it knows them, and whose account that is here.
//!
//! Another site knows somebody by two words that never change, its own address (the issuer) and a number (the subject). An
//! address is none of them: it can be given to somebody else. So nobody gets into an account because an address is the same.

pub mod journeys;
mod store;

use crate::clock::Moment;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::ids::AccountId;
use crate::queue::{self, Job};

pub use store::{Arrival, Departure, Identity};

/// Whose account it is that another site knows in this way.
///
/// # Errors
/// When the database refuses.
pub fn account_of(conn: &mut Conn, issuer: &str, subject: &str) -> Result<Option<AccountId>> {
    store::find_account(conn, issuer, subject)
}

/// The sites with which somebody signs in, those connected first coming first.
///
/// # Errors
/// When the database refuses.
pub fn of(conn: &mut Conn, account: AccountId) -> Result<Vec<Identity>> {
    store::load_of(conn, account)
}

/// From now on whoever this site knows in this way comes into this account, and a letter tells its owner. Doing it again
/// changes nothing. The caller has seen that it is the owner who wants it. `provider` is its name in the settings.
///
/// # Errors
/// [`Error::Conflict`] when it leads to another account, or when this account is connected to somebody else there.
pub fn connect(tx: &mut Tx<'_>, account: AccountId, who: (&str, &str), provider: &str, now: Moment) -> Result<()> {
    let (issuer, subject) = who;
    if store::insert(tx, account, issuer, subject, now)? {
        return tell(tx, account, provider, true, now);
    }
    if store::find_account(tx, issuer, subject)? == Some(account) {
        return Ok(());
    }
    Err(Error::Conflict("One of the two is connected already, to somebody else. Disconnect that first.".into()))
}

/// Nobody comes into this account from this site any more, and a letter tells its owner. True when somebody could.
///
/// # Errors
/// When the database refuses.
pub fn disconnect(tx: &mut Tx<'_>, account: AccountId, issuer: &str, provider: &str, now: Moment) -> Result<bool> {
    let was = store::delete(tx, account, issuer)?;
    if was {
        tell(tx, account, provider, false, now)?;
    }
    Ok(was)
}

fn tell(tx: &mut Tx<'_>, account: AccountId, provider: &str, on: bool, now: Moment) -> Result<()> {
    queue::enqueue(tx, &Job::IdentityChanged { account: account.0, provider: provider.to_owned(), on }, now)
}

/// Nothing of this account, nor of what another site said about its owner, is left here.
///
/// # Errors
/// When the database refuses.
pub fn forget(tx: &mut Tx<'_>, account: AccountId, email_key: &str) -> Result<()> {
    for one in store::load_of(tx, account)? {
        store::delete_arrivals_of(tx, &one.issuer, &one.subject)?;
    }
    store::delete_arrivals_from(tx, email_key)?;
    store::delete_all_of(tx, account)
}
