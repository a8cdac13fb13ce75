//! Writing a proposal.

use super::groups::{self, DocumentFields, OptionFields};
use super::{day_and_time, desk_page};
use crate::form::{self, Choice, Choices, Problems, TextArea};
use crate::parts::{Stage, status_tag};
use crate::paths;
use crate::proposals::words;
use maud::{Markup, html};

/// The box that makes a draft public.
const ANNOUNCE: &str = "Announce it: everybody sees it, and it opens and closes by itself at these times";

/// When people see how others voted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Totals {
    /// Always.
    #[default]
    Public,
    /// After they have voted.
    AfterVoting,
    /// After the close.
    AfterClose,
}

impl Totals {
    /// What the form sends in the field `totals`.
    pub fn value(self) -> &'static str {
        match self {
            Totals::Public => "public",
            Totals::AfterVoting => "after_voting",
            Totals::AfterClose => "after_close",
        }
    }
}

/// A proposal as it is being written. Every text is as it was typed; times are London's.
#[derive(Clone, Debug, Default)]
pub struct Editor {
    /// Its number; nothing for a new one.
    pub id: Option<i64>,
    /// Its name in addresses; nothing for a new one.
    pub slug: Option<String>,
    /// Where it stands; nothing for a new one.
    pub stage: Option<Stage>,
    /// The version from which the writer started, sent as `version`, so that nobody overwrites what they have not seen.
    pub version: i64,
    /// Area, dates and totals from which the writer started, sent as `was` for the same reason.
    pub was: String,
    /// Whether it was ever open: then a change needs a public reason.
    pub ever_opened: bool,
    /// Field `title`.
    pub title: String,
    /// Field `summary`.
    pub summary: String,
    /// Field `change`, in Markdown.
    pub change: String,
    /// Field `why`, in Markdown.
    pub why: String,
    /// Fields `decided`, `undecided`, `influence` and `costs`, in Markdown.
    pub statements: [String; 4],
    /// What to think of about the dates, each a sentence.
    pub warnings: Vec<String>,
    /// Field `contact`, in Markdown.
    pub contact: String,
    /// The options; those that are missing are shown empty.
    pub options: Vec<OptionFields>,
    /// The documents; those that are missing are shown empty.
    pub documents: Vec<DocumentFields>,
    /// Field `area`: the chosen area's name in addresses.
    pub area: String,
    /// All areas: name in addresses, and title.
    pub areas: Vec<(String, String)>,
    /// Field `totals`.
    pub totals: Totals,
    /// Field `announce`: whether everybody sees it, and it opens and closes by itself at its dates. Asked of drafts only.
    pub announce: bool,
    /// Field `opens_date`: "2026-10-12".
    pub opens_date: String,
    /// Field `opens_time`: "09:00".
    pub opens_time: String,
    /// Field `closes_date`.
    pub closes_date: String,
    /// Field `closes_time`.
    pub closes_time: String,
    /// Field `reason`: why it is changed, for everybody to read.
    pub reason: String,
    /// What to put right. Ids are the fields' names; in groups with the group's number from 1, such as `option_title-1`.
    pub problems: Problems,
}

/// The page for writing or changing a proposal.
pub fn editor(view: &Editor) -> Markup {
    let title = if view.id.is_some() { "Change a proposal" } else { "Write a new proposal" };
    desk_page(
        title,
        &[("Proposals", paths::staff_proposals())],
        &view.problems,
        html! {
            @if let (Some(slug), Some(stage)) = (&view.slug, view.stage) {
                p.fm-row { (status_tag(stage)) a href=(paths::proposal(slug)) { "See it as it stands" } }
            }
            (form(view))
        },
    )
}

/// The form alone.
pub(super) fn form(view: &Editor) -> Markup {
    let action = view.id.map_or_else(|| paths::staff_proposal_new().to_owned(), paths::staff_proposal);
    form::post(
        &action,
        html! {
            (form::hidden("version", &view.version.to_string()))
            (form::hidden("was", &view.was))
            (fields(view))
            (groups::options(&view.options, &view.problems))
            (groups::documents(&view.documents, &view.problems))
            (rules(view))
            @if view.ever_opened { (reason(view)) }
            (form::button_group(html! {
                (form::button("Save the proposal"))
                a href=(paths::staff_proposals()) { "Leave without saving" }
            }))
        },
    )
}

fn fields(view: &Editor) -> Markup {
    let contact = TextArea {
        name: "contact",
        label: "Whom to ask",
        hint: Some("Name, email address, phone number and hours"),
        value: &view.contact,
        rows: 3,
        limit: Some(1_000),
        ..TextArea::default()
    };
    html! {
        (words::in_short(&view.title, &view.summary, &view.problems))
        (area(view))
        (words::at_length(&view.change, &view.why, &view.problems))
        (statements(view))
        (form::textarea(&contact, &view.problems))
    }
}

/// What is decided, what is not, what answers can change, and the costs: a consultation cannot be announced without them.
fn statements(view: &Editor) -> Markup {
    let fields = [
        (
            "decided",
            "What is already decided",
            "A consultation needs these four before it is announced. Say so if nothing is decided",
        ),
        ("undecided", "What is not decided yet", "What you have an open mind about"),
        ("influence", "What people’s answers can change", "What could come out differently because of them"),
        ("costs", "Costs and effects", "What it costs, who pays, who gains and who may lose"),
    ];
    html! {
        @for ((name, label, hint), value) in fields.into_iter().zip(&view.statements) {
            (form::textarea(&TextArea { name, label, hint: Some(hint), value, rows: 3, limit: Some(4_000), ..TextArea::default() }, &view.problems))
        }
    }
}

fn area(view: &Editor) -> Markup {
    let areas: Vec<Choice> =
        view.areas.iter().map(|(slug, title)| Choice { value: slug, label: title, hint: None }).collect();
    let area = Choices {
        name: "area",
        label: "Area of focus",
        options: &areas,
        selected: Some(&view.area),
        ..Choices::default()
    };
    form::select(&area, &view.problems)
}

fn rules(view: &Editor) -> Markup {
    let totals = [
        Choice { value: "public", label: "Everybody, at any time", hint: None },
        Choice { value: "after_voting", label: "Those who have voted; everybody after the close", hint: None },
        Choice { value: "after_close", label: "Everybody, after the close", hint: None },
    ];
    let choices = Choices {
        name: "totals",
        label: "Who sees how people voted?",
        options: &totals,
        selected: Some(view.totals.value()),
        ..Choices::default()
    };
    html! {
        h2.fm-h3.fm-subhead { "Dates and votes" }
        @if !view.warnings.is_empty() {
            div.govuk-warning-text {
                span.govuk-warning-text__icon aria-hidden="true" { "!" }
                div.govuk-warning-text__text {
                    span.govuk-visually-hidden { "Warning" }
                    @for warning in &view.warnings { p { (warning) } }
                }
            }
        }
        (day_and_time("opens", "Opens", &view.opens_date, &view.opens_time, &view.problems))
        (day_and_time("closes", "Closes", &view.closes_date, &view.closes_time, &view.problems))
        @if matches!(view.stage, None | Some(Stage::Draft)) {
            (form::checkbox("announce", "yes", ANNOUNCE, view.announce, &view.problems))
        }
        (form::radios(&choices, &view.problems))
    }
}

fn reason(view: &Editor) -> Markup {
    let area = TextArea {
        name: "reason",
        label: "Why do you change it?",
        hint: Some("Everybody can read this beside what changed."),
        value: &view.reason,
        rows: 3,
        limit: Some(1_000),
        ..TextArea::default()
    };
    form::textarea(&area, &view.problems)
}
