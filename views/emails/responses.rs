//! The letters about responses: a copy of what somebody has answered, and the question to an owner to send it.

use super::Letter;
use super::frame::{Content, Piece, letter};
use crate::dates;
use crate::responses::Answered;
use chrono::NaiveDateTime;

/// What the letter says.
#[derive(Clone, Copy, Debug)]
pub struct ResponseReceived<'a> {
    /// The title of the proposal.
    pub proposal_title: &'a str,
    /// The reference.
    pub reference: &'a str,
    /// The organisation for which it speaks, if for one.
    pub organisation: Option<&'a str>,
    /// When it came, in UTC.
    pub sent_at: NaiveDateTime,
    /// Whether that was after the close.
    pub late: bool,
    /// Until when it can be changed, in UTC; nothing where it is too late.
    pub until: Option<NaiveDateTime>,
    /// What was answered.
    pub sections: &'a [Answered],
    /// The names of the files that came with it.
    pub attachments: &'a [String],
    /// The whole address of the response.
    pub link: &'a str,
}

/// To whoever has sent a response: that we have it, its reference, and a copy.
pub fn response_received(view: &ResponseReceived) -> Letter {
    let whose = view.organisation.map_or_else(|| "your response".to_owned(), |name| format!("the response of {name}"));
    let mut pieces = vec![
        Piece::Text(format!(
            "We have {whose} to “{}”. It came at {}.",
            view.proposal_title,
            dates::moment(view.sent_at)
        )),
        Piece::Strong(format!("The reference is {}", view.reference)),
    ];
    if view.late {
        pieces.push(Piece::Text("It came after the close. It is read, and marked as late.".into()));
    }
    if let Some(until) = view.until {
        pieces.push(Piece::Text(format!("You can change it or take it back until {}.", dates::moment(until))));
    }
    pieces.push(Piece::Button("See your response", view.link));
    pieces.push(Piece::Section("What you sent".into()));
    for section in view.sections {
        pieces.push(Piece::Matter(section.title.clone()));
        for (question, lines) in &section.answers {
            let answer = if lines.is_empty() { "No answer".to_owned() } else { lines.join("\n") };
            pieces.push(Piece::Small(question.clone()));
            pieces.push(Piece::Text(answer));
        }
    }
    if !view.attachments.is_empty() {
        pieces.push(Piece::Matter("Files".to_owned()));
        pieces.extend(view.attachments.iter().map(|name| Piece::Text(name.clone())));
    }
    letter(&Content {
        subject: format!("We have your response: {}", view.reference),
        preview: format!("On “{}”.", view.proposal_title),
        heading: "We have your response".to_owned(),
        pieces,
        reason: "You get this because you answered a consultation.".to_owned(),
        ..Content::default()
    })
}

/// What the letter to an owner says.
#[derive(Clone, Copy, Debug)]
pub struct ResponseToSend<'a> {
    /// The title of the proposal.
    pub proposal_title: &'a str,
    /// The organisation.
    pub organisation: &'a str,
    /// The name of whoever asks.
    pub by: &'a str,
    /// When it closes, in UTC.
    pub closes_at: Option<NaiveDateTime>,
    /// The whole address of the response.
    pub link: &'a str,
}

/// To an owner of an organisation: that a member asks them to look at the response and send it.
pub fn response_to_send(view: &ResponseToSend) -> Letter {
    let mut pieces = vec![Piece::Text(format!(
        "{} asks you to look at the response of {} to “{}”, and to send it. Only an owner can send it.",
        view.by, view.organisation, view.proposal_title
    ))];
    if let Some(at) = view.closes_at {
        pieces.push(Piece::Text(format!("It must be sent by {}.", dates::moment(at))));
    }
    pieces.push(Piece::Button("Look at the response", view.link));
    letter(&Content {
        subject: format!("Please look at the response of {}", view.organisation),
        preview: format!("On “{}”.", view.proposal_title),
        heading: "A response waits for you".to_owned(),
        pieces,
        reason: format!("You get this because you own {} here.", view.organisation),
        ..Content::default()
    })
}
