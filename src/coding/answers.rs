//! One answer before one coder: which comes next, what was tagged in it, and being done with it.

use super::sentences;
use super::store::{self, codings};
use super::tree::Tree;
use super::{Coder, PASSAGES, Tag, free_text, tree_of};
use crate::clock::Moment;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::ids::{PassageId, ProposalId, ResponseId, ThemeId};
use crate::spans::Span;
use crate::web::Analyst;
use std::collections::BTreeSet;

/// An answer: to which question of a proposal, in which response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) proposal: ProposalId,
    pub(super) question: i64,
    pub(super) response: ResponseId,
}

/// The next response after this one, or else the first of all, whose answer this analyst is not done with.
///
/// # Errors
/// [`Error::NotFound`] for a question that is not answered in free text.
pub(super) fn next(conn: &mut Conn, by: &Analyst, place: Place) -> Result<Option<ResponseId>> {
    free_text(conn, place.proposal, place.question)?;
    let coder = store::coders::find(conn, place.proposal, by.id())?;
    codings::find_next(conn, place.proposal, place.question, coder, place.response)
}

/// An answer as one coder sees it.
pub(super) struct Seen {
    pub(super) reference: String,
    pub(super) version: i64,
    pub(super) text: String,
    /// What they found in the version before, where they are not done with this one.
    pub(super) before: Option<Before>,
    /// What they have tagged so far.
    pub(super) tags: Vec<(PassageId, Tag)>,
    /// Whether they are done with it.
    pub(super) is_coded: bool,
    /// What others found who are done with it; nothing until the coder is.
    pub(super) others: Vec<(Coder, Vec<Tag>)>,
}

/// An answer, with what this analyst tagged in it, and what others did once this one is done with it.
///
/// # Errors
/// [`Error::NotFound`] for an answer that does not count.
pub(super) fn see(conn: &mut Conn, by: &Analyst, place: Place) -> Result<Seen> {
    free_text(conn, place.proposal, place.question)?;
    let Place { proposal, question, response } = place;
    let written = codings::find_written(conn, proposal, question, response)?.ok_or(Error::NotFound)?;
    let mut seen = Seen {
        reference: written.reference,
        version: written.version,
        text: written.text,
        before: None,
        tags: Vec::new(),
        is_coded: false,
        others: Vec::new(),
    };
    let Some(coder) = store::coders::find(conn, proposal, by.id())? else { return Ok(seen) };
    let begun = codings::load_begun(conn, response, question, coder)?;
    let own = begun.iter().find(|(_, version, _)| *version == seen.version);
    if let Some((coding, _, coded_at)) = own {
        seen.tags = codings::load_tags(conn, *coding)?;
        seen.is_coded = coded_at.is_some();
    }
    if !seen.is_coded {
        seen.before = before(conn, place, &begun, (seen.version, &seen.text))?;
        return Ok(seen);
    }
    let all = store::coders::load(conn, proposal)?;
    for (coding, coder) in codings::load_others(conn, (response, seen.version, question), coder)? {
        let tags = codings::load_tags(conn, coding)?.into_iter().map(|(_, tag)| tag).collect();
        seen.others.extend(all.iter().find(|one| one.id == coder).map(|one| (one.clone(), tags)));
    }
    Ok(seen)
}

/// What a coder found in the version that they coded before a response was sent anew.
pub(super) struct Before {
    pub(super) tags: Vec<Tag>,
    /// Whether this answer is the same in both.
    pub(super) is_same: bool,
}

fn before(
    conn: &mut Conn,
    place: Place,
    begun: &[codings::Begun],
    (version, text): (i64, &str),
) -> Result<Option<Before>> {
    let earlier = begun.iter().find(|(_, of, coded_at)| *of < version && coded_at.is_some());
    let Some((coding, of, _)) = earlier else { return Ok(None) };
    let was = codings::find_text(conn, place.response, *of, place.question)?;
    let tags = codings::load_tags(conn, *coding)?.into_iter().map(|(_, tag)| tag).collect();
    Ok(Some(Before { tags, is_same: was.as_deref() == Some(text) }))
}

