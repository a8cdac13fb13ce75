//! Planning in the database: who is due, what happened, and what is planned. Sending is in `store/outbox.rs`.

pub(super) mod dossier;
pub(super) mod outbox;
pub(super) mod report;

use super::items::Items;
use super::plan::Found;
use super::window::Item;
use super::{Letterhead, State};
use crate::activity::Event;
use crate::clock::Moment;
use crate::db::schema::{activity, comments, digest_marks, digest_runs, digests, follows, subscribers};
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::follows::Target;
use crate::ids::{AccountId, AreaId, CommentId, ProposalId, SubscriberId};
use crate::subscribers::Frequency;
use crate::{each_backend, load_unheld};
use diesel::prelude::*;
use std::collections::{BTreeMap, HashMap};

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
    let woken = find_woken(conn)?;
    let from = due.iter().copied().min().map_or(woken, |covered| covered.min(woken));
    Ok(Start { from, woken, due: due.len() })
}

pub(super) fn find_latest(conn: &mut Conn) -> Result<i64> {
    Ok(activity::table.select(diesel::dsl::max(activity::id)).first::<Option<i64>>(conn)?.unwrap_or(0))
}

pub(super) fn find_woken(conn: &mut Conn) -> Result<i64> {
    Ok(digest_marks::table.find(1).select(digest_marks::woken_until).first(conn)?)
}

/// As [`find_woken`], held against other workers until the transaction ends.
pub(super) fn lock_woken(tx: &mut Tx<'_>) -> Result<i64> {
    Ok(diesel::update(digest_marks::table.find(1))
        .set(digest_marks::woken_until.eq(digest_marks::woken_until))
        .returning(digest_marks::woken_until)
        .get_result(&mut **tx)?)
}

pub(super) fn update_woken_until(tx: &mut Tx<'_>, upto: i64) -> Result<()> {
    diesel::update(digest_marks::table.find(1)).set(digest_marks::woken_until.eq(upto)).execute(&mut **tx)?;
    Ok(())
}

/// Those who want to hear at once of any of these are due at `due`. For those who want nothing else, what happened up to
/// `from` has been looked at: it woke them then, or was no news to them.
pub(super) fn update_woken(tx: &mut Tx<'_>, targets: &[Target], from: i64, due: Moment) -> Result<usize> {
    let mut ids: Vec<i64> = Vec::new();
    let mut by_kind: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
    for target in targets {
        let (kind, id) = target.parts();
        by_kind.entry(kind).or_default().push(id);
    }
    for (kind, targets) in by_kind {
        for some in targets.chunks(500) {
            ids.extend(
                follows::table
                    .filter(follows::frequency.eq(Frequency::AtOnce))
                    .filter(follows::kind.eq(kind))
                    .filter(follows::target_id.eq_any(some))
                    .order(follows::subscriber_id)
                    .select(follows::subscriber_id)
                    .load::<i64>(&mut **tx)?,
            );
        }
    }
    ids.sort_unstable();
    ids.dedup();
    let mut woken = 0;
    for some in ids.chunks(500) {
        use subscribers as s;
        let asleep = || {
            s::table
                .filter(s::id.eq_any(some))
                .filter(s::at_once_at.is_null())
                .filter(s::confirmed_at.is_not_null())
                .filter(s::stopped_at.is_null())
                .filter(s::silenced_at.is_null())
        };
        let nothing_else = asleep().filter(s::daily_at.is_null()).filter(s::weekly_at.is_null());
        diesel::update(nothing_else.filter(s::covered_until.lt(from)))
            .set(s::covered_until.eq(from))
            .execute(&mut **tx)?;
        let later = s::due_at.is_null().or(s::due_at.gt(due));
        let paused = s::paused_until.is_not_null().and(s::paused_until.gt(due));
        diesel::update(asleep().filter(later).filter(diesel::dsl::not(paused)))
            .set(s::due_at.eq(due))
            .execute(&mut **tx)?;
        diesel::update(asleep().filter(s::due_at.is_null())).set(s::due_at.eq(s::paused_until)).execute(&mut **tx)?;
        woken += diesel::update(asleep()).set(s::at_once_at.eq(due)).execute(&mut **tx)?;
    }
    Ok(woken)
}

type ItemColumns =
    (i64, Event, Option<AreaId>, Option<ProposalId>, Option<CommentId>, Option<AccountId>, Option<CommentId>);

/// What happened after `from` up to `upto`, at most `most` rows, in order.
pub(super) fn load_items_after(conn: &mut Conn, from: i64, upto: i64, most: i64) -> Result<Vec<Item>> {
    let rows: Vec<ItemColumns> = activity::table
        .left_join(comments::table.on(activity::comment_id.eq(comments::id.nullable())))
        .filter(activity::id.gt(from))
        .filter(activity::id.le(upto))
        .order(activity::id)
        .limit(most)
        .select((
            activity::id,
            activity::kind,
            activity::area_id,
            activity::proposal_id,
            activity::comment_id,
            activity::actor_id,
            comments::root_id.nullable(),
        ))
        .load(conn)?;
    with_origins(conn, rows)
}

/// The rows with these numbers, in order.
pub(super) fn load_items(conn: &mut Conn, ids: &[i64]) -> Result<Vec<Item>> {
    let mut items = Vec::new();
    for some in ids.chunks(500) {
        let rows: Vec<ItemColumns> = activity::table
            .left_join(comments::table.on(activity::comment_id.eq(comments::id.nullable())))
            .filter(activity::id.eq_any(some))
            .order(activity::id)
            .select((
                activity::id,
                activity::kind,
                activity::area_id,
                activity::proposal_id,
                activity::comment_id,
                activity::actor_id,
                comments::root_id.nullable(),
            ))
            .load(conn)?;
        items.extend(with_origins(conn, rows)?);
    }
    Ok(items)
}

/// A comment that is back after it was hidden is the same news as its posting was.
fn with_origins(conn: &mut Conn, rows: Vec<ItemColumns>) -> Result<Vec<Item>> {
    let back: Vec<CommentId> = rows.iter().filter(|r| r.1 == Event::CommentRestored).filter_map(|r| r.4).collect();
    let mut posted: HashMap<CommentId, (i64, Option<AccountId>)> = HashMap::new();
    for some in back.chunks(500) {
        let found: Vec<(Option<CommentId>, i64, Option<AccountId>)> = activity::table
            .filter(activity::comment_id.eq_any(some))
            .filter(activity::kind.eq(Event::CommentPosted))
            .order(activity::id)
            .select((activity::comment_id, activity::id, activity::actor_id))
            .load(conn)?;
        posted.extend(found.into_iter().filter_map(|(comment, id, actor)| Some((comment?, (id, actor)))));
    }
    Ok(rows
        .into_iter()
        .map(|(id, event, area, proposal, comment, actor, root)| {
            let first = comment.filter(|_| event == Event::CommentRestored).and_then(|c| posted.get(&c).copied());
            let (origin, actor) = first.unwrap_or((id, actor));
            Item { id, event, area, proposal, comment, thread: root.or(comment), actor, origin }
        })
        .collect())
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
