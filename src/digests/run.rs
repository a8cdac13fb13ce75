//! The two loops behind the pages: one plans, one sends. Any number of programs may run both.

use super::desk::Desk;
use super::lease::Leases;
use super::plan::{self, Planned};
use super::send::{self, Pile, Prepared, Ready};
use super::window::Window;
use super::{Ending, Letterhead, Memory, Outbox, store};
use crate::app::App;
use crate::clock::Moment;
use crate::error::{Error, Result};
use crate::ids::DigestId;
use crate::keys::random_token;
use crate::mail::Place;
use futures_util::stream::{self, StreamExt};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

/// Subscribers looked at in one transaction: others who write wait for it.
const BATCH: i64 = 100;
/// After each of them planning rests for one part in so many of the time that it took: `worker.nice` does not reach into
/// PostgreSQL, which may share its machine with those who serve pages.
const REST: u32 = 3;
/// Loops that send side by side, so that one can make emails while the other waits for the mail server.
const SENDERS: usize = 2;
/// Emails taken at a time for each connection to the mail server: what they tell of is read once for all of them.
const EACH: usize = 8;
/// Letters made in one go: few, since they lie in memory until there is a place for them, and since one go must not take as
/// long as a reader may, even where little time is left beside the pages.
const LETTERS: usize = 16;

/// Plans and sends until it is asked to stop; then every email that was on its way has come to an end.
pub async fn run(app: App) {
    let planner = planning(app.clone());
    let senders = futures_util::future::join_all((0..SENDERS).map(|_| sending(app.clone())));
    futures_util::future::join(planner, senders).await;
}

async fn planning(app: App) {
    let pause = std::time::Duration::from_secs(app.site.config.worker.poll_seconds.max(1));
    // Planning is done in transactions that each stand by themselves: it can end between any two.
    while let Some(planned) = app.stop.cut(plan_all(&app)).await {
        if let Err(error) = planned {
            tracing::warn!(%error, "planning emails did not work; it is tried again");
        }
        app.stop.rest(pause).await;
    }
}

async fn sending(app: App) {
    let pause = std::time::Duration::from_secs(app.site.config.worker.poll_seconds.max(1));
    let (owner, memory) = (random_token(), Memory::default());
    while !app.stop.is_asked() {
        match once(&app, &owner, &memory).await {
            Ok(0) => app.stop.rest(pause).await,
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(%error, "sending emails did not work; it is tried again");
                app.stop.rest(pause).await;
            }
        }
    }
}

/// Looks at everybody who is due, until nobody is.
///
/// # Errors
/// When the database does not answer.
pub async fn plan_all(app: &App) -> Result<Planned> {
    let site = &app.site;
    let head = Letterhead::of(site);
    let mut all = Planned::default();
    let mut run = None;
    let mut window: Option<Arc<Window>> = None;
    loop {
        let now = site.now();
        let start = site.db.read(move |conn| store::find_start(conn, BATCH, now)).await?;
        let open = match window.take().filter(|w| w.whole && w.from <= start.from && w.upto >= start.woken) {
            Some(window) => window,
            None => Arc::new(site.db.read(move |conn| Window::read(conn, start.from)).await?),
        };
        if open.upto > start.woken {
            let shared = open.clone();
            site.db.write(move |tx| plan::wake(tx, &shared, now)).await?;
        }
        if start.due == 0 {
            if open.whole {
                return Ok(all);
            }
            continue;
        }
        let run = match run {
            Some(run) => run,
            None => *run.insert(site.db.write(move |tx| plan::begin(tx, now)).await?),
        };
        let (shared, head, began) = (open.clone(), head.clone(), Instant::now());
        let planned = site.db.write(move |tx| plan::batch(tx, &shared, run, BATCH, &head, now)).await?;
        app.stop.rest(began.elapsed() / REST).await;
        all.looked_at += planned.looked_at;
        all.planned += planned.planned;
        if planned.looked_at == 0 && !planned.stale {
            // Somebody else is at it.
            return Ok(all);
        }
        window = (!planned.stale).then_some(open);
    }
}

/// Sends one batch; gives how many were taken. Nothing is taken while the mail server is left in peace.
/// When the program is asked to stop, what has not left is given back, and what is on its way comes to an end.
///
/// # Errors
/// When the database does not answer.
pub async fn once(app: &App, owner: &str, memory: &Memory) -> Result<usize> {
    if app.mailer.paused().is_some() {
        return Ok(0);
    }
    let now = app.site.now();
    let name = owner.to_owned();
    let lease = Leases::of(app.site.config.mail.deadline_seconds).taken();
    let most = i64::try_from(app.mailer.connections() * EACH).unwrap_or(i64::MAX);
    let rows = app.site.db.write(move |tx| send::claim(tx, &name, most, lease, now)).await?;
    let count = rows.len();
    if count == 0 {
        return Ok(0);
    }
    let ids: Vec<DigestId> = rows.iter().map(|row| row.id).collect();
    let batch = Batch { app, owner, leaving: Desk::default(), ended: Desk::default(), trouble: Mutex::default() };
    stream::unfold((Pile::new(rows, memory.clone()), VecDeque::new()), |(pile, made)| batch.next(pile, made))
        .for_each_concurrent(None, |(prepared, place)| async {
            if let Err(error) = batch.finish(prepared, place).await {
                tracing::warn!(%error, "how an email ended could not be noted; its lease will run out");
            }
        })
        .await;
    if app.stop.is_asked() {
        let (name, now) = (owner.to_owned(), app.site.now());
        app.site.db.write(move |tx| send::release(tx, &ids, &name, now)).await?;
    }
    batch.trouble.into_inner().unwrap_or_else(PoisonError::into_inner).map_or(Ok(count), Err)
}

