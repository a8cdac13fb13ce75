//! What somebody answers: as it was typed, kept to the letter, and as it is understood.

use super::{Kind, Question, Questionnaire, Section, is_asked};
use crate::error::{Error, Result};
use crate::text::Text;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use views::questionnaires::{Typed, row_field};

/// The longest answer of one line, in characters.
pub const SHORT: usize = 200;
/// The longest text, in characters.
pub const LONG: usize = 4_000;
/// The most characters of one field that are stored while somebody writes; more than any answer may have, so that a text
/// which is too long can be shortened and is not lost.
pub const STORED: usize = 20_000;
/// The largest number that can be answered, and its negative the smallest.
const NUMBER: i64 = 1_000_000_000_000;

/// An answer that was understood. Numbers are those of the question's choices and rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// What somebody wrote.
    Text(String),
    /// The one that was chosen.
    Choice(i64),
    /// Those that were chosen, in the order of the question.
    Choices(Vec<i64>),
    /// For each row that was answered, what was chosen.
    Rows(BTreeMap<i64, i64>),
    /// What was put in order, the first place first.
    Order(Vec<i64>),
    /// A number.
    Number(i64),
    /// A day.
    Date(NaiveDate),
}

/// Answers by the number of their question.
pub type Answers = BTreeMap<i64, Answer>;

/// An answer that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// The section in which it stands.
    pub section: i64,
    /// The field.
    pub field: String,
    /// What to do, as a sentence without a full stop.
    pub message: String,
}

/// Of what a browser sent, the fields of one section, each cleaned.
///
/// # Errors
/// [`Error::NotUnderstood`] when a field that is there once comes twice: no form of ours sends that.
pub fn keep(section: &Section, sent: &[(String, Text)]) -> Result<Typed> {
    let lists = section.questions.iter().filter(|question| question.kind == Kind::Many);
    let lists: Vec<String> = lists.map(|question| views::questionnaires::field(question.id)).collect();
    let names: Vec<String> = section.questions.iter().flat_map(fields).collect();
    let known = sent.iter().filter(|(name, value)| names.contains(name) && !value.is_blank());
    let mut kept: Vec<(String, String)> =
        known.map(|(name, value)| (name.clone(), value.as_str().to_owned())).collect();
    // One box can be ticked once, whatever was sent.
    let mut seen = std::collections::BTreeSet::new();
    kept.retain(|one| seen.insert(one.clone()));
    let single = sent.iter().map(|(name, _)| name).filter(|name| names.contains(name) && !lists.contains(name));
    single.map(|name| once(sent, name)).collect::<Result<Vec<_>>>()?;
    Ok(Typed(kept))
}

/// What stands in the field of this name; empty where there is none.
///
/// # Errors
/// [`Error::NotUnderstood`] when it comes twice.
pub fn once<'a>(sent: &'a [(String, Text)], name: &str) -> Result<&'a str> {
    let mut all = sent.iter().filter(|(of, _)| of == name).map(|(_, value)| value.as_str());
    match (all.next(), all.next()) {
        (_, Some(_)) => {
            Err(Error::NotUnderstood("The form came twice in one. Go back, reload the page and try again.".into()))
        }
        (first, None) => Ok(first.unwrap_or_default()),
    }
}

/// The names of a question's fields.
pub(super) fn fields(question: &Question) -> Vec<String> {
    let row = |id: i64| row_field(question.id, &id.to_string());
    match question.kind {
        Kind::Matrix => question.rows.iter().map(|one| row(one.id)).collect(),
        Kind::Ranking => question.choices.iter().map(|one| row(one.id)).collect(),
        Kind::Date => ["day", "month", "year"].iter().map(|part| row_field(question.id, part)).collect(),
        _ => vec![views::questionnaires::field(question.id)],
    }
}

/// Reads one section after another, in the order of the questionnaire: the answers to what is asked of this person, and
/// what is wrong with them. What is typed for questions that are not asked is left out.
#[must_use]
pub fn read(questionnaire: &Questionnaire, typed: &BTreeMap<i64, Typed>) -> (Answers, Vec<Trouble>) {
    let (mut answers, mut troubles) = (Answers::new(), Vec::new());
    let nothing = Typed::default();
    for (section, question) in questionnaire.questions() {
        if !is_asked(questionnaire, question, &answers) {
            continue;
        }
        match read_one(question, typed.get(&section.id).unwrap_or(&nothing)) {
            Ok(Some(answer)) => _ = answers.insert(question.id, answer),
            Ok(None) => {}
            Err((field, message)) => troubles.push(Trouble { section: section.id, field, message }),
        }
    }
    (answers, troubles)
}

/// An answer if there is one; else the field at fault, and what to do.
pub(super) type Read = std::result::Result<Option<Answer>, (String, String)>;

pub(super) fn read_one(question: &Question, typed: &Typed) -> Read {
    let name = views::questionnaires::field(question.id);
    let answer = match question.kind {
        Kind::Short => text(question, typed, SHORT),
        Kind::Long => text(question, typed, LONG),
        Kind::One | Kind::Agreement | Kind::Borough => one(question, typed),
        Kind::Many => many(question, typed),
        Kind::Matrix => return matrix(question, typed),
        Kind::Ranking => return ranking(question, typed),
        Kind::Number => number(typed.first(&name)),
        Kind::Date => return date(question, typed),
    };
    match answer {
        Ok(None) if question.required => Err((name, missing(question.kind).to_owned())),
        Ok(answer) => Ok(answer),
        Err(message) => Err((name, message)),
    }
}

