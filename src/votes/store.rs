//! Votes in the database.

use super::{Answer, Cast, Change, Choice, Given};
use crate::clock::Moment;
use crate::comments::{Answered, State};
use crate::db::schema::{comment_votes as cv, comments, proposal_votes as pv, proposals};
use crate::db::{AnyExt, Conn, Tx};
use crate::each_backend;
use crate::error::{Error, Result};
use crate::ids::{AccountId, CommentId, ProposalId};
use crate::policy::{Capacity, Stage};
use diesel::prelude::*;
use diesel::upsert::excluded;
use std::collections::{BTreeSet, HashMap};
use views::votes::Answers;

/// One person's answers to comments, each with what all have answered.
pub type OwnAnswers = HashMap<CommentId, (Answer, Answers)>;

/// What one person voted, on a page.
#[derive(Debug, Clone, Default)]
pub struct Own {
    /// On the proposal, and in which capacity.
    pub on_proposal: Option<(Choice, Capacity)>,
    /// On its comments: the answer, and what all have answered.
    pub on_comments: OwnAnswers,
}

/// A comment as somebody who votes on it needs to know it.
#[derive(Debug, Queryable)]
pub(super) struct Item {
    pub proposal: ProposalId,
    pub author: AccountId,
    pub state: State,
    pub slug: String,
    pub stage: Stage,
    pub opens_at: Option<Moment>,
    pub closes_at: Option<Moment>,
}

pub(super) fn find_item(conn: &mut Conn, id: CommentId) -> Result<Option<Item>> {
    Ok(comments::table
        .inner_join(proposals::table)
        .filter(comments::id.eq(id))
        .select((
            comments::proposal_id,
            comments::author_id,
            comments::state,
            proposals::slug,
            proposals::stage,
            proposals::opens_at,
            proposals::closes_at,
        ))
        .first(conn)
        .optional()?)
}

pub(super) fn find_on_proposal(conn: &mut Conn, who: AccountId, id: ProposalId) -> Result<Option<(i32, Capacity)>> {
    Ok(pv::table
        .filter(pv::account_id.eq(who))
        .filter(pv::proposal_id.eq(id))
        .select((pv::value, pv::capacity))
        .first(conn)
        .optional()?)
}

/// The vote as it is now, held against the other instances until the transaction ends.
pub(super) fn lock_on_proposal(tx: &mut Tx<'_>, who: AccountId, id: ProposalId) -> Result<Option<(i32, Capacity)>> {
    // An update of nothing takes the row's lock on PostgreSQL; on SQLite the writer is alone anyway.
    Ok(diesel::update(pv::table.filter(pv::account_id.eq(who)).filter(pv::proposal_id.eq(id)))
        .set(pv::value.eq(pv::value))
        .returning((pv::value, pv::capacity))
        .get_result(&mut **tx)
        .optional()?)
}

/// Where two instances take somebody's first vote at the same moment, the later one must begin again: only then does it
/// see what the first one counted.
fn first_of_all(rows: usize) -> Result<()> {
    if rows == 0 { Err(Error::Busy("the same vote was cast at another instance".into())) } else { Ok(()) }
}

pub(super) fn insert_on_proposal(
    tx: &mut Tx<'_>,
    who: AccountId,
    id: ProposalId,
    choice: Choice,
    capacity: Capacity,
    now: Moment,
) -> Result<()> {
    let rows = diesel::insert_into(pv::table)
        .values((
            pv::account_id.eq(who),
            pv::proposal_id.eq(id),
            pv::value.eq(choice.number()),
            pv::capacity.eq(capacity),
            pv::cast_at.eq(now),
        ))
        .on_conflict((pv::account_id, pv::proposal_id))
        .do_nothing()
        .any()
        .execute(&mut **tx)?;
    first_of_all(rows)
}

pub(super) fn update_on_proposal(
    tx: &mut Tx<'_>,
    who: AccountId,
    id: ProposalId,
    choice: Choice,
    capacity: Capacity,
    now: Moment,
) -> Result<()> {
    diesel::update(pv::table.filter(pv::account_id.eq(who)).filter(pv::proposal_id.eq(id)))
        .set((pv::value.eq(choice.number()), pv::capacity.eq(capacity), pv::cast_at.eq(now)))
        .execute(&mut **tx)?;
    Ok(())
}

pub(super) fn delete_on_proposal(tx: &mut Tx<'_>, who: AccountId, id: ProposalId) -> Result<()> {
    diesel::delete(pv::table.filter(pv::account_id.eq(who)).filter(pv::proposal_id.eq(id))).execute(&mut **tx)?;
    Ok(())
}