/// Emails of which letters are to be made, and letters for which there was no place yet.
type Letters = (Pile, VecDeque<Prepared>);

/// Emails of one worker on their way, with the desks at which those that leave, or have ended, at the same moment are
/// written down together.
struct Batch<'a> {
    app: &'a App,
    owner: &'a str,
    leaving: Desk<Arc<Ready>, Option<Moment>>,
    ended: Desk<(Outbox, Ending), ()>,
    /// Why letters could not be made; the emails wait until their leases are over.
    trouble: Mutex<Option<Error>>,
}

impl Batch<'_> {
    /// The next letter, with the place in which it leaves, until all are made, or the program is to stop, or they cannot be
    /// made. The place is held until its end is noted: if the program dies, only what had a place is unknown.
    async fn next(&self, mut pile: Pile, mut made: VecDeque<Prepared>) -> Option<((Prepared, Place<'_>), Letters)> {
        if made.is_empty() && !pile.is_empty() && !self.app.stop.is_asked() {
            let (head, now) = (Letterhead::of(&self.app.site), self.app.site.now());
            let some = self.app.site.db.read(move |conn| Ok((pile.make(conn, &head, LETTERS, now)?, pile))).await;
            let keep = |error| *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
            let (some, rest) = some.map_err(keep).ok()?;
            (made, pile) = (some.into(), rest);
        }
        let next = made.pop_front()?;
        Some(((next, self.app.mailer.place().await), (pile, made)))
    }

    async fn finish(&self, prepared: Prepared, _place: Place<'_>) -> Result<()> {
        if self.app.stop.is_asked() {
            return Ok(());
        }
        let (row, ending) = match prepared {
            Prepared::Nothing(row, ending) => (row, ending),
            Prepared::Ready(ready) => {
                let Some(departed) = self.leaving.bring(ready.clone(), |some| self.depart(some)).await? else {
                    return Ok(());
                };
                (ready.row().clone(), self.send(ready, departed).await)
            }
        };
        log(&row, &ending);
        self.ended.bring((row, ending), |some| self.note(some)).await
    }

    /// Writes down that these leave; gives since when, for those that may.
    async fn depart(&self, some: Vec<Arc<Ready>>) -> Result<Vec<Option<Moment>>> {
        let site = &self.app.site;
        let (owner, departed) = (self.owner.to_owned(), site.now());
        let lease = Leases::of(site.config.mail.deadline_seconds).leaving();
        let may = site.db.write(move |tx| send::depart(tx, &some, &owner, lease, departed)).await?;
        Ok(may.into_iter().map(|may| may.then_some(departed)).collect())
    }

    async fn send(&self, ready: Arc<Ready>, departed: Moment) -> Ending {
        let site = &self.app.site;
        let leases = Leases::of(site.config.mail.deadline_seconds);
        if !leases.is_in_time(departed, site.now()) {
            return Ending::Deferred("the program was halted before it was sent".into(), site.now());
        }
        let (mailer, letter, latest) = (self.app.mailer.clone(), ready.clone(), departed + leases.leaving());
        // In a task of its own: one that panics is a fault of this email, not of the run.
        match tokio::spawn(async move { mailer.send_before(letter.post(), latest).await }).await {
            Ok(sent) => send::ending(sent, ready.row(), site.config.mail.retry_hours, site.now()),
            Err(panic) => Ending::Parked(format!("sending it panicked: {panic}")),
        }
    }

    async fn note(&self, some: Vec<(Outbox, Ending)>) -> Result<Vec<()>> {
        let site = &self.app.site;
        let (owner, now, count) = (self.owner.to_owned(), site.now(), some.len());
        site.db.write(move |tx| send::note(tx, &some, &owner, now)).await?;
        Ok(vec![(); count])
    }
}

fn log(row: &Outbox, ending: &Ending) {
    let digest = row.id.0;
    match ending {
        Ending::Accepted => tracing::debug!(digest, "an email was sent"),
        Ending::Parked(why) => tracing::error!(digest, %why, "an email could not be made"),
        Ending::Failed(why) | Ending::Unknown(why) => tracing::warn!(digest, %why, "an email did not arrive"),
        other => tracing::debug!(digest, ?other, "an email was not sent"),
    }
}

/// Plans and sends until nothing is due: for tests and for commands that should leave nothing behind.
///
/// # Errors
/// When the database does not answer.
pub async fn drain(app: &App) -> Result<usize> {
    let (owner, memory) = (random_token(), Memory::default());
    let mut sent = 0;
    loop {
        let planned = plan_all(app).await?.planned;
        let mut now = 0;
        while let n @ 1.. = once(app, &owner, &memory).await? {
            now += n;
        }
        if planned + now == 0 {
            return Ok(sent);
        }
        sent += now;
    }
}
