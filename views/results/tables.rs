//! The numbers of results as tables. On a narrow screen each row becomes a list, with the words of the heads beside the
//! numbers; the roles say that it is still a table.

use super::{By, CAPACITIES, FEWEST, Line, Middle, Thing, as_i64, sum};
use crate::charts::share;
use crate::parts::{count, number};
use maud::{Markup, html};

/// A table: its caption, the heads of its columns, and rows of words with the cells beside them.
pub(crate) fn table(caption: &str, heads: &[String], rows: &[(String, Vec<String>)]) -> Markup {
    html! {
        table.govuk-table.fm-reflow role="table" {
            caption.govuk-table__caption { (caption) }
            thead.govuk-table__head role="rowgroup" { tr role="row" {
                @for (n, head) in heads.iter().enumerate() {
                    th.govuk-table__header.govuk-table__header--numeric[n > 0] scope="col" role="columnheader" { (head) }
                }
            } }
            tbody role="rowgroup" { @for (words, cells) in rows { tr role="row" {
                th.govuk-table__header scope="row" role="rowheader" { (words) }
                @for (cell, head) in cells.iter().zip(&heads[1..]) {
                    td.govuk-table__cell.govuk-table__cell--numeric role="cell" data-head=(head) { (cell) }
                }
            } } }
        }
    }
}

/// The columns of these answers: everybody together, then each capacity in which somebody answered. Their heads with the base.
fn columns(answered: By) -> Vec<(String, Option<usize>)> {
    let with_base = |name: &str, base: i64| format!("{name} ({})", number(base));
    let all = (with_base("All", sum(answered)), None);
    let each = (0..3).filter(|n| answered[*n] > 0).map(|n| (with_base(CAPACITIES[n].plural(), answered[n]), Some(n)));
    std::iter::once(all).chain(each).collect()
}

fn of(by: By, column: Option<usize>) -> i64 {
    column.map_or_else(|| sum(by), |n| by[n])
}

/// "212 (53%)", or the number alone where the base is small.
fn cell(n: i64, base: i64) -> String {
    if base < FEWEST { number(n) } else { format!("{} ({}%)", number(n), share(n, base, 100)) }
}

/// How often each answer was given.
pub(super) fn lines(lines: &[Line], answered: By, caption: &str, heading: &str) -> Markup {
    let columns = columns(answered);
    let heads: Vec<String> =
        std::iter::once(heading.to_owned()).chain(columns.iter().map(|(head, _)| head.clone())).collect();
    let row = |line: &Line| {
        let cells = columns.iter().map(|(_, n)| cell(of(line.of, *n), of(answered, *n))).collect();
        (line.words.clone(), cells)
    };
    table(caption, &heads, &lines.iter().map(row).collect::<Vec<_>>())
}

/// How often each thing got each place.
pub(super) fn places(things: &[Thing], caption: &str) -> Markup {
    let places = things.iter().map(|thing| thing.places.len()).max().unwrap_or(0);
    let heads: Vec<String> = std::iter::once("What was put in order".to_owned())
        .chain((1..=places).map(|n| format!("Place {}", number(as_i64(n)))))
        .collect();
    let row = |thing: &Thing| (thing.words.clone(), thing.places.iter().map(|by| number(sum(*by))).collect());
    html! {
        div.fm-scroll tabindex="0" role="region" aria-label=(caption) {
            (table(caption, &heads, &things.iter().map(row).collect::<Vec<_>>()))
        }
    }
}

/// Up to which number a quarter, half and three quarters of them go.
pub(super) fn quarters(middle: &Middle, answered: By, caption: &str) -> Markup {
    let columns = columns(answered);
    let heads: Vec<String> =
        std::iter::once("How many".to_owned()).chain(columns.iter().map(|(head, _)| head.clone())).collect();
    let names = ["A quarter answered up to", "Half answered up to", "Three quarters answered up to"];
    let row = |(at, words): (usize, &str)| {
        let cells = columns.iter().map(|(_, n)| n.map_or(middle.all, |n| middle.by[n]));
        (words.to_owned(), cells.map(|three| three.map_or_else(|| "–".to_owned(), |three| number(three[at]))).collect())
    };
    table(caption, &heads, &names.into_iter().enumerate().map(row).collect::<Vec<_>>())
}

/// How many answered, where that is all there is to say.
pub(super) fn bases(answered: By, caption: &str) -> Markup {
    let rows: Vec<(String, Vec<String>)> =
        CAPACITIES.iter().zip(answered).map(|(one, n)| (one.plural().to_owned(), vec![number(n)])).collect();
    table(caption, &["Answering as".to_owned(), "Answers".to_owned()], &rows)
}

/// All responses in a few rows, by capacity. The caption is `words` with how many they are.
pub(super) fn responses(words: &str, rows: &[(&str, By)]) -> Markup {
    let heads: Vec<String> =
        ["Responses", "All"].into_iter().chain(CAPACITIES.iter().map(|one| one.plural())).map(str::to_owned).collect();
    let row = |(words, by): &(&str, By)| {
        let cells = std::iter::once(sum(*by)).chain(*by).map(number).collect();
        ((*words).to_owned(), cells)
    };
    let all: i64 = rows.iter().map(|(_, by)| sum(*by)).sum();
    table(
        &format!("{words} {}", count(all, "response", "responses")),
        &heads,
        &rows.iter().map(row).collect::<Vec<_>>(),
    )
}
