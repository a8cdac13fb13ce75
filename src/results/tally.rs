//! How often what was answered: one response after another is added, and none is kept.

use crate::campaigns;
use crate::clock::Month;
use crate::policy::Capacity;
use crate::questionnaires::{Answer, Answers};
use crate::responses::Channel;
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The layout in which a tally is stored. Whoever changes it makes this the next number, and everything is counted anew.
pub const FORMAT: u32 = 2;

/// The most different numbers that are kept of one question; with more, nobody can say which stands in the middle.
pub const NUMBERS: usize = 10_000;

/// A number for each capacity, in the order of [`Capacity::ALL`]: residents, professionals, organisations.
pub type By = [i64; 3];

/// What a response is told apart by: those who share all of it are never told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Whose {
    /// In which capacity it was sent.
    pub capacity: Capacity,
    /// How it came.
    pub channel: Channel,
    /// The borough that was chosen, by its number among all; none where none was.
    pub borough: Option<i64>,
}

/// A number for each of [`Tally::whose`], by its place there; 0 where nothing stands.
pub type Cells = BTreeMap<usize, i64>;

/// How often what was answered to all questions of a consultation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// [`FORMAT`], first of all, so that the database can see it.
    format: u32,
    /// All who have to be told apart, in the order in which they came.
    pub whose: Vec<Whose>,
    /// Responses that count, sent in time or late.
    pub responses: Cells,
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
    /// Each question that anybody has answered, by its number.
    pub questions: BTreeMap<i64, Question>,
}

/// How often what was answered to one question. Of the maps only that of its kind has something in it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Question {
    /// Responses that answer it: the base of every share.
    pub answered: Cells,
    /// Each answer that was chosen, by its number.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub chosen: BTreeMap<i64, Cells>,
    /// The same for each row of a grid.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub rows: BTreeMap<i64, BTreeMap<i64, Cells>>,
    /// Each thing that was put in order, with how often it got each place, from 1 on.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub places: BTreeMap<i64, BTreeMap<usize, Cells>>,
    /// Each number that was given.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub numbers: BTreeMap<i64, Cells>,
    /// Whether more different numbers were given than are kept.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub too_many_numbers: bool,
    /// Each month in which a day was given, as [`Month`] counts them.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub months: BTreeMap<i64, Cells>,
}

impl Default for Tally {
    fn default() -> Self {
        Self {
            format: FORMAT,
            whose: Vec::new(),
            responses: Cells::new(),
            on_time: By::default(),
            late: By::default(),
            taken_back: By::default(),
            campaign: By::default(),
            duplicate: By::default(),
            questions: BTreeMap::new(),
        }
    }
}

impl Tally {
    /// How every tally begins that is stored in the layout of today.
    #[must_use]
    pub fn beginning() -> String {
        format!("{{\"format\":{FORMAT},")
    }

    /// Adds one response as it was sent.
    pub fn add(&mut self, whose: Whose, late: bool, answers: &Answers) {
        let responses = if late { &mut self.late } else { &mut self.on_time };
        responses[slot(whose.capacity)] += 1;
        let cell = self.whose.iter().position(|one| *one == whose).unwrap_or(self.whose.len());
        if cell == self.whose.len() {
            self.whose.push(whose);
        }
        one_more(&mut self.responses, cell);
        for (id, answer) in answers {
            self.questions.entry(*id).or_default().add(cell, answer);
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
    fn add(&mut self, cell: usize, answer: &Answer) {
        one_more(&mut self.answered, cell);
        match answer {
            Answer::Text(_) => {}
            Answer::Choice(one) => one_more(self.chosen.entry(*one).or_default(), cell),
            Answer::Choices(many) => many.iter().for_each(|one| one_more(self.chosen.entry(*one).or_default(), cell)),
            Answer::Rows(rows) => {
                for (row, one) in rows {
                    one_more(self.rows.entry(*row).or_default().entry(*one).or_default(), cell);
                }
            }
            Answer::Order(order) => {
                for (n, one) in order.iter().enumerate() {
                    one_more(self.places.entry(*one).or_default().entry(n + 1).or_default(), cell);
                }
            }
            Answer::Number(number) => self.add_number(cell, *number),
            Answer::Date(day) => one_more(self.months.entry(month(*day).0).or_default(), cell),
        }
    }

    fn add_number(&mut self, cell: usize, number: i64) {
        if self.numbers.len() >= NUMBERS && !self.numbers.contains_key(&number) {
            self.too_many_numbers = true;
        } else {
            one_more(self.numbers.entry(number).or_default(), cell);
        }
    }

    /// The numbers that at least a quarter, half and three quarters did not go above, each one that somebody gave; `count`
    /// says how many of those who gave one are meant. None where nobody is, or where more different ones were given than are
    /// kept.
    #[must_use]
    pub fn quarters(&self, count: impl Fn(&Cells) -> i64) -> Option<[i64; 3]> {
        let counts: Vec<(i64, i64)> = self.numbers.iter().map(|(number, cells)| (*number, count(cells))).collect();
        let all: i64 = counts.iter().map(|(_, n)| n).sum();
        if all == 0 || self.too_many_numbers {
            return None;
        }
        let at = |quarter: i64| {
            let rank = (quarter * all + 3) / 4;
            let mut so_far = 0;
            let reached = counts.iter().find(|(_, n)| {
                so_far += n;
                so_far >= rank
            });
            reached.map_or(0, |(number, _)| *number)
        };
        Some([at(1), at(2), at(3)])
    }
}

fn one_more(cells: &mut Cells, cell: usize) {
    *cells.entry(cell).or_default() += 1;
}

/// The place of a capacity in [`By`].
pub(super) fn slot(capacity: Capacity) -> usize {
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
#[path = "tally_tests.rs"]
mod tests;
