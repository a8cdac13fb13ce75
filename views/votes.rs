//! Voting: your own vote on a proposal, how others voted, and what you think of each comment.

mod answers;
mod results;

pub use answers::{Answer, Answers, CommentButtons, Split, Statement, comment_buttons, statement};
pub use results::Tally;

use crate::accounts::Capacity;
use crate::form::{self, Problems};
use crate::parts::banner;
use crate::{dates, paths};
use chrono::NaiveDateTime;
use maud::{Markup, html};

/// What somebody says to a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vote {
    /// For it.
    Support,
    /// Neither for nor against, yet.
    Unsure,
    /// Against it.
    Oppose,
}

impl Vote {
    /// All three, in the order of the form.
    pub const ALL: [Vote; 3] = [Vote::Support, Vote::Unsure, Vote::Oppose];

    /// What the form sends in the field `vote`.
    pub fn value(self) -> &'static str {
        match self {
            Vote::Support => "support",
            Vote::Unsure => "unsure",
            Vote::Oppose => "oppose",
        }
    }

    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            Vote::Support => "Support",
            Vote::Unsure => "Not sure",
            Vote::Oppose => "Oppose",
        }
    }

    fn in_sentence(self) -> &'static str {
        match self {
            Vote::Support => "support",
            Vote::Unsure => "not sure",
            Vote::Oppose => "oppose",
        }
    }
}

/// Whether one may vote on a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voting {
    /// Not yet; the time is in UTC.
    Forthcoming {
        /// When it opens, where that is known.
        opens_at: Option<NaiveDateTime>,
    },
    /// Yes; the time is in UTC.
    Open {
        /// Until when, where that is known.
        closes_at: Option<NaiveDateTime>,
    },
    /// No more; the time is in UTC.
    Closed {
        /// Since when, where that is known.
        closed_at: Option<NaiveDateTime>,
    },
}

/// How others voted, as far as the reader may see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Totals {
    /// Everybody may see them, or the reader may by now: one tally a capacity, never added up.
    Shown(Vec<Tally>),
    /// Only those who have voted see them, and the reader has not.
    AfterVoting,
    /// Nobody sees them before the close.
    AfterClose,
}

/// The reader's own vote on a proposal, and the totals.
#[derive(Clone, Debug)]
pub struct ProposalPanel {
    /// The proposal's name in addresses.
    pub slug: String,
    /// Whether one may vote.
    pub voting: Voting,
    /// The reader's vote, and the capacity in which it was cast.
    pub mine: Option<(Vote, Capacity)>,
    /// Whether the reader has just voted or taken the vote back, so that the panel says that it is done.
    pub just_saved: bool,
    /// Whether the reader is signed in; others are told that they can choose first.
    pub signed_in: bool,
    /// How others voted.
    pub totals: Totals,
    /// What to put right; the field is `vote`.
    pub problems: Problems,
}

/// "Your view": it fills [`crate::holes::Hole::ProposalVote`] and holds a token of its own.
pub fn proposal_panel(panel: &ProposalPanel) -> Markup {
    html! {
        div.fm-panel.fm-panel--accent.fm-space {
            (own_vote(panel))
            @if let Voting::Open { .. } = panel.voting { (choice(panel)) }
            @match &panel.totals {
                Totals::Shown(tallies) => (results::show(tallies)),
                Totals::AfterVoting => p.fm-quiet { "You can see how others voted when you have voted yourself." },
                Totals::AfterClose => p.fm-quiet { "Nobody can see how others voted before the vote closes." },
            }
        }
    }
}

fn own_vote(panel: &ProposalPanel) -> Markup {
    let mine = panel.mine.map(|(vote, capacity)| format!("{}, {}", vote.in_sentence(), capacity.as_one()));
    match (panel.voting, mine) {
        (Voting::Forthcoming { opens_at: Some(at) }, _) => html! { p { "You can vote from " (dates::moment(at)) "." } },
        (Voting::Forthcoming { opens_at: None }, _) => html! { p { "Voting has not opened yet." } },
        (Voting::Open { closes_at }, Some(mine)) => {
            let until = until("You can change it", closes_at);
            if panel.just_saved {
                banner("Your vote is saved", &format!("Your vote is saved: {mine}.{until}"))
            } else {
                html! { p { "Your vote: " (mine) "." (until) } }
            }
        }
        (Voting::Open { closes_at }, None) if panel.just_saved => banner(
            "Your vote is taken back",
            &format!("Your vote is taken back.{}", until("You can vote again", closes_at)),
        ),
        (Voting::Open { .. }, None) => html! {},
        (Voting::Closed { closed_at }, mine) => html! {
            p {
                @match closed_at {
                    Some(at) => { "Voting closed at " (dates::moment(at)) "." }
                    None => "Voting has closed.",
                }
                @if let Some(mine) = mine { " Your vote: " (mine) "." }
            }
        },
    }
}

fn until(words: &str, closes_at: Option<NaiveDateTime>) -> String {
    closes_at.map_or_else(String::new, |at| format!(" {words} until {}.", dates::moment(at)))
}

fn choice(panel: &ProposalPanel) -> Markup {
    let problem = panel.problems.for_field("vote");
    let chosen = panel.mine.map(|(vote, _)| vote);
    html! {
        form method="post" action=(paths::proposal_votes(&panel.slug)) novalidate {
            (form::csrf())
            div.govuk-form-group.govuk-form-group--error[problem.is_some()] {
                fieldset.fm-choice aria-describedby=[problem.map(|_| "vote-error")] {
                    legend.govuk-fieldset__legend.govuk-fieldset__legend--m { "Do you support this proposal?" }
                    @if let Some(problem) = problem {
                        p.govuk-error-message #vote-error { span.govuk-visually-hidden { "Error:" } " " (problem) }
                    }
                    div.fm-choice__set {
                        @for (id, vote) in ["vote", "vote-2", "vote-3"].into_iter().zip(Vote::ALL) {
                            div.govuk-radios__item {
                                input.govuk-radios__input type="radio" name="vote" id=(id) value=(vote.value())
                                    checked[chosen == Some(vote)];
                                label.govuk-label.govuk-radios__label for=(id) { (vote.label()) }
                            }
                        }
                    }
                }
            }
            div.govuk-button-group {
                @if chosen.is_some() {
                    button.govuk-button { "Change my vote" }
                    button.fm-linkbutton name="withdraw" value="1" { "Take my vote back" }
                } @else {
                    button.govuk-button { "Cast my vote" }
                    @if !panel.signed_in {
                        span.fm-quiet.fm-small { "You can choose first. We will ask you to sign in before your vote counts." }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
#[path = "votes_tests.rs"]
mod tests;
