//! Attaching files to a response, and taking them out: by whoever may write it, and as long as they may.

use super::{Response, State, hold_mine, mine, store};
use crate::access::{self, What, Whom};
use crate::attachments::{self, Attachment, New};
use crate::clock::Moment;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::ids::ResponseId;
use crate::proposals;
use crate::web::{Analyst, Confirmed};

/// Whether somebody may attach a file to a response now: asked before the file is looked at, and again by [`attach`].
///
/// # Errors
/// As [`attach`].
pub fn may_attach(conn: &mut Conn, who: &Confirmed, reference: &str, now: Moment) -> Result<()> {
    let response = mine(conn, who, reference)?;
    may_change(conn, &response, now)?;
    attachments::has_room(conn, response.id)
}

/// Attaches a file that is in the store. It is sent with the next version.
///
/// # Errors
/// [`Error::NotFound`] for somebody else's response; [`Error::Closed`] when it was sent, and can be changed no more;
/// [`Error::Invalid`] for one file too many.
pub fn attach(tx: &mut Tx<'_>, who: &Confirmed, reference: &str, new: &New, now: Moment) -> Result<()> {
    let response = hold_mine(tx, who, reference)?;
    may_change(tx, &response, now)?;
    attachments::add(tx, response.id, new, who.id(), now)
}

/// Takes a file out: at once if it was never sent, else with the next version.
///
/// # Errors
/// As [`attach`], and [`Error::NotFound`] for a file that the response does not have.
pub fn take_out(tx: &mut Tx<'_>, who: &Confirmed, reference: &str, id: i64, now: Moment) -> Result<()> {
    let response = hold_mine(tx, who, reference)?;
    may_change(tx, &response, now)?;
    attachments::take_out(tx, response.id, id, now)
}

/// As with what is typed: what was sent can be changed until the close, and what was not at any time.
pub(super) fn may_change(conn: &mut Conn, response: &Response, now: Moment) -> Result<()> {
    if response.state == State::Sent { proposals::gate(conn, response.proposal, now)?.pass() } else { Ok(()) }
}

/// A file of a response that somebody may write.
///
/// # Errors
/// [`Error::NotFound`] for any other.
pub fn own_file(conn: &mut Conn, who: &Confirmed, reference: &str, id: i64) -> Result<Attachment> {
    let response = mine(conn, who, reference)?;
    attachments::find(conn, response.id, id)
}

/// A file that was sent with a response that counts, for those who read it. A file can name whoever made it, which nothing
/// else in a response does: so it is noted who of the staff saw it, before they do.
///
/// # Errors
/// [`Error::NotFound`] for a file that was not sent, and for a response that does not count.
pub fn read_file(tx: &mut Tx<'_>, by: &Analyst, id: ResponseId, file: i64, now: Moment) -> Result<Attachment> {
    let response = store::find_by_id(tx, id)?.filter(|one| one.state == State::Sent).ok_or(Error::NotFound)?;
    let found = attachments::find(tx, response.id, file)?;
    if found.sent_in.is_none() {
        return Err(Error::NotFound);
    }
    note(tx, by, &response, now)?;
    Ok(found)
}

/// Notes that one of the staff sees a file of a response.
///
/// # Errors
/// When the database refuses: then nothing may be shown.
pub fn note(tx: &mut Tx<'_>, by: &Analyst, response: &Response, now: Moment) -> Result<()> {
    let whose = response.account.map_or(Whom::Unknown, Whom::Account);
    access::note(tx, Some(by.id()), &[whose], What::Attachment, now)
}
