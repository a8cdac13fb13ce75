//! A response: how far it is, and what became of it.

mod receipt;

use super::{Standing, about, for_whom};
use crate::form::{self, Problems};
use crate::parts::count;
use crate::{dates, paths};
use chrono::NaiveDateTime;
use maud::{Markup, html};
use receipt::receipt;

/// How far a section is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StepState {
    /// Nothing was saved.
    #[default]
    Open,
    /// Something has to be put right or is missing.
    Unfinished,
    /// All that is needed is there.
    Done,
    /// Nothing in it is asked of this person.
    NotAsked,
}

impl StepState {
    /// The same in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Open => "Not started",
            Self::Unfinished => "Something is missing",
            Self::Done => "Done",
            Self::NotAsked => "No questions for you",
        }
    }
}

/// A section in the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// Its number.
    pub id: i64,
    /// Its heading.
    pub title: String,
    /// How far it is.
    pub state: StepState,
    /// Who else is writing in it at the moment.
    pub writing: Option<String>,
}

/// What was decided about publishing a response.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Published {
    /// The number under which everybody can read it; none where it is not published.
    pub number: Option<i64>,
    /// Why; may be empty.
    pub reason: String,
    /// What stands in the place of each part that was taken out.
    pub marks: Vec<String>,
    /// The names of the files that everybody can have.
    pub files: Vec<String>,
    /// The names of those that nobody can.
    pub kept_files: Vec<String>,
}

/// A response, for those who write it.
#[derive(Clone, Debug, Default)]
pub struct One {
    /// The proposal's name in addresses.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// The reference.
    pub reference: String,
    /// Where it stands.
    pub standing: Standing,
    /// The organisation for which it is written.
    pub organisation: Option<String>,
    /// Whether the reader may send it and take it back.
    pub signs: bool,
    /// The sections.
    pub steps: Vec<Step>,
    /// Whether it can be changed, sent and taken back now.
    pub is_open: bool,
    /// When it closes or closed, in UTC.
    pub closes_at: Option<NaiveDateTime>,
    /// When it was sent last, in UTC.
    pub sent_at: Option<NaiveDateTime>,
    /// How often it was sent.
    pub version: i64,
    /// When it was taken back, in UTC.
    pub withdrawn_at: Option<NaiveDateTime>,
    /// Whether something was saved after it was sent, so that what was sent is not what stands here.
    pub changed_since: bool,
    /// Whether it can still be sent, if only as late.
    pub can_send: bool,
    /// Whether everybody can see how often what was answered.
    pub has_results: bool,
    /// Whether the reader is asked about themselves; true where they have answered that.
    pub about_you: Option<bool>,
    /// Whether it is public what was decided.
    pub has_outcome: bool,
    /// How many remarks there are, where others write it too.
    pub remarks: Option<i64>,
    /// Whether the reader can ask an owner to send it; false where owners were asked within a day.
    pub may_ask: bool,
    /// How many files there are that stay with it.
    pub attachments: i64,
    /// What may be published, in words.
    pub publish: &'static str,
    /// What was decided about publishing it; none before that.
    pub published: Option<Published>,
}

/// The page of a response.
pub fn one(view: &One) -> Markup {
    let title = match view.standing {
        Standing::Draft => "Your response",
        Standing::Sent | Standing::Late => "We have your response",
        Standing::Withdrawn => "You have taken back your response",
    };
    about(
        title,
        (&view.slug, &view.title),
        &Problems::default(),
        html! {
            div.fm-flow {
                (for_whom(view.organisation.as_deref()))
                h1.fm-h2 { (title) }
                p.fm-lede { (view.title) }
                (receipt(view))
                @if let Some(is_given) = view.about_you { (about_you(view, is_given)) }
                @if view.can_send { (steps(view)) }
                @if view.is_open && view.signs && matches!(view.standing, Standing::Sent | Standing::Late) { (taking_back(view)) }
            }
            aside.fm-side aria-label="Your reference" {
                section {
                    h2 { "Your reference" }
                    p { strong { (view.reference) } }
                    p.fm-small { "Give it when you write to us about this response. It opens nothing by itself." }
                    p.fm-small { a href=(paths::own_responses()) { "All your responses" } }
                }
                @if let Some(remarks) = view.remarks { (with_others(view, remarks)) }
                @if view.has_results {
                    section {
                        h2 { "Results" }
                        p { a href=(paths::results(&view.slug)) { "What everybody answered" } }
                        @if view.has_outcome {
                            p { a href=(paths::response_outcome(&view.reference)) { "What became of your response" } }
                        }
                    }
                }
            }
        },
    )
}

