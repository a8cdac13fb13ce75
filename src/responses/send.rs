//! Sending a response, and taking it back.

use super::store::{self, Sending};
use super::{Publish, Response, State, WORDS, drafts, hold_mine};
use crate::attachments;
use crate::clock::Moment;
use crate::db::{Scope, Tx};
use crate::error::{Error, Result};
use crate::policy::Capacity;
use crate::proposals::{self, Gate};
use crate::questionnaires::{self, Answers};
use crate::queue::{self, Job};
use crate::text::Text;
use crate::web::Confirmed;
use chrono::Duration;

/// What somebody wants to become of their response.
#[derive(Debug, Clone)]
pub struct Wishes {
    /// What may be published.
    pub publish: Publish,
    /// Why it should be kept confidential, where they ask for that.
    pub confidential: Text,
    /// Whom an organisation has asked.
    pub consulted: Text,
}

impl Wishes {
    /// What is wrong with them: field, and a sentence without a full stop.
    #[must_use]
    pub fn problem(&self) -> Option<(&'static str, String)> {
        let fields = [("confidential", &self.confidential), ("consulted", &self.consulted)];
        let long = fields.into_iter().find(|(_, text)| text.characters() > WORDS);
        long.map(|(field, _)| {
            (field, format!("This must be {} characters or fewer", views::parts::number(WORDS as i64)))
        })
    }
}

/// Sends a response as it is saved: a version that nothing changes any more, and a letter with a copy to whoever sends it.
/// It is late when the close has passed, by the clock of this moment. Sending once more what was sent last changes nothing:
/// whoever saw no answer to their press on the button gets the same receipt.
///
/// # Errors
/// [`Error::NotFound`] for somebody else's; [`Error::Invalid`] while something has to be put right; [`Error::NotAllowed`]
/// for a member who does not own the organisation; [`Error::Closed`] when the close has passed and late responses are not
/// taken, or when it was sent before the close: then that version stays.
pub fn send(tx: &mut Tx<'_>, who: &Confirmed, reference: &str, wishes: &Wishes, now: Moment) -> Result<Response> {
    let response = hold_mine(tx, who, reference)?;
    signs(tx, who, &response)?;
    let questionnaire = questionnaires::of(tx, response.proposal)?.questionnaire;
    let drafted = drafts(tx, &response, &questionnaire)?;
    let for_organisation = response.organisation.is_some();
    let sending = Sending {
        version: response.version + 1,
        late: false,
        capacity: if for_organisation { Capacity::Organisation } else { who.person().counts_as() },
        publish: wishes.publish,
        confidential: wishes.confidential.as_str(),
        consulted: if for_organisation { wishes.consulted.as_str() } else { "" },
    };
    if drafted.troubles.is_empty() && is_sent(tx, &response, &sending, &drafted.answers)? {
        return Ok(response);
    }
    let gate = proposals::gate(tx, response.proposal, now)?;
    let sending = Sending { late: is_late(&gate, &response, questionnaire.late_days, now)?, ..sending };
    if let Some(trouble) = drafted.troubles.first() {
        return Err(Error::Invalid(trouble.message.clone()));
    }
    if let Some((_, problem)) = wishes.problem() {
        return Err(Error::Invalid(problem));
    }
    let version = sending.version;
    store::insert_version(tx, response.id, version, &drafted.answers, now)?;
    store::update_sent(tx, response.id, &sending, now)?;
    attachments::send(tx, response.id, version, now)?;
    tx.touch(Scope::Responses(response.proposal));
    let letter = Job::ResponseReceived { response: response.id.0, version, account: who.id().0 };
    queue::enqueue(tx, &letter, now)?;
    Ok(response)
}

/// Whether this is what was sent last: the same answers, wishes and files.
fn is_sent(tx: &mut Tx<'_>, response: &Response, sending: &Sending<'_>, answers: &Answers) -> Result<bool> {
    let wishes = (sending.publish.as_str(), sending.confidential, sending.consulted, sending.capacity);
    let before =
        (response.publish.as_str(), response.confidential.as_str(), response.consulted.as_str(), response.capacity);
    if response.state != State::Sent || wishes != before {
        return Ok(false);
    }
    let files = attachments::of(tx, response.id)?;
    let same_files = files.iter().all(|one| one.sent_in.is_some() && !one.taken_out);
    Ok(same_files && store::find_answers(tx, response.id, response.version)?.as_ref() == Some(answers))
}

/// Takes a response back: it counts no more, and its writer can still see it, but for the files, which are deleted.
///
/// # Errors
/// [`Error::NotFound`] for somebody else's, or one that was never sent; [`Error::NotAllowed`] for a member who does not own
/// the organisation; [`Error::Closed`] after the close.
pub fn withdraw(tx: &mut Tx<'_>, who: &Confirmed, reference: &str, now: Moment) -> Result<()> {
    let response = hold_mine(tx, who, reference)?;
    signs(tx, who, &response)?;
    proposals::gate(tx, response.proposal, now)?.pass()?;
    match response.state {
        State::Draft => Err(Error::NotFound),
        State::Withdrawn => Ok(()),
        State::Sent => {
            tx.touch(Scope::Responses(response.proposal));
            attachments::forget(tx, &[response.id], now)?;
            store::update_withdrawn(tx, response.id, now)
        }
    }
}

/// Only an owner speaks the last word for an organisation.
fn signs(tx: &mut Tx<'_>, who: &Confirmed, response: &Response) -> Result<()> {
    if response.organisation.is_none() {
        return Ok(());
    }
    match crate::organisations::of_account(tx, who.id())? {
        Some((_, crate::organisations::Place::Owner)) => Ok(()),
        _ => Err(Error::NotAllowed(
            "An owner of your organisation sends its response. Everything is saved: ask one of them.".into(),
        )),
    }
}

fn is_late(gate: &Gate, response: &Response, late_days: u32, now: Moment) -> Result<bool> {
    let Err(closed) = gate.pass() else { return Ok(false) };
    let until = gate.closes_at.map(|at| at + Duration::days(i64::from(late_days)));
    let in_time = gate.closes_at.is_some_and(|at| at <= now) && until.is_some_and(|until| now < until);
    // What was sent in time stays as it was sent.
    if in_time && response.state != State::Sent { Ok(true) } else { Err(closed) }
}
