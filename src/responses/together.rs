//! Writing a response together: who is in which section at the moment, what was saved before, and what those who write it
//! say to one another. Only for an organisation: whoever answers alone leaves no such traces.

use super::store::{self, together as rows};
use super::{Response, Saved, hold_mine, mine, save};
use crate::clock::Moment;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::ids::{AccountId, ResponseId};
use crate::organisations::{self, Place};
use crate::proposals;
use crate::queue::{self, Job};
use crate::text::Text;
use crate::web::Confirmed;
use chrono::Duration;
use views::questionnaires::Typed;

/// How long whoever opens or saves a section is shown to the others as writing there, in minutes.
const WRITING_MINUTES: i64 = 15;
/// The most characters of a remark.
pub const REMARK: usize = 1_000;
/// The most remarks about one response.
const REMARKS: i64 = 500;
/// How many editions of a section are kept: more than people make by hand.
const KEPT: i64 = 500;
/// How long an owner is left in peace after having been asked to send a response, in hours.
const ASK_AGAIN_HOURS: i64 = 24;

/// Somebody who is in a section at the moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Writing {
    /// Which section.
    pub section: i64,
    /// Their name.
    pub name: String,
    /// Since when.
    pub since: Moment,
}

/// Tells the others that somebody has opened a section, unless one of them is there already. It keeps nobody out: it is
/// there so that two do not write the same by accident. For a response of one's own, nothing happens.
///
/// # Errors
/// [`Error::NotFound`] for somebody else's response.
pub fn enter(tx: &mut Tx<'_>, who: &Confirmed, reference: &str, section: i64, now: Moment) -> Result<()> {
    let response = mine(tx, who, reference)?;
    if response.organisation.is_none() {
        return Ok(());
    }
    let until = now + Duration::minutes(WRITING_MINUTES);
    rows::claim(tx, (response.id, section), who.id(), (now, until))
}

/// Who else is in a section of a response at the moment.
///
/// # Errors
/// When the database refuses.
pub fn writing(conn: &mut Conn, response: &Response, reader: AccountId, now: Moment) -> Result<Vec<Writing>> {
    let all = rows::load_claims(conn, response.id, now)?;
    Ok(all.into_iter().filter(|(who, _)| *who != reader).map(|(_, writing)| writing).collect())
}

/// Notes what was saved, for those who want it back, and that its writer is done with the section.
pub(super) fn saved(
    tx: &mut Tx<'_>,
    response: &Response,
    (section, edition): (i64, i64),
    typed: &Typed,
    by: AccountId,
    now: Moment,
) -> Result<()> {
    if response.organisation.is_none() {
        return Ok(());
    }
    rows::insert_edition(tx, (response.id, section, edition), typed, by, now)?;
    rows::delete_editions(tx, (response.id, section), edition - KEPT)?;
    rows::delete_claim(tx, (response.id, section), by)
}

/// A section as it was saved once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// Which one, from 1 on.
    pub number: i64,
    /// What was typed.
    pub typed: Typed,
    /// When.
    pub at: Moment,
    /// Who saved it; nobody when they have left.
    pub by: Option<String>,
}

/// The editions of a section before number `before`, the latest first, up to `most`.
///
/// # Errors
/// When the database refuses.
pub fn editions(conn: &mut Conn, id: ResponseId, section: i64, before: i64, most: i64) -> Result<Vec<Edition>> {
    rows::load_editions(conn, (id, section), before, most)
}

/// Saves an earlier edition of a section anew, if the last one is still that which its reader has seen.
///
/// # Errors
/// [`Error::NotFound`] for somebody else's response, and for an edition that is not kept; else those of [`save`].
pub fn bring_back(
    tx: &mut Tx<'_>,
    who: &Confirmed,
    reference: &str,
    section: i64,
    (edition, seen): (i64, i64),
    now: Moment,
) -> Result<Saved> {
    let response = hold_mine(tx, who, reference)?;
    let earlier = rows::load_editions(tx, (response.id, section), edition + 1, 1)?.pop();
    let earlier = earlier.filter(|one| one.number == edition).ok_or(Error::NotFound)?;
    save(tx, who, reference, (section, seen), &earlier.typed, now)
}

