//! Writing, changing, hiding and deleting case studies.

use super::conflict::{ConflictField, differences};
use super::content::save;
use super::desk_page;
use crate::form::{self, Choice, Choices, Input, Problems, TextArea};
use crate::paths;
use maud::{Markup, html};

/// A case study in the list for staff.
#[derive(Clone, Debug, Default)]
pub struct StudyLine {
    /// Its name in addresses.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// The title of its area.
    pub area_title: String,
    /// Whether everybody can read it.
    pub shown: bool,
}

/// The list of case studies, hidden ones too.
pub fn studies(lines: &[StudyLine]) -> Markup {
    desk_page(
        "Case studies",
        &[],
        &Problems::default(),
        html! {
            p { "Stories of what was tried in London. Each stands on the page of its area and on "
                a href=(paths::case_studies()) { "the page of case studies" } "." }
            p { a.govuk-button href=(paths::staff_case_study_new()) { "Write a new case study" } }
            @if lines.is_empty() { p { "There are none yet." } }
            ul.fm-docs {
                @for line in lines {
                    li {
                        a href=(paths::staff_case_study(&line.slug)) { (line.title) }
                        small { (line.area_title) @if !line.shown { ". " strong { "Hidden" } ": only editors see it" } }
                    }
                }
            }
        },
    )
}

/// A case study as it is being written.
#[derive(Clone, Debug, Default)]
pub struct StudyEditor {
    /// Its name in addresses; nothing for a new one.
    pub slug: Option<String>,
    /// The areas: name in addresses, and title.
    pub areas: Vec<(String, String)>,
    /// Field `title`.
    pub title: String,
    /// Field `summary`.
    pub summary: String,
    /// Field `area`: the name of its area in addresses.
    pub area: String,
    /// Field `source_name`.
    pub source_name: String,
    /// Field `source_url`.
    pub source_url: String,
    /// Field `body`, in Markdown.
    pub body: String,
    /// Field `shown`: `yes` or `no`.
    pub shown: bool,
    /// Whether everybody can read it as it is saved now.
    pub is_shown: bool,
    /// Field `was`: the wording from which the writer started, so that nobody overwrites what they have not seen.
    pub was: String,
    /// The parts that somebody else changed meanwhile; nothing when nobody did.
    pub theirs: Vec<ConflictField>,
    /// What to put right; ids are the fields' names.
    pub problems: Problems,
}

/// The page for writing or changing a case study.
pub fn study_editor(view: &StudyEditor) -> Markup {
    let (title, action) = match &view.slug {
        Some(slug) => ("Change a case study", paths::staff_case_study(slug)),
        None => ("Write a case study", paths::staff_case_study_new().to_owned()),
    };
    desk_page(
        title,
        &[("Case studies", paths::staff_case_studies())],
        &view.problems,
        html! {
            @if let Some(slug) = &view.slug { (where_it_stands(slug, view.is_shown)) }
            (differences(None, &view.theirs))
            (form::post(&action, html! {
                (form::hidden("was", &view.was))
                (fields(view))
                (save(paths::staff_case_studies()))
            }))
            @if let Some(slug) = &view.slug {
                p.fm-space { a href=(paths::staff_case_study_deletion(slug)) { "Delete this case study" } }
            }
        },
    )
}

fn where_it_stands(slug: &str, shown: bool) -> Markup {
    html! {
        p {
            @if shown { a href=(paths::case_study(slug)) { "See it as it stands" } }
            @else {
                strong { "Hidden: only editors see it. " }
                a href=(paths::staff_case_study_preview(slug)) { "See how it will look" }
            }
        }
    }
}

fn fields(view: &StudyEditor) -> Markup {
    let problems = &view.problems;
    let title = Input { name: "title", label: "Title", value: &view.title, ..Input::default() };
    let summary = TextArea {
        name: "summary",
        label: "What happened, in a sentence or two",
        hint: Some("Lists show it below the title, and the page begins with it."),
        value: &view.summary,
        rows: 3,
        limit: Some(600),
        ..TextArea::default()
    };
    let body = TextArea {
        name: "body",
        label: "The story",
        hint: Some("Markdown"),
        value: &view.body,
        rows: 16,
        limit: Some(50_000),
        ..TextArea::default()
    };
    html! {
        (form::text(&title, problems))
        (form::textarea(&summary, problems))
        (area(view))
        (form::textarea(&body, problems))
        (source(view))
        (readers(view))
    }
}

fn area(view: &StudyEditor) -> Markup {
    let none = view.area.is_empty().then_some(Choice { value: "", label: "Choose an area", hint: None });
    let all = view.areas.iter().map(|(slug, title)| Choice { value: slug, label: title, hint: None });
    let areas: Vec<Choice> = none.into_iter().chain(all).collect();
    let area = Choices {
        name: "area",
        label: "Area of focus",
        hint: Some("The page of this area links to the case study."),
        options: &areas,
        selected: Some(&view.area),
        ..Choices::default()
    };
    form::select(&area, &view.problems)
}

fn source(view: &StudyEditor) -> Markup {
    let source = Input {
        name: "source_name",
        label: "Source",
        hint: Some("Who tells it: readers can check it there."),
        value: &view.source_name,
        ..Input::default()
    };
    let url = Input {
        name: "source_url",
        label: "Address of the source",
        hint: Some("It begins with https://"),
        value: &view.source_url,
        ..Input::default()
    };
    html! {
        (form::text(&source, &view.problems))
        (form::text(&url, &view.problems))
    }
}

fn readers(view: &StudyEditor) -> Markup {
    let shown = Choices {
        name: "shown",
        label: "Who can read it",
        hint: Some("“Only editors” hides it: while you write, or to take it away again. Nothing is lost."),
        options: &[
            Choice { value: "yes", label: "Everybody", hint: None },
            Choice { value: "no", label: "Only editors", hint: None },
        ],
        selected: Some(if view.shown { "yes" } else { "no" }),
        ..Choices::default()
    };
    form::radios(&shown, &view.problems)
}

/// Before a case study is deleted.
#[derive(Clone, Debug, Default)]
pub struct StudyDeletion {
    /// Its name in addresses.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// Field `was`: the wording that would be deleted.
    pub was: String,
    /// Whether it was changed since this page was first shown.
    pub changed: bool,
}

/// The page that asks whether a case study shall really go.
pub fn study_deletion(view: &StudyDeletion) -> Markup {
    desk_page(
        "Delete a case study",
        &[("Case studies", paths::staff_case_studies())],
        &Problems::default(),
        html! {
            @if view.changed { p.fm-lede { "Somebody changed it while this page was open. Nothing is deleted yet." } }
            p { "“" (view.title) "” will be gone from every page, and its words with it. This cannot be undone." }
            p { "If it may be wanted again, "
                a href=(paths::staff_case_study(&view.slug)) { "hide it instead" } ": choose “Only editors” there." }
            (form::post(&paths::staff_case_study_deletion(&view.slug), html! {
                (form::hidden("was", &view.was))
                (form::button_group(html! {
                    button.govuk-button.govuk-button--warning { "Delete it" }
                    a href=(paths::staff_case_study(&view.slug)) { "Keep it" }
                }))
            }))
        },
    )
}
