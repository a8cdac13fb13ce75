//! Letters about moderation: to authors, to those who reported, to moderators, and to whoever looks after people at risk.

use super::appeals::{self, Outcome};
use super::sanctions::Kind;
use super::store::{self, Decision, Subject};
use super::{Act, Why, reports, shown};
use crate::clock::Moment;
use crate::comments::State;
use crate::config::Config;
use crate::db::Conn;
use crate::error::Result;
use crate::ids::{AccountId, AppealId, DecisionId};
use crate::keys::Keys;
use crate::mail::Post;
use crate::markdown;
use crate::queue::Job;
use crate::text::excerpt;
use views::emails;
use views::paths;

/// How much of the comment the letter repeats, in characters.
const EXCERPT: usize = 500;

/// The letter that a job asks for, without its Message-ID; nothing when there is nobody to write to, or nothing to say any more.
///
/// # Errors
/// When the database refuses.
pub fn letter(conn: &mut Conn, keys: &Keys, config: &Config, job: &Job, now: Moment) -> Result<Option<Post>> {
    match job {
        Job::ModerationNotice { decision } => notice(conn, config, DecisionId(*decision)),
        Job::AppealAnswered { appeal } => answer(conn, config, AppealId(*appeal)),
        Job::ReportReceived { report, account } | Job::ReportDecided { report, account } => {
            let decided = matches!(job, Job::ReportDecided { .. });
            about_report(conn, keys, config, *report, AccountId(*account), decided)
        }
        Job::Risk { report, account } => risk(conn, config, *report, account.map(AccountId)),
        Job::QueueWaits { account } => waits(conn, config, AccountId(*account), now),
        _ => Ok(None),
    }
}

fn notice(conn: &mut Conn, config: &Config, decision: DecisionId) -> Result<Option<Post>> {
    let Some(decision) = store::find_decision(conn, decision)? else { return Ok(None) };
    let Some(subject) = store::find_subject(conn, decision.comment)? else { return Ok(None) };
    let Some(address) = subject.author_address() else { return Ok(None) };
    let Some(act) = act(&decision, subject.state) else { return Ok(None) };
    if store::find_latest(conn, decision.comment)? != Some(decision.id) {
        return Ok(None);
    }
    let can_be_read = subject.state == State::Published;
    let link = if can_be_read || act == emails::Act::Asked {
        paths::comment(subject.id.0)
    } else {
        paths::proposal(&subject.proposal_slug)
    };
    let to_appeal = appeals::is_open_to_appeal(&decision);
    let notice = emails::moderation_notice(&emails::ModerationNotice {
        act,
        sanction: sanction(&decision),
        others: store::count_batch(conn, decision.id)?,
        excerpt: &excerpt(&markdown::plain(&subject.body), EXCERPT),
        proposal_title: &subject.proposal_title,
        reason: &decision.rule,
        note: Some(&decision.reasons),
        appeal_until: to_appeal.then(|| appeals::until(&decision, &config.moderation)),
        decision: &format!("{}{}", config.public_url(), paths::own_decision(decision.id.0)),
        link: &format!("{}{link}", config.public_url()),
        rules: &format!("{}{}", config.public_url(), paths::page(super::rules::PAGE)),
    });
    Ok(Some(Post::of(address, notice)))
}

/// What the letter tells of a decision; nothing when the comment has changed its state since, and another letter says so.
fn act(decision: &Decision, state: State) -> Option<emails::Act> {
    match (decision.act, state) {
        (Act::Hide, State::Hidden) | (Act::Remove, State::Removed) => Some(emails::Act::Hidden),
        (Act::Restore, State::Published) => Some(emails::Act::Restored),
        (Act::Ask, State::Held) => Some(emails::Act::Asked),
        (Act::Redact, State::Published) => Some(emails::Act::Redacted),
        (Act::Lock, State::Published) => Some(emails::Act::Locked),
        (Act::Unlock, State::Published) => Some(emails::Act::Unlocked),
        (Act::Keep, _) if decision.sanction != Kind::None => Some(emails::Act::Kept),
        _ => None,
    }
}

