//! The letter that asks whether somebody really wants the emails.

use super::{GOOD_FOR_HOURS, store, token};
use crate::clock::Moment;
use crate::config::Config;
use crate::db::Conn;
use crate::error::Result;
use crate::keys::Keys;
use crate::mail::Post;
use views::{emails, paths};

/// The letter for a subscription; nothing when it is confirmed already, or gone. Its `message_id` is left to the worker.
///
/// # Errors
/// When the database refuses.
pub fn letter(conn: &mut Conn, keys: &Keys, config: &Config, id: i64, _now: Moment) -> Result<Option<Post>> {
    let Some(row) = store::find(conn, id)?.filter(|row| row.confirmed_at.is_none()) else { return Ok(None) };
    let path = paths::subscription_confirmation(&token(keys, id, &row.email_key));
    let letter = emails::confirm_subscription(&format!("{}{path}", config.public_url()), GOOD_FOR_HOURS);
    Ok(Some(Post {
        to: row.email,
        message_id: String::new(),
        subject: letter.subject,
        html: letter.html,
        text: letter.text,
        bulk: None,
    }))
}
