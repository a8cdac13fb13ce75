//! What somebody answered to consultations, read for the copy that they take of it.

use super::super::sections::PAGE;
use crate::clock::Moment;
use crate::db::Conn;
use crate::db::schema::{
    attachments as files, proposals, response_remarks as remarks, response_sections as sections,
    response_versions as versions, responses as r,
};
use crate::error::{Result, broken};
use crate::ids::{AccountId, ProposalId, ResponseId};
use crate::monitoring;
use crate::questionnaires::{self, Answers, answered};
use diesel::prelude::*;
use serde::Serialize;
use views::paths;

#[derive(Serialize)]
pub(in crate::privacy) struct Response {
    proposal: String,
    reference: String,
    state: String,
    may_be_published: String,
    asked_to_be_confidential_because: String,
    begun_at: Moment,
    sent_at: Option<Moment>,
    late: bool,
    /// Whether they said something about themselves; what it was, nobody knows.
    answered_equality_questions: bool,
    /// Each time that it was sent.
    sent: Vec<Sent>,
    /// The files that they attached, which are to be had at these addresses.
    attachments: Vec<Attached>,
    /// What is in the forms, as it was typed.
    written: Vec<Written>,
}

#[derive(Serialize)]
struct Sent {
    at: Moment,
    answers: Vec<(String, String)>,
}

#[derive(Serialize)]
struct Attached {
    name: String,
    what_is_in_it: String,
    kind: String,
    bytes: i64,
    sha256: String,
    attached_at: Moment,
    address: String,
}

#[derive(Serialize)]
struct Written {
    saved_at: Moment,
    fields: serde_json::Value,
}

type Columns = (i64, ProposalId, String, String, String, String, String, Moment, Option<Moment>, bool);

pub(in crate::privacy) fn responses(conn: &mut Conn, who: AccountId, after: i64) -> Result<Vec<(i64, Response)>> {
    let rows: Vec<Columns> = r::table
        .inner_join(proposals::table)
        .filter(r::account_id.eq(who))
        .filter(r::id.gt(after))
        .order(r::id)
        .limit(PAGE as i64)
        .select((
            r::id,
            r::proposal_id,
            proposals::title,
            r::reference,
            r::state,
            r::publish,
            r::confidential,
            r::begun_at,
            r::sent_at,
            r::late,
        ))
        .load(conn)?;
    rows.into_iter().map(|row| one(conn, row)).collect()
}

fn one(conn: &mut Conn, row: Columns) -> Result<(i64, Response)> {
    let (id, on, proposal, reference, state, may_be_published, confidential, begun_at, sent_at, late) = row;
    let asked = questionnaires::of(conn, on)?.questionnaire;
    let stored: Vec<(String, Moment)> = versions::table
        .filter(versions::response_id.eq(id))
        .order(versions::number)
        .select((versions::answers, versions::sent_at))
        .load(conn)?;
    let mut sent = Vec::with_capacity(stored.len());
    for (text, at) in stored {
        let answers: Answers = serde_json::from_str(&text).map_err(broken("reading a response"))?;
        let answers = answered(&asked, &answers).into_iter().flat_map(|section| section.answers);
        sent.push(Sent { at, answers: answers.map(|(question, lines)| (question, lines.join("\n"))).collect() });
    }
    let typed: Vec<(String, Moment)> = sections::table
        .filter(sections::response_id.eq(id))
        .order(sections::section)
        .select((sections::typed, sections::saved_at))
        .load(conn)?;
    let written = typed.into_iter().map(|(text, saved_at)| {
        Ok(Written { saved_at, fields: serde_json::from_str(&text).map_err(broken("reading a response"))? })
    });
    let attachments = attached(conn, id, &reference)?;
    let response = Response {
        proposal,
        reference,
        state,
        may_be_published,
        asked_to_be_confidential_because: confidential,
        begun_at,
        sent_at,
        late,
        answered_equality_questions: monitoring::is_given(conn, ResponseId(id))?,
        sent,
        attachments,
        written: written.collect::<Result<_>>()?,
    };
    Ok((id, response))
}

/// The row of a file as it is read: number, name, description, kind, bytes, sum, and when it was attached.
type File = (i64, String, String, String, i64, String, Moment);

fn attached(conn: &mut Conn, response: i64, reference: &str) -> Result<Vec<Attached>> {
    let rows: Vec<File> = files::table
        .filter(files::response_id.eq(response))
        .order(files::id)
        .select((files::id, files::name, files::description, files::kind, files::bytes, files::sha256, files::added_at))
        .load(conn)?;
    let one = |(id, name, what_is_in_it, kind, bytes, sha256, attached_at): File| Attached {
        name,
        what_is_in_it,
        kind,
        bytes,
        sha256,
        attached_at,
        address: paths::response_attachment(reference, id),
    };
    Ok(rows.into_iter().map(one).collect())
}

#[derive(Serialize, Queryable)]
pub(in crate::privacy) struct Remark {
    response: String,
    words: String,
    written_at: Moment,
}

/// What they said to those with whom they write for an organisation.
pub(in crate::privacy) fn remarks(conn: &mut Conn, who: AccountId, after: i64) -> Result<Vec<(i64, Remark)>> {
    Ok(remarks::table
        .inner_join(r::table)
        .filter(remarks::account_id.eq(who))
        .filter(remarks::id.gt(after))
        .order(remarks::id)
        .limit(PAGE as i64)
        .select((remarks::id, (r::reference, remarks::words, remarks::written_at)))
        .load(conn)?)
}
