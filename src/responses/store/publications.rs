//! Which responses are published, in the database.

use super::super::publishing::{Progress, Publication, Waiting};
use super::super::{Publish, Response, State};
use crate::clock::Moment;
use crate::db::schema::{accounts, organisations, publications, response_versions as versions, responses};
use crate::db::{Conn, Tx};
use crate::error::{Result, broken};
use crate::ids::{AccountId, ProposalId, ResponseId};
use crate::questionnaires::Answers;
use diesel::dsl::{exists, not};
use diesel::prelude::*;

pub(in crate::responses) fn find(conn: &mut Conn, id: ResponseId) -> Result<Option<Publication>> {
    type Row = (i64, bool, String, i64, Option<String>, Moment);
    let row: Option<Row> = publications::table
        .left_join(accounts::table.on(publications::decided_by.eq(accounts::id.nullable())))
        .filter(publications::response_id.eq(id))
        .select((
            publications::id,
            publications::is_public,
            publications::reason,
            publications::edition,
            accounts::name.nullable(),
            publications::decided_at,
        ))
        .first(conn)
        .optional()?;
    let read =
        |(number, is_public, reason, edition, by, at)| Publication { number, is_public, reason, edition, by, at };
    Ok(row.map(read))
}

/// Writes a decision down; `before` is the number of decisions that there were.
pub(in crate::responses) fn put(
    tx: &mut Tx<'_>,
    response: &Response,
    (publishes, reason): (bool, &str),
    before: i64,
    by: AccountId,
    now: Moment,
) -> Result<()> {
    let values = (
        publications::is_public.eq(publishes),
        publications::reason.eq(reason),
        publications::edition.eq(before + 1),
        publications::decided_by.eq(by),
        publications::decided_at.eq(now),
    );
    if before > 0 {
        let here = publications::table.filter(publications::response_id.eq(response.id));
        diesel::update(here).set(values).execute(&mut **tx)?;
        return Ok(());
    }
    let whose = (publications::response_id.eq(response.id), publications::proposal_id.eq(response.proposal));
    diesel::insert_into(publications::table).values((whose, values)).execute(&mut **tx)?;
    Ok(())
}

/// Sent, and not against the will of whoever sent it.
#[diesel::dsl::auto_type(no_type_alias)]
fn may_be_public(proposal: ProposalId) -> _ {
    let (sent, allows): (State, [&'static str; 2]) = (State::Sent, Publish::ALLOWS);
    responses::proposal_id.eq(proposal).and(responses::state.eq(sent)).and(responses::publish.eq_any(allows))
}

/// Whether anything was decided about a response.
#[diesel::dsl::auto_type(no_type_alias)]
fn was_decided() -> _ {
    exists(publications::table.filter(publications::response_id.eq(responses::id)))
}

pub(in crate::responses) fn count(conn: &mut Conn, proposal: ProposalId) -> Result<Progress> {
    let decided = |conn: &mut Conn, is_public: bool| -> Result<i64> {
        let there = publications::table
            .inner_join(responses::table.on(publications::response_id.eq(responses::id)))
            .filter(may_be_public(proposal))
            .filter(publications::is_public.eq(is_public));
        Ok(there.count().get_result(conn)?)
    };
    let never = responses::table
        .filter(responses::proposal_id.eq(proposal))
        .filter(responses::state.eq(State::Sent))
        .filter(responses::publish.eq(Publish::Never.as_str()));
    let waiting = responses::table.filter(may_be_public(proposal)).filter(not(was_decided()));
    Ok(Progress {
        waiting: waiting.count().get_result(conn)?,
        public: decided(conn, true)?,
        withheld: decided(conn, false)?,
        never: never.count().get_result(conn)?,
    })
}

pub(in crate::responses) fn count_public(conn: &mut Conn, proposal: ProposalId) -> Result<i64> {
    Ok(publications::table
        .inner_join(responses::table.on(publications::response_id.eq(responses::id)))
        .filter(publications::proposal_id.eq(proposal))
        .filter(may_be_public(proposal))
        .filter(publications::is_public.eq(true))
        .count()
        .get_result(conn)?)
}

pub(in crate::responses) fn load_page(
    conn: &mut Conn,
    proposal: ProposalId,
    after: i64,
    most: i64,
) -> Result<Vec<Waiting>> {
    Ok(responses::table
        .left_join(organisations::table.on(responses::organisation_id.eq(organisations::id.nullable())))
        .left_join(publications::table.on(publications::response_id.eq(responses::id)))
        .filter(may_be_public(proposal))
        .filter(responses::id.gt(after))
        .order(responses::id)
        .limit(most)
        .select((Response::as_select(), organisations::name.nullable(), publications::is_public.nullable()))
        .load(conn)?)
}

/// The next response after this one, or else the first of all, about which nobody has decided.
pub(in crate::responses) fn find_next(
    conn: &mut Conn,
    proposal: ProposalId,
    after: ResponseId,
) -> Result<Option<ResponseId>> {
    let open = || {
        responses::table
            .filter(may_be_public(proposal))
            .filter(responses::id.ne(after))
            .filter(not(was_decided()))
            .order(responses::id)
            .select(responses::id)
    };
    let later = open().filter(responses::id.gt(after)).first(conn).optional()?;
    if later.is_some() { Ok(later) } else { Ok(open().first(conn).optional()?) }
}

/// What everybody can read of a response: its number, the response, the name that may be shown, and what was sent.
pub(in crate::responses) type Shown = ((i64, Response, Option<String>), Answers);

pub(in crate::responses) fn load_published(
    conn: &mut Conn,
    proposal: ProposalId,
    after: i64,
    most: i64,
) -> Result<Vec<Shown>> {
    type Row = (i64, Response, Option<String>, Option<String>, String);
    let latest = versions::response_id.eq(responses::id).and(versions::number.eq(responses::version));
    let rows: Vec<Row> = publications::table
        .inner_join(responses::table.on(publications::response_id.eq(responses::id)))
        .inner_join(versions::table.on(latest))
        .left_join(organisations::table.on(responses::organisation_id.eq(organisations::id.nullable())))
        .left_join(accounts::table.on(responses::account_id.eq(accounts::id.nullable())))
        .filter(publications::proposal_id.eq(proposal))
        .filter(publications::is_public.eq(true))
        .filter(may_be_public(proposal))
        .filter(publications::id.gt(after))
        .order(publications::id)
        .limit(most)
        .select((
            publications::id,
            Response::as_select(),
            organisations::name.nullable(),
            accounts::name.nullable(),
            versions::answers,
        ))
        .load(conn)?;
    rows.into_iter()
        .map(|(number, response, organisation, account, answers)| {
            let given = Some(response.given_name.clone()).filter(|name| !name.is_empty());
            let name = organisation.or(account).or(given).filter(|_| response.publish == Publish::Named.as_str());
            Ok(((number, response, name), serde_json::from_str(&answers).map_err(broken("reading a response"))?))
        })
        .collect()
}
