//! Which counts may be seen, so that no number under [`LEAST`] can be found: pure, without a database.
//!
//! The method is cell suppression, as the guidance of the Government Statistical Service on disclosure control for tables
//! (2014, tables from administrative sources) and the *Handbook on Statistical Disclosure Control* (second edition, 2024,
//! frequency tables) describe it. In this house:
//!
//! 1. **Primary**: every count under ten is hidden. A nought too: it says of everybody who answered what they are not, and a
//!    hidden number that cannot be nought is one step nearer to being known. "Prefer not to say" is a count like the others.
//!    Where fewer than ten people have answered, everything is hidden, the total too.
//! 2. **Secondary**: all tables of a consultation have the same total, and that is shown, so the hidden numbers can be added
//!    up by anybody. Small ones are left alone where they hide each other: together they are at least ten, and few enough that
//!    each can still be anything from nought to nine (three that are 27 are nine each, for whoever knows that they are small).
//!    Where they are not, others are hidden along with them until they are at least two, and on average at least ten.
//! 3. **Which** others: "Prefer not to say", then from the last option back: an order that the question has and the numbers
//!    have not. Hiding the smallest that is left would hide less, but tell more: whoever knows the rule learns that each
//!    shown number is larger than a hidden one ("minimality attack").
//! 4. All hidden numbers look the same. None is marked "fewer than ten", because that would tell them from those that were
//!    hidden with them.
//!
//! **What is promised** (`suppression_tests` plays those who attack it): whoever can add and subtract finds for each hidden
//! number a range that begins at nought and reaches to ten or further. Whoever has also read this file, and tries every table
//! that it would publish as this one was, finds at least ten possible numbers for each that is hidden, and whether one that
//! is under ten is nought, nine or anything between stays open. The tests prove that for tables of any size: they make the others.
//!
//! Between tables there is nothing to subtract but the total, because no table crosses two questions or tells the capacities
//! apart. Between two dates there is nothing either: counts are published once ([`super::publish_due`]).

use super::Tally;
use crate::characteristics::Characteristic;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Fewer people than this are not shown.
pub const LEAST: i64 = 10;

/// How many people answered what, without the numbers that would tell of single people.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// How many people have answered, which is the total of each table; none where they are too few.
    pub answered: Option<i64>,
    /// Of each characteristic, how many chose each option, "Prefer not to say" last; none for what is hidden. Empty where too
    /// few have answered.
    pub counts: BTreeMap<Characteristic, Vec<Option<i64>>>,
}

impl Published {
    /// What may be seen of these counts.
    #[must_use]
    pub fn of(asked: &[Characteristic], tally: &Tally) -> Self {
        if tally.answered < LEAST {
            return Self::default();
        }
        let table = |about: &Characteristic| Some((*about, suppressed(tally.counts.get(about)?)));
        Self { answered: Some(tally.answered), counts: asked.iter().filter_map(table).collect() }
    }
}

/// A table whose total is known and is at least [`LEAST`], without what has to be hidden.
#[must_use]
pub fn suppressed(counts: &[i64]) -> Vec<Option<i64>> {
    let mut hidden: Vec<bool> = counts.iter().map(|count| *count < LEAST).collect();
    if hidden.contains(&true) && !hide_each_other(under(counts, &hidden)) {
        for place in (0..counts.len()).rev() {
            if are_enough(under(counts, &hidden)) {
                break;
            }
            hidden[place] = true;
        }
    }
    counts.iter().zip(hidden).map(|(count, is)| (!is).then_some(*count)).collect()
}

/// The hidden counts: how many, and how many people they are together.
fn under(counts: &[i64], hidden: &[bool]) -> (i64, i64) {
    let all = counts.iter().zip(hidden).filter(|(_, is)| **is);
    all.fold((0, 0), |(n, people), (count, _)| (n + 1, people + count))
}

/// Whether small counts leave one another open: whatever one of them is, from nought to nine, the others can be the rest.
fn hide_each_other((n, people): (i64, i64)) -> bool {
    (LEAST..=(LEAST - 1) * (n - 1)).contains(&people)
}

/// Whether so many counts of so many people leave the small ones among them open.
fn are_enough((n, people): (i64, i64)) -> bool {
    n >= 2 && people >= LEAST * n
}
