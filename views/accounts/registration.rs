//! Making an account: the form, the letter that follows, and the button behind its link.

use super::{Capacity, Waiting, capacity_fields, narrow, waiting};
use crate::form::{self, Input, Problems};
use crate::paths;
use maud::{Markup, html};

/// The password's hint, wherever one is chosen.
pub(super) const PASSWORD_HINT: &str = "12 characters or more. Three or four words that you can remember are good.";

/// The form for a new account.
#[derive(Clone, Debug, Default)]
pub struct Register {
    /// The name under which one takes part.
    pub name: String,
    /// The email address.
    pub email: String,
    /// The chosen capacity; nothing is chosen at first.
    pub capacity: Option<Capacity>,
    /// The profession, for professionals.
    pub profession: String,
    /// The organisation, for those who speak for one.
    pub organisation: String,
    /// Whether one has said that one is 16 or over.
    pub adult: bool,
    /// Where to go afterwards: a path of this site, or nothing.
    pub next: String,
    /// What waits.
    pub waiting: Option<Waiting>,
    /// What to put right: `name`, `email`, `password`, `capacity`, `profession`, `organisation`, `adult`.
    pub problems: Problems,
}

/// The page for making an account.
pub fn register(view: &Register) -> Markup {
    let problems = &view.problems;
    let name = Input {
        name: "name",
        label: "Your name",
        hint: Some("Everybody sees it. It can be a first name, or a made-up one."),
        value: &view.name,
        autocomplete: Some("nickname"),
        ..Input::default()
    };
    let email = Input {
        name: "email",
        label: "Email address",
        hint: Some("Nobody sees it."),
        value: &view.email,
        ..Input::default()
    };
    let password = Input {
        name: "password",
        label: "Password",
        hint: Some(PASSWORD_HINT),
        autocomplete: Some("new-password"),
        ..Input::default()
    };
    narrow(
        "Make an account",
        problems,
        html! {
            @if let Some(what) = &view.waiting { (waiting(what)) }
            p { "You need an account to comment and to vote. You can read everything without one. " a href=(paths::sign_in()) { "I have an account" } }
            (form::post(paths::register(), html! {
                @if !view.next.is_empty() { (form::hidden("next", &view.next)) }
                (form::text(&name, problems))
                (form::email(&email, problems))
                (form::password(&password, problems))
                (capacity_fields(view.capacity, &view.profession, &view.organisation, problems))
                (form::checkbox("adult", "yes", "I am 16 or over", view.adult, problems))
                (form::button("Make my account"))
            }))
            p.fm-small.fm-quiet { "What we keep and for how long: " a href=(paths::page("privacy")) { "Privacy" } }
        },
    )
}

/// "Check your email": the same words whether or not the address was known.
pub fn registered() -> Markup {
    let email = Input { name: "email", label: "Email address", ..Input::default() };
    narrow(
        "Check your email",
        &Problems::default(),
        html! {
            p.fm-lede { "We have sent you a letter with a link. Open it and press the button there." }
            p { "It may take a few minutes. The letter says for how long its link is good." }
            details.govuk-details {
                summary.govuk-details__summary { span.govuk-details__summary-text { "I did not get it" } }
                div.govuk-details__text {
                    p { "Look in the folder for junk mail. If it is not there, we can send it once more." }
                    (form::post(paths::confirmation_resend(), html! {
                        (form::email(&email, &Problems::default()))
                        (form::secondary_button("Send it again"))
                    }))
                }
            }
        },
    )
}

/// The page behind the link in the letter. Opening it changes nothing: programs that check mail open links, too.
pub fn confirm(token: &str) -> Markup {
    narrow(
        "Confirm your email address",
        &Problems::default(),
        html! {
            p { "One more step: press the button, and your account is ready." }
            (form::post(&paths::confirmation(token), form::button("Confirm my address")))
            p.fm-small.fm-quiet { "If you did not make an account here, close this page. Nothing will happen." }
        },
    )
}

