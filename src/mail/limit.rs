//! Until when a letter may be sent.

use super::connection::Fault;
use crate::clock::{Clock, Moment};
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// Not longer than the deadline from now on, and not after a moment at which others take the letter for lost.
///
/// Both are looked at before each step, because a program can be halted at any time, as when its machine sleeps: what
/// would be done at once when it goes on must not be done any more. Only the clock counts the time of such a sleep.
#[derive(Debug)]
pub(super) struct Limit {
    deadline: Instant,
    clock: Clock,
    latest: Moment,
}

impl Limit {
    pub(super) fn new(deadline: Duration, clock: Clock, latest: Moment) -> Self {
        Self { deadline: Instant::now() + deadline, clock, latest }
    }

    /// Whether nothing may be begun any more.
    pub(super) fn is_over(&self) -> bool {
        Instant::now() >= self.deadline || self.clock.now() >= self.latest
    }

    /// Does this within the limit, or not at all.
    pub(super) async fn keep<T>(&self, work: impl Future<Output = Result<T, Fault>>) -> Result<T, Fault> {
        let late = || Fault::silent("the mail server took longer than the deadline");
        if self.is_over() {
            return Err(late());
        }
        timeout_at(self.deadline, work).await.unwrap_or_else(|_| Err(late()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[tokio::test]
    async fn what_would_be_done_at_once_is_not_done_after_the_limit() {
        let clock = Clock::held(Moment::default());
        let done = AtomicUsize::new(0);
        let work = async || {
            done.fetch_add(1, Ordering::SeqCst);
            Ok(())
        };
        let minute = chrono::Duration::minutes(1);
        let limit = Limit::new(Duration::from_secs(60), clock.clone(), clock.now() + minute);
        assert!(limit.keep(work()).await.is_ok() && !limit.is_over());
        clock.forward(minute);
        assert!(limit.keep(work()).await.is_err() && limit.is_over(), "the moment has come");
        let limit = Limit::new(Duration::ZERO, clock, Moment::MAX);
        assert!(limit.keep(work()).await.is_err() && limit.is_over(), "the deadline is over");
        assert_eq!(done.load(Ordering::SeqCst), 1);
    }
}