fn sanction(decision: &Decision) -> emails::Sanction {
    match (decision.sanction, decision.suspended_until) {
        (Kind::None, _) | (Kind::Suspension, None) => emails::Sanction::None,
        (Kind::Warning, _) => emails::Sanction::Warning,
        (Kind::Suspension, Some(until)) if shown::is_for_good(until, decision) => emails::Sanction::ForGood,
        (Kind::Suspension, Some(until)) => emails::Sanction::Until(until),
    }
}

fn answer(conn: &mut Conn, config: &Config, appeal: AppealId) -> Result<Option<Post>> {
    let Some(appeal) = store::appeals::find(conn, appeal)? else { return Ok(None) };
    let Some(decision) = store::find_decision(conn, appeal.decision)? else { return Ok(None) };
    let Some(subject) = store::find_subject(conn, decision.comment)? else { return Ok(None) };
    let (Some(address), Some(outcome)) = (subject.author_address(), appeal.outcome) else { return Ok(None) };
    let letter = emails::appeal_answered(&emails::AppealAnswered {
        granted: outcome == Outcome::Overturned,
        proposal_title: &subject.proposal_title,
        reasons: &appeal.reasons,
        decision: &format!("{}{}", config.public_url(), paths::own_decision(decision.id.0)),
    });
    Ok(Some(Post::of(address, letter)))
}

fn subject_of(conn: &mut Conn, report: i64) -> Result<Option<Subject>> {
    let Some((comment, ..)) = store::find_report(conn, report)? else { return Ok(None) };
    store::find_subject(conn, comment)
}

fn about_report(
    conn: &mut Conn,
    keys: &Keys,
    config: &Config,
    report: i64,
    account: AccountId,
    decided: bool,
) -> Result<Option<Post>> {
    let Some(subject) = subject_of(conn, report)? else { return Ok(None) };
    let Some(address) = store::summary::find_address(conn, account)? else { return Ok(None) };
    let link = format!("{}{}", config.public_url(), shown::sealed(keys, subject.id, report));
    let reference = reports::reference(report);
    let about = emails::Report { reference: &reference, proposal_title: &subject.proposal_title, link: &link };
    if !decided {
        return Ok(Some(Post::of(&address, emails::report_received(&about))));
    }
    let outcome = shown::outcome(conn, subject.id, report)?;
    Ok(outcome.map(|outcome| Post::of(&address, emails::report_decided(&about, &outcome))))
}

fn risk(conn: &mut Conn, config: &Config, report: i64, account: Option<AccountId>) -> Result<Option<Post>> {
    let Some(subject) = subject_of(conn, report)? else { return Ok(None) };
    // Somebody may have decided in the minute that the letter took: then there is nothing to hurry for.
    let Some(case) = store::find_open_case(conn, subject.id)?.filter(|case| case.why == Why::Risk) else {
        return Ok(None);
    };
    let address = match account {
        Some(account) => store::summary::find_address(conn, account)?,
        None => Some(config.moderation.safeguarding.clone()).filter(|address| !address.is_empty()),
    };
    let Some(address) = address else { return Ok(None) };
    let reference = reports::reference(report);
    let link = format!("{}{}", config.public_url(), paths::staff_case(case.id.0));
    let about = emails::Report { reference: &reference, proposal_title: &subject.proposal_title, link: &link };
    Ok(Some(Post::of(&address, emails::risk(&about, subject.state != State::Published))))
}

fn waits(conn: &mut Conn, config: &Config, account: AccountId, now: Moment) -> Result<Option<Post>> {
    let counts = store::count_waiting(conn)?;
    let appeals = store::appeals::count_waiting(conn)?;
    let comments: i64 = counts.iter().map(|(_, n, _)| n).sum();
    if comments + appeals == 0 {
        return Ok(None);
    }
    let Some(address) = store::summary::find_address(conn, account)? else { return Ok(None) };
    let oldest = counts.iter().filter_map(|(.., oldest)| *oldest).min().unwrap_or(now);
    let letter = emails::queue_waits(&emails::Waiting {
        comments,
        at_risk: counts.iter().filter(|(why, ..)| *why == Why::Risk).map(|(_, n, _)| n).sum(),
        appeals,
        oldest_hours: (now - oldest).num_hours(),
        promise_hours: config.moderation.promise_hours,
        queue: &format!("{}{}", config.public_url(), paths::staff_queue()),
    });
    Ok(Some(Post::of(&address, letter)))
}
