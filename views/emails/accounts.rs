//! Letters about an account: confirming an address, a new password, an invitation to the staff.
//!
//! They hold no name that the reader of the letter did not choose: otherwise anybody could make us send their words to others.

use super::Letter;
use super::frame::{Content, Piece, letter};
use super::hours;
use crate::dates;
use chrono::NaiveDateTime;

const NOT_YOU: &str = "If it was not you, do nothing: no account is made, and you get no more emails.";

/// What the letter that confirms an address says.
#[derive(Clone, Copy, Debug)]
pub struct Confirmation<'a> {
    /// The whole address of the page with the button.
    pub link: &'a str,
    /// How many hours the link is good for.
    pub hours: i64,
    /// What waits until then, such as "Your comment"; nothing when nothing waits.
    pub waiting: Option<&'a str>,
}

/// To somebody who made an account: confirm that this address is yours.
pub fn confirm_address(confirmation: &Confirmation) -> Letter {
    let mut pieces = vec![Piece::Text(
        "Somebody, we hope you, made an account with this email address. Open the link below, then type the password that you chose. If you chose none, or do not remember it, you can choose another there.".to_owned(),
    )];
    if let Some(waiting) = confirmation.waiting {
        pieces.push(Piece::Strong(format!("{waiting} is waiting. We post it when you have confirmed your address.")));
    }
    pieces.push(Piece::Button("Confirm my email address", confirmation.link));
    pieces.push(Piece::Text(format!("The link is good for {}, once.", hours(confirmation.hours))));
    pieces.push(Piece::Text(NOT_YOU.to_owned()));
    letter(&Content {
        subject: "Confirm your email address".to_owned(),
        preview: "One more step, and your account is ready.".to_owned(),
        heading: "Confirm your email address".to_owned(),
        pieces,
        reason: "You get this because somebody typed your address when making an account.".to_owned(),
        ..Content::default()
    })
}

/// To somebody who has an account, when their address is used to make another.
pub fn already_registered(sign_in: &str, reset: &str) -> Letter {
    letter(&Content {
        subject: "You already have an account".to_owned(),
        preview: "Sign in, or choose a new password.".to_owned(),
        heading: "You already have an account".to_owned(),
        pieces: vec![
            Piece::Text("Somebody, perhaps you, tried to make an account with this email address. There is one already, and nothing has changed.".to_owned()),
            Piece::Button("Sign in", sign_in),
            Piece::Link("Choose a new password".into(), reset),
            Piece::Text("If it was not you, do nothing. Nobody has been let in.".to_owned()),
        ],
        reason: "You get this because somebody typed your address when making an account.".to_owned(),
        ..Content::default()
    })
}

/// To somebody who asked for a new password; the link is good for this many minutes.
pub fn reset_password(link: &str, minutes: i64) -> Letter {
    letter(&Content {
        subject: "Choose a new password".to_owned(),
        preview: "The link works once.".to_owned(),
        heading: "Choose a new password".to_owned(),
        pieces: vec![
            Piece::Text("Somebody, we hope you, asked for a new password for your account.".to_owned()),
            Piece::Button("Choose a new password", link),
            Piece::Text(format!(
                "The link is good for {minutes} minutes, once. Your old password works until you have chosen another."
            )),
            Piece::Text("If it was not you, do nothing. Your password stays as it is.".to_owned()),
        ],
        reason: "You get this because somebody asked for a new password for this address.".to_owned(),
        ..Content::default()
    })
}

/// To somebody who asked for a link to sign in; it is good for this many minutes.
pub fn sign_in_link(link: &str, minutes: i64) -> Letter {
    letter(&Content {
        subject: "Your link to sign in".to_owned(),
        preview: "The link works once.".to_owned(),
        heading: "Sign in".to_owned(),
        pieces: vec![
            Piece::Text("Somebody, we hope you, asked for a link to sign in with this email address.".to_owned()),
            Piece::Button("Sign in", link),
            Piece::Text(format!("The link is good for {minutes} minutes, once. Do not pass it on.")),
            Piece::Text("If it was not you, do nothing. Nobody has been let in.".to_owned()),
        ],
        reason: "You get this because somebody asked for a link to sign in with this address.".to_owned(),
        ..Content::default()
    })
}

/// To somebody who asked for a link and has no account; it is good for this many minutes.
pub fn first_link(link: &str, minutes: i64) -> Letter {
    letter(&Content {
        subject: "Your link".to_owned(),
        preview: "The link works once.".to_owned(),
        heading: "Go on where you were".to_owned(),
        pieces: vec![
            Piece::Text("Somebody, we hope you, asked for a link with this email address.".to_owned()),
            Piece::Button("Go on", link),
            Piece::Text(
                "You have no account with us yet. The link asks for your name and makes an account. You need no password."
                    .to_owned(),
            ),
            Piece::Text(format!("The link is good for {minutes} minutes, once. Do not pass it on.")),
            Piece::Text("If it was not you, do nothing. No account is made.".to_owned()),
        ],
        reason: "You get this because somebody asked for a link with this address.".to_owned(),
        ..Content::default()
    })
}

