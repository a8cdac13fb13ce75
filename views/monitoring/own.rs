//! The questions that somebody answers about themselves.

use super::RATHER_NOT;
use crate::form::{self, Choice, Choices, Problems};
use crate::layout::{Shell, page};
use crate::{dates, parts, paths};
use chrono::NaiveDateTime;
use maud::{Markup, html};

/// Whether somebody can answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// They can.
    #[default]
    Open,
    /// They have.
    Given,
    /// It is too late.
    Over,
}

/// A question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    /// The name of its field.
    pub field: &'static str,
    /// What is asked.
    pub words: String,
    /// Help below it; may be empty.
    pub help: String,
    /// What can be chosen: the value that is sent, and what is read. "Prefer not to say" is not among it.
    pub options: Vec<(String, String)>,
    /// What was chosen; empty for nothing yet.
    pub chosen: String,
}

/// The questions about somebody.
#[derive(Clone, Debug, Default)]
pub struct Own {
    /// The proposal's name in addresses.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// The reference of their response.
    pub reference: String,
    /// Whether they can answer.
    pub standing: Standing,
    /// Until when, in UTC.
    pub until: Option<NaiveDateTime>,
    /// Why they are asked.
    pub reason: String,
    /// The questions.
    pub questions: Vec<Question>,
    /// What is sent for "Prefer not to say".
    pub rather_not: &'static str,
    /// What to put right.
    pub problems: Problems,
}

/// The page of the questions.
pub fn own(view: &Own) -> Markup {
    let (proposal, response) = (paths::proposal(&view.slug), paths::response(&view.reference));
    page(
        &Shell::new("About you").no_index().with_problems(&view.problems),
        html! {
            div.fm-wrap { (parts::breadcrumbs(&[("Home", paths::home()), (&view.title, &proposal), ("Your response", &response)])) }
            div.fm-main { div.fm-wrap { div.fm-flow {
                (form::summary(&view.problems))
                h1.fm-h2 { "About you" }
                @match view.standing {
                    Standing::Open => (questions(view)),
                    Standing::Given => {
                        p.fm-lede { "You have answered these questions. Thank you." }
                        p { "Your answers were added to the counts. They are not kept anywhere else, so nobody can show them to you or change them." }
                    },
                    Standing::Over => p.fm-lede { "It is too late to answer these questions. Your response counts all the same." },
                }
                p { a href=(response) { "Back to your response" } }
            } } }
        },
    )
}

fn questions(view: &Own) -> Markup {
    html! {
        p.fm-lede { "We want to hear from all kinds of people. These questions help us to see whether we do. You do not have to answer any of them." }
        @if !view.reason.is_empty() { p dir="auto" { "Why we ask: " (view.reason) } }
        div.govuk-inset-text.fm-flow {
            p { strong { "How your answers are kept" } }
            p { "Each answer is added to a count, such as how many people are 25 to 34. Nothing else is kept of it: not your name, not which response was yours, and not which answers belong together. So nobody can find out later what you said, and you cannot change it." }
            p {
                "We note that you have answered, so that each person counts once. "
                @if let Some(at) = view.until { "Soon after " (dates::time(at, &dates::moment(at))) " we" } @else { "Later we" }
                " publish the counts without the small numbers, and delete the exact counts and that note."
            }
        }
        (form::post(&paths::response_equality(&view.reference), html! {
            @for question in &view.questions { (one(view, question)) }
            p { "If you leave a question out, that counts as “" (RATHER_NOT) "”." }
            (form::button_group(html! {
                (form::button("Send these answers"))
                a href=(paths::response(&view.reference)) { "Leave without answering" }
            }))
        }))
    }
}

fn one(view: &Own, question: &Question) -> Markup {
    let given = question.options.iter().map(|(value, label)| Choice { value, label, hint: None });
    let rather_not = Choice { value: view.rather_not, label: RATHER_NOT, hint: None };
    let options: Vec<Choice> = given.chain(std::iter::once(rather_not)).collect();
    let choices = Choices {
        name: question.field,
        label: &question.words,
        hint: (!question.help.is_empty()).then_some(question.help.as_str()),
        options: &options,
        selected: Some(&question.chosen),
        ..Choices::default()
    };
    form::radios(&choices, &view.problems)
}
