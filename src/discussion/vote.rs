//! Taking a vote on a proposal: counted at once for those who are signed in, kept waiting for those who sign in afterwards.

use super::show;
use crate::error::{Error, Result};
use crate::ids::ProposalId;
use crate::proposals;
use crate::text::Text;
use crate::votes::{self, Choice, Voter};
use crate::web::limits::{self, Doing};
use crate::web::page::{Answer, see};
use crate::web::waiting::{self, Act};
use crate::web::{Form, Site, Visitor};
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use validator::Validate;
use views::form::Problems;
use views::paths;

/// The form: three radios called `vote`, and a button that takes the vote back.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Entry {
    vote: Text,
    withdraw: Text,
}

/// Votes on a proposal, or takes the vote back. Without a choice it is the page again; an empty one never undoes a vote.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::TooMany`]; those of [`votes::on_proposal`].
pub async fn cast(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    slug: web::Path<String>,
    entry: Form<Entry>,
) -> Answer {
    let slug = slug.into_inner();
    let id = find(&site, slug.clone()).await?;
    let back = format!("{}#view", paths::proposal(&slug));
    let withdraw = entry.0.withdraw.as_str() == "1";
    let choice: Option<Choice> = entry.0.vote.as_str().parse().ok().filter(|_| !withdraw);
    if choice.is_none() && !withdraw {
        let mut problems = Problems::default();
        problems.add("vote", "Choose support, not sure or oppose");
        return show::again(&req, &site, slug, String::new(), problems).await;
    }
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
    site.db.write(move |tx| votes::on_proposal(tx, &voter, id, choice, now)).await?;
    Ok(see(&back, Some(if withdraw { "withdrawn" } else { "voted" })))
}

async fn find(site: &Site, slug: String) -> Result<ProposalId> {
    site.db.glance(move |conn| proposals::find_id(conn, &slug)).await?.ok_or(Error::NotFound)
}
