//! What somebody is asked about themselves when they have sent a response: here it is told who may answer, and
//! [`crate::monitoring`] counts. Nothing of the answers stays with the response.

use super::{Response, State, hold_mine};
use crate::characteristics::Question;
use crate::clock::Moment;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::monitoring::{self, Answers, Monitoring};
use crate::web::Confirmed;
use crate::{proposals, questionnaires};

/// What whoever sent a response is asked about themselves.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// The questions, in the order of the Act.
    pub questions: Vec<Question>,
    /// Why they are needed.
    pub reason: String,
    /// Until when they can be answered, UTC.
    pub until: Option<Moment>,
    /// Whether they still can.
    pub is_open: bool,
    /// Whether they were; nobody knows any more when the counts are published.
    pub is_given: bool,
}

/// What whoever sent this response is asked about themselves; none for an organisation, which is not a person, for what is not
/// sent, and where nothing is asked.
///
/// # Errors
/// When the database refuses.
pub fn asked(conn: &mut Conn, response: &Response, now: Moment) -> Result<Option<Asked>> {
    if !is_asked(response) {
        return Ok(None);
    }
    let Monitoring { questions, reason, published, .. } = monitoring::of(conn, response.proposal)?;
    if questions.is_empty() {
        return Ok(None);
    }
    let late_days = questionnaires::of(conn, response.proposal)?.questionnaire.late_days;
    let closes_at = proposals::find(conn, response.proposal)?.closes_at;
    let until = closes_at.map(|at| monitoring::until(at, late_days));
    let is_open = published.is_none() && until.is_some_and(|until| now < until);
    let is_given = monitoring::is_given(conn, response.id)?;
    Ok(Some(Asked { questions, reason, until, is_open, is_given }))
}

fn is_asked(response: &Response) -> bool {
    response.state == State::Sent && response.organisation.is_none()
}

/// Counts what somebody says about themselves.
///
/// # Errors
/// [`Error::NotFound`] for somebody else's response, for one of an organisation, and for what is not sent; those of
/// [`monitoring::answer`].
pub fn answer(tx: &mut Tx<'_>, who: &Confirmed, reference: &str, answers: &Answers, now: Moment) -> Result<()> {
    let response = hold_mine(tx, who, reference)?;
    if !is_asked(&response) {
        return Err(Error::NotFound);
    }
    monitoring::answer(tx, (response.proposal, response.id), answers, now)
}
