//! Letters about reports: to those who sent them, and to those who must know at once.

use super::Letter;
use super::frame::{Content, Piece, letter};

/// What a letter about a report says.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// The number under which we speak of it.
    pub reference: &'a str,
    /// The title of the proposal under which the comment stands.
    pub proposal_title: &'a str,
    /// The whole address of the page that says how far it is.
    pub link: &'a str,
}

/// To somebody who sent a report: that we have it.
pub fn report_received(report: &Report) -> Letter {
    let heading = format!("We have your report {}", report.reference);
    letter(&Content {
        subject: heading.clone(),
        preview: "A moderator will look at it.".to_owned(),
        heading,
        pieces: vec![
            Piece::Text(format!(
                "You reported a comment on “{}”. A moderator will look at it, and we will tell you what was decided. The author is not told who sent the report.",
                report.proposal_title
            )),
            Piece::Button("See your report", report.link),
        ],
        reason: "You get this because you reported a comment.".to_owned(),
        ..Content::default()
    })
}

/// To somebody who sent a report: what was decided, as a sentence, and under which rule.
pub fn report_decided(report: &Report, outcome: &str) -> Letter {
    let heading = format!("What we decided on your report {}", report.reference);
    letter(&Content {
        subject: heading.clone(),
        preview: outcome.to_owned(),
        heading,
        pieces: vec![
            Piece::Text(format!("You reported a comment on “{}”.", report.proposal_title)),
            Piece::Strong(outcome.to_owned()),
            Piece::Text(
                "If you think that this is wrong, answer this email: a different moderator reads it.".to_owned(),
            ),
            Piece::Button("See your report", report.link),
        ],
        reason: "You get this because you reported a comment.".to_owned(),
        ..Content::default()
    })
}

/// To whoever looks after people at risk: that somebody may be. It repeats nothing of what was written, since letters are read
/// in many places.
pub fn risk(report: &Report, hidden: bool) -> Letter {
    let heading = "Somebody may be at risk".to_owned();
    let taken = if hidden { "The comment was taken from view at once." } else { "The comment can still be read." };
    letter(&Content {
        subject: format!("At risk: report {}", report.reference),
        preview: format!("On “{}”.", report.proposal_title),
        heading,
        pieces: vec![
            Piece::Text(format!(
                "Somebody has reported a comment on “{}”, because a person may be at risk. {taken} It is the first in the moderators’ queue.",
                report.proposal_title
            )),
            Piece::Text("Please look at it now. If somebody is in danger now, call 999.".to_owned()),
            Piece::Button("Open the case", report.link),
        ],
        reason: "You get this because you look after people at risk on this site.".to_owned(),
        ..Content::default()
    })
}

/// What waits for moderators.
#[derive(Clone, Copy, Debug)]
pub struct Waiting<'a> {
    /// How many comments.
    pub comments: i64,
    /// How many of them because somebody may be at risk.
    pub at_risk: i64,
    /// How many appeals.
    pub appeals: i64,
    /// For how many hours the oldest comment has waited.
    pub oldest_hours: i64,
    /// Within how many hours we have promised to look.
    pub promise_hours: i64,
    /// The whole address of the queue.
    pub queue: &'a str,
}

/// To a moderator: that something has waited for longer than was promised.
pub fn queue_waits(waiting: &Waiting) -> Letter {
    let count = |n: i64, one: &str, many: &str| crate::parts::count(n, one, many);
    let heading = format!("{} waiting for a moderator", count(waiting.comments, "comment is", "comments are"));
    let mut pieces = vec![Piece::Text(format!(
        "The oldest has waited {}. We have promised to look within {}.",
        super::hours(waiting.oldest_hours.max(1)),
        super::hours(waiting.promise_hours)
    ))];
    if waiting.at_risk > 0 {
        pieces.push(Piece::Strong(format!(
            "{} about somebody who may be at risk.",
            count(waiting.at_risk, "of them is", "of them are")
        )));
    }
    if waiting.appeals > 0 {
        pieces.push(Piece::Text(format!(
            "{} for an answer, too.",
            count(waiting.appeals, "appeal waits", "appeals wait")
        )));
    }
    pieces.push(Piece::Button("Open the queue", waiting.queue));
    letter(&Content {
        subject: heading.clone(),
        preview: "Something has waited for longer than we promised.".to_owned(),
        heading,
        pieces,
        reason: "You get this because you are a moderator.".to_owned(),
        ..Content::default()
    })
}
