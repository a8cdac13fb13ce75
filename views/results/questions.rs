//! A question: what was answered in a sentence, as a chart, and as a table with the same numbers.

use super::{Answered, FEWEST, Found, Groups, Line, Question, Row, Split, Thing, as_i64, sum, tables, words};
use crate::charts::{self, Fill, share};
use crate::parts::number;
use maud::{Markup, html};

/// The fillings of a bar, in the order of the capacities.
const FILLS: [Fill; 3] = [Fill::Solid, Fill::Dotted, Fill::Hatched];

/// A question; `of` is how many there are.
pub(super) fn show(question: &Question, of: usize, groups: &Groups) -> Markup {
    let id = format!("q{}", question.place);
    html! {
        section.fm-flow aria-labelledby=(id) {
            p.fm-quiet.fm-small { "Question " (number(as_i64(question.place))) " of " (number(as_i64(of))) }
            h3 id=(id) { (question.words) }
            @if let Some(on) = &question.only_if { p.fm-quiet.fm-small { "Asked only of those who answered " (on) "." } }
            (answers(question, groups))
        }
    }
}

fn answers(question: &Question, groups: &Groups) -> Markup {
    let (answered, caption) = (&question.answered, format!("Answers to question {}", question.place));
    html! {
        @match &question.found {
            Found::Chosen(lines, note) => {
                p.fm-lede { (words::chosen(lines, answered)) }
                (chart(lines, answered, (&caption, "Answer"), note, groups))
            }
            Found::Days(lines) => {
                p.fm-lede { (words::days(lines, answered)) }
                (chart(lines, answered, (&caption, "When"), "", groups))
            }
            Found::Grid(rows) => { @for row in rows { (grid_row(row, &caption, groups)) } }
            Found::Order(things) => (order(things, answered, &caption, groups)),
            Found::Numbers(middle) => {
                p.fm-lede { (words::middle(middle, answered)) }
                @if middle.all.is_some() {
                    figure.fm-panel { (tables::quarters(middle, &answered.by, &caption, groups)) (few(&answered.by, "numbers", groups)) }
                }
            }
            Found::Words => {
                p.fm-lede { (words::written(answered)) }
                @if answered.all() > 0 && answered.by.len() > 1 { figure.fm-panel { (tables::bases(&answered.by, (&caption, "Answers"), groups)) } }
            }
        }
    }
}

fn grid_row(row: &Row, caption: &str, groups: &Groups) -> Markup {
    html! {
        section.fm-flow {
            h4 { (row.words) }
            p { (words::chosen(&row.lines, &row.answered)) }
            (chart(&row.lines, &row.answered, (&format!("{caption}: {}", row.words), "Answer"), "", groups))
        }
    }
}

/// Bars for how often each thing came first, and a table of all places.
fn order(things: &[Thing], answered: &Answered, caption: &str, groups: &Groups) -> Markup {
    let nobody = || vec![0; answered.by.len()];
    let first =
        |thing: &Thing| Line { words: thing.words.clone(), of: thing.places.first().cloned().unwrap_or_else(nobody) };
    let lines: Vec<Line> = things.iter().map(first).collect();
    html! {
        p.fm-lede { (words::first(things, answered)) }
        @if answered.all() > 0 {
            (chart(&lines, answered, (&format!("{caption}: put first"), "Put first"), "", groups))
            figure.fm-panel { (tables::places(things, &format!("{caption}: all places, everybody together"))) }
        }
    }
}

/// A bar for each line, the same as a table, and what has to be known of it. Nothing where nobody answered. The bars are
/// in pieces for the capacities, with a key; other groups can be many, and stand in the table alone.
fn chart(lines: &[Line], answered: &Answered, words: (&str, &str), note: &str, groups: &Groups) -> Markup {
    let in_pieces = groups.split == Split::Capacity;
    let pieces: Vec<(Fill, &str)> = FILLS
        .into_iter()
        .zip(&groups.names)
        .zip(&answered.by)
        .filter(|(_, n)| **n > 0)
        .map(|((fill, name), _)| (fill, name.as_str()))
        .collect();
    html! {
        @if answered.all() > 0 {
            figure.fm-panel.fm-flow {
                @if in_pieces { (charts::key(&pieces)) }
                div.fm-bars { @for line in lines { (bar(line, answered.all(), in_pieces)) } }
                (tables::lines(lines, &answered.by, words, groups))
                @if !note.is_empty() { p.fm-caveat { (note) } }
                (few(&answered.by, "percentages", groups))
            }
        }
    }
}

/// Who answered in such small numbers that something is not told of them, and who not at all.
fn few(answered: &[i64], untold: &str, groups: &Groups) -> Markup {
    let named = |has: fn(i64) -> bool| {
        let those = groups.names.iter().zip(answered).filter(|(_, n)| has(**n));
        let names: Vec<String> = those.map(|(name, _)| name.to_lowercase()).collect();
        match names.as_slice() {
            [] => String::new(),
            [one] => one.clone(),
            [others @ .., last] => format!("{} and {last}", others.join(", ")),
        }
    };
    let is_few = |n: i64| n > 0 && n < FEWEST;
    html! {
        @if groups.split == Split::Capacity {
            @let (few, none) = (named(is_few), named(|n| n == 0));
            @if !few.is_empty() || !none.is_empty() {
                p.fm-caveat {
                    @if !few.is_empty() {
                        "No " (untold) " for " (few) ": fewer than " (FEWEST) " answered, so one more could change them much. "
                    }
                    @if !none.is_empty() { "No " (none) " answered." }
                }
            }
        } @else if answered.iter().any(|n| is_few(*n)) {
            p.fm-caveat { "No " (untold) " where fewer than " (FEWEST) " answered: one more could change them much." }
        }
    }
}

/// How far an answer goes along all who answered, in pieces for the groups or in one.
fn bar(line: &Line, base: i64, in_pieces: bool) -> Markup {
    let all = [sum(&line.of)];
    let pieces: &[i64] = if in_pieces { &line.of } else { &all };
    let up_to = |n: usize| share(sum(&pieces[..n]), base, 1000);
    html! {
        div.fm-bar {
            span { (line.words) }
            span { (number(all[0])) " of " (number(base)) @if base >= FEWEST { " (" (share(all[0], base, 100)) "%)" } }
            svg height="20" width="100%" aria-hidden="true" focusable="false" {
                @for (n, fill) in FILLS.into_iter().enumerate().take(pieces.len()) {
                    @if pieces[n] > 0 { (charts::piece(fill, up_to(n), up_to(n + 1) - up_to(n))) }
                }
            }
        }
    }
}
