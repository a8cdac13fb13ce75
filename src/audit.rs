//! Who of the staff did what: one row for each act, never changed.

use crate::clock::Moment;
use crate::db::schema::audit;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::ids::AccountId;
use chrono::Duration;
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

/// What somebody did of one kind within the last ten minutes, as subject and detail, latest first. Whoever asks for the
/// same again has sent a form twice.
///
/// # Errors
/// When the database refuses.
pub fn recent(conn: &mut Conn, actor: AccountId, act: &str, now: Moment) -> Result<Vec<(String, String)>> {
    Ok(audit::table
        .filter(audit::actor_id.eq(actor))
        .filter(audit::act.eq(act))
        .filter(audit::at.gt(now - Duration::minutes(10)))
        .order(audit::id.desc())
        .limit(50)
        .select((audit::subject, audit::detail))
        .load(conn)?)
}
