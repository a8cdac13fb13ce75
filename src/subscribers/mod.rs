//! Who gets emails: an address that has said yes, with an account or without one, and when emails come to it.

pub mod rhythm;
mod store;

use crate::accounts;
use crate::clock::Moment;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::ids::{AccountId, SubscriberId};
use crate::keys::Keys;
use crate::queue::{self, Job};
use chrono::Duration;
use rhythm::Rhythm;

pub use store::Subscriber;

crate::words! {
    /// How often one hears of what one follows.
    pub enum Frequency {
        /// Within minutes; what happens in the same five minutes comes in one email.
        AtOnce = "at_once",
        /// Once a day, at the hour of one's choice.
        Daily = "daily",
        /// Once a week, on the day of one's choice.
        Weekly = "weekly",
    }
}

/// What one agrees to; kept beside the address, so that it can be shown later to what somebody said yes.
pub const WORDING: &str = "Emails about what I follow. I can stop them with one press.";
/// The same for somebody who presses Follow while signed in.
pub const WORDING_SIGNED_IN: &str = "Pressed Follow while signed in: one email when something changes.";

/// For how many hours the link in the letter is good.
pub const GOOD_FOR_HOURS: i64 = 48;

/// What somebody without an account wants to follow, until they say yes from their own letters.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Wish {
    /// The kind of thing, in the word of the room that keeps follows.
    pub kind: String,
    /// Its number.
    pub target: i64,
    /// How often.
    pub frequency: Frequency,
}

/// Somebody wants emails about something, or was named by somebody else: a letter asks them. Nothing else changes yet.
///
/// # Errors
/// When the database refuses.
pub fn ask(tx: &mut Tx<'_>, email: &str, email_key: &str, wish: &Wish, now: Moment) -> Result<()> {
    let subscriber = store::upsert(tx, email, email_key, WORDING, now)?;
    let Wish { kind, target, frequency } = wish.clone();
    let (frequency, asked_at) = (frequency.as_str().to_owned(), now.and_utc().timestamp());
    queue::enqueue(tx, &Job::Subscription { subscriber: subscriber.0, kind, target, frequency, asked_at }, now)
}

/// What stands at the end of the link in the letter. Nothing secret is stored; the signature is the site's.
#[must_use]
pub fn token(keys: &Keys, id: SubscriberId, email_key: &str, wish: &Wish, asked_at: i64) -> String {
    let said = said(id, wish, asked_at);
    let seal = keys.sign("subscription", &[&said, email_key]);
    format!("{said}.{seal}")
}

fn said(id: SubscriberId, wish: &Wish, asked_at: i64) -> String {
    format!("{id}.{}.{}.{}.{asked_at}", wish.kind, wish.target, wish.frequency.as_str())
}

/// A wish whose link is good at this moment: made only by [`find`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    id: SubscriberId,
    /// What they want to follow.
    pub wish: Wish,
}

/// The wish to which a token belongs; nothing when any part of it is wrong or too old.
///
/// # Errors
/// When the database refuses.
pub fn find(conn: &mut Conn, keys: &Keys, sent: &str, now: Moment) -> Result<Option<Asked>> {
    let Some((id, wish, asked_at)) = read(sent) else { return Ok(None) };
    let Some(row) = store::find(conn, id)? else { return Ok(None) };
    let in_time = now.and_utc().timestamp() < asked_at.saturating_add(GOOD_FOR_HOURS * 3_600);
    let said = said(id, &wish, asked_at);
    let seal = sent.strip_prefix(&said).and_then(|rest| rest.strip_prefix('.')).unwrap_or_default();
    let right = keys.check("subscription", &[&said, &row.email_key], seal);
    Ok((in_time && right).then_some(Asked { id, wish }))
}

fn read(sent: &str) -> Option<(SubscriberId, Wish, i64)> {
    let mut parts = sent.split('.');
    let id = SubscriberId(parts.next()?.parse().ok()?);
    let (kind, target) = (parts.next()?.to_owned(), parts.next()?.parse().ok()?);
    let frequency = parts.next()?.parse().ok()?;
    let asked_at = parts.next()?.parse().ok()?;
    Some((id, Wish { kind, target, frequency }, asked_at))
}

/// The address has said yes: emails may come to it, and one that had stopped them all gets them again. If it has an
/// account, the two belong together from now on.
///
/// # Errors
/// When the database refuses.
pub fn confirm(tx: &mut Tx<'_>, asked: &Asked, now: Moment) -> Result<SubscriberId> {
    let row = store::lock(tx, asked.id)?.ok_or(Error::NotFound)?;
    let account = match row.account {
        Some(account) => Some(account),
        None => accounts::confirmed_with(tx, &row.email_key)?,
    };
    store::update_confirmed(tx, row.id, account, now)?;
    start(tx, row.id, now)?;
    Ok(row.id)
}

