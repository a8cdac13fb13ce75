//! All questions on one page: to be read before answering, and to be printed and filled in by hand.

use super::{Kind, Question, Section};
use crate::layout::{Shell, page};
use crate::parts::breadcrumbs;
use crate::{dates, paths};
use chrono::NaiveDateTime;
use maud::{Markup, PreEscaped, html};

/// All that a proposal asks.
#[derive(Clone, Debug, Default)]
pub struct Paper {
    /// The proposal's name in addresses.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// When it closes, in UTC.
    pub closes_at: Option<NaiveDateTime>,
    /// The sections, with all their questions.
    pub sections: Vec<Section>,
    /// Of whom a question is asked, by its number, where not of everybody.
    pub only_if: Vec<(i64, String)>,
}

/// The page with all questions. In print each has room for an answer.
pub fn paper(view: &Paper) -> Markup {
    let here = paths::proposal(&view.slug);
    page(
        &Shell::new("All questions"),
        html! {
            div.fm-wrap { (breadcrumbs(&[("Home", paths::home()), (&view.title, &here)])) }
            div.fm-main { div.fm-wrap { div.fm-flow {
                h1.fm-h2 { "All questions" }
                p.fm-lede { (view.title) }
                @if let Some(at) = view.closes_at { p { "It closes at " (dates::time(at, &dates::moment(at))) "." } }
                p.fm-noprint {
                    a.govuk-button href=(paths::respond(&view.slug)) { "Answer here" } " "
                    "or print this page and fill it in by hand. " a href=(paths::page("other-formats")) { "How to send it by post" }
                }
                @for (n, section) in view.sections.iter().enumerate() {
                    section.fm-flow aria-labelledby={ "s" (n + 1) } {
                        h2 id={ "s" (n + 1) } { (n + 1) ". " (section.title) }
                        @if !section.intro_html.is_empty() { div.fm-prose { (PreEscaped(&section.intro_html)) } }
                        @for question in &section.questions { (one(view, question)) }
                    }
                }
            } } }
        },
    )
}

fn one(view: &Paper, question: &Question) -> Markup {
    let only_if = view.only_if.iter().find(|(id, _)| *id == question.id).map(|(_, words)| words);
    let optional = if question.required { "" } else { " (optional)" };
    html! {
        div.fm-paper {
            h3.fm-h3 { (question.place) ". " (question.words) (optional) }
            @if let Some(words) = only_if { p.fm-quiet { (words) } }
            @if !question.help.is_empty() { p.fm-quiet { (question.help) } }
            @match question.kind {
                Kind::Many => (boxes(question, "Choose all that apply.")),
                Kind::One => (boxes(question, "Choose one.")),
                Kind::Order => (boxes(question, "Write 1 beside what matters most, then 2, and so on.")),
                Kind::Grid => (grid(question)),
                Kind::List => { p { "Write the name of the borough, or “outside London”." } (line()) },
                Kind::Text(_) => (room()),
                Kind::Line | Kind::Number | Kind::Date => (line()),
            }
        }
    }
}

fn boxes(question: &Question, how: &str) -> Markup {
    html! {
        p { (how) }
        ul.fm-plain { @for (_, label) in &question.choices { li { span.fm-box aria-hidden="true" {} (label) } } }
    }
}

fn grid(question: &Question) -> Markup {
    let columns: Vec<&str> = question.choices.iter().map(|(_, label)| label.as_str()).collect();
    html! {
        p { "For each line choose one: " (columns.join(", ")) "." }
        ul.fm-plain { @for (_, label) in &question.rows { li { (label) " " span.fm-blank aria-hidden="true" {} } } }
    }
}

fn line() -> Markup {
    html! { div.fm-blank aria-hidden="true" {} }
}

fn room() -> Markup {
    html! { div.fm-room aria-hidden="true" {} }
}
