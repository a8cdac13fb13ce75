//! The desk at which an outcome is written.

use super::{Point, Verdict, point, themes};
use crate::form::{self, Choice, Choices, Input, Problems, TextArea};
use crate::paths;
use crate::staff::{ConflictField, desk_page, differences};
use maud::{Markup, html};

/// An outcome as it is being written.
#[derive(Clone, Debug, Default)]
pub struct Desk {
    /// The proposal's number and title.
    pub proposal: (i64, String),
    /// Its name in addresses.
    pub slug: String,
    /// Whether it can be changed: the consultation is over, and the outcome is not public.
    pub is_open: bool,
    /// Whether it is public.
    pub is_public: bool,
    /// Field `edition`: what the writer has seen.
    pub edition: i64,
    /// Field `mark`: with which words of what was asked the writer began.
    pub mark: String,
    /// What somebody else said was asked, meanwhile; nothing when nobody did.
    pub theirs: Vec<ConflictField>,
    /// Field `asked`.
    pub asked: String,
    /// What people said.
    pub points: Vec<Point>,
    /// What stands in the way of publishing it.
    pub lacks: Vec<String>,
    /// Field `waiver`.
    pub waiver: String,
    /// Field `signed`.
    pub signed: String,
    /// What to put right.
    pub problems: Problems,
}

fn way(proposal: &(i64, String)) -> [(&str, String); 3] {
    [
        ("Consultations", paths::staff_consultations().to_owned()),
        (proposal.1.as_str(), paths::staff_responses(proposal.0)),
        ("Outcome", paths::staff_outcome(proposal.0)),
    ]
}

/// The page of an outcome.
pub fn desk(view: &Desk) -> Markup {
    let way = way(&view.proposal);
    let way: Vec<(&str, &str)> = way.iter().take(2).map(|(name, to)| (*name, to.as_str())).collect();
    desk_page(
        "We asked, you said, we did",
        &way,
        &view.problems,
        html! {
            p.fm-lede { (view.proposal.1) }
            (differences(None, &view.theirs))
            @if view.is_public {
                p { "It is public. " a href=(paths::outcome(&view.slug)) { "See it as everybody sees it" } }
            } @else if view.is_open { (asked(view)) } @else {
                div.govuk-inset-text { "You can write this after the close. Until then people can still change what you do." }
            }
            @if !view.points.is_empty() { h2 { "You said, we did" } }
            @for one in &view.points {
                (point(one))
                @if view.is_open {
                    p { a href=(paths::staff_outcome_point(one.id)) { "Change it" span.govuk-visually-hidden { ": " (one.said) } } }
                }
                @if view.is_public { (progress(one)) }
            }
            @if view.is_open {
                p { a.govuk-button.govuk-button--secondary href=(paths::staff_outcome_points(view.proposal.0)) { "Add what people said" } }
                (publishing(view))
            }
        },
    )
}

fn asked(view: &Desk) -> Markup {
    let asked = TextArea {
        name: "asked",
        label: "We asked",
        hint: Some("What this was about and what people were asked, in a few sentences"),
        value: &view.asked,
        rows: 5,
        limit: Some(5_000),
        ..TextArea::default()
    };
    form::post(
        &paths::staff_outcome(view.proposal.0),
        html! {
            (form::hidden("edition", &view.edition.to_string()))
            (form::hidden("mark", &view.mark))
            (form::textarea(&asked, &view.problems))
            (form::secondary_button("Save"))
        },
    )
}

fn progress(one: &Point) -> Markup {
    let id = format!("words-{}", one.id);
    let words = TextArea {
        name: "words",
        id: Some(&id),
        label: "How far is it?",
        rows: 2,
        limit: Some(2_000),
        ..TextArea::default()
    };
    html! {
        details.govuk-details {
            summary.govuk-details__summary {
                span.govuk-details__summary-text { "Tell how far it is" span.govuk-visually-hidden { ": " (one.said) } }
            }
            div.govuk-details__text {
                (form::post(&paths::staff_outcome_point_updates(one.id), html! {
                    (form::textarea(&words, &Problems::default()))
                    (form::secondary_button("Tell it"))
                }))
            }
        }
    }
}

