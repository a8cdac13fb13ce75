//! The letters about answers to consultations: to those who owe one, and to everybody who took part.

use super::Letter;
use super::frame::{Content, Piece, letter};
use crate::dates;
use chrono::NaiveDateTime;

/// What the letter says.
#[derive(Clone, Copy, Debug)]
pub struct AnswerDue<'a> {
    /// The title of the proposal.
    pub title: &'a str,
    /// When the answer is due, in UTC.
    pub due: NaiveDateTime,
    /// The present, in UTC.
    pub now: NaiveDateTime,
    /// The whole address of the page with the responses.
    pub link: &'a str,
}

/// To those who write proposals: that the answer to what people said is due, or late.
pub fn answer_due(view: &AnswerDue) -> Letter {
    let day = dates::date(view.due);
    let (subject, first) = if view.due <= view.now {
        (
            format!("The answer is late: {}", view.title),
            format!(
                "The answer to what people said to “{}” was due on {day}. The site says so to everybody.",
                view.title
            ),
        )
    } else {
        (
            format!("The answer is due on {day}: {}", view.title),
            format!("By {day} people are to hear what we heard in “{}”, and what we do about it.", view.title),
        )
    };
    letter(&Content {
        preview: first.clone(),
        heading: "People wait for an answer".to_owned(),
        subject,
        pieces: vec![
            Piece::Text(first),
            Piece::Text("Every response must have been read by somebody before anything is decided.".into()),
            Piece::Button("See the responses", view.link),
        ],
        reason: "You get this because you write proposals on this site.".to_owned(),
        ..Content::default()
    })
}

/// To somebody who sent a response: that everybody can read what was decided.
pub fn outcome_published(title: &str, link: &str) -> Letter {
    letter(&Content {
        subject: format!("What we do about what you said: {title}"),
        preview: "We asked, you said, we did.".to_owned(),
        heading: "We asked, you said, we did".to_owned(),
        pieces: vec![
            Piece::Text(format!(
                "You took part in “{title}”. Thank you. Now you can read what people said, what was decided about it, and why."
            )),
            Piece::Button("Read what was decided", link),
            Piece::Text("On the page of your response you can see under which themes it was counted.".into()),
        ],
        reason: "You get this one email because you answered this consultation.".to_owned(),
        ..Content::default()
    })
}