/// What a coder does with an answer.
#[derive(Debug, Clone)]
pub(super) enum Act {
    /// Tags the ticked sentences, numbered from 1 on, with these themes; the whole answer where none is ticked.
    Tag(Vec<ThemeId>, BTreeSet<usize>),
    /// The same, if there are themes, and then it is done.
    Done(Vec<ThemeId>, BTreeSet<usize>),
    /// Takes over what they found in the version before, if the answer is the same in both; then it is done.
    Again,
    /// Takes one tag off.
    Untag(PassageId),
}

/// Does this with an answer in the version that the coder has seen. Who did it and when they were done is kept with it.
///
/// # Errors
/// [`Error::NotFound`] for an answer that does not count; [`Error::Conflict`] when it was sent anew, or a theme is gone;
/// [`Error::Invalid`] for more tags than an answer can have; [`Error::NotUnderstood`] for a sentence that it does not have.
pub(super) fn act(tx: &mut Tx<'_>, by: &Analyst, place: Place, version: i64, act: Act, now: Moment) -> Result<()> {
    free_text(tx, place.proposal, place.question)?;
    let Place { proposal, question, response } = place;
    let written = codings::find_written(tx, proposal, question, response)?.ok_or(Error::NotFound)?;
    if written.version != version {
        return Err(Error::Conflict("It was sent anew while you were reading. Please read the new version.".into()));
    }
    let coder = store::coders::find_or_insert(tx, proposal, by.id())?;
    let coding = codings::find_or_insert(tx, (response, version, question), coder)?;
    let is_done = matches!(act, Act::Done(..) | Act::Again);
    match act {
        Act::Again => {
            let begun = codings::load_begun(tx, response, question, coder)?;
            let was = before(tx, place, &begun, (version, &written.text))?.filter(|before| before.is_same);
            let was = was.ok_or_else(|| Error::Conflict("The answer is not the one that you coded before.".into()))?;
            was.tags.into_iter().try_for_each(|tag| codings::insert_tag(tx, coding, tag))?;
        }
        Act::Untag(tag) => codings::delete_tag(tx, coding, tag)?,
        Act::Tag(themes, ticked) | Act::Done(themes, ticked) => {
            let tree = tree_of(tx, proposal)?;
            let wanted = tags(&tree, &written.text, &themes, &ticked)?;
            let there = codings::load_tags(tx, coding)?.len();
            if there + wanted.len() > PASSAGES {
                return Err(Error::Invalid(format!("An answer can have {PASSAGES} tags at most")));
            }
            wanted.into_iter().try_for_each(|tag| codings::insert_tag(tx, coding, tag))?;
        }
    }
    if is_done {
        codings::update_coded(tx, coding, now)?;
    }
    Ok(())
}

/// Each theme for each part that was ticked.
fn tags(tree: &Tree, text: &str, themes: &[ThemeId], ticked: &BTreeSet<usize>) -> Result<Vec<Tag>> {
    if themes.iter().any(|theme| tree.find(*theme).is_none()) {
        return Err(Error::Conflict(
            "A theme that you ticked is not there any more. Please look at the list again.".into(),
        ));
    }
    let all = sentences::sentences(text);
    if ticked.iter().any(|n| !(1..=all.len()).contains(n)) {
        return Err(Error::NotUnderstood(
            "The form named a sentence that is none. Go back and reload the page.".into(),
        ));
    }
    let parts: Vec<Span> = sentences::parts(text, &all, ticked);
    let with_theme = |span: &Span| themes.iter().map(|theme| Tag { span: *span, theme: *theme }).collect::<Vec<_>>();
    Ok(parts.iter().flat_map(with_theme).collect())
}
