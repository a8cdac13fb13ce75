//! Following and stopping, at the press of a button.

use super::{Target, set};
use crate::areas;
use crate::error::{Error, Result};
use crate::proposals;
use crate::text::Text;
use crate::web::limits::{self, Doing};
use crate::web::page::{Answer, see};
use crate::web::waiting::{self, Act};
use crate::web::{Form, Site, Visitor};
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use validator::Validate;
use views::paths;

/// The button's form: `follow=start` or `follow=stop`.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Entry {
    follow: Text,
}

/// Follows a proposal, or stops.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::TooMany`].
pub async fn on_proposal(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    slug: web::Path<String>,
    entry: Form<Entry>,
) -> Answer {
    let slug = slug.into_inner();
    let asked = slug.clone();
    let id = site.db.read(move |conn| proposals::find_id(conn, &asked)).await?.ok_or(Error::NotFound)?;
    follow(&req, &site, &visitor, Target::Proposal(id), &entry.0, &paths::proposal(&slug)).await
}

/// Follows an area, or stops.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::TooMany`].
pub async fn on_area(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    slug: web::Path<String>,
    entry: Form<Entry>,
) -> Answer {
    let slug = slug.into_inner();
    let asked = slug.clone();
    let id = site.db.read(move |conn| areas::find(conn, &asked)).await?.id;
    follow(&req, &site, &visitor, Target::Area(id), &entry.0, &paths::area(&slug)).await
}

async fn follow(
    req: &HttpRequest,
    site: &Site,
    visitor: &Visitor,
    target: Target,
    entry: &Entry,
    back: &str,
) -> Answer {
    let start = started(entry)?;
    if visitor.person.is_none() {
        let (kind, id) = target.parts();
        return waiting::keep(req, site, Act::Follow { kind: kind.into(), target: id }).await;
    }
    let now = site.now();
    let speaker = visitor.speaker(now)?;
    limits::allow(req, site, Doing::Follow, Some(speaker.id()))?;
    site.db.write(move |tx| set(tx, &speaker, target, start, now)).await?;
    Ok(see(back, Some(if start { "followed" } else { "unfollowed" })))
}

fn started(entry: &Entry) -> Result<bool> {
    match entry.follow.as_str() {
        "start" => Ok(true),
        "stop" => Ok(false),
        _ => Err(Error::Invalid("Choose to follow or to stop following.".into())),
    }
}
