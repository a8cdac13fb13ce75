//! Responses: what a person, or an organisation, answers to what a consultation asks.
//!
//! What is written is kept to the letter, section by section, as a draft. Sending it makes a version, as it was understood,
//! and nothing ever changes a version. Until the close a response can be changed and sent again, or withdrawn.

pub mod attaching;
pub mod equality;
mod export;
pub mod jobs;
pub mod pages;
pub mod public_files;
pub mod publishing;
pub mod reading;
pub mod redacting;
pub mod reference;
mod send;
mod store;
mod taking_in;
pub mod together;
mod write;

use crate::clock::Moment;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::ids::{AccountId, OrganisationId, ProposalId, ResponseId};
use crate::policy::Capacity;
use crate::web::Confirmed;
use crate::{proposals, questionnaires};
use diesel::prelude::*;

pub use send::{Wishes, send, withdraw};
pub use store::{forget, purge_drafts};
pub use taking_in::{Received, all_taken_in, hold_taken_in, send_taken_in, take_in, taken_in};
pub use write::{Drafted, Saved, drafts, save};

crate::words! {
    /// Where a response stands.
    pub enum State {
        /// It is being written; nobody else has seen it.
        Draft = "draft",
        /// It was sent, and counts.
        Sent = "sent",
        /// It was taken back, and counts no more.
        Withdrawn = "withdrawn",
    }
}

crate::words! {
    /// What may be published of it.
    pub enum Publish {
        /// All of it, with the name.
        Named = "named",
        /// All of it, without the name.
        Unnamed = "unnamed",
        /// Nothing.
        Never = "never",
    }
}

crate::words! {
    /// How a response came.
    pub enum Channel {
        /// By the pages of this site.
        Online = "online",
        /// On paper, by post or by hand.
        Paper = "paper",
        /// By phone.
        Phone = "phone",
        /// At an event.
        Event = "event",
    }
}

impl Channel {
    /// The same in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Online => "Online",
            Self::Paper => "On paper",
            Self::Phone => "By phone",
            Self::Event => "At an event",
        }
    }
}

impl Publish {
    /// What lets others read it, as words.
    pub const ALLOWS: [&str; 2] = ["named", "unnamed"];
}

/// The most characters of the reasons for keeping a response confidential, and of whom an organisation has asked.
pub const WORDS: usize = 2_000;

/// A response, without what was answered.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = crate::db::schema::responses)]
pub struct Response {
    /// Its number.
    pub id: ResponseId,
    /// To what.
    #[diesel(column_name = proposal_id)]
    pub proposal: ProposalId,
    /// Its reference, as people see it.
    pub reference: String,
    /// Whose it is; nobody's when it is an organisation's, or when they have left.
    #[diesel(column_name = account_id)]
    pub account: Option<AccountId>,
    /// For which organisation it speaks, if for one.
    #[diesel(column_name = organisation_id)]
    pub organisation: Option<OrganisationId>,
    /// In which capacity, as it was when it was sent last.
    pub capacity: Capacity,
    /// Where it stands.
    pub state: State,
    /// How often it was sent.
    pub version: i64,
    /// Whether it was sent after the close.
    pub late: bool,
    /// What may be published, as a word; empty until it is sent.
    pub publish: String,
    /// Why it should be kept confidential; empty where nobody asks for that.
    pub confidential: String,
    /// Whom an organisation has asked.
    pub consulted: String,
    /// When it was begun.
    pub begun_at: Moment,
    /// When it was sent last.
    pub sent_at: Option<Moment>,
    /// When it was taken back.
    pub withdrawn_at: Option<Moment>,
    /// When the owners of the organisation were asked last to send it.
    pub asked_at: Option<Moment>,
    /// How it came.
    pub channel: Channel,
    /// On which day it came, such as "2027-03-27"; empty for what came online.
    pub received_on: String,
    /// The name on what did not come online; may be empty.
    pub given_name: String,
}

