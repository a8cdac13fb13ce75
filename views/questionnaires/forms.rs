//! The forms of a section and of a question, for those who build what a consultation asks.

use crate::form::{self, Choice, Choices, Input, Problems, TextArea};
use crate::paths;
use crate::staff::desk_page;
use maud::{Markup, html};

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
