//! Who answered: the page for everybody.

use super::{Counts, how, tables};
use crate::layout::{Nav, Shell, page};
use crate::parts::{self, LifeStage};
use crate::paths;
use maud::{Markup, html};

/// Who answered a consultation.
#[derive(Clone, Debug)]
pub struct Public {
    /// The proposal's name in addresses.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// The part of life to which it belongs.
    pub life_stage: LifeStage,
    /// Why people were asked.
    pub reason: String,
    /// What they said.
    pub counts: Counts,
}

/// The page of who answered.
pub fn public(view: &Public) -> Markup {
    let (here, results) = (paths::proposal(&view.slug), paths::results(&view.slug));
    page(
        &Shell::new("Who answered").nav(Nav::Open),
        html! {
            (parts::tinted_head(view.life_stage, html! {
                (parts::breadcrumbs(&[("Home", paths::home()), (&view.title, &here), ("What people answered", &results)]))
                h1 { "Who answered" }
                p.fm-lede { (view.title) }
            }))
            div.fm-main { div.fm-wrap { div.fm-flow {
                (tables(&view.counts))
                p { a href=(paths::equality_file(&view.slug)) { "The same numbers as a table (CSV)" } }
                h2.fm-h3 { "Why we asked" }
                p dir="auto" { (view.reason) }
                (how())
            } } }
        },
    )
}
