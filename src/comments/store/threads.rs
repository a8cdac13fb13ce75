//! Threads in the database: the comments that begin them, and the replies below, in the order of a page.

use super::Stored;
use crate::comments::State;
use crate::comments::thread::Sort;
use crate::db::schema::comments;
use crate::db::{Conn, among};
use crate::error::Result;
use crate::ids::{AccountId, CommentId, ProposalId};
use diesel::prelude::*;

/// By what the comments on a proposal are sorted, and from where on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::comments) struct From {
    /// The key of the last comment on the page before; unused for sorting by time.
    pub key: i64,
    /// Its number.
    pub id: CommentId,
}

/// The first comments of threads, `limit` of them, in this order, after `from`. One index serves each order.
pub(in crate::comments) fn load_roots(
    conn: &mut Conn,
    proposal: ProposalId,
    sort: Sort,
    from: Option<From>,
    limit: i64,
) -> Result<Vec<Stored>> {
    let mut query = comments::table
        .filter(comments::proposal_id.eq(proposal))
        .filter(comments::depth.eq(0))
        .filter(comments::listed.eq(true))
        .limit(limit)
        .select(Stored::as_select())
        .into_boxed();
    query = match (sort, from) {
        (Sort::Oldest, None) => query.order(comments::id.asc()),
        (Sort::Oldest, Some(f)) => query.filter(comments::id.gt(f.id)).order(comments::id.asc()),
        (Sort::Newest, None) => query.order(comments::id.desc()),
        (Sort::Newest, Some(f)) => query.filter(comments::id.lt(f.id)).order(comments::id.desc()),
        (Sort::MostAgreed, None) => query.order((comments::agreed.desc(), comments::id.desc())),
        (Sort::MostAgreed, Some(f)) => query
            .filter(comments::agreed.lt(f.key).or(comments::agreed.eq(f.key).and(comments::id.lt(f.id))))
            .order((comments::agreed.desc(), comments::id.desc())),
        (Sort::MostDivided, None) => query.order((comments::divided.desc(), comments::id.desc())),
        (Sort::MostDivided, Some(f)) => query
            .filter(comments::divided.lt(f.key).or(comments::divided.eq(f.key).and(comments::id.lt(f.id))))
            .order((comments::divided.desc(), comments::id.desc())),
    };
    Ok(query.load(conn)?)
}

/// Which replies are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::comments) enum Below {
    /// All in the thread that this comment began.
    Root(CommentId),
    /// All under this reply to the first comment of a thread.
    Branch(CommentId),
    /// The direct answers to this comment.
    Parent(CommentId),
}

/// Which of the replies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::comments) enum Which {
    /// Those that can be read.
    Readable,
    /// Those of which only a mark stands on the page.
    Marks,
}

/// Replies, oldest first, with numbers above `after`.
pub(in crate::comments) fn load_replies(
    conn: &mut Conn,
    below: Below,
    which: Which,
    after: CommentId,
    limit: i64,
) -> Result<Vec<Stored>> {
    let query = comments::table
        .filter(comments::id.gt(after))
        .filter(comments::listed.eq(true))
        .filter(comments::state.eq(State::Published).eq(which == Which::Readable))
        .order(comments::id)
        .limit(limit)
        .select(Stored::as_select())
        .into_boxed();
    Ok(match below {
        Below::Root(id) => query.filter(comments::root_id.eq(id)),
        Below::Branch(id) => query.filter(comments::branch_id.eq(id)),
        Below::Parent(id) => query.filter(comments::parent_id.eq(id)),
    }
    .load(conn)?)
}

/// The replies of several threads at once, oldest first.
pub(in crate::comments) fn load_threads(
    conn: &mut Conn,
    roots: &[CommentId],
    which: Which,
    limit: i64,
) -> Result<Vec<Stored>> {
    if roots.is_empty() {
        return Ok(Vec::new());
    }
    Ok(comments::table
        .filter(among(comments::root_id, roots.iter().map(|root| root.0)))
        .filter(comments::listed.eq(true))
        .filter(comments::state.eq(State::Published).eq(which == Which::Readable))
        .order(comments::id)
        .limit(limit)
        .select(Stored::as_select())
        .load(conn)?)
}

/// Those of these comments of which only a mark stands on the page.
pub(in crate::comments) fn load_marks(conn: &mut Conn, ids: &[CommentId]) -> Result<Vec<Stored>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(comments::table
        .filter(among(comments::id, ids.iter().map(|id| id.0)))
        .filter(comments::listed.eq(true))
        .filter(comments::state.ne(State::Published))
        .order(comments::id)
        .select(Stored::as_select())
        .load(conn)?)
}

/// Authors of those of some comments that can be read, by the comments' numbers.
pub(in crate::comments) fn load_authors(conn: &mut Conn, ids: &[CommentId]) -> Result<Vec<(CommentId, AccountId)>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(comments::table
        .filter(among(comments::id, ids.iter().map(|id| id.0)))
        .filter(comments::state.eq(State::Published))
        .order(comments::id)
        .select((comments::id, comments::author_id))
        .load(conn)?)
}
