//! Building a questionnaire: what an editor does to it, step by step.

use super::{Choice, Condition, Kind, Question, Questionnaire, Section};
use crate::content;
use crate::error::{Error, Result};

/// A question as its form has it.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) kind: Kind,
    pub(super) words: String,
    pub(super) help: String,
    pub(super) required: bool,
    /// What can be chosen, a line each; used by the kinds that have it.
    pub(super) choices: Vec<String>,
    /// The rows of a grid, a line each.
    pub(super) rows: Vec<String>,
    pub(super) only_if: Option<Condition>,
}

/// Where a part goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    Up,
    Down,
    Remove,
}

impl Questionnaire {
    fn take_number(&mut self) -> i64 {
        self.next = self.next.max(0) + 1;
        self.next
    }

    /// Adds a section at the end.
    pub(super) fn add_section(&mut self, title: String, intro: String) {
        let id = self.take_number();
        self.sections.push(Section { id, title, intro, questions: Vec::new() });
    }

    /// Changes the heading of a section.
    pub(super) fn set_section(&mut self, id: i64, title: String, intro: String) -> Result<()> {
        let section = self.sections.iter_mut().find(|section| section.id == id).ok_or(Error::NotFound)?;
        (section.title, section.intro) = (title, intro);
        Ok(())
    }

    /// Adds a question at the end of a section.
    pub(super) fn add_question(&mut self, section: i64, draft: Draft) -> Result<()> {
        let id = self.take_number();
        let question = self.made(id, &[], &[], draft);
        let section = self.sections.iter_mut().find(|one| one.id == section).ok_or(Error::NotFound)?;
        section.questions.push(question);
        Ok(())
    }

    /// Changes a question. Answers and rows that stay keep their numbers, so what depends on them goes on doing so.
    pub(super) fn set_question(&mut self, id: i64, draft: Draft) -> Result<()> {
        let before = self.question(id).cloned().ok_or(Error::NotFound)?;
        let made = self.made(id, &before.choices, &before.rows, draft);
        let all = self.sections.iter_mut().flat_map(|section| section.questions.iter_mut());
        for question in all.filter(|question| question.id == id) {
            *question = made.clone();
        }
        Ok(())
    }

    fn made(&mut self, id: i64, choices: &[Choice], rows: &[Choice], draft: Draft) -> Question {
        let chooses = matches!(draft.kind, Kind::One | Kind::Many | Kind::Matrix | Kind::Ranking);
        Question {
            id,
            kind: draft.kind,
            words: draft.words,
            help: draft.help,
            required: draft.required,
            choices: if chooses { self.numbered(choices, draft.choices) } else { Vec::new() },
            rows: if draft.kind == Kind::Matrix { self.numbered(rows, draft.rows) } else { Vec::new() },
            only_if: draft.only_if,
        }
    }

    /// Gives each line a number: that of the line that says the same, or that stood in its place where as many lines came
    /// as there were (then it was reworded), or a new one.
    fn numbered(&mut self, before: &[Choice], lines: Vec<String>) -> Vec<Choice> {
        let same_length = before.len() == lines.len();
        let mut made = Vec::with_capacity(lines.len());
        for (n, words) in lines.iter().enumerate() {
            let same = before.iter().find(|choice| choice.words == *words);
            let reworded = before.get(n).filter(|choice| same_length && !lines.contains(&choice.words));
            let id = same.or(reworded).map(|choice| choice.id).unwrap_or_else(|| self.take_number());
            made.push(Choice { id, words: words.clone() });
        }
        made
    }

    /// The questionnaire that a file of starter content describes.
    ///
    /// # Errors
    /// [`Error::Invalid`] with what is wrong in the file.
    pub(super) fn described(sections: &[content::Section]) -> Result<Self> {
        let mut all = Self::default();
        for section in sections {
            all.add_section(section.title.clone(), section.intro.clone());
            let id = all.next;
            for question in &section.questions {
                let draft = all.drafted(question)?;
                all.add_question(id, draft)?;
            }
        }
        Ok(all)
    }

    fn drafted(&self, question: &content::Question) -> Result<Draft> {
        let nothing = || Error::Invalid(format!("{}: there is no such question or answer before it", question.words));
        let condition = |only_if: &content::OnlyIf| {
            let on = self.questions().map(|(_, earlier)| earlier).find(|earlier| earlier.words == only_if.words);
            let on = on.ok_or_else(nothing)?;
            let number = |words: &String| on.choices().iter().find(|(_, known)| known == words).map(|(id, _)| *id);
            let choices = only_if.choices.iter().map(|words| number(words).ok_or_else(nothing));
            let choices = choices.collect::<Result<_>>()?;
            Ok::<_, Error>(Condition { question: on.id, choices })
        };
        Ok(Draft {
            kind: question.kind.parse().map_err(Error::Invalid)?,
            words: question.words.clone(),
            help: question.help.clone(),
            required: question.required,
            choices: question.choices.clone(),
            rows: question.rows.clone(),
            only_if: question.only_if.as_ref().map(condition).transpose()?,
        })
    }

