//! One decision about many comments: by one author, or with the same words. What it is about is shown before it is in force.

use super::decide::{Occasion, Ruling, decide};
use super::store::{self, Subject};
use super::{Act, Why, conflicts};
use crate::clock::Moment;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::ids::{AccountId, CaseId, CommentId, DecisionId};
use crate::web::Moderator;

crate::words! {
    /// What the comments have in common.
    pub enum By {
        /// Their author.
        Author = "author",
        /// Their words, but for case, accents and spaces.
        Words = "words",
    }
}

/// The most comments that one form decides about.
pub const MOST: i64 = 100;

/// What can be done to many at once.
pub const ACTS: [Act; 3] = [Act::Keep, Act::Hide, Act::Remove];

/// The comments that have this in common with the one that a case is about, that one first: each can be read, or waits.
///
/// # Errors
/// [`Error::NotFound`] for no such case.
pub(super) fn load(conn: &mut Conn, id: CaseId, by: By) -> Result<Vec<Subject>> {
    let case = store::find_case(conn, id)?.ok_or(Error::NotFound)?;
    let subject = store::find_subject(conn, case.comment)?.ok_or(Error::NotFound)?;
    let ids = match (by, &subject.wording) {
        (By::Author, _) => store::load_by(conn, subject.author, MOST)?,
        (By::Words, Some(wording)) => store::load_alike(conn, wording, MOST)?,
        (By::Words, None) => Vec::new(),
    };
    let mut found = store::load_subjects(conn, &ids)?;
    let mut alike: Vec<Subject> = ids.iter().filter_map(|id| found.remove(id)).collect();
    alike.sort_by_key(|one| one.id != subject.id);
    Ok(alike)
}

/// Decides the same about each of these comments, in one transaction: each gets a case if none waits, a decision of its own,
/// and its place on the record. Each author gets one letter. Gives how many there were.
///
/// # Errors
/// [`Error::NotFound`] for a comment that has not this in common; [`Error::Conflict`] when one of them was decided about or
/// deleted meanwhile: then nothing was changed; those of [`decide`].
pub fn decide_all(
    tx: &mut Tx<'_>,
    moderator: &Moderator,
    (id, by): (CaseId, By),
    chosen: &[CommentId],
    ruling: &Ruling<'_>,
    now: Moment,
) -> Result<usize> {
    if chosen.is_empty() {
        return Err(Error::Invalid("Choose at least one comment".into()));
    }
    if !ACTS.contains(&ruling.act) {
        return Err(Error::Invalid("Choose what happens to the comments".into()));
    }
    let known = load(tx, id, by)?;
    let mut told: Vec<(AccountId, DecisionId)> = Vec::new();
    for comment in chosen {
        let subject = known.iter().find(|one| one.id == *comment).ok_or_else(|| {
            Error::Conflict("The comments have changed meanwhile. Nothing was decided. Look at the list again.".into())
        })?;
        let open = match store::find_open_case(tx, *comment)? {
            Some(case) => case,
            None => {
                store::insert_case(tx, *comment, Why::Review, now)?;
                store::find_open_case(tx, *comment)?.ok_or(Error::NotFound)?
            }
        };
        let first = told.iter().find(|(author, _)| *author == subject.author).map(|(_, first)| *first);
        let occasion = first.map_or(Occasion::Case, Occasion::Together);
        let decision = decide(tx, moderator, open.id, &Ruling { occasion, ..*ruling }, now)?;
        if first.is_none() {
            told.push((subject.author, decision));
        }
    }
    Ok(chosen.len())
}

/// Why this moderator may not decide about one of these; nothing when they may.
///
/// # Errors
/// When the database refuses.
pub(super) fn conflict(conn: &mut Conn, by: &Moderator, about: &[Subject]) -> Result<Option<&'static str>> {
    for one in about {
        if let Some(why) = conflicts::with(conn, by, one)? {
            return Ok(Some(why));
        }
    }
    Ok(None)
}
