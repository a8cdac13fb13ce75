//! Reading responses, for those who do so for the public body.

use super::{Answered, Attachment, answer_list, attachment_list};
use crate::form::{self, Problems};
use crate::paging::{self, Pages};
use crate::parts::count;
use crate::staff::desk_page;
use crate::{dates, paths};
use chrono::NaiveDateTime;
use maud::{Markup, html};

/// A consultation in the list.
#[derive(Clone, Debug, Default)]
pub struct Consultation {
    /// The proposal's number.
    pub id: i64,
    /// Its title.
    pub title: String,
    /// Responses that count.
    pub sent: i64,
    /// Of these, those that somebody has read.
    pub read: i64,
}

/// The page that lists consultations, with how far the reading is.
pub fn index(lines: &[Consultation]) -> Markup {
    desk_page(
        "Consultations",
        &[],
        &Problems::default(),
        html! {
            p.fm-lede { "Every response is read by somebody, and it is noted who and when. No outcome should be published before all are." }
            @if lines.is_empty() { p { "Nothing asks questions yet." } }
            ul.fm-docs {
                @for line in lines {
                    li {
                        a href=(paths::staff_responses(line.id)) { (line.title) }
                        small { (count(line.sent, "response", "responses")) ", " (line.read) " read" }
                    }
                }
            }
        },
    )
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
    /// Whether it came after the close.
    pub late: bool,
    /// When it was sent last, in UTC.
    pub sent_at: NaiveDateTime,
    /// Whether somebody has read it.
    pub is_read: bool,
}

/// The page that lists the responses to one proposal, and the files with all of them.
pub fn list((id, title): (i64, &str), edits: bool, lines: &[Line], pages: &Pages) -> Markup {
    let file = |name: &str| paths::staff_responses_file(id, name);
    desk_page(
        "Responses",
        &[("Consultations", paths::staff_consultations())],
        &Problems::default(),
        html! {
            p.fm-lede { (title) }
            p.fm-row {
                a href=(paths::coding(id)) { "Code the answers" }
                a href=(paths::themes(id)) { "Themes" }
                a href=(paths::agreement(id)) { "How far coders agree" }
                @if edits {
                    a href=(paths::staff_publishing(id)) { "Publish responses" }
                    a href=(paths::staff_outcome(id)) { "Write what you do about it" }
                    a href=(paths::staff_equality(id)) { "Equality questions" }
                }
            }
            p { a href=(paths::paper(id)) { "Key in what came on paper, by phone or at an event" } }
            @if lines.is_empty() { p { "There are none yet." } }
            ul.fm-docs {
                @for line in lines {
                    li {
                        a href=(paths::staff_response(line.id)) { (line.reference) }
                        small {
                            (line.who) ". " (dates::time(line.sent_at, &dates::moment(line.sent_at)))
                            @if line.late { ". Late" }
                            ". " @if line.is_read { "Read" } @else { strong { "Not read yet" } }
                        }
                    }
                }
            }
            (paging::nav(pages, "Responses"))
            h2.fm-h3.fm-subhead { "Responses that say the same" }
            p { a href=(paths::staff_campaigns(id)) { "Campaigns and duplicates" } }
            h2.fm-h3.fm-subhead { "All of them as a file" }
            p { "Who wrote a response is not in these files, nor what was taken out of it. Mind the column “publish”: what says “never” must not be published." }
            ul.fm-docs {
                li { a href=(file("responses.csv")) { "A table (CSV)" } }
                li { a href=(file("responses.csv.sha256")) { "The SHA-256 of the table" } }
                li { a href=(file("responses.jsonl")) { "Lines of JSON" } }
                li { a href=(file("responses.jsonl.sha256")) { "The SHA-256 of the lines" } }
                li { a href=(file("responses.xlsx")) { "A workbook (Excel)" } }
                li { a href=(file("responses.xlsx.sha256")) { "The SHA-256 of the workbook" } }
                li { a href=(file("consult.zip")) { "The layout of the government’s Consult tool (ZIP)" } }
                li { a href=(file("consult.zip.sha256")) { "The SHA-256 of the ZIP" } }
                li { a href=(file("dictionary.csv")) { "What the columns mean" } }
            }
        },
    )
}

