//! How somebody can come in, and where they are signed in: a part of the page of one's own account.

use super::elsewhere::{Linked, linked};
use super::passkeys::{Passkey, facts};
use crate::{dates, form, paths};
use chrono::NaiveDateTime;
use maud::{Markup, html};

/// How somebody can come in, and where they have.
#[derive(Clone, Debug, Default)]
pub struct WaysIn {
    /// Whether they have a password.
    pub has_password: bool,
    /// The other sites with which one can sign in.
    pub elsewhere: Vec<Linked>,
    /// Since when there is a second step, if there is one.
    pub factor: Option<NaiveDateTime>,
    /// Their passkeys, the oldest first.
    pub passkeys: Vec<Passkey>,
    /// Where they are signed in, the one used last first.
    pub devices: Vec<Device>,
}

/// Something on which somebody is signed in.
#[derive(Clone, Debug)]
pub struct Device {
    /// The number of the session.
    pub id: i64,
    /// What it is: "Firefox on Windows"; empty where that is not known.
    pub words: String,
    /// When it was last noted as used.
    pub seen_at: NaiveDateTime,
    /// Whether it is the one that reads this.
    pub this: bool,
}

/// The part about signing in, with a heading of its own.
pub(super) fn ways_in(view: &WaysIn) -> Markup {
    html! {
        h2 { "Signing in" }
        ul.fm-docs {
            li {
                @if view.has_password { a href=(paths::account_password()) { "Change your password" } }
                @else { a href=(paths::reset()) { "Choose a password" } small { "You have none here." } }
            }
            @for one in &view.elsewhere { (linked(one)) }
            li {
                a href=(paths::account_factor()) { "A second step with an app" }
                small { @match view.factor {
                    Some(since) => { "On since " (dates::date(since)) },
                    None => "Off. With it, somebody who has found out your password still cannot get in.",
                } }
            }
        }
        h3 { "Your passkeys" }
        @if view.passkeys.is_empty() {
            p { "None yet. With one you sign in by your finger, your face or a PIN, without a password." }
        } @else {
            ul.fm-docs { @for one in &view.passkeys {
                li { a href=(paths::account_passkey(one.id)) { bdi { (one.name) } } (facts(one)) }
            } }
        }
        p { a href=(paths::account_passkeys()) { @if view.passkeys.is_empty() { "Add a passkey" } @else { "See and add passkeys" } } }
        h2 { "Where you are signed in" }
        ul.fm-docs { @for one in &view.devices { (device(one)) } }
        (form::post(paths::account_sessions(), form::secondary_button("Sign out everywhere")))
    }
}

fn device(device: &Device) -> Markup {
    let words = if device.words.is_empty() { "A device that we do not know" } else { &device.words };
    html! {
        li {
            (words)
            small {
                @if device.this { "This device" } @else { "Last used " (dates::on_day(device.seen_at)) }
            }
            @if !device.this {
                (form::post(&paths::account_session_ending(device.id), html! {
                    button.fm-linkbutton {
                        "Sign it out" span.govuk-visually-hidden { ": " (words) ", last used " (dates::moment(device.seen_at)) }
                    }
                }))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_device_is_told_apart_and_words_are_escaped() {
        let device = |id, this| Device { id, words: "<b>".into(), seen_at: NaiveDateTime::default(), this };
        let html =
            ways_in(&WaysIn { devices: vec![device(7, true), device(8, false)], ..WaysIn::default() }).into_string();
        assert!(html.contains("This device") && html.contains("/account/sessions/8/ending"), "{html}");
        assert!(!html.contains("/account/sessions/7/ending") && html.contains("&lt;b&gt;"), "{html}");
    }
}
