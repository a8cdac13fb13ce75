//! Changing one's own comment.

use crate::comments::pages::{editing, too_late};
use crate::error::Error;
use crate::ids::CommentId;
use crate::moderation;
use crate::text::Text;
use crate::web::limits::{self, Doing};
use crate::web::page::{Answer, see};
use crate::web::{Form, Site, Speaker, Visitor, form};
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use validator::Validate;
use views::form::Problems;
use views::paths;

/// A form with one text.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Entry {
    body: Text,
}

/// Changes one's comment. Where a rule holds the new words, they wait for a moderator.
///
/// # Errors
/// Those of [`crate::comments::edit`]; [`Error::TooMany`]; a mistake in the text gives the form again.
pub async fn update(
    req: HttpRequest,
    site: web::Data<Site>,
    speaker: Speaker,
    visitor: Visitor,
    id: web::Path<String>,
    entry: Form<Entry>,
) -> Answer {
    let id = CommentId(form::id(&id)?);
    let (body, config, now) = (entry.0.body, site.config.clone(), site.now());
    let (by, text) = (speaker.clone(), body.clone());
    limits::allow(&req, &site, Doing::Edit, Some(speaker.id()))?;
    match site.db.write(move |tx| moderation::edit(tx, &by, id, &text, &config, now)).await {
        Ok(posted) => Ok(see(&paths::comment(id.0), Some(posted.notice("edited")))),
        Err(Error::Invalid(message)) => {
            let mut problems = Problems::default();
            problems.add("body", message);
            editing(&req, &site, &speaker, &visitor, id, Some(body.into_string()), problems).await
        }
        Err(Error::Conflict(why)) => too_late(&req, &visitor, id, &why, Some(body.as_str())),
        Err(other) => Err(other),
    }
}
