//! One coder before one answer, in the database.

use super::super::{Tag, text_of};
use crate::clock::Moment;
use crate::db::schema::{codings, passages, response_versions as versions, responses};
use crate::db::{AnyExt, Conn, Tx};
use crate::error::{Error, Result, broken};
use crate::ids::{CoderId, CodingId, PassageId, ProposalId, ResponseId, ThemeId};
use crate::questionnaires::Answers;
use crate::responses::State;
use crate::spans::Span;
use diesel::dsl::exists;
use diesel::prelude::*;

/// An answer in the version of its response that counts.
pub(in crate::coding) struct Written {
    pub(in crate::coding) reference: String,
    pub(in crate::coding) version: i64,
    pub(in crate::coding) text: String,
}

/// What somebody wrote to a question; none where the response does not count or answers something else.
pub(in crate::coding) fn find_written(
    conn: &mut Conn,
    proposal: ProposalId,
    question: i64,
    id: ResponseId,
) -> Result<Option<Written>> {
    let latest = versions::response_id.eq(responses::id).and(versions::number.eq(responses::version));
    let row: Option<(String, i64, String)> = responses::table
        .inner_join(versions::table.on(latest))
        .filter(responses::id.eq(id))
        .filter(responses::proposal_id.eq(proposal))
        .filter(responses::state.eq(State::Sent))
        .select((responses::reference, responses::version, versions::answers))
        .first(conn)
        .optional()?;
    let Some((reference, version, answers)) = row else { return Ok(None) };
    let answers: Answers = serde_json::from_str(&answers).map_err(broken("reading a response"))?;
    Ok(text_of(&answers, question).map(|text| Written { reference, version, text: text.to_owned() }))
}

/// What somebody wrote in an earlier version.
pub(in crate::coding) fn find_text(
    conn: &mut Conn,
    id: ResponseId,
    version: i64,
    question: i64,
) -> Result<Option<String>> {
    let here = versions::table.filter(versions::response_id.eq(id)).filter(versions::number.eq(version));
    let Some(answers) = here.select(versions::answers).first::<String>(conn).optional()? else { return Ok(None) };
    let answers: Answers = serde_json::from_str(&answers).map_err(broken("reading a response"))?;
    Ok(text_of(&answers, question).map(str::to_owned))
}

/// The next response after this one, or else the first of all, whose answer to a question this coder is not done with.
pub(in crate::coding) fn find_next(
    conn: &mut Conn,
    proposal: ProposalId,
    question: i64,
    coder: Option<CoderId>,
    after: ResponseId,
) -> Result<Option<ResponseId>> {
    // As it is written into the document: so the database passes over those who left the question out, and we read none of
    // them. Quotation marks that people type have a backslash before them there, so nobody can write this.
    let answered = format!("%\"{question}\":{{\"text\":%");
    let latest = versions::response_id.eq(responses::id).and(versions::number.eq(responses::version));
    let left = || {
        let is_coded = exists(
            codings::table
                .filter(codings::response_id.eq(responses::id))
                .filter(codings::version.eq(responses::version))
                .filter(codings::question.eq(question))
                .filter(codings::coder_id.eq(coder.unwrap_or(CoderId(0))))
                .filter(codings::coded_at.is_not_null()),
        );
        responses::table
            .inner_join(versions::table.on(latest))
            .filter(responses::proposal_id.eq(proposal))
            .filter(responses::state.eq(State::Sent))
            .filter(diesel::dsl::not(is_coded))
            .filter(versions::answers.like(answered.clone()))
            .order(responses::id)
            .select(responses::id)
    };
    let later = left().filter(responses::id.gt(after)).first(conn).optional()?;
    if later.is_some() { Ok(later) } else { Ok(left().first(conn).optional()?) }
}

/// How far somebody is with an answer: the number of the coding, which version it is of, and when they were done.
pub(in crate::coding) type Begun = (CodingId, i64, Option<Moment>);

