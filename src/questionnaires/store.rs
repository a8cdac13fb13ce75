//! Questionnaires in the database.

use super::{Questionnaire, Stored};
use crate::clock::Moment;
use crate::db::schema::{proposals, questionnaires};
use crate::db::{AnyExt, Conn, Tx};
use crate::error::{Result, broken};
use crate::ids::ProposalId;
use diesel::prelude::*;

pub(super) fn find(conn: &mut Conn, proposal: ProposalId) -> Result<Option<Stored>> {
    let row: Option<(String, i64)> = questionnaires::table
        .filter(questionnaires::proposal_id.eq(proposal))
        .select((questionnaires::content, questionnaires::edition))
        .first(conn)
        .optional()?;
    row.map(|(content, edition)| {
        let questionnaire = serde_json::from_str(&content).map_err(broken("reading a questionnaire"))?;
        Ok(Stored { questionnaire, edition })
    })
    .transpose()
}

/// Puts it in the place of edition `was` (0: of none), and notes with the proposal how many questions it has; false when
/// that is not what is stored.
pub(super) fn put(
    tx: &mut Tx<'_>,
    proposal: ProposalId,
    was: i64,
    questionnaire: &Questionnaire,
    now: Moment,
) -> Result<bool> {
    let content = serde_json::to_string(questionnaire).map_err(broken("writing a questionnaire"))?;
    let values =
        (questionnaires::content.eq(&content), questionnaires::edition.eq(was + 1), questionnaires::changed_at.eq(now));
    let rows = if was == 0 {
        diesel::insert_into(questionnaires::table)
            .values((questionnaires::proposal_id.eq(proposal), values))
            .on_conflict_do_nothing()
            .any()
            .execute(&mut **tx)?
    } else {
        let stored = questionnaires::table
            .filter(questionnaires::proposal_id.eq(proposal))
            .filter(questionnaires::edition.eq(was));
        diesel::update(stored).set(values).execute(&mut **tx)?
    };
    let questions = i64::try_from(questionnaire.questions().count()).unwrap_or(i64::MAX);
    diesel::update(proposals::table.filter(proposals::id.eq(proposal)).filter(proposals::questions.ne(questions)))
        .set(proposals::questions.eq(questions))
        .execute(&mut **tx)?;
    Ok(rows == 1)
}

/// The proposals that have one, by title.
pub(super) fn load_titles(conn: &mut Conn) -> Result<Vec<(ProposalId, String)>> {
    Ok(questionnaires::table
        .inner_join(proposals::table)
        .order((proposals::title, proposals::id))
        .select((proposals::id, proposals::title))
        .load(conn)?)
}
