//! Serving and working.

use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::db;
use crate::server::bind;

/// Brings the tables up to date and serves until told to stop.
pub(super) fn serve(config: Config, clock: Clock) -> Result<(), String> {
    let url = config.database_url()?;
    db::migrate(&url).map_err(|e| format!("database.url: {e}"))?;
    let socket = bind(config.http.bind)?;
    let app = App::new(config, clock)?;
    let public = app.site.config.public_url().to_owned();
    actix_web::rt::System::new().block_on(async move {
        if app.site.config.worker.in_server {
            // On threads of its own: the worker's letters never take a page's turn.
            let worker = app.clone();
            std::thread::Builder::new()
                .name("worker".into())
                .spawn(move || super::block_on(crate::worker::run(worker)))
                .map_err(|e| format!("cannot start the worker: {e}"))?;
        }
        let server = app.server(socket).map_err(|e| format!("http.bind: {e}"))?;
        tracing::info!(%public, database = app.site.db.backend(), "serving");
        server.await.map_err(|e| format!("the server stopped: {e}"))
    })
}

/// Does what is due until told to stop.
pub(super) fn work(config: Config, clock: Clock) -> Result<(), String> {
    // Before any thread is started, so that all of them yield to those that serve pages.
    rustix::process::nice(config.worker.nice).map_err(|e| format!("worker.nice: {e}"))?;
    let app = super::open(config, clock)?;
    tracing::info!(database = app.site.db.backend(), "working");
    super::block_on(async move {
        let mut end = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
            .map_err(|e| format!("cannot listen for signals: {e}"))?;
        tokio::select! {
            () = crate::worker::run(app) => Ok(()),
            _ = tokio::signal::ctrl_c() => Ok(()),
            _ = end.recv() => Ok(()),
        }
    })?
}
