//! Decisions and appeals: as the author of a comment sees them, and as moderators do.

use super::super::appeals::{self, Outcome};
use super::super::store::{self, Decision, Subject};
use super::{EXCERPT, act, link, sanction};
use crate::clock::Moment;
use crate::comments::{self, State};
use crate::config;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::holding::Rule;
use crate::ids::{AccountId, AppealId, CommentId, DecisionId};
use crate::markdown;
use crate::text::excerpt;
use crate::web::Moderator;
use std::collections::HashMap;
use views::form::Problems;
use views::moderation::{self as view, Answer, AppealRow, OwnRow};

/// The most decisions, or appeals, that a list shows.
const SHOWN: i64 = 100;

fn subjects_of(conn: &mut Conn, decisions: &[Decision]) -> Result<HashMap<CommentId, Subject>> {
    let comments: Vec<CommentId> = decisions.iter().map(|one| one.comment).collect();
    store::load_subjects(conn, &comments)
}

fn row(decision: &Decision, subject: Option<&Subject>, whom: &str) -> OwnRow {
    let begins = |subject: &Subject| excerpt(&markdown::plain(&subject.body), EXCERPT);
    OwnRow {
        id: decision.id.0,
        act: act(decision.act),
        rule: decision.rule.clone(),
        sanction: sanction(decision, whom),
        excerpt: subject.map(begins).unwrap_or_default(),
        at: decision.decided_at,
    }
}

/// What was decided about somebody's comments, latest first.
pub(in crate::moderation) fn own_list(conn: &mut Conn, author: AccountId) -> Result<Vec<OwnRow>> {
    let decisions = store::load_decisions_about(conn, author, SHOWN)?;
    let subjects = subjects_of(conn, &decisions)?;
    Ok(decisions.iter().map(|one| row(one, subjects.get(&one.comment), "you are")).collect())
}

/// What one moderator decided, latest first: each with the number of its case.
pub(in crate::moderation) fn decisions_by(conn: &mut Conn, moderator: AccountId) -> Result<Vec<(i64, OwnRow)>> {
    let decisions = store::load_decisions_by(conn, moderator, SHOWN)?;
    let subjects = subjects_of(conn, &decisions)?;
    Ok(decisions.iter().map(|one| (one.case.0, row(one, subjects.get(&one.comment), "the author is"))).collect())
}

/// One decision about a comment of this author's.
///
/// # Errors
/// [`Error::NotFound`] for a decision about somebody else's, and for one that does not exist: the same answer.
pub(in crate::moderation) fn own(
    conn: &mut Conn,
    author: AccountId,
    id: DecisionId,
    settings: &config::Moderation,
    now: Moment,
) -> Result<view::Own> {
    let decision = store::find_decision(conn, id)?.ok_or(Error::NotFound)?;
    let subject = store::find_subject(conn, decision.comment)?.ok_or(Error::NotFound)?;
    if subject.author != author {
        return Err(Error::NotFound);
    }
    let comment = comments::any(conn, decision.comment)?;
    let appeal = store::appeals::find_against(conn, id)?;
    let until = appeals::until(&decision, settings);
    let may_appeal = appeal.is_none() && appeals::is_open_to_appeal(&decision) && now <= until;
    let held = (comment.state == State::Held).then_some(comment.held_because).flatten();
    Ok(view::Own {
        row: row(&decision, Some(&subject), "you are"),
        rules_version: decision.rules_version,
        reasons: decision.reasons,
        proposal: link(&subject),
        comment_id: comment.id.0,
        body_html: comment.body_html,
        can_edit: held == Some(Rule::Asked),
        at_risk: held == Some(Rule::Risk),
        appeal: appeal.map(|appeal| Answer {
            granted: appeal.outcome.map(|outcome| outcome == Outcome::Overturned),
            words: appeal.words,
            reasons: appeal.reasons,
            sent_at: appeal.sent_at,
            due_at: appeal.due_at,
        }),
        appeal_until: may_appeal.then_some(until),
        words: String::new(),
        problems: Problems::default(),
        now,
    })
}

/// The appeals that wait, those first that are due first.
pub(in crate::moderation) fn appeals(conn: &mut Conn, by: &Moderator) -> Result<Vec<AppealRow>> {
    let mut rows = Vec::new();
    for appeal in store::appeals::load_waiting(conn, SHOWN)? {
        let decision = store::find_decision(conn, appeal.decision)?.ok_or(Error::NotFound)?;
        rows.push(AppealRow {
            id: appeal.id.0,
            act: act(decision.act),
            rule: decision.rule,
            excerpt: excerpt(&appeal.words, EXCERPT),
            due_at: appeal.due_at,
            own: decision.moderator == Some(by.id()),
        });
    }
    Ok(rows)
}

/// One appeal with what is needed to answer it.
pub(in crate::moderation) fn appeal(
    conn: &mut Conn,
    by: &Moderator,
    id: AppealId,
    now: Moment,
) -> Result<view::Appeal> {
    let appeal = store::appeals::find(conn, id)?.ok_or(Error::NotFound)?;
    let decision = store::find_decision(conn, appeal.decision)?.ok_or(Error::NotFound)?;
    let subject = store::find_subject(conn, decision.comment)?.ok_or(Error::NotFound)?;
    let comment = comments::any(conn, decision.comment)?;
    let conflict = appeals::conflict(conn, by, &decision)?;
    Ok(view::Appeal {
        id: id.0,
        case_id: decision.case.0,
        proposal: link(&subject),
        body_html: comment.body_html,
        act: act(decision.act),
        sanction: sanction(&decision, "the author is"),
        rule: decision.rule,
        reasons: decision.reasons,
        decided_at: decision.decided_at,
        words: appeal.words,
        sent_at: appeal.sent_at,
        due_at: appeal.due_at,
        conflict: conflict.unwrap_or_default().to_owned(),
        answered: appeal.outcome.map(|outcome| (outcome == Outcome::Overturned, appeal.reasons)),
        outcome: String::new(),
        typed: String::new(),
        problems: Problems::default(),
        now,
    })
}
