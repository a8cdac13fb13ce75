//! How others voted: a bar and a row of figures for each capacity, never added up.

use super::Vote;
use crate::accounts::Capacity;
use crate::charts::{self, Fill, share};
use crate::parts::{count, number};
use maud::{Markup, html};

/// The votes of one capacity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    /// In which capacity people voted.
    pub capacity: Capacity,
    /// Votes for.
    pub support: i64,
    /// Votes for "not sure".
    pub unsure: i64,
    /// Votes against.
    pub oppose: i64,
}

impl Tally {
    fn base(&self) -> i64 {
        self.support + self.unsure + self.oppose
    }

    fn of(&self, vote: Vote) -> i64 {
        match vote {
            Vote::Support => self.support,
            Vote::Unsure => self.unsure,
            Vote::Oppose => self.oppose,
        }
    }
}

/// Key, bars, table, and what the numbers are not.
pub fn show(tallies: &[Tally]) -> Markup {
    html! {
        div.fm-flow.fm-results {
            h3 { "How others voted" }
            @if tallies.iter().all(|tally| tally.base() == 0) {
                p { "There are no votes." }
            } @else {
                (charts::key(&Vote::ALL.map(|vote| (fill(vote), vote.label()))))
                div.fm-bars { @for tally in tallies { (bar(tally)) } }
                (table(tallies))
            }
            p.fm-caveat {
                "This is not a referendum, nor a sample of the population. Reasons weigh more than numbers."
            }
        }
    }
}

fn fill(vote: Vote) -> Fill {
    match vote {
        Vote::Support => Fill::Solid,
        Vote::Unsure => Fill::Dotted,
        Vote::Oppose => Fill::Hatched,
    }
}

fn bar(tally: &Tally) -> Markup {
    let base = tally.base();
    html! {
        div.fm-bar {
            span { b { (tally.capacity.plural()) } }
            @if base == 0 {
                span { "no votes" }
            } @else {
                @let support = share(tally.support, base, 1000);
                @let unsure = share(tally.unsure, base, 1000).min(1000 - support);
                span { (count(base, "vote", "votes")) }
                svg height="20" width="100%" role="img" aria-label=(in_words(tally)) {
                    (charts::piece(Fill::Solid, 0, support))
                    (charts::piece(Fill::Dotted, support, unsure))
                    (charts::piece(Fill::Hatched, support + unsure, 1000 - support - unsure))
                }
            }
        }
    }
}

/// What a bar shows: percentages, or the counts alone where they are few.
fn in_words(tally: &Tally) -> String {
    let base = tally.base();
    let parts: Vec<String> = Vote::ALL
        .iter()
        .map(|vote| {
            let n = tally.of(*vote);
            if base < charts::FEWEST {
                format!("{} {}", number(n), vote.in_sentence())
            } else {
                format!("{} per cent {}", share(n, base, 100), vote.in_sentence())
            }
        })
        .collect();
    format!("{}: {}", tally.capacity.plural(), parts.join(", "))
}

fn table(tallies: &[Tally]) -> Markup {
    html! {
        div.fm-scroll tabindex="0" role="region" aria-label="Votes in figures" {
            table.govuk-table {
                caption.govuk-table__caption { "Votes in figures" }
                thead.govuk-table__head { tr {
                    th.govuk-table__header scope="col" { "Voting as" }
                    @for vote in Vote::ALL {
                        th.govuk-table__header.govuk-table__header--numeric scope="col" { (vote.label()) }
                    }
                } }
                tbody { @for tally in tallies { tr {
                    th.govuk-table__header scope="row" { (tally.capacity.plural()) }
                    @for vote in Vote::ALL {
                        td.govuk-table__cell.govuk-table__cell--numeric { (number(tally.of(vote))) }
                    }
                } } }
            }
        }
    }
}
