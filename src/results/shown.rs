//! Results as their page shows them: each question with its words beside its numbers.

use super::tally::{By, Question as Counts, Tally};
use crate::clock::Month;
use crate::policy::Capacity;
use crate::questionnaires::{Kind, Question, Questionnaire, choices_in_words};
use crate::responses::Channel;
use std::collections::BTreeMap;
use views::results::{FEWEST, Found, Line, Middle, Row, Section, Thing};

/// The most stretches of time in one chart; with more, they become longer.
const STRETCHES: usize = 24;

/// Every section, with what was answered to each of its questions.
pub(super) fn sections(asked: &Questionnaire, tally: &Tally) -> Vec<Section> {
    let nothing = Counts::default();
    let one = |question: &Question| {
        let counts = tally.questions.get(&question.id).unwrap_or(&nothing);
        views::results::Question {
            place: asked.place(question.id),
            words: question.words.clone(),
            only_if: question.only_if.as_ref().map(|on| choices_in_words(asked, on)),
            answered: counts.answered,
            found: found(question, counts),
        }
    };
    let section = |section: &crate::questionnaires::Section| Section {
        title: section.title.clone(),
        questions: section.questions.iter().map(one).collect(),
    };
    asked.sections.iter().map(section).collect()
}

/// How the responses came that did not come online, in words; nothing where all did.
pub(super) fn channels(tally: &Tally) -> Vec<(&'static str, By)> {
    let others = Channel::ALL.iter().filter(|channel| **channel != Channel::Online);
    others.filter_map(|channel| Some((channel.words(), *tally.channels.get(channel.as_str())?))).collect()
}

fn found(question: &Question, counts: &Counts) -> Found {
    match question.kind {
        Kind::Short | Kind::Long => Found::Words,
        Kind::One | Kind::Many | Kind::Agreement => Found::Chosen(lines(question, &counts.chosen), String::new()),
        Kind::Borough => boroughs(question, counts),
        Kind::Matrix => {
            let nothing = BTreeMap::new();
            let row = |id: i64| counts.rows.get(&id).unwrap_or(&nothing);
            let view = |one: &crate::questionnaires::Choice| Row {
                words: one.words.clone(),
                answered: row(one.id).values().fold(By::default(), |sum, by| add(sum, *by)),
                lines: lines(question, row(one.id)),
            };
            Found::Grid(question.rows.iter().map(view).collect())
        }
        Kind::Ranking => Found::Order(things(question, counts)),
        Kind::Number => Found::Numbers(middle(counts)),
        Kind::Date => days(counts),
    }
}

/// A line for each answer, in the order in which they were asked.
fn lines(question: &Question, chosen: &BTreeMap<i64, By>) -> Vec<Line> {
    let line =
        |(id, words): (i64, &str)| Line { words: words.to_owned(), of: chosen.get(&id).copied().unwrap_or_default() };
    question.choices().into_iter().map(line).collect()
}

/// Of the many boroughs only those that somebody chose.
fn boroughs(question: &Question, counts: &Counts) -> Found {
    let mut lines = lines(question, &counts.chosen);
    let all = lines.len();
    lines.retain(|line| line.of != By::default());
    let left_out = if lines.len() < all { "Boroughs that nobody chose are left out." } else { "" };
    Found::Chosen(lines, left_out.to_owned())
}

/// Each thing that was put in order, with how often it got each place.
fn things(question: &Question, counts: &Counts) -> Vec<Thing> {
    let thing = |(id, words): (i64, &str)| {
        let places = counts.places.get(&id);
        let at = |place: usize| places.and_then(|places| places.get(&place)).copied().unwrap_or_default();
        Thing { words: words.to_owned(), places: (1..=question.choices.len()).map(at).collect() }
    };
    question.choices().into_iter().map(thing).collect()
}

/// The number in the middle of all, and of each capacity in which enough people gave one.
fn middle(counts: &Counts) -> Middle {
    let quarters = |capacities: &[Capacity], base: i64| (base >= FEWEST).then(|| counts.quarters(capacities)).flatten();
    let one = |capacity: &Capacity, base: i64| quarters(std::slice::from_ref(capacity), base);
    let [residents, professionals, organisations] = counts.answered;
    Middle {
        all: quarters(Capacity::ALL, counts.answered.iter().sum()),
        by: [
            one(&Capacity::Resident, residents),
            one(&Capacity::Professional, professionals),
            one(&Capacity::Organisation, organisations),
        ],
        too_many: counts.too_many_numbers,
    }
}

/// Days by month; by year or by ten years where they lie far apart.
fn days(counts: &Counts) -> Found {
    let by = |months: i64| {
        let mut stretches: BTreeMap<i64, By> = BTreeMap::new();
        for (month, by) in &counts.months {
            let stretch = stretches.entry(month.div_euclid(months)).or_default();
            *stretch = add(*stretch, *by);
        }
        stretches
    };
    let line = |words: String, of: By| Line { words, of };
    let (months, years) = (by(1), by(12));
    let lines = if months.len() <= STRETCHES {
        let words = |n: i64| {
            let start = Month(n).start();
            format!("{} {}", views::dates::month(start), views::dates::year(start))
        };
        months.into_iter().map(|(n, of)| line(words(n), of)).collect()
    } else if years.len() <= STRETCHES {
        years.into_iter().map(|(year, of)| line(year.to_string(), of)).collect()
    } else {
        by(120).into_iter().map(|(n, of)| line(format!("{} to {}", n * 10, n * 10 + 9), of)).collect()
    };
    Found::Days(lines)
}

fn add(one: By, other: By) -> By {
    [one[0] + other[0], one[1] + other[1], one[2] + other[2]]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_far_apart_are_put_together() {
        let over = |months: &[i64]| {
            let months = months.iter().map(|n| (2000 * 12 + n, [1, 0, 0])).collect();
            match days(&Counts { months, ..Counts::default() }) {
                Found::Days(lines) => lines.into_iter().map(|line| (line.words, line.of[0])).collect::<Vec<_>>(),
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(over(&[0, 1]), [("January 2000".into(), 1), ("February 2000".into(), 1)]);
        let years = over(&(0..25).collect::<Vec<_>>());
        assert_eq!(years, [("2000".into(), 12), ("2001".into(), 12), ("2002".into(), 1)]);
        let decades = over(&(0..25).map(|n| n * 12).collect::<Vec<_>>());
        assert_eq!(decades, [("2000 to 2009".into(), 10), ("2010 to 2019".into(), 10), ("2020 to 2029".into(), 5)]);
    }

    #[test]
    fn of_few_numbers_no_middle_is_told() {
        let of = |n: i64| Counts { answered: [n, 0, 0], numbers: [(5, [n, 0, 0])].into(), ..Counts::default() };
        assert_eq!(middle(&of(FEWEST - 1)).all, None, "it would tell what single people said");
        assert_eq!(middle(&of(FEWEST)).all, Some([5; 3]));
        assert_eq!(middle(&of(FEWEST)).by, [Some([5; 3]), None, None]);
    }
}
