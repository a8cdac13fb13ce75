//! Comparing what two people keyed in, deciding where they differ, and sending it.

use super::{Keying, Sections, Stands, asked, store};
use crate::audit;
use crate::clock::Moment;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::{ProposalId, ResponseId};
use crate::questionnaires::{Answer, Answers, Questionnaire, answers, is_asked};
use crate::responses;
use crate::web::Analyst;
use std::collections::{BTreeMap, BTreeSet};

/// A question to which two people keyed in different answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The question.
    pub question: i64,
    /// What each of them keyed in; none where nothing, or nothing that could be understood.
    pub answers: [Option<Answer>; 2],
}

/// What became of settling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settled {
    /// It was sent, and counts, to this proposal.
    Sent(ProposalId),
    /// The questions for which nobody said whose answer is right.
    Open(Vec<i64>),
}

/// Where what two people keyed in differs, in the order of the questions.
#[must_use]
pub fn differences(asked: &Questionnaire, keyings: &[Keying]) -> Vec<Difference> {
    let [first, second] = both(asked, keyings);
    let questions: BTreeSet<i64> = first.keys().chain(second.keys()).copied().collect();
    let mut all: Vec<Difference> = questions
        .into_iter()
        .map(|question| Difference {
            question,
            answers: [first.get(&question).cloned(), second.get(&question).cloned()],
        })
        .filter(|one| one.answers[0] != one.answers[1])
        .collect();
    all.sort_by_key(|one| asked.place(one.question));
    all
}

/// What each typed, as it is understood; conditions are left to whoever reads the form.
fn both(asked: &Questionnaire, keyings: &[Keying]) -> [Answers; 2] {
    let mut all = asked.clone();
    all.sections.iter_mut().flat_map(|section| &mut section.questions).for_each(|question| question.only_if = None);
    let nothing = Sections::new();
    let of = |place: usize| answers::read(&all, keyings.get(place).map_or(&nothing, |one| &one.typed)).0;
    [of(0), of(1)]
}

/// Sends a response, with the answers on which both agree and, where they do not, those of the one who is right (0 or 1). Answers
/// to questions that are not asked of this person, because of an earlier answer, are left out as they are online.
///
/// # Errors
/// [`Error::NotFound`] for one that was sent; [`Error::Conflict`] before it was keyed in twice.
pub fn settle(
    tx: &mut Tx<'_>,
    by: &Analyst,
    id: ResponseId,
    right: &BTreeMap<i64, usize>,
    now: Moment,
) -> Result<Settled> {
    let response = responses::hold_taken_in(tx, id)?;
    let keyings = store::load(tx, id)?;
    if Stands::of(&keyings, by.id()) != Stands::ToCompare {
        return Err(Error::Conflict("It must be keyed in twice, by different people, before it can be sent.".into()));
    }
    let asked = asked(tx, response.proposal)?;
    let differ = differences(&asked, &keyings);
    let open: Vec<i64> = differ.iter().map(|one| one.question).filter(|one| !right.contains_key(one)).collect();
    if !open.is_empty() {
        return Ok(Settled::Open(open));
    }
    let [mut agreed, _] = both(&asked, &keyings);
    for one in &differ {
        match right.get(&one.question).and_then(|place| one.answers.get(*place)).cloned().flatten() {
            Some(answer) => agreed.insert(one.question, answer),
            None => agreed.remove(&one.question),
        };
    }
    for (_, question) in asked.questions() {
        if !is_asked(&asked, question, &agreed) {
            agreed.remove(&question.id);
        }
    }
    responses::send_taken_in(tx, &response, &agreed, now)?;
    let detail = format!("differences: {}", differ.len());
    audit::record(tx, Some(by.id()), "paper.send", &format!("response {id}"), &detail, now)?;
    Ok(Settled::Sent(response.proposal))
}
