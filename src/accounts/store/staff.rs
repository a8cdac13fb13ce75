//! The staff among the accounts.

use super::super::Colleague;
use crate::db::schema::{accounts, staff_seen};
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::ids::AccountId;
use crate::policy::Role;
use diesel::prelude::*;

type Columns = (AccountId, String, Role, Option<crate::clock::Moment>, Option<crate::clock::Moment>);

fn colleague((id, name, role, confirmed_at, seen_at): Columns) -> Colleague {
    Colleague { id, name, role, has_come: confirmed_at.is_some(), seen_at }
}

/// Everybody with a role, or the one with this number, by name.
pub(in super::super) fn load_staff(conn: &mut Conn, only: Option<AccountId>) -> Result<Vec<Colleague>> {
    let mut query = accounts::table
        .left_join(staff_seen::table)
        .filter(accounts::role.ne(Role::Member))
        .order((accounts::name, accounts::id))
        .select((accounts::id, accounts::name, accounts::role, accounts::confirmed_at, staff_seen::seen_at.nullable()))
        .into_boxed();
    if let Some(id) = only {
        query = query.filter(accounts::id.eq(id.0));
    }
    Ok(query.load::<Columns>(conn)?.into_iter().map(colleague).collect())
}

/// Everybody who can act as an administrator, held against others until the transaction ends: whoever asks second waits,
/// and finds what the first has left.
pub(in super::super) fn lock_administrators(tx: &mut Tx<'_>) -> Result<Vec<AccountId>> {
    // An update of nothing takes the rows' locks on PostgreSQL; on SQLite the writer is alone anyway.
    let held = diesel::update(
        accounts::table.filter(accounts::role.eq(Role::Administrator)).filter(accounts::confirmed_at.is_not_null()),
    )
    .set(accounts::role.eq(Role::Administrator))
    .returning(accounts::id)
    .get_results(&mut **tx)?;
    Ok(held)
}

pub(in super::super) fn delete_seen(tx: &mut Tx<'_>, id: AccountId) -> Result<()> {
    diesel::delete(staff_seen::table.find(id.0)).execute(&mut **tx)?;
    Ok(())
}
