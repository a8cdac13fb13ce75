//! Posting: a comment or a reply, once however often it is sent, and held where a rule of the site says so.

use super::{State, Stored, badge, held, in_force, locks, store, touched};
use crate::accounts;
use crate::activity::{self, Event, Place};
use crate::clock::Moment;
use crate::config::Config;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::holding::Rule;
use crate::ids::{AccountId, CommentId, ProposalId};
use crate::keys::token_hash;
use crate::markdown;
use crate::policy::Capacity;
use crate::proposals;
use crate::text::Text;
use crate::web::Speaker;
use crate::web::session::{Belongs, Person};
use views::paths;

/// A comment to be posted.
#[derive(Debug, Clone, Copy)]
pub struct New<'a> {
    /// On which proposal; for a reply the parent's proposal is what counts.
    pub proposal: ProposalId,
    /// To what it replies, if it does.
    pub parent: Option<CommentId>,
    /// The text, as typed.
    pub body: &'a Text,
    /// Whether it is said in the name of the organisation to which its author belongs.
    pub for_organisation: bool,
}

/// Where a comment now stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posted {
    /// Its number.
    pub id: CommentId,
    /// The address of its proposal.
    pub proposal_slug: String,
    /// Why it waits for a moderator; nothing where everybody can read it.
    pub held: Option<Rule>,
}

impl Posted {
    /// The page on which its author finds it among the others; while it waits, its own.
    #[must_use]
    pub fn place(&self) -> String {
        if self.held.is_some() {
            return paths::comment(self.id.0);
        }
        format!("{}?sort=newest#c{}", paths::proposal(&self.proposal_slug), self.id)
    }

    /// What that page says first, as a word of [`crate::web::page::see`]: that it is `done`, or that it waits.
    #[must_use]
    pub fn notice(&self, done: &'static str) -> &'static str {
        if self.held.is_some() { "held" } else { done }
    }
}

/// Checks a comment's or a reply's text.
///
/// # Errors
/// A sentence for the person, with the numbers.
pub fn check_body(body: &Text, limit: usize) -> std::result::Result<(), String> {
    let used = body.characters();
    if body.is_blank() {
        return Err("Enter your comment".into());
    }
    if used > limit {
        let (limit, used) = (views::parts::number(limit as i64), views::parts::number(used as i64));
        return Err(format!("Your comment must be {limit} characters or fewer. You have used {used}"));
    }
    Ok(())
}

/// Posts a comment or a reply. The same words by the same person in the same place are one comment, however often sent.
///
/// Where a rule of the site holds it, only its author sees it and it counts nowhere; whoever calls this puts it into the
/// moderators' queue, in the same transaction.
///
/// # Errors
/// [`Error::Closed`] by the server's clock in this transaction; [`Error::NotFound`] for an unseen parent;
/// [`Error::Invalid`] for the text.
pub fn post(tx: &mut Tx<'_>, by: &Speaker, new: &New<'_>, config: &Config, now: Moment) -> Result<Posted> {
    let rules = &config.rules;
    let limit = if new.parent.is_some() { rules.reply_characters } else { rules.comment_characters };
    check_body(new.body, limit).map_err(Error::Invalid)?;
    let parent = new.parent.map(|id| store::find(tx, id)?.ok_or(Error::NotFound)).transpose()?;
    if parent.as_ref().is_some_and(|p| p.state != State::Published) {
        return Err(Error::Conflict("The comment that you answer is no longer there.".into()));
    }
    let proposal = parent.as_ref().map_or(new.proposal, |p| p.proposal);
    let gate = proposals::gate(tx, proposal, now)?;
    gate.pass()?;
    locks::pass(tx, parent.as_ref())?;
    let person = by.person();
    let organisation = if new.for_organisation { Some(organisation_of(person)?) } else { None };
    let (root, branch, depth) = place_below(parent.as_ref());
    let html = markdown::render(new.body.as_str(), markdown::Kind::Comment);
    let fingerprint = fingerprint(person.id, proposal, new.parent, new.body);
    let held = held::why(tx, by, new.body, None, (&gate.holding, &config.holding), now)?;
    let row = store::NewRow {
        proposal_id: proposal,
        parent_id: new.parent,
        root_id: root,
        branch_id: branch,
        depth,
        author_id: person.id,
        capacity: organisation.map_or_else(|| by.capacity(), |_| Capacity::Organisation),
        badge: organisation.map_or_else(|| badge(person), |one| format!("for:{}:{}", one.slug, one.name)),
        organisation_id: organisation.map(|one| one.id),
        body: new.body.as_str(),
        body_html: &html,
        state: if held.is_some() { State::Held } else { State::Published },
        listed: held.is_none(),
        fingerprint: Some(&fingerprint),
        held_because: held,
        wording: held::wording(new.body),
        created_at: now,
    };
    let Some(id) = store::insert(tx, &row)? else {
        let there = store::find_by_fingerprint(tx, &fingerprint)?.ok_or(Error::NotFound)?;
        return posted_before(&there, gate.slug);
    };
    if let Some(rule) = held {
        in_force::note(tx, rule, now)?;
        return Ok(Posted { id, proposal_slug: gate.slug, held });
    }
    store::count(tx, proposal, [root, branch], 1);
    let place = Place { area: Some(gate.area), proposal: Some(proposal), comment: Some(id), actor: Some(person.id) };
    activity::record(tx, Event::CommentPosted, place, "", now);
    if person.first_part.is_none() {
        accounts::note_first_part(tx, person.id, gate.life_stage)?;
    }
    touched(tx, proposal);
    Ok(Posted { id, proposal_slug: gate.slug, held })
}

/// Where the same words stand already; an error when a moderator has taken them down.
fn posted_before(there: &Stored, proposal_slug: String) -> Result<Posted> {
    match there.state {
        State::Published | State::Held => Ok(Posted { id: there.id, proposal_slug, held: there.held_because }),
        _ => Err(Error::Conflict(
            "You posted these words here before, and a moderator took them down. You can say it in other words.".into(),
        )),
    }
}

/// The verified organisation to which somebody belongs at this moment.
fn organisation_of(person: &Person) -> Result<&Belongs> {
    person.organisation.as_ref().ok_or_else(|| {
        Error::NotAllowed(
            "You do not belong to a verified organisation any more, so you cannot post this in its name. You can post it as yourself."
                .into(),
        )
    })
}

/// Under which comments a reply hangs: the first of its thread, the reply to that, and how deep it shows.
fn place_below(parent: Option<&Stored>) -> (Option<CommentId>, Option<CommentId>, i32) {
    match parent {
        None => (None, None, 0),
        Some(p) if p.depth == 0 => (Some(p.id), None, 1),
        Some(p) => (p.root, Some(p.branch.unwrap_or(p.id)), 2),
    }
}

pub(super) fn fingerprint(author: AccountId, proposal: ProposalId, parent: Option<CommentId>, body: &Text) -> String {
    token_hash(&format!("{author} {proposal} {} {}", parent.map_or(0, |p| p.0), body.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_at_its_limit_passes_in_every_script() {
        for letter in ["a", "ক", "ع", "👍"] {
            assert!(check_body(&Text::new(&letter.repeat(4_000)), 4_000).is_ok(), "{letter}");
            let error = check_body(&Text::new(&letter.repeat(4_001)), 4_000).expect_err("one too many");
            assert_eq!(error, "Your comment must be 4,000 characters or fewer. You have used 4,001");
        }
        assert!(check_body(&Text::new(" \u{200b}\n"), 10).is_err());
    }
}
