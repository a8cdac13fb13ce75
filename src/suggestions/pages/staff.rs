//! The page on which an editor declines a suggestion. Publishing one is what it is for any draft.

use super::SwitchedOn;
use crate::error::Result;
use crate::ids::ProposalId;
use crate::text::Text;
use crate::web::form::id;
use crate::web::page::{respond, see};
use crate::web::{Answer, Editor, Form, Site, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use validator::Validate;
use views::form::Problems;
use views::paths;
use views::suggestions as view;

/// The form that declines.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Entry {
    #[validate(length(min = 1, max = 1_000, message = "Give a reason, in at most 1,000 characters"))]
    reason: Text,
}

/// `GET /staff/proposals/{id}/declining`: what was suggested, and the form.
///
/// # Errors
/// Those of [`super::super::waiting`].
pub async fn declining(
    req: HttpRequest,
    site: web::Data<Site>,
    _on: SwitchedOn,
    _by: Editor,
    visitor: Visitor,
    path: web::Path<String>,
) -> Answer {
    let view = load(&site, ProposalId(id(&path)?), String::new(), Problems::default()).await?;
    respond(&req, StatusCode::OK, &visitor, view::declining(&view))
}

/// `POST /staff/proposals/{id}/declining`: it is declined, and its author gets a letter.
///
/// # Errors
/// As [`declining`]; without a reason the form comes again.
pub async fn decline(
    req: HttpRequest,
    site: web::Data<Site>,
    _on: SwitchedOn,
    by: Editor,
    visitor: Visitor,
    path: web::Path<String>,
    entry: Form<Entry>,
) -> Answer {
    let (id, now) = (ProposalId(id(&path)?), site.now());
    let (entry, problems) = entry.checked();
    let reason = entry.reason.into_string();
    if !problems.is_empty() {
        let view = load(&site, id, reason, problems).await?;
        return respond(&req, StatusCode::UNPROCESSABLE_ENTITY, &visitor, view::declining(&view));
    }
    site.db.write(move |tx| super::super::decline(tx, &by, id, &reason, now)).await?;
    Ok(see(paths::staff_proposals(), Some("declined")))
}

async fn load(site: &Site, id: ProposalId, reason: String, problems: Problems) -> Result<view::Declining> {
    let (shown, content) = site.db.read(move |conn| super::super::waiting(conn, id)).await?;
    Ok(view::Declining { id: shown.id.0, title: content.title, summary: content.summary, reason, problems })
}