/// The subscriber who is this account: made when there was none, and joined with the address when that was there first.
///
/// # Errors
/// When the database refuses; [`Error::NotFound`] for an account without an address.
pub fn of_account(tx: &mut Tx<'_>, account: AccountId, now: Moment) -> Result<SubscriberId> {
    if let Some(found) = store::find_of_account(tx, account)? {
        return Ok(found.id);
    }
    let own = accounts::own(tx, account)?;
    let (email, email_key) = crate::mail::address(&own.email).map_err(Error::Invalid)?;
    let id = store::upsert(tx, &email, &email_key, WORDING_SIGNED_IN, now)?;
    store::update_confirmed(tx, id, Some(account), now)?;
    Ok(id)
}

/// Joins an account whose address has just been confirmed with the emails that come to that address already, if any do.
///
/// # Errors
/// When the database refuses; [`Error::NotFound`] for an account without an address.
pub fn join(tx: &mut Tx<'_>, account: AccountId, now: Moment) -> Result<()> {
    let (_, email_key) = crate::mail::address(&accounts::own(tx, account)?.email).map_err(Error::Invalid)?;
    match store::find_by_key(tx, &email_key)? {
        Some(row) if row.confirmed_at.is_some() => store::update_confirmed(tx, row.id, Some(account), now),
        _ => Ok(()),
    }
}

/// Those of these numbers who are there, in no order.
///
/// # Errors
/// When the database refuses.
pub fn load(conn: &mut Conn, ids: &[SubscriberId]) -> Result<Vec<Subscriber>> {
    store::load(conn, ids)
}

/// The subscriber with this number.
///
/// # Errors
/// [`Error::NotFound`].
pub fn get(conn: &mut Conn, id: SubscriberId) -> Result<Subscriber> {
    store::find(conn, id)?.ok_or(Error::NotFound)
}

/// The subscriber who is this account, if there is one.
///
/// # Errors
/// When the database refuses.
pub fn find_of_account(conn: &mut Conn, account: AccountId) -> Result<Option<Subscriber>> {
    store::find_of_account(conn, account)
}

/// The subscriber with this address, in the form in which two spellings are equal.
///
/// # Errors
/// When the database refuses.
pub fn find_by_key(conn: &mut Conn, email_key: &str) -> Result<Option<Subscriber>> {
    store::find_by_key(conn, email_key)
}

/// Takes the frequencies of all that is followed now: when the next email is due follows from them.
///
/// # Errors
/// When the database refuses.
pub fn set_rhythm(tx: &mut Tx<'_>, id: SubscriberId, rhythm: Rhythm, now: Moment) -> Result<()> {
    change(tx, id, |row| {
        row.daily_at = rhythm.daily.then(|| row.daily_at.unwrap_or_else(|| rhythm::next_daily(row.hour, now)));
        row.weekly_at =
            rhythm.weekly.then(|| row.weekly_at.unwrap_or_else(|| rhythm::next_weekly(row.hour, row.weekday, now)));
        // What was to come daily until now may be waiting: one look will find it.
        row.at_once_at = rhythm.at_once.then(|| row.at_once_at.unwrap_or_else(|| rhythm::soon(now)));
    })
}

/// Looks whether there is something to tell at `at`, or earlier if that is due already.
///
/// # Errors
/// When the database refuses.
pub fn look_again(tx: &mut Tx<'_>, id: SubscriberId, at: Moment) -> Result<()> {
    change(tx, id, |row| row.at_once_at = Some(row.at_once_at.map_or(at, |before| before.min(at))))
}

/// Emails come at this hour (0 to 23, London) and weekly ones on this day (1 is Monday) from now on.
///
/// # Errors
/// [`Error::Invalid`] for anything else.
pub fn set_times(tx: &mut Tx<'_>, id: SubscriberId, hour: i32, weekday: i32, now: Moment) -> Result<()> {
    if !(0..24).contains(&hour) || !(1..8).contains(&weekday) {
        return Err(Error::Invalid("Choose an hour and a day of the list".into()));
    }
    change(tx, id, |row| {
        (row.hour, row.weekday) = (hour, weekday);
        row.daily_at = row.daily_at.map(|_| rhythm::next_daily(hour, now));
        row.weekly_at = row.weekly_at.map(|_| rhythm::next_weekly(hour, weekday, now));
    })
}

