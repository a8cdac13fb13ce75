//! Signing in, and choosing a new password.

use super::elsewhere::{Elsewhere, buttons};
use super::passkeys::sign_in_with;
use super::registration::PASSWORD_HINT;
use super::{Waiting, narrow, waiting};
use crate::dev::kept_here;
use crate::form::{self, Input, Problems};
use crate::paths;
use maud::{Markup, html};

/// The form for signing in.
#[derive(Clone, Debug, Default)]
pub struct SignIn {
    /// The email address that was typed before.
    pub email: String,
    /// Where to go afterwards: a path of this site, or nothing.
    pub next: String,
    /// What waits.
    pub waiting: Option<Waiting>,
    /// The other sites with which one can sign in.
    pub providers: Vec<Elsewhere>,
    /// Whether the address of the site is one for which browsers know passkeys.
    pub passkeys: bool,
    /// What to put right: `email`, `password`.
    pub problems: Problems,
}

/// The page for signing in.
pub fn sign_in(view: &SignIn) -> Markup {
    let email = Input { name: "email", label: "Email address", value: &view.email, ..Input::default() };
    let password =
        Input { name: "password", label: "Password", autocomplete: Some("current-password"), ..Input::default() };
    let register = if view.next.is_empty() {
        paths::register().to_owned()
    } else {
        format!("{}?next={}", paths::register(), paths::encode(&view.next))
    };
    let link = if view.next.is_empty() {
        paths::sign_in_link().to_owned()
    } else {
        format!("{}?next={}", paths::sign_in_link(), paths::encode(&view.next))
    };
    narrow(
        "Sign in",
        &view.problems,
        html! {
            @if let Some(what) = &view.waiting { (waiting(what)) }
            p {
                "New here? " a href=(register) { "Make an account" }
                ". You need only an email address. You can read everything without one."
            }
            form.fm-panel method="post" action=(paths::sign_in()) novalidate {
                (form::csrf())
                @if !view.next.is_empty() { (form::hidden("next", &view.next)) }
                (form::email(&email, &view.problems))
                (form::password(&password, &view.problems))
                (form::button_group(html! {
                    (form::button("Sign in"))
                    a href=(link) { "Get a link by email: you need no password" }
                    a href=(paths::reset()) { "I forgot my password" }
                }))
            }
            (buttons(&view.providers, &view.next))
            @if view.passkeys { (sign_in_with(&view.next)) }
        },
    )
}

/// The page for asking for a new password.
pub fn reset_ask(email: &str, problems: &Problems) -> Markup {
    let input = Input { name: "email", label: "Email address", value: email, ..Input::default() };
    narrow(
        "Choose a new password",
        problems,
        html! {
            p { "We will send you an email with a link." }
            (form::post(paths::reset(), html! {
                (form::email(&input, problems))
                (form::button("Send me the link"))
            }))
        },
    )
}

/// "Check your email": the same words whether or not the address was known. `demo` says where emails are kept.
pub fn reset_asked(demo: bool) -> Markup {
    narrow(
        "Check your email",
        &Problems::default(),
        html! {
            p.fm-lede { "If there is an account with this address, we have sent it a link to choose a new password." }
            p { "It may take a few minutes. Look in the folder for junk mail, too." }
            (kept_here(demo))
            p { a href=(paths::sign_in()) { "Back to signing in" } }
        },
    )
}

/// The page behind the link in that letter.
pub fn reset_new(token: &str, problems: &Problems) -> Markup {
    let password = Input {
        name: "password",
        label: "New password",
        hint: Some(PASSWORD_HINT),
        autocomplete: Some("new-password"),
        ..Input::default()
    };
    narrow(
        "Choose a new password",
        problems,
        html! {
            p { "You will be signed out everywhere else." }
            (form::post(&paths::reset_with(token), html! {
                (form::password(&password, problems))
                (form::button("Save the new password"))
            }))
        },
    )
}
