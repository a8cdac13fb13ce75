//! Taking a comment or a reply: posted at once for those who are signed in, kept waiting for those who sign in afterwards.

use super::personal::posting_as;
use super::show;
use crate::comments::{self, New};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::{CommentId, ProposalId};
use crate::moderation;
use crate::text::Text;
use crate::web::limits::{self, Doing};
use crate::web::page::{Answer, see};
use crate::web::waiting::{self, Act};
use crate::web::{Form, Site, Visitor, form, page};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use validator::Validate;
use views::form::Problems;
use views::holes::Hole;
use views::paths;

/// The comment form and the reply form.
#[derive(Debug, Deserialize, Validate)]
#[serde(default)]
#[derive(Default)]
pub struct Entry {
    body: Text,
    /// `organisation` where it is posted in the name of one; else as oneself.
    r#as: Text,
}

impl Entry {
    fn for_organisation(&self) -> bool {
        self.r#as.as_str() == "organisation"
    }
}

/// Posts a comment on a proposal.
///
/// # Errors
/// Those of [`comments::post`]; [`Error::TooMany`]; a mistake in the text gives the page again.
pub async fn comment(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    slug: web::Path<String>,
    entry: Form<Entry>,
) -> Answer {
    let for_organisation = entry.0.for_organisation();
    let (slug, body) = (slug.into_inner(), entry.0.body);
    let mut problems = Problems::default();
    if let Err(message) = comments::check_body(&body, site.config.rules.comment_characters) {
        problems.add("body", message);
        return show::again(&req, &site, slug, body.into_string(), problems).await;
    }
    let asked = slug.clone();
    let proposal = site.db.glance(move |conn| crate::proposals::find_id(conn, &asked)).await?.ok_or(Error::NotFound)?;
    if visitor.person.is_none() {
        return waiting::keep(&req, &site, Act::Comment { proposal: proposal.0, body: body.into_string() }).await;
    }
    let speaker = visitor.speaker(site.now())?;
    limits::allow(&req, &site, Doing::Comment, Some(speaker.id()))?;
    let posted = send(&site, speaker, (proposal, None), for_organisation, body).await?;
    Ok(see(&posted.place(), Some(posted.notice("posted"))))
}

async fn send(
    site: &Site,
    speaker: crate::web::Speaker,
    (proposal, parent): (ProposalId, Option<CommentId>),
    for_organisation: bool,
    body: Text,
) -> Result<comments::Posted> {
    let (config, now) = (site.config.clone(), site.now());
    let post = move |tx: &mut Tx<'_>| {
        let new = New { proposal, parent, body: &body, for_organisation };
        moderation::post(tx, &speaker, &new, &config, now)
    };
    site.db.write(post).await
}

/// The page with the reply form alone, for those who come without the one under the comment.
///
/// # Errors
/// [`Error::NotFound`] for a comment that cannot be read.
pub async fn reply_form(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, id: web::Path<String>) -> Answer {
    let id = CommentId(form::id(&id)?);
    reply_page(&req, &site, &visitor, id, String::new(), Problems::default(), StatusCode::OK).await
}

/// Posts a reply to a comment.
///
/// # Errors
/// As [`comment`].
pub async fn reply(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    id: web::Path<String>,
    entry: Form<Entry>,
) -> Answer {
    let id = CommentId(form::id(&id)?);
    let for_organisation = entry.0.for_organisation();
    let body = entry.0.body;
    if let Err(message) = comments::check_body(&body, site.config.rules.reply_characters) {
        let mut problems = Problems::default();
        problems.add("body", message);
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return reply_page(&req, &site, &visitor, id, body.into_string(), problems, status).await;
    }
    let parent = site.db.read(move |conn| comments::visible(conn, id)).await?;
    if visitor.person.is_none() {
        return waiting::keep(&req, &site, Act::Reply { comment: id.0, body: body.into_string() }).await;
    }
    let speaker = visitor.speaker(site.now())?;
    limits::allow(&req, &site, Doing::Comment, Some(speaker.id()))?;
    let posted = send(&site, speaker, (parent.proposal, Some(id)), for_organisation, body).await?;
    Ok(see(&paths::comment(posted.id.0), Some(posted.notice("posted"))))
}

async fn reply_page(
    req: &HttpRequest,
    site: &Site,
    visitor: &Visitor,
    id: CommentId,
    text: String,
    problems: Problems,
    status: StatusCode,
) -> Answer {
    let (to, name, proposal) = site.db.read(move |conn| comments::pages::with_context(conn, id)).await?;
    let view = views::comments::Reply { proposal, to_id: id.0, to_name: name, to_html: to.body_html, text, problems };
    page::respond_with(req, status, visitor, views::comments::reply(&view), |hole| {
        (hole == Hole::PostingAs).then(|| posting_as(visitor.person.as_ref()))
    })
}
