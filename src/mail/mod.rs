//! How a letter leaves: by SMTP, into a folder, or into memory for tests; and what comes back when it did not arrive.

mod address;
pub mod bounce;
mod breaker;
mod connection;
mod dkim;
mod encode;
mod limit;
mod line;
mod message;
mod report;
mod server;
mod smtp;

pub use address::address;

use crate::clock::{Clock, Moment};
use crate::config::{Config, Transport};
use message::{Letterhead, Written};
use smtp::Smtp;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{Semaphore, SemaphorePermit};
use views::emails::Letter;

/// A letter and where it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    /// The address alone, without a name: a name is somebody's text.
    pub to: String,
    /// The same on every try, so that a repeated letter can be told from a new one. Without angle brackets.
    pub message_id: String,
    /// On one line.
    pub subject: String,
    /// The whole letter as HTML.
    pub html: String,
    /// The whole letter as text.
    pub text: String,
    /// For what goes to many, such as a digest: how to stop it. `None` for a letter about somebody's own account.
    pub bulk: Option<Bulk>,
}

impl Post {
    /// A letter about somebody's own account, to this address. Its Message-ID is left empty for the worker.
    #[must_use]
    pub fn of(to: impl Into<String>, letter: Letter) -> Self {
        let Letter { subject, html, text } = letter;
        Self { to: to.into(), message_id: String::new(), subject, html, text, bulk: None }
    }
}

/// What a letter to many carries besides, so that it can be stopped and told from others (RFC 8058, 2369, 2919).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bulk {
    /// The https address at which a POST alone stops it, without signing in.
    pub one_click: String,
    /// The token that a letter to `mail.unsubscribe_address` carries: at most 51 letters, digits, `-` and `_`.
    /// Left out where that setting is empty.
    pub mail_token: Option<String>,
    /// Which list this is: the first word of its List-Id, such as `digest`. Letters, digits and `-`.
    pub list: String,
    /// From [`bounce::key()`]; makes the envelope's sender `bounce+KEY@…` where `mail.bounce_address` is set.
    pub bounce_key: Option<String>,
    /// The same letter on the web, for List-Archive.
    pub archive: Option<String>,
    /// The Message-ID, without angle brackets, under which letters of one subscription stand together in a mailbox.
    pub thread: Option<String>,
}

/// How sending ended when it did not end well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The server said that it never will, or the letter cannot be written: do not try again.
    /// [`bounce::Class::of_reply`] tells whose fault it was.
    ForGood(String),
    /// It certainly was not sent; try again later.
    ForNow(String),
    /// All of it went out, with the final dot, and no answer came: it may have arrived or not.
    Unknown(String),
}

impl Failure {
    /// The reason, on one line; a server's answer begins with its code.
    #[must_use]
    pub fn because(&self) -> &str {
        match self {
            Self::ForGood(because) | Self::ForNow(because) | Self::Unknown(because) => because,
        }
    }
}

/// Sends letters; cheap to clone.
#[derive(Clone)]
pub struct Mailer {
    way: Way,
    letterhead: Arc<Letterhead>,
    connections: usize,
    places: Arc<Semaphore>,
}

/// One of as many places as there are connections; see [`Mailer::place`].
pub struct Place<'a> {
    _permit: Option<SemaphorePermit<'a>>,
}

#[derive(Clone)]
enum Way {
    Smtp(Arc<Smtp>),
    Folder(PathBuf),
    Memory(Arc<Mutex<Vec<Post>>>),
}

impl Mailer {
    /// The mailer that the settings ask for. Nothing is connected yet.
    ///
    /// # Errors
    /// A sentence that names the setting.
    pub fn new(config: &Config, clock: Clock) -> Result<Self, String> {
        let letterhead = Arc::new(Letterhead::from_settings(config, clock.clone())?);
        let way = match config.mail.transport {
            Transport::Smtp => Way::Smtp(Arc::new(Smtp::new(&config.mail, clock)?)),
            Transport::Folder => Way::Folder(config.mail.folder.clone()),
            Transport::Memory => Way::Memory(Arc::default()),
        };
        let connections = config.mail.connections;
        Ok(Self { way, letterhead, connections, places: Arc::new(Semaphore::new(connections)) })
    }

