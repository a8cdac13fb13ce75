//! Threads that take no more replies, because a moderator has said so.

use super::{Stored, store, touched};
use crate::clock::Moment;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::ids::{CommentId, DecisionId};

/// Locks the thread of a comment: what was said stays, nobody adds to it. Doing it twice is doing it once.
///
/// # Errors
/// When the database refuses.
pub fn lock_thread(tx: &mut Tx<'_>, comment: &Stored, decision: DecisionId, now: Moment) -> Result<()> {
    store::locks::insert(tx, comment.thread(), decision, now)?;
    touched(tx, comment.proposal);
    Ok(())
}

/// Opens the thread of a comment again.
///
/// # Errors
/// When the database refuses.
pub fn unlock_thread(tx: &mut Tx<'_>, comment: &Stored) -> Result<()> {
    store::locks::delete(tx, comment.thread())?;
    touched(tx, comment.proposal);
    Ok(())
}

/// Whether the thread of a comment is locked.
///
/// # Errors
/// When the database refuses.
pub fn is_locked(conn: &mut Conn, comment: &Stored) -> Result<bool> {
    Ok(store::locks::load(conn, &[comment.thread()])?.contains(&comment.thread()))
}

/// Nothing when one may reply to a comment.
pub(super) fn pass(conn: &mut Conn, parent: Option<&Stored>) -> Result<()> {
    match parent {
        Some(parent) if is_locked(conn, parent)? => Err(Error::Conflict(
            "A moderator has locked this thread, so it takes no more replies. You can write a comment of your own."
                .into(),
        )),
        _ => Ok(()),
    }
}

/// Which of these threads are locked, by the number of their first comment.
pub(super) fn among(conn: &mut Conn, threads: &[CommentId]) -> Result<Vec<CommentId>> {
    store::locks::load(conn, threads)
}
