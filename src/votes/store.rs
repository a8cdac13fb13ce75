//! Votes in the database.

pub(super) mod leaving;

use super::{Answer, Cast, Change, Choice, Given};
use crate::clock::Moment;
use crate::comments::{Answered, State};
use crate::db::schema::{comment_votes as cv, comments, proposal_votes as pv, proposals};
use crate::db::{AnyExt, Conn, Counters, Tx, among};
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
    let asked =
        pv::table.filter(pv::account_id.eq(who)).filter(pv::proposal_id.eq(id)).select((pv::value, pv::capacity));
    Ok(each_backend!(conn, c => asked.first(c)).optional()?)
}

/// The vote that this one replaces cannot be found: it was taken back, at another instance, a moment ago. Begin again.
fn gone() -> Error {
    Error::Busy("the same vote was taken back at another instance".into())
}

/// Writes a vote, and gives the one that it replaces. From then on the other instances wait with this person's vote.
pub(super) fn save_on_proposal(
    tx: &mut Tx<'_>,
    who: AccountId,
    id: ProposalId,
    choice: Choice,
    capacity: Capacity,
    now: Moment,
) -> Result<Option<(Choice, Capacity)>> {
    let vote = (pv::value.eq(choice.number()), pv::capacity.eq(capacity), pv::cast_at.eq(now));
    let rows = diesel::insert_into(pv::table)
        .values((pv::account_id.eq(who), pv::proposal_id.eq(id), vote))
        .on_conflict((pv::account_id, pv::proposal_id))
        .do_nothing()
        .any()
        .execute(&mut **tx)?;
    if rows > 0 {
        return Ok(None);
    }
    let here = pv::table.filter(pv::account_id.eq(who)).filter(pv::proposal_id.eq(id));
    // An update of nothing takes the row's lock on PostgreSQL; on SQLite the writer is alone anyway.
    let before: Option<(i32, Capacity)> = diesel::update(here)
        .set(pv::value.eq(pv::value))
        .returning((pv::value, pv::capacity))
        .get_result(&mut **tx)
        .optional()?;
    let (number, before) = before.ok_or_else(gone)?;
    diesel::update(here).set(vote).execute(&mut **tx)?;
    Ok(Some((Choice::from_number(number), before)))
}

/// Takes a vote back, and gives it, if there was one.
pub(super) fn delete_on_proposal(
    tx: &mut Tx<'_>,
    who: AccountId,
    id: ProposalId,
) -> Result<Option<(Choice, Capacity)>> {
    let before: Option<(i32, Capacity)> =
        diesel::delete(pv::table.filter(pv::account_id.eq(who)).filter(pv::proposal_id.eq(id)))
            .returning((pv::value, pv::capacity))
            .get_result(&mut **tx)
            .optional()?;
    Ok(before.map(|(number, capacity)| (Choice::from_number(number), capacity)))
}

/// Votes on proposals, by capacity.
static ON_PROPOSALS: Counters = Counters {
    table: "proposals",
    key: "id",
    columns: &[
        "resident_support",
        "resident_unsure",
        "resident_oppose",
        "professional_support",
        "professional_unsure",
        "professional_oppose",
        "organisation_support",
        "organisation_unsure",
        "organisation_oppose",
    ],
    follow: &[],
};

/// Moves one vote from one of the nine counters to another.
pub(super) fn count_on_proposal(
    tx: &mut Tx<'_>,
    id: ProposalId,
    before: Option<(Choice, Capacity)>,
    after: Option<(Choice, Capacity)>,
) {
    use Capacity::{Organisation, Professional, Resident};
    use Choice::{Oppose, Support, Unsure};
    let of = |capacity| [Support, Unsure, Oppose].map(|choice| Some((choice, capacity)));
    let nine = [of(Resident), of(Professional), of(Organisation)].concat();
    let by: Vec<i64> = nine.into_iter().map(|n| i64::from(after == n) - i64::from(before == n)).collect();
    tx.count(&ON_PROPOSALS, id.0, &by);
}

