//! The numbers of results as tables. On a narrow screen each row becomes a list, with the words of the heads beside the
//! numbers; the roles say that it is still a table.

use super::{By, CAPACITIES, FEWEST, Groups, Line, Middle, Split, Thing, as_i64, sum};
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

/// The groups of these answers in which somebody answered, with their names and bases; everybody together first.
fn shown(answered: &[i64], groups: &Groups) -> Vec<(String, i64, Option<usize>)> {
    let all = ("All".to_owned(), sum(answered), None);
    let is_split = answered.len() > 1;
    let each = (0..answered.len()).filter(|n| is_split && answered[*n] > 0);
    std::iter::once(all).chain(each.map(|n| (groups.names[n].clone(), answered[n], Some(n)))).collect()
}

fn of(by: &[i64], group: Option<usize>) -> i64 {
    group.map_or_else(|| sum(by), |n| by[n])
}

/// "212 (53%)", or the number alone where the base is small.
fn cell(n: i64, base: i64) -> String {
    if base < FEWEST { number(n) } else { format!("{} ({}%)", number(n), share(n, base, 100)) }
}

/// A table of these groups: a column for each, or a row where they are boroughs, since those are many. `cell` says what
/// stands for one of `names` in a group with its base.
fn by_group(
    answered: &[i64],
    groups: &Groups,
    (caption, heading): (&str, &str),
    names: &[String],
    cell: impl Fn(usize, Option<usize>, i64) -> String,
) -> Markup {
    let shown = shown(answered, groups);
    if groups.split == Split::Borough && shown.len() > 1 {
        let heads: Vec<String> = [groups.split.heading(), "Answered"].into_iter().map(str::to_owned).collect();
        let row = |(name, base, group): &(String, i64, Option<usize>)| {
            let cells = (0..names.len()).map(|at| cell(at, *group, *base));
            (name.clone(), std::iter::once(number(*base)).chain(cells).collect())
        };
        let rows: Vec<_> = shown.iter().map(row).collect();
        return wide(caption, &[heads, names.to_vec()].concat(), &rows);
    }
    let heads = shown.iter().map(|(name, base, _)| format!("{name} ({})", number(*base)));
    let heads: Vec<String> = std::iter::once(heading.to_owned()).chain(heads).collect();
    let row = |(at, words): (usize, &String)| {
        (words.clone(), shown.iter().map(|(_, base, group)| cell(at, *group, *base)).collect())
    };
    table(caption, &heads, &names.iter().enumerate().map(row).collect::<Vec<_>>())
}

/// A table that may be wider than the page.
fn wide(caption: &str, heads: &[String], rows: &[(String, Vec<String>)]) -> Markup {
    html! { div.fm-scroll tabindex="0" role="region" aria-label=(caption) { (table(caption, heads, rows)) } }
}

/// How often each answer was given.
pub(super) fn lines(lines: &[Line], answered: &[i64], words: (&str, &str), groups: &Groups) -> Markup {
    let names: Vec<String> = lines.iter().map(|line| line.words.clone()).collect();
    by_group(answered, groups, words, &names, |at, group, base| cell(of(&lines[at].of, group), base))
}

/// How often each thing got each place.
pub(super) fn places(things: &[Thing], caption: &str) -> Markup {
    let places = things.iter().map(|thing| thing.places.len()).max().unwrap_or(0);
    let heads: Vec<String> = std::iter::once("What was put in order".to_owned())
        .chain((1..=places).map(|n| format!("Place {}", number(as_i64(n)))))
        .collect();
    let row = |thing: &Thing| (thing.words.clone(), thing.places.iter().map(|by| number(sum(by))).collect());
    wide(caption, &heads, &things.iter().map(row).collect::<Vec<_>>())
}

/// Up to which number a quarter, half and three quarters of them go.
pub(super) fn quarters(middle: &Middle, answered: &[i64], caption: &str, groups: &Groups) -> Markup {
    let names = ["A quarter answered up to", "Half answered up to", "Three quarters answered up to"].map(str::to_owned);
    by_group(answered, groups, (caption, "How many"), &names, |at, group, _| {
        let three = group.map_or(middle.all, |n| middle.by[n]);
        three.map_or_else(|| "–".to_owned(), |three| number(three[at]))
    })
}

/// How many answered in each group, where that is all there is to say.
pub(super) fn bases(answered: &[i64], (caption, heading): (&str, &str), groups: &Groups) -> Markup {
    let rows: Vec<(String, Vec<String>)> =
        groups.names.iter().zip(answered).map(|(name, n)| (name.clone(), vec![number(*n)])).collect();
    table(caption, &[groups.split.heading().to_owned(), heading.to_owned()], &rows)
}

/// All responses in a few rows, by capacity. The caption is `words` with how many they are.
pub(super) fn responses(words: &str, rows: &[(&str, By)]) -> Markup {
    let heads: Vec<String> =
        ["Responses", "All"].into_iter().chain(CAPACITIES.iter().map(|one| one.plural())).map(str::to_owned).collect();
    let row = |(words, by): &(&str, By)| {
        let cells = std::iter::once(sum(by)).chain(*by).map(number).collect();
        ((*words).to_owned(), cells)
    };
    let all: i64 = rows.iter().map(|(_, by)| sum(by)).sum();
    table(
        &format!("{words} {}", count(all, "response", "responses")),
        &heads,
        &rows.iter().map(row).collect::<Vec<_>>(),
    )
}
