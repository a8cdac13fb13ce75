//! Results: how often what was answered to what a consultation asks.
//!
//! They are counted from the responses behind the pages, and kept as one document, so that a page of results reads one row
//! however many have answered. No text that anybody wrote is in them. They can be counted anew at any time.

mod counting;
pub mod groups;
pub mod pages;
mod shown;
pub mod small;
mod store;
pub mod tally;

use crate::clock::Moment;
use crate::db::Conn;
use crate::error::Result;
use crate::ids::ProposalId;

pub use counting::count_due;
pub use tally::Tally;

/// Results as they were counted last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// How often what was answered.
    pub tally: Tally,
    /// When the counting began, UTC.
    pub at: Moment,
}

/// The results of a proposal; none where they were never counted.
///
/// # Errors
/// When the database refuses.
pub fn of(conn: &mut Conn, proposal: ProposalId) -> Result<Option<Counted>> {
    store::find(conn, proposal)
}
