//! The record of what moderators decided, for everybody: counted by month, and decision by decision.

mod month;

use crate::layout::{Shell, page};
use crate::paging::{self, Pages};
use crate::parts::{self, count, number};
use crate::{dates, paths};
use chrono::NaiveDateTime;
use maud::{Markup, html};

pub use month::{Counts, Month, month};

/// The columns of the table for other programs, in order: name, and what it holds.
pub const COLUMNS: [(&str, &str); 8] = [
    ("decided_on", "the day in London, such as 2026-11-04"),
    (
        "decision",
        "keep, hide, remove, ask (sent back to its author), redact (a part was taken out) or lock (no more replies)",
    ),
    ("rule", "the house rule that was broken; empty where none was"),
    ("rules_version", "which version of the house rules was in force; empty where there was none yet"),
    ("opened_because", "risk (somebody could be at risk), reported, or review (it waited for a first look)"),
    ("minutes_to_decide", "whole minutes from the first report, or from posting, to the decision"),
    ("appealed", "yes if somebody asked for another look"),
    ("overturned", "yes if the decision was undone later"),
];

/// One month of decisions.
#[derive(Clone, Debug, Default)]
pub struct MonthRow {
    /// A moment in it, in UTC.
    pub at: NaiveDateTime,
    /// Its name in addresses: "2026-11".
    pub name: String,
    /// How many decisions there were.
    pub decided: i64,
    /// How many of them left the comment as it was.
    pub kept: i64,
    /// The time that half of them took at most, in seconds; nothing where there were none.
    pub median: Option<i64>,
    /// About how many somebody asked for another look.
    pub appealed: i64,
    /// How many were undone later.
    pub overturned: i64,
}

impl MonthRow {
    fn words(&self) -> String {
        format!("{} {}", dates::month(self.at), dates::year(self.at))
    }

    fn overturned(&self) -> String {
        share(self.overturned, self.decided)
    }
}

/// "3", and of how many it is a share: "3 (7%)".
fn share(n: i64, of: i64) -> String {
    if n == 0 || of == 0 {
        return number(n);
    }
    // Rounded, but never to nothing.
    let percent = (n * 200 + of) / (of * 2);
    let percent = if percent == 0 { "under 1".to_owned() } else { percent.to_string() };
    format!("{} ({percent}%)", number(n))
}

/// How long something took, in hours and minutes: "2 hours 5 minutes".
pub fn took(seconds: i64) -> String {
    let minutes = seconds.max(0) / 60;
    let (hours, rest) = (minutes / 60, minutes % 60);
    match (hours, rest) {
        (0, 0) => "under a minute".to_owned(),
        (0, rest) => count(rest, "minute", "minutes"),
        (hours, 0) => count(hours, "hour", "hours"),
        (hours, rest) => format!("{} {}", count(hours, "hour", "hours"), count(rest, "minute", "minutes")),
    }
}

/// One decision.
#[derive(Clone, Debug)]
pub struct Line {
    /// When, in UTC.
    pub at: NaiveDateTime,
    /// What was decided: "Hidden".
    pub what: &'static str,
    /// The rule, as a sentence has it; empty where none was broken.
    pub rule: String,
    /// How long it took, in seconds.
    pub took: i64,
    /// Whether it was undone later.
    pub overturned: bool,
}

/// The record, or a part of its list.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// The latest months, latest first; none on a later part of the list.
    pub months: Vec<MonthRow>,
    /// Decisions, latest first.
    pub lines: Vec<Line>,
    /// The way through the list.
    pub pages: Pages,
    /// The present, in UTC.
    pub now: NaiveDateTime,
}

/// The page.
pub fn show(view: &Record) -> Markup {
    let is_first = view.pages.first.is_none();
    page(
        &Shell::new("Moderation record"),
        html! {
            div.fm-wrap { (parts::breadcrumbs(&[("Home", paths::home())])) }
            div.fm-main { div.fm-wrap {
                div.fm-flow {
                    h1 { "Moderation record" }
                    p.fm-lede { "What moderators decided about comments on this site, how long it took, and what turned out to be wrong." }
                    p {
                        "Nobody is named here. You cannot see who wrote a comment, what it said, or where it stood. "
                        "Moderators go by the " a href=(paths::page("house-rules")) { "house rules" } "."
                    }
                }
                div.fm-stack.fm-space-l {
                    @if is_first {
                        section aria-labelledby="h-months" { (months(&view.months)) }
                    }
                    section aria-labelledby="h-list" { (list(view)) }
                    @if is_first {
                        section aria-labelledby="h-file" { (file()) }
                    }
                }
            } }
        },
    )
}

