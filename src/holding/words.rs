//! The site's list of words.

use crate::text::look;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::sync::Arc;

/// The most entries of a list.
pub const ENTRIES: usize = 500;
/// The most characters of an entry.
pub const CHARACTERS: usize = 100;
/// The most words of an entry.
pub const WORDS: usize = 4;

/// Words for which a comment is held, in any case, with accents or without, and as whole words only. An entry may be of up
/// to four words. There are no patterns, so that no entry can make the reading slow.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(try_from = "Vec<String>", into = "Vec<String>")]
pub struct WordList {
    /// As they were written.
    written: Arc<Vec<String>>,
    entries: Arc<HashSet<String>>,
    longest: usize,
}

/// Nothing where this can be an entry of a list.
///
/// # Errors
/// What is wrong with it, as the rest of a sentence: "has no letters".
pub fn check_entry(entry: &str) -> Result<(), String> {
    plain(entry).map(|_| ())
}

/// How an entry looks in a text.
fn plain(entry: &str) -> Result<String, String> {
    let plain = look(entry);
    if plain.is_empty() {
        return Err("has no letters".into());
    }
    if entry.chars().count() > CHARACTERS || plain.split(' ').count() > WORDS {
        return Err(format!("is longer than {WORDS} words or {CHARACTERS} characters"));
    }
    Ok(plain)
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
        for entry in &list {
            let plain = plain(entry).map_err(|what| format!("holding.words: \"{entry}\" {what}"))?;
            longest = longest.max(plain.split(' ').count());
            entries.insert(plain);
        }
        Ok(Self { written: Arc::new(list), entries: Arc::new(entries), longest })
    }
}

impl From<WordList> for Vec<String> {
    fn from(list: WordList) -> Self {
        list.written.to_vec()
    }
}

impl PartialEq for WordList {
    fn eq(&self, other: &Self) -> bool {
        self.written == other.written
    }
}

impl Eq for WordList {}

impl WordList {
    /// The entries as they were written, in their order.
    #[must_use]
    pub fn written(&self) -> &[String] {
        &self.written
    }

    /// The entries that stand in a text, as they look there. Each word is looked up once for every length that an entry
    /// can have.
    pub(super) fn all_in(&self, text: &str) -> Vec<String> {
        if self.entries.is_empty() {
            return Vec::new();
        }
        let plain = look(text);
        let ends: Vec<usize> = plain.match_indices(' ').map(|(at, _)| at).chain(std::iter::once(plain.len())).collect();
        let starts = std::iter::once(0).chain(ends.iter().map(|end| end + 1));
        let stretches = starts.zip(0..ends.len()).flat_map(|(start, first)| {
            let plain = plain.as_str();
            ends[first..].iter().take(self.longest).map(move |end| &plain[start..*end])
        });
        stretches.filter(|stretch| self.entries.contains(*stretch)).map(str::to_owned).collect()
    }
}
