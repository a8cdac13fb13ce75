//! Reasons that moderators can begin with, so that the same is said to all in words that were thought about.

use super::store::templates::{self as store, Template};
use super::{REASONS_CHARACTERS, fits};
use crate::audit;
use crate::clock::Moment;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::text::Text;
use crate::web::Moderator;

/// The most characters of a title.
pub const TITLE_CHARACTERS: usize = 80;

/// What a moderator fills in.
#[derive(Debug, Clone)]
pub struct Draft {
    /// What it is called.
    pub title: Text,
    /// The number of the house rule for which it is meant.
    pub rule: Option<i64>,
    /// The reasons.
    pub words: Text,
}

impl Draft {
    /// What is missing, each with its field.
    #[must_use]
    pub fn problems(&self) -> Vec<(&'static str, String)> {
        let mut problems = Vec::new();
        if self.title.is_blank() {
            problems.push(("title", "Enter a title".to_owned()));
        } else if let Err(problem) = fits(&self.title, TITLE_CHARACTERS, "The title") {
            problems.push(("title", problem));
        }
        if self.words.is_blank() {
            problems.push(("words", "Enter the reasons".to_owned()));
        } else if let Err(problem) = fits(&self.words, REASONS_CHARACTERS, "The reasons") {
            problems.push(("words", problem));
        }
        problems
    }
}

/// All templates, by rule and title.
///
/// # Errors
/// When the database refuses.
pub fn all(conn: &mut Conn) -> Result<Vec<Template>> {
    store::load(conn)
}

/// Keeps a new template, or changes one.
///
/// # Errors
/// [`Error::Invalid`] when something is missing; [`Error::NotFound`] for one that is gone; [`Error::Conflict`] for more than
/// there is room for.
pub fn save(tx: &mut Tx<'_>, by: &Moderator, id: Option<i64>, draft: &Draft, now: Moment) -> Result<()> {
    if let Some((_, problem)) = draft.problems().into_iter().next() {
        return Err(Error::Invalid(problem));
    }
    let (title, words) = (draft.title.as_str(), draft.words.as_str());
    let number = match id {
        Some(id) if store::update(tx, id, title, draft.rule, words, now)? => id,
        Some(_) => return Err(Error::NotFound),
        None => {
            let there = store::load(tx)?;
            if let Some(same) = there.iter().find(|one| one.title == title && one.words == words) {
                same.id
            } else if i64::try_from(there.len()).unwrap_or(i64::MAX) >= store::MOST {
                return Err(Error::Conflict("There is no room for more templates. Delete one first.".into()));
            } else {
                store::insert(tx, title, draft.rule, words, now)?
            }
        }
    };
    audit::record(tx, Some(by.id()), "template.save", &format!("template {number}"), title, now)
}

/// Deletes a template; decisions that were made with it keep their words.
///
/// # Errors
/// [`Error::NotFound`].
pub fn delete(tx: &mut Tx<'_>, by: &Moderator, id: i64, now: Moment) -> Result<()> {
    if !store::delete(tx, id)? {
        return Err(Error::NotFound);
    }
    audit::record(tx, Some(by.id()), "template.delete", &format!("template {id}"), "", now)
}
