//! What somebody did here, read for the copy that they take of it.

use super::super::sections::PAGE;
use crate::clock::Moment;
use crate::comments::State;
use crate::db::Conn;
use crate::db::schema::{
    appeals as a, comment_edits, comment_votes as cv, comments, decisions as d, proposal_versions as v,
    proposal_votes as pv, proposals, reports as r, waiting as w,
};
use crate::error::Result;
use crate::ids::AccountId;
use crate::policy::Stage;
use crate::votes::{Answer, Choice};
use diesel::prelude::*;
use serde::Serialize;
use std::collections::HashMap;
use views::paths;

#[derive(Serialize)]
pub(in crate::privacy) struct Comment {
    proposal: String,
    address: String,
    words: String,
    in_capacity: String,
    state: &'static str,
    posted_at: Moment,
    changed_at: Option<Moment>,
    earlier_words: Vec<Earlier>,
}

#[derive(Serialize)]
struct Earlier {
    words: String,
    until: Moment,
}

pub(in crate::privacy) fn comments(conn: &mut Conn, who: AccountId, after: i64) -> Result<Vec<(i64, Comment)>> {
    type Columns = (i64, String, String, String, State, Moment, Option<Moment>);
    let rows: Vec<Columns> = comments::table
        .inner_join(proposals::table)
        .filter(comments::author_id.eq(who))
        .filter(comments::id.gt(after))
        .order(comments::id)
        .limit(PAGE as i64)
        .select((
            comments::id,
            proposals::title,
            comments::body,
            comments::capacity,
            comments::state,
            comments::created_at,
            comments::edited_at,
        ))
        .load(conn)?;
    let ids: Vec<i64> = rows.iter().map(|row| row.0).collect();
    let edits: Vec<(i64, String, Moment)> = comment_edits::table
        .filter(comment_edits::comment_id.eq_any(ids))
        .order(comment_edits::id)
        .select((comment_edits::comment_id, comment_edits::body, comment_edits::replaced_at))
        .load(conn)?;
    let mut earlier: HashMap<i64, Vec<Earlier>> = HashMap::new();
    for (id, words, until) in edits {
        earlier.entry(id).or_default().push(Earlier { words, until });
    }
    let comment = |(id, proposal, words, in_capacity, state, posted_at, changed_at): Columns| {
        let earlier_words = earlier.remove(&id).unwrap_or_default();
        let (address, state) = (paths::comment(id), state.as_str());
        (id, Comment { proposal, address, words, in_capacity, state, posted_at, changed_at, earlier_words })
    };
    Ok(rows.into_iter().map(comment).collect())
}

#[derive(Serialize)]
pub(in crate::privacy) struct Vote {
    on: String,
    address: String,
    vote: &'static str,
    in_capacity: String,
    at: Moment,
}

pub(in crate::privacy) fn proposal_votes(conn: &mut Conn, who: AccountId, after: i64) -> Result<Vec<(i64, Vote)>> {
    let rows: Vec<(i64, String, String, i32, String, Moment)> = pv::table
        .inner_join(proposals::table.on(proposals::id.eq(pv::proposal_id)))
        .filter(pv::account_id.eq(who))
        .filter(pv::proposal_id.gt(after))
        .order(pv::proposal_id)
        .limit(PAGE as i64)
        .select((pv::proposal_id, proposals::title, proposals::slug, pv::value, pv::capacity, pv::cast_at))
        .load(conn)?;
    let vote = |(id, on, slug, n, in_capacity, at): (i64, String, String, i32, String, Moment)| {
        (id, Vote { on, address: paths::proposal(&slug), vote: Choice::from_number(n).as_str(), in_capacity, at })
    };
    Ok(rows.into_iter().map(vote).collect())
}

pub(in crate::privacy) fn comment_votes(conn: &mut Conn, who: AccountId, after: i64) -> Result<Vec<(i64, Vote)>> {
    let rows: Vec<(i64, String, i32, String, Moment)> = cv::table
        .inner_join(comments::table.inner_join(proposals::table))
        .filter(cv::account_id.eq(who))
        .filter(cv::comment_id.gt(after))
        .order(cv::comment_id)
        .limit(PAGE as i64)
        .select((cv::comment_id, proposals::title, cv::value, cv::capacity, cv::cast_at))
        .load(conn)?;
    let vote = |(id, title, n, in_capacity, at): (i64, String, i32, String, Moment)| {
        let on = format!("a comment on: {title}");
        (id, Vote { on, address: paths::comment(id), vote: Answer::from_number(n).as_str(), in_capacity, at })
    };
    Ok(rows.into_iter().map(vote).collect())
}

