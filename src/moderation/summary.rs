//! The letter to moderators when something has waited for longer than was promised.

use super::store;
use crate::clock::Moment;
use crate::config;
use crate::db::Tx;
use crate::error::Result;
use crate::queue::{self, Job};
use chrono::Duration;

/// Queues a letter to each moderator when the oldest case, or an appeal, has waited longer than was promised, and none of them
/// had such a letter lately; gives how many letters. Several workers queue them once.
///
/// # Errors
/// When the database refuses.
pub fn remind(tx: &mut Tx<'_>, settings: &config::Moderation, now: Moment) -> Result<usize> {
    if settings.summary_hours == 0 {
        return Ok(0);
    }
    let late = now - Duration::hours(settings.promise_hours);
    let oldest = store::count_waiting(tx)?.into_iter().filter_map(|(.., oldest)| oldest).min();
    let appeal = store::appeals::load_waiting(tx, 1)?.pop().map(|appeal| appeal.due_at);
    let is_late = oldest.is_some_and(|at| at <= late) || appeal.is_some_and(|due| due <= now);
    if !is_late || !store::summary::take_turn(tx, now - Duration::hours(settings.summary_hours), now)? {
        return Ok(0);
    }
    let moderators = store::summary::load_moderators(tx)?;
    for (account, _) in &moderators {
        queue::enqueue(tx, &Job::QueueWaits { account: account.0 }, now)?;
    }
    Ok(moderators.len())
}
