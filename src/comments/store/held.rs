//! What the rules that hold comments ask of the database, and comments that are held.

use crate::clock::Moment;
use crate::comments::State;
use crate::db::schema::comments;
use crate::db::{Conn, Tx};
use crate::each_backend;
use crate::error::Result;
use crate::holding::Rule;
use crate::ids::{AccountId, CommentId};
use diesel::dsl::{exists, select};
use diesel::prelude::*;

/// Whether another comment than `but` has had the same words since.
pub(in crate::comments) fn is_repeated(
    conn: &mut Conn,
    wording: &str,
    but: Option<CommentId>,
    since: Moment,
) -> Result<bool> {
    let same = comments::table
        .filter(comments::wording.eq(wording))
        .filter(comments::created_at.ge(since))
        .filter(comments::id.ne(but.map_or(0, |id| id.0)));
    // Asked at every comment, as is the next: written out for each database, it is put together once.
    Ok(each_backend!(conn, c => select(exists(same)).get_result(c))?)
}

/// How many comments somebody has posted since, at most `most`: only so many are looked at.
pub(in crate::comments) fn count_since(conn: &mut Conn, author: AccountId, since: Moment, most: i64) -> Result<i64> {
    let asked = comments::table
        .filter(comments::author_id.eq(author))
        .order(comments::id.desc())
        .limit(most)
        .select(comments::created_at);
    let latest: Vec<Moment> = each_backend!(conn, c => asked.load(c))?;
    Ok(latest.iter().map(|at| i64::from(*at > since)).sum())
}

/// Whether something by this person can be read.
pub(in crate::comments) fn has_published(conn: &mut Conn, author: AccountId) -> Result<bool> {
    let readable = comments::table.filter(comments::author_id.eq(author)).filter(comments::state.eq(State::Published));
    Ok(select(exists(readable)).get_result(conn)?)
}

pub(in crate::comments) fn update_reason(tx: &mut Tx<'_>, id: CommentId, why: Rule) -> Result<()> {
    diesel::update(comments::table.filter(comments::id.eq(id)))
        .set(comments::held_because.eq(Some(why)))
        .execute(&mut **tx)?;
    Ok(())
}
