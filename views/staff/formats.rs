//! A proposal in other formats, as staff add them and keep them up to date.

use super::desk_page;
use crate::form::{self, Choice, Choices, Input, Problems};
use crate::{parts, paths};
use maud::{Markup, html};

/// A format in the list.
#[derive(Clone, Debug, Default)]
pub struct FormatLine {
    /// Its number.
    pub id: i64,
    /// Which it is, in words.
    pub kind: &'static str,
    /// What it is called.
    pub title: String,
    /// Where it is.
    pub url: String,
    /// Its own date, in words.
    pub dated: String,
    /// The version of the text that it says.
    pub version: i64,
    /// Whether the words have changed since.
    pub is_older: bool,
}

/// What is said of a format.
#[derive(Clone, Debug, Default)]
pub struct FormatFields {
    /// Field `kind`.
    pub kind: String,
    /// Field `title`.
    pub title: String,
    /// Field `url`.
    pub url: String,
    /// Field `dated`.
    pub dated: String,
    /// Field `version`.
    pub version: String,
}

/// All formats of a proposal.
#[derive(Clone, Debug, Default)]
pub struct FormatsDesk {
    /// The proposal's number and title.
    pub proposal: (i64, String),
    /// Which version its text has now.
    pub version: i64,
    /// The formats.
    pub lines: Vec<FormatLine>,
    /// What was typed.
    pub fields: FormatFields,
    /// What to put right.
    pub problems: Problems,
}

/// One format, to be changed.
#[derive(Clone, Debug, Default)]
pub struct FormatPage {
    /// Its number.
    pub id: i64,
    /// The proposal's number and title.
    pub proposal: (i64, String),
    /// Which version its text has now.
    pub version: i64,
    /// What it says, or what was typed.
    pub fields: FormatFields,
    /// What to put right.
    pub problems: Problems,
}

/// Which format it is: value of the field, and words.
const KINDS: [(&str, &str); 6] = [
    ("easy_read", "Easy Read"),
    ("large_print", "Large print"),
    ("bsl", "British Sign Language"),
    ("audio", "Audio"),
    ("braille", "Braille"),
    ("language", "Another language"),
];

/// The page that lists the formats of a proposal.
pub fn formats(view: &FormatsDesk) -> Markup {
    let (id, title) = (view.proposal.0, &view.proposal.1);
    let older = view.lines.iter().filter(|line| line.is_older).count();
    desk_page(
        "Other formats",
        &[("Proposals", paths::staff_proposals()), (title, &paths::staff_proposal(id))],
        &view.problems,
        html! {
            p.fm-lede { "Easy Read, British Sign Language, other languages: the same proposal for people who cannot read the text, or not well." }
            p { "The text has version " (view.version) " now." }
            @if older > 0 {
                (parts::banner("Some are older than the text", "People are told so on the page of the proposal. Put newer ones in their place."))
            }
            @if view.lines.is_empty() { p { "There are none yet." } }
            ul.fm-docs {
                @for line in &view.lines {
                    li {
                        a href=(paths::staff_format(line.id)) { (line.title) }
                        small {
                            (line.kind) ", " (line.dated) ". Version " (line.version)
                            @if line.is_older { ". " strong { "Older than the text" } }
                        }
                    }
                }
            }
            h2.fm-h3 { "Add a format" }
            (form::post(&paths::staff_formats(id), html! { (fields(&view.fields, &view.problems)) (form::button("Add it")) }))
        },
    )
}

/// The page of one format.
pub fn format(view: &FormatPage) -> Markup {
    let (id, title) = (view.proposal.0, &view.proposal.1);
    desk_page(
        "Change a format",
        &[
            ("Proposals", paths::staff_proposals()),
            (title, &paths::staff_proposal(id)),
            ("Other formats", &paths::staff_formats(id)),
        ],
        &view.problems,
        html! {
            p { "The text has version " (view.version) " now." }
            (form::post(&paths::staff_format(view.id), html! { (fields(&view.fields, &view.problems)) (form::button("Save")) }))
            (form::post(&paths::staff_format_deletion(view.id), form::secondary_button("Take it away")))
        },
    )
}

fn fields(fields: &FormatFields, problems: &Problems) -> Markup {
    let options = KINDS.map(|(value, label)| Choice { value, label, hint: None });
    let kind = Choices {
        name: "kind",
        label: "Which format is it?",
        options: &options,
        selected: Some(&fields.kind),
        ..Choices::default()
    };
    let title = Input {
        name: "title",
        label: "What is it called?",
        hint: Some("As people see it, in its own language, such as “বাংলা” or “Easy Read, 8 pages”"),
        value: &fields.title,
        ..Input::default()
    };
    let url = Input {
        name: "url",
        label: "Where is it?",
        hint: Some("The address, beginning with https://"),
        value: &fields.url,
        ..Input::default()
    };
    let dated = Input {
        name: "dated",
        label: "When was it made?",
        hint: Some("Such as 27 March 2027"),
        value: &fields.dated,
        width: 20,
        ..Input::default()
    };
    let version = Input {
        name: "version",
        label: "Which version of the text does it say?",
        hint: Some("If the text has changed since, people are told that this is older"),
        value: &fields.version,
        width: 4,
        ..Input::default()
    };
    html! {
        (form::radios(&kind, problems))
        (form::text(&title, problems))
        (form::text(&url, problems))
        (form::text(&dated, problems))
        (form::text(&version, problems))
    }
}
