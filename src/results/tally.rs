//! How often what was answered: one response after another is added, and none is kept.

use crate::campaigns;
use crate::clock::Month;
use crate::policy::Capacity;
use crate::questionnaires::{Answer, Answers};
use crate::responses::Channel;
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The most different numbers that are kept of one question; with more, nobody can say which stands in the middle.
pub const NUMBERS: usize = 10_000;

/// A number for each capacity, in the order of [`Capacity::ALL`]: residents, professionals, organisations.
pub type By = [i64; 3];

/// How often what was answered to all questions of a consultation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Tally {
    /// Responses that were sent before the close.
    pub on_time: By,
    /// Responses that were sent after it; they count like the others.
    pub late: By,
    /// Responses that were taken back; nothing in them is counted.
    pub taken_back: By,
    /// Responses that came as part of a campaign, as staff have confirmed it; they count like the others.
    pub campaign: By,
    /// Responses with which somebody said again what they had said in another; they count too.
    pub duplicate: By,
    /// How they came, by the word of the channel; what came online is the rest.
    pub channels: BTreeMap<String, By>,
    /// Each question that anybody has answered, by its number.
    pub questions: BTreeMap<i64, Question>,
}

/// How often what was answered to one question. Of the maps only that of its kind has something in it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Question {
    /// Responses that answer it: the base of every share.
    pub answered: By,
    /// Each answer that was chosen, by its number.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub chosen: BTreeMap<i64, By>,
    /// The same for each row of a grid.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub rows: BTreeMap<i64, BTreeMap<i64, By>>,
    /// Each thing that was put in order, with how often it got each place, from 1 on.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub places: BTreeMap<i64, BTreeMap<usize, By>>,
    /// Each number that was given.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub numbers: BTreeMap<i64, By>,
    /// Whether more different numbers were given than are kept.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub too_many_numbers: bool,
    /// Each month in which a day was given, as [`Month`] counts them.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub months: BTreeMap<i64, By>,
}

impl Tally {
    /// Adds one response as it was sent.
    pub fn add(&mut self, capacity: Capacity, late: bool, answers: &Answers) {
        let slot = slot(capacity);
        let responses = if late { &mut self.late } else { &mut self.on_time };
        responses[slot] += 1;
        for (id, answer) in answers {
            self.questions.entry(*id).or_default().add(slot, answer);
        }
    }

    /// Says how a response that was added came.
    pub fn add_channel(&mut self, capacity: Capacity, channel: Channel) {
        if channel != Channel::Online {
            self.channels.entry(channel.as_str().to_owned()).or_default()[slot(capacity)] += 1;
        }
    }

    /// Adds so many responses that were taken back.
    pub fn add_taken_back(&mut self, capacity: Capacity, responses: i64) {
        self.taken_back[slot(capacity)] += responses;
    }

    /// Says of so many responses that they are part of a campaign, or duplicates.
    pub fn add_alike(&mut self, capacity: Capacity, kind: campaigns::Kind, responses: i64) {
        let by = match kind {
            campaigns::Kind::Campaign => &mut self.campaign,
            campaigns::Kind::Duplicate => &mut self.duplicate,
        };
        by[slot(capacity)] += responses;
    }
}

impl Question {
    fn add(&mut self, slot: usize, answer: &Answer) {
        self.answered[slot] += 1;
        match answer {
            Answer::Text(_) => {}
            Answer::Choice(one) => self.chosen.entry(*one).or_default()[slot] += 1,
            Answer::Choices(many) => many.iter().for_each(|one| self.chosen.entry(*one).or_default()[slot] += 1),
            Answer::Rows(rows) => {
                for (row, one) in rows {
                    self.rows.entry(*row).or_default().entry(*one).or_default()[slot] += 1;
                }
            }
            Answer::Order(order) => {
                for (n, one) in order.iter().enumerate() {
                    self.places.entry(*one).or_default().entry(n + 1).or_default()[slot] += 1;
                }
            }
            Answer::Number(number) => self.add_number(slot, *number),
            Answer::Date(day) => self.months.entry(month(*day).0).or_default()[slot] += 1,
        }
    }

    fn add_number(&mut self, slot: usize, number: i64) {
        if self.numbers.len() >= NUMBERS && !self.numbers.contains_key(&number) {
            self.too_many_numbers = true;
        } else {
            self.numbers.entry(number).or_default()[slot] += 1;
        }
    }

    /// The numbers that at least a quarter, half and three quarters did not go above, each one that somebody gave; of those
    /// in these capacities. None where nobody gave one, or where more different ones were given than are kept.
    #[must_use]
    pub fn quarters(&self, capacities: &[Capacity]) -> Option<[i64; 3]> {
        let count = |by: &By| capacities.iter().map(|one| by[slot(*one)]).sum::<i64>();
        let all: i64 = self.numbers.values().map(count).sum();
        if all == 0 || self.too_many_numbers {
            return None;
        }
        let at = |quarter: i64| {
            let rank = (quarter * all + 3) / 4;
            let mut so_far = 0;
            let reached = self.numbers.iter().find(|(_, by)| {
                so_far += count(by);
                so_far >= rank
            });
            reached.map_or(0, |(number, _)| *number)
        };
        Some([at(1), at(2), at(3)])
    }
}

fn slot(capacity: Capacity) -> usize {
    match capacity {
        Capacity::Resident => 0,
        Capacity::Professional => 1,
        Capacity::Organisation => 2,
    }
}

