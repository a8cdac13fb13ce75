//! Walks along the whole chain, act by act, and says where it is broken.

use super::Checkpoint;
use crate::db::Conn;
use crate::db::chain::Link;
use crate::db::schema::audit;
use crate::error::Result;
use diesel::prelude::*;

/// How many acts are in memory at a time.
const BATCH: i64 = 1_000;

/// What is wrong with the record, at the first place where something is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The act with this number is not there, though a later one is.
    Missing(i64),
    /// A number that none of ours has: 0 or less.
    Strange(i64),
    /// This act does not say what it said when it was written.
    Changed(i64),
    /// This act is whole, but was written after another one than now stands before it.
    Unlinked(i64),
    /// The record ends before the checkpoint: so many acts are there, so many were.
    Short {
        /// How many there are.
        acts: i64,
        /// How many there were.
        were: i64,
    },
    /// The chain holds, but at this act it is another chain than that of the checkpoint.
    Rewritten(i64),
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Missing(n) => write!(f, "act {n} is missing: it was deleted, or given another number"),
            Self::Strange(n) => write!(f, "act {n} was put in: acts are numbered from 1"),
            Self::Changed(n) => write!(f, "act {n} was changed, or put in: its hash does not fit what it says"),
            Self::Unlinked(n) => {
                write!(
                    f,
                    "act {n} does not follow from the one before it: that one was replaced, or this one was put in"
                )
            }
            Self::Short { acts, were } => {
                write!(f, "the record ends at act {acts}, but the checkpoint knows {were}: the last acts were deleted")
            }
            Self::Rewritten(n) => {
                write!(
                    f,
                    "act {n} has another hash than in the checkpoint: the record was written anew, up to there at least"
                )
            }
        }
    }
}

/// Walks along the chain from its beginning. Gives how far it comes, or the first fault: of the chain itself, or against
/// a checkpoint that somebody kept. `progress` hears how many acts are done, of how many. Whatever the length, a thousand
/// acts are in memory.
///
/// # Errors
/// When the database refuses.
pub fn verify(
    conn: &mut Conn,
    earlier: Option<&Checkpoint>,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<std::result::Result<Checkpoint, Fault>> {
    let of = super::checkpoint(conn)?.acts.unsigned_abs();
    let mut end = Checkpoint::beginning();
    if let Some(fault) = against(&end, earlier) {
        return Ok(Err(fault));
    }
    // Not from 1: whatever was put in before the first is found too.
    let mut last = i64::MIN;
    loop {
        let links: Vec<Link> = audit::table
            .filter(audit::id.gt(last))
            .order(audit::id)
            .limit(BATCH)
            .select(Link::as_select())
            .load(conn)?;
        let Some(latest) = links.last().map(|link| link.id) else { break };
        for link in links {
            end = match next(&end, link) {
                Ok(end) => end,
                Err(fault) => return Ok(Err(fault)),
            };
            if let Some(fault) = against(&end, earlier) {
                return Ok(Err(fault));
            }
        }
        last = latest;
        progress(end.acts.unsigned_abs(), of);
    }
    Ok(match earlier.filter(|earlier| earlier.acts > end.acts) {
        Some(earlier) => Err(Fault::Short { acts: end.acts, were: earlier.acts }),
        None => Ok(end),
    })
}

/// How far the chain comes with one more act, if that act is the next one and says what it said.
fn next(end: &Checkpoint, link: Link) -> std::result::Result<Checkpoint, Fault> {
    if link.id < 1 {
        return Err(Fault::Strange(link.id));
    }
    if link.id != end.acts + 1 {
        return Err(Fault::Missing(end.acts + 1));
    }
    if link.sum() != link.hash {
        return Err(Fault::Changed(link.id));
    }
    if link.prev_hash != end.hash {
        return Err(Fault::Unlinked(link.id));
    }
    Ok(Checkpoint { acts: link.id, hash: link.hash, at: Some(link.at) })
}

fn against(end: &Checkpoint, earlier: Option<&Checkpoint>) -> Option<Fault> {
    let differs = earlier.is_some_and(|earlier| earlier.acts == end.acts && earlier.hash != end.hash);
    differs.then_some(Fault::Rewritten(end.acts))
}
