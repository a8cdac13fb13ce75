//! The letter to those who owe an answer to a consultation.

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
