//! Those who want to know a number that is hidden: one who adds and subtracts, one who compares two dates, and one who has
//! read the rule and tries every table that it could have been.

use super::suppression::{LEAST, Published, suppressed};
use super::tally::Tally;
use crate::characteristics::Characteristic;
use std::collections::{BTreeMap, BTreeSet};

type Shown = Vec<Option<i64>>;

/// What somebody who hides only the small numbers would publish.
fn primary_alone(counts: &[i64]) -> Shown {
    counts.iter().map(|count| (*count >= LEAST).then_some(*count)).collect()
}

/// What somebody would publish who hides the smallest that is left along with a small one that is alone.
fn with_the_smallest(counts: &[i64]) -> Shown {
    let mut shown = primary_alone(counts);
    if shown.iter().filter(|one| one.is_none()).count() == 1
        && let Some(least) = (0..counts.len()).filter(|n| shown[*n].is_some()).min_by_key(|n| counts[*n])
    {
        shown[least] = None;
    }
    shown
}

/// By subtraction: between which numbers each hidden one lies. Each is at most what is left of the total, and at least what
/// is left when the others are as large as they can be.
fn ranges(total: i64, shown: &Shown) -> Vec<(i64, i64)> {
    let left = total - shown.iter().flatten().sum::<i64>();
    let hidden = shown.iter().filter(|one| one.is_none()).count();
    let least = if hidden == 1 { left } else { 0 };
    shown.iter().map(|one| one.map_or((least, left), |count| (count, count))).collect()
}

/// The hidden numbers that subtraction finds.
fn found(total: i64, shown: &Shown) -> Vec<i64> {
    let of = ranges(total, shown);
    shown.iter().zip(of).filter(|(one, (least, most))| one.is_none() && least == most).map(|(_, (n, _))| n).collect()
}

/// Every table of so many people and options.
fn each_table(people: i64, options: usize, act: &mut impl FnMut(&[i64])) {
    fn fill(counts: &mut Vec<i64>, left: i64, options: usize, act: &mut impl FnMut(&[i64])) {
        if counts.len() + 1 == options {
            counts.push(left);
            act(counts);
            counts.pop();
            return;
        }
        for count in 0..=left {
            counts.push(count);
            fill(counts, left - count, options, act);
            counts.pop();
        }
    }
    fill(&mut Vec::new(), people, options, act);
}

/// For whoever has read the rule: of each thing that can be published, which numbers each hidden one can be.
fn possible(people: i64, options: usize, rule: impl Fn(&[i64]) -> Shown) -> BTreeMap<Shown, Vec<BTreeSet<i64>>> {
    let mut all: BTreeMap<Shown, Vec<BTreeSet<i64>>> = BTreeMap::new();
    each_table(people, options, &mut |counts| {
        let sets = all.entry(rule(counts)).or_insert_with(|| vec![BTreeSet::new(); options]);
        sets.iter_mut().zip(counts).for_each(|(set, count)| set.extend([*count]));
    });
    all
}

/// The first hidden number of which this rule leaves too little open.
fn weakness(most: i64, options: usize, rule: impl Fn(&[i64]) -> Shown + Copy) -> Option<(Shown, BTreeSet<i64>)> {
    for people in LEAST..=most {
        for (shown, sets) in possible(people, options, rule) {
            for (one, can_be) in shown.iter().zip(&sets) {
                let small = can_be.iter().filter(|count| **count < LEAST).count() as i64;
                let is_safe = can_be.len() as i64 >= LEAST && (small == 0 || small == LEAST);
                if one.is_none() && !is_safe {
                    return Some((shown.clone(), can_be.clone()));
                }
            }
        }
    }
    None
}

/// The same numbers in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as i64 % sides
    }

    /// A table of 3 to 12 options, some of them rare, with at least ten people.
    fn counts(&mut self) -> Vec<i64> {
        let mut counts: Vec<i64> = (0..3 + self.roll(10))
            .map(|_| {
                let sides = [3, 12, 40, 400][self.roll(4) as usize];
                self.roll(sides)
            })
            .collect();
        if counts.iter().sum::<i64>() < LEAST {
            counts[0] += LEAST;
        }
        counts
    }
}

#[test]
fn small_numbers_are_hidden_and_others_with_them() {
    // Large ones stay. A small one takes "Prefer not to say" with it, the last, and from the end back what is needed besides.
    assert_eq!(suppressed(&[60, 40, 10]), [Some(60), Some(40), Some(10)]);
    assert_eq!(suppressed(&[60, 3, 40, 17]), [Some(60), None, Some(40), None]);
    assert_eq!(suppressed(&[60, 3, 40, 16]), [Some(60), None, None, None], "19 for two is under ten each");
    assert_eq!(suppressed(&[60, 40, 9]), [Some(60), None, None]);
    assert_eq!(suppressed(&[60, 0, 40, 30]), [Some(60), None, Some(40), None], "a nought tells something, too");
    assert_eq!(suppressed(&[9, 9, 9, 30]), [None; 4], "27 for three is nine for each");
    assert_eq!(suppressed(&[9, 9, 0, 30]), [None, None, None, Some(30)], "18 for three can be anybody’s");
    assert_eq!(suppressed(&[90, 3, 4, 2, 1]), [Some(90), None, None, None, None]);
    assert_eq!(suppressed(&[90, 3, 4, 2, 0]), [None; 5], "nine people for four numbers leave less open");
    assert_eq!(suppressed(&[10, 0]), [None; 2]);
}

