//! The only file that asks which database this is.
#![allow(missing_docs, reason = "the derive writes public items without a word; the others have theirs")]

use super::url::Bounds;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sqlite::Sqlite;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

/// A connection to either database; queries are written once and run on both.
#[derive(diesel::MultiConnection)]
pub enum Conn {
    Postgres(PgConnection),
    Sqlite(SqliteConnection),
}

const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");
const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");

type MigrationResult<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

impl Conn {
    /// The database's name, for a person.
    #[must_use]
    pub fn backend(&self) -> &'static str {
        match self {
            Self::Postgres(_) => "PostgreSQL",
            Self::Sqlite(_) => "SQLite",
        }
    }

    /// Brings the tables up to this program's version; gives the names of what was applied.
    ///
    /// # Errors
    /// When a migration fails, or the database was made by a newer program.
    pub fn migrate(&mut self) -> MigrationResult<Vec<String>> {
        // Two instances that start at once: the second waits here and then finds nothing to do.
        if let Self::Postgres(c) = self {
            diesel::sql_query("SELECT pg_advisory_lock(70111)").execute(c)?;
        }
        let done = self.refuse_newer_schema().and_then(|()| self.apply_pending()).and_then(|names| {
            super::chain::chain_older(self)?;
            Ok(names)
        });
        if let Self::Postgres(c) = self {
            diesel::sql_query("SELECT pg_advisory_unlock(70111)").execute(c)?;
        }
        done
    }

    fn apply_pending(&mut self) -> MigrationResult<Vec<String>> {
        match self {
            Self::Postgres(c) => Ok(names(&c.run_pending_migrations(POSTGRES)?)),
            Self::Sqlite(c) => {
                if !c.has_pending_migration(SQLITE)? {
                    return Ok(Vec::new());
                }
                // The write lock first: what is pending is asked again under it.
                c.immediate_transaction(|c| Ok(names(&c.run_pending_migrations(SQLITE)?)))
            }
        }
    }

    /// How many migrations wait to be applied.
    ///
    /// # Errors
    /// When the database does not answer, or was made by a newer program.
    pub fn pending_migrations(&mut self) -> MigrationResult<usize> {
        self.refuse_newer_schema()?;
        Ok(match self {
            Self::Postgres(c) => c.pending_migrations(POSTGRES)?.len(),
            Self::Sqlite(c) => c.pending_migrations(SQLITE)?.len(),
        })
    }

    /// Takes every migration back, newest first. Everything is lost; tests use it to prove that `down` works.
    ///
    /// # Errors
    /// When a migration cannot be taken back.
    pub fn revert_all(&mut self) -> MigrationResult<()> {
        match self {
            Self::Postgres(c) => c.revert_all_migrations(POSTGRES).map(|_| ()),
            Self::Sqlite(c) => c.revert_all_migrations(SQLITE).map(|_| ()),
        }
    }

    fn refuse_newer_schema(&mut self) -> MigrationResult<()> {
        let (applied, known) = match self {
            Self::Postgres(c) => (c.applied_migrations()?, known::<Pg>(&POSTGRES)?),
            Self::Sqlite(c) => (c.applied_migrations()?, known::<Sqlite>(&SQLITE)?),
        };
        match applied.iter().find(|version| !known.contains(&version.to_string())) {
            None => Ok(()),
            Some(version) => Err(format!(
                "this database was made by a newer Folkmoot (it holds migration {version}); use that version, or a restored backup"
            )
            .into()),
        }
    }

    /// Begins a transaction that will write. On SQLite it takes the write lock at once: a transaction that
    /// reads first and then writes would fail at the first neighbour. `patience` is how many milliseconds it waits for a
    /// lock, where that differs from what the connection waits; see [`Conn::wait_for_locks`].
    pub(super) fn begin_write(&mut self, patience: Option<u128>) -> QueryResult<()> {
        use diesel::connection::SimpleConnection;
        match self {
            Self::Postgres(c) => match patience {
                Some(ms) => c.batch_execute(&format!("BEGIN; SET LOCAL lock_timeout = '{ms}ms'")),
                None => c.batch_execute("BEGIN"),
            },
            Self::Sqlite(c) => c.batch_execute("BEGIN IMMEDIATE"),
        }
    }

    /// From here to the end of the transaction under way, waits for a lock of somebody else's at most so long. SQLite has
    /// one lock, and whoever writes holds it already.
    pub(super) fn wait_for_locks(&mut self, ms: u128) -> QueryResult<()> {
        use diesel::connection::SimpleConnection;
        match self {
            Self::Postgres(c) => c.batch_execute(&format!("SET LOCAL lock_timeout = '{ms}ms'")),
            Self::Sqlite(_) => Ok(()),
        }
    }

    /// Begins a transaction that holds the row of `revision`, shared: until it ends nobody can commit what changes pages.
    /// The server ends it when nothing is asked for so long. It writes nothing that must be on the disk.
    pub(super) fn hold_revision(&mut self, at_most: std::time::Duration) -> QueryResult<()> {
        use diesel::connection::SimpleConnection;
        match self {
            Self::Postgres(c) => c.batch_execute(&format!(
                "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL synchronous_commit = off; \
                 SET LOCAL idle_in_transaction_session_timeout = '{}ms'; SELECT n FROM revision WHERE id = 1 FOR SHARE",
                at_most.as_millis()
            )),
            Self::Sqlite(_) => Ok(()),
        }
    }

    /// Begins a snapshot for several reads, where that costs nothing (SQLite); true if one was begun.
    pub(super) fn begin_read(&mut self) -> QueryResult<bool> {
        use diesel::connection::SimpleConnection;
        match self {
            Self::Postgres(_) => Ok(false),
            Self::Sqlite(c) => c.batch_execute("BEGIN DEFERRED").map(|()| true),
        }
    }

    /// Whether a small question is answered on the asking thread in microseconds, without waiting for a server.
    pub(super) fn answers_at_once(&self) -> bool {
        matches!(self, Self::Sqlite(_))
    }

    /// Sets a new connection up: durability, how long anything may take, and reading only.
    ///
    /// On PostgreSQL what takes too long is broken off there, or a few slow questions would hold every connection after
    /// those who asked have gone; and whoever stands still in the middle of a transaction (a machine that sleeps) loses it,
    /// with all the locks that others wait for.
    pub(super) fn prepare(&mut self, read_only: bool, bounds: Bounds) -> QueryResult<()> {
        use diesel::connection::SimpleConnection;
        let wait_ms = bounds.lock.as_millis();
        match self {
            Self::Sqlite(c) => c.batch_execute(&format!(
                "PRAGMA busy_timeout={wait_ms}; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; \
                 PRAGMA trusted_schema=OFF; PRAGMA wal_autocheckpoint=4000; PRAGMA temp_store=MEMORY; {}",
                // What is deleted is overwritten in the file. Kilobytes of pages of its own, and bytes of the file that it sees directly: there are many that read.
                if read_only {
                    "PRAGMA cache_size=-2000; PRAGMA mmap_size=4194304; PRAGMA query_only=ON;"
                } else {
                    "PRAGMA cache_size=-4000; PRAGMA mmap_size=8388608; PRAGMA secure_delete=ON;"
                }
            )),
            Self::Postgres(c) => c.batch_execute(&format!(
                "SET TIME ZONE 'UTC'; SET lock_timeout = '{wait_ms}ms'; SET client_min_messages = 'warning';{}{}",
                if read_only { " SET default_transaction_read_only = on;" } else { "" },
                bounds.statement.map(|most| most.as_millis()).map_or(String::new(), |ms| format!(
                    " SET statement_timeout = '{ms}ms'; SET idle_in_transaction_session_timeout = '{ms}ms';"
                ))
            )),
        }
    }

    /// SQLite's journal is set to WAL, once for the file; elsewhere nothing happens.
    pub(super) fn open_journal(&mut self) -> QueryResult<()> {
        use diesel::connection::SimpleConnection;
        match self {
            Self::Postgres(_) => Ok(()),
            Self::Sqlite(c) => c.batch_execute(
                "PRAGMA busy_timeout=5000; PRAGMA journal_mode=WAL; PRAGMA journal_size_limit=16777216;",
            ),
        }
    }

    /// Folds SQLite's journal back into the file; constant reading would let it grow. Elsewhere nothing happens.
    pub(super) fn tidy(&mut self) -> QueryResult<()> {
        use diesel::connection::SimpleConnection;
        match self {
            Self::Postgres(_) => Ok(()),
            Self::Sqlite(c) => c.batch_execute("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA optimize;"),
        }
    }

    /// Whether this connection should be thrown away and opened again.
    pub(super) fn is_lost(&mut self) -> bool {
        use diesel::connection::SimpleConnection;
        match self {
            Self::Postgres(c) => c.batch_execute("ROLLBACK").is_err() || c.batch_execute("SELECT 1").is_err(),
            Self::Sqlite(c) => {
                // Fails when no transaction is open, which is the usual case.
                let _ = c.batch_execute("ROLLBACK");
                false
            }
        }
    }
}

