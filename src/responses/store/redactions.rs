//! What is taken out of responses, in the database.

use super::super::Response;
use super::super::redacting::{Ground, Redaction};
use crate::clock::Moment;
use crate::db::schema::{accounts, response_redactions as redactions, responses};
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::ids::{AccountId, RedactionId, ResponseId};
use crate::spans::Span;
use diesel::prelude::*;
use std::collections::BTreeMap;

pub(in crate::responses) fn load(conn: &mut Conn, id: ResponseId, version: i64) -> Result<Vec<Redaction>> {
    type Row = (RedactionId, i64, i64, i64, Ground, Option<String>, Moment);
    let rows: Vec<Row> = redactions::table
        .left_join(accounts::table.on(redactions::made_by.eq(accounts::id.nullable())))
        .filter(redactions::response_id.eq(id))
        .filter(redactions::version.eq(version))
        .order((redactions::question, redactions::starts))
        .select((
            redactions::id,
            redactions::question,
            redactions::starts,
            redactions::ends,
            redactions::ground,
            accounts::name.nullable(),
            redactions::made_at,
        ))
        .load(conn)?;
    let read = |(id, question, starts, ends, ground, by, at)| {
        let span = Span { starts, ends };
        Redaction { id, question, span, ground, by, at }
    };
    Ok(rows.into_iter().map(read).collect())
}

/// What is taken out of each of these in the version that counts, in order, without who did it.
pub(in crate::responses) fn load_among(
    conn: &mut Conn,
    ids: &[ResponseId],
) -> Result<BTreeMap<ResponseId, Vec<Redaction>>> {
    type Row = (ResponseId, RedactionId, i64, i64, i64, Ground, Moment);
    let latest = redactions::response_id.eq(responses::id).and(redactions::version.eq(responses::version));
    let rows: Vec<Row> = redactions::table
        .inner_join(responses::table.on(latest))
        .filter(redactions::response_id.eq_any(ids))
        .order((redactions::response_id, redactions::question, redactions::starts))
        .select((
            redactions::response_id,
            redactions::id,
            redactions::question,
            redactions::starts,
            redactions::ends,
            redactions::ground,
            redactions::made_at,
        ))
        .load(conn)?;
    let mut all: BTreeMap<ResponseId, Vec<Redaction>> = BTreeMap::new();
    for (response, id, question, starts, ends, ground, at) in rows {
        let one = Redaction { id, question, span: Span { starts, ends }, ground, by: None, at };
        all.entry(response).or_default().push(one);
    }
    Ok(all)
}

pub(in crate::responses) fn insert(
    tx: &mut Tx<'_>,
    response: &Response,
    question: i64,
    span: Span,
    ground: Ground,
    by: AccountId,
    now: Moment,
) -> Result<()> {
    diesel::insert_into(redactions::table)
        .values((
            redactions::response_id.eq(response.id),
            redactions::version.eq(response.version),
            redactions::question.eq(question),
            redactions::starts.eq(span.starts),
            redactions::ends.eq(span.ends),
            redactions::ground.eq(ground),
            redactions::made_by.eq(by),
            redactions::made_at.eq(now),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

pub(in crate::responses) fn find_response(conn: &mut Conn, id: RedactionId) -> Result<Option<ResponseId>> {
    Ok(redactions::table.find(id.0).select(redactions::response_id).first(conn).optional()?)
}

pub(in crate::responses) fn delete(tx: &mut Tx<'_>, id: RedactionId) -> Result<()> {
    diesel::delete(redactions::table.find(id.0)).execute(&mut **tx)?;
    Ok(())
}
