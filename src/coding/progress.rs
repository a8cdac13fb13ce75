//! How far the coding is, and whose task it is.

use super::store::{self, found};
use super::{free_text, is_free_text};
use crate::accounts;
use crate::audit;
use crate::clock::Moment;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::ids::{AccountId, CodingId, ProposalId};
use crate::policy;
use crate::web::Analyst;
use crate::{questionnaires, results};
use std::collections::BTreeMap;

/// How many coded answers a page of one's own has.
pub(super) const PAGE: i64 = 50;

/// How far the coding of one question is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Progress {
    pub(super) question: i64,
    /// How many answers it has, as they were counted last.
    pub(super) answers: i64,
    /// Of these, how many at least one person has coded.
    pub(super) once: i64,
    /// Of these, how many two or more have.
    pub(super) twice: i64,
    /// How many the reader has.
    pub(super) own: i64,
    /// Whose task it is: account and name.
    pub(super) analysts: Vec<(AccountId, String)>,
}

/// How far each question is that is answered in free text, in their order, and when the answers were counted.
///
/// # Errors
/// When the database refuses.
pub(super) fn of(conn: &mut Conn, by: &Analyst, proposal: ProposalId) -> Result<(Vec<Progress>, Option<Moment>)> {
    let asked = questionnaires::of(conn, proposal)?.questionnaire;
    let counted = results::of(conn, proposal)?;
    let own = store::coders::find(conn, proposal, by.id())?;
    let mut coded: BTreeMap<i64, BTreeMap<_, i64>> = BTreeMap::new();
    let mut by_reader: BTreeMap<i64, i64> = BTreeMap::new();
    for one in found::load_coded(conn, proposal)? {
        *coded.entry(one.question).or_default().entry(one.response).or_default() += 1;
        *by_reader.entry(one.question).or_default() += i64::from(own == Some(one.coder));
    }
    let assigned = store::coders::load_assigned(conn, proposal)?;
    let progress = |id: i64| {
        let answered = counted.as_ref().and_then(|counted| counted.tally.questions.get(&id)).map(|one| &one.answered);
        let times = |least: i64| {
            let all = coded.get(&id).map(|answers| answers.values().filter(|times| **times >= least).count());
            all.map_or(0, |n| i64::try_from(n).unwrap_or(i64::MAX))
        };
        Progress {
            question: id,
            answers: answered.map_or(0, |cells| cells.values().sum()),
            once: times(1),
            twice: times(2),
            own: by_reader.get(&id).copied().unwrap_or(0),
            analysts: assigned.iter().filter(|one| one.0 == id).map(|one| (one.1, one.2.clone())).collect(),
        }
    };
    let questions = asked.questions().filter(|(_, question)| is_free_text(question));
    Ok((questions.map(|(_, question)| progress(question.id)).collect(), counted.map(|counted| counted.at)))
}

/// Who can be given a question: everybody who may read responses, by name.
///
/// # Errors
/// When the database refuses.
pub(super) fn analysts(conn: &mut Conn, _by: &Analyst) -> Result<Vec<(AccountId, String)>> {
    let staff = accounts::staff(conn)?;
    Ok(staff.into_iter().filter(|one| policy::analyses(Some(one.role))).map(|one| (one.id, one.name)).collect())
}

/// Gives somebody a question to code, or takes it from them; one act on the record, if it was not so before.
///
/// # Errors
/// [`Error::NotFound`] for a question that is not answered in free text; [`Error::Invalid`] for somebody who may not code.
pub(super) fn assign(
    tx: &mut Tx<'_>,
    by: &Analyst,
    (proposal, question): (ProposalId, i64),
    (who, is_theirs): (AccountId, bool),
    now: Moment,
) -> Result<()> {
    free_text(tx, proposal, question)?;
    let (changed, act) = if is_theirs {
        if !analysts(tx, by)?.iter().any(|(id, _)| *id == who) {
            return Err(Error::Invalid("Choose somebody from the list".into()));
        }
        let coder = store::coders::find_or_insert(tx, proposal, who)?;
        (store::coders::assign(tx, coder, question)?, "coding.assign")
    } else {
        let coder = store::coders::find(tx, proposal, who)?.ok_or(Error::NotFound)?;
        (store::coders::release(tx, coder, question)?, "coding.release")
    };
    if changed {
        let detail = format!("question {question}, account {who}");
        audit::record(tx, Some(by.id()), act, &format!("proposal {proposal}"), &detail, now)?;
    }
    Ok(())
}

/// The answers to a question that the reader has coded, the latest first, before a number; one more than a page.
///
/// # Errors
/// [`Error::NotFound`] for a question that is not answered in free text.
pub(super) fn own(
    conn: &mut Conn,
    by: &Analyst,
    (proposal, question): (ProposalId, i64),
    before: CodingId,
) -> Result<Vec<found::Own>> {
    free_text(conn, proposal, question)?;
    let Some(coder) = store::coders::find(conn, proposal, by.id())? else { return Ok(Vec::new()) };
    found::load_own(conn, (coder, question), before.0, PAGE + 1)
}