fn names<V: std::fmt::Display>(versions: &[V]) -> Vec<String> {
    versions.iter().map(ToString::to_string).collect()
}

fn known<DB: diesel::backend::Backend>(all: &EmbeddedMigrations) -> MigrationResult<Vec<String>> {
    use diesel::migration::MigrationSource;
    let all: Vec<Box<dyn diesel::migration::Migration<DB>>> = all.migrations()?;
    Ok(all.iter().map(|m| m.name().version().to_string()).collect())
}

/// A statement that both databases can render, where the derive has no forwarding of its own (`ON CONFLICT` above all).
#[derive(Debug, Clone, Copy)]
pub struct Any<Q>(Q);

impl<Q> QueryFragment<MultiBackend> for Any<Q>
where
    Q: QueryFragment<Pg> + QueryFragment<Sqlite>,
{
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        MultiBackend::walk_variant_ast(&self.0, pass)
    }
}
impl<Q: QueryId> QueryId for Any<Q> {
    type QueryId = Q::QueryId;
    const HAS_STATIC_QUERY_ID: bool = Q::HAS_STATIC_QUERY_ID;
}
impl<Q: Query> Query for Any<Q> {
    type SqlType = Q::SqlType;
}
impl<Q> RunQueryDsl<Conn> for Any<Q> {}

/// Adds `.any()` to every statement: see [`Any`].
pub trait AnyExt: Sized {
    /// This statement, to be run on whichever database there is.
    fn any(self) -> Any<Self> {
        Any(self)
    }
}
impl<Q: QueryFragment<Pg>> AnyExt for Q {}

/// The same text compiled for each database; needed only for inserts of many rows.
#[macro_export]
macro_rules! each_backend {
    ($conn:expr, $c:ident => $body:expr) => {
        match $conn {
            $crate::db::Conn::Postgres($c) => $body,
            $crate::db::Conn::Sqlite($c) => $body,
        }
    };
}

/// Loads what a query finds, held against others until the transaction ends and without those that others hold:
/// `FOR UPDATE SKIP LOCKED` on PostgreSQL. On SQLite the writer is alone.
#[macro_export]
macro_rules! load_unheld {
    ($tx:expr, $query:expr) => {
        match &mut **$tx {
            $crate::db::Conn::Postgres(c) => $query.for_update().skip_locked().load(c),
            $crate::db::Conn::Sqlite(c) => $query.load(c),
        }
    };
}
