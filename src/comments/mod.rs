//! What people say about a proposal: comments, and replies to them.

mod editing;
mod held;
mod leaving;
pub mod pages;
mod store;
pub mod thread;

use crate::accounts;
use crate::activity::{self, Event, Place};
use crate::clock::Moment;
use crate::config::Config;
use crate::db::{Conn, Scope, Tx};
use crate::error::{Error, Result};
use crate::holding::Rule;
use crate::ids::{AccountId, CommentId, OrganisationId, ProposalId};
use crate::keys::token_hash;
use crate::markdown;
use crate::policy::{Capacity, Role};
use crate::proposals;
use crate::text::Text;
use crate::web::Speaker;
use crate::web::session::{Belongs, Person};
use views::paths;

pub use editing::{edit, editable, editable_until};
pub use held::own as own_held;
pub use leaving::leave;
pub use store::{Answered, Said, Stored};

crate::words! {
    /// Whether a comment can be read, and why not.
    pub enum State {
        /// By everybody.
        Published = "published",
        /// It waits for a moderator.
        Held = "held",
        /// A moderator has hidden it.
        Hidden = "hidden",
        /// A moderator has taken it down.
        Removed = "removed",
        /// Its author has taken it back.
        Deleted = "deleted",
    }
}

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
    let person = by.person();
    let organisation = if new.for_organisation { Some(organisation_of(person)?) } else { None };
    let (root, branch, depth) = place_below(parent.as_ref());
    let html = markdown::render(new.body.as_str(), markdown::Kind::Comment);
    let fingerprint = fingerprint(person.id, proposal, new.parent, new.body);
    let held = held::why(tx, by, new.body, None, &config.holding, now)?;
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
    if held.is_some() {
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

fn fingerprint(author: AccountId, proposal: ProposalId, parent: Option<CommentId>, body: &Text) -> String {
    token_hash(&format!("{author} {proposal} {} {}", parent.map_or(0, |p| p.0), body.as_str()))
}

/// What stands beside the name: a word for the kind, and what the person said of themselves.
#[must_use]
pub fn badge(person: &Person) -> String {
    match (person.role, person.capacity) {
        (Role::Moderator, _) => "team:Moderator".into(),
        (Role::Analyst | Role::Editor | Role::Administrator, _) => "team:Partnership".into(),
        (Role::Member, Capacity::Professional) => {
            format!("professional:{}:{}", if person.verified { "verified" } else { "declared" }, person.standing)
        }
        (Role::Member, Capacity::Resident | Capacity::Organisation) => "resident".into(),
    }
}

/// A stored badge as the page shows it.
#[must_use]
pub fn shown_badge(stored: &str) -> views::parts::Badge {
    use views::parts::Badge;
    let mut parts = stored.splitn(3, ':');
    match (parts.next(), parts.next(), parts.next()) {
        (Some("team"), Some(label), _) => Badge::Team { label: label.to_owned() },
        (Some("imported"), ..) => Badge::Imported,
        (Some("professional"), Some(checked), Some(title)) => {
            Badge::Professional { title: title.to_owned(), verified: checked == "verified" }
        }
        (Some("organisation"), Some(checked), Some(name)) => {
            Badge::Organisation { name: name.to_owned(), verified: checked == "verified", slug: None }
        }
        (Some("for"), Some(slug), Some(name)) => {
            Badge::Organisation { name: name.to_owned(), verified: true, slug: Some(slug.to_owned()) }
        }
        _ => Badge::Resident,
    }
}

/// A comment that can be read by everybody.
///
/// # Errors
/// [`Error::NotFound`] for any other, and for one that does not exist: the same answer.
pub fn visible(conn: &mut Conn, id: CommentId) -> Result<Stored> {
    store::find(conn, id)?.filter(|c| c.state == State::Published).ok_or(Error::NotFound)
}

/// What was said in the name of an organisation and can be read, the latest first, with numbers below `before`, at most
/// `limit`: each with the title and the address of its proposal, and the name of its author.
///
/// # Errors
/// When the database refuses.
pub fn of_organisation(
    conn: &mut Conn,
    organisation: OrganisationId,
    before: Option<CommentId>,
    limit: i64,
) -> Result<Vec<Said>> {
    store::load_of_organisation(conn, organisation, before, limit)
}

/// A comment in any state, for those who decide on it.
///
/// # Errors
/// [`Error::NotFound`].
pub fn any(conn: &mut Conn, id: CommentId) -> Result<Stored> {
    store::find(conn, id)?.ok_or(Error::NotFound)
}

/// Takes a comment back: its words are gone for readers, a mark stays where it was. Doing it twice is doing it once.
///
/// # Errors
/// [`Error::NotFound`] for somebody else's.
pub fn delete(tx: &mut Tx<'_>, by: &Speaker, id: CommentId, now: Moment) -> Result<Posted> {
    let comment = store::lock(tx, id)?.filter(|comment| comment.author == by.id()).ok_or(Error::NotFound)?;
    let gate = proposals::gate(tx, comment.proposal, now)?;
    match comment.state {
        State::Published | State::Held => set_state(tx, &comment, State::Deleted, "")?,
        State::Deleted => {}
        _ => return Err(Error::NotFound),
    }
    Ok(Posted { id, proposal_slug: gate.slug, held: None })
}

fn own(tx: &mut Tx<'_>, by: &Speaker, id: CommentId) -> Result<Stored> {
    let comment = store::lock(tx, id)?.ok_or(Error::NotFound)?;
    let mine = comment.author == by.id() && comment.state == State::Published;
    if mine { Ok(comment) } else { Err(Error::NotFound) }
}

/// Puts a comment into another state by a moderator's decision; every count is right in the same transaction.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] when its author has deleted it.
pub fn moderate(tx: &mut Tx<'_>, id: CommentId, to: State, rule: &str, _now: Moment) -> Result<()> {
    let comment = store::lock(tx, id)?.ok_or(Error::NotFound)?;
    if comment.state == State::Deleted {
        return Err(Error::Conflict("Its author has deleted this comment meanwhile.".into()));
    }
    set_state(tx, &comment, to, rule)
}

fn set_state(tx: &mut Tx<'_>, comment: &Stored, to: State, rule: &str) -> Result<()> {
    let counts = |state: State| i64::from(state == State::Published);
    let change = counts(to) - counts(comment.state);
    // Nobody else has seen a comment that was held: where it is deleted, no mark tells of it.
    let was_unseen = comment.state == State::Held && to == State::Deleted && comment.replies == 0;
    store::update_state(tx, comment.id, to, rule, !was_unseen && is_listed(to, comment.replies))?;
    if change != 0 {
        store::count(tx, comment.proposal, [comment.root, comment.branch], change);
    }
    touched(tx, comment.proposal);
    Ok(())
}

/// Whether a comment has a place on the page: what cannot be read has one for the sake of its replies, a deleted one always.
fn is_listed(state: State, replies: i64) -> bool {
    matches!(state, State::Published | State::Deleted) || replies > 0
}

fn touched(tx: &mut Tx<'_>, proposal: ProposalId) {
    tx.touch(Scope::Proposal(proposal));
    tx.touch(Scope::Listing);
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

    #[test]
    fn badges_survive_being_written_down() {
        use views::parts::Badge;
        assert_eq!(shown_badge("resident"), Badge::Resident);
        assert_eq!(shown_badge("team:Moderator"), Badge::Team { label: "Moderator".into() });
        let nurse = Badge::Professional { title: "Nurse: children".into(), verified: false };
        assert_eq!(shown_badge("professional:declared:Nurse: children"), nurse);
        let charity = |slug| Badge::Organisation { name: "A:B".into(), verified: true, slug };
        assert_eq!(shown_badge("organisation:verified:A:B"), charity(None));
        assert_eq!(shown_badge("for:a-b:A:B"), charity(Some("a-b".into())));
    }
}
