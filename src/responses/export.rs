//! Responses as a file for other programs: a line each, a column for each question, or for each row of a grid.

pub(super) mod consult;
pub(super) mod sheet;

use super::publishing::Published;
use super::reading::Line;
use crate::error::{Result, broken};
use crate::questionnaires::{Answer, Answers, Kind, Question, Questionnaire, answer_in_words};
use crate::tables::{cell, lines};
use serde_json::{Map, Value, json};

/// The columns that each response has, with what stands in them.
const COLUMNS: [(&str, &str); 9] = [
    ("reference", "The reference that the respondent was given"),
    ("capacity", "resident, professional (verified) or organisation, as it was when the response was sent"),
    ("organisation", "The name of the organisation for which it speaks"),
    ("late", "yes when it came after the close"),
    ("channel", "How it came: online, paper, phone or event"),
    ("received_on", "The day on which it came, where that was not online: year-month-day"),
    ("sent_at", "When the version that counts was sent: year-month-dayThour:minute:secondZ, UTC"),
    ("publish", "What the respondent permits: named, unnamed or never. “never” must not be published"),
    ("attachments", "How many files came with it"),
];

/// A file that needs all responses before any of it can be sent. It grows outside memory.
pub(super) trait Making: Send {
    /// Adds these responses.
    ///
    /// # Errors
    /// When there is no room for them.
    fn add(&mut self, asked: &Questionnaire, some: &[(Line, Answers)]) -> Result<()>;

    /// The whole file, which has no name, and goes when nobody holds it any more.
    ///
    /// # Errors
    /// When there is no room for it.
    fn end(self: Box<Self>) -> Result<std::fs::File>;
}

/// A column of answers: its name, the question, and the row of a grid.
struct Column<'a> {
    name: String,
    question: &'a Question,
    row: Option<(i64, &'a str)>,
}

fn columns(questionnaire: &Questionnaire) -> Vec<Column<'_>> {
    let of = |question: &'_ Question| format!("q{}", questionnaire.place(question.id));
    let mut all = Vec::new();
    for (_, question) in questionnaire.questions() {
        let name = of(question);
        if question.kind != Kind::Matrix {
            all.push(Column { name, question, row: None });
            continue;
        }
        for (n, row) in question.rows.iter().enumerate() {
            all.push(Column { name: format!("{name}_{}", n + 1), question, row: Some((row.id, &row.words)) });
        }
    }
    all
}

/// The columns that each published response has, with what stands in them.
const PUBLISHED: [(&str, &str); 5] = [
    ("number", "The number under which it is published"),
    ("who", "The name of whoever sent it, where they permit it"),
    ("capacity", "resident, professional (verified) or organisation, as it was when the response was sent"),
    ("late", "yes when it came after the close"),
    ("channel", "How it came: online, paper, phone or event"),
];

/// The line that names the columns of the published responses.
///
/// # Errors
/// Never; writing into memory does not fail.
pub(super) fn published_head(questionnaire: &Questionnaire) -> Result<Vec<u8>> {
    let own = PUBLISHED.iter().map(|(name, _)| (*name).to_owned());
    lines([own.chain(columns(questionnaire).into_iter().map(|column| column.name)).collect::<Vec<_>>()])
}

/// A line for each of these published responses. No cell is a formula.
///
/// # Errors
/// Never; writing into memory does not fail.
pub(super) fn published_rows(questionnaire: &Questionnaire, responses: &[Published]) -> Result<Vec<u8>> {
    let columns = columns(questionnaire);
    let row = |one: &Published| {
        let own = [
            one.number.to_string(),
            cell(one.name.as_deref().unwrap_or_default()),
            one.response.capacity.as_str().to_owned(),
            if one.response.late { "yes" } else { "no" }.to_owned(),
            one.response.channel.as_str().to_owned(),
        ];
        own.into_iter().chain(given(&columns, &one.answers)).collect::<Vec<_>>()
    };
    lines(responses.iter().map(row))
}

