//! What people agreed to, when, and in which wording: kept beside the act, so that it can be shown later.

mod store;

use crate::clock::Moment;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::ids::{AccountId, SubscriberId};
use crate::keys::token_hash;

pub use store::Consent;

crate::words! {
    /// By what somebody agreed.
    pub enum Act {
        /// They made an account.
        Account = "account",
        /// They said yes to emails.
        Emails = "emails",
        /// They accepted an invitation to the staff.
        Staff = "staff",
    }
}

crate::words! {
    /// What somebody was told.
    pub enum Kind {
        /// What is kept of them, and why.
        Privacy = "privacy",
        /// How one writes here.
        HouseRules = "house_rules",
    }
}

/// Who agreed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Somebody with an account.
    Account(AccountId),
    /// An address that gets emails.
    Subscriber(SubscriberId),
}

/// The notices as they stand: what somebody who agrees now is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notices {
    /// The whole text about privacy.
    pub privacy: String,
    /// The whole text of the house rules.
    pub house_rules: String,
}

/// Which wording a text is: the first 16 digits of its SHA-256. One letter more is another wording.
fn version(words: &str) -> String {
    token_hash(words)[..16].to_owned()
}

/// Notes that somebody agreed by this act to the notices as they stand. `age`: how old they said that they are at least.
/// Whoever does the same again, because nobody had confirmed it yet, has agreed to the newer wording only.
///
/// # Errors
/// When the database refuses.
pub fn record(tx: &mut Tx<'_>, who: Who, act: Act, notices: &Notices, age: Option<i64>, now: Moment) -> Result<()> {
    let privacy = store::keep_notice(tx, Kind::Privacy, &notices.privacy, now)?;
    let house_rules = store::keep_notice(tx, Kind::HouseRules, &notices.house_rules, now)?;
    store::delete(tx, who, act)?;
    store::insert(tx, who, &Consent { act, privacy, house_rules, age, at: now })
}

/// What somebody agreed to, in the order in which they did.
///
/// # Errors
/// When the database refuses.
pub fn load_of(conn: &mut Conn, who: Who) -> Result<Vec<Consent>> {
    store::load(conn, who)
}

/// The words of a wording that somebody agreed to.
///
/// # Errors
/// [`crate::error::Error`] when there is none of this version.
pub fn words(conn: &mut Conn, version: &str) -> Result<String> {
    store::find_words(conn, version)
}
