//! Responses that came on paper, by phone or at an event. Two of the staff key each in, neither seeing what the other typed;
//! where they differ, somebody decides. Only then is it sent, and counts like every other.

pub mod pages;
mod scans;
mod settling;
mod store;

use crate::attachments::{self, Attachment};
use crate::audit;
use crate::clock::{self, Moment};
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::ids::{AccountId, ProposalId, ResponseId};
use crate::policy::{Capacity, Stage};
use crate::proposals;
use crate::questionnaires::{self, Questionnaire};
use crate::responses::{self, Channel, Publish, Received, Response};
use crate::web::Analyst;
use chrono::NaiveDate;
use std::collections::BTreeMap;
use views::questionnaires::Typed;

pub use settling::{Difference, Settled, differences, settle};

/// The most characters of the name on a response.
pub const NAME: u64 = 100;

/// What somebody typed, by section.
pub type Sections = BTreeMap<i64, Typed>;

/// One of the two times that a response is keyed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keying {
    /// Who keys it in; nobody when they have left.
    pub keyer: Option<AccountId>,
    /// Their name.
    pub name: Option<String>,
    /// What they typed.
    pub typed: Sections,
    /// Whether they say that it is all.
    pub is_done: bool,
}

/// Where a response stands for one of the staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    /// They can key it in: for the first time, or for the second, or go on with what they began.
    ToKey,
    /// Others key it in, or have to do so before it goes on.
    ForOthers,
    /// It was keyed in twice, and is to be compared.
    ToCompare,
}

impl Stands {
    fn of(keyings: &[Keying], reader: AccountId) -> Self {
        let done = keyings.iter().filter(|one| one.is_done).count();
        let own = keyings.iter().find(|one| one.keyer == Some(reader));
        match own {
            _ if done == 2 => Self::ToCompare,
            Some(own) if !own.is_done => Self::ToKey,
            None if keyings.len() < 2 => Self::ToKey,
            _ => Self::ForOthers,
        }
    }
}

/// What a form in the post says besides the answers.
#[derive(Debug, Clone)]
pub struct Cover {
    /// How it came.
    pub channel: Channel,
    /// On which day.
    pub received_on: NaiveDate,
    /// In which capacity.
    pub capacity: Capacity,
    /// The name on it.
    pub name: String,
    /// What may be published.
    pub publish: Publish,
}

/// Takes in a response that is to be keyed; gives its number. It has a reference, and counts nowhere yet.
///
/// # Errors
/// [`Error::NotFound`] where nothing is asked; [`Error::Conflict`] before the opening and once the outcome is public;
/// [`Error::Invalid`] for a day on which nothing could come.
pub fn take_in(tx: &mut Tx<'_>, by: &Analyst, proposal: ProposalId, cover: &Cover, now: Moment) -> Result<ResponseId> {
    let gate = proposals::gate(tx, proposal, now)?;
    asked(tx, proposal)?;
    if matches!(gate.stage, Stage::Draft | Stage::Forthcoming | Stage::OutcomePublished | Stage::Withdrawn) {
        return Err(Error::Conflict("No responses are taken at this stage.".into()));
    }
    let day = |at: Moment| clock::london_date(at);
    if cover.received_on > day(now) || gate.opens_at.is_some_and(|at| cover.received_on < day(at)) {
        return Err(Error::Invalid(
            "Enter the day on which it came: from the opening on, and not later than today".into(),
        ));
    }
    let late = gate.closes_at.is_some_and(|at| cover.received_on > day(at));
    let received = Received {
        channel: cover.channel,
        on: cover.received_on,
        capacity: cover.capacity,
        name: cover.name.clone(),
        publish: cover.publish,
        late,
    };
    let id = responses::take_in(tx, proposal, &gate.slug, &received, now)?;
    audit::record(tx, Some(by.id()), "paper.take_in", &format!("response {id}"), cover.channel.as_str(), now)?;
    Ok(id)
}

/// What is asked, as it is keyed in: people leave out on paper what they like.
fn asked(conn: &mut Conn, proposal: ProposalId) -> Result<Questionnaire> {
    let mut asked = questionnaires::of(conn, proposal)?.questionnaire;
    if asked.is_empty() {
        return Err(Error::NotFound);
    }
    let all = asked.sections.iter_mut().flat_map(|section| &mut section.questions);
    all.for_each(|question| question.required = false);
    Ok(asked)
}

/// A response to be keyed in, with how often it was.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The response.
    pub response: Response,
    /// What is asked.
    pub asked: Questionnaire,
    /// Both times, as far as they are.
    pub keyings: Vec<Keying>,
    /// What the reader can do.
    pub stands: Stands,
    /// The files that belong to it.
    pub scans: Vec<Attachment>,
}

/// A response that is not sent yet.
///
/// # Errors
/// [`Error::NotFound`] for any other.
pub fn see(conn: &mut Conn, by: &Analyst, id: ResponseId) -> Result<Seen> {
    let response = responses::taken_in(conn, id)?;
    let keyings = store::load(conn, id)?;
    let (asked, stands) = (asked(conn, response.proposal)?, Stands::of(&keyings, by.id()));
    Ok(Seen { response, asked, keyings, stands, scans: attachments::of(conn, id)? })
}

/// The responses to a proposal that are not sent yet, with what the reader can do, in the order in which they came.
///
/// # Errors
/// When the database refuses.
pub fn waiting(conn: &mut Conn, by: &Analyst, proposal: ProposalId) -> Result<Vec<(Response, Stands)>> {
    let all = responses::all_taken_in(conn, proposal)?;
    let with = all.into_iter().map(|response| {
        let stands = Stands::of(&store::load(conn, response.id)?, by.id());
        Ok((response, stands))
    });
    with.collect()
}

/// Stores what one of the staff typed, for the first or the second time.
///
/// # Errors
/// [`Error::NotFound`] for one that was sent; [`Error::Conflict`] when two others key it in, or this one is done.
pub fn key(tx: &mut Tx<'_>, by: &Analyst, id: ResponseId, typed: &Sections, is_done: bool, now: Moment) -> Result<()> {
    responses::hold_taken_in(tx, id)?;
    let keyings = store::load(tx, id)?;
    if Stands::of(&keyings, by.id()) != Stands::ToKey {
        return Err(Error::Conflict(
            "Two people have keyed it in, or a colleague has to do it the second time.".into(),
        ));
    }
    store::put(tx, id, by.id(), typed, is_done, now)?;
    if is_done {
        audit::record(tx, Some(by.id()), "paper.key", &format!("response {id}"), "", now)?;
    }
    Ok(())
}

/// Opens what one of the staff typed again, so that they can put it right.
///
/// # Errors
/// [`Error::NotFound`] for one that was sent; [`Error::Conflict`] for one that they did not key in.
pub fn open_again(tx: &mut Tx<'_>, by: &Analyst, id: ResponseId, now: Moment) -> Result<()> {
    responses::hold_taken_in(tx, id)?;
    if !store::open_again(tx, id, by.id())? {
        return Err(Error::Conflict("You have not keyed it in, so there is nothing of yours to open.".into()));
    }
    audit::record(tx, Some(by.id()), "paper.open_again", &format!("response {id}"), "", now)?;
    Ok(())
}
