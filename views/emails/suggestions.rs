//! The letter to whoever suggested a proposal.

use super::Letter;
use super::frame::{Content, Piece, letter};

/// What an editor decided about a suggestion.
#[derive(Clone, Copy, Debug)]
pub enum SuggestionDecision<'a> {
    /// Everybody can read it.
    Published {
        /// Its page.
        page: &'a str,
    },
    /// It is not published.
    Declined {
        /// Why.
        reason: &'a str,
    },
}

/// To whoever suggested the proposal with this title; `own` is the page with all that they suggested.
pub fn suggestion_decided(title: &str, decision: &SuggestionDecision, own: &str) -> Letter {
    let (subject, pieces) = match decision {
        SuggestionDecision::Published { page } => (
            "Your suggestion is published",
            vec![
                Piece::Quote("The proposal that you suggested:", title),
                Piece::Text(
                    "An editor has published it, perhaps in other words. Everybody can read it now, with your name."
                        .to_owned(),
                ),
                Piece::Button("See the proposal", page),
            ],
        ),
        SuggestionDecision::Declined { reason } => (
            "Your suggestion is not published",
            vec![
                Piece::Quote("The proposal that you suggested:", title),
                Piece::Text("An editor has read it and decided not to publish it.".to_owned()),
                Piece::Quote("The reason:", reason),
                Piece::Button("What you have suggested", own),
            ],
        ),
    };
    letter(&Content {
        subject: subject.to_owned(),
        preview: subject.to_owned(),
        heading: subject.to_owned(),
        pieces,
        reason: "You get this because you suggested a proposal on Folkmoot.".to_owned(),
        ..Content::default()
    })
}
