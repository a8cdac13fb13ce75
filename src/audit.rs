//! Who of the staff did what: one row for each act, never changed.

use crate::clock::Moment;
use crate::db::Tx;
use crate::db::schema::audit;
use crate::error::Result;
use crate::ids::AccountId;
use diesel::prelude::*;

/// Notes an act of the staff in the caller's transaction. `subject` says to what, such as `proposal 7`.
///
/// # Errors
/// When the database refuses.
pub fn record(
    tx: &mut Tx<'_>,
    actor: Option<AccountId>,
    act: &str,
    subject: &str,
    detail: &str,
    now: Moment,
) -> Result<()> {
    diesel::insert_into(audit::table)
        .values((
            audit::actor_id.eq(actor),
            audit::act.eq(act),
            audit::subject.eq(subject),
            audit::detail.eq(detail),
            audit::at.eq(now),
        ))
        .execute(&mut **tx)?;
    Ok(())
}
