//! What became of a response, for whoever sent it.

use super::Verdict;
use crate::form::Problems;
use crate::parts::breadcrumbs;
use crate::{layout, paths};
use maud::{Markup, html};

/// A theme under which a response was counted.
#[derive(Clone, Debug)]
pub struct Counted {
    /// The theme, with those above it.
    pub theme: String,
    /// What is done about it: the number of the point, and the verdict; none where nothing answers it.
    pub answer: Option<(i64, Verdict)>,
}

/// What became of a response.
#[derive(Clone, Debug, Default)]
pub struct Own {
    /// The proposal's name in addresses.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// The reference of the response.
    pub reference: String,
    /// Whether it counts.
    pub counts: bool,
    /// The themes.
    pub themes: Vec<Counted>,
}

/// The page that says so.
pub fn own(view: &Own) -> Markup {
    let (proposal, response) = (paths::proposal(&view.slug), paths::response(&view.reference));
    layout::page(
        &layout::Shell::new("What became of your response").no_index().with_problems(&Problems::default()),
        html! {
            div.fm-wrap { (breadcrumbs(&[("Home", paths::home()), (&view.title, &proposal), (&view.reference, &response)])) }
            div.fm-main { div.fm-wrap { div.fm-flow {
                h1.fm-h2 { "What became of your response" }
                p.fm-lede { (view.title) }
                @if !view.counts {
                    p { "It was not sent, or you have taken it back. So it was not counted." }
                } @else if view.themes.is_empty() {
                    p { "It was counted in the results. What you wrote in your own words was not put under a theme." }
                } @else {
                    p { "What you wrote was counted under:" }
                    ul.fm-docs { @for one in &view.themes { li { (counted(view, one)) } } }
                }
                p { a href=(paths::outcome(&view.slug)) { "Everything that was decided" } }
            } } }
        },
    )
}

fn counted(view: &Own, one: &Counted) -> Markup {
    html! {
        @match one.answer {
            Some((point, verdict)) => {
                a href={ (paths::outcome(&view.slug)) "#p" (point) } { (one.theme) }
                small { (verdict.words()) }
            }
            None => {
                (one.theme)
                small { "There is no answer of its own to this theme" }
            }
        }
    }
}