fn month(day: NaiveDate) -> Month {
    Month(i64::from(day.year()) * 12 + i64::from(day.month0()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use Capacity::{Organisation, Professional, Resident};

    fn counted(responses: &[(Capacity, Answer)]) -> Question {
        let mut tally = Tally::default();
        for (capacity, answer) in responses {
            tally.add(*capacity, false, &Answers::from([(7, answer.clone())]));
        }
        tally.questions.remove(&7).unwrap_or_default()
    }

    fn numbers(all: impl IntoIterator<Item = i64>) -> Question {
        counted(&all.into_iter().map(|n| (Resident, Answer::Number(n))).collect::<Vec<_>>())
    }

    #[test]
    fn responses_are_told_apart_by_capacity_and_by_the_close() {
        let mut tally = Tally::default();
        tally.add(Resident, false, &Answers::new());
        tally.add(Resident, true, &Answers::new());
        tally.add(Organisation, false, &Answers::new());
        tally.add_taken_back(Professional, 4);
        assert_eq!((tally.on_time, tally.late, tally.taken_back), ([1, 0, 1], [1, 0, 0], [0, 4, 0]));
        assert!(tally.questions.is_empty(), "what nobody answered has no base");
    }

    #[test]
    fn each_choice_is_counted_and_the_base_is_who_answered() {
        let ticks = counted(&[
            (Resident, Answer::Choices(vec![1, 2])),
            (Professional, Answer::Choices(vec![2])),
            (Resident, Answer::Choice(2)),
        ]);
        assert_eq!(ticks.answered, [2, 1, 0]);
        assert_eq!(ticks.chosen, BTreeMap::from([(1, [1, 0, 0]), (2, [2, 1, 0])]));
    }

    #[test]
    fn grids_are_counted_by_row_and_orders_by_place() {
        let grid = counted(&[(Resident, Answer::Rows(BTreeMap::from([(5, 1), (6, 2)])))]);
        assert_eq!(grid.rows[&5], BTreeMap::from([(1, [1, 0, 0])]));
        assert_eq!(grid.rows[&6], BTreeMap::from([(2, [1, 0, 0])]));
        let order = counted(&[(Resident, Answer::Order(vec![9, 8])), (Organisation, Answer::Order(vec![8]))]);
        assert_eq!(order.places[&8], BTreeMap::from([(1, [0, 0, 1]), (2, [1, 0, 0])]));
        assert_eq!(order.places[&9], BTreeMap::from([(1, [1, 0, 0])]));
    }

    #[test]
    fn of_words_only_their_number_is_kept() {
        let mut tally = Tally::default();
        tally.add(Resident, false, &Answers::from([(7, Answer::Text("My doctor is Dr Quill".into()))]));
        let text = serde_json::to_string(&tally).expect("known in the test");
        assert!(!text.contains("Quill") && text.contains(r#""answered":[1,0,0]"#), "{text}");
    }

    #[test]
    fn a_day_counts_for_its_month() {
        let day = |y, m, d| Answer::Date(NaiveDate::from_ymd_opt(y, m, d).expect("known in the test"));
        let days = [(Resident, day(2026, 3, 1)), (Resident, day(2026, 3, 31)), (Professional, day(2026, 4, 1))];
        let march = "2026-03".parse::<Month>().expect("known in the test").0;
        assert_eq!(counted(&days).months, BTreeMap::from([(march, [2, 0, 0]), (march + 1, [0, 1, 0])]));
    }

    #[test]
    fn the_number_in_the_middle_is_one_that_was_given() {
        let all = Capacity::ALL;
        assert_eq!(numbers([]).quarters(all), None);
        assert_eq!(numbers([4]).quarters(all), Some([4, 4, 4]));
        assert_eq!(numbers([1, 2, 3, 4]).quarters(all), Some([1, 2, 3]));
        assert_eq!(numbers([10, -5, 0, 7, 7]).quarters(all), Some([0, 7, 7]));
        let mut two = numbers([1, 1, 1]);
        two.add(slot(Organisation), &Answer::Number(100));
        assert_eq!(two.quarters(&[Organisation]), Some([100; 3]));
        assert_eq!(two.quarters(&[Professional]), None);
    }

    #[test]
    fn more_different_numbers_than_are_kept_are_said_to_be_too_many() {
        let most = i64::try_from(NUMBERS).expect("known in the test");
        let mut question = numbers(0..most);
        assert!(question.quarters(Capacity::ALL).is_some());
        question.add(0, &Answer::Number(5));
        assert!(question.quarters(Capacity::ALL).is_some(), "a number that is known has its place");
        question.add(0, &Answer::Number(most));
        assert_eq!((question.quarters(Capacity::ALL), question.numbers.len()), (None, NUMBERS));
        assert_eq!(question.answered[0], most + 2, "they still count as answers");
    }

    #[test]
    fn it_comes_back_from_the_database_as_it_was() {
        let mut tally = Tally::default();
        let answers = Answers::from([
            (1, Answer::Choice(4)),
            (2, Answer::Rows(BTreeMap::from([(5, 6)]))),
            (3, Answer::Order(vec![7])),
            (4, Answer::Number(-12)),
        ]);
        tally.add(Professional, true, &answers);
        let text = serde_json::to_string(&tally).expect("known in the test");
        assert_eq!(serde_json::from_str::<Tally>(&text).expect("known in the test"), tally);
    }
}
