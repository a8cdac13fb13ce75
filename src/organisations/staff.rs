//! How staff verify an organisation.

use super::{Place, State, store};
use crate::audit;
use crate::clock::Moment;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::OrganisationId;
use crate::queue::{self, Job};
use crate::web::Verifier;

crate::words! {
    /// What staff decide about an organisation.
    pub enum Act {
        /// It is what it says.
        Verify = "verify",
        /// It could not be checked, for a reason.
        Refuse = "refuse",
        /// It is verified no more, for a reason.
        Withdraw = "withdraw",
    }
}

/// Decides; a letter tells its owners.
///
/// # Errors
/// [`Error::NotFound`] for no such organisation; [`Error::NotAllowed`] for one's own; [`Error::Conflict`] when somebody else
/// was faster.
pub fn decide(tx: &mut Tx<'_>, by: &Verifier, id: OrganisationId, act: Act, reason: &str, now: Moment) -> Result<()> {
    super::any(tx, id)?;
    if store::find_of_account(tx, by.id())?.is_some_and(|(own, _)| own.id == id) {
        return Err(Error::NotAllowed("Somebody else on the staff decides about your organisation.".into()));
    }
    let (from, to, kind) = match act {
        Act::Verify => (State::Waiting, State::Verified, "organisation.verify"),
        Act::Refuse => (State::Waiting, State::Refused, "organisation.refuse"),
        Act::Withdraw => (State::Verified, State::Withdrawn, "organisation.withdraw"),
    };
    if !store::decide(tx, id, from, to, reason, by.id(), now)? {
        return Err(Error::Conflict("This was decided meanwhile.".into()));
    }
    let owners = store::members::load(tx, id)?.into_iter().filter(|one| one.place == Place::Owner);
    for owner in owners {
        queue::enqueue(tx, &Job::OrganisationDecided { organisation: id.0, account: owner.account.0 }, now)?;
    }
    audit::record(tx, Some(by.id()), kind, &format!("organisation {id}"), "", now)
}
