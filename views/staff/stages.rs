//! Opening a proposal, closing it, and giving it more time: each with a public reason.

use super::{day_and_time, desk_page};
use crate::form::{self, Problems, TextArea};
use crate::parts::{Stage, status_tag};
use crate::{dates, paths};
use chrono::NaiveDateTime;
use maud::{Markup, html};

/// A proposal whose stage or closing date is being changed.
#[derive(Clone, Debug)]
pub struct StageForm {
    /// Its number.
    pub id: i64,
    /// Its name in addresses.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// Where it stands.
    pub stage: Stage,
    /// When it closes, in UTC, as things stand.
    pub closes_at: Option<NaiveDateTime>,
    /// Field `closes_date` as it was typed: "2026-12-04".
    pub closes_date: String,
    /// Field `closes_time` as it was typed: "17:00", London time.
    pub closes_time: String,
    /// Field `was`: the closing date from which the writer started, so that nobody moves one that they have not seen.
    pub was: String,
    /// Field `reason` as it was typed.
    pub reason: String,
    /// What to put right: `closes_date`, `closes_time`, `reason`.
    pub problems: Problems,
}

fn stage_page(view: &StageForm, title: &str, content: Markup) -> Markup {
    let edit = paths::staff_proposal(view.id);
    desk_page(
        title,
        &[("Proposals", paths::staff_proposals()), (&view.title, &edit)],
        &view.problems,
        html! {
            p.fm-lede { (view.title) }
            p.fm-row {
                (status_tag(view.stage))
                @if let Some(at) = view.closes_at { span { "Closes at " (dates::time(at, &dates::moment(at))) } }
                a href=(paths::proposal(&view.slug)) { "See it as it stands" }
            }
            (content)
        },
    )
}

fn reason(view: &StageForm, hint: &str) -> Markup {
    let area = TextArea {
        name: "reason",
        label: "Public reason",
        hint: Some(hint),
        value: &view.reason,
        rows: 3,
        limit: Some(1_000),
        ..TextArea::default()
    };
    form::textarea(&area, &view.problems)
}

fn closing_fields(view: &StageForm, label: &str) -> Markup {
    html! {
        (form::hidden("was", &view.was))
        (day_and_time("closes", label, &view.closes_date, &view.closes_time, &view.problems))
    }
}

fn send(view: &StageForm, action: &str, button: &str, fields: Markup) -> Markup {
    form::post(
        action,
        html! {
            (fields)
            (form::button_group(html! {
                (form::button(button))
                a href=(paths::staff_proposal(view.id)) { "Leave it as it is" }
            }))
        },
    )
}

/// The page for opening a proposal at once.
pub fn opening(view: &StageForm) -> Markup {
    stage_page(
        view,
        "Open a proposal now",
        html! {
            p { "People can vote and comment from the moment you press the button. From then on, each change to the text is public." }
            (send(view, &paths::staff_proposal_opening(view.id), "Open it now", html! {
                (closing_fields(view, "Closes"))
                (reason(view, "Optional, unless it opens on another day than was announced."))
            }))
        },
    )
}

/// The page for closing a proposal at once.
pub fn closing(view: &StageForm) -> Markup {
    stage_page(
        view,
        "Close a proposal now",
        html! {
            p { "Nobody can vote or comment any more. What is there stays and can be read." }
            (send(view, &paths::staff_proposal_closing(view.id), "Close it now", reason(view, "Say why it closes before the day that was announced.")))
        },
    )
}

/// The page for withdrawing a proposal.
pub fn withdrawal(view: &StageForm) -> Markup {
    stage_page(
        view,
        "Withdraw a proposal",
        html! {
            p { "Nothing will be decided on it, and nobody can take part any more. What people said stays and can be read. Everybody who follows it hears of it. This cannot be taken back." }
            (send(view, &paths::staff_proposal_withdrawal(view.id), "Withdraw it", reason(view, "Say why it is withdrawn.")))
        },
    )
}

/// The page for giving a proposal more time.
pub fn extension(view: &StageForm) -> Markup {
    stage_page(
        view,
        "Give a proposal more time",
        html! {
            p { "The new closing date is public at once." }
            (send(view, &paths::staff_proposal_extension(view.id), "Give more time", html! {
                (closing_fields(view, "New close"))
                (reason(view, "Say why people get more time."))
            }))
        },
    )
}
