//! The decisions of moderators as a table for other programs.

use super::Entry;
use crate::clock::to_london;
use crate::error::Result;
use crate::tables::{cell, lines};
use views::record::COLUMNS;

/// The line that names the columns.
///
/// # Errors
/// Never; writing into memory does not fail.
pub(super) fn head() -> Result<Vec<u8>> {
    lines([COLUMNS.map(|(name, _)| name)])
}

/// A line for each of these decisions.
///
/// # Errors
/// Never; writing into memory does not fail.
pub(super) fn rows(entries: &[Entry]) -> Result<Vec<u8>> {
    let word = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
    lines(entries.iter().map(|entry| {
        [
            to_london(entry.at).format("%Y-%m-%d").to_string(),
            entry.kind.as_str().to_owned(),
            cell(&entry.rule),
            entry.version.map_or_else(String::new, |version| version.to_string()),
            entry.why.as_str().to_owned(),
            (entry.took / 60).to_string(),
            word(entry.appealed),
            word(entry.overturned),
        ]
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Moment;
    use crate::moderation::Why;
    use crate::record::Kind;

    fn entry(rule: &str) -> Entry {
        Entry {
            id: 1,
            at: Moment::parse_from_str("2026-06-30 23:30", "%Y-%m-%d %H:%M").expect("a date in the test"),
            kind: Kind::Hide,
            rule: rule.into(),
            version: Some(3),
            why: Why::Reported,
            took: 7_259,
            appealed: true,
            overturned: false,
        }
    }

    fn text(entries: &[Entry]) -> String {
        String::from_utf8(rows(entries).expect("written")).expect("text")
    }

    #[test]
    fn a_decision_is_a_line() {
        let line = text(&[entry("rule 3, no \"personal\" attacks")]);
        assert_eq!(line, "2026-07-01,hide,\"rule 3, no \"\"personal\"\" attacks\",3,reported,120,yes,no\r\n");
        let head = String::from_utf8(head().expect("written")).expect("text");
        assert_eq!(head.trim_end().split(',').count(), 8, "{head}");
        let none = text(&[Entry { version: None, overturned: true, ..entry("") }]);
        assert_eq!(none, "2026-07-01,hide,,,reported,120,yes,yes\r\n");
    }
}
