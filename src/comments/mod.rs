//! What people say about a proposal: comments, and replies to them.

mod editing;
mod held;
mod in_force;
mod leaving;
mod locks;
pub mod pages;
mod posting;
mod redacting;
mod store;
pub mod thread;

use crate::clock::Moment;
use crate::db::{Conn, Scope, Tx};
use crate::error::{Error, Result};
use crate::ids::{CommentId, OrganisationId, ProposalId};
use crate::policy::{Capacity, Role};
use crate::proposals;
use crate::web::Speaker;
use crate::web::session::Person;

pub use editing::{edit, editable, editable_until};
pub use held::{hold, own as own_held, own_on_proposal as own_held_on, repeats};
pub use in_force::{InForce, held_since, holding, set_holding};
pub use leaving::leave;
pub use locks::{is_locked, lock_thread, unlock_thread};
pub use posting::{New, Posted, check_body, post};
pub use redacting::{redact, unredact};
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
    if comment.is_open_to(by.id()) { Ok(comment) } else { Err(Error::NotFound) }
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
