//! Reading responses, as a public body must: each of them, by somebody who is named on it, before anything is decided.
//!
//! Who wrote a response is shown to nobody here. Whoever reads learns the capacity, and for an organisation its name.

use super::store::{self, readings};
use super::{Response, State, redacting};
use crate::attachments::{self, Attachment};
use crate::audit;
use crate::clock::Moment;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::ids::{ProposalId, ResponseId};
use crate::questionnaires::Answers;
use crate::web::Analyst;

/// How many responses a page of the list has.
pub const PAGE: i64 = 50;

/// A response in the list.
#[derive(Debug, Clone)]
pub struct Line {
    /// The response.
    pub response: Response,
    /// The name of the organisation for which it speaks.
    pub organisation: Option<String>,
    /// Whether somebody has read the version that counts.
    pub is_read: bool,
    /// How many files were sent with it.
    pub attachments: i64,
}

/// A consultation in the list: the proposal, its title, how many responses count, and how many of these were read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consultation {
    /// The proposal.
    pub proposal: ProposalId,
    /// Its title.
    pub title: String,
    /// Responses that count.
    pub sent: i64,
    /// Of these, those whose last version somebody has read.
    pub read: i64,
}

/// Everything that asks questions and is public, with how far the reading is.
///
/// # Errors
/// When the database refuses.
pub fn consultations(conn: &mut Conn, _by: &Analyst) -> Result<Vec<Consultation>> {
    let all = readings::load_consultations(conn)?;
    all.into_iter()
        .map(|(proposal, title)| {
            let (sent, read) = readings::count(conn, proposal)?;
            Ok(Consultation { proposal, title, sent, read })
        })
        .collect()
}

/// How many responses count, and how many of these somebody has read in the version that counts.
///
/// # Errors
/// When the database refuses.
pub fn progress(conn: &mut Conn, proposal: ProposalId) -> Result<(i64, i64)> {
    readings::count(conn, proposal)
}

/// The responses that count, in the order in which they were begun, after a number; one more than a page.
///
/// # Errors
/// When the database refuses.
pub fn page(conn: &mut Conn, _by: &Analyst, proposal: ProposalId, after: i64) -> Result<Vec<Line>> {
    readings::load_page(conn, proposal, after, PAGE + 1)
}

/// A response as somebody reads it.
#[derive(Debug, Clone)]
pub struct Read {
    /// The response.
    pub response: Response,
    /// What was answered.
    pub answers: Answers,
    /// The files that were sent with it.
    pub attachments: Vec<Attachment>,
    /// The name of the organisation for which it speaks.
    pub organisation: Option<String>,
    /// Who has read which version, and when; the name is missing when they have left.
    pub readings: Vec<(i64, Option<String>, Moment)>,
    /// The next one that nobody has read.
    pub next: Option<ResponseId>,
}

/// A response that counts, with who has read it.
///
/// # Errors
/// [`Error::NotFound`] for one that was not sent, or was taken back.
pub fn read(conn: &mut Conn, _by: &Analyst, id: ResponseId) -> Result<Read> {
    let response = store::find_by_id(conn, id)?.filter(|one| one.state == State::Sent).ok_or(Error::NotFound)?;
    let answers = store::find_answers(conn, id, response.version)?.ok_or(Error::NotFound)?;
    Ok(Read {
        attachments: attachments::sent_with(conn, id)?,
        organisation: readings::find_organisation(conn, &response)?,
        readings: readings::load_of(conn, id)?,
        next: readings::find_next(conn, response.proposal, id)?,
        response,
        answers,
    })
}

/// Notes that a colleague has read the version that they saw; a second time changes nothing.
///
/// # Errors
/// [`Error::NotFound`] for one that does not count; [`Error::Conflict`] when it was sent anew meanwhile.
pub fn note(tx: &mut Tx<'_>, by: &Analyst, id: ResponseId, seen: i64, now: Moment) -> Result<Response> {
    let response = store::find_by_id(tx, id)?.filter(|one| one.state == State::Sent).ok_or(Error::NotFound)?;
    if response.version != seen {
        return Err(Error::Conflict("It was sent anew while you were reading. Please read the new version.".into()));
    }
    if readings::insert(tx, id, seen, by.id(), now)? {
        let subject = format!("response {id}");
        audit::record(tx, Some(by.id()), "response.read", &subject, &format!("version {seen}"), now)?;
    }
    Ok(response)
}

/// Responses that count, with their answers as others may read them, in the order of their numbers after one of them.
///
/// # Errors
/// When the database refuses.
pub fn exported(
    conn: &mut Conn,
    _by: &Analyst,
    proposal: ProposalId,
    after: i64,
    most: i64,
) -> Result<Vec<(Line, Answers)>> {
    let all = readings::load_answers(conn, proposal, after, most)?;
    redacting::redacted_all(conn, all, |line| line.response.id)
}
