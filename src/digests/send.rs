//! How planned emails leave: taken by one worker, made from what is true now, written down as leaving, and only then sent.
//!
//! Each step is a verb of its own, so that a test can end the program between any two.

use super::lease::Leases;
use super::store::outbox::{self, Departure, Outbox};
use super::{Ending, Letterhead, Memory};
use crate::app::App;
use crate::clock::Moment;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::DigestId;
use crate::mail::Failure;
use crate::mail::bounce::Class;
use crate::subscribers::{self, Bounce};
use chrono::Duration;
use futures_util::stream::{self, StreamExt};

pub use super::prepare::{Prepared, Ready, prepare};

/// Emails taken at a time; whether what they tell of can still be read is asked once for all of them.
const BATCH: i64 = 100;

/// Takes up to `most` emails that are due, for the worker named `owner` and for so long.
///
/// # Errors
/// When the database refuses.
pub fn claim(tx: &mut Tx<'_>, owner: &str, most: i64, lease: Duration, now: Moment) -> Result<Vec<Outbox>> {
    outbox::claim(tx, owner, most, lease, now)
}

/// Writes down that an email leaves; false when it must not, and will be looked at again. `lease` is longer than sending may take.
///
/// # Errors
/// When the database refuses.
pub fn depart(tx: &mut Tx<'_>, ready: &Ready, owner: &str, lease: Duration, now: Moment) -> Result<bool> {
    let departure = Departure {
        owner,
        subject: &ready.post.subject,
        left_out: &ready.left_out,
        shown: &ready.shown,
        hidden: &ready.hidden,
        stop_hash: &ready.stop_hash,
        manage_hash: &ready.manage_hash,
    };
    outbox::depart(tx, &ready.row, &departure, lease, now)
}

/// Notes how an email ended. An address that the mail server will not have counts as one from which it came back.
///
/// # Errors
/// When the database refuses.
pub fn note(tx: &mut Tx<'_>, row: &Outbox, owner: &str, ending: &Ending, now: Moment) -> Result<()> {
    outbox::note(tx, row, owner, ending, now)?;
    let Ending::Failed(why) = ending else { return Ok(()) };
    match Class::of_reply(why) {
        Some(Class::Hard) => subscribers::bounced(tx, row.subscriber, Bounce::Gone, why, now),
        Some(Class::Permanent) => subscribers::bounced(tx, row.subscriber, Bounce::Points(2), why, now),
        _ => Ok(()),
    }
}

/// How an attempt ended, by what the mailer says of it.
#[must_use]
pub fn ending(sent: std::result::Result<(), Failure>, row: &Outbox, retry_hours: i64, now: Moment) -> Ending {
    match sent {
        Ok(()) => Ending::Accepted,
        Err(Failure::Unknown(why)) => Ending::Unknown(why),
        // Refused for a fault of ours (policy, signature): the reader cannot help it, and it may be mended in time.
        Err(Failure::ForGood(why)) if Class::of_reply(&why) != Some(Class::Ours) => Ending::Failed(why),
        Err(Failure::ForGood(why) | Failure::ForNow(why)) => {
            if now - row.planned_at >= Duration::hours(retry_hours) {
                Ending::Failed(why)
            } else {
                Ending::Deferred(why, now + backoff(row))
            }
        }
    }
}

/// 1, 2, 4, 8 … minutes, at most an hour, and up to a quarter more, which differs from email to email.
fn backoff(row: &Outbox) -> Duration {
    let minutes = (1_i64 << row.attempts.clamp(0, 6)).min(60);
    let spread = (row.id.0.unsigned_abs().wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 56).cast_signed();
    Duration::seconds(minutes * 60 + minutes * 15 * spread / 255)
}

/// Sends one batch; gives how many were taken. Nothing is taken while the mail server is left in peace. When the program is
/// asked to stop, what has not left is given back, and what is on its way comes to an end.
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
    let rows = app.site.db.write(move |tx| claim(tx, &name, BATCH, lease, now)).await?;
    let count = rows.len();
    if count == 0 {
        return Ok(0);
    }
    let ids: Vec<DigestId> = rows.iter().map(|row| row.id).collect();
    let head = Letterhead::of(&app.site);
    let memory = memory.clone();
    let prepared = app.site.db.read(move |conn| prepare(conn, &head, rows, &memory, now)).await?;
    stream::iter(prepared)
        .for_each_concurrent(app.mailer.connections(), |prepared| async {
            if let Err(error) = finish(app, owner, prepared).await {
                tracing::warn!(%error, "how an email ended could not be noted; its lease will run out");
            }
        })
        .await;
    if app.stop.is_asked() {
        let (name, now) = (owner.to_owned(), app.site.now());
        app.site.db.write(move |tx| outbox::release(tx, &ids, &name, now)).await?;
    }
    Ok(count)
}

async fn finish(app: &App, owner: &str, prepared: Prepared) -> Result<()> {
    let site = &app.site;
    // Held until the end is noted: if the program dies, only what had a place is unknown.
    let _place = app.mailer.place().await;
    if app.stop.is_asked() {
        return Ok(());
    }
    let name = owner.to_owned();
    let (row, ending) = match prepared {
        Prepared::Nothing(row, ending) => (row, ending),
        Prepared::Ready(ready) => {
            let ready = std::sync::Arc::new(*ready);
            let leases = Leases::of(site.config.mail.deadline_seconds);
            let (leaving, who, departed) = (ready.clone(), name.clone(), site.now());
            if !site.db.write(move |tx| depart(tx, &leaving, &who, leases.leaving(), departed)).await? {
                return Ok(());
            }
            let ending = if leases.is_in_time(departed, site.now()) {
                hand_over(app, ready.clone(), departed + leases.leaving()).await
            } else {
                Ending::Deferred("the program was halted before it was sent".into(), site.now())
            };
            (ready.row.clone(), ending)
        }
    };
    log(&row, &ending);
    let now = site.now();
    site.db.write(move |tx| note(tx, &row, &name, &ending, now)).await
}

async fn hand_over(app: &App, ready: std::sync::Arc<Ready>, latest: Moment) -> Ending {
    let (mailer, letter, site) = (app.mailer.clone(), ready.clone(), &app.site);
    // In a task of its own: one that panics is a fault of this email, not of the run.
    let sent = tokio::spawn(async move { mailer.send_before(letter.post(), latest).await }).await;
    match sent {
        Ok(sent) => ending(sent, &ready.row, site.config.mail.retry_hours, site.now()),
        Err(panic) => Ending::Parked(format!("sending it panicked: {panic}")),
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