/// Every version of an answer that somebody has begun or coded, the latest first.
pub(in crate::coding) fn load_begun(
    conn: &mut Conn,
    id: ResponseId,
    question: i64,
    coder: CoderId,
) -> Result<Vec<Begun>> {
    Ok(codings::table
        .filter(codings::response_id.eq(id))
        .filter(codings::question.eq(question))
        .filter(codings::coder_id.eq(coder))
        .order(codings::version.desc())
        .select((codings::id, codings::version, codings::coded_at))
        .load(conn)?)
}

/// The codings of an answer by others who are done with it, in the order of their numbers.
pub(in crate::coding) fn load_others(
    conn: &mut Conn,
    (id, version, question): (ResponseId, i64, i64),
    coder: CoderId,
) -> Result<Vec<(CodingId, CoderId)>> {
    Ok(codings::table
        .filter(codings::response_id.eq(id))
        .filter(codings::question.eq(question))
        .filter(codings::version.eq(version))
        .filter(codings::coder_id.ne(coder))
        .filter(codings::coded_at.is_not_null())
        .order(codings::coder_id)
        .select((codings::id, codings::coder_id))
        .load(conn)?)
}

/// The tags of a coding, in the order of the text.
pub(in crate::coding) fn load_tags(conn: &mut Conn, coding: CodingId) -> Result<Vec<(PassageId, Tag)>> {
    let rows: Vec<(PassageId, i64, i64, ThemeId)> = passages::table
        .filter(passages::coding_id.eq(coding))
        .order((passages::starts, passages::ends.desc(), passages::id))
        .select((passages::id, passages::starts, passages::ends, passages::theme_id))
        .load(conn)?;
    let tag = |(id, starts, ends, theme)| (id, Tag { span: Span { starts, ends }, theme });
    Ok(rows.into_iter().map(tag).collect())
}

/// The coding of an answer in this version by somebody; begun now if it was not yet.
pub(in crate::coding) fn find_or_insert(
    tx: &mut Tx<'_>,
    (id, version, question): (ResponseId, i64, i64),
    coder: CoderId,
) -> Result<CodingId> {
    diesel::insert_into(codings::table)
        .values((
            codings::response_id.eq(id),
            codings::version.eq(version),
            codings::question.eq(question),
            codings::coder_id.eq(coder),
        ))
        .on_conflict_do_nothing()
        .any()
        .execute(&mut **tx)?;
    let begun = load_begun(tx, id, question, coder)?;
    begun.into_iter().find(|(_, of, _)| *of == version).map(|(coding, ..)| coding).ok_or(Error::NotFound)
}

/// Adds a tag; one that is there already stays as it is.
pub(in crate::coding) fn insert_tag(tx: &mut Tx<'_>, coding: CodingId, tag: Tag) -> Result<()> {
    diesel::insert_into(passages::table)
        .values((
            passages::coding_id.eq(coding),
            passages::theme_id.eq(tag.theme),
            passages::starts.eq(tag.span.starts),
            passages::ends.eq(tag.span.ends),
        ))
        .on_conflict_do_nothing()
        .any()
        .execute(&mut **tx)?;
    Ok(())
}

/// Takes a tag off, if it is one of this coding.
pub(in crate::coding) fn delete_tag(tx: &mut Tx<'_>, coding: CodingId, tag: PassageId) -> Result<()> {
    diesel::delete(passages::table.filter(passages::id.eq(tag)).filter(passages::coding_id.eq(coding)))
        .execute(&mut **tx)?;
    Ok(())
}

pub(in crate::coding) fn update_coded(tx: &mut Tx<'_>, coding: CodingId, now: Moment) -> Result<()> {
    diesel::update(codings::table.filter(codings::id.eq(coding))).set(codings::coded_at.eq(now)).execute(&mut **tx)?;
    Ok(())
}
