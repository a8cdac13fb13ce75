//! Results as their page shows them: each question with its words beside its numbers.

use super::groups::{Groups, borough_name};
use super::small;
use super::tally::{By, Cells, Question as Counts, Tally, slot};
use crate::clock::Month;
use crate::policy::Capacity;
use crate::questionnaires::{Kind, Question, Questionnaire, choices_in_words};
use crate::responses::Channel;
use std::collections::BTreeMap;
use views::results::{Answered, FEWEST, Found, Line, Middle, Row, Section, TOGETHER, Thing};

/// The most stretches of time in one chart; with more, they become longer.
const STRETCHES: usize = 24;

/// What was counted, and the groups in which it is shown.
#[derive(Clone, Copy)]
pub(super) struct Shown<'a> {
    pub(super) asked: &'a Questionnaire,
    pub(super) tally: &'a Tally,
    pub(super) groups: &'a Groups,
}

impl Shown<'_> {
    /// Every section, with what was answered to each of its questions.
    pub(super) fn sections(&self) -> Vec<Section> {
        let section = |section: &crate::questionnaires::Section| Section {
            title: section.title.clone(),
            questions: section.questions.iter().map(|question| self.question(question)).collect(),
        };
        self.asked.sections.iter().map(section).collect()
    }

    fn question(&self, question: &Question) -> views::results::Question {
        let nothing = Counts::default();
        let counts = self.tally.questions.get(&question.id).unwrap_or(&nothing);
        // Who chose which borough is told of everybody at once: a borough with one who came by phone would name them.
        let everybody = Groups::everybody(self.tally);
        let is_split = question.kind != Kind::Borough;
        let shown = Shown { groups: if is_split { self.groups } else { &everybody }, ..*self };
        views::results::Question {
            place: self.asked.place(question.id),
            words: question.words.clone(),
            only_if: question.only_if.as_ref().map(|on| choices_in_words(self.asked, on)),
            answered: shown.answered(&counts.answered),
            found: shown.found(question, counts),
        }
    }

    fn answered(&self, cells: &Cells) -> Answered {
        let of_organisation =
            |cell: &usize| self.tally.whose.get(*cell).is_some_and(|whose| whose.capacity == Capacity::Organisation);
        Answered { by: self.groups.add_up(cells), are_people: !cells.keys().any(of_organisation) }
    }

    fn found(&self, question: &Question, counts: &Counts) -> Found {
        match question.kind {
            Kind::Short | Kind::Long => Found::Words,
            Kind::One | Kind::Many | Kind::Agreement => {
                Found::Chosen(self.lines(question, &counts.chosen), String::new())
            }
            Kind::Borough => self.boroughs(question, counts),
            Kind::Matrix => {
                let nothing = BTreeMap::new();
                let row = |id: i64| counts.rows.get(&id).unwrap_or(&nothing);
                let view = |one: &crate::questionnaires::Choice| Row {
                    words: one.words.clone(),
                    answered: self.answered(&add(row(one.id).values())),
                    lines: self.lines(question, row(one.id)),
                };
                Found::Grid(question.rows.iter().map(view).collect())
            }
            Kind::Ranking => Found::Order(self.things(question, counts)),
            Kind::Number => Found::Numbers(self.middle(counts)),
            Kind::Date => self.days(counts),
        }
    }

    /// A line for each answer, in the order in which they were asked.
    fn lines(&self, question: &Question, chosen: &BTreeMap<i64, Cells>) -> Vec<Line> {
        let of = |id: i64| {
            chosen.get(&id).map_or_else(|| self.groups.add_up(&Cells::new()), |cells| self.groups.add_up(cells))
        };
        question.choices().into_iter().map(|(id, words)| Line { words: words.to_owned(), of: of(id) }).collect()
    }

    /// Of the many boroughs only those that enough people chose; all others in one line.
    fn boroughs(&self, question: &Question, counts: &Counts) -> Found {
        let chosen = counts.chosen.iter().map(|(borough, cells)| (*borough, cells.values().sum())).collect();
        let small::Parted { apart, together } = small::or_together(&chosen);
        let of = |boroughs: &[i64]| self.groups.add_up(&add(boroughs.iter().filter_map(|one| counts.chosen.get(one))));
        let mut lines: Vec<Line> =
            apart.iter().map(|one| Line { words: borough_name(*one), of: of(&[*one]) }).collect();
        let mut notes = Vec::new();
        if !together.is_empty() {
            lines.push(Line { words: TOGETHER.to_owned(), of: of(&together) });
            let names: Vec<String> = together.iter().map(|one| borough_name(*one)).collect();
            notes.push(format!("Few people named some boroughs. These are counted together: {}.", names.join("; ")));
        }
        if apart.len() + together.len() < question.choices().len() {
            notes.push("Boroughs that nobody chose are left out.".to_owned());
        }
        Found::Chosen(lines, notes.join(" "))
    }

    /// Each thing that was put in order, with how often it got each place.
    fn things(&self, question: &Question, counts: &Counts) -> Vec<Thing> {
        let nothing = Cells::new();
        let thing = |(id, words): (i64, &str)| {
            let places = counts.places.get(&id);
            let at = |place: usize| places.and_then(|places| places.get(&place)).unwrap_or(&nothing);
            let places = (1..=question.choices.len()).map(|place| self.groups.add_up(at(place)));
            Thing { words: words.to_owned(), places: places.collect() }
        };
        question.choices().into_iter().map(thing).collect()
    }

    /// The number in the middle of all, and of each group in which enough people gave one.
    fn middle(&self, counts: &Counts) -> Middle {
        let all = |cells: &Cells| cells.values().sum::<i64>();
        let one = |group: usize| {
            let of = |cells: &Cells| self.groups.of(cells, group);
            (of(&counts.answered) >= FEWEST).then(|| counts.quarters(of)).flatten()
        };
        Middle {
            all: (all(&counts.answered) >= FEWEST).then(|| counts.quarters(all)).flatten(),
            by: (0..self.groups.names.len()).map(one).collect(),
            too_many: counts.too_many_numbers,
        }
    }

    /// Days by month; by year or by ten years where they lie far apart.
    fn days(&self, counts: &Counts) -> Found {
        let lines = stretches(&counts.months).into_iter();
        Found::Days(lines.map(|(words, cells)| Line { words, of: self.groups.add_up(&cells) }).collect())
    }
}

