//! Letters about professions: each is made at the moment it is sent, from what is true then.

use super::{State, claims, store};
use crate::accounts;
use crate::clock::Moment;
use crate::config::Config;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{AccountId, ClaimId};
use crate::keys::Keys;
use crate::mail::Post;
use crate::queue::Job;
use views::emails::{self, Letter, ProfessionDecision};
use views::paths;

/// The letter that a job stands for; nothing when it no longer makes sense, or is not about a profession.
/// Its `message_id` is left empty for the worker.
///
/// # Errors
/// When the database refuses.
pub fn letter(conn: &mut Conn, keys: &Keys, config: &Config, job: &Job, now: Moment) -> Result<Option<Post>> {
    let own_page = format!("{}{}", config.public_url(), paths::account_profession());
    match *job {
        Job::WorkAddress { claim } => {
            let Some(claim) = store::find_claim(conn, ClaimId(claim))? else { return Ok(None) };
            let alive = claim.state == State::Sent && claim.expires_at.is_some_and(|at| at > now);
            let Some(to) = store::find_email(conn, claim.id)?.filter(|_| alive) else { return Ok(None) };
            let path = paths::account_profession_letter(&claims::token(keys, &claim));
            let link = format!("{}{path}", config.public_url());
            Ok(Some(Post::of(to, emails::confirm_work_address(&link, config.professions.letter_hours))))
        }
        Job::ProfessionDecided { claim } => {
            let Some(claim) = store::find_claim(conn, ClaimId(claim))? else { return Ok(None) };
            let profession = store::find(conn, claim.account)?;
            let decision = match claim.state {
                State::Granted => match profession.and_then(|profession| profession.verified_until(now)) {
                    Some(until) => ProfessionDecision::Verified { until },
                    None => return Ok(None),
                },
                State::Refused => ProfessionDecision::Refused { reason: &claim.reason },
                State::Withdrawn => ProfessionDecision::Withdrawn { reason: &claim.reason },
                State::Sent | State::Waiting | State::Dropped => return Ok(None),
            };
            to_account(conn, claim.account, emails::profession_decided(&claim.name, &decision, &own_page))
        }
        Job::ProfessionEnding { account } => {
            let account = AccountId(account);
            let Some(profession) = store::find(conn, account)? else { return Ok(None) };
            let Some(until) = profession.verified_until(now) else { return Ok(None) };
            to_account(conn, account, emails::profession_ending(&profession.name, until, &own_page))
        }
        _ => Ok(None),
    }
}

/// Nothing when the account has gone meanwhile, or has no address.
fn to_account(conn: &mut Conn, account: AccountId, letter: Letter) -> Result<Option<Post>> {
    match accounts::own(conn, account) {
        Ok(own) => Ok(Some(Post::of(own.email, letter))),
        Err(Error::NotFound) => Ok(None),
        Err(other) => Err(other),
    }
}
