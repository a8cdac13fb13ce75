//! The letter with a copy of what somebody has sent.

use super::{State, store};
use crate::clock::Moment;
use crate::config::Config;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{AccountId, ResponseId};
use crate::mail::Post;
use crate::queue::Job;
use crate::{accounts, organisations, proposals, questionnaires};
use views::emails::{self, ResponseReceived};
use views::paths;

/// The letter that a job asks for, without its Message-ID; nothing when the response was taken back or sent anew since, or
/// when there is nobody to write to.
///
/// # Errors
/// When the database refuses.
pub fn letter(conn: &mut Conn, config: &Config, job: &Job, now: Moment) -> Result<Option<Post>> {
    let Job::ResponseReceived { response, version, account } = *job else { return Ok(None) };
    let Some(response) = store::find_by_id(conn, ResponseId(response))? else { return Ok(None) };
    if response.state != State::Sent || response.version != version {
        return Ok(None);
    }
    let to = match accounts::own(conn, AccountId(account)) {
        Ok(own) => own.email,
        Err(Error::NotFound) => return Ok(None),
        Err(other) => return Err(other),
    };
    let Some(answers) = store::find_answers(conn, response.id, version)? else { return Ok(None) };
    let questionnaire = questionnaires::of(conn, response.proposal)?.questionnaire;
    let proposal = proposals::find(conn, response.proposal)?;
    let organisation = response.organisation.map(|id| organisations::any(conn, id)).transpose()?;
    let letter = emails::response_received(&ResponseReceived {
        proposal_title: &proposal.title,
        reference: &response.reference,
        organisation: organisation.as_ref().map(|one| one.name.as_str()),
        sent_at: response.sent_at.unwrap_or(response.begun_at),
        late: response.late,
        until: proposal.closes_at.filter(|at| *at > now),
        sections: &questionnaires::answered(&questionnaire, &answers),
        link: &format!("{}{}", config.public_url(), paths::response(&response.reference)),
    });
    Ok(Some(Post {
        to,
        message_id: String::new(),
        subject: letter.subject,
        html: letter.html,
        text: letter.text,
        bulk: None,
    }))
}
