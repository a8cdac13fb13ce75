//! Reports, cases and decisions in the database.

mod reports;
mod subjects;

use super::{Act, Why};
use crate::clock::Moment;
use crate::db::schema::{cases, comments, decisions};
use crate::db::{AnyExt, Conn, Tx};
use crate::error::Result;
use crate::ids::{AccountId, CaseId, CommentId};
use diesel::dsl::{count_star, max};
use diesel::prelude::*;

pub(super) use reports::{
    count_reports, find_report, find_same_report, forget_reporter, forget_reporters, insert_report, load_reports,
    load_reports_by,
};
pub use subjects::Subject;
pub(super) use subjects::{count_comments_of, find_subject, load_names, load_subjects};

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
    let waiting = || {
        cases::table
            .filter(cases::closed_at.is_null())
            .filter(cases::why.eq(why))
            // `closed_at` is empty for all; named here, PostgreSQL walks the index in its order instead of sorting.
            .order((cases::closed_at, cases::opened_at, cases::id))
            .select(Case::as_select())
    };
    let Some((at, id)) = after else { return Ok(waiting().limit(limit).load(conn)?) };
    // An import opens thousands at one moment, so those of the same moment are sought by themselves.
    let same = waiting().filter(cases::opened_at.eq(at)).filter(cases::id.gt(id));
    let mut found: Vec<Case> = same.limit(limit).load(conn)?;
    let missing = limit - i64::try_from(found.len()).unwrap_or(limit);
    if missing > 0 {
        found.extend(waiting().filter(cases::opened_at.gt(at)).limit(missing).load::<Case>(conn)?);
    }
    Ok(found)
}

/// For each reason to wait that occurs: how many wait, and since when the oldest.
pub(super) fn count_waiting(conn: &mut Conn) -> Result<Vec<(Why, i64, Option<Moment>)>> {
    let mut found = Vec::new();
    // Reason by reason, and the oldest from the end of the index: with 100,000 that wait, grouping them takes more than twice
    // as long, and on PostgreSQL most of what a page of the queue may take.
    for why in Why::ALL {
        let waiting = || cases::table.filter(cases::closed_at.is_null()).filter(cases::why.eq(*why));
        let first = waiting().order((cases::closed_at, cases::opened_at)).select(cases::opened_at);
        if let Some(oldest) = first.first(conn).optional()? {
            found.push((*why, waiting().select(count_star()).first(conn)?, Some(oldest)));
        }
    }
    Ok(found)
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
