//! Deciding which responses everybody can read, and what is taken out of them.

mod redacting;

pub use redacting::{GROUNDS, Redacting, redacting};

use super::{Answered, Attachment, answer_list};
use crate::form::{self, Choice, Choices, Problems, TextArea};
use crate::paging::{self, Pages};
use crate::parts::{count, size};
use crate::staff::desk_page;
use crate::{dates, paths};
use chrono::NaiveDateTime;
use maud::{Markup, html};

/// How far the publishing is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Progress {
    /// Responses that nobody has decided about.
    pub waiting: i64,
    /// Those that everybody can read.
    pub public: i64,
    /// Those of which it was decided not to publish them.
    pub withheld: i64,
    /// Those whose senders do not permit it.
    pub never: i64,
}

/// A response in the list.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// Its number.
    pub id: i64,
    /// Its reference.
    pub reference: String,
    /// The capacity, or the name of the organisation.
    pub who: String,
    /// Whether they ask to keep it confidential.
    pub is_confidential: bool,
    /// Whether everybody can read it; none where nobody has decided.
    pub is_public: Option<bool>,
}

/// The page that lists the responses that may be published.
pub fn list((id, title): (i64, &str), is_over: bool, progress: Progress, lines: &[Line], pages: &Pages) -> Markup {
    let all = paths::staff_responses(id);
    desk_page(
        "Publish responses",
        &[("Consultations", paths::staff_consultations()), (title, &all)],
        &Problems::default(),
        html! {
            p.fm-lede { "Everybody can read a response once you have looked at it and decided so. Until then nobody can." }
            @if !is_over { div.govuk-inset-text { p { "You can begin after the close: until then a response can still be changed." } } }
            p {
                (count(progress.waiting, "response waits", "responses wait")) ", "
                (progress.public) " published, " (progress.withheld) " not published."
                @if progress.never > 0 {
                    " " (count(progress.never, "more is", "more are")) " not in this list: whoever sent "
                    @if progress.never == 1 { "it does" } @else { "them does" } " not permit it."
                }
            }
            @if lines.is_empty() { p { "There are none." } }
            ul.fm-docs {
                @for line in lines {
                    li {
                        a href=(paths::staff_publication(line.id)) { (line.reference) }
                        small {
                            bdi { (line.who) } ". "
                            @match line.is_public {
                                None => strong { "Waits for you" },
                                Some(true) => "Published",
                                Some(false) => "Not published",
                            }
                            @if line.is_confidential { ". They ask to keep it confidential" }
                        }
                    }
                }
            }
            (paging::nav(pages, "Responses"))
        },
    )
}

/// A part that is taken out.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// Its number.
    pub id: i64,
    /// What it says.
    pub words: String,
    /// What stands in its place.
    pub mark: String,
    /// Who took it out; empty when they have left.
    pub by: String,
    /// When, in UTC.
    pub at: NaiveDateTime,
}

/// An answer in somebody's own words.
#[derive(Clone, Debug, Default)]
pub struct Written {
    /// The question's number.
    pub question: i64,
    /// What was asked, with its place.
    pub asked: String,
    /// How often something is taken out of it.
    pub parts: Vec<Part>,
}

/// What was decided about publishing a response.
#[derive(Clone, Debug, Default)]
pub struct Decided {
    /// Whether everybody can read it.
    pub is_public: bool,
    /// The number under which it is published.
    pub number: i64,
    /// Why; may be empty.
    pub reason: String,
    /// Who decided; empty when they have left.
    pub by: String,
    /// When, in UTC.
    pub at: NaiveDateTime,
}

/// A file of which somebody decides whether everybody can have it.
#[derive(Clone, Debug, Default)]
pub struct FileToDecide {
    /// Its number among those of the response.
    pub number: i64,
    /// The file.
    pub file: Attachment,
    /// Whether everybody can have it.
    pub is_public: bool,
    /// Whether nobody can, since the name may stand in it of somebody who wants none shown.
    pub may_not: bool,
}

/// A response of which somebody decides whether it is published.
#[derive(Clone, Debug, Default)]
pub struct Judged {
    /// Its number.
    pub id: i64,
    /// The proposal's number, name in addresses, and title.
    pub proposal: (i64, String, String),
    /// Its reference.
    pub reference: String,
    /// The capacity, or the name of the organisation.
    pub who: String,
    /// Whether it is published with the name.
    pub is_named: bool,
    /// Why it should be kept confidential; may be empty.
    pub confidential: String,
    /// Whether the close has passed.
    pub is_over: bool,
    /// The answers as others will read them.
    pub sections: Vec<Answered>,
    /// Of these, those in somebody's own words.
    pub written: Vec<Written>,
    /// The files that came with it, and may be published.
    pub files: Vec<FileToDecide>,
    /// What was decided so far.
    pub decided: Option<Decided>,
    /// How often it was decided.
    pub edition: i64,
    /// The next one that nobody has decided about.
    pub next: Option<i64>,
    /// Field `publish`.
    pub publish: String,
    /// Field `reason`.
    pub reason: String,
    /// What to put right.
    pub problems: Problems,
}

