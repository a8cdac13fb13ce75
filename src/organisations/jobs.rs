//! Letters about organisations: each is made at the moment it is sent, from what is true then.

use super::store::members as people;
use super::{Place, State, members, store};
use crate::accounts;
use crate::clock::Moment;
use crate::config::Config;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{AccountId, OrganisationId};
use crate::keys::Keys;
use crate::mail::Post;
use crate::queue::Job;
use views::emails::{self, OrganisationDecision};
use views::paths;

/// The letter that a job stands for; nothing when it no longer makes sense, or is not about an organisation.
/// Its `message_id` is left empty for the worker.
///
/// # Errors
/// When the database refuses.
pub fn letter(conn: &mut Conn, keys: &Keys, config: &Config, job: &Job, now: Moment) -> Result<Option<Post>> {
    let site = |path: &str| format!("{}{path}", config.public_url());
    match *job {
        Job::OrganisationInvitation { invitation } => {
            let Some(one) = people::find_invitation(conn, invitation)? else { return Ok(None) };
            let organisation = super::any(conn, one.organisation)?;
            if one.expires_at <= now || organisation.state != State::Verified {
                return Ok(None);
            }
            let link = site(&paths::account_organisation_invitation(&members::token(keys, &one)));
            let owner = one.place == Place::Owner;
            Ok(Some(Post::of(
                one.email,
                emails::organisation_invitation(&organisation.name, owner, &link, members::GOOD_FOR_DAYS),
            )))
        }
        Job::OrganisationDecided { organisation, account } => {
            let Some(one) = store::find(conn, OrganisationId(organisation))? else { return Ok(None) };
            let decision = match one.state {
                State::Verified => OrganisationDecision::Verified,
                State::Refused => OrganisationDecision::Refused { reason: &one.reason },
                State::Withdrawn => OrganisationDecision::Withdrawn { reason: &one.reason },
                State::Waiting | State::Closed => return Ok(None),
            };
            let letter = emails::organisation_decided(&one.name, &decision, &site(paths::account_organisation()));
            match accounts::own(conn, AccountId(account)) {
                Ok(own) => Ok(Some(Post::of(own.email, letter))),
                Err(Error::NotFound) => Ok(None),
                Err(other) => Err(other),
            }
        }
        _ => Ok(None),
    }
}
