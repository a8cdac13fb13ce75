//! How many of many comments the rules would hold, so that whoever runs a site can choose before it is in use.

use super::{Known, Read, Rule, Settings, wording};
use std::collections::HashSet;
use std::fmt;

/// What was counted so far. Of texts without dates and authors, bursts and first comments are not known.
#[derive(Debug, Default)]
pub struct Tally {
    /// How many texts that are not empty were read.
    pub of: usize,
    /// How many of them at least one rule would hold.
    pub held: usize,
    by_rule: [usize; Rule::ALL.len()],
    seen: HashSet<String>,
}

impl Tally {
    /// Counts one comment. The same words as in one before count as repeated.
    pub fn add(&mut self, text: &str, settings: &Settings) {
        if text.trim().is_empty() {
            return;
        }
        let repeated = wording(text).is_some_and(|wording| !self.seen.insert(wording));
        let (read, known) = (Read::new(text), Known { repeated, ..Known::default() });
        let broken: Vec<bool> = Rule::ALL.iter().map(|rule| read.breaks(*rule, known, settings)).collect();
        self.of += 1;
        self.held += usize::from(broken.contains(&true));
        for (count, broken) in self.by_rule.iter_mut().zip(broken) {
            *count += usize::from(broken);
        }
    }

    /// How many this rule would hold, whatever the other rules say.
    #[must_use]
    pub fn by(&self, rule: Rule) -> usize {
        Rule::ALL.iter().zip(self.by_rule).find_map(|(one, count)| (*one == rule).then_some(count)).unwrap_or(0)
    }

    fn line(&self, f: &mut fmt::Formatter<'_>, what: &str, count: usize) -> fmt::Result {
        let share = if self.of == 0 { 0.0 } else { count as f64 * 100.0 / self.of as f64 };
        writeln!(f, "{what:<22}{count:>8}{share:>9.2} %")
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<22}{:>8}{:>11}", "rule", "held", "share")?;
        for rule in Rule::of_texts() {
            match rule {
                // A file knows of no proposal.
                Rule::Everything => {}
                Rule::Burst | Rule::FirstComment => writeln!(f, "{:<22}{:>8}", rule.name(), "unknown")?,
                _ => self.line(f, rule.name(), self.by(rule))?,
            }
        }
        self.line(f, "any of them", self.held)?;
        write!(f, "of {} comments", self.of)
    }
}
