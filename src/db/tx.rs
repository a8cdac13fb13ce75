//! A transaction in the hands of whoever writes.

use super::Conn;
use super::chain::Act;
use super::counters::{Counters, Key};
use super::ending::{Ending, Happening};
use super::freshness::Scope;
use crate::error::Result;
use diesel::connection::SimpleConnection;
use std::ops::{Deref, DerefMut};

/// A transaction that will be committed when its closure returns `Ok`. It is a connection, and knows what it touched
/// and what happened in it.
pub struct Tx<'a> {
    pub(super) conn: &'a mut Conn,
    pub(super) ending: &'a mut Ending,
    /// What the staff did in the transactions of the group that have an ending of their own, before this one.
    pub(super) before: &'a [Act],
}

impl Tx<'_> {
    /// Says that pages which show this scope are out of date once the transaction is committed.
    pub fn touch(&mut self, scope: Scope) {
        self.ending.touched.insert(scope);
    }

    /// Adds to counters of the row with this key: a number for each column, in their order. It is done with all that the
    /// group counts, in the moment before the commit: within the transaction the row still shows what it showed before.
    pub fn count(&mut self, counters: &'static Counters, key: impl Into<Key>, by: &[i64]) {
        self.ending.counted.add(counters, key.into(), by);
    }

    /// Says that this happened. The row is written with those of the whole group, in the moment before the commit: so the
    /// rows are numbered in the order of the commits. Within the transaction it cannot be read yet.
    pub fn happened(&mut self, happening: Happening) {
        self.ending.happened.push(happening);
    }

    /// Says that one of the staff did this. It becomes the next link of the chain in the moment before the commit; see
    /// [`super::chain`]. Within the transaction it cannot be read yet.
    pub fn acted(&mut self, act: Act) {
        self.ending.touched.insert(Scope::Record);
        self.ending.acts.push(act);
    }

    /// What the staff did in the transactions that will be committed together with this one, so far.
    pub fn acts(&self) -> impl DoubleEndedIterator<Item = &Act> {
        self.before.iter().chain(&self.ending.acts)
    }

    /// Runs `f` in a transaction on a connection of one's own (`import`, seeding), and notes what it touched.
    ///
    /// # Errors
    /// What `f` gives, after everything was taken back; or why the commit failed.
    pub fn alone<T>(conn: &mut Conn, f: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        conn.begin_write(None)?;
        let mut ending = Ending::default();
        let result = f(&mut Tx { conn, ending: &mut ending, before: &[] })
            .and_then(|value| ending.write(conn).map(|()| value))
            .and_then(|value| Ok(conn.batch_execute("COMMIT").map(|()| value)?));
        if result.is_err() {
            let _ = conn.batch_execute("ROLLBACK");
        }
        result
    }
}

impl Deref for Tx<'_> {
    type Target = Conn;
    fn deref(&self) -> &Conn {
        self.conn
    }
}

impl DerefMut for Tx<'_> {
    fn deref_mut(&mut self) -> &mut Conn {
        self.conn
    }
}
