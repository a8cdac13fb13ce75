//! Threads that read, each with its own connection, behind one bounded queue.

use super::url::Bounds;
use super::{Conn, DatabaseUrl, Limits};
use crate::error::{Error, Result};
use crossbeam_channel::{Receiver, Sender, bounded};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;
use tokio::sync::oneshot;

/// Says whether it ended in a way that makes the connection suspect.
type Job = Box<dyn FnOnce(&mut Conn) -> bool + Send>;

#[derive(Clone)]
pub(super) struct Readers {
    queue: Sender<Job>,
    wait: Duration,
}

impl Readers {
    pub(super) fn start(url: &DatabaseUrl, limits: &Limits) -> Result<Self> {
        let (queue, jobs) = bounded::<Job>(limits.queue);
        for n in 0..limits.readers.max(1) {
            let conn = url.connect(true, limits.bounds())?;
            let (url, jobs, bounds) = (url.clone(), jobs.clone(), limits.bounds());
            std::thread::Builder::new()
                .name(format!("db-read-{n}"))
                .spawn(move || serve(conn, &jobs, &url, bounds))
                .map_err(crate::error::broken("starting a reader"))?;
        }
        Ok(Self { queue, wait: limits.wait })
    }

    pub(super) async fn run<T, F>(&self, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T> + Send + 'static,
    {
        let (answer, asked) = oneshot::channel();
        self.queue
            .try_send(Box::new(move |conn| {
                if answer.is_closed() {
                    return false;
                }
                let result = in_snapshot(conn, f);
                let suspect = matches!(result, Err(Error::Busy(_) | Error::Broken(_)));
                let _ = answer.send(result);
                suspect
            }))
            .map_err(|_| Error::Busy("the queue of readers is full".into()))?;
        match tokio::time::timeout(self.wait, asked).await {
            Ok(Ok(result)) => result,
            Ok(Err(_)) => Err(Error::Broken("a reading closure panicked".into())),
            Err(_) => Err(Error::Busy("no reader was free in time".into())),
        }
    }
}

/// Runs `f` so that all it reads is of one moment.
pub(super) fn in_snapshot<T>(conn: &mut Conn, f: impl FnOnce(&mut Conn) -> Result<T>) -> Result<T> {
    use diesel::connection::SimpleConnection;
    let begun = conn.begin_read()?;
    let result = f(conn);
    if begun {
        conn.batch_execute("COMMIT")?;
    }
    result
}

fn serve(mut conn: Conn, jobs: &Receiver<Job>, url: &DatabaseUrl, bounds: Bounds) {
    while let Ok(job) = jobs.recv() {
        let suspect = catch_unwind(AssertUnwindSafe(|| job(&mut conn))).unwrap_or_else(|_| {
            tracing::error!("a reading closure panicked");
            true
        });
        if suspect {
            reconnect(&mut conn, url, true, bounds);
        }
    }
}

/// Opens the connection again when it is gone; keeps the old one (whose queries fail at once) when that fails too.
pub(super) fn reconnect(conn: &mut Conn, url: &DatabaseUrl, read_only: bool, bounds: Bounds) {
    if !conn.is_lost() {
        return;
    }
    match url.connect(read_only, bounds) {
        Ok(fresh) => *conn = fresh,
        Err(error) => tracing::warn!(%error, "the database is away"),
    }
}
