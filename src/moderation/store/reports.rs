//! Reports in the database.

use crate::clock::Moment;
use crate::db::schema::{cases, reports};
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::ids::{AccountId, CaseId, CommentId};
use crate::moderation::{Complaint, Reason};
use diesel::dsl::{count_star, exists, max, select};
use diesel::prelude::*;
use std::collections::HashMap;

/// A report as it is kept, without who sent it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = reports)]
pub(in crate::moderation) struct Report {
    pub reason: Reason,
    /// Which kind of illegal content, in a word of the form; empty for other reasons.
    pub kind: String,
    pub note: String,
    /// Nobody, or the number of an account; only whether there is one is ever shown.
    pub reporter_id: Option<AccountId>,
    pub created_at: Moment,
}

pub(in crate::moderation) fn insert_report(
    tx: &mut Tx<'_>,
    comment: CommentId,
    reporter: Option<AccountId>,
    said: &Complaint<'_>,
    now: Moment,
) -> Result<i64> {
    Ok(diesel::insert_into(reports::table)
        .values((
            reports::comment_id.eq(comment),
            reports::reporter_id.eq(reporter),
            reports::reason.eq(said.reason),
            reports::kind.eq(said.kind),
            reports::note.eq(said.note.as_str()),
            reports::created_at.eq(now),
        ))
        .returning(reports::id)
        .get_result(&mut **tx)?)
}

/// The reports of this comment by this account since `since`, oldest first: number, reason, and when.
pub(in crate::moderation) fn load_reports_by(
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
pub(in crate::moderation) fn find_same_report(
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

/// On which comment a report was made, with which reason, and when.
pub(in crate::moderation) fn find_report(conn: &mut Conn, id: i64) -> Result<Option<(CommentId, Reason, Moment)>> {
    Ok(reports::table
        .filter(reports::id.eq(id))
        .select((reports::comment_id, reports::reason, reports::created_at))
        .first(conn)
        .optional()?)
}

/// Whether whoever sent a report was signed in, and is still known.
pub(in crate::moderation) fn is_by_account(conn: &mut Conn, report: i64) -> Result<bool> {
    let by = reports::table.filter(reports::id.eq(report)).filter(reports::reporter_id.is_not_null());
    Ok(select(exists(by)).get_result(conn)?)
}

/// Whether this account has reported this comment.
pub(in crate::moderation) fn has_reported(conn: &mut Conn, comment: CommentId, reporter: AccountId) -> Result<bool> {
    let theirs = reports::table.filter(reports::comment_id.eq(comment)).filter(reports::reporter_id.eq(reporter));
    Ok(select(exists(theirs)).get_result(conn)?)
}

/// The reports of a comment between two moments by people with an account, the latest of each: report and account.
pub(in crate::moderation) fn load_reporters(
    conn: &mut Conn,
    comment: CommentId,
    from: Moment,
    to: Moment,
) -> Result<Vec<(i64, AccountId)>> {
    Ok(reports::table
        .filter(reports::comment_id.eq(comment))
        .filter(reports::created_at.between(from, to))
        .filter(reports::reporter_id.is_not_null())
        .group_by(reports::reporter_id)
        .order(reports::reporter_id)
        .select((max(reports::id).assume_not_null(), reports::reporter_id.assume_not_null()))
        .load(conn)?)
}

/// The reports on a comment between two moments, oldest first, at most `limit`.
pub(in crate::moderation) fn load_reports(
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
pub(in crate::moderation) fn count_reports(conn: &mut Conn, ids: &[CaseId]) -> Result<HashMap<CaseId, i64>> {
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

/// Takes the reporter from up to `most` reports that came before this moment.
pub(in crate::moderation) fn forget_reporters(tx: &mut Tx<'_>, before: Moment, most: i64) -> Result<usize> {
    let old = reports::table.filter(reports::reporter_id.is_not_null()).filter(reports::created_at.lt(before));
    let ids: Vec<i64> = old.order(reports::created_at).limit(most).select(reports::id).load(&mut **tx)?;
    let these = reports::table.filter(reports::id.eq_any(ids));
    Ok(diesel::update(these).set(reports::reporter_id.eq(None::<i64>)).execute(&mut **tx)?)
}

/// Takes this reporter, and what they noted, from all their reports.
pub(in crate::moderation) fn forget_reporter(tx: &mut Tx<'_>, reporter: AccountId) -> Result<()> {
    let theirs = reports::table.filter(reports::reporter_id.eq(reporter));
    diesel::update(theirs).set((reports::note.eq(""), reports::reporter_id.eq(None::<i64>))).execute(&mut **tx)?;
    Ok(())
}
