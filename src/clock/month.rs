//! Months of London's calendar.

use super::{Moment, from_london, london_date};
use chrono::{Datelike, NaiveDate, NaiveTime};

/// A month of London's calendar, counted from January of the year 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Month(pub i64);

impl Month {
    /// The month in which a moment falls.
    #[must_use]
    pub fn of(at: Moment) -> Self {
        let day = london_date(at);
        Self(i64::from(day.year()) * 12 + i64::from(day.month0()))
    }

    /// When it begins, UTC.
    #[must_use]
    pub fn start(self) -> Moment {
        let (year, month0) = (self.0.div_euclid(12), self.0.rem_euclid(12));
        let month = u32::try_from(month0 + 1).unwrap_or(1);
        let first = i32::try_from(year).ok().and_then(|year| NaiveDate::from_ymd_opt(year, month, 1));
        first.map_or(Moment::MIN, |day| from_london(day.and_time(NaiveTime::MIN)))
    }

    /// The month after it.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }

    /// The month before it.
    #[must_use]
    pub fn before(self) -> Self {
        Self(self.0 - 1)
    }
}

impl std::fmt::Display for Month {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}", self.0.div_euclid(12), self.0.rem_euclid(12) + 1)
    }
}

impl std::str::FromStr for Month {
    type Err = String;

    /// Reads `2026-11`, as it is written.
    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.split_once('-').filter(|(year, month)| year.len() == 4 && month.len() == 2);
        let plain = parts.filter(|_| text.bytes().all(|b| b.is_ascii_digit() || b == b'-'));
        let read = plain.and_then(|(year, month)| Some((year.parse::<i64>().ok()?, month.parse::<i64>().ok()?)));
        match read {
            Some((year, month @ 1..=12)) => Ok(Self(year * 12 + month - 1)),
            _ => Err("a month is a year and two digits, such as 2026-11".into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> Moment {
        Moment::parse_from_str(text, "%Y-%m-%d %H:%M").expect("a date in the test")
    }

    #[test]
    fn a_month_begins_at_midnight_in_london() {
        assert_eq!(Month::of(utc("2026-06-30 23:30")).to_string(), "2026-07", "half past midnight in London");
        assert_eq!(Month::of(utc("2026-12-31 23:59")).to_string(), "2026-12");
        assert_eq!("2026-07".parse::<Month>().map(Month::start), Ok(utc("2026-06-30 23:00")));
        assert_eq!("2026-12".parse::<Month>().map(|month| month.next().start()), Ok(utc("2027-01-01 00:00")));
        assert_eq!("2027-01".parse::<Month>().map(|month| month.before().to_string()), Ok("2026-12".into()));
    }

    #[test]
    fn what_is_no_month_is_not_read() {
        for bad in ["", "2026", "2026-00", "2026-13", "26-01", "2026-1", "2026-+1", "-026-01", "2026-01-01", "x"] {
            assert!(bad.parse::<Month>().is_err(), "{bad}");
        }
    }
}
