//! The page on which one says of what one wants to hear, how often and when, pauses and stops. It is the same for those
//! who are signed in and for those who come from the link in an email.

use super::{PastEmail, at_once_note, masked, past};
use crate::follows::{FollowKind, Frequency};
use crate::form::{self, Choice, Choices, Problems};
use crate::layout::{Nav, Shell, page};
use crate::{dates, paths};
use chrono::{NaiveDateTime, NaiveTime};
use maud::{Markup, html};

/// How often one hears of one area.
#[derive(Clone, Debug)]
pub struct AreaChoice {
    /// Its number; its field is `area-{id}`.
    pub id: i64,
    /// Its title.
    pub title: String,
    /// How often; nothing for not at all.
    pub frequency: Option<Frequency>,
}

/// A proposal or a discussion that one follows.
#[derive(Clone, Debug)]
pub struct Other {
    /// What it is; its field is `proposal-{id}` or `thread-{id}`.
    pub kind: FollowKind,
    /// Its number.
    pub id: i64,
    /// Its title; of a discussion, that of its proposal.
    pub title: String,
    /// Its page.
    pub url: String,
    /// How often.
    pub frequency: Frequency,
}

/// An address to which we stopped writing because mail came back.
#[derive(Clone, Debug)]
pub struct Silenced {
    /// When, in UTC.
    pub at: NaiveDateTime,
    /// What the mail server said, in a few words; may be empty.
    pub reason: String,
}

/// What one gets by email.
#[derive(Clone, Debug)]
pub struct Preferences {
    /// Where the forms are sent: [`paths::account_emails`] or [`paths::emails`].
    pub action_url: String,
    /// Whether the reader is signed in; to others the address is shown masked.
    pub signed_in: bool,
    /// The address.
    pub email: String,
    /// How often one hears of the whole site; its field is `site`.
    pub site: Option<Frequency>,
    /// All areas, in the order of the site.
    pub areas: Vec<AreaChoice>,
    /// The proposals and discussions that are followed.
    pub others: Vec<Other>,
    /// At which hour of London's clocks daily and weekly emails come, 0 to 23; its field is `hour`.
    pub hour: u8,
    /// On which day weekly emails come, 1 (Monday) to 7; its field is `weekday`.
    pub weekday: u8,
    /// Until when emails are paused, in UTC; nothing when they are not.
    pub paused_until: Option<NaiveDateTime>,
    /// Until when nothing comes because the reader may not take part, in UTC.
    pub held_until: Option<NaiveDateTime>,
    /// Whether all emails are stopped.
    pub stopped: bool,
    /// Whether we stopped because mail came back.
    pub silenced: Option<Silenced>,
    /// When the next email comes at the earliest, in UTC; nothing when none is due.
    pub next: Option<NaiveDateTime>,
    /// The last emails, newest first.
    pub past: Vec<PastEmail>,
    /// Whether the reader has just saved something.
    pub saved: bool,
    /// What to put right: `hour`, `weekday`, `weeks`.
    pub problems: Problems,
    /// The present, in UTC.
    pub now: NaiveDateTime,
}

/// The page. Its forms send `act=save` with all fields, `act=pause` with `weeks`, `act=resume`, `act=stop`, `act=start`
/// or `act=retry`. Each radio sends `none`, `weekly`, `daily` or `at_once`, and so does each select.
pub fn preferences(view: &Preferences) -> Markup {
    let nav = if view.signed_in { Nav::Account } else { Nav::None };
    let shown = if view.signed_in { view.email.clone() } else { masked(&view.email) };
    page(
        &Shell::new("Your emails").nav(nav).no_index().with_problems(&view.problems),
        html! {
            div.fm-main { div.fm-wrap { div.fm-flow {
                (form::summary(&view.problems))
                h1.fm-h2 { "Your emails" }
                p.fm-prose { "Your address: " span.fm-whole { strong { bdi { (shown) } } "." } " " (next(view)) }
                (state(view))
                (choices(view))
                (pause(view))
                @if !view.stopped { (stop(view)) }
                section.fm-prose aria-labelledby="h-past" {
                    h2.fm-h3.fm-subhead #h-past { "The last emails" }
                    (past::list(&view.past, view.now))
                }
            } } }
        },
    )
}

