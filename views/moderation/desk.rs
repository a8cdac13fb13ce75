//! The moderators' desk: what waits, risk first.

use crate::form::{self, Problems};
use crate::layout::{Shell, page};
use crate::paging::{self, Pages};
use crate::parts::{count, number};
use crate::paths;
use chrono::NaiveDateTime;
use maud::{Markup, html};

/// Why a comment waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhyWaiting {
    /// Somebody may be at risk.
    Risk,
    /// People reported it.
    Reported,
    /// It was held, or it came from elsewhere and nobody has looked at it yet.
    Review,
}

/// A case in the queue.
#[derive(Clone, Debug)]
pub struct QueueItem {
    /// The case.
    pub case_id: i64,
    /// Why it waits.
    pub why: WhyWaiting,
    /// How many people reported it.
    pub reports: i64,
    /// The name of the rule that holds it, if one does.
    pub held: Option<&'static str>,
    /// Since when it waits, in UTC.
    pub opened_at: NaiveDateTime,
    /// How the comment begins, as plain text.
    pub excerpt: String,
}

/// What waits for moderators.
#[derive(Clone, Debug, Default)]
pub struct Queue {
    /// How many cases wait.
    pub waiting: i64,
    /// How many of them are about risk.
    pub at_risk: i64,
    /// Since when the oldest waits, in UTC.
    pub oldest: Option<NaiveDateTime>,
    /// The cases: risk first, then the oldest.
    pub items: Vec<QueueItem>,
    /// The way through the queue.
    pub pages: Pages,
    /// The present, in UTC.
    pub now: NaiveDateTime,
}

/// The page with the queue alone. `banner` stands above it when something else needs looking at.
pub fn queue(view: &Queue, banner: Markup) -> Markup {
    desk(
        view,
        None,
        &Problems::default(),
        banner,
        html! {
            @if view.items.is_empty() { p { "Nothing waits. Thank you." } }
            @else { p { "Choose a case from the queue." } }
        },
    )
}

pub(super) fn desk(view: &Queue, here: Option<i64>, problems: &Problems, banner: Markup, content: Markup) -> Markup {
    let heading = heading(view);
    page(
        &Shell::new(&format!("Queue: {heading}")).no_index().with_problems(problems),
        html! {
            div.fm-main { div.fm-wrap {
                (form::summary(problems))
                (banner)
                div.fm-sechead {
                    h1.fm-h2 { (heading) }
                    p.fm-quiet {
                        @if let Some(oldest) = view.oldest { "The oldest has waited " (waited(view.now, oldest)) ". " }
                        a href=(paths::staff_record()) { "Record of decisions" }
                    }
                }
                div.fm-cols.fm-cols--lead {
                    (list(view, here))
                    (content)
                }
            } }
        },
    )
}

fn heading(view: &Queue) -> String {
    match view.at_risk {
        0 => format!("{} waiting", number(view.waiting)),
        n => format!("{} waiting, {} at risk", number(view.waiting), number(n)),
    }
}

/// How long something has waited: "18 min", "3 h 40 min", "2 days".
fn waited(now: NaiveDateTime, since: NaiveDateTime) -> String {
    let minutes = (now - since).num_minutes().max(0);
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours @ 1..48, 0) => format!("{hours} h"),
        (hours @ 1..48, minutes) => format!("{hours} h {minutes:02} min"),
        (hours, _) => format!("{} days", number(hours / 24)),
    }
}

fn list(view: &Queue, here: Option<i64>) -> Markup {
    html! {
        nav aria-labelledby="h-q" {
            div.fm-sechead.fm-sechead--tight { h2.fm-h3 #h-q { "Queue" } }
            ol.fm-queue {
                @for item in &view.items {
                    li { a href={ (paths::staff_case(item.case_id)) "#case" } aria-current=[(here == Some(item.case_id)).then_some("true")] {
                        span.fm-row { (why(item)) " " span.fm-num { (waited(view.now, item.opened_at)) } }
                        p dir="auto" { (item.excerpt) }
                    } }
                }
            }
            (paging::nav(&view.pages, "Pages of the queue"))
        }
    }
}

fn why(item: &QueueItem) -> Markup {
    html! {
        @if let (Some(rule), true) = (item.held, item.why != WhyWaiting::Risk) {
            span { "Held: " (rule) @if item.reports > 0 { ", " (count(item.reports, "report", "reports")) } }
        } @else { @match (item.why, item.reports) {
            (WhyWaiting::Risk, _) => strong.govuk-tag.govuk-tag--risk { "At risk" },
            (WhyWaiting::Reported, n) => span { (count(n, "report", "reports")) },
            (WhyWaiting::Review, 0) => span { "To be reviewed" },
            (WhyWaiting::Review, n) => span { "To be reviewed, " (count(n, "report", "reports")) },
        } }
    }
}
