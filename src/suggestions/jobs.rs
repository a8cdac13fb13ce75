//! The letter to whoever suggested a proposal: made at the moment it is sent, from what is true then.

use super::{Outcome, store};
use crate::accounts;
use crate::config::Config;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::ProposalId;
use crate::mail::Post;
use crate::queue::Job;
use views::emails::{self, SuggestionDecision};
use views::paths;

/// The letter that a job stands for; nothing when nobody has decided, when there is nobody to write to, or when it is about
/// something else. Its `message_id` is left empty for the worker.
///
/// # Errors
/// When the database refuses.
pub fn letter(conn: &mut Conn, config: &Config, job: &Job) -> Result<Option<Post>> {
    let Job::SuggestionDecided { proposal } = *job else { return Ok(None) };
    let Some((author, one)) = store::find(conn, ProposalId(proposal))? else { return Ok(None) };
    let to = match accounts::own(conn, author) {
        Ok(own) => own.email,
        Err(Error::NotFound) => return Ok(None),
        Err(other) => return Err(other),
    };
    let site = |path: &str| format!("{}{path}", config.public_url());
    let page = site(&paths::proposal(&one.slug));
    let decision = match &one.outcome {
        Outcome::Published => SuggestionDecision::Published { page: &page },
        Outcome::Declined(reason) => SuggestionDecision::Declined { reason },
        Outcome::Waiting => return Ok(None),
    };
    let letter = emails::suggestion_decided(&one.title, &decision, &site(paths::account_suggestions()));
    Ok(Some(Post::of(to, letter)))
}
