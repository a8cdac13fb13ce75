//! Organisations in the database.

pub(super) mod members;

use super::numbers::Register;
use super::{Kind, New, Place, State};
use crate::clock::Moment;
use crate::db::schema::{organisation_members, organisations};
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::ids::{AccountId, OrganisationId};
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error as Db};

pub use members::{Invitation, Member};

/// An organisation.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = organisations)]
pub struct Organisation {
    /// Its number.
    pub id: OrganisationId,
    /// Its name in addresses; it never changes.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// What it works on.
    pub area: String,
    /// Whom it speaks for.
    pub represents: String,
    /// How many they are.
    pub size: i64,
    /// Where it is registered.
    pub register: Option<Register>,
    /// Its number there.
    pub number: Option<String>,
    /// What staff need to check it; only they and its owners see it.
    pub evidence: String,
    /// Where it stands.
    pub state: State,
    /// Why, in the words of staff.
    pub reason: String,
    /// When it was registered.
    pub created_at: Moment,
    /// When staff last decided.
    pub decided_at: Option<Moment>,
}

pub(super) fn find(conn: &mut Conn, id: OrganisationId) -> Result<Option<Organisation>> {
    Ok(organisations::table.find(id.0).select(Organisation::as_select()).first(conn).optional()?)
}

pub(super) fn find_by_slug(conn: &mut Conn, slug: &str) -> Result<Option<Organisation>> {
    Ok(organisations::table
        .filter(organisations::slug.eq(slug))
        .select(Organisation::as_select())
        .first(conn)
        .optional()?)
}

pub(super) fn find_of_account(conn: &mut Conn, account: AccountId) -> Result<Option<(Organisation, Place)>> {
    Ok(organisation_members::table
        .inner_join(organisations::table)
        .filter(organisation_members::account_id.eq(account))
        .select((Organisation::as_select(), organisation_members::place))
        .first(conn)
        .optional()?)
}

pub(super) fn has_slug(conn: &mut Conn, slug: &str) -> Result<bool> {
    Ok(organisations::table.filter(organisations::slug.eq(slug)).count().get_result::<i64>(conn)? > 0)
}

/// Whether another that waits or is verified has this name or number.
pub(super) fn is_taken(
    conn: &mut Conn,
    key: &str,
    number: Option<&(Register, String)>,
    except: Option<OrganisationId>,
) -> Result<bool> {
    let alive = || {
        organisations::table
            .filter(organisations::state.eq_any([State::Waiting, State::Verified]))
            .filter(organisations::id.ne(except.map_or(0, |id| id.0)))
    };
    let named: i64 = alive().filter(organisations::name_key.eq(key)).count().get_result(conn)?;
    let numbered: i64 = match number {
        None => 0,
        Some((register, number)) => alive()
            .filter(organisations::register.eq(register))
            .filter(organisations::number.eq(number))
            .count()
            .get_result(conn)?,
    };
    Ok(named + numbered > 0)
}

/// Of two who register the same at once the second is told what [`is_taken`] tells.
fn taken(error: Db) -> Error {
    match error {
        Db::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => Error::Conflict(
            "An organisation of this name or number is registered already. Ask its owner to invite you.".into(),
        ),
        other => other.into(),
    }
}

pub(super) fn insert(tx: &mut Tx<'_>, new: &New, key: &str, slug: &str, now: Moment) -> Result<OrganisationId> {
    let number = new.number.as_ref();
    diesel::insert_into(organisations::table)
        .values((
            organisations::slug.eq(slug),
            organisations::name.eq(&new.name),
            organisations::name_key.eq(key),
            organisations::kind.eq(new.kind),
            organisations::area.eq(&new.area),
            organisations::represents.eq(&new.represents),
            organisations::size.eq(new.size),
            organisations::register.eq(number.map(|(register, _)| *register)),
            organisations::number.eq(number.map(|(_, number)| number.as_str())),
            organisations::evidence.eq(&new.evidence),
            organisations::state.eq(State::Waiting),
            organisations::created_at.eq(now),
        ))
        .returning(organisations::id)
        .get_result(&mut **tx)
        .map_err(taken)
}

/// The same organisation is sent anew, and waits again. Its name in addresses stays.
pub(super) fn update(tx: &mut Tx<'_>, id: OrganisationId, new: &New, key: &str) -> Result<()> {
    let number = new.number.as_ref();
    diesel::update(organisations::table.find(id.0))
        .set((
            organisations::name.eq(&new.name),
            organisations::name_key.eq(key),
            organisations::kind.eq(new.kind),
            organisations::area.eq(&new.area),
            organisations::represents.eq(&new.represents),
            organisations::size.eq(new.size),
            organisations::register.eq(number.map(|(register, _)| *register)),
            organisations::number.eq(number.map(|(_, number)| number.as_str())),
            organisations::evidence.eq(&new.evidence),
            organisations::state.eq(State::Waiting),
            organisations::reason.eq(""),
        ))
        .execute(&mut **tx)
        .map_err(taken)?;
    Ok(())
}

/// From one state into another; false when it is in the first no more.
pub(super) fn decide(
    tx: &mut Tx<'_>,
    id: OrganisationId,
    from: State,
    to: State,
    reason: &str,
    by: AccountId,
    now: Moment,
) -> Result<bool> {
    let rows = diesel::update(organisations::table.find(id.0).filter(organisations::state.eq(from)))
        .set((
            organisations::state.eq(to),
            organisations::reason.eq(reason),
            organisations::decided_by.eq(by),
            organisations::decided_at.eq(now),
        ))
        .execute(&mut **tx)?;
    Ok(rows > 0)
}

/// Nobody belongs to it: what was only for checking it goes.
pub(super) fn close(tx: &mut Tx<'_>, id: OrganisationId) -> Result<()> {
    let one = organisations::table.find(id.0);
    let never = one.filter(organisations::state.eq_any([State::Waiting, State::Refused]));
    diesel::update(never).set(organisations::state.eq(State::Refused)).execute(&mut **tx)?;
    diesel::update(one.filter(organisations::state.eq_any([State::Verified, State::Withdrawn])))
        .set(organisations::state.eq(State::Closed))
        .execute(&mut **tx)?;
    diesel::update(one).set(organisations::evidence.eq("")).execute(&mut **tx)?;
    Ok(())
}

pub(super) fn load_verified(conn: &mut Conn, after_key: &str, limit: i64) -> Result<Vec<Organisation>> {
    Ok(organisations::table
        .filter(organisations::state.eq(State::Verified))
        .filter(organisations::name_key.gt(after_key))
        .order(organisations::name_key)
        .limit(limit)
        .select(Organisation::as_select())
        .load(conn)?)
}

pub(super) fn load_in_state(
    conn: &mut Conn,
    state: State,
    after: Option<OrganisationId>,
    limit: i64,
) -> Result<Vec<Organisation>> {
    Ok(organisations::table
        .filter(organisations::state.eq(state))
        .filter(organisations::id.gt(after.map_or(0, |id| id.0)))
        .order(organisations::id)
        .limit(limit)
        .select(Organisation::as_select())
        .load(conn)?)
}
