//! The two loops behind the pages: one plans, one sends. Any number of programs may run both.

use super::plan::{self, Planned};
use super::send;
use super::window::Window;
use super::{Letterhead, Memory, store};
use crate::app::App;
use crate::error::Result;
use crate::keys::random_token;
use std::sync::Arc;

/// Subscribers looked at in one transaction: others who write wait for it.
const BATCH: i64 = 100;
/// Loops that send side by side, so that one can make emails while the other waits for the mail server.
const SENDERS: usize = 2;

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
        match send::once(&app, &owner, &memory).await {
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
        let (shared, head) = (open.clone(), head.clone());
        let planned = site.db.write(move |tx| plan::batch(tx, &shared, run, BATCH, &head, now)).await?;
        all.looked_at += planned.looked_at;
        all.planned += planned.planned;
        if planned.looked_at == 0 && !planned.stale {
            // Somebody else is at it.
            return Ok(all);
        }
        window = (!planned.stale).then_some(open);
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
        while let n @ 1.. = send::once(app, &owner, &memory).await? {
            now += n;
        }
        if planned + now == 0 {
            return Ok(sent);
        }
        sent += now;
    }
}
