//! What waits: cases that are opened and closed, in the order of the queue, and how many there are.

use super::Case;
use crate::clock::Moment;
use crate::db::schema::{cases, moderation_clock, waiting_counts};
use crate::db::{AnyExt, Conn, Counters, Tx};
use crate::error::Result;
use crate::ids::{CaseId, CommentId};
use crate::moderation::Why;
use diesel::dsl::count_star;
use diesel::prelude::*;

static WAITING: Counters = Counters { table: "waiting_counts", key: "why", columns: &["waiting"], follow: &[] };

/// Opens a case; when one waits already for the comment, nothing happens.
pub(in crate::moderation) fn insert_case(tx: &mut Tx<'_>, comment: CommentId, why: Why, now: Moment) -> Result<()> {
    let opened = diesel::insert_into(cases::table)
        .values((cases::comment_id.eq(comment), cases::why.eq(why), cases::opened_at.eq(now)))
        .on_conflict_do_nothing()
        .any()
        .execute(&mut **tx)?;
    if opened > 0 {
        count(tx, why, 1);
    }
    Ok(())
}

/// A case that waits does so for another reason from now on; one that was closed meanwhile, or has another reason than
/// this one had when it was read, stays as it is.
pub(in crate::moderation) fn update_why(tx: &mut Tx<'_>, case: &Case, why: Why) -> Result<()> {
    if case.why == why {
        return Ok(());
    }
    let still = cases::table.filter(cases::id.eq(case.id)).filter(cases::closed_at.is_null());
    let changed = diesel::update(still.filter(cases::why.eq(case.why))).set(cases::why.eq(why)).execute(&mut **tx)?;
    if changed > 0 {
        count(tx, case.why, -1);
        count(tx, why, 1);
    }
    Ok(())
}

/// Closes a case; one that is closed stays as it is.
pub(in crate::moderation) fn update_closed(tx: &mut Tx<'_>, id: CaseId, now: Moment) -> Result<()> {
    let open = cases::table.filter(cases::id.eq(id)).filter(cases::closed_at.is_null());
    let closed: Option<Why> =
        diesel::update(open).set(cases::closed_at.eq(now)).returning(cases::why).get_result(&mut **tx).optional()?;
    if let Some(why) = closed {
        count(tx, why, -1);
    }
    Ok(())
}

/// The cases of one kind that wait, oldest first, after a given one. One index serves it, however many wait.
pub(in crate::moderation) fn load_waiting(
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
///
/// Nothing is counted here: with 100,000 that wait, that took most of what a page of the queue may take. Within a
/// transaction that opens or closes cases the numbers are still those of before; see [`Tx::count`].
pub(in crate::moderation) fn count_waiting(conn: &mut Conn) -> Result<Vec<(Why, i64, Option<Moment>)>> {
    // The oldest stands at the beginning of its stretch of the index; for `closed_at`, see `load_waiting`.
    let oldest = cases::table
        .filter(cases::closed_at.is_null())
        .filter(cases::why.eq(waiting_counts::why))
        .order((cases::closed_at, cases::opened_at))
        .select(cases::opened_at)
        .single_value();
    Ok(waiting_counts::table
        .filter(waiting_counts::waiting.gt(0))
        .order(waiting_counts::why)
        .select((waiting_counts::why, waiting_counts::waiting, oldest))
        .load(conn)?)
}

/// Holds off whoever else would mend what is kept of the cases that wait, until the transaction ends.
pub(in crate::moderation) fn lock_counts(tx: &mut Tx<'_>) -> Result<()> {
    // An update of nothing; of a row that nobody needs in order to open a case or to decide one.
    diesel::update(moderation_clock::table).set(moderation_clock::id.eq(moderation_clock::id)).execute(&mut **tx)?;
    Ok(())
}

/// By how much what is kept of the cases that wait is wrong, for each reason for which it is. One question, so that both
/// are of the same moment: whoever opens or closes a case meanwhile changes both or neither.
pub(in crate::moderation) fn load_miscounted(conn: &mut Conn) -> Result<Vec<(Why, i64)>> {
    let there = cases::table
        .filter(cases::closed_at.is_null())
        .filter(cases::why.eq(waiting_counts::why))
        .select(count_star())
        .single_value();
    let counts: Vec<(Why, i64, Option<i64>)> = waiting_counts::table
        .order(waiting_counts::why)
        .select((waiting_counts::why, waiting_counts::waiting, there))
        .load(conn)?;
    let missing = |(why, kept, there): (Why, i64, Option<i64>)| (why, there.unwrap_or(0) - kept);
    Ok(counts.into_iter().map(missing).filter(|(_, missing)| *missing != 0).collect())
}

/// Adds so many to what is kept of the cases that wait for this reason.
pub(in crate::moderation) fn count(tx: &mut Tx<'_>, why: Why, more: i64) {
    tx.count(&WAITING, why.as_str(), &[more]);
}
