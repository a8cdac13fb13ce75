//! Changing one's own words: for a while after they were posted, and not once the proposal has closed.

use super::posting::fingerprint;
use super::{Posted, State, Stored, check_body, held, in_force, own, store, touched};
use crate::clock::Moment;
use crate::config::{Config, Rules};
use crate::db::Tx;
use crate::error::{Closed, Error, Result};
use crate::holding::Rule;
use crate::ids::CommentId;
use crate::markdown;
use crate::proposals::{self, Gate};
use crate::text::Text;
use crate::web::Speaker;
use chrono::Duration;

/// Until when the author may change a comment: for a while, but not beyond the close. What was said when the proposal
/// closed is what is read, counted and answered.
#[must_use]
pub fn editable_until(comment: &Stored, gate: &Gate, rules: &Rules) -> Moment {
    let own = comment.created_at + Duration::minutes(rules.edit_minutes);
    gate.closes_at.map_or(own, |closes| own.min(closes))
}

/// Nothing while the author may change a comment's words.
///
/// # Errors
/// [`Error::Conflict`] with the reason.
pub fn editable(comment: &Stored, gate: &Gate, rules: &Rules, now: Moment) -> Result<()> {
    if let Err(Error::Closed(closed)) = gate.pass() {
        let since = match closed {
            Closed::Since(Some(at)) if at <= now => format!("This proposal closed at {}.", views::dates::moment(at)),
            _ => "This proposal is not open any more.".into(),
        };
        return Err(Error::Conflict(format!(
            "{since} The words of its comments stay as they were then. You can still delete your comment."
        )));
    }
    if comment.held_because != Some(Rule::Asked) && now > editable_until(comment, gate, rules) {
        return Err(Error::Conflict(format!(
            "A comment can be changed for {} minutes. That time is over. You can post another comment.",
            rules.edit_minutes
        )));
    }
    Ok(())
}

/// Changes a comment's words, within the time for it; the old words are kept and can be seen.
///
/// What a moderator asked its author to change can be changed for as long as the proposal is open, and waits for the moderators
/// then. The rules of the site are asked about what is new in the words, too: where one holds them, the comment is taken from view with all
/// counts until a moderator has looked. Whoever calls this puts it into their queue, in the same transaction.
///
/// # Errors
/// [`Error::NotFound`] for somebody else's; [`Error::Conflict`] when the time is over or the proposal has closed, by the
/// server's clock in this transaction; [`Error::Invalid`] for the text.
pub fn edit(tx: &mut Tx<'_>, by: &Speaker, id: CommentId, body: &Text, config: &Config, now: Moment) -> Result<Posted> {
    let rules = &config.rules;
    let comment = own(tx, by, id)?;
    let gate = proposals::gate(tx, comment.proposal, now)?;
    editable(&comment, &gate, rules, now)?;
    let limit = if comment.depth == 0 { rules.comment_characters } else { rules.reply_characters };
    check_body(body, limit).map_err(Error::Invalid)?;
    let mut why = None;
    if body.as_str() != comment.body {
        let html = markdown::render(body.as_str(), markdown::Kind::Comment);
        let fingerprint = fingerprint(by.id(), comment.proposal, comment.parent, body);
        if store::find_by_fingerprint(tx, &fingerprint)?.is_some_and(|other| other.id != id) {
            return Err(Error::Invalid("You have posted these words here already, in another comment".into()));
        }
        if comment.state == State::Published {
            store::insert_edit(tx, id, &comment.body, now)?;
        }
        store::update_body(tx, id, body.as_str(), &html, (&fingerprint, held::wording(body)), now)?;
        touched(tx, comment.proposal);
        why = match comment.state {
            State::Held => Some(Rule::Changed),
            _ => held::why(tx, by, body, Some(&comment), (&gate.holding, &config.holding), now)?,
        };
        if let Some(rule) = why {
            held::hold(tx, id, rule, Some(by.id()), now)?;
            if rule != Rule::Changed {
                in_force::note(tx, rule, now)?;
            }
        }
    }
    Ok(Posted { id, proposal_slug: gate.slug, held: why })
}
