//! The emails of the last time: when, what about, what became of them, and why they were sent.

use crate::dates;
use crate::follows::Frequency;
use crate::parts::sentence;
use chrono::NaiveDateTime;
use maud::{Markup, html};

/// What became of an email.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmailState {
    /// It is ready to go.
    Planned,
    /// It is being handed over at this moment.
    Sending,
    /// A mail server has taken it.
    Sent,
    /// The mail server could not take it; we try again.
    Deferred,
    /// The mail server refused it for good.
    Failed,
    /// The mail server's answer was lost.
    Unknown,
    /// There was nothing left to say, or nobody to say it to.
    Skipped,
    /// It could not be written, and waits for somebody to look.
    Parked,
}

impl EmailState {
    /// All of them, as an email may pass through them.
    pub const ALL: [EmailState; 8] = [
        EmailState::Planned,
        EmailState::Sending,
        EmailState::Sent,
        EmailState::Deferred,
        EmailState::Failed,
        EmailState::Unknown,
        EmailState::Skipped,
        EmailState::Parked,
    ];

    /// What the staff read.
    pub fn label(self) -> &'static str {
        match self {
            EmailState::Planned => "Planned",
            EmailState::Sending => "Being sent",
            EmailState::Sent => "Sent",
            EmailState::Deferred => "Waiting for another try",
            EmailState::Failed => "Failed",
            EmailState::Unknown => "Unknown",
            EmailState::Skipped => "Skipped",
            EmailState::Parked => "Put aside",
        }
    }
}

/// One email to the reader.
#[derive(Clone, Debug)]
pub struct PastEmail {
    /// When it was planned or sent, in UTC.
    pub at: NaiveDateTime,
    /// Its subject; empty when it was never written.
    pub subject: String,
    /// What became of it.
    pub state: EmailState,
    /// For those that failed or were skipped, why: "everything in it was taken down meanwhile".
    pub reason: String,
    /// How often the reader wanted to hear of what is in it; one or several.
    pub frequencies: Vec<Frequency>,
    /// What the reader followed that led to it, as it is read: "Improve air quality".
    pub follows: Vec<String>,
    /// The email as a page; nothing when there is none.
    pub copy_url: Option<String>,
}

impl PastEmail {
    /// What became of it, as a sentence to the one who should get it.
    pub fn fate(&self) -> String {
        let not_sent =
            |usual: &str| format!("Not sent: {}", if self.reason.is_empty() { usual } else { self.reason.as_str() });
        match self.state {
            EmailState::Planned | EmailState::Sending => "On its way".to_owned(),
            EmailState::Sent => "Sent".to_owned(),
            EmailState::Deferred => "Waits for your mail server".to_owned(),
            EmailState::Failed => not_sent("your mail server refused it"),
            EmailState::Unknown => {
                "Perhaps sent: your mail server did not answer. What was in it comes once more".to_owned()
            }
            EmailState::Skipped => not_sent("there was nothing left to tell you"),
            EmailState::Parked => "Not sent yet: something went wrong on our side, and we are looking at it".to_owned(),
        }
    }

    /// "Because you follow Improve air quality, every week".
    pub fn because(&self) -> String {
        let often: Vec<&str> = self.frequencies.iter().map(|frequency| frequency.in_sentence()).collect();
        let mut words = match listed(&self.follows) {
            Some(what) => format!("because you follow {what}"),
            None if often.is_empty() => return String::new(),
            None => "what you hear".to_owned(),
        };
        if !often.is_empty() {
            words.push_str(if self.follows.is_empty() { " " } else { ", " });
            words.push_str(&often.join(" and "));
        }
        sentence(&words)
    }
}

/// "A", "A and B", "A, B and 3 more"; nothing for nothing.
pub(crate) fn listed(names: &[String]) -> Option<String> {
    const MOST: usize = 3;
    match names {
        [] => None,
        [one] => Some(one.clone()),
        [first @ .., last] if names.len() <= MOST => Some(format!("{} and {last}", first.join(", "))),
        _ => Some(format!("{} and {} more", names[..MOST - 1].join(", "), names.len() + 1 - MOST)),
    }
}

/// The list of them, newest first as they come.
pub(super) fn list(emails: &[PastEmail], now: NaiveDateTime) -> Markup {
    html! {
        @if emails.is_empty() { p { "None yet." } } @else {
            ul.fm-docs {
                @for email in emails {
                    @let subject = if email.subject.is_empty() { "An email that was not written" } else { &email.subject };
                    li {
                        @match &email.copy_url {
                            Some(url) => a href=(url) { (subject) },
                            None => span { (subject) },
                        }
                        small {
                            (dates::time(email.at, &dates::short_in(now, email.at))) ". " (email.fate()) ". "
                            @let because = email.because();
                            @if !because.is_empty() { (because) "." }
                        }
                    }
                }
            }
        }
    }
}
