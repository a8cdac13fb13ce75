//! Signing in with another site: the buttons, the way there and back, and connecting one's account to it.

use super::narrow;
use super::registration::{self, Register};
use crate::form::{self, Input, Problems};
use crate::{dates, parts, paths};
use chrono::NaiveDateTime;
use maud::{Markup, html};

/// Another site with which people sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elsewhere {
    /// Its name in addresses.
    pub name: String,
    /// Its name for people.
    pub title: String,
}

/// The buttons, under a heading of their own; nothing where there are no such sites.
pub(super) fn buttons(sites: &[Elsewhere], next: &str) -> Markup {
    html! {
        @if !sites.is_empty() {
            h2.fm-h3 { "Or use a sign-in that you have already" }
            div.govuk-button-group { @for site in sites { (button(site, next)) } }
        }
    }
}

fn button(site: &Elsewhere, next: &str) -> Markup {
    form::post(
        &paths::sign_in_elsewhere(&site.name),
        html! {
            @if !next.is_empty() { (form::hidden("next", next)) }
            (form::secondary_button(&format!("Sign in with {}", site.title)))
        },
    )
}

/// The page with one button, to which others can lead.
pub fn elsewhere(site: &Elsewhere, next: &str) -> Markup {
    let title = format!("Sign in with {}", site.title);
    narrow(
        &title,
        &Problems::default(),
        html! {
            p { "You sign in there, and come back here. It tells us your name and your email address, and nothing else." }
            (button(site, next))
            p { a href=(paths::sign_in()) { "Other ways to sign in" } }
        },
    )
}

/// The page on the way there; the answer's head leads on, and the link does where a browser does not follow that.
pub fn leaving(title: &str, url: &str) -> Markup {
    narrow(
        &format!("On to {title}"),
        &Problems::default(),
        html! {
            p { "You go on to " (title) " to sign in. Then you come back here." }
            p { a.govuk-button href=(url) rel="noreferrer" { "Go on to " (title) } }
            p { a href=(paths::sign_in()) { "Sign in another way" } }
        },
    )
}

/// Why nobody was signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Astray {
    /// They did not set out from this browser, or too long ago, or came back twice.
    Lost,
    /// They said no.
    Denied,
    /// What came back is not to be believed.
    Refused,
    /// The other site does not answer.
    Away,
    /// The two are connected already, to others.
    Taken,
}

/// The page for it. Whoever is `signed_in` stays so.
pub fn astray(title: &str, why: Astray, signed_in: bool) -> Markup {
    let (heading, words) = match why {
        Astray::Lost => (
            "We could not sign you in".to_owned(),
            "This sign-in was begun in another browser, or too long ago, or it has been used. Please begin again."
                .to_owned(),
        ),
        Astray::Denied => {
            (format!("You did not sign in with {title}"), "You stopped on the way, so nothing has changed.".to_owned())
        }
        Astray::Refused => (
            "We could not sign you in".to_owned(),
            format!("What {title} told us does not fit. Please begin again. If it happens once more, write to us."),
        ),
        Astray::Away => (
            format!("{} does not answer", parts::sentence(title)),
            "Please try again in a few minutes, or sign in another way. Everything else on this site works.".to_owned(),
        ),
        Astray::Taken => (
            "This is connected already".to_owned(),
            format!(
                "You came with a sign-in of {title} that belongs to another account here, or your account is connected to another one of {title}. Disconnect that first."
            ),
        ),
    };
    narrow(
        &heading,
        &Problems::default(),
        html! {
            p { (words) }
            p {
                @if signed_in { a.govuk-button href=(paths::account()) { "Go to your account" } }
                @else { a.govuk-button href=(paths::sign_in()) { "Sign in" } }
            }
        },
    )
}

/// Somebody who comes for the first time, and whose address nobody has here.
#[derive(Clone, Debug, Default)]
pub struct Newcomer {
    /// The other site, for people.
    pub title: String,
    /// Its name in addresses.
    pub name: String,
    /// Their address, as it told us.
    pub email: String,
    /// What they say of themselves.
    pub form: Register,
}

/// The page on which they make an account.
pub fn newcomer(view: &Newcomer) -> Markup {
    narrow(
        "Make an account",
        &view.form.problems,
        html! {
            p { "You signed in with " (view.title) ", as " bdi { (view.email) } ". You have no account here yet. Nobody will see your email address." }
            (form::post(&paths::sign_in_newcomer(&view.name), html! {
                (registration::about(&view.form, html! {}))
                (form::button("Make my account"))
            }))
            (registration::privacy())
            p { "You have an account here, with another address? " a href=(paths::sign_in()) { "Sign in to it" } ". Then you can connect it." }
        },
    )
}

