//! Results in sentences.

use super::{Answered, FEWEST, Line, Middle, TOGETHER, Thing, sum};
use crate::accounts::Capacity;
use crate::parts::{count, in_words, number};

/// "residents", "1 professional" without the number: who stands below a total.
pub(super) fn who(capacity: Capacity, n: i64) -> &'static str {
    match (capacity, n) {
        (Capacity::Resident, 1) => "resident",
        (Capacity::Resident, _) => "residents",
        (Capacity::Professional, 1) => "verified professional",
        (Capacity::Professional, _) => "verified professionals",
        (Capacity::Organisation, 1) => "organisation",
        (Capacity::Organisation, _) => "organisations",
    }
}

/// Who answered, as a sentence has it: "398 people", or "398 responses" where organisations are among them.
pub(super) fn base(answered: &Answered) -> String {
    match answered.are_people {
        true => count(answered.all(), "person", "people"),
        false => count(answered.all(), "response", "responses"),
    }
}

/// "212 of 398 people chose “Yes”, more than any other answer."
pub(super) fn chosen(lines: &[Line], answered: &Answered) -> String {
    let all: i64 = lines.iter().map(|line| sum(&line.of)).sum();
    if answered.all() == 0 || all == 0 {
        return "Nobody answered this.".into();
    }
    let lines: Vec<&Line> = lines.iter().filter(|line| line.words != TOGETHER).collect();
    let most = lines.iter().map(|line| sum(&line.of)).max().unwrap_or(0);
    if most == 0 {
        return format!("{} answered this.", base(answered));
    }
    let top: Vec<String> =
        lines.iter().filter(|line| sum(&line.of) == most).map(|line| format!("“{}”", line.words)).collect();
    let base = base(answered);
    let rest = lines.iter().any(|line| sum(&line.of) > 0 && sum(&line.of) < most);
    match top.as_slice() {
        [one] if rest => format!("{} of {base} chose {one}, more than any other answer.", number(most)),
        [one] if most == answered.all() && most > 1 => format!("All {base} chose {one}."),
        [one] => format!("{} of {base} chose {one}.", number(most)),
        [others @ .., last] if top.len() <= 3 => {
            format!("{} and {last} were chosen most often, by {} of {base} each.", others.join(", "), number(most))
        }
        all => format!("{} answers were chosen most often, by {} of {base} each.", capital(all.len()), number(most)),
    }
}

/// "120 of 300 people put “A seat” first, more than any other."
pub(super) fn first(things: &[Thing], answered: &Answered) -> String {
    let firsts = |thing: &Thing| thing.places.first().map_or(0, |by| sum(by));
    let most = things.iter().map(firsts).max().unwrap_or(0);
    if answered.all() == 0 || most == 0 {
        return "Nobody answered this.".into();
    }
    let mut top = things.iter().filter(|thing| firsts(thing) == most);
    let base = base(answered);
    match (top.next(), top.count()) {
        (Some(one), 0) => format!("{} of {base} put “{}” first, more than anything else.", number(most), one.words),
        (_, others) => {
            format!("{} things were put first most often, by {} of {base} each.", capital(others + 1), number(most))
        }
    }
}

/// What stands in the middle, or why that is not said.
pub(super) fn middle(middle: &Middle, answered: &Answered) -> String {
    let base = base(answered);
    match (middle.all, answered.all()) {
        (_, 0) => "Nobody answered this.".into(),
        (Some([_, half, _]), _) => format!("Of {base}, half answered {} or less.", number(half)),
        (None, _) if middle.too_many => {
            format!("{base} gave a number. There are too many different ones to say which stands in the middle.")
        }
        (None, _) => format!(
            "{base} gave a number. Because they are fewer than {FEWEST}, we do not say which number stands in the middle."
        ),
    }
}

/// Which stretch of time was named most often.
pub(super) fn days(lines: &[Line], answered: &Answered) -> String {
    let most = lines.iter().map(|line| sum(&line.of)).max().unwrap_or(0);
    let top: Vec<&Line> = lines.iter().filter(|line| sum(&line.of) == most && most > 0).collect();
    let base = base(answered);
    match top.as_slice() {
        [] => "Nobody answered this.".into(),
        [one] if lines.len() > 1 => {
            format!("{} of {base} named a day in {}, more than at any other time.", number(most), one.words)
        }
        [one] => format!("{} of {base} named a day in {}.", number(most), one.words),
        _ => format!("{base} named a day."),
    }
}

/// How many wrote something.
pub(super) fn written(answered: &Answered) -> String {
    match answered.all() {
        0 => "Nobody answered this.".into(),
        _ => format!(
            "{} answered in their own words. This page counts them, and does not show what they wrote.",
            base(answered)
        ),
    }
}

fn capital(n: usize) -> String {
    crate::parts::sentence(&in_words(n))
}
