//! How the emails are getting on: what waits, what went wrong and why, and the looks that planned them.

use super::desk_page;
use crate::form::{self, Problems};
use crate::parts::{count, number};
use crate::subscriptions::{EmailState, masked};
use crate::{dates, paths};
use chrono::NaiveDateTime;
use maud::{Markup, html};

/// One look for those who are due.
#[derive(Clone, Debug)]
pub struct EmailRun {
    /// When it began, in UTC.
    pub began_at: NaiveDateTime,
    /// When it ended, in UTC; nothing while it lasts, or when it was cut off.
    pub ended_at: Option<NaiveDateTime>,
    /// How many subscribers were looked at.
    pub looked_at: i64,
    /// How many emails were planned.
    pub planned: i64,
}

/// An email that was not sent, or perhaps not.
#[derive(Clone, Debug)]
pub struct Trouble {
    /// Its number.
    pub id: i64,
    /// The address, which is shown masked.
    pub to: String,
    /// What became of it.
    pub state: EmailState,
    /// Why.
    pub reason: String,
    /// When that was, in UTC.
    pub at: NaiveDateTime,
    /// How often we tried.
    pub attempts: i64,
}

/// What is known of the mail host to which emails are handed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Host {
    /// It takes them, as far as we know.
    Taking,
    /// It takes nothing: the next try is at that moment, in UTC.
    PausedUntil(NaiveDateTime),
    /// Another process hands them over, and we do not know.
    Elsewhere,
}

/// All about emails.
#[derive(Clone, Debug)]
pub struct Emails {
    /// How many emails of the last seven days are in each state; those that are missing are shown as none.
    pub counts: Vec<(EmailState, i64)>,
    /// Since when the oldest email waits that should have gone, in UTC.
    pub oldest: Option<NaiveDateTime>,
    /// The mail host.
    pub host: Host,
    /// The last twenty looks, newest first.
    pub runs: Vec<EmailRun>,
    /// Fifty that were put aside, wait for another try, or were skipped, failed or unknown; in this order, newest first.
    pub troubles: Vec<Trouble>,
    /// The present, in UTC.
    pub now: NaiveDateTime,
}

/// The page about emails. The button of an email that was put aside posts to [`paths::staff_email_retry`].
pub fn emails(view: &Emails) -> Markup {
    desk_page(
        "Emails",
        &[],
        &Problems::default(),
        html! {
            p.fm-lede { (standing(view)) }
            (counts(view))
            section { h2.fm-h3.fm-subhead { "Not sent, or perhaps not" } (troubles(view)) }
            section { h2.fm-h3.fm-subhead { "The last looks for who is due" } (runs(view)) }
        },
    )
}

fn of(view: &Emails, state: EmailState) -> i64 {
    view.counts.iter().filter(|(one, _)| *one == state).map(|(_, n)| n).sum()
}

/// How it is, in a sentence or three.
fn standing(view: &Emails) -> Markup {
    let waiting: i64 =
        [EmailState::Planned, EmailState::Sending, EmailState::Deferred].into_iter().map(|state| of(view, state)).sum();
    let parked = of(view, EmailState::Parked);
    html! {
        @match (waiting, view.oldest) {
            (0, _) => "Nothing waits.",
            (n, None) => { (count(n, "email is", "emails are")) " on the way." }
            (n, Some(at)) => { (count(n, "email waits", "emails wait")) ", the oldest since " (since(view.now, at)) "." }
        }
        @match view.host {
            Host::PausedUntil(until) => { " The mail host takes nothing. We try again at " (since(view.now, until)) "." },
            Host::Elsewhere if waiting > 0 => " Another program sends them: its log says whether the mail host takes them.",
            Host::Taking | Host::Elsewhere => {},
        }
        @if parked > 0 { " " (count(parked, "email was", "emails were")) " put aside and wait" @if parked == 1 { "s" } " for you." }
    }
}

/// "9:12 am", with the day when that is not today: stands after "since" or "at".
fn since(now: NaiveDateTime, at: NaiveDateTime) -> Markup {
    let today = dates::london_day(now) == dates::london_day(at);
    dates::time(at, &if today { dates::hour(at) } else { dates::on_day(at) })
}

fn head(words: &[&str]) -> Markup {
    html! { thead.govuk-table__head { tr { @for word in words { th.govuk-table__header scope="col" { (word) } } } } }
}

