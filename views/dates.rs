//! Dates in full, as London's clocks and calendars show them.
//!
//! Times come in UTC and go out in Europe/London. Nothing here reads the clock: "now" is always given.

use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Timelike};
use chrono_tz::{Europe::London, Tz};
use maud::{Markup, html};

fn in_london(t: NaiveDateTime) -> DateTime<Tz> {
    London.from_utc_datetime(&t)
}

/// "Friday 4 December 2026".
pub fn day(t: NaiveDateTime) -> String {
    in_london(t).format("%A %-d %B %Y").to_string()
}

/// "4 December 2026".
pub fn date(t: NaiveDateTime) -> String {
    in_london(t).format("%-d %B %Y").to_string()
}

/// "January".
pub fn month(t: NaiveDateTime) -> String {
    in_london(t).format("%B").to_string()
}

/// "2026".
pub fn year(t: NaiveDateTime) -> String {
    in_london(t).year().to_string()
}

/// "5 pm", "5:30 pm", "12 noon" or "midnight".
pub fn hour(t: NaiveDateTime) -> String {
    on_the_clock(in_london(t).time())
}

/// The same for what a clock shows, on whatever day.
pub fn on_the_clock(time: NaiveTime) -> String {
    match (time.hour(), time.minute()) {
        (0, 0) => "midnight".to_owned(),
        (12, 0) => "12 noon".to_owned(),
        (_, 0) => time.format("%-I %P").to_string(),
        _ => time.format("%-I:%M %P").to_string(),
    }
}

/// "5 pm, Friday 4 December 2026"; midnight says to which day it belongs.
pub fn moment(t: NaiveDateTime) -> String {
    match hour(t).as_str() {
        "midnight" => format!("midnight at the start of {}", day(t)),
        hour => format!("{hour}, {}", day(t)),
    }
}

/// "5 pm on Friday 4 December 2026", for a sentence that says "at"; midnight says to which day it belongs.
pub fn on_day(t: NaiveDateTime) -> String {
    match hour(t).as_str() {
        "midnight" => format!("midnight at the start of {}", day(t)),
        hour => format!("{hour} on {}", day(t)),
    }
}

/// The days of the week in the order of their numbers, which begin with 1 for Monday.
pub const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// "3 November, 8:12 am": for what people write, with the minutes always shown.
pub fn short(t: NaiveDateTime) -> String {
    in_london(t).format("%-d %B, %-I:%M %P").to_string()
}

/// As [`short`], with the year when it is not this year: "3 November 2025, 8:12 am".
pub fn short_in(now: NaiveDateTime, t: NaiveDateTime) -> String {
    if in_london(now).year() == in_london(t).year() {
        short(t)
    } else {
        in_london(t).format("%-d %B %Y, %-I:%M %P").to_string()
    }
}

/// "12 October to 5 pm, 4 December 2026"; the first year is left out when it is the same.
pub fn span(from: NaiveDateTime, to: NaiveDateTime) -> String {
    let first = if in_london(from).year() == in_london(to).year() {
        in_london(from).format("%-d %B").to_string()
    } else {
        date(from)
    };
    format!("{first} to {}, {}", hour(to), date(to))
}

/// The day in London on which `t` falls.
pub fn london_day(t: NaiveDateTime) -> NaiveDate {
    in_london(t).date_naive()
}

/// Days in London's calendar from `now` to `t`: 0 for the same day, negative when `t` lies behind.
pub fn days_until(now: NaiveDateTime, t: NaiveDateTime) -> i64 {
    (london_day(t) - london_day(now)).num_days()
}

/// Noon of the day that is so many weeks later in London's calendar, whatever the clocks do in between.
pub fn weeks_later(t: NaiveDateTime, weeks: i64) -> NaiveDateTime {
    (london_day(t) + Duration::weeks(weeks)).and_time(NaiveTime::MIN) + Duration::hours(12)
}

/// "11 days", "1 day" or, on the day itself and later, "today".
pub fn countdown(now: NaiveDateTime, t: NaiveDateTime) -> String {
    match days_until(now, t) {
        ..=0 => "today".to_owned(),
        1 => "1 day".to_owned(),
        days => format!("{} days", crate::parts::number(days)),
    }
}

/// `t` as a form field of the kind `datetime-local` wants it, in London's time: "2026-12-04T17:00".
pub fn for_field(t: NaiveDateTime) -> String {
    in_london(t).format("%Y-%m-%dT%H:%M").to_string()
}

