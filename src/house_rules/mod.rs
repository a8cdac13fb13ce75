//! The house rules: a page of numbered rules. Each wording is kept under a number, and decisions name the one in force.

mod rules;
mod store;

use crate::areas::{self, PageText};
use crate::audit;
use crate::clock::Moment;
use crate::content;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::text::Text;
use crate::web::Editor;

pub use crate::areas::HOUSE_RULES as PAGE;
pub use rules::{Rule, problem, read, with_anchors};
pub use store::{Version, VersionRow};

/// The most characters of the public reason for a change.
pub const REASON_CHARACTERS: usize = 600;

/// Keeps the first wording, as a site begins with it.
///
/// # Errors
/// When the database refuses, as it does a second first one.
pub fn begin(tx: &mut Tx<'_>, page: &content::Page, now: Moment) -> Result<()> {
    let text = PageText { title: page.title.clone(), summary: page.summary.clone(), body: page.body.clone() };
    store::insert(tx, 1, &text, "First published", now)
}

/// Changes the house rules, whose words the editor saw as they were at `was`: the page shows the new ones, and they are
/// kept as the next version, with the reason that everybody can read. The same words as before change nothing.
///
/// # Errors
/// [`Error::Invalid`] without a reason, or where the rules are numbered badly; else as [`areas::change_page`].
pub fn change(tx: &mut Tx<'_>, by: &Editor, was: Moment, text: &PageText, reason: &Text, now: Moment) -> Result<()> {
    if let Some(problem) = problem(&text.body).or_else(|| problem_of_reason(reason)) {
        return Err(Error::Invalid(problem));
    }
    let stored = areas::page(tx, PAGE)?;
    if (&stored.title, &stored.summary, &stored.body) == (&text.title, &text.summary, &text.body) {
        return Ok(());
    }
    // Only one of two who write at the same time comes past this, so no number is given twice.
    areas::put_page(tx, PAGE, was, text, now)?;
    let number = in_force(tx)?.unwrap_or(0) + 1;
    store::insert(tx, number, text, &reason.on_one_line(), now)?;
    audit::record(tx, Some(by.id()), "rules.edit", &format!("page {PAGE}"), &format!("version {number}"), now)
}

/// What is wrong with the public reason for a change, as a sentence without a full stop.
#[must_use]
pub fn problem_of_reason(reason: &Text) -> Option<String> {
    let fits = !reason.is_blank() && reason.characters() <= REASON_CHARACTERS;
    (!fits).then(|| format!("Say why the rules change, in at most {REASON_CHARACTERS} characters"))
}

/// The number of the version in force; nothing where a site has no house rules of its own.
///
/// # Errors
/// When the database refuses.
pub fn in_force(conn: &mut Conn) -> Result<Option<i64>> {
    store::find_latest(conn)
}

/// Every version without its words, the newest first.
///
/// # Errors
/// When the database refuses.
pub fn versions(conn: &mut Conn) -> Result<Vec<VersionRow>> {
    store::load_rows(conn)
}

/// One version.
///
/// # Errors
/// [`Error::NotFound`].
pub fn version(conn: &mut Conn, number: i64) -> Result<Version> {
    store::find(conn, number)?.ok_or(Error::NotFound)
}
