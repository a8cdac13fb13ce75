//! What somebody has answered.

use super::Standing;
use crate::form::Problems;
use crate::layout::{Shell, page};
use crate::parts::breadcrumbs;
use crate::{dates, paths};
use chrono::NaiveDateTime;
use maud::{Markup, html};

/// A response in the list.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// Its reference.
    pub reference: String,
    /// The title of the proposal.
    pub title: String,
    /// Where it stands.
    pub standing: Standing,
    /// Whether it is an organisation's.
    pub for_organisation: bool,
    /// When it was sent last, or begun, in UTC.
    pub at: NaiveDateTime,
}

/// The page of one's responses, the latest first.
pub fn list(lines: &[Line]) -> Markup {
    page(
        &Shell::new("Your responses").no_index().with_problems(&Problems::default()),
        html! {
            div.fm-wrap { (breadcrumbs(&[("Home", paths::home()), ("Your account", paths::account())])) }
            div.fm-main { div.fm-wrap { div.fm-flow {
                h1.fm-h2 { "Your responses" }
                @if lines.is_empty() {
                    p { "You have not answered a consultation yet. " a href=(paths::open_now()) { "See what is open now" } }
                } @else {
                    ul.fm-docs {
                        @for line in lines {
                            li {
                                a href=(paths::response(&line.reference)) { (line.title) }
                                small {
                                    (line.reference) ". " (line.standing.words())
                                    @if line.for_organisation { ", for your organisation" }
                                    ". " (dates::time(line.at, &dates::moment(line.at)))
                                }
                            }
                        }
                    }
                }
            } } }
        },
    )
}
