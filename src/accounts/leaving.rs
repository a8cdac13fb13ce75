//! Leaving for good: what an account says of its owner goes at once, and the account itself when nothing hangs on it.

use super::store;
use crate::clock::Moment;
use crate::db::{Scope, Tx};
use crate::error::{Error, Result};
use crate::ids::AccountId;
use crate::policy::Role;
use crate::queue::{self, About};
use crate::web::{session, waiting};

/// What stands in the place of a name where somebody has left.
pub const FORMER: &str = "Former participant";

/// Closes an account: nobody can sign in with it, nothing in it tells who it was, and no letter about it leaves. Gives the
/// address that it had, for the last letter.
///
/// # Errors
/// [`Error::NotFound`] when there is no such person (any more); [`Error::Conflict`] while they have a role on the staff.
pub fn close(tx: &mut Tx<'_>, id: AccountId) -> Result<String> {
    let own = super::own(tx, id)?;
    if own.role != Role::Member {
        return Err(Error::Conflict("You have a role on the staff. It has to end first.".into()));
    }
    let mut about = vec![About::Account(id.0)];
    about.extend(store::leaving::load_links_of(tx, id)?.into_iter().map(About::Link));
    queue::forget(tx, &about)?;
    store::delete_links_of(tx, id)?;
    session::end_all(tx, id)?;
    waiting::remove_of(tx, id)?;
    store::leaving::update_closed(tx, id, FORMER)?;
    tx.touch(Scope::Site);
    Ok(own.email)
}

/// The one account to which the words of all belong who have left: so that they do not hang together.
///
/// # Errors
/// When the database refuses.
pub fn former(tx: &mut Tx<'_>, now: Moment) -> Result<AccountId> {
    store::leaving::upsert_former(tx, FORMER, now)
}

/// Deletes a closed account, with all that still hangs on it and goes with it.
///
/// # Errors
/// When the database refuses, above all because a vote or a comment still hangs on it.
pub fn delete_closed(tx: &mut Tx<'_>, id: AccountId) -> Result<()> {
    store::leaving::delete_closed(tx, id)
}
