//! What is done behind the pages: letters leave, proposals open and close, what has run out is swept away.

pub mod schedule;

use crate::app::App;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::mail::{Failure, Post};
use crate::queue::{self, Claimed, Job};
use crate::{
    accounts, campaigns, digests, moderation, organisations, outcomes, privacy, professions, proposals, responses,
    subscriptions, suggestions,
};
use chrono::Duration;

/// Jobs taken at a time; letters of one batch leave side by side.
const BATCH: i64 = 16;
/// How long a taken job stays ours, in seconds; longer than any letter may take.
const LEASE: i64 = 300;

/// Works until it is asked to stop; then everything that was in hand has come to an end. Any number of workers may run at once.
pub async fn run(app: App) {
    futures_util::future::join3(letters(app.clone()), digests::run::run(app.clone()), comparing(app)).await;
}

/// Looks for responses that say the same, apart from the rest, because it may take long: at most once a minute, and for at
/// most a tenth of the time.
async fn comparing(app: App) {
    while !app.stop.is_asked() {
        let began = std::time::Instant::now();
        let alike = app.site.config.campaigns.alike_percent;
        if let Err(error) = campaigns::group_due(&app.site.db, alike, app.site.now()).await {
            tracing::warn!(%error, "looking for campaigns did not work; it is tried again");
        }
        app.stop.rest((began.elapsed() * 9).max(std::time::Duration::from_mins(1))).await;
    }
}

/// Letters about accounts, and what the clock brings.
async fn letters(app: App) {
    let pause = std::time::Duration::from_secs(app.site.config.worker.poll_seconds.max(1));
    let mut schedule = schedule::Schedule::default();
    while !app.stop.is_asked() {
        schedule.keep(&app).await;
        match once(&app).await {
            Ok(0) => app.stop.rest(pause).await,
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(%error, "the worker could not look for work");
                app.stop.rest(pause).await;
            }
        }
    }
}

/// Takes one batch of due jobs and does them; gives how many there were.
///
/// # Errors
/// When the database does not answer.
pub async fn once(app: &App) -> Result<usize> {
    let now = app.site.now();
    if app.stop.is_asked() {
        return Ok(0);
    }
    // While the mail server is left alone letters wait and keep their tries; the rest is done.
    let (most, only) = match BATCH.min(i64::try_from(app.mailer.room()).unwrap_or(BATCH)) {
        0 => (BATCH, Some(queue::NO_LETTERS)),
        room => (room, None),
    };
    let claimed = app.site.db.write(move |tx| queue::claim(tx, most, only, Duration::seconds(LEASE), now)).await?;
    let count = claimed.len();
    let jobs = claimed.into_iter().map(|job| perform(app, job));
    for result in futures_util::future::join_all(jobs).await {
        if let Err(error) = result {
            tracing::warn!(%error, "the end of a job could not be noted; its lease will run out");
        }
    }
    Ok(count)
}

/// Does one job in a task of its own: one that panics is parked with its reason and blocks nobody.
async fn perform(app: &App, claimed: Claimed) -> Result<()> {
    let (mine, job) = (app.clone(), claimed.clone());
    let ended = tokio::spawn(async move { attempt(&mine, &job).await }).await;
    let id = claimed.id;
    let now = app.site.now();
    match ended {
        Ok(Ok(())) => over(app, &claimed, None).await,
        Ok(Err(Failure::ForGood(because))) => over(app, &claimed, Some(because)).await,
        Ok(Err(Failure::ForNow(because) | Failure::Unknown(because)))
            if now - claimed.created_at > Duration::hours(app.site.config.mail.retry_hours) =>
        {
            over(app, &claimed, Some(because)).await
        }
        // Better twice than never: the second carries the Message-ID of the first.
        Ok(Err(Failure::ForNow(because) | Failure::Unknown(because))) => {
            let again = now + backoff(claimed.attempts);
            tracing::warn!(job = id, attempt = claimed.attempts, %because, "a job waits for another try");
            app.site.db.write(move |tx| queue::postpone(tx, id, again)).await
        }
        Err(panic) => over(app, &claimed, Some(format!("it panicked: {panic}"))).await,
    }
}

