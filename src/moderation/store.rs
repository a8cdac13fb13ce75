//! Reports, cases and decisions in the database.

pub(super) mod appeals;
pub(super) mod claims;
pub(super) mod public;
pub(super) mod redactions;
mod reports;
mod subjects;
pub(super) mod summary;
pub(super) mod templates;
mod waiting;

use super::sanctions::Kind;
use super::{Act, Why};
use crate::clock::Moment;
use crate::db::schema::{cases, comments, decisions};
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::ids::{AccountId, CaseId, CommentId, DecisionId};
use diesel::dsl::{count_star, exists, max, select};
use diesel::prelude::*;

pub(super) use reports::{
    Report, count_reports, find_report, find_same_report, forget_reporter, forget_reporters, has_reported,
    insert_report, is_by_account, load_reporters, load_reports, load_reports_by,
};
pub use subjects::Subject;
pub(super) use subjects::{count_comments_of, find_subject, load_alike, load_by, load_names, load_subjects};
pub(super) use waiting::{
    count, count_waiting, insert_case, load_miscounted, load_waiting, lock_counts, update_closed, update_why,
};

/// A case as it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = cases)]
pub struct Case {
    /// Its number.
    pub id: CaseId,
    /// Its comment.
    #[diesel(column_name = comment_id)]
    pub comment: CommentId,
    /// Why it waits, or waited.
    pub why: Why,
    /// Since when.
    pub opened_at: Moment,
    /// When it was decided, if it was.
    pub closed_at: Option<Moment>,
    /// Who opened it last.
    pub claimed_by: Option<AccountId>,
    /// Until when it is theirs alone.
    pub claimed_until: Option<Moment>,
}

impl Case {
    /// Who else has it at this moment, and until when; nothing for a case that is closed.
    #[must_use]
    pub fn with_another(&self, me: AccountId, now: Moment) -> Option<(AccountId, Moment)> {
        let until = self.claimed_until.filter(|until| *until > now && self.closed_at.is_none())?;
        self.claimed_by.filter(|who| *who != me).map(|who| (who, until))
    }
}

/// A decision as it is kept.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = decisions)]
pub struct Decision {
    /// Its number.
    pub id: DecisionId,
    /// The case that it closed, or that it took up again.
    #[diesel(column_name = case_id)]
    pub case: CaseId,
    /// The comment.
    #[diesel(column_name = comment_id)]
    pub comment: CommentId,
    /// Who decided; nobody when that account is gone.
    #[diesel(column_name = moderator_id)]
    pub moderator: Option<AccountId>,
    /// What was done.
    pub act: Act,
    /// Under which rule.
    pub rule: String,
    /// The version of the house rules that it goes by.
    pub rules_version: Option<i64>,
    /// Why, as the author reads it.
    pub reasons: String,
    /// What it means for the author.
    pub sanction: Kind,
    /// Until when they cannot take part.
    pub suspended_until: Option<Moment>,
    /// The first of the decisions that were made with one form, where there were several.
    pub batch: Option<DecisionId>,
    /// When.
    pub decided_at: Moment,
}

/// Holds a comment against other reports and decisions until the transaction ends; false when there is no such comment.
pub(super) fn lock_comment(tx: &mut Tx<'_>, id: CommentId) -> Result<bool> {
    // An update of nothing takes the row's lock on PostgreSQL; on SQLite the writer is alone anyway.
    let locked = diesel::update(comments::table.filter(comments::id.eq(id)))
        .set(comments::listed.eq(comments::listed))
        .execute(&mut **tx)?;
    Ok(locked > 0)
}

pub(super) fn find_case(conn: &mut Conn, id: CaseId) -> Result<Option<Case>> {
    Ok(cases::table.filter(cases::id.eq(id)).select(Case::as_select()).first(conn).optional()?)
}

/// The case that waits for this comment, if one does.
pub(super) fn find_open_case(conn: &mut Conn, comment: CommentId) -> Result<Option<Case>> {
    Ok(cases::table
        .filter(cases::comment_id.eq(comment))
        .filter(cases::closed_at.is_null())
        .select(Case::as_select())
        .first(conn)
        .optional()?)
}

/// A decision about to be kept.
pub(super) struct NewDecision<'a> {
    pub case: CaseId,
    pub comment: CommentId,
    pub moderator: AccountId,
    pub act: Act,
    pub rule: &'a str,
    pub rules_version: Option<i64>,
    pub reasons: &'a str,
    pub sanction: Kind,
    pub suspended_until: Option<Moment>,
    pub batch: Option<DecisionId>,
    pub now: Moment,
}

