//! The people.

pub mod jobs;

use crate::db::schema::{accounts, turnout};
use crate::db::{Scope, Tx};
use crate::error::Result;
use crate::ids::AccountId;
use crate::policy::LifeStage;
use diesel::prelude::*;

/// Notes in which life stage somebody first took part, once, and counts them in the turnout.
///
/// # Errors
/// When the database refuses.
pub fn note_first_part(tx: &mut Tx<'_>, who: AccountId, stage: LifeStage) -> Result<()> {
    let first = diesel::update(accounts::table.filter(accounts::id.eq(who)).filter(accounts::first_part.is_null()))
        .set(accounts::first_part.eq(stage))
        .execute(&mut **tx)?;
    if first > 0 {
        diesel::update(turnout::table.find(stage.as_str()))
            .set(turnout::people.eq(turnout::people + 1))
            .execute(&mut **tx)?;
        tx.touch(Scope::Listing);
    }
    Ok(())
}

/// Stub.
/// # Errors
/// No.
pub fn exists(conn: &mut crate::db::Conn, email: &str) -> Result<bool> {
    Ok(diesel::select(diesel::dsl::exists(accounts::table.filter(accounts::email_key.eq(email)))).get_result(conn)?)
}
/// Stub.
/// # Errors
/// No.
#[allow(clippy::too_many_arguments)]
pub fn create_confirmed(
    tx: &mut Tx<'_>,
    name: &str,
    email: &str,
    role: crate::policy::Role,
    capacity: crate::policy::Capacity,
    standing: &str,
    hash: &str,
    now: crate::clock::Moment,
) -> Result<AccountId> {
    Ok(diesel::insert_into(accounts::table)
        .values((
            accounts::kind.eq("person"),
            accounts::email.eq(email),
            accounts::email_key.eq(email),
            accounts::name.eq(name),
            accounts::password_hash.eq(hash),
            accounts::role.eq(role),
            accounts::capacity.eq(capacity),
            accounts::standing.eq(standing),
            accounts::confirmed_at.eq(now),
            accounts::created_at.eq(now),
        ))
        .returning(accounts::id)
        .get_result(&mut **tx)?)
}
/// Stub.
/// # Errors
/// No.
pub fn invite_staff(
    _: &mut Tx<'_>,
    _: &str,
    _: &str,
    _: crate::policy::Role,
    _: Option<AccountId>,
    _: i64,
    _: crate::clock::Moment,
) -> Result<()> {
    Ok(())
}
