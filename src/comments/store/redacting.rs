//! Words that a moderator changes, in the database.

use crate::db::schema::{comment_edits, comments};
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::ids::CommentId;
use diesel::prelude::*;

/// The wordings that a comment had before, each with the number of its row.
pub(in crate::comments) fn load_edits(conn: &mut Conn, id: CommentId) -> Result<Vec<(i64, String)>> {
    Ok(comment_edits::table
        .filter(comment_edits::comment_id.eq(id.0))
        .order(comment_edits::id)
        .select((comment_edits::id, comment_edits::body))
        .load(conn)?)
}

pub(in crate::comments) fn update_edit(tx: &mut Tx<'_>, row: i64, body: &str) -> Result<()> {
    diesel::update(comment_edits::table.filter(comment_edits::id.eq(row)))
        .set(comment_edits::body.eq(body))
        .execute(&mut **tx)?;
    Ok(())
}

/// Changes the words alone: by whom they were changed last, and when, its author still says.
pub(in crate::comments) fn update_words(
    tx: &mut Tx<'_>,
    id: CommentId,
    body: &str,
    html: &str,
    fingerprint: Option<&str>,
    wording: Option<String>,
) -> Result<()> {
    diesel::update(comments::table.filter(comments::id.eq(id)))
        .set((
            comments::body.eq(body),
            comments::body_html.eq(html),
            comments::fingerprint.eq(fingerprint),
            comments::wording.eq(wording),
        ))
        .execute(&mut **tx)?;
    Ok(())
}