fn months(months: &[MonthRow]) -> Markup {
    let most = months.iter().map(|month| month.decided).max().unwrap_or(0);
    html! {
        h2.fm-gap #h-months { "Month by month" }
        @if most == 0 { p { "Nothing has been decided yet." } } @else {
            div.fm-flow {
                (key())
                div.fm-bars { @for month in months { (bar(month, most)) } }
                (table(months))
                p.fm-caveat {
                    "Half of the decisions were made within the time shown, counted from the first report, or from posting where nobody had reported it. "
                    "“Overturned” means that a decision was undone later, because somebody asked or because a moderator saw the mistake."
                }
            }
        }
    }
}

fn key() -> Markup {
    html! {
        ul.fm-key {
            li { svg aria-hidden="true" focusable="false" { rect.c-un width="16" height="16" {} } "Left as they were" }
            li { svg aria-hidden="true" focusable="false" { rect.c-yes width="16" height="16" {} } "Something was done" }
        }
    }
}

fn bar(month: &MonthRow, most: i64) -> Markup {
    let part = |n: i64| (n * 2_000 + most) / (most * 2);
    let tenths = |n: i64| format!("{}.{}%", n / 10, n % 10);
    let (kept, whole) = (part(month.kept), part(month.decided));
    let words = format!(
        "{}: {}, {} left as they were",
        month.words(),
        count(month.decided, "decision", "decisions"),
        number(month.kept)
    );
    html! {
        div.fm-bar {
            span { b { (month.words()) } }
            span { (count(month.decided, "decision", "decisions")) }
            svg height="20" width="100%" role="img" aria-label=(words) {
                rect.c-un width=(tenths(kept)) height="100%" {}
                rect.c-yes x=(tenths(kept)) width=(tenths(whole - kept)) height="100%" {}
            }
        }
    }
}

fn table(months: &[MonthRow]) -> Markup {
    html! {
        div.fm-scroll.fm-scroll--wide tabindex="0" role="region" aria-label="Decisions by month" {
            table.govuk-table {
                caption.govuk-table__caption { "Decisions by month" }
                thead.govuk-table__head { tr {
                    th.govuk-table__header scope="col" { "Month" }
                    @for head in ["Decisions", "Left as they were", "Half took at most", "Appeals", "Overturned"] {
                        th.govuk-table__header.govuk-table__header--numeric scope="col" { (head) }
                    }
                } }
                tbody { @for month in months { tr {
                    th.govuk-table__header scope="row" { a.fm-nowrap href=(paths::moderation_month(&month.name)) { (month.words()) } }
                    td.govuk-table__cell.govuk-table__cell--numeric { (number(month.decided)) }
                    td.govuk-table__cell.govuk-table__cell--numeric { (number(month.kept)) }
                    td.govuk-table__cell.govuk-table__cell--numeric { @match month.median { Some(seconds) => (took(seconds)), None => "–" } }
                    td.govuk-table__cell.govuk-table__cell--numeric { (number(month.appealed)) }
                    td.govuk-table__cell.govuk-table__cell--numeric { (month.overturned()) }
                } } }
            }
        }
    }
}

fn list(view: &Record) -> Markup {
    html! {
        h2.fm-gap #h-list { "Decisions, the latest first" }
        @if view.lines.is_empty() { p { "There are none." } } @else {
            div.fm-scroll.fm-scroll--wide tabindex="0" role="region" aria-label="List of decisions" {
                table.govuk-table {
                    thead.govuk-table__head { tr {
                        th.govuk-table__header scope="col" { "Day" }
                        th.govuk-table__header scope="col" { "Decision" }
                        th.govuk-table__header scope="col" { "Rule" }
                        th.govuk-table__header scope="col" { "Time to decide" }
                        th.govuk-table__header scope="col" { "Later" }
                    } }
                    tbody { @for line in &view.lines { tr {
                        td.govuk-table__cell { (day(view.now, line.at)) }
                        th.govuk-table__header scope="row" { (line.what) }
                        td.govuk-table__cell { @if line.rule.is_empty() { "None broken" } @else { (parts::sentence(&line.rule)) } }
                        td.govuk-table__cell { (took(line.took)) }
                        td.govuk-table__cell { @if line.overturned { "Overturned" } @else { "Stands" } }
                    } } }
                }
            }
        }
        (paging::nav(&view.pages, "Pages of decisions"))
    }
}