/// What came of confirming an address.
#[derive(Clone, Debug, Default)]
pub struct Confirmed {
    /// What had waited and is posted now: words such as "Your comment is posted", and where it stands.
    pub posted: Option<(String, String)>,
    /// What had waited and could not be posted: why, and the text to copy.
    pub not_posted: Option<(String, String)>,
    /// Whether one is signed in by now; otherwise one is asked to.
    pub signed_in: bool,
    /// Where to go on: a path of this site.
    pub next: Option<String>,
}

/// The page after confirming.
pub fn confirmed(view: &Confirmed) -> Markup {
    narrow(
        "Your email address is confirmed",
        &Problems::default(),
        html! {
            @if let Some((words, href)) = &view.posted {
                p.fm-lede { (words) ". " a href=(href) { "See it" } }
            }
            @if let Some((why, text)) = &view.not_posted {
                p { (why) }
                (kept(text))
            }
            @if !view.signed_in { p { "You can sign in now." } }
            div.govuk-button-group {
                @if !view.signed_in { a.govuk-button href=(paths::sign_in()) { "Sign in" } }
                @if let Some(next) = &view.next { a href=(next) { "Go on where you were" } }
                a href=(paths::open_now()) { "See what is open now" }
            }
        },
    )
}

/// A text that could not be posted, to be copied.
fn kept(text: &str) -> Markup {
    html! {
        @if !text.is_empty() {
            div.govuk-form-group {
                label.govuk-label.govuk-label--s for="kept" { "What you wrote" }
                textarea.govuk-textarea id="kept" rows="8" readonly dir="auto" { "\n" (text) }
            }
        }
    }
}

/// The letter in which a link stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkKind {
    /// To somebody who made an account.
    Confirm,
    /// To somebody who asked for a new password.
    Reset,
    /// To a new colleague.
    Invite,
}

/// The page behind a link that is mistyped, used or too old, with a way to a new one.
pub fn link_not_valid(kind: LinkKind) -> Markup {
    let email = Input { name: "email", label: "Email address", ..Input::default() };
    let ask = |action: &str, button: &str| {
        form::post(action, html! { (form::email(&email, &Problems::default())) (form::button(button)) })
    };
    narrow(
        "This link is not valid",
        &Problems::default(),
        html! {
            p { "It may have been used already, it may be too old, or a part of it may be missing." }
            @match kind {
                LinkKind::Confirm => (ask(paths::confirmation_resend(), "Send me a new link")),
                LinkKind::Reset => (ask(paths::reset(), "Send me a new link")),
                LinkKind::Invite => p { "Please ask the person who invited you for a new one." },
            }
            p { "If you have used it already, you can " a href=(paths::sign_in()) { "sign in" } "." }
        },
    )
}

/// A new colleague's first page.
#[derive(Clone, Debug, Default)]
pub struct Invitation {
    /// The secret part of the link.
    pub token: String,
    /// The address to which the letter went.
    pub email: String,
    /// What they will do, such as "moderator".
    pub role: String,
    /// The name under which they will work.
    pub name: String,
    /// What to put right: `name`, `password`.
    pub problems: Problems,
}

/// The page where a new colleague chooses a name and a password.
pub fn invitation(view: &Invitation) -> Markup {
    let name = Input {
        name: "name",
        label: "Your name",
        hint: Some("Colleagues see it, and everybody when you comment."),
        value: &view.name,
        autocomplete: Some("name"),
        ..Input::default()
    };
    let password = Input {
        name: "password",
        label: "Password",
        hint: Some(PASSWORD_HINT),
        autocomplete: Some("new-password"),
        ..Input::default()
    };
    narrow(
        "Join the staff",
        &view.problems,
        html! {
            p { "You are invited as " strong { (view.role) } ", with the address " bdi { (view.email) } "." }
            (form::post(&paths::invitation(&view.token), html! {
                (form::text(&name, &view.problems))
                (form::password(&password, &view.problems))
                (form::button("Set up my account"))
            }))
        },
    )
}
