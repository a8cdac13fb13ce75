//! Emails about what one follows: asking for them without an account, saying yes once more, changing them, stopping them.

mod past;
mod preferences;

pub(crate) use past::listed;
pub use past::{EmailState, PastEmail};
pub use preferences::{AreaChoice, Other, Preferences, Silenced, preferences};

use crate::dev::kept_here;
use crate::follows::{Frequency, Topic, frequencies};
use crate::form::{self, Input, Problems};
use crate::layout::{Shell, page};
use crate::{dates, paths};
use chrono::NaiveDateTime;
use maud::{Markup, html};

/// What somebody without an account asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// What they want to follow.
    pub topic: Topic,
    /// Its number; 0 for the whole site.
    pub target: i64,
    /// How often they want to hear of it.
    pub frequency: Frequency,
}

fn narrow(title: &str, problems: &Problems, content: Markup) -> Markup {
    page(
        &Shell::new(title).no_index().with_problems(problems),
        html! {
            div.fm-main { div.fm-wrap { div.fm-flow.fm-prose {
                (form::summary(problems))
                h1.fm-h2 { (title) }
                (content)
            } } }
        },
    )
}

/// The first letter of an address and its domain: "a…@example.org", for whoever need not see all of it.
pub fn masked(address: &str) -> String {
    let (local, domain) = address.rsplit_once('@').unwrap_or((address, ""));
    let first: String = local.chars().take(1).collect();
    if domain.is_empty() { format!("{first}…") } else { format!("{first}…@{domain}") }
}

/// The form on a page of its own: opened by itself, or with what was typed when something is to be put right.
///
/// It sends what [`crate::follows::by_email`] sends; the field at fault is `email`.
pub fn ask(wish: &Wish, email: &str, problems: &Problems) -> Markup {
    let input = Input {
        name: "email",
        label: "Email address",
        hint: Some("We will send a link to confirm. You can stop at any time with one press."),
        value: email,
        ..Input::default()
    };
    narrow(
        "Emails from Folkmoot",
        problems,
        html! {
            p.fm-lede { "We write to you about " strong { (wish.topic.in_words()) } "." }
            p { (wish.topic.kind.promise()) " You need no account." }
            (form::post(paths::subscriptions(), html! {
                (form::hidden("kind", wish.topic.kind.value()))
                (form::hidden("target", &wish.target.to_string()))
                (form::email(&input, problems))
                div.fm-tools { (frequencies("frequency", wish.frequency)) (form::button("Send me the emails")) }
            }))
            (at_once_note())
        },
    )
}

/// What "at once" means, below a list that has no room for it.
pub(crate) fn at_once_note() -> Markup {
    html! { p.fm-small.fm-quiet { "At once: we gather five minutes, and never write between 8 pm and 7 am." } }
}

/// "Check your email": the same words whether or not the address was known. `demo` says where emails are kept.
pub fn asked(demo: bool) -> Markup {
    narrow(
        "Check your email",
        &Problems::default(),
        html! {
            p.fm-lede { "We have sent you an email with a link. Open it and press the button there." }
            p { "Until you do, you will get nothing else from us. The email says for how long its link is good." }
            p { "It may take a few minutes. Look in the folder for junk mail, too." }
            (kept_here(demo))
        },
    )
}

/// The page behind the link. Opening it changes nothing: programs that check mail open links, too.
pub fn confirm(token: &str, wish: &Wish) -> Markup {
    narrow(
        "Do you want our emails?",
        &Problems::default(),
        html! {
            p.fm-lede { "You asked for emails about " strong { (wish.topic.in_words()) } "." }
            p { (wish.topic.kind.promise()) " How often: " strong { (wish.frequency.explained()) } "." }
            (form::post(&paths::subscription_confirmation(token), form::button("Yes, send me the emails")))
            p.fm-small.fm-quiet { "If you did not ask for them, close this page. Nothing will happen." }
        },
    )
}

/// The page after saying yes. `manage_url` is where one changes what one gets, such as [`paths::emails`]; `next` is when
/// the first email comes at the earliest, in UTC.
pub fn confirmed(wish: &Wish, manage_url: &str, next: Option<NaiveDateTime>) -> Markup {
    let when = match wish.frequency {
        Frequency::AtOnce => "We write when something happens, a few minutes later, and never between 8 pm and 7 am.",
        Frequency::Daily => "We write once a day at most, and only when something has happened.",
        Frequency::Weekly => "We write once a week at most, and only when something has happened.",
    };
    narrow(
        "You will get our emails",
        &Problems::default(),
        html! {
            p.fm-lede { "Thank you. You follow " (wish.topic.in_words()) ", and hear about it " (wish.frequency.in_sentence()) "." }
            p {
                (when) " "
                @if let (Some(at), false) = (next, wish.frequency == Frequency::AtOnce) {
                    "The first can come at about " (dates::time(at, &dates::on_day(at))) ". "
                }
                "Each email has a link to change them and a link to stop them."
            }
            p { a.govuk-button href=(manage_url) { "Choose what else you want to hear" } }
            p { a href=(paths::open_now()) { "See what is open now" } }
        },
    )
}

