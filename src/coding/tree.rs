//! The tree of themes: in which order it is read, and what may be done to it. It knows no database.

use crate::ids::{ResponseId, ThemeId};
use std::collections::{BTreeMap, BTreeSet};

/// How many levels the tree has at most.
pub const LEVELS: usize = 3;
/// The most themes of one proposal.
pub const THEMES: usize = 200;

/// What people write about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    /// Its number.
    pub id: ThemeId,
    /// Under which it stands; none at the top.
    pub parent: Option<ThemeId>,
    /// Its name.
    pub name: String,
    /// What belongs to it, in words.
    pub description: String,
    /// Its place among those beside it; of two with the same, the older comes first.
    pub position: i64,
    /// How often its form was saved, the first time included.
    pub edition: i64,
}

/// The themes of a proposal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tree {
    /// Each with its level, from 1 on; after each theme come those under it.
    themes: Vec<(usize, Theme)>,
}

/// Under a theme: answers that somebody tagged with the theme itself, and with it or one under it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// With the theme itself.
    pub own: i64,
    /// With it or any theme under it, each answer once.
    pub all: i64,
}

impl Tree {
    /// Puts themes in the order in which they are read.
    #[must_use]
    pub fn new(mut rows: Vec<Theme>) -> Self {
        rows.sort_by_key(|theme| (theme.position, theme.id));
        let mut tree = Self::default();
        tree.append(&rows, None, 1);
        tree
    }

    fn append(&mut self, rows: &[Theme], parent: Option<ThemeId>, level: usize) {
        if level > LEVELS {
            return;
        }
        for theme in rows.iter().filter(|theme| theme.parent == parent) {
            self.themes.push((level, theme.clone()));
            self.append(rows, Some(theme.id), level + 1);
        }
    }

    /// Every theme with its level, from 1 on, in the order in which they are read.
    pub fn all(&self) -> impl Iterator<Item = (usize, &Theme)> {
        self.themes.iter().map(|(level, theme)| (*level, theme))
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.themes.is_empty()
    }

    /// A theme.
    #[must_use]
    pub fn find(&self, id: ThemeId) -> Option<&Theme> {
        self.all().map(|(_, theme)| theme).find(|theme| theme.id == id)
    }

    /// Those directly under a theme, or at the top, in order.
    #[must_use]
    pub fn under(&self, parent: Option<ThemeId>) -> Vec<&Theme> {
        self.all().map(|(_, theme)| theme).filter(|theme| theme.parent == parent).collect()
    }

    /// The theme itself and all below it.
    #[must_use]
    pub fn with_all_below(&self, id: ThemeId) -> BTreeSet<ThemeId> {
        let mut found = BTreeSet::from([id]);
        // A theme comes after the one under which it stands.
        for (_, theme) in self.all() {
            if theme.parent.is_some_and(|parent| found.contains(&parent)) {
                found.insert(theme.id);
            }
        }
        found
    }

    /// The name with those above it: "Getting there > Buses". Empty for a theme that is not there.
    #[must_use]
    pub fn path(&self, id: ThemeId) -> String {
        let mut names = Vec::new();
        let mut next = self.find(id);
        while let Some(theme) = next {
            names.push(theme.name.as_str());
            next = theme.parent.and_then(|parent| self.find(parent));
        }
        names.reverse();
        names.join(" > ")
    }

    fn level(&self, id: ThemeId) -> usize {
        self.all().find(|(_, theme)| theme.id == id).map_or(0, |(level, _)| level)
    }

    /// How many levels a theme has with all below it.
    fn height(&self, id: ThemeId) -> usize {
        let below = self.with_all_below(id);
        let lowest = self.all().filter(|(_, theme)| below.contains(&theme.id)).map(|(level, _)| level).max();
        lowest.map_or(1, |lowest| lowest + 1 - self.level(id).max(1))
    }

    /// Why no theme of this name can stand under `parent`; `but` is the one that would be it. Nothing where it can.
    #[must_use]
    pub fn problem_with_name(&self, name: &str, parent: Option<ThemeId>, but: Option<ThemeId>) -> Option<String> {
        let same = |theme: &&Theme| Some(theme.id) != but && theme.name.to_lowercase() == name.to_lowercase();
        self.under(parent).iter().any(same).then(|| "There is a theme with this name here already".into())
    }

    /// Why nothing more can stand under `parent`: the tree would have too many themes or levels.
    #[must_use]
    pub fn problem_with_adding(&self, parent: Option<ThemeId>) -> Option<String> {
        if self.themes.len() >= THEMES {
            return Some(format!("There can be {THEMES} themes at most"));
        }
        self.too_deep(parent, 1)
    }

    /// Why a theme cannot stand under `parent` with all that is below it.
    #[must_use]
    pub fn problem_with_moving(&self, id: ThemeId, parent: Option<ThemeId>) -> Option<String> {
        if parent.is_some_and(|parent| self.with_all_below(id).contains(&parent)) {
            return Some("A theme cannot stand under itself".into());
        }
        self.too_deep(parent, self.height(id))
    }

    /// Why a theme cannot be put together with another, which keeps its name and gets what is under the first.
    #[must_use]
    pub fn problem_with_merging(&self, id: ThemeId, into: ThemeId) -> Option<String> {
        if self.with_all_below(id).contains(&into) {
            return Some("Choose a theme that does not stand under this one".into());
        }
        let children = self.under(Some(id));
        let clash = children.iter().find(|child| self.problem_with_name(&child.name, Some(into), None).is_some());
        if let Some(clash) = clash {
            return Some(format!("Both have a theme “{}” under them. Put these two together first", clash.name));
        }
        children.iter().find_map(|child| self.too_deep(Some(into), self.height(child.id)))
    }

    fn too_deep(&self, parent: Option<ThemeId>, levels: usize) -> Option<String> {
        let above = parent.map_or(0, |parent| self.level(parent));
        (above + levels > LEVELS).then(|| format!("Themes can have {LEVELS} levels at most"))
    }

    /// How many answers each theme has; `tagged` are themes with the answer that has them: its response and question.
    #[must_use]
    pub fn counts(&self, tagged: &[(ThemeId, ResponseId, i64)]) -> BTreeMap<ThemeId, Count> {
        let mut answers: BTreeMap<ThemeId, BTreeSet<(ResponseId, i64)>> = BTreeMap::new();
        for (theme, response, question) in tagged {
            answers.entry(*theme).or_default().insert((*response, *question));
        }
        let size = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        let count = |id: ThemeId| {
            let below = self.with_all_below(id);
            let all: BTreeSet<_> = below.iter().filter_map(|one| answers.get(one)).flatten().collect();
            Count { own: size(answers.get(&id).map_or(0, BTreeSet::len)), all: size(all.len()) }
        };
        self.all().map(|(_, theme)| (theme.id, count(theme.id))).collect()
    }
}

#[cfg(test)]
#[path = "tree_tests.rs"]
mod tests;
