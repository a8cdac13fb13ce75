//! Letters about a profession: to a work address, and about what staff decided.

use super::Letter;
use super::frame::{Content, Piece, letter};
use super::hours;
use crate::dates;
use chrono::NaiveDateTime;

/// To a work address that somebody typed. It holds none of their words: nobody makes us carry words to strangers.
pub fn confirm_work_address(link: &str, good_for: i64) -> Letter {
    letter(&Content {
        subject: "Confirm that you work here".to_owned(),
        preview: "One more step, and your profession is verified.".to_owned(),
        heading: "Confirm that you work here".to_owned(),
        pieces: vec![
            Piece::Text(
                "Somebody, we hope you, told us that this is their address at work. Open the link below in the browser in which you are signed in, or sign in there, and press the button."
                    .to_owned(),
            ),
            Piece::Button("Confirm my work address", link),
            Piece::Text(format!("The link is good for {}, once.", hours(good_for))),
            Piece::Text(
                "If it was not you, do nothing: nobody is verified, and you get no more emails. We do not show this address to anybody."
                    .to_owned(),
            ),
        ],
        reason: "You get this because somebody typed your address to have their profession verified.".to_owned(),
        ..Content::default()
    })
}

/// What staff decided about a profession.
#[derive(Clone, Copy, Debug)]
pub enum ProfessionDecision<'a> {
    /// It is verified.
    Verified {
        /// Until when, in UTC.
        until: NaiveDateTime,
    },
    /// It is not.
    Refused {
        /// Why.
        reason: &'a str,
    },
    /// It is no more.
    Withdrawn {
        /// Why.
        reason: &'a str,
    },
}

/// To somebody about whose profession staff have decided.
pub fn profession_decided(profession: &str, decision: &ProfessionDecision, page: &str) -> Letter {
    let (subject, sentence, reason) = match decision {
        ProfessionDecision::Verified { until } => (
            "Your profession is verified",
            format!(
                "We have checked that you are what you say: {profession}. From now on your comments and votes count among those of professionals. This holds until {}.",
                dates::day(*until)
            ),
            "",
        ),
        ProfessionDecision::Refused { reason } => (
            "We could not verify your profession",
            format!(
                "We could not check that you are what you say: {profession}. You can take part as before, and count as a resident."
            ),
            *reason,
        ),
        ProfessionDecision::Withdrawn { reason } => (
            "Your profession is not verified any more",
            format!(
                "Your profession, {profession}, is not verified any more. What you said and voted until now stays as it was. You can take part as before, and count as a resident."
            ),
            *reason,
        ),
    };
    let mut pieces = vec![Piece::Text(sentence)];
    if !reason.is_empty() {
        pieces.push(Piece::Quote("The reason:", reason));
        pieces.push(Piece::Text("You can try again, or choose another way.".to_owned()));
    }
    pieces.push(Piece::Button("Your profession", page));
    letter(&Content {
        subject: subject.to_owned(),
        preview: subject.to_owned(),
        heading: subject.to_owned(),
        pieces,
        reason: "You get this because you asked us to verify your profession.".to_owned(),
        ..Content::default()
    })
}

/// To somebody whose verification runs out at this time in UTC.
pub fn profession_ending(profession: &str, until: NaiveDateTime, page: &str) -> Letter {
    letter(&Content {
        subject: "Your profession must be verified again soon".to_owned(),
        preview: "It takes a few minutes.".to_owned(),
        heading: "Your profession must be verified again soon".to_owned(),
        pieces: vec![
            Piece::Text(format!(
                "We checked a while ago that you are what you say: {profession}. This holds until {}. After that you count as a resident, until it is verified again.",
                dates::day(until)
            )),
            Piece::Button("Have it verified again", page),
        ],
        reason: "You get this once, because your profession is verified.".to_owned(),
        ..Content::default()
    })
}