fn publishing(view: &Desk) -> Markup {
    let waiver = TextArea {
        name: "waiver",
        label: "Why is it published all the same?",
        hint: Some("Everybody can read this."),
        value: &view.waiver,
        rows: 3,
        limit: Some(2_000),
        ..TextArea::default()
    };
    let signed = Input {
        name: "signed",
        label: "The name of whoever says so",
        value: &view.signed,
        width: 20,
        ..Input::default()
    };
    html! {
        section.fm-flow aria-labelledby="h-publish" {
            h2 #h-publish { "Publish it" }
            p { "Everybody sees it from then on, and nothing in it can be changed. Everybody who took part is told, once." }
            @if !view.lacks.is_empty() {
                p { "Before that, every response must be read and every theme answered:" }
                ul.govuk-list.govuk-list--bullet { @for lack in &view.lacks { li { (lack) } } }
            }
            (form::post(&paths::staff_outcome_publication(view.proposal.0), html! {
                (form::hidden("edition", &view.edition.to_string()))
                @if !view.lacks.is_empty() {
                    (form::textarea(&waiver, &view.problems))
                    (form::text(&signed, &view.problems))
                }
                (form::button("Publish"))
            }))
        }
    }
}

/// The fields of a point.
#[derive(Clone, Debug, Default)]
pub struct PointFields {
    /// Field `theme`: a number, or nothing.
    pub theme: String,
    /// Field `said`.
    pub said: String,
    /// Field `verdict`, as a word.
    pub verdict: String,
    /// Field `because`.
    pub because: String,
    /// Field `owner`.
    pub owner: String,
    /// Field `due`.
    pub due: String,
}

/// The form of a point.
#[derive(Clone, Debug, Default)]
pub struct PointForm {
    /// The proposal's number and title.
    pub proposal: (i64, String),
    /// The number of the point; none for a new one.
    pub id: Option<i64>,
    /// Field `edition`: what the writer has seen.
    pub edition: i64,
    /// Field `mark`: with which words of this point the writer began.
    pub mark: String,
    /// Whether somebody else changed the outcome meanwhile.
    pub is_overtaken: bool,
    /// The parts of this point that they changed.
    pub theirs: Vec<ConflictField>,
    /// All themes, with those above them.
    pub themes: Vec<(i64, String)>,
    /// The fields.
    pub fields: PointFields,
    /// What to put right.
    pub problems: Problems,
}

/// The page of the form.
pub fn point_form(view: &PointForm) -> Markup {
    let way = way(&view.proposal);
    let way: Vec<(&str, &str)> = way.iter().map(|(name, to)| (*name, to.as_str())).collect();
    let action = view.id.map_or_else(|| paths::staff_outcome_points(view.proposal.0), paths::staff_outcome_point);
    desk_page(
        if view.id.is_some() { "Change what people said" } else { "Add what people said" },
        &way,
        &view.problems,
        html! {
            @if view.is_overtaken && view.theirs.is_empty() {
                div.govuk-inset-text {
                    p { "Somebody else changed the outcome while you were writing, but not this. Nothing of yours is saved yet." }
                    p { "Save it once more, if it still holds." }
                }
            }
            (differences(None, &view.theirs))
            (form::post(&action, html! {
                (form::hidden("edition", &view.edition.to_string()))
                (form::hidden("mark", &view.mark))
                (fields(view))
                (form::button_group(html! {
                    (form::button("Save"))
                    a href=(paths::staff_outcome(view.proposal.0)) { "Leave without saving" }
                }))
            }))
            @if let Some(id) = view.id {
                (form::post(&paths::staff_outcome_point_deletion(id), html! {
                    (form::hidden("edition", &view.edition.to_string()))
                    (form::secondary_button("Take it away"))
                }))
            }
        },
    )
}

fn fields(view: &PointForm) -> Markup {
    let PointFields { theme, said, verdict, because, owner, due } = &view.fields;
    let numbers: Vec<String> = view.themes.iter().map(|(id, _)| id.to_string()).collect();
    let all = themes(&numbers, &view.themes);
    let verdicts = Verdict::ALL.map(|one| Choice { value: one.value(), label: one.words(), hint: None });
    let area =
        |name, label, value, limit| TextArea { name, label, value, rows: 4, limit: Some(limit), ..TextArea::default() };
    html! {
        (form::textarea(&area("said", "You said", said, 1_000), &view.problems))
        (form::select(&Choices { name: "theme", label: "Which theme does it answer?", options: &all, selected: Some(theme), ..Choices::default() }, &view.problems))
        (form::radios(&Choices { name: "verdict", label: "What do you do?", options: &verdicts, selected: Some(verdict), ..Choices::default() }, &view.problems))
        (form::textarea(&area("because", "Why, and how", because, 4_000), &view.problems))
        (form::text(&Input { name: "owner", label: "Who sees to it? (needed for what will be done)", value: owner, width: 30, ..Input::default() }, &view.problems))
        (form::text(&Input { name: "due", label: "By which day? (needed for what will be done)", hint: Some("Such as 2027-03-31"), value: due, width: 10, ..Input::default() }, &view.problems))
    }
}
