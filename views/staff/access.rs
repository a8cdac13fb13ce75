//! Who of the staff looked at people's data, for administrators.

use super::desk_page;
use crate::dates;
use crate::form::Problems;
use crate::paging::{self, Pages};
use crate::parts::count;
use chrono::NaiveDateTime;
use maud::{Markup, html};

/// That somebody looked.
#[derive(Clone, Debug)]
pub struct LookLine {
    /// Who looked.
    pub who: String,
    /// Whose data they saw.
    pub whose: String,
    /// What they saw.
    pub what: &'static str,
    /// When, in UTC.
    pub at: NaiveDateTime,
}

/// The list of who looked.
#[derive(Clone, Debug)]
pub struct Looks {
    /// A part of it, the latest first.
    pub lines: Vec<LookLine>,
    /// The way through it.
    pub pages: Pages,
    /// For how many days it is kept.
    pub days: i64,
    /// The present, in UTC.
    pub now: NaiveDateTime,
}

/// The page.
pub fn looks(view: &Looks) -> Markup {
    desk_page(
        "Who looked at people’s data",
        &[],
        &Problems::default(),
        html! {
            p {
                "Each time one of the staff opens a page that shows more about a person than everybody can see, it is noted here. "
                "It is kept for " (count(view.days, "day", "days")) ". People find in the copy of their data how often it was seen, and when."
            }
            @if view.lines.is_empty() { p { "Nobody has looked yet." } } @else { (table(view)) }
            (paging::nav(&view.pages, "Pages of who looked"))
        },
    )
}

fn table(view: &Looks) -> Markup {
    html! {
        div.fm-scroll.fm-scroll--wide tabindex="0" role="region" aria-label="Who looked, the latest first" {
            table.govuk-table {
                thead.govuk-table__head { tr {
                    @for head in ["Who", "Whose data", "What", "When"] { th.govuk-table__header scope="col" { (head) } }
                } }
                tbody { @for line in &view.lines { tr {
                    th.govuk-table__header scope="row" { bdi { (line.who) } }
                    td.govuk-table__cell { bdi { (line.whose) } }
                    td.govuk-table__cell { (line.what) }
                    td.govuk-table__cell { (dates::time(line.at, &dates::short_in(view.now, line.at))) }
                } } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_text() {
        let at = NaiveDateTime::default();
        let line = LookLine { who: "<i>Mo</i>".into(), whose: "<b>Ana</b>".into(), what: "A case", at };
        let html = looks(&Looks { lines: vec![line], pages: Pages::default(), days: 730, now: at }).into_string();
        assert!(html.contains("&lt;i&gt;Mo") && html.contains("&lt;b&gt;Ana") && html.contains("730 days"), "{html}");
    }
}
