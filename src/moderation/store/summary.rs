//! The clock of the letters about what waits, and who gets them.

use crate::clock::Moment;
use crate::db::schema::{accounts, moderation_clock};
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::ids::AccountId;
use crate::policy::Role;
use diesel::prelude::*;

/// Notes that a letter goes out now, if none did since; gives whether this is the one.
pub(in crate::moderation) fn take_turn(tx: &mut Tx<'_>, since: Moment, now: Moment) -> Result<bool> {
    let due = moderation_clock::summary_at.is_null().or(moderation_clock::summary_at.le(since));
    let taken = diesel::update(moderation_clock::table.filter(due))
        .set(moderation_clock::summary_at.eq(now))
        .execute(&mut **tx)?;
    Ok(taken > 0)
}

/// Where somebody can be written to; nothing for an account that is gone or was never confirmed.
pub(in crate::moderation) fn find_address(conn: &mut Conn, account: AccountId) -> Result<Option<String>> {
    let address: Option<Option<String>> = accounts::table
        .filter(accounts::id.eq(account))
        .filter(accounts::confirmed_at.is_not_null())
        .select(accounts::email)
        .first(conn)
        .optional()?;
    Ok(address.flatten().filter(|address| !address.is_empty()))
}

/// Those who decide on comments, with their addresses.
pub(in crate::moderation) fn load_moderators(conn: &mut Conn) -> Result<Vec<(AccountId, String)>> {
    Ok(accounts::table
        .filter(accounts::role.eq_any([Role::Moderator, Role::Administrator]))
        .filter(accounts::confirmed_at.is_not_null())
        .order(accounts::id)
        .select((accounts::id, accounts::email.assume_not_null()))
        .load(conn)?)
}
