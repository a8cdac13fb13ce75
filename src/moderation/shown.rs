//! What the moderators' pages show: the queue, a case with its surroundings, and the record.

use super::rules::{self, Rule as HouseRule};
use super::store::{self, Case, Decision, Subject};
use super::{Act, Reason, Why};
use crate::areas;
use crate::clock::Moment;
use crate::comments::{self, State, Stored};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::holding::Rule;
use crate::ids::{AccountId, CaseId, CommentId};
use crate::markdown;
use crate::policy::Role;
use crate::text::excerpt;
use crate::web::Moderator;
use views::form::Problems;
use views::moderation::{self as view, Context, PastDecision, QueueItem, ReportRow, WhyWaiting};
use views::paging::Pages;
use views::parts::count;
use views::paths;
use views::proposals::ProposalLink;

/// How many cases or decisions a page holds.
const PAGE: usize = 50;
/// The most reports, and the most earlier decisions, that a case shows.
const SHOWN: i64 = 50;
/// How much of a comment the queue shows, in characters.
const EXCERPT: usize = 90;

pub(super) fn reason(reason: Reason) -> view::Reason {
    match reason {
        Reason::AtRisk => view::Reason::AtRisk,
        Reason::Illegal => view::Reason::Illegal,
        Reason::PersonalData => view::Reason::PersonalData,
        Reason::Abuse => view::Reason::Abuse,
        Reason::Misinformation => view::Reason::Misinformation,
        Reason::Spam => view::Reason::Spam,
        Reason::OffTopic => view::Reason::OffTopic,
        Reason::Other => view::Reason::Other,
    }
}

pub(super) fn act(act: Act) -> view::Act {
    match act {
        Act::Keep => view::Act::Keep,
        Act::Hide => view::Act::Hide,
        Act::Remove => view::Act::Remove,
        Act::Restore => view::Act::Restore,
    }
}

fn why(why: Why) -> WhyWaiting {
    match why {
        Why::Risk => WhyWaiting::Risk,
        Why::Reported => WhyWaiting::Reported,
        Why::Review => WhyWaiting::Review,
    }
}

/// The house rules as the site's page has them now.
pub(super) fn house_rules(conn: &mut Conn) -> Result<Vec<HouseRule>> {
    match areas::page(conn, rules::PAGE) {
        Ok(page) => Ok(rules::read(Some(&page.body))),
        Err(Error::NotFound) => Ok(rules::read(None)),
        Err(error) => Err(error),
    }
}

/// A page of the queue: what is at risk first, then the oldest, after a given case.
///
/// # Errors
/// [`Error::NotFound`] for a case that is none.
pub fn waiting(conn: &mut Conn, after: Option<CaseId>, now: Moment) -> Result<view::Queue> {
    let counts = store::count_waiting(conn)?;
    let mut cases = load_waiting(conn, after)?;
    let more = cases.len() > PAGE;
    cases.truncate(PAGE);
    let next = cases.last().filter(|_| more).map(|last| format!("{}?after={}", paths::staff_queue(), last.id));
    let comments: Vec<CommentId> = cases.iter().map(|case| case.comment).collect();
    let subjects = store::load_subjects(conn, &comments)?;
    let reports = store::count_reports(conn, &cases.iter().map(|case| case.id).collect::<Vec<_>>())?;
    Ok(view::Queue {
        waiting: counts.iter().map(|(_, n, _)| n).sum(),
        at_risk: counts.iter().filter(|(why, ..)| *why == Why::Risk).map(|(_, n, _)| n).sum(),
        oldest: counts.iter().filter_map(|(.., oldest)| *oldest).min(),
        items: cases
            .iter()
            .map(|case| QueueItem {
                case_id: case.id.0,
                why: why(case.why),
                reports: reports.get(&case.id).copied().unwrap_or(0),
                held: subjects.get(&case.comment).and_then(|subject| subject.held_because).map(Rule::name),
                opened_at: case.opened_at,
                excerpt: subjects
                    .get(&case.comment)
                    .map(|subject| excerpt(&markdown::plain(&subject.body), EXCERPT))
                    .unwrap_or_default(),
            })
            .collect(),
        pages: Pages { words: None, first: after.map(|_| paths::staff_queue().to_owned()), next },
        now,
    })
}

/// One case more than a page holds, in the order of the queue.
fn load_waiting(conn: &mut Conn, after: Option<CaseId>) -> Result<Vec<Case>> {
    let most = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let last = after.map(|id| store::find_case(conn, id)?.ok_or(Error::NotFound)).transpose()?;
    let place = last.map(|case| (case.opened_at, case.id));
    let amid_risk = last.is_some_and(|case| case.why == Why::Risk);
    let mut found = Vec::new();
    if last.is_none() || amid_risk {
        found = store::load_waiting(conn, Why::Risk, place, most)?;
    }
    if found.len() <= PAGE {
        let place = place.filter(|_| !amid_risk);
        let mut rest = store::load_waiting(conn, Why::Reported, place, most)?;
        rest.extend(store::load_waiting(conn, Why::Review, place, most)?);
        rest.sort_by_key(|case| (case.opened_at, case.id));
        found.extend(rest);
    }
    Ok(found)
}

