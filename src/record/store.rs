//! Decisions in the database, as far as everybody may know of them.

use super::{Entry, Kind};
use crate::clock::Moment;
use crate::db::schema::{appeals, cases, decisions};
use crate::db::{Conn, among, seconds};
use crate::error::Result;
use crate::moderation::Why;
use diesel::dsl::{count_star, exists, min};
use diesel::prelude::*;
use std::collections::{HashMap, HashSet};

/// From one moment up to another.
type Span = (Moment, Moment);

/// The act that undoes an earlier decision on the same case, and what an appeal led to that did.
const RESTORED: &str = "restore";
const OVERTURNED: &str = "overturned";

/// The words of all kinds.
fn kinds() -> Vec<&'static str> {
    Kind::ALL.iter().map(|kind| kind.as_str()).collect()
}

/// The decisions of the record within a span: written once, used in each question.
macro_rules! within {
    ($span:expr) => {
        decisions::table
            .inner_join(cases::table)
            .filter(decisions::decided_at.ge($span.0))
            .filter(decisions::decided_at.lt($span.1))
            .filter(decisions::act.eq_any(kinds()))
    };
}

/// How many decisions, for each kind, rule and reason to look that occur.
pub(super) fn count(conn: &mut Conn, span: Span) -> Result<Vec<(Kind, String, Why, i64)>> {
    Ok(within!(span)
        .group_by((decisions::act, decisions::rule, cases::why))
        .select((decisions::act, decisions::rule, cases::why, count_star()))
        .load(conn)?)
}

/// The times that decisions took, in seconds, shortest first: `count` of them after the first `skipped`.
pub(super) fn load_middle(conn: &mut Conn, span: Span, skipped: i64, count: i64) -> Result<Vec<i64>> {
    Ok(within!(span)
        .order(seconds(cases::opened_at, decisions::decided_at))
        .select(seconds(cases::opened_at, decisions::decided_at))
        .offset(skipped)
        .limit(count)
        .load(conn)?)
}

pub(super) fn count_appealed(conn: &mut Conn, span: Span) -> Result<i64> {
    let appealed = appeals::table.filter(appeals::decision_id.eq(decisions::id));
    Ok(within!(span).filter(exists(appealed)).count().get_result(conn)?)
}

diesel::alias!(const LATER: Alias<Later> = decisions as later);

pub(super) fn count_overturned(conn: &mut Conn, span: Span) -> Result<i64> {
    let granted = appeals::table.filter(appeals::decision_id.eq(decisions::id)).filter(appeals::outcome.eq(OVERTURNED));
    let restored = LATER
        .filter(LATER.field(decisions::case_id).eq(decisions::case_id))
        .filter(LATER.field(decisions::act).eq(RESTORED));
    Ok(within!(span).filter(exists(granted).or(exists(restored))).count().get_result(conn)?)
}

pub(super) fn find_first(conn: &mut Conn) -> Result<Option<Moment>> {
    Ok(decisions::table.select(min(decisions::decided_at)).first(conn)?)
}

/// A decision without what became of it.
#[derive(Debug, Queryable)]
pub(super) struct Row {
    id: i64,
    case: i64,
    at: Moment,
    kind: Kind,
    rule: String,
    version: Option<i64>,
    why: Why,
    took: i64,
}

macro_rules! rows {
    () => {
        decisions::table.inner_join(cases::table).filter(decisions::act.eq_any(kinds())).select((
            decisions::id,
            decisions::case_id,
            decisions::decided_at,
            decisions::act,
            decisions::rule,
            decisions::rules_version,
            cases::why,
            seconds(cases::opened_at, decisions::decided_at),
        ))
    };
}

pub(super) fn load_before(conn: &mut Conn, before: i64, limit: i64) -> Result<Vec<Row>> {
    Ok(rows!().filter(decisions::id.lt(before)).order(decisions::id.desc()).limit(limit).load(conn)?)
}

pub(super) fn load_after(conn: &mut Conn, after: i64, limit: i64) -> Result<Vec<Row>> {
    Ok(rows!().filter(decisions::id.gt(after)).order(decisions::id).limit(limit).load(conn)?)
}

/// These decisions with what became of them: two questions, however many they are.
pub(super) fn with_fate(conn: &mut Conn, rows: Vec<Row>) -> Result<Vec<Entry>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let restored: HashSet<i64> = decisions::table
        .filter(among(decisions::case_id, rows.iter().map(|row| row.case)))
        .filter(decisions::act.eq(RESTORED))
        .select(decisions::case_id)
        .load(conn)?
        .into_iter()
        .collect();
    let appealed: HashMap<i64, Option<String>> = appeals::table
        .filter(among(appeals::decision_id, rows.iter().map(|row| row.id)))
        .select((appeals::decision_id, appeals::outcome))
        .load(conn)?
        .into_iter()
        .collect();
    let entry = |row: Row| {
        let appeal = appealed.get(&row.id);
        Entry {
            id: row.id,
            at: row.at,
            kind: row.kind,
            rule: row.rule,
            version: row.version,
            why: row.why,
            took: row.took,
            appealed: appeal.is_some(),
            overturned: restored.contains(&row.case)
                || appeal.is_some_and(|outcome| outcome.as_deref() == Some(OVERTURNED)),
        }
    };
    Ok(rows.into_iter().map(entry).collect())
}
