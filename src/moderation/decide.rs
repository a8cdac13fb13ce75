//! What a moderator decides, and all that happens with it in one transaction.

mod effects;

use super::rules::Rule;
use super::sanctions::{self, Sanction};
use super::store::{self, Case};
use super::{Act, REASONS_CHARACTERS, claims, conflicts, fits, public, reports};
use crate::clock::Moment;
use crate::comments::{self, State, Stored};
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::house_rules;
use crate::ids::{CaseId, CommentId, DecisionId};
use crate::proposals;
use crate::queue::{self, Job};
use crate::text::Text;
use crate::web::Moderator;

/// What a moderator has decided, before it is in force.
#[derive(Debug, Clone, Copy)]
pub struct Ruling<'a> {
    /// What happens to the comment.
    pub act: Act,
    /// Under which house rule.
    pub rule: Option<&'a Rule>,
    /// Why, as the author will read it.
    pub reasons: &'a Text,
    /// What it means for the author.
    pub sanction: Sanction,
    /// The comment with marks around what is to go; used by [`Act::Redact`] alone.
    pub marked: &'a Text,
    /// On what occasion.
    pub occasion: Occasion,
}

/// On what occasion something is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Occasion {
    /// Its own: the author gets a letter, and the act is on the record.
    #[default]
    Case,
    /// With one form together with others of the same author, of which this is the first: that one has the letter.
    Together(DecisionId),
    /// An answer to an appeal, which has its own letter and is an act by itself.
    Appeal,
}

impl Occasion {
    fn first(self) -> Option<DecisionId> {
        match self {
            Self::Together(first) => Some(first),
            Self::Case | Self::Appeal => None,
        }
    }
}

impl Ruling<'_> {
    /// What is missing, each with its field.
    #[must_use]
    pub fn problems(&self) -> Vec<(&'static str, String)> {
        let mut problems = Vec::new();
        let needs_rule = self.act.takes_away() || self.sanction != Sanction::None;
        if self.act == Act::Redact && self.marked.is_blank() {
            problems.push(("marked", "Put [[ and ]] around the part that is to go".to_owned()));
        }
        if needs_rule && self.rule.is_none() {
            problems.push(("rule", "Choose the house rule that the comment breaks".to_owned()));
        }
        if (needs_rule || self.act == Act::Restore) && self.reasons.is_blank() {
            problems.push(("reasons", "Enter your reasons, so that the author can understand them".to_owned()));
        }
        if let Err(problem) = fits(self.reasons, REASONS_CHARACTERS, "Your reasons") {
            problems.push(("reasons", problem));
        }
        problems
    }

    fn phrase(&self) -> String {
        self.rule.map(Rule::phrase).unwrap_or_default()
    }
}

/// Decides a case, or brings back a comment that was taken from view; gives the number of the decision.
///
/// In one transaction the comment changes with all counts, the case is closed, the act is noted for readers and for
/// the record, and the letters to its author and to those who reported it are queued. Whoever comes second changes nothing;
/// who sends the same form twice has decided once.
///
/// # Errors
/// [`Error::NotFound`] for no such case; [`Error::NotAllowed`] for one's own comment, one that one has reported, or one that
/// speaks for one's organisation; [`Error::Invalid`] when a rule or reasons are missing, or marks are wrong;
/// [`Error::Conflict`] when it was decided meanwhile, with who and when, somebody else has it, or it cannot be done.
pub fn decide(tx: &mut Tx<'_>, by: &Moderator, id: CaseId, ruling: &Ruling<'_>, now: Moment) -> Result<DecisionId> {
    if let Some((_, problem)) = ruling.problems().into_iter().next() {
        return Err(Error::Invalid(problem));
    }
    let comment = store::find_case(tx, id)?.ok_or(Error::NotFound)?.comment;
    store::lock_comment(tx, comment)?;
    // Read only now: until the lock was ours, somebody else may have decided.
    let case = store::find_case(tx, id)?.ok_or(Error::NotFound)?;
    let subject = store::find_subject(tx, comment)?.ok_or(Error::NotFound)?;
    if let Some(why) = conflicts::with(tx, by, &subject)? {
        return Err(Error::NotAllowed(why.into()));
    }
    let rule = ruling.phrase();
    if let Some(done) = decided_so(tx, by, &case, ruling, &rule)? {
        return Ok(done);
    }
    let stored = comments::any(tx, comment)?;
    can_still(tx, &case, &stored, ruling.act, now)?;
    claims::free(tx, by, &case, now)?;
    let decision = insert(tx, by, &case, ruling, &rule, now)?;
    sanctions::impose(tx, &subject, ruling.sanction, now)?;
    effects::take(tx, by, &effects::Made { decision, subject: &subject, stored: &stored, ruling, rule: &rule }, now)?;
    if case.closed_at.is_none() {
        store::update_closed(tx, id, now)?;
        reports::tell(tx, &case, now)?;
    }
    effects::note(tx, by, &case, &subject, ruling, now)?;
    let is_told = ruling.act != Act::Keep || ruling.sanction != Sanction::None;
    if is_told && ruling.occasion == Occasion::Case && subject.author_address().is_some() {
        queue::enqueue(tx, &Job::ModerationNotice { decision: decision.0 }, now)?;
    }
    Ok(decision)
}

