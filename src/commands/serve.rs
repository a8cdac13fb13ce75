//! Serving and working, until the program is told to end.

use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::{self, DatabaseUrl, Tx};
use crate::error::Error;
use crate::moderation;
use crate::server::bind;
use std::time::Duration;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::oneshot;

/// Brings the tables up to date and serves until told to stop.
pub(super) fn serve(config: Config, clock: Clock) -> Result<(), String> {
    let url = config.database_url()?;
    db::migrate(&url).map_err(|e| format!("database.url: {e}"))?;
    recount(&url).map_err(|e| format!("database.url: {e}"))?;
    let socket = bind(config.http.bind)?;
    let app = App::new(config, clock)?;
    let public = app.site.config.public_url().to_owned();
    actix_web::rt::System::new().block_on(async move {
        let mut signals = Signals::listen()?;
        let worker = start_worker(&app)?;
        let mut server = app.server(socket).map_err(|e| format!("http.bind: {e}"))?;
        let pages = server.handle();
        tracing::info!(%public, database = app.site.db.backend(), "serving");
        tokio::select! {
            ended = &mut server => return ended.map_err(|e| format!("the server stopped: {e}")),
            () = signals.next() => {}
        }
        let rest = async {
            // All three: the pages hear of it only while the server runs.
            let _ = futures_util::future::join3(server, pages.stop(true), worker).await;
        };
        wind_up(&app, &mut signals, rest).await;
        Ok(())
    })
}

/// Mends what an older program has not counted, which may have served until this one took its place.
fn recount(url: &DatabaseUrl) -> Result<(), Error> {
    let mended = Tx::alone(&mut db::connect(url)?, moderation::recount)?;
    if mended > 0 {
        tracing::info!(mended, "how many cases wait was counted anew");
    }
    Ok(())
}

/// The worker on threads of its own, so that its letters never take a page's turn. What it gives ends when the worker does:
/// at once, where the settings leave the work to others.
fn start_worker(app: &App) -> Result<oneshot::Receiver<()>, String> {
    let (ended, end) = oneshot::channel();
    if app.site.config.worker.in_server {
        let app = app.clone();
        std::thread::Builder::new()
            .name("worker".into())
            .spawn(move || {
                let _ = super::block_on(crate::worker::run(app));
                drop(ended);
            })
            .map_err(|e| format!("cannot start the worker: {e}"))?;
    }
    Ok(end)
}

/// Does what is due until told to stop.
pub(super) fn work(config: Config, clock: Clock) -> Result<(), String> {
    // Before any thread is started, so that all of them yield to those that serve pages.
    rustix::process::nice(config.worker.nice).map_err(|e| format!("worker.nice: {e}"))?;
    let app = super::open(config, clock)?;
    super::block_on(async move {
        let mut signals = Signals::listen()?;
        tracing::info!(database = app.site.db.backend(), "working");
        let mut worker = std::pin::pin!(crate::worker::run(app.clone()));
        tokio::select! {
            () = &mut worker => return Ok(()),
            () = signals.next() => {}
        }
        wind_up(&app, &mut signals, worker).await;
        Ok(())
    })?
}

/// Lets what is in hand come to its end, so that a new program can take over and nothing is unknown; within
/// `worker.stop_seconds`, and not when a second signal comes.
async fn wind_up(app: &App, signals: &mut Signals, rest: impl Future<Output = ()>) {
    let seconds = app.site.config.worker.stop_seconds;
    tracing::info!(seconds, "what is in hand is finished; a second signal ends the program at once");
    app.stop.ask();
    tokio::select! {
        () = rest => tracing::info!("ended"),
        () = signals.next() => tracing::warn!("ended at once"),
        () = tokio::time::sleep(Duration::from_secs(seconds)) => tracing::warn!("ended before all was finished"),
    }
}

/// What tells the program to end: SIGTERM, as service managers send it, and Ctrl-C.
struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    fn listen() -> Result<Self, String> {
        let listen = |kind| signal(kind).map_err(|e| format!("cannot listen for signals: {e}"));
        Ok(Self { terminate: listen(SignalKind::terminate())?, interrupt: listen(SignalKind::interrupt())? })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