/// No emails until this moment; the first one after it covers the time between.
///
/// # Errors
/// When the database refuses.
pub fn pause(tx: &mut Tx<'_>, id: SubscriberId, until: Option<Moment>) -> Result<()> {
    change(tx, id, |row| row.paused_until = until)
}

/// No emails any more, from this moment. What is followed is kept, in case they are wanted again.
///
/// # Errors
/// When the database refuses.
pub fn stop(tx: &mut Tx<'_>, id: SubscriberId, now: Moment) -> Result<()> {
    change(tx, id, |row| row.stopped_at = row.stopped_at.or(Some(now)))
}

/// Emails come again, about what happens from now on.
///
/// # Errors
/// When the database refuses.
pub fn start(tx: &mut Tx<'_>, id: SubscriberId, now: Moment) -> Result<()> {
    let row = store::lock(tx, id)?.ok_or(Error::NotFound)?;
    if row.stopped_at.is_some() || row.silenced_at.is_some() {
        store::forget_news(tx, id)?;
    }
    change(tx, id, |row| {
        row.stopped_at = None;
        row.silenced_at = None;
        row.daily_at = row.daily_at.map(|_| rhythm::next_daily(row.hour, now));
        row.weekly_at = row.weekly_at.map(|_| rhythm::next_weekly(row.hour, row.weekday, now));
    })
}

/// Why we stopped writing to an address, in a few words.
///
/// # Errors
/// When the database refuses.
pub fn why_silenced(conn: &mut Conn, id: SubscriberId) -> Result<String> {
    store::find_silenced_because(conn, id)
}

/// What a mail server said of an address, and how much it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bounce {
    /// There is no such mailbox: no more emails at once.
    Gone,
    /// So many points: 2 for "never", 1 for "not now".
    Points(i32),
    /// The reader called it unwanted: the same as stopping all emails.
    Complaint,
}

/// From so many points on, no more emails are sent to an address.
pub const MOST_POINTS: i32 = 5;
/// After so many days without a bounce the points are forgotten.
pub const POINTS_DAYS: i64 = 30;

/// Notes that an email came back. An address that takes none gets no more, and its owner is told why on the site.
///
/// # Errors
/// When the database refuses.
pub fn bounced(tx: &mut Tx<'_>, id: SubscriberId, bounce: Bounce, why: &str, now: Moment) -> Result<()> {
    if bounce == Bounce::Complaint {
        return stop(tx, id, now);
    }
    let row = store::lock(tx, id)?.ok_or(Error::NotFound)?;
    let stale = row.bounced_at.is_none_or(|at| now - at > Duration::days(POINTS_DAYS));
    let before = if stale { 0 } else { row.bounces };
    let points = match bounce {
        Bounce::Points(n) => before + n,
        _ => MOST_POINTS,
    };
    store::update_bounces(tx, id, points, now)?;
    if points >= MOST_POINTS && row.silenced_at.is_none() {
        store::update_silenced_because(tx, id, why)?;
        change(tx, id, |row| row.silenced_at = Some(now))?;
    }
    Ok(())
}

/// Everything that would be due later is due now; pauses stay.
///
/// # Errors
/// When the database refuses.
pub fn hasten(tx: &mut Tx<'_>, now: Moment) -> Result<usize> {
    store::update_hastened(tx, now)
}

/// Changes a subscriber's row and the moment at which the next email is due with it.
fn change(tx: &mut Tx<'_>, id: SubscriberId, by: impl FnOnce(&mut Subscriber)) -> Result<()> {
    let mut row = store::lock(tx, id)?.ok_or(Error::NotFound)?;
    by(&mut row);
    row.due_at = row.due();
    store::update(tx, &row)
}

/// Forgets up to `most` addresses that were asked before this moment and have not said yes; gives how many.
///
/// # Errors
/// When the database refuses.
pub fn purge_unconfirmed(tx: &mut Tx<'_>, before: Moment, most: i64) -> Result<usize> {
    store::delete_unconfirmed(tx, before, most)
}

/// Up to `most` addresses without an account that stopped all emails before this moment.
///
/// # Errors
/// When the database refuses.
pub fn stopped_before(conn: &mut Conn, before: Moment, most: i64) -> Result<Vec<SubscriberId>> {
    store::load_stopped(conn, before, most)
}

/// Forgets an address and all that was kept for it. What it follows must be given up first, so that it is not counted.
///
/// # Errors
/// When the database refuses.
pub fn forget(tx: &mut Tx<'_>, id: SubscriberId) -> Result<()> {
    store::delete(tx, id)
}
