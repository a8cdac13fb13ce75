//! What every page needs: who is asking, what they sent, and how the answer leaves.

pub mod address;
pub mod assets;
pub mod browser;
pub mod error_pages;
pub mod file;
pub mod form;
pub mod frames;
pub mod guards;
pub mod limits;
pub mod page;
pub mod page_cache;
pub mod session;
pub mod stretches;
mod unread;
pub mod upload;
pub mod visitor;
pub mod waiting;

use crate::clock::{Clock, Moment};
use crate::config::Config;
use crate::db::Db;
use crate::files::Files;
use crate::keys::Keys;
use crate::mail;
use crate::openid::Providers;
use crate::passwords::Passwords;
use actix_web::http::header::HeaderValue;
use page_cache::PageCache;
use std::sync::Arc;

pub use browser::Browser;
pub use form::{Entry, Form};
pub use page::{Answer, Notice};
pub use visitor::{Administrator, Analyst, Confirmed, Editor, Moderator, Speaker, Verifier, Visitor};

/// What a handler works with; cheap to clone, shared by all threads.
#[derive(Clone)]
pub struct Site {
    /// The settings.
    pub config: Arc<Config>,
    /// Its own address, taken apart.
    pub address: Arc<address::Address>,
    /// `Strict-Transport-Security`, where it is sent.
    pub hsts: Option<HeaderValue>,
    /// The database.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// The site's key.
    pub keys: Keys,
    /// Where passwords are hashed.
    pub passwords: Passwords,
    /// The words that stand on every page.
    pub frames: frames::Frames,
    /// Finished pages.
    pub pages: PageCache,
    /// How often people did things lately.
    pub limits: limits::Limits,
    /// Where files are kept that people send.
    pub files: Files,
    /// Who is sending some at the moment.
    pub uploads: upload::Uploads,
    /// The other sites at which people may sign in.
    pub openid: Providers,
    /// The mail server, as this process finds it.
    pub mail_host: mail::Host,
}

impl Site {
    /// The present moment in UTC.
    #[must_use]
    pub fn now(&self) -> Moment {
        self.clock.now()
    }

    /// An absolute address of this site, for letters and redirects: never made from a request.
    #[must_use]
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.config.public_url())
    }
}
