//! Writing a response together: what was saved before, and what those who write it say to one another.

use super::about;
use crate::diff::{self, FieldChange};
use crate::fields::{Choice, Choices, TextArea, select, textarea};
use crate::form::{self, Problems};
use crate::paging::{self, Pages};
use crate::{dates, paths};
use chrono::NaiveDateTime;
use maud::{Markup, html};

/// A section as it was saved once.
#[derive(Clone, Debug, Default)]
pub struct Edition {
    /// Its number, from 1 on.
    pub number: i64,
    /// Who saved it; nobody when they have left.
    pub by: Option<String>,
    /// When, in UTC.
    pub at: NaiveDateTime,
    /// Each answer that changed with it.
    pub changes: Vec<FieldChange>,
}

/// What was saved of a section, the latest first.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// The proposal's name in addresses.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// The reference of the response.
    pub reference: String,
    /// The section's number.
    pub section: i64,
    /// Its heading.
    pub heading: String,
    /// The number of the edition that stands.
    pub latest: i64,
    /// The editions.
    pub editions: Vec<Edition>,
    /// The way to the earlier ones.
    pub pages: Pages,
}

/// The page of what was saved of a section.
pub fn history(view: &History) -> Markup {
    let back = paths::response_section(&view.reference, view.section);
    about(
        &format!("What was saved before: {}", view.heading),
        (&view.slug, &view.title),
        &Problems::default(),
        html! {
            div.fm-flow {
                h1.fm-h2 { "What was saved before" }
                p.fm-lede { (view.heading) }
                p { a href=(back) { "Back to the section" } }
                @if view.editions.is_empty() { p { "Nothing was saved here yet." } }
                @for edition in &view.editions { (saved(view, edition)) }
                (paging::nav(&view.pages, "What was saved before"))
            }
        },
    )
}

fn saved(view: &History, edition: &Edition) -> Markup {
    let heading = format!("h-edition-{}", edition.number);
    html! {
        section.fm-flow aria-labelledby=(heading) {
            h2.fm-h3 id=(heading) {
                (dates::time(edition.at, &dates::moment(edition.at)))
                ", " (name(edition.by.as_deref()))
                @if edition.number == view.latest { " (this stands now)" }
            }
            @if edition.changes.is_empty() { p.fm-quiet { "Nothing that can be read changed." } }
            @for change in &edition.changes {
                p.fm-small.fm-quiet { (change.label) }
                (diff::show(&change.runs))
            }
            @if edition.number != view.latest {
                (form::post(&paths::response_history(&view.reference, view.section), html! {
                    (form::hidden("edition", &edition.number.to_string()))
                    (form::hidden("seen", &view.latest.to_string()))
                    button.govuk-button.govuk-button--secondary {
                        "Bring these answers back"
                        span.govuk-visually-hidden { " from " (dates::moment(edition.at)) }
                    }
                }))
            }
        }
    }
}

/// What somebody said to the others.
#[derive(Clone, Debug, Default)]
pub struct Remark {
    /// Its number.
    pub id: i64,
    /// The heading of the section that it is about; of none when it is about the whole.
    pub section: Option<String>,
    /// Who said it; nobody when they have left.
    pub by: Option<String>,
    /// Whether that is the reader.
    pub is_own: bool,
    /// The words.
    pub words: String,
    /// When, in UTC.
    pub at: NaiveDateTime,
}

/// What those who write a response say to one another.
#[derive(Clone, Debug, Default)]
pub struct Remarks {
    /// The proposal's name in addresses.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// The reference of the response.
    pub reference: String,
    /// The organisation.
    pub organisation: String,
    /// What was said, the oldest first.
    pub remarks: Vec<Remark>,
    /// Field `section`: the sections, by number and heading.
    pub sections: Vec<(i64, String)>,
    /// Field `section`: which is chosen; none for the whole.
    pub about: Option<i64>,
    /// Field `words`.
    pub words: String,
    /// The most characters of `words`.
    pub most: usize,
    /// What to put right; ids are the fields' names.
    pub problems: Problems,
}

/// The page of remarks.
pub fn remarks(view: &Remarks) -> Markup {
    about(
        "Talk it over",
        (&view.slug, &view.title),
        &view.problems,
        html! {
            div.fm-flow {
                (form::summary(&view.problems))
                h1.fm-h2 { "Talk it over" }
                p {
                    "Only people who belong to " bdi { (view.organisation) } " can read this. It is not part of your response, and is not sent. "
                    a href=(paths::response(&view.reference)) { "Back to your response" }
                }
                @if view.remarks.is_empty() { p.fm-quiet { "Nobody has said anything yet." } }
                @else { ol.fm-docs { @for remark in &view.remarks { (one(view, remark)) } } }
                (say(view))
            }
        },
    )
}

fn one(view: &Remarks, remark: &Remark) -> Markup {
    html! {
        li id={ "remark-" (remark.id) } {
            div dir="auto" { @for line in remark.words.lines() { (line) br; } }
            small {
                (name(remark.by.as_deref())) ", " (dates::time(remark.at, &dates::moment(remark.at)))
                @if let Some(section) = &remark.section { ", about “" (section) "”" }
            }
            @if remark.is_own {
                (form::post(&paths::response_remark_removal(&view.reference, remark.id), html! {
                    button.govuk-button.govuk-button--secondary {
                        "Take away" span.govuk-visually-hidden { " what you said on " (dates::moment(remark.at)) }
                    }
                }))
            }
        }
    }
}

fn say(view: &Remarks) -> Markup {
    let numbers: Vec<String> = view.sections.iter().map(|(id, _)| id.to_string()).collect();
    let whole = [Choice { value: "", label: "The whole response", ..Choice::default() }];
    let sections = view.sections.iter().zip(&numbers);
    let options: Vec<Choice> = whole
        .into_iter()
        .chain(sections.map(|((_, heading), id)| Choice { value: id, label: heading, ..Choice::default() }))
        .collect();
    let chosen = view.about.map(|id| id.to_string()).unwrap_or_default();
    let words = TextArea {
        name: "words",
        label: "What do you want to say to the others?",
        value: &view.words,
        limit: Some(view.most),
        rows: 4,
        ..TextArea::default()
    };
    html! {
        form method="post" action=(paths::response_remarks(&view.reference)) novalidate {
            (form::csrf())
            (select(&Choices { name: "section", label: "What is it about?", options: &options, selected: Some(&chosen), ..Choices::default() }, &view.problems))
            (textarea(&words, &view.problems))
            (form::button("Say it"))
        }
    }
}

/// A person who writes with others; those who have left have no name.
fn name(by: Option<&str>) -> Markup {
    html! { @if let Some(name) = by { bdi { (name) } } @else { "somebody who has left" } }
}
