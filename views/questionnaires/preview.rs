//! A section as somebody will see it who answers, for those who build it.

use super::{Section, Typed, fields, progress};
use crate::form::{self, Problems};
use crate::paths;
use crate::staff::desk_page;
use maud::{Markup, PreEscaped, html};

/// A section to be tried.
#[derive(Clone, Debug, Default)]
pub struct Preview {
    /// The proposal's number.
    pub id: i64,
    /// Its title.
    pub title: String,
    /// The section's place among all, from 1 on.
    pub place: usize,
    /// How many sections there are.
    pub of: usize,
    /// The section.
    pub section: Section,
    /// What was tried on it.
    pub typed: Typed,
    /// What earlier sections were answered with, so that conditions work: names and values, unseen.
    pub before: Vec<(String, String)>,
    /// Whether it was the last one, and all of it would be taken.
    pub is_over: bool,
    /// What would have to be put right.
    pub problems: Problems,
}

/// The page on which a section can be tried. Nothing of it is stored.
pub fn preview(view: &Preview) -> Markup {
    let (proposal, all) = (paths::staff_proposal(view.id), paths::questionnaire(view.id));
    desk_page(
        "Try it as somebody who answers",
        &[("Proposals", paths::staff_proposals()), (&view.title, &proposal), ("What it asks", &all)],
        &view.problems,
        html! {
            div.govuk-inset-text { "This is a trial. Nothing that you answer here is stored." }
            @if view.is_over {
                p.fm-lede { "That was the last section. These answers would be taken." }
                p { a href=(paths::questionnaire_preview(view.id)) { "Begin again" } }
            } @else {
                (progress(view.place, view.of))
                h2 { (view.section.title) }
                @if !view.section.intro_html.is_empty() { div.fm-prose { (PreEscaped(&view.section.intro_html)) } }
                (form::post(&paths::questionnaire_preview(view.id), html! {
                    (form::hidden("place", &view.place.to_string()))
                    @for (name, value) in &view.before { (form::hidden(name, value)) }
                    (fields::questions(&view.section.questions, &view.typed, &view.problems))
                    (form::button("Go on"))
                }))
            }
            p { a href=(all) { "Back to what it asks" } }
        },
    )
}
