//! What is to be done later, above all letters: put in by the change that asks for it, taken out by a lease.

mod job;

use crate::clock::Moment;
use crate::db::schema::jobs;
use crate::db::{Conn, Tx};
use crate::error::{Result, broken};
use crate::load_unheld;
use chrono::Duration;
use diesel::prelude::*;

pub use job::{Job, NO_LETTERS};

/// A job that this process has taken; nobody else will until the lease runs out.
#[derive(Debug, Clone)]
pub struct Claimed {
    /// The row.
    pub id: i64,
    /// What to do.
    pub job: Job,
    /// How often it was tried before.
    pub attempts: i32,
    /// When it was first put in.
    pub created_at: Moment,
}

/// Puts a job in, in the caller's transaction: it will be done if, and only if, the change it belongs to happened.
///
/// # Errors
/// When the database refuses.
pub fn enqueue(tx: &mut Tx<'_>, job: &Job, run_at: Moment) -> Result<()> {
    let payload = serde_json::to_string(job).map_err(broken("writing a job down"))?;
    let kind = payload.split('"').nth(3).unwrap_or_default().to_owned();
    diesel::insert_into(jobs::table)
        .values((jobs::kind.eq(kind), jobs::payload.eq(payload), jobs::run_at.eq(run_at), jobs::created_at.eq(run_at)))
        .execute(&mut **tx)?;
    Ok(())
}

/// Takes up to `most` jobs that are due, for `lease`; of all kinds, or of these `only`. What cannot be read is parked with
/// the reason.
///
/// # Errors
/// When the database refuses.
pub fn claim(tx: &mut Tx<'_>, most: i64, only: Option<&[&str]>, lease: Duration, now: Moment) -> Result<Vec<Claimed>> {
    let due = jobs::table
        .filter(jobs::run_at.le(now))
        .filter(jobs::parked_because.is_null())
        .filter(jobs::claimed_until.is_null().or(jobs::claimed_until.lt(now)))
        .order((jobs::run_at, jobs::id))
        .limit(most)
        .select(jobs::id);
    let ids: Vec<i64> = match only {
        Some(kinds) => {
            let due = due.filter(jobs::kind.eq_any(kinds.to_vec()));
            load_unheld!(tx, due)?
        }
        None => load_unheld!(tx, due)?,
    };
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    diesel::update(jobs::table.filter(jobs::id.eq_any(&ids)))
        .set((jobs::claimed_until.eq(now + lease), jobs::attempts.eq(jobs::attempts + 1)))
        .execute(&mut **tx)?;
    let rows: Vec<(i64, String, i32, Moment)> = jobs::table
        .filter(jobs::id.eq_any(&ids))
        .order((jobs::run_at, jobs::id))
        .select((jobs::id, jobs::payload, jobs::attempts, jobs::created_at))
        .load(&mut **tx)?;
    let mut claimed = Vec::with_capacity(rows.len());
    for (id, payload, attempts, created_at) in rows {
        match serde_json::from_str(&payload) {
            Ok(job) => claimed.push(Claimed { id, job, attempts, created_at }),
            Err(error) => park(tx, id, &format!("cannot be read: {error}"))?,
        }
    }
    Ok(claimed)
}

/// The job is done: its row goes.
///
/// # Errors
/// When the database refuses.
pub fn finish(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    diesel::delete(jobs::table.find(id)).execute(&mut **tx)?;
    Ok(())
}

/// The job failed for now: it is due again at `run_at`.
///
/// # Errors
/// When the database refuses.
pub fn postpone(tx: &mut Tx<'_>, id: i64, run_at: Moment) -> Result<()> {
    diesel::update(jobs::table.find(id))
        .set((jobs::run_at.eq(run_at), jobs::claimed_until.eq(None::<Moment>)))
        .execute(&mut **tx)?;
    Ok(())
}

/// The job failed for good: it stays, with the reason, for a person to look at, and blocks nobody.
///
/// # Errors
/// When the database refuses.
pub fn park(tx: &mut Tx<'_>, id: i64, because: &str) -> Result<()> {
    diesel::update(jobs::table.find(id))
        .set((jobs::parked_because.eq(because), jobs::claimed_until.eq(None::<Moment>)))
        .execute(&mut **tx)?;
    Ok(())
}

/// Deletes every job that is about one of these, in whatever state it is. What is under way ends by itself: it finds
/// nobody to write to.
///
/// # Errors
/// When the database refuses.
pub fn forget(tx: &mut Tx<'_>, about: &[About]) -> Result<()> {
    for one in about {
        let (name, id) = match one {
            About::Account(id) => ("account", *id),
            About::Link(id) => ("link", *id),
            About::Subscriber(id) => ("subscriber", *id),
            About::Archive(id) => ("archive", *id),
        };
        // The names of the numbers are those of the fields of `Job`, so each stands in the text as it is written here.
        for end in [",", "}"] {
            let written = format!("%\"{name}\":{id}{end}%");
            diesel::delete(jobs::table.filter(jobs::payload.like(written))).execute(&mut **tx)?;
        }
    }
    Ok(())
}

/// What a job can be about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// An account.
    Account(i64),
    /// A link in a letter.
    Link(i64),
    /// Somebody who gets emails.
    Subscriber(i64),
    /// A copy of what is kept.
    Archive(i64),
}

/// Deletes up to `most` jobs that were put in before this moment and failed for good; gives how many.
///
/// # Errors
/// When the database refuses.
pub fn purge_parked(tx: &mut Tx<'_>, before: Moment, most: i64) -> Result<usize> {
    let parked = jobs::table.filter(jobs::parked_because.is_not_null()).filter(jobs::created_at.lt(before));
    let ids: Vec<i64> = parked.order(jobs::id).limit(most).select(jobs::id).load(&mut **tx)?;
    Ok(diesel::delete(jobs::table.filter(jobs::id.eq_any(ids))).execute(&mut **tx)?)
}

/// How many jobs have waited since before this moment, and since when the oldest of them has.
///
/// # Errors
/// When the database refuses.
pub fn waiting_since(conn: &mut Conn, before: Moment) -> Result<(i64, Option<Moment>)> {
    Ok(jobs::table
        .filter(jobs::parked_because.is_null())
        .filter(jobs::created_at.lt(before))
        .select((diesel::dsl::count_star(), diesel::dsl::min(jobs::created_at)))
        .first(conn)?)
}

/// How many jobs wait, how many are parked, and since when the oldest has waited.
///
/// # Errors
/// When the database refuses.
pub fn state(conn: &mut Conn) -> Result<(i64, i64, Option<Moment>)> {
    let waiting = jobs::table.filter(jobs::parked_because.is_null()).count().get_result(conn)?;
    let parked = jobs::table.filter(jobs::parked_because.is_not_null()).count().get_result(conn)?;
    let oldest = jobs::table
        .filter(jobs::parked_because.is_null())
        .order(jobs::created_at)
        .select(jobs::created_at)
        .first(conn)
        .optional()?;
    Ok((waiting, parked, oldest))
}