/// The page behind a link of any email that is mistyped or too old. It does not say whether it was ever good.
pub fn link_not_valid() -> Markup {
    let none = Problems::default();
    narrow(
        "This link is not valid",
        &none,
        html! {
            p { "It may be too old, or a part of it may be missing. Links can break when a mail program cuts them into two lines." }
            h2.fm-h3 { "Get a new link" }
            (new_link("", &none))
            p.fm-small.fm-quiet { "Did you want to say yes to emails? Go back to the page and ask once more." }
            (signed_in_way())
        },
    )
}

/// The form for a new link on a page of its own, with what was typed when something is to be put right.
pub fn link_ask(email: &str, problems: &Problems) -> Markup {
    narrow(
        "Change or stop your emails",
        problems,
        html! {
            (new_link(email, problems))
            (signed_in_way())
        },
    )
}

fn signed_in_way() -> Markup {
    html! { p.fm-small.fm-quiet { "Do you have an account? " a href=(paths::account_emails()) { "Sign in and change your emails" } } }
}

fn new_link(email: &str, problems: &Problems) -> Markup {
    let input = Input {
        name: "email",
        label: "Email address",
        hint: Some("The address to which we write. We send the link there, so that only you can use it."),
        value: email,
        ..Input::default()
    };
    form::post(paths::emails_link(), html! { (form::email(&input, problems)) (form::button("Send me a new link")) })
}

/// After asking for a new link: the same words whether or not we write to that address. `demo` as in [`asked`].
pub fn link_sent(demo: bool) -> Markup {
    narrow(
        "Check your email",
        &Problems::default(),
        html! {
            p.fm-lede { "If we write to this address, we have sent it a link. With it you can change your emails or stop them." }
            p { "It may take a few minutes. Look in the folder for junk mail, too." }
            (kept_here(demo))
        },
    )
}

/// In place of the copy of an email of which nothing can be read any more.
pub fn nothing_left() -> Markup {
    narrow(
        "Nothing of this email is left",
        &Problems::default(),
        html! { p { "What it told has been taken down since, or you do not follow it any more." } },
    )
}

/// The page of [`paths::emails_stop`]. Opening it changes nothing; its buttons send `what=all` or `what=this`.
///
/// `only` is given when the link is for one thing that is followed. `manage_url` leads to everything else.
pub fn stop(token: &str, only: Option<&Topic>, manage_url: Option<&str>) -> Markup {
    narrow(
        "Stop our emails",
        &Problems::default(),
        html! {
            p.fm-lede { "One press is enough. You need not sign in, and we do not ask why." }
            (form::post(&paths::emails_stop(token), html! {
                div.fm-flow {
                    @if let Some(topic) = only {
                        p { button.govuk-button name="what" value="this" { "Stop emails about " (topic.in_words()) } }
                        p { button.govuk-button.govuk-button--secondary name="what" value="all" { "Stop all emails" } }
                    } @else {
                        p { button.govuk-button name="what" value="all" { "Stop all emails" } }
                    }
                }
            }))
            @if let Some(url) = manage_url { p { "Or " a href=(url) { "change what you get and how often" } "." } }
        },
    )
}

/// The page after stopping; also when they were stopped before. `only` as in [`stop`]. The button to start again posts
/// `act=start` to `start_url`; a link that only stops has none.
pub fn stopped(only: Option<&Topic>, start_url: Option<&str>) -> Markup {
    let what = only
        .map_or_else(|| "You will get no more emails".to_owned(), |t| format!("No more emails about {}", t.in_words()));
    narrow(
        &what,
        &Problems::default(),
        html! {
            p.fm-lede { "We have stopped them. If one was on its way already, it is the last." }
            @match (only, start_url) {
                (Some(_), _) => p { "You still hear about what else you follow." },
                (None, Some(url)) => {
                    p { "What you follow is kept, in case you change your mind." }
                    (form::post(url, html! {
                        button.govuk-button.govuk-button--secondary name="act" value="start" { "Start again" }
                    }))
                },
                (None, None) => p {
                    "What you follow is kept. If you change your mind, "
                    a href=(paths::emails_link()) { "ask for a link to start again" } "."
                },
            }
            p { a href=(paths::home()) { "Go to the first page" } }
        },
    )
}

#[cfg(test)]
#[path = "subscriptions_tests.rs"]
mod tests;
