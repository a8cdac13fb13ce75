//! Who looks at a case: whoever opens it has it to themselves for a while, so that nobody decides it beside them.

use super::conflicts;
use super::store::{self, Case};
use crate::clock::Moment;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::ids::CaseId;
use crate::web::Moderator;
use chrono::Duration;

/// Takes a case for so many minutes, or for as many more if it is theirs already; gives whether it is theirs now. A case that
/// somebody else has, one that is closed, and one that this moderator may not decide stay as they are.
///
/// # Errors
/// [`Error::NotFound`] for no such case.
pub fn take(tx: &mut Tx<'_>, by: &Moderator, id: CaseId, minutes: i64, now: Moment) -> Result<bool> {
    let comment = store::find_case(tx, id)?.ok_or(Error::NotFound)?.comment;
    let subject = store::find_subject(tx, comment)?.ok_or(Error::NotFound)?;
    if conflicts::with(tx, by, &subject)?.is_some() {
        return Ok(false);
    }
    store::claims::take(tx, id, by.id(), now + Duration::minutes(minutes), now)
}

/// Gives a case back to the queue; one that somebody else has stays theirs.
///
/// # Errors
/// When the database refuses.
pub fn give_back(tx: &mut Tx<'_>, by: &Moderator, id: CaseId) -> Result<()> {
    store::claims::give_back(tx, id, by.id())
}

/// Nothing when this moderator may decide the case now.
///
/// # Errors
/// [`Error::Conflict`] with who has it, and until when.
pub(super) fn free(conn: &mut Conn, by: &Moderator, case: &Case, now: Moment) -> Result<()> {
    let Some((who, until)) = case.with_another(by.id(), now) else { return Ok(()) };
    let name = store::load_names(conn, &[who])?.remove(&who).unwrap_or_else(|| "A colleague".into());
    Err(Error::Conflict(format!(
        "{name} has this case until {}. Your decision was not used.",
        views::dates::hour(until)
    )))
}
