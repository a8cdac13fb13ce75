//! Changing the site's pages and the areas of focus.

use super::conflict::{ConflictField, differences};
use super::{desk_page, groups::group};
use crate::form::{self, Choice, Choices, Input, Problems, TextArea};
use crate::parts::LifeStage;
use crate::{frame, paths};
use maud::{Markup, html};

/// A page or an area in its list.
#[derive(Clone, Debug, Default)]
pub struct ContentRow {
    /// Its name in addresses.
    pub slug: String,
    /// Its title.
    pub title: String,
}

/// The list of pages, for those who edit them.
pub fn pages(rows: &[ContentRow]) -> Markup {
    let place = "Longer texts about the vision and the site. The foot of every page leads to them.";
    list("Pages", place, rows, paths::staff_page)
}

/// The list of areas, for those who edit them.
pub fn areas(rows: &[ContentRow]) -> Markup {
    let place = "What the page of each area says, figures too. The home page lists the short titles.";
    list("Areas of focus", place, rows, paths::staff_area)
}

fn list(title: &str, place: &str, rows: &[ContentRow], path: fn(&str) -> String) -> Markup {
    desk_page(
        title,
        &[],
        &Problems::default(),
        html! {
            p { (place) }
            @if rows.is_empty() { p { "There are none yet." } }
            ul.fm-docs { @for row in rows { li { a href=(path(&row.slug)) { (row.title) } } } }
        },
    )
}

pub(super) fn save(back: &str) -> Markup {
    form::button_group(html! {
        (form::button("Save"))
        a href=(back) { "Leave without saving" }
    })
}

/// A page as it is being changed.
#[derive(Clone, Debug, Default)]
pub struct PageEditor {
    /// Its name in addresses.
    pub slug: String,
    /// Field `title`.
    pub title: String,
    /// Field `summary`.
    pub summary: String,
    /// Field `body`, in Markdown.
    pub body: String,
    /// Field `reason`, of the house rules alone: why they change, as everybody will read it.
    pub reason: Option<String>,
    /// Field `was`: the wording from which the writer started, so that nobody overwrites what they have not seen.
    pub was: String,
    /// The parts that somebody else changed meanwhile; nothing when nobody did.
    pub theirs: Vec<ConflictField>,
    /// What to put right; ids are the fields' names.
    pub problems: Problems,
}

/// The page for changing a page.
pub fn page_editor(view: &PageEditor) -> Markup {
    let title = Input { name: "title", label: "Title", value: &view.title, ..Input::default() };
    let summary = TextArea {
        name: "summary",
        label: "Summary",
        value: &view.summary,
        rows: 3,
        limit: Some(600),
        ..TextArea::default()
    };
    let body = TextArea {
        name: "body",
        label: "Text",
        hint: Some(if view.reason.is_some() { NUMBERED } else { "Markdown" }),
        value: &view.body,
        rows: 20,
        limit: Some(50_000),
        ..TextArea::default()
    };
    desk_page(
        "Change a page",
        &[("Pages", paths::staff_pages())],
        &view.problems,
        html! {
            p { a href=(paths::page(&view.slug)) { "See it as it stands" } }
            @if view.reason.is_some() {
                p { "Each wording is kept and stays public. Moderators’ decisions name a rule by its number." }
            }
            (differences(None, &view.theirs))
            (form::post(&paths::staff_page(&view.slug), html! {
                (form::hidden("was", &view.was))
                (form::text(&title, &view.problems))
                (form::textarea(&summary, &view.problems))
                (form::textarea(&body, &view.problems))
                @if let Some(reason) = &view.reason { (form::textarea(&why(reason), &view.problems)) }
                (save(paths::staff_pages()))
            }))
        },
    )
}

/// How the text of the house rules is written.
const NUMBERED: &str =
    "Markdown. Each rule begins with its number and has a name in bold, such as: 1. **No personal data.** No names …";

fn why(reason: &str) -> TextArea<'_> {
    TextArea {
        name: "reason",
        label: "Why the rules change",
        hint: Some("Everybody can read this"),
        value: reason,
        rows: 3,
        limit: Some(600),
        ..TextArea::default()
    }
}

/// How many figures the form has room for.
pub const FIGURES: usize = 6;

/// A figure as it was typed; sent as `figure_number`, `figure_text`, `figure_source`, `figure_url`, each once a group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FigureFields {
    /// The number as it is read: "4,100".
    pub number: String,
    /// What it counts, as a sentence.
    pub text: String,
    /// The name of the source.
    pub source: String,
    /// The address of the source.
    pub url: String,
}

