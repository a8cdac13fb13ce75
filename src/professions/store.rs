//! Professions and the claims to them, in the database.

use super::registers::Register;
use super::{Evidence, Given, State};
use crate::clock::Moment;
use crate::db::schema::{accounts, profession_claims as claims, professions};
use crate::db::{AnyExt, Conn, Tx};
use crate::error::{Error, Result};
use crate::ids::{AccountId, ClaimId};
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error as Db};

/// What somebody does, and how that was verified.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = professions)]
pub struct Profession {
    /// The profession.
    pub name: String,
    /// Where they work; may be empty.
    pub employer: String,
    /// What it was verified by.
    pub evidence: Option<Evidence>,
    /// Since when.
    pub verified_at: Option<Moment>,
    /// Until when.
    pub expires_at: Option<Moment>,
}

impl Profession {
    /// Until when it is verified, if it is at this moment.
    #[must_use]
    pub fn verified_until(&self, now: Moment) -> Option<Moment> {
        self.expires_at.filter(|at| *at > now)
    }
}

/// Something sent to be verified.
#[derive(Debug, Clone, Queryable)]
pub struct Claim {
    /// Its number.
    pub id: ClaimId,
    /// Whose it is.
    pub account: AccountId,
    /// Their name on the site.
    pub person: String,
    /// The kind.
    pub evidence: Evidence,
    /// The profession that they claim.
    pub name: String,
    /// Where they work; may be empty.
    pub employer: String,
    /// The register of a registration number.
    pub register: Option<Register>,
    /// The number, the words about who can vouch, or the listed domain of a work address.
    pub detail: String,
    /// The keyed hash of number or address.
    pub mark: Option<String>,
    /// What has become of it.
    pub state: State,
    /// Why, in the words of staff.
    pub reason: String,
    /// When it was sent.
    pub created_at: Moment,
    /// Until when the link in the letter is good.
    pub expires_at: Option<Moment>,
    /// When it was decided.
    pub decided_at: Option<Moment>,
}

/// The columns of a [`Claim`].
macro_rules! claim {
    () => {
        (
            claims::id,
            claims::account_id,
            accounts::name,
            claims::evidence,
            claims::name,
            claims::employer,
            claims::register,
            claims::detail,
            claims::mark,
            claims::state,
            claims::reason,
            claims::created_at,
            claims::expires_at,
            claims::decided_at,
        )
    };
}

pub(super) fn find(conn: &mut Conn, account: AccountId) -> Result<Option<Profession>> {
    Ok(professions::table.find(account.0).select(Profession::as_select()).first(conn).optional()?)
}

pub(super) fn save(tx: &mut Tx<'_>, account: AccountId, name: &str, employer: &str) -> Result<()> {
    diesel::insert_into(professions::table)
        .values((professions::account_id.eq(account), professions::name.eq(name), professions::employer.eq(employer)))
        .on_conflict(professions::account_id)
        .do_update()
        .set((professions::name.eq(name), professions::employer.eq(employer)))
        .any()
        .execute(&mut **tx)?;
    Ok(())
}

/// What takes a verification back.
macro_rules! unverified {
    () => {
        (
            professions::evidence.eq(None::<Evidence>),
            professions::claim_id.eq(None::<ClaimId>),
            professions::mark.eq(None::<String>),
            professions::verified_at.eq(None::<Moment>),
            professions::expires_at.eq(None::<Moment>),
            professions::reminded_at.eq(None::<Moment>),
        )
    };
}

pub(super) fn clear(tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
    diesel::update(professions::table.find(account.0)).set(unverified!()).execute(&mut **tx)?;
    Ok(())
}

/// Takes back the verification that this claim gave, if it still stands.
pub(super) fn clear_granted_by(tx: &mut Tx<'_>, claim: ClaimId) -> Result<()> {
    diesel::update(professions::table.filter(professions::claim_id.eq(claim.0)))
        .set(unverified!())
        .execute(&mut **tx)?;
    Ok(())
}

/// The mark of a verification that has run out stands in nobody's way.
pub(super) fn free_mark(tx: &mut Tx<'_>, mark: &str, except: AccountId, now: Moment) -> Result<()> {
    diesel::update(
        professions::table
            .filter(professions::mark.eq(mark))
            .filter(professions::account_id.ne(except.0))
            .filter(professions::expires_at.le(now)),
    )
    .set(professions::mark.eq(None::<String>))
    .execute(&mut **tx)?;
    Ok(())
}

