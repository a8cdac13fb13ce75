//! Connections with which the threads that serve look for themselves, where a look takes microseconds: on SQLite.
//!
//! Asking another thread costs more than such a look. Where the database is a server there are none of these.

use super::url::Bounds;
use super::{Conn, DatabaseUrl};
use crate::error::Result;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

/// How long such a look waits for a lock. Readers of SQLite wait for nobody, except while a journal is mended after a crash.
const PATIENCE: Bounds = Bounds { lock: Duration::from_millis(50), statement: None };

/// Threads are numbered as they come, so that each finds a connection that the others leave alone.
static THREADS: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    static PLACE: usize = THREADS.fetch_add(1, Ordering::Relaxed);
}

/// A connection for each thread that is likely to serve.
#[derive(Clone)]
pub(super) struct Near(Arc<[Mutex<Conn>]>);

impl Near {
    pub fn start(url: &DatabaseUrl, wanted: bool) -> Result<Self> {
        let count = if wanted { std::thread::available_parallelism().map_or(2, std::num::NonZero::get) } else { 0 };
        (0..count).map(|_| url.connect(true, PATIENCE).map(Mutex::new)).collect::<Result<_>>().map(Self)
    }

    /// Whether there are any.
    pub fn is_there(&self) -> bool {
        !self.0.is_empty()
    }

    /// This thread's connection, unless another thread has it just now, or something broke while it was in use.
    pub fn take(&self) -> Option<MutexGuard<'_, Conn>> {
        self.0.get(PLACE.with(|n| *n) % self.0.len().max(1))?.try_lock().ok()
    }
}
