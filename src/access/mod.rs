//! Which of the staff saw what is known of a person, and when: noted before it is shown, so that nobody looks unseen.

pub mod pages;
mod store;

use crate::clock::Moment;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::ids::{AccountId, SubscriberId};

pub use store::Look;

crate::words! {
    /// On which page, and so why, somebody's data was seen.
    pub enum What {
        /// A moderator opened the case of a comment of theirs: how long they have been here, and how much they wrote.
        Case = "case",
        /// Somebody who verifies professions opened a claim: a registration number, or who can vouch.
        Claim = "claim",
        /// Somebody who verifies organisations opened one: who belongs to it.
        Organisation = "organisation",
        /// Somebody who reads responses had a file of theirs.
        Attachment = "attachment",
        /// An administrator looked at emails that did not arrive: the address.
        Emails = "emails",
        /// Somebody at the command line looked at the email that they would get: the address, and what they follow.
        Preview = "preview",
    }
}

impl What {
    /// What was seen, as a phrase for people.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Case => "A reported comment, with how long its author has been here and how much they wrote",
            Self::Claim => "What was sent to verify a profession",
            Self::Organisation => "An organisation, with the names of its people",
            Self::Attachment => "A file that was sent with a response",
            Self::Emails => "An email that did not arrive, with its address",
            Self::Preview => "An email that was to be sent, with its address",
        }
    }
}

/// Whose data was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Whom {
    /// Somebody with an account.
    Account(AccountId),
    /// An address that gets emails.
    Subscriber(SubscriberId),
    /// Somebody of whom we have neither, such as whoever sent a letter.
    Unknown,
}

/// Notes that `viewer` (nobody: the command line) sees the data of these people now. One's own is nobody else's business.
///
/// # Errors
/// When the database refuses: then nothing may be shown.
pub fn note(tx: &mut Tx<'_>, viewer: Option<AccountId>, whom: &[Whom], what: What, now: Moment) -> Result<()> {
    let mut whom: Vec<Whom> = whom.iter().copied().filter(|one| viewer.map(Whom::Account) != Some(*one)).collect();
    whom.sort_unstable();
    whom.dedup();
    whom.into_iter().try_for_each(|one| store::insert(tx, viewer, one, what, now))
}

/// When, and on which pages, the data of these was seen, the latest first.
///
/// # Errors
/// When the database refuses.
pub fn load_of(conn: &mut Conn, whom: &[Whom]) -> Result<Vec<(What, Moment)>> {
    let mut all = Vec::new();
    for one in whom {
        all.extend(store::load_of(conn, *one)?);
    }
    all.sort_by_key(|(_, at)| std::cmp::Reverse(*at));
    Ok(all)
}

/// Forgets who looked before this moment, at most so many times; gives how many that were.
///
/// # Errors
/// When the database refuses.
pub fn purge(tx: &mut Tx<'_>, before: Moment, most: i64) -> Result<usize> {
    store::delete(tx, before, most)
}
