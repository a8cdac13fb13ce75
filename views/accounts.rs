//! Accounts: making one, signing in, and one's own page.

mod confirmation;
mod elsewhere;
mod factor;
mod link;
mod own;
mod passkeys;
mod password;
mod registration;
mod signing_in;
mod ways;

pub use confirmation::{LinkKind, confirm, link_not_valid, registered};
pub use elsewhere::{
    Astray, Connecting, Elsewhere, Linked, Newcomer, Proof, astray, connect, disconnect, elsewhere, has_account,
    leaving, newcomer, no_password, unconfirmed,
};
pub use factor::{FactorOn, FactorSetUp, factor_on, factor_set_up, recovery_codes};
pub use link::{ByLink, Code, by_link, code, link_ask, link_asked, link_open};
pub use own::{AccountPage, Followed, Pending, account, pending};
pub use passkeys::{
    Asked, NewPasskey, OnePasskey, Passkey, PasskeysPage, SignInPasskey, passkey, passkey_new, passkeys,
    sign_in_passkey,
};
pub use password::{confirm_ask, password};
pub use registration::{Invitation, Register, invitation, register, register_anew};
pub use signing_in::{SignIn, reset_ask, reset_asked, reset_new, sign_in};
pub use ways::{Device, WaysIn};

use crate::form::{self, Choice, Choices, Input, Problems};
use crate::layout::{Nav, Shell, page};
use crate::parts::Badge;
use crate::{paths, votes};
use maud::{Markup, html};

/// In which capacity somebody takes part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Capacity {
    /// For themselves.
    Resident,
    /// From their work.
    Professional,
    /// For an organisation.
    Organisation,
}

impl Capacity {
    /// What forms send in the field `capacity`.
    pub fn value(self) -> &'static str {
        match self {
            Capacity::Resident => "resident",
            Capacity::Professional => "professional",
            Capacity::Organisation => "organisation",
        }
    }

    /// All who share it: "Residents".
    pub fn plural(self) -> &'static str {
        match self {
            Capacity::Resident => "Residents",
            Capacity::Professional => "Professionals",
            Capacity::Organisation => "Organisations",
        }
    }

    /// How one speaks: "as a resident".
    pub fn as_one(self) -> &'static str {
        match self {
            Capacity::Resident => "as a resident",
            Capacity::Professional => "as a professional",
            Capacity::Organisation => "for an organisation",
        }
    }
}

/// What somebody wrote or chose before signing in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WaitingKind {
    /// A comment on a proposal, as it was typed.
    Comment(String),
    /// A reply to a comment, as it was typed.
    Reply(String),
    /// A vote on a proposal.
    Vote(votes::Vote),
    /// An answer to a comment.
    Answer(votes::Answer),
    /// Following a proposal or an area.
    Follow,
}

/// Something that waits until its author has signed in.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// What it is.
    pub kind: WaitingKind,
    /// The title of the proposal or area.
    pub title: String,
    /// Where that stands.
    pub href: String,
}

/// What waits, shown so that nobody has to trust that it is still there.
fn waiting(waiting: &Waiting) -> Markup {
    let what = match &waiting.kind {
        WaitingKind::Comment(_) => "Your comment on",
        WaitingKind::Reply(_) => "Your reply under",
        WaitingKind::Vote(_) => "Your vote on",
        WaitingKind::Answer(_) => "Your answer to a comment under",
        WaitingKind::Follow => "Your wish to follow",
    };
    let until = match &waiting.kind {
        WaitingKind::Comment(_) | WaitingKind::Reply(_) => "Only you can see it until it is posted.",
        WaitingKind::Vote(_) | WaitingKind::Answer(_) => "It counts when you have signed in.",
        WaitingKind::Follow => "It begins when you have signed in.",
    };
    html! {
        div.fm-place.fm-place--mine {
            p { strong { (what) " “" (waiting.title) "” waits." } " " (until) }
            @match &waiting.kind {
                WaitingKind::Comment(text) | WaitingKind::Reply(text) => {
                    blockquote dir="auto" { @for line in text.lines() { p { (line) } } }
                }
                WaitingKind::Vote(vote) => p { "You chose: " (vote.label()) },
                WaitingKind::Answer(answer) => p { "You chose: " (answer.label()) },
                WaitingKind::Follow => {}
            }
        }
    }
}

/// "Posting as Amina K., resident": it fills [`crate::holes::Hole::PostingAs`] for a person who is signed in. Whoever belongs
/// to a verified organisation has a second button beside it, which sends `as=organisation`.
pub fn posting_as(name: &str, badge: &Badge, organisation: Option<&str>) -> Markup {
    let checked = |verified: &bool| if *verified { "" } else { ", not yet verified" };
    html! {
        "Posting as " bdi { (name) } ", "
        @match badge {
            Badge::Resident => "resident",
            Badge::Imported => "imported participant",
            Badge::Professional { title, verified } => {
                bdi { @if title.is_empty() { "professional" } @else { (title) } } (checked(verified))
            }
            Badge::Organisation { name, verified, .. } => {
                "for " bdi { @if name.is_empty() { "an organisation" } @else { (name) } } (checked(verified))
            }
            Badge::Team { label } => (label),
        }
        ". " (house_rules())
        @if let Some(organisation) = organisation {
            " " button.govuk-button.govuk-button--secondary.govuk-button--small name="as" value="organisation" {
                "Post it for " bdi { (organisation) }
            }
        }
    }
}

/// As [`posting_as`], for everybody else.
pub fn posting_as_visitor() -> Markup {
    html! { "You can write first. We will ask you to sign in before it is posted. " (house_rules()) }
}

fn house_rules() -> Markup {
    html! { a href=(paths::page("house-rules")) { "House rules" } }
}

/// A page of one narrow column, under "Your account", that search engines leave out.
pub(crate) fn narrow(title: &str, problems: &Problems, content: Markup) -> Markup {
    page(
        &Shell::new(title).nav(Nav::Account).no_index().with_problems(problems),
        html! {
            div.fm-main { div.fm-wrap { div.fm-flow.fm-prose {
                (form::summary(problems))
                h1.fm-h2 { (title) }
                (content)
            } } }
        },
    )
}

/// The question in which capacity one takes part, with the text that goes with it.
fn capacity_fields(capacity: Option<Capacity>, profession: &str, problems: &Problems) -> Markup {
    let options = [
        Choice { value: "resident", label: "For myself, as a resident", hint: None },
        Choice { value: "professional", label: "From my work in health or care", hint: None },
    ];
    let choices = Choices {
        name: "capacity",
        label: "How do you take part?",
        hint: Some(
            "Results are shown apart for each. Until your profession is verified you count as a resident, and your comments say “not yet verified”. If you speak for an organisation, too, you can register it afterwards.",
        ),
        options: &options,
        selected: capacity.map(Capacity::value),
        ..Choices::default()
    };
    let profession = Input {
        name: "profession",
        label: "Your profession",
        hint: Some("Only if you answer from your work, such as “respiratory nurse”"),
        value: profession,
        autocomplete: Some("organization-title"),
        ..Input::default()
    };
    html! {
        (form::radios(&choices, problems))
        div.fm-if.fm-if--professional { (form::text(&profession, problems)) }
    }
}

#[cfg(test)]
#[path = "accounts_tests.rs"]
mod tests;