pub(super) fn insert_decision(tx: &mut Tx<'_>, new: &NewDecision<'_>) -> Result<DecisionId> {
    Ok(diesel::insert_into(decisions::table)
        .values((
            decisions::case_id.eq(new.case),
            decisions::comment_id.eq(new.comment),
            decisions::moderator_id.eq(new.moderator),
            decisions::act.eq(new.act),
            decisions::rule.eq(new.rule),
            decisions::rules_version.eq(new.rules_version),
            decisions::reasons.eq(new.reasons),
            decisions::sanction.eq(new.sanction),
            decisions::suspended_until.eq(new.suspended_until),
            decisions::batch.eq(new.batch),
            decisions::decided_at.eq(new.now),
        ))
        .returning(decisions::id)
        .get_result(&mut **tx)?)
}

pub(super) fn find_decision(conn: &mut Conn, id: DecisionId) -> Result<Option<Decision>> {
    Ok(decisions::table.filter(decisions::id.eq(id)).select(Decision::as_select()).first(conn).optional()?)
}

/// The decisions about a comment, latest first, at most `limit`.
pub(super) fn load_decisions(conn: &mut Conn, comment: CommentId, limit: i64) -> Result<Vec<Decision>> {
    Ok(decisions::table
        .filter(decisions::comment_id.eq(comment))
        .order(decisions::id.desc())
        .limit(limit)
        .select(Decision::as_select())
        .load(conn)?)
}

/// The first decision about a comment after this moment.
pub(super) fn find_decision_after(conn: &mut Conn, comment: CommentId, after: Moment) -> Result<Option<Decision>> {
    Ok(decisions::table
        .filter(decisions::comment_id.eq(comment))
        .filter(decisions::decided_at.ge(after))
        .order(decisions::id)
        .select(Decision::as_select())
        .first(conn)
        .optional()?)
}

/// What was decided last about a comment.
pub(super) fn find_latest_act(conn: &mut Conn, comment: CommentId) -> Result<Option<Act>> {
    Ok(decisions::table
        .filter(decisions::comment_id.eq(comment))
        .order(decisions::id.desc())
        .select(decisions::act)
        .first(conn)
        .optional()?)
}

/// The number of the latest decision about a comment.
pub(super) fn find_latest(conn: &mut Conn, comment: CommentId) -> Result<Option<DecisionId>> {
    Ok(decisions::table.filter(decisions::comment_id.eq(comment)).select(max(decisions::id)).first(conn)?)
}

/// Whether a moderator has left a comment as it is since this moment.
pub(super) fn was_kept_since(conn: &mut Conn, comment: CommentId, since: Moment) -> Result<bool> {
    let kept = decisions::table
        .filter(decisions::comment_id.eq(comment))
        .filter(decisions::act.eq_any([Act::Keep, Act::Restore]))
        .filter(decisions::decided_at.ge(since));
    Ok(select(exists(kept)).get_result(conn)?)
}

/// The decisions about somebody's comments of which they were told, latest first, at most `limit`.
pub(super) fn load_decisions_about(conn: &mut Conn, author: AccountId, limit: i64) -> Result<Vec<Decision>> {
    let theirs = comments::table.filter(comments::author_id.eq(author)).select(comments::id);
    Ok(decisions::table
        .filter(decisions::comment_id.eq_any(theirs))
        .filter(decisions::act.ne(Act::Keep).or(decisions::sanction.ne(Kind::None)))
        .order(decisions::id.desc())
        .limit(limit)
        .select(Decision::as_select())
        .load(conn)?)
}

/// How many decisions were made with the same form as this one, about other comments of the same author.
pub(super) fn count_batch(conn: &mut Conn, first: DecisionId) -> Result<i64> {
    Ok(decisions::table.filter(decisions::batch.eq(first)).select(count_star()).first(conn)?)
}

/// The decisions of one moderator, latest first, at most `limit`.
pub(super) fn load_decisions_by(conn: &mut Conn, moderator: AccountId, limit: i64) -> Result<Vec<Decision>> {
    Ok(decisions::table
        .filter(decisions::moderator_id.eq(moderator))
        .order(decisions::id.desc())
        .limit(limit)
        .select(Decision::as_select())
        .load(conn)?)
}

/// A suspension that a decision imposed ends, unless a later one stands.
pub(super) fn find_suspension(
    conn: &mut Conn,
    author: AccountId,
    but: DecisionId,
    now: Moment,
) -> Result<Option<Moment>> {
    let theirs = comments::table.filter(comments::author_id.eq(author)).select(comments::id);
    Ok(decisions::table
        .filter(decisions::comment_id.eq_any(theirs))
        .filter(decisions::id.ne(but))
        .filter(decisions::suspended_until.gt(now))
        .select(max(decisions::suspended_until))
        .first(conn)?)
}

/// All decisions, latest first, before a given one.
pub(super) fn load_record(conn: &mut Conn, before: Option<DecisionId>, limit: i64) -> Result<Vec<Decision>> {
    let mut query =
        decisions::table.order(decisions::id.desc()).limit(limit).select(Decision::as_select()).into_boxed();
    if let Some(id) = before {
        query = query.filter(decisions::id.lt(id));
    }
    Ok(query.load(conn)?)
}
