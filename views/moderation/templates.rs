//! Reasons that moderators can begin with: the list, and changing them.

use super::REASONS_LIMIT;
use super::decision::Template;
use crate::form::{self, Choice, Choices, Input, Problems, TextArea};
use crate::paths;
use crate::staff::desk_page;
use maud::{Markup, html};

/// A template that is being written.
#[derive(Clone, Debug, Default)]
pub struct TemplateForm {
    /// What was filled in; its number is 0 while it is new.
    pub template: Template,
    /// The house rules: what is sent, and what is read.
    pub rules: Vec<(String, String)>,
    /// What to put right: `title`, `words`.
    pub problems: Problems,
}

/// The page with all templates and the form for another one.
pub fn templates(all: &[Template], new: &TemplateForm) -> Markup {
    desk_page(
        "Templates",
        &[("Queue", paths::staff_queue())],
        &new.problems,
        html! {
            p { "Reasons to begin with when you decide. Whoever uses one can change its words." }
            @if all.is_empty() { p { "There are none yet." } }
            ul.fm-docs {
                @for one in all {
                    li {
                        a href=(paths::staff_template(one.id)) { (one.title) }
                        small dir="auto" { @if !one.rule.is_empty() { "For rule " (one.rule) ": " } (one.words) }
                    }
                }
            }
            h2.fm-h3 { "A new template" }
            (fields(new, paths::staff_templates(), "Save the template"))
        },
    )
}

/// The page for changing one.
pub fn template(view: &TemplateForm) -> Markup {
    desk_page(
        "Change a template",
        &[("Queue", paths::staff_queue()), ("Templates", paths::staff_templates())],
        &view.problems,
        html! {
            (fields(view, &paths::staff_template(view.template.id), "Save the change"))
            p { a href=(paths::staff_template_deletion(view.template.id)) { "Delete it" } }
        },
    )
}

fn fields(view: &TemplateForm, action: &str, button: &str) -> Markup {
    let mut rules = vec![Choice { value: "", label: "Any rule", hint: None }];
    rules.extend(view.rules.iter().map(|(value, label)| Choice { value, label, hint: None }));
    let rule = Choices {
        name: "rule",
        label: "For which house rule?",
        options: &rules,
        selected: Some(&view.template.rule),
        ..Choices::default()
    };
    let title =
        Input { name: "title", label: "Title, for moderators alone", value: &view.template.title, ..Input::default() };
    let words = TextArea {
        name: "words",
        label: "Reasons, as authors will read them",
        value: &view.template.words,
        limit: Some(REASONS_LIMIT),
        ..TextArea::default()
    };
    form::post(
        action,
        html! {
            (form::text(&title, &view.problems))
            (form::select(&rule, &view.problems))
            (form::textarea(&words, &view.problems))
            (form::button(button))
        },
    )
}

/// Asks whether a template should really go.
pub fn template_deletion(one: &Template) -> Markup {
    desk_page(
        "Delete a template",
        &[("Queue", paths::staff_queue()), ("Templates", paths::staff_templates())],
        &Problems::default(),
        html! {
            p { strong { (one.title) } }
            p dir="auto" { (one.words) }
            p { "Decisions that were made with it keep their words." }
            (form::post(&paths::staff_template_deletion(one.id), form::button_group(html! {
                (form::button("Delete the template"))
                a href=(paths::staff_template(one.id)) { "Keep it" }
            })))
        },
    )
}
