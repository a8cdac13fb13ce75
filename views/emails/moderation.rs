//! The letter to the author of a comment that a moderator has hidden or shown again.

use super::Letter;
use super::frame::{Content, Piece, letter};

/// What the moderator did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// The comment can no longer be read.
    Hidden,
    /// The comment can be read again.
    Restored,
}

/// What the letter says.
#[derive(Clone, Copy, Debug)]
pub struct ModerationNotice<'a> {
    /// What the moderator did.
    pub act: Act,
    /// The comment, or its beginning, in plain text.
    pub excerpt: &'a str,
    /// The title of the proposal under which it stood.
    pub proposal_title: &'a str,
    /// The rule or the reason, as a phrase: "rule 3, no personal attacks".
    pub reason: &'a str,
    /// What the moderator wrote to the author.
    pub note: Option<&'a str>,
    /// The whole address of the comment or its proposal.
    pub link: &'a str,
    /// The whole address of the house rules.
    pub rules: &'a str,
}

/// To the author of a comment: what was done, why, and where to read more.
pub fn moderation_notice(notice: &ModerationNotice) -> Letter {
    let (heading, sentence) = match notice.act {
        Act::Hidden => (
            "Your comment has been hidden",
            format!(
                "A moderator has hidden your comment on “{}”. Nobody else can read it now, and its votes are not counted.",
                notice.proposal_title
            ),
        ),
        Act::Restored => (
            "Your comment can be read again",
            format!(
                "A moderator has looked again at your comment on “{}”. Everybody can read it, and its votes count as before.",
                notice.proposal_title
            ),
        ),
    };
    let mut pieces = vec![Piece::Text(sentence)];
    if !notice.reason.is_empty() {
        pieces.push(Piece::Strong(format!("The reason: {}", notice.reason)));
    }
    if let Some(note) = notice.note.filter(|note| !note.trim().is_empty()) {
        pieces.push(Piece::Quote("The moderator writes:", note));
    }
    pieces.push(Piece::Quote("Your comment:", notice.excerpt));
    if notice.act == Act::Hidden {
        pieces.push(Piece::Text("You may write again. If you think that we are wrong, reply to this email and say why: a person will read it.".to_owned()));
        pieces.push(Piece::Link("Read the house rules".into(), notice.rules));
    }
    pieces.push(Piece::Link("Go to the discussion".into(), notice.link));
    letter(&Content {
        subject: heading.to_owned(),
        preview: format!("On “{}”.", notice.proposal_title),
        heading: heading.to_owned(),
        pieces,
        reason: "You get this because a moderator decided about something that you wrote.".to_owned(),
        ..Content::default()
    })
}
