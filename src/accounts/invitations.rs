//! Inviting colleagues: the only way to a role.

use super::links::{self, Link, Purpose};
use super::staff::keep_an_administrator;
use super::{New, store};
use crate::audit;
use crate::clock::Moment;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::AccountId;
use crate::policy::{Capacity, Role};
use crate::web::{Administrator, session, waiting};
use chrono::Duration;

/// What came of inviting somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Invited {
    /// A letter with a link is on its way.
    ByLetter,
    /// They had an account: it has the role now, and they must sign in anew.
    AtOnce,
}

/// Somebody who is invited.
#[derive(Debug, Clone, Copy)]
pub struct Invitee<'a> {
    /// What to call them until they choose a name; whoever has an account keeps the name that they have.
    pub name: &'a str,
    /// Their address.
    pub email: &'a str,
    /// Its key: see [`crate::mail::address`].
    pub email_key: &'a str,
    /// The role that they will have.
    pub role: Role,
}

/// Invites a colleague. `by` is nobody when the command line does it; the act is in the audit either way.
///
/// # Errors
/// [`Error::Invalid`] when somebody without an account should become a mere member; [`Error::Conflict`] when the only
/// administrator would be one no more.
pub fn invite_staff(
    tx: &mut Tx<'_>,
    whom: &Invitee<'_>,
    by: Option<&Administrator>,
    good_for_hours: i64,
    now: Moment,
) -> Result<Invited> {
    let role = whom.role;
    let known = store::find_by_key(tx, whom.email_key)?;
    if let Some(found) = known.as_ref().filter(|found| found.role == Role::Administrator && role != found.role) {
        keep_an_administrator(tx, found.id)?;
    }
    let (id, invited) = match known {
        Some(found) if found.confirmed_at.is_some() => (found.id, Invited::AtOnce),
        _ if role == Role::Member => return Err(Error::Invalid("Nobody has an account with this address".into())),
        Some(found) => (found.id, Invited::ByLetter),
        None => {
            let id = store::insert(tx, &stranger(whom), role, now)?;
            (
                id.ok_or_else(|| Error::Conflict("Somebody has just used this address. Try again.".into()))?,
                Invited::ByLetter,
            )
        }
    };
    store::update_role(tx, id, role)?;
    session::end_all(tx, id)?;
    if invited == Invited::ByLetter {
        // Whatever a stranger may have registered with this address must not open it.
        store::update_password(tx, id, None)?;
        store::use_links_of(tx, id, now)?;
        waiting::detach(tx, id)?;
        links::send(tx, id, Purpose::Invite, Duration::hours(good_for_hours), now)?;
    }
    let actor = by.map(Administrator::id);
    audit::record(tx, actor, "staff.invite", &format!("account {id}"), role.as_str(), now)?;
    Ok(invited)
}

/// A colleague who has not come yet.
fn stranger(whom: &Invitee<'_>) -> New {
    New {
        name: whom.name.to_owned(),
        email: whom.email.to_owned(),
        email_key: whom.email_key.to_owned(),
        capacity: Capacity::Resident,
        standing: String::new(),
        password_hash: None,
    }
}

/// A colleague has come: with this name and password, and the role of the invitation.
///
/// # Errors
/// [`Error::NotFound`] when the link was used meanwhile.
pub fn accept_invitation(tx: &mut Tx<'_>, link: &Link, name: &str, hash: &str, now: Moment) -> Result<AccountId> {
    links::spend(tx, link, Purpose::Invite, now)?;
    let id = link.account();
    store::update_name(tx, id, name)?;
    store::update_password(tx, id, Some(hash))?;
    store::update_confirmed(tx, id, now)?;
    session::end_all(tx, id)?;
    audit::record(tx, Some(id), "staff.join", &format!("account {id}"), "", now)?;
    Ok(id)
}