    /// Moves a section or a question by one place, or takes it away; a section only when it is empty.
    pub(super) fn act(&mut self, act: Act, id: i64) -> Result<()> {
        if let Some(at) = self.sections.iter().position(|section| section.id == id) {
            if act == Act::Remove && self.sections.get(at).is_some_and(|section| !section.questions.is_empty()) {
                return Err(Error::Invalid("Remove the questions of the section first".into()));
            }
            return shift(&mut self.sections, at, act);
        }
        for section in &mut self.sections {
            if let Some(at) = section.questions.iter().position(|question| question.id == id) {
                return shift(&mut section.questions, at, act);
            }
        }
        Err(Error::NotFound)
    }
}

fn shift<T>(list: &mut Vec<T>, at: usize, act: Act) -> Result<()> {
    match act {
        Act::Up if at > 0 => list.swap(at, at - 1),
        Act::Down if at + 1 < list.len() => list.swap(at, at + 1),
        Act::Remove => _ = list.remove(at),
        // It is at its end already: somebody pressed twice.
        Act::Up | Act::Down => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::problem;
    use super::*;

    fn draft(words: &str, choices: &[&str]) -> Draft {
        Draft {
            kind: Kind::One,
            words: words.into(),
            help: String::new(),
            required: true,
            choices: choices.iter().map(|line| (*line).to_owned()).collect(),
            rows: Vec::new(),
            only_if: None,
        }
    }

    /// Two questions in one section; the second depends on the first one's "Yes".
    fn two() -> (Questionnaire, i64, i64) {
        let mut all = Questionnaire::default();
        all.add_section("About you".into(), String::new());
        let section = all.sections[0].id;
        all.add_question(section, draft("Do you drive?", &["Yes", "No"])).expect("the section is there");
        let first = all.sections[0].questions[0].clone();
        let only_if = Some(Condition { question: first.id, choices: vec![first.choices[0].id] });
        all.add_question(section, Draft { only_if, ..draft("How far?", &["Near", "Far"]) }).expect("it is there");
        (all.clone(), first.id, all.sections[0].questions[1].id)
    }

    #[test]
    fn answers_keep_their_numbers_while_they_are_reworded_or_moved() {
        let (mut all, first, _) = two();
        let before = all.question(first).expect("it is there").choices.clone();
        all.set_question(first, draft("Do you drive?", &["No", "Yes"])).expect("it is there");
        let ids =
            |all: &Questionnaire| all.question(first).expect("there").choices.iter().map(|c| c.id).collect::<Vec<_>>();
        assert_eq!(ids(&all), [before[1].id, before[0].id], "moved");
        all.set_question(first, draft("Do you drive?", &["No", "Yes, often"])).expect("it is there");
        assert_eq!(ids(&all), [before[1].id, before[0].id], "reworded");
        assert_eq!(problem(&all), None);
        all.set_question(first, draft("Do you drive?", &["No", "Never", "Often"])).expect("it is there");
        assert!(problem(&all).is_some_and(|words| words.contains("never be asked")), "the answer is gone");
    }

    #[test]
    fn what_others_depend_on_cannot_go_or_move_behind_them() {
        let (all, first, second) = two();
        for act in [Act::Down, Act::Remove] {
            let mut tried = all.clone();
            tried.act(act, first).expect("it can be tried");
            assert!(problem(&tried).is_some(), "{act:?}");
        }
        let mut tried = all.clone();
        tried.act(Act::Remove, second).expect("nothing depends on it");
        assert_eq!(problem(&tried), None);
        let section = all.sections[0].id;
        assert!(matches!(all.clone().act(Act::Remove, section), Err(Error::Invalid(_))), "a section that is not empty");
        assert_eq!(all.clone().act(Act::Up, 999), Err(Error::NotFound));
    }

    #[test]
    fn no_number_is_given_twice() {
        let (mut all, first, second) = two();
        all.act(Act::Remove, second).expect("it is there");
        let section = all.sections[0].id;
        all.add_question(section, draft("How often?", &["Daily", "Weekly"])).expect("it is there");
        let added = &all.sections[0].questions[1];
        let mut ids: Vec<i64> =
            added.choices.iter().map(|choice| choice.id).chain([added.id, section, first]).collect();
        assert!(!ids.contains(&second));
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 5);
    }
}
