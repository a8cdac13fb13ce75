//! Writing a response, section by section. What is typed is kept whether or not it can be sent as it is.

use super::store::{self, SavedSection};
use super::{Response, State, hold_mine, together};
use crate::clock::Moment;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::proposals;
use crate::questionnaires::{Answers, Questionnaire, Trouble, answers};
use crate::web::Confirmed;
use std::collections::BTreeMap;
use views::questionnaires::Typed;

/// A response as it is being written.
#[derive(Debug, Clone, Default)]
pub struct Drafted {
    /// What was typed, by section.
    pub typed: BTreeMap<i64, Typed>,
    /// The edition of each section that was saved.
    pub editions: BTreeMap<i64, i64>,
    /// When something was saved last.
    pub saved_at: Option<Moment>,
    /// What of it is understood.
    pub answers: Answers,
    /// What has to be put right before it can be sent.
    pub troubles: Vec<Trouble>,
}

/// What somebody has typed so far.
///
/// # Errors
/// When the database refuses.
pub fn drafts(conn: &mut Conn, response: &Response, questionnaire: &Questionnaire) -> Result<Drafted> {
    let rows = store::load_sections(conn, response.id)?;
    let editions = rows.iter().map(|row| (row.section, row.edition)).collect();
    let saved_at = rows.iter().map(|row| row.saved_at).max();
    let typed: BTreeMap<i64, Typed> =
        rows.into_iter().map(|SavedSection { section, typed, .. }| (section, typed)).collect();
    let (answers, troubles) = answers::read(questionnaire, &typed);
    Ok(Drafted { typed, editions, saved_at, answers, troubles })
}

/// What came of saving a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saved {
    /// It is stored.
    Yes,
    /// Somebody else has saved the section meanwhile: nothing was stored. Their text, and its edition.
    Theirs(Typed, i64),
}

/// Saves what was typed into a section, if that is still the edition that its writer has seen. Also after the close: what
/// somebody has written is kept for them, though it may be too late to send it.
///
/// # Errors
/// [`Error::NotFound`] for somebody else's response; [`Error::Closed`] when it was sent, and can be changed no more.
pub fn save(
    tx: &mut Tx<'_>,
    who: &Confirmed,
    reference: &str,
    (section, seen): (i64, i64),
    typed: &Typed,
    now: Moment,
) -> Result<Saved> {
    let response = hold_mine(tx, who, reference)?;
    if response.state == State::Sent {
        proposals::gate(tx, response.proposal, now)?.pass()?;
    }
    let stored = store::find_section(tx, response.id, section)?;
    let edition = stored.as_ref().map_or(0, |row| row.edition);
    match stored {
        // The same words twice, as after a press on "back", change nothing.
        Some(row) if row.typed == *typed => Ok(Saved::Yes),
        Some(row) if row.edition != seen => Ok(Saved::Theirs(row.typed, row.edition)),
        None if seen != 0 => Err(Error::NotFound),
        _ => {
            store::put_section(tx, (response.id, section, edition), typed, who.id(), now)?;
            together::saved(tx, &response, (section, edition + 1), typed, who.id(), now)?;
            Ok(Saved::Yes)
        }
    }
}
