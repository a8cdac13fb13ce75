//! What people do for a living, and how that is verified: by a work address, a registration number, or staff who vouch.
//!
//! What somebody says of themselves stands in their account, and is on their badge at once. Here stands what was verified
//! and until when. Who is asked as a professional is decided where a session is looked up (`web/session.rs`): they must say
//! the very profession that was verified, and the verification must not have run out.

mod claims;
pub mod domains;
pub mod jobs;
pub mod pages;
pub mod registers;
mod store;

use crate::accounts;
use crate::clock::Moment;
use crate::config;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::ids::AccountId;
use crate::policy::Capacity;
use crate::queue::{self, Job};
use crate::web::Speaker;
use chrono::Duration;

pub use claims::{Act, Given, by_letter, by_staff, claim, claims_in, confirm, decide, letter_behind, waiting};
pub use store::{Claim, Profession};

crate::words! {
    /// What shows that somebody does what they say.
    pub enum Evidence {
        /// They read a letter at an address where they work.
        WorkAddress = "work_address",
        /// Staff found them in a public register.
        Registration = "registration",
        /// Staff know them, or know somebody who does.
        Vouching = "vouching",
    }
}

crate::words! {
    /// What has become of a claim.
    pub enum State {
        /// A letter is on its way to the work address.
        Sent = "sent",
        /// Staff have yet to decide.
        Waiting = "waiting",
        /// It verified its owner.
        Granted = "granted",
        /// Staff found nothing, and said why.
        Refused = "refused",
        /// Staff took it back, and said why.
        Withdrawn = "withdrawn",
        /// Overtaken by another, or never answered.
        Dropped = "dropped",
    }
}

/// The longest text about who can vouch, and the longest reason of staff, in characters.
pub const WORDS: usize = 1_000;

/// What somebody's own page needs: what they do, and the latest that they sent to be verified.
///
/// # Errors
/// When the database refuses.
pub fn own(conn: &mut Conn, account: AccountId) -> Result<(Option<Profession>, Option<Claim>)> {
    Ok((store::find(conn, account)?, store::find_latest_claim(conn, account)?))
}

/// What somebody does, and where, is this now; they speak as a professional from here on. Another profession is not
/// verified, nor is another employer where the work address of the last one was the evidence.
///
/// # Errors
/// When the database refuses.
pub fn describe(tx: &mut Tx<'_>, by: &Speaker, name: &str, employer: &str) -> Result<()> {
    let before = store::find(tx, by.id())?;
    if let Some(before) = &before {
        let moved = before.employer != employer;
        if before.name != name || (moved && before.evidence == Some(Evidence::WorkAddress)) {
            store::clear(tx, by.id())?;
        }
        if before.name != name || moved {
            store::drop_claims(tx, by.id())?;
        }
    }
    store::save(tx, by.id(), name, employer)?;
    accounts::speak_as(tx, by.id(), Capacity::Professional, name)
}

/// Asks for a letter to everybody whose verification runs out soon, once for each verification.
///
/// # Errors
/// When the database refuses.
pub fn remind(tx: &mut Tx<'_>, settings: &config::Professions, now: Moment) -> Result<usize> {
    let soon = store::load_ending(tx, now, now + Duration::days(settings.remind_days))?;
    for account in &soon {
        store::note_reminded(tx, *account, now)?;
        queue::enqueue(tx, &Job::ProfessionEnding { account: account.0 }, now)?;
    }
    Ok(soon.len())
}

/// Forgets up to `most` work addresses whose letter was not answered before this moment; gives how many.
///
/// # Errors
/// When the database refuses.
pub fn purge_unanswered(tx: &mut Tx<'_>, before: Moment, most: i64) -> Result<usize> {
    store::drop_unanswered(tx, before, most)
}

/// Deletes up to `most` claims from before this moment that nobody is to decide and that verify nobody; gives how many.
///
/// # Errors
/// When the database refuses.
pub fn purge_claims(tx: &mut Tx<'_>, before: Moment, most: i64) -> Result<usize> {
    store::delete_done(tx, before, most)
}

/// Nothing about this account is left here: neither what it does, nor what it sent to be verified.
///
/// # Errors
/// When the database refuses.
pub fn forget(tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
    store::delete(tx, account)
}
