//! The desk at which staff build what a consultation asks.

use crate::form::{self, Choice, Choices, Input, Problems, TextArea};
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

/// The heading of a section, to be written or changed.
#[derive(Clone, Debug, Default)]
pub struct SectionForm {
    /// The proposal's number.
    pub id: i64,
    /// Its title.
    pub title: String,
    /// The section's number; nothing for a new one.
    pub section: Option<i64>,
    /// Field `edition`.
    pub edition: i64,
    /// Field `title`.
    pub heading: String,
    /// Field `lede`.
    pub intro: String,
    /// What to put right; ids are the fields' names.
    pub problems: Problems,
}

/// The page with the form of a section.
pub fn section_form(view: &SectionForm) -> Markup {
    let action = view
        .section
        .map_or_else(|| paths::questionnaire_section_new(view.id), |n| paths::questionnaire_section(view.id, n));
    let heading = Input { name: "title", label: "Heading", value: &view.heading, ..Input::default() };
    let intro = TextArea {
        name: "lede",
        label: "What to know before answering (optional)",
        hint: Some("Plain words, with **bold**, lists and links as in Markdown."),
        value: &view.intro,
        limit: Some(5_000),
        ..TextArea::default()
    };
    within(
        if view.section.is_some() { "Change a section" } else { "Add a section" },
        (view.id, &view.title),
        &view.problems,
        form::post(
            &action,
            html! {
                (form::hidden("edition", &view.edition.to_string()))
                (form::text(&heading, &view.problems))
                (form::textarea(&intro, &view.problems))
                (save(view.id))
            },
        ),
    )
}

/// Answers of an earlier question, on which another may depend.
#[derive(Clone, Debug, Default)]
pub struct EarlierChoice {
    /// The question with its place: "2. Do you …?"
    pub question: String,
    /// Its answers: what is sent, and what is read.
    pub choices: Vec<(String, String)>,
}

/// A question, to be written or changed.
#[derive(Clone, Debug, Default)]
pub struct QuestionForm {
    /// The proposal's number.
    pub id: i64,
    /// Its title.
    pub title: String,
    /// The question's number; nothing for a new one.
    pub question: Option<i64>,
    /// The section of a new one.
    pub section: i64,
    /// Field `edition`.
    pub edition: i64,
    /// Field `words`.
    pub words: String,
    /// Field `note`: help below the question.
    pub help: String,
    /// Field `kind`.
    pub kind: String,
    /// The kinds: what is sent, and what is read.
    pub kinds: Vec<(&'static str, &'static str)>,
    /// Field `required`.
    pub required: bool,
    /// Field `choices`, a line each.
    pub choices: String,
    /// Field `rows`, a line each.
    pub rows: String,
    /// On what it can depend.
    pub earlier: Vec<EarlierChoice>,
    /// Field `only_if`: the answers that were ticked.
    pub only_if: Vec<String>,
    /// What to put right; ids are the fields' names.
    pub problems: Problems,
}

/// The page with the form of a question.
pub fn question_form(view: &QuestionForm) -> Markup {
    let action = view.question.map_or_else(
        || paths::questionnaire_question_new(view.id, view.section),
        |n| paths::questionnaire_question(view.id, n),
    );
    let problems = &view.problems;
    let words = Input { name: "words", label: "What do you ask?", value: &view.words, ..Input::default() };
    let help = Input { name: "note", label: "Help below it (optional)", value: &view.help, ..Input::default() };
    let kinds: Vec<Choice> = view.kinds.iter().map(|(value, label)| Choice { value, label, hint: None }).collect();
    let kind = Choices {
        name: "kind",
        label: "How do people answer?",
        options: &kinds,
        selected: Some(&view.kind),
        ..Choices::default()
    };
    within(
        if view.question.is_some() { "Change a question" } else { "Add a question" },
        (view.id, &view.title),
        problems,
        form::post(
            &action,
            html! {
                (form::hidden("edition", &view.edition.to_string()))
                (form::text(&words, problems))
                (form::text(&help, problems))
                (form::select(&kind, problems))
                (lists(view))
                (form::checkbox("required", "yes", "An answer is needed", view.required, problems))
                @if !view.earlier.is_empty() { (condition(view)) }
                (save(view.id))
            },
        ),
    )
}

fn lists(view: &QuestionForm) -> Markup {
    let choices = TextArea {
        name: "choices",
        label: "Answers to choose from, each on its own line",
        hint: Some(
            "For “one answer”, “several answers” and “put in order”, and the columns of a grid. Leave it empty for the others.",
        ),
        value: &view.choices,
        ..TextArea::default()
    };
    let rows = TextArea {
        name: "rows",
        label: "Rows of a grid, each on its own line",
        hint: Some("Only for a grid."),
        value: &view.rows,
        ..TextArea::default()
    };
    html! { (form::textarea(&choices, &view.problems)) (form::textarea(&rows, &view.problems)) }
}

fn condition(view: &QuestionForm) -> Markup {
    let problem = view.problems.for_field("only_if");
    html! {
        div.govuk-form-group.govuk-form-group--error[problem.is_some()] {
            h2.fm-h3.fm-subhead #only_if { "Ask only some people" }
            p.govuk-hint { "Tick answers to one earlier question. Only people who chose one of them are asked. Tick none to ask everybody." }
            @if let Some(problem) = problem {
                p.govuk-error-message { span.govuk-visually-hidden { "Error:" } " " (problem) }
            }
            @for (n, earlier) in view.earlier.iter().enumerate() {
                details.govuk-details open[earlier.choices.iter().any(|(value, _)| view.only_if.contains(value))] {
                    summary.govuk-details__summary { span.govuk-details__summary-text dir="auto" { (earlier.question) } }
                    div.govuk-details__text {
                        fieldset.govuk-fieldset {
                            legend.govuk-visually-hidden { (earlier.question) }
                            div.govuk-checkboxes { @for (m, (value, label)) in earlier.choices.iter().enumerate() {
                                @let id = format!("only_if-{}-{}", n + 1, m + 1);
                                div.govuk-checkboxes__item {
                                    input.govuk-checkboxes__input type="checkbox" name="only_if" id=(id) value=(value)
                                        checked[view.only_if.contains(value)];
                                    label.govuk-label.govuk-checkboxes__label for=(id) { (label) }
                                }
                            } }
                        }
                    }
                }
            }
        }
    }
}

fn within(heading: &str, (id, title): (i64, &str), problems: &Problems, content: Markup) -> Markup {
    let (proposal, all) = (paths::staff_proposal(id), paths::questionnaire(id));
    let way = [("Proposals", paths::staff_proposals()), (title, proposal.as_str()), ("What it asks", all.as_str())];
    desk_page(heading, &way, problems, content)
}

fn save(id: i64) -> Markup {
    form::button_group(html! {
        (form::button("Save"))
        a href=(paths::questionnaire(id)) { "Leave without saving" }
    })
}

fn as_i64(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
