//! Letters to people who asked for emails: do you want them, and where to change them.

use super::links;
use crate::clock::Moment;
use crate::config::Config;
use crate::db::Conn;
use crate::error::Result;
use crate::follows::{self, Target};
use crate::ids::SubscriberId;
use crate::keys::Keys;
use crate::mail::Post;
use crate::queue::Job;
use crate::subscribers::{self, GOOD_FOR_HOURS, Wish};
use views::emails;
use views::paths;

/// The letter that a job stands for; nothing when it no longer makes sense. Its `message_id` is left to the worker.
///
/// # Errors
/// When the database refuses.
pub fn letter(conn: &mut Conn, keys: &Keys, config: &Config, job: &Job, now: Moment) -> Result<Option<Post>> {
    let site = |path: &str| format!("{}{path}", config.public_url());
    match job {
        Job::Subscription { subscriber, kind, target, frequency, asked_at } => {
            let Ok(frequency) = frequency.parse() else { return Ok(None) };
            let wish = Wish { kind: kind.clone(), target: *target, frequency };
            confirmation(conn, keys, SubscriberId(*subscriber), &wish, *asked_at, &site)
        }
        Job::Preferences { subscriber } => {
            let who = SubscriberId(*subscriber);
            let Ok(row) = subscribers::get(conn, who) else { return Ok(None) };
            let link = site(&paths::emails(&links::page_token(keys, who, &row.email_key, now)));
            Ok(Some(Post::of(row.email, emails::preferences_link(&link, links::PAGE_HOURS))))
        }
        _ => Ok(None),
    }
}

/// Asks whether somebody wants to follow this; nothing when they follow it already, or it is gone.
fn confirmation(
    conn: &mut Conn,
    keys: &Keys,
    who: SubscriberId,
    wish: &Wish,
    asked_at: i64,
    site: &dyn Fn(&str) -> String,
) -> Result<Option<Post>> {
    let Ok(row) = subscribers::get(conn, who) else { return Ok(None) };
    let Some(target) = Target::from_parts(&wish.kind, wish.target) else { return Ok(None) };
    let Some(named) = follows::names(conn, &[target])?.remove(&target) else { return Ok(None) };
    let follows = follows::load_of(conn, &[who])?;
    let already = follows.iter().any(|(_, f)| f.target == target && f.frequency == wish.frequency);
    if already && row.takes_emails() {
        return Ok(None);
    }
    let link = site(&paths::subscription_confirmation(&subscribers::token(keys, who, &row.email_key, wish, asked_at)));
    let how = follows::view_frequency(wish.frequency);
    let letter = emails::confirm_subscription(&link, &super::topic(&named), how, GOOD_FOR_HOURS);
    Ok(Some(Post::of(row.email, letter)))
}
