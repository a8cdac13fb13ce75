//! What people want to hear of: they follow an area or a proposal.

pub mod pages;
mod store;

use crate::clock::Moment;
use crate::db::{Conn, Scope, Tx};
use crate::error::Result;
use crate::ids::{AccountId, AreaId, ProposalId};
use crate::web::Speaker;

/// Something that can be followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// An area of focus.
    Area(AreaId),
    /// A proposal.
    Proposal(ProposalId),
}

impl Target {
    pub(super) fn parts(self) -> (&'static str, i64) {
        match self {
            Self::Area(id) => ("area", id.0),
            Self::Proposal(id) => ("proposal", id.0),
        }
    }

    /// The pages that show how many follow it.
    #[must_use]
    pub fn scope(self) -> Scope {
        match self {
            Self::Area(id) => Scope::Area(id),
            Self::Proposal(id) => Scope::Proposal(id),
        }
    }
}

/// Follows, or stops following. Doing it again changes nothing.
///
/// # Errors
/// When the database refuses.
pub fn set(tx: &mut Tx<'_>, by: &Speaker, target: Target, follow: bool, now: Moment) -> Result<()> {
    let changed = if follow { store::insert(tx, by.id(), target, now)? } else { store::delete(tx, by.id(), target)? };
    if changed {
        store::count(tx, target, if follow { 1 } else { -1 });
        tx.touch(target.scope());
    }
    Ok(())
}

/// Whether somebody follows this.
///
/// # Errors
/// When the database refuses.
pub fn is_followed(conn: &mut Conn, who: AccountId, target: Target) -> Result<bool> {
    store::exists(conn, who, target)
}

/// What somebody follows: kind, title and address, areas first.
///
/// # Errors
/// When the database refuses.
pub fn load(conn: &mut Conn, who: AccountId) -> Result<Vec<(Target, String, String)>> {
    store::load(conn, who)
}
