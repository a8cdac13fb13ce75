//! The program put together: the site, its server and its worker.

use crate::clock::Clock;
use crate::config::Config;
use crate::db::{Db, Limits};
use crate::keys::Keys;
use crate::mail::Mailer;
use crate::passwords::Passwords;
use crate::web::address::Address;
use crate::web::page_cache::PageCache;
use crate::web::{Site, guards};
use crate::{routes, worker};
use actix_web::http::header::HeaderValue;
use actix_web::{App as Actix, HttpServer, middleware, web};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

/// Everything that runs; cheap to clone.
#[derive(Clone)]
pub struct App {
    /// What pages work with.
    pub site: Site,
    /// How letters leave.
    pub mailer: Mailer,
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
        };
        let db = Db::open(&config.database_url()?, &limits).map_err(|e| format!("database.url: {e}"))?;
        let keys = Keys::load(&config.secrets)?;
        let passwords = Passwords::start(&config.accounts).map_err(|e| e.to_string())?;
        let mailer = Mailer::new(&config)?;
        let pages = PageCache::new(config.http.page_cache_megabytes);
        let limits = crate::web::limits::Limits::default();
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
            pages,
            limits,
        };
        Ok(Self { site, mailer })
    }

    /// Serves on a socket that is already bound, until told to stop (SIGTERM, Ctrl-C): requests under way are finished.
    ///
    /// # Errors
    /// When the socket cannot be used.
    pub fn server(&self, socket: TcpListener) -> std::io::Result<actix_web::dev::Server> {
        let site = web::Data::new(self.site.clone());
        let workers = match self.site.config.http.workers {
            0 => std::thread::available_parallelism().map_or(2, std::num::NonZero::get),
            n => n,
        };
        let demo = self.site.config.demo.mail_pages;
        Ok(HttpServer::new(move || {
            Actix::new()
                .app_data(site.clone())
                .app_data(web::PathConfig::default().error_handler(|_, _| crate::error::Error::NotFound.into()))
                .wrap(middleware::from_fn(guards::guard))
                .configure(|routes| routes::all(routes, demo))
        })
        .listen(socket)?
        .tcp_nodelay(true)
        .workers(workers)
        .shutdown_timeout(10)
        .client_request_timeout(Duration::from_secs(10))
        .run())
    }

    /// Does what is due (letters, openings and closings, sweeping) until the process ends.
    pub async fn work(self) {
        worker::run(self).await;
    }
}

/// Binds the address that the settings give.
///
/// # Errors
/// A sentence that names the setting: the port may be taken.
pub fn bind(address: SocketAddr) -> Result<TcpListener, String> {
    TcpListener::bind(address).map_err(|e| format!("http.bind: cannot listen on {address}: {e}"))
}
