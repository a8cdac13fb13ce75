//! A response, and the list of one's own.

use super::super::together::may_ask;
use super::super::{State, all_of, equality, publishing, store, withdraw};
use super::{Loaded, standing};
use crate::attachments::Attachment;
use crate::db::Conn;
use crate::policy::Stage;
use crate::web::page::{respond, see};
use crate::web::{Answer, Confirmed, Site, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use views::paths;
use views::responses::{self as view, Line, One, Published};

/// `GET /responses/{reference}`: how far it is, and what became of it.
///
/// # Errors
/// [`crate::error::Error::NotFound`] for somebody else's.
pub async fn show(
    req: HttpRequest,
    site: web::Data<Site>,
    who: Confirmed,
    visitor: Visitor,
    reference: web::Path<String>,
) -> Answer {
    let loaded = Loaded::find(&site, &who, reference.into_inner()).await?;
    let response = &loaded.response;
    let (id, version) = (response.id, response.version);
    let (this, now) = (response.clone(), loaded.now);
    let read = move |conn: &mut Conn| {
        Ok((
            store::find_answers(conn, id, version)?,
            publishing::told(conn, &this)?,
            equality::asked(conn, &this, now)?,
        ))
    };
    let (sent, told, about_you) = site.db.read(read).await?;
    let other_files = loaded.attachments.iter().any(|one| one.taken_out || one.sent_in.is_none());
    let other_answers = sent.is_some_and(|sent| sent != loaded.drafted.answers) || !loaded.drafted.troubles.is_empty();
    let is_changed = other_answers || other_files;
    let view = One {
        slug: loaded.proposal.slug.clone(),
        title: loaded.proposal.title.clone(),
        reference: response.reference.clone(),
        standing: standing(response),
        organisation: loaded.organisation_name(),
        signs: loaded.signs(),
        steps: loaded.steps(),
        is_open: loaded.is_open(),
        closes_at: loaded.proposal.closes_at,
        sent_at: response.sent_at,
        version: response.version,
        withdrawn_at: response.withdrawn_at,
        changed_since: is_changed && response.state == State::Sent,
        can_send: loaded.can_send(),
        has_results: crate::policy::is_over(loaded.proposal.stage_at(loaded.now)),
        about_you: about_you.filter(|asked| asked.is_open).map(|asked| asked.is_given),
        has_outcome: loaded.proposal.stored_stage == Stage::OutcomePublished,
        remarks: loaded.others.as_ref().map(|others| others.remarks.len() as i64),
        attachments: loaded.staying().len() as i64,
        may_ask: may_ask(response, loaded.now),
        publish: match response.publish.as_str() {
            "named" => "With your name",
            "unnamed" => "Without your name",
            _ => "Not at all",
        },
        published: told.map(|(decided, parts)| Published {
            number: decided.is_public.then_some(decided.number),
            reason: decided.reason,
            marks: parts.iter().map(|part| part.ground.mark().to_owned()).collect(),
            files: files(&loaded.attachments, Attachment::is_open),
            kept_files: files(&loaded.attachments, |one| one.sent_in.is_some() && !one.is_open()),
        }),
    };
    respond(&req, StatusCode::OK, &visitor, view::one(&view))
}

/// The names of those files that are so.
fn files(all: &[Attachment], is_so: impl Fn(&Attachment) -> bool) -> Vec<String> {
    all.iter().filter(|one| is_so(one)).map(|one| one.name.clone()).collect()
}

/// `POST /responses/{reference}/withdrawal`: takes it back.
///
/// # Errors
/// Those of [`withdraw`].
pub async fn take_back(site: web::Data<Site>, who: Confirmed, reference: web::Path<String>) -> Answer {
    let (reference, clock) = (reference.into_inner(), site.clock.clone());
    let to = paths::response(&reference);
    site.db.write(move |tx| withdraw(tx, &who, &reference, clock.now())).await?;
    Ok(see(&to, Some("taken-back")))
}

/// `GET /account/responses`: everything that somebody has begun or sent, and what their organisation has.
///
/// # Errors
/// When the database does not answer.
pub async fn index(req: HttpRequest, site: web::Data<Site>, who: Confirmed, visitor: Visitor) -> Answer {
    let all = site.db.read(move |conn| all_of(conn, &who)).await?;
    let lines: Vec<Line> = all
        .into_iter()
        .map(|(response, title)| Line {
            standing: standing(&response),
            for_organisation: response.organisation.is_some(),
            at: response.sent_at.unwrap_or(response.begun_at),
            reference: response.reference,
            title,
        })
        .collect();
    respond(&req, StatusCode::OK, &visitor, view::list(&lines))
}
