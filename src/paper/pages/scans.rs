//! The files of a response that did not come online: adding them, taking them out, and having them.

use super::super::scans::{add, look, may_add, take_out};
use super::one;
use crate::attachments::New;
use crate::db::Tx;
use crate::ids::ResponseId;
use crate::responses::pages::attachments::{Entry, given, taken_in};
use crate::web::form::id;
use crate::web::page::{respond, see};
use crate::web::upload::Sent;
use crate::web::{Analyst, Answer, Form, Site, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use views::paper as view;
use views::paths;

/// `POST /staff/paper/{id}/attachments`: adds a file.
///
/// # Errors
/// Those of [`add`] and [`taken_in`]; what is wrong with the file gives the page again.
pub async fn create(
    req: HttpRequest,
    site: web::Data<Site>,
    by: Analyst,
    visitor: Visitor,
    path: web::Path<String>,
    entry: Form<Entry>,
    sent: Sent,
) -> Answer {
    let (number, description, asking) = (ResponseId(id(&path)?), entry.0.description, by.clone());
    let may = site.db.read(move |conn| may_add(conn, &asking, number)).await;
    let adding = by.clone();
    let write = move |tx: &mut Tx<'_>, new: &New, now| add(tx, &adding, number, new, now);
    let Some(problems) = taken_in(&req, &site, (by.id(), may), (sent, &description), write).await? else {
        return Ok(see(&paths::paper_response(number.0), Some("attached")));
    };
    let (view, _) = one::load(&site, by, number).await?;
    let view = view::One { description: description.into_string(), problems, ..view };
    respond(&req, StatusCode::UNPROCESSABLE_ENTITY, &visitor, view::one(&view))
}

/// `GET /staff/paper/{id}/attachments/{attachment}`: a file.
///
/// # Errors
/// Those of [`look`], and [`crate::error::Error::Busy`] when the store of files is away.
pub async fn show(site: web::Data<Site>, by: Analyst, path: web::Path<(String, String)>) -> Answer {
    let (number, file, now) = (ResponseId(id(&path.0)?), id(&path.1)?, site.now());
    let found = site.db.write(move |tx| look(tx, &by, number, file, now)).await?;
    given(&site, &found).await
}

/// `POST /staff/paper/{id}/attachments/{attachment}/removal`: takes one out.
///
/// # Errors
/// Those of [`take_out`].
pub async fn remove(site: web::Data<Site>, by: Analyst, path: web::Path<(String, String)>) -> Answer {
    let (number, file, now) = (ResponseId(id(&path.0)?), id(&path.1)?, site.now());
    site.db.write(move |tx| take_out(tx, &by, number, file, now)).await?;
    Ok(see(&paths::paper_response(number.0), Some("taken-out")))
}
