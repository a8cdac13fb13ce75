//! What the rules that hold comments ask of the database, and comments that are held.

use crate::clock::Moment;
use crate::comments::State;
use crate::db::schema::{accounts, comments};
use crate::db::{Conn, Tx};
use crate::each_backend;
use crate::error::Result;
use crate::holding::Rule;
use crate::ids::{AccountId, CommentId, ProposalId};
use diesel::dsl::{exists, select};
use diesel::prelude::*;
use std::collections::HashMap;

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

/// A comment that waits, for its author.
#[derive(Queryable)]
pub(in crate::comments) struct Own {
    pub id: CommentId,
    pub body_html: String,
    pub because: Option<Rule>,
    pub parent: Option<CommentId>,
}

/// Somebody's own comments on a proposal that wait, newest first, at most `most`; with `below`, answers to that comment alone.
pub(in crate::comments) fn load_own(
    conn: &mut Conn,
    author: AccountId,
    proposal: ProposalId,
    below: Option<CommentId>,
    most: i64,
) -> Result<Vec<Own>> {
    // A page asks it for everybody who is signed in: so it is written out for each database. An index has only those that wait,
    // and what waits has a reason.
    let asked = comments::table
        .filter(comments::author_id.eq(author))
        .filter(comments::proposal_id.eq(proposal))
        .filter(comments::held_because.is_not_null())
        .filter(comments::state.eq(State::Held))
        .order(comments::id.desc())
        .limit(most)
        .select((comments::id, comments::body_html, comments::held_because, comments::parent_id));
    let Some(CommentId(root)) = below else { return Ok(each_backend!(conn, c => asked.load(c))?) };
    let there = comments::root_id.eq(root).or(comments::branch_id.eq(root)).or(comments::parent_id.eq(root));
    Ok(each_backend!(conn, c => asked.filter(there).load(c))?)
}

/// The names of those who wrote these comments, by the comment's number, of those that everybody can read.
pub(in crate::comments) fn load_authors(conn: &mut Conn, ids: &[CommentId]) -> Result<HashMap<CommentId, String>> {
    let asked = comments::table
        .inner_join(accounts::table)
        .filter(comments::id.eq_any(ids))
        .filter(comments::state.eq(State::Published))
        .order(comments::id)
        .select((comments::id, accounts::name));
    Ok(asked.load::<(CommentId, String)>(conn)?.into_iter().collect())
}

pub(in crate::comments) fn update_reason(tx: &mut Tx<'_>, id: CommentId, why: Rule) -> Result<()> {
    diesel::update(comments::table.filter(comments::id.eq(id)))
        .set(comments::held_because.eq(Some(why)))
        .execute(&mut **tx)?;
    Ok(())
}
