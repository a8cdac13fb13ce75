//! The second step of signing in: setting it up with a picture for an app, the recovery codes, and switching it off.

use super::link::told_here;
use super::narrow;
use crate::form::{self, Input, Problems};
use crate::{dates, parts, paths};
use chrono::NaiveDateTime;
use maud::{Markup, html};
use std::fmt::Write;

/// What is needed to set the second step up.
#[derive(Clone, Debug, Default)]
pub struct FactorSetUp {
    /// The dark squares of the QR code, row by row.
    pub picture: Vec<Vec<bool>>,
    /// The secret as people type it, in groups.
    pub letters: String,
    /// The address that the picture holds: on a telephone it opens the app.
    pub address: String,
    /// The secret on its way through the form.
    pub sealed: String,
    /// Whether they need it because they work for the site.
    pub staff: bool,
    /// The code, in the demonstration only.
    pub told: Option<String>,
    /// What to put right: `code`, `current`.
    pub problems: Problems,
}

/// The page that sets the second step up. Its form sends `code`, `current` and `sealed`.
pub fn factor_set_up(view: &FactorSetUp) -> Markup {
    let code = Input {
        name: "code",
        label: "The code that your app shows now",
        hint: Some("Six digits"),
        autocomplete: Some("one-time-code"),
        width: 10,
        ..Input::default()
    };
    let current = current("current", "The password that you have now");
    narrow(
        "Set up a second step",
        &view.problems,
        html! {
            p {
                "After your password we then ask for a code from an app on your phone. "
                "Somebody who has found out your password still cannot get in."
            }
            @if view.staff {
                p { strong { "You work for this site, so you need a second step before you can do so." } }
                p { "A passkey does as well, and needs no codes: " a href=(paths::account_passkeys()) { "add a passkey" } "." }
            }
            h2.govuk-heading-m { "1. Get an app" }
            p { "Any app for sign-in codes will do. Your phone or your password manager may have one already." }
            h2.govuk-heading-m { "2. Scan this picture with the app" }
            (qr(&view.picture))
            p { a href=(view.address) { "Or open the app on this device" } }
            details.govuk-details {
                summary.govuk-details__summary { span.govuk-details__summary-text { "I cannot scan it" } }
                div.govuk-details__text {
                    p { "Type this key into the app. Spaces do not matter." }
                    p { code.fm-key { (view.letters) } }
                }
            }
            h2.govuk-heading-m { "3. Check that it works" }
            (told_here(view.told.as_deref()))
            (form::post(paths::account_factor(), html! {
                (form::hidden("sealed", &view.sealed))
                (form::text(&code, &view.problems))
                (form::password(&current, &view.problems))
                (form::button_group(html! {
                    (form::button("Switch the second step on"))
                    a href=(paths::account()) { "Back to your account" }
                }))
            }))
        },
    )
}

/// The password of now; with an id of its own, since a page may ask for it twice.
fn current(id: &'static str, label: &'static str) -> Input<'static> {
    Input { name: "current", id: Some(id), label, autocomplete: Some("current-password"), ..Input::default() }
}

/// A QR code, black on white whatever the colours of the page: apps read nothing else.
fn qr(picture: &[Vec<bool>]) -> Markup {
    const EDGE: usize = 4;
    let size = picture.len() + 2 * EDGE;
    let mut path = String::new();
    for (y, row) in picture.iter().enumerate() {
        for (x, _) in row.iter().enumerate().filter(|(_, dark)| **dark) {
            // Writing to a String cannot fail.
            let _ = write!(path, "M{} {}h1v1h-1z", x + EDGE, y + EDGE);
        }
    }
    html! {
        svg role="img" aria-label="Picture with the key for your app" width="220" height="220"
            viewBox={ "0 0 " (size) " " (size) } shape-rendering="crispEdges" {
            rect width=(size) height=(size) fill="#fff" {}
            path d=(path) fill="#000" {}
        }
    }
}

/// The second step as it stands.
#[derive(Clone, Debug)]
pub struct FactorOn {
    /// When it was set up.
    pub since: NaiveDateTime,
    /// How many recovery codes are left.
    pub left: i64,
    /// Whether they need it because they work for the site.
    pub staff: bool,
    /// What to put right: `renew` and `remove`, the ids of the fields in the two forms.
    pub problems: Problems,
}

/// The page of a second step that is on. Each of its forms sends `current`: the password, or a code.
pub fn factor_on(view: &FactorOn) -> Markup {
    const LABEL: &str = "Your password, or a code from your app";
    narrow(
        "Your second step",
        &view.problems,
        html! {
            p { "It has been on since " (dates::date(view.since)) ". You have " (parts::count(view.left, "recovery code", "recovery codes")) " left." }
            h2.govuk-heading-m { "New recovery codes" }
            p { "Get ten new ones if you have lost yours or used them up. The old ones then stop working." }
            (form::post(paths::account_factor_codes(), html! {
                (form::password(&current("renew", LABEL), &view.problems))
                (form::button("Show me new codes"))
            }))
            h2.govuk-heading-m { "Switch it off" }
            p {
                "If you have a new phone, switch the second step off here and set it up again."
                @if view.staff { " Until then you cannot work for this site." }
            }
            (form::post(paths::account_factor_removal(), html! {
                (form::password(&current("remove", LABEL), &view.problems))
                (form::button_group(html! {
                    (form::secondary_button("Switch the second step off"))
                    a href=(paths::account()) { "Back to your account" }
                }))
            }))
        },
    )
}

/// The page that shows recovery codes, once. `staff`: they may work for the site now.
pub fn recovery_codes(codes: &[String], staff: bool) -> Markup {
    narrow(
        "Keep your recovery codes",
        &Problems::default(),
        html! {
            p.fm-lede { "Your second step is on. Print these codes or write them down, and keep them in a safe place." }
            p { "If you lose your phone, each of them lets you in once, in place of a code from the app. We show them only now." }
            ul { @for code in codes { li { code.fm-key { (code) } } } }
            p { a.govuk-button href=(if staff { paths::staff() } else { paths::account() }) { "I have kept them" } }
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_picture_is_drawn_without_styles() {
        let picture = vec![vec![true, false], vec![false, true]];
        let html = qr(&picture).into_string();
        assert!(html.contains(r#"viewBox="0 0 10 10""#) && html.contains("M4 4h1v1h-1zM5 5h1v1h-1z"), "{html}");
        assert!(!html.contains("style"), "{html}");
    }

    #[test]
    fn each_form_has_its_own_message() {
        let mut problems = Problems::default();
        problems.add("remove", "Check it");
        let since = NaiveDateTime::default();
        let html = factor_on(&FactorOn { since, left: 1, staff: true, problems }).into_string();
        assert!(html.contains(r##"href="#remove""##) && html.contains(r#"id="remove-error""#), "{html}");
        assert!(!html.contains(r#"id="renew-error""#) && html.contains("1 recovery code left"), "{html}");
    }
}
