//! Taking a vote: counted at once for those who are signed in, kept waiting for those who sign in afterwards.

use super::{Answer as Reply, Choice, Voter};
use crate::error::{Error, Result};
use crate::ids::CommentId;
use crate::proposals;
use crate::text::Text;
use crate::web::limits::{self, Doing};
use crate::web::page::{Answer, see};
use crate::web::waiting::{self, Act};
use crate::web::{Form, Site, Visitor, form};
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use validator::Validate;
use views::paths;

/// The voting forms: three buttons or radios called `vote`, and one that takes a vote back.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Entry {
    vote: Text,
    withdraw: Text,
    from: Text,
}

impl Entry {
    /// The word chosen; an empty choice never undoes a vote.
    fn chosen<T: std::str::FromStr>(&self, missing: &str) -> Result<T> {
        self.vote.as_str().parse().map_err(|_| Error::Invalid(missing.into()))
    }
}

/// Votes on a proposal, or takes the vote back.
///
/// # Errors
/// [`Error::Invalid`] without a choice; [`Error::TooMany`]; those of [`super::on_proposal`].
pub async fn on_proposal(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    slug: web::Path<String>,
    entry: Form<Entry>,
) -> Answer {
    let withdraw = entry.0.withdraw.as_str() == "1";
    let choice: Option<Choice> = if withdraw {
        None
    } else {
        Some(entry.0.chosen("Choose support, not sure or oppose, then press the button again.")?)
    };
    let slug = slug.into_inner();
    let asked = slug.clone();
    let id = site.db.glance(move |conn| proposals::find_id(conn, &asked)).await?.ok_or(Error::NotFound)?;
    let back = format!("{}#view", paths::proposal(&slug));
    if visitor.person.is_none() {
        return match choice {
            Some(choice) => {
                waiting::keep(&req, &site, Act::ProposalVote { proposal: id.0, value: choice.as_str().into() }).await
            }
            None => Ok(see(&back, None)),
        };
    }
    let now = site.now();
    let speaker = visitor.speaker(now)?;
    limits::allow(&req, &site, Doing::Vote, Some(speaker.id()))?;
    let voter = Voter::from(&speaker);
    site.db.write(move |tx| super::on_proposal(tx, &voter, id, choice, now)).await?;
    Ok(see(&back, Some(if withdraw { "withdrawn" } else { "voted" })))
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
    let reply: Reply = entry.0.chosen("Choose agree, disagree or pass.")?;
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
