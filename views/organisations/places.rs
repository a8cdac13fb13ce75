//! Joining an organisation, and leaving it.

use crate::accounts::narrow;
use crate::form::{self, Problems};
use crate::paths;
use maud::{Markup, html};

/// Leaving an organisation.
#[derive(Clone, Debug, Default)]
pub struct Leaving {
    /// Its name.
    pub name: String,
    /// Whether nobody else belongs to it.
    pub is_alone: bool,
    /// Whether it keeps an owner.
    pub may_leave: bool,
}

/// The page that asks whether somebody leaves.
pub fn leaving(view: &Leaving) -> Markup {
    narrow(
        "Leave the organisation",
        &Problems::default(),
        html! {
            p { bdi { (view.name) } }
            @if !view.may_leave {
                p { "An organisation needs an owner. Make somebody else an owner first." }
                p { a href=(paths::account_organisation()) { "Back to your organisation" } }
            } @else {
                p {
                    @if view.is_alone {
                        "Nobody else belongs to it. When you leave, it is closed: what you have said in its name stays, and nobody can speak for it any more."
                    } @else {
                        "You cannot comment in its name any more, unless somebody invites you again. What you have said in its name stays."
                    }
                }
                (form::post(paths::account_organisation_leaving(), form::button_group(html! {
                    (form::button("Leave it"))
                    a.govuk-link href=(paths::account_organisation()) { "Stay" }
                })))
            }
        },
    )
}

/// The page behind the link in an invitation. Opening it changes nothing: programs that check mail open links, too. `wrong`
/// says why it did not work.
pub fn invitation(token: &str, name: &str, owner: bool, wrong: Option<&str>) -> Markup {
    narrow(
        "Join an organisation",
        &Problems::default(),
        html! {
            @match wrong {
                Some(why) => p { strong { (why) } },
                None => {
                    p {
                        "You are invited to " strong { bdi { (name) } } ", as " @if owner { "an owner" } @else { "a member" }
                        ". You will be able to comment in its name. Those who belong to it, and our team, see that you do; others see it when you comment."
                    }
                    (form::post(&paths::account_organisation_invitation(token), form::button("Join")))
                }
            }
            p { a href=(paths::account_organisation()) { "Your organisation" } }
        },
    )
}

/// The page behind a link that is mistyped, used, too old, or came to another address.
pub fn invitation_not_valid() -> Markup {
    narrow(
        "This link is not valid",
        &Problems::default(),
        html! {
            p { "It may have been used already, it may be too old, or a part of it may be missing. It works only for the address to which it was sent." }
            p { "Please ask the person who invited you for a new one." }
            p { a href=(paths::account()) { "Your account" } }
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_only_owner_among_others_has_no_button() {
        let ask = |may_leave| leaving(&Leaving { name: "C".into(), is_alone: false, may_leave }).into_string();
        assert!(ask(true).contains("<form") && !ask(false).contains("<form"));
    }
}
