//! The desk at which staff build what a consultation asks.

use crate::form::{self, Choice, Choices, Input, Problems};
use crate::parts::{Stage, count, status_tag};
use crate::paths;
use crate::staff::desk_page;
use maud::{Markup, html};

/// What a proposal asks, for those who build it.
#[derive(Clone, Debug)]
pub struct Builder {
    /// The proposal's number.
    pub id: i64,
    /// Its name in addresses.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// Where it stands.
    pub stage: Stage,
    /// Field `edition`: what the writer has seen.
    pub edition: i64,
    /// Whether nothing can be changed, because people could answer already.
    pub is_fixed: bool,
    /// About how many minutes it takes.
    pub minutes: usize,
    /// Field `late_days`.
    pub late_days: String,
    /// The sections.
    pub sections: Vec<LineOfSection>,
    /// Field `from`: proposals from which to copy, by number and title; none where something is asked already.
    pub copy_from: Vec<(String, String)>,
    /// What to put right.
    pub problems: Problems,
}

/// A section in the list.
#[derive(Clone, Debug, Default)]
pub struct LineOfSection {
    /// Its number.
    pub id: i64,
    /// Its heading.
    pub title: String,
    /// Its questions.
    pub questions: Vec<LineOfQuestion>,
}

/// A question in the list.
#[derive(Clone, Debug, Default)]
pub struct LineOfQuestion {
    /// Its number.
    pub id: i64,
    /// Its place among all questions.
    pub place: usize,
    /// What is asked.
    pub words: String,
    /// How it is answered, in words.
    pub kind: &'static str,
    /// Whether an answer is needed.
    pub required: bool,
    /// Of whom it is asked, as a sentence, where not of everybody.
    pub only_if: Option<String>,
}

/// The page that lists what is asked, with the ways to change it.
pub fn builder(view: &Builder) -> Markup {
    let proposal = paths::staff_proposal(view.id);
    let questions: usize = view.sections.iter().map(|section| section.questions.len()).sum();
    desk_page(
        "What this consultation asks",
        &[("Proposals", paths::staff_proposals()), (&view.title, &proposal)],
        &view.problems,
        html! {
            p.fm-lede { (view.title) }
            p.fm-row {
                (status_tag(view.stage))
                span {
                    (count(as_i64(questions), "question", "questions")) " in "
                    (count(as_i64(view.sections.len()), "section", "sections"))
                    @if questions > 0 { ", about " (count(as_i64(view.minutes), "minute", "minutes")) }
                }
                @if questions > 0 {
                    a href=(paths::questionnaire_preview(view.id)) { "Try it as somebody who answers" }
                    a href=(paths::results(&view.slug)) { "Results so far" }
                    a href=(paths::staff_equality(view.id)) { "Equality questions" }
                }
            }
            @if view.is_fixed {
                div.govuk-inset-text { "The questions stay as they are, because people have been able to answer them." }
            }
            div #act { @for (n, one) in view.sections.iter().enumerate() { (section(view, n + 1, one)) } }
            @if view.sections.is_empty() { p { "Nothing is asked yet. Begin with a section: a page of questions that belong together." } }
            @if !view.is_fixed {
                p { a.govuk-button href=(paths::questionnaire_section_new(view.id)) { "Add a section" } }
                @if !view.copy_from.is_empty() { (copying(view)) }
                (late(view))
            }
        },
    )
}

fn section(view: &Builder, place: usize, one: &LineOfSection) -> Markup {
    html! {
        section.fm-space aria-labelledby={ "s" (one.id) } {
            h2.fm-h3 id={ "s" (one.id) } { (place) ". " (one.title) }
            @if !view.is_fixed {
                div.fm-row {
                    a href=(paths::questionnaire_section(view.id, one.id)) {
                        "Change the heading" span.govuk-visually-hidden { " of section " (place) }
                    }
                    (acts(view, one.id, &format!("section {place}"), (place > 1, place < view.sections.len()), one.questions.is_empty()))
                }
            }
            @if one.questions.is_empty() { p.fm-quiet { "No questions yet." } } @else {
                ol.fm-docs {
                    @for (n, question) in one.questions.iter().enumerate() {
                        li { (line(view, question, (n > 0, n + 1 < one.questions.len()))) }
                    }
                }
            }
            @if !view.is_fixed {
                p { a href=(paths::questionnaire_question_new(view.id, one.id)) {
                    "Add a question" span.govuk-visually-hidden { " to section " (place) }
                } }
            }
        }
    }
}

fn line(view: &Builder, question: &LineOfQuestion, ways: (bool, bool)) -> Markup {
    html! {
        span dir="auto" { (question.place) ". " (question.words) }
        small {
            (question.kind) @if !question.required { ", optional" } "."
            @if let Some(only_if) = &question.only_if { " " (only_if) }
        }
        @if !view.is_fixed {
            div.fm-row {
                a href=(paths::questionnaire_question(view.id, question.id)) {
                    "Change" span.govuk-visually-hidden { " question " (question.place) }
                }
                (acts(view, question.id, &format!("question {}", question.place), ways, true))
            }
        }
    }
}

/// The buttons that move something or take it away, each of which says to a screen reader what it moves.
fn acts(view: &Builder, id: i64, what: &str, (up, down): (bool, bool), removes: bool) -> Markup {
    let button = |act: &str, label: &str| {
        html! {
            button.fm-linkbutton name="act" value={ (act) ":" (id) } {
                (label) span.govuk-visually-hidden { " " (what) }
            }
        }
    };
    html! {
        form.fm-row method="post" action=(paths::questionnaire(view.id)) novalidate {
            (form::csrf())
            (form::hidden("edition", &view.edition.to_string()))
            @if up { (button("up", "Move up")) }
            @if down { (button("down", "Move down")) }
            @if removes { (button("remove", "Remove")) }
        }
    }
}

fn copying(view: &Builder) -> Markup {
    let options: Vec<Choice> =
        view.copy_from.iter().map(|(value, label)| Choice { value, label, hint: None }).collect();
    let select = Choices {
        name: "from",
        label: "Or begin with the questions of an earlier one",
        hint: Some("They are copied: what you change here changes nothing there."),
        options: &options,
        ..Choices::default()
    };
    form::post(
        &paths::questionnaire_copy(view.id),
        html! {
            (form::hidden("edition", &view.edition.to_string()))
            (form::select(&select, &view.problems))
            (form::secondary_button("Copy them"))
        },
    )
}

fn late(view: &Builder) -> Markup {
    let days = Input {
        name: "late_days",
        label: "For how many days after the close is a response still taken, and marked as late?",
        hint: Some("0 takes none. What somebody has written is kept for them either way."),
        value: &view.late_days,
        width: 3,
        ..Input::default()
    };
    html! {
        h2.fm-h3.fm-subhead { "After the close" }
        (form::post(&paths::questionnaire_late(view.id), html! {
            (form::hidden("edition", &view.edition.to_string()))
            (form::text(&days, &view.problems))
            (form::secondary_button("Save"))
        }))
    }
}

fn as_i64(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
