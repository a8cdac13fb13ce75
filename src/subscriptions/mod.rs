//! Emails without signing in: asking for them, saying yes once more, changing and stopping them from any email.

pub mod jobs;
pub mod links;
pub mod pages;
pub mod returns;

use crate::clock::Moment;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::follows::{self, Named, Target};
use crate::ids::SubscriberId;
use crate::subscribers::{self, Asked, Wish};
use crate::text::Text;
use views::follows::Topic;

/// The address has said yes: it follows what it wished to.
///
/// # Errors
/// [`Error::NotFound`] when that is gone.
pub fn confirm(tx: &mut Tx<'_>, asked: &Asked, now: Moment) -> Result<SubscriberId> {
    let target = Target::from_parts(&asked.wish.kind, asked.wish.target).ok_or(Error::NotFound)?;
    if !follows::names(tx, &[target])?.contains_key(&target) {
        return Err(Error::NotFound);
    }
    let who = subscribers::confirm(tx, asked, now)?;
    follows::set(tx, who, target, Some(asked.wish.frequency), now)?;
    Ok(who)
}

/// What somebody without an account wants to follow, by the words of a form. A form that names nothing means the site.
///
/// # Errors
/// [`Error::NotFound`] for words that no form of ours sends.
pub fn wish(kind: &Text, target: &Text, frequency: &Text) -> Result<Wish> {
    let (kind, target) = match kind.as_str() {
        "" => Target::Site.parts(),
        word => {
            let id = target.as_str().parse().map_err(|_| Error::NotFound)?;
            Target::from_parts(word, id).ok_or(Error::NotFound)?.parts()
        }
    };
    let usual = Target::from_parts(kind, target).ok_or(Error::NotFound)?.usual();
    let frequency = match frequency.as_str() {
        "" => usual,
        word => word.parse().map_err(|_| Error::NotFound)?,
    };
    Ok(Wish { kind: kind.to_owned(), target, frequency })
}

/// A target as views name it.
#[must_use]
pub fn topic(named: &Named) -> Topic {
    let title = if named.target == Target::Site { String::new() } else { named.title.clone() };
    Topic { kind: follows::view_kind(named.target), title }
}
