//! When a case was decided, for the public record.

use crate::clock::Moment;
use crate::db::Conn;
use crate::db::schema::decisions;
use crate::error::Result;
use crate::ids::CaseId;
use diesel::prelude::*;

/// When this case was decided: once, and again for each time that something was undone.
pub(in crate::moderation) fn load_times(conn: &mut Conn, case: CaseId) -> Result<Vec<Moment>> {
    Ok(decisions::table.filter(decisions::case_id.eq(case)).select(decisions::decided_at).load(conn)?)
}
