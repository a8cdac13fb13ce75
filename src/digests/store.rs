//! Planning in the database: who is due, and what is planned for them. What happened is in `store/happened.rs`, waking in
//! `store/woken.rs`, sending in `store/outbox.rs`.

pub(super) mod dossier;
pub(super) mod elsewhere;
pub(super) mod happened;
pub(super) mod memory;
pub(super) mod outbox;
pub(super) mod report;
pub(super) mod woken;

use super::items::Items;
use super::plan::Found;
use super::{Letterhead, State};
use crate::clock::Moment;
use crate::db::schema::{digest_runs, digests, subscribers};
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::ids::{AccountId, SubscriberId};
use crate::{each_backend, load_unheld};
use diesel::prelude::*;
use std::collections::BTreeMap;

/// A subscriber who is due.
#[derive(Debug, Clone)]
pub(super) struct Due {
    pub id: SubscriberId,
    pub account: Option<AccountId>,
    pub hour: i32,
    pub weekday: i32,
    pub paused_until: Option<Moment>,
    pub covered_until: i64,
    pub pending: Items,
    pub doubtful: Items,
    pub at_once_at: Option<Moment>,
    pub daily_at: Option<Moment>,
    pub weekly_at: Option<Moment>,
    pub last_period: Option<Moment>,
}

/// Where a subscriber's cursor and clocks stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cursor {
    pub covered_until: i64,
    pub at_once_at: Option<Moment>,
    pub daily_at: Option<Moment>,
    pub weekly_at: Option<Moment>,
    pub last_period: Option<Moment>,
}

#[derive(Queryable)]
struct DueRow {
    id: SubscriberId,
    account: Option<AccountId>,
    hour: i32,
    weekday: i32,
    paused_until: Option<Moment>,
    covered_until: i64,
    pending: Vec<u8>,
    doubtful: Vec<u8>,
    at_once_at: Option<Moment>,
    daily_at: Option<Moment>,
    weekly_at: Option<Moment>,
    last_period: Option<Moment>,
}

macro_rules! due_columns {
    () => {
        (
            subscribers::id,
            subscribers::account_id,
            subscribers::hour,
            subscribers::weekday,
            subscribers::paused_until,
            subscribers::covered_until,
            subscribers::pending,
            subscribers::doubtful,
            subscribers::at_once_at,
            subscribers::daily_at,
            subscribers::weekly_at,
            subscribers::last_period,
        )
    };
}

impl From<DueRow> for Due {
    fn from(r: DueRow) -> Self {
        Self {
            id: r.id,
            account: r.account,
            hour: r.hour,
            weekday: r.weekday,
            paused_until: r.paused_until,
            covered_until: r.covered_until,
            pending: Items::from_bytes(&r.pending),
            doubtful: Items::from_bytes(&r.doubtful),
            at_once_at: r.at_once_at,
            daily_at: r.daily_at,
            weekly_at: r.weekly_at,
            last_period: r.last_period,
        }
    }
}

/// Up to `most` subscribers who are due, held against other workers until the transaction ends.
pub(super) fn lock_due(tx: &mut Tx<'_>, most: i64, now: Moment) -> Result<Vec<Due>> {
    let due = subscribers::table
        .filter(subscribers::due_at.is_not_null())
        .filter(subscribers::due_at.le(now))
        .order((subscribers::due_at, subscribers::id))
        .limit(most)
        .select(due_columns!());
    let rows: Vec<DueRow> = load_unheld!(tx, due)?;
    Ok(rows.into_iter().map(Due::from).collect())
}

/// The same to look at only, by number, after the subscriber `after`.
pub(super) fn load_due(conn: &mut Conn, after: SubscriberId, most: i64, now: Moment) -> Result<Vec<Due>> {
    let rows: Vec<DueRow> = subscribers::table
        .filter(subscribers::id.gt(after.0))
        .filter(subscribers::due_at.le(now))
        .order(subscribers::id)
        .limit(most)
        .select(due_columns!())
        .load(conn)?;
    Ok(rows.into_iter().map(Due::from).collect())
}

/// One subscriber, due or not.
pub(super) fn find_due(conn: &mut Conn, id: SubscriberId) -> Result<Option<Due>> {
    Ok(subscribers::table.find(id.0).select(due_columns!()).first::<DueRow>(conn).optional()?.map(Due::from))
}

/// Where the next look begins.
#[derive(Debug, Clone, Copy)]
pub struct Start {
    /// From where a window must begin to hold all that those who are due next, and the next waking, need.
    pub from: i64,
    /// Up to where those who want to hear at once have been woken.
    pub woken: i64,
    /// How many are due, of `most`.
    pub due: usize,
}

/// Where the next look at up to `most` subscribers begins.
///
/// # Errors
/// When the database refuses.
pub fn find_start(conn: &mut Conn, most: i64, now: Moment) -> Result<Start> {
    let due: Vec<i64> = subscribers::table
        .filter(subscribers::due_at.is_not_null())
        .filter(subscribers::due_at.le(now))
        .order((subscribers::due_at, subscribers::id))
        .limit(most)
        .select(subscribers::covered_until)
        .load(conn)?;
    let woken = woken::find(conn)?;
    let from = due.iter().copied().min().map_or(woken, |covered| covered.min(woken));
    Ok(Start { from, woken, due: due.len() })
}

