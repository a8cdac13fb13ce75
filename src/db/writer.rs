//! One thread that writes, and commits in groups: what waits at the same time shares one durable commit.

use super::ending::Ending;
use super::readers::reconnect;
use super::tx::Tx;
use super::url::Bounds;
use super::work::{Outcome, Pending, Work};
use super::{Conn, DatabaseUrl, Limits};
use crate::error::{Error, Result};
use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use diesel::connection::SimpleConnection;
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
        let (work, mut asked) = Pending::new(f);
        self.send(Message::Work(Box::new(work)))?;
        let first = tokio::time::timeout(self.wait, &mut asked.answer).await;
        let answered = match first {
            Ok(answered) => answered,
            Err(_) if asked.give_up() => return Err(Error::Busy("the writer was not free in time".into())),
            Err(_) => asked.answer.await,
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
            match work.run(&mut Tx { conn: &mut self.conn, ending: &mut ending, before: &[] }) {
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
            let outcome = work.run(&mut Tx { conn: &mut self.conn, ending: &mut mine, before: &ending.acts });
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
