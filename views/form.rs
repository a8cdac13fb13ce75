//! Forms: labels, hints and messages in the patterns of the GOV.UK Design System.

pub use crate::fields::{
    Choice, Choices, FileInput, Input, TextArea, checkbox, checkbox_with, date_time, email, file, password, radios,
    select, text, textarea,
};
use crate::holes::{Hole, hole};
use maud::{Markup, PreEscaped, html};

/// Something to put right in a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The id of the field at fault, which is its name unless the page gave it another.
    pub field: String,
    /// What to do, as a sentence without a full stop.
    pub message: String,
}

/// Everything to put right in a form, in the order of its fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl Problems {
    /// The first message for the field with this id.
    pub fn for_field(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|problem| problem.field == field).map(|problem| problem.message.as_str())
    }

    /// Whether the form may go through.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// One more thing to put right.
    pub fn add(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.0.push(Problem { field: field.into(), message: message.into() });
    }
}

/// "There is a problem", with a link to each field at fault; nothing when all is well. It is the first thing in a page.
pub fn summary(problems: &Problems) -> Markup {
    html! {
        @if !problems.is_empty() {
            div.govuk-error-summary tabindex="-1" {
                div role="alert" {
                    h2.govuk-error-summary__title { "There is a problem" }
                    div.govuk-error-summary__body {
                        ul.govuk-list.govuk-error-summary__list {
                            @for problem in &problems.0 {
                                li { a href={ "#" (problem.field) } { (problem.message) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The token that shows that a form came from a page of ours.
pub fn csrf() -> Markup {
    html! { input type="hidden" name="csrf" value=(hole(Hole::Csrf)); }
}

/// A form that changes something: it carries the token and leaves checking to us.
pub fn post(action: &str, content: Markup) -> Markup {
    html! { form method="post" action=(action) novalidate { (csrf()) (content) } }
}

/// The same where a file goes along. The token comes first, and the file should come last.
pub fn post_with_file(action: &str, content: Markup) -> Markup {
    html! { form method="post" action=(action) enctype="multipart/form-data" novalidate { (csrf()) (content) } }
}

/// A value that goes with the form unseen.
pub fn hidden(name: &str, value: &str) -> Markup {
    html! { input type="hidden" name=(name) value=(value); }
}

/// The button that sends the form; it says what it does.
pub fn button(label: &str) -> Markup {
    html! { button.govuk-button { (label) } }
}

/// A second button, for what is done less often.
pub fn secondary_button(label: &str) -> Markup {
    html! { button.govuk-button.govuk-button--secondary { (label) } }
}

/// Buttons and links side by side.
pub fn button_group(content: Markup) -> Markup {
    html! { div.govuk-button-group { (content) } }
}

/// An error summary in a wrap of its own, for pages whose head spans the window; nothing when all is well.
pub fn summary_band(problems: &Problems) -> Markup {
    if problems.is_empty() {
        return PreEscaped(String::new());
    }
    html! { div.fm-wrap { div.fm-space { (summary(problems)) } } }
}

#[cfg(test)]
#[path = "form_tests.rs"]
mod tests;
