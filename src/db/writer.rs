//! One thread that writes, and commits in groups: what waits at the same time shares one durable commit.

use super::counters::{Counters, Key};
use super::ending::{Ending, Happening};
use super::freshness::Scope;
use super::readers::reconnect;
use super::url::Bounds;
use super::{Conn, DatabaseUrl, Limits};
use crate::error::{Error, Result};
use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use diesel::connection::SimpleConnection;
use std::ops::{Deref, DerefMut};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;
use tokio::sync::oneshot;

/// How often one piece of work is tried by itself when another instance was in its way.
const TRIES: usize = 5;

/// The most transactions that share a commit.
const GROUP: usize = 50;

/// How long one in a group waits for a lock of another instance, in milliseconds. A group holds what all of its members
/// have locked, so two groups can wait for each other: PostgreSQL would notice only after a second. Longer than a group
/// usually takes; whoever waited in vain is tried again alone, after the others are committed.
const PATIENCE: u128 = 100;

/// A transaction that will be committed when its closure returns `Ok`. It is a connection, and knows what it touched
/// and what happened in it.
pub struct Tx<'a> {
    conn: &'a mut Conn,
    ending: &'a mut Ending,
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

    /// Runs `f` in a transaction on a connection of one's own (`import`, seeding), and notes what it touched.
    ///
    /// # Errors
    /// What `f` gives, after everything was taken back; or why the commit failed.
    pub fn alone<T>(conn: &mut Conn, f: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        conn.begin_write(None)?;
        let mut ending = Ending::default();
        let result = f(&mut Tx { conn, ending: &mut ending })
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

/// What waits for its turn: run it (again, if need be), then tell it how the commit went.
trait Work: Send {
    /// False when the one who asked gave up before it was begun.
    fn begin(&mut self) -> bool;
    fn run(&mut self, tx: &mut Tx<'_>) -> Outcome;
    fn answer(self: Box<Self>, commit: Result<()>);
}

/// What a closure left behind.
enum Outcome {
    Done,
    /// It gave an error: what it did is taken back, the others go on.
    Undo,
    /// The database asked for another try.
    Again,
    /// A lock was not to be had in time: worth another try after waiting in a group, but not after waiting alone.
    Later,
}

const WAITING: u8 = 0;
const BEGUN: u8 = 1;
const GIVEN_UP: u8 = 2;

struct Pending<T, F> {
    f: F,
    state: Arc<AtomicU8>,
    result: Option<Result<T>>,
    reply: oneshot::Sender<Result<T>>,
}

impl<T, F> Work for Pending<T, F>
where
    T: Send,
    F: FnMut(&mut Tx<'_>) -> Result<T> + Send,
{
    fn begin(&mut self) -> bool {
        let turn = self.state.compare_exchange(WAITING, BEGUN, Ordering::AcqRel, Ordering::Acquire);
        turn.is_ok() || turn == Err(BEGUN)
    }

    fn run(&mut self, tx: &mut Tx<'_>) -> Outcome {
        let result = catch_unwind(AssertUnwindSafe(|| (self.f)(tx)))
            .unwrap_or_else(|_| Err(Error::Broken("a writing closure panicked".into())));
        let outcome = match &result {
            Ok(_) => Outcome::Done,
            Err(Error::Busy(why)) if why.contains("lock timeout") => Outcome::Later,
            // What took too long once would take as long again, and everybody behind it would wait.
            Err(Error::Busy(why)) if why.contains("statement timeout") => Outcome::Undo,
            Err(Error::Busy(_)) => Outcome::Again,
            Err(_) => Outcome::Undo,
        };
        self.result = Some(result);
        outcome
    }

    fn answer(self: Box<Self>, commit: Result<()>) {
        let result = match (self.result, commit) {
            (Some(Ok(value)), Ok(())) => Ok(value),
            (Some(Ok(_)) | None, Err(error)) => Err(error),
            (Some(Err(error)), _) => Err(error),
            (None, Ok(())) => Err(Error::Busy("it was not begun".into())),
        };
        let _ = self.reply.send(result);
    }
}

enum Message {
    Work(Box<dyn Work>),
    Tidy(oneshot::Sender<Result<()>>),
}

#[derive(Clone)]
pub(super) struct Writer {
    queue: Sender<Message>,
    wait: Duration,
}

impl Writer {
    pub(super) fn start(url: &DatabaseUrl, limits: &Limits) -> Result<Self> {
        let (queue, messages) = bounded(limits.queue);
        let conn = url.connect(false, limits.bounds())?;
        let (url, bounds) = (url.clone(), limits.bounds());
        std::thread::Builder::new()
            .name("db-write".into())
            .spawn(move || Desk { conn, careful: false, url, bounds }.serve(&messages))
            .map_err(crate::error::broken("starting the writer"))?;
        Ok(Self { queue, wait: limits.wait })
    }

    pub(super) async fn run<T, F>(&self, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
    {
        let (reply, mut answer) = oneshot::channel();
        let state = Arc::new(AtomicU8::new(WAITING));
        let work = Pending { f, state: state.clone(), result: None, reply };
        self.send(Message::Work(Box::new(work)))?;
        let first = tokio::time::timeout(self.wait, &mut answer).await;
        let answered = match first {
            Ok(answered) => answered,
            Err(_) if state.compare_exchange(WAITING, GIVEN_UP, Ordering::AcqRel, Ordering::Acquire).is_ok() => {
                return Err(Error::Busy("the writer was not free in time".into()));
            }
            // It has begun: only its end says whether it was saved.
            Err(_) => answer.await,
        };
        answered.unwrap_or_else(|_| Err(Error::Busy("the writer stopped".into())))
    }

    pub(super) async fn tidy(&self) -> Result<()> {
        let (reply, answer) = oneshot::channel();
        self.send(Message::Tidy(reply))?;
        answer.await.unwrap_or_else(|_| Err(Error::Busy("the writer stopped".into())))
    }

    fn send(&self, message: Message) -> Result<()> {
        self.queue.try_send(message).map_err(|error| match error {
            TrySendError::Full(_) => Error::Busy("the queue of writes is full".into()),
            TrySendError::Disconnected(_) => Error::Busy("the writer stopped".into()),
        })
    }
}

struct Desk {
    conn: Conn,
    /// Whether something failed in the last group: then each piece of the next gets a savepoint. Most groups need none, and
    /// where nothing fails they would only cost time.
    careful: bool,
    url: DatabaseUrl,
    bounds: Bounds,
}

impl Desk {
    fn serve(&mut self, messages: &Receiver<Message>) {
        while let Ok(first) = messages.recv() {
            let mut group = Vec::new();
            let mut next = Some(first);
            while let Some(message) = next {
                match message {
                    Message::Work(mut work) => {
                        if work.begin() {
                            group.push(work);
                        }
                    }
                    Message::Tidy(reply) => {
                        let _ = reply.send(self.conn.tidy().map_err(Error::from));
                    }
                }
                next = if group.len() < GROUP { messages.try_recv().ok() } else { None };
            }
            if !group.is_empty() {
                self.commit(group);
            }
        }
    }

    /// Runs a group in one transaction; what must be tried again runs alone afterwards.
    fn commit(&mut self, mut group: Vec<Box<dyn Work>>) {
        let (outcome, again) = self.run_group(&mut group);
        let failed = outcome.is_err();
        if failed {
            let _ = self.conn.batch_execute("ROLLBACK");
            reconnect(&mut self.conn, &self.url, false, self.bounds);
        }
        let alone = group.len() == 1;
        for (n, mut work) in group.into_iter().enumerate() {
            let once_more = if failed { !alone && outcome_is_safe(&outcome) } else { again.contains(&n) };
            if !once_more {
                work.answer(outcome.clone());
                continue;
            }
            let mut single = vec![work];
            let ended = self.insist(&mut single);
            work = single.remove(0);
            work.answer(ended);
        }
    }

    /// Runs one piece of work by itself, again while the database asks for it, but not for ever.
    fn insist(&mut self, single: &mut [Box<dyn Work>]) -> Result<()> {
        let mut tries = 0;
        loop {
            let (ended, again) = self.run_group(single);
            if ended.is_err() {
                let _ = self.conn.batch_execute("ROLLBACK");
                reconnect(&mut self.conn, &self.url, false, self.bounds);
            }
            tries += 1;
            if again.is_empty() || tries == TRIES {
                return ended;
            }
        }
    }

    /// One transaction for all: gives how it ended, and which of them should be tried again by themselves.
    fn run_group(&mut self, group: &mut [Box<dyn Work>]) -> (Result<()>, Vec<usize>) {
        let mut again = Vec::new();
        let result = self.run_and_end(group, &mut again).map_err(|error| match error {
            Error::Broken(why) => Error::Busy(why),
            other => other,
        });
        if let Err(error) = &result {
            tracing::warn!(%error, writes = group.len(), "a group of writes was taken back");
        }
        (result, again)
    }

    fn run_and_end(&mut self, group: &mut [Box<dyn Work>], again: &mut Vec<usize>) -> Result<()> {
        let alone = group.len() == 1;
        let mut ending = None;
        if alone || !self.careful {
            self.conn.begin_write((!alone).then_some(PATIENCE))?;
            ending = self.run_plainly(group, again);
            if ending.is_none() {
                let _ = self.conn.batch_execute("ROLLBACK");
            }
            if ending.is_none() && alone {
                return Ok(());
            }
        }
        let ending = match ending {
            Some(ending) => ending,
            None => {
                self.conn.begin_write(Some(PATIENCE))?;
                self.run_carefully(group, again)?
            }
        };
        if !alone {
            self.conn.wait_for_locks(self.bounds.lock.as_millis())?;
        }
        ending.write(&mut self.conn)?;
        Ok(self.conn.batch_execute("COMMIT")?)
    }

    /// Runs one after the other as if none could fail. When one does, all is to be taken back.
    fn run_plainly(&mut self, group: &mut [Box<dyn Work>], again: &mut Vec<usize>) -> Option<Ending> {
        let alone = group.len() == 1;
        let mut ending = Ending::default();
        for work in group {
            match work.run(&mut Tx { conn: &mut self.conn, ending: &mut ending }) {
                Outcome::Done => {}
                Outcome::Again if alone => {
                    again.push(0);
                    return None;
                }
                _ => return None,
            }
        }
        Some(ending)
    }

    /// Runs each in a savepoint, so that only what fails is taken back.
    fn run_carefully(&mut self, group: &mut [Box<dyn Work>], again: &mut Vec<usize>) -> Result<Ending> {
        let mut ending = Ending::default();
        self.careful = false;
        for (n, work) in group.iter_mut().enumerate() {
            self.conn.batch_execute(if n > 0 { "RELEASE one; SAVEPOINT one" } else { "SAVEPOINT one" })?;
            let mut mine = Ending::default();
            let outcome = work.run(&mut Tx { conn: &mut self.conn, ending: &mut mine });
            if matches!(outcome, Outcome::Done) {
                ending.append(mine);
                continue;
            }
            self.careful = true;
            if matches!(outcome, Outcome::Again | Outcome::Later) {
                again.push(n);
            }
            self.conn.batch_execute("ROLLBACK TO one")?;
            if !again.is_empty() {
                // Somebody may wait for what this group holds: the rest only takes what is free.
                self.conn.wait_for_locks(1)?;
            }
        }
        Ok(ending)
    }
}

/// A group that was certainly not committed may be tried again, one by one; a full disk or a lost server may not.
fn outcome_is_safe(outcome: &Result<()>) -> bool {
    matches!(outcome, Err(Error::Busy(why)) if ["deadlock", "serialize", "lock timeout"].iter().any(|w| why.contains(w)))
}
