//! Taking a part out of a comment: the original is kept for the staff for a while, and then nobody has it.

use super::store;
use crate::audit;
use crate::clock::Moment;
use crate::comments::{self, Stored};
use crate::db::{Scope, Tx};
use crate::error::{Error, Result};
use crate::ids::DecisionId;
use crate::text::Text;

/// What a moderator marks parts with.
const OPEN: &str = "[[";
const SHUT: &str = "]]";

/// A comment in which parts are marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Marked {
    /// What stands in place of the comment.
    pub left: String,
    /// The parts that go, as they were typed.
    pub parts: Vec<String>,
}

/// Reads a comment in which the parts that are to go stand between `[[` and `]]`; `mark` stands in their place.
///
/// # Errors
/// A sentence for the moderator, when nothing is marked or anything else was changed.
pub(super) fn read(original: &str, marked: &str, mark: &str) -> std::result::Result<Marked, String> {
    let (mut left, mut same, mut parts) = (String::new(), String::new(), Vec::new());
    let mut rest = marked;
    while let Some((before, after)) = rest.split_once(OPEN) {
        let (part, after) = after.split_once(SHUT).ok_or("Put ]] behind each part that is to go")?;
        if !part.trim().is_empty() {
            left.push_str(before);
            left.push_str(mark);
            parts.push(part.to_owned());
        } else {
            left.push_str(before);
        }
        same.push_str(before);
        same.push_str(part);
        rest = after;
    }
    left.push_str(rest);
    same.push_str(rest);
    if parts.is_empty() {
        return Err("Put [[ and ]] around the part that is to go".into());
    }
    if same != original {
        return Err("Change nothing but the marks: the rest must stay as the author wrote it".into());
    }
    Ok(Marked { left, parts })
}

/// What stands in place of a part: "(taken out by a moderator: rule 2)".
pub(super) fn mark(rule: &str) -> String {
    let number = rule.split(',').next().unwrap_or(rule);
    format!("(taken out by a moderator: {number})")
}

/// Takes the marked parts out of a comment and keeps the original beside the decision.
///
/// # Errors
/// [`Error::Invalid`] as [`read`] says.
pub(super) fn make(
    tx: &mut Tx<'_>,
    comment: &Stored,
    marked: &Text,
    rule: &str,
    decision: DecisionId,
    now: Moment,
) -> Result<()> {
    let mark = mark(rule);
    let read = read(&comment.body, marked.as_str(), &mark).map_err(Error::Invalid)?;
    store::redactions::insert(tx, comment.id, decision, &comment.body, now)?;
    comments::redact(tx, comment, &Text::new(&read.left), &read.parts, &mark)
}

/// Puts back what a decision took out of a comment.
///
/// # Errors
/// [`Error::Conflict`] when the original is not kept any more.
pub(super) fn undo(tx: &mut Tx<'_>, comment: &Stored, decision: DecisionId) -> Result<()> {
    let original = store::redactions::find_original(tx, decision)?.ok_or_else(|| {
        Error::Conflict("What was taken out is not kept any more, so it cannot be brought back.".into())
    })?;
    comments::unredact(tx, comment, &Text::new(&original))
}

/// Forgets what up to `most` comments said before this moment: originals of those of which a part was taken out, and the words
/// of those that were removed. Each is one row in the record of the staff, which is the proof. Gives how many.
///
/// # Errors
/// When the database refuses.
pub fn purge(tx: &mut Tx<'_>, before: Moment, most: i64, now: Moment) -> Result<usize> {
    let redacted = store::redactions::load_older(tx, before, most)?;
    for (id, comment, decision) in &redacted {
        store::redactions::purge(tx, *id, now)?;
        let detail = format!("decision {decision}: the original of what was taken out");
        audit::record(tx, None, "comment.purge", &format!("comment {comment}"), &detail, now)?;
    }
    let removed = store::redactions::load_removed(tx, before, most)?;
    for (comment, decision) in &removed {
        store::redactions::empty(tx, *comment)?;
        let detail = format!("decision {decision}: the words of a removed comment");
        audit::record(tx, None, "comment.purge", &format!("comment {comment}"), &detail, now)?;
    }
    if !(redacted.is_empty() && removed.is_empty()) {
        tx.touch(Scope::Record);
    }
    Ok(redacted.len() + removed.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TYPED: &str = "My mother is 81.\n\nRing me on 07700 900123, or my **brother**.";

    #[test]
    fn marked_parts_go_and_the_rest_stays() {
        let marked = TYPED.replace("07700 900123", "[[07700 900123]]").replace("my **brother**", "[[my **brother**]]");
        let read = read(TYPED, &marked, "…").expect("marked well");
        assert_eq!(read.left, "My mother is 81.\n\nRing me on …, or ….");
        assert_eq!(read.parts, ["07700 900123", "my **brother**"]);
    }

    #[test]
    fn whoever_changes_more_than_marks_is_told() {
        for (marked, part) in [
            (TYPED.to_owned(), "around the part"),
            (TYPED.replace("81", "[[]]81"), "around the part"),
            (TYPED.replace("81", "[[81"), "behind each part"),
            (TYPED.replace("81", "[[82]]"), "nothing but the marks"),
        ] {
            let why = read(TYPED, &marked, "…").expect_err("not used");
            assert!(why.contains(part), "{marked}: {why}");
        }
        assert_eq!(mark("rule 2, no personal data"), "(taken out by a moderator: rule 2)");
    }
}
