//! A closure that waits for the writer, and the answer to whoever waits for it.

use super::tx::Tx;
use crate::error::{Error, Result};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use tokio::sync::oneshot;

/// What waits for its turn: run it (again, if need be), then tell it how the commit went.
pub(super) trait Work: Send {
    /// False when the one who asked gave up before it was begun.
    fn begin(&mut self) -> bool;
    fn run(&mut self, tx: &mut Tx<'_>) -> Outcome;
    fn answer(self: Box<Self>, commit: Result<()>);
}

/// What a closure left behind.
pub(super) enum Outcome {
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

/// A closure, what came of it, and where the answer goes.
pub(super) struct Pending<T, F> {
    f: F,
    state: Arc<AtomicU8>,
    result: Option<Result<T>>,
    reply: oneshot::Sender<Result<T>>,
}

/// What whoever waits for the answer has in hand.
pub(super) struct Asked<T> {
    pub answer: oneshot::Receiver<Result<T>>,
    state: Arc<AtomicU8>,
}

impl<T, F> Pending<T, F> {
    /// This closure, not begun yet.
    pub fn new(f: F) -> (Self, Asked<T>) {
        let (reply, answer) = oneshot::channel();
        let state = Arc::new(AtomicU8::new(WAITING));
        (Self { f, state: state.clone(), result: None, reply }, Asked { answer, state })
    }
}

impl<T> Asked<T> {
    /// True if it had not begun, and now never will; false if only its end says whether it was saved.
    pub fn give_up(&self) -> bool {
        self.state.compare_exchange(WAITING, GIVEN_UP, Ordering::AcqRel, Ordering::Acquire).is_ok()
    }
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
