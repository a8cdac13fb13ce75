//! Letters to those who get emails about what they follow, with an account or without one.

use super::Letter;
use super::frame::{Content, Piece, letter};
use super::hours;
use crate::follows::{Frequency, Topic};

/// To somebody who asked to hear of `what` by email: confirm that this address is yours; good for this many hours.
pub fn confirm_subscription(link: &str, what: &Topic, how_often: Frequency, good_for: i64) -> Letter {
    let topic = what.in_words();
    letter(&Content {
        subject: "Confirm that you want our emails".to_owned(),
        preview: format!("One press, and you hear about {topic} {}.", how_often.in_sentence()),
        heading: "Shall we write to you?".to_owned(),
        pieces: vec![
            Piece::Text(format!("Somebody, we hope you, asked us to write to this address about {topic}.")),
            Piece::Text(format!("How often: {}.", how_often.explained())),
            Piece::Button("Yes, send me the emails", link),
            Piece::Text(format!(
                "The link is good for {}. If it was not you, do nothing: you get nothing more from us.",
                hours(good_for)
            )),
        ],
        reason: "You get this because somebody typed your address into the form for emails.".to_owned(),
        ..Content::default()
    })
}

/// To somebody who gets our emails and has lost the link with which to change them; good for this many hours.
pub fn preferences_link(link: &str, good_for: i64) -> Letter {
    letter(&Content {
        subject: "Your link to change our emails".to_owned(),
        preview: "With it you choose what you get, pause it or stop it.".to_owned(),
        heading: "Change or stop your emails".to_owned(),
        pieces: vec![
            Piece::Text("You asked for a link to change your emails. With it you choose what you get and how often, pause it or stop it.".to_owned()),
            Piece::Button("Change my emails", link),
            Piece::Text(format!(
                "The link is good for {}. Whoever has it can change your emails, so do not pass it on.",
                hours(good_for)
            )),
            Piece::Text("If it was not you, do nothing. Nothing has changed.".to_owned()),
        ],
        reason: "You get this because somebody typed your address into the form for a new link.".to_owned(),
        ..Content::default()
    })
}
