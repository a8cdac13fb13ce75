//! Where staff verify organisations: what waits, one of them, and the decision.

use super::{About, fact, facts, kind_words};
use crate::form::{self, Choice, Choices, Problems, TextArea};
use crate::paging::{self, Pages};
use crate::staff::desk_page;
use crate::{dates, paths};
use chrono::NaiveDateTime;
use maud::{Markup, html};

/// An organisation in a list.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// What it is, as one word.
    pub kind: &'static str,
    /// Since when it waits, or when it was decided, in UTC.
    pub at: NaiveDateTime,
}

/// What waits for staff, and what is verified.
#[derive(Clone, Debug, Default)]
pub struct Queue {
    /// What waits, the oldest first.
    pub waiting: Vec<Line>,
    /// The way through what waits.
    pub waiting_pages: Pages,
    /// What is verified.
    pub verified: Vec<Line>,
    /// The way through what is verified.
    pub verified_pages: Pages,
    /// The present, in UTC.
    pub now: NaiveDateTime,
}

/// The page with what waits.
pub fn queue(view: &Queue) -> Markup {
    desk_page(
        "Organisations",
        &[],
        &Problems::default(),
        html! {
            h2 { "Waiting" }
            @if view.waiting.is_empty() { p { "Nothing waits. Thank you." } }
            @else { (table("Organisations that wait", "Registered", &view.waiting, view.now)) }
            (paging::nav(&view.waiting_pages, "Pages of what waits"))
            h2 { "Verified" }
            @if view.verified.is_empty() { p { "None yet." } }
            @else { (table("Verified organisations", "Verified", &view.verified, view.now)) }
            (paging::nav(&view.verified_pages, "Pages of what is verified"))
        },
    )
}

fn table(label: &str, when: &str, lines: &[Line], now: NaiveDateTime) -> Markup {
    html! {
        div.fm-scroll.fm-scroll--wide tabindex="0" role="region" aria-label=(label) {
            table.govuk-table {
                thead.govuk-table__head { tr {
                    @for head in ["Name", "What it is", when] { th.govuk-table__header scope="col" { (head) } }
                } }
                tbody { @for line in lines { tr {
                    th.govuk-table__header scope="row" { a href=(paths::staff_organisation(line.id)) { bdi { (line.name) } } }
                    td.govuk-table__cell { (kind_words(line.kind)) }
                    td.govuk-table__cell { (dates::time(line.at, &dates::short_in(now, line.at))) }
                } } }
            }
        }
    }
}

/// What staff may decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// It is what it says.
    Verify,
    /// It could not be checked.
    Refuse,
    /// It is verified no more.
    Withdraw,
}

impl Act {
    fn choice(self) -> Choice<'static> {
        let (value, label) = match self {
            Act::Verify => ("verify", "Verify"),
            Act::Refuse => ("refuse", "Do not verify"),
            Act::Withdraw => ("withdraw", "Take the verification back"),
        };
        Choice { value, label, hint: None }
    }
}

/// An organisation with what is needed to decide.
#[derive(Clone, Debug)]
pub struct Check {
    /// Its number.
    pub id: i64,
    /// What it says that it is.
    pub about: About,
    /// How that can be checked.
    pub evidence: String,
    /// The names of those who belong to it.
    pub people: Vec<String>,
    /// When it was registered, in UTC.
    pub sent_at: NaiveDateTime,
    /// When it was last decided, in UTC.
    pub decided_at: Option<NaiveDateTime>,
    /// Why, where that was decided; may be empty.
    pub past_reason: String,
    /// Whether the reader belongs to it.
    pub own: bool,
    /// What may be decided now.
    pub acts: Vec<Act>,
    /// What was chosen before.
    pub act: String,
    /// The reason, as it was typed.
    pub reason: String,
    /// The longest reason, in characters.
    pub limit: usize,
    /// What to put right: `act`, `reason`.
    pub problems: Problems,
    /// The present, in UTC.
    pub now: NaiveDateTime,
}

/// The page with one organisation.
pub fn check(view: &Check) -> Markup {
    desk_page(
        "An organisation",
        &[("Organisations", paths::staff_organisations())],
        &view.problems,
        html! {
            h2 { bdi { (view.about.name) } }
            p { (super::own_badge(view.about.state)) }
            (facts(&view.about, more(view)))
            @if view.own { p { "You belong to it. Somebody else on the staff decides about it." } }
            @if !view.acts.is_empty() { (decision(view)) }
        },
    )
}

fn more(view: &Check) -> Markup {
    html! {
        @if !view.evidence.is_empty() {
            (fact("How to check it", html! { div dir="auto" { @for line in view.evidence.lines() { p { (line) } } } }))
        }
        (fact("Its people", html! { @for name in &view.people { p { bdi { (name) } } } }))
        (fact("Registered here", dates::time(view.sent_at, &dates::short_in(view.now, view.sent_at))))
        @if let Some(at) = view.decided_at {
            (fact("Decided", html! {
                (dates::time(at, &dates::short_in(view.now, at)))
                @if !view.past_reason.is_empty() { ": “" bdi { (view.past_reason) } "”" }
            }))
        }
    }
}

fn decision(view: &Check) -> Markup {
    let options: Vec<Choice> = view.acts.iter().map(|act| act.choice()).collect();
    let act = Choices {
        name: "act",
        label: "What do you decide?",
        options: &options,
        selected: Some(&view.act),
        ..Choices::default()
    };
    let reason = TextArea {
        name: "reason",
        label: "Reason",
        hint: Some("Needed unless you verify it. Its people read it; your name is not shown."),
        value: &view.reason,
        limit: Some(view.limit),
        ..TextArea::default()
    };
    form::post(
        &paths::staff_organisation(view.id),
        html! {
            h2 { "Decide" }
            (form::radios(&act, &view.problems))
            (form::textarea(&reason, &view.problems))
            p.fm-caveat.fm-gap { "Its owners get an email with the decision. It goes on the record." }
            (form::button("Decide"))
        },
    )
}
