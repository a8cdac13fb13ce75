//! A stretch of what happened, so arranged that it is quick to find what somebody who follows something has missed.

use super::store::happened;
use crate::activity::Event;
use crate::db::Conn;
use crate::error::Result;
use crate::follows::Target;
use crate::ids::{AccountId, AreaId, CommentId, OrganisationId, ProposalId};
use std::collections::HashMap;

/// The most rows of activity that are held in memory at a time; whoever is further behind catches up in steps.
pub const MOST: i64 = 20_000;

/// One thing that happened, and to whom it is news.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its row in `activity`.
    pub id: i64,
    /// What happened.
    pub event: Event,
    /// In which area.
    pub area: Option<AreaId>,
    /// To which proposal.
    pub proposal: Option<ProposalId>,
    /// The comment it is about.
    pub comment: Option<CommentId>,
    /// The first comment of its thread.
    pub thread: Option<CommentId>,
    /// In whose name the comment was written, where that was an organisation.
    pub organisation: Option<OrganisationId>,
    /// Who did it.
    pub actor: Option<AccountId>,
    /// When it was first told: for a comment that was hidden and is back, the row of its posting; else its own.
    pub origin: i64,
}

impl Item {
    /// What one must follow to hear of it.
    pub fn targets(&self) -> impl Iterator<Item = Target> + use<> {
        let about = match self.event {
            Event::CommentPosted | Event::CommentRestored => [
                self.area.map(Target::Area),
                self.proposal.map(Target::Proposal),
                self.thread.map(Target::Thread),
                self.organisation.map(Target::Organisation),
            ],
            Event::ProposalChanged => [self.area.map(Target::Area), self.proposal.map(Target::Proposal), None, None],
            Event::ProposalAnnounced
            | Event::ProposalOpened
            | Event::ClosingSoon
            | Event::ProposalClosed
            | Event::OutcomePublished
            | Event::ProposalWithdrawn
            | Event::ClosingMoved => {
                [Some(Target::Site), self.area.map(Target::Area), self.proposal.map(Target::Proposal), None]
            }
            Event::CommentHidden => [None; 4],
        };
        about.into_iter().flatten()
    }

    /// Whether somebody who follows this target hears of it.
    #[must_use]
    pub fn is_about(&self, target: Target) -> bool {
        self.targets().any(|t| t == target)
    }

    /// Whether it is news to whoever has this account: nobody is told of their own comments.
    #[must_use]
    pub fn is_news_to(&self, account: Option<AccountId>) -> bool {
        self.comment.is_none() || self.actor.is_none() || self.actor != account
    }
}

/// Every row of activity after `from` up to and with `upto`.
#[derive(Debug, Clone, Default)]
pub struct Window {
    /// The row before the first.
    pub from: i64,
    /// The last row.
    pub upto: i64,
    /// Whether there was nothing after `upto` when it was read.
    pub whole: bool,
    items: Vec<Item>,
    by_target: HashMap<Target, Vec<u32>>,
}

impl Window {
    /// What happened after `from`, at most [`MOST`] rows.
    ///
    /// Numbers are given in the order of the commits (`db/writer.rs`), so no smaller one can appear later.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn read(conn: &mut Conn, from: i64) -> Result<Self> {
        let latest = happened::find_latest(conn)?;
        let items = happened::load_after(conn, from, latest, MOST)?;
        let whole = (items.len() as i64) < MOST;
        let upto = if whole { latest.max(from) } else { items.last().map_or(from, |item| item.id) };
        Ok(Self::of(from, upto, whole, items))
    }

    fn of(from: i64, upto: i64, whole: bool, items: Vec<Item>) -> Self {
        let mut by_target: HashMap<Target, Vec<u32>> = HashMap::new();
        for (n, item) in items.iter().enumerate() {
            for target in item.targets() {
                by_target.entry(target).or_default().push(u32::try_from(n).unwrap_or(u32::MAX));
            }
        }
        Self { from, upto, whole, items, by_target }
    }

    /// Every row that is in it, in order.
    #[must_use]
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// What is news to somebody who follows `target` and has seen everything up to `after`, each with its place in
    /// [`Window::items`].
    pub fn about(&self, target: Target, after: i64) -> impl Iterator<Item = (usize, &Item)> {
        let found = self.by_target.get(&target).map_or(&[][..], Vec::as_slice);
        let is_seen = |place: &u32| self.items.get(*place as usize).is_none_or(|item| item.id <= after);
        let unseen = found.get(found.partition_point(is_seen)..).unwrap_or_default();
        unseen.iter().filter_map(|place| Some((*place as usize, self.items.get(*place as usize)?)))
    }

    /// The row with this number, if it is news to anybody.
    #[must_use]
    pub fn find(&self, id: i64) -> Option<&Item> {
        self.items.binary_search_by_key(&id, |item| item.id).ok().and_then(|n| self.items.get(n))
    }

    /// What is news to somebody, with what one must follow to hear of it.
    pub fn targets(&self) -> impl Iterator<Item = (&Item, Target)> {
        self.items.iter().flat_map(|item| item.targets().map(move |target| (item, target)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(id: i64, event: Event) -> Item {
        Item {
            id,
            event,
            area: Some(AreaId(1)),
            proposal: Some(ProposalId(2)),
            comment: None,
            thread: None,
            organisation: None,
            actor: Some(AccountId(9)),
            origin: id,
        }
    }

    #[test]
    fn the_site_tells_dates_and_an_area_tells_all() {
        let comment = Item { comment: Some(CommentId(5)), thread: Some(CommentId(4)), ..item(3, Event::CommentPosted) };
        let window =
            Window::of(0, 3, true, vec![item(1, Event::ProposalOpened), item(2, Event::CommentHidden), comment]);
        let ids = |target, after| window.about(target, after).map(|(_, i)| i.id).collect::<Vec<_>>();
        assert_eq!(ids(Target::Site, 0), [1]);
        assert_eq!(ids(Target::Area(AreaId(1)), 0), [1, 3]);
        assert_eq!(ids(Target::Area(AreaId(1)), 1), [3]);
        assert_eq!(ids(Target::Thread(CommentId(4)), 0), [3]);
        assert_eq!(ids(Target::Proposal(ProposalId(3)), 0), [0; 0]);
    }

    #[test]
    fn an_organisation_is_heard_where_a_comment_is_its_own() {
        let own = Item { organisation: Some(OrganisationId(7)), ..item(1, Event::CommentPosted) };
        let hidden = Item { organisation: Some(OrganisationId(7)), ..item(3, Event::CommentHidden) };
        let window = Window::of(0, 3, true, vec![own, item(2, Event::CommentPosted), hidden]);
        let ids = |id| window.about(Target::Organisation(OrganisationId(id)), 0).map(|(_, i)| i.id).collect::<Vec<_>>();
        assert_eq!((ids(7), ids(8)), (vec![1], vec![]));
    }

    #[test]
    fn nobody_is_told_of_their_own_comment() {
        let comment = Item { comment: Some(CommentId(5)), ..item(3, Event::CommentPosted) };
        assert!(!comment.is_news_to(Some(AccountId(9))));
        assert!(comment.is_news_to(Some(AccountId(8))) && comment.is_news_to(None));
        assert!(item(1, Event::ProposalOpened).is_news_to(Some(AccountId(9))), "dates are news to everybody");
    }
}
