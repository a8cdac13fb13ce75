//! A case with its surroundings, and many comments like it.

use super::super::bulk::{self, By};
use super::super::sanctions::Sanction;
use super::super::store::{self, Case, Decision, Subject};
use super::super::{Act, conflicts, decide, templates};
use super::{act, house_rules, link, queue, reason, sanction, sanctions, why};
use crate::clock::Moment;
use crate::comments::{self, State, Stored};
use crate::config;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{AccountId, CaseId, CommentId};
use crate::web::Moderator;
use views::moderation::{self as view, Alike, Claim, Context, PastDecision, ReportRow};
use views::parts::count;

/// The most reports, and the most earlier decisions, that a case shows.
const SHOWN: i64 = 50;

/// A case with what is needed to decide it, the form still empty.
pub(in crate::moderation) fn case(
    conn: &mut Conn,
    by: &Moderator,
    id: CaseId,
    settings: &config::Moderation,
    now: Moment,
) -> Result<view::Case> {
    let case = store::find_case(conn, id)?.ok_or(Error::NotFound)?;
    let subject = store::find_subject(conn, case.comment)?.ok_or(Error::NotFound)?;
    let comment = comments::any(conn, case.comment)?;
    let before = load_before(conn, &comment)?;
    let conflict = conflicts::with(conn, by, &subject)?;
    let reports = store::load_reports(conn, case.comment, case.opened_at, case.closed_at, SHOWN)?;
    let past = store::load_decisions(conn, case.comment, SHOWN)?;
    let locked = comments::is_locked(conn, &comment)?;
    let acts = if conflict.is_some() { Vec::new() } else { decide::acts(&case, &comment, locked) };
    let mut form = decision_form(conn, &acts, &subject)?;
    form.marked.clone_from(&comment.body);
    let originals = store::redactions::load_of(conn, comment.id)?;
    Ok(view::Case {
        id: id.0,
        why: case.closed_at.is_none().then(|| why(case.why)),
        proposal: link(&subject),
        comment_id: comment.id.0,
        in_reply_to: before.last().map(|(name, _)| name.clone()),
        before: before.into_iter().map(|(author_name, body_html)| Context { author_name, body_html }).collect(),
        author_facts: author_facts(conn, &subject, now)?,
        author_name: subject.author_name.clone(),
        state: state_words(comment.state, &comment),
        body_html: comment.body_html.clone(),
        reports: reports.into_iter().map(report_row).collect(),
        replies: comment.replies,
        past: past.into_iter().map(past_decision).collect(),
        originals: originals.into_iter().filter_map(|(original, _)| original).collect(),
        claim: claim(conn, by, &case, now)?,
        conflict: conflict.unwrap_or_default().to_owned(),
        by_author: others(store::load_by(conn, subject.author, bulk::MOST)?, comment.id),
        with_same_words: match &subject.wording {
            Some(wording) => others(store::load_alike(conn, wording, bulk::MOST)?, comment.id),
            None => 0,
        },
        form,
        queue: queue::waiting(conn, by.id(), None, settings.promise_hours, now)?,
    })
}

fn others(ids: Vec<CommentId>, me: CommentId) -> i64 {
    ids.iter().map(|id| i64::from(*id != me)).sum()
}

fn claim(conn: &mut Conn, by: &Moderator, case: &Case, now: Moment) -> Result<Claim> {
    if let Some((who, until)) = case.with_another(by.id(), now) {
        let name = store::load_names(conn, &[who])?.remove(&who).unwrap_or_default();
        return Ok(Claim::Anothers(name, until));
    }
    let mine = case.claimed_until.filter(|until| *until > now && case.closed_at.is_none());
    Ok(mine.map_or(Claim::Nobodys, Claim::Mine))
}

fn report_row(report: store::Report) -> ReportRow {
    ReportRow {
        reason: reason(report.reason),
        kind: report.kind,
        signed_in: report.reporter_id.is_some(),
        note: report.note,
        at: report.created_at,
    }
}

/// The form of a decision, still empty, with what can be chosen.
fn decision_form(conn: &mut Conn, acts: &[Act], subject: &Subject) -> Result<view::Form> {
    let templates = templates::all(conn)?.into_iter().map(|one| view::Template {
        id: one.id,
        title: one.title,
        rule: one.rule.map(|rule| rule.to_string()).unwrap_or_default(),
        words: one.words,
    });
    let takes_down = acts.iter().any(|act| act.takes_away());
    Ok(view::Form {
        acts: acts.iter().copied().map(act).collect(),
        rules: house_rules(conn)?.iter().map(|rule| (rule.number.to_string(), rule.label())).collect(),
        templates: templates.collect(),
        sanctions: if subject.is_imported() || !takes_down {
            Vec::new()
        } else if subject.is_colleague() {
            sanctions().into_iter().filter(|(word, _)| Sanction::read(word).is_some_and(is_said)).collect()
        } else {
            sanctions()
        },
        ..view::Form::default()
    })
}

