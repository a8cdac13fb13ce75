//! Questions that are asked only of those who gave a certain answer before.

use super::{Answer, Answers, CHOICES, Condition, Kind, QUESTIONS, Question, Questionnaire, SECTIONS, Section};

/// Whether a question is asked of somebody who has answered so far as in `answers`. A question that depends on one which
/// is not asked is not asked either.
#[must_use]
pub fn is_asked(questionnaire: &Questionnaire, question: &Question, answers: &Answers) -> bool {
    let mut condition = question.only_if.as_ref();
    // Conditions lead to earlier questions only, so this ends; the count keeps a damaged document from turning in circles.
    for _ in 0..QUESTIONS {
        let Some(Condition { question: on, choices }) = condition else { return true };
        let chosen = match answers.get(on) {
            Some(Answer::Choice(one)) => choices.contains(one),
            Some(Answer::Choices(many)) => many.iter().any(|one| choices.contains(one)),
            _ => false,
        };
        if !chosen {
            return false;
        }
        condition = questionnaire.question(*on).and_then(|earlier| earlier.only_if.as_ref());
    }
    false
}

/// Whether a question stands on the page of its section for somebody who has answered the earlier sections as in
/// `answers`: also where it depends on an answer that is given on the same page.
#[must_use]
pub fn is_visible(questionnaire: &Questionnaire, section: &Section, question: &Question, answers: &Answers) -> bool {
    let Some(condition) = &question.only_if else { return true };
    let mut earlier = section.questions.iter().take_while(|other| other.id != question.id);
    match earlier.find(|other| other.id == condition.question) {
        Some(here) => is_visible(questionnaire, section, here, answers),
        None => is_asked(questionnaire, question, answers),
    }
}

/// What is wrong with a questionnaire, as a sentence without a full stop; nothing when people can answer all of it.
#[must_use]
pub fn problem(questionnaire: &Questionnaire) -> Option<String> {
    if questionnaire.sections.len() > SECTIONS {
        return Some(format!("There can be {SECTIONS} sections at most"));
    }
    if questionnaire.questions().count() > QUESTIONS {
        return Some(format!("There can be {QUESTIONS} questions at most"));
    }
    questionnaire.questions().find_map(|(_, question)| {
        let what = problem_of_choices(question).or_else(|| problem_of_condition(questionnaire, question))?;
        Some(format!("Question {}: {what}", questionnaire.place(question.id)))
    })
}

fn problem_of_choices(question: &Question) -> Option<String> {
    let needs = matches!(question.kind, Kind::One | Kind::Many | Kind::Matrix | Kind::Ranking);
    if needs && question.choices.len() < 2 {
        return Some("enter at least two answers, each on its own line".into());
    }
    if question.kind == Kind::Matrix && question.rows.is_empty() {
        return Some("enter at least one row, each on its own line".into());
    }
    let repeated = |list: &[super::Choice]| {
        list.iter().enumerate().any(|(n, one)| list.iter().take(n).any(|before| before.words == one.words))
    };
    if repeated(&question.choices) || repeated(&question.rows) {
        return Some("the same line stands twice".into());
    }
    (question.choices.len().max(question.rows.len()) > CHOICES).then(|| format!("there can be {CHOICES} lines at most"))
}

fn problem_of_condition(questionnaire: &Questionnaire, question: &Question) -> Option<String> {
    let condition = question.only_if.as_ref()?;
    if turns_in_a_circle(questionnaire, question) {
        return Some("it would wait for its own answer, in a circle. Let it depend on another question".into());
    }
    let Some(on) = questionnaire.question(condition.question) else {
        return Some("it depends on a question that is not there, so it would never be asked".into());
    };
    let (here, there) = (questionnaire.place(question.id), questionnaire.place(on.id));
    if there >= here {
        return Some(format!("it depends on question {there}, which is asked later"));
    }
    if !on.can_decide() {
        return Some(format!("it depends on question {there}, which has no answers to choose from"));
    }
    let known: Vec<i64> = on.choices().iter().map(|(id, _)| *id).collect();
    if condition.choices.is_empty() || condition.choices.iter().any(|choice| !known.contains(choice)) {
        return Some(format!(
            "it depends on an answer to question {there} that is not there, so it would never be asked"
        ));
    }
    None
}

/// Whether the conditions of a question lead back to it.
fn turns_in_a_circle(questionnaire: &Questionnaire, question: &Question) -> bool {
    let mut at = question;
    for _ in 0..QUESTIONS {
        let Some(next) = at.only_if.as_ref().and_then(|condition| questionnaire.question(condition.question)) else {
            return false;
        };
        if next.id == question.id {
            return true;
        }
        at = next;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::super::Choice;
    use super::*;

    fn one(id: i64, only_if: Option<(i64, Vec<i64>)>) -> Question {
        let choices = [10, 20].map(|n| Choice { id: id * 100 + n, words: format!("Answer {n}") }).to_vec();
        let only_if = only_if.map(|(question, choices)| Condition { question, choices });
        Question {
            id,
            kind: Kind::One,
            words: format!("Question {id}"),
            help: String::new(),
            required: true,
            choices,
            rows: Vec::new(),
            only_if,
        }
    }

    fn asking(questions: Vec<Question>) -> Questionnaire {
        let section = Section { id: 99, title: "All".into(), questions, ..Section::default() };
        Questionnaire { sections: vec![section], next: 1_000, ..Questionnaire::default() }
    }

    #[test]
    fn a_question_that_depends_on_an_unasked_one_is_not_asked() {
        let all = asking(vec![one(1, None), one(2, Some((1, vec![110]))), one(3, Some((2, vec![210])))]);
        assert_eq!(problem(&all), None);
        let third = all.question(3).expect("it is there");
        let both = Answers::from([(1, Answer::Choice(110)), (2, Answer::Choice(210))]);
        assert!(is_asked(&all, third, &both));
        // An answer from before they changed their mind about the first question.
        let stale = Answers::from([(1, Answer::Choice(120)), (2, Answer::Choice(210))]);
        assert!(!is_asked(&all, third, &stale));
    }

    #[test]
    fn circles_later_questions_and_answers_that_are_gone_are_refused() {
        let circle = asking(vec![one(1, Some((2, vec![210]))), one(2, Some((1, vec![110])))]);
        assert!(problem(&circle).is_some_and(|words| words.contains("circle")), "{:?}", problem(&circle));
        let itself = asking(vec![one(1, Some((1, vec![110])))]);
        assert!(problem(&itself).is_some_and(|words| words.contains("circle")));
        let later = asking(vec![one(1, Some((2, vec![210]))), one(2, None)]);
        assert_eq!(problem(&later).as_deref(), Some("Question 1: it depends on question 2, which is asked later"));
        for gone in [vec![], vec![999]] {
            let never = asking(vec![one(1, None), one(2, Some((1, gone)))]);
            assert!(problem(&never).is_some_and(|words| words.contains("never be asked")));
        }
        let nowhere = asking(vec![one(2, Some((7, vec![1])))]);
        assert!(problem(&nowhere).is_some_and(|words| words.contains("never be asked")));
    }

    #[test]
    fn answers_to_choose_from_are_needed_and_differ() {
        let mut question = one(1, None);
        question.choices.truncate(1);
        assert!(problem(&asking(vec![question.clone()])).is_some());
        question.choices = vec![Choice { id: 5, words: "Yes".into() }, Choice { id: 6, words: "Yes".into() }];
        assert_eq!(problem(&asking(vec![question])).as_deref(), Some("Question 1: the same line stands twice"));
    }
}
