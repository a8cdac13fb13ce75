//! When emails are due: by London's clocks, at the hour and on the day that somebody chose.

use crate::clock::{Moment, from_london, london_date, to_london};
use chrono::{Datelike, Days, Duration, NaiveDate, NaiveTime, Timelike};

/// Which frequencies occur among what somebody follows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rhythm {
    /// Something at once.
    pub at_once: bool,
    /// Something daily.
    pub daily: bool,
    /// Something weekly.
    pub weekly: bool,
}

/// The first moment after `after` at which it is this hour in London, where the hour is the first of two when the
/// clocks go back, and an hour later when they have skipped it.
#[must_use]
pub fn next_daily(hour: i32, after: Moment) -> Moment {
    let day = london_date(after);
    (0..3)
        .filter_map(|n| day.checked_add_days(Days::new(n)))
        .map(|day| at(day, hour))
        .find(|moment| *moment > after)
        .unwrap_or(Moment::MAX)
}

/// The first moment after `after` that is this hour of this day of the week (1 is Monday) in London.
#[must_use]
pub fn next_weekly(hour: i32, weekday: i32, after: Moment) -> Moment {
    let day = london_date(after);
    (0..9)
        .filter_map(|n| day.checked_add_days(Days::new(n)))
        .filter(|day| day.weekday().number_from_monday() == weekday.unsigned_abs())
        .map(|day| at(day, hour))
        .find(|moment| *moment > after)
        .unwrap_or(Moment::MAX)
}

/// So many minutes of news come in one email to those who want to hear at once.
const GATHER_MINUTES: i64 = 5;
/// The hours, in London, from which and until which nothing is sent at once.
const QUIET_FROM: u32 = 20;
const QUIET_UNTIL: i32 = 7;

/// When to tell at once what happens now: in five minutes, but not in the night.
#[must_use]
pub fn soon(now: Moment) -> Moment {
    by_day(now + Duration::minutes(GATHER_MINUTES))
}

/// `due`, or seven in the morning when that is in the quiet hours.
#[must_use]
pub fn by_day(due: Moment) -> Moment {
    let hour = to_london(due).hour();
    let quiet = hour >= QUIET_FROM || hour < QUIET_UNTIL.unsigned_abs();
    if quiet { next_daily(QUIET_UNTIL, due) } else { due }
}

fn at(day: NaiveDate, hour: i32) -> Moment {
    let time = NaiveTime::from_hms_opt(hour.unsigned_abs(), 0, 0).unwrap_or(NaiveTime::MIN);
    from_london(day.and_time(time))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> Moment {
        Moment::parse_from_str(text, "%Y-%m-%d %H:%M").expect("a date in the test")
    }

    #[test]
    fn a_day_has_one_email_when_the_clocks_change() {
        // 29 March 2026: 1 am is followed by 2 am. 25 October 2026: the hour from 1 to 2 comes twice.
        for (hour, first, then) in [
            (7, "2026-03-28 07:00", ["2026-03-29 06:00", "2026-03-30 06:00"]),
            (1, "2026-03-28 01:00", ["2026-03-29 01:00", "2026-03-30 00:00"]),
            (7, "2026-10-24 06:00", ["2026-10-25 07:00", "2026-10-26 07:00"]),
            (1, "2026-10-24 00:00", ["2026-10-25 00:00", "2026-10-26 01:00"]),
        ] {
            let mut due = utc(first);
            for expected in then {
                due = next_daily(hour, due);
                assert_eq!(due, utc(expected), "at {hour} after {first}");
            }
        }
    }

    #[test]
    fn a_week_is_seven_days_of_the_calendar() {
        // 26 November 2026 is a Thursday.
        assert_eq!(next_weekly(7, 4, utc("2026-11-25 12:00")), utc("2026-11-26 07:00"));
        assert_eq!(next_weekly(7, 4, utc("2026-11-26 07:00")), utc("2026-12-03 07:00"));
        assert_eq!(next_weekly(7, 7, utc("2026-03-22 07:00")), utc("2026-03-29 06:00"));
    }

    #[test]
    fn nights_are_quiet() {
        for (due, by_day) in [
            ("2026-11-25 19:59", "2026-11-25 19:59"),
            ("2026-11-25 20:00", "2026-11-26 07:00"),
            ("2026-11-26 06:59", "2026-11-26 07:00"),
            ("2026-11-26 07:00", "2026-11-26 07:00"),
            ("2026-03-29 00:30", "2026-03-29 06:00"),
        ] {
            assert_eq!(super::by_day(utc(due)), utc(by_day), "{due}");
        }
    }
}
