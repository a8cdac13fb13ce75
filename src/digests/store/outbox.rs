//! Sending in the database: each email is taken by one worker, and every step is written down before it is taken.

use crate::clock::Moment;
use crate::db::schema::digests;
use crate::db::schema::subscribers as s;
use crate::db::{Conn, Tx};
use crate::digests::items::Items;
use crate::digests::store::dossier::load_visible;
use crate::digests::{Ending, State};
use crate::error::Result;
use crate::follows;
use crate::ids::{CommentId, DigestId, SubscriberId};
use crate::subscribers::{self, Frequency, rhythm};
use crate::{each_backend, load_unheld};
use chrono::Duration;
use diesel::prelude::*;
use std::collections::BTreeSet;

/// A planned email.
#[derive(Debug, Clone)]
pub struct Outbox {
    /// Its number.
    pub id: DigestId,
    /// To whom it goes.
    pub subscriber: SubscriberId,
    /// For which moment it is.
    pub period_end: Moment,
    /// What is in it.
    pub items: Items,
    /// What of it may have been told before.
    pub doubtful: Items,
    /// What of it was left out when it was sent.
    pub left_out: Items,
    /// The frequencies that were due, as words.
    pub because: String,
    /// What became of it.
    pub state: State,
    /// How often it was tried.
    pub attempts: i32,
    /// The same on every try.
    pub message_id: String,
    /// When it was planned.
    pub planned_at: Moment,
}

impl Outbox {
    /// Whether weekly news led to it, whatever else did.
    #[must_use]
    pub fn is_weekly(&self) -> bool {
        self.because.contains("weekly")
    }
}

type Columns = (DigestId, SubscriberId, Moment, (Vec<u8>, Vec<u8>, Vec<u8>), String, State, i32, String, Moment);

macro_rules! columns {
    () => {
        (
            digests::id,
            digests::subscriber_id,
            digests::period_end,
            (digests::items, digests::doubtful, digests::left_out),
            digests::because,
            digests::state,
            digests::attempts,
            digests::message_id,
            digests::planned_at,
        )
    };
}

fn outbox(columns: Columns) -> Outbox {
    let (id, subscriber, period_end, (items, doubtful, left_out), because, state, attempts, message_id, planned_at) =
        columns;
    Outbox {
        id,
        subscriber,
        period_end,
        items: Items::from_bytes(&items),
        doubtful: Items::from_bytes(&doubtful),
        left_out: Items::from_bytes(&left_out),
        because,
        state,
        attempts,
        message_id,
        planned_at,
    }
}

/// Takes up to `most` emails that are due, for `lease`. Those that somebody was sending when they died become unknown.
pub(in crate::digests) fn claim(
    tx: &mut Tx<'_>,
    owner: &str,
    most: i64,
    lease: Duration,
    now: Moment,
) -> Result<Vec<Outbox>> {
    let due = digests::table
        .filter(digests::next_at.is_not_null())
        .filter(digests::next_at.le(now))
        .order((digests::next_at, digests::id))
        .limit(most)
        .select(columns!());
    let rows: Vec<Columns> = load_unheld!(tx, due)?;
    let (lost, taken): (Vec<Outbox>, Vec<Outbox>) =
        rows.into_iter().map(outbox).partition(|row| row.state == State::Sending);
    for row in lost {
        end(tx, &row, &Ending::Unknown("the program ended while it was being sent".into()), now)?;
    }
    let ids: Vec<i64> = taken.iter().map(|row| row.id.0).collect();
    let taking = diesel::update(digests::table.filter(digests::id.eq_any(ids)))
        .set((digests::owner.eq(owner), digests::next_at.eq(now + lease)));
    each_backend!(&mut **tx, c => taking.execute(c))?;
    Ok(taken)
}

/// What this worker took and has not sent is free for others at once, and not only when its lease is over.
pub(in crate::digests) fn release(tx: &mut Tx<'_>, ids: &[DigestId], owner: &str, now: Moment) -> Result<()> {
    let taken = digests::table
        .filter(digests::id.eq_any(ids.iter().map(|id| id.0)))
        .filter(digests::owner.eq(owner))
        .filter(digests::state.eq_any([State::Planned, State::Deferred]));
    diesel::update(taken).set((digests::owner.eq(""), digests::next_at.eq(now))).execute(&mut **tx)?;
    Ok(())
}