/// The page on which somebody decides whether a response is published.
pub fn judged(view: &Judged) -> Markup {
    let list = paths::staff_publishing(view.proposal.0);
    desk_page(
        &format!("Publish response {}", view.reference),
        &[("Consultations", paths::staff_consultations()), ("Publish responses", &list)],
        &view.problems,
        html! {
            p.fm-lede { bdi { (view.who) } }
            p {
                @if view.is_named { "It may be published with the name." } @else { "It may be published without the name." }
                " " a href=(paths::staff_response(view.id)) { "Read it as it was sent" }
            }
            @if !view.confidential.is_empty() {
                div.govuk-inset-text { p { strong { "They ask to keep it confidential:" } } p dir="auto" { (view.confidential) } }
            }
            @if let Some(decided) = &view.decided { (decision(view, decided)) }
            h2.fm-h3 { "As others will read it" }
            @for section in &view.sections { h3.fm-h4 { (section.title) } (answer_list(section)) }
            @if !view.written.is_empty() { (written(view)) }
            @if !view.files.is_empty() { (files(view)) }
            @if view.is_over { (deciding(view)) } @else { p { strong { "You can decide after the close." } } }
        },
    )
}

fn decision(view: &Judged, decided: &Decided) -> Markup {
    html! {
        div.govuk-inset-text {
            p {
                strong { @if decided.is_public { "Published" } @else { "Not published" } }
                " on " (dates::time(decided.at, &dates::moment(decided.at)))
                @if !decided.by.is_empty() { " by " bdi { (decided.by) } } "."
                @if decided.is_public {
                    " " a href=(paths::published_response(&view.proposal.1, decided.number)) { "See the public page" }
                }
            }
            @if !decided.reason.is_empty() { p dir="auto" { (decided.reason) } }
        }
    }
}

fn written(view: &Judged) -> Markup {
    html! {
        h2.fm-h3 { "Take something out" }
        p { "What you take out stays in the original, which only staff read. Others see why it is not there." }
        ul.fm-docs {
            @for one in &view.written {
                li {
                    @if view.is_over { a href=(paths::staff_redactions(view.id, one.question)) { (one.asked) } } @else { (one.asked) }
                    @if !one.parts.is_empty() { small { (count(one.parts.len() as i64, "part is", "parts are")) " taken out" } }
                }
            }
        }
    }
}

fn files(view: &Judged) -> Markup {
    html! {
        h2.fm-h3 { "Files that came with it" }
        p {
            "Nothing can be taken out of a file. So nobody gets one unless you say so here, for each by itself. Open it first: "
            "it is noted who does. Others see no name and no description, only “File 1” and its kind."
        }
        p {
            "A PDF, a document or a workbook can hold the name of whoever made it where you do not see it: in its properties, in comments, "
            "or in what was changed. So those of people who want no name shown cannot be published."
        }
        ul.fm-docs { @for one in &view.files { li { (file(view, one)) } } }
    }
}

fn file(view: &Judged, one: &FileToDecide) -> Markup {
    let (value, label) = if one.is_public { ("no", "Do not publish this file") } else { ("yes", "Publish this file") };
    html! {
        a href=(one.file.href) download { "File " (one.number) ": " bdi { (one.file.name) } }
        small {
            (one.file.kind) ", " (size(one.file.bytes))
            @if !one.file.description.is_empty() { ". " bdi { (one.file.description) } }
            ". "
            @if one.file.taken_out { strong { "Whoever sent it has taken it out since, so it is not published" } }
            @else if one.may_not { strong { "A name may stand in it, so it is not published" } }
            @else if one.is_public { strong { "Published with the response" } }
            @else { "Not published" }
        }
        @if view.is_over && !one.file.taken_out && !one.may_not {
            (form::post(&paths::staff_attachment_publication(view.id, one.file.id), html! {
                button.govuk-button.govuk-button--secondary.govuk-button--small name="publish" value=(value) {
                    (label) span.govuk-visually-hidden { " " (one.number) }
                }
            }))
        }
    }
}

fn deciding(view: &Judged) -> Markup {
    let options = [
        Choice { value: "yes", label: "Publish it", hint: None },
        Choice { value: "no", label: "Do not publish it", hint: Some("It is read and counted all the same.") },
    ];
    let publish = Choices {
        name: "publish",
        label: "Can everybody read it?",
        options: &options,
        selected: Some(&view.publish),
        ..Choices::default()
    };
    let reason = TextArea {
        name: "reason",
        label: "Why?",
        hint: Some(
            "Needed if you do not publish it, or if they asked to keep it confidential. Whoever sent it can read this.",
        ),
        value: &view.reason,
        limit: Some(1_000),
        ..TextArea::default()
    };
    form::post(
        &paths::staff_publication(view.id),
        html! {
            (form::radios(&publish, &view.problems))
            (form::textarea(&reason, &view.problems))
            (form::hidden("edition", &view.edition.to_string()))
            @if let Some(next) = view.next { (form::hidden("next", &next.to_string())) }
            (form::button(if view.next.is_some() { "Decide, and show me the next" } else { "Decide" }))
        },
    )
}
