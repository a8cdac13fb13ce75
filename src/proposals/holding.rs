//! Which comments on a proposal wait for a moderator, where that is not as on the rest of the site.

use super::store;
use crate::audit;
use crate::clock::Moment;
use crate::db::{Scope, Tx};
use crate::error::{Error, Result};
use crate::holding::OnProposal;
use crate::ids::ProposalId;
use crate::policy::Stage;
use crate::web::Moderator;

/// Sets it for the comments that come from now on, if it is still what was `seen`; one act on the record. What waits already
/// goes on waiting. The same again changes nothing.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] when somebody else changed it meanwhile.
pub fn set_holding(
    tx: &mut Tx<'_>,
    by: &Moderator,
    id: ProposalId,
    seen: &OnProposal,
    wanted: &OnProposal,
    now: Moment,
) -> Result<()> {
    let shown = store::lock(tx, id)?.ok_or(Error::NotFound)?;
    let stored = shown.holding();
    if stored == *wanted {
        return Ok(());
    }
    if stored != *seen {
        return Err(Error::Conflict("Somebody else changed this while you were writing.".into()));
    }
    store::writing::update_holding(tx, id, wanted)?;
    // The page says beside its form whether every comment is read first.
    tx.touch(Scope::Proposal(id));
    // Of what is not public yet, nobody hears.
    let act = if shown.stored_stage == Stage::Draft { "proposal.draft" } else { "proposal.holding" };
    audit::record(tx, Some(by.id()), act, &format!("proposal {id}"), &format!("held: {wanted}"), now)
}
