//! Planned emails become letters, made from what is true now.

use super::items::Items;
use super::letter::{self, Links, Made, Told};
use super::store::dossier::Dossier;
use super::store::outbox::{Departure, Outbox};
use super::{Ending, Letterhead};
use crate::clock::Moment;
use crate::db::Conn;
use crate::error::Result;
use crate::ids::CommentId;
use crate::keys::{random_token, token_hash};
use crate::mail::{Bulk, Post, bounce};
use std::sync::Arc;
use views::{emails, paths};

/// An email that is ready to leave.
pub struct Ready {
    row: Outbox,
    post: Post,
    left_out: Items,
    doubtful: Items,
    shown: Vec<CommentId>,
    hidden: Vec<CommentId>,
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

/// Makes these emails, or none if one of them cannot be made.
///
/// # Errors
/// When the database refuses, and when one of them cannot be made.
pub(super) fn make_all(
    conn: &mut Conn,
    head: &Letterhead,
    dossier: &Dossier,
    rows: &[Outbox],
    now: Moment,
) -> Result<Vec<Prepared>> {
    let tokens: Vec<Tokens> = rows.iter().map(Tokens::new).collect();
    let emails: Vec<_> = rows.iter().zip(&tokens).map(|(row, tokens)| (row, tokens.links(head))).collect();
    let made = letter::make(conn, dossier, &emails, now)?;
    let prepared = |(made, (row, tokens)): (Made, (&Outbox, &Tokens))| match made {
        Made::Told(told) => Prepared::Ready(Arc::new(ready(head, dossier, row, *told, tokens))),
        Made::Nothing(ending) => Prepared::Nothing(row.clone(), ending),
    };
    Ok(made.into_iter().zip(rows.iter().zip(&tokens)).map(prepared).collect())
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

    /// What is written down before it leaves.
    pub(super) fn departure(&self) -> Departure<'_> {
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
