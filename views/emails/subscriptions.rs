//! The letter to somebody who asked for emails without making an account.

use super::Letter;
use super::frame::{Content, Piece, letter};

/// To somebody who asked for the weekly email: confirm that this address is yours; good for this many hours.
pub fn confirm_subscription(link: &str, hours: i64) -> Letter {
    letter(&Content {
        subject: "Confirm that you want the weekly email".to_owned(),
        preview: "One press, and you will hear from us when it matters.".to_owned(),
        heading: "Shall we write to you?".to_owned(),
        pieces: vec![
            Piece::Text("Somebody, we hope you, asked us to send new proposals, closing dates and decisions to this address, once a week.".to_owned()),
            Piece::Button("Yes, send me the weekly email", link),
            Piece::Text(format!("The link is good for {hours} hours. If it was not you, do nothing: you get no more letters.")),
        ],
        reason: "You get this because somebody typed your address into the form for emails.".to_owned(),
    })
}