/// What somebody said to the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// Its number.
    pub id: i64,
    /// About which section; about the whole when there is none.
    pub section: Option<i64>,
    /// Who said it, with their name; nobody when they have left.
    pub by: Option<(AccountId, String)>,
    /// The words.
    pub words: String,
    /// When.
    pub at: Moment,
}

/// All remarks about a response, the oldest first.
///
/// # Errors
/// When the database refuses.
pub fn remarks(conn: &mut Conn, id: ResponseId) -> Result<Vec<Remark>> {
    rows::load_remarks(conn, id)
}

/// Of each remark, which section it is about.
///
/// # Errors
/// When the database refuses.
pub fn subjects(conn: &mut Conn, id: ResponseId) -> Result<Vec<Option<i64>>> {
    rows::load_subjects(conn, id)
}

/// Says something to the others who write a response. Neither staff nor the public ever see it.
///
/// # Errors
/// [`Error::NotFound`] for somebody else's response, and for one that nobody else writes; [`Error::Invalid`] for no words,
/// for too many, and for one remark too many.
pub fn remark(
    tx: &mut Tx<'_>,
    who: &Confirmed,
    reference: &str,
    section: Option<i64>,
    words: &Text,
    now: Moment,
) -> Result<()> {
    let response = hold_mine(tx, who, reference)?;
    response.organisation.ok_or(Error::NotFound)?;
    if words.as_str().is_empty() {
        return Err(Error::Invalid("Write what you want to say to the others".into()));
    }
    if words.characters() > REMARK {
        return Err(Error::Invalid("A remark must be 1,000 characters or fewer".into()));
    }
    if rows::count_remarks(tx, response.id)? >= REMARKS {
        return Err(Error::Invalid(
            "There are 500 remarks, which is the most there can be. Take some away first".into(),
        ));
    }
    rows::insert_remark(tx, response.id, section, who.id(), words.as_str(), now)
}

/// Takes away a remark of one's own.
///
/// # Errors
/// [`Error::NotFound`] for somebody else's.
pub fn take_away(tx: &mut Tx<'_>, who: &Confirmed, reference: &str, remark: i64) -> Result<()> {
    let response = mine(tx, who, reference)?;
    if rows::delete_remark(tx, response.id, remark, who.id())? { Ok(()) } else { Err(Error::NotFound) }
}

/// Asks the owners of the organisation, by a letter to each, to look at the response and send it.
///
/// # Errors
/// [`Error::NotFound`] for a response that is not an organisation's; [`Error::Conflict`] when they were asked within a day.
pub fn ask_to_send(tx: &mut Tx<'_>, who: &Confirmed, reference: &str, now: Moment) -> Result<()> {
    let response = hold_mine(tx, who, reference)?;
    let organisation = response.organisation.ok_or(Error::NotFound)?;
    proposals::gate(tx, response.proposal, now)?.pass()?;
    if !may_ask(&response, now) {
        return Err(Error::Conflict("An owner was asked within the last day. The letter is on its way.".into()));
    }
    store::update_asked(tx, response.id, now)?;
    let (members, _) = organisations::people(tx, organisation, now)?;
    for owner in members.iter().filter(|one| one.place == Place::Owner) {
        queue::enqueue(
            tx,
            &Job::ResponseToSend { response: response.id.0, account: owner.account.0, by: who.id().0 },
            now,
        )?;
    }
    Ok(())
}

/// Whether the owners may be asked now.
#[must_use]
pub fn may_ask(response: &Response, now: Moment) -> bool {
    response.asked_at.is_none_or(|at| at + Duration::hours(ASK_AGAIN_HOURS) <= now)
}