/// "4 November", with the year when it is not this one. The hour stays out: it could tell who reported.
fn day(now: NaiveDateTime, at: NaiveDateTime) -> String {
    let (date, year) = (dates::date(at), dates::year(at));
    if dates::year(now) == year { date.trim_end_matches(&year).trim_end().to_owned() } else { date }
}

fn file() -> Markup {
    html! {
        div.fm-flow {
            h2 #h-file { "All decisions as a file" }
            p { a href=(paths::moderation_file()) download { "Download all decisions (CSV)" } }
            details.govuk-details {
                summary.govuk-details__summary { span.govuk-details__summary-text { "What the columns mean" } }
                div.govuk-details__text {
                    dl.govuk-summary-list {
                        @for (name, meaning) in COLUMNS {
                            div.govuk-summary-list__row {
                                dt.govuk-summary-list__key { code { (name) } }
                                dd.govuk-summary-list__value { (parts::sentence(meaning)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What the page about the staff says of moderators.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Decisions in the latest months.
    pub decided: i64,
    /// How many of them left a comment as it was.
    pub kept: i64,
    /// How many were undone later.
    pub overturned: i64,
}

/// The same in sentences, with the way to the record.
pub(crate) fn summary(summary: &Summary) -> Markup {
    html! {
        @if summary.decided == 0 {
            p { "In the last 12 months moderators decided nothing." }
        } @else {
            p {
                "In the last 12 months moderators made " (count(summary.decided, "decision", "decisions")) " about comments. "
                (number(summary.kept)) " left the comment as it was. " (number(summary.overturned)) " turned out to be wrong and "
                @if summary.overturned == 1 { "was" } @else { "were" } " undone."
            }
        }
        p { a href=(paths::moderation()) { "Moderation record" } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    fn at() -> NaiveDateTime {
        let day = NaiveDate::from_ymd_opt(2026, 11, 4).expect("a day of the calendar");
        day.and_hms_opt(17, 0, 0).expect("a time of day")
    }

    #[test]
    fn times_are_in_hours_and_minutes() {
        for (seconds, words) in [
            (-5, "under a minute"),
            (59, "under a minute"),
            (60, "1 minute"),
            (3_600, "1 hour"),
            (7_500, "2 hours 5 minutes"),
            (176_460, "49 hours 1 minute"),
        ] {
            assert_eq!(took(seconds), words);
        }
    }

    #[test]
    fn shares_are_rounded_but_never_to_nothing() {
        assert_eq!(
            [share(0, 0), share(0, 9), share(3, 41), share(1, 900), share(1, 200)],
            ["0", "0", "3 (7%)", "1 (under 1%)", "1 (1%)"]
        );
    }

    #[test]
    fn an_empty_record_says_so_and_a_full_one_draws_it() {
        assert!(show(&Record::default()).into_string().contains("Nothing has been decided yet."));
        let row = MonthRow {
            at: at(),
            name: "2026-11".into(),
            decided: 3,
            kept: 1,
            median: Some(90),
            appealed: 1,
            overturned: 1,
        };
        let less = MonthRow { decided: 0, kept: 0, median: None, appealed: 0, overturned: 0, ..row.clone() };
        let line = Line { at: at(), what: "Hidden", rule: "rule 3, <b>".into(), took: 90, overturned: true };
        let view = Record { months: vec![row.clone(), less], lines: vec![line], now: at(), ..Record::default() };
        let html = show(&view).into_string();
        assert!(html.contains(r#"<rect class="c-yes" x="33.3%" width="66.7%" height="100%">"#), "{html}");
        assert!(
            html.contains("1 (33%)")
                && html.contains("Rule 3, &lt;b&gt;")
                && html.contains("<td class=\"govuk-table__cell\">4 November</td>"),
            "{html}"
        );
        assert_eq!(html.matches("November 2026: ").count(), 2, "each bar says what it shows: {html}");
        let later = Record { pages: Pages { first: Some("/moderation".into()), ..Pages::default() }, ..view };
        assert!(!show(&later).into_string().contains("Month by month"));
        let one = Month {
            row,
            rules: vec![("rule 3, no spam".into(), 2)],
            before: Some("2026-10".into()),
            ..Month::default()
        };
        let html = month(&one).into_string();
        assert!(html.contains("/moderation/2026-10") && html.contains("Rule 3, no spam"), "{html}");
    }
}
