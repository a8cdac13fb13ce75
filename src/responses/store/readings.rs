//! Who has read which response, in the database, and the responses as those who read need them.

use super::super::reading::Line;
use super::super::{Response, State};
use crate::clock::Moment;
use crate::db::schema::{
    accounts, attachments, organisations, proposals, response_readings as readings, response_versions as versions,
    responses,
};
use crate::db::{AnyExt, Conn, Tx};
use crate::error::{Result, broken};
use crate::ids::{AccountId, ProposalId, ResponseId};
use crate::policy::Stage;
use crate::questionnaires::Answers;
use diesel::dsl::exists;
use diesel::prelude::*;

pub(in crate::responses) fn load_consultations(conn: &mut Conn) -> Result<Vec<(ProposalId, String)>> {
    Ok(proposals::table
        .filter(proposals::questions.gt(0))
        .filter(proposals::stage.ne(Stage::Draft))
        .order((proposals::closes_at.desc(), proposals::id))
        .select((proposals::id, proposals::title))
        .load(conn)?)
}

/// Whether somebody has read the version of a response that counts.
#[diesel::dsl::auto_type(no_type_alias)]
fn was_read() -> _ {
    let mine = readings::response_id.eq(responses::id).and(readings::version.eq(responses::version));
    exists(readings::table.filter(mine))
}

/// How many files were sent with a response; nothing is none.
#[diesel::dsl::auto_type(no_type_alias)]
fn files() -> _ {
    let sent = attachments::response_id.eq(responses::id).and(attachments::sent_in.is_not_null());
    attachments::table.filter(sent).count().single_value()
}

/// How many responses count, and how many of these were read in the version that counts.
pub(in crate::responses) fn count(conn: &mut Conn, proposal: ProposalId) -> Result<(i64, i64)> {
    let sent = || responses::table.filter(responses::proposal_id.eq(proposal)).filter(responses::state.eq(State::Sent));
    Ok((sent().count().get_result(conn)?, sent().filter(was_read()).count().get_result(conn)?))
}

pub(in crate::responses) fn load_page(
    conn: &mut Conn,
    proposal: ProposalId,
    after: i64,
    most: i64,
) -> Result<Vec<Line>> {
    let rows: Vec<(Response, Option<String>, bool, Option<i64>)> = responses::table
        .left_join(organisations::table.on(responses::organisation_id.eq(organisations::id.nullable())))
        .filter(responses::proposal_id.eq(proposal))
        .filter(responses::state.eq(State::Sent))
        .filter(responses::id.gt(after))
        .order(responses::id)
        .limit(most)
        .select((Response::as_select(), organisations::name.nullable(), was_read(), files()))
        .load(conn)?;
    let line = |(response, organisation, is_read, files): (_, _, _, Option<i64>)| Line {
        response,
        organisation,
        is_read,
        attachments: files.unwrap_or_default(),
    };
    Ok(rows.into_iter().map(line).collect())
}

/// The same with what was answered.
pub(in crate::responses) fn load_answers(
    conn: &mut Conn,
    proposal: ProposalId,
    after: i64,
    most: i64,
) -> Result<Vec<(Line, Answers)>> {
    let lines = load_page(conn, proposal, after, most)?;
    let ids: Vec<ResponseId> = lines.iter().map(|line| line.response.id).collect();
    let texts: Vec<(ResponseId, String)> = versions::table
        .inner_join(
            responses::table.on(versions::response_id.eq(responses::id).and(versions::number.eq(responses::version))),
        )
        .filter(versions::response_id.eq_any(ids))
        .order(versions::response_id)
        .select((versions::response_id, versions::answers))
        .load(conn)?;
    let mut texts = texts.into_iter().peekable();
    let mut all = Vec::with_capacity(lines.len());
    for line in lines {
        // Both are in the order of the numbers.
        let Some((_, text)) = texts.next_if(|(id, _)| *id == line.response.id) else { continue };
        all.push((line, serde_json::from_str(&text).map_err(broken("reading a response"))?));
    }
    Ok(all)
}

pub(in crate::responses) fn find_organisation(conn: &mut Conn, response: &Response) -> Result<Option<String>> {
    let Some(id) = response.organisation else { return Ok(None) };
    Ok(organisations::table.filter(organisations::id.eq(id)).select(organisations::name).first(conn).optional()?)
}

pub(in crate::responses) fn load_of(conn: &mut Conn, id: ResponseId) -> Result<Vec<(i64, Option<String>, Moment)>> {
    Ok(readings::table
        .left_join(accounts::table.on(readings::reader_id.eq(accounts::id.nullable())))
        .filter(readings::response_id.eq(id))
        .order(readings::id)
        .select((readings::version, accounts::name.nullable(), readings::read_at))
        .load(conn)?)
}

/// The next response after this one, or else the first of all, that nobody has read in the version that counts.
pub(in crate::responses) fn find_next(
    conn: &mut Conn,
    proposal: ProposalId,
    after: ResponseId,
) -> Result<Option<ResponseId>> {
    let unread = || {
        responses::table
            .filter(responses::proposal_id.eq(proposal))
            .filter(responses::state.eq(State::Sent))
            .filter(responses::id.ne(after))
            .filter(diesel::dsl::not(was_read()))
            .order(responses::id)
            .select(responses::id)
    };
    let later = unread().filter(responses::id.gt(after)).first(conn).optional()?;
    if later.is_some() { Ok(later) } else { Ok(unread().first(conn).optional()?) }
}

/// Notes a reading; false when it was noted before.
pub(in crate::responses) fn insert(
    tx: &mut Tx<'_>,
    id: ResponseId,
    version: i64,
    reader: AccountId,
    now: Moment,
) -> Result<bool> {
    let rows = diesel::insert_into(readings::table)
        .values((
            readings::response_id.eq(id),
            readings::version.eq(version),
            readings::reader_id.eq(reader),
            readings::read_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .any()
        .execute(&mut **tx)?;
    Ok(rows > 0)
}
