//! Votes: support, oppose or not sure of a proposal; agree, disagree or pass on a comment. One current vote a person and item.

mod leaving;
pub mod pages;
mod store;

use crate::accounts;
use crate::clock::Moment;
use crate::comments::State;
use crate::db::{Conn, Scope, Tx};
use crate::error::{Error, Result};
use crate::ids::{AccountId, CommentId, ProposalId};
use crate::policy::{Capacity, Stage};
use crate::proposals;
use crate::web::Speaker;
use std::collections::{BTreeMap, BTreeSet, HashMap};

pub use leaving::{leave_comments, leave_proposals, of_account};
pub use store::Own;

crate::words! {
    /// A vote on a proposal.
    pub enum Choice {
        /// For it.
        Support = "support",
        /// Neither.
        Unsure = "unsure",
        /// Against it.
        Oppose = "oppose",
    }
}

crate::words! {
    /// A vote on a comment.
    pub enum Answer {
        /// Yes.
        Agree = "agree",
        /// No.
        Disagree = "disagree",
        /// Neither.
        Pass = "pass",
    }
}

impl Choice {
    /// 1, 0 or −1, as it is kept.
    #[must_use]
    pub fn number(self) -> i32 {
        match self {
            Self::Support => 1,
            Self::Unsure => 0,
            Self::Oppose => -1,
        }
    }

    /// The choice that a kept number stands for.
    #[must_use]
    pub fn from_number(n: i32) -> Self {
        match n {
            1 => Self::Support,
            0 => Self::Unsure,
            _ => Self::Oppose,
        }
    }
}

impl Answer {
    /// 1, 0 or −1, as it is kept.
    #[must_use]
    pub fn number(self) -> i32 {
        match self {
            Self::Agree => 1,
            Self::Pass => 0,
            Self::Disagree => -1,
        }
    }

    /// The answer that a kept number stands for.
    #[must_use]
    pub fn from_number(n: i32) -> Self {
        match n {
            1 => Self::Agree,
            0 => Self::Pass,
            _ => Self::Disagree,
        }
    }
}

/// Somebody who votes.
#[derive(Debug, Clone, Copy)]
pub struct Voter {
    account: AccountId,
    capacity: Capacity,
    took_part: bool,
}

impl From<&Speaker> for Voter {
    fn from(speaker: &Speaker) -> Self {
        Self { account: speaker.id(), capacity: speaker.capacity(), took_part: speaker.person().first_part.is_some() }
    }
}

/// One vote on a comment, as it was cast.
#[derive(Debug, Clone, Copy)]
pub struct Cast {
    /// Who.
    pub voter: AccountId,
    /// In which capacity.
    pub capacity: Capacity,
    /// On what.
    pub item: CommentId,
    /// What.
    pub answer: Answer,
    /// When.
    pub at: Moment,
}

/// Casts, changes or (with nothing) takes back a vote on a proposal; gives the proposal's address.
///
/// # Errors
/// [`Error::Closed`] by the server's clock, inside this transaction; [`Error::NotFound`].
pub fn on_proposal(tx: &mut Tx<'_>, by: &Voter, id: ProposalId, choice: Option<Choice>, now: Moment) -> Result<String> {
    let gate = proposals::gate(tx, id, now)?;
    gate.pass()?;
    let after = choice.map(|c| (c, by.capacity));
    let before = match choice {
        Some(choice) => store::save_on_proposal(tx, by.account, id, choice, by.capacity, now)?,
        None => store::delete_on_proposal(tx, by.account, id)?,
    };
    if before.is_none() && after.is_none() {
        return Ok(gate.slug);
    }
    if before != after {
        store::count_on_proposal(tx, id, before, after);
        tx.touch(Scope::Proposal(id));
        tx.touch(Scope::Listing);
    }
    note_part(tx, by, &gate)?;
    Ok(gate.slug)
}

/// Casts or changes a vote on a comment; gives the address of its proposal.
///
/// # Errors
/// [`Error::NotFound`] when it cannot be read; [`Error::Closed`]; [`Error::NotAllowed`] for one's own comment.
pub fn on_comment(tx: &mut Tx<'_>, by: &Voter, id: CommentId, answer: Answer, now: Moment) -> Result<String> {
    let item = store::find_item(tx, id)?.ok_or(Error::NotFound)?;
    if item.state != State::Published || item.stage == Stage::Draft {
        return Err(Error::NotFound);
    }
    item.stage
        .at(now, item.opens_at, item.closes_at)
        .takes_part(item.opens_at, item.closes_at)
        .map_err(Error::Closed)?;
    if item.author == by.account {
        return Err(Error::NotAllowed("You cannot vote on your own comment.".into()));
    }
    let cast = Cast { voter: by.account, capacity: by.capacity, item: id, answer, at: now };
    let mut change = Change::default();
    change.turn(store::save_on_comment(tx, &cast)?, (answer, by.capacity));
    store::count_on_comment(tx, id, change);
    tx.touch(Scope::Answers(item.proposal));
    if !by.took_part {
        let gate = proposals::gate(tx, item.proposal, now)?;
        note_part(tx, by, &gate)?;
    }
    Ok(item.slug)
}

