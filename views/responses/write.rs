//! A section that somebody answers.

use super::{Step, about, for_whom, unsaved};
use crate::form::{self, Problems};
use crate::parts::count;
use crate::questionnaires::{Section, Typed, progress, questions};
use crate::{dates, paths};
use chrono::NaiveDateTime;
use maud::{Markup, PreEscaped, html};

/// What somebody else has saved of this section meanwhile.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Theirs {
    /// Each question on which the two differ, with their answer in plain words.
    pub answers: Vec<(String, String)>,
}

/// A section that somebody answers.
#[derive(Clone, Debug, Default)]
pub struct Write {
    /// The proposal's name in addresses.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// The reference of the response.
    pub reference: String,
    /// The section's number.
    pub id: i64,
    /// Its place, from 1 on.
    pub place: usize,
    /// All sections, with how far each is.
    pub steps: Vec<Step>,
    /// The section.
    pub section: Section,
    /// What was typed.
    pub typed: Typed,
    /// Field `edition`: what the writer has seen.
    pub edition: i64,
    /// The organisation for which it is written.
    pub organisation: Option<String>,
    /// When something was saved last, in UTC.
    pub saved_at: Option<NaiveDateTime>,
    /// When it closes, in UTC.
    pub closes_at: Option<NaiveDateTime>,
    /// Who of the organisation is writing here too, and since when, in UTC.
    pub writing: Option<(String, NaiveDateTime)>,
    /// How many remarks there are about this section, where others write it too.
    pub remarks: Option<i64>,
    /// What somebody else has saved meanwhile.
    pub theirs: Option<Theirs>,
    /// Whether what was typed could not be saved, through no fault of its writer.
    pub is_unsaved: bool,
    /// What to put right; ids are the fields' names.
    pub problems: Problems,
}

/// The page of one section.
pub fn write(view: &Write) -> Markup {
    about(
        &format!("Section {} of {}: {}", view.place, view.steps.len(), view.section.title),
        (&view.slug, &view.title),
        &view.problems,
        html! {
            div {
                @if view.is_unsaved {
                    (unsaved("We could not save your answers", "They are still here below. Wait a few seconds, then save them again."))
                }
                (form::summary(&view.problems))
                (for_whom(view.organisation.as_deref()))
                @if let Some(theirs) = &view.theirs { (both(theirs)) }
                @if let Some((name, since)) = &view.writing {
                    div.govuk-inset-text {
                        bdi { (name) } " has been writing in this section since " (dates::time(*since, &dates::hour(*since)))
                        ". You can write too: whoever saves second sees both texts."
                    }
                }
                (progress(view.place, view.steps.len()))
                h1.fm-space-s.fm-h1--form { (view.section.title) }
                @if !view.section.intro_html.is_empty() { div.fm-prose { (PreEscaped(&view.section.intro_html)) } }
                form.fm-space method="post" action=(paths::response_section(&view.reference, view.id)) novalidate {
                    (form::csrf())
                    (form::hidden("edition", &view.edition.to_string()))
                    (questions(&view.section.questions, &view.typed, &view.problems))
                    div.govuk-button-group {
                        button.govuk-button name="go" value="next" { "Save and continue" }
                        button.govuk-button.govuk-button--secondary name="go" value="later" { "Save and come back later" }
                    }
                }
            }
            (aside(view))
        },
    )
}

fn both(theirs: &Theirs) -> Markup {
    html! {
        section.govuk-inset-text aria-labelledby="h-theirs" {
            h2.fm-h3 #h-theirs { "Somebody else has saved this section meanwhile" }
            p { "Nothing is lost. This is what they saved. Your own text is in the form below: put the two together, then save." }
            dl.govuk-summary-list {
                @for (question, answer) in &theirs.answers {
                    div.govuk-summary-list__row {
                        dt.govuk-summary-list__key { (question) }
                        dd.govuk-summary-list__value dir="auto" { (answer) }
                    }
                }
            }
        }
    }
}

fn aside(view: &Write) -> Markup {
    html! {
        aside.fm-side.fm-sticky aria-label="Your response" {
            section {
                h2 { "Your response" }
                ol.fm-docs {
                    @for step in &view.steps {
                        li {
                            @if step.id == view.id { b aria-current="step" { (step.title) } }
                            @else { a href=(paths::response_section(&view.reference, step.id)) { (step.title) } }
                            small { @if step.id == view.id { "You are here" } @else { (step.state.words()) } }
                        }
                    }
                }
            }
            @if let Some(remarks) = view.remarks {
                section {
                    h2 { "With the others" }
                    ul.fm-docs {
                        li {
                            a href={ (paths::response_remarks(&view.reference)) "?section=" (view.id) } { "Talk it over" }
                            small { (count(remarks, "remark", "remarks")) " about this section" }
                        }
                        li { a href=(paths::response_history(&view.reference, view.id)) { "What was saved before" } }
                    }
                }
            }
            section {
                h2 { "Come back when you like" }
                p {
                    @if let Some(at) = view.saved_at { "Saved on " (dates::time(at, &dates::moment(at))) ". " }
                    "Your reference is " strong { (view.reference) } ". "
                    a href=(paths::own_responses()) { "Your responses" } " has the way back."
                }
                @if let Some(at) = view.closes_at { p { "It must be sent by " (dates::time(at, &dates::moment(at))) "." } }
            }
        }
    }
}