    /// Sends one letter, within `mail.deadline_seconds` whatever the server does.
    ///
    /// # Errors
    /// See [`Failure`].
    pub async fn send(&self, post: &Post) -> Result<(), Failure> {
        self.send_before(post, Moment::MAX).await
    }

    /// As [`Mailer::send`], and by SMTP never after `latest`, even if the program was halted on the way: from that moment
    /// on others may have sent what is in it.
    ///
    /// # Errors
    /// See [`Failure`].
    pub async fn send_before(&self, post: &Post, latest: Moment) -> Result<(), Failure> {
        let write = || self.letterhead.write(post).map_err(Failure::ForGood);
        match &self.way {
            Way::Smtp(smtp) => {
                let limit = smtp.limit(latest);
                smtp.send(&write()?, &limit).await
            }
            Way::Folder(folder) => {
                keep(folder, &post.message_id, &write()?).await.map_err(|e| Failure::ForNow(e.to_string()))
            }
            Way::Memory(kept) => {
                write()?;
                kept.lock().unwrap_or_else(PoisonError::into_inner).push(post.clone());
                Ok(())
            }
        }
    }

    /// Until when nothing is sent, because the mail server is in trouble; `None` when letters may leave.
    /// While it lasts every send answers [`Failure::ForNow`] at once and no connection is made.
    #[must_use]
    pub fn paused(&self) -> Option<Moment> {
        self.host().paused()
    }

    /// The mail server as this mailer finds it, for pages, which send nothing themselves.
    #[must_use]
    pub fn host(&self) -> Host {
        match &self.way {
            Way::Smtp(smtp) => Host(Some(smtp.clone())),
            _ => Host(None),
        }
    }

    /// How many letters are worth taking up now: none while the mail server is left alone, one when it is to be tried again,
    /// else as many as may be under way at once. Whoever takes no more wastes no tries.
    #[must_use]
    pub fn room(&self) -> usize {
        match &self.way {
            Way::Smtp(smtp) => smtp.room().min(self.connections),
            _ => self.connections,
        }
    }

    /// How many letters may be under way at once; more of them only wait for each other, and that counts against their deadline.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.connections
    }

    /// Waits for one of as many places as there are connections, and holds it until it is dropped. Who writes down that a
    /// letter leaves before it does takes a place first: then no more are said to be leaving than can be on their way.
    pub async fn place(&self) -> Place<'_> {
        // It fails only when the places are closed, which nobody does.
        Place { _permit: self.places.acquire().await.ok() }
    }

    /// The letters that were kept in memory so far, and no longer are.
    #[must_use]
    pub fn take_kept(&self) -> Vec<Post> {
        match &self.way {
            Way::Memory(kept) => std::mem::take(&mut *kept.lock().unwrap_or_else(PoisonError::into_inner)),
            _ => Vec::new(),
        }
    }

    /// Whether the mail server answers and lets us in; `None` where there is none to ask.
    pub async fn reachable(&self) -> Option<Result<(), String>> {
        match &self.way {
            Way::Smtp(smtp) => Some(smtp.reachable().await),
            _ => None,
        }
    }

    /// The DNS record (name and value, TXT) without which nobody can check our signatures; `None` when letters are not signed.
    #[must_use]
    pub fn dns_record(&self) -> Option<(String, String)> {
        self.letterhead.dns_record()
    }
}

/// The mail server as one mailer finds it: only that one's process knows. Cheap to clone; nothing can be sent with it.
#[derive(Clone)]
pub struct Host(Option<Arc<Smtp>>);

impl Host {
    /// As [`Mailer::paused`].
    #[must_use]
    pub fn paused(&self) -> Option<Moment> {
        self.0.as_ref().and_then(|smtp| smtp.paused())
    }
}

async fn keep(folder: &Path, message_id: &str, written: &Written) -> std::io::Result<()> {
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '-' { c } else { '.' };
    let name: String = message_id.chars().map(plain).collect();
    tokio::fs::create_dir_all(folder).await?;
    tokio::fs::write(folder.join(format!("{name}.eml")), &written.raw).await
}
