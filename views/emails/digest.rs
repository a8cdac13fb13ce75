//! The email about what somebody follows: dates and decisions first, then what was said, by area and proposal.

mod content;
mod page;
mod sentences;

use super::Letter;
use super::frame::{self, Content, letter};
use crate::follows::Frequency;
use crate::parts::{Badge, count};
use chrono::NaiveDateTime;

pub use content::{EMAIL, Limits, PAGE};
pub use page::digest_page;

/// What one email says. Moments are UTC.
#[derive(Clone, Debug)]
pub struct Digest {
    /// Which span it covers.
    pub span: Span,
    /// The day (in London) to which it covers, for the heading.
    pub until: NaiveDateTime,
    /// Openings, closings, outcomes, moved dates: first of all.
    pub dates: Vec<DateLine>,
    /// Everything else, by area of focus.
    pub areas: Vec<AreaPart>,
    /// Whether some of it may have been in an email before, because the mail server's answer was lost.
    pub may_repeat: bool,
    /// What the reader follows that led to this email.
    pub follows: Vec<Reason>,
    /// On which day the reader's weekly emails come, 1 (Monday) to 7.
    pub weekday: u8,
    /// When the next one is due, unless it comes whenever something happens.
    pub next: Option<NaiveDateTime>,
    /// Where to change what one gets, as a whole address; empty for none, as on a page that others may be shown.
    pub manage_url: String,
    /// Where to stop it all, as a whole address; empty for none.
    pub stop_url: String,
    /// This email as a page, as a whole address; empty for none, as on that page itself.
    pub copy_url: String,
    /// How far the record of the staff had come when the email was made, where it says so.
    pub record: Option<Record>,
}

/// How far the record of what the staff do has come. Whoever keeps it can tell later whether the record was only added to.
#[derive(Clone, Debug)]
pub struct Record {
    /// How many acts there are.
    pub acts: i64,
    /// The check code: the number of acts, a colon, and the hash of the last one.
    pub code: String,
    /// The page of the record, as a whole address.
    pub url: String,
}

/// Something that the reader follows.
#[derive(Clone, Debug)]
pub struct Reason {
    /// As it is read: "Improve air quality", "the whole site".
    pub what: String,
    /// How often they hear about it.
    pub often: Frequency,
}

/// How long the span of an email is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// What has just happened.
    Now,
    /// A day.
    Day,
    /// A week.
    Week,
}

/// A date or a decision.
#[derive(Clone, Debug)]
pub struct DateLine {
    /// What happened to the proposal.
    pub what: DateKind,
    /// When that is or was.
    pub at: NaiveDateTime,
    /// The proposal's title.
    pub title: String,
    /// Its area of focus.
    pub area: String,
    /// The public reason, where there is one.
    pub reason: String,
    /// Its page, whole.
    pub url: String,
}

/// What happened to a proposal; the most pressing comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DateKind {
    /// It closes within three days, at that moment.
    ClosingSoon,
    /// It now closes at that moment.
    Moved,
    /// It has opened, and closes at that moment.
    Opened,
    /// It can be seen for the first time, and opens at that moment.
    Announced,
    /// It closed at that moment.
    Closed,
    /// At that moment it was published what was decided.
    Decided,
    /// At that moment it was withdrawn.
    Withdrawn,
}

/// What happened in an area of focus.
#[derive(Clone, Debug)]
pub struct AreaPart {
    /// Its title.
    pub title: String,
    /// Its page, whole.
    pub url: String,
    /// The proposals in which something happened.
    pub proposals: Vec<ProposalPart>,
}

/// What happened to one proposal.
#[derive(Clone, Debug)]
pub struct ProposalPart {
    /// Its title.
    pub title: String,
    /// Its page, whole.
    pub url: String,
    /// Why its text changed, each public reason once; empty when it did not.
    pub changes: Vec<String>,
    /// How many new comments there are in all.
    pub comments: usize,
    /// The newest of them: as many as [`Limits`] let be shown, or more.
    pub excerpts: Vec<Excerpt>,
    /// The page of all comments, newest first, whole.
    pub talk_url: String,
}

/// The beginning of a comment.
#[derive(Clone, Debug)]
pub struct Excerpt {
    /// Its author's name.
    pub author: String,
    /// In which capacity they spoke.
    pub badge: Badge,
    /// Its words without marks, cut at a word.
    pub text: String,
    /// Its page, whole.
    pub url: String,
}

/// The email with these contents, at most 100,000 bytes of HTML however much has happened.
pub fn digest(digest: &Digest) -> Letter {
    letter(&content(digest, &EMAIL))
}

fn content<'a>(digest: &'a Digest, limits: &Limits) -> Content<'a> {
    let links = [
        ("Change what you get", &digest.manage_url),
        ("Stop these emails", &digest.stop_url),
        ("Read this on the site", &digest.copy_url),
    ];
    Content {
        subject: sentences::subject(digest),
        preview: sentences::preview(digest),
        span: sentences::span(digest),
        heading: sentences::heading(digest),
        pieces: content::pieces(digest, limits),
        reason: sentences::reason(digest),
        links: links.into_iter().filter(|(_, url)| !url.is_empty()).map(|(words, url)| (words, url.as_str())).collect(),
        record: digest.record.as_ref().map(record),
    }
}

fn record(record: &Record) -> frame::Record<'_> {
    frame::Record {
        words: format!(
            "Our staff leave a record of each thing that they do here: {} so far. The check code of the record is:",
            count(record.acts, "act", "acts")
        ),
        code: &record.code,
        why: "If you keep this email, you can check later that no act was changed.",
        link: ("How to check the record", &record.url),
    }
}

#[cfg(test)]
#[path = "digest_tests.rs"]
mod tests;
