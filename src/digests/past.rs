//! Emails that were planned or sent, for the people to whom they went: which there were, why, and what they said.

use super::letter::{self, Links};
use super::prepare::Tokens;
use super::store::dossier::Dossier;
use super::store::memory::Memory;
use super::store::outbox::{self, Outbox};
use super::{Letterhead, State};
use crate::clock::Moment;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::follows::Target;
use crate::ids::{DigestId, SubscriberId};
use crate::subscribers::Frequency;
use std::panic::{AssertUnwindSafe, catch_unwind};
use views::emails::digest::{Digest, PAGE};

/// An email as its reader sees it in a list.
#[derive(Debug, Clone)]
pub struct Past {
    /// Its number.
    pub id: DigestId,
    /// When it was planned.
    pub at: Moment,
    /// Its subject; empty before it was made.
    pub subject: String,
    /// What became of it.
    pub state: State,
    /// Why, where that needs saying.
    pub why: String,
    /// The frequencies that were due.
    pub frequencies: Vec<Frequency>,
    /// What led to it of that which the reader follows now, as it is read.
    pub follows: Vec<String>,
}

/// The last emails to a subscriber, newest first.
///
/// # Errors
/// When the database refuses.
pub fn load(conn: &mut Conn, who: SubscriberId, most: i64) -> Result<Vec<Past>> {
    let rows = outbox::load_last(conn, who, most)?;
    let emails: Vec<Outbox> = rows.iter().map(|(row, ..)| row.clone()).collect();
    let dossier = Dossier::read(conn, &emails, &Memory::default())?;
    Ok(rows
        .into_iter()
        .map(|(row, subject, why)| Past {
            id: row.id,
            at: row.planned_at,
            subject,
            state: row.state,
            why,
            frequencies: row.because.split(' ').filter_map(|word| word.parse().ok()).collect(),
            follows: letter::led_as_read(&dossier, &row),
        })
        .collect())
}

/// An email that went to this subscriber, or will.
///
/// # Errors
/// [`Error::NotFound`] for somebody else's.
pub fn find(conn: &mut Conn, id: DigestId, who: SubscriberId) -> Result<Outbox> {
    outbox::find(conn, id)?.filter(|row| row.subscriber == who).ok_or(Error::NotFound)
}

/// What of that which its reader follows led to an email, if it was one thing alone.
///
/// # Errors
/// When the database refuses.
pub fn only_reason(conn: &mut Conn, row: &Outbox) -> Result<Option<Target>> {
    let dossier = Dossier::read(conn, std::slice::from_ref(row), &Memory::default())?;
    Ok(match letter::led(&dossier, row).as_slice() {
        [only] => Some(*only),
        _ => None,
    })
}

/// What an email says, as far as it can still be read: what was hidden since is not in it. `manage` is the token of the
/// links on its page.
///
/// # Errors
/// When the database refuses; [`Error::Broken`] when it cannot be made.
pub fn copy(conn: &mut Conn, head: &Letterhead, row: &Outbox, manage: &str, now: Moment) -> Result<Option<Digest>> {
    let tokens = Tokens { stop: String::new(), manage: manage.to_owned() };
    let links = Links { stop: String::new(), copy: String::new(), ..tokens.links(head) };
    let dossier = Dossier::read(conn, std::slice::from_ref(row), &Memory::default())?;
    let told = catch_unwind(AssertUnwindSafe(|| letter::tell(conn, &dossier, row, &links, &PAGE, now)));
    let told = told.map_err(|_| Error::Broken(format!("making email {} panicked", row.id)))??;
    Ok(told.map(|told| told.digest))
}