fn insert(
    tx: &mut Tx<'_>,
    by: &Moderator,
    case: &Case,
    ruling: &Ruling<'_>,
    rule: &str,
    now: Moment,
) -> Result<DecisionId> {
    let decision = store::NewDecision {
        case: case.id,
        comment: case.comment,
        moderator: by.id(),
        act: ruling.act,
        rule,
        rules_version: house_rules::in_force(tx)?,
        reasons: ruling.reasons.as_str(),
        sanction: ruling.sanction.kind(),
        suspended_until: ruling.sanction.until(now),
        batch: ruling.occasion.first(),
        now,
    };
    let decision = store::insert_decision(tx, &decision)?;
    public::touch(tx, case.id)?;
    Ok(decision)
}

/// The number of the latest decision, if it is this one: the button was pressed twice, or the form sent again.
fn decided_so(
    conn: &mut Conn,
    by: &Moderator,
    case: &Case,
    ruling: &Ruling<'_>,
    rule: &str,
) -> Result<Option<DecisionId>> {
    let last = store::load_decisions(conn, case.comment, 1)?.pop();
    let same = last.filter(|last| {
        (last.case, last.moderator, last.act) == (case.id, Some(by.id()), ruling.act)
            && (last.rule.as_str(), last.reasons.as_str()) == (rule, ruling.reasons.as_str())
    });
    Ok(same.map(|last| last.id))
}

/// Nothing when this act still fits the case and its comment.
fn can_still(conn: &mut Conn, case: &Case, comment: &Stored, act: Act, now: Moment) -> Result<()> {
    let refused = |why: &str| Err(Error::Conflict(why.to_owned()));
    let is_gone = matches!(comment.state, State::Hidden | State::Removed) && !comment.body.is_empty();
    match (case.closed_at, act) {
        (Some(_), Act::Restore) if is_gone => Ok(()),
        (Some(_), Act::Unlock) if comments::is_locked(conn, comment)? => Ok(()),
        (Some(_), _) => Err(Error::Conflict(decided_already(conn, case.comment, now)?)),
        (None, Act::Restore | Act::Unlock) => {
            refused("This comment can be read by everybody, so there is nothing to bring back.")
        }
        (None, act) if act != Act::Keep && comment.state == State::Deleted => {
            refused("The author has deleted this comment meanwhile. Nobody can read it. Choose Keep to close the case.")
        }
        (None, Act::Lock) if comment.state != State::Published => {
            refused("Only a thread that can be read can be locked. Choose Keep first.")
        }
        (None, Act::Ask) if proposals::gate(conn, comment.proposal, now)?.pass().is_err() => {
            refused("This proposal is not open, so its comments cannot be changed any more. Choose another way.")
        }
        (None, _) => Ok(()),
    }
}

/// Who decided last about a comment, and when: for whoever comes second.
fn decided_already(conn: &mut Conn, comment: CommentId, now: Moment) -> Result<String> {
    let Some(last) = store::load_decisions(conn, comment, 1)?.pop() else {
        return Ok("This case is closed already. Your decision was not used.".into());
    };
    let names = store::load_names(conn, last.moderator.as_slice())?;
    let who = last.moderator.and_then(|id| names.get(&id)).map_or("A former colleague", String::as_str);
    Ok(format!(
        "{who} decided this case on {}: the comment was {}. Your decision was not used.",
        views::dates::short_in(now, last.decided_at),
        last.act.past(),
    ))
}

/// What can be decided about a case now, in the order of the form.
pub(super) fn acts(case: &Case, comment: &Stored, is_locked: bool) -> Vec<Act> {
    let gone = matches!(comment.state, State::Hidden | State::Removed) && !comment.body.is_empty();
    match (case.closed_at, comment.state) {
        (None, State::Deleted) => vec![Act::Keep],
        (None, State::Published) => vec![Act::Keep, Act::Hide, Act::Remove, Act::Ask, Act::Redact, Act::Lock],
        (None, _) => vec![Act::Keep, Act::Hide, Act::Remove, Act::Ask, Act::Redact],
        (Some(_), _) if gone => vec![Act::Restore],
        (Some(_), _) if is_locked => vec![Act::Unlock],
        (Some(_), _) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::rules;
    use super::*;

    #[test]
    fn taking_down_needs_a_rule_and_reasons() {
        let (rules, some, none) = (rules::read(None), Text::new("It names a child."), Text::new(" \u{200b}"));
        let long = Text::new(&"x".repeat(2_001));
        let ruling = |act, rule, reasons, sanction| {
            let ruling = Ruling { act, rule, reasons, sanction, marked: &none, occasion: Occasion::Case };
            ruling.problems().into_iter().map(|(field, _)| field).collect::<Vec<_>>()
        };
        let fields = |act, rule, reasons| ruling(act, rule, reasons, Sanction::None);
        for act in [Act::Hide, Act::Remove, Act::Ask, Act::Lock] {
            assert_eq!(fields(act, None, &none), ["rule", "reasons"]);
            assert_eq!(fields(act, rules.first(), &some), [""; 0]);
        }
        assert_eq!(fields(Act::Redact, rules.first(), &some), ["marked"]);
        assert_eq!(fields(Act::Restore, None, &none), ["reasons"]);
        assert_eq!(fields(Act::Restore, None, &some), [""; 0]);
        assert_eq!(fields(Act::Keep, None, &none), [""; 0]);
        assert_eq!(fields(Act::Keep, None, &long), ["reasons"]);
        assert_eq!(
            ruling(Act::Keep, None, &none, Sanction::Warning),
            ["rule", "reasons"],
            "nobody is warned for nothing"
        );
    }
}
