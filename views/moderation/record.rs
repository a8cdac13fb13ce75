//! The record of each act of a moderator.

use super::Act;
use crate::layout::{Shell, page};
use crate::paging::{self, Pages};
use crate::proposals::ProposalLink;
use crate::{dates, paths};
use chrono::NaiveDateTime;
use maud::{Markup, html};

/// One act.
#[derive(Clone, Debug)]
pub struct ActRow {
    /// When, in UTC.
    pub at: NaiveDateTime,
    /// What was done.
    pub act: Act,
    /// Under which rule; may be empty.
    pub rule: String,
    /// The reasons; may be empty.
    pub reasons: String,
    /// Who decided; nothing when that account is gone.
    pub moderator: Option<String>,
    /// The case.
    pub case_id: i64,
    /// The proposal under which the comment stands.
    pub proposal: ProposalLink,
}

/// The record, or a part of it.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// The acts, the latest first.
    pub acts: Vec<ActRow>,
    /// The way through the record.
    pub pages: Pages,
    /// The present, in UTC.
    pub now: NaiveDateTime,
}

/// The page with the record, for staff.
pub fn record(view: &Record) -> Markup {
    page(
        &Shell::new("Record of decisions").no_index(),
        html! {
            div.fm-main { div.fm-wrap { div.fm-flow {
                h1.fm-h2 { "Record of decisions" }
                p { a href=(paths::staff_queue()) { "Back to the queue" } }
                @if view.acts.is_empty() { p { "Nothing has been decided yet." } } @else { (table(view)) }
                (paging::nav(&view.pages, "Pages of the record"))
            } } }
        },
    )
}

fn table(view: &Record) -> Markup {
    html! {
        div.fm-scroll.fm-scroll--wide tabindex="0" role="region" aria-label="Decisions" {
            table.govuk-table {
                caption.govuk-table__caption { "Decisions, the latest first" }
                thead.govuk-table__head { tr {
                    @for head in ["When", "Case", "What", "Rule", "Reasons", "By", "Proposal"] {
                        th.govuk-table__header scope="col" { (head) }
                    }
                } }
                tbody { @for act in &view.acts { tr {
                    td.govuk-table__cell { (dates::time(act.at, &dates::short_in(view.now, act.at))) }
                    th.govuk-table__header scope="row" { a href=(paths::staff_case(act.case_id)) { "Case " (act.case_id) } }
                    td.govuk-table__cell { (act.act.past()) }
                    td.govuk-table__cell { (act.rule) }
                    td.govuk-table__cell dir="auto" { (act.reasons) }
                    td.govuk-table__cell { @if let Some(name) = &act.moderator { bdi { (name) } } @else { "A former colleague" } }
                    td.govuk-table__cell { a href=(paths::proposal(&act.proposal.slug)) { (act.proposal.title) } }
                } } }
            }
        }
    }
}
