//! A questionnaire as pages show it.

use super::answers::{LONG, Trouble, fields, read_one};
use super::{Answer, Answers, Condition, Kind, Question, Questionnaire, Section, conditions, is_asked};
use crate::markdown;
use views::form::Problems;
use views::questionnaires::{self as view, Typed};
use views::responses::Answered;

/// A section as somebody sees it who has answered the earlier ones as in `answers`: with the questions that are asked of
/// them. Where that depends on the section itself, the question stands there and says who is to answer it, because a page
/// without scripts cannot change while one writes.
#[must_use]
pub fn view_section(questionnaire: &Questionnaire, section: &Section, answers: &Answers) -> view::Section {
    let mut view = whole_section(questionnaire, section);
    let is_seen = |question: &&Question| conditions::is_visible(questionnaire, section, question, answers);
    let seen: Vec<i64> = section.questions.iter().filter(is_seen).map(|question| question.id).collect();
    view.questions.retain(|question| seen.contains(&question.id));
    view
}

/// A section with all of its questions, whoever is asked them.
#[must_use]
pub fn whole_section(questionnaire: &Questionnaire, section: &Section) -> view::Section {
    view::Section {
        title: section.title.clone(),
        intro_html: markdown::render(&section.intro, markdown::Kind::Page),
        questions: section.questions.iter().map(|question| view_question(questionnaire, section, question)).collect(),
    }
}

fn view_question(questionnaire: &Questionnaire, section: &Section, question: &Question) -> view::Question {
    let pair = |(id, words): (i64, &str)| (id.to_string(), words.to_owned());
    let condition = question.only_if.as_ref();
    let here = condition.filter(|on| section.questions.iter().any(|other| other.id == on.question));
    view::Question {
        id: question.id,
        place: questionnaire.place(question.id),
        kind: match question.kind {
            Kind::Short => view::Kind::Line,
            Kind::Long => view::Kind::Text(LONG),
            Kind::One | Kind::Agreement => view::Kind::One,
            Kind::Many => view::Kind::Many,
            Kind::Matrix => view::Kind::Grid,
            Kind::Ranking => view::Kind::Order,
            Kind::Number => view::Kind::Number,
            Kind::Date => view::Kind::Date,
            Kind::Borough => view::Kind::List,
        },
        words: question.words.clone(),
        help: question.help.clone(),
        required: question.required,
        note: here.map(|on| format!("Only if you answered {}.", choices_in_words(questionnaire, on))),
        choices: question.choices().into_iter().map(pair).collect(),
        rows: question.rows.iter().map(|row| pair((row.id, &row.words))).collect(),
    }
}

/// "“Yes” or “Sometimes” to question 2".
#[must_use]
pub fn choices_in_words(questionnaire: &Questionnaire, condition: &Condition) -> String {
    let on = questionnaire.question(condition.question);
    let chosen = on.map(Question::choices).unwrap_or_default();
    let chosen = chosen.into_iter().filter(|(id, _)| condition.choices.contains(id));
    let words: Vec<String> = chosen.map(|(_, words)| format!("“{words}”")).collect();
    format!("{} to question {}", words.join(" or "), questionnaire.place(condition.question))
}

/// The problems of one section, as its page shows them.
#[must_use]
pub fn problems(troubles: &[Trouble], section: i64) -> Problems {
    let mut problems = Problems::default();
    for trouble in troubles.iter().filter(|trouble| trouble.section == section) {
        problems.add(&trouble.field, &trouble.message);
    }
    problems
}

/// The first section behind place `after` (0 for the beginning) in which something is asked of somebody who has answered
/// so far as in `answers`; its place, from 1 on.
#[must_use]
pub fn next_place(questionnaire: &Questionnaire, answers: &Answers, after: usize) -> Option<usize> {
    let asks = |section: &Section| {
        section.questions.iter().any(|question| conditions::is_visible(questionnaire, section, question, answers))
    };
    questionnaire.sections.iter().enumerate().skip(after).find(|(_, section)| asks(section)).map(|(n, _)| n + 1)
}

/// An answer in words, a line for each row or place.
#[must_use]
pub fn answer_in_words(question: &Question, answer: &Answer) -> Vec<String> {
    let choices = question.choices();
    let words = |id: &i64| choices.iter().find(|(known, _)| known == id).map_or("", |(_, words)| words).to_owned();
    match answer {
        Answer::Text(text) => text.lines().map(str::to_owned).collect(),
        Answer::Choice(one) => vec![words(one)],
        Answer::Choices(many) => many.iter().map(words).collect(),
        Answer::Order(order) => order.iter().enumerate().map(|(n, id)| format!("{}. {}", n + 1, words(id))).collect(),
        Answer::Number(number) => vec![views::parts::number(*number)],
        Answer::Date(date) => vec![date.format("%-d %B %Y").to_string()],
        Answer::Rows(rows) => question
            .rows
            .iter()
            .filter_map(|row| rows.get(&row.id).map(|id| format!("{}: {}", row.words, words(id))))
            .collect(),
    }
}

/// Every section in which something is asked of somebody with these answers, with their answers in words.
#[must_use]
pub fn answered(questionnaire: &Questionnaire, answers: &Answers) -> Vec<Answered> {
    let sections = questionnaire.sections.iter().map(|section| {
        let asked = section.questions.iter().filter(|question| is_asked(questionnaire, question, answers));
        let line = |question: &Question| {
            let words = format!("{}. {}", questionnaire.place(question.id), question.words);
            (words, answers.get(&question.id).map(|answer| answer_in_words(question, answer)).unwrap_or_default())
        };
        Answered { id: section.id, title: section.title.clone(), answers: asked.map(line).collect() }
    });
    sections.filter(|section| !section.answers.is_empty()).collect()
}

/// What was typed for a question, in words as far as it is understood and otherwise as it was typed.
#[must_use]
pub fn said(question: &Question, typed: &Typed) -> Vec<String> {
    match read_one(question, typed) {
        Ok(answer) => answer.map(|answer| answer_in_words(question, &answer)).unwrap_or_default(),
        Err(_) => fields(question).iter().flat_map(|name| typed.all(name)).map(str::to_owned).collect(),
    }
}
