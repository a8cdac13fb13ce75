//! The emails that a worker has taken, made into letters a few at a time: few lie in memory, and what they tell of is read
//! once for very many. One that cannot be made keeps no other back.

use super::prepare::{Prepared, make_all};
use super::store::dossier::Dossier;
use super::store::memory::Memory;
use super::store::outbox::Outbox;
use super::{Ending, Letterhead};
use crate::clock::Moment;
use crate::db::Conn;
use crate::error::{Error, Result};
use chrono::Duration;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// For how long letters are made from what was read once. When they leave, it is asked again whether their readers take
/// emails, and whether what they quote can be seen.
const FRESH: Duration = Duration::seconds(2);

/// Emails of which letters are still to be made.
#[derive(Debug, Default)]
pub struct Pile {
    rows: VecDeque<Outbox>,
    memory: Memory,
    /// What all of them need, and when it was read.
    read: Option<(Dossier, Moment)>,
}

impl Pile {
    /// Of these emails, for a worker that remembers this.
    #[must_use]
    pub fn new(rows: Vec<Outbox>, memory: Memory) -> Self {
        Self { rows: rows.into(), memory, read: None }
    }

    /// Whether every letter was made.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Makes the next letters, `most` at a time, from what the database says now, or said up to two seconds ago. One that
    /// cannot be made is parked.
    ///
    /// # Errors
    /// When the database refuses, and when not one of several can be made: then the fault is not theirs, and they wait.
    pub fn make(&mut self, conn: &mut Conn, head: &Letterhead, most: usize, now: Moment) -> Result<Vec<Prepared>> {
        let known = self.read.take().filter(|(_, at)| now - *at < FRESH);
        let all = self.rows.make_contiguous();
        let together = careful(|| {
            let (dossier, at) = match known {
                Some(known) => known,
                None => (Dossier::of_letters(conn, all, &self.memory)?, now),
            };
            let made = make_all(conn, head, &dossier, &all[..most.min(all.len())], now)?;
            Ok((made, dossier, at))
        });
        let rows = self.rows.drain(..most.min(self.rows.len()));
        match together {
            Ok((made, dossier, at)) => {
                self.read = Some((dossier, at));
                Ok(made)
            }
            Err(Error::Broken(why)) => one_by_one(conn, head, rows.collect(), &self.memory, now, why),
            Err(error) => Err(error),
        }
    }
}

/// After something failed for all of them: each by itself.
fn one_by_one(
    conn: &mut Conn,
    head: &Letterhead,
    rows: Vec<Outbox>,
    memory: &Memory,
    now: Moment,
    why: String,
) -> Result<Vec<Prepared>> {
    let several = rows.len() > 1;
    let mut prepared = Vec::new();
    for row in rows {
        let alone = std::slice::from_ref(&row);
        let made = careful(|| {
            let dossier = Dossier::of_letters(conn, alone, memory)?;
            make_all(conn, head, &dossier, alone, now)
        });
        match made {
            Err(Error::Broken(why)) => prepared.push(Prepared::Nothing(row, Ending::Parked(why))),
            made => prepared.extend(made?),
        }
    }
    let is_parked = |one: &Prepared| matches!(one, Prepared::Nothing(_, Ending::Parked(_)));
    if several && prepared.iter().all(is_parked) { Err(Error::Broken(why)) } else { Ok(prepared) }
}

/// A panic is a fault of what was being made, not of the worker.
fn careful<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(Error::Broken("making it panicked: see the log".into())))
}