/// For whom somebody answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum For {
    /// Themselves.
    Oneself,
    /// The organisation to which they belong.
    Organisation,
}

/// Begins a response, or finds the one that was begun; gives its reference. Somebody who may not take part in the
/// discussion for a while can do this too: a response is read by staff before anybody else sees it.
///
/// # Errors
/// [`Error::NotFound`] where nothing is asked; [`Error::Closed`] while no responses are taken; [`Error::NotAllowed`] for an
/// organisation that is not verified.
pub fn begin(tx: &mut Tx<'_>, who: &Confirmed, proposal: ProposalId, whose: For, now: Moment) -> Result<String> {
    let organisation = match whose {
        For::Oneself => None,
        For::Organisation => Some(who.person().organisation.as_ref().map(|one| one.id).ok_or_else(|| {
            Error::NotAllowed("You can answer for an organisation when you belong to one that we have verified.".into())
        })?),
    };
    if let Some(found) = store::find_of(tx, proposal, who.id(), organisation)? {
        return Ok(found.reference);
    }
    let gate = proposals::gate(tx, proposal, now)?;
    gate.pass()?;
    if questionnaires::of(tx, proposal)?.questionnaire.is_empty() {
        return Err(Error::NotFound);
    }
    let capacity = if organisation.is_some() { Capacity::Organisation } else { who.person().counts_as() };
    let reference = reference::fresh(&gate.slug);
    let owner = organisation.is_none().then_some(who.id());
    // Whoever pressed twice finds what the first press has made.
    store::insert(tx, proposal, &reference, (owner, organisation), capacity, now)?;
    let made = store::find_of(tx, proposal, who.id(), organisation)?;
    made.map(|made| made.reference)
        .ok_or_else(|| Error::Busy("The reference is taken; another try gets a new one".into()))
}

/// A response that somebody may write: their own, or one of the organisation for which they speak.
///
/// # Errors
/// [`Error::NotFound`] for any other, and for none: the same answer.
pub fn mine(conn: &mut Conn, who: &Confirmed, reference: &str) -> Result<Response> {
    let reference = reference::read(reference).ok_or(Error::NotFound)?;
    let found = store::find(conn, &reference)?.ok_or(Error::NotFound)?;
    let speaks_for = who.person().organisation.as_ref().map(|one| one.id);
    let is_mine = match found.organisation {
        Some(organisation) => speaks_for == Some(organisation),
        None => found.account == Some(who.id()),
    };
    if is_mine { Ok(found) } else { Err(Error::NotFound) }
}

/// The same, held against others who write or send it until the transaction ends, and as it is from then on.
///
/// # Errors
/// As [`mine`].
fn hold_mine(tx: &mut Tx<'_>, who: &Confirmed, reference: &str) -> Result<Response> {
    let found = mine(tx, who, reference)?;
    store::lock(tx, found.id)?;
    store::find_by_id(tx, found.id)?.ok_or(Error::NotFound)
}

/// The responses of somebody and of the organisation for which they speak, to one proposal.
///
/// # Errors
/// When the database refuses.
pub fn of_person(
    conn: &mut Conn,
    who: &Confirmed,
    proposal: ProposalId,
) -> Result<(Option<Response>, Option<Response>)> {
    let own = store::find_of(conn, proposal, who.id(), None)?;
    let organisation = who.person().organisation.as_ref().map(|one| one.id);
    let theirs = organisation.map(|one| store::find_of(conn, proposal, who.id(), Some(one))).transpose()?.flatten();
    Ok((own, theirs))
}

/// Everything that somebody has answered or begun, and what their organisation has, with the titles of the proposals, the
/// latest first.
///
/// # Errors
/// When the database refuses.
pub fn all_of(conn: &mut Conn, who: &Confirmed) -> Result<Vec<(Response, String)>> {
    store::load_all_of(conn, who.id(), who.person().organisation.as_ref().map(|one| one.id))
}
