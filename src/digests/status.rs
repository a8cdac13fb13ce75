//! How the emails stand, for the people who run the site: what waits, what left, what did not, and why.

use super::{State, store};
use crate::audit;
use crate::clock::Moment;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::ids::DigestId;
use crate::queue;
use crate::web::Administrator;
use chrono::Duration;

pub use store::report::{Run, Trouble};

/// Over so many minutes mail should not wait.
const PATIENCE_MINUTES: i64 = 60;

/// How the emails stand.
#[derive(Debug, Clone)]
pub struct Status {
    /// How many there are in each state, of those planned in the last seven days and those that still wait.
    pub counts: Vec<(State, i64)>,
    /// When the oldest that waits was planned.
    pub oldest: Option<Moment>,
    /// The last runs, newest first.
    pub runs: Vec<Run>,
    /// The last emails that did not arrive: those that are parked, then the others, newest first.
    pub trouble: Vec<Trouble>,
}

/// How the emails stand at `now`.
///
/// # Errors
/// When the database refuses.
pub fn load(conn: &mut Conn, now: Moment) -> Result<Status> {
    Ok(Status {
        counts: store::report::count_states(conn, now - Duration::days(7))?,
        oldest: store::report::find_oldest_waiting(conn)?,
        runs: store::report::load_runs(conn, 20)?,
        trouble: store::report::load_trouble(conn, 50)?,
    })
}

/// How many letters and emails have waited for over an hour, and since when the oldest has; nothing when all is well. An
/// email that could not be made waits, too: for somebody who looks.
///
/// # Errors
/// When the database refuses.
pub fn overdue(conn: &mut Conn, now: Moment) -> Result<Option<(i64, Moment)>> {
    let before = now - Duration::minutes(PATIENCE_MINUTES);
    let (digests, oldest) = store::report::count_waiting_since(conn, before)?;
    let (letters, first) = queue::waiting_since(conn, before)?;
    let oldest = [oldest, first].into_iter().flatten().min();
    Ok(oldest.map(|at| (digests + letters, at)))
}

/// How many emails ended in each state since `since`, and how many still wait.
///
/// # Errors
/// When the database refuses.
pub fn ended_since(conn: &mut Conn, since: Moment) -> Result<Vec<(State, i64)>> {
    store::report::count_ended(conn, since)
}

/// How many subscribers are due.
///
/// # Errors
/// When the database refuses.
pub fn count_due(conn: &mut Conn, now: Moment) -> Result<u64> {
    Ok(store::report::count_due(conn, now)?.unsigned_abs())
}

/// An email that could not be made is tried again. Who has just asked for it has nothing more to do.
///
/// # Errors
/// [`Error::NotFound`] when it is not parked.
pub fn retry(tx: &mut Tx<'_>, by: &Administrator, id: DigestId, now: Moment) -> Result<()> {
    let subject = format!("digest {id}");
    if !store::outbox::update_parked(tx, id, now)? {
        let twice = audit::recent(tx, by.id(), "digest.retry", now)?.iter().any(|(before, _)| *before == subject);
        return if twice { Ok(()) } else { Err(Error::NotFound) };
    }
    audit::record(tx, Some(by.id()), "digest.retry", &subject, "", now)
}
