//! The site's list of words.

use crate::text::look;
use serde::Deserialize;
use std::collections::HashSet;
use std::sync::Arc;

/// The most entries of a list, characters of an entry, and words of an entry.
const ENTRIES: usize = 2_000;
const CHARACTERS: usize = 60;
const WORDS: usize = 4;

/// Words for which a comment is held, in any case, with accents or without, and as whole words only. An entry may be of up
/// to four words. There are no patterns, so that no entry can make the reading slow.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(try_from = "Vec<String>")]
pub struct WordList {
    entries: Arc<HashSet<String>>,
    longest: usize,
}

impl TryFrom<Vec<String>> for WordList {
    type Error = String;

    /// # Errors
    /// A sentence that names the entry that cannot be used.
    fn try_from(list: Vec<String>) -> Result<Self, String> {
        if list.len() > ENTRIES {
            return Err(format!("holding.words: {} entries, and {ENTRIES} is the most", list.len()));
        }
        let (mut entries, mut longest) = (HashSet::new(), 0);
        for entry in list {
            let plain = look(&entry);
            let words = plain.split(' ').count();
            if plain.is_empty() {
                return Err(format!("holding.words: \"{entry}\" has no letters"));
            }
            if entry.chars().count() > CHARACTERS || words > WORDS {
                return Err(format!(
                    "holding.words: \"{entry}\" is longer than {WORDS} words or {CHARACTERS} characters"
                ));
            }
            longest = longest.max(words);
            entries.insert(plain);
        }
        Ok(Self { entries: Arc::new(entries), longest })
    }
}

impl WordList {
    /// Whether one of the entries stands in a text. Each word is looked up once for every length that an entry can have.
    #[must_use]
    pub fn finds(&self, text: &str) -> bool {
        if self.entries.is_empty() {
            return false;
        }
        let plain = look(text);
        let ends: Vec<usize> = plain.match_indices(' ').map(|(at, _)| at).chain(std::iter::once(plain.len())).collect();
        let starts = std::iter::once(0).chain(ends.iter().map(|end| end + 1));
        starts.zip(0..ends.len()).any(|(start, first)| {
            ends[first..].iter().take(self.longest).any(|end| self.entries.contains(&plain[start..*end]))
        })
    }
}
