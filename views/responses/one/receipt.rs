//! What we have of a response, and what became of it.

use super::super::Standing;
use super::{One, Published, files};
use crate::parts::count;
use crate::{dates, paths};
use chrono::NaiveDateTime;
use maud::{Markup, html};

/// The receipt, for whoever sent it.
pub(super) fn receipt(view: &One) -> Markup {
    let at = |label: &str, at: Option<NaiveDateTime>| {
        html! {
            @if let Some(at) = at {
                div.govuk-summary-list__row {
                    dt.govuk-summary-list__key { (label) }
                    dd.govuk-summary-list__value { (dates::time(at, &dates::moment(at))) }
                }
            }
        }
    };
    html! {
        @if view.standing != Standing::Draft {
            dl.govuk-summary-list {
                (at("Received", view.sent_at))
                @if view.version > 1 {
                    div.govuk-summary-list__row {
                        dt.govuk-summary-list__key { "Version" }
                        dd.govuk-summary-list__value { (view.version) ". The last one counts." }
                    }
                }
                @if view.standing == Standing::Late {
                    div.govuk-summary-list__row {
                        dt.govuk-summary-list__key { "Late" }
                        dd.govuk-summary-list__value { "It came after the close. It is read, and marked as late." }
                    }
                }
                (at("Taken back", view.withdrawn_at))
                div.govuk-summary-list__row {
                    dt.govuk-summary-list__key { "Publishing" }
                    dd.govuk-summary-list__value { (view.publish) }
                }
                @if let Some(decided) = &view.published { (published(view, decided)) }
            }
            @if view.standing != Standing::Withdrawn {
                p { a href=(paths::response_answers(&view.reference)) { "See what you sent" } }
            }
        }
        @if view.changed_since && view.standing != Standing::Draft {
            div.govuk-inset-text {
                "You have changed answers or files since then, and these changes are not sent. What you sent on that day still counts."
            }
        }
        @if !view.can_send && view.standing == Standing::Draft {
            div.govuk-inset-text {
                "It is too late to send this response. What you have written is still here."
                @if let Some(at) = view.closes_at { " The close was at " (dates::time(at, &dates::moment(at))) "." }
            }
            ol.fm-docs { @for step in &view.steps { li { a href=(paths::response_section(&view.reference, step.id)) { (step.title) } } } }
            @if view.attachments > 0 { (files(view)) }
        }
    }
}

fn published(view: &One, decided: &Published) -> Markup {
    html! {
        div.govuk-summary-list__row {
            dt.govuk-summary-list__key { "Published" }
            dd.govuk-summary-list__value {
                @if let Some(number) = decided.number {
                    a href=(paths::published_response(&view.slug, number)) { "Everybody can read it" }
                    @if decided.marks.is_empty() { ", as you sent it." }
                    @else { ". " (count(decided.marks.len() as i64, "part was", "parts were")) " taken out: " (decided.marks.join(", ")) "." }
                    (published_files("Files that everybody can have, without their names", &decided.files))
                    (published_files("Files that are not published", &decided.kept_files))
                } @else { "No. It was read and counted all the same." }
                @if !decided.reason.is_empty() { p dir="auto" { "The reason: " (decided.reason) } }
            }
        }
    }
}

/// Which files are published, or not.
fn published_files(label: &str, names: &[String]) -> Markup {
    html! {
        @if !names.is_empty() {
            p { (label) ": " @for (n, name) in names.iter().enumerate() { @if n > 0 { ", " } bdi { (name) } } "." }
        }
    }
}