/// What was answered, a cell for each column.
fn given(columns: &[Column<'_>], answers: &Answers) -> Vec<String> {
    columns.iter().map(|column| cell(&in_cell(column, answers.get(&column.question.id)))).collect()
}

/// The line that names the columns.
///
/// # Errors
/// Never; writing into memory does not fail.
pub(super) fn head(questionnaire: &Questionnaire) -> Result<Vec<u8>> {
    lines([titles(questionnaire)])
}

/// The names of all columns.
fn titles(questionnaire: &Questionnaire) -> Vec<String> {
    let own = COLUMNS.iter().map(|(name, _)| (*name).to_owned());
    own.chain(columns(questionnaire).into_iter().map(|column| column.name)).collect()
}

/// What stands in the columns that each response has.
fn own(line: &Line) -> [String; 9] {
    [
        line.response.reference.clone(),
        line.response.capacity.as_str().to_owned(),
        cell(line.organisation.as_deref().unwrap_or_default()),
        if line.response.late { "yes" } else { "no" }.to_owned(),
        line.response.channel.as_str().to_owned(),
        line.response.received_on.clone(),
        sent_at(line),
        line.response.publish.clone(),
        line.attachments.to_string(),
    ]
}

/// A line for each of these responses. No cell is a formula.
///
/// # Errors
/// Never; writing into memory does not fail.
pub(super) fn rows(questionnaire: &Questionnaire, responses: &[(Line, Answers)]) -> Result<Vec<u8>> {
    let columns = columns(questionnaire);
    let row =
        |(line, answers): &(Line, Answers)| own(line).into_iter().chain(given(&columns, answers)).collect::<Vec<_>>();
    lines(responses.iter().map(row))
}

fn sent_at(line: &Line) -> String {
    line.response.sent_at.map_or_else(String::new, |at| at.format("%Y-%m-%dT%H:%M:%SZ").to_string())
}

fn in_cell(column: &Column<'_>, answer: Option<&Answer>) -> String {
    match (column.row, answer) {
        (_, None) => String::new(),
        (Some((row, _)), Some(Answer::Rows(rows))) => {
            let chosen = rows.get(&row).map(|id| Answer::Choice(*id));
            chosen.map(|one| answer_in_words(column.question, &one).concat()).unwrap_or_default()
        }
        (_, Some(Answer::Number(number))) => number.to_string(),
        (_, Some(Answer::Date(date))) => date.to_string(),
        (_, Some(Answer::Choices(_) | Answer::Order(_))) => {
            answer.map(|answer| answer_in_words(column.question, answer).join("; ")).unwrap_or_default()
        }
        (_, Some(answer)) => answer_in_words(column.question, answer).join("\n"),
    }
}

/// A line of JSON for each of these responses (JSON Lines): the same names, with lists where several things were answered.
///
/// # Errors
/// Never; writing into memory does not fail.
pub(super) fn objects(questionnaire: &Questionnaire, responses: &[(Line, Answers)]) -> Result<Vec<u8>> {
    let columns = columns(questionnaire);
    let mut bytes = Vec::new();
    for (line, answers) in responses {
        let mut object = Map::new();
        object.insert("reference".into(), json!(line.response.reference));
        object.insert("capacity".into(), json!(line.response.capacity));
        object.insert("organisation".into(), json!(line.organisation));
        object.insert("late".into(), json!(line.response.late));
        object.insert("channel".into(), json!(line.response.channel));
        object.insert("received_on".into(), json!(line.response.received_on));
        object.insert("sent_at".into(), json!(sent_at(line)));
        object.insert("publish".into(), json!(line.response.publish));
        object.insert("attachments".into(), json!(line.attachments));
        for column in &columns {
            object.insert(column.name.clone(), value(column, answers.get(&column.question.id)));
        }
        serde_json::to_writer(&mut bytes, &object).map_err(broken("writing a line of JSON"))?;
        bytes.push(b'\n');
    }
    Ok(bytes)
}

fn value(column: &Column<'_>, answer: Option<&Answer>) -> Value {
    match answer {
        None => Value::Null,
        Some(Answer::Number(number)) => json!(number),
        Some(Answer::Choices(many)) => {
            json!(
                many.iter()
                    .map(|id| answer_in_words(column.question, &Answer::Choice(*id)).concat())
                    .collect::<Vec<_>>()
            )
        }
        Some(Answer::Order(order)) => {
            json!(
                order
                    .iter()
                    .map(|id| answer_in_words(column.question, &Answer::Choice(*id)).concat())
                    .collect::<Vec<_>>()
            )
        }
        Some(_) => {
            let text = in_cell(column, answer);
            if text.is_empty() { Value::Null } else { json!(text) }
        }
    }
}

/// The dictionary of the data: each column, what was asked, how it is answered, and what can stand in it.
///
/// # Errors
/// Never; writing into memory does not fail.
pub(super) fn dictionary(questionnaire: &Questionnaire) -> Result<Vec<u8>> {
    let head = [["column", "meaning", "kind", "values"].map(str::to_owned)];
    let own = COLUMNS.map(|(name, meaning)| [name.to_owned(), meaning.to_owned(), "text".to_owned(), String::new()]);
    let asked = columns(questionnaire).into_iter().map(|column| {
        let question = column.question;
        let words = match column.row {
            Some((_, row)) => format!("{}: {row}", question.words),
            None => question.words.clone(),
        };
        let values: Vec<&str> = question.choices().into_iter().map(|(_, words)| words).collect();
        [column.name, cell(&words), question.kind.as_str().to_owned(), cell(&values.join("; "))]
    });
    lines(head.into_iter().chain(own).chain(asked).collect::<Vec<_>>())
}

#[cfg(test)]
#[path = "export_tests.rs"]
mod tests;