/// What is written down in the last transaction before an email goes to the mail server.
pub(in crate::digests) struct Departure<'a> {
    pub row: &'a Outbox,
    pub subject: &'a str,
    pub left_out: &'a Items,
    /// Comments whose words are in it: each must still be visible.
    pub shown: &'a [CommentId],
    /// Comments that were left out because they were hidden: each must still be.
    pub hidden: &'a [CommentId],
    pub stop_hash: &'a str,
    pub manage_hash: &'a str,
}

/// Says that emails leave now; for each false when it must not: it is not this worker's any more, its reader does not take
/// emails any more, or something in it was hidden or came back since it was made. Then it is made anew, and asked again.
pub(in crate::digests) fn depart(
    tx: &mut Tx<'_>,
    departures: &[Departure<'_>],
    owner: &str,
    lease: Duration,
    now: Moment,
) -> Result<Vec<bool>> {
    let readers: Vec<SubscriberId> = departures.iter().map(|departure| departure.row.subscriber).collect();
    let ready: BTreeSet<SubscriberId> = subscribers::load(tx, &readers)?
        .into_iter()
        .filter(|who| who.takes_emails() && who.paused_until.is_none_or(|until| until <= now))
        .map(|who| who.id)
        .collect();
    let about: BTreeSet<CommentId> = departures.iter().flat_map(|d| d.shown.iter().chain(d.hidden)).copied().collect();
    let visible = load_visible(tx, &about.into_iter().collect::<Vec<_>>())?;
    departures
        .iter()
        .map(|departure| {
            let as_made = departure.shown.iter().all(|id| visible.contains(id))
                && !departure.hidden.iter().any(|id| visible.contains(id));
            let mine = digests::table
                .find(departure.row.id.0)
                .filter(digests::owner.eq(owner))
                .filter(digests::state.eq(State::Planned).or(digests::state.eq(State::Deferred)));
            if !as_made || !ready.contains(&departure.row.subscriber) {
                diesel::update(mine).set(digests::next_at.eq(now)).execute(&mut **tx)?;
                return Ok(false);
            }
            let leaving = diesel::update(mine).set((
                digests::state.eq(State::Sending),
                digests::next_at.eq(now + lease),
                digests::attempts.eq(digests::attempts + 1),
                digests::subject.eq(departure.subject),
                digests::left_out.eq(departure.left_out.to_bytes()),
                digests::stop_hash.eq(departure.stop_hash),
                digests::manage_hash.eq(departure.manage_hash),
            ));
            Ok(each_backend!(&mut **tx, c => leaving.execute(c))? == 1)
        })
        .collect()
}

/// Notes how emails of this worker's ended; one that somebody else has taken meanwhile is left alone.
pub(in crate::digests) fn note(tx: &mut Tx<'_>, ended: &[(Outbox, Ending)], owner: &str, now: Moment) -> Result<()> {
    let (accepted, others): (Vec<_>, Vec<_>) = ended.iter().partition(|(_, ending)| *ending == Ending::Accepted);
    let open = || {
        digests::table.filter(digests::owner.eq(owner)).filter(digests::state.eq_any([
            State::Planned,
            State::Deferred,
            State::Sending,
        ]))
    };
    // Nothing is given back where all is well, so most of them end alike and together.
    let ids: Vec<i64> = accepted.iter().map(|(row, _)| row.id.0).collect();
    if !ids.is_empty() {
        let ending = diesel::update(open().filter(digests::id.eq_any(ids))).set(ended_as(&Ending::Accepted, now));
        each_backend!(&mut **tx, c => ending.execute(c))?;
    }
    for (row, ending) in others {
        // An update of nothing takes the row's lock on PostgreSQL; on SQLite the writer is alone anyway.
        let held =
            diesel::update(open().filter(digests::id.eq(row.id.0))).set(digests::owner.eq(owner)).execute(&mut **tx)?;
        if held == 1 {
            end(tx, row, ending, now)?;
        }
    }
    Ok(())
}

/// What the row of an email says once it has ended so.
#[derive(AsChangeset)]
#[diesel(table_name = digests, treat_none_as_null = true)]
struct Ended {
    state: State,
    why: String,
    owner: String,
    next_at: Option<Moment>,
    ended_at: Option<Moment>,
}

fn ended_as(ending: &Ending, now: Moment) -> Ended {
    let next_at = match ending {
        Ending::Deferred(_, at) => Some(*at),
        _ => None,
    };
    Ended {
        state: ending.state(),
        why: ending.why().chars().filter(|c| !c.is_control()).take(300).collect(),
        owner: String::new(),
        next_at,
        ended_at: next_at.is_none().then_some(now),
    }
}

fn end(tx: &mut Tx<'_>, row: &Outbox, ending: &Ending, now: Moment) -> Result<()> {
    diesel::update(digests::table.find(row.id.0)).set(ended_as(ending, now)).execute(&mut **tx)?;
    match ending {
        Ending::Empty(_) => {
            diesel::update(digests::table.find(row.id.0))
                .set(digests::left_out.eq(row.items.to_bytes()))
                .execute(&mut **tx)?;
            Ok(())
        }
        Ending::Failed(_) | Ending::Held(_) => give_back(tx, row, &row.doubtful, now),
        Ending::Unknown(_) => give_back(tx, row, &row.items, now),
        Ending::Accepted | Ending::Deferred(..) | Ending::Dropped(_) | Ending::Parked(_) => Ok(()),
    }
}

/// What was in an email is pending again; `doubtful` of it may have been told.
fn give_back(tx: &mut Tx<'_>, row: &Outbox, doubtful: &Items, now: Moment) -> Result<()> {
    let who = s::table.find(row.subscriber.0);
    // An update of nothing takes the row's lock on PostgreSQL; on SQLite the writer is alone anyway.
    let kept: Option<(Vec<u8>, Vec<u8>)> = diesel::update(who)
        .set(s::hour.eq(s::hour))
        .returning((s::pending, s::doubtful))
        .get_result(&mut **tx)
        .optional()?;
    let Some((pending, before)) = kept else { return Ok(()) };
    let pending = Items::from_bytes(&pending).with(&row.items);
    let doubtful = Items::from_bytes(&before).with(doubtful);
    diesel::update(who)
        .set((s::pending.eq(pending.to_bytes()), s::doubtful.eq(doubtful.to_bytes())))
        .execute(&mut **tx)?;
    let at_once = follows::load_of(tx, &[row.subscriber])?.iter().any(|(_, f)| f.frequency == Frequency::AtOnce);
    if at_once {
        subscribers::look_again(tx, row.subscriber, rhythm::by_day(now + Duration::hours(1)))?;
    }
    Ok(())
}

/// One email.
pub(in crate::digests) fn find(conn: &mut Conn, id: DigestId) -> Result<Option<Outbox>> {
    Ok(digests::table.find(id.0).select(columns!()).first::<Columns>(conn).optional()?.map(outbox))
}

/// The last emails to a subscriber, newest first, each with its subject and the reason for what became of it.
pub(in crate::digests) fn load_last(
    conn: &mut Conn,
    who: SubscriberId,
    most: i64,
) -> Result<Vec<(Outbox, String, String)>> {
    let rows: Vec<(Columns, String, String)> = digests::table
        .filter(digests::subscriber_id.eq(who.0))
        .order(digests::period_end.desc())
        .limit(most)
        .select((columns!(), digests::subject, digests::why))
        .load(conn)?;
    Ok(rows.into_iter().map(|(row, subject, why)| (outbox(row), subject, why)).collect())
}

/// The hashes of the two tokens in an email, and to whom it went.
pub(in crate::digests) fn find_hashes(conn: &mut Conn, id: DigestId) -> Result<Option<(SubscriberId, String, String)>> {
    Ok(digests::table
        .find(id.0)
        .select((digests::subscriber_id, digests::stop_hash, digests::manage_hash))
        .first(conn)
        .optional()?)
}

/// A parked email is tried again.
pub(in crate::digests) fn update_parked(tx: &mut Tx<'_>, id: DigestId, now: Moment) -> Result<bool> {
    let parked = digests::table.find(id.0).filter(digests::state.eq(State::Parked));
    let changed = diesel::update(parked)
        .set((digests::state.eq(State::Deferred), digests::next_at.eq(now), digests::ended_at.eq(None::<Moment>)))
        .execute(&mut **tx)?;
    Ok(changed == 1)
}