fn counts(view: &Emails) -> Markup {
    html! {
        table.govuk-table {
            caption.govuk-table__caption { "The last seven days" }
            thead.govuk-table__head { tr {
                th.govuk-table__header scope="col" { "State" }
                th.govuk-table__header scope="col" { "What it means" }
                th.govuk-table__header.govuk-table__header--numeric scope="col" { "Emails" }
            } }
            tbody { @for state in EmailState::ALL { tr {
                th.govuk-table__header scope="row" { (state.label()) }
                td.govuk-table__cell { (meaning(state)) }
                td.govuk-table__cell.govuk-table__cell--numeric { (number(of(view, state))) }
            } } }
        }
    }
}

fn meaning(state: EmailState) -> &'static str {
    match state {
        EmailState::Planned => "Ready, and not begun yet",
        EmailState::Sending => "Being handed over at this moment",
        EmailState::Sent => "Taken by a mail server",
        EmailState::Deferred => "The mail host did not take it yet; we try again for two days",
        EmailState::Failed => "Refused for good",
        EmailState::Unknown => "The answer was lost; what was in it goes into the next email",
        EmailState::Skipped => "Nothing was left to say, or nobody to say it to",
        EmailState::Parked => "Could not be written; needs you",
    }
}

fn troubles(view: &Emails) -> Markup {
    html! {
        @if view.troubles.is_empty() { p { "None. Thank you for looking." } } @else {
            div.fm-scroll.fm-scroll--wide tabindex="0" role="region" aria-label="Not sent, or perhaps not" {
                table.govuk-table {
                    caption.govuk-table__caption { "The last " (number(i64::try_from(view.troubles.len()).unwrap_or(i64::MAX))) ", newest first; those that were put aside at the top" }
                    (head(&["To", "State", "Why", "When", "Tries", "Do"]))
                    tbody { @for one in &view.troubles { tr {
                        th.govuk-table__header scope="row" { bdi { (masked(&one.to)) } }
                        td.govuk-table__cell { (one.state.label()) }
                        td.govuk-table__cell { bdi { (one.reason) } }
                        td.govuk-table__cell { (dates::time(one.at, &dates::short_in(view.now, one.at))) }
                        td.govuk-table__cell.fm-num { (number(one.attempts)) }
                        td.govuk-table__cell { @if one.state == EmailState::Parked { (retry(one)) } }
                    } } }
                }
            }
        }
    }
}

fn retry(one: &Trouble) -> Markup {
    // A label and not hidden text: text out of sight would widen the page where a wide table scrolls.
    form::post(
        &paths::staff_email_retry(one.id),
        html! {
            button.govuk-button.govuk-button--secondary.govuk-button--small
                aria-label={ "Try again to write to " (masked(&one.to)) } { "Try again" }
        },
    )
}

fn runs(view: &Emails) -> Markup {
    html! {
        @if view.runs.is_empty() { p { "None yet." } } @else {
            table.govuk-table {
                (head(&["Began", "Took", "Looked at", "Planned"]))
                tbody { @for run in &view.runs { tr {
                    th.govuk-table__header scope="row" { (dates::time(run.began_at, &dates::short_in(view.now, run.began_at))) }
                    td.govuk-table__cell.fm-num { (took(run)) }
                    td.govuk-table__cell.fm-num { (number(run.looked_at)) }
                    td.govuk-table__cell.fm-num { (number(run.planned)) }
                } } }
            }
        }
    }
}

fn took(run: &EmailRun) -> String {
    let Some(ended) = run.ended_at else { return "Not ended".to_owned() };
    match (ended - run.began_at).num_milliseconds().max(0) {
        ms @ ..1_000 => format!("{ms} ms"),
        ms @ ..60_000 => format!("{} s", ms / 1_000),
        ms => format!("{} min {:02} s", number(ms / 60_000), ms / 1_000 % 60),
    }
}

/// "1,204 emails have waited since 9:12 am", for the top of pages for staff; nothing when none has waited too long. Whoever
/// `may_look` finds the way to [`emails`].
pub fn emails_waiting(overdue: Option<(i64, NaiveDateTime)>, now: NaiveDateTime, may_look: bool) -> Markup {
    html! {
        @if let Some((waiting, at)) = overdue {
            div.govuk-notification-banner.govuk-notification-banner--now.fm-gap role="region" aria-label="Emails wait" {
                div.govuk-notification-banner__content { p.govuk-notification-banner__heading {
                    (count(waiting, "email has", "emails have")) " waited since " (since(now, at)) ". "
                    @if may_look { a href=(paths::staff_emails()) { "See why" } } @else { "An administrator can see why." }
                } }
            }
        }
    }
}

#[cfg(test)]
#[path = "emails_tests.rs"]
mod tests;
