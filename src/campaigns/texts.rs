//! The texts that are to be grouped, taken in one after another. Of each different text only its shingles and its bands
//! are kept, so that tens of thousands fit into memory.

use super::minhash::{Bands, Hashes};
use super::shingles::Shingles;
use crate::ids::ResponseId;
use crate::questionnaires::{Answer, Answers};
use std::collections::HashMap;

/// The most shingles that are kept of all texts together: 100 MB. Whatever comes after them is left out.
const MOST_SHINGLES: usize = 25_000_000;

/// A response in one of its versions: what was sent once, and never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Sent {
    /// The response.
    pub response: ResponseId,
    /// How often it had been sent.
    pub version: i64,
}

/// A text, with everybody who has sent exactly it.
#[derive(Debug)]
pub(super) struct Distinct {
    pub(super) shingles: Shingles,
    pub(super) bands: Bands,
    pub(super) senders: Vec<Sent>,
}

/// All texts so far.
#[derive(Debug, Default)]
pub struct Texts {
    hashes: Hashes,
    pub(super) distinct: Vec<Distinct>,
    /// Where a text stands, by a number made of all its shingles.
    places: HashMap<u64, usize>,
    kept: usize,
    /// Responses that are long enough to be compared.
    pub compared: i64,
    /// Responses that are too short.
    pub short: i64,
    /// Responses for which there was no room.
    pub left_out: i64,
}

impl Texts {
    /// Takes in what was sent.
    pub fn add(&mut self, sent: Sent, text: &str) {
        let Some(shingles) = Shingles::of(text) else {
            self.short += 1;
            return;
        };
        let key = whole(&shingles);
        let same = self.places.get(&key).map(|at| &mut self.distinct[*at]).filter(|one| one.shingles == shingles);
        if let Some(same) = same {
            same.senders.push(sent);
        } else if self.kept + shingles.numbers().len() > MOST_SHINGLES {
            self.left_out += 1;
            return;
        } else {
            self.kept += shingles.numbers().len();
            self.places.insert(key, self.distinct.len());
            let bands = self.hashes.bands(&shingles);
            self.distinct.push(Distinct { shingles, bands, senders: vec![sent] });
        }
        self.compared += 1;
    }
}

/// What somebody wrote in a response, in the order of the questions: all of it, and nothing that they chose.
#[must_use]
pub fn words(answers: &Answers) -> String {
    let text = |answer: &Answer| match answer {
        Answer::Text(text) => Some(text.clone()),
        _ => None,
    };
    answers.values().filter_map(text).collect::<Vec<_>>().join("\n\n")
}

/// All shingles as one number.
fn whole(shingles: &Shingles) -> u64 {
    let mix = |sum: u64, n: &u32| (sum.rotate_left(5) ^ u64::from(*n)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    shingles.numbers().iter().fold(0, mix)
}
