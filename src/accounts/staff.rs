//! Who is on the staff, and how somebody leaves it.

use super::store;
use crate::audit;
use crate::clock::Moment;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::ids::AccountId;
use crate::policy::Role;
use crate::web::{Administrator, session};

/// Somebody on the staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Colleague {
    /// Their account.
    pub id: AccountId,
    /// Their name.
    pub name: String,
    /// What they are trusted with.
    pub role: Role,
    /// Whether they have accepted the invitation.
    pub has_come: bool,
    /// When they were here last, to the minute or so.
    pub seen_at: Option<Moment>,
}

/// Everybody on the staff, by name.
///
/// # Errors
/// When the database refuses.
pub fn staff(conn: &mut Conn) -> Result<Vec<Colleague>> {
    store::staff::load_staff(conn, None)
}

/// One of the staff.
///
/// # Errors
/// [`Error::NotFound`] when this account has no role.
pub fn colleague(conn: &mut Conn, id: AccountId) -> Result<Colleague> {
    store::staff::load_staff(conn, Some(id))?.pop().ok_or(Error::NotFound)
}

/// Whether somebody is the only administrator who could still act: then they must stay one.
#[must_use]
pub fn is_last_administrator(staff: &[Colleague], id: AccountId) -> bool {
    let mut acting = staff.iter().filter(|one| one.role == Role::Administrator && one.has_come);
    acting.next().is_some_and(|one| one.id == id) && acting.next().is_none()
}

/// Nothing when somebody else is still an administrator without this account. Holds all of them until the transaction ends.
pub(super) fn keep_an_administrator(tx: &mut Tx<'_>, without: AccountId) -> Result<()> {
    let acting = store::staff::lock_administrators(tx)?;
    if acting.contains(&without) && acting.len() == 1 {
        return Err(Error::Conflict(
            "This is the only administrator. Invite another one first, and wait until they have come.".into(),
        ));
    }
    Ok(())
}

/// Ends somebody's role: they are a member from the next request on, and must sign in anew. An invitation that was not
/// accepted is gone, as if there had been none.
///
/// # Errors
/// [`Error::NotFound`] when they have no role; [`Error::Conflict`] for the only administrator.
pub fn end_role(tx: &mut Tx<'_>, by: &Administrator, id: AccountId, now: Moment) -> Result<()> {
    keep_an_administrator(tx, id)?;
    let role = colleague(tx, id)?.role;
    store::update_role(tx, id, Role::Member)?;
    store::delete_links_of(tx, id)?;
    store::staff::delete_seen(tx, id)?;
    session::end_all(tx, id)?;
    audit::record(tx, Some(by.id()), "staff.end", &format!("account {id}"), role.as_str(), now)
}