/// Verifies what a claim is about; false when its owner does something else by now. The key on `mark` says that one
/// address or number verifies one person.
pub(super) fn verify(tx: &mut Tx<'_>, claim: &Claim, until: Moment, now: Moment) -> Result<bool> {
    let theirs = professions::table.find(claim.account.0).filter(professions::name.eq(&claim.name));
    let done = diesel::update(theirs)
        .set((
            professions::evidence.eq(claim.evidence),
            professions::claim_id.eq(claim.id),
            professions::mark.eq(&claim.mark),
            professions::verified_at.eq(now),
            professions::expires_at.eq(until),
            professions::reminded_at.eq(None::<Moment>),
        ))
        .execute(&mut **tx);
    match done {
        Ok(rows) => Ok(rows > 0),
        Err(Db::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => {
            Err(Error::Conflict("This has verified somebody else already, and can verify only one person.".into()))
        }
        Err(other) => Err(other.into()),
    }
}

pub(super) fn insert_claim(
    tx: &mut Tx<'_>,
    account: AccountId,
    profession: &Profession,
    given: &Given,
    state: State,
    until: Option<Moment>,
    now: Moment,
) -> Result<ClaimId> {
    Ok(diesel::insert_into(claims::table)
        .values((
            claims::account_id.eq(account),
            claims::evidence.eq(given.evidence),
            claims::name.eq(&profession.name),
            claims::employer.eq(&profession.employer),
            claims::register.eq(given.register),
            claims::detail.eq(&given.detail),
            claims::email.eq(&given.email),
            claims::mark.eq(&given.mark),
            claims::state.eq(state),
            claims::created_at.eq(now),
            claims::expires_at.eq(until),
        ))
        .returning(claims::id)
        .get_result(&mut **tx)?)
}

pub(super) fn find_claim(conn: &mut Conn, id: ClaimId) -> Result<Option<Claim>> {
    Ok(claims::table.inner_join(accounts::table).filter(claims::id.eq(id)).select(claim!()).first(conn).optional()?)
}

/// The address to which a letter goes, while it may.
pub(super) fn find_email(conn: &mut Conn, id: ClaimId) -> Result<Option<String>> {
    Ok(claims::table.find(id.0).select(claims::email).first::<Option<String>>(conn).optional()?.flatten())
}

pub(super) fn find_latest_claim(conn: &mut Conn, account: AccountId) -> Result<Option<Claim>> {
    Ok(claims::table
        .inner_join(accounts::table)
        .filter(claims::account_id.eq(account))
        .order(claims::id.desc())
        .select(claim!())
        .first(conn)
        .optional()?)
}

/// Claims in a state, by number: upwards from one, or downwards.
pub(super) fn load_claims(
    conn: &mut Conn,
    state: State,
    from: Option<ClaimId>,
    newest_first: bool,
    limit: i64,
) -> Result<Vec<Claim>> {
    let all = claims::table.inner_join(accounts::table).filter(claims::state.eq(state)).limit(limit).select(claim!());
    Ok(if newest_first {
        all.filter(claims::id.lt(from.map_or(i64::MAX, |id| id.0))).order(claims::id.desc()).load(conn)?
    } else {
        all.filter(claims::id.gt(from.map_or(0, |id| id.0))).order(claims::id).load(conn)?
    })
}

pub(super) fn count_waiting(conn: &mut Conn) -> Result<i64> {
    Ok(claims::table.filter(claims::state.eq(State::Waiting)).count().get_result(conn)?)
}

/// What this person sent and nobody has answered is void.
pub(super) fn drop_claims(tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
    diesel::update(
        claims::table
            .filter(claims::account_id.eq(account))
            .filter(claims::state.eq_any([State::Sent, State::Waiting])),
    )
    .set((claims::state.eq(State::Dropped), claims::email.eq(None::<String>)))
    .execute(&mut **tx)?;
    Ok(())
}

pub(super) fn drop_unanswered(tx: &mut Tx<'_>, before: Moment, most: i64) -> Result<usize> {
    let late = claims::table.filter(claims::state.eq(State::Sent)).filter(claims::expires_at.le(before));
    let ids: Vec<i64> = late.order(claims::id).limit(most).select(claims::id).load(&mut **tx)?;
    Ok(diesel::update(claims::table.filter(claims::id.eq_any(ids)))
        .set((claims::state.eq(State::Dropped), claims::email.eq(None::<String>)))
        .execute(&mut **tx)?)
}

pub(super) fn delete_done(tx: &mut Tx<'_>, before: Moment, most: i64) -> Result<usize> {
    let in_force = professions::table.filter(professions::claim_id.is_not_null()).select(professions::claim_id);
    let done = claims::table
        .filter(claims::state.ne_all([State::Sent, State::Waiting]))
        .filter(claims::created_at.lt(before))
        .filter(claims::id.nullable().ne_all(in_force));
    let ids: Vec<i64> = done.order(claims::id).limit(most).select(claims::id).load(&mut **tx)?;
    Ok(diesel::delete(claims::table.filter(claims::id.eq_any(ids))).execute(&mut **tx)?)
}

/// From one state into another; false when it is in the first no more. The work address goes.
pub(super) fn decide(
    tx: &mut Tx<'_>,
    id: ClaimId,
    from: State,
    to: State,
    reason: &str,
    by: Option<AccountId>,
    now: Moment,
) -> Result<bool> {
    let rows = diesel::update(claims::table.find(id.0).filter(claims::state.eq(from)))
        .set((
            claims::state.eq(to),
            claims::reason.eq(reason),
            claims::decided_by.eq(by),
            claims::decided_at.eq(now),
            claims::email.eq(None::<String>),
        ))
        .execute(&mut **tx)?;
    Ok(rows > 0)
}

/// Whose verification runs out between these moments, where nobody has written yet.
pub(super) fn load_ending(conn: &mut Conn, after: Moment, until: Moment) -> Result<Vec<AccountId>> {
    Ok(professions::table
        .filter(professions::expires_at.gt(after))
        .filter(professions::expires_at.le(until))
        .filter(professions::reminded_at.is_null())
        .order(professions::account_id)
        .limit(500)
        .select(professions::account_id)
        .load(conn)?)
}

pub(super) fn note_reminded(tx: &mut Tx<'_>, account: AccountId, now: Moment) -> Result<()> {
    diesel::update(professions::table.find(account.0)).set(professions::reminded_at.eq(now)).execute(&mut **tx)?;
    Ok(())
}

pub(super) fn delete(tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
    diesel::delete(claims::table.filter(claims::account_id.eq(account))).execute(&mut **tx)?;
    diesel::delete(professions::table.find(account.0)).execute(&mut **tx)?;
    Ok(())
}
