//! Taking a part out of a comment: the original is kept for the staff for a while, and then nobody has it.

use super::store;
use crate::audit;
use crate::clock::Moment;
use crate::comments::{self, Stored};
use crate::db::{Scope, Tx};
use crate::error::{Error, Result};
use crate::ids::DecisionId;
use crate::spans;
use crate::text::Text;

/// What stands in place of a part: "(taken out by a moderator: rule 2)".
pub(super) fn mark(rule: &str) -> String {
    let number = rule.split(',').next().unwrap_or(rule);
    format!("(taken out by a moderator: {number})")
}

/// Takes the marked parts out of a comment and keeps the original beside the decision.
///
/// # Errors
/// [`Error::Invalid`] as [`spans::marked`] says.
pub(super) fn make(
    tx: &mut Tx<'_>,
    comment: &Stored,
    marked: &Text,
    rule: &str,
    decision: DecisionId,
    now: Moment,
) -> Result<()> {
    let mark = mark(rule);
    let spans = spans::marked(&comment.body, marked.as_str()).map_err(Error::Invalid)?;
    store::redactions::insert(tx, comment.id, decision, &comment.body, now)?;
    let left = spans::replaced(&comment.body, spans.iter().map(|span| (*span, mark.as_str())));
    let parts: Vec<String> = spans.iter().map(|span| spans::words(&comment.body, *span)).collect();
    comments::redact(tx, comment, &Text::new(&left), &parts, &mark)
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

    #[test]
    fn the_mark_names_the_rule() {
        assert_eq!(mark("rule 2, no personal data"), "(taken out by a moderator: rule 2)");
    }
}
