//! Answering a consultation: the start, a section at a time, the check of all answers, and what became of a response.

mod attachments;
mod check;
pub mod desk;
mod list;
mod one;
pub mod published;
pub mod publishing;
mod start;
mod together;
mod write;

pub use attachments::{Attach, Attachment, OneMore, attach, list as attachment_list};
pub use check::{Answered, Check, check};
pub use list::{Line, list};
pub use one::{One, Published, Step, StepState, one};
pub use start::{Mine, Start, start};
pub use together::{Edition, History, Remark, Remarks, history, remarks};
pub use write::{Theirs, Write, write};

use crate::layout::{Shell, page};
use crate::parts::breadcrumbs;
use crate::{form, paths};
use maud::{Markup, html};

/// Where a response stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// It is being written.
    #[default]
    Draft,
    /// It was sent.
    Sent,
    /// It was sent after the close.
    Late,
    /// It was taken back.
    Withdrawn,
}

impl Standing {
    /// The same in a word or two.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Draft => "Not sent yet",
            Self::Sent => "Sent",
            Self::Late => "Sent late",
            Self::Withdrawn => "Taken back",
        }
    }
}

/// A page about a response, under the proposal to which it belongs.
fn about(title: &str, (slug, proposal): (&str, &str), problems: &form::Problems, content: Markup) -> Markup {
    let here = paths::proposal(slug);
    page(
        &Shell::new(title).no_index().with_problems(problems),
        html! {
            div.fm-wrap { (breadcrumbs(&[("Home", paths::home()), (proposal, &here)])) }
            div.fm-main { div.fm-wrap.fm-cols { (content) } }
        },
    )
}

/// "You are answering for …", where that is an organisation.
fn for_whom(organisation: Option<&str>) -> Markup {
    html! {
        @if let Some(name) = organisation {
            div.govuk-notification-banner.govuk-notification-banner--org role="region" aria-labelledby="org" {
                div.govuk-notification-banner__content {
                    p.govuk-notification-banner__heading #org { "You are answering for " bdi { (name) } }
                    p { "Everybody who belongs to it can write here. An owner sends it." }
                }
            }
        }
    }
}

/// What could not be done, and that nothing is lost: told as a problem is, but it leads to no field.
fn unsaved(title: &str, words: &str) -> Markup {
    html! {
        div.govuk-error-summary tabindex="-1" {
            div role="alert" {
                h2.govuk-error-summary__title { (title) }
                div.govuk-error-summary__body { p { (words) } }
            }
        }
    }
}

/// Each question of a section with what was answered.
fn answer_list(section: &Answered) -> Markup {
    html! {
        dl.govuk-summary-list {
            @for (question, lines) in &section.answers {
                div.govuk-summary-list__row {
                    dt.govuk-summary-list__key { (question) }
                    dd.govuk-summary-list__value dir="auto" {
                        @if lines.is_empty() { span.fm-quiet { "No answer" } }
                        @for line in lines { div { (line) } }
                    }
                }
            }
        }
    }
}