/// That somebody has read a response.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// Which version.
    pub version: i64,
    /// Who; empty when they have left.
    pub name: String,
    /// When, in UTC.
    pub at: NaiveDateTime,
}

/// A response, to be read.
#[derive(Clone, Debug, Default)]
pub struct One {
    /// Its number.
    pub id: i64,
    /// The proposal's number and title.
    pub proposal: (i64, String),
    /// Its reference.
    pub reference: String,
    /// The capacity, or the name of the organisation.
    pub who: String,
    /// Whom an organisation has asked.
    pub consulted: String,
    /// Why it should be kept confidential.
    pub confidential: String,
    /// What may be published, as a word.
    pub publish: String,
    /// Whether it came after the close.
    pub late: bool,
    /// How it came, in words.
    pub channel: &'static str,
    /// Which version counts.
    pub version: i64,
    /// When that was sent, in UTC.
    pub sent_at: NaiveDateTime,
    /// What was answered.
    pub sections: Vec<Answered>,
    /// The files that came with it.
    pub attachments: Vec<Attachment>,
    /// Who has read it.
    pub readings: Vec<Reading>,
    /// The next one that nobody has read.
    pub next: Option<i64>,
}

/// The page of one response.
pub fn one(view: &One) -> Markup {
    let all = paths::staff_responses(view.proposal.0);
    desk_page(
        &format!("Response {}", view.reference),
        &[("Consultations", paths::staff_consultations()), (&view.proposal.1, &all)],
        &Problems::default(),
        html! {
            p.fm-lede { bdi { (view.who) } }
            p.fm-quiet {
                "Sent at " (dates::time(view.sent_at, &dates::moment(view.sent_at)))
                @if view.version > 1 { ", version " (view.version) }
                @if view.late { ". It came after the close" } ". " (view.channel) "."
            }
            p {
                @match view.publish.as_str() {
                    "named" => "It may be published with the name.",
                    "unnamed" => "It may be published without the name.",
                    _ => strong { "It must not be published." },
                }
            }
            @if !view.confidential.is_empty() {
                div.govuk-inset-text { p { strong { "They ask to keep it confidential:" } } p dir="auto" { (view.confidential) } }
            }
            @for section in &view.sections { h2.fm-h3 { (section.title) } (answer_list(section)) }
            @if !view.consulted.is_empty() { h2.fm-h3 { "Whom they asked" } p dir="auto" { (view.consulted) } }
            (files(view))
            (readings(view))
        },
    )
}

fn files(view: &One) -> Markup {
    html! {
        @if !view.attachments.is_empty() {
            h2.fm-h3 { "Files that came with it" }
            p {
                "A file can name whoever wrote the response, so it is noted who opens one. We have checked that each is what it says; no virus scanner has looked at them. They belong to what is to be read."
            }
            (attachment_list(&view.attachments, None))
        }
    }
}

fn readings(view: &One) -> Markup {
    html! {
        h2.fm-h3 { "Who has read it" }
        @if view.readings.is_empty() { p { "Nobody yet." } }
        ul.fm-docs {
            @for reading in &view.readings {
                li {
                    @if reading.name.is_empty() { "Somebody who has left" } @else { bdi { (reading.name) } }
                    small { "Version " (reading.version) ", " (dates::time(reading.at, &dates::moment(reading.at))) }
                }
            }
        }
        (form::post(&paths::staff_response(view.id), html! {
            (form::hidden("version", &view.version.to_string()))
            @if let Some(next) = view.next { (form::hidden("next", &next.to_string())) }
            (form::button(if view.next.is_some() { "I have read it: the next one" } else { "I have read it" }))
        }))
    }
}
