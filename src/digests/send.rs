//! How planned emails leave: taken by one worker, made from what is true now, written down as leaving, and only then sent.
//!
//! Each step is a verb of its own, so that a test can end the program between any two.

use super::items::Items;
use super::letter::{self, Links, Made, Told};
use super::store::dossier::{Dossier, Memory};
use super::store::outbox::{self, Departure, Outbox};
use super::{Ending, Letterhead};
use crate::clock::Moment;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::keys::{random_token, token_hash};
use crate::mail::bounce::{self, Class};
use crate::mail::{Bulk, Failure, Post};
use crate::subscribers::{self, Bounce};
use chrono::Duration;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use views::{emails, paths};

/// An email that is ready to leave.
pub struct Ready {
    row: Outbox,
    post: Post,
    left_out: Items,
    doubtful: Items,
    shown: Vec<crate::ids::CommentId>,
    hidden: Vec<crate::ids::CommentId>,
    stop_hash: String,
    manage_hash: String,
}

/// What became of making an email: it is ready, or there is nothing to send.
pub enum Prepared {
    /// It can leave.
    Ready(Arc<Ready>),
    /// It ends here.
    Nothing(Outbox, Ending),
}

/// Takes up to `most` emails that are due, for the worker named `owner` and for so long.
///
/// # Errors
/// When the database refuses.
pub fn claim(tx: &mut Tx<'_>, owner: &str, most: i64, lease: Duration, now: Moment) -> Result<Vec<Outbox>> {
    outbox::claim(tx, owner, most, lease, now)
}

/// Makes the emails from what the database says now. One that cannot be made is parked and keeps no other back.
///
/// # Errors
/// When the database refuses.
pub fn prepare(
    conn: &mut Conn,
    head: &Letterhead,
    rows: Vec<Outbox>,
    memory: &Memory,
    now: Moment,
) -> Result<Vec<Prepared>> {
    let dossier = Dossier::read(conn, &rows, memory)?;
    rows.into_iter()
        .map(|row| {
            let tokens = Tokens::new(&row);
            let links = tokens.links(head);
            let made = catch_unwind(AssertUnwindSafe(|| {
                Ok::<_, crate::error::Error>(match letter::make(conn, &dossier, &row, &links, now)? {
                    Made::Told(told) => Ok(ready(head, &dossier, &row, *told, &tokens)),
                    Made::Nothing(ending) => Err(ending),
                })
            }));
            Ok(match made {
                Ok(result) => match result? {
                    Ok(ready) => Prepared::Ready(Arc::new(ready)),
                    Err(ending) => Prepared::Nothing(row, ending),
                },
                Err(_) => Prepared::Nothing(row, Ending::Parked("making it failed: see the log".into())),
            })
        })
        .collect()
}

/// The two secrets of an email: one stops all emails, the other opens the page where they are changed. They are kept as
/// hashes, never run out, and open nothing else.
pub(super) struct Tokens {
    pub(super) stop: String,
    pub(super) manage: String,
}

impl Tokens {
    fn new(row: &Outbox) -> Self {
        // 132 random bits each.
        let token = || format!("d{}-{}", row.id, &random_token()[..22]);
        Self { stop: token(), manage: token() }
    }

    pub(super) fn links(&self, head: &Letterhead) -> Links {
        let base = head.url.clone();
        Links {
            manage: format!("{base}{}", paths::emails(&self.manage)),
            stop: format!("{base}{}", paths::emails_stop(&self.stop)),
            copy: format!("{base}{}", paths::emails_copy(&self.manage)),
            site: base,
        }
    }
}

