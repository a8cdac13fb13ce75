//! What moderators decided about one's own comments, and asking for another look.

use super::super::{appeals, shown};
use crate::db::Tx;
use crate::error::Error;
use crate::ids::DecisionId;
use crate::text::Text;
use crate::web::form::id;
use crate::web::page::{respond, see};
use crate::web::{Answer, Confirmed, Form, Site, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use validator::Validate;
use views::paths;

/// `GET /account/decisions`: all of them, latest first.
///
/// # Errors
/// When the database does not answer.
pub async fn index(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, reader: Confirmed) -> Answer {
    let (author, now) = (reader.id(), site.now());
    let rows = site.db.read(move |conn| shown::own_list(conn, author)).await?;
    respond(&req, StatusCode::OK, &visitor, views::moderation::own_list(&rows, now))
}

/// `GET /account/decisions/{id}`: one of them, with the form for an appeal while there is time.
///
/// # Errors
/// [`Error::NotFound`] for a decision about somebody else's comment.
pub async fn show(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    reader: Confirmed,
    path: web::Path<String>,
) -> Answer {
    let (id, author, now, config) = (DecisionId(id(&path)?), reader.id(), site.now(), site.config.clone());
    let view = site.db.read(move |conn| shown::own(conn, author, id, &config.moderation, now)).await?;
    respond(&req, StatusCode::OK, &visitor, views::moderation::own(&view))
}

/// What somebody fills in to ask for another look.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct AppealEntry {
    words: Text,
}

/// `POST /account/decisions/{id}/appeal`: a different moderator will answer. Who may not take part for a while can do this too.
///
/// # Errors
/// Those of [`appeals::file`]; a mistake in the words gives the page again.
pub async fn appeal(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    reader: Confirmed,
    path: web::Path<String>,
    form: Form<AppealEntry>,
) -> Answer {
    let (id, author, now, config) = (DecisionId(id(&path)?), reader.id(), site.now(), site.config.clone());
    let (words, settings) = (form.0.words.clone(), config.clone());
    let file = move |tx: &mut Tx<'_>| appeals::file(tx, author, id, &words, &settings.moderation, now);
    let problem = match site.db.write(file).await {
        Ok(_) => return Ok(see(&paths::own_decision(id.0), Some("appealed"))),
        Err(Error::Invalid(problem)) => problem,
        Err(other) => return Err(other),
    };
    let mut view = site.db.read(move |conn| shown::own(conn, author, id, &config.moderation, now)).await?;
    view.words = form.0.words.into_string();
    view.problems.add("words", problem);
    respond(&req, StatusCode::UNPROCESSABLE_ENTITY, &visitor, views::moderation::own(&view))
}
