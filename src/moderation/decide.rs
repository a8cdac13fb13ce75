//! What a moderator decides, and all that happens with it in one transaction.

use super::public;
use super::rules::Rule;
use super::store::{self, Case, Subject};
use super::{Act, REASONS_CHARACTERS, fits};
use crate::accounts;
use crate::activity::{self, Event, Place};
use crate::audit;
use crate::clock::Moment;
use crate::comments::{self, State};
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::house_rules;
use crate::ids::{CaseId, CommentId};
use crate::proposals;
use crate::queue::{self, Job};
use crate::text::Text;
use crate::web::Moderator;

impl Act {
    /// In which state the comment is afterwards.
    fn leads_to(self) -> State {
        match self {
            Self::Keep | Self::Restore => State::Published,
            Self::Hide => State::Hidden,
            Self::Remove => State::Removed,
        }
    }

    /// The act as something that has happened: "hidden".
    fn past(self) -> &'static str {
        match self {
            Self::Keep => "kept",
            Self::Hide => "hidden",
            Self::Remove => "removed",
            Self::Restore => "restored",
        }
    }
}

/// What a moderator has decided, before it is in force.
#[derive(Debug, Clone, Copy)]
pub struct Ruling<'a> {
    /// What happens to the comment.
    pub act: Act,
    /// Under which house rule.
    pub rule: Option<&'a Rule>,
    /// Why, as the author will read it.
    pub reasons: &'a Text,
}

impl Ruling<'_> {
    /// What is missing, each with its field.
    #[must_use]
    pub fn problems(&self) -> Vec<(&'static str, String)> {
        let mut problems = Vec::new();
        let takes_down = matches!(self.act, Act::Hide | Act::Remove);
        if takes_down && self.rule.is_none() {
            problems.push(("rule", "Choose the house rule that the comment breaks".to_owned()));
        }
        if (takes_down || self.act == Act::Restore) && self.reasons.is_blank() {
            problems.push(("reasons", "Enter your reasons, so that the author can understand them".to_owned()));
        }
        if let Err(problem) = fits(self.reasons, REASONS_CHARACTERS, "Your reasons") {
            problems.push(("reasons", problem));
        }
        problems
    }
}

/// Decides a case, or brings back a comment that was taken from view; gives the number of the decision.
///
/// In one transaction the comment changes with all counts, the case is closed, the act is noted for readers and for
/// the record, and the letter to the author is queued. Whoever comes second changes nothing; who sends the same form
/// twice has decided once.
///
/// # Errors
/// [`Error::NotFound`] for no such case; [`Error::NotAllowed`] for one's own comment; [`Error::Invalid`] when a rule or
/// reasons are missing; [`Error::Conflict`] when it was decided meanwhile, with who and when, or cannot be done.
pub fn decide(tx: &mut Tx<'_>, by: &Moderator, id: CaseId, ruling: &Ruling<'_>, now: Moment) -> Result<i64> {
    if let Some((_, problem)) = ruling.problems().into_iter().next() {
        return Err(Error::Invalid(problem));
    }
    let comment = store::find_case(tx, id)?.ok_or(Error::NotFound)?.comment;
    store::lock_comment(tx, comment)?;
    // Read only now: until the lock was ours, somebody else may have decided.
    let case = store::find_case(tx, id)?.ok_or(Error::NotFound)?;
    let subject = store::find_subject(tx, comment)?.ok_or(Error::NotFound)?;
    if subject.author == by.id() {
        return Err(Error::NotAllowed(
            "You wrote this comment yourself, so another moderator has to decide on it.".into(),
        ));
    }
    let rule = ruling.rule.map(Rule::phrase).unwrap_or_default();
    if let Some(done) = decided_so(tx, by, &case, ruling, &rule)? {
        return Ok(done);
    }
    can_still(tx, &case, &subject, ruling.act, now)?;
    let state = ruling.act.leads_to();
    if subject.state != state && subject.state != State::Deleted {
        let hidden_under = if state == State::Published { "" } else { rule.as_str() };
        comments::moderate(tx, comment, state, hidden_under, now)?;
        if state == State::Published && !subject.is_imported() {
            // A first comment that was held is its author's first part only now.
            let stage = proposals::gate(tx, subject.proposal, now)?.life_stage;
            accounts::note_first_part(tx, subject.author, stage)?;
        }
    }
    if case.closed_at.is_none() {
        store::update_closed(tx, id, now)?;
    }
    let decision = store::NewDecision {
        case: id,
        comment,
        moderator: by.id(),
        act: ruling.act,
        rule: &rule,
        rules_version: house_rules::in_force(tx)?,
        reasons: ruling.reasons.as_str(),
        now,
    };
    let decision = store::insert_decision(tx, &decision)?;
    public::touch(tx, id)?;
    note(tx, by, &case, &subject, ruling.act, &rule, now)?;
    if ruling.act != Act::Keep && subject.author_address().is_some() {
        queue::enqueue(tx, &Job::ModerationNotice { decision }, now)?;
    }
    Ok(decision)
}

