//! Attachments: files that belong to a response. Whose a response is, and when it may be changed, `responses` knows.
//!
//! An attachment is a row that names a file in the store of files. What is attached is read by nobody else until the response
//! is sent; what is taken out of a response that was sent goes with its next version. Where a row goes, a job that deletes its
//! file is put in by the same transaction.

pub mod content;
pub mod jobs;
mod name;
mod store;

use crate::clock::Moment;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::ids::{AccountId, ResponseId};
use crate::queue::{self, Job};
use content::Kind;
use sha2::{Digest, Sha256};

pub use name::cleaned;
pub use store::{Attachment, load_of as of, load_sent as sent_with};

/// The most attachments of a response.
pub const MOST: i64 = 5;
/// The most characters of what somebody says is in a file.
pub const DESCRIPTION: usize = 200;

/// A file that is in the store, before its row is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct New {
    /// Its name in the store of files.
    pub file: String,
    /// Its own name, cleaned.
    pub name: String,
    /// What is said to be in it.
    pub description: String,
    /// What it is.
    pub kind: Kind,
    /// How many bytes are kept.
    pub bytes: i64,
    /// Their SHA-256, in base 16.
    pub sha256: String,
}

impl New {
    /// What is to be said of a file that is kept under this name.
    #[must_use]
    pub fn of(file: &str, name: &str, description: &str, sound: &content::Sound) -> Self {
        Self {
            file: file.to_owned(),
            name: name.to_owned(),
            description: description.to_owned(),
            kind: sound.kind,
            bytes: i64::try_from(sound.bytes.len()).unwrap_or(i64::MAX),
            sha256: Sha256::digest(&sound.bytes).iter().map(|byte| format!("{byte:02x}")).collect(),
        }
    }
}

/// Whether one more has room.
///
/// # Errors
/// [`Error::Invalid`] when there are as many as there can be.
pub fn has_room(conn: &mut Conn, response: ResponseId) -> Result<()> {
    let (stay, all) = store::count(conn, response)?;
    if stay >= MOST {
        return Err(Error::Invalid(format!(
            "There are {MOST} files, which is the most there can be. Take one out first"
        )));
    }
    // Files that go with the next version are kept until then: somebody who swaps files for ever sends first.
    if all >= 2 * MOST {
        return Err(Error::Invalid("You have taken out many files. Send your response first, then attach more".into()));
    }
    Ok(())
}

/// Attaches a file that is in the store.
///
/// # Errors
/// As [`has_room`].
pub fn add(tx: &mut Tx<'_>, response: ResponseId, new: &New, by: AccountId, now: Moment) -> Result<()> {
    has_room(tx, response)?;
    store::insert(tx, response, new, by, now)
}

/// An attachment of this response.
///
/// # Errors
/// [`Error::NotFound`] for one of another response, and for none.
pub fn find(conn: &mut Conn, response: ResponseId, id: i64) -> Result<Attachment> {
    store::find(conn, response, id)?.ok_or(Error::NotFound)
}

/// Takes one out: at once if it was never sent, else with the next version.
///
/// # Errors
/// As [`find`].
pub fn take_out(tx: &mut Tx<'_>, response: ResponseId, id: i64, now: Moment) -> Result<()> {
    let found = find(tx, response, id)?;
    if found.sent_in.is_some() {
        return store::update_taken_out(tx, id);
    }
    let gone = store::delete(tx, response, id)?;
    delete_files(tx, gone, now)
}

/// Everybody can have a file from now on, or nobody any more. One that takes its place begins anew.
///
/// # Errors
/// When the database refuses.
pub fn publish(tx: &mut Tx<'_>, id: i64, is_public: bool) -> Result<()> {
    store::update_public(tx, id, is_public)
}

/// The response is sent: what is attached belongs to this version, and what was taken out goes.
///
/// # Errors
/// When the database refuses.
pub fn send(tx: &mut Tx<'_>, response: ResponseId, version: i64, now: Moment) -> Result<()> {
    let gone = store::delete_taken_out(tx, response)?;
    delete_files(tx, gone, now)?;
    store::update_sent(tx, response, version)
}

/// Takes all out of these responses, at once.
///
/// # Errors
/// When the database refuses.
pub fn forget(tx: &mut Tx<'_>, responses: &[ResponseId], now: Moment) -> Result<()> {
    for some in responses.chunks(500) {
        let gone = store::delete_of(tx, some)?;
        delete_files(tx, gone, now)?;
    }
    Ok(())
}

/// Somebody leaves: of the responses of theirs that stay, what was never sent goes; nobody else can have the files, in which
/// their name may stand; and nothing tells any more who attached it.
///
/// # Errors
/// When the database refuses.
pub fn leave(tx: &mut Tx<'_>, who: AccountId, stay: &[ResponseId], now: Moment) -> Result<()> {
    for some in stay.chunks(500) {
        let gone = store::delete_unsent(tx, some)?;
        delete_files(tx, gone, now)?;
        store::update_private(tx, some)?;
    }
    store::update_nobody(tx, who)
}

/// Asks for the files of rows that are gone to be deleted: if, and only if, the rows are.
fn delete_files(tx: &mut Tx<'_>, gone: Vec<String>, now: Moment) -> Result<()> {
    gone.into_iter().try_for_each(|file| queue::enqueue(tx, &Job::DeleteFile { file }, now))
}
