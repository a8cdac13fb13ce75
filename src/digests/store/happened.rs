//! What happened, in the database: rows of activity, each with the thread and the first telling that it belongs to.

use crate::activity::Event;
use crate::db::Conn;
use crate::db::schema::{activity, comments};
use crate::digests::window::Item;
use crate::error::Result;
use crate::ids::{AccountId, AreaId, CommentId, OrganisationId, ProposalId};
use diesel::prelude::*;
use std::collections::HashMap;

/// The number of the last row; 0 before anything happened.
pub(in crate::digests) fn find_latest(conn: &mut Conn) -> Result<i64> {
    Ok(activity::table.select(diesel::dsl::max(activity::id)).first::<Option<i64>>(conn)?.unwrap_or(0))
}

type ItemColumns = (
    i64,
    Event,
    Option<AreaId>,
    Option<ProposalId>,
    Option<CommentId>,
    Option<AccountId>,
    Option<CommentId>,
    Option<OrganisationId>,
);

/// What happened after `from` up to `upto`, at most `most` rows, in order.
pub(in crate::digests) fn load_after(conn: &mut Conn, from: i64, upto: i64, most: i64) -> Result<Vec<Item>> {
    let rows: Vec<ItemColumns> = activity::table
        .left_join(comments::table.on(activity::comment_id.eq(comments::id.nullable())))
        .filter(activity::id.gt(from))
        .filter(activity::id.le(upto))
        .order(activity::id)
        .limit(most)
        .select((
            activity::id,
            activity::kind,
            activity::area_id,
            activity::proposal_id,
            activity::comment_id,
            activity::actor_id,
            comments::root_id.nullable(),
            comments::organisation_id.nullable(),
        ))
        .load(conn)?;
    with_origins(conn, rows)
}

/// The rows with these numbers, in order.
pub(in crate::digests) fn load(conn: &mut Conn, ids: &[i64]) -> Result<Vec<Item>> {
    let mut items = Vec::new();
    for some in ids.chunks(500) {
        let rows: Vec<ItemColumns> = activity::table
            .left_join(comments::table.on(activity::comment_id.eq(comments::id.nullable())))
            .filter(activity::id.eq_any(some))
            .order(activity::id)
            .select((
                activity::id,
                activity::kind,
                activity::area_id,
                activity::proposal_id,
                activity::comment_id,
                activity::actor_id,
                comments::root_id.nullable(),
                comments::organisation_id.nullable(),
            ))
            .load(conn)?;
        items.extend(with_origins(conn, rows)?);
    }
    Ok(items)
}

/// A comment that is back after it was hidden is the same news as its posting was.
fn with_origins(conn: &mut Conn, rows: Vec<ItemColumns>) -> Result<Vec<Item>> {
    let back: Vec<CommentId> = rows.iter().filter(|r| r.1 == Event::CommentRestored).filter_map(|r| r.4).collect();
    let mut posted: HashMap<CommentId, (i64, Option<AccountId>)> = HashMap::new();
    for some in back.chunks(500) {
        let found: Vec<(Option<CommentId>, i64, Option<AccountId>)> = activity::table
            .filter(activity::comment_id.eq_any(some))
            .filter(activity::kind.eq(Event::CommentPosted))
            .order(activity::id)
            .select((activity::comment_id, activity::id, activity::actor_id))
            .load(conn)?;
        posted.extend(found.into_iter().filter_map(|(comment, id, actor)| Some((comment?, (id, actor)))));
    }
    Ok(rows
        .into_iter()
        .map(|(id, event, area, proposal, comment, actor, root, organisation)| {
            let first = comment.filter(|_| event == Event::CommentRestored).and_then(|c| posted.get(&c).copied());
            let (origin, actor) = first.unwrap_or((id, actor));
            Item { id, event, area, proposal, comment, thread: root.or(comment), organisation, actor, origin }
        })
        .collect())
}