/// The number of the latest decision, if it is this one: the button was pressed twice, or the form sent again.
fn decided_so(conn: &mut Conn, by: &Moderator, case: &Case, ruling: &Ruling<'_>, rule: &str) -> Result<Option<i64>> {
    let last = store::load_decisions(conn, case.comment, 1)?.pop();
    let same = last.filter(|last| {
        (last.case, last.moderator, last.act) == (case.id, Some(by.id()), ruling.act)
            && (last.rule.as_str(), last.reasons.as_str()) == (rule, ruling.reasons.as_str())
    });
    Ok(same.map(|last| last.id))
}

/// Nothing when this act still fits the case and its comment.
fn can_still(conn: &mut Conn, case: &Case, subject: &Subject, act: Act, now: Moment) -> Result<()> {
    let refused = |why: &str| Err(Error::Conflict(why.to_owned()));
    let is_gone = matches!(subject.state, State::Hidden | State::Removed);
    match (case.closed_at, act) {
        (Some(_), Act::Restore) if is_gone => Ok(()),
        (Some(_), _) => Err(Error::Conflict(decided_already(conn, case.comment, now)?)),
        (None, Act::Restore) => refused("This comment can be read by everybody, so there is nothing to bring back."),
        (None, Act::Hide | Act::Remove) if subject.state == State::Deleted => {
            refused("The author has deleted this comment meanwhile. Nobody can read it. Choose Keep to close the case.")
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

/// Notes a decision: for digests, when readers see a difference, and on the record of the staff.
fn note(
    tx: &mut Tx<'_>,
    by: &Moderator,
    case: &Case,
    subject: &Subject,
    act: Act,
    rule: &str,
    now: Moment,
) -> Result<()> {
    let (event, actor) = match (subject.state, act) {
        (State::Published, Act::Hide | Act::Remove) => (Some(Event::CommentHidden), by.id()),
        // It was held before anybody had heard of it.
        (_, Act::Restore) | (State::Held, Act::Keep)
            if !subject.is_imported() && !activity::was_posted(tx, subject.id)? =>
        {
            (Some(Event::CommentPosted), subject.author)
        }
        (_, Act::Restore) | (State::Held, Act::Keep) => (Some(Event::CommentRestored), by.id()),
        _ => (None, by.id()),
    };
    if let Some(event) = event {
        let place = Place {
            area: Some(subject.area),
            proposal: Some(subject.proposal),
            comment: Some(subject.id),
            actor: Some(actor),
        };
        activity::record(tx, event, place, rule, now);
    }
    let detail = if rule.is_empty() { format!("case {}", case.id) } else { format!("case {}, {rule}", case.id) };
    audit::record(
        tx,
        Some(by.id()),
        &format!("comment.{}", act.as_str()),
        &format!("comment {}", subject.id),
        &detail,
        now,
    )
}

#[cfg(test)]
mod tests {
    use super::super::rules;
    use super::*;

    #[test]
    fn taking_down_needs_a_rule_and_reasons() {
        let (rules, some, none) = (rules::read(None), Text::new("It names a child."), Text::new(" \u{200b}"));
        let fields = |act, rule, reasons| {
            Ruling { act, rule, reasons }.problems().into_iter().map(|(field, _)| field).collect::<Vec<_>>()
        };
        for act in [Act::Hide, Act::Remove] {
            assert_eq!(fields(act, None, &none), ["rule", "reasons"]);
            assert_eq!(fields(act, rules.first(), &some), [""; 0]);
        }
        assert_eq!(fields(Act::Restore, None, &none), ["reasons"]);
        assert_eq!(fields(Act::Restore, None, &some), [""; 0]);
        assert_eq!(fields(Act::Keep, None, &none), [""; 0]);
        assert_eq!(fields(Act::Keep, None, &Text::new(&"x".repeat(2_001))), ["reasons"]);
    }
}
