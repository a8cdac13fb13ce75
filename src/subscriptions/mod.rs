//! Emails without an account: somebody asks for them, and says yes once more from their own letters.

pub mod jobs;
pub mod pages;
mod store;

use crate::clock::Moment;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::keys::Keys;
use crate::queue::{self, Job};
use chrono::Duration;

/// What one agrees to; kept beside the address, so that it can be shown later to what somebody said yes.
pub const WORDING: &str = "What opens, what closes soon and what was decided. You can stop it with one press.";

/// For how many hours the link in the letter is good: 7 days.
pub const GOOD_FOR_HOURS: i64 = 168;

/// Somebody wants the emails, or was named by somebody else: a letter asks them. One who gets them already is not asked.
///
/// # Errors
/// When the database refuses.
pub fn ask(tx: &mut Tx<'_>, email: &str, email_key: &str, now: Moment) -> Result<()> {
    let subscription = store::upsert(tx, email, email_key, WORDING, now)?;
    // Also for one who gets them already, so that both take the same time: then no letter is made of it.
    queue::enqueue(tx, &Job::Subscription { subscription }, now)
}

/// What stands at the end of the link in the letter. Nothing secret is stored; the signature is the site's.
fn token(keys: &Keys, id: i64, email_key: &str) -> String {
    format!("{id}.{}", keys.sign("subscription", &[&id.to_string(), email_key]))
}

/// A subscription whose link is good at this moment: made only by [`find`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked(i64);

/// The subscription to which a token belongs; nothing when any part of it is wrong or too old.
///
/// # Errors
/// When the database refuses.
pub fn find(conn: &mut Conn, keys: &Keys, sent: &str, now: Moment) -> Result<Option<Asked>> {
    let Some(id) = sent.split_once('.').and_then(|(id, _)| id.parse::<i64>().ok()) else { return Ok(None) };
    let Some(row) = store::find(conn, id)? else { return Ok(None) };
    let in_time = now < row.created_at + Duration::hours(GOOD_FOR_HOURS);
    let right: bool = subtle::ConstantTimeEq::ct_eq(token(keys, id, &row.email_key).as_bytes(), sent.as_bytes()).into();
    Ok((in_time && right).then_some(Asked(id)))
}

/// The emails come from now on. Saying yes twice is saying it once.
///
/// # Errors
/// When the database refuses.
pub fn confirm(tx: &mut Tx<'_>, asked: Asked, now: Moment) -> Result<()> {
    store::update_confirmed(tx, asked.0, now)
}

/// Forgets the addresses of those who did not say yes in time; the worker does so every hour.
///
/// # Errors
/// When the database refuses.
pub fn sweep(tx: &mut Tx<'_>, now: Moment) -> Result<usize> {
    store::delete_unconfirmed(tx, now - Duration::hours(GOOD_FOR_HOURS))
}
