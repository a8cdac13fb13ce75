//! Whether anything was committed since the last look, without a question to the database.
//!
//! SQLite keeps an index of its journal in a file beside the database. The index begins with two copies of a head that
//! every commit rewrites, of whatever process, before it counts as made (<https://www.sqlite.org/walformat.html>, 2.1).
//! Readers of the database begin with these bytes too. We do not read anything out of them: while they are the same,
//! nothing was committed. That costs one read of memory where a question costs ten times as much.

use super::DatabaseUrl;
use std::fs::File;
use std::mem::ManuallyDrop;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

/// Both copies of the head, as bytes.
const HEAD: usize = 96;

/// The head as it was at some moment.
pub(super) type Head = [u8; HEAD];

/// A look at the head of the journal's index; where there is no such file it sees nothing, and everybody asks.
#[derive(Clone)]
pub(super) struct Watch(Arc<Inner>);

struct Inner {
    path: Option<PathBuf>,
    /// Never closed: closing any handle of a file would end the locks that SQLite holds on it in this process
    /// (<https://www.sqlite.org/howtocorrupt.html>, 2.2).
    file: OnceLock<ManuallyDrop<File>>,
    /// The head from before the last look at the database that succeeded.
    seen: RwLock<Option<Head>>,
}

impl Watch {
    pub fn new(url: &DatabaseUrl) -> Self {
        Self(Arc::new(Inner { path: url.journal_index(), file: OnceLock::new(), seen: RwLock::new(None) }))
    }

    /// The head as it is now.
    #[cfg(unix)]
    pub fn head(&self) -> Option<Head> {
        use std::os::unix::fs::FileExt;
        let mut head = [0; HEAD];
        self.0.file.get()?.read_exact_at(&mut head, 0).ok()?;
        Some(head)
    }

    /// Elsewhere a file cannot be read at a place without moving in it.
    #[cfg(not(unix))]
    pub fn head(&self) -> Option<Head> {
        None
    }

    /// Whether nothing was committed since before the last look that was noted.
    pub fn is_still(&self) -> bool {
        self.head().is_some_and(|now| *self.0.seen.read().unwrap_or_else(PoisonError::into_inner) == Some(now))
    }

    /// Notes that somebody has looked at the database and knows all commits up to `head`, which was taken before. The
    /// first look opens the file: it is there while a connection is.
    pub fn looked(&self, head: Option<Head>) {
        if self.0.file.get().is_none() {
            let opened = self.0.path.as_ref().and_then(|path| File::open(path).ok());
            if let Some(file) = opened.map(ManuallyDrop::new) {
                // When two threads open it at the same moment, the second handle stays open as well, and unused.
                let _ = self.0.file.set(file);
            }
            return;
        }
        *self.0.seen.write().unwrap_or_else(PoisonError::into_inner) = head;
    }
}