/// Casts many votes on comments in the order given: the last one of a person on an item stands. Who may vote is the
/// caller's to check, and nobody else casts these people's votes meanwhile.
///
/// # Errors
/// When the database refuses.
pub fn cast_all(tx: &mut Tx<'_>, casts: &[Cast]) -> Result<()> {
    let items: BTreeSet<CommentId> = casts.iter().map(|c| c.item).collect();
    let proposals = store::load_proposals_of(tx, &items.into_iter().collect::<Vec<_>>())?;
    let mut current: HashMap<(AccountId, CommentId), Given> = store::load_current(tx, casts)?;
    let mut changes: BTreeMap<CommentId, Change> = BTreeMap::new();
    let mut last: BTreeMap<(AccountId, CommentId), &Cast> = BTreeMap::new();
    for cast in casts {
        let after = (cast.answer, cast.capacity);
        let before = current.insert((cast.voter, cast.item), after);
        changes.entry(cast.item).or_default().turn(before, after);
        last.insert((cast.voter, cast.item), cast);
    }
    store::save_on_comments(tx, &last.into_values().copied().collect::<Vec<_>>())?;
    for (item, change) in changes {
        store::count_on_comment(tx, item, change);
    }
    for proposal in proposals {
        tx.touch(Scope::Answers(proposal));
    }
    Ok(())
}

/// An answer, and the capacity in which it was given.
pub(crate) type Given = (Answer, Capacity);

/// By how much the counts of a comment change: all of them, and of these two capacities by themselves.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Change {
    pub all: Counts,
    pub professionals: Counts,
    pub organisations: Counts,
}

/// Three counts, or by how much they change.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub agrees: i64,
    pub disagrees: i64,
    pub passes: i64,
}

impl Change {
    fn turn(&mut self, before: Option<Given>, after: Given) {
        if let Some(before) = before {
            self.add(before, -1);
        }
        self.add(after, 1);
    }

    fn add(&mut self, (answer, capacity): Given, by: i64) {
        self.all.add(answer, by);
        match capacity {
            // Residents are the rest.
            Capacity::Resident => {}
            Capacity::Professional => self.professionals.add(answer, by),
            Capacity::Organisation => self.organisations.add(answer, by),
        }
    }
}

impl Counts {
    fn add(&mut self, answer: Answer, by: i64) {
        *match answer {
            Answer::Agree => &mut self.agrees,
            Answer::Disagree => &mut self.disagrees,
            Answer::Pass => &mut self.passes,
        } += by;
    }
}

fn note_part(tx: &mut Tx<'_>, by: &Voter, gate: &proposals::Gate) -> Result<()> {
    if by.took_part {
        return Ok(());
    }
    accounts::note_first_part(tx, by.account, gate.life_stage)
}

/// What one person sees of their own on a page: their vote on the proposal, and on each of these comments with its totals.
///
/// # Errors
/// When the database refuses.
pub fn own(conn: &mut Conn, who: AccountId, proposal: ProposalId, comments: &[CommentId]) -> Result<Own> {
    Ok(Own {
        on_proposal: store::find_on_proposal(conn, who, proposal)?
            .map(|(n, capacity)| (Choice::from_number(n), capacity)),
        on_comments: store::load_own(conn, who, comments)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_vote_leaves_one_count_and_takes_another() {
        use Answer::{Agree, Disagree};
        use Capacity::Resident;
        let mut change = Change::default();
        change.turn(None, (Agree, Resident));
        assert_eq!(change.all, Counts { agrees: 1, disagrees: 0, passes: 0 });
        change.turn(Some((Agree, Resident)), (Disagree, Resident));
        assert_eq!(change.all, Counts { agrees: 0, disagrees: 1, passes: 0 });
        change.turn(Some((Disagree, Resident)), (Disagree, Resident));
        assert_eq!(change.all, Counts { agrees: 0, disagrees: 1, passes: 0 });
        assert_eq!((change.professionals, change.organisations), Default::default());
    }

    #[test]
    fn the_same_answer_in_another_capacity_is_a_change_but_no_new_vote() {
        use Answer::Agree;
        use Capacity::{Organisation, Professional};
        let mut change = Change::default();
        change.turn(Some((Agree, Professional)), (Agree, Organisation));
        assert_eq!(change.all, Counts::default());
        assert_eq!(change.professionals, Counts { agrees: -1, ..Counts::default() });
        assert_eq!(change.organisations, Counts { agrees: 1, ..Counts::default() });
    }

    #[test]
    fn numbers_are_words_and_back() {
        for choice in Choice::ALL {
            assert_eq!(Choice::from_number(choice.number()), *choice);
        }
        for answer in Answer::ALL {
            assert_eq!(Answer::from_number(answer.number()), *answer);
        }
    }
}