/// Whether a sanction takes nothing from an account.
fn is_said(sanction: Sanction) -> bool {
    matches!(sanction, Sanction::None | Sanction::Warning)
}

/// The comments that have this in common with the one of a case, all chosen, and the form still empty.
pub(in crate::moderation) fn together(
    conn: &mut Conn,
    by: &Moderator,
    id: CaseId,
    common: By,
    now: Moment,
) -> Result<view::Together> {
    let about = bulk::load(conn, id, common)?;
    let conflict = bulk::conflict(conn, by, &about)?;
    let acts = if conflict.is_some() || about.is_empty() { &[][..] } else { &bulk::ACTS[..] };
    let form = match about.first() {
        Some(first) => decision_form(conn, acts, first)?,
        None => view::Form::default(),
    };
    let mut alike = Vec::with_capacity(about.len());
    for one in &about {
        let comment = comments::any(conn, one.id)?;
        alike.push(Alike {
            comment_id: one.id.0,
            author_name: one.author_name.clone(),
            proposal: link(one),
            state: state_words(one.state, &comment),
            body_html: comment.body_html,
            at: comment.created_at,
            chosen: true,
        });
    }
    Ok(view::Together {
        case_id: id.0,
        by: common.as_str().to_owned(),
        more: i64::try_from(alike.len()).unwrap_or(0) >= bulk::MOST,
        alike,
        conflict: conflict.unwrap_or_default().to_owned(),
        form,
        now,
    })
}

/// Who wrote the comment that a case is about.
pub(in crate::moderation) fn author(conn: &mut Conn, id: CaseId) -> Result<AccountId> {
    let case = store::find_case(conn, id)?.ok_or(Error::NotFound)?;
    Ok(comments::any(conn, case.comment)?.author)
}

fn past_decision(decision: Decision) -> PastDecision {
    PastDecision {
        act: act(decision.act),
        sanction: sanction(&decision, "the author is"),
        rule: decision.rule,
        reasons: decision.reasons,
        at: decision.decided_at,
    }
}

/// The comments above this one, from the top of the thread down to what it replies to: author and words.
fn load_before(conn: &mut Conn, comment: &Stored) -> Result<Vec<(String, String)>> {
    let mut ids: Vec<CommentId> = [comment.root, comment.branch, comment.parent].into_iter().flatten().collect();
    ids.sort_unstable();
    ids.dedup();
    let mut above = Vec::with_capacity(ids.len());
    for id in ids {
        above.push(comments::any(conn, id)?);
    }
    let authors: Vec<AccountId> = above.iter().map(|one| one.author).collect();
    let names = store::load_names(conn, &authors)?;
    let named = |one: Stored| (names.get(&one.author).cloned().unwrap_or_default(), one.body_html);
    Ok(above.into_iter().map(named).collect())
}

/// Where a comment stands, for moderators.
fn state_words(state: State, comment: &Stored) -> String {
    let under = |what: &str| match comment.hidden_under.as_str() {
        "" => what.to_owned(),
        rule => format!("{what} under {rule}"),
    };
    match state {
        State::Published => "Everybody can read it".into(),
        State::Held => match comment.held_because {
            Some(rule) => format!("Held: {}. Only its author can read it", rule.name()),
            None => "It waits; only its author can read it".into(),
        },
        State::Hidden => under("Hidden"),
        State::Removed => under("Removed"),
        State::Deleted => "Deleted by its author; nobody else can read it".into(),
    }
}

/// What is known of an author: since when they have an account, how much they wrote, and how much of it is hidden.
fn author_facts(conn: &mut Conn, subject: &Subject, now: Moment) -> Result<String> {
    if subject.has_left() {
        return Ok("Has left, and erased their account".into());
    }
    let (written, taken) = store::count_comments_of(conn, subject.author)?;
    let age = match views::dates::days_until(subject.author_since, now) {
        _ if subject.is_imported() => "Came with an imported conversation".to_owned(),
        ..=0 => "Account made today".to_owned(),
        days => format!("Account made {} ago", count(days, "day", "days")),
    };
    let taken = if taken > 0 { format!(", {} taken down", views::parts::number(taken)) } else { String::new() };
    let suspended = match subject.suspended_until.filter(|until| *until > now) {
        Some(until) => format!(" Suspended until {}.", views::dates::moment(until)),
        None => String::new(),
    };
    Ok(format!("{age}. {}{taken}.{suspended}", count(written, "comment", "comments")))
}
