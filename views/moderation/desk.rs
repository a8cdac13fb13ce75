//! The moderators' desk: what waits, risk first.

use super::Act;
use crate::form::{self, Problems};
use crate::layout::{Shell, page};
use crate::paging::{self, Pages};
use crate::parts::{count, number};
use crate::{assets, dates, paths};
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
    /// Until when a colleague has it, in UTC.
    pub taken_until: Option<NaiveDateTime>,
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
    /// Within how many hours we have promised to look.
    pub promise_hours: i64,
    /// How many appeals wait for this moderator or another.
    pub appeals: i64,
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
                        @if let Some(oldest) = view.oldest {
                            "The oldest has waited " (waited(view.now, oldest)) ". Our promise is " (count(view.promise_hours, "hour", "hours")) "."
                        }
                    }
                }
                (ways(view))
                (keys())
                div.fm-cols.fm-cols--lead {
                    (list(view, here))
                    (content)
                }
            } }
        },
    )
}

/// The way to what else moderators do.
fn ways(view: &Queue) -> Markup {
    html! {
        p.fm-small.fm-gap {
            a href=(paths::staff_appeals()) { "Appeals" @if view.appeals > 0 { " (" (number(view.appeals)) ")" } } " · "
            a href=(paths::staff_own_decisions()) { "My decisions" } " · "
            a href=(paths::staff_record()) { "Record of decisions" } " · "
            a href=(paths::staff_templates()) { "Templates" }
        }
    }
}

/// The keys, shown by the script alone: without it they do nothing.
fn keys() -> Markup {
    html! {
        ul.fm-keys.fm-gap #keys aria-label="Keyboard shortcuts" hidden {
            li { kbd { "J" } " " kbd { "K" } " next, previous" }
            @for act in [Act::Keep, Act::Hide, Act::Remove, Act::Ask, Act::Redact, Act::Lock] {
                li { kbd { (act.key()) } " " (act.label()) }
            }
            li { button.fm-linkbutton type="button" #keys-off { kbd { "?" } " turn the keys off" } }
        }
        script src=(assets::url("queue.js")) defer {}
    }
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
                        @if let Some(until) = item.taken_until { span.fm-small.fm-quiet { "With a colleague until " (dates::hour(until)) } }
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
