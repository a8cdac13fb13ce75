//! Changing the password of one's own account, and asking once more for the letter that confirms an address.

use super::narrow;
use super::registration::PASSWORD_HINT;
use crate::form::{self, Input, Problems};
use crate::paths;
use maud::{Markup, html};

/// The page for another password. Its form sends `current` and `password`.
pub fn password(problems: &Problems) -> Markup {
    let current = Input {
        name: "current",
        label: "The password that you have now",
        autocomplete: Some("current-password"),
        ..Input::default()
    };
    let new = Input {
        name: "password",
        label: "New password",
        hint: Some(PASSWORD_HINT),
        autocomplete: Some("new-password"),
        ..Input::default()
    };
    narrow(
        "Change your password",
        problems,
        html! {
            p { "You will be signed out everywhere else." }
            (form::post(paths::account_password(), html! {
                (form::password(&current, problems))
                (form::password(&new, problems))
                (form::button_group(html! {
                    (form::button("Save the new password"))
                    a href=(paths::account()) { "Back to your account" }
                }))
            }))
        },
    )
}

/// The page for asking for another confirming letter, with what was typed, when something is to be put right.
pub fn confirm_ask(email: &str, problems: &Problems) -> Markup {
    let input = Input { name: "email", label: "Email address", value: email, ..Input::default() };
    narrow(
        "Confirm your email address",
        problems,
        html! {
            p { "We will send you an email with a new link." }
            (form::post(paths::confirmation_resend(), html! {
                (form::email(&input, problems))
                (form::button("Send it again"))
            }))
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_password_comes_back() {
        let mut problems = Problems::default();
        problems.add("current", "Check it");
        let html = password(&problems).into_string();
        assert!(html.contains("<title>Error: Change your password"), "{html}");
        assert!(!html.contains("value=\"\"") && html.contains(r#"autocomplete="current-password""#), "{html}");
    }

    #[test]
    fn a_mistyped_address_comes_back() {
        let mut problems = Problems::default();
        problems.add("email", "Check it");
        let html = confirm_ask("a@\"b", &problems).into_string();
        assert!(html.contains(r#"value="a@&quot;b""#), "{html}");
    }
}
