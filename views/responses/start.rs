//! The page before the first question.

use super::about;
use crate::form::{self, Problems};
use crate::parts::{Stage, count};
use crate::{dates, paths};
use chrono::NaiveDateTime;
use maud::{Markup, html};

/// What somebody has begun or sent already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mine {
    /// Its reference.
    pub reference: String,
    /// Where it stands.
    pub standing: super::Standing,
}

/// What to know before the first question.
#[derive(Clone, Debug)]
pub struct Start {
    /// The proposal's name in addresses.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// Where it stands.
    pub stage: Stage,
    /// When it opens, in UTC.
    pub opens_at: Option<NaiveDateTime>,
    /// When it closes, in UTC.
    pub closes_at: Option<NaiveDateTime>,
    /// For how many days after that late responses are taken.
    pub late_days: i64,
    /// The headings of the sections.
    pub sections: Vec<String>,
    /// How many questions there are.
    pub questions: i64,
    /// About how many minutes it takes.
    pub minutes: i64,
    /// Whether people are asked about themselves afterwards.
    pub about_you: bool,
    /// Whether somebody is signed in.
    pub signed_in: bool,
    /// Their own response.
    pub own: Option<Mine>,
    /// The organisation for which they speak: its name, and its response.
    pub organisation: Option<(String, Option<Mine>)>,
}

/// The page before the first question: how long it takes, until when, what happens to the answers, and the way in.
pub fn start(view: &Start) -> Markup {
    about(
        "Answer the questions",
        (&view.slug, &view.title),
        &Problems::default(),
        html! {
            div.fm-flow {
                h1.fm-h2 { "Answer the questions" }
                p.fm-lede { (view.title) }
                p {
                    (count(view.questions, "question", "questions")) ". It takes about "
                    (count(view.minutes, "minute", "minutes")) ". You can stop at any time and come back: what you have written is saved."
                }
                (when(view))
                h2 { "What happens to your answers" }
                ul.govuk-list.govuk-list--bullet {
                    li { "Staff read every response. Your answers are counted, and the results are published." }
                    li { "At the end you choose whether your words may be published with your name, without it, or not at all." }
                    li { "This is a public body, so somebody may ask for your response under the Freedom of Information Act. You can ask us to keep it confidential, and say why." }
                    li { "You can change or take back your response until the close." }
                    @if view.about_you { li { "When you have sent it, we ask a few questions about you. You can leave them out. They are kept apart from your response." } }
                }
                (ways_in(view))
            }
            aside.fm-side aria-label="What is asked" {
                section {
                    h2 { "What is asked" }
                    ol.fm-docs { @for title in &view.sections { li { (title) } } }
                    p.fm-small { a href=(paths::questions(&view.slug)) { "See and print all questions" } }
                }
            }
        },
    )
}

fn when(view: &Start) -> Markup {
    let moment = |at: Option<NaiveDateTime>| html! { @if let Some(at) = at { (dates::time(at, &dates::moment(at))) } };
    html! {
        @match view.stage {
            Stage::Forthcoming | Stage::Draft => p { strong { "You can answer from " (moment(view.opens_at)) "." } },
            Stage::Open => p { strong { "It closes at " (moment(view.closes_at)) "." } " No decision has been made." },
            _ => p {
                strong { "It closed at " (moment(view.closes_at)) "." } " "
                a href=(paths::results(&view.slug)) { "See what people answered" }
            },
        }
        @if view.late_days > 0 && matches!(view.stage, Stage::Open | Stage::Closed) {
            p { "A response that comes up to " (count(view.late_days, "day", "days")) " later is still read, and marked as late." }
        }
    }
}

fn ways_in(view: &Start) -> Markup {
    let open = view.stage == Stage::Open;
    html! {
        @if !view.signed_in {
            @if open {
                p { "You need an account, so that you can come back to your answers and everybody answers once. You need only an email address." }
                div.govuk-button-group {
                    a.govuk-button href={ (paths::sign_in()) "?next=" (paths::encode(&paths::respond(&view.slug))) } { "Sign in to answer" }
                    a.govuk-button.govuk-button--secondary href={ (paths::register()) "?next=" (paths::encode(&paths::respond(&view.slug))) } { "Make an account" }
                }
                p { a href={ (paths::sign_in_link()) "?next=" (paths::encode(&paths::respond(&view.slug))) } { "Get a link by email: you need no password" } }
            }
        } @else {
            (way_in(view, view.own.as_ref(), None, open))
            @if let Some((name, response)) = &view.organisation { (way_in(view, response.as_ref(), Some(name), open)) }
        }
    }
}

fn way_in(view: &Start, mine: Option<&Mine>, organisation: Option<&str>, open: bool) -> Markup {
    let whose = organisation.map_or_else(|| "your response".to_owned(), |name| format!("the response of {name}"));
    html! {
        @if let Some(mine) = mine {
            p {
                a.govuk-button href=(paths::response(&mine.reference)) { "Go to " (whose) }
                " " span.fm-quiet { (mine.standing.words()) }
            }
        } @else if open {
            (form::post(&paths::respond(&view.slug), html! {
                @if let Some(name) = organisation {
                    (form::hidden("as", "organisation"))
                    (form::secondary_button(&format!("Answer for {name}")))
                } @else { (form::button("Start now")) }
            }))
        }
    }
}