/// Moves one vote from one of the nine counters to another.
pub(super) fn update_tally(
    tx: &mut Tx<'_>,
    id: ProposalId,
    before: Option<(Choice, Capacity)>,
    after: Option<(Choice, Capacity)>,
) -> Result<()> {
    use Capacity::{Organisation, Professional, Resident};
    use Choice::{Oppose, Support, Unsure};
    let by =
        |choice, capacity| i64::from(after == Some((choice, capacity))) - i64::from(before == Some((choice, capacity)));
    use proposals as p;
    diesel::update(p::table.filter(p::id.eq(id)))
        .set((
            p::resident_support.eq(p::resident_support + by(Support, Resident)),
            p::resident_unsure.eq(p::resident_unsure + by(Unsure, Resident)),
            p::resident_oppose.eq(p::resident_oppose + by(Oppose, Resident)),
            p::professional_support.eq(p::professional_support + by(Support, Professional)),
            p::professional_unsure.eq(p::professional_unsure + by(Unsure, Professional)),
            p::professional_oppose.eq(p::professional_oppose + by(Oppose, Professional)),
            p::organisation_support.eq(p::organisation_support + by(Support, Organisation)),
            p::organisation_unsure.eq(p::organisation_unsure + by(Unsure, Organisation)),
            p::organisation_oppose.eq(p::organisation_oppose + by(Oppose, Organisation)),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// What each of these people currently answers to each of these comments, and in which capacity. A single answer is held against the other
/// instances until the transaction ends; of many (an import) the caller is the only one who casts them.
pub(super) fn load_current(tx: &mut Tx<'_>, casts: &[Cast]) -> Result<HashMap<(AccountId, CommentId), Given>> {
    let people: BTreeSet<AccountId> = casts.iter().map(|c| c.voter).collect();
    let items: BTreeSet<CommentId> = casts.iter().map(|c| c.item).collect();
    let rows: Vec<(AccountId, CommentId, i32, Capacity)> = if let [one] = casts {
        // An update of nothing takes the row's lock on PostgreSQL; on SQLite the writer is alone anyway.
        diesel::update(cv::table.filter(cv::account_id.eq(one.voter)).filter(cv::comment_id.eq(one.item)))
            .set(cv::value.eq(cv::value))
            .returning((cv::account_id, cv::comment_id, cv::value, cv::capacity))
            .get_results(&mut **tx)?
    } else {
        cv::table
            .select((cv::account_id, cv::comment_id, cv::value, cv::capacity))
            .order((cv::account_id, cv::comment_id))
            .filter(cv::account_id.eq_any(people.into_iter().collect::<Vec<_>>()))
            .filter(cv::comment_id.eq_any(items.into_iter().collect::<Vec<_>>()))
            .load(&mut **tx)?
    };
    Ok(rows.into_iter().map(|(who, item, n, capacity)| ((who, item), (Answer::from_number(n), capacity))).collect())
}

#[derive(Insertable)]
#[diesel(table_name = cv, treat_none_as_default_value = false)]
struct Row {
    account_id: AccountId,
    comment_id: CommentId,
    value: i32,
    capacity: Capacity,
    cast_at: Moment,
}

/// Writes the votes; there is at most one for each person and comment in `casts`. `first` says that a single one is not
/// there yet.
pub(super) fn save_on_comments(tx: &mut Tx<'_>, casts: &[Cast], first: bool) -> Result<()> {
    let rows: Vec<Row> = casts
        .iter()
        .map(|c| Row {
            account_id: c.voter,
            comment_id: c.item,
            value: c.answer.number(),
            capacity: c.capacity,
            cast_at: c.at,
        })
        .collect();
    let change = (
        cv::value.eq(excluded(cv::value)),
        cv::capacity.eq(excluded(cv::capacity)),
        cv::cast_at.eq(excluded(cv::cast_at)),
    );
    if let [one] = rows.as_slice() {
        if first {
            let insert = diesel::insert_into(cv::table).values(one).on_conflict((cv::account_id, cv::comment_id));
            return first_of_all(insert.do_nothing().any().execute(&mut **tx)?);
        }
        diesel::update(cv::table.filter(cv::account_id.eq(one.account_id)).filter(cv::comment_id.eq(one.comment_id)))
            .set((cv::value.eq(one.value), cv::capacity.eq(one.capacity), cv::cast_at.eq(one.cast_at)))
            .execute(&mut **tx)?;
        return Ok(());
    }
    for some in rows.chunks(500) {
        each_backend!(&mut **tx, c => diesel::insert_into(cv::table)
            .values(some)
            .on_conflict((cv::account_id, cv::comment_id))
            .do_update()
            .set(change)
            .execute(c))?;
    }
    Ok(())
}

/// Adds to a comment's counts, and keeps the two keys by which discussions are sorted in step with them.
pub(super) fn update_answers(tx: &mut Tx<'_>, item: CommentId, by: Change) -> Result<()> {
    use comments as c;
    let (agrees, disagrees) = (c::agrees + by.all.agrees, c::disagrees + by.all.disagrees);
    let (professionals, organisations) = (by.professionals, by.organisations);
    diesel::update(c::table.filter(c::id.eq(item)))
        .set((
            c::agrees.eq(agrees),
            c::disagrees.eq(disagrees),
            c::passes.eq(c::passes + by.all.passes),
            c::professional_agrees.eq(c::professional_agrees + professionals.agrees),
            c::professional_disagrees.eq(c::professional_disagrees + professionals.disagrees),
            c::professional_passes.eq(c::professional_passes + professionals.passes),
            c::organisation_agrees.eq(c::organisation_agrees + organisations.agrees),
            c::organisation_disagrees.eq(c::organisation_disagrees + organisations.disagrees),
            c::organisation_passes.eq(c::organisation_passes + organisations.passes),
            c::agreed.eq(agrees - disagrees),
            c::divided.eq(diesel::dsl::case_when(agrees.lt(disagrees), agrees).otherwise(disagrees)),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

pub(super) fn load_proposals_of(conn: &mut Conn, items: &[CommentId]) -> Result<BTreeSet<ProposalId>> {
    let ids: Vec<ProposalId> = comments::table
        .filter(comments::id.eq_any(items))
        .order(comments::proposal_id)
        .select(comments::proposal_id)
        .distinct()
        .load(conn)?;
    Ok(ids.into_iter().collect())
}

pub(super) fn load_own(conn: &mut Conn, who: AccountId, items: &[CommentId]) -> Result<OwnAnswers> {
    if items.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(CommentId, i32, Answered)> = cv::table
        .inner_join(comments::table)
        .filter(cv::account_id.eq(who))
        .filter(cv::comment_id.eq_any(items))
        .order(cv::comment_id)
        .select((cv::comment_id, cv::value, Answered::as_select()))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, n, all)| (id, (Answer::from_number(n), all.split()))).collect())
}