/// A case with what is needed to decide it, the form still empty.
pub(super) fn case(conn: &mut Conn, by: &Moderator, id: CaseId, now: Moment) -> Result<view::Case> {
    let case = store::find_case(conn, id)?.ok_or(Error::NotFound)?;
    let subject = store::find_subject(conn, case.comment)?.ok_or(Error::NotFound)?;
    let comment = comments::any(conn, case.comment)?;
    let before = load_before(conn, &comment)?;
    let own = subject.author == by.id();
    let reports = store::load_reports(conn, case.comment, case.opened_at, case.closed_at, SHOWN)?;
    let past = store::load_decisions(conn, case.comment, SHOWN)?;
    Ok(view::Case {
        id: id.0,
        why: case.closed_at.is_none().then(|| why(case.why)),
        proposal: link(&subject),
        comment_id: comment.id.0,
        in_reply_to: before.last().map(|(name, _)| name.clone()),
        before: before.into_iter().map(|(author_name, body_html)| Context { author_name, body_html }).collect(),
        author_facts: author_facts(conn, &subject, own, now)?,
        author_name: subject.author_name,
        state: state_words(&comment),
        body_html: comment.body_html.clone(),
        reports: reports
            .into_iter()
            .map(|report| ReportRow {
                reason: reason(report.reason),
                signed_in: report.reporter_id.is_some(),
                note: report.note,
                at: report.created_at,
            })
            .collect(),
        replies: comment.replies,
        past: past.into_iter().map(past_decision).collect(),
        acts: if own { Vec::new() } else { acts(&case, comment.state) },
        rules: house_rules(conn)?.iter().map(|rule| (rule.number.to_string(), rule.label())).collect(),
        act: None,
        rule: String::new(),
        reasons: String::new(),
        problems: Problems::default(),
        queue: waiting(conn, None, now)?,
    })
}

/// Who wrote the comment that a case is about.
pub(super) fn author(conn: &mut Conn, id: CaseId) -> Result<AccountId> {
    let case = store::find_case(conn, id)?.ok_or(Error::NotFound)?;
    Ok(comments::any(conn, case.comment)?.author)
}

/// What can be decided now.
fn acts(case: &Case, state: State) -> Vec<view::Act> {
    use view::Act as A;
    match (case.closed_at, state) {
        (None, State::Deleted) => vec![A::Keep],
        (None, _) => vec![A::Keep, A::Hide, A::Remove],
        (Some(_), State::Hidden | State::Removed) => vec![A::Restore],
        (Some(_), _) => Vec::new(),
    }
}

fn past_decision(decision: Decision) -> PastDecision {
    PastDecision { act: act(decision.act), rule: decision.rule, reasons: decision.reasons, at: decision.decided_at }
}

fn link(subject: &Subject) -> ProposalLink {
    ProposalLink { slug: subject.proposal_slug.clone(), title: subject.proposal_title.clone() }
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

fn state_words(comment: &Stored) -> String {
    let under = |what: &str| match comment.hidden_under.as_str() {
        "" => what.to_owned(),
        rule => format!("{what} under {rule}"),
    };
    match comment.state {
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
fn author_facts(conn: &mut Conn, subject: &Subject, own: bool, now: Moment) -> Result<String> {
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
    let own = if own { " This is you, so another moderator has to decide." } else { "" };
    Ok(format!("{age}. {}{taken}.{own}", count(written, "comment", "comments")))
}

/// A page of the record, latest first, before a given decision.
pub(super) fn record(conn: &mut Conn, before: Option<i64>, now: Moment) -> Result<view::Record> {
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

/// The form for a report of a comment that this role can see, still empty.
pub(super) fn report_form(conn: &mut Conn, role: Option<Role>, id: CommentId, now: Moment) -> Result<view::Report> {
    let comment = super::reportable(conn, role, id, now)?;
    let subject = store::find_subject(conn, comment.id)?.ok_or(Error::NotFound)?;
    Ok(view::Report {
        proposal: link(&subject),
        comment_id: comment.id.0,
        author_name: subject.author_name,
        body_html: comment.body_html,
        ..view::Report::default()
    })
}

/// What somebody who has reported this comment is told.
pub(super) fn thanks(conn: &mut Conn, comment: CommentId, report: i64) -> Result<view::Thanks> {
    let (about, reason) = store::find_report(conn, report)?.ok_or(Error::NotFound)?;
    let subject = store::find_subject(conn, about)?.filter(|s| s.id == comment).ok_or(Error::NotFound)?;
    Ok(view::Thanks {
        proposal: link(&subject),
        reference: super::reference(report),
        at_risk: reason == Reason::AtRisk,
    })
}
