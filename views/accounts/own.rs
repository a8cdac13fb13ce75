//! One's own page: name and capacity, what one follows, what waits.

use super::ways::ways_in;
use super::{Capacity, Waiting, WaysIn, capacity_fields, narrow, waiting};
use crate::follows::{FollowKind, Frequency};
use crate::form::{self, Input, Problems};
use crate::parts::{Badge, badge};
use crate::paths;
use maud::{Markup, html};

/// Something that one follows.
#[derive(Clone, Debug)]
pub struct Followed {
    /// What it is.
    pub kind: FollowKind,
    /// Its title; of a discussion, the title of its proposal.
    pub title: String,
    /// Its page.
    pub url: String,
    /// Where one stops following it.
    pub action_url: String,
    /// How often one hears of it.
    pub frequency: Frequency,
}

/// One's own account.
#[derive(Clone, Debug)]
pub struct AccountPage {
    /// The email address.
    pub email: String,
    /// How the badge reads now.
    pub badge: Badge,
    /// The name, as it is or was typed.
    pub name: String,
    /// The capacity, as it is or was chosen.
    pub capacity: Option<Capacity>,
    /// The profession, as it is or was typed.
    pub profession: String,
    /// What one follows.
    pub follows: Vec<Followed>,
    /// What waits to be posted.
    pub waiting: Option<Waiting>,
    /// Whether they can suggest proposals here.
    pub by_residents: bool,
    /// How they can come in, and where they have.
    pub ways: WaysIn,
    /// What to put right: `name`, `capacity`, `profession`.
    pub problems: Problems,
}

/// The page of one's own account.
pub fn account(view: &AccountPage) -> Markup {
    let name = Input {
        name: "name",
        label: "Your name",
        hint: Some("Everybody sees it."),
        value: &view.name,
        autocomplete: Some("nickname"),
        ..Input::default()
    };
    narrow(
        "Your account",
        &view.problems,
        html! {
            @if let Some(what) = &view.waiting {
                (waiting(what))
                p { a href=(paths::pending()) { "Post it or drop it" } }
            }
            p { "You are signed in with " bdi { (view.email) } ". Your comments say: " (badge(&view.badge)) "." }
            (form::post(paths::account(), html! {
                (form::text(&name, &view.problems))
                (capacity_fields(view.capacity, &view.profession, &view.problems))
                p.fm-caveat.fm-gap { "What you have said so far stays in the capacity in which you said it." }
                (form::button("Save the changes"))
            }))
            p { a href=(paths::account_profession()) { "Your profession, and how to have it verified" } }
            p { a href=(paths::account_organisation()) { "Your organisation, if you speak for one" } }
            (ways_in(&view.ways))
            h2 { "What you follow" }
            (follows(&view.follows))
            p { a href=(paths::account_emails()) { "Change what you get by email, pause it or stop it" } }
            h2 { "What you wrote" }
            p { a href=(paths::own_responses()) { "Your responses to consultations" } }
            @if view.by_residents {
                p { a href=(paths::account_suggestions()) { "The proposals that you suggested, and what became of them" } }
            }
            p { a href=(paths::own_decisions()) { "What moderators decided about your comments, and asking for another look" } }
            h2 { "Your data" }
            p { a href=(paths::account_data()) { "A copy of all that we keep about you" } }
            p { a href=(paths::account_erasure()) { "Erase your account" } }
            h2 { "Sign out" }
            (form::post(paths::sign_out(), form::secondary_button("Sign out")))
        },
    )
}

fn follows(follows: &[Followed]) -> Markup {
    html! {
        @if follows.is_empty() {
            p { "Nothing yet. Proposals, areas, discussions and organisations have a button for it." }
        } @else {
            ul.fm-docs {
                @for one in follows {
                    li {
                        a href=(one.url) { (one.title) }
                        small {
                            @if one.kind == FollowKind::Site { (one.frequency.label()) }
                            @else { (one.kind.label()) ", " (one.frequency.in_sentence()) }
                        }
                        form method="post" action=(one.action_url) {
                            (form::csrf())
                            (form::hidden("from", "account"))
                            button.fm-linkbutton name="follow" value="stop" {
                                "Stop following" span.govuk-visually-hidden { " " (one.title) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What waits until its author has signed in.
#[derive(Clone, Debug, Default)]
pub struct Pending {
    /// What waits; nothing when it is posted, dropped or too old.
    pub waiting: Option<Waiting>,
    /// Whether one is signed in and may post it.
    pub signed_in: bool,
}

/// The page that shows what waits. Its form sends `act=post` or `act=drop`.
pub fn pending(view: &Pending) -> Markup {
    let drop = html! { button.fm-linkbutton name="act" value="drop" { "Drop it" } };
    narrow(
        "What waits for you",
        &Problems::default(),
        html! {
            @if let Some(what) = &view.waiting {
                (waiting(what))
                @if view.signed_in {
                    (form::post(paths::pending(), form::button_group(html! {
                        button.govuk-button name="act" value="post" { "Post it now" }
                        (drop)
                    })))
                } @else {
                    div.govuk-button-group {
                        a.govuk-button href=(paths::sign_in()) { "Sign in" }
                        a.govuk-button.govuk-button--secondary href=(paths::register()) { "Make an account" }
                    }
                    (form::post(paths::pending(), drop))
                }
            } @else {
                p { "Nothing waits. What you wrote is posted, or it has been here too long." }
                p { a href=(paths::open_now()) { "See what is open now" } }
            }
        },
    )
}
