//! All responses in the layout that the UK government's Consult tool takes: one file of respondents; for each question what
//! was asked, what people wrote, and what they chose. In one ZIP, as folders.

use super::Making;
use crate::error::{Result, broken};
use crate::questionnaires::{Answer, Answers, Kind, Question, Questionnaire, answer_in_words};
use crate::responses::reading::Line;
use serde::Serialize;
use serde_json::json;
use std::fs::File;
use std::io::{BufWriter, Seek, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// The layout in the making: each of its files is one without a name until all responses were written.
pub(in crate::responses) struct Consult {
    respondents: Lines,
    /// For each question what people wrote and what they chose, in its order.
    questions: Vec<(i64, Lines, Lines)>,
    asked: Questionnaire,
}

/// A file of lines of JSON.
struct Lines(BufWriter<File>);

impl Lines {
    fn begin() -> Result<Self> {
        Ok(Self(BufWriter::new(tempfile::tempfile().map_err(broken("making a file"))?)))
    }

    fn add(&mut self, line: &impl Serialize) -> Result<()> {
        serde_json::to_writer(&mut self.0, line).map_err(broken("writing a line of JSON"))?;
        self.0.write_all(b"\n").map_err(broken("writing a line of JSON"))
    }

    /// All of it, from the beginning.
    fn read(self) -> Result<File> {
        let mut file = self.0.into_inner().map_err(|error| broken("writing a line of JSON")(error.into_error()))?;
        file.rewind().map_err(broken("reading a file"))?;
        Ok(file)
    }
}

impl Consult {
    /// Nothing but the questions.
    ///
    /// # Errors
    /// When there is no room for it.
    pub(in crate::responses) fn begin(asked: &Questionnaire) -> Result<Self> {
        let question = |(_, one): (_, &Question)| Ok((one.id, Lines::begin()?, Lines::begin()?));
        let questions = asked.questions().map(question).collect::<Result<_>>()?;
        Ok(Self { respondents: Lines::begin()?, questions, asked: asked.clone() })
    }
}

impl Making for Consult {
    fn add(&mut self, asked: &Questionnaire, some: &[(Line, Answers)]) -> Result<()> {
        for (line, answers) in some {
            let id = line.response.id;
            let known = json!({
                "capacity": [line.response.capacity],
                "channel": [line.response.channel],
                "late": [if line.response.late { "yes" } else { "no" }],
            });
            self.respondents.add(&json!({ "themefinder_id": id, "demographic_data": known }))?;
            for (question, written, chosen) in &mut self.questions {
                let (Some(question), Some(answer)) = (asked.question(*question), answers.get(question)) else {
                    continue;
                };
                match answer {
                    Answer::Text(text) => written.add(&json!({ "themefinder_id": id, "text": text }))?,
                    answer if question.kind == Kind::Number || question.kind == Kind::Date => {
                        let text = answer_in_words(question, answer).concat();
                        written.add(&json!({ "themefinder_id": id, "text": text }))?;
                    }
                    answer => {
                        // As the options of the question say it.
                        let options = answer_in_words(question, answer);
                        chosen.add(&json!({ "themefinder_id": id, "options": options }))?;
                    }
                }
            }
        }
        Ok(())
    }

    fn end(self: Box<Self>) -> Result<File> {
        let Self { respondents, questions, asked } = *self;
        let file = tempfile::tempfile().map_err(broken("making a file"))?;
        let mut zip = ZipWriter::new(file);
        put(&mut zip, "inputs/respondents.jsonl", respondents.read()?)?;
        for (n, (id, written, chosen)) in (1..).zip(questions) {
            let Some(question) = asked.question(id) else { continue };
            let folder = format!("inputs/question_part_{n}");
            let about = about(n, question);
            begin(&mut zip, &format!("{folder}/question.json"))?;
            zip.write_all(about.to_string().as_bytes()).map_err(broken("writing a ZIP"))?;
            if is_free(question) {
                put(&mut zip, &format!("{folder}/responses.jsonl"), written.read()?)?;
            } else {
                put(&mut zip, &format!("{folder}/multi_choice.jsonl"), chosen.read()?)?;
            }
        }
        zip.finish().map_err(broken("writing a ZIP"))
    }
}

/// Whether it is answered in words of one's own; a number or a day counts as such.
fn is_free(question: &Question) -> bool {
    matches!(question.kind, Kind::Short | Kind::Long | Kind::Number | Kind::Date)
}

fn about(number: usize, question: &Question) -> serde_json::Value {
    let choices: Vec<&str> = question.choices().into_iter().map(|(_, words)| words).collect();
    let options: Vec<String> = match question.kind {
        _ if is_free(question) => Vec::new(),
        Kind::Matrix => {
            let row = |row: &crate::questionnaires::Choice| {
                choices.iter().map(move |one| format!("{}: {one}", row.words)).collect::<Vec<_>>()
            };
            question.rows.iter().flat_map(row).collect()
        }
        Kind::Ranking => {
            let place = |n: usize| choices.iter().map(move |one| format!("{n}. {one}")).collect::<Vec<_>>();
            (1..=choices.len()).flat_map(place).collect()
        }
        _ => choices.iter().map(|one| (*one).to_owned()).collect(),
    };
    json!({
        "question_number": number,
        "question_text": question.words,
        "has_free_text": is_free(question),
        "multi_choice_options": options,
    })
}

fn begin(zip: &mut ZipWriter<File>, name: &str) -> Result<()> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default());
    zip.start_file(name, options).map_err(broken("writing a ZIP"))
}

fn put(zip: &mut ZipWriter<File>, name: &str, mut file: File) -> Result<()> {
    begin(zip, name)?;
    std::io::copy(&mut file, zip).map_err(broken("writing a ZIP"))?;
    Ok(())
}
