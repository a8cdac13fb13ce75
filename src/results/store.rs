//! Results in the database, and the responses from which they are counted.

use super::{Counted, Tally};
use crate::clock::Moment;
use crate::db::schema::{proposals, response_versions as versions, responses, results};
use crate::db::{AnyExt, Conn, Scope, Tx};
use crate::error::{Result, broken};
use crate::ids::{ProposalId, ResponseId};
use crate::policy::Capacity;
use crate::questionnaires::Answers;
use crate::responses::{Channel, State};
use diesel::prelude::*;

/// Whether a tally is stored in the layout of today. It says so itself, in its first characters: a column beside it would
/// still say so after an older program, which serves beside this one during an update, has counted once more.
type Current = diesel::dsl::Like<results::tally, String>;

fn is_current() -> Current {
    results::tally.like(format!("{}%", Tally::beginning()))
}

pub(super) fn find(conn: &mut Conn, proposal: ProposalId) -> Result<Option<Counted>> {
    let row: Option<(String, Moment)> = results::table
        .filter(results::proposal_id.eq(proposal))
        .filter(is_current())
        .select((results::tally, results::counted_at))
        .first(conn)
        .optional()?;
    row.map(|(tally, at)| Ok(Counted { tally: serde_json::from_str(&tally).map_err(broken("reading results"))?, at }))
        .transpose()
}

/// Every proposal that asks something, with the change up to which it was counted; none where it never was in the layout
/// of today.
pub(super) fn load_asking(conn: &mut Conn) -> Result<Vec<(ProposalId, Option<i64>)>> {
    Ok(proposals::table
        .left_join(results::table.on(results::proposal_id.eq(proposals::id).and(is_current())))
        .filter(proposals::questions.gt(0_i64))
        .order(proposals::id)
        .select((proposals::id, results::revision.nullable()))
        .load(conn)?)
}

/// A response as it was sent last.
pub(super) struct Sent {
    pub(super) id: ResponseId,
    pub(super) capacity: Capacity,
    pub(super) late: bool,
    pub(super) channel: Channel,
    pub(super) answers: Answers,
}

/// The next responses that count, in the order of their numbers.
pub(super) fn load_sent(conn: &mut Conn, proposal: ProposalId, after: ResponseId, most: i64) -> Result<Vec<Sent>> {
    let latest = versions::response_id.eq(responses::id).and(versions::number.eq(responses::version));
    let rows: Vec<(ResponseId, Capacity, bool, Channel, String)> = responses::table
        .inner_join(versions::table.on(latest))
        .filter(responses::proposal_id.eq(proposal))
        .filter(responses::state.eq(State::Sent))
        .filter(responses::id.gt(after))
        .order(responses::id)
        .limit(most)
        .select((responses::id, responses::capacity, responses::late, responses::channel, versions::answers))
        .load(conn)?;
    rows.into_iter()
        .map(|(id, capacity, late, channel, answers)| {
            let answers = serde_json::from_str(&answers).map_err(broken("reading a response"))?;
            Ok(Sent { id, capacity, late, channel, answers })
        })
        .collect()
}

pub(super) fn count_taken_back(conn: &mut Conn, proposal: ProposalId) -> Result<Vec<(Capacity, i64)>> {
    Ok(responses::table
        .filter(responses::proposal_id.eq(proposal))
        .filter(responses::state.eq(State::Withdrawn))
        .group_by(responses::capacity)
        .select((responses::capacity, diesel::dsl::count_star()))
        .load(conn)?)
}

/// Stores what was counted up to the change `revision`, unless another instance has counted further.
pub(super) fn put(tx: &mut Tx<'_>, proposal: ProposalId, tally: &Tally, revision: i64, now: Moment) -> Result<()> {
    tx.touch(Scope::Results(proposal));
    let text = serde_json::to_string(tally).map_err(broken("writing results"))?;
    let values = (results::tally.eq(&text), results::revision.eq(revision), results::counted_at.eq(now));
    let updated = diesel::update(results::table.filter(results::proposal_id.eq(proposal)))
        .filter(results::revision.le(revision))
        .set(values)
        .execute(&mut **tx)?;
    if updated == 0 {
        // Nothing happens where a row is there: it is newer.
        diesel::insert_into(results::table)
            .values((results::proposal_id.eq(proposal), values))
            .on_conflict_do_nothing()
            .any()
            .execute(&mut **tx)?;
    }
    Ok(())
}
