//! Files that belong to what did not come online, such as a scan of it. Whoever keys it in or compares looks at them, and so
//! does whoever reads the response later. They are never published.

use crate::attachments::{self, Attachment, New};
use crate::audit;
use crate::clock::Moment;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::ids::ResponseId;
use crate::responses::{self, attaching};
use crate::web::Analyst;

/// Whether a file can be added to a response now: asked before the file is looked at, and again by [`add`].
///
/// # Errors
/// As [`add`].
pub fn may_add(conn: &mut Conn, _by: &Analyst, id: ResponseId) -> Result<()> {
    responses::taken_in(conn, id)?;
    attachments::has_room(conn, id)
}

/// Adds a file that is in the store.
///
/// # Errors
/// [`crate::error::Error::NotFound`] for a response that was sent or came online; [`crate::error::Error::Invalid`] for one file too many.
pub fn add(tx: &mut Tx<'_>, by: &Analyst, id: ResponseId, new: &New, now: Moment) -> Result<()> {
    responses::hold_taken_in(tx, id)?;
    attachments::add(tx, id, new, by.id(), now)?;
    audit::record(tx, Some(by.id()), "paper.attach", &format!("response {id}"), "", now)
}

/// Takes a file out, at once.
///
/// # Errors
/// [`crate::error::Error::NotFound`] for a response that was sent, and for a file that it does not have.
pub fn take_out(tx: &mut Tx<'_>, by: &Analyst, id: ResponseId, file: i64, now: Moment) -> Result<()> {
    responses::hold_taken_in(tx, id)?;
    attachments::take_out(tx, id, file, now)?;
    audit::record(tx, Some(by.id()), "paper.take_out", &format!("response {id}"), "", now)
}

/// A file of a response that is not sent yet. It is noted who sees it, before they do.
///
/// # Errors
/// As [`take_out`].
pub fn look(tx: &mut Tx<'_>, by: &Analyst, id: ResponseId, file: i64, now: Moment) -> Result<Attachment> {
    let response = responses::taken_in(tx, id)?;
    let found = attachments::find(tx, id, file)?;
    attaching::note(tx, by, &response, now)?;
    Ok(found)
}