/// An area as it is being changed.
#[derive(Clone, Debug)]
pub struct AreaEditor {
    /// Its name in addresses.
    pub slug: String,
    /// Field `title`.
    pub title: String,
    /// Field `short_title`.
    pub short_title: String,
    /// Field `life_stage`: `start`, `live`, `age` or `enabler`.
    pub life_stage: LifeStage,
    /// Field `ambition`.
    pub ambition: String,
    /// Field `lede`.
    pub lede: String,
    /// Field `why`, in Markdown.
    pub why: String,
    /// Field `who_decides`, in Markdown.
    pub who_decides: String,
    /// The figures; those that are missing are shown empty.
    pub figures: Vec<FigureFields>,
    /// Field `was`: the wording from which the writer started, so that nobody overwrites what they have not seen.
    pub was: String,
    /// The parts that somebody else changed meanwhile; nothing when nobody did.
    pub theirs: Vec<ConflictField>,
    /// What to put right. Ids are the fields' names; in groups with the group's number from 1, such as `figure_url-1`.
    pub problems: Problems,
}

fn life_stage_value(stage: LifeStage) -> &'static str {
    match stage {
        LifeStage::Start => "start",
        LifeStage::Live => "live",
        LifeStage::Age => "age",
        LifeStage::Enabler => "enabler",
    }
}

/// The page for changing an area of focus.
pub fn area_editor(view: &AreaEditor) -> Markup {
    desk_page(
        "Change an area of focus",
        &[("Areas of focus", paths::staff_areas())],
        &view.problems,
        html! {
            p { a href=(paths::area(&view.slug)) { "See it as it stands" } }
            (differences(None, &view.theirs))
            (form::post(&paths::staff_area(&view.slug), html! {
                (form::hidden("was", &view.was))
                (words(view))
                h2.fm-h3.fm-subhead { "Figures" }
                @let empty = FigureFields::default();
                @for n in 0..FIGURES.max(view.figures.len()) {
                    (figure(n, view.figures.get(n).unwrap_or(&empty), n <= view.figures.len(), &view.problems))
                }
                (save(paths::staff_areas()))
            }))
        },
    )
}

fn words(view: &AreaEditor) -> Markup {
    let problems = &view.problems;
    let stages =
        LifeStage::ALL.map(|stage| Choice { value: life_stage_value(stage), label: frame::label(stage), hint: None });
    let title = Input { name: "title", label: "Title", value: &view.title, ..Input::default() };
    let short = Input {
        name: "short_title",
        label: "Short title",
        hint: Some("For lists"),
        value: &view.short_title,
        ..Input::default()
    };
    let stage = Choices {
        name: "life_stage",
        label: "Stage of life",
        options: &stages,
        selected: Some(life_stage_value(view.life_stage)),
        ..Choices::default()
    };
    let ambition = Input {
        name: "ambition",
        label: "Ambition",
        hint: Some("What shall be true one day. It heads the page."),
        value: &view.ambition,
        ..Input::default()
    };
    let lede = TextArea {
        name: "lede",
        label: "What the partnership aims at",
        value: &view.lede,
        rows: 3,
        limit: Some(600),
        ..TextArea::default()
    };
    let why = TextArea {
        name: "why",
        label: "Why it matters",
        hint: Some("Markdown"),
        value: &view.why,
        rows: 10,
        limit: Some(20_000),
        ..TextArea::default()
    };
    let who = TextArea {
        name: "who_decides",
        label: "Who decides",
        hint: Some("Markdown"),
        value: &view.who_decides,
        rows: 3,
        limit: Some(4_000),
        ..TextArea::default()
    };
    html! {
        (form::text(&title, problems))
        (form::text(&short, problems))
        (form::select(&stage, problems))
        (form::text(&ambition, problems))
        (form::textarea(&lede, problems))
        (form::textarea(&why, problems))
        (form::textarea(&who, problems))
    }
}

fn figure(n: usize, figure: &FigureFields, open: bool, problems: &Problems) -> Markup {
    let id = |name: &str| format!("{name}-{}", n + 1);
    let (number_id, text_id, source_id, url_id) =
        (id("figure_number"), id("figure_text"), id("figure_source"), id("figure_url"));
    let number = Input {
        name: "figure_number",
        id: Some(&number_id),
        label: "Number",
        value: &figure.number,
        width: 10,
        ..Input::default()
    };
    let text = Input {
        name: "figure_text",
        id: Some(&text_id),
        label: "What it counts, as a sentence",
        value: &figure.text,
        ..Input::default()
    };
    let source = Input {
        name: "figure_source",
        id: Some(&source_id),
        label: "Source",
        value: &figure.source,
        ..Input::default()
    };
    let url = Input {
        name: "figure_url",
        id: Some(&url_id),
        label: "Address of the source",
        value: &figure.url,
        ..Input::default()
    };
    group(
        &format!("Figure {}", n + 1),
        open,
        html! {
            (form::text(&number, problems))
            (form::text(&text, problems))
            (form::text(&source, problems))
            (form::text(&url, problems))
        },
    )
}