/// The words with the exact time behind them, for programs that read the page.
pub fn time(t: NaiveDateTime, words: &str) -> Markup {
    html! { time datetime=(machine(t)) { (words) } }
}

/// "2026-12-04T17:00:00Z", as RFC 3339 has it.
pub fn machine(t: NaiveDateTime) -> String {
    t.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("a date in the test")
    }

    #[test]
    fn winter_is_utc_and_summer_an_hour_ahead() {
        assert_eq!(moment(utc("2026-12-04 17:00")), "5 pm, Friday 4 December 2026");
        assert_eq!(moment(utc("2026-07-01 16:30")), "5:30 pm, Wednesday 1 July 2026");
        assert_eq!(day(utc("2026-07-01 23:30")), "Thursday 2 July 2026");
    }

    #[test]
    fn noon_and_midnight_have_words() {
        assert_eq!(moment(utc("2026-12-04 12:00")), "12 noon, Friday 4 December 2026");
        assert_eq!(moment(utc("2026-12-04 00:00")), "midnight at the start of Friday 4 December 2026");
        assert_eq!(hour(utc("2026-12-04 00:05")), "12:05 am");
        assert_eq!(hour(utc("2026-12-04 12:05")), "12:05 pm");
    }

    #[test]
    fn the_clocks_go_forward() {
        // Sunday 29 March 2026, 1 am becomes 2 am.
        assert_eq!(hour(utc("2026-03-29 00:59")), "12:59 am");
        assert_eq!(hour(utc("2026-03-29 01:00")), "2 am");
        // 47 hours apart, yet two calendar days.
        assert_eq!(days_until(utc("2026-03-28 12:00"), utc("2026-03-30 11:00")), 2);
        // 23:30 UTC on the Saturday is still Saturday, on the Sunday it is already Monday.
        assert_eq!(days_until(utc("2026-03-28 23:30"), utc("2026-03-29 23:30")), 2);
    }

    #[test]
    fn the_clocks_go_back() {
        // Sunday 25 October 2026, 2 am becomes 1 am: the hour comes twice.
        assert_eq!(hour(utc("2026-10-25 00:30")), "1:30 am");
        assert_eq!(hour(utc("2026-10-25 01:30")), "1:30 am");
        assert_eq!(machine(utc("2026-10-25 01:30")), "2026-10-25T01:30:00Z");
        assert_eq!(days_until(utc("2026-10-24 23:30"), utc("2026-10-25 23:30")), 0);
        assert_eq!(days_until(utc("2026-10-25 23:30"), utc("2026-10-26 00:30")), 1);
        // Half past midnight on Tuesday 1 September; the same hour of a Tuesday in November would be an hour later.
        assert_eq!(day(utc("2026-08-31 23:30")), "Tuesday 1 September 2026");
        assert_eq!(day(weeks_later(utc("2026-08-31 23:30"), 12)), "Tuesday 24 November 2026");
        assert_eq!(day(weeks_later(utc("2026-12-31 00:00"), 12)), "Thursday 25 March 2027");
    }

    #[test]
    fn counting_down() {
        let close = utc("2026-12-04 17:00");
        assert_eq!(countdown(utc("2026-11-23 21:00"), close), "11 days");
        assert_eq!(countdown(utc("2026-12-03 23:59"), close), "1 day");
        assert_eq!(countdown(utc("2026-12-04 00:00"), close), "today");
        assert_eq!(countdown(utc("2027-01-01 00:00"), close), "today");
        assert_eq!(countdown(utc("2022-12-04 00:00"), close), "1,461 days");
    }

    #[test]
    fn short_dates_show_another_year() {
        let t = utc("2026-11-03 08:12");
        assert_eq!(short(t), "3 November, 8:12 am");
        assert_eq!(short_in(utc("2026-12-31 23:00"), t), "3 November, 8:12 am");
        assert_eq!(short_in(utc("2027-01-01 00:00"), t), "3 November 2026, 8:12 am");
        assert_eq!(short(utc("2026-11-06 10:00")), "6 November, 10:00 am");
    }

    #[test]
    fn spans_and_fields() {
        let close = utc("2026-12-04 17:00");
        assert_eq!(span(utc("2026-10-11 23:00"), close), "12 October to 5 pm, 4 December 2026");
        assert_eq!(span(utc("2025-10-12 08:00"), close), "12 October 2025 to 5 pm, 4 December 2026");
        assert_eq!(for_field(utc("2026-07-01 16:00")), "2026-07-01T17:00");
        assert_eq!(time(close, "5 pm").into_string(), r#"<time datetime="2026-12-04T17:00:00Z">5 pm</time>"#);
    }
}
