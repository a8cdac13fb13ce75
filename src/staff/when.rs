//! Days and times as people type them, read by London's clocks.

use crate::clock::{self, Moment};
use chrono::{NaiveDate, NaiveTime};
use views::form::Problems;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// A day and a time of London's clocks, as two fields held them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed {
    /// The day, such as "2026-12-04" or "4 December 2026".
    pub date: String,
    /// The time, such as "17:00" or "5 pm".
    pub time: String,
}

impl Typed {
    /// A moment as a form shows it: "2026-12-04" and "17:00"; nothing for none.
    pub fn of(at: Option<Moment>) -> Self {
        let Some(local) = at.map(clock::to_london) else { return Self::default() };
        Self { date: local.format("%Y-%m-%d").to_string(), time: local.format("%H:%M").to_string() }
    }

    /// Whether neither field holds anything.
    pub fn is_blank(&self) -> bool {
        self.date.trim().is_empty() && self.time.trim().is_empty()
    }

    /// The moment in UTC, if one was typed; what cannot be read is told beside `{name}_date` or `{name}_time`.
    pub fn moment(&self, name: &str, problems: &mut Problems) -> Option<Moment> {
        if self.is_blank() {
            return None;
        }
        let (date, time) = (day(&self.date), time(&self.time));
        if date.is_none() {
            problems.add(format!("{name}_date"), "Enter a day, such as 2026-12-04 or 4 December 2026");
        }
        if time.is_none() {
            problems.add(format!("{name}_time"), "Enter a time, such as 17:00 or 5 pm");
        }
        Some(clock::from_london(date?.and_time(time?)))
    }
}

/// Reads "2026-12-04", "4 December 2026", "Friday 4 Dec 2026", "4/12/2026" (the day first) and the like.
pub fn day(text: &str) -> Option<NaiveDate> {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let words = match words.as_slice() {
        [first, rest @ ..] if rest.len() == 3 && is_weekday(first) => rest,
        all => all,
    };
    let [a, b, c] = words else { return None };
    let (day, month, year) = if a.len() == 4 { (c, b, a) } else { (a, b, c) };
    let year: i32 = year.parse().ok().filter(|year| (2000..=9999).contains(year))?;
    let day = day.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    NaiveDate::from_ymd_opt(year, month_number(month)?, day.parse().ok()?)
}

fn is_weekday(word: &str) -> bool {
    let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    word.len() >= 3 && days.iter().any(|day| day.starts_with(word))
}

fn month_number(word: &str) -> Option<u32> {
    if let Ok(number) = word.parse() {
        return Some(number);
    }
    let at = MONTHS.iter().position(|month| word.len() >= 3 && month.starts_with(word))?;
    u32::try_from(at + 1).ok()
}

/// Reads "17:00", "17.00", "5 pm", "5:30pm", "12 noon" and "midnight", which is the start of the day.
fn time(text: &str) -> Option<NaiveTime> {
    let lower = text.to_lowercase().replace("p.m.", "pm").replace("a.m.", "am");
    let plain: String = lower.chars().filter(|c| !c.is_whitespace()).collect();
    match plain.as_str() {
        "midnight" | "12midnight" => return NaiveTime::from_hms_opt(0, 0, 0),
        "noon" | "midday" | "12noon" | "12midday" => return NaiveTime::from_hms_opt(12, 0, 0),
        _ => {}
    }
    let (digits, half) = match (plain.strip_suffix("am"), plain.strip_suffix("pm")) {
        (Some(digits), _) => (digits, Some(0)),
        (_, Some(digits)) => (digits, Some(12)),
        _ => (plain.as_str(), None),
    };
    let (hour, minute) = digits.split_once([':', '.']).unwrap_or((digits, "00"));
    if hour.len() > 2 || minute.len() != 2 || (half.is_none() && !digits.contains([':', '.'])) {
        return None;
    }
    let (hour, minute): (u32, u32) = (hour.parse().ok()?, minute.parse().ok()?);
    let hour = match half {
        None => hour,
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        Some(_) => return None,
    };
    NaiveTime::from_hms_opt(hour, minute, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(date: &str, time: &str) -> Result<String, String> {
        let mut problems = Problems::default();
        let at = Typed { date: date.into(), time: time.into() }.moment("closes", &mut problems);
        match at {
            Some(at) => Ok(at.format("%Y-%m-%d %H:%M").to_string()),
            None => Err(problems.0.into_iter().map(|p| p.field).collect::<Vec<_>>().join(" ")),
        }
    }

    #[test]
    fn a_day_is_read_in_many_ways() {
        for date in [
            "2026-12-04",
            "4 December 2026",
            "04/12/2026",
            "4.12.2026",
            "Friday 4 December 2026",
            " 4 dec 2026 ",
            "Fri, 4th December, 2026",
            "2026/12/4",
        ] {
            assert_eq!(read(date, "17:00").as_deref(), Ok("2026-12-04 17:00"), "{date}");
        }
    }

    #[test]
    fn a_time_is_read_in_many_ways() {
        for (time, read_as) in [
            ("17:00", "17:00"),
            ("17.00", "17:00"),
            ("5 pm", "17:00"),
            ("5PM", "17:00"),
            ("5:30 p.m.", "17:30"),
            ("12 noon", "12:00"),
            ("12 pm", "12:00"),
            ("12 am", "00:00"),
            ("midnight", "00:00"),
            ("9:05", "09:05"),
        ] {
            assert_eq!(read("2026-12-04", time), Ok(format!("2026-12-04 {read_as}")), "{time}");
        }
    }

    #[test]
    fn summer_is_an_hour_ahead_and_comes_back_as_it_was_typed() {
        assert_eq!(read("1 July 2026", "5 pm").as_deref(), Ok("2026-07-01 16:00"));
        let at = Moment::parse_from_str("2026-07-01 16:00", "%Y-%m-%d %H:%M").expect("a date in the test");
        assert_eq!(Typed::of(Some(at)), Typed { date: "2026-07-01".into(), time: "17:00".into() });
        assert_eq!(Typed::of(None), Typed::default());
    }

    #[test]
    fn what_cannot_be_read_is_told_beside_its_field() {
        assert_eq!(read("", ""), Err(String::new()), "nothing typed is nothing wrong");
        for date in ["tomorrow", "31 February 2026", "4 Decembre 2026", "4 December", "12/2026", "-1-1-1", "4/12/26"] {
            assert_eq!(read(date, "17:00"), Err("closes_date".into()), "{date}");
        }
        for time in ["", "25:00", "5", "13 pm", "0 pm", "17:0", "noonish", "5 5 5"] {
            assert_eq!(read("2026-12-04", time), Err("closes_time".into()), "{time}");
        }
        assert_eq!(read("x", "y"), Err("closes_date closes_time".into()));
    }
}
