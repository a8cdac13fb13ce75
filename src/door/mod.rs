//! The ways in: making an account, confirming it, signing in and out, a new password, an invitation; and posting what waited.

pub mod pages;
pub mod waiting;

use crate::accounts;
use crate::clock::Moment;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::AccountId;
use crate::policy::Role;
use crate::web::Site;
use crate::web::session::{self, Lifetime, Person};

/// Begins a session for an account, under a token that nobody has seen before. A session that the same browser had
/// ends: what it sent is never adopted.
///
/// # Errors
/// When the database refuses.
pub fn begin(
    tx: &mut Tx<'_>,
    site: &Site,
    account: AccountId,
    sent: Option<&str>,
    now: Moment,
) -> Result<(String, Person)> {
    if let Some(before) = sent.map(|token| session::find(tx, token, now)).transpose()?.flatten() {
        session::end(tx, before.session)?;
    }
    let role = accounts::own(tx, account)?.role;
    if role != Role::Member {
        session::note_colleague(tx, account, now)?;
    }
    let token = session::start(tx, account, Lifetime::of(role, &site.config.accounts).idle, now)?;
    let person = session::find(tx, &token, now)?.ok_or(Error::NotFound)?;
    Ok((token, person))
}
