//! Confirming an address: the letter that is on its way, and the pages behind its link.

use super::narrow;
use crate::dev::kept_here;
use crate::form::{self, Input, Problems};
use crate::paths;
use maud::{Markup, html};

/// "Check your email": the same words whether or not the address was known. `demo` says where emails are kept.
pub fn registered(demo: bool) -> Markup {
    let email = Input { name: "email", label: "Email address", ..Input::default() };
    narrow(
        "Check your email",
        &Problems::default(),
        html! {
            p.fm-lede { "We have sent you an email with a link. Open it and type your password once more." }
            p { "It may take a few minutes. The email says for how long its link is good." }
            (kept_here(demo))
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
pub fn confirm(token: &str, problems: &Problems) -> Markup {
    let password = Input {
        name: "password",
        label: "Password",
        hint: Some("The one that you chose when you made the account."),
        autocomplete: Some("current-password"),
        ..Input::default()
    };
    narrow(
        "Confirm your email address",
        problems,
        html! {
            p { "One more step: type your password, and your account is ready." }
            (form::post(&paths::confirmation(token), html! {
                (form::password(&password, problems))
                (form::button("Confirm my address"))
            }))
            p { a href=(paths::confirmation_account(token)) { "I did not choose this password" } }
            p.fm-small.fm-quiet {
                "Perhaps somebody else typed your address first, or you do not remember the password. Then you can choose another."
            }
            p.fm-small.fm-quiet { "If you do not want an account here, close this page. Nothing will happen." }
        },
    )
}

/// The letter in which a link stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkKind {
    /// To somebody who made an account.
    Confirm,
    /// To somebody who asked for a new password.
    Reset,
    /// To somebody who asked for a link to sign in.
    SignIn,
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
                LinkKind::SignIn => (ask(paths::sign_in_link(), "Send me a new link")),
                LinkKind::Invite => p { "Please ask the person who invited you for a new one." },
            }
            p { "If you have used it already, you can " a href=(paths::sign_in()) { "sign in" } "." }
        },
    )
}
