//! Taking a vote on a comment: counted at once for those who are signed in, kept waiting for those who sign in afterwards.

use super::{Answer as Reply, Voter};
use crate::error::Error;
use crate::ids::CommentId;
use crate::text::Text;
use crate::web::limits::{self, Doing};
use crate::web::page::{Answer, see};
use crate::web::waiting::{self, Act};
use crate::web::{Form, Site, Visitor, form};
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use validator::Validate;
use views::paths;

/// The form under a comment: three buttons called `vote`.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Entry {
    vote: Text,
    from: Text,
}

/// Votes on a comment.
///
/// # Errors
/// [`Error::Invalid`] without a choice; [`Error::TooMany`]; those of [`super::on_comment`].
pub async fn on_comment(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    id: web::Path<String>,
    entry: Form<Entry>,
) -> Answer {
    let id = CommentId(form::id(&id)?);
    let reply: Reply =
        entry.0.vote.as_str().parse().map_err(|_| Error::Invalid("Choose agree, disagree or pass.".into()))?;
    if visitor.person.is_none() {
        return waiting::keep(&req, &site, Act::CommentVote { comment: id.0, value: reply.as_str().into() }).await;
    }
    let now = site.now();
    let speaker = visitor.speaker(now)?;
    limits::allow(&req, &site, Doing::Vote, Some(speaker.id()))?;
    let voter = Voter::from(&speaker);
    let slug = site.db.write(move |tx| super::on_comment(tx, &voter, id, reply, now)).await?;
    let anchor = if entry.0.from.as_str() == "statements" { "agree".to_owned() } else { format!("c{id}") };
    Ok(see(&format!("{}#{anchor}", paths::proposal(&slug)), Some("answered")))
}
