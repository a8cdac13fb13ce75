//! The votes of somebody who leaves: they become numbers. The totals stay as they are, and a recount finds them: it adds
//! what is counted here to the votes that have an owner.

use super::store::leaving as store;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::ids::{AccountId, CommentId, ProposalId};

/// On what this account has voted.
///
/// # Errors
/// When the database refuses.
pub fn of_account(conn: &mut Conn, who: AccountId) -> Result<(Vec<ProposalId>, Vec<CommentId>)> {
    Ok((store::load_proposals(conn, who)?, store::load_comments(conn, who)?))
}

/// The votes of this account on these proposals have no owner any more, nor a time.
///
/// # Errors
/// When the database refuses.
pub fn leave_proposals(tx: &mut Tx<'_>, who: AccountId, on: &[ProposalId]) -> Result<()> {
    for (proposal, value, capacity) in store::take_from_proposals(tx, who, on)? {
        store::count_on_proposal(tx, proposal, value, capacity)?;
    }
    Ok(())
}

/// The same for answers to comments.
///
/// # Errors
/// When the database refuses.
pub fn leave_comments(tx: &mut Tx<'_>, who: AccountId, on: &[CommentId]) -> Result<()> {
    for (comment, value, capacity) in store::take_from_comments(tx, who, on)? {
        store::count_on_comment(tx, comment, value, capacity)?;
    }
    Ok(())
}
