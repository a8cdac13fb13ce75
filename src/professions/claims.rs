//! What somebody sends to be verified, and how it is decided.

use super::{Claim, Evidence, State, store};
use crate::audit;
use crate::clock::Moment;
use crate::config;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::ids::{AccountId, ClaimId};
use crate::keys::Keys;
use crate::queue::{self, Job};
use crate::web::{Speaker, Verifier};
use chrono::{Duration, Months};

use super::registers::Register;

crate::words! {
    /// What staff decide about a claim.
    pub enum Act {
        /// Its owner is verified from now on.
        Confirm = "confirm",
        /// Its owner is not, for a reason.
        Refuse = "refuse",
        /// Its owner is verified no more, for a reason.
        Withdraw = "withdraw",
    }
}

/// What somebody gives to be verified, checked.
#[derive(Debug, Clone)]
pub struct Given {
    /// The kind.
    pub evidence: Evidence,
    /// The register of a registration number.
    pub register: Option<Register>,
    /// The number, the words about who can vouch, or the listed domain of a work address.
    pub detail: String,
    /// The work address.
    pub email: Option<String>,
    /// A keyed hash of the work address or number; see [`mark`].
    pub mark: Option<String>,
}

/// What stands for a work address or a number without telling it: whoever reads the database cannot try addresses out.
#[must_use]
pub(super) fn mark(keys: &Keys, evidence: Evidence, what: &str) -> String {
    keys.sign("verified by", &[evidence.as_str(), what])
}

fn insert(
    tx: &mut Tx<'_>,
    by: AccountId,
    given: &Given,
    state: State,
    until: Option<Moment>,
    now: Moment,
) -> Result<ClaimId> {
    let profession = store::find(tx, by)?.ok_or(Error::NotFound)?;
    store::drop_claims(tx, by)?;
    store::insert_claim(tx, by, &profession, given, state, until, now)
}

/// A letter goes to the work address; its link is good for so many hours, once. What was sent before is void.
///
/// # Errors
/// [`Error::NotFound`] when they have not said what they do.
pub fn by_letter(tx: &mut Tx<'_>, by: &Speaker, given: &Given, good_for_hours: i64, now: Moment) -> Result<()> {
    let until = now + Duration::hours(good_for_hours);
    let claim = insert(tx, by.id(), given, State::Sent, Some(until), now)?;
    queue::enqueue(tx, &Job::WorkAddress { claim: claim.0 }, now)
}

/// Staff are to decide. What was sent before is void.
///
/// # Errors
/// [`Error::NotFound`] when they have not said what they do.
pub fn by_staff(tx: &mut Tx<'_>, by: &Speaker, given: &Given, now: Moment) -> Result<()> {
    insert(tx, by.id(), given, State::Waiting, None, now).map(|_| ())
}

fn parts(claim: &Claim) -> [String; 3] {
    let until = claim.expires_at.map_or(0, |at| at.and_utc().timestamp_micros());
    [claim.id.to_string(), claim.account.to_string(), until.to_string()]
}

/// What stands at the end of the link in the letter: the number of the claim, and a signature over it. As with all links in
/// letters nothing secret is stored.
pub(super) fn token(keys: &Keys, claim: &Claim) -> String {
    let [id, account, until] = parts(claim);
    format!("{id}.{}", keys.sign("work address", &[&id, &account, &until]))
}

/// The claim whose letter held this token, if it is this person's, has not been answered and is not too old.
///
/// # Errors
/// When the database refuses.
pub fn letter_behind(conn: &mut Conn, keys: &Keys, by: &Speaker, sent: &str, now: Moment) -> Result<Option<Claim>> {
    let Some((id, signature)) = sent.split_once('.') else { return Ok(None) };
    let Ok(number) = id.parse() else { return Ok(None) };
    let found = store::find_claim(conn, ClaimId(number))?;
    Ok(found.filter(|claim| {
        let [own_id, account, until] = parts(claim);
        let right = id == own_id && keys.check("work address", &[&own_id, &account, &until], signature);
        let alive = claim.state == State::Sent && claim.expires_at.is_some_and(|at| at > now);
        right && alive && claim.account == by.id()
    }))
}

/// The letter to the work address has been read by whoever asked for it: they are verified.
///
/// # Errors
/// [`Error::NotFound`] when the link was used meanwhile; [`Error::Conflict`] when the address verifies somebody else.
pub fn confirm(tx: &mut Tx<'_>, claim: &Claim, settings: &config::Professions, now: Moment) -> Result<()> {
    if !store::decide(tx, claim.id, State::Sent, State::Granted, "", None, now)? {
        return Err(Error::NotFound);
    }
    grant(tx, claim, settings, now)
}

fn grant(tx: &mut Tx<'_>, claim: &Claim, settings: &config::Professions, now: Moment) -> Result<()> {
    if let Some(mark) = &claim.mark {
        store::free_mark(tx, mark, claim.account, now)?;
    }
    let until = now.checked_add_months(Months::new(settings.valid_months)).unwrap_or(now);
    if store::verify(tx, claim, until, now)? {
        return Ok(());
    }
    Err(Error::Conflict("They have changed what they do since they sent this.".into()))
}

/// Decides, with a reason for whoever it is about; a letter tells them.
///
/// # Errors
/// [`Error::NotFound`] for no such claim; [`Error::NotAllowed`] for one's own; [`Error::Conflict`] when somebody else was
/// faster, or when the number verifies somebody else.
pub fn decide(
    tx: &mut Tx<'_>,
    by: &Verifier,
    id: ClaimId,
    act: Act,
    reason: &str,
    settings: &config::Professions,
    now: Moment,
) -> Result<()> {
    let claim = store::find_claim(tx, id)?.ok_or(Error::NotFound)?;
    if claim.account == by.id() {
        return Err(Error::NotAllowed("Somebody else on the staff decides about you.".into()));
    }
    let (from, to, kind) = match act {
        Act::Confirm => (State::Waiting, State::Granted, "profession.confirm"),
        Act::Refuse => (State::Waiting, State::Refused, "profession.refuse"),
        Act::Withdraw => (State::Granted, State::Withdrawn, "profession.withdraw"),
    };
    if !store::decide(tx, id, from, to, reason, Some(by.id()), now)? {
        return Err(Error::Conflict("This was decided meanwhile, or its owner took it back.".into()));
    }
    match act {
        Act::Confirm => grant(tx, &claim, settings, now)?,
        Act::Withdraw => store::clear_granted_by(tx, id)?,
        Act::Refuse => {}
    }
    queue::enqueue(tx, &Job::ProfessionDecided { claim: id.0 }, now)?;
    audit::record(tx, Some(by.id()), kind, &format!("claim {id}"), claim.evidence.as_str(), now)
}

/// One claim, with the name of whose it is.
///
/// # Errors
/// [`Error::NotFound`].
pub fn claim(conn: &mut Conn, id: ClaimId) -> Result<Claim> {
    store::find_claim(conn, id)?.ok_or(Error::NotFound)
}

/// Claims in a state, at most `limit`, from a given one on: the oldest first, or the newest.
///
/// # Errors
/// When the database refuses.
pub fn claims_in(
    conn: &mut Conn,
    state: State,
    from: Option<ClaimId>,
    newest_first: bool,
    limit: i64,
) -> Result<Vec<Claim>> {
    store::load_claims(conn, state, from, newest_first, limit)
}

/// How many claims wait for staff.
///
/// # Errors
/// When the database refuses.
pub fn waiting(conn: &mut Conn) -> Result<i64> {
    store::count_waiting(conn)
}
