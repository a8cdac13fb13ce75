//! Reports, cases and decisions in the database.

use super::{Act, Reason, Why};
use crate::clock::Moment;
use crate::comments::State;
use crate::db::schema::{accounts, areas, cases, comments, decisions, proposals, reports};
use crate::db::{AnyExt, Conn, Tx};
use crate::error::Result;
use crate::ids::{AccountId, AreaId, CaseId, CommentId, ProposalId};
use diesel::dsl::{count_star, max, min};
use diesel::prelude::*;
use std::collections::HashMap;

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
}

/// A report as it is kept, without who sent it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = reports)]
pub(super) struct Report {
    pub reason: Reason,
    pub note: String,
    /// Nobody, or the number of an account; only whether there is one is ever shown.
    pub reporter_id: Option<AccountId>,
    pub created_at: Moment,
}

/// A decision as it is kept.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = decisions)]
pub struct Decision {
    /// Its number.
    pub id: i64,
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
    /// Why, as the author reads it.
    pub reasons: String,
    /// When.
    pub decided_at: Moment,
}

/// A comment with what stands around it, for lists and letters.
#[derive(Debug, Clone, Queryable)]
pub struct Subject {
    /// Its number.
    pub id: CommentId,
    /// Its words, as typed.
    pub body: String,
    /// Whether it can be read.
    pub state: State,
    /// Who wrote it.
    pub author: AccountId,
    /// Their name.
    pub author_name: String,
    /// Whether they came with an imported conversation.
    author_kind: String,
    /// Their address; nobody's when the account was imported or is gone.
    author_email: Option<String>,
    /// When their account was made.
    pub author_since: Moment,
    /// The proposal.
    pub proposal: ProposalId,
    /// Its address.
    pub proposal_slug: String,
    /// Its title.
    pub proposal_title: String,
    /// Its area.
    pub area: AreaId,
}

impl Subject {
    /// Whether its author came with an imported conversation.
    #[must_use]
    pub fn is_imported(&self) -> bool {
        self.author_kind == "imported"
    }

    /// Where its author can be written to; nothing for imported and deleted accounts.
    #[must_use]
    pub fn author_address(&self) -> Option<&str> {
        self.author_email.as_deref().filter(|email| !self.is_imported() && !email.is_empty())
    }
}

/// Comments with what stands around them, by number.
pub(super) fn load_subjects(conn: &mut Conn, ids: &[CommentId]) -> Result<HashMap<CommentId, Subject>> {
    let found: Vec<Subject> = comments::table
        .inner_join(accounts::table)
        .inner_join(proposals::table.inner_join(areas::table))
        .filter(comments::id.eq_any(ids))
        .order(comments::id)
        .select((
            comments::id,
            comments::body,
            comments::state,
            accounts::id,
            accounts::name,
            accounts::kind,
            accounts::email,
            accounts::created_at,
            proposals::id,
            proposals::slug,
            proposals::title,
            areas::id,
        ))
        .load(conn)?;
    Ok(found.into_iter().map(|subject| (subject.id, subject)).collect())
}

