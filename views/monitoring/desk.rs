//! The desk at which staff choose what people are asked about themselves.

use super::{Counts, RATHER_NOT, how, tables};
use crate::form::{self, Problems, TextArea};
use crate::staff::desk_page;
use crate::{dates, paths};
use chrono::NaiveDateTime;
use maud::{Markup, html};

/// Something that can be asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offer {
    /// The name of its field, which sends "yes".
    pub field: &'static str,
    /// The characteristic.
    pub name: &'static str,
    /// The question.
    pub words: String,
    /// Its answers.
    pub options: Vec<String>,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// What people are asked about themselves, for those who choose it.
#[derive(Clone, Debug, Default)]
pub struct Desk {
    /// The proposal's number and title.
    pub proposal: (i64, String),
    /// Its name in addresses.
    pub slug: String,
    /// Whether people have been able to answer, so that it stays as it is.
    pub is_fixed: bool,
    /// Field `edition`: what the writer has seen.
    pub edition: i64,
    /// What can be asked; what is asked where that stays as it is.
    pub offers: Vec<Offer>,
    /// Field `reason`.
    pub reason: String,
    /// When the counts are published, in UTC, where that is known.
    pub until: Option<NaiveDateTime>,
    /// The counts, once they are published.
    pub counts: Option<Counts>,
    /// What to put right.
    pub problems: Problems,
}

/// The page of what is asked.
pub fn desk(view: &Desk) -> Markup {
    let proposal = paths::staff_proposal(view.proposal.0);
    desk_page(
        "Equality questions",
        &[("Proposals", paths::staff_proposals()), (&view.proposal.1, &proposal)],
        &view.problems,
        html! {
            p.fm-lede { (view.proposal.1) }
            @match (&view.counts, view.is_fixed) {
                (Some(counts), _) => {
                    p { "You see what everybody sees. " a href=(paths::equality(&view.slug)) { "The page for everybody" } }
                    (tables(counts))
                    (how())
                },
                (None, true) => (fixed(view)),
                (None, false) => (choosing(view)),
            }
        },
    )
}

fn fixed(view: &Desk) -> Markup {
    html! {
        div.govuk-inset-text { "The questions stay as they are, because people have been able to answer them." }
        @if view.offers.is_empty() { p { "People are asked nothing about themselves." } } @else {
            p {
                "Nobody can see the numbers yet, staff neither. "
                @if let Some(at) = view.until { "They are published soon after " (dates::time(at, &dates::moment(at))) "." }
            }
            p { "People are asked after they have sent their response:" }
            dl.govuk-summary-list {
                @for offer in &view.offers {
                    div.govuk-summary-list__row {
                        dt.govuk-summary-list__key { (offer.name) }
                        dd.govuk-summary-list__value dir="auto" { (offer.words) }
                    }
                }
                div.govuk-summary-list__row {
                    dt.govuk-summary-list__key { "Why we need to know" }
                    dd.govuk-summary-list__value dir="auto" { (view.reason) }
                }
            }
        }
    }
}

fn choosing(view: &Desk) -> Markup {
    let reason = TextArea {
        name: "reason",
        label: "Why do you need to know this?",
        hint: Some("People read this above the questions. Say what you will do with the numbers."),
        value: &view.reason,
        rows: 4,
        limit: Some(2_000),
        ..TextArea::default()
    };
    html! {
        p { "After somebody has sent their response, you can ask them about themselves, to see whether you hear from all kinds of people. They can leave it. Organisations are not asked." }
        p { "Choose only what you will use: the law on data protection asks for that. The questions cannot be changed once the consultation is open." }
        p { "All that comes out is how many people gave which answer, once, after the close. Numbers under 10 are hidden, from you as well." }
        (form::post(&paths::staff_equality(view.proposal.0), html! {
            (form::hidden("edition", &view.edition.to_string()))
            @for offer in &view.offers {
                @let hint = format!("{} {}, {RATHER_NOT}.", offer.words, offer.options.join(", "));
                (form::checkbox_with(offer.field, "yes", (offer.name, Some(&hint)), offer.chosen, &view.problems, html! {}))
            }
            (form::textarea(&reason, &view.problems))
            (form::button_group(html! {
                (form::button("Save"))
                a href=(paths::staff_proposal(view.proposal.0)) { "Leave without saving" }
            }))
        }))
    }
}
