//! A question: what was answered in a sentence, as a chart, and as a table with the same numbers.

use super::{By, CAPACITIES, FEWEST, Found, Line, Question, Row, Thing, as_i64, sum, tables, words};
use crate::charts::{self, Fill, share};
use crate::parts::number;
use maud::{Markup, html};

/// The fillings of a bar, in the order of the capacities.
const FILLS: [Fill; 3] = [Fill::Solid, Fill::Dotted, Fill::Hatched];

/// A question; `of` is how many there are.
pub(super) fn show(question: &Question, of: usize) -> Markup {
    let id = format!("q{}", question.place);
    html! {
        section.fm-flow aria-labelledby=(id) {
            p.fm-quiet.fm-small { "Question " (number(as_i64(question.place))) " of " (number(as_i64(of))) }
            h3 id=(id) { (question.words) }
            @if let Some(on) = &question.only_if { p.fm-quiet.fm-small { "Asked only of those who answered " (on) "." } }
            (answers(question))
        }
    }
}

fn answers(question: &Question) -> Markup {
    let (answered, caption) = (question.answered, format!("Answers to question {}", question.place));
    html! {
        @match &question.found {
            Found::Chosen(lines, note) => {
                p.fm-lede { (words::chosen(lines, answered)) }
                (chart(lines, answered, &caption, "Answer", note))
            }
            Found::Days(lines) => {
                p.fm-lede { (words::days(lines, answered)) }
                (chart(lines, answered, &caption, "When", ""))
            }
            Found::Grid(rows) => { @for row in rows { (grid_row(row, &caption)) } }
            Found::Order(things) => (order(things, answered, &caption)),
            Found::Numbers(middle) => {
                p.fm-lede { (words::middle(middle, answered)) }
                @if middle.all.is_some() { figure.fm-panel { (tables::quarters(middle, answered, &caption)) (few(answered, "numbers")) } }
            }
            Found::Words => {
                p.fm-lede { (words::written(answered)) }
                @if sum(answered) > 0 { figure.fm-panel { (tables::bases(answered, &caption)) } }
            }
        }
    }
}

fn grid_row(row: &Row, caption: &str) -> Markup {
    html! {
        section.fm-flow {
            h4 { (row.words) }
            p { (words::chosen(&row.lines, row.answered)) }
            (chart(&row.lines, row.answered, &format!("{caption}: {}", row.words), "Answer", ""))
        }
    }
}

/// Bars for how often each thing came first, and a table of all places.
fn order(things: &[Thing], answered: By, caption: &str) -> Markup {
    let first =
        |thing: &Thing| Line { words: thing.words.clone(), of: thing.places.first().copied().unwrap_or_default() };
    let lines: Vec<Line> = things.iter().map(first).collect();
    html! {
        p.fm-lede { (words::first(things, answered)) }
        @if sum(answered) > 0 {
            (chart(&lines, answered, &format!("{caption}: put first"), "Put first", ""))
            figure.fm-panel { (tables::places(things, &format!("{caption}: all places, everybody together"))) }
        }
    }
}

/// The key, a bar for each line, the same as a table, and what has to be known of it. Nothing where nobody answered.
fn chart(lines: &[Line], answered: By, caption: &str, heading: &str, note: &str) -> Markup {
    let shown: Vec<(Fill, &str)> =
        (0..3).filter(|n| answered[*n] > 0).map(|n| (FILLS[n], CAPACITIES[n].plural())).collect();
    html! {
        @if sum(answered) > 0 {
            figure.fm-panel.fm-flow {
                (charts::key(&shown))
                div.fm-bars { @for line in lines { (bar(line, answered)) } }
                (tables::lines(lines, answered, caption, heading))
                @if !note.is_empty() { p.fm-caveat { (note) } }
                (few(answered, "percentages"))
            }
        }
    }
}

/// Who answered in such small numbers that something is not told of them, and who not at all.
fn few(answered: By, untold: &str) -> Markup {
    let named = |has: fn(i64) -> bool| {
        let names: Vec<String> =
            (0..3).filter(|n| has(answered[*n])).map(|n| CAPACITIES[n].plural().to_lowercase()).collect();
        match names.as_slice() {
            [] => String::new(),
            [one] => one.clone(),
            [others @ .., last] => format!("{} and {last}", others.join(", ")),
        }
    };
    let few = named(|n| n > 0 && n < FEWEST);
    let none = named(|n| n == 0);
    html! {
        @if !few.is_empty() || !none.is_empty() {
            p.fm-caveat {
                @if !few.is_empty() {
                    "No " (untold) " for " (few) ": fewer than " (FEWEST) " answered, so one more could change them much. "
                }
                @if !none.is_empty() { "No " (none) " answered." }
            }
        }
    }
}

/// How far an answer goes along all who answered, in pieces for the capacities.
fn bar(line: &Line, answered: By) -> Markup {
    let base = sum(answered);
    let up_to = |n: usize| share(line.of[..n].iter().sum(), base, 1000);
    html! {
        div.fm-bar {
            span { (line.words) }
            span { (number(sum(line.of))) " of " (number(base)) @if base >= FEWEST { " (" (share(sum(line.of), base, 100)) "%)" } }
            svg height="20" width="100%" aria-hidden="true" focusable="false" {
                @for (n, fill) in FILLS.into_iter().enumerate() {
                    @if line.of[n] > 0 { (charts::piece(fill, up_to(n), up_to(n + 1) - up_to(n))) }
                }
            }
        }
    }
}
