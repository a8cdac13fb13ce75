//! What differs from one reader to the next on a discussion's pages: their votes, their comments, what they follow.

use crate::clock::Moment;
use crate::comments::thread::Votable;
use crate::comments::{own_held_on, shown_badge};
use crate::db::Conn;
use crate::error::Result;
use crate::follows::{self, Target};
use crate::ids::{AccountId, CommentId, ProposalId};
use crate::policy::{self, Capacity, Stage, Totals};
use crate::subscribers::Frequency;
use crate::votes::{self, Answer, Choice, Own};
use crate::web::session::Person;
use maud::{Markup, html};
use std::collections::HashMap;
use views::form::Problems;
use views::holes::Hole;
use views::votes as view;
use views::{accounts, comments};

/// What the reader's part of a page needs to know about the page.
#[derive(Debug, Clone)]
pub(super) struct Facts {
    pub proposal: ProposalId,
    pub slug: String,
    pub stage: Stage,
    pub opens_at: Option<Moment>,
    pub closes_at: Option<Moment>,
    pub totals: Totals,
    pub tally: [i64; 9],
    pub comments: Vec<Votable>,
    /// What one follows with the button on this page, and where its form goes.
    pub follow: (Target, String),
    /// On the page of a comment, which: of the reader's own that wait, only answers below it have their place there.
    pub below: Option<CommentId>,
}

/// What the database says about one reader of a page.
#[derive(Debug, Clone, Default)]
pub(super) struct Reader {
    pub own: Own,
    pub follows: Option<Frequency>,
    /// Their comments that wait for a moderator.
    pub held: Vec<comments::Held>,
}

/// What is asked of the database about one reader of a page.
#[derive(Debug, Clone)]
pub(super) struct Question {
    proposal: ProposalId,
    comments: Vec<CommentId>,
    follow: Target,
    below: Option<CommentId>,
}

impl Question {
    pub(super) fn of(facts: &Facts) -> Self {
        let comments = facts.comments.iter().map(|c| c.id).collect();
        Self { proposal: facts.proposal, comments, follow: facts.follow.0, below: facts.below }
    }

    pub(super) fn ask(&self, conn: &mut Conn, who: AccountId) -> Result<Reader> {
        Ok(Reader {
            own: votes::own(conn, who, self.proposal, &self.comments)?,
            follows: follows::how_often(conn, who, self.follow)?,
            held: own_held_on(conn, who, self.proposal, self.below)?,
        })
    }
}

/// What strangers see in every hole of the page.
pub(super) fn strangers(facts: &Facts) -> HashMap<Hole, Markup> {
    let mut holes = vec![Hole::PostingAs, Hole::ProposalVote, Hole::Follow, Hole::StatementNext];
    holes.extend(facts.comments.iter().map(|c| Hole::CommentVotes(c.id.0)));
    let part = Part::new(facts, None, Reader::default());
    holes.into_iter().filter_map(|hole| Some((hole, part.fill(hole)?))).collect()
}

/// One reader's part of a page.
pub(super) struct Part<'a> {
    facts: &'a Facts,
    /// The comments on the page by number, made once a page and not once a hole.
    index: HashMap<i64, &'a Votable>,
    person: Option<&'a Person>,
    reader: Reader,
    /// Whether they have just voted on the proposal.
    pub just_voted: bool,
    /// What to put right in the reader's own vote.
    pub problems: Problems,
    /// Comments written after this moment can still be changed by their author.
    pub editable_since: Option<Moment>,
}

impl<'a> Part<'a> {
    pub(super) fn new(facts: &'a Facts, person: Option<&'a Person>, reader: Reader) -> Self {
        let index = facts.comments.iter().map(|c| (c.id.0, c)).collect();
        Self { facts, index, person, reader, just_voted: false, problems: Problems::default(), editable_since: None }
    }

    /// Whether this reader sees at a comment what strangers see: it is not theirs, and they have not answered it.
    pub(super) fn is_usual(&self, hole: Hole) -> bool {
        let (Hole::CommentVotes(id) | Hole::CommentOwn(id)) = hole else { return true };
        let Some(comment) = self.index.get(&id) else { return true };
        self.person.is_none_or(|p| p.id != comment.author)
            && (matches!(hole, Hole::CommentOwn(_)) || !self.reader.own.on_comments.contains_key(&comment.id))
    }