#[test]
fn too_few_people_are_not_shown_at_all() {
    let tally = |n| Tally { answered: n, counts: BTreeMap::from([(Characteristic::Sex, vec![n, 0, 0])]) };
    assert_eq!(Published::of(&[Characteristic::Sex], &tally(9)), Published::default());
    let shown = Published::of(&[Characteristic::Sex, Characteristic::Age], &tally(10));
    assert_eq!(shown, Published { answered: Some(10), counts: BTreeMap::from([(Characteristic::Sex, vec![None; 3])]) });
}

#[test]
fn whoever_subtracts_finds_nothing() {
    let mut dice = Dice(7);
    for _ in 0..20_000 {
        // Two tables about the same people: what they have in common is the total.
        let one = dice.counts();
        let total = one.iter().sum::<i64>();
        let small = dice.roll(total + 1);
        for counts in [one, vec![total - small, small]] {
            let shown = suppressed(&counts);
            assert!(shown.iter().flatten().all(|count| *count >= LEAST), "{counts:?} {shown:?}");
            assert_eq!(found(total, &shown), [0_i64; 0], "{counts:?} {shown:?}");
            for (one, (least, most)) in shown.iter().zip(ranges(total, &shown)) {
                assert!(one.is_some() || (least == 0 && most >= LEAST), "{counts:?} {shown:?} {least} {most}");
            }
        }
    }
}

#[test]
fn whoever_subtracts_finds_what_is_hidden_alone() {
    let counts = [60, 40, 3, 12];
    assert_eq!(found(115, &primary_alone(&counts)), [3], "so the small ones alone are not enough to hide");
    assert_eq!(found(115, &suppressed(&counts)), [0_i64; 0]);
}

#[test]
fn whoever_has_read_the_rule_finds_nothing() {
    for (options, most) in [(2, 60), (3, 60), (4, 42), (5, 31)] {
        assert_eq!(weakness(most, options, suppressed), None, "{options} options");
    }
}

#[test]
fn whoever_has_read_a_weaker_rule_finds_something() {
    assert!(weakness(30, 3, primary_alone).is_some());
    // Of 71 people 31 are shown: so the others are 40, and the larger of them is no larger than what is shown.
    let of = possible(71, 3, with_the_smallest);
    assert_eq!(
        of[&vec![None, None, Some(31)]],
        [BTreeSet::from([9, 31]), BTreeSet::from([9, 31]), BTreeSet::from([31])]
    );
    // Two are hidden, but nobody asks how many people they are together.
    let at_least_two = |counts: &[i64]| {
        let mut shown = primary_alone(counts);
        for place in (0..counts.len()).rev() {
            if !(1..2).contains(&shown.iter().filter(|one| one.is_none()).count()) {
                break;
            }
            shown[place] = None;
        }
        shown
    };
    assert!(weakness(37, 4, at_least_two).is_some_and(|(_, can_be)| can_be.len() < 10));
}

/// Another table of which the same is published, in which a small number is any other small one; this is the proof of the
/// promise, for tables of any size.
fn another(counts: &[i64], shown: &Shown, at: usize, wanted: i64) -> Vec<i64> {
    let others: Vec<usize> = (0..counts.len()).filter(|n| *n != at && shown[*n].is_none()).collect();
    let mut table = counts.to_vec();
    let mut rest = counts[at] - wanted + others.iter().map(|n| counts[*n]).sum::<i64>();
    table[at] = wanted;
    let large = others.iter().find(|n| counts[**n] >= LEAST);
    for (nth, other) in others.iter().enumerate() {
        table[*other] = match large {
            // Everything is hidden: all the others are the first one's.
            _ if shown.iter().all(Option::is_none) => [rest, 0][nth.min(1)],
            // The last that was hidden along has what the others leave, and they are on average under ten until then.
            Some(last) if other > last => LEAST,
            Some(_) => 0,
            // All are small, and stay so.
            None => rest.min(LEAST - 1),
        };
        rest -= table[*other];
    }
    if let Some(last) = large.filter(|_| shown.iter().any(Option::is_some)) {
        table[*last] += rest;
    }
    table
}

#[test]
fn in_tables_of_any_size_a_small_number_could_be_any_other() {
    let mut dice = Dice(11);
    for _ in 0..20_000 {
        let counts = dice.counts();
        let shown = suppressed(&counts);
        for at in (0..counts.len()).filter(|at| counts[*at] < LEAST) {
            for wanted in 0..LEAST {
                let other = another(&counts, &shown, at, wanted);
                assert_eq!(other[at], wanted);
                assert_eq!(other.iter().sum::<i64>(), counts.iter().sum::<i64>(), "{counts:?} {other:?}");
                assert!(other.iter().all(|count| *count >= 0), "{counts:?} {other:?}");
                assert_eq!(suppressed(&other), shown, "{counts:?} {other:?}");
            }
        }
    }
}

/// Why counts are published once: two publications with one answer between them tell that answer.
#[test]
fn whoever_compares_two_dates_finds_the_answer_between_them() {
    let (before, after) = (suppressed(&[60, 40, 30]), suppressed(&[60, 41, 30]));
    let grew: Vec<usize> = (0..3).filter(|n| before[*n] != after[*n]).collect();
    assert_eq!(grew, [1], "somebody who answered in between is known to be the second");
    // Worse: what was hidden at one date and is shown at the other gives the hidden numbers themselves.
    let (before, after) = (suppressed(&[60, 9, 21]), suppressed(&[60, 10, 21]));
    assert_eq!((before, after), (vec![Some(60), None, None], vec![Some(60), Some(10), Some(21)]));
}
