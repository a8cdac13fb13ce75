//! What comments said before a part was taken out, and the words of those that were removed.

use crate::clock::Moment;
use crate::comments::State;
use crate::db::schema::{comment_edits, comments, decisions, redactions};
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::ids::{AccountId, CommentId, DecisionId};
use crate::moderation::Act;
use diesel::prelude::*;

pub(in crate::moderation) fn insert(
    tx: &mut Tx<'_>,
    comment: CommentId,
    decision: DecisionId,
    original: &str,
    now: Moment,
) -> Result<()> {
    diesel::insert_into(redactions::table)
        .values((
            redactions::comment_id.eq(comment),
            redactions::decision_id.eq(decision),
            redactions::original.eq(original),
            redactions::made_at.eq(now),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// What a comment said before this decision; nothing when it took nothing out, or when that is purged.
pub(in crate::moderation) fn find_original(conn: &mut Conn, decision: DecisionId) -> Result<Option<String>> {
    let original: Option<Option<String>> = redactions::table
        .filter(redactions::decision_id.eq(decision))
        .select(redactions::original)
        .first(conn)
        .optional()?;
    Ok(original.flatten())
}

/// What this comment said before parts were taken out, latest first: each with when that was, and nothing where it is purged.
pub(in crate::moderation) fn load_of(conn: &mut Conn, comment: CommentId) -> Result<Vec<(Option<String>, Moment)>> {
    Ok(redactions::table
        .filter(redactions::comment_id.eq(comment))
        .order(redactions::id.desc())
        .select((redactions::original, redactions::made_at))
        .load(conn)?)
}

/// Up to `most` originals from before this moment: row, comment, decision.
pub(in crate::moderation) fn load_older(
    conn: &mut Conn,
    before: Moment,
    most: i64,
) -> Result<Vec<(i64, CommentId, DecisionId)>> {
    Ok(redactions::table
        .filter(redactions::purged_at.is_null())
        .filter(redactions::made_at.lt(before))
        .order(redactions::made_at)
        .limit(most)
        .select((redactions::id, redactions::comment_id, redactions::decision_id))
        .load(conn)?)
}

pub(in crate::moderation) fn purge(tx: &mut Tx<'_>, id: i64, now: Moment) -> Result<()> {
    diesel::update(redactions::table.filter(redactions::id.eq(id)))
        .set((redactions::original.eq(None::<String>), redactions::purged_at.eq(now)))
        .execute(&mut **tx)?;
    Ok(())
}

/// Up to `most` comments that were removed before this moment, still are, and still have words: each with the decision.
pub(in crate::moderation) fn load_removed(
    conn: &mut Conn,
    before: Moment,
    most: i64,
) -> Result<Vec<(CommentId, DecisionId)>> {
    Ok(decisions::table
        .inner_join(comments::table.on(comments::id.eq(decisions::comment_id)))
        .filter(decisions::act.eq(Act::Remove))
        .filter(decisions::decided_at.lt(before))
        .filter(comments::state.eq(State::Removed))
        .filter(comments::body.ne(""))
        .order(decisions::id)
        .limit(most)
        .select((comments::id, decisions::id))
        .load(conn)?)
}

/// Takes the words of a comment, in every version; they can be known again by nobody.
pub(in crate::moderation) fn empty(tx: &mut Tx<'_>, comment: CommentId) -> Result<()> {
    diesel::update(comments::table.filter(comments::id.eq(comment)))
        .set((
            comments::body.eq(""),
            comments::body_html.eq(""),
            comments::fingerprint.eq(None::<String>),
            comments::wording.eq(None::<String>),
        ))
        .execute(&mut **tx)?;
    diesel::delete(comment_edits::table.filter(comment_edits::comment_id.eq(comment.0))).execute(&mut **tx)?;
    Ok(())
}

/// What the staff kept of somebody's comments goes with them.
pub(in crate::moderation) fn forget(tx: &mut Tx<'_>, author: AccountId) -> Result<()> {
    let theirs = comments::table.filter(comments::author_id.eq(author)).select(comments::id);
    diesel::update(redactions::table)
        .filter(redactions::comment_id.eq_any(theirs))
        .set(redactions::original.eq(None::<String>))
        .execute(&mut **tx)?;
    Ok(())
}