/// The page for whoever has an account with that address.
pub fn has_account(title: &str, email: &str) -> Markup {
    narrow(
        "You have an account already",
        &Problems::default(),
        html! {
            p { "You signed in with " (title) ", as " bdi { (email) } ". There is an account with this address here." }
            p { "Sign in to it once as you always do. Then you can connect the two, and from then on " (title) " is enough." }
            div.govuk-button-group {
                a.govuk-button href=(paths::sign_in()) { "Sign in" }
                a href=(paths::sign_in_link()) { "Email me a link instead" }
            }
            p.fm-small.fm-quiet { "If we have invited you to work on this site, open the link in that email first." }
        },
    )
}

/// The page for whoever comes without an address that can be relied on.
pub fn unconfirmed(title: &str) -> Markup {
    narrow(
        "Confirm your email address",
        &Problems::default(),
        html! {
            p { (parts::sentence(title)) " did not tell us an email address that we can rely on. So we ask you for one, and send you an email to confirm it." }
            p { "When you have done that, you can connect your account, and from then on " (title) " is enough." }
            div.govuk-button-group {
                a.govuk-button href=(paths::register()) { "Make an account" }
                a href=(paths::sign_in()) { "I have an account" }
            }
        },
    )
}

/// How somebody shows that it is they.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Proof {
    /// They have just signed in.
    #[default]
    Fresh,
    /// They type their password, or a code.
    Typed,
    /// They have neither, and sign in anew.
    SignInAnew,
}

/// An account that is to be connected to another site, or not any more.
#[derive(Clone, Debug, Default)]
pub struct Connecting {
    /// The other site, for people.
    pub title: String,
    /// Where the form goes.
    pub action: String,
    /// The name of the account.
    pub account: String,
    /// Their address there; may be empty.
    pub theirs: String,
    /// How they show that it is they.
    pub proof: Proof,
    /// What to put right: `current`.
    pub problems: Problems,
}

/// The page with the button that connects.
pub fn connect(view: &Connecting) -> Markup {
    narrow(
        &format!("Sign in with {} from now on?", view.title),
        &view.problems,
        html! {
            p {
                "You are signed in here as " bdi { (view.account) } ". If you connect this account to " (view.title)
                @if !view.theirs.is_empty() { ", where you are " bdi { (view.theirs) } }
                ", you can sign in there from now on. Your other ways to sign in stay."
            }
            (proved(view, form::button("Connect")))
        },
    )
}

/// The page with the button that takes it back.
pub fn disconnect(view: &Connecting) -> Markup {
    narrow(
        &format!("Signing in with {}", view.title),
        &view.problems,
        html! {
            p { "Your account is connected to " (view.title) ", so you can sign in there." }
            p { "If you disconnect it, you are signed out everywhere else. You can still sign in with a link by email, and with your password if you have one." }
            (proved(view, form::button("Disconnect")))
        },
    )
}

fn proved(view: &Connecting, button: Markup) -> Markup {
    let current = Input {
        name: "current",
        label: "Your password, or a code from your app",
        autocomplete: Some("current-password"),
        ..Input::default()
    };
    let back = html! { a href=(paths::account()) { "Back to your account" } };
    html! {
        @if view.proof == Proof::SignInAnew {
            p { "To show that it is you, sign out and sign in again. Then come back here within ten minutes." }
            p { (back) }
        } @else {
            (form::post(&view.action, html! {
                @if view.proof == Proof::Typed { (form::password(&current, &view.problems)) }
                (form::button_group(html! { (button) (back) }))
            }))
        }
    }
}

/// The page in place of a form that asks for a password, for whoever has none.
pub fn no_password() -> Markup {
    narrow(
        "You have no password here",
        &Problems::default(),
        html! {
            p { "You sign in another way. For this you need a password, so that nobody else can do it in your name." }
            div.govuk-button-group {
                a.govuk-button href=(paths::reset()) { "Choose one by email" }
                a href=(paths::account()) { "Back to your account" }
            }
        },
    )
}

/// Another site, on one's own page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linked {
    /// Its name in addresses.
    pub name: String,
    /// Its name for people.
    pub title: String,
    /// Since when one signs in with it, if one does.
    pub since: Option<NaiveDateTime>,
}

/// A line of the list of ways to sign in.
pub(super) fn linked(one: &Linked) -> Markup {
    html! {
        li {
            a href=(paths::account_identity(&one.name)) { "Sign in with " (one.title) }
            small { @match one.since {
                Some(since) => { "Connected since " (dates::date(since)) },
                None => "Not connected.",
            } }
        }
    }
}
