//! All proposals, with a choice of stage and area.

use crate::form::{self, Choice, Choices, Problems};
use crate::layout::{Nav, Shell, page};
use crate::paging::{self, Pages};
use crate::parts::{self, ProposalRow, Setting};
use crate::paths;
use chrono::NaiveDateTime;
use maud::{Markup, html};

/// The list of proposals.
#[derive(Clone, Debug, Default)]
pub struct ProposalIndex {
    /// Those to be shown.
    pub rows: Vec<ProposalRow>,
    /// All areas: name in addresses, and title.
    pub areas: Vec<(String, String)>,
    /// The chosen stage: `open`, `forthcoming`, `closed` (being read, too) or `decided`; empty for all.
    pub stage: String,
    /// The chosen area's name in addresses; empty for all.
    pub area: String,
    /// The way through the list.
    pub pages: Pages,
    /// The present, in UTC.
    pub now: NaiveDateTime,
}

const STAGES: [(&str, &str); 5] = [
    ("", "Any stage"),
    ("open", "Open"),
    ("forthcoming", "Forthcoming"),
    ("closed", "Closed, being read"),
    ("decided", "Outcome published"),
];

/// The page that lists proposals.
pub fn index(view: &ProposalIndex) -> Markup {
    page(
        &Shell::new("Proposals").nav(Nav::Open),
        html! {
            div.fm-wrap { (parts::breadcrumbs(&[("Home", paths::home())])) }
            div.fm-main { div.fm-wrap {
                div.fm-flow.fm-gap {
                    h1 { "Proposals" }
                    p.fm-lede { "What London’s health and care partnership would like to do, and asks you about first." }
                }
                (filter(view))
                h2.fm-subhead { (heading(view)) }
                @if view.rows.is_empty() {
                    p { "There is no such proposal just now. " a href=(paths::proposals()) { "See all proposals" } }
                } @else {
                    (parts::proposal_list(&view.rows, Setting::AllAreas, view.now))
                }
                (paging::nav(&view.pages, "Pages of proposals"))
            } }
        },
    )
}

fn heading(view: &ProposalIndex) -> String {
    let stage = STAGES.iter().find(|(value, _)| *value == view.stage && !value.is_empty());
    let area = view.areas.iter().find(|(slug, _)| *slug == view.area);
    match (stage, area) {
        (None, None) => "All proposals".to_owned(),
        (Some((_, stage)), None) => (*stage).to_owned(),
        (None, Some((_, area))) => area.clone(),
        (Some((_, stage)), Some((_, area))) => format!("{stage}: {area}"),
    }
}

fn filter(view: &ProposalIndex) -> Markup {
    let none = Problems::default();
    let stages = STAGES.map(|(value, label)| Choice { value, label, hint: None });
    let mut areas = vec![Choice { value: "", label: "Any area", hint: None }];
    areas.extend(view.areas.iter().map(|(slug, title)| Choice { value: slug, label: title, hint: None }));
    let stage =
        Choices { name: "stage", label: "Stage", options: &stages, selected: Some(&view.stage), ..Choices::default() };
    let area = Choices {
        name: "area",
        label: "Area of focus",
        options: &areas,
        selected: Some(&view.area),
        ..Choices::default()
    };
    html! {
        form.fm-tools method="get" action=(paths::proposals()) {
            (form::select(&stage, &none))
            (form::select(&area, &none))
            (form::secondary_button("Update the list"))
        }
    }
}
