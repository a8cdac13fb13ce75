//! What other emails to the same subscriber tell.

use super::outbox::Outbox;
use crate::db::Conn;
use crate::db::schema::digests;
use crate::digests::State;
use crate::digests::items::Items;
use crate::error::Result;
use crate::ids::DigestId;
use diesel::prelude::*;

/// Whether a comment is told by another email.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::digests) enum Elsewhere {
    No,
    /// It was in one to which the answer was lost.
    Perhaps,
    /// It has been, is being, or will be.
    Yes,
}

/// Whether another email to this subscriber tells of the comment for which `rows` stand: one that was hidden and came
/// back has several. Of two emails that are still to be sent, the earlier one tells.
pub(in crate::digests) fn find(conn: &mut Conn, row: &Outbox, rows: &Items) -> Result<Elsewhere> {
    let Some(first) = rows.ids().first() else { return Ok(Elsewhere::No) };
    let others: Vec<(DigestId, State, Vec<u8>, Vec<u8>)> = digests::table
        .filter(digests::subscriber_id.eq(row.subscriber.0))
        .filter(digests::upto.ge(first))
        .filter(digests::id.ne(row.id.0))
        .filter(digests::state.ne_all([State::Failed, State::Skipped, State::Parked]))
        .order(digests::id)
        .select((digests::id, digests::state, digests::items, digests::left_out))
        .load(conn)?;
    let mut found = Elsewhere::No;
    for (id, state, items, left_out) in others {
        let about = Items::from_bytes(&items).and(rows);
        let said = !about.without(&Items::from_bytes(&left_out)).is_empty();
        match state {
            State::Sending | State::Accepted if said => return Ok(Elsewhere::Yes),
            State::Planned | State::Deferred if id < row.id && !about.is_empty() => return Ok(Elsewhere::Yes),
            State::Unknown if said => found = Elsewhere::Perhaps,
            _ => {}
        }
    }
    Ok(found)
}