fn missing(kind: Kind) -> &'static str {
    match kind {
        Kind::Short | Kind::Long => "Enter an answer",
        Kind::Many => "Choose at least one answer",
        Kind::Agreement => "Choose how strongly you agree",
        Kind::Borough => "Choose a borough",
        Kind::Number => "Enter a number",
        _ => "Choose an answer",
    }
}

fn text(question: &Question, typed: &Typed, most: usize) -> std::result::Result<Option<Answer>, String> {
    let text = Text::new(typed.first(&views::questionnaires::field(question.id)));
    let over = text.characters().saturating_sub(most);
    if over > 0 {
        let (most, over) = (thousands(most), views::parts::count(as_i64(over), "character", "characters"));
        return Err(format!("This answer must be {most} characters or fewer. You have {over} too many"));
    }
    let text = if question.kind == Kind::Short { text.on_one_line() } else { text.into_string() };
    Ok((!text.trim().is_empty()).then_some(Answer::Text(text)))
}

fn one(question: &Question, typed: &Typed) -> std::result::Result<Option<Answer>, String> {
    match typed.first(&views::questionnaires::field(question.id)) {
        "" => Ok(None),
        value => {
            chosen(question, value).map(|id| Some(Answer::Choice(id))).ok_or_else(|| "Choose one of the answers".into())
        }
    }
}

fn many(question: &Question, typed: &Typed) -> std::result::Result<Option<Answer>, String> {
    let name = views::questionnaires::field(question.id);
    let values: Vec<&str> = typed.all(&name).collect();
    if values.iter().any(|value| chosen(question, value).is_none()) {
        return Err("Choose from the answers".into());
    }
    let ids: Vec<i64> = values.iter().filter_map(|value| chosen(question, value)).collect();
    let ticked: Vec<i64> = question.choices().into_iter().map(|(id, _)| id).filter(|id| ids.contains(id)).collect();
    Ok((!ticked.is_empty()).then_some(Answer::Choices(ticked)))
}

fn matrix(question: &Question, typed: &Typed) -> Read {
    let mut rows = BTreeMap::new();
    for row in &question.rows {
        let name = row_field(question.id, &row.id.to_string());
        match (typed.first(&name), question.required) {
            ("", false) => {}
            ("", true) => return Err((name, format!("Choose an answer for “{}”", row.words))),
            (value, _) => match chosen(question, value) {
                Some(id) => _ = rows.insert(row.id, id),
                None => return Err((name, format!("Choose one of the answers for “{}”", row.words))),
            },
        }
    }
    Ok((!rows.is_empty()).then_some(Answer::Rows(rows)))
}

/// People may leave things out; what has a place has one of its own.
fn ranking(question: &Question, typed: &Typed) -> Read {
    let mut places: BTreeMap<usize, i64> = BTreeMap::new();
    for choice in &question.choices {
        let name = row_field(question.id, &choice.id.to_string());
        let value = typed.first(&name);
        if value.is_empty() {
            continue;
        }
        let place = value.parse::<usize>().ok().filter(|place| (1..=question.choices.len()).contains(place));
        let Some(place) = place else { return Err((name, format!("Choose a place for “{}”", choice.words))) };
        if let Some(other) = places.insert(place, choice.id) {
            let other = question.choices.iter().find(|one| one.id == other).map_or("", |one| &one.words);
            return Err((name, format!("“{other}” and “{}” both have place {place}. Give each its own", choice.words)));
        }
    }
    let order: Vec<i64> = places.into_values().collect();
    if order.is_empty() && question.required {
        let first = question.choices.first().map_or(0, |choice| choice.id);
        return Err((row_field(question.id, &first.to_string()), "Give at least one of them a place".into()));
    }
    Ok((!order.is_empty()).then_some(Answer::Order(order)))
}

fn number(value: &str) -> std::result::Result<Option<Answer>, String> {
    // As people write them: 1,200 or 1 200.
    let plain: String = value.chars().filter(|c| !c.is_whitespace() && *c != ',').collect();
    if plain.is_empty() {
        return Ok(None);
    }
    match plain.parse::<i64>() {
        Ok(number) if number.abs() <= NUMBER => Ok(Some(Answer::Number(number))),
        _ => Err("Enter a whole number, like 12".into()),
    }
}

fn date(question: &Question, typed: &Typed) -> Read {
    let name = |part: &str| row_field(question.id, part);
    let parts = ["day", "month", "year"].map(|part| typed.first(&name(part)).trim().to_owned());
    let day = || (name("day"), "Enter a real day, like 27 3 2026".to_owned());
    match (parts.iter().all(String::is_empty), question.required) {
        (true, false) => return Ok(None),
        (true, true) => return Err((name("day"), "Enter a day".into())),
        (false, _) => {}
    }
    let [d, m, y] = parts.map(|part| part.parse::<u32>().ok());
    let (Some(d), Some(m), Some(y)) = (d, m, y) else { return Err(day()) };
    let year = i32::try_from(y).ok().filter(|year| (1800..=2200).contains(year));
    let found = year.and_then(|year| NaiveDate::from_ymd_opt(year, m, d));
    found.map(|date| Some(Answer::Date(date))).ok_or_else(day)
}

fn chosen(question: &Question, value: &str) -> Option<i64> {
    let id = value.parse::<i64>().ok()?;
    question.choices().iter().any(|(known, _)| *known == id).then_some(id)
}

fn thousands(n: usize) -> String {
    views::parts::number(as_i64(n))
}

fn as_i64(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

#[cfg(test)]
#[path = "answers_tests.rs"]
mod tests;