/// A job is over: its row goes, or stays with the reason for which it failed. The last letter to somebody who is erased
/// leaves nothing behind either way: no address, and no reason that may name it.
async fn over(app: &App, claimed: &Claimed, failed: Option<String>) -> Result<()> {
    let id = claimed.id;
    match (&claimed.job, failed) {
        (Job::Erased { erasure }, failed) => {
            if failed.is_some() {
                tracing::error!(job = id, "the last letter to somebody who is erased cannot be sent");
            }
            let erasure = *erasure;
            let forget = move |tx: &mut Tx<'_>| {
                privacy::erasure::forget_address(tx, erasure)?;
                queue::finish(tx, id)
            };
            app.site.db.write(forget).await
        }
        (_, None) => app.site.db.write(move |tx| queue::finish(tx, id)).await,
        (_, Some(because)) => {
            tracing::error!(job = id, %because, "a job failed for good");
            app.site.db.write(move |tx| queue::park(tx, id, &because)).await
        }
    }
}

/// 1, 2, 4, 8 … minutes, at most an hour.
fn backoff(attempts: i32) -> Duration {
    Duration::minutes(1 << attempts.saturating_sub(1).clamp(0, 6)).min(Duration::hours(1))
}

async fn attempt(app: &App, claimed: &Claimed) -> std::result::Result<(), Failure> {
    let ended = match claimed.job {
        Job::DeleteFile { ref file } => Some(app.site.files.delete(file).await),
        Job::Archive { archive } => Some(privacy::archive::build(&app.site, archive).await),
        Job::TellOutcome { proposal } => Some(outcomes::jobs::tell(&app.site.db, proposal, app.site.now()).await),
        Job::Erase { erasure } => Some(privacy::erasure::finish(&app.site, erasure).await),
        _ => None,
    };
    if let Some(ended) = ended {
        return ended.map_err(failure);
    }
    let letter = letter(app, &claimed.job).await.map_err(failure)?;
    // Nothing to say any more: the reason for the letter has gone.
    let Some(mut post) = letter else { return Ok(()) };
    let site = &app.site;
    let id = claimed.id.to_string();
    let created = claimed.created_at.and_utc().timestamp_micros().to_string();
    let seal = site.keys.sign("message", &[&id, &created]);
    post.message_id = format!("{id}.{seal}@{}", site.address.host());
    app.mailer.send(&post).await
}

fn failure(error: Error) -> Failure {
    match error {
        Error::NotFound => Failure::ForGood("what it is about is gone".into()),
        other => Failure::ForNow(other.to_string()),
    }
}

/// The letter that a job asks for, made from what the database says now.
async fn letter(app: &App, job: &Job) -> Result<Option<Post>> {
    let (site, job) = (app.site.clone(), job.clone());
    let now = site.now();
    let db = site.db.clone();
    db.read(move |conn| match &job {
        Job::Link { .. }
        | Job::Newcomer { .. }
        | Job::AddressKnown { .. }
        | Job::PasswordChanged { .. }
        | Job::FactorChanged { .. }
        | Job::IdentityChanged { .. }
        | Job::PasskeyChanged { .. } => accounts::jobs::letter(conn, &site.keys, &site.config, &job, now),
        Job::ModerationNotice { .. }
        | Job::AppealAnswered { .. }
        | Job::ReportReceived { .. }
        | Job::ReportDecided { .. }
        | Job::Risk { .. }
        | Job::QueueWaits { .. } => moderation::jobs::letter(conn, &site.keys, &site.config, &job, now),
        Job::WorkAddress { .. } | Job::ProfessionDecided { .. } | Job::ProfessionEnding { .. } => {
            professions::jobs::letter(conn, &site.keys, &site.config, &job, now)
        }
        Job::OrganisationInvitation { .. } | Job::OrganisationDecided { .. } => {
            organisations::jobs::letter(conn, &site.keys, &site.config, &job, now)
        }
        Job::AnswerDue { .. } => proposals::jobs::letter(conn, &site.config, &job, now),
        Job::OutcomePublished { .. } => outcomes::jobs::letter(conn, &site.config, &job),
        Job::SuggestionDecided { .. } => suggestions::jobs::letter(conn, &site.config, &job),
        Job::Subscription { .. } | Job::Preferences { .. } => {
            subscriptions::jobs::letter(conn, &site.keys, &site.config, &job, now)
        }
        Job::ResponseReceived { .. } | Job::ResponseToSend { .. } => {
            responses::jobs::letter(conn, &site.config, &job, now)
        }
        Job::ArchiveReady { .. } | Job::Erased { .. } => privacy::jobs::letter(conn, &site.config, &job),
        // No letters: see above.
        Job::Archive { .. } | Job::DeleteFile { .. } | Job::Erase { .. } | Job::TellOutcome { .. } => Ok(None),
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_grow_apart_up_to_an_hour() {
        let minutes: Vec<i64> = (1..=9).map(|n| backoff(n).num_minutes()).collect();
        assert_eq!(minutes, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
    }
}
