//! Deciding about many comments with one form.

use super::super::bulk::{self, By};
use super::super::shown;
use super::{DecisionEntry, Read};
use crate::clock::Moment;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::{CaseId, CommentId};
use crate::web::form::{Query, id};
use crate::web::page::{respond, see};
use crate::web::{Answer, Form, Moderator, Site, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use views::form::Problems;
use views::moderation::Together;
use views::paths;

/// What the comments have in common.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Common {
    by: String,
}

/// `GET /staff/cases/{id}/together?by=author` or `by=words`: what would be decided about, all ticked.
///
/// # Errors
/// [`Error::NotFound`] for no such case, and for nothing in common.
pub async fn show(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    by: Moderator,
    path: web::Path<String>,
    common: Query<Common>,
) -> Answer {
    let case = CaseId(id(&path)?);
    let common = common.0.by.parse::<By>().map_err(|_| Error::NotFound)?;
    let view = load(&site, by, case, common, site.now()).await?;
    respond(&req, StatusCode::OK, &visitor, views::moderation::together(&view))
}

async fn load(site: &Site, by: Moderator, case: CaseId, common: By, now: Moment) -> Result<Together> {
    site.db.read(move |conn| shown::together(conn, &by, case, common, now)).await
}

/// `POST /staff/cases/{id}/together`: the same is decided about each that is ticked, or, where one does not allow it, about none.
///
/// # Errors
/// Those of [`bulk::decide_all`]; a mistake in the form gives the page again.
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
    let incomplete =
        |_| Error::NotUnderstood("The form was not complete. Go back, reload the page and try again.".into());
    let common = entry.by.as_str().parse::<By>().map_err(incomplete)?;
    let (read, template) = entry.look_up(&site).await?;
    let begins = !entry.begin.is_blank();
    let problems = if begins { entry.problems(&read) } else { problems(&entry, &read) };
    let chosen: Vec<CommentId> = entry.comments.iter().map(|id| CommentId(*id)).collect();
    if let (Some(act), true, false) = (read.act, problems.is_empty(), begins) {
        let (ruled, known, ids) = (entry.clone(), read.clone(), chosen.clone());
        let rule_them =
            move |tx: &mut Tx<'_>| bulk::decide_all(tx, &by, (case, common), &ids, &ruled.ruling(act, &known), now);
        site.db.write(rule_them).await?;
        return Ok(see(paths::staff_queue(), Some("decided")));
    }
    let mut view = load(&site, by, case, common, now).await?;
    for one in &mut view.alike {
        one.chosen = chosen.contains(&CommentId(one.comment_id));
    }
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    entry.put_back(&mut view.form, &read, template, problems);
    respond(&req, status, &visitor, views::moderation::together(&view))
}

fn problems(entry: &DecisionEntry, read: &Read) -> Problems {
    let mut problems = Problems::default();
    if entry.comments.is_empty() {
        problems.add("comments", "Choose at least one comment");
    }
    let allowed = read.act.is_none_or(|act| bulk::ACTS.contains(&act));
    if !allowed {
        problems.add("act", "Choose what happens to the comments");
    }
    for problem in entry.problems(read).0 {
        problems.add(problem.field, problem.message);
    }
    problems
}
