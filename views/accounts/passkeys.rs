//! Passkeys: the list of one's own, a new one, what can be changed about one, and signing in with one.
//!
//! A browser gives a passkey only to a script. Each page that asks for one holds a form with a hidden field, which the script
//! fills and sends; without scripts the page says so, and which other ways there are.

use super::narrow;
use crate::form::{self, Input, Problems};
use crate::{assets, dates, paths};
use chrono::NaiveDateTime;
use maud::{Markup, html};

/// A passkey, as its owner sees it.
#[derive(Clone, Debug, Default)]
pub struct Passkey {
    /// Its number.
    pub id: i64,
    /// What its owner calls it.
    pub name: String,
    /// Whether it is kept in more places than one.
    pub backed_up: bool,
    /// When it was added.
    pub since: NaiveDateTime,
    /// When somebody last came in with it.
    pub used_at: Option<NaiveDateTime>,
}

/// "Added 4 December 2026. Last used 5 pm on …": what is known of a passkey, under its name.
pub(super) fn facts(passkey: &Passkey) -> Markup {
    html! {
        small {
            "Added " (dates::date(passkey.since)) ". "
            @match passkey.used_at {
                Some(at) => { "Last used " (dates::on_day(at)) "." },
                None => "Not used yet.",
            }
            @if !passkey.backed_up { " Kept on one device only." }
        }
    }
}

/// One's own passkeys.
#[derive(Clone, Debug, Default)]
pub struct PasskeysPage {
    /// Those that there are, the oldest first.
    pub passkeys: Vec<Passkey>,
    /// The name for a new one, as it was typed or as we propose it.
    pub name: String,
    /// How many one may have.
    pub most: i64,
    /// Whether the address of the site is one for which browsers know passkeys.
    pub possible: bool,
    /// Whether they work for the site.
    pub staff: bool,
    /// What to put right: `name`, `current`.
    pub problems: Problems,
}

/// The page of one's own passkeys. Its form sends `name` and `current`.
pub fn passkeys(view: &PasskeysPage) -> Markup {
    let full = i64::try_from(view.passkeys.len()).is_ok_and(|n| n >= view.most);
    narrow(
        "Your passkeys",
        &view.problems,
        html! {
            p {
                "With a passkey you sign in without a password and without a code. "
                "It stays on your phone, on your computer or in your password manager, and you unlock it with your finger, your face or a PIN. "
                "Nobody can find it out, and no false site can take it from you."
            }
            @if view.staff { p { "For your work here a passkey is enough: it counts as both steps." } }
            @if !view.passkeys.is_empty() {
                ul.fm-docs { @for one in &view.passkeys {
                    li { a href=(paths::account_passkey(one.id)) { bdi { (one.name) } } (facts(one)) }
                } }
            }
            h2 { "Add a passkey" }
            @if !view.possible {
                (impossible())
            } @else if full {
                p { "You have " (view.most) " passkeys. Remove one before you add another." }
            } @else {
                @if view.passkeys.len() == 1 { p { "Two are better than one: if you lose the first, you have the second." } }
                (adding(view))
            }
            p { a href=(paths::account()) { "Back to your account" } }
        },
    )
}

fn adding(view: &PasskeysPage) -> Markup {
    html! {
        (needs_scripts())
        (form::post(paths::account_passkeys(), html! {
            (form::text(&called(&view.name), &view.problems))
            (form::password(&current("The password that you have now, or a code from your app"), &view.problems))
            (form::button("Go on"))
        }))
    }
}

fn called(name: &str) -> Input<'_> {
    Input {
        name: "name",
        label: "What will you call it?",
        hint: Some("Only you see it, such as “My phone”"),
        value: name,
        autocomplete: Some("off"),
        ..Input::default()
    }
}

fn current(label: &'static str) -> Input<'static> {
    Input { name: "current", label, autocomplete: Some("current-password"), ..Input::default() }
}

fn impossible() -> Markup {
    html! {
        p { "This is not possible here. Browsers know passkeys only for sites that have a name of their own, not just a number." }
    }
}

fn needs_scripts() -> Markup {
    html! {
        noscript { p.govuk-inset-text { "Passkeys need JavaScript, and your browser does not run it here. Everything else works without it." } }
    }
}

/// The question to a browser, and the form that takes its answer.
#[derive(Clone, Copy, Debug)]
struct Asking<'a> {
    /// `new`, or `known` for one that there is.
    kind: &'a str,
    /// The question, as JSON.
    question: &'a str,
    /// Where the answer is sent.
    action: &'a str,
    /// What the button says.
    button: &'a str,
    /// The address at which the site knows its passkeys.
    site: &'a str,
    /// Whether the browser is asked before anybody presses the button.
    at_once: bool,
}