/// To somebody whose second step for signing in was switched on or off, at this time in UTC.
pub fn factor_changed(on: bool, at: NaiveDateTime, reset: &str) -> Letter {
    let word = if on { "on" } else { "off" };
    letter(&Content {
        subject: format!("The second step for signing in is {word}"),
        preview: "If it was you, all is well.".to_owned(),
        heading: format!("The second step for signing in is {word}"),
        pieces: vec![
            Piece::Text(format!(
                "The second step for signing in to your account was switched {word} at {}. You have been signed out everywhere else.",
                dates::moment(at)
            )),
            Piece::Text(
                "If it was you, all is well. If it was not, choose a new password now, and answer this email."
                    .to_owned(),
            ),
            Piece::Button("Choose a new password", reset),
        ],
        reason: "You get this whenever the second step changes. It cannot be switched off, for your safety.".to_owned(),
        ..Content::default()
    })
}

/// To somebody whose account was connected to signing in with this site, or disconnected, at this time in UTC.
pub fn identity_changed(title: &str, on: bool, at: NaiveDateTime, account: &str) -> Letter {
    let subject = format!("Signing in with {title} is {}", if on { "connected" } else { "disconnected" });
    let what = if on { "From now on you can sign in" } else { "Nobody can sign in any more" };
    letter(&Content {
        preview: "If it was you, all is well.".to_owned(),
        heading: subject.clone(),
        subject,
        pieces: vec![
            Piece::Text(format!("{what} to your account with {title}. This was changed at {}.", dates::moment(at))),
            Piece::Text(
                "If it was you, all is well. If it was not, look at your account now, and answer this email."
                    .to_owned(),
            ),
            Piece::Button("Go to your account", account),
        ],
        reason: "You get this whenever a way to sign in changes. It cannot be switched off, for your safety."
            .to_owned(),
        ..Content::default()
    })
}

/// To somebody who has a passkey more or less than before, at this time in UTC. `own` is the page of their passkeys.
pub fn passkey_changed(added: bool, at: NaiveDateTime, own: &str, reset: &str) -> Letter {
    let what = if added { "A passkey was added to your account" } else { "A passkey was removed from your account" };
    letter(&Content {
        subject: what.to_owned(),
        preview: "If it was you, all is well.".to_owned(),
        heading: what.to_owned(),
        pieces: vec![
            Piece::Text(format!(
                "{what} at {}. You have been signed out everywhere else.",
                dates::moment(at)
            )),
            Piece::Text(
                "If it was you, all is well. If it was not, choose a new password now, look which passkeys there are, and answer this email."
                    .to_owned(),
            ),
            Piece::Button("Choose a new password", reset),
            Piece::Button("See your passkeys", own),
        ],
        reason: "You get this whenever your passkeys change. It cannot be switched off, for your safety.".to_owned(),
        ..Content::default()
    })
}

/// To somebody whose password has just changed, at this time in UTC.
pub fn password_changed(at: NaiveDateTime, reset: &str) -> Letter {
    letter(&Content {
        subject: "Your password has changed".to_owned(),
        preview: "If it was you, all is well.".to_owned(),
        heading: "Your password has changed".to_owned(),
        pieces: vec![
            Piece::Text(format!(
                "The password of your account was changed at {}. You have been signed out everywhere else.",
                dates::moment(at)
            )),
            Piece::Text("If it was you, all is well. If it was not, choose a new password now.".to_owned()),
            Piece::Button("Choose a new password", reset),
        ],
        reason: "You get this whenever your password changes. It cannot be switched off, for your safety.".to_owned(),
        ..Content::default()
    })
}

/// To a new colleague: `role` as "moderator", `by` the name of the colleague who invites them; good for this many hours.
pub fn staff_invitation(role: &str, by: &str, link: &str, good_for: i64) -> Letter {
    letter(&Content {
        subject: format!("You are invited to work on Folkmoot as {role}"),
        preview: "Accept the invitation and choose a password.".to_owned(),
        heading: format!("You are invited as {role}"),
        pieces: vec![
            Piece::Text(format!(
                "{by} invites you to work on Folkmoot, where the London health and care partnership consults Londoners. Your role is {role}."
            )),
            Piece::Button("Accept the invitation", link),
            Piece::Text(format!(
                "The link is good for {}, once. If you did not expect this, do nothing.",
                hours(good_for)
            )),
        ],
        reason: "You get this because a colleague typed your address.".to_owned(),
        ..Content::default()
    })
}
