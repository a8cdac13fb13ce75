//! Locked threads in the database.

use crate::clock::Moment;
use crate::db::schema::locks;
use crate::db::{AnyExt, Conn, Tx};
use crate::error::Result;
use crate::ids::{CommentId, DecisionId};
use diesel::prelude::*;

pub(in crate::comments) fn insert(tx: &mut Tx<'_>, root: CommentId, decision: DecisionId, now: Moment) -> Result<()> {
    diesel::insert_into(locks::table)
        .values((locks::root_id.eq(root), locks::decision_id.eq(decision), locks::locked_at.eq(now)))
        .on_conflict_do_nothing()
        .any()
        .execute(&mut **tx)?;
    Ok(())
}

pub(in crate::comments) fn delete(tx: &mut Tx<'_>, root: CommentId) -> Result<()> {
    diesel::delete(locks::table.filter(locks::root_id.eq(root))).execute(&mut **tx)?;
    Ok(())
}

/// Which of these threads are locked.
pub(in crate::comments) fn load(conn: &mut Conn, roots: &[CommentId]) -> Result<Vec<CommentId>> {
    Ok(locks::table.filter(locks::root_id.eq_any(roots)).order(locks::root_id).select(locks::root_id).load(conn)?)
}
