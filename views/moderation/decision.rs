//! The form with which a moderator decides: about one comment, or about many.

use super::{Act, REASONS_LIMIT};
use crate::form::{self, Choice, Choices, Problems, TextArea};
use maud::{Markup, html};

/// Reasons that a moderator can begin with.
#[derive(Clone, Debug, Default)]
pub struct Template {
    /// Its number.
    pub id: i64,
    /// What it is called.
    pub title: String,
    /// The number of the house rule for which it is meant; empty for none.
    pub rule: String,
    /// The reasons.
    pub words: String,
}

/// What a moderator has filled in, and what they can choose from.
#[derive(Clone, Debug, Default)]
pub struct Form {
    /// What a moderator may do now; empty when there is nothing to decide.
    pub acts: Vec<Act>,
    /// The house rules: what is sent, and what is read.
    pub rules: Vec<(String, String)>,
    /// Reasons to begin with.
    pub templates: Vec<Template>,
    /// What can happen to the author; empty where nothing can.
    pub sanctions: Vec<(&'static str, &'static str)>,
    /// The act that was chosen before.
    pub act: Option<Act>,
    /// The rule that was chosen before; empty for none.
    pub rule: String,
    /// The template that was chosen before; empty for none.
    pub template: String,
    /// What was chosen for the author before.
    pub sanction: String,
    /// The reasons as they were typed.
    pub reasons: String,
    /// The comment as its author typed it, or with the marks of before: for taking out a part.
    pub marked: String,
    /// What to put right: `act`, `marked`, `rule`, `reasons`, `sanction`.
    pub problems: Problems,
}

impl Form {
    fn has(&self, act: Act) -> bool {
        self.acts.contains(&act)
    }
}

/// The fields of the form; the buttons come after them. `what` is what it is about: "the comment".
pub(super) fn fields(view: &Form, what: &str) -> Markup {
    html! {
        (acts(view, what))
        @if view.has(Act::Redact) { (marked(view)) }
        (rule(view))
        @if !view.templates.is_empty() { (templates(view)) }
        (reasons(view))
        @if !view.sanctions.is_empty() { (sanction(view)) }
    }
}

fn acts(view: &Form, what: &str) -> Markup {
    let problem = view.problems.for_field("act");
    html! {
        div.govuk-form-group.govuk-form-group--error[problem.is_some()] {
            fieldset.fm-choice aria-describedby=[problem.map(|_| "act-error")] {
                legend.govuk-fieldset__legend.govuk-fieldset__legend--s { "What happens to " (what) "?" }
                @if let Some(problem) = problem {
                    p.govuk-error-message #act-error { span.govuk-visually-hidden { "Error:" } " " (problem) }
                }
                div.fm-choice__set {
                    @for (n, act) in view.acts.iter().enumerate() {
                        @let id = if n == 0 { "act".to_owned() } else { format!("act-{}", n + 1) };
                        div.govuk-radios__item {
                            input.govuk-radios__input type="radio" name="act" id=(id) value=(act.value())
                                data-key=(act.key()) checked[view.act == Some(*act)];
                            label.govuk-label.govuk-radios__label for=(id) { (act.label()) " " kbd aria-hidden="true" { (act.key()) } }
                        }
                    }
                }
            }
        }
    }
}

fn marked(view: &Form) -> Markup {
    let area = TextArea {
        name: "marked",
        label: "The part that is to go",
        hint: Some("Put [[ in front of it and ]] behind it. Change nothing else. There can be several parts."),
        value: &view.marked,
        ..TextArea::default()
    };
    let open = view.act == Some(Act::Redact) || view.problems.for_field("marked").is_some();
    html! {
        details.govuk-details open[open] {
            summary.govuk-details__summary { span.govuk-details__summary-text { "To take out a part" } }
            div.govuk-details__text { (form::textarea(&area, &view.problems)) }
        }
    }
}

fn rule(view: &Form) -> Markup {
    let mut rules = vec![Choice { value: "", label: "No rule", hint: None }];
    rules.extend(view.rules.iter().map(|(value, label)| Choice { value, label, hint: None }));
    let rule = Choices {
        name: "rule",
        label: "Under which house rule?",
        hint: Some("Needed for all but “Keep” and “Restore”"),
        options: &rules,
        selected: Some(&view.rule),
        ..Choices::default()
    };
    form::select(&rule, &view.problems)
}

fn templates(view: &Form) -> Markup {
    let named: Vec<(String, &str)> =
        view.templates.iter().map(|one| (one.id.to_string(), one.title.as_str())).collect();
    let mut options = vec![Choice { value: "", label: "My own words", hint: None }];
    options.extend(named.iter().map(|(value, label)| Choice { value, label, hint: None }));
    let choices = Choices {
        name: "template",
        label: "Begin with a template? (optional)",
        options: &options,
        selected: Some(&view.template),
        ..Choices::default()
    };
    html! {
        div.fm-tools.fm-gap {
            (form::select(&choices, &view.problems))
            button.govuk-button.govuk-button--secondary name="begin" value="1" { "Put its words below" }
        }
    }
}

fn reasons(view: &Form) -> Markup {
    let reasons = TextArea {
        name: "reasons",
        label: "Reasons, as the author will read them",
        hint: Some("Needed for all but “Keep”. Your name is not shown."),
        value: &view.reasons,
        limit: Some(REASONS_LIMIT),
        ..TextArea::default()
    };
    form::textarea(&reasons, &view.problems)
}

fn sanction(view: &Form) -> Markup {
    let options: Vec<Choice> =
        view.sanctions.iter().map(|(value, label)| Choice { value, label, hint: None }).collect();
    let choices = Choices {
        name: "sanction",
        label: "And the author?",
        options: &options,
        selected: Some(if view.sanction.is_empty() { "none" } else { &view.sanction }),
        ..Choices::default()
    };
    form::select(&choices, &view.problems)
}