pub(super) fn find_subject(conn: &mut Conn, id: CommentId) -> Result<Option<Subject>> {
    Ok(load_subjects(conn, &[id])?.remove(&id))
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

/// Opens a case; when one waits already for the comment, nothing happens.
pub(super) fn insert_case(tx: &mut Tx<'_>, comment: CommentId, why: Why, now: Moment) -> Result<()> {
    diesel::insert_into(cases::table)
        .values((cases::comment_id.eq(comment), cases::why.eq(why), cases::opened_at.eq(now)))
        .on_conflict_do_nothing()
        .any()
        .execute(&mut **tx)?;
    Ok(())
}

pub(super) fn update_why(tx: &mut Tx<'_>, id: CaseId, why: Why) -> Result<()> {
    diesel::update(cases::table.filter(cases::id.eq(id))).set(cases::why.eq(why)).execute(&mut **tx)?;
    Ok(())
}

pub(super) fn update_closed(tx: &mut Tx<'_>, id: CaseId, now: Moment) -> Result<()> {
    diesel::update(cases::table.filter(cases::id.eq(id))).set(cases::closed_at.eq(now)).execute(&mut **tx)?;
    Ok(())
}

/// The cases of one kind that wait, oldest first, after a given one. One index serves it, however many wait.
pub(super) fn load_waiting(
    conn: &mut Conn,
    why: Why,
    after: Option<(Moment, CaseId)>,
    limit: i64,
) -> Result<Vec<Case>> {
    let mut query = cases::table
        .filter(cases::closed_at.is_null())
        .filter(cases::why.eq(why))
        // `closed_at` is empty for all; named here, PostgreSQL walks the index in its order instead of sorting.
        .order((cases::closed_at, cases::opened_at, cases::id))
        .limit(limit)
        .select(Case::as_select())
        .into_boxed();
    if let Some((at, id)) = after {
        query = query.filter(cases::opened_at.ge(at)).filter(cases::opened_at.gt(at).or(cases::id.gt(id)));
    }
    Ok(query.load(conn)?)
}

/// For each reason to wait that occurs: how many wait, and since when the oldest.
pub(super) fn count_waiting(conn: &mut Conn) -> Result<Vec<(Why, i64, Option<Moment>)>> {
    Ok(cases::table
        .filter(cases::closed_at.is_null())
        .group_by(cases::why)
        .order(cases::why)
        .select((cases::why, count_star(), min(cases::opened_at)))
        .load(conn)?)
}

pub(super) fn insert_report(
    tx: &mut Tx<'_>,
    comment: CommentId,
    reporter: Option<AccountId>,
    reason: Reason,
    note: &str,
    now: Moment,
) -> Result<i64> {
    Ok(diesel::insert_into(reports::table)
        .values((
            reports::comment_id.eq(comment),
            reports::reporter_id.eq(reporter),
            reports::reason.eq(reason),
            reports::note.eq(note),
            reports::created_at.eq(now),
        ))
        .returning(reports::id)
        .get_result(&mut **tx)?)
}

/// The reports of this comment by this account since `since`, oldest first: number, reason, and when.
pub(super) fn load_reports_by(
    conn: &mut Conn,
    comment: CommentId,
    reporter: AccountId,
    since: Moment,
) -> Result<Vec<(i64, Reason, Moment)>> {
    Ok(reports::table
        .filter(reports::comment_id.eq(comment))
        .filter(reports::reporter_id.eq(reporter))
        .filter(reports::created_at.ge(since))
        .order(reports::id)
        .select((reports::id, reports::reason, reports::created_at))
        .load(conn)?)
}

/// The number of a report without an account that says the same, since `since`.
pub(super) fn find_same_report(
    conn: &mut Conn,
    comment: CommentId,
    reason: Reason,
    note: &str,
    since: Moment,
) -> Result<Option<i64>> {
    Ok(reports::table
        .filter(reports::comment_id.eq(comment))
        .filter(reports::reporter_id.is_null())
        .filter(reports::reason.eq(reason))
        .filter(reports::note.eq(note))
        .filter(reports::created_at.ge(since))
        .order(reports::id)
        .select(reports::id)
        .first(conn)
        .optional()?)
}

/// On which comment a report was made, and with which reason.
pub(super) fn find_report(conn: &mut Conn, id: i64) -> Result<Option<(CommentId, Reason)>> {
    Ok(reports::table
        .filter(reports::id.eq(id))
        .select((reports::comment_id, reports::reason))
        .first(conn)
        .optional()?)
}

/// The reports on a comment between two moments, oldest first, at most `limit`.
pub(super) fn load_reports(
    conn: &mut Conn,
    comment: CommentId,
    from: Moment,
    to: Option<Moment>,
    limit: i64,
) -> Result<Vec<Report>> {
    let mut query = reports::table
        .filter(reports::comment_id.eq(comment))
        .filter(reports::created_at.ge(from))
        .order(reports::id)
        .limit(limit)
        .select(Report::as_select())
        .into_boxed();
    if let Some(to) = to {
        query = query.filter(reports::created_at.le(to));
    }
    Ok(query.load(conn)?)
}

/// How many reports each of these cases has, since it was opened.
pub(super) fn count_reports(conn: &mut Conn, ids: &[CaseId]) -> Result<HashMap<CaseId, i64>> {
    Ok(cases::table
        .inner_join(reports::table.on(reports::comment_id.eq(cases::comment_id)))
        .filter(cases::id.eq_any(ids))
        .filter(reports::created_at.ge(cases::opened_at))
        .group_by(cases::id)
        .order(cases::id)
        .select((cases::id, count_star()))
        .load::<(CaseId, i64)>(conn)?
        .into_iter()
        .collect())
}

/// How many comments this account has written, and how many of them a moderator has taken from view.
pub(super) fn count_comments_of(conn: &mut Conn, author: AccountId) -> Result<(i64, i64)> {
    let by_state: Vec<(State, i64)> = comments::table
        .filter(comments::author_id.eq(author))
        .group_by(comments::state)
        .order(comments::state)
        .select((comments::state, count_star()))
        .load(conn)?;
    let gone = |state: State| matches!(state, State::Hidden | State::Removed);
    Ok((by_state.iter().map(|(_, n)| n).sum(), by_state.iter().filter(|(state, _)| gone(*state)).map(|(_, n)| n).sum()))
}

/// A decision about to be kept.
pub(super) struct NewDecision<'a> {
    pub case: CaseId,
    pub comment: CommentId,
    pub moderator: AccountId,
    pub act: Act,
    pub rule: &'a str,
    pub reasons: &'a str,
    pub now: Moment,
}

pub(super) fn insert_decision(tx: &mut Tx<'_>, new: &NewDecision<'_>) -> Result<i64> {
    Ok(diesel::insert_into(decisions::table)
        .values((
            decisions::case_id.eq(new.case),
            decisions::comment_id.eq(new.comment),
            decisions::moderator_id.eq(new.moderator),
            decisions::act.eq(new.act),
            decisions::rule.eq(new.rule),
            decisions::reasons.eq(new.reasons),
            decisions::decided_at.eq(new.now),
        ))
        .returning(decisions::id)
        .get_result(&mut **tx)?)
}

pub(super) fn find_decision(conn: &mut Conn, id: i64) -> Result<Option<Decision>> {
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

/// The number of the latest decision about a comment.
pub(super) fn find_latest(conn: &mut Conn, comment: CommentId) -> Result<Option<i64>> {
    Ok(decisions::table.filter(decisions::comment_id.eq(comment)).select(max(decisions::id)).first(conn)?)
}

/// All decisions, latest first, before a given one.
pub(super) fn load_record(conn: &mut Conn, before: Option<i64>, limit: i64) -> Result<Vec<Decision>> {
    let mut query =
        decisions::table.order(decisions::id.desc()).limit(limit).select(Decision::as_select()).into_boxed();
    if let Some(id) = before {
        query = query.filter(decisions::id.lt(id));
    }
    Ok(query.load(conn)?)
}

/// Names of accounts, by number.
pub(super) fn load_names(conn: &mut Conn, ids: &[AccountId]) -> Result<HashMap<AccountId, String>> {
    Ok(accounts::table
        .filter(accounts::id.eq_any(ids))
        .order(accounts::id)
        .select((accounts::id, accounts::name))
        .load::<(AccountId, String)>(conn)?
        .into_iter()
        .collect())
}
