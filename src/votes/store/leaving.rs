//! Votes without an owner, in the database: as numbers.

use crate::db::schema::{
    comment_votes as cv, former_comment_votes as fcv, former_proposal_votes as fpv, proposal_votes as pv,
};
use crate::db::{AnyExt, Conn, Tx};
use crate::error::Result;
use crate::ids::{AccountId, CommentId, ProposalId};
use crate::policy::Capacity;
use diesel::prelude::*;

/// The votes have no second index, so this looks at all of them: on a connection that reads.
pub(in crate::votes) fn load_proposals(conn: &mut Conn, who: AccountId) -> Result<Vec<ProposalId>> {
    Ok(pv::table.filter(pv::account_id.eq(who)).order(pv::proposal_id).select(pv::proposal_id).load(conn)?)
}

/// As [`load_proposals`].
pub(in crate::votes) fn load_comments(conn: &mut Conn, who: AccountId) -> Result<Vec<CommentId>> {
    Ok(cv::table.filter(cv::account_id.eq(who)).order(cv::comment_id).select(cv::comment_id).load(conn)?)
}

pub(in crate::votes) fn take_from_proposals(
    tx: &mut Tx<'_>,
    who: AccountId,
    on: &[ProposalId],
) -> Result<Vec<(ProposalId, i32, Capacity)>> {
    let theirs = pv::table.filter(pv::account_id.eq(who)).filter(pv::proposal_id.eq_any(on));
    Ok(diesel::delete(theirs).returning((pv::proposal_id, pv::value, pv::capacity)).get_results(&mut **tx)?)
}

pub(in crate::votes) fn take_from_comments(
    tx: &mut Tx<'_>,
    who: AccountId,
    on: &[CommentId],
) -> Result<Vec<(CommentId, i32, Capacity)>> {
    let theirs = cv::table.filter(cv::account_id.eq(who)).filter(cv::comment_id.eq_any(on));
    Ok(diesel::delete(theirs).returning((cv::comment_id, cv::value, cv::capacity)).get_results(&mut **tx)?)
}

pub(in crate::votes) fn count_on_proposal(
    tx: &mut Tx<'_>,
    proposal: ProposalId,
    value: i32,
    capacity: Capacity,
) -> Result<()> {
    diesel::insert_into(fpv::table)
        .values((fpv::proposal_id.eq(proposal), fpv::capacity.eq(capacity), fpv::value.eq(value), fpv::votes.eq(1)))
        .on_conflict((fpv::proposal_id, fpv::capacity, fpv::value))
        .do_update()
        .set(fpv::votes.eq(fpv::votes + 1))
        .any()
        .execute(&mut **tx)?;
    Ok(())
}

pub(in crate::votes) fn count_on_comment(
    tx: &mut Tx<'_>,
    comment: CommentId,
    value: i32,
    capacity: Capacity,
) -> Result<()> {
    diesel::insert_into(fcv::table)
        .values((fcv::comment_id.eq(comment), fcv::capacity.eq(capacity), fcv::value.eq(value), fcv::votes.eq(1)))
        .on_conflict((fcv::comment_id, fcv::capacity, fcv::value))
        .do_update()
        .set(fcv::votes.eq(fcv::votes + 1))
        .any()
        .execute(&mut **tx)?;
    Ok(())
}
