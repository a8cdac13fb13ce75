//! The tree of themes, and the form of one.

use super::page_of;
use crate::form::{self, Choice, Choices, Input, Problems, TextArea};
use crate::parts::{count, number};
use crate::paths;
use crate::staff::{ConflictField, differences};
use maud::{Markup, html};

/// The themes of what is answered to a proposal.
#[derive(Clone, Debug, Default)]
pub struct Themes {
    /// The proposal's number and title.
    pub proposal: (i64, String),
    /// The themes; after each come those under it.
    pub lines: Vec<ThemeLine>,
    /// What was typed for a new one.
    pub fields: ThemeFields,
    /// What to put right.
    pub problems: Problems,
}

/// A theme in the tree.
#[derive(Clone, Debug, Default)]
pub struct ThemeLine {
    /// Its number.
    pub id: i64,
    /// Its level, from 1 on.
    pub level: usize,
    /// Its name.
    pub name: String,
    /// What belongs to it.
    pub description: String,
    /// Answers that have it.
    pub own: i64,
    /// Answers that have it or one under it.
    pub all: i64,
    /// Whether none stands before it beside it.
    pub is_first: bool,
    /// Whether none stands after it beside it.
    pub is_last: bool,
}

/// The fields of a theme.
#[derive(Clone, Debug, Default)]
pub struct ThemeFields {
    /// Field `name`.
    pub name: String,
    /// Field `note`: what belongs to it.
    pub note: String,
    /// Field `parent`: the number of the theme above it; empty at the top.
    pub parent: String,
    /// Where it can stand: numbers, and names with those above them.
    pub parents: Vec<(i64, String)>,
}

/// The page of the tree.
pub fn themes(view: &Themes) -> Markup {
    let (id, title) = (view.proposal.0, view.proposal.1.as_str());
    page_of(
        "Themes",
        (id, title),
        true,
        &view.problems,
        html! {
            p.fm-lede { (title) }
            p { "What people wrote about. A theme can have others under it, and those can have some under them." }
            p.fm-row { a href=(paths::coding(id)) { "Code the answers" } a href=(paths::agreement(id)) { "How far coders agree" } }
            @if view.lines.is_empty() { p { "There are no themes yet." } } @else { (branch(&view.lines, 1)) }
            h2.fm-h3.fm-subhead { "Add a theme" }
            (form::post(&paths::themes(id), html! {
                (fields(&view.fields, &view.problems))
                (form::button("Add it"))
            }))
        },
    )
}

/// Themes of one level, each with those under it.
fn branch(lines: &[ThemeLine], level: usize) -> Markup {
    let starts: Vec<usize> = (0..lines.len()).filter(|n| lines[*n].level == level).collect();
    html! {
        ul.fm-thread {
            @for (n, start) in starts.iter().enumerate() {
                @let below = &lines[start + 1..starts.get(n + 1).copied().unwrap_or(lines.len())];
                li {
                    (theme(&lines[*start]))
                    @if !below.is_empty() { (branch(below, level + 1)) }
                }
            }
        }
    }
}

fn theme(line: &ThemeLine) -> Markup {
    let button = |act: &str, label: &str| {
        html! {
            button.fm-linkbutton name="act" value=(act) { (label) span.govuk-visually-hidden { ": " (line.name) } }
        }
    };
    html! {
        p { a href=(paths::theme(line.id)) dir="auto" { bdi { (line.name) } } }
        @if !line.description.is_empty() { p.fm-small dir="auto" { (line.description) } }
        p.fm-quiet.fm-small {
            (count(line.own, "answer", "answers"))
            @if line.all != line.own { ", " (number(line.all)) " with those under it" }
        }
        @if !(line.is_first && line.is_last) {
            form.fm-row method="post" action=(paths::theme_place(line.id)) novalidate {
                (form::csrf())
                @if !line.is_first { (button("up", "Move up")) }
                @if !line.is_last { (button("down", "Move down")) }
            }
        }
    }
}

fn fields(view: &ThemeFields, problems: &Problems) -> Markup {
    let name = Input { name: "name", label: "Name", value: &view.name, width: 30, ..Input::default() };
    let note = TextArea {
        name: "note",
        label: "What belongs to it (optional)",
        hint: Some("So that two people tag the same with it."),
        value: &view.note,
        rows: 3,
        limit: Some(1_000),
        ..TextArea::default()
    };
    let numbers: Vec<String> = view.parents.iter().map(|(id, _)| id.to_string()).collect();
    let top = Choice { value: "", label: "At the top", hint: None };
    let others = numbers.iter().zip(&view.parents).map(|(value, (_, label))| Choice { value, label, hint: None });
    let options: Vec<Choice> = std::iter::once(top).chain(others).collect();
    let parent = Choices {
        name: "parent",
        label: "Where does it stand?",
        options: &options,
        selected: Some(&view.parent),
        ..Choices::default()
    };
    html! {
        (form::text(&name, problems))
        (form::textarea(&note, problems))
        (form::select(&parent, problems))
    }
}

/// One theme, to be changed.
#[derive(Clone, Debug, Default)]
pub struct ThemeForm {
    /// Its number.
    pub id: i64,
    /// Field `edition`: from which the writer started, so that nobody overwrites what they have not seen.
    pub edition: i64,
    /// The parts that somebody else changed meanwhile; nothing when nobody did.
    pub theirs: Vec<ConflictField>,
    /// The proposal's number and title.
    pub proposal: (i64, String),
    /// Its fields.
    pub fields: ThemeFields,
    /// With which it can be put together: numbers, and names with those above them.
    pub others: Vec<(i64, String)>,
    /// Field `into`.
    pub into: String,
    /// Whether it can be removed.
    pub can_go: bool,
    /// What to put right.
    pub problems: Problems,
}

/// The page of one theme.
pub fn theme_form(view: &ThemeForm) -> Markup {
    let (id, title) = (view.proposal.0, view.proposal.1.as_str());
    page_of(
        "Change a theme",
        (id, title),
        true,
        &view.problems,
        html! {
            (differences(None, &view.theirs))
            (form::post(&paths::theme(view.id), html! {
                (form::hidden("edition", &view.edition.to_string()))
                (fields(&view.fields, &view.problems))
                (form::button_group(html! {
                    (form::button("Save"))
                    a href=(paths::themes(id)) { "Leave without saving" }
                }))
            }))
            @if !view.others.is_empty() { (merging(view)) }
            h2.fm-h3.fm-subhead { "Remove it" }
            @if view.can_go {
                p { "Nothing was tagged with it." }
                (form::post(&paths::theme_deletion(view.id), form::secondary_button("Remove it")))
            } @else {
                p { "It has answers, or themes under it. It can only be put together with another." }
            }
        },
    )
}

fn merging(view: &ThemeForm) -> Markup {
    let numbers: Vec<String> = view.others.iter().map(|(id, _)| id.to_string()).collect();
    let first = Choice { value: "", label: "Choose a theme", hint: None };
    let others = numbers.iter().zip(&view.others).map(|(value, (_, label))| Choice { value, label, hint: None });
    let options: Vec<Choice> = std::iter::once(first).chain(others).collect();
    let into = Choices {
        name: "into",
        label: "With which theme?",
        hint: Some("What has this theme gets the other, and this one is gone. It cannot be undone."),
        options: &options,
        selected: Some(&view.into),
        ..Choices::default()
    };
    html! {
        h2.fm-h3.fm-subhead { "Put it together with another" }
        (form::post(&paths::theme_merging(view.id), html! {
            (form::select(&into, &view.problems))
            (form::secondary_button("Put them together"))
        }))
    }
}
