//! For how long a worker has an email before others take it for dead.

use crate::clock::Moment;
use chrono::Duration;

/// How long each step may take, in units of the longest that one email may take to send (`mail.deadline_seconds`).
///
/// When others go on where a program has died follows from these. The promise does not: what was taken over does not
/// leave, and what may have left is unknown, even if its worker lives and was only slow.
#[derive(Debug, Clone, Copy)]
pub struct Leases(Duration);

impl Leases {
    /// For so many seconds.
    #[must_use]
    pub fn of(deadline_seconds: u64) -> Self {
        Self(Duration::seconds(deadline_seconds.clamp(1, 86_400).cast_signed()))
    }

    /// How long a taken email stays with its worker before it leaves. A whole batch leaves in so much time unless most of
    /// it takes as long as it may; then others take over what is left.
    #[must_use]
    pub fn taken(self) -> Duration {
        self.0 * 4
    }

    /// How long while it leaves: one deadline for sending, one before and one after it for writing it down.
    #[must_use]
    pub fn leaving(self) -> Duration {
        self.0 * 3
    }

    /// Whether an email that was written down at `departed` as leaving may be handed over at `now`, so that it is over
    /// before the lease is. A program that was halted in between, as when a machine sleeps, comes too late: meanwhile
    /// the email counts as unknown, and the next one, which says that it may repeat it, may be there already.
    #[must_use]
    pub fn is_in_time(self, departed: Moment, now: Moment) -> bool {
        now + self.0 <= departed + self.leaving()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_handed_over_in_time_is_over_before_the_lease_is() {
        let (leases, departed) = (Leases::of(30), Moment::default());
        let after = |seconds| leases.is_in_time(departed, departed + Duration::seconds(seconds));
        assert!(after(0) && after(60));
        assert!(!after(61) && !after(100_000));
        assert_eq!((leases.taken().num_seconds(), leases.leaving().num_seconds()), (120, 90));
        assert_eq!(Leases::of(0).leaving(), Duration::seconds(3));
        assert_eq!(Leases::of(u64::MAX).taken(), Duration::days(4));
    }
}
