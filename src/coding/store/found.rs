//! What was found in all answers, in the database: only what counts, which is what coders are done with, in the version of a
//! response that counts.

use super::super::Tag;
use crate::db::schema::{coders, codings, passages, responses};
use crate::db::{Conn, among};
use crate::error::Result;
use crate::ids::{CoderId, CodingId, ProposalId, ResponseId, ThemeId};
use crate::responses::State;
use crate::spans::Span;
use diesel::prelude::*;
use std::collections::BTreeMap;

/// An answer that somebody has coded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable)]
pub(in crate::coding) struct Coded {
    pub(in crate::coding) coding: CodingId,
    pub(in crate::coding) question: i64,
    pub(in crate::coding) response: ResponseId,
    pub(in crate::coding) coder: CoderId,
}

/// Everything that is coded, in the order of the questions, then of the responses.
pub(in crate::coding) fn load_coded(conn: &mut Conn, proposal: ProposalId) -> Result<Vec<Coded>> {
    Ok(codings::table
        .inner_join(responses::table)
        .filter(responses::proposal_id.eq(proposal))
        .filter(responses::state.eq(State::Sent))
        .filter(codings::version.eq(responses::version))
        .filter(codings::coded_at.is_not_null())
        .order((codings::question, codings::response_id, codings::coder_id))
        .select((codings::id, codings::question, codings::response_id, codings::coder_id))
        .load(conn)?)
}

/// Every theme with the answer that has it, once for each tag.
pub(in crate::coding) fn load_tagged(
    conn: &mut Conn,
    proposal: ProposalId,
) -> Result<Vec<(CodingId, ThemeId, ResponseId, i64)>> {
    Ok(passages::table
        .inner_join(codings::table.inner_join(responses::table))
        .filter(responses::proposal_id.eq(proposal))
        .filter(responses::state.eq(State::Sent))
        .filter(codings::version.eq(responses::version))
        .filter(codings::coded_at.is_not_null())
        .select((codings::id, passages::theme_id, codings::response_id, codings::question))
        .load(conn)?)
}

/// The themes of one response, each once.
pub(in crate::coding) fn load_themes_of(conn: &mut Conn, response: ResponseId) -> Result<Vec<ThemeId>> {
    Ok(passages::table
        .inner_join(codings::table.inner_join(responses::table))
        .filter(codings::response_id.eq(response))
        .filter(responses::state.eq(State::Sent))
        .filter(codings::version.eq(responses::version))
        .filter(codings::coded_at.is_not_null())
        .order(passages::theme_id)
        .select(passages::theme_id)
        .distinct()
        .load(conn)?)
}

/// A coded answer with what the list of one's own says about it: the response, its reference, and the number of the coding.
pub(in crate::coding) type Own = (CodingId, ResponseId, String);

/// The answers to a question that somebody has coded, the latest coding first, before a number.
pub(in crate::coding) fn load_own(
    conn: &mut Conn,
    (coder, question): (CoderId, i64),
    before: i64,
    most: i64,
) -> Result<Vec<Own>> {
    Ok(codings::table
        .inner_join(responses::table)
        .filter(codings::coder_id.eq(coder))
        .filter(codings::question.eq(question))
        .filter(codings::id.lt(before))
        .filter(codings::version.eq(responses::version))
        .filter(codings::coded_at.is_not_null())
        .filter(responses::state.eq(State::Sent))
        .order(codings::id.desc())
        .limit(most)
        .select((codings::id, codings::response_id, responses::reference))
        .load(conn)?)
}

/// A line of the file of passages: the coding with its tags.
pub(in crate::coding) struct Line {
    pub(in crate::coding) coding: CodingId,
    pub(in crate::coding) reference: String,
    pub(in crate::coding) version: i64,
    pub(in crate::coding) question: i64,
    pub(in crate::coding) coder: i64,
    pub(in crate::coding) tags: Vec<Tag>,
}

/// The next codings with their tags, in the order of their numbers, after one of them.
pub(in crate::coding) fn load_lines(conn: &mut Conn, proposal: ProposalId, after: i64, most: i64) -> Result<Vec<Line>> {
    let rows: Vec<(CodingId, String, i64, i64, i64)> = codings::table
        .inner_join(responses::table)
        .inner_join(coders::table)
        .filter(responses::proposal_id.eq(proposal))
        .filter(responses::state.eq(State::Sent))
        .filter(codings::version.eq(responses::version))
        .filter(codings::coded_at.is_not_null())
        .filter(codings::id.gt(after))
        .order(codings::id)
        .limit(most)
        .select((codings::id, responses::reference, codings::version, codings::question, coders::number))
        .load(conn)?;
    let tags: Vec<(CodingId, i64, i64, ThemeId)> = passages::table
        .filter(among(passages::coding_id, rows.iter().map(|row| row.0.0)))
        .order((passages::coding_id, passages::starts, passages::ends, passages::theme_id))
        .select((passages::coding_id, passages::starts, passages::ends, passages::theme_id))
        .load(conn)?;
    let mut by_coding: BTreeMap<CodingId, Vec<Tag>> = BTreeMap::new();
    for (coding, starts, ends, theme) in tags {
        by_coding.entry(coding).or_default().push(Tag { span: Span { starts, ends }, theme });
    }
    let line = |(coding, reference, version, question, coder)| {
        let tags = by_coding.remove(&coding).unwrap_or_default();
        Line { coding, reference, version, question, coder, tags }
    };
    Ok(rows.into_iter().map(line).collect())
}
