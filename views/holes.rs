//! Pages are made once and kept; a hole marks the few places that differ from one reader to the next.
//!
//! A hole is written as `name:argument` between the control characters U+0001 and U+0002. What people type
//! never holds them, because every input is cleaned of control characters before it is stored.

use maud::{Markup, PreEscaped};
use std::ops::Range;

const OPEN: char = '\u{1}';
const CLOSE: char = '\u{2}';

/// A place in a kept page that is filled for each reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Hole {
    /// The reader's form token: text inside an attribute.
    Csrf,
    /// The strip above the masthead for people who are signed in; empty for everybody else.
    Strip,
    /// A message about what the reader has just done, at the top of the page; mostly empty.
    Notice,
    /// "Posting as …" above the comment form, or that one signs in afterwards.
    PostingAs,
    /// The reader's own vote on the proposal, and the totals as far as they may be seen.
    ProposalVote,
    /// Follow or stop following what this page is about.
    Follow,
    /// The next statement which the reader has not answered.
    StatementNext,
    /// Agree, disagree and pass under the comment with this number, with the reader's answer marked.
    CommentVotes(i64),
    /// What the author of the comment with this number may do with it: edit, delete.
    CommentOwn(i64),
    /// The reader's own comments that wait for a moderator.
    OwnHeld,
}

impl Hole {
    /// Whether most readers see in it what strangers see, but for the form token.
    pub fn is_mostly_the_same(self) -> bool {
        matches!(self, Hole::Csrf | Hole::CommentVotes(_) | Hole::CommentOwn(_))
    }
}

/// A stretch of a page: text as it is, or a hole to fill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// The bytes of the page in this range go out unchanged.
    Text(Range<usize>),
    /// Something of the reader's own goes here.
    Hole(Hole),
}

/// The mark for a hole, to be put into a page or an attribute.
pub fn hole(hole: Hole) -> Markup {
    let (name, argument) = match hole {
        Hole::Csrf => ("csrf", None),
        Hole::Strip => ("strip", None),
        Hole::Notice => ("notice", None),
        Hole::PostingAs => ("posting-as", None),
        Hole::ProposalVote => ("proposal-vote", None),
        Hole::Follow => ("follow", None),
        Hole::StatementNext => ("statement-next", None),
        Hole::CommentVotes(id) => ("comment-votes", Some(id)),
        Hole::CommentOwn(id) => ("comment-own", Some(id)),
        Hole::OwnHeld => ("own-held", None),
    };
    let argument = argument.map(|id| id.to_string()).unwrap_or_default();
    PreEscaped(format!("{OPEN}{name}:{argument}{CLOSE}"))
}

/// The page cut at its holes, in order; joined again, the pieces are the whole page.
///
/// A mark that we did not write stays text, so that nothing is ever lost from a page.
pub fn split(page: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut text_from = 0;
    let mut look_from = 0;
    while let Some(open) = page[look_from..].find(OPEN).map(|at| look_from + at) {
        let inside = open + OPEN.len_utf8();
        let Some(close) = page[inside..].find(CLOSE).map(|at| inside + at) else {
            break;
        };
        let Some(hole) = read(&page[inside..close]) else {
            look_from = inside;
            continue;
        };
        if open > text_from {
            pieces.push(Piece::Text(text_from..open));
        }
        pieces.push(Piece::Hole(hole));
        text_from = close + CLOSE.len_utf8();
        look_from = text_from;
    }
    if text_from < page.len() {
        pieces.push(Piece::Text(text_from..page.len()));
    }
    pieces
}

fn read(mark: &str) -> Option<Hole> {
    let (name, argument) = mark.split_once(':')?;
    match (name, argument) {
        ("csrf", "") => Some(Hole::Csrf),
        ("strip", "") => Some(Hole::Strip),
        ("notice", "") => Some(Hole::Notice),
        ("posting-as", "") => Some(Hole::PostingAs),
        ("proposal-vote", "") => Some(Hole::ProposalVote),
        ("follow", "") => Some(Hole::Follow),
        ("statement-next", "") => Some(Hole::StatementNext),
        ("comment-votes", id) => id.parse().ok().map(Hole::CommentVotes),
        ("comment-own", id) => id.parse().ok().map(Hole::CommentOwn),
        ("own-held", "") => Some(Hole::OwnHeld),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use maud::html;

    const ALL: [Hole; 10] = [
        Hole::Csrf,
        Hole::Strip,
        Hole::Notice,
        Hole::PostingAs,
        Hole::ProposalVote,
        Hole::Follow,
        Hole::StatementNext,
        Hole::CommentVotes(7),
        Hole::CommentOwn(i64::MAX),
        Hole::OwnHeld,
    ];

    #[test]
    fn every_hole_is_found_again() {
        for one in ALL {
            assert_eq!(split(&hole(one).into_string()), [Piece::Hole(one)]);
        }
    }

    #[test]
    fn text_and_holes_keep_their_order() {
        let page = html! { p { "é" (hole(Hole::Strip)) (hole(Hole::Follow)) "b" } }.into_string();
        let pieces = split(&page);
        assert_eq!(
            pieces,
            [
                Piece::Text(0..5),
                Piece::Hole(Hole::Strip),
                Piece::Hole(Hole::Follow),
                Piece::Text(page.len() - 5..page.len()),
            ]
        );
        assert_eq!(&page[0..5], "<p>é");
    }

    #[test]
    fn a_hole_fits_in_an_attribute() {
        let page = html! { input value=(hole(Hole::Csrf)); }.into_string();
        assert_eq!(split(&page)[1], Piece::Hole(Hole::Csrf));
    }

    #[test]
    fn what_we_did_not_write_stays_text() {
        for page in ["", "plain", "a\u{1}b", "\u{1}nobody:\u{2}", "\u{1}comment-votes:x\u{2}", "\u{2}\u{1}"] {
            let kept: String = split(page)
                .into_iter()
                .map(|piece| match piece {
                    Piece::Text(range) => &page[range],
                    Piece::Hole(_) => "HOLE",
                })
                .collect();
            assert_eq!(kept, page);
        }
        let page = "\u{1}stray \u{1}csrf:\u{2} end";
        assert_eq!(split(page), [Piece::Text(0..7), Piece::Hole(Hole::Csrf), Piece::Text(14..18)]);
    }
}
