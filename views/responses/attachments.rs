//! The files of a response.

use super::{about, for_whom};
use crate::form::{self, FileInput, Input, Problems};
use crate::parts::{count, size};
use crate::paths;
use maud::{Markup, html};

/// A file in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attachment {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// What is said to be in it.
    pub description: String,
    /// Which kind it is.
    pub kind: &'static str,
    /// How many bytes it has.
    pub bytes: i64,
    /// Where it is to be had.
    pub href: String,
    /// Whether it was sent with the response.
    pub was_sent: bool,
    /// Whether it goes when the response is sent next.
    pub taken_out: bool,
}

/// The page on which files are attached.
#[derive(Clone, Debug, Default)]
pub struct Attach {
    /// The proposal's name in addresses.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// The reference.
    pub reference: String,
    /// The organisation for which it is written.
    pub organisation: Option<String>,
    /// The files.
    pub attachments: Vec<Attachment>,
    /// How many there can be.
    pub most: i64,
    /// Whether files can be attached and taken out.
    pub can_change: bool,
    /// Whether the response was sent, so that changes count when it is sent again.
    pub was_sent: bool,
    /// The kinds of files that are taken, in words.
    pub kinds: &'static str,
    /// The same for a browser.
    pub accept: String,
    /// Field `description`.
    pub description: String,
    /// What to put right.
    pub problems: Problems,
}

/// The page with the files of a response, and the form for one more.
pub fn attach(view: &Attach) -> Markup {
    let stay = view.attachments.iter().filter(|one| !one.taken_out).count() as i64;
    let removal = |id| paths::response_attachment_removal(&view.reference, id);
    about(
        "Attach files",
        (&view.slug, &view.title),
        &view.problems,
        html! {
            div.fm-flow {
                (form::summary(&view.problems))
                (for_whom(view.organisation.as_deref()))
                h1.fm-h2 { "Attach files" }
                p {
                    "You do not have to. If something says more than your answers can, such as a report or a photo, attach it here. "
                    "If you let us publish what you wrote, we may publish files that came with it, too."
                }
                section aria-labelledby="h-files" {
                    h2.fm-h3 #h-files { (count(stay, "file", "files")) " of " (view.most) }
                    @if view.attachments.is_empty() { p { "There are none yet." } }
                    @else { (list(&view.attachments, view.can_change.then_some(&removal))) }
                }
                @if view.was_sent && view.can_change {
                    div.govuk-inset-text { "You have sent this response. What you change here counts when you send it again." }
                }
                @if !view.can_change {
                    div.govuk-inset-text { "The close has passed, so the files stay as they are." }
                } @else if stay < view.most || !view.problems.is_empty() {
                    (one_more(view))
                }
                p { a href=(paths::response(&view.reference)) { "Back to your response" } }
            }
            aside.fm-side aria-label="About files" {
                section {
                    h2 { "Before you attach a file" }
                    ul.govuk-list.govuk-list--bullet {
                        li { "Staff read it with your answers. Leave out what is private, also about others." }
                        li { "From photos we take out where and when they were taken." }
                        li { "We check that a file is what it says, and take none with macros or scripts." }
                    }
                }
                section { h2 { "Your reference" } p { strong { (view.reference) } } }
            }
        },
    )
}

fn one_more(view: &Attach) -> Markup {
    let form = OneMore {
        action: &paths::response_attachments(&view.reference),
        kinds: view.kinds,
        most: view.most,
        accept: &view.accept,
        description: &view.description,
    };
    html! {
        section.fm-flow aria-labelledby="h-more" {
            h2.fm-h3 #h-more { "Attach a file" }
            (form.form(&view.problems))
        }
    }
}

/// The form for one more file.
pub struct OneMore<'a> {
    /// Where it is sent.
    pub action: &'a str,
    /// The kinds of files that are taken, in words.
    pub kinds: &'static str,
    /// How many there can be.
    pub most: i64,
    /// The kinds for a browser.
    pub accept: &'a str,
    /// Field `description`.
    pub description: &'a str,
}

impl OneMore<'_> {
    /// The form itself.
    pub fn form(&self, problems: &Problems) -> Markup {
        let hint = format!("{}. Up to 10 MB. One at a time, {} in all.", self.kinds, self.most);
        let file = FileInput { name: "file", label: "Choose a file", hint: &hint, accept: self.accept };
        let description = Input {
            name: "description",
            label: "What is in the file? (optional)",
            hint: Some("One line, for those who read it"),
            value: self.description,
            ..Input::default()
        };
        // The file comes last, so that all the rest is there when a browser is still sending it.
        form::post_with_file(
            self.action,
            html! {
                (form::text(&description, problems))
                (form::file(&file, problems))
                (form::button("Attach this file"))
            },
        )
    }
}

/// A list of files, with a button to take each out where it is said by which address.
pub fn list(all: &[Attachment], removal: Option<&dyn Fn(i64) -> String>) -> Markup {
    html! {
        ul.fm-docs {
            @for one in all {
                li {
                    a href=(one.href) download { bdi { (one.name) } }
                    small {
                        (one.kind) ", " (size(one.bytes))
                        @if !one.description.is_empty() { ". " bdi { (one.description) } }
                        @if one.taken_out { ". " strong { "Taken out: it goes when you send again" } }
                    }
                    @if let Some(removal) = removal.filter(|_| !one.taken_out) {
                        (form::post(&removal(one.id), html! {
                            button.govuk-button.govuk-button--secondary.govuk-button--small {
                                "Take out" span.govuk-visually-hidden { " " (one.name) }
                            }
                        }))
                    }
                }
            }
        }
    }
}
