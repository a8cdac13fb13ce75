//! How others voted: a bar and a row of figures for each capacity, never added up.

use super::Vote;
use crate::accounts::Capacity;
use crate::parts::{count, number};
use maud::{Markup, PreEscaped, html};

/// Votes of one capacity below which no percentage is given.
const FEWEST_FOR_PERCENT: i64 = 30;

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
                (key())
                div.fm-bars { @for tally in tallies { (bar(tally)) } }
                (table(tallies))
            }
            p.fm-caveat {
                "This is not a referendum, nor a sample of the population. Reasons weigh more than numbers."
            }
        }
    }
}

/// The patterns of the charts, once a page: they tell "not sure" and "oppose" apart without colour.
pub fn patterns() -> Markup {
    PreEscaped(
        r#"<svg class="fm-defs" width="0" height="0" aria-hidden="true" focusable="false"><defs><pattern id="p-no" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="c-no" width="7" height="7"/><path class="c-gap" d="M0 0V7" stroke-width="3"/></pattern><pattern id="p-un" width="6" height="6" patternUnits="userSpaceOnUse"><rect class="c-ground" width="6" height="6"/><circle class="c-un" cx="3" cy="3" r="1.9"/></pattern></defs></svg>"#
            .to_owned(),
    )
}

/// A piece of a bar: from where and how far, in tenths of a percent of the whole.
fn piece(vote: Vote, from: i64, length: i64) -> Markup {
    let tenths = |n: i64| format!("{}.{}%", n / 10, n % 10);
    html! {
        @match vote {
            Vote::Support => rect.c-yes width=(tenths(length)) height="100%" {},
            Vote::Unsure => rect fill="url(#p-un)" x=(tenths(from)) width=(tenths(length)) height="100%" {},
            Vote::Oppose => rect fill="url(#p-no)" x=(tenths(from)) width=(tenths(length)) height="100%" {},
        }
    }
}

fn key() -> Markup {
    html! {
        ul.fm-key {
            li { svg aria-hidden="true" focusable="false" { rect.c-yes width="16" height="16" {} } (Vote::Support.label()) }
            li { svg aria-hidden="true" focusable="false" { rect fill="url(#p-un)" width="16" height="16" {} } (Vote::Unsure.label()) }
            li { svg aria-hidden="true" focusable="false" { rect fill="url(#p-no)" width="16" height="16" {} } (Vote::Oppose.label()) }
        }
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
                    (piece(Vote::Support, 0, support))
                    (piece(Vote::Unsure, support, unsure))
                    (piece(Vote::Oppose, support + unsure, 1000 - support - unsure))
                }
            }
        }
    }
}

/// `n` of `base` in parts of `whole`, rounded to the nearest.
fn share(n: i64, base: i64, whole: i64) -> i64 {
    (n * whole * 2 + base) / (base * 2)
}

/// What a bar shows: percentages, or the counts alone where they are few.
fn in_words(tally: &Tally) -> String {
    let base = tally.base();
    let parts: Vec<String> = Vote::ALL
        .iter()
        .map(|vote| {
            let n = tally.of(*vote);
            if base < FEWEST_FOR_PERCENT {
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
