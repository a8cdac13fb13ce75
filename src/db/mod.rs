//! Where everything is kept: one way to read and one way to write, the same on SQLite and PostgreSQL.
//!
//! [`Db::read`] and [`Db::write`] take closures. Each runs on a thread that owns its connection, behind a bounded
//! queue: when it is full the answer is [`Error::Busy`], never an endless wait. Every write is one transaction, and
//! transactions that wait at the same time are committed together.

mod among;
pub mod chain;
mod changes;
mod counters;
mod dialect;
mod elapsed;
mod ending;
mod freshness;
mod lease;
mod near;
mod readers;
pub mod schema;
mod tx;
mod url;
mod watch;
mod work;
mod writer;

pub use among::{Among, among};
pub use changes::responses_changed;
pub use counters::{Counters, Key};
pub use dialect::{AnyExt, Conn, MultiBackend};
pub use elapsed::{Seconds, seconds};
pub use ending::Happening;
pub use freshness::{Scope, Version};
pub use tx::Tx;
pub use url::DatabaseUrl;

use crate::error::{Error, Result};
use freshness::Freshness;
use near::Near;
use readers::Readers;
use std::time::Duration;
use url::Bounds;
use writer::Writer;

/// How many connections, and how long anybody waits for one.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Threads that read, each with its own connection.
    pub readers: usize,
    /// Requests that may wait for a reader or for the writer before the answer is [`Error::Busy`].
    pub queue: usize,
    /// The longest wait for a turn, and for a lock.
    pub wait: Duration,
    /// The longest that one statement may take on PostgreSQL, and the longest pause between two in a transaction.
    pub statement: Duration,
}

impl Limits {
    fn bounds(&self) -> Bounds {
        Bounds { lock: self.wait, statement: Some(self.statement) }
    }
}

/// For a connection that keeps nobody else waiting: a migration may take its time.
const UNHURRIED: Bounds = Bounds { lock: Duration::from_secs(30), statement: None };

/// The database: cheap to clone, safe to share.
#[derive(Clone)]
pub struct Db {
    near: Near,
    readers: Readers,
    writer: Writer,
    freshness: Freshness,
    backend: &'static str,
}

impl Db {
    /// Opens the database and its connections. The tables must be there already: see [`migrate`].
    ///
    /// # Errors
    /// When it cannot be opened, with a sentence that names what was tried but no password.
    pub fn open(url: &DatabaseUrl, limits: &Limits) -> Result<Self> {
        let mut first = url.connect(false, limits.bounds())?;
        first.open_journal()?;
        let (backend, near) = (first.backend(), Near::start(url, first.answers_at_once())?);
        drop(first);
        let freshness = Freshness::start(url, limits, near.clone())?;
        Ok(Self {
            readers: Readers::start(url, limits)?,
            writer: Writer::start(url, limits, freshness.lease())?,
            freshness,
            near,
            backend,
        })
    }

    /// "SQLite" or "PostgreSQL".
    #[must_use]
    pub fn backend(&self) -> &'static str {
        self.backend
    }

    /// Runs `f` on a connection that can only read.
    ///
    /// # Errors
    /// What `f` gives; [`Error::Busy`] when no reader was free in time.
    pub async fn read<T, F>(&self, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T> + Send + 'static,
    {
        self.readers.run(f).await
    }

    /// As [`Db::read`], for a few rows found by their keys: where the database answers in microseconds (SQLite), `f` runs
    /// on the very thread that asks.
    ///
    /// # Errors
    /// As [`Db::read`].
    pub async fn glance<T, F>(&self, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T> + Send + 'static,
    {
        if let Some(mut conn) = self.near.take() {
            let result = readers::in_snapshot(&mut conn, f);
            if matches!(result, Err(Error::Busy(_) | Error::Broken(_))) {
                // Asking ends whatever is half done.
                let _ = conn.is_lost();
            }
            return result;
        }
        self.readers.run(f).await
    }

    /// Runs `f` in a transaction that has been committed, durably, when this returns `Ok`.
    ///
    /// An error from `f` takes back all that it did. `f` may be run again when the database asks for it
    /// (a deadlock between two instances), so it must not keep anything outside.
    ///
    /// # Errors
    /// What `f` gives; [`Error::Busy`] when there was no turn in time or the commit failed: nothing was saved.
    pub async fn write<T, F>(&self, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
    {
        self.writer.run(f).await
    }

    /// Makes sure that [`Db::version_of`] knows every commit, of any instance, from before this call.
    ///
    /// One question to the database serves every caller that was waiting when it was asked.
    ///
    /// # Errors
    /// When the database does not answer in time.
    pub async fn refresh(&self) -> Result<Version> {
        self.freshness.refresh().await
    }

    /// The version at which the last of these scopes changed, as of the last [`Db::refresh`].
    #[must_use]
    pub fn version_of(&self, scopes: &[Scope]) -> Version {
        self.freshness.version_of(scopes)
    }

    /// Folds the journal back into the file (SQLite) and lets the planner learn; the worker does so every minute.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn tidy(&self) -> Result<()> {
        self.writer.tidy().await
    }
}

/// Opens the database without any pool, makes or updates its tables, and gives the names of what was applied.
///
/// # Errors
/// When it cannot be opened, or a migration fails, or a newer program made it.
pub fn migrate(url: &DatabaseUrl) -> Result<Vec<String>> {
    let mut conn = url.connect(false, UNHURRIED)?;
    conn.open_journal()?;
    conn.migrate().map_err(|e| Error::Broken(e.to_string()))
}

/// One connection outside the pool, for a command that runs by itself (`import`, `doctor`).
///
/// # Errors
/// When it cannot be opened.
pub fn connect(url: &DatabaseUrl) -> Result<Conn> {
    url.connect(false, UNHURRIED)
}
