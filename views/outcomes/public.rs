//! The outcome as everybody reads it.

use super::{Point, point};
use crate::layout::{Nav, Shell, page};
use crate::parts::{self, LifeStage, Stage};
use crate::{dates, paths};
use chrono::NaiveDateTime;
use maud::{Markup, PreEscaped, html};

/// The outcome of a consultation.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The proposal's name in addresses.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// The stage of life of its area.
    pub life_stage: LifeStage,
    /// When it was published, in UTC.
    pub published_at: NaiveDateTime,
    /// What was asked, which the app rendered and cleaned.
    pub asked_html: String,
    /// Why it was published before everything was weighed, and who says so; empty where all was.
    pub waiver: (String, String),
    /// What people said, and what is done about it.
    pub points: Vec<Point>,
}

/// The page of the outcome.
pub fn outcome(view: &Outcome) -> Markup {
    page(
        &Shell::new(&format!("We asked, you said, we did: {}", view.title)).nav(Nav::Decisions),
        html! {
            (parts::tinted_head(view.life_stage, html! {
                (parts::breadcrumbs(&[("Home", paths::home()), (&view.title, &paths::proposal(&view.slug))]))
                p.fm-kicker { (parts::status_tag(Stage::OutcomePublished)) }
                h1 { "We asked, you said, we did" }
                p.fm-lede { (view.title) }
                p.fm-small { "Published on " (dates::time(view.published_at, &dates::date(view.published_at))) }
            }))
            div.fm-main { div.fm-wrap { div.fm-flow {
                (waiver(view))
                section.fm-prose aria-labelledby="h-asked" {
                    h2 #h-asked { "We asked" }
                    (PreEscaped(&view.asked_html))
                }
                h2 { "You said, we did" }
                @for one in &view.points { (point(one)) }
                p { a href=(paths::results(&view.slug)) { "How often what was answered" } }
                p.fm-small.fm-quiet {
                    "Did you send a response? Its page says under which themes it was counted: see "
                    a href=(paths::own_responses()) { "your responses" } "."
                }
            } } }
        },
    )
}

fn waiver(view: &Outcome) -> Markup {
    let (reason, signed) = &view.waiver;
    html! {
        @if !reason.is_empty() {
            div.govuk-inset-text {
                p { "This was published before every response was read and every theme had an answer. The reason:" }
                p dir="auto" { (reason) }
                p { "Signed: " bdi { (signed) } }
            }
        }
    }
}
