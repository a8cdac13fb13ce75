//! The fields for the words that every proposal has, whoever writes it.

use crate::form::{self, Input, Problems, TextArea};
use maud::{Markup, html};

/// A hint below the longer texts.
const MARKDOWN: &str = "Markdown: a blank line between paragraphs, - before the points of a list";

/// Fields `title` and `summary`.
pub(crate) fn in_short(title: &str, summary: &str, problems: &Problems) -> Markup {
    let title = Input {
        name: "title",
        label: "Title",
        hint: Some("What would happen, as a sentence"),
        value: title,
        ..Input::default()
    };
    let summary = TextArea {
        name: "summary",
        label: "Summary",
        hint: Some("One or two sentences that anybody can understand"),
        value: summary,
        rows: 3,
        limit: Some(600),
        ..TextArea::default()
    };
    html! {
        (form::text(&title, problems))
        (form::textarea(&summary, problems))
    }
}

/// Fields `change` and `why`, in Markdown.
pub(crate) fn at_length(change: &str, why: &str, problems: &Problems) -> Markup {
    let change = TextArea {
        name: "change",
        label: "What would change",
        hint: Some(MARKDOWN),
        value: change,
        rows: 10,
        limit: Some(20_000),
        ..TextArea::default()
    };
    let why = TextArea {
        name: "why",
        label: "Why",
        hint: Some(MARKDOWN),
        value: why,
        rows: 8,
        limit: Some(20_000),
        ..TextArea::default()
    };
    html! {
        (form::textarea(&change, problems))
        (form::textarea(&why, problems))
    }
}