#[derive(Serialize)]
pub(in crate::privacy) struct Suggestion {
    title: String,
    address: Option<String>,
    words: serde_json::Value,
    sent_at: Moment,
    declined_at: Option<Moment>,
    reason: String,
}

/// The words as they are now, which may be those of an editor; the address of those that everybody can read.
pub(in crate::privacy) fn suggestions(conn: &mut Conn, who: AccountId) -> Result<Vec<Suggestion>> {
    type Columns = (String, String, Stage, String, Moment, Option<Moment>, String);
    let rows: Vec<Columns> = proposals::table
        .inner_join(v::table.on(v::proposal_id.eq(proposals::id).and(v::number.eq(proposals::version))))
        .filter(proposals::suggested_by.eq(who))
        .order(proposals::id)
        .select((
            proposals::title,
            proposals::slug,
            proposals::stage,
            v::content,
            proposals::created_at,
            proposals::declined_at,
            proposals::declined_because,
        ))
        .load(conn)?;
    let suggestion = |(title, slug, stage, content, sent_at, declined_at, reason): Columns| Suggestion {
        title,
        address: (stage != Stage::Draft).then(|| paths::proposal(&slug)),
        words: serde_json::from_str(&content).unwrap_or_default(),
        sent_at,
        declined_at,
        reason,
    };
    Ok(rows.into_iter().map(suggestion).collect())
}

#[derive(Serialize)]
pub(in crate::privacy) struct Waiting {
    what: serde_json::Value,
    since: Moment,
    until: Moment,
}

pub(in crate::privacy) fn waiting(conn: &mut Conn, who: AccountId) -> Result<Vec<Waiting>> {
    let rows: Vec<(String, Moment, Moment)> = w::table
        .filter(w::account_id.eq(who.0))
        .order(w::id)
        .select((w::act, w::created_at, w::expires_at))
        .load(conn)?;
    let waits = |(act, since, until): (String, Moment, Moment)| Waiting {
        what: serde_json::from_str(&act).unwrap_or_default(),
        since,
        until,
    };
    Ok(rows.into_iter().map(waits).collect())
}

#[derive(Serialize, Queryable)]
pub(in crate::privacy) struct Report {
    about_comment: i64,
    reason: String,
    note: String,
    at: Moment,
}

pub(in crate::privacy) fn reports(conn: &mut Conn, who: AccountId) -> Result<Vec<Report>> {
    let theirs = r::table.filter(r::reporter_id.eq(who)).order(r::id);
    Ok(theirs.select((r::comment_id, r::reason, r::note, r::created_at)).load(conn)?)
}

#[derive(Serialize, Queryable)]
pub(in crate::privacy) struct Decision {
    about_comment: i64,
    decision: String,
    rule: String,
    reasons: String,
    at: Moment,
}

pub(in crate::privacy) fn decisions(conn: &mut Conn, who: AccountId) -> Result<Vec<Decision>> {
    let theirs = comments::table.filter(comments::author_id.eq(who)).select(comments::id);
    Ok(d::table
        .filter(d::comment_id.eq_any(theirs))
        .order(d::id)
        .select((d::comment_id, d::act, d::rule, d::reasons, d::decided_at))
        .load(conn)?)
}

#[derive(Serialize, Queryable)]
pub(in crate::privacy) struct Appeal {
    about_comment: i64,
    words: String,
    at: Moment,
    outcome: Option<String>,
    reasons: String,
}

pub(in crate::privacy) fn appeals(conn: &mut Conn, who: AccountId) -> Result<Vec<Appeal>> {
    let theirs = comments::table.filter(comments::author_id.eq(who)).select(comments::id);
    Ok(a::table
        .inner_join(d::table)
        .filter(d::comment_id.eq_any(theirs))
        .order(a::id)
        .select((d::comment_id, a::words, a::sent_at, a::outcome, a::reasons))
        .load(conn)?)
}
