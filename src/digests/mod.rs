//! Emails about what people follow: planned once, told once, and never lost.
//!
//! The promise, and how it is kept. *Nothing is told twice*: each row of activity is looked at once for each subscriber,
//! because the cursor moves in the transaction that plans the email (`plan`). *Nothing is lost*: the cursor is a row's number
//! and no date, and what could not be told goes back to what is pending (`store/outbox`). *No email is empty, and none
//! comes after an unsubscribe*: what is in it and to whom it goes is asked again in the last transaction before it is
//! sent (`send`). Where the mail server's answer was lost the email is `unknown` and never sent again; what was in it comes
//! with the next one, which says so.

mod by_number;
mod desk;
mod ending;
pub mod items;
pub mod lease;
mod letter;
pub mod pages;
pub mod past;
mod pile;
pub mod plan;
mod prepare;
pub mod preview;
pub mod run;
pub mod send;
pub mod status;
mod store;
pub mod window;

pub use ending::Ending;
pub use store::memory::Memory;
pub use store::outbox::Outbox;

use crate::clock::Moment;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::ids::{DigestId, SubscriberId};
use crate::keys::Keys;
use crate::web::Site;

pub use store::{Start, find_start};

/// What every email carries: the site's address, and the key with which its name is sealed.
#[derive(Clone)]
pub struct Letterhead {
    /// The site's key.
    pub keys: Keys,
    /// The site's host, for Message-IDs.
    pub host: String,
    /// The site's own address, without a slash at its end.
    pub url: String,
}

impl Letterhead {
    /// That of a site.
    #[must_use]
    pub fn of(site: &Site) -> Self {
        Self {
            keys: site.keys.clone(),
            host: site.address.host().to_owned(),
            url: site.config.public_url().trim_end_matches('/').to_owned(),
        }
    }

    /// The same for every try of one email (RFC 5322, 3.6.4). Without angle brackets.
    fn message_id(&self, who: SubscriberId, period_end: Moment) -> String {
        let period = period_end.and_utc().timestamp_micros().to_string();
        let seal = self.keys.sign("digest", &[&who.to_string(), &period]);
        format!("d.{who}.{period}.{}@{}", &seal[..11], self.host)
    }
}

/// The hashes of the two secrets in an email (the one that stops all emails, and the one that opens the page where they
/// are changed), and to whom it went.
///
/// # Errors
/// When the database refuses.
pub fn hashes(conn: &mut Conn, id: DigestId) -> Result<Option<(SubscriberId, String, String)>> {
    store::outbox::find_hashes(conn, id)
}

/// Forgets what stood in up to `most` emails that ended before this moment; gives how many. Their links still work.
///
/// # Errors
/// When the database refuses.
pub fn purge_contents(tx: &mut Tx<'_>, before: Moment, most: i64) -> Result<usize> {
    store::empty(tx, before, most)
}

crate::words! {
    /// What became of a planned email.
    pub enum State {
        /// It waits to be sent.
        Planned = "planned",
        /// Somebody is sending it, or died while doing so.
        Sending = "sending",
        /// The mail server took it.
        Accepted = "accepted",
        /// It was certainly not sent, and is tried again.
        Deferred = "deferred",
        /// It was certainly not sent, and is not tried again; its contents come with the next.
        Failed = "failed",
        /// The mail server's answer was lost; its contents come with the next, which says so.
        Unknown = "unknown",
        /// There was nothing to say, or nobody to say it to.
        Skipped = "skipped",
        /// It could not be made; a person must look.
        Parked = "parked",
    }
}
