//! What can be done to the themes of a proposal.

use super::store;
use super::tree::{Count, Theme, Tree};
use crate::audit;
use crate::clock::Moment;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::ids::{ProposalId, ResponseId, ThemeId};
use crate::proposals;
use crate::web::Analyst;
use std::collections::BTreeMap;

/// The themes of a proposal.
///
/// # Errors
/// When the database refuses.
pub fn tree_of(conn: &mut Conn, proposal: ProposalId) -> Result<Tree> {
    Ok(Tree::new(store::load_themes(conn, proposal)?))
}

/// How many answers each theme has, those that at least one coder tagged with it; only answers that count.
///
/// # Errors
/// When the database refuses.
pub fn counts(conn: &mut Conn, proposal: ProposalId, tree: &Tree) -> Result<BTreeMap<ThemeId, Count>> {
    let tagged = store::found::load_tagged(conn, proposal)?;
    let tagged: Vec<_> = tagged.into_iter().map(|(_, theme, response, question)| (theme, response, question)).collect();
    Ok(tree.counts(&tagged))
}

/// The themes with which somebody tagged a response, in the version that counts.
///
/// # Errors
/// When the database refuses.
pub fn themes_of(conn: &mut Conn, response: ResponseId) -> Result<Vec<ThemeId>> {
    store::found::load_themes_of(conn, response)
}

/// A theme as somebody wants it.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) name: String,
    pub(super) description: String,
    pub(super) parent: Option<ThemeId>,
}

/// To which proposal a theme belongs, and the tree in which it stands.
///
/// # Errors
/// [`Error::NotFound`] where there is none.
pub(super) fn find(conn: &mut Conn, _by: &Analyst, id: ThemeId) -> Result<(ProposalId, Tree, Theme)> {
    let proposal = store::find_proposal(conn, id)?.ok_or(Error::NotFound)?;
    let tree = tree_of(conn, proposal)?;
    let theme = tree.find(id).cloned().ok_or(Error::NotFound)?;
    Ok((proposal, tree, theme))
}

/// The same for somebody who changes it: nobody else does until the transaction ends.
fn hold(tx: &mut Tx<'_>, by: &Analyst, id: ThemeId) -> Result<(ProposalId, Tree, Theme)> {
    let proposal = store::find_proposal(tx, id)?.ok_or(Error::NotFound)?;
    store::lock(tx, proposal)?;
    find(tx, by, id)
}

/// Whether a theme can go: nothing stands under it, and nothing was ever tagged with it.
///
/// # Errors
/// When the database refuses.
pub(super) fn is_empty(conn: &mut Conn, tree: &Tree, id: ThemeId) -> Result<bool> {
    Ok(tree.under(Some(id)).is_empty() && !store::is_used(conn, id)?)
}

/// Adds a theme as the last of those beside it; one act on the record.
///
/// # Errors
/// [`Error::NotFound`] for an unknown proposal; [`Error::Invalid`] with what is wrong: the name, or the place.
pub(super) fn add(tx: &mut Tx<'_>, by: &Analyst, proposal: ProposalId, draft: &Draft, now: Moment) -> Result<ThemeId> {
    proposals::find(tx, proposal)?;
    store::lock(tx, proposal)?;
    let tree = tree_of(tx, proposal)?;
    must_be_there(&tree, draft.parent)?;
    let problem = tree.problem_with_adding(draft.parent);
    refuse(problem.or_else(|| tree.problem_with_name(&draft.name, draft.parent, None)))?;
    let words = (draft.name.as_str(), draft.description.as_str());
    let id = store::insert(tx, proposal, draft.parent, words, last(&tree, draft.parent) + 1)?;
    record(tx, by, "theme.add", id, &format!("proposal {proposal}"), now)?;
    Ok(id)
}

/// What came of changing a theme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Changed {
    /// It is stored, in the tree of this proposal.
    Yes(ProposalId),
    /// Somebody else has changed it meanwhile: nothing was stored.
    Theirs,
}

