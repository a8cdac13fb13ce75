//! The letter that says that the answer to a consultation is due.

use super::{gunning, store};
use crate::accounts;
use crate::clock::Moment;
use crate::config::Config;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{AccountId, ProposalId};
use crate::mail::Post;
use crate::policy::{self, Stage};
use crate::queue::Job;
use views::emails::{self, AnswerDue};
use views::paths;

/// The letter that a job asks for, without its Message-ID; nothing when the answer was given meanwhile, or when its reader
/// writes proposals no more.
///
/// # Errors
/// When the database refuses.
pub fn letter(conn: &mut Conn, config: &Config, job: &Job, now: Moment) -> Result<Option<Post>> {
    let Job::AnswerDue { proposal, account } = *job else { return Ok(None) };
    let Some(shown) = store::find(conn, ProposalId(proposal))? else { return Ok(None) };
    let own = match accounts::own(conn, AccountId(account)) {
        Ok(own) if policy::edits(Some(own.role)) => own,
        Ok(_) | Err(Error::NotFound) => return Ok(None),
        Err(other) => return Err(other),
    };
    let Some(closes_at) = shown.closes_at.filter(|_| matches!(shown.stage_at(now), Stage::Closed | Stage::Analysing))
    else {
        return Ok(None);
    };
    let letter = emails::answer_due(&AnswerDue {
        title: &shown.title,
        due: gunning::answer_due(closes_at),
        now,
        link: &format!("{}{}", config.public_url(), paths::staff_responses(shown.id.0)),
    });
    Ok(Some(Post::of(own.email, letter)))
}
