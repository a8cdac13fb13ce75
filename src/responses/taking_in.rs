//! Responses that did not come online: they have no account, and count once they were keyed in.

use super::store::{self, Sending, taken_in as rows};
use super::{Channel, Publish, Response, State, reference};
use crate::attachments;
use crate::clock::Moment;
use crate::db::{Conn, Scope, Tx};
use crate::error::{Error, Result};
use crate::ids::{ProposalId, ResponseId};
use crate::policy::Capacity;
use crate::questionnaires::Answers;
use chrono::NaiveDate;

/// What is known of such a response besides the answers.
#[derive(Debug, Clone)]
pub struct Received {
    /// How it came.
    pub channel: Channel,
    /// On which day, in London.
    pub on: NaiveDate,
    /// In which capacity.
    pub capacity: Capacity,
    /// The name on it; may be empty.
    pub name: String,
    /// What may be published.
    pub publish: Publish,
    /// Whether it came after the close.
    pub late: bool,
}

/// Gives such a response a number and a reference made of the proposal's name in addresses.
///
/// # Errors
/// [`Error::Busy`] when the reference is taken.
pub fn take_in(
    tx: &mut Tx<'_>,
    proposal: ProposalId,
    slug: &str,
    received: &Received,
    now: Moment,
) -> Result<ResponseId> {
    let made = rows::insert(tx, proposal, &reference::fresh(slug), received, now)?;
    made.ok_or_else(|| Error::Busy("The reference is taken; another try gets a new one".into()))
}

/// Such a response, until it is sent.
///
/// # Errors
/// [`Error::NotFound`] for any other.
pub fn taken_in(conn: &mut Conn, id: ResponseId) -> Result<Response> {
    let found = store::find_by_id(conn, id)?.filter(|one| one.state == State::Draft);
    found.filter(|one| one.channel != Channel::Online).ok_or(Error::NotFound)
}

/// The same, held against others until the transaction ends.
///
/// # Errors
/// As [`taken_in`].
pub fn hold_taken_in(tx: &mut Tx<'_>, id: ResponseId) -> Result<Response> {
    store::lock(tx, id)?;
    taken_in(tx, id)
}

/// All such responses to a proposal that are not sent yet, in the order in which they came.
///
/// # Errors
/// When the database refuses.
pub fn all_taken_in(conn: &mut Conn, proposal: ProposalId) -> Result<Vec<Response>> {
    rows::load(conn, proposal)
}

/// Sends such a response with these answers: from now on it counts like every other.
///
/// # Errors
/// When the database refuses.
pub fn send_taken_in(tx: &mut Tx<'_>, response: &Response, answers: &Answers, now: Moment) -> Result<()> {
    let sending = Sending {
        version: 1,
        late: response.late,
        capacity: response.capacity,
        publish: response.publish.parse().unwrap_or(Publish::Never),
        confidential: "",
        consulted: "",
    };
    store::insert_version(tx, response.id, 1, answers, now)?;
    store::update_sent(tx, response.id, &sending, now)?;
    attachments::send(tx, response.id, sending.version, now)?;
    tx.touch(Scope::Responses(response.proposal));
    Ok(())
}