fn asking(view: &Asking) -> Markup {
    html! {
        (needs_scripts())
        form method="post" action=(view.action) novalidate
            data-passkey=(view.kind) data-question=(view.question) data-at-once[view.at_once] {
            (form::csrf())
            (form::hidden("answer", ""))
            div data-when="able" hidden { button.govuk-button #passkey { (view.button) } }
        }
        div role="status" {
            p data-when="asking" hidden { "Your browser asks you now." }
            p data-when="nothing" hidden { "Your browser gave us no passkey. Press the button to try again." }
            p data-when="known" hidden { "This device has a passkey for your account already. You need no second one on it." }
            p data-when="elsewhere" hidden { "Passkeys work only at " a href=(view.site) { (view.site) } ". Please go there." }
            p data-when="unable" hidden { "Your browser does not know the passkeys that we need." }
        }
        script src=(assets::url("passkeys.js")) defer {}
    }
}

/// A new passkey, about to be made.
#[derive(Clone, Debug, Default)]
pub struct NewPasskey {
    /// What it will be called.
    pub name: String,
    /// The question to the browser, as JSON.
    pub question: String,
    /// The address at which the site knows its passkeys.
    pub site: String,
}

/// The page on which a browser makes a new passkey. Its form sends `answer`.
pub fn passkey_new(view: &NewPasskey) -> Markup {
    narrow(
        "Make your passkey",
        &Problems::default(),
        html! {
            p { "Press the button. Your browser then asks where to keep the passkey “" bdi { (view.name) } "”, and how you will unlock it. You have five minutes." }
            (asking(&Asking {
                kind: "new",
                question: &view.question,
                action: paths::account_passkey_new(),
                button: "Make the passkey",
                site: &view.site,
                at_once: false,
            }))
            p { a href=(paths::account_passkeys()) { "Back to your passkeys" } }
        },
    )
}

/// One passkey, and what can be changed about it.
#[derive(Clone, Debug, Default)]
pub struct OnePasskey {
    /// The passkey.
    pub passkey: Passkey,
    /// Its name, as it is or was typed.
    pub name: String,
    /// What to put right: `name`, `current`.
    pub problems: Problems,
}

/// The page of one passkey. One form sends `name`, the other `current`.
pub fn passkey(view: &OnePasskey) -> Markup {
    let id = view.passkey.id;
    narrow(
        "A passkey",
        &view.problems,
        html! {
            p { strong { bdi { (view.passkey.name) } } " " (facts(&view.passkey)) }
            (form::post(&paths::account_passkey(id), html! {
                (form::text(&called(&view.name), &view.problems))
                (form::secondary_button("Save the name"))
            }))
            h2 { "Remove it" }
            p { "Nobody can sign in with it any more. You will be signed out everywhere else. Delete it on your device, too." }
            (form::post(&paths::account_passkey_removal(id), html! {
                (form::password(&current("Your password, or a code from your app"), &view.problems))
                (form::button_group(html! {
                    (form::secondary_button("Remove this passkey"))
                    a href=(paths::account_passkeys()) { "Back to your passkeys" }
                }))
            }))
        },
    )
}

/// What a browser is asked for that is to give a passkey.
#[derive(Clone, Debug, Default)]
pub enum Asked {
    /// This question, as JSON.
    Now(String),
    /// Nothing, or too long ago.
    #[default]
    Nothing,
    /// Nothing, since browsers know no passkeys for the address of the site.
    Impossible,
}

/// Somebody who wants to sign in with a passkey.
#[derive(Clone, Debug, Default)]
pub struct SignInPasskey {
    /// What their browser is asked for.
    pub asked: Asked,
    /// The address at which the site knows its passkeys.
    pub site: String,
    /// Whether they have given their password or a link before.
    pub second: bool,
    /// What to put right: `passkey`.
    pub problems: Problems,
}

/// The page that asks for a passkey, in place of the password or after it. Its form sends `answer`.
pub fn sign_in_passkey(view: &SignInPasskey) -> Markup {
    narrow(
        "Sign in with a passkey",
        &view.problems,
        html! {
            @match &view.asked { Asked::Now(question) => {
                p { "Your browser asks you for your passkey. Unlock it as you unlock your device." }
                (asking(&Asking {
                    kind: "known",
                    question,
                    action: paths::sign_in_passkey_answer(),
                    button: "Use my passkey",
                    site: &view.site,
                    at_once: view.problems.is_empty(),
                }))
            } Asked::Nothing => {
                p { "There is nothing to answer any more: it was answered before, or it took too long. Please begin again." }
                (sign_in_with(""))
            } Asked::Impossible => (impossible()) }
            h2.govuk-heading-m { "Other ways" }
            ul {
                @if view.second { li { a href=(paths::sign_in_code()) { "Go back to the second step" } } }
                li { a href=(paths::sign_in()) { @if view.second { "Start again" } @else { "Sign in with your password" } } }
                @if !view.second { li { a href=(paths::sign_in_link()) { "Sign in with a link by email" } } }
            }
        },
    )
}

/// The button that leads to [`sign_in_passkey`]. `next` is where to go afterwards.
pub(super) fn sign_in_with(next: &str) -> Markup {
    form::post(
        paths::sign_in_passkey(),
        html! {
            @if !next.is_empty() { (form::hidden("next", next)) }
            (form::secondary_button("Sign in with a passkey"))
        },
    )
}

/// The same for whoever has given their password or a link.
pub(super) fn second_step(button: Markup) -> Markup {
    form::post(paths::sign_in_passkey(), html! { (form::hidden("second", "yes")) (button) })
}

#[cfg(test)]
#[path = "passkeys_tests.rs"]
mod tests;
