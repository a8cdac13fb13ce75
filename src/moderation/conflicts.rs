//! Who may not decide on a comment, because it concerns them.

use super::store::{self, Subject};
use crate::db::Conn;
use crate::error::Result;
use crate::web::Moderator;

/// Why this moderator may not decide about this comment; nothing when they may.
///
/// # Errors
/// When the database refuses.
pub(super) fn with(conn: &mut Conn, by: &Moderator, subject: &Subject) -> Result<Option<&'static str>> {
    if subject.author == by.id() {
        return Ok(Some("You wrote this comment yourself, so another moderator has to decide on it."));
    }
    if store::has_reported(conn, subject.id, by.id())? {
        return Ok(Some("You reported this comment yourself, so another moderator has to decide on it."));
    }
    let same = |one: i64| by.person().organisation.as_ref().is_some_and(|own| own.id.0 == one);
    if subject.organisation.is_some_and(same) {
        return Ok(Some(
            "This comment speaks for an organisation to which you belong, so another moderator has to decide on it.",
        ));
    }
    Ok(None)
}
