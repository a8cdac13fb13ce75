//! Signing in with a link by email, and the code of the second step.

use super::narrow;
use super::passkeys::second_step;
use super::registration::{self, Register};
use crate::dev::kept_here;
use crate::form::{self, Input, Problems};
use crate::paths;
use maud::{Markup, html};

/// The page for asking for a link, with what was typed before, and where to go afterwards: a path of this site, or nothing.
pub fn link_ask(email: &str, next: &str, problems: &Problems) -> Markup {
    let input = Input { name: "email", label: "Email address", value: email, ..Input::default() };
    narrow(
        "Get a link by email",
        problems,
        html! {
            p { "We will email you a link. It lets you answer, take a break, and come back." }
            p { "You need no password. If you have no account yet, the link asks for your name and makes one." }
            (form::post(paths::sign_in_link(), html! {
                @if !next.is_empty() { (form::hidden("next", next)) }
                (form::email(&input, problems))
                (form::button_group(html! {
                    (form::button("Send me the link"))
                    a href=(paths::sign_in()) { "Sign in with your password" }
                }))
            }))
        },
    )
}

/// "Check your email": the same words whether or not the address was known. `demo` says where emails are kept.
pub fn link_asked(demo: bool) -> Markup {
    narrow(
        "Check your email",
        &Problems::default(),
        html! {
            p.fm-lede { "We have sent a link to this address, if we had not done so a moment before." }
            p { "It may take a few minutes. Look in the folder for junk mail, too. The email says for how long the link is good." }
            (kept_here(demo))
            p { a href=(paths::sign_in()) { "Back to signing in" } }
        },
    )
}

/// The page behind the link in that letter. Opening it changes nothing: programs that check mail open links, too.
pub fn link_open(token: &str) -> Markup {
    narrow(
        "Sign in",
        &Problems::default(),
        html! {
            p { "Press the button, and you are signed in on this device." }
            (form::post(&paths::sign_in_with(token), form::button("Sign me in")))
            p.fm-small.fm-quiet { "If you did not ask for this, close this page. Nothing will happen." }
        },
    )
}

/// Somebody who came by a link and has no account yet.
#[derive(Clone, Debug, Default)]
pub struct ByLink {
    /// The secret part of the link.
    pub token: String,
    /// The address to which it was sent.
    pub email: String,
    /// What they say of themselves.
    pub form: Register,
}

/// The page on which they say who they are. Opening it changes nothing: programs that check mail open links, too.
pub fn by_link(view: &ByLink) -> Markup {
    narrow(
        "Who are you?",
        &view.form.problems,
        html! {
            p {
                "You asked for a link with the address " bdi { (view.email) } ". Tell us this once, and you can go on. "
                "Nobody will see your email address, and you need no password."
            }
            (form::post(&paths::sign_in_first(&view.token), html! {
                (registration::about(&view.form, html! {}))
                (form::button("Go on"))
            }))
            (registration::privacy())
            p.fm-small.fm-quiet { "To come back later, ask for another link with the same address. If you did not ask for this, close this page. Nothing will happen." }
        },
    )
}

/// Somebody who owes the second step.
#[derive(Clone, Debug, Default)]
pub struct Code {
    /// Whether they have an app that shows codes.
    pub app: bool,
    /// Whether they have a passkey.
    pub passkey: bool,
    /// The code, in the demonstration only.
    pub told: Option<String>,
    /// What to put right: `code`.
    pub problems: Problems,
}

/// The page that asks for a code or a passkey, after the password or the link.
pub fn code(view: &Code) -> Markup {
    if view.app { with_app(view) } else { passkey_alone() }
}

/// For whoever has a passkey and no app.
fn passkey_alone() -> Markup {
    narrow(
        "Use your passkey",
        &Problems::default(),
        html! {
            p { "You work for this site, so your password alone is not enough. Your passkey is your second step." }
            (second_step(form::button("Use my passkey")))
            p { a href=(paths::sign_in()) { "Start again" } }
            p.fm-small.fm-quiet { "You have ten minutes. If you have lost your passkey, ask an administrator to invite you anew." }
        },
    )
}

fn with_app(view: &Code) -> Markup {
    let input = Input {
        name: "code",
        label: "Code",
        hint: Some("Six digits from your app. If you do not have it, enter one of your recovery codes."),
        autocomplete: Some("one-time-code"),
        width: 20,
        ..Input::default()
    };
    narrow(
        "Enter your code",
        &view.problems,
        html! {
            p { "You have set up a second step for signing in. Open the app on your phone and enter the code that it shows." }
            (told_here(view.told.as_deref()))
            (form::post(paths::sign_in_code(), html! {
                (form::text(&input, &view.problems))
                (form::button_group(html! {
                    (form::button("Go on"))
                    a href=(paths::sign_in()) { "Start again" }
                }))
            }))
            @if view.passkey { (second_step(form::secondary_button("Use your passkey instead"))) }
            p.fm-small.fm-quiet { "You have ten minutes. Each code works once." }
        },
    )
}

/// In the demonstration: the code that an app would show, so that nobody needs one.
pub(super) fn told_here(told: Option<&str>) -> Markup {
    html! {
        @if let Some(code) = told {
            p.govuk-inset-text { "This is a demonstration, so you need no app. The code is " strong { (code) } "." }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_told_in_the_demonstration_only() {
        let mut view = Code { app: true, told: Some("123456".into()), ..Code::default() };
        assert!(code(&view).into_string().contains("<strong>123456</strong>"));
        view.told = None;
        assert!(!code(&view).into_string().contains("demonstration"));
    }

    #[test]
    fn one_is_asked_for_what_one_has() {
        let page = |app, passkey| code(&Code { app, passkey, ..Code::default() }).into_string();
        for (app, passkey) in [(true, false), (true, true), (false, true)] {
            let html = page(app, passkey);
            assert_eq!(html.contains(r#"name="code""#), app, "{html}");
            assert_eq!(html.contains(r#"action="/sign-in/passkey""#), passkey, "{html}");
        }
    }
}
