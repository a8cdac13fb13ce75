//! Appeals in the database.

use crate::clock::Moment;
use crate::db::schema::{appeals, comments, decisions};
use crate::db::{AnyExt, Conn, Tx};
use crate::error::Result;
use crate::ids::{AccountId, AppealId, DecisionId};
use crate::moderation::appeals::Outcome;
use diesel::dsl::count_star;
use diesel::prelude::*;

/// An appeal as it is kept.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = appeals)]
pub struct Appeal {
    /// Its number.
    pub id: AppealId,
    /// Against which decision.
    #[diesel(column_name = decision_id)]
    pub decision: DecisionId,
    /// What they say.
    pub words: String,
    /// When.
    pub sent_at: Moment,
    /// Until when it is to be answered.
    pub due_at: Moment,
    /// When it was.
    pub decided_at: Option<Moment>,
    /// What came of it.
    pub outcome: Option<Outcome>,
    /// Why, as they read it.
    pub reasons: String,
}

/// Files an appeal; nothing when there is one against this decision.
pub(in crate::moderation) fn insert(
    tx: &mut Tx<'_>,
    decision: DecisionId,
    words: &str,
    (now, due): (Moment, Moment),
) -> Result<Option<AppealId>> {
    Ok(diesel::insert_into(appeals::table)
        .values((
            appeals::decision_id.eq(decision),
            appeals::words.eq(words),
            appeals::sent_at.eq(now),
            appeals::due_at.eq(due),
        ))
        .on_conflict_do_nothing()
        .returning(appeals::id)
        .any()
        .get_result(&mut **tx)
        .optional()?)
}

pub(in crate::moderation) fn find(conn: &mut Conn, id: AppealId) -> Result<Option<Appeal>> {
    Ok(appeals::table.filter(appeals::id.eq(id)).select(Appeal::as_select()).first(conn).optional()?)
}

pub(in crate::moderation) fn find_against(conn: &mut Conn, decision: DecisionId) -> Result<Option<Appeal>> {
    Ok(appeals::table.filter(appeals::decision_id.eq(decision)).select(Appeal::as_select()).first(conn).optional()?)
}

/// The appeals that wait, those first that are due first, at most `limit`.
pub(in crate::moderation) fn load_waiting(conn: &mut Conn, limit: i64) -> Result<Vec<Appeal>> {
    Ok(appeals::table
        .filter(appeals::decided_at.is_null())
        .order((appeals::decided_at, appeals::due_at, appeals::id))
        .limit(limit)
        .select(Appeal::as_select())
        .load(conn)?)
}

pub(in crate::moderation) fn count_waiting(conn: &mut Conn) -> Result<i64> {
    Ok(appeals::table.filter(appeals::decided_at.is_null()).select(count_star()).first(conn)?)
}

pub(in crate::moderation) fn update_outcome(
    tx: &mut Tx<'_>,
    id: AppealId,
    outcome: Outcome,
    decider: AccountId,
    reasons: &str,
    now: Moment,
) -> Result<()> {
    diesel::update(appeals::table.filter(appeals::id.eq(id)))
        .set((
            appeals::outcome.eq(outcome),
            appeals::decider_id.eq(decider),
            appeals::reasons.eq(reasons),
            appeals::decided_at.eq(now),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// What somebody said in appeals against decisions about their comments goes with them.
pub(in crate::moderation) fn forget(tx: &mut Tx<'_>, author: AccountId) -> Result<()> {
    let about = decisions::table
        .inner_join(comments::table.on(comments::id.eq(decisions::comment_id)))
        .filter(comments::author_id.eq(author))
        .select(decisions::id);
    diesel::update(appeals::table.filter(appeals::decision_id.eq_any(about)))
        .set(appeals::words.eq(""))
        .execute(&mut **tx)?;
    Ok(())
}
