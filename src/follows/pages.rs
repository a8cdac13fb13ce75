//! Following and stopping, at the press of a button.

use super::{Target, start, stop};
use crate::areas;
use crate::comments;
use crate::error::{Error, Result};
use crate::ids::CommentId;
use crate::organisations::{self, State};
use crate::proposals;
use crate::subscribers::Frequency;
use crate::text::Text;
use crate::web::limits::{self, Doing};
use crate::web::page::{Answer, see};
use crate::web::waiting::{self, Act};
use crate::web::{Form, Site, Visitor, form};
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use validator::Validate;
use views::paths;

/// The button's form: `follow=start` or `follow=stop`.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Entry {
    follow: Text,
    frequency: Text,
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

/// Follows the discussion that begins with a comment, or stops.
///
/// # Errors
/// [`Error::NotFound`] for a comment that cannot be read, or is a reply.
pub async fn on_comment(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    id: web::Path<String>,
    entry: Form<Entry>,
) -> Answer {
    let id = CommentId(form::id(&id)?);
    let comment = site.db.read(move |conn| comments::visible(conn, id)).await?;
    if comment.depth > 0 {
        return Err(Error::NotFound);
    }
    follow(&req, &site, &visitor, Target::Thread(id), &entry.0, &paths::comment(id.0)).await
}

/// Follows an organisation, or stops. One for which nobody can speak any more is not followed anew.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] for one that is closed; [`Error::TooMany`].
pub async fn on_organisation(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    slug: web::Path<String>,
    entry: Form<Entry>,
) -> Answer {
    let slug = slug.into_inner();
    let asked = slug.clone();
    let one = site.db.read(move |conn| organisations::public(conn, &asked)).await?;
    if one.state == State::Closed && entry.0.follow.as_str() == "start" {
        return Err(Error::Conflict("Nobody speaks for this organisation here any more.".into()));
    }
    follow(&req, &site, &visitor, Target::Organisation(one.id), &entry.0, &paths::organisation(&slug)).await
}

/// Follows the whole site, or stops.
///
/// # Errors
/// When the database does not answer.
pub async fn on_site(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, entry: Form<Entry>) -> Answer {
    follow(&req, &site, &visitor, Target::Site, &entry.0, paths::home()).await
}

async fn follow(
    req: &HttpRequest,
    site: &Site,
    visitor: &Visitor,
    target: Target,
    entry: &Entry,
    back: &str,
) -> Answer {
    let how = chosen(entry, target)?;
    if visitor.person.is_none() {
        let ((kind, id), frequency) = (target.parts(), how.unwrap_or(target.usual()).as_str().to_owned());
        return waiting::keep(req, site, Act::Follow { kind: kind.into(), target: id, frequency }).await;
    }
    let (now, allow) = (site.now(), |who| limits::allow(req, site, Doing::Follow, Some(who)));
    let Some(how) = how else {
        let reader = visitor.confirmed()?;
        allow(reader.id())?;
        site.db.write(move |tx| stop(tx, &reader, target, now)).await?;
        return Ok(see(back, Some("unfollowed")));
    };
    let speaker = visitor.speaker(now)?;
    allow(speaker.id())?;
    site.db.write(move |tx| start(tx, &speaker, target, how, now)).await?;
    Ok(see(back, Some("followed")))
}

/// How often, or nothing for stopping. A form without a frequency means the usual one.
fn chosen(entry: &Entry, target: Target) -> Result<Option<Frequency>> {
    let odd = |_| Error::Invalid("Choose how often you want to hear about it.".into());
    match (entry.follow.as_str(), entry.frequency.as_str()) {
        ("start", "") => Ok(Some(target.usual())),
        ("start", word) => word.parse().map(Some).map_err(odd),
        ("stop", _) => Ok(None),
        _ => Err(Error::Invalid("Choose to follow or to stop following.".into())),
    }
}
