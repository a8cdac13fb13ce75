//! Where staff verify professions: what waits, one claim, and the decision.

use super::Evidence;
use crate::form::{self, Choice, Choices, Problems, TextArea};
use crate::paging::{self, Pages};
use crate::parts::count;
use crate::staff::desk_page;
use crate::{dates, paths};
use chrono::NaiveDateTime;
use maud::{Markup, html};

/// A claim in a list.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its number.
    pub id: i64,
    /// Whose it is.
    pub person: String,
    /// What they say that they are.
    pub profession: String,
    /// What they gave.
    pub evidence: Evidence,
    /// Since when it waits, or when it was decided, in UTC.
    pub at: NaiveDateTime,
}

/// What waits for staff, and who is verified.
#[derive(Clone, Debug, Default)]
pub struct Queue {
    /// How many wait.
    pub count: i64,
    /// What waits, the oldest first.
    pub waiting: Vec<Line>,
    /// The way through what waits.
    pub waiting_pages: Pages,
    /// Who was verified, the latest first.
    pub granted: Vec<Line>,
    /// The way through who was verified.
    pub granted_pages: Pages,
    /// The present, in UTC.
    pub now: NaiveDateTime,
}

/// The page with what waits.
pub fn queue(view: &Queue) -> Markup {
    desk_page(
        "Professions",
        &[],
        &Problems::default(),
        html! {
            h2 { (count(view.count, "claim waits", "claims wait")) }
            @if view.waiting.is_empty() { p { "Nothing waits. Thank you." } }
            @else { (table("Claims that wait", "Sent", &view.waiting, view.now)) }
            (paging::nav(&view.waiting_pages, "Pages of what waits"))
            h2 { "Verified" }
            @if view.granted.is_empty() { p { "Nobody yet." } }
            @else { (table("Verified professions", "Verified", &view.granted, view.now)) }
            (paging::nav(&view.granted_pages, "Pages of who is verified"))
        },
    )
}

fn table(label: &str, when: &str, lines: &[Line], now: NaiveDateTime) -> Markup {
    html! {
        div.fm-scroll.fm-scroll--wide tabindex="0" role="region" aria-label=(label) {
            table.govuk-table {
                thead.govuk-table__head { tr {
                    @for head in ["Name", "Profession", "Evidence", when] { th.govuk-table__header scope="col" { (head) } }
                } }
                tbody { @for line in lines { tr {
                    th.govuk-table__header scope="row" { a href=(paths::staff_profession(line.id)) { bdi { (line.person) } } }
                    td.govuk-table__cell { bdi { (line.profession) } }
                    td.govuk-table__cell { (line.evidence.label()) }
                    td.govuk-table__cell { (dates::time(line.at, &dates::short_in(now, line.at))) }
                } } }
            }
        }
    }
}

/// What staff may decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// They are verified.
    Confirm,
    /// They are not.
    Refuse,
    /// They are no more.
    Withdraw,
}

impl Act {
    fn choice(self) -> Choice<'static> {
        let (value, label) = match self {
            Act::Confirm => ("confirm", "Verify"),
            Act::Refuse => ("refuse", "Do not verify"),
            Act::Withdraw => ("withdraw", "Take the verification back"),
        };
        Choice { value, label, hint: None }
    }
}

/// A claim with what is needed to decide it.
#[derive(Clone, Debug)]
pub struct ClaimPage {
    /// Its number.
    pub id: i64,
    /// Whose it is.
    pub person: String,
    /// What they say that they are.
    pub profession: String,
    /// Where they say that they work; may be empty.
    pub employer: String,
    /// What they gave.
    pub evidence: Evidence,
    /// The name and the address of the public register, for a registration number.
    pub register: Option<(&'static str, &'static str)>,
    /// The number, the words about who can vouch, or the domain of the work address.
    pub detail: String,
    /// What has become of it, in words.
    pub state: &'static str,
    /// Why, where that was decided; may be empty.
    pub past_reason: String,
    /// When it was sent, in UTC.
    pub sent_at: NaiveDateTime,
    /// When it was decided, in UTC.
    pub decided_at: Option<NaiveDateTime>,
    /// Whether it is the reader's own.
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

/// The page with one claim.
pub fn claim(view: &ClaimPage) -> Markup {
    desk_page(
        "A claim to a profession",
        &[("Professions", paths::staff_professions())],
        &view.problems,
        html! {
            (facts(view))
            @if view.own { p { "This is your own. Somebody else on the staff decides about it." } }
            @if !view.acts.is_empty() { (decision(view)) }
        },
    )
}

fn fact(key: &str, value: Markup) -> Markup {
    html! {
        div.govuk-summary-list__row {
            dt.govuk-summary-list__key { (key) }
            dd.govuk-summary-list__value { (value) }
        }
    }
}

fn facts(view: &ClaimPage) -> Markup {
    html! {
        dl.govuk-summary-list {
            (fact("Name", html! { bdi { (view.person) } }))
            (fact("Profession", html! { bdi { (view.profession) } }))
            @if !view.employer.is_empty() { (fact("Works at", html! { bdi { (view.employer) } })) }
            @match view.evidence {
                Evidence::WorkAddress => (fact("Work address", html! { "At " (view.detail) ". The address itself is not kept." })),
                Evidence::Registration => (fact("Registration number", html! {
                    p { (view.detail) }
                    @if let Some((name, address)) = view.register {
                        p { a href=(address) rel="noreferrer" { "Look it up in the register of the " (name) } }
                    }
                })),
                Evidence::Vouching => (fact("Who can vouch", html! { div dir="auto" { @for line in view.detail.lines() { p { (line) } } } })),
            }
            (fact("Sent", dates::time(view.sent_at, &dates::short_in(view.now, view.sent_at))))
            (fact("State", html! {
                (view.state)
                @if let Some(at) = view.decided_at { ", " (dates::time(at, &dates::short_in(view.now, at))) }
                @if !view.past_reason.is_empty() { ": “" bdi { (view.past_reason) } "”" }
            }))
        }
    }
}

fn decision(view: &ClaimPage) -> Markup {
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
        hint: Some(if view.evidence == Evidence::Vouching {
            "Say who vouches, or why you do not verify. They read it; your name is not shown."
        } else {
            "Needed unless you found the number. They read it; your name is not shown."
        }),
        value: &view.reason,
        limit: Some(view.limit),
        ..TextArea::default()
    };
    form::post(
        &paths::staff_profession(view.id),
        html! {
            h2 { "Decide" }
            (form::radios(&act, &view.problems))
            (form::textarea(&reason, &view.problems))
            p.fm-caveat.fm-gap { "They get an email with the decision. It goes on the record." }
            (form::button("Decide"))
        },
    )
}