fn ready(head: &Letterhead, dossier: &Dossier, row: &Outbox, told: Told, tokens: &Tokens) -> Ready {
    let letter = emails::digest::digest(&told.digest);
    let to = dossier.readers.get(&row.subscriber).map(|reader| reader.email.clone()).unwrap_or_default();
    let post = Post {
        to,
        message_id: row.message_id.clone(),
        subject: letter.subject,
        html: letter.html,
        text: letter.text,
        bulk: Some(Bulk {
            one_click: told.digest.stop_url.clone(),
            mail_token: Some(tokens.stop.clone()),
            list: "digest".into(),
            bounce_key: Some(bounce::key(&head.keys, &format!("d{}", row.id))),
            archive: Some(told.digest.copy_url.clone()),
            thread: None,
        }),
    };
    Ready {
        row: row.clone(),
        post,
        left_out: told.left_out,
        doubtful: told.doubtful,
        shown: told.shown,
        hidden: told.hidden,
        stop_hash: token_hash(&tokens.stop),
        manage_hash: token_hash(&tokens.manage),
    }
}

impl Ready {
    /// The letter itself.
    #[must_use]
    pub fn post(&self) -> &Post {
        &self.post
    }

    /// The planned email.
    #[must_use]
    pub fn row(&self) -> &Outbox {
        &self.row
    }

    /// The rows that it tells and that may have been told before; the email says so.
    #[must_use]
    pub fn doubtful(&self) -> &Items {
        &self.doubtful
    }

    fn departure(&self) -> Departure<'_> {
        Departure {
            row: &self.row,
            subject: &self.post.subject,
            left_out: &self.left_out,
            shown: &self.shown,
            hidden: &self.hidden,
            stop_hash: &self.stop_hash,
            manage_hash: &self.manage_hash,
        }
    }

    /// The rows of activity that it tells.
    #[must_use]
    pub fn told(&self) -> Items {
        self.row.items.without(&self.left_out)
    }
}

/// Writes down that emails leave; for each false when it must not, and will be looked at again. `lease` is longer than
/// sending may take.
///
/// # Errors
/// When the database refuses.
pub fn depart(tx: &mut Tx<'_>, leaving: &[Arc<Ready>], owner: &str, lease: Duration, now: Moment) -> Result<Vec<bool>> {
    let departures: Vec<Departure> = leaving.iter().map(|ready| ready.departure()).collect();
    outbox::depart(tx, &departures, owner, lease, now)
}

/// Notes how emails ended. An address that the mail server will not have counts as one from which it came back.
///
/// # Errors
/// When the database refuses.
pub fn note(tx: &mut Tx<'_>, ended: &[(Outbox, Ending)], owner: &str, now: Moment) -> Result<()> {
    outbox::note(tx, ended, owner, now)?;
    for (row, ending) in ended {
        let Ending::Failed(why) = ending else { continue };
        match Class::of_reply(why) {
            Some(Class::Hard) => subscribers::bounced(tx, row.subscriber, Bounce::Gone, why, now)?,
            Some(Class::Permanent) => subscribers::bounced(tx, row.subscriber, Bounce::Points(2), why, now)?,
            _ => {}
        }
    }
    Ok(())
}

/// How an attempt ended, by what the mailer says of it.
#[must_use]
pub fn ending(sent: std::result::Result<(), Failure>, row: &Outbox, retry_hours: i64, now: Moment) -> Ending {
    match sent {
        Ok(()) => Ending::Accepted,
        Err(Failure::Unknown(why)) => Ending::Unknown(why),
        // Refused for a fault of ours (policy, signature): the reader cannot help it, and it may be mended in time.
        Err(Failure::ForGood(why)) if Class::of_reply(&why) != Some(Class::Ours) => Ending::Failed(why),
        Err(Failure::ForGood(why) | Failure::ForNow(why)) => {
            if now - row.planned_at >= Duration::hours(retry_hours) {
                Ending::Failed(why)
            } else {
                Ending::Deferred(why, now + backoff(row))
            }
        }
    }
}

/// 1, 2, 4, 8 … minutes, at most an hour, and up to a quarter more, which differs from email to email.
fn backoff(row: &Outbox) -> Duration {
    let minutes = (1_i64 << row.attempts.clamp(0, 6)).min(60);
    let spread = (row.id.0.unsigned_abs().wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 56).cast_signed();
    Duration::seconds(minutes * 60 + minutes * 15 * spread / 255)
}
