//! What time it is: asked of one clock that is passed in, so that a test can move it.

mod month;

use chrono::{DateTime, Days, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};
use chrono_tz::Europe::London;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

pub use month::Month;

/// A moment in UTC, to the microsecond, as both databases keep it.
pub type Moment = NaiveDateTime;

/// The clock that the whole program shares.
#[derive(Debug, Clone)]
pub struct Clock(Source);

#[derive(Debug, Clone)]
enum Source {
    System,
    /// Microseconds since 1970; moves only when it is told to.
    Held(Arc<AtomicI64>),
}

impl Clock {
    /// The machine's own clock.
    #[must_use]
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands still at `start` until [`Clock::forward`] moves it.
    #[must_use]
    pub fn held(start: Moment) -> Self {
        Self(Source::Held(Arc::new(AtomicI64::new(start.and_utc().timestamp_micros()))))
    }

    /// The present moment in UTC.
    #[must_use]
    pub fn now(&self) -> Moment {
        match &self.0 {
            Source::System => micros(system_now().timestamp_micros()),
            Source::Held(at) => micros(at.load(Ordering::SeqCst)),
        }
    }

    /// Moves a held clock by `by` (which may be negative); the system's clock cannot be moved.
    pub fn forward(&self, by: chrono::Duration) {
        if let Source::Held(at) = &self.0 {
            at.fetch_add(by.num_microseconds().unwrap_or(0), Ordering::SeqCst);
        }
    }
}

#[allow(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
fn system_now() -> DateTime<Utc> {
    Utc::now()
}

fn micros(n: i64) -> Moment {
    DateTime::from_timestamp_micros(n).unwrap_or(DateTime::UNIX_EPOCH).naive_utc()
}

/// The date in London at a moment in UTC.
#[must_use]
pub fn london_date(at: Moment) -> NaiveDate {
    at.and_utc().with_timezone(&London).date_naive()
}

/// A day as it is kept ("2027-03-27") in words: "27 March 2027"; empty for what is no day.
#[must_use]
pub fn day_in_words(kept: &str) -> String {
    let day = NaiveDate::parse_from_str(kept, "%Y-%m-%d");
    day.map_or_else(|_| String::new(), |day| day.format("%-d %B %Y").to_string())
}

/// The date and time on a London wall clock at a moment in UTC.
#[must_use]
pub fn to_london(at: Moment) -> NaiveDateTime {
    at.and_utc().with_timezone(&London).naive_local()
}

/// The moment at which London's wall clocks show this date and time.
///
/// In the hour that comes twice in October it is the first of the two, and in the hour that
/// March leaves out it is an hour later, when the clocks have gone forward.
#[must_use]
pub fn from_london(local: NaiveDateTime) -> Moment {
    match London.from_local_datetime(&local) {
        LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => at.naive_utc(),
        LocalResult::None => London
            .from_local_datetime(&(local + chrono::Duration::hours(1)))
            .earliest()
            .map_or(local, |at| at.naive_utc()),
    }
}

/// The next midnight in London after `at`: when "11 days" becomes "10 days".
#[must_use]
pub fn next_london_midnight(at: Moment) -> Moment {
    let tomorrow = london_date(at).checked_add_days(Days::new(1)).unwrap_or(NaiveDate::MAX);
    from_london(tomorrow.and_time(NaiveTime::MIN))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> Moment {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("a date in the test")
    }

    #[test]
    fn london_is_an_hour_ahead_in_summer() {
        assert_eq!(from_london(utc("2026-07-01 17:00")), utc("2026-07-01 16:00"));
        assert_eq!(from_london(utc("2026-12-04 17:00")), utc("2026-12-04 17:00"));
    }

    #[test]
    fn the_two_clock_changes_are_decided() {
        assert_eq!(from_london(utc("2026-03-29 01:30")), utc("2026-03-29 01:30"), "the hour that March leaves out");
        assert_eq!(from_london(utc("2026-10-25 01:30")), utc("2026-10-25 00:30"), "the first of the two in October");
        assert_eq!(next_london_midnight(utc("2026-03-29 12:00")), utc("2026-03-29 23:00"));
        assert_eq!(next_london_midnight(utc("2026-10-25 12:00")), utc("2026-10-26 00:00"));
    }

    #[test]
    fn a_held_clock_moves_only_when_told() {
        let clock = Clock::held(utc("2026-11-23 09:00"));
        assert_eq!(clock.now(), clock.now());
        clock.forward(chrono::Duration::minutes(5));
        assert_eq!(clock.now(), utc("2026-11-23 09:05"));
    }
}
