//! The form for a report, and what its sender can look up afterwards.

use super::super::{Complaint, NOTE_CHARACTERS, Reason, fits, report as file, shown};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::CommentId;
use crate::text::Text;
use crate::web::form::{Query, id};
use crate::web::limits::{self, Doing};
use crate::web::page::{respond, see};
use crate::web::{Answer, Form, Site, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use validator::Validate;
use views::form::Problems;
use views::moderation::KINDS;

/// What somebody fills in to report a comment.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct ReportEntry {
    reason: Text,
    kind: Text,
    note: Text,
}

impl ReportEntry {
    fn problems(&self, reason: Option<Reason>) -> Problems {
        let mut problems = Problems::default();
        if reason.is_none() {
            problems.add("reason", "Choose what is wrong with the comment");
        }
        if let Err(problem) = fits(&self.note, NOTE_CHARACTERS, "Your note") {
            problems.add("note", problem);
        }
        problems
    }

    /// The kind of illegal content; nothing for other reasons, and for a word that the form does not offer.
    fn kind(&self, reason: Reason) -> &'static str {
        let known = KINDS.iter().find(|(word, _)| *word == self.kind.as_str()).map_or("", |(word, _)| *word);
        if reason == Reason::Illegal { known } else { "" }
    }
}

/// The report that an address speaks of: its number, and the seal that only the one who sent it was given.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Sent {
    report: Option<i64>,
    seal: String,
}

/// `GET /comments/{id}/reports`: the form for a report, or, with the address that a report led to, what became of it.
///
/// # Errors
/// [`Error::NotFound`] for a comment that this visitor cannot see, and for thanks that were not given for it.
pub async fn report(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    path: web::Path<String>,
    sent: Query<Sent>,
) -> Answer {
    let (comment, now, role) = (CommentId(id(&path)?), site.now(), visitor.role());
    if let Some(report) = sent.0.report {
        let ours = site.keys.check("report", &[&comment.to_string(), &report.to_string()], &sent.0.seal);
        if !ours {
            return Err(Error::NotFound);
        }
        let view = site.db.read(move |conn| shown::thanks(conn, comment, report)).await?;
        return respond(&req, StatusCode::OK, &visitor, views::moderation::thanks(&view));
    }
    let view = site.db.read(move |conn| shown::report_form(conn, role, comment, now)).await?;
    respond(&req, StatusCode::OK, &visitor, views::moderation::report(&view))
}

/// `POST /comments/{id}/reports`: the report is kept and the comment stands in the queue.
///
/// # Errors
/// Those of [`file`]; [`Error::TooMany`]; a mistake gives the form again.
pub async fn send(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    path: web::Path<String>,
    form: Form<ReportEntry>,
) -> Answer {
    let (comment, now, role) = (CommentId(id(&path)?), site.now(), visitor.role());
    let entry = form.0;
    let reason = entry.reason.as_str().parse::<Reason>().ok();
    let problems = entry.problems(reason);
    if let (Some(reason), true) = (reason, problems.is_empty()) {
        let doing = if reason == Reason::AtRisk { Doing::ReportRisk } else { Doing::Report };
        limits::allow(&req, &site, doing, visitor.person.as_ref().map(|person| person.id))?;
        let (by, config) = (visitor.clone(), site.config.clone());
        let (note, kind) = (entry.note.clone(), entry.kind(reason));
        let complain = move |tx: &mut Tx<'_>| -> Result<i64> {
            file(tx, &by, comment, &Complaint { reason, kind, note: &note }, &config.moderation, now)
        };
        let report = site.db.write(complain).await?;
        return Ok(see(&shown::sealed(&site.keys, comment, report), None));
    }
    let mut view = site.db.read(move |conn| shown::report_form(conn, role, comment, now)).await?;
    view.reason = reason.map(shown::reason);
    view.kind = entry.kind.into_string();
    view.note = entry.note.into_string();
    view.problems = problems;
    respond(&req, StatusCode::UNPROCESSABLE_ENTITY, &visitor, views::moderation::report(&view))
}
