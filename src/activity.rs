//! What happened, to what, where: one row for each event, never changed. Digests read only this.

use crate::clock::Moment;
use crate::db::schema::activity;
use crate::db::{Conn, Happening, Tx};
use crate::error::Result;
use crate::ids::{AccountId, AreaId, CommentId, ProposalId};
use diesel::prelude::*;

crate::words! {
    /// The kinds of event that somebody who follows may want to hear of.
    pub enum Event {
        /// A proposal can be seen for the first time.
        ProposalAnnounced = "proposal_announced",
        /// A proposal takes votes and comments from now on.
        ProposalOpened = "proposal_opened",
        /// A proposal closes in three days.
        ClosingSoon = "closing_soon",
        /// A proposal takes no more.
        ProposalClosed = "proposal_closed",
        /// What was decided about a proposal is public.
        OutcomePublished = "outcome_published",
        /// A proposal was withdrawn: nothing will be decided on it.
        ProposalWithdrawn = "proposal_withdrawn",
        /// The closing date moved.
        ClosingMoved = "closing_moved",
        /// The text of a proposal changed.
        ProposalChanged = "proposal_changed",
        /// Somebody commented.
        CommentPosted = "comment_posted",
        /// A comment cannot be seen any more.
        CommentHidden = "comment_hidden",
        /// A hidden comment can be seen again.
        CommentRestored = "comment_restored",
    }
}

/// Where an event happened and who made it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Place {
    /// The area of focus.
    pub area: Option<AreaId>,
    /// The proposal.
    pub proposal: Option<ProposalId>,
    /// The comment.
    pub comment: Option<CommentId>,
    /// Who did it; nobody when the clock did.
    pub actor: Option<AccountId>,
}

/// Whether a comment was ever told of as posted, in an earlier transaction.
///
/// # Errors
/// When the database refuses.
pub fn was_posted(conn: &mut Conn, comment: CommentId) -> Result<bool> {
    let posted =
        activity::table.filter(activity::comment_id.eq(comment)).filter(activity::kind.eq(Event::CommentPosted));
    Ok(diesel::select(diesel::dsl::exists(posted)).get_result(conn)?)
}

/// Notes an event in the caller's transaction: it has happened if, and only if, the change it belongs to has.
///
/// Numbers are given in the order of the commits. So a reader who can see a row can see every earlier one, on both
/// databases and with any number of instances: nothing will ever appear below the largest number that can be seen.
pub fn record(tx: &mut Tx<'_>, event: Event, place: Place, detail: &str, now: Moment) {
    tx.happened(Happening {
        kind: event.as_str(),
        area_id: place.area,
        proposal_id: place.proposal,
        comment_id: place.comment,
        actor_id: place.actor,
        detail: detail.to_owned(),
        at: now,
    });
}

/// What this person did was done by nobody in particular from now on: they have left.
///
/// # Errors
/// When the database refuses.
pub fn forget(tx: &mut Tx<'_>, actor: AccountId) -> Result<()> {
    let theirs = activity::table.filter(activity::actor_id.eq(actor.0));
    diesel::update(theirs).set(activity::actor_id.eq(None::<i64>)).execute(&mut **tx)?;
    Ok(())
}
