//! Groups of fields that come several times in one form: options and documents.

use crate::form::{self, Input, Problems, TextArea};
use maud::{Markup, html};

/// How many options the form has room for.
pub const OPTIONS: usize = 6;
/// How many documents the form has room for.
pub const DOCUMENTS: usize = 6;

/// An option as it was typed; sent as `option_letter`, `option_title`, `option_body`, each once a group, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OptionFields {
    /// Its letter.
    pub letter: String,
    /// Its title.
    pub title: String,
    /// What it would mean, in Markdown.
    pub body: String,
    /// Whether it is what is proposed; `option_preferred` sends the numbers of such groups, from 0.
    pub preferred: bool,
}

/// A document as it was typed; sent as `document_title`, `document_url`, `document_note`, each once a group, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DocumentFields {
    /// Its title.
    pub title: String,
    /// Its address.
    pub url: String,
    /// What it is and how long.
    pub note: String,
}

/// A group of fields that opens: the filled ones and the first empty one are open.
pub(super) fn group(legend: &str, open: bool, content: Markup) -> Markup {
    html! {
        details.govuk-details.fm-gap open[open] {
            summary.govuk-details__summary { span.govuk-details__summary-text { (legend) } }
            div.govuk-details__text { fieldset.govuk-fieldset {
                legend.govuk-visually-hidden { (legend) }
                (content)
            } }
        }
    }
}

/// The options, and room for more.
pub(super) fn options(options: &[OptionFields], problems: &Problems) -> Markup {
    let empty = OptionFields::default();
    html! {
        h2.fm-h3.fm-subhead { "Options we looked at" }
        @for n in 0..OPTIONS.max(options.len()) {
            (option(n, options.get(n).unwrap_or(&empty), n <= options.len(), problems))
        }
    }
}

fn option(n: usize, option: &OptionFields, open: bool, problems: &Problems) -> Markup {
    let id = |name: &str| format!("{name}-{}", n + 1);
    let (letter_id, title_id, body_id, preferred_id) =
        (id("option_letter"), id("option_title"), id("option_body"), id("option_preferred"));
    let letter = Input {
        name: "option_letter",
        id: Some(&letter_id),
        label: "Letter",
        value: &option.letter,
        width: 2,
        ..Input::default()
    };
    let title =
        Input { name: "option_title", id: Some(&title_id), label: "Title", value: &option.title, ..Input::default() };
    let body = TextArea {
        name: "option_body",
        id: Some(&body_id),
        label: "What it would mean",
        value: &option.body,
        rows: 4,
        limit: Some(4_000),
        ..TextArea::default()
    };
    group(
        &format!("Option {}", n + 1),
        open,
        html! {
            (form::text(&letter, problems))
            (form::text(&title, problems))
            (form::textarea(&body, problems))
            div.govuk-form-group { div.govuk-checkboxes { div.govuk-checkboxes__item {
                input.govuk-checkboxes__input id=(preferred_id) name="option_preferred" type="checkbox" value=(n) checked[option.preferred];
                label.govuk-label.govuk-checkboxes__label for=(preferred_id) { "This is what we propose" }
            } } }
        },
    )
}

/// The documents, and room for more.
pub(super) fn documents(documents: &[DocumentFields], problems: &Problems) -> Markup {
    let empty = DocumentFields::default();
    html! {
        h2.fm-h3.fm-subhead { "Documents" }
        @for n in 0..DOCUMENTS.max(documents.len()) {
            (document(n, documents.get(n).unwrap_or(&empty), n <= documents.len(), problems))
        }
    }
}

fn document(n: usize, document: &DocumentFields, open: bool, problems: &Problems) -> Markup {
    let id = |name: &str| format!("{name}-{}", n + 1);
    let (title_id, url_id, note_id) = (id("document_title"), id("document_url"), id("document_note"));
    let title = Input {
        name: "document_title",
        id: Some(&title_id),
        label: "Title",
        value: &document.title,
        ..Input::default()
    };
    let url = Input {
        name: "document_url",
        id: Some(&url_id),
        label: "Address",
        hint: Some("It begins with https://"),
        value: &document.url,
        ..Input::default()
    };
    let note = Input {
        name: "document_note",
        id: Some(&note_id),
        label: "What it is and how long",
        hint: Some("Such as PDF, 9 pages"),
        value: &document.note,
        ..Input::default()
    };
    group(
        &format!("Document {}", n + 1),
        open,
        html! {
            (form::text(&title, problems))
            (form::text(&url, problems))
            (form::text(&note, problems))
        },
    )
}
