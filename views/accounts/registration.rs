//! Making an account, and joining the staff.

use super::elsewhere::{Elsewhere, buttons};
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
    /// How old one must be; 0 when nobody is asked.
    pub minimum_age: i64,
    /// Whether one has said that one is.
    pub adult: bool,
    /// Where to go afterwards: a path of this site, or nothing.
    pub next: String,
    /// What waits.
    pub waiting: Option<Waiting>,
    /// The other sites with which one can sign in.
    pub providers: Vec<Elsewhere>,
    /// What to put right: `name`, `email`, `password`, `capacity`, `profession`, `adult`.
    pub problems: Problems,
}

/// The page for making an account.
pub fn register(view: &Register) -> Markup {
    let email = Input {
        name: "email",
        label: "Email address",
        hint: Some("Nobody sees it."),
        value: &view.email,
        ..Input::default()
    };
    narrow(
        "Make an account",
        &view.problems,
        html! {
            @if let Some(what) = &view.waiting { (waiting(what)) }
            p { "You need an account to comment and to vote. You can read everything without one. " a href=(paths::sign_in()) { "I have an account" } }
            (form::post(paths::register(), html! {
                @if !view.next.is_empty() { (form::hidden("next", &view.next)) }
                (fields(view, form::email(&email, &view.problems)))
                (form::button("Make my account"))
            }))
            (privacy())
            (buttons(&view.providers, &view.next))
        },
    )
}

/// The page for whoever opened the letter but did not choose the password: they fill in everything but the address.
pub fn register_anew(token: &str, view: &Register) -> Markup {
    narrow(
        "Make this account your own",
        &view.problems,
        html! {
            p { "You opened our email to " bdi { (view.email) } ", so this address is yours. Fill in the form, and the account is yours too." }
            p { "Nothing that somebody else chose for it stays, and nothing that they wrote is posted." }
            (form::post(&paths::confirmation_account(token), html! {
                (fields(view, html! {}))
                (form::button("Save and go on to sign in"))
            }))
            (privacy())
        },
    )
}

pub(super) fn privacy() -> Markup {
    html! {
        p.fm-small.fm-quiet {
            "By doing this you agree to the " a href=(paths::page("house-rules")) { "house rules" } ". "
            "What we keep and for how long: " a href=(paths::privacy()) { "Privacy" }
        }
    }
}

/// What one says of oneself and the password, with the address, where it is not known yet, in its place.
fn fields(view: &Register, email: Markup) -> Markup {
    let password = Input {
        name: "password",
        label: "Password",
        hint: Some(PASSWORD_HINT),
        autocomplete: Some("new-password"),
        ..Input::default()
    };
    about(view, html! { (email) (form::password(&password, &view.problems)) })
}

/// What one says of oneself: the name, then `more`, then the rest.
pub(super) fn about(view: &Register, more: Markup) -> Markup {
    let problems = &view.problems;
    let name = Input {
        name: "name",
        label: "Your name",
        hint: Some("Everybody sees it. It can be a first name, or a made-up one."),
        value: &view.name,
        autocomplete: Some("nickname"),
        ..Input::default()
    };
    html! {
        (form::text(&name, problems))
        (more)
        (capacity_fields(view.capacity, &view.profession, problems))
        @if view.minimum_age > 0 {
            (form::checkbox("adult", "yes", &format!("I am {} or over", view.minimum_age), view.adult, problems))
        }
    }
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
            (privacy())
        },
    )
}
