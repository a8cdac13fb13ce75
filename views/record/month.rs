//! One month of what moderators decided, in full.

use super::{MonthRow, took};
use crate::layout::{Shell, page};
use crate::parts::{self, number};
use crate::paths;
use maud::{Markup, html};

/// How many there were of each kind: what, and the number.
pub type Counts = Vec<(String, i64)>;

/// One month in full.
#[derive(Clone, Debug, Default)]
pub struct Month {
    /// What the first page says of it, too.
    pub row: MonthRow,
    /// By what was decided.
    pub acts: Counts,
    /// By rule.
    pub rules: Counts,
    /// By why somebody looked.
    pub reasons: Counts,
    /// The month before it, where the record has it: its name in addresses.
    pub before: Option<String>,
    /// The month after it, unless it lies ahead.
    pub after: Option<String>,
}

/// The page of one month.
pub fn month(view: &Month) -> Markup {
    let words = view.row.words();
    page(
        &Shell::new(&format!("Moderation record: {words}")),
        html! {
            div.fm-wrap { (parts::breadcrumbs(&[("Home", paths::home()), ("Moderation record", paths::moderation())])) }
            div.fm-main { div.fm-wrap {
                h1.fm-h2.fm-gap { "What moderators decided in " (words) }
                (tally(&view.row))
                div.fm-stack.fm-space-l {
                    (counts("h-acts", "By what was decided", "Decision", &view.acts))
                    (counts("h-rules", "By rule", "Rule", &view.rules))
                    (counts("h-reasons", "By why we looked", "Why", &view.reasons))
                }
                div.govuk-button-group.fm-space-l {
                    @if let Some(before) = &view.before { a href=(paths::moderation_month(before)) rel="prev" { "The month before" } }
                    @if let Some(after) = &view.after { a href=(paths::moderation_month(after)) rel="next" { "The month after" } }
                    a href=(paths::moderation()) { "All months" }
                }
            } }
        },
    )
}

fn tally(row: &MonthRow) -> Markup {
    let median = row.median.map_or_else(|| "–".to_owned(), took);
    html! {
        dl.govuk-summary-list {
            @for (key, value) in [
                ("Decisions", number(row.decided)),
                ("Half took at most", median),
                ("Appeals", number(row.appealed)),
                ("Overturned later", row.overturned()),
            ] {
                div.govuk-summary-list__row {
                    dt.govuk-summary-list__key { (key) }
                    dd.govuk-summary-list__value { (value) }
                }
            }
        }
    }
}

fn counts(id: &str, heading: &str, column: &str, rows: &Counts) -> Markup {
    html! {
        section aria-labelledby=(id) {
            h2.fm-h3.fm-gap id=(id) { (heading) }
            @if rows.is_empty() { p { "None." } } @else {
                table.govuk-table {
                    thead.govuk-table__head { tr {
                        th.govuk-table__header scope="col" { (column) }
                        th.govuk-table__header.govuk-table__header--numeric scope="col" { "Decisions" }
                    } }
                    tbody { @for (what, n) in rows { tr {
                        th.govuk-table__header scope="row" { (parts::sentence(what)) }
                        td.govuk-table__cell.govuk-table__cell--numeric { (number(*n)) }
                    } } }
                }
            }
        }
    }
}