fn next(view: &Preferences) -> Markup {
    let quiet = view.stopped || view.silenced.is_some() || view.paused_until.or(view.held_until).is_some();
    html! {
        @if let (Some(at), false) = (view.next, quiet) {
            "If something has happened by then, your next email comes at about " (dates::time(at, &dates::on_day(at))) "."
        }
    }
}

/// What is true of all emails: saved, stopped, refused or paused; each with the way back.
fn state(view: &Preferences) -> Markup {
    let act = |value: &str, words: &str| {
        form::post(
            &view.action_url,
            html! { button.govuk-button.govuk-button--secondary name="act" value=(value) { (words) } },
        )
    };
    let banner = |label: &str, message: Markup, way: Markup| {
        html! {
            div.govuk-notification-banner.govuk-notification-banner--now[label != "Saved"] role="region" aria-label=(label) {
                div.govuk-notification-banner__content.fm-flow.fm-tight {
                    p.govuk-notification-banner__heading { (message) }
                    (way)
                }
            }
        }
    };
    html! {
        @if view.saved { (banner("Saved", html! { "Saved." }, html! {})) }
        @if let Some(silenced) = &view.silenced {
            (banner("Emails came back", html! {
                "We stopped writing to you on " (dates::time(silenced.at, &dates::date(silenced.at)))
                ", because your mail server refused our emails"
                @if silenced.reason.is_empty() { "." } @else { " (" bdi { (silenced.reason) } ")." }
            }, act("retry", "Try again")))
        }
        @if let (Some(until), false) = (view.held_until, view.stopped) {
            (banner("No emails for now", html! {
                "You cannot take part until " (dates::time(until, &dates::on_day(until)))
                ", and until then we send you no emails about what you follow."
            }, html! {}))
        }
        @if view.stopped {
            (banner("Emails are stopped", html! { "You get no emails from us: you stopped them. What you follow is kept." }, act("start", "Start again")))
        } @else if let Some(until) = view.paused_until {
            (banner("Emails are paused", html! {
                "Your emails are paused until " (dates::time(until, &dates::on_day(until)))
                ". What happens meanwhile is in the first email afterwards."
            }, act("resume", "End the pause now")))
        }
    }
}

fn choices(view: &Preferences) -> Markup {
    html! {
        form.fm-space method="post" action=(view.action_url) novalidate {
            (form::csrf())
            h2.fm-h3.fm-gap { "What you want to hear, and how often" }
            (often("site", FollowKind::Site.label(), Some("Only dates and decisions: what opens, closes and is decided."), view.site))
            @for area in &view.areas { (often(&format!("area-{}", area.id), &area.title, None, area.frequency)) }
            div.fm-space-s { (at_once_note()) }
            @if !view.others.is_empty() {
                h2.fm-h3.fm-subhead { "Proposals, discussions and organisations" }
                @for other in &view.others { (other_row(other)) }
            }
            h2.fm-h3.fm-subhead { "When they come" }
            (times(view))
            div.fm-space { button.govuk-button name="act" value="save" { "Save" } }
        }
    }
}

/// One row: a question of its own for those who hear the page, so that no answer depends on a column's head.
fn often(name: &str, label: &str, hint: Option<&str>, chosen: Option<Frequency>) -> Markup {
    let answers = std::iter::once(None).chain(Frequency::ALL.map(Some));
    let hint_id = hint.map(|_| format!("{name}-hint"));
    html! {
        fieldset.fm-often aria-describedby=[hint_id.as_deref()] {
            legend { (label) @if let Some(hint) = hint { small id=[hint_id.as_deref()] { (hint) } } }
            div.govuk-radios.govuk-radios--small {
                @for (n, answer) in answers.enumerate() {
                    @let id = if n == 0 { name.to_owned() } else { format!("{name}-{}", n + 1) };
                    div.govuk-radios__item {
                        input.govuk-radios__input type="radio" name=(name) id=(id)
                            value=(answer.map_or("none", Frequency::value)) checked[answer == chosen];
                        label.govuk-label.govuk-radios__label for=(id) { (answer.map_or("Not at all", Frequency::label)) }
                    }
                }
            }
        }
    }
}

