//! A proposal in other formats, such as Easy Read or British Sign Language: versions of the same document, each with a date of
//! its own. One that was made before the words changed last is older than they are, and says so.

use super::store;
pub use super::store::formats::Format;
use crate::audit;
use crate::clock::Moment;
use crate::db::{Conn, Scope, Tx};
use crate::error::{Error, Result};
use crate::ids::{FormatId, ProposalId};
use crate::web::Editor;
use chrono::NaiveDate;

/// The most formats of one proposal.
pub const MOST: usize = 30;

crate::words! {
    /// Which format it is.
    pub enum Kind {
        /// Short words and pictures.
        EasyRead = "easy_read",
        /// Large letters.
        LargePrint = "large_print",
        /// A film in British Sign Language.
        Bsl = "bsl",
        /// Read aloud.
        Audio = "audio",
        /// Braille.
        Braille = "braille",
        /// Another language.
        Language = "language",
    }
}

impl Kind {
    /// The same in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::EasyRead => "Easy Read",
            Self::LargePrint => "Large print",
            Self::Bsl => "British Sign Language",
            Self::Audio => "Audio",
            Self::Braille => "Braille",
            Self::Language => "Another language",
        }
    }
}

/// What an editor says of a format.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Which it is.
    pub kind: Kind,
    /// What it is called, such as "Easy Read" or "বাংলা".
    pub title: String,
    /// Where it is: `http`, `https` or a path of ours.
    pub url: String,
    /// Its own date.
    pub dated: NaiveDate,
    /// The version of the text that it says.
    pub version: i32,
}

/// The formats of a proposal, in the order in which they were added.
///
/// # Errors
/// When the database refuses.
pub fn of(conn: &mut Conn, id: ProposalId) -> Result<Vec<Format>> {
    store::formats::load(conn, id)
}

/// Adds a format.
///
/// # Errors
/// [`Error::NotFound`] for an unknown proposal; [`Error::Invalid`] for a version that there is not, and for too many.
pub fn add(tx: &mut Tx<'_>, by: &Editor, id: ProposalId, entry: &Entry, now: Moment) -> Result<()> {
    is_of(tx, id, entry)?;
    if of(tx, id)?.len() >= MOST {
        return Err(Error::Invalid(format!("A proposal can have {MOST} formats at most")));
    }
    store::formats::insert(tx, id, entry)?;
    noted(tx, by, "format.add", id, entry.kind.as_str(), now)
}

/// Changes a format, as when a newer one was made; gives its proposal.
///
/// # Errors
/// As [`add`].
pub fn change(tx: &mut Tx<'_>, by: &Editor, format: FormatId, entry: &Entry, now: Moment) -> Result<ProposalId> {
    let id = store::formats::find(tx, format)?.ok_or(Error::NotFound)?.0;
    is_of(tx, id, entry)?;
    store::formats::update(tx, format, entry)?;
    noted(tx, by, "format.change", id, entry.kind.as_str(), now)?;
    Ok(id)
}

/// Takes a format away; gives its proposal.
///
/// # Errors
/// [`Error::NotFound`] when it is gone already.
pub fn remove(tx: &mut Tx<'_>, by: &Editor, format: FormatId, now: Moment) -> Result<ProposalId> {
    let (id, was) = store::formats::find(tx, format)?.ok_or(Error::NotFound)?;
    store::formats::delete(tx, format)?;
    noted(tx, by, "format.remove", id, was.kind.as_str(), now)?;
    Ok(id)
}

/// A format and its proposal.
///
/// # Errors
/// [`Error::NotFound`].
pub fn find(conn: &mut Conn, format: FormatId) -> Result<(ProposalId, Format)> {
    store::formats::find(conn, format)?.ok_or(Error::NotFound)
}

fn is_of(tx: &mut Tx<'_>, id: ProposalId, entry: &Entry) -> Result<()> {
    let shown = store::lock(tx, id)?.ok_or(Error::NotFound)?;
    if (1..=shown.version).contains(&entry.version) {
        return Ok(());
    }
    Err(Error::Invalid(format!("Enter a version from 1 to {}", shown.version)))
}

fn noted(tx: &mut Tx<'_>, by: &Editor, act: &str, id: ProposalId, kind: &str, now: Moment) -> Result<()> {
    tx.touch(Scope::Proposal(id));
    audit::record(tx, Some(by.id()), act, &format!("proposal {id}"), kind, now)?;
    Ok(())
}
