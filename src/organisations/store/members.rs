//! Who belongs to an organisation, and who was asked to.

use super::super::Place;
use crate::clock::Moment;
use crate::db::schema::{
    accounts, organisation_invitations as invitations, organisation_members as members, organisations,
};
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::ids::{AccountId, OrganisationId};
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error as Db};

/// Somebody who belongs to an organisation.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Member {
    /// Their account.
    pub account: AccountId,
    /// Their name.
    pub name: String,
    /// What they may do.
    pub place: Place,
}

/// Somebody who was asked to join.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = invitations)]
pub struct Invitation {
    /// Its number.
    pub id: i64,
    /// To what.
    #[diesel(column_name = organisation_id)]
    pub organisation: OrganisationId,
    /// The address to which the letter went.
    pub email: String,
    /// Its key: see [`crate::mail::address`].
    pub email_key: String,
    /// What they may do when they have joined.
    pub place: Place,
    /// Until when they can.
    pub expires_at: Moment,
}

/// Whoever changes who belongs to it comes one after the other.
pub(in super::super) fn lock(tx: &mut Tx<'_>, id: OrganisationId) -> Result<()> {
    // An update of nothing takes the row's lock on PostgreSQL; on SQLite the writer is alone anyway.
    diesel::update(organisations::table.find(id.0))
        .set(organisations::state.eq(organisations::state))
        .execute(&mut **tx)?;
    Ok(())
}

pub(in super::super) fn insert(
    tx: &mut Tx<'_>,
    id: OrganisationId,
    account: AccountId,
    place: Place,
    now: Moment,
) -> Result<()> {
    let row = (
        members::account_id.eq(account),
        members::organisation_id.eq(id),
        members::place.eq(place),
        members::since.eq(now),
    );
    match diesel::insert_into(members::table).values(row).execute(&mut **tx) {
        Ok(_) => Ok(()),
        Err(Db::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => {
            Err(Error::Conflict("You belong to an organisation already. Leave it first.".into()))
        }
        Err(other) => Err(other.into()),
    }
}

pub(in super::super) fn update(tx: &mut Tx<'_>, account: AccountId, place: Place) -> Result<()> {
    diesel::update(members::table.find(account.0)).set(members::place.eq(place)).execute(&mut **tx)?;
    Ok(())
}

pub(in super::super) fn delete(tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
    diesel::delete(members::table.find(account.0)).execute(&mut **tx)?;
    Ok(())
}

/// Owners first, then by name.
pub(in super::super) fn load(conn: &mut Conn, id: OrganisationId) -> Result<Vec<Member>> {
    Ok(members::table
        .inner_join(accounts::table)
        .filter(members::organisation_id.eq(id))
        .order((members::place.desc(), accounts::name, accounts::id))
        .select((accounts::id, accounts::name, members::place))
        .load(conn)?)
}

pub(in super::super) fn load_owners(conn: &mut Conn, id: OrganisationId) -> Result<Vec<AccountId>> {
    Ok(members::table
        .filter(members::organisation_id.eq(id))
        .filter(members::place.eq(Place::Owner))
        .order(members::account_id)
        .select(members::account_id)
        .load(conn)?)
}

/// Whoever has belonged to it longest.
pub(in super::super) fn find_longest(conn: &mut Conn, id: OrganisationId) -> Result<Option<AccountId>> {
    Ok(members::table
        .filter(members::organisation_id.eq(id))
        .order((members::since, members::account_id))
        .select(members::account_id)
        .first(conn)
        .optional()?)
}

/// The key of an account's own address.
pub(in super::super) fn find_email_key(conn: &mut Conn, account: AccountId) -> Result<Option<String>> {
    Ok(accounts::table.find(account.0).select(accounts::email_key).first::<Option<String>>(conn).optional()?.flatten())
}

pub(in super::super) fn insert_invitation(
    tx: &mut Tx<'_>,
    id: OrganisationId,
    email: &str,
    email_key: &str,
    place: Place,
    until: Moment,
    now: Moment,
) -> Result<i64> {
    Ok(diesel::insert_into(invitations::table)
        .values((
            invitations::organisation_id.eq(id),
            invitations::email.eq(email),
            invitations::email_key.eq(email_key),
            invitations::place.eq(place),
            invitations::created_at.eq(now),
            invitations::expires_at.eq(until),
        ))
        .returning(invitations::id)
        .get_result(&mut **tx)?)
}

pub(in super::super) fn find_invitation(conn: &mut Conn, id: i64) -> Result<Option<Invitation>> {
    Ok(invitations::table.find(id).select(Invitation::as_select()).first(conn).optional()?)
}

pub(in super::super) fn load_invitations(conn: &mut Conn, id: OrganisationId, now: Moment) -> Result<Vec<Invitation>> {
    Ok(invitations::table
        .filter(invitations::organisation_id.eq(id))
        .filter(invitations::expires_at.gt(now))
        .order(invitations::id)
        .select(Invitation::as_select())
        .load(conn)?)
}

/// True when it was there.
pub(in super::super) fn delete_invitation(tx: &mut Tx<'_>, of: OrganisationId, id: i64) -> Result<bool> {
    let one = invitations::table.find(id).filter(invitations::organisation_id.eq(of));
    Ok(diesel::delete(one).execute(&mut **tx)? > 0)
}

pub(in super::super) fn delete_invitation_of(tx: &mut Tx<'_>, of: OrganisationId, email_key: &str) -> Result<()> {
    diesel::delete(
        invitations::table.filter(invitations::organisation_id.eq(of)).filter(invitations::email_key.eq(email_key)),
    )
    .execute(&mut **tx)?;
    Ok(())
}

pub(in super::super) fn delete_invitations_to(tx: &mut Tx<'_>, email_key: &str) -> Result<()> {
    diesel::delete(invitations::table.filter(invitations::email_key.eq(email_key))).execute(&mut **tx)?;
    Ok(())
}

pub(in super::super) fn delete_late_invitations(tx: &mut Tx<'_>, before: Moment, most: i64) -> Result<usize> {
    let late = invitations::table.filter(invitations::expires_at.le(before));
    let ids: Vec<i64> = late.order(invitations::id).limit(most).select(invitations::id).load(&mut **tx)?;
    Ok(diesel::delete(invitations::table.filter(invitations::id.eq_any(ids))).execute(&mut **tx)?)
}
