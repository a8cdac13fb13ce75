//! A few common texts by their shingles: how alike a text is to each of them, counted exactly and without going through all.

use super::shingles::{Alike, Shingles};
use std::collections::HashMap;

/// How much of a common text, in percent, another must contain to belong to it, whatever else it says.
pub const CONTAINED: i64 = 80;

/// Common texts, numbered in the order in which they were added.
#[derive(Debug, Default)]
pub(super) struct Index {
    holders: HashMap<u32, Vec<u32>>,
    sizes: Vec<usize>,
    /// Of each common text, how many shingles it shares with the text that is being looked at.
    shared: Vec<u32>,
}

impl Index {
    pub(super) fn add(&mut self, common: &Shingles) {
        let number = u32::try_from(self.sizes.len()).unwrap_or(u32::MAX);
        common.numbers().iter().for_each(|n| self.holders.entry(*n).or_default().push(number));
        self.sizes.push(common.numbers().len());
        self.shared.push(0);
    }

    /// The common text to which this one belongs: the one that it resembles most, of several the first. None where it
    /// resembles none by `threshold` percent and contains none.
    pub(super) fn best(&mut self, text: &Shingles, threshold: i64) -> Option<(usize, Alike)> {
        let mut met = Vec::new();
        for number in text.numbers().iter().filter_map(|n| self.holders.get(n)).flatten() {
            let shared = &mut self.shared[*number as usize];
            if *shared == 0 {
                met.push(*number as usize);
            }
            *shared += 1;
        }
        let mut best: Option<(usize, Alike)> = None;
        met.sort_unstable();
        for number in met {
            let shared = std::mem::take(&mut self.shared[number]) as usize;
            let alike = Alike::counted(shared, self.sizes[number], text.numbers().len());
            let belongs = alike.resemblance >= threshold || alike.contained >= CONTAINED;
            if belongs && best.is_none_or(|(_, other)| alike > other) {
                best = Some((number, alike));
            }
        }
        best
    }
}