    /// The filling of one hole.
    pub(super) fn fill(&self, hole: Hole) -> Option<Markup> {
        Some(match hole {
            Hole::PostingAs => posting_as(self.person),
            Hole::ProposalVote => view::proposal_panel(&view::ProposalPanel {
                problems: self.problems.clone(),
                ..panel(self.facts, self.person, &self.reader, self.just_voted)
            }),
            Hole::Follow => {
                let (target, action) = self.facts.follow.clone();
                let reader = match self.person {
                    Some(_) => follows::Reader::Person(self.reader.follows),
                    None => follows::Reader::Stranger,
                };
                follows::button(target, action, reader)
            }
            Hole::StatementNext => statement(self.facts, self.person, &self.reader)?,
            Hole::CommentVotes(id) => buttons(self.facts, self.index.get(&id)?, self.person, &self.reader),
            Hole::CommentOwn(id) => {
                let comment = self.index.get(&id)?;
                self.person.filter(|p| p.id == comment.author)?;
                let young = self.editable_since.is_some_and(|since| comment.created_at >= since);
                comments::own_links(id, young && self.facts.stage == Stage::Open)
            }
            Hole::OwnHeld if !self.reader.held.is_empty() => comments::held_mine(&self.reader.held),
            _ => return None,
        })
    }
}

/// As whom the reader posts, with the button for their organisation.
pub(super) fn posting_as(person: Option<&Person>) -> Markup {
    match person {
        Some(p) => {
            let organisation = p.organisation.as_ref().map(|one| one.name.as_str());
            accounts::posting_as(&p.name, &shown_badge(&crate::comments::badge(p)), organisation)
        }
        None => accounts::posting_as_visitor(),
    }
}

fn panel(facts: &Facts, person: Option<&Person>, reader: &Reader, just_saved: bool) -> view::ProposalPanel {
    let voting = match facts.stage {
        Stage::Draft | Stage::Forthcoming => view::Voting::Forthcoming { opens_at: facts.opens_at },
        Stage::Open => view::Voting::Open { closes_at: facts.closes_at },
        _ => view::Voting::Closed { closed_at: facts.closes_at },
    };
    let mine = reader.own.on_proposal;
    let totals = if policy::shows_totals(facts.totals, facts.stage, mine.is_some()) {
        view::Totals::Shown(tallies(&facts.tally))
    } else if facts.totals == Totals::AfterVoting {
        view::Totals::AfterVoting
    } else {
        view::Totals::AfterClose
    };
    view::ProposalPanel {
        slug: facts.slug.clone(),
        voting,
        mine: mine.map(|(choice, capacity)| (view_choice(choice), capacity.into())),
        just_saved,
        signed_in: person.is_some(),
        totals,
        problems: Problems::default(),
    }
}

fn tallies(nine: &[i64; 9]) -> Vec<view::Tally> {
    let row = |n: usize, capacity: Capacity| view::Tally {
        capacity: capacity.into(),
        support: nine[n * 3],
        unsure: nine[n * 3 + 1],
        oppose: nine[n * 3 + 2],
    };
    vec![row(0, Capacity::Resident), row(1, Capacity::Professional), row(2, Capacity::Organisation)]
}

/// The first statement on this page that the reader has neither written nor answered.
fn statement(facts: &Facts, person: Option<&Person>, reader: &Reader) -> Option<Markup> {
    if facts.stage != Stage::Open {
        return None;
    }
    let next = facts.comments.iter().find(|c| {
        c.statement_html.is_some()
            && !reader.own.on_comments.contains_key(&c.id)
            && person.is_none_or(|p| p.id != c.author)
    })?;
    let body_html = next.statement_html.clone()?;
    Some(view::statement(&view::Statement { comment_id: next.id.0, body_html, progress: None }))
}

fn buttons(facts: &Facts, comment: &Votable, person: Option<&Person>, reader: &Reader) -> Markup {
    let mine = reader.own.on_comments.get(&comment.id);
    let own = person.is_some_and(|p| p.id == comment.author);
    let can_vote = facts.stage == Stage::Open && !own;
    let public = policy::is_over(facts.stage).then_some(comment.totals);
    let totals = mine.map(|(_, totals)| *totals).or(public);
    if !can_vote && totals.is_none() {
        return html! {};
    }
    view::comment_buttons(&view::CommentButtons {
        id: comment.id.0,
        author: &comment.name,
        mine: mine.map(|(answer, _)| view_answer(*answer)),
        totals,
        can_vote,
        own,
    })
}

fn view_choice(choice: Choice) -> view::Vote {
    match choice {
        Choice::Support => view::Vote::Support,
        Choice::Unsure => view::Vote::Unsure,
        Choice::Oppose => view::Vote::Oppose,
    }
}

fn view_answer(answer: Answer) -> view::Answer {
    match answer {
        Answer::Agree => view::Answer::Agree,
        Answer::Disagree => view::Answer::Disagree,
        Answer::Pass => view::Answer::Pass,
    }
}
