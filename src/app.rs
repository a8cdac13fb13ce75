//! The program put together from its settings: what pages work with, and how letters leave.

use crate::clock::Clock;
use crate::config::Config;
use crate::db::{Db, Limits};
use crate::files::Files;
use crate::keys::Keys;
use crate::mail::Mailer;
use crate::openid::Providers;
use crate::passwords::Passwords;
use crate::stop::Stop;
use crate::web::Site;
use crate::web::address::Address;
use crate::web::page_cache::PageCache;
use actix_web::http::header::HeaderValue;
use std::sync::Arc;
use std::time::Duration;
use views::paths;

/// Everything that runs; cheap to clone.
#[derive(Clone)]
pub struct App {
    /// What pages work with.
    pub site: Site,
    /// How letters leave.
    pub mailer: Mailer,
    /// Whether all of it is to end.
    pub stop: Stop,
}

impl App {
    /// Opens the database (whose tables must be there) and starts the threads that the settings ask for.
    ///
    /// # Errors
    /// One sentence that names the setting at fault.
    pub fn new(config: Config, clock: Clock) -> Result<Self, String> {
        let limits = Limits {
            readers: config.database.readers,
            queue: config.database.queue,
            wait: Duration::from_secs(config.database.wait_seconds.max(1)),
            statement: Duration::from_secs(config.database.statement_seconds.max(1)),
        };
        let db = Db::open(&config.database_url()?, &limits).map_err(|e| format!("database.url: {e}"))?;
        let keys = Keys::load(&config.secrets)?;
        let passwords = Passwords::start(&config.accounts).map_err(|e| e.to_string())?;
        let mailer = Mailer::new(&config, clock.clone())?;
        let pages = PageCache::new(config.http.page_cache_megabytes);
        let limits = crate::web::limits::Limits::default();
        let files = Files::open(&config.files)?;
        let openid =
            Providers::new(&config.sign_in, |name| format!("{}{}", config.public_url(), paths::sign_in_back(name)))?;
        let address = Address::parse(config.public_url())?;
        let seconds = config.http.hsts_seconds;
        let hsts = (seconds > 0 && address.secure)
            .then(|| HeaderValue::from_str(&format!("max-age={seconds}; includeSubDomains")).ok())
            .flatten();
        let site = Site {
            address: Arc::new(address),
            hsts,
            config: Arc::new(config),
            db,
            clock,
            keys,
            passwords,
            frames: crate::web::frames::Frames::default(),
            pages,
            limits,
            files,
            uploads: crate::web::upload::Uploads::default(),
            openid,
            mail_host: mailer.host(),
        };
        Ok(Self { site, mailer, stop: Stop::default() })
    }
}
