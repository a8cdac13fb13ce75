//! The server: the site on a socket, with every route behind the guard.

use crate::app::App;
use crate::routes;
use crate::web::guards;
use actix_web::{App as Actix, HttpServer, middleware, web};
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

impl App {
    /// Serves on a socket that is already bound, until its handle is told to stop: requests under way are finished then, for
    /// at most ten seconds. It hears no signals.
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
        keep_connections_small(&socket, Duration::from_secs(self.site.config.http.unread_seconds.max(1)))?;
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
        .disable_signals()
        .shutdown_timeout(10)
        .client_request_timeout(Duration::from_secs(self.site.config.http.head_seconds.max(1)))
        .run())
    }
}

/// What one connection may take up, for all that come from this socket; the kernel sees to it, because actix-web does not.
///
/// What we sent and nobody reads is given up after a while: a page that does not leave would stay in memory for ever
/// (`TCP_USER_TIMEOUT`, RFC 5482, which on Linux also counts while the other side's window is shut). And little is taken
/// in at a time: every request that has arrived is unpacked at once, however many they are, and takes a hundred times
/// the room that it took on the wire.
fn keep_connections_small(socket: &TcpListener, unread: Duration) -> std::io::Result<()> {
    let socket = socket2::SockRef::from(socket);
    socket.set_recv_buffer_size(ARRIVING)?;
    #[cfg(target_os = "linux")]
    socket.set_tcp_user_timeout(Some(unread))?;
    #[cfg(not(target_os = "linux"))]
    let _ = unread;
    Ok(())
}

/// How much of what a client sends may wait to be read, in bytes; Linux takes twice that. Forms are small.
const ARRIVING: usize = 8_192;

/// Binds the address that the settings give.
///
/// # Errors
/// A sentence that names the setting: the port may be taken.
pub fn bind(address: SocketAddr) -> Result<TcpListener, String> {
    TcpListener::bind(address).map_err(|e| format!("http.bind: cannot listen on {address}: {e}"))
}
