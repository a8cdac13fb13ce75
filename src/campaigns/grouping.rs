//! Which texts say the same: groups around a common text.
//!
//! Bands say which texts are worth comparing; every text of a group has then been compared with the common text of its
//! group itself, exactly. So no group is a chain in which the first and the last have nothing in common, and everything
//! in it can be explained by two texts beside one another. The same texts always make the same groups.

use super::index::Index;
use super::minhash::BANDS;
use super::shingles::{Alike, Shingles};
use super::texts::{Distinct, Sent, Texts};
use crate::ids::CampaignId;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// The fewest responses that make a group.
pub const FEWEST: usize = 2;
/// With how many texts that came before it in a band a text is compared, at most.
const IN_A_BAND: usize = 50;
/// With how many common texts a text is compared, at most.
const COMPARED: usize = 100;

/// A response of a group, and how alike it is to the common text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Member {
    /// The response.
    pub sent: Sent,
    /// How alike.
    pub alike: Alike,
}

/// Responses that say the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The first response that says exactly the common text.
    pub typical: Sent,
    /// All of them, in the order of their numbers.
    pub members: Vec<Member>,
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Groups {
    /// Responses that belong to a campaign that is known, in the order of their numbers.
    pub known: BTreeMap<CampaignId, Vec<Member>>,
    /// Further groups, the largest first.
    pub new: Vec<Group>,
}

/// Groups all texts: first around the common texts that are known, then around those that are found. A text belongs to a
/// common text that it resembles by `threshold` percent, or of which it contains [`super::CONTAINED`] percent.
#[must_use]
pub fn groups(texts: Texts, known: &[(CampaignId, Shingles)], threshold: i64) -> Groups {
    let mut found = Groups::default();
    let mut index = Index::default();
    known.iter().for_each(|(_, common)| index.add(common));
    let mut rest = Vec::new();
    for text in texts.distinct {
        match index.best(&text.shingles, threshold) {
            Some((at, alike)) => found.known.entry(known[at].0).or_default().extend(members(&text, alike)),
            None => rest.push(text),
        }
    }
    found.known.values_mut().for_each(|members| members.sort_unstable());
    found.new = gathered(&in_order(rest), threshold);
    found
}

fn members(text: &Distinct, alike: Alike) -> impl Iterator<Item = Member> {
    text.senders.iter().map(move |sent| Member { sent: *sent, alike })
}

/// The texts with those first that are most likely to be common: sent by most, then meeting most others, then the earliest.
fn in_order(mut texts: Vec<Distinct>) -> Vec<Distinct> {
    let mut meetings = vec![0_usize; texts.len()];
    for band in 0..BANDS {
        let met = met(&texts, band);
        for same in met.chunk_by(|one, other| one.0 == other.0) {
            same.iter().for_each(|(_, at)| meetings[*at as usize] += same.len() - 1);
        }
    }
    let mut all: Vec<(usize, Distinct)> = meetings.into_iter().zip(texts.drain(..)).collect();
    all.sort_by_cached_key(|(meetings, text)| (Reverse(text.senders.len()), Reverse(*meetings), text.senders[0]));
    all.into_iter().map(|(_, text)| text).collect()
}

/// The texts by their number in one band.
fn met(texts: &[Distinct], band: usize) -> Vec<(u32, u32)> {
    let mut met: Vec<(u32, u32)> = (0..).zip(texts).map(|(at, text)| (text.bands.at(band), at)).collect();
    met.sort_unstable();
    met
}

/// The groups among texts in order. Each text joins the first of the common texts before it that it resembles most, or
/// becomes one itself; at the end those who are alone join what they contain.
fn gathered(texts: &[Distinct], threshold: i64) -> Vec<Group> {
    let bands: Vec<Vec<(u32, u32)>> = (0..BANDS).map(|band| met(texts, band)).collect();
    let mut common: Vec<usize> = Vec::with_capacity(texts.len());
    let mut joined: BTreeMap<usize, Vec<(usize, Alike)>> = BTreeMap::new();
    for (at, text) in texts.iter().enumerate() {
        let alike = |one: &usize| texts[*one].shingles.alike(&text.shingles);
        let candidates = candidates(&bands, text, at, &common);
        let best = candidates.iter().map(|one| (alike(one), Reverse(*one))).max();
        let (alike, to) = match best.filter(|(alike, _)| alike.resemblance >= threshold) {
            Some((alike, Reverse(to))) => (alike, to),
            None => (Alike::SAME, at),
        };
        common.push(to);
        joined.entry(to).or_default().push((at, alike));
    }
    let senders = |joined: &[(usize, Alike)]| joined.iter().map(|(at, _)| texts[*at].senders.len()).sum::<usize>();
    let (mut large, small): (Vec<_>, Vec<_>) = joined.into_iter().partition(|(_, joined)| senders(joined) >= FEWEST);
    let mut index = Index::default();
    large.iter().for_each(|(at, _)| index.add(&texts[*at].shingles));
    for (at, _) in small {
        if let Some((to, alike)) = index.best(&texts[at].shingles, threshold) {
            large[to].1.push((at, alike));
        }
    }
    let group = |(at, joined): (usize, Vec<(usize, Alike)>)| {
        let mut members: Vec<Member> = joined.iter().flat_map(|(at, alike)| members(&texts[*at], *alike)).collect();
        members.sort_unstable();
        Group { typical: texts[at].senders[0], members }
    };
    let mut groups: Vec<Group> = large.into_iter().map(group).collect();
    groups.sort_by_key(|group| (Reverse(group.members.len()), group.typical));
    groups
}

/// The common texts with which a text is worth comparing: those of the texts before it that it meets in a band. Where these
/// are too many, those that it meets most often.
fn candidates(bands: &[Vec<(u32, u32)>], text: &Distinct, at: usize, common: &[usize]) -> Vec<usize> {
    let mut met: Vec<usize> = Vec::new();
    for (band, entries) in bands.iter().enumerate() {
        let key = text.bands.at(band);
        let first = entries.partition_point(|(other, _)| *other < key);
        let before = entries[first..].iter().take_while(|(other, n)| *other == key && (*n as usize) < at);
        met.extend(before.take(IN_A_BAND).map(|(_, n)| common[*n as usize]));
    }
    met.sort_unstable();
    let mut times: Vec<(usize, usize)> = met.chunk_by(|a, b| a == b).map(|same| (same.len(), same[0])).collect();
    if times.len() > COMPARED {
        times.sort_unstable_by_key(|(times, one)| (Reverse(*times), *one));
        times.truncate(COMPARED);
    }
    times.into_iter().map(|(_, one)| one).collect()
}

#[cfg(test)]
#[path = "grouping_tests.rs"]
mod tests;
