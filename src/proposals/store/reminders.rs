//! Reminders that answers are due, in the database.

use super::Shown;
use crate::clock::Moment;
use crate::db::schema::{accounts, proposals};
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::ids::{AccountId, ProposalId};
use crate::policy::{Role, Stage};
use diesel::prelude::*;

/// Consultations that closed by a moment and have no answer yet, each with how many reminders were sent.
pub(in crate::proposals) fn load_unanswered(conn: &mut Conn, closed_by: Moment) -> Result<Vec<(Shown, i64)>> {
    Ok(proposals::table
        .filter(proposals::questions.gt(0))
        .filter(proposals::stage.eq_any([Stage::Closed, Stage::Analysing]))
        .filter(proposals::closes_at.le(closed_by))
        .order(proposals::id)
        .select((Shown::as_select(), proposals::reminders))
        .load(conn)?)
}

/// Notes that so many were sent, if `was` is still what is stored; gives whether it was.
pub(in crate::proposals) fn update_reminders(tx: &mut Tx<'_>, id: ProposalId, was: i64, sent: i64) -> Result<bool> {
    let here = proposals::table.filter(proposals::id.eq(id)).filter(proposals::reminders.eq(was));
    Ok(diesel::update(here).set(proposals::reminders.eq(sent)).execute(&mut **tx)? > 0)
}

/// Whoever writes proposals and can be written to.
pub(in crate::proposals) fn load_editors(conn: &mut Conn) -> Result<Vec<AccountId>> {
    Ok(accounts::table
        .filter(accounts::role.eq_any([Role::Editor, Role::Administrator]))
        .filter(accounts::confirmed_at.is_not_null())
        .filter(accounts::email.is_not_null())
        .order(accounts::id)
        .select(accounts::id)
        .load(conn)?)
}

/// Consultations that closed before a moment, and are not analysed yet.
pub(in crate::proposals) fn load_closed_before(conn: &mut Conn, before: Moment) -> Result<Vec<ProposalId>> {
    Ok(proposals::table
        .filter(proposals::stage.eq(Stage::Closed))
        .filter(proposals::questions.gt(0))
        .filter(proposals::closes_at.lt(before))
        .order(proposals::id)
        .select(proposals::id)
        .load(conn)?)
}