/// How the responses came, in words, by capacity; nothing where all came online.
pub(super) fn channels(tally: &Tally) -> Vec<(&'static str, By)> {
    let by = |channel: Channel| {
        let mut by = By::default();
        for (whose, n) in tally.whose.iter().zip(0..).filter(|(whose, _)| whose.channel == channel) {
            by[slot(whose.capacity)] += tally.responses.get(&n).copied().unwrap_or(0);
        }
        by
    };
    let all: Vec<_> =
        Channel::ALL.iter().map(|one| (one.words(), by(*one))).filter(|(_, by)| *by != By::default()).collect();
    if all.iter().all(|(words, _)| *words == Channel::Online.words()) { Vec::new() } else { all }
}

/// Months, or years or tens of years where they lie far apart, with how often a day was in each.
fn stretches(months: &BTreeMap<i64, Cells>) -> Vec<(String, Cells)> {
    let by = |size: i64| {
        let mut stretches: BTreeMap<i64, Vec<&Cells>> = BTreeMap::new();
        for (month, cells) in months {
            stretches.entry(month.div_euclid(size)).or_default().push(cells);
        }
        stretches
    };
    let month = |n: i64| {
        let start = Month(n).start();
        format!("{} {}", views::dates::month(start), views::dates::year(start))
    };
    let in_words = |stretches: BTreeMap<i64, Vec<&Cells>>, words: &dyn Fn(i64) -> String| {
        stretches.into_iter().map(|(n, cells)| (words(n), add(cells.into_iter()))).collect()
    };
    let (years, tens) = (by(12), by(120));
    if months.len() <= STRETCHES {
        in_words(by(1), &month)
    } else if years.len() <= STRETCHES {
        in_words(years, &|year| year.to_string())
    } else {
        in_words(tens, &|n| format!("{} to {}", n * 10, n * 10 + 9))
    }
}

fn add<'a>(all: impl Iterator<Item = &'a Cells>) -> Cells {
    let mut sum = Cells::new();
    for (cell, n) in all.flatten() {
        *sum.entry(*cell).or_default() += n;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::questionnaires::Answer;
    use crate::results::tally::Whose;
    use views::results::Split;

    #[test]
    fn days_far_apart_are_put_together() {
        let over = |months: &[i64]| {
            let months = months.iter().map(|n| (2000 * 12 + n, Cells::from([(0, 1)]))).collect();
            stretches(&months).into_iter().map(|(words, cells)| (words, cells[&0])).collect::<Vec<_>>()
        };
        assert_eq!(over(&[0, 1]), [("January 2000".into(), 1), ("February 2000".into(), 1)]);
        let years = over(&(0..25).collect::<Vec<_>>());
        assert_eq!(years, [("2000".into(), 12), ("2001".into(), 12), ("2002".into(), 1)]);
        let decades = over(&(0..25).map(|n| n * 12).collect::<Vec<_>>());
        assert_eq!(decades, [("2000 to 2009".into(), 10), ("2010 to 2019".into(), 10), ("2020 to 2029".into(), 5)]);
    }

    #[test]
    fn of_few_numbers_no_middle_is_told() {
        let mut tally = Tally::default();
        let whose = |capacity| Whose { capacity, channel: Channel::Online, borough: None };
        let mut of = |n: i64| {
            (0..n).for_each(|_| tally.add(whose(Capacity::Resident), false, &[(7, Answer::Number(5))].into()));
            let groups = Groups::new(Split::Capacity, &tally);
            let shown = Shown { asked: &Questionnaire::default(), tally: &tally, groups: &groups };
            shown.middle(&tally.questions[&7])
        };
        assert_eq!(of(FEWEST - 1).all, None, "it would tell what single people said");
        let enough = of(1);
        assert_eq!((enough.all, enough.by), (Some([5; 3]), vec![Some([5; 3]), None, None]));
    }
}