/// The way to the questions that are no part of the response.
fn about_you(view: &One, is_given: bool) -> Markup {
    let to = paths::response_equality(&view.reference);
    html! {
        section.fm-flow aria-labelledby="h-you" {
            h2 #h-you { "About you" }
            @if is_given { p { "You have answered our questions about you. Thank you." } } @else {
                p { "We want to hear from all kinds of people. If you like, answer a few questions about yourself. Your answers are not kept with your response or your account." }
                p { a.govuk-button.govuk-button--secondary href=(to) { "Answer questions about you" } }
            }
        }
    }
}

fn steps(view: &One) -> Markup {
    let first = view.steps.iter().find(|step| step.state != StepState::Done && step.state != StepState::NotAsked);
    let to = first.map_or_else(
        || paths::response_check(&view.reference),
        |step| paths::response_section(&view.reference, step.id),
    );
    let label = match (first, view.standing) {
        (Some(step), _) if step.state == StepState::Open => "Go on with the questions",
        (Some(_), _) => "Put right what is missing",
        (None, Standing::Draft) => "Check your answers and send them",
        (None, _) => "Check your answers and send them again",
    };
    html! {
        section.fm-flow aria-labelledby="h-steps" {
            h2 #h-steps { @if view.standing == Standing::Draft { "What is asked" } @else { "Change your answers" } }
            @if let Some(at) = view.closes_at {
                p {
                    @if view.is_open { "You can do so until " } @else { "The close has passed. It will be marked as late. It closed at " }
                    (dates::time(at, &dates::moment(at))) ". You can answer the sections in any order."
                }
            }
            ol.fm-docs {
                @for step in &view.steps {
                    li {
                        @if step.state == StepState::NotAsked { (step.title) }
                        @else { a href=(paths::response_section(&view.reference, step.id)) { (step.title) } }
                        small {
                            (step.state.words())
                            @if let Some(name) = &step.writing { ". " bdi { (name) } " is writing here" }
                        }
                    }
                }
            }
            (files(view))
            p { a.govuk-button href=(to) { (label) } }
        }
    }
}

/// The way to the files, which nobody has to attach.
fn files(view: &One) -> Markup {
    html! {
        p {
            a href=(paths::response_attachments(&view.reference)) { "Attach files" }
            " (optional)" @if view.attachments > 0 { ": " (count(view.attachments, "file", "files")) } "."
        }
    }
}

fn taking_back(view: &One) -> Markup {
    html! {
        details.govuk-details {
            summary.govuk-details__summary { span.govuk-details__summary-text { "Take back your response" } }
            div.govuk-details__text {
                p {
                    "It will not be counted or published. You can send it again until the close."
                    @if view.attachments > 0 { " The files that you attached are deleted." }
                }
                (form::post(&paths::response_withdrawal(&view.reference), form::secondary_button("Take it back")))
            }
        }
    }
}

fn with_others(view: &One, remarks: i64) -> Markup {
    html! {
        section {
            h2 { "With the others" }
            p { a href=(paths::response_remarks(&view.reference)) { "Talk it over" } " (" (count(remarks, "remark", "remarks")) ")" }
            @if !view.signs && view.is_open {
                @if view.may_ask {
                    p { "An owner of your organisation sends it. Is it ready?" }
                    (form::post(&paths::response_sign_off(&view.reference), form::secondary_button("Ask an owner to send it")))
                } @else {
                    p { "An owner was asked to look at it and send it." }
                }
            }
        }
    }
}
