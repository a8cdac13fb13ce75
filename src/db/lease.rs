//! Whether anything can have been committed since the last look: on PostgreSQL, by holding a row that every writer needs.
//!
//! Each writing transaction takes the row of `revision` before it commits (`ending.rs`). Whoever holds that row, shared,
//! knows that nobody commits meanwhile, whichever instance or program it is: so while we hold it, pages need no question.
//! That is a lease (Gray and Cheriton, "Leases", 1989): it ends by itself after [`HOLD`] on our own clock; PostgreSQL
//! takes the row from us after [`TAKEN_AWAY`], also when our machine sleeps or the network is cut; and a writer of this
//! process says a word before it waits for the row, and so does not wait. One of another instance waits for [`HOLD`] at
//! most, and only for the first write after a while: where much is written, nobody takes leases.

use super::url::Bounds;
use super::{Conn, DatabaseUrl};
use crate::error::Result;
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, unbounded};
use diesel::connection::SimpleConnection;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// How long a lease is good for, counted from before it was asked for.
const HOLD: Duration = Duration::from_millis(50);

/// When PostgreSQL ends a transaction in which nothing happens: three times as long, so no two clocks differ that much.
const TAKEN_AWAY: Duration = Duration::from_millis(150);

/// Between two leases, so that a writer who waits for the row comes before the next one.
const PAUSE: Duration = Duration::from_millis(2);

/// How long nothing must have been written before a lease is taken.
const QUIET: Duration = Duration::from_millis(250);

/// How many questions must have been asked since the last lease or write: a lease costs as much as four of them.
const ENOUGH: u32 = 50;

/// The lease of this process; none where a question costs next to nothing (SQLite).
#[derive(Clone)]
pub(super) struct Lease(Option<Arc<Inner>>);

struct Inner {
    began: Instant,
    /// Until when it is good, in nanoseconds after `began`; 0 for not.
    until: AtomicU64,
    /// Whether anybody needed it since it was taken.
    used: AtomicBool,
    /// Questions since the last lease or write.
    asked: AtomicU32,
    words: Sender<Word>,
}

enum Word {
    /// Enough questions were asked.
    Wanted,
    /// Somebody writes, or was seen to have written.
    Written,
}

impl Lease {
    /// No lease, ever.
    pub fn none() -> Self {
        Self(None)
    }

    /// Starts the thread that takes leases when they pay. `look` learns what was committed, and says whether that was anything.
    pub fn start(
        url: &DatabaseUrl,
        bounds: Bounds,
        look: impl Fn(&mut Conn) -> Result<bool> + Send + 'static,
    ) -> Result<Self> {
        let (words, heard) = unbounded();
        let inner = Arc::new(Inner {
            began: Instant::now(),
            until: AtomicU64::new(0),
            used: AtomicBool::new(false),
            asked: AtomicU32::new(0),
            words,
        });
        let weak = Arc::downgrade(&inner);
        let mut holder = Holder { url: url.clone(), bounds, conn: None, quiet_since: Instant::now(), heard };
        std::thread::Builder::new()
            .name("db-lease".into())
            .spawn(move || {
                while let Some(inner) = holder.waits(&weak) {
                    if let Err(error) = holder.holds(&inner, &look) {
                        tracing::debug!(%error, "no lease was to be had");
                        inner.until.store(0, Ordering::Release);
                        holder.conn = None;
                        holder.quiet_since = Instant::now();
                    }
                }
            })
            .map_err(crate::error::broken("starting the thread of leases"))?;
        Ok(Self(Some(inner)))
    }

    /// Whether nothing was committed, by anybody, between the look that came with the lease and this moment.
    pub fn is_held(&self) -> bool {
        let Some(inner) = &self.0 else { return false };
        let until = inner.until.load(Ordering::Acquire);
        let held = until > 0 && inner.now() < until;
        if held && !inner.used.load(Ordering::Relaxed) {
            inner.used.store(true, Ordering::Relaxed);
        }
        held
    }

    /// Says that a question was asked for want of a lease.
    pub fn missed(&self) {
        let Some(inner) = &self.0 else { return };
        if inner.asked.fetch_add(1, Ordering::Relaxed) + 1 == ENOUGH {
            let _ = inner.words.send(Word::Wanted);
        }
    }

    /// Says that a write comes, or was seen: the lease ends, and the next one waits until it is quiet.
    pub fn end(&self) {
        let Some(inner) = &self.0 else { return };
        inner.until.store(0, Ordering::Release);
        let _ = inner.words.send(Word::Written);
    }
}

impl Inner {
    fn now(&self) -> u64 {
        nanoseconds(self.began.elapsed())
    }
}

/// The thread that takes leases.
struct Holder {
    url: DatabaseUrl,
    bounds: Bounds,
    /// Opened for the first lease: where few read, there is none.
    conn: Option<Conn>,
    quiet_since: Instant,
    heard: Receiver<Word>,
}

impl Holder {
    /// Waits until enough was asked and nothing written for long enough; `None` when the database is closed.
    fn waits(&mut self, lease: &std::sync::Weak<Inner>) -> Option<Arc<Inner>> {
        loop {
            let wanted = lease.upgrade()?.asked.load(Ordering::Relaxed) >= ENOUGH;
            let rest = QUIET.saturating_sub(self.quiet_since.elapsed()).max(PAUSE);
            let word = if wanted {
                self.heard.recv_timeout(rest)
            } else {
                self.heard.recv().map_err(|_| RecvTimeoutError::Disconnected)
            };
            match word {
                Ok(Word::Wanted) => {}
                Ok(Word::Written) => self.quiet_since = Instant::now(),
                Err(RecvTimeoutError::Timeout) => return lease.upgrade(),
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
    }

    /// Takes a lease, unless something was written since the last look, and gives it back at its end or when a write comes.
    fn holds(&mut self, lease: &Inner, look: &impl Fn(&mut Conn) -> Result<bool>) -> Result<()> {
        let asked_at = lease.began.elapsed();
        lease.asked.store(0, Ordering::Relaxed);
        lease.used.store(false, Ordering::Relaxed);
        let mut conn = match self.conn.take() {
            Some(conn) => conn,
            None => self.url.connect(false, self.bounds)?,
        };
        conn.hold_revision(TAKEN_AWAY)?;
        if look(&mut conn)? {
            self.quiet_since = Instant::now();
        } else {
            lease.until.store(nanoseconds(asked_at + HOLD), Ordering::Release);
            self.waits_for_end(lease.began + asked_at + HOLD);
            lease.until.store(0, Ordering::Release);
        }
        conn.batch_execute("COMMIT")?;
        self.conn = Some(conn);
        if lease.used.load(Ordering::Relaxed) {
            lease.asked.store(ENOUGH, Ordering::Relaxed);
        }
        Ok(())
    }

    fn waits_for_end(&mut self, end: Instant) {
        while let Ok(word) = self.heard.recv_deadline(end) {
            if matches!(word, Word::Written) {
                self.quiet_since = Instant::now();
                return;
            }
        }
    }
}

fn nanoseconds(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}
