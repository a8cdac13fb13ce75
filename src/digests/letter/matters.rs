//! What an email tells, arranged: by area, by proposal, with the words of the newest comments.

use super::Links;
use crate::activity::Event;
use crate::digests::by_number::ByNumber;
use crate::digests::store::dossier::{Dossier, Proposal};
use crate::digests::window::Item;
use crate::ids::{AreaId, CommentId, ProposalId};
use std::collections::BTreeMap;
use views::emails::digest::{AreaPart, DateKind, DateLine, Excerpt, Limits, ProposalPart};
use views::paths;

/// Comments of one proposal whose words stand in an email at most; the others are counted.
const EXCERPTS: usize = 3;

/// The dates in an email: what opens, closes, or has moved.
pub(super) fn dates(dossier: &Dossier, items: &[&Item], links: &Links) -> Vec<DateLine> {
    let line = |item: &&Item| {
        let proposal = dossier.proposals.get(&item.proposal?)?;
        let (detail, at) = dossier.details.get(&item.id)?;
        let (what, when) = match item.event {
            Event::ClosingSoon => (DateKind::ClosingSoon, proposal.closes_at),
            Event::ProposalAnnounced => (DateKind::Announced, proposal.opens_at),
            Event::ProposalOpened => (DateKind::Opened, proposal.closes_at),
            Event::ProposalClosed => (DateKind::Closed, proposal.closes_at),
            Event::OutcomePublished => (DateKind::Decided, None),
            Event::ProposalWithdrawn => (DateKind::Withdrawn, None),
            Event::ClosingMoved => (DateKind::Moved, proposal.closes_at),
            _ => return None,
        };
        let place = if item.event == Event::OutcomePublished { paths::outcome } else { paths::proposal };
        let reason = if item.event == Event::ClosingSoon { String::new() } else { detail.clone() };
        Some(DateLine {
            what,
            at: when.unwrap_or(*at),
            title: proposal.title.clone(),
            area: dossier.areas.get(&proposal.area).map(|a| a.title.clone()).unwrap_or_default(),
            reason,
            url: format!("{}{}", links.site, place(&proposal.slug)),
        })
    };
    items.iter().filter(|item| item.comment.is_none()).filter_map(line).collect()
}

/// What happened to one proposal.
pub(super) struct Matter<'a> {
    proposal: &'a Proposal,
    /// In the order in which it happened.
    items: Vec<&'a Item>,
    /// Of how many comments the words are shown.
    words: usize,
}

impl Matter<'_> {
    /// Its comments, newest first.
    fn comments(&self) -> impl Iterator<Item = CommentId> {
        self.items.iter().rev().filter_map(|item| item.comment)
    }

    /// Those whose words are shown.
    pub(super) fn quoted(&self) -> impl Iterator<Item = CommentId> {
        self.comments().take(self.words)
    }
}

/// What happened, by the areas in their order, the proposal with the newest first.
pub(super) type Matters<'a> = BTreeMap<(i32, AreaId), Vec<Matter<'a>>>;

/// These items by area and proposal, with how many comments of each are quoted.
pub(super) fn arranged<'a>(dossier: &'a Dossier, items: &[&'a Item], limits: &Limits) -> Matters<'a> {
    let mut by_proposal: ByNumber<ProposalId, Vec<&Item>> = ByNumber::default();
    for item in items.iter().filter(|i| i.comment.is_some() || i.event == Event::ProposalChanged) {
        if let Some(id) = item.proposal {
            by_proposal.entry(id).or_default().push(item);
        }
    }
    let mut all = Matters::new();
    for (id, items) in by_proposal {
        let Some(proposal) = dossier.proposals.get(&id) else { continue };
        let place = dossier.areas.get(&proposal.area).map_or(i32::MAX, |area| area.position);
        all.entry((place, proposal.area)).or_default().push(Matter { proposal, items, words: 0 });
    }
    for matters in all.values_mut() {
        matters.sort_by_key(|matter| std::cmp::Reverse(matter.items.last().map(|item| item.id)));
    }
    let (areas, each) = limits.proposals(all.len());
    let mut shown: Vec<&mut Matter> = all.values_mut().take(areas).flat_map(|m| m.iter_mut().take(each)).collect();
    let words = limits.excerpts(shown.iter().filter(|m| m.comments().next().is_some()).count()).min(EXCERPTS);
    shown.iter_mut().for_each(|matter| matter.words = words);
    all
}

/// What happened in each area.
pub(super) fn areas(dossier: &Dossier, matters: &Matters, links: &Links) -> Vec<AreaPart> {
    let area = |((_, id), matters): (&(i32, AreaId), &Vec<Matter>)| {
        let area = dossier.areas.get(id);
        AreaPart {
            title: area.map(|a| a.title.clone()).unwrap_or_default(),
            url: area.map(|a| format!("{}{}", links.site, paths::area(&a.slug))).unwrap_or_default(),
            proposals: matters.iter().map(|matter| part(dossier, matter, links)).collect(),
        }
    };
    matters.iter().map(area).collect()
}

fn part(dossier: &Dossier, matter: &Matter, links: &Links) -> ProposalPart {
    let url = format!("{}{}", links.site, paths::proposal(&matter.proposal.slug));
    let mut changes: Vec<String> = Vec::new();
    for item in matter.items.iter().filter(|i| i.event == Event::ProposalChanged) {
        let reason = dossier.details.get(&item.id).map(|d| d.0.clone()).unwrap_or_default();
        if !changes.contains(&reason) {
            changes.push(reason);
        }
    }
    let excerpts = matter.quoted().filter_map(|id| {
        let comment = dossier.words(id)?;
        let url = format!("{}{}", links.site, paths::comment(id.0));
        Some(Excerpt { author: comment.author, badge: comment.badge, text: comment.excerpt, url })
    });
    ProposalPart {
        title: matter.proposal.title.clone(),
        changes,
        comments: matter.comments().count(),
        excerpts: excerpts.collect(),
        talk_url: format!("{url}?sort=newest#talk"),
        url,
    }
}
