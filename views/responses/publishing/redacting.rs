//! Taking parts out of an answer before others read it.

use super::{Part, Written};
use crate::form::{self, Choice, Choices, Problems, TextArea};
use crate::staff::desk_page;
use crate::{dates, paths};
use maud::{Markup, html};

/// An answer out of which somebody takes parts.
#[derive(Clone, Debug, Default)]
pub struct Redacting {
    /// The response's number and reference.
    pub response: (i64, String),
    /// The answer.
    pub written: Written,
    /// Field `marked`: the words as they were sent, or as somebody has marked them.
    pub marked: String,
    /// Field `ground`.
    pub ground: String,
    /// What to put right.
    pub problems: Problems,
}

/// The grounds on which something is taken out: value of the field, and words.
pub const GROUNDS: [(&str, &str); 5] = [
    ("personal", "It tells who somebody is, or how to reach them"),
    ("unlawful", "Publishing it could be against the law, such as an untrue claim about somebody"),
    ("abuse", "It insults or threatens"),
    ("confidential", "They asked to keep it confidential, and we agree"),
    ("business", "It is a secret of a business"),
];

/// The page on which somebody takes parts out of an answer.
pub fn redacting(view: &Redacting) -> Markup {
    let (id, reference) = &view.response;
    let back = paths::staff_publication(*id);
    let options = GROUNDS.map(|(value, label)| Choice { value, label, hint: None });
    let ground = Choices {
        name: "ground",
        label: "Why?",
        options: &options,
        selected: Some(&view.ground),
        ..Choices::default()
    };
    let marked = TextArea {
        name: "marked",
        label: "The answer, as it was sent",
        hint: Some(
            "Put [[ in front of what is to go and ]] behind it. Change nothing else. There can be several parts.",
        ),
        value: &view.marked,
        rows: 12,
        ..TextArea::default()
    };
    desk_page(
        "Take something out",
        &[("Consultations", paths::staff_consultations()), (reference, &back)],
        &view.problems,
        html! {
            p.fm-lede { (view.written.asked) }
            @if !view.written.parts.is_empty() {
                h2.fm-h3 { "Taken out so far" }
                ul.fm-docs { @for part in &view.written.parts { li { (taken(part)) } } }
            }
            (form::post(&paths::staff_redactions(*id, view.written.question), html! {
                (form::textarea(&marked, &view.problems))
                (form::radios(&ground, &view.problems))
                (form::button("Take it out"))
            }))
        },
    )
}

fn taken(part: &Part) -> Markup {
    html! {
        span dir="auto" { "“" (part.words) "”" }
        small {
            (part.mark) ", " (dates::time(part.at, &dates::moment(part.at)))
            @if !part.by.is_empty() { ", by " bdi { (part.by) } }
        }
        (form::post(&paths::staff_redaction_deletion(part.id), form::secondary_button("Put it back")))
    }
}
