//! The form for a report, and what its sender is told afterwards.

use super::super::store;
use super::super::{Act, Reason, reports};
use super::link;
use crate::clock::Moment;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::CommentId;
use crate::keys::Keys;
use crate::policy::Role;
use views::moderation as view;
use views::paths;

/// The form for a report of a comment that this role can see, still empty.
pub(in crate::moderation) fn report_form(
    conn: &mut Conn,
    role: Option<Role>,
    id: CommentId,
    now: Moment,
) -> Result<view::Report> {
    let comment = reports::reportable(conn, role, id, now)?;
    let subject = store::find_subject(conn, comment.id)?.ok_or(Error::NotFound)?;
    Ok(view::Report {
        proposal: link(&subject),
        comment_id: comment.id.0,
        author_name: subject.author_name,
        body_html: comment.body_html,
        ..view::Report::default()
    })
}

/// The address of the page that only the one who sent a report was given.
pub(in crate::moderation) fn sealed(keys: &Keys, comment: CommentId, report: i64) -> String {
    let seal = keys.sign("report", &[&comment.to_string(), &report.to_string()]);
    format!("{}?report={report}&seal={seal}", paths::comment_reports(comment.0))
}

/// What somebody who has reported this comment is told.
pub(in crate::moderation) fn thanks(conn: &mut Conn, comment: CommentId, report: i64) -> Result<view::Thanks> {
    let (about, reason, _) = store::find_report(conn, report)?.ok_or(Error::NotFound)?;
    let subject = store::find_subject(conn, about)?.filter(|s| s.id == comment).ok_or(Error::NotFound)?;
    Ok(view::Thanks {
        proposal: link(&subject),
        reference: reports::reference(report),
        at_risk: reason == Reason::AtRisk,
        outcome: outcome(conn, comment, report)?,
        by_email: store::is_by_account(conn, report)?,
    })
}

/// What was decided on a report, as a sentence: by the first decision after it, and what became of that on appeal. Nothing
/// while it waits.
pub(in crate::moderation) fn outcome(conn: &mut Conn, comment: CommentId, report: i64) -> Result<Option<String>> {
    let Some((_, _, sent_at)) = store::find_report(conn, report)? else { return Ok(None) };
    let Some(decision) = store::find_decision_after(conn, comment, sent_at)? else { return Ok(None) };
    let under = if decision.rule.is_empty() { String::new() } else { format!(" under {}", decision.rule) };
    let done = match decision.act {
        Act::Keep | Act::Restore | Act::Unlock => "The comment stays: it does not break the house rules.".to_owned(),
        Act::Hide => format!("The comment was hidden{under}."),
        Act::Remove => format!("The comment was removed{under}."),
        Act::Ask => format!("Its author was asked to change the comment{under}. Until then nobody else can read it."),
        Act::Redact => format!("A part of the comment was taken out{under}."),
        Act::Lock => format!("The comment stays, and its thread takes no more replies{under}."),
    };
    let brought_back = store::find_latest_act(conn, comment)? == Some(Act::Restore) && decision.act.takes_away();
    Ok(Some(if brought_back { format!("{done} After another look it was brought back.") } else { done }))
}
