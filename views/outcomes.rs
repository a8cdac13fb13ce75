//! "We asked, you said, we did": what was decided about what people said, for everybody, for those who took part, and for
//! those who write it.

mod desk;
mod own;
mod public;

pub use desk::{Desk, PointFields, PointForm, desk, point_form};
pub use own::{Counted, Own, own};
pub use public::{Outcome, outcome};

use crate::parts::count;
use crate::{dates, form};
use chrono::NaiveDateTime;
use maud::{Markup, html};

/// What is done about what people said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Verdict {
    /// It will be done.
    #[default]
    Will,
    /// It is done.
    Did,
    /// It will not be done.
    WillNot,
}

impl Verdict {
    /// All of them, as a form offers them.
    pub const ALL: [Self; 3] = [Self::Will, Self::Did, Self::WillNot];

    /// What the field `verdict` sends.
    #[must_use]
    pub fn value(self) -> &'static str {
        match self {
            Self::Will => "will",
            Self::Did => "did",
            Self::WillNot => "will_not",
        }
    }

    /// The same in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Will => "We will do this",
            Self::Did => "We did this",
            Self::WillNot => "We will not do this",
        }
    }
}

/// Something that people said, and what is done about it.
#[derive(Clone, Debug, Default)]
pub struct Point {
    /// Its number.
    pub id: i64,
    /// The theme that it answers, with those above it; none where it answers none.
    pub theme: Option<String>,
    /// What people said.
    pub said: String,
    /// How many answers are about its theme.
    pub answers: i64,
    /// What is done.
    pub verdict: Verdict,
    /// Why.
    pub because: String,
    /// Who sees to it; may be empty.
    pub owner: String,
    /// By which day: its noon, in UTC.
    pub due: Option<NaiveDateTime>,
    /// How far it is, as it was told, in UTC.
    pub updates: Vec<(NaiveDateTime, String)>,
}

/// A point as everybody reads it, under a heading of the third level.
fn point(one: &Point) -> Markup {
    html! {
        section.fm-flow.fm-space aria-labelledby={ "p" (one.id) } {
            @if let Some(theme) = &one.theme {
                p.fm-small.fm-quiet { (theme) @if one.answers > 0 { " · " (count(one.answers, "answer", "answers")) } }
            }
            h3 id={ "p" (one.id) } dir="auto" { (one.said) }
            dl.govuk-summary-list {
                div.govuk-summary-list__row {
                    dt.govuk-summary-list__key { (one.verdict.words()) }
                    dd.govuk-summary-list__value dir="auto" { @for line in one.because.lines() { (line) br; } }
                }
                @if !one.owner.is_empty() {
                    div.govuk-summary-list__row {
                        dt.govuk-summary-list__key { "Who sees to it" }
                        dd.govuk-summary-list__value { bdi { (one.owner) } }
                    }
                }
                @if let Some(day) = one.due {
                    div.govuk-summary-list__row {
                        dt.govuk-summary-list__key { "By" }
                        dd.govuk-summary-list__value { (dates::date(day)) }
                    }
                }
                @for (at, words) in &one.updates {
                    div.govuk-summary-list__row {
                        dt.govuk-summary-list__key { (dates::time(*at, &dates::date(*at))) }
                        dd.govuk-summary-list__value dir="auto" { (words) }
                    }
                }
            }
        }
    }
}

/// A choice among themes: "No theme", and each by number and path.
fn themes<'a>(numbers: &'a [String], themes: &'a [(i64, String)]) -> Vec<form::Choice<'a>> {
    let none = form::Choice { value: "", label: "No theme", hint: None };
    let all = numbers.iter().zip(themes).map(|(value, (_, label))| form::Choice { value, label, hint: None });
    std::iter::once(none).chain(all).collect()
}
