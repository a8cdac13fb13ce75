//! The record of decisions, for staff.

use super::super::store::{self, Decision};
use super::{PAGE, act, link};
use crate::clock::Moment;
use crate::db::Conn;
use crate::error::Result;
use crate::ids::{AccountId, CommentId, DecisionId};
use views::moderation as view;
use views::paging::Pages;
use views::paths;

/// A page of the record, latest first, before a given decision.
pub(in crate::moderation) fn record(conn: &mut Conn, before: Option<DecisionId>, now: Moment) -> Result<view::Record> {
    let mut decisions = store::load_record(conn, before, i64::try_from(PAGE + 1).unwrap_or(i64::MAX))?;
    let more = decisions.len() > PAGE;
    decisions.truncate(PAGE);
    let next = decisions.last().filter(|_| more).map(|last| format!("{}?before={}", paths::staff_record(), last.id));
    let comments: Vec<CommentId> = decisions.iter().map(|one| one.comment).collect();
    let subjects = store::load_subjects(conn, &comments)?;
    let moderators: Vec<AccountId> = decisions.iter().filter_map(|one| one.moderator).collect();
    let names = store::load_names(conn, &moderators)?;
    let row = |one: Decision| view::ActRow {
        at: one.decided_at,
        act: act(one.act),
        moderator: one.moderator.and_then(|id| names.get(&id).cloned()),
        case_id: one.case.0,
        proposal: subjects.get(&one.comment).map(link).unwrap_or_default(),
        rule: one.rule,
        reasons: one.reasons,
    };
    Ok(view::Record {
        acts: decisions.into_iter().map(row).collect(),
        pages: Pages { words: None, first: before.map(|_| paths::staff_record().to_owned()), next },
        now,
    })
}
