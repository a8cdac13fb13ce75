//! All answers on one page, before they are sent and afterwards.

use super::{Attachment, about, answer_list, attachment_list, for_whom, unsaved};
use crate::form::{self, Choice, Choices, Problems, TextArea};
use crate::paths;
use maud::{Markup, html};

/// A section with its answers.
#[derive(Clone, Debug, Default)]
pub struct Answered {
    /// Its number.
    pub id: i64,
    /// Its heading.
    pub title: String,
    /// Each question that is asked of this person, with the lines of the answer; none where there is no answer.
    pub answers: Vec<(String, Vec<String>)>,
}

/// All answers of a response.
#[derive(Clone, Debug, Default)]
pub struct Check {
    /// The proposal's name in addresses.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// The reference.
    pub reference: String,
    /// The organisation for which it is written.
    pub organisation: Option<String>,
    /// Whether the reader may send it: for an organisation, only an owner.
    pub signs: bool,
    /// Whether this is what was sent, and there is nothing to send.
    pub is_sent: bool,
    /// The sections.
    pub sections: Vec<Answered>,
    /// The files that go with it, or went.
    pub attachments: Vec<Attachment>,
    /// Field `publish`.
    pub publish: String,
    /// Field `confidential`.
    pub confidential: String,
    /// Field `consulted`.
    pub consulted: String,
    /// Whether it could not be sent, through no fault of its writer.
    pub is_unsent: bool,
    /// What to put right: fields of this page, or links to those of sections.
    pub problems: Problems,
    /// What to put right in sections: the address of each field, and what to do.
    pub missing: Vec<(String, String)>,
}

/// The page with all answers.
pub fn check(view: &Check) -> Markup {
    let title = if view.is_sent { "What you sent" } else { "Check your answers" };
    about(
        title,
        (&view.slug, &view.title),
        &view.problems,
        html! {
            div.fm-flow {
                @if view.is_unsent {
                    (unsaved("We could not send your response", "Your answers are saved. Wait a few seconds, then send it again."))
                }
                (form::summary(&view.problems))
                @if !view.is_sent { (for_whom(view.organisation.as_deref())) }
                h1.fm-h2 { (title) }
                @if !view.missing.is_empty() { (missing(view)) }
                @for section in &view.sections { (answers(view, section)) }
                (files(view))
                @if !view.is_sent { (sending(view)) }
                p { a href=(paths::response(&view.reference)) { "Back to your response" } }
            }
            aside.fm-side aria-label="Your reference" {
                section { h2 { "Your reference" } p { strong { (view.reference) } } }
            }
        },
    )
}

fn missing(view: &Check) -> Markup {
    html! {
        section.govuk-inset-text aria-labelledby="h-missing" {
            h2.fm-h3 #h-missing { "Before you can send it" }
            ul.govuk-list { @for (href, words) in &view.missing { li { a href=(href) { (words) } } } }
        }
    }
}

fn answers(view: &Check, section: &Answered) -> Markup {
    html! {
        section aria-labelledby={ "s" (section.id) } {
            div.fm-row {
                h2.fm-h3 id={ "s" (section.id) } { (section.title) }
                @if !view.is_sent {
                    a href=(paths::response_section(&view.reference, section.id)) {
                        "Change" span.govuk-visually-hidden { " the answers to " (section.title) }
                    }
                }
            }
            (answer_list(section))
        }
    }
}

fn files(view: &Check) -> Markup {
    html! {
        @if !view.is_sent || !view.attachments.is_empty() {
            section aria-labelledby="h-files" {
                div.fm-row {
                    h2.fm-h3 #h-files { "Files" }
                    @if !view.is_sent {
                        a href=(paths::response_attachments(&view.reference)) {
                            @if view.attachments.is_empty() { "Attach files" }
                            @else { "Change" span.govuk-visually-hidden { " the files" } }
                        }
                    }
                }
                @if view.attachments.is_empty() { p.fm-quiet { "None. You do not have to attach any." } }
                @else { (attachment_list(&view.attachments, None)) }
            }
        }
    }
}

fn sending(view: &Check) -> Markup {
    let options = [
        ("named", "Yes, with my name", "Your name, or that of your organisation, stands beside it. We may publish files that came with it, too."),
        ("unnamed", "Yes, without my name", "Staff take out what would tell who you are. Of the files that came with it we may publish tables and pictures, and no others."),
        ("never", "No", "What you wrote is read by staff, and never shown. Your answers are counted with those of all others."),
    ]
    .map(|(value, label, hint)| Choice { value, label, hint: Some(hint) });
    let publish = Choices {
        name: "publish",
        label: "May we publish what you wrote?",
        options: &options,
        selected: Some(&view.publish),
        ..Choices::default()
    };
    let confidential = TextArea {
        name: "confidential",
        label: "Should we keep your response confidential? Say why (optional)",
        hint: Some(
            "Public bodies must answer requests under the Freedom of Information Act 2000. We take your reasons into account, and cannot promise it in every case.",
        ),
        value: &view.confidential,
        rows: 3,
        limit: Some(2_000),
        ..TextArea::default()
    };
    let consulted = TextArea {
        name: "consulted",
        label: "Whom did you ask before you answered, and how many? (optional)",
        value: &view.consulted,
        rows: 3,
        limit: Some(2_000),
        ..TextArea::default()
    };
    html! {
        section.fm-flow aria-labelledby="h-send" {
            h2 #h-send { "Send your response" }
            @if view.signs {
                (form::post(&paths::response_check(&view.reference), html! {
                    @if view.organisation.is_some() { (form::textarea(&consulted, &view.problems)) }
                    (form::radios(&publish, &view.problems))
                    (form::textarea(&confidential, &view.problems))
                    p { "By sending you say that these answers are yours. You can change or take them back until the close." }
                    (form::button("Send"))
                }))
            } @else {
                p { "An owner of your organisation sends it. Everything is saved: ask one of them to look at it." }
            }
        }
    }
}
