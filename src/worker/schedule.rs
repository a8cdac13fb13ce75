//! What runs when, on one screen.

use crate::app::App;
use crate::clock::Moment;
use crate::db::Tx;
use crate::error::Result;
use crate::{attachments, moderation, monitoring, professions, proposals, results, retention, subscriptions, worker};
use chrono::Duration;

/// When each regular task last ran in this process. Each is safe to run twice, and on several instances.
#[derive(Debug, Default)]
pub struct Schedule {
    turned: Option<Moment>,
    counted: Option<Moment>,
    tidied: Option<Moment>,
    purged: Option<Moment>,
    swept: Option<Moment>,
    waited: Option<Moment>,
    returned: Option<Moment>,
}

impl Schedule {
    /// Does what is due.
    pub async fn keep(&mut self, app: &App) {
        let now = app.site.now();
        if due(&mut self.turned, now, Duration::seconds(10)) {
            note("opening and closing", turn(app).await);
        }
        // Twice a minute, so that results are never older than a minute, the counting itself included.
        if due(&mut self.counted, now, Duration::seconds(30)) {
            note("counting responses", results::count_due(&app.site.db, now).await.map(|_| ()));
            note("publishing equality counts", monitoring::publish_due(&app.site.db, now).await.map(|_| ()));
        }
        if due(&mut self.tidied, now, Duration::minutes(1)) {
            note("tidying", app.site.db.tidy().await);
        }
        if due(&mut self.returned, now, Duration::minutes(1)) {
            note("reading what came back", subscriptions::returns::read_all(app).await.map(|_| ()));
        }
        if due(&mut self.waited, now, Duration::minutes(5)) {
            note("telling moderators what waits", what_waits(app).await);
        }
        if due(&mut self.purged, now, Duration::hours(1)) {
            note("deleting what is too old", retention::run(&app.site).await.map(|_| ()));
            note("reminding of what runs out", remind(app).await);
        }
        if due(&mut self.swept, now, Duration::days(1)) {
            note("sweeping files", attachments::jobs::sweep(&app.site.db, &app.site.files, now).await.map(|_| ()));
        }
    }
}

fn due(last: &mut Option<Moment>, now: Moment, every: Duration) -> bool {
    let is_due = last.is_none_or(|at| now - at >= every || now < at);
    if is_due {
        *last = Some(now);
    }
    is_due
}

fn note(what: &str, result: Result<()>) {
    if let Err(error) = result {
        tracing::warn!(%error, "{what} did not work; it is tried again");
    }
}

/// Notes the openings and closings whose time has come or is near.
///
/// # Errors
/// When the database does not answer.
pub async fn turn(app: &App) -> Result<()> {
    let now = app.site.now();
    app.site
        .db
        .write(move |tx| {
            proposals::turn(tx, now)?;
            proposals::note_closing_soon(tx, now)
        })
        .await
        .map(|_| ())
}

/// Writes to moderators when something has waited for longer than was promised.
///
/// # Errors
/// When the database does not answer.
pub async fn what_waits(app: &App) -> Result<()> {
    let (settings, now) = (app.site.config.moderation.clone(), app.site.now());
    app.site.db.write(move |tx| moderation::summary::remind(tx, &settings, now)).await.map(|_| ())
}

/// Writes to those whose verification runs out soon, and to those who owe an answer to a consultation.
///
/// # Errors
/// When the database does not answer.
pub async fn remind(app: &App) -> Result<()> {
    let (settings, now) = (app.site.config.professions.clone(), app.site.now());
    let remind = move |tx: &mut Tx<'_>| {
        professions::remind(tx, &settings, now)?;
        proposals::gunning::remind(tx, now)
    };
    app.site.db.write(remind).await.map(|_| ())
}

/// Everything that is due, until nothing is: for tests and for commands that should leave nothing behind.
///
/// # Errors
/// When the database does not answer.
pub async fn drain(app: &App) -> Result<usize> {
    turn(app).await?;
    let mut done = 0;
    loop {
        match worker::once(app).await? {
            0 => return Ok(done),
            n => done += n,
        }
    }
}
