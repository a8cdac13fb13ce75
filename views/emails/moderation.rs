//! Letters about moderation to the author of a comment.

use super::Letter;
use super::frame::{Content, Piece, letter};
use crate::dates;
use chrono::NaiveDateTime;

/// What the moderator did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// The comment can no longer be read.
    Hidden,
    /// The comment can be read again.
    Restored,
    /// The comment waits until its author has changed it.
    Asked,
    /// A part of the comment is gone.
    Redacted,
    /// The thread of the comment takes no more replies.
    Locked,
    /// The thread takes replies again.
    Unlocked,
    /// Nothing happened to the comment; the decision is about its author.
    Kept,
}

/// What it means for the author besides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sanction {
    /// Nothing.
    None,
    /// It must not happen again.
    Warning,
    /// They cannot take part until then, in UTC.
    Until(NaiveDateTime),
    /// They cannot take part any more.
    ForGood,
}

/// What the letter says.
#[derive(Clone, Copy, Debug)]
pub struct ModerationNotice<'a> {
    /// What the moderator did.
    pub act: Act,
    /// What it means for the author.
    pub sanction: Sanction,
    /// How many other comments of theirs were decided about with it.
    pub others: i64,
    /// The comment, or its beginning, in plain text.
    pub excerpt: &'a str,
    /// The title of the proposal under which it stood.
    pub proposal_title: &'a str,
    /// The rule or the reason, as a phrase: "rule 3, no personal attacks".
    pub reason: &'a str,
    /// What the moderator wrote to the author.
    pub note: Option<&'a str>,
    /// Until when the author may ask for another look, in UTC; nothing where there is nothing to ask about.
    pub appeal_until: Option<NaiveDateTime>,
    /// The whole address of the page with the decision, where one asks for another look.
    pub decision: &'a str,
    /// The whole address of the comment or its proposal.
    pub link: &'a str,
    /// The whole address of the house rules.
    pub rules: &'a str,
}

fn heading(notice: &ModerationNotice) -> &'static str {
    match notice.act {
        Act::Hidden => "Your comment has been hidden",
        Act::Restored => "Your comment can be read again",
        Act::Asked => "Please change your comment",
        Act::Redacted => "A part of your comment was taken out",
        Act::Locked => "The thread of your comment is locked",
        Act::Unlocked => "The thread of your comment is open again",
        Act::Kept => "A moderator has decided about your comment",
    }
}

fn sentence(act: Act, title: &str) -> String {
    let on = format!("your comment on “{title}”");
    match act {
        Act::Hidden => {
            format!("A moderator has hidden {on}. Nobody else can read it now, and its votes are not counted.")
        }
        Act::Restored => {
            format!("A moderator has looked again at {on}. Everybody can read it, and its votes count as before.")
        }
        Act::Asked => format!(
            "A moderator asks you to change {on}. Until you have, only you can read it. When you have, a moderator looks at it again."
        ),
        Act::Redacted => format!("A moderator has taken a part out of {on}. The rest can be read as before."),
        Act::Locked => {
            format!("A moderator has locked the thread of {on}. What was said stays, and nobody can add to it.")
        }
        Act::Unlocked => format!("A moderator has opened the thread of {on} again."),
        Act::Kept => format!("A moderator has looked at {on}. It can be read."),
    }
}

fn sanction(sanction: Sanction) -> Option<String> {
    match sanction {
        Sanction::None => None,
        Sanction::Warning => {
            Some("This is a warning. If it happens again, you may be kept from taking part for a while.".into())
        }
        Sanction::Until(until) => Some(format!("You cannot comment or vote until {}.", dates::moment(until))),
        Sanction::ForGood => Some("You cannot comment or vote here any more.".into()),
    }
}

/// To the author of a comment: what was done, why, and how to ask for another look.
pub fn moderation_notice(notice: &ModerationNotice) -> Letter {
    let heading = heading(notice);
    let mut pieces = vec![Piece::Text(sentence(notice.act, notice.proposal_title))];
    match notice.others {
        ..=0 => {}
        1 => pieces.push(Piece::Text("The same was decided about 1 other comment of yours.".into())),
        n => pieces.push(Piece::Text(format!("The same was decided about {n} other comments of yours."))),
    }
    if !notice.reason.is_empty() {
        pieces.push(Piece::Strong(format!("The reason: {}", notice.reason)));
    }
    if let Some(note) = notice.note.filter(|note| !note.trim().is_empty()) {
        pieces.push(Piece::Quote("The moderator writes:", note));
    }
    if let Some(words) = sanction(notice.sanction) {
        pieces.push(Piece::Strong(words));
    }
    pieces.push(Piece::Quote("Your comment:", notice.excerpt));
    if let Some(until) = notice.appeal_until {
        pieces.push(Piece::Text(format!(
            "If you think that we are wrong, ask for another look by {}. A different moderator decides.",
            dates::date(until)
        )));
        pieces.push(Piece::Button("See the decision, or ask for another look", notice.decision));
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

/// What came of an appeal, for the letter about it.
#[derive(Clone, Copy, Debug)]
pub struct AppealAnswered<'a> {
    /// Whether the decision was changed.
    pub granted: bool,
    /// The title of the proposal under which the comment stands.
    pub proposal_title: &'a str,
    /// The reasons of the second moderator.
    pub reasons: &'a str,
    /// The whole address of the page with the decision.
    pub decision: &'a str,
}

/// To whoever asked for another look: what came of it.
pub fn appeal_answered(answer: &AppealAnswered) -> Letter {
    let (heading, sentence) = if answer.granted {
        (
            "We have changed our decision",
            format!(
                "You asked for another look at a decision about your comment on “{}”. A different moderator has looked, and the decision was wrong. What it took away is given back.",
                answer.proposal_title
            ),
        )
    } else {
        (
            "Our decision stands",
            format!(
                "You asked for another look at a decision about your comment on “{}”. A different moderator has looked, and the decision stands.",
                answer.proposal_title
            ),
        )
    };
    letter(&Content {
        subject: heading.to_owned(),
        preview: format!("On “{}”.", answer.proposal_title),
        heading: heading.to_owned(),
        pieces: vec![
            Piece::Text(sentence),
            Piece::Quote("The moderator writes:", answer.reasons),
            Piece::Button("See the decision", answer.decision),
        ],
        reason: "You get this because you asked us to look again at a decision.".to_owned(),
        ..Content::default()
    })
}
