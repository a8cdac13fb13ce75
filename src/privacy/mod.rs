//! What people can do with all that is kept about them: take a copy of it, and erase it.

pub mod archive;
pub mod erasure;
pub mod jobs;
pub mod pages;
mod sections;
mod store;

use crate::clock::Moment;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::ids::AccountId;
use crate::queue::{self, Job};

pub use store::Archive;

/// Asks for a copy of what is kept about somebody; it is made in the background, and takes the place of the one before.
/// While one is being made, asking again changes nothing.
///
/// # Errors
/// When the database refuses.
pub fn ask(tx: &mut Tx<'_>, who: AccountId, now: Moment) -> Result<()> {
    let last = store::find_last(tx, who)?;
    if last.is_some_and(|last| last.ready_at.is_none()) {
        return Ok(());
    }
    store::delete_of(tx, who)?;
    let archive = store::insert(tx, who, now)?;
    queue::enqueue(tx, &Job::Archive { archive }, now)
}

/// The copy that somebody asked for last, whether or not it is ready.
///
/// # Errors
/// When the database refuses.
pub fn last(conn: &mut Conn, who: AccountId) -> Result<Option<Archive>> {
    store::find_last(conn, who)
}

/// Deletes up to `most` copies that somebody asked for before this moment; gives how many.
///
/// # Errors
/// When the database refuses.
pub fn purge(tx: &mut Tx<'_>, before: Moment, most: i64) -> Result<usize> {
    store::delete_before(tx, before, most)
}