#[derive(Insertable)]
#[diesel(table_name = digests, treat_none_as_default_value = false)]
struct NewRow {
    subscriber_id: i64,
    run_id: Option<i64>,
    period_end: Moment,
    upto: i64,
    items: Vec<u8>,
    doubtful: Vec<u8>,
    left_out: Vec<u8>,
    because: String,
    state: State,
    next_at: Option<Moment>,
    message_id: String,
    planned_at: Moment,
}

/// Plans an email for each who has news; gives how many. The key (subscriber, period) admits each only once.
pub(super) fn insert_planned(
    tx: &mut Tx<'_>,
    found: &[Found],
    run: i64,
    head: &Letterhead,
    now: Moment,
) -> Result<usize> {
    let rows: Vec<NewRow> = found
        .iter()
        .filter(|f| !f.items.is_empty())
        .map(|f| NewRow {
            subscriber_id: f.subscriber.0,
            run_id: Some(run),
            period_end: f.period_end,
            upto: f.after.covered_until,
            items: f.items.to_bytes(),
            doubtful: f.doubtful.to_bytes(),
            left_out: Vec::new(),
            because: f.because.clone(),
            state: State::Planned,
            next_at: Some(now),
            message_id: head.message_id(f.subscriber, f.period_end),
            planned_at: now,
        })
        .collect();
    for some in rows.chunks(100) {
        each_backend!(&mut **tx, c => diesel::insert_into(digests::table).values(some).execute(c))?;
    }
    Ok(rows.len())
}

/// Moves cursors and clocks. Most of a batch stand alike afterwards and are moved together.
pub(super) fn update_cursors(tx: &mut Tx<'_>, due: &[Due], found: &[Found]) -> Result<()> {
    use subscribers as s;
    let mut alike: BTreeMap<(Cursor, Option<Moment>), Vec<i64>> = BTreeMap::new();
    for (before, found) in due.iter().zip(found) {
        let first = [found.after.at_once_at, found.after.daily_at, found.after.weekly_at].into_iter().flatten().min();
        let due_at = first.map(|at| before.paused_until.map_or(at, |until| at.max(until)));
        alike.entry((found.after, due_at)).or_default().push(found.subscriber.0);
        if before.pending != found.pending || before.doubtful != found.pending_doubtful {
            diesel::update(s::table.find(found.subscriber.0))
                .set((s::pending.eq(found.pending.to_bytes()), s::doubtful.eq(found.pending_doubtful.to_bytes())))
                .execute(&mut **tx)?;
        }
    }
    for ((after, due_at), ids) in alike {
        diesel::update(s::table.filter(s::id.eq_any(ids)))
            .set((
                s::covered_until.eq(after.covered_until),
                s::at_once_at.eq(after.at_once_at),
                s::daily_at.eq(after.daily_at),
                s::weekly_at.eq(after.weekly_at),
                s::due_at.eq(due_at),
                s::last_period.eq(after.last_period),
            ))
            .execute(&mut **tx)?;
    }
    Ok(())
}

/// A run that begins at `now`; gives its number.
pub(super) fn insert_run(tx: &mut Tx<'_>, now: Moment) -> Result<i64> {
    Ok(diesel::insert_into(digest_runs::table)
        .values(digest_runs::began_at.eq(now))
        .returning(digest_runs::id)
        .get_result(&mut **tx)?)
}

pub(super) fn update_run(tx: &mut Tx<'_>, run: i64, looked_at: i64, planned: i64, now: Moment) -> Result<()> {
    use digest_runs as r;
    diesel::update(r::table.find(run))
        .set((r::looked_at.eq(r::looked_at + looked_at), r::planned.eq(r::planned + planned), r::ended_at.eq(now)))
        .execute(&mut **tx)?;
    Ok(())
}

/// Empties up to `most` emails that ended before this moment.
pub(super) fn empty(tx: &mut Tx<'_>, before: Moment, most: i64) -> Result<usize> {
    // Only these are over; a word for each lets the index find them.
    let over = [State::Accepted, State::Failed, State::Unknown, State::Skipped];
    let ended = digests::table.filter(digests::state.eq_any(over)).filter(digests::ended_at.lt(before));
    let full = ended.filter(digests::because.ne("")).order(digests::ended_at).limit(most);
    let ids: Vec<i64> = full.select(digests::id).load(&mut **tx)?;
    let none: &[u8] = &[];
    let nothing = (
        digests::items.eq(none),
        digests::doubtful.eq(none),
        digests::left_out.eq(none),
        digests::because.eq(""),
        digests::subject.eq(""),
    );
    Ok(diesel::update(digests::table.filter(digests::id.eq_any(ids))).set(nothing).execute(&mut **tx)?)
}