fn other_row(other: &Other) -> Markup {
    let name = format!("{}-{}", other.kind.value(), other.id);
    html! {
        div.fm-pref {
            label.govuk-label for=(name) {
                (other.kind.label()) @if other.kind == FollowKind::Thread { " under" } ": "
                a href=(other.url) { (other.title) }
            }
            select.govuk-select id=(name) name=(name) {
                @for one in Frequency::ALL { option value=(one.value()) selected[one == other.frequency] { (one.label()) } }
                option value="none" { "Stop following" }
            }
        }
    }
}

fn times(view: &Preferences) -> Markup {
    let days: Vec<(String, &str)> = (1..=7).map(|n: u8| n.to_string()).zip(dates::WEEKDAYS).collect();
    let hours: Vec<(String, String)> =
        (0..24).filter_map(|n| Some((n.to_string(), dates::on_the_clock(NaiveTime::from_hms_opt(n, 0, 0)?)))).collect();
    let day_options: Vec<Choice> = days.iter().map(|(value, label)| Choice { value, label, hint: None }).collect();
    let hour_options: Vec<Choice> = hours.iter().map(|(value, label)| Choice { value, label, hint: None }).collect();
    let (day, at) = (view.weekday.to_string(), view.hour.to_string());
    let weekday = Choices {
        name: "weekday",
        label: "Weekly emails come on",
        options: &day_options,
        selected: Some(&day),
        ..Choices::default()
    };
    let hour = Choices {
        name: "hour",
        label: "Daily and weekly ones at about",
        options: &hour_options,
        selected: Some(&at),
        ..Choices::default()
    };
    html! {
        div.fm-tools { (form::select(&weekday, &view.problems)) (form::select(&hour, &view.problems)) }
        p.fm-small.fm-quiet.fm-space-s { "London time." }
    }
}

fn pause(view: &Preferences) -> Markup {
    if view.stopped || view.paused_until.is_some() {
        return html! {};
    }
    let options = [("1", "1 week"), ("2", "2 weeks"), ("4", "4 weeks"), ("8", "8 weeks")]
        .map(|(value, label)| Choice { value, label, hint: None });
    let weeks = Choices { name: "weeks", label: "For", options: &options, selected: Some("2"), ..Choices::default() };
    html! {
        section aria-labelledby="h-pause" {
            h2.fm-h3.fm-subhead #h-pause { "Pause" }
            p.fm-prose.fm-gap { "You get nothing for some weeks. What happens meanwhile is in the first email afterwards." }
            form.fm-tools method="post" action=(view.action_url) novalidate {
                (form::csrf())
                (form::select(&weeks, &view.problems))
                button.govuk-button.govuk-button--secondary name="act" value="pause" { "Pause my emails" }
            }
        }
    }
}

fn stop(view: &Preferences) -> Markup {
    html! {
        section aria-labelledby="h-stop" {
            h2.fm-h3.fm-subhead #h-stop { "Stop" }
            p.fm-prose.fm-gap {
                "You get no emails about what you follow. "
                @if view.signed_in { "Letters about your account still come, such as a link for a new password. " }
                "You can start again here."
            }
            (form::post(&view.action_url, html! { button.govuk-button.govuk-button--secondary name="act" value="stop" { "Stop all emails" } }))
            @if view.signed_in { p.fm-space-s { a href=(paths::account()) { "Back to your account" } } }
        }
    }
}
