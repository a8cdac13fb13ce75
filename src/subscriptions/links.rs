//! The links by which people reach their emails without signing in: those in every email, and short-lived ones from pages.
//!
//! A link in an email is random, kept as a hash, good for ever, and opens nothing but this: either it stops all emails, or
//! it opens the page where they are changed. A link from a page is signed and good for two days.

use crate::clock::Moment;
use crate::db::Conn;
use crate::digests;
use crate::error::Result;
use crate::ids::{DigestId, SubscriberId};
use crate::keys::{Keys, token_hash};
use crate::subscribers;
use subtle::ConstantTimeEq;

/// For how many hours a link from a page, or from the letter that somebody asked for, is good.
pub const PAGE_HOURS: i64 = 48;

/// What a link opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// It stops all emails.
    Stop,
    /// It opens the page where emails are changed, and can stop them too.
    Manage,
}

/// A link that is good: made only by [`find`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holder {
    who: SubscriberId,
    purpose: Purpose,
    digest: Option<DigestId>,
}

impl Holder {
    /// Whose emails it is about.
    #[must_use]
    pub fn who(&self) -> SubscriberId {
        self.who
    }

    /// The email in which the link stood.
    #[must_use]
    pub fn digest(&self) -> Option<DigestId> {
        self.digest
    }

    /// Whether emails can be changed with it, and not only stopped.
    #[must_use]
    pub fn may_manage(&self) -> bool {
        self.purpose == Purpose::Manage
    }
}

/// The token of a link from a page: signed, good for [`PAGE_HOURS`].
#[must_use]
pub fn page_token(keys: &Keys, who: SubscriberId, email_key: &str, now: Moment) -> String {
    let until = now.and_utc().timestamp() + PAGE_HOURS * 3_600;
    format!("s{who}-{until}-{}", keys.sign("emails", &[&who.to_string(), &until.to_string(), email_key]))
}

/// What a token opens; nothing when any part of it is wrong, or it is too old.
///
/// # Errors
/// When the database refuses.
pub fn find(conn: &mut Conn, keys: &Keys, token: &str, now: Moment) -> Result<Option<Holder>> {
    if token.len() > 128 || !token.is_ascii() {
        return Ok(None);
    }
    match token.split_at_checked(1) {
        Some(("d", rest)) => in_an_email(conn, token, rest),
        Some(("s", rest)) => on_a_page(conn, keys, rest, now),
        _ => Ok(None),
    }
}

fn in_an_email(conn: &mut Conn, token: &str, rest: &str) -> Result<Option<Holder>> {
    let Some(id) = rest.split_once('-').and_then(|(id, _)| id.parse().ok()).map(DigestId) else { return Ok(None) };
    let Some((who, stop, manage)) = digests::hashes(conn, id)? else { return Ok(None) };
    let sent = token_hash(token);
    let same = |kept: &str| bool::from(kept.as_bytes().ct_eq(sent.as_bytes()));
    let purpose = match (same(&stop), same(&manage)) {
        (true, _) => Purpose::Stop,
        (_, true) => Purpose::Manage,
        _ => return Ok(None),
    };
    Ok(Some(Holder { who, purpose, digest: Some(id) }))
}

fn on_a_page(conn: &mut Conn, keys: &Keys, rest: &str, now: Moment) -> Result<Option<Holder>> {
    let mut parts = rest.splitn(3, '-');
    let (Some(id), Some(until), Some(sent)) = (parts.next(), parts.next(), parts.next()) else { return Ok(None) };
    let (Ok(id), Ok(until)) = (id.parse().map(SubscriberId), until.parse::<i64>()) else { return Ok(None) };
    let Ok(row) = subscribers::get(conn, id) else { return Ok(None) };
    let right = keys.check("emails", &[&id.to_string(), &until.to_string(), &row.email_key], sent);
    let in_time = now.and_utc().timestamp() < until;
    Ok((right && in_time).then_some(Holder { who: id, purpose: Purpose::Manage, digest: None }))
}
