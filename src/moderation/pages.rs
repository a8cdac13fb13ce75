//! The pages for reporting a comment, and those on which moderators decide.

use super::rules::Rule;
use super::shown;
use super::{Act, Complaint, NOTE_CHARACTERS, Reason, Ruling, fits};
use crate::access::{self, What, Whom};
use crate::clock::Moment;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::{CaseId, CommentId};
use crate::text::Text;
use crate::web::form::{Query, id};
use crate::web::limits::{self, Doing};
use crate::web::page::{respond, see};
use crate::web::{Answer, Form, Moderator, Site, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use validator::Validate;
use views::form::Problems;
use views::paths;

/// What somebody fills in to report a comment.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct ReportEntry {
    reason: Text,
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
}

/// The report that an address speaks of: its number, and the seal that only the one who sent it was given.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Sent {
    report: Option<i64>,
    seal: String,
}

fn seal(site: &Site, comment: CommentId, report: i64) -> String {
    site.keys.sign("report", &[&comment.to_string(), &report.to_string()])
}

/// `GET /comments/{id}/reports`: the form for a report, or, with the address that a report led to, the thanks for it.
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
/// Those of [`super::report`]; [`Error::TooMany`]; a mistake gives the form again.
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
        let by = visitor.clone();
        let note = entry.note.clone();
        let complain = move |tx: &mut Tx<'_>| super::report(tx, &by, comment, &Complaint { reason, note: &note }, now);
        let report = site.db.write(complain).await?;
        let thanks =
            format!("{}?report={report}&seal={}", paths::comment_reports(comment.0), seal(&site, comment, report));
        return Ok(see(&thanks, None));
    }
    let mut view = site.db.read(move |conn| shown::report_form(conn, role, comment, now)).await?;
    view.reason = reason.map(shown::reason);
    view.note = entry.note.into_string();
    view.problems = problems;
    respond(&req, StatusCode::UNPROCESSABLE_ENTITY, &visitor, views::moderation::report(&view))
}

/// `GET /staff/cases/{id}`: a case with what is needed to decide it.
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

/// A case as this moderator sees it, once it is noted that they do.
async fn seen(site: &Site, by: Moderator, case: CaseId, now: Moment) -> Result<views::moderation::Case> {
    let viewer = by.id();
    let note = move |tx: &mut Tx<'_>| {
        let author = shown::author(tx, case)?;
        access::note(tx, Some(viewer), &[Whom::Account(author)], What::Case, now)
    };
    site.db.write(note).await?;
    site.db.read(move |conn| shown::case(conn, &by, case, now)).await
}

/// What a moderator fills in to decide.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct DecisionEntry {
    act: Text,
    rule: Text,
    reasons: Text,
}

impl DecisionEntry {
    fn problems(&self, act: Option<Act>, rule: Option<&Rule>) -> Problems {
        let mut problems = Problems::default();
        let Some(act) = act else {
            problems.add("act", "Choose what happens to the comment");
            return problems;
        };
        for (field, problem) in (Ruling { act, rule, reasons: &self.reasons }).problems() {
            problems.add(field, problem);
        }
        problems
    }
}

/// `POST /staff/cases/{id}/decisions`: the decision is in force, everywhere, from the next request on.
///
/// # Errors
/// Those of [`super::decide`]; a mistake in the form gives the case again.
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
    let rules = site.db.read(shown::house_rules).await?;
    let rule = rules.into_iter().find(|rule| rule.number.to_string() == entry.rule.as_str());
    let act = entry.act.as_str().parse::<Act>().ok();
    let problems = entry.problems(act, rule.as_ref());
    if let (Some(act), true) = (act, problems.is_empty()) {
        let reasons = entry.reasons.clone();
        let rule_it = move |tx: &mut Tx<'_>| {
            super::decide(tx, &by, case, &Ruling { act, rule: rule.as_ref(), reasons: &reasons }, now)
        };
        site.db.write(rule_it).await?;
        return Ok(see(paths::staff_queue(), Some("decided")));
    }
    let mut view = seen(&site, by, case, now).await?;
    if view.acts.is_empty() {
        return Err(Error::Conflict(
            "There is nothing to be decided about this comment any more, or it is your own.".into(),
        ));
    }
    view.act = act.map(shown::act);
    view.rule = entry.rule.into_string();
    view.reasons = entry.reasons.into_string();
    view.problems = problems;
    respond(&req, StatusCode::UNPROCESSABLE_ENTITY, &visitor, views::moderation::case(&view))
}

/// Where a page of the record begins.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Before {
    before: Option<i64>,
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
