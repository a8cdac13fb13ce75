//! Sending by SMTP: a few connections kept open, and for each letter one of three ends, whatever the server does.

use super::Failure;
use super::breaker::{Breaker, Verdict};
use super::connection::{Connection, Fault};
use super::limit::Limit;
use super::message::Written;
use super::server::Server;
use crate::clock::{Clock, Moment};
use crate::config::Mail;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::time::Instant;

/// How long a connection on which nothing is sent is kept.
const IDLE: Duration = Duration::from_secs(30);

/// The way to one mail server.
pub(super) struct Smtp {
    server: Server,
    deadline: Duration,
    clock: Clock,
    breaker: Arc<Breaker>,
    permits: Semaphore,
    idle: Arc<Idle>,
}

/// How one letter ended, and what that says about the server.
struct End {
    result: Result<(), Failure>,
    verdict: Verdict,
}

impl Smtp {
    pub(super) fn new(mail: &Mail, clock: Clock) -> Result<Self, String> {
        let deadline = Duration::from_secs(mail.deadline_seconds);
        Ok(Self {
            server: Server::from_settings(mail)?,
            deadline,
            clock: clock.clone(),
            breaker: Breaker::new(clock, deadline),
            permits: Semaphore::new(mail.connections),
            idle: Arc::default(),
        })
    }

    pub(super) fn paused(&self) -> Option<Moment> {
        self.breaker.paused()
    }

    pub(super) fn room(&self) -> usize {
        self.breaker.room()
    }

    /// Until when a letter may be sent that is begun now, and not after `latest`.
    pub(super) fn limit(&self, latest: Moment) -> Arc<Limit> {
        Arc::new(Limit::new(self.deadline, self.clock.clone(), latest))
    }

    /// Sends one letter. Everything together, waiting for a connection too, ends within the limit.
    pub(super) async fn send(&self, letter: &Written, limit: &Arc<Limit>) -> Result<(), Failure> {
        let pass = self.breaker.pass().map_err(|until| {
            Failure::ForNow(format!("the mail server is in trouble and is left alone until {until} UTC"))
        })?;
        let end = self.attempt(letter, limit).await;
        let because = end.result.as_ref().err().map_or("", Failure::because);
        pass.report(end.verdict, because);
        end.result
    }

    /// Whether the server lets us in.
    pub(super) async fn reachable(&self) -> Result<(), String> {
        let connection = self.open(&self.limit(Moment::MAX)).await.map_err(|fault| fault.because)?;
        connection.leave();
        Ok(())
    }

    async fn attempt(&self, letter: &Written, limit: &Arc<Limit>) -> End {
        let permit = async { self.permits.acquire().await.map_err(Fault::silent) };
        let Ok(_permit) = limit.keep(permit).await else {
            return End::for_now("no connection became free within the deadline".into(), Verdict::Doubtful);
        };
        let mut connection = match self.begin(letter, limit).await {
            Ok(connection) => connection,
            Err(end) => return end,
        };
        if let Err(fault) = limit.keep(connection.address(&letter.to)).await {
            let answered = fault.code.is_some() && !fault.is_closing();
            if answered && limit.keep(connection.reset()).await.is_ok() {
                self.idle.keep(connection);
            }
            return End::refused(fault);
        }
        let handed = limit.keep(connection.hand_over(&letter.raw, limit)).await;
        if connection.may_have_arrived() {
            let because = handed.err().map(|fault| fault.because).unwrap_or_default();
            let because = format!("the letter went out whole and no answer came: {because}");
            return End { result: Err(Failure::Unknown(because)), verdict: Verdict::Doubtful };
        }
        match handed {
            Ok(()) => {
                self.idle.keep(connection);
                End { result: Ok(()), verdict: Verdict::Fine }
            }
            Err(fault) => {
                if fault.code.is_some() && !fault.is_closing() {
                    self.idle.keep(connection);
                }
                End::refused(fault)
            }
        }
    }

    /// A connection that has taken MAIL FROM. One that was idle may have been closed by the server meanwhile, and nothing is
    /// lost yet: then a fresh one is tried, once.
    async fn begin(&self, letter: &Written, limit: &Limit) -> Result<Connection, End> {
        if let Some(mut used) = self.idle.take() {
            match limit.keep(used.begin(&letter.from)).await {
                Ok(()) => return Ok(used),
                Err(fault) if fault.code.is_none() || fault.is_closing() => {}
                Err(fault) => return Err(self.sender_refused(used, fault)),
            }
        }
        let mut fresh = self.open(limit).await.map_err(|fault| End::for_now(fault.because, Verdict::Trouble))?;
        match limit.keep(fresh.begin(&letter.from)).await {
            Ok(()) => Ok(fresh),
            Err(fault) => Err(self.sender_refused(fresh, fault)),
        }
    }

    /// MAIL FROM says who we are and nothing of the letter: whatever is wrong there is wrong for all letters.
    fn sender_refused(&self, connection: Connection, fault: Fault) -> End {
        match fault.code {
            Some(400..500) if !fault.is_closing() => {
                self.idle.keep(connection);
                End::for_now(fault.because, Verdict::Fine)
            }
            _ => End::for_now(fault.because, Verdict::Trouble),
        }
    }

    async fn open(&self, limit: &Limit) -> Result<Connection, Fault> {
        limit.keep(Connection::open(&self.server)).await
    }
}

impl End {
    fn for_now(because: String, verdict: Verdict) -> Self {
        Self { result: Err(Failure::ForNow(because)), verdict }
    }

    /// The server said no to this letter, or nothing at all, before it had all of it.
    fn refused(fault: Fault) -> Self {
        if fault.is_permanent() {
            return Self { result: Err(Failure::ForGood(fault.because)), verdict: Verdict::Fine };
        }
        let verdict = match fault.code {
            Some(421) => Verdict::Trouble,
            Some(_) => Verdict::Fine,
            None => Verdict::Doubtful,
        };
        Self::for_now(fault.because, verdict)
    }
}

/// Connections on which nothing is under way.
#[derive(Default)]
struct Idle(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    connections: Vec<Connection>,
    /// Whether a task looks for those that were kept for too long.
    is_watched: bool,
}

impl Idle {
    /// The one that was used last, so that those in excess grow old.
    fn take(&self) -> Option<Connection> {
        self.with(|kept| kept.connections.pop())
    }

    fn keep(self: &Arc<Self>, mut connection: Connection) {
        connection.idle_since = Instant::now();
        let begin = self.with(|kept| {
            kept.connections.push(connection);
            !std::mem::replace(&mut kept.is_watched, true)
        });
        if begin {
            tokio::spawn(Self::look_after(Arc::downgrade(self)));
        }
    }

    /// Takes leave of connections that are idle for too long, until none is left.
    async fn look_after(idle: Weak<Self>) {
        loop {
            tokio::time::sleep(IDLE / 2).await;
            let Some(idle) = idle.upgrade() else { return };
            let (old, is_watched) = idle.with(|kept| {
                let old: Vec<_> = kept.connections.extract_if(.., |c| c.idle_since.elapsed() >= IDLE).collect();
                kept.is_watched = !kept.connections.is_empty();
                (old, kept.is_watched)
            });
            old.into_iter().for_each(Connection::leave);
            if !is_watched {
                return;
            }
        }
    }

    fn with<T>(&self, f: impl FnOnce(&mut Kept) -> T) -> T {
        f(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
