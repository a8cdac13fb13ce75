//! The pages on which a moderator answers appeals against what colleagues decided.

use super::super::appeals::{self, Outcome};
use super::super::{REASONS_CHARACTERS, fits, shown};
use crate::db::Tx;
use crate::error::Error;
use crate::ids::AppealId;
use crate::text::Text;
use crate::web::form::id;
use crate::web::page::{respond, see};
use crate::web::{Answer, Form, Moderator, Site, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use validator::Validate;
use views::form::Problems;
use views::paths;

/// `GET /staff/appeals`: those that wait, those first that are due first.
///
/// # Errors
/// When the database does not answer.
pub async fn index(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, by: Moderator) -> Answer {
    let now = site.now();
    let rows = site.db.read(move |conn| shown::appeals(conn, &by)).await?;
    respond(&req, StatusCode::OK, &visitor, views::moderation::appeals(&rows, now))
}

/// `GET /staff/appeals/{id}`: one of them, with the form to answer it.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn show(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    by: Moderator,
    path: web::Path<String>,
) -> Answer {
    let (id, now) = (AppealId(id(&path)?), site.now());
    let view = site.db.read(move |conn| shown::appeal(conn, &by, id, now)).await?;
    respond(&req, StatusCode::OK, &visitor, views::moderation::appeal(&view))
}

/// What a moderator fills in to answer.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct AnswerEntry {
    outcome: Text,
    reasons: Text,
}

impl AnswerEntry {
    fn problems(&self, outcome: Option<Outcome>) -> Problems {
        let mut problems = Problems::default();
        if outcome.is_none() {
            problems.add("outcome", "Choose what you decide");
        }
        if self.reasons.is_blank() {
            problems.add("reasons", "Enter your reasons, so that the author can understand them");
        } else if let Err(problem) = fits(&self.reasons, REASONS_CHARACTERS, "Your reasons") {
            problems.add("reasons", problem);
        }
        problems
    }
}

/// `POST /staff/appeals/{id}`: the answer is in force, and the author gets a letter.
///
/// # Errors
/// Those of [`appeals::answer`]; a mistake in the form gives the page again.
pub async fn answer(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    by: Moderator,
    path: web::Path<String>,
    form: Form<AnswerEntry>,
) -> Answer {
    let (id, now) = (AppealId(id(&path)?), site.now());
    let entry = form.0;
    let outcome = entry.outcome.as_str().parse::<Outcome>().ok();
    let problems = entry.problems(outcome);
    if let (Some(outcome), true) = (outcome, problems.is_empty()) {
        let reasons = entry.reasons.clone();
        site.db.write(move |tx: &mut Tx<'_>| appeals::answer(tx, &by, id, outcome, &reasons, now)).await?;
        return Ok(see(paths::staff_appeals(), Some("decided")));
    }
    let mut view = site.db.read(move |conn| shown::appeal(conn, &by, id, now)).await?;
    if view.answered.is_some() {
        return Err(Error::Conflict(
            "A colleague has answered this appeal meanwhile. Your answer was not used.".into(),
        ));
    }
    if !view.conflict.is_empty() {
        return Err(Error::NotAllowed(view.conflict));
    }
    view.outcome = entry.outcome.into_string();
    view.typed = entry.reasons.into_string();
    view.problems = problems;
    respond(&req, StatusCode::UNPROCESSABLE_ENTITY, &visitor, views::moderation::appeal(&view))
}
