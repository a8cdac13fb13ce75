//! The pages on which a moderator looks at a case and decides it.

use super::super::{claims, shown};
use super::DecisionEntry;
use crate::access::{self, What, Whom};
use crate::clock::Moment;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::{CaseId, DecisionId};
use crate::web::form::{Query, id};
use crate::web::page::{respond, see};
use crate::web::{Answer, Form, Moderator, Site, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use validator::Validate;
use views::paths;

/// `GET /staff/cases/{id}`: a case with what is needed to decide it. It is this moderator's for a while, unless a colleague has it.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn case(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    by: Moderator,
    path: web::Path<String>,
) -> Answer {
    let (case, now) = (CaseId(id(&path)?), site.now());
    let view = seen(&site, by, case, now).await?;
    respond(&req, StatusCode::OK, &visitor, views::moderation::case(&view))
}

/// A case as this moderator sees it, once it is noted that they do, and is theirs if it can be.
async fn seen(site: &Site, by: Moderator, case: CaseId, now: Moment) -> Result<views::moderation::Case> {
    let (viewer, config) = (by.clone(), site.config.clone());
    let note = move |tx: &mut Tx<'_>| {
        claims::take(tx, &viewer, case, config.moderation.claim_minutes, now)?;
        let author = shown::author(tx, case)?;
        access::note(tx, Some(viewer.id()), &[Whom::Account(author)], What::Case, now)
    };
    site.db.write(note).await?;
    let config = site.config.clone();
    site.db.read(move |conn| shown::case(conn, &by, case, &config.moderation, now)).await
}

/// `POST /staff/cases/{id}/decisions`: the decision is in force, everywhere, from the next request on. The button that asks for
/// the words of a template gives the case again, with these.
///
/// # Errors
/// Those of [`super::super::decide`]; a mistake in the form gives the case again.
pub async fn decide(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    by: Moderator,
    path: web::Path<String>,
    form: Form<DecisionEntry>,
) -> Answer {
    let (case, now) = (CaseId(id(&path)?), site.now());
    let entry = form.0;
    let (read, template) = entry.look_up(&site).await?;
    let begins = !entry.begin.is_blank();
    let mut problems = entry.problems(&read);
    if let (Some(act), true, false) = (read.act, problems.is_empty(), begins) {
        let (ruled, known, moderator) = (entry.clone(), read.clone(), by.clone());
        let rule_it =
            move |tx: &mut Tx<'_>| super::super::decide(tx, &moderator, case, &ruled.ruling(act, &known), now);
        match site.db.write(rule_it).await {
            Ok(_) => return Ok(see(paths::staff_queue(), Some("decided"))),
            // Only the marks can be wrong by now.
            Err(Error::Invalid(problem)) => problems.add("marked", problem),
            Err(other) => return Err(other),
        }
    }
    let mut view = seen(&site, by, case, now).await?;
    if view.form.acts.is_empty() {
        return Err(Error::Conflict(
            "There is nothing to be decided about this comment any more, or another moderator has to decide.".into(),
        ));
    }
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    entry.put_back(&mut view.form, &read, template, problems);
    respond(&req, status, &visitor, views::moderation::case(&view))
}

/// A form without fields of its own; what was typed for a decision is not looked at.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Nothing {}

/// `POST /staff/cases/{id}/giving-back`: a colleague can have the case now.
///
/// # Errors
/// When the database does not answer.
pub async fn give_back(site: web::Data<Site>, by: Moderator, path: web::Path<String>, _form: Form<Nothing>) -> Answer {
    let case = CaseId(id(&path)?);
    site.db.write(move |tx| claims::give_back(tx, &by, case)).await?;
    Ok(see(paths::staff_queue(), Some("given-back")))
}

/// Where a page of the record begins.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Before {
    before: Option<DecisionId>,
}

/// `GET /staff/record`: each act of a moderator, latest first.
///
/// # Errors
/// When the database does not answer.
pub async fn record(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    _by: Moderator,
    from: Query<Before>,
) -> Answer {
    let now = site.now();
    let view = site.db.read(move |conn| shown::record(conn, from.0.before, now)).await?;
    respond(&req, StatusCode::OK, &visitor, views::moderation::record(&view))
}

/// `GET /staff/decisions`: what this moderator decided themselves, latest first.
///
/// # Errors
/// When the database does not answer.
pub async fn own(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, by: Moderator) -> Answer {
    let now = site.now();
    let rows = site.db.read(move |conn| shown::decisions_by(conn, by.id())).await?;
    respond(&req, StatusCode::OK, &visitor, views::moderation::decisions_by(&rows, now))
}