/// Changes the words of a theme, and moves it with all that is under it where its place is another; one act on the record.
/// `seen` is the edition from which its writer started; the same once more, as after a press on "back", changes nothing.
///
/// # Errors
/// [`Error::NotFound`] for an unknown theme; [`Error::Invalid`] with what is wrong: the name, or the place.
pub(super) fn change(
    tx: &mut Tx<'_>,
    by: &Analyst,
    (id, seen): (ThemeId, i64),
    draft: &Draft,
    now: Moment,
) -> Result<Changed> {
    let (proposal, tree, was) = hold(tx, by, id)?;
    must_be_there(&tree, draft.parent)?;
    let problem = tree.problem_with_moving(id, draft.parent);
    refuse(problem.or_else(|| tree.problem_with_name(&draft.name, draft.parent, Some(id))))?;
    if was.edition != seen {
        let is_same = (&was.name, &was.description, was.parent) == (&draft.name, &draft.description, draft.parent);
        return Ok(if is_same { Changed::Yes(proposal) } else { Changed::Theirs });
    }
    store::update(tx, id, &draft.name, &draft.description)?;
    if draft.parent != was.parent {
        store::update_place(tx, id, draft.parent, last(&tree, draft.parent) + 1)?;
    }
    let detail = draft.parent.filter(|_| draft.parent != was.parent).map(|parent| format!("under theme {parent}"));
    let to_the_top = draft.parent.is_none() && was.parent.is_some();
    let detail = detail.unwrap_or_else(|| if to_the_top { "to the top" } else { "words" }.to_owned());
    record(tx, by, "theme.change", id, &detail, now)?;
    Ok(Changed::Yes(proposal))
}

/// Changes places with the theme before it, or after it, among those beside it; one act on the record. At the end of the
/// row nothing happens.
///
/// # Errors
/// [`Error::NotFound`] for an unknown theme.
pub(super) fn place(tx: &mut Tx<'_>, by: &Analyst, id: ThemeId, up: bool, now: Moment) -> Result<ProposalId> {
    let (proposal, tree, theme) = hold(tx, by, id)?;
    let mut beside: Vec<ThemeId> = tree.under(theme.parent).into_iter().map(|one| one.id).collect();
    let at = beside.iter().position(|one| *one == id).ok_or(Error::NotFound)?;
    let other = if up { at.checked_sub(1) } else { Some(at + 1).filter(|other| *other < beside.len()) };
    let Some(other) = other else { return Ok(proposal) };
    beside.swap(at, other);
    for (position, one) in (1..).zip(beside) {
        store::update_place(tx, one, theme.parent, position)?;
    }
    record(tx, by, "theme.place", id, if up { "up" } else { "down" }, now)?;
    Ok(proposal)
}

/// Puts a theme together with another: what was tagged with it has the other from now on, what stood under it stands under
/// the other, and it is gone. One act on the record.
///
/// # Errors
/// [`Error::NotFound`] for an unknown theme; [`Error::Invalid`] with why these two cannot be put together.
pub(super) fn merge(tx: &mut Tx<'_>, by: &Analyst, id: ThemeId, into: ThemeId, now: Moment) -> Result<ProposalId> {
    let (proposal, tree, _) = hold(tx, by, id)?;
    must_be_there(&tree, Some(into))?;
    refuse(tree.problem_with_merging(id, into))?;
    store::move_passages(tx, id, into)?;
    for (position, child) in (last(&tree, Some(into)) + 1..).zip(tree.under(Some(id))) {
        store::update_place(tx, child.id, Some(into), position)?;
    }
    store::delete(tx, id)?;
    record(tx, by, "theme.merge", id, &format!("into theme {into}"), now)?;
    Ok(proposal)
}

/// Removes a theme; one act on the record.
///
/// # Errors
/// [`Error::NotFound`] for an unknown theme; [`Error::Conflict`] for one with answers, or with themes under it.
pub(super) fn remove(tx: &mut Tx<'_>, by: &Analyst, id: ThemeId, now: Moment) -> Result<ProposalId> {
    let (proposal, tree, _) = hold(tx, by, id)?;
    if !is_empty(tx, &tree, id)? {
        return Err(Error::Conflict(
            "This theme has answers, or themes under it. Put it together with another instead.".into(),
        ));
    }
    store::delete(tx, id)?;
    record(tx, by, "theme.remove", id, &format!("proposal {proposal}"), now)?;
    Ok(proposal)
}

/// The position of the last theme under another.
fn last(tree: &Tree, parent: Option<ThemeId>) -> i64 {
    tree.under(parent).last().map_or(0, |theme| theme.position)
}

fn must_be_there(tree: &Tree, parent: Option<ThemeId>) -> Result<()> {
    let is_there = parent.is_none_or(|parent| tree.find(parent).is_some());
    if is_there { Ok(()) } else { Err(Error::Invalid("Choose a theme that is there".into())) }
}

fn refuse(problem: Option<String>) -> Result<()> {
    problem.map_or(Ok(()), |problem| Err(Error::Invalid(problem)))
}

/// The record keeps numbers: the words of a theme may name somebody.
fn record(tx: &mut Tx<'_>, by: &Analyst, act: &str, id: ThemeId, detail: &str, now: Moment) -> Result<()> {
    audit::record(tx, Some(by.id()), act, &format!("theme {id}"), detail, now)
}