/// What each of these people currently answers to each of these comments, and in which capacity.
pub(super) fn load_current(conn: &mut Conn, casts: &[Cast]) -> Result<HashMap<(AccountId, CommentId), Given>> {
    let people: BTreeSet<AccountId> = casts.iter().map(|c| c.voter).collect();
    let items: BTreeSet<CommentId> = casts.iter().map(|c| c.item).collect();
    let rows: Vec<(AccountId, CommentId, i32, Capacity)> = cv::table
        .select((cv::account_id, cv::comment_id, cv::value, cv::capacity))
        .order((cv::account_id, cv::comment_id))
        .filter(among(cv::account_id, people.iter().map(|who| who.0)))
        .filter(among(cv::comment_id, items.iter().map(|item| item.0)))
        .load(conn)?;
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

impl From<&Cast> for Row {
    fn from(cast: &Cast) -> Self {
        Self {
            account_id: cast.voter,
            comment_id: cast.item,
            value: cast.answer.number(),
            capacity: cast.capacity,
            cast_at: cast.at,
        }
    }
}

/// Writes an answer, and gives the one that it replaces. From then on the other instances wait with this person's answer.
pub(super) fn save_on_comment(tx: &mut Tx<'_>, cast: &Cast) -> Result<Option<Given>> {
    let row = Row::from(cast);
    let insert = diesel::insert_into(cv::table).values(&row).on_conflict((cv::account_id, cv::comment_id));
    if insert.do_nothing().any().execute(&mut **tx)? > 0 {
        return Ok(None);
    }
    let here = cv::table.filter(cv::account_id.eq(cast.voter)).filter(cv::comment_id.eq(cast.item));
    // An update of nothing takes the row's lock on PostgreSQL; on SQLite the writer is alone anyway.
    let before: Option<(i32, Capacity)> = diesel::update(here)
        .set(cv::value.eq(cv::value))
        .returning((cv::value, cv::capacity))
        .get_result(&mut **tx)
        .optional()?;
    let (number, capacity) = before.ok_or_else(gone)?;
    diesel::update(here)
        .set((cv::value.eq(row.value), cv::capacity.eq(row.capacity), cv::cast_at.eq(row.cast_at)))
        .execute(&mut **tx)?;
    Ok(Some((Answer::from_number(number), capacity)))
}

/// Writes many answers; there is at most one for each person and comment.
pub(super) fn save_on_comments(tx: &mut Tx<'_>, casts: &[Cast]) -> Result<()> {
    let rows: Vec<Row> = casts.iter().map(Row::from).collect();
    for some in rows.chunks(500) {
        each_backend!(&mut **tx, c => diesel::insert_into(cv::table)
            .values(some)
            .on_conflict((cv::account_id, cv::comment_id))
            .do_update()
            .set((
                cv::value.eq(excluded(cv::value)),
                cv::capacity.eq(excluded(cv::capacity)),
                cv::cast_at.eq(excluded(cv::cast_at)),
            ))
            .execute(c))?;
    }
    Ok(())
}

/// Answers to comments: all, and those in two capacities; residents are the rest. The two keys by which discussions are
/// sorted keep in step.
static ON_COMMENTS: Counters = Counters {
    table: "comments",
    key: "id",
    columns: &[
        "agrees",
        "disagrees",
        "passes",
        "professional_agrees",
        "professional_disagrees",
        "professional_passes",
        "organisation_agrees",
        "organisation_disagrees",
        "organisation_passes",
    ],
    follow: &[
        ("agreed", "{agrees} - {disagrees}"),
        ("divided", "CASE WHEN {agrees} < {disagrees} THEN {agrees} ELSE {disagrees} END"),
    ],
};

/// Adds to a comment's counts.
pub(super) fn count_on_comment(tx: &mut Tx<'_>, item: CommentId, by: Change) {
    let nine = [by.all, by.professionals, by.organisations].map(|c| [c.agrees, c.disagrees, c.passes]);
    tx.count(&ON_COMMENTS, item.0, &nine.concat());
}

pub(super) fn load_proposals_of(conn: &mut Conn, items: &[CommentId]) -> Result<BTreeSet<ProposalId>> {
    let ids: Vec<ProposalId> = comments::table
        .filter(among(comments::id, items.iter().map(|item| item.0)))
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
    let asked = cv::table
        .inner_join(comments::table)
        .filter(cv::account_id.eq(who))
        .filter(among(cv::comment_id, items.iter().map(|item| item.0)))
        .order(cv::comment_id);
    let rows: Vec<(CommentId, i32, Answered)> =
        each_backend!(conn, c => asked.select((cv::comment_id, cv::value, Answered::as_select())).load(c))?;
    Ok(rows.into_iter().map(|(id, n, all)| (id, (Answer::from_number(n), all.split()))).collect())
}
