//! The desk for emails: how many are where, what was not sent and why, and another try for what could not be made.

use super::{State, status};
use crate::access::{self, What, Whom};
use crate::error::Result;
use crate::ids::DigestId;
use crate::web::page::{Answer, respond, see};
use crate::web::{Administrator, Form, Site, Visitor, form};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use validator::Validate;
use views::paths;
use views::staff::{EmailRun, Emails, Host, Trouble, emails};
use views::subscriptions::EmailState;

/// The desk for emails.
///
/// # Errors
/// [`crate::error::Error::NotFound`] for whoever is no administrator.
pub async fn show(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, by: Administrator) -> Answer {
    let now = site.now();
    let status = site.db.read(move |conn| status::load(conn, now)).await?;
    let seen: Vec<Whom> = status.trouble.iter().map(|one| Whom::Subscriber(one.subscriber)).collect();
    if !seen.is_empty() {
        site.db.write(move |tx| access::note(tx, Some(by.id()), &seen, What::Emails, now)).await?;
    }
    let view = Emails {
        counts: status.counts.into_iter().map(|(state, n)| (shown(state), n)).collect(),
        oldest: status.oldest,
        host: host(&site),
        runs: status.runs.into_iter().map(run).collect(),
        troubles: status.trouble.into_iter().map(trouble).collect(),
        now,
    };
    respond(&req, StatusCode::OK, &visitor, emails(&view))
}

/// What this process knows of the mail host: nothing, if another one sends the emails.
fn host(site: &Site) -> Host {
    match site.mail_host.paused() {
        _ if !site.config.worker.in_server => Host::Elsewhere,
        Some(until) => Host::PausedUntil(until),
        None => Host::Taking,
    }
}

fn run(run: status::Run) -> EmailRun {
    EmailRun { began_at: run.began_at, ended_at: run.ended_at, looked_at: run.looked_at, planned: run.planned }
}

fn trouble(trouble: status::Trouble) -> Trouble {
    Trouble {
        id: trouble.id.0,
        to: trouble.email,
        state: shown(trouble.state),
        reason: trouble.why,
        at: trouble.at,
        attempts: i64::from(trouble.attempts),
    }
}

/// What became of an email, as pages show it.
#[must_use]
pub fn shown(state: State) -> EmailState {
    match state {
        State::Planned => EmailState::Planned,
        State::Sending => EmailState::Sending,
        State::Accepted => EmailState::Sent,
        State::Deferred => EmailState::Deferred,
        State::Failed => EmailState::Failed,
        State::Unknown => EmailState::Unknown,
        State::Skipped => EmailState::Skipped,
        State::Parked => EmailState::Parked,
    }
}

/// The form has one button and no field.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Entry {}

/// Tries an email again that could not be made.
///
/// # Errors
/// [`crate::error::Error::NotFound`] for whoever is no administrator, and when it is not parked.
pub async fn retry(site: web::Data<Site>, admin: Administrator, id: web::Path<String>, _: Form<Entry>) -> Answer {
    let (id, now) = (DigestId(form::id(&id)?), site.now());
    site.db.write(move |tx| -> Result<()> { status::retry(tx, &admin, id, now) }).await?;
    Ok(see(paths::staff_emails(), Some("saved")))
}
