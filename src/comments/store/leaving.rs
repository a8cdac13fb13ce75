//! The comments of one account, in the database, when its owner leaves.

use crate::db::schema::comments;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::ids::{AccountId, CommentId};
use diesel::prelude::*;

pub(in crate::comments) fn load_of(conn: &mut Conn, author: AccountId, most: i64) -> Result<Vec<CommentId>> {
    Ok(comments::table
        .filter(comments::author_id.eq(author))
        .order(comments::id)
        .limit(most)
        .select(comments::id)
        .load(conn)?)
}

/// The fingerprint goes too: it was made with the number of the author.
pub(in crate::comments) fn update_author(tx: &mut Tx<'_>, id: CommentId, to: AccountId, badge: &str) -> Result<()> {
    let nobody = (comments::author_id.eq(to), comments::badge.eq(badge), comments::fingerprint.eq(None::<String>));
    diesel::update(comments::table.filter(comments::id.eq(id))).set(nobody).execute(&mut **tx)?;
    Ok(())
}
