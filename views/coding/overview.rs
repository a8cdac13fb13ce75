//! How far the coding is, and whose task it is.

use super::page_of;
use crate::form::{self, Choice, Choices, Problems};
use crate::parts::{count, number};
use crate::{dates, paths};
use chrono::NaiveDateTime;
use maud::{Markup, html};

/// The coding of what is answered to a proposal.
#[derive(Clone, Debug, Default)]
pub struct Overview {
    /// The proposal's number and title.
    pub proposal: (i64, String),
    /// Who reads this.
    pub reader: i64,
    /// When the answers were counted, in UTC; none where they never were.
    pub counted_at: Option<NaiveDateTime>,
    /// The questions that people answer in their own words.
    pub questions: Vec<QuestionLine>,
    /// Who can be given a question: number and name.
    pub staff: Vec<(i64, String)>,
    /// What to put right; ids are `who-` and the question's number.
    pub problems: Problems,
}

/// A question, and how far it is.
#[derive(Clone, Debug, Default)]
pub struct QuestionLine {
    /// Its number.
    pub id: i64,
    /// Its place among all questions.
    pub place: usize,
    /// What is asked.
    pub words: String,
    /// How many answers it has.
    pub answers: i64,
    /// How many of them at least one person has coded.
    pub once: i64,
    /// How many of them two or more have.
    pub twice: i64,
    /// How many the reader has.
    pub own: i64,
    /// Whose task it is: number and name.
    pub analysts: Vec<(i64, String)>,
}

/// The page.
pub fn overview(view: &Overview) -> Markup {
    let (id, title) = (view.proposal.0, view.proposal.1.as_str());
    page_of(
        "Coding",
        (id, title),
        false,
        &view.problems,
        html! {
            p.fm-lede { (title) }
            p {
                "Read one answer at a time, and tag it with what it is about. Each of you does so alone: "
                "you see what others found in an answer once you have coded it yourself."
            }
            p.fm-row { a href=(paths::themes(id)) { "Themes" } a href=(paths::agreement(id)) { "How far coders agree" } }
            @if view.questions.is_empty() { p { "No question is answered in people’s own words." } }
            @for line in &view.questions { (question(view, line)) }
            p.fm-caveat {
                @match view.counted_at {
                    Some(at) => { "Answers counted at " (dates::time(at, &dates::moment(at))) ". What was taken back does not count." }
                    None => { "The answers are being counted. Look again in a minute." }
                }
            }
            (files(id))
        },
    )
}

fn files(id: i64) -> Markup {
    html! {
        h2.fm-h3.fm-subhead { "What was found, as a file" }
        p {
            "It says which coder found what, by number and not by name. "
            "If you still have answers to code, leave it closed until you have: it tells what the others found."
        }
        ul.fm-docs {
            li { a href=(paths::passages_file(id, "passages.csv")) { "A table (CSV)" } }
            li { a href=(paths::passages_file(id, "passages.csv.sha256")) { "The SHA-256 of the table" } }
            li { a href=(paths::passages_file(id, "dictionary.csv")) { "What the columns and the themes mean" } }
        }
    }
}

fn question(view: &Overview, line: &QuestionLine) -> Markup {
    let (heading, here) = (format!("q{}", line.id), paths::coding_question(view.proposal.0, line.id));
    let named = || html! { span.govuk-visually-hidden { " to question " (line.place) } };
    html! {
        section.fm-space.fm-flow aria-labelledby=(heading) {
            h2.fm-h3 id=(heading) dir="auto" { (line.place) ". " (line.words) }
            p {
                (count(line.answers, "answer", "answers")) ": "
                (number(line.once)) " coded, " (number(line.twice)) " of them by two people or more. "
                "You have coded " (number(line.own)) "."
            }
            p.fm-row {
                a.govuk-button href=(here) { "Code the next answer" (named()) }
                @if line.own > 0 { a href={ (here) "?show=coded" } { "Answers that you have coded" (named()) } }
            }
            (analysts(view, line))
        }
    }
}

fn analysts(view: &Overview, line: &QuestionLine) -> Markup {
    let action = paths::coding(view.proposal.0);
    let act = |act: &str, who: i64| {
        html! {
            (form::csrf())
            (form::hidden("question", &line.id.to_string()))
            (form::hidden("act", act))
            (form::hidden("who", &who.to_string()))
        }
    };
    html! {
        h3 { "Whose task it is" }
        @if line.analysts.is_empty() { p { "Nobody’s yet." } }
        ul.fm-docs {
            @for (who, name) in &line.analysts {
                li {
                    form.fm-row method="post" action=(action) novalidate {
                        (act("release", *who))
                        bdi { (name) }
                        button.fm-linkbutton { "Take it from them" span.govuk-visually-hidden { ": " (name) ", question " (line.place) } }
                    }
                }
            }
        }
        @if line.analysts.iter().all(|(who, _)| *who != view.reader) {
            form method="post" action=(action) novalidate {
                (act("assign", view.reader))
                button.fm-linkbutton { "Take it yourself" span.govuk-visually-hidden { ": question " (line.place) } }
            }
        }
        (giving(view, line))
    }
}

/// Giving it to somebody who does not have it yet.
fn giving(view: &Overview, line: &QuestionLine) -> Markup {
    let has_it = |who: i64| line.analysts.iter().any(|(one, _)| *one == who);
    let others: Vec<(String, &str)> = view
        .staff
        .iter()
        .filter(|(who, _)| !has_it(*who))
        .map(|(who, name)| (who.to_string(), name.as_str()))
        .collect();
    let first = Choice { value: "", label: "Choose somebody", hint: None };
    let named = others.iter().map(|(value, label)| Choice { value, label, hint: None });
    let options: Vec<Choice> = std::iter::once(first).chain(named).collect();
    let (field, label) = (format!("who-{}", line.id), format!("Give question {} to", line.place));
    let who = Choices { name: "who", id: Some(&field), label: &label, options: &options, ..Choices::default() };
    html! {
        @if !others.is_empty() {
            (form::post(&paths::coding(view.proposal.0), html! {
                (form::hidden("question", &line.id.to_string()))
                (form::hidden("act", "assign"))
                (form::select(&who, &view.problems))
                (form::secondary_button("Give it to them"))
            }))
        }
    }
}
