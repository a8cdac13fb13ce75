//! The letters about responses: a copy to whoever has sent one, and the question to an owner to send one.

use super::{State, store};
use crate::attachments;
use crate::clock::Moment;
use crate::config::Config;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{AccountId, ResponseId};
use crate::mail::Post;
use crate::organisations::{self, Place};
use crate::queue::Job;
use crate::{accounts, proposals, questionnaires};
use views::emails::{self, Letter, ResponseReceived, ResponseToSend};
use views::paths;

/// The letter that a job asks for, without its Message-ID; nothing when what it is about was taken back or done since, or
/// when there is nobody to write to.
///
/// # Errors
/// When the database refuses.
pub fn letter(conn: &mut Conn, config: &Config, job: &Job, now: Moment) -> Result<Option<Post>> {
    let (account, letter) = match *job {
        Job::ResponseReceived { response, version, account } => {
            (account, received(conn, config, (ResponseId(response), version), now)?)
        }
        Job::ResponseToSend { response, account, by } => {
            (account, to_send(conn, config, ResponseId(response), (AccountId(account), AccountId(by)))?)
        }
        _ => return Ok(None),
    };
    let Some(letter) = letter else { return Ok(None) };
    let to = match accounts::own(conn, AccountId(account)) {
        Ok(own) => own.email,
        Err(Error::NotFound) => return Ok(None),
        Err(other) => return Err(other),
    };
    Ok(Some(Post::of(to, letter)))
}

/// A copy of the version that stands.
fn received(conn: &mut Conn, config: &Config, (id, version): (ResponseId, i64), now: Moment) -> Result<Option<Letter>> {
    let Some(response) = store::find_by_id(conn, id)? else { return Ok(None) };
    if response.state != State::Sent || response.version != version {
        return Ok(None);
    }
    let Some(answers) = store::find_answers(conn, response.id, version)? else { return Ok(None) };
    let questionnaire = questionnaires::of(conn, response.proposal)?.questionnaire;
    let proposal = proposals::find(conn, response.proposal)?;
    let organisation = response.organisation.map(|id| organisations::any(conn, id)).transpose()?;
    let files: Vec<String> = attachments::sent_with(conn, id)?.into_iter().map(|one| one.name).collect();
    Ok(Some(emails::response_received(&ResponseReceived {
        proposal_title: &proposal.title,
        reference: &response.reference,
        organisation: organisation.as_ref().map(|one| one.name.as_str()),
        sent_at: response.sent_at.unwrap_or(response.begun_at),
        late: response.late,
        until: proposal.closes_at.filter(|at| *at > now),
        sections: &questionnaires::answered(&questionnaire, &answers),
        attachments: &files,
        link: &address(config, &response.reference),
    })))
}

/// The question of a member to an owner, while nothing was sent and both belong to the organisation.
fn to_send(
    conn: &mut Conn,
    config: &Config,
    id: ResponseId,
    (owner, by): (AccountId, AccountId),
) -> Result<Option<Letter>> {
    let Some(response) = store::find_by_id(conn, id)? else { return Ok(None) };
    let [place, theirs] = [organisations::of_account(conn, owner)?, organisations::of_account(conn, by)?];
    let (Some((organisation, Place::Owner)), Some((same, _))) = (place, theirs) else { return Ok(None) };
    if response.organisation != Some(organisation.id) || same.id != organisation.id {
        return Ok(None);
    }
    let proposal = proposals::find(conn, response.proposal)?;
    Ok(Some(emails::response_to_send(&ResponseToSend {
        proposal_title: &proposal.title,
        organisation: &organisation.name,
        by: &accounts::own(conn, by)?.name,
        closes_at: proposal.closes_at,
        link: &address(config, &response.reference),
    })))
}

fn address(config: &Config, reference: &str) -> String {
    format!("{}{}", config.public_url(), paths::response(reference))
}
