//! Follows in the database.

use super::{Follow, Named, Target};
use crate::clock::Moment;
use crate::comments::State;
use crate::db::schema::{activity, areas, comments, follows, organisations, proposals, subscribers};
use crate::db::{AnyExt, Conn, Counters, Tx};
use crate::each_backend;
use crate::error::Result;
use crate::ids::{AccountId, AreaId, CommentId, OrganisationId, ProposalId, SubscriberId};
use crate::organisations::PUBLIC;
use crate::policy::Stage;
use crate::subscribers::Frequency;
use diesel::prelude::*;
use std::collections::HashMap;
use views::paths;

/// Follows, or changes how often; true when it was not followed before. What happened before is no news.
pub(super) fn upsert(
    tx: &mut Tx<'_>,
    who: SubscriberId,
    target: Target,
    frequency: Frequency,
    now: Moment,
) -> Result<bool> {
    let (kind, id) = target.parts();
    let changed = diesel::update(follows::table.find((who.0, kind, id)))
        .set(follows::frequency.eq(frequency))
        .execute(&mut **tx)?;
    if changed > 0 {
        return Ok(false);
    }
    let latest: Option<i64> = activity::table.select(diesel::dsl::max(activity::id)).first(&mut **tx)?;
    let rows = diesel::insert_into(follows::table)
        .values((
            follows::subscriber_id.eq(who.0),
            follows::kind.eq(kind),
            follows::target_id.eq(id),
            follows::frequency.eq(frequency),
            follows::since.eq(latest.unwrap_or(0)),
            follows::created_at.eq(now),
        ))
        .on_conflict((follows::subscriber_id, follows::kind, follows::target_id))
        .do_nothing()
        .any()
        .execute(&mut **tx)?;
    Ok(rows > 0)
}

pub(super) fn delete(tx: &mut Tx<'_>, who: SubscriberId, target: Target) -> Result<bool> {
    let (kind, id) = target.parts();
    Ok(diesel::delete(follows::table.find((who.0, kind, id))).execute(&mut **tx)? > 0)
}

static OF_AREAS: Counters = Counters { table: "areas", key: "id", columns: &["followers"], follow: &[] };
static OF_PROPOSALS: Counters = Counters { table: "proposals", key: "id", columns: &["followers"], follow: &[] };

pub(super) fn count(tx: &mut Tx<'_>, target: Target, by: i64) {
    match target {
        Target::Area(id) => tx.count(&OF_AREAS, id.0, &[by]),
        Target::Proposal(id) => tx.count(&OF_PROPOSALS, id.0, &[by]),
        Target::Site | Target::Thread(_) | Target::Organisation(_) => {}
    }
}

pub(super) fn find_of_account(conn: &mut Conn, who: AccountId, target: Target) -> Result<Option<Frequency>> {
    let (kind, id) = target.parts();
    let asked = follows::table
        .inner_join(subscribers::table)
        .filter(subscribers::account_id.eq(who))
        .filter(follows::kind.eq(kind))
        .filter(follows::target_id.eq(id))
        .select(follows::frequency);
    Ok(each_backend!(conn, c => asked.first(c)).optional()?)
}

pub(super) fn load(conn: &mut Conn, who: &[SubscriberId]) -> Result<Vec<(SubscriberId, Follow)>> {
    type Columns = (SubscriberId, String, i64, Frequency, i64);
    let asked = follows::table.filter(follows::subscriber_id.eq_any(who)).select((
        follows::subscriber_id,
        follows::kind,
        follows::target_id,
        follows::frequency,
        follows::since,
    ));
    let rows: Vec<Columns> = each_backend!(conn, c => asked.load(c))?;
    Ok(rows
        .into_iter()
        .filter_map(|(who, kind, id, frequency, since)| {
            Some((who, Follow { target: Target::from_parts(&kind, id)?, frequency, since }))
        })
        .collect())
}

/// The titles and pages of these targets, as far as people may see them.
pub(super) fn load_names(conn: &mut Conn, targets: &[Target]) -> Result<HashMap<Target, Named>> {
    let (mut area_ids, mut proposal_ids, mut thread_ids, mut organisation_ids) = (vec![], vec![], vec![], vec![]);
    let mut names = HashMap::new();
    let mut name = |target, title, path, action| names.insert(target, Named { target, title, path, action });
    for target in targets {
        match *target {
            Target::Site => {
                let (home, action) = (paths::home().to_owned(), paths::site_follows().to_owned());
                name(Target::Site, "The whole site".to_owned(), home, action);
            }
            Target::Area(id) => area_ids.push(id),
            Target::Proposal(id) => proposal_ids.push(id),
            Target::Thread(id) => thread_ids.push(id),
            Target::Organisation(id) => organisation_ids.push(id),
        }
    }
    let found: Vec<(AreaId, String, String)> = areas::table
        .filter(areas::id.eq_any(area_ids))
        .order(areas::position)
        .select((areas::id, areas::title, areas::slug))
        .load(conn)?;
    for (id, title, slug) in found {
        name(Target::Area(id), title, paths::area(&slug), paths::area_follows(&slug));
    }
    let found: Vec<(ProposalId, String, String)> = proposals::table
        .filter(proposals::id.eq_any(proposal_ids))
        .filter(proposals::stage.ne(Stage::Draft))
        .order(proposals::id)
        .select((proposals::id, proposals::title, proposals::slug))
        .load(conn)?;
    for (id, title, slug) in found {
        name(Target::Proposal(id), title, paths::proposal(&slug), paths::proposal_follows(&slug));
    }
    let found: Vec<(CommentId, String)> = comments::table
        .inner_join(proposals::table)
        .filter(comments::id.eq_any(thread_ids))
        .filter(comments::state.eq_any([State::Published, State::Deleted]).or(comments::replies.gt(0)))
        .order(comments::id)
        .select((comments::id, proposals::title))
        .load(conn)?;
    for (id, title) in found {
        name(Target::Thread(id), title, paths::comment(id.0), paths::comment_follows(id.0));
    }
    let found: Vec<(OrganisationId, String, String)> = organisations::table
        .filter(organisations::id.eq_any(organisation_ids))
        .filter(organisations::state.eq_any(PUBLIC))
        .order(organisations::id)
        .select((organisations::id, organisations::name, organisations::slug))
        .load(conn)?;
    for (id, title, slug) in found {
        name(Target::Organisation(id), title, paths::organisation(&slug), paths::organisation_follows(&slug));
    }
    Ok(names)
}
