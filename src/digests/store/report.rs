//! What staff see of the emails.

use crate::clock::Moment;
use crate::db::Conn;
use crate::db::schema::{digest_runs, digests, subscribers};
use crate::digests::State;
use crate::error::Result;
use crate::ids::{DigestId, SubscriberId};
use diesel::dsl::{count_star, min};
use diesel::prelude::*;

/// One look for those who are due.
#[derive(Debug, Clone, Queryable)]
pub struct Run {
    /// When it began.
    pub began_at: Moment,
    /// When it was last at work.
    pub ended_at: Option<Moment>,
    /// How many subscribers were due.
    pub looked_at: i64,
    /// How many emails it planned.
    pub planned: i64,
}

/// An email that did not arrive.
#[derive(Debug, Clone, Queryable)]
pub struct Trouble {
    /// Its number.
    pub id: DigestId,
    /// To whom it should have gone.
    pub subscriber: SubscriberId,
    /// Their address.
    pub email: String,
    /// When it was planned.
    pub at: Moment,
    /// What became of it.
    pub state: State,
    /// Why.
    pub why: String,
    /// How often it was tried.
    pub attempts: i32,
}

pub(in crate::digests) fn count_states(conn: &mut Conn, since: Moment) -> Result<Vec<(State, i64)>> {
    Ok(digests::table
        .filter(digests::planned_at.gt(since).or(digests::next_at.is_not_null()))
        .group_by(digests::state)
        .order(digests::state)
        .select((digests::state, count_star()))
        .load(conn)?)
}

pub(in crate::digests) fn count_ended(conn: &mut Conn, since: Moment) -> Result<Vec<(State, i64)>> {
    Ok(digests::table
        .filter(digests::ended_at.ge(since).or(digests::next_at.is_not_null()))
        .group_by(digests::state)
        .order(digests::state)
        .select((digests::state, count_star()))
        .load(conn)?)
}

pub(in crate::digests) fn find_oldest_waiting(conn: &mut Conn) -> Result<Option<Moment>> {
    Ok(digests::table.filter(digests::next_at.is_not_null()).select(min(digests::planned_at)).first(conn)?)
}

/// How many wait that were planned before this moment, and since when; those that are parked wait for a person.
pub(in crate::digests) fn count_waiting_since(conn: &mut Conn, before: Moment) -> Result<(i64, Option<Moment>)> {
    Ok(digests::table
        .filter(digests::next_at.is_not_null().or(digests::state.eq(State::Parked)))
        .filter(digests::planned_at.lt(before))
        .select((count_star(), min(digests::planned_at)))
        .first(conn)?)
}

pub(in crate::digests) fn count_due(conn: &mut Conn, now: Moment) -> Result<i64> {
    Ok(subscribers::table.filter(subscribers::due_at.le(now)).count().get_result(conn)?)
}

pub(in crate::digests) fn load_runs(conn: &mut Conn, most: i64) -> Result<Vec<Run>> {
    use digest_runs as r;
    Ok(r::table
        .order(r::id.desc())
        .limit(most)
        .select((r::began_at, r::ended_at, r::looked_at, r::planned))
        .load(conn)?)
}

/// The newest of those that did not arrive: first those that are parked, for nobody else looks after them.
pub(in crate::digests) fn load_trouble(conn: &mut Conn, most: i64) -> Result<Vec<Trouble>> {
    let mut all = load_in(conn, &[State::Parked], most)?;
    let left = most - i64::try_from(all.len()).unwrap_or(most);
    all.extend(load_in(conn, &[State::Deferred, State::Failed, State::Unknown, State::Skipped], left)?);
    Ok(all)
}

fn load_in(conn: &mut Conn, states: &[State], most: i64) -> Result<Vec<Trouble>> {
    Ok(digests::table
        .inner_join(subscribers::table)
        .filter(digests::state.eq_any(states))
        .order(digests::id.desc())
        .limit(most)
        .select((
            digests::id,
            digests::subscriber_id,
            subscribers::email,
            digests::planned_at,
            digests::state,
            digests::why,
            digests::attempts,
        ))
        .load(conn)?)
}
