//! How planned emails leave: taken by one worker, made from what is true now, written down as leaving, and only then sent.
//!
//! Each step is a verb of its own, so that a test can end the program between any two.

use super::Ending;
use super::store::outbox::{self, Departure, Outbox};
use crate::clock::Moment;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::DigestId;
use crate::mail::Failure;
use crate::mail::bounce::Class;
use crate::subscribers::{self, Bounce};
use chrono::Duration;
use std::sync::Arc;

pub use super::pile::Pile;
pub use super::prepare::{Prepared, Ready};

/// Takes up to `most` emails that are due, for the worker named `owner` and for so long.
///
/// # Errors
/// When the database refuses.
pub fn claim(tx: &mut Tx<'_>, owner: &str, most: i64, lease: Duration, now: Moment) -> Result<Vec<Outbox>> {
    outbox::claim(tx, owner, most, lease, now)
}

/// What this worker took and has not sent is free for others at once, and not only when its lease is over.
///
/// # Errors
/// When the database refuses.
pub fn release(tx: &mut Tx<'_>, ids: &[DigestId], owner: &str, now: Moment) -> Result<()> {
    outbox::release(tx, ids, owner, now)
}

/// Writes down that emails leave; for each false when it must not, and will be looked at again. `lease` is longer than
/// sending may take.
///
/// # Errors
/// When the database refuses.
pub fn depart(tx: &mut Tx<'_>, leaving: &[Arc<Ready>], owner: &str, lease: Duration, now: Moment) -> Result<Vec<bool>> {
    let departures: Vec<Departure> = leaving.iter().map(|ready| ready.departure()).collect();
    outbox::depart(tx, &departures, owner, lease, now)
}

/// Notes how emails ended. An address that the mail server will not have counts as one from which it came back.
///
/// # Errors
/// When the database refuses.
pub fn note(tx: &mut Tx<'_>, ended: &[(Outbox, Ending)], owner: &str, now: Moment) -> Result<()> {
    outbox::note(tx, ended, owner, now)?;
    for (row, ending) in ended {
        let Ending::Failed(why) = ending else { continue };
        match Class::of_reply(why) {
            Some(Class::Hard) => subscribers::bounced(tx, row.subscriber, Bounce::Gone, why, now)?,
            Some(Class::Permanent) => subscribers::bounced(tx, row.subscriber, Bounce::Points(2), why, now)?,
            _ => {}
        }
    }
    Ok(())
}

/// How an attempt ended, by what the mailer says of it.
#[must_use]
pub fn ending(sent: std::result::Result<(), Failure>, row: &Outbox, retry_hours: i64, now: Moment) -> Ending {
    match sent {
        Ok(()) => Ending::Accepted,
        Err(Failure::Unknown(why)) => Ending::Unknown(why),
        // Refused for a fault of ours (policy, signature): the reader cannot help it, and it may be mended in time.
        Err(Failure::ForGood(why)) if Class::of_reply(&why) != Some(Class::Ours) => Ending::Failed(why),
        Err(Failure::ForGood(why) | Failure::ForNow(why)) => {
            if now - row.planned_at >= Duration::hours(retry_hours) {
                Ending::Failed(why)
            } else {
                Ending::Deferred(why, now + backoff(row))
            }
        }
    }
}

/// 1, 2, 4, 8 … minutes, at most an hour, and up to a quarter more, which differs from email to email.
fn backoff(row: &Outbox) -> Duration {
    let minutes = (1_i64 << row.attempts.clamp(0, 6)).min(60);
    let spread = (row.id.0.unsigned_abs().wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 56).cast_signed();
    Duration::seconds(minutes * 60 + minutes * 15 * spread / 255)
}
