//! One connection to the mail server: opened, greeted, encrypted, signed in; then one letter after the other.

use super::limit::Limit;
use super::line::{Line, Watch};
use super::server::{Security, Server};
use lettre::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::DEFAULT_MECHANISMS;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::response::{Response, Severity};
use std::error::Error as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};

/// The longest that one address of the host may take to answer; the next may be better.
const CONNECTING: Duration = Duration::from_secs(10);
/// The longest that a farewell may take. Nobody waits for it.
const FAREWELL: Duration = Duration::from_secs(5);
/// The most of a server's answer that is kept, in characters.
const ANSWER: usize = 300;

/// What the server said, or how it failed to say anything.
#[derive(Debug)]
pub(super) struct Fault {
    /// The code of the answer; `None` when there was none.
    pub code: Option<u16>,
    /// On one line, beginning with the code.
    pub because: String,
}

impl Fault {
    pub(super) fn silent(because: impl std::fmt::Display) -> Self {
        Self { code: None, because: one_line(&because.to_string()) }
    }

    /// Whether the server wants to be left alone: 421, whatever it answers.
    pub(super) fn is_closing(&self) -> bool {
        self.code == Some(421)
    }

    pub(super) fn is_permanent(&self) -> bool {
        self.code.is_some_and(|code| (500..600).contains(&code))
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        let Some(code) = error.status() else { return Self::silent(error) };
        let said = error.source().map(ToString::to_string).unwrap_or_default();
        Self { code: Some(code.into()), because: one_line(&format!("{code} {said}")) }
    }
}

/// A server's words belong into a log and a page for staff: one line, no control characters, not endless.
fn one_line(text: &str) -> String {
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()).collect();
    words.join(" ").chars().take(ANSWER).collect()
}

/// An open connection on which nothing is under way.
pub(super) struct Connection {
    smtp: AsyncSmtpConnection,
    watch: Arc<Watch>,
    /// Since when nothing was sent on it.
    pub idle_since: Instant,
}

impl Connection {
    /// Connects, and does everything that comes before a letter.
    pub(super) async fn open(server: &Server) -> Result<Self, Fault> {
        let socket = connect(server).await?;
        // Without this the kernel keeps the final dot back until the letter before it is acknowledged: 40 ms each.
        socket.set_nodelay(true).map_err(Fault::silent)?;
        let watch = Arc::new(Watch::default());
        let line = match &server.security {
            Security::Wrapped(tls, name) => {
                let stream = tls.connect(name.clone(), socket).await;
                Line::encrypted(stream.map_err(|e| Fault::silent(format!("TLS: {e}")))?, watch.clone())
            }
            _ => Line::plain(socket, watch.clone()),
        };
        let is_wrapped = matches!(server.security, Security::Wrapped(..));
        let mut smtp = AsyncSmtpConnection::connect_with_transport(Box::new(line), &server.hello).await?;
        match &server.security {
            Security::Required(tls) if !smtp.can_starttls() => {
                let host = tls.domain();
                return Err(Fault::silent(format!(
                    "{host} offers no STARTTLS, and nothing is sent there in the clear"
                )));
            }
            Security::Required(tls) => smtp.starttls(tls.clone(), &server.hello).await?,
            Security::IfOffered(tls) if smtp.can_starttls() => smtp.starttls(tls.clone(), &server.hello).await?,
            _ => {}
        }
        if let Some(credentials) = &server.credentials {
            if !(is_wrapped || smtp.is_encrypted() || server.trusts_line) {
                return Err(Fault::silent("the line is not encrypted, so the password is not sent"));
            }
            smtp.auth(DEFAULT_MECHANISMS, credentials).await?;
        }
        Ok(Self { smtp, watch, idle_since: Instant::now() })
    }

    /// MAIL FROM. Until this has been answered well, another connection can do as well as this one.
    pub(super) async fn begin(&mut self, from: &Address) -> Result<(), Fault> {
        done(self.smtp.command(Mail::new(Some(from.clone()), Vec::new())).await)
    }

    /// RCPT TO and DATA.
    pub(super) async fn address(&mut self, to: &Address) -> Result<(), Fault> {
        done(self.smtp.command(Rcpt::new(to.clone(), Vec::new())).await)?;
        let answer = self.smtp.command(Data).await?;
        if answer.has_code(354) { Ok(()) } else { Err(Fault::silent("the server did not ask for the letter")) }
    }

    /// The letter with its final dot, and the answer to it. See [`Connection::may_have_arrived`] when it fails.
    /// Its last byte is not written once the limit is over.
    pub(super) async fn hand_over(&mut self, letter: &[u8], limit: &Arc<Limit>) -> Result<(), Fault> {
        self.watch.letter_begins(limit.clone());
        let answer = done(self.smtp.message(letter).await);
        if answer.as_ref().map_or_else(|fault| fault.code.is_some(), |()| true) {
            self.watch.letter_ended();
        }
        answer
    }

    /// After [`Connection::hand_over`] has failed or was given up: whether all of the letter went out and no answer came.
    pub(super) fn may_have_arrived(&self) -> bool {
        self.watch.is_waiting()
    }

    /// Ends a letter that was refused half way, so that the next can begin.
    pub(super) async fn reset(&mut self) -> Result<(), Fault> {
        done(self.smtp.command(Rset).await)
    }

    /// Says goodbye in a task of its own.
    pub(super) fn leave(mut self) {
        tokio::spawn(async move { timeout(FAREWELL, self.smtp.quit()).await });
    }
}

/// Only 2xx means that it is done; 3xx would mean that the server expects more.
fn done(answer: Result<Response, Error>) -> Result<(), Fault> {
    let answer = answer?;
    match answer.code().severity {
        Severity::PositiveCompletion => Ok(()),
        _ => Err(Fault::silent(format!("the server answered {} out of turn", answer.code()))),
    }
}

async fn connect(server: &Server) -> Result<TcpStream, Fault> {
    let addresses: Vec<SocketAddr> =
        tokio::net::lookup_host((server.host.as_str(), server.port)).await.map_err(Fault::silent)?.collect();
    let mut last = Fault::silent("the host has no address");
    for address in addresses {
        match timeout(CONNECTING, TcpStream::connect(address)).await {
            Ok(Ok(socket)) => return Ok(socket),
            Ok(Err(error)) => last = Fault::silent(format!("no connection to {address}: {error}")),
            Err(_) => last = Fault::silent(format!("no connection to {address}: it does not answer")),
        }
    }
    Err(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_kept_on_one_line_and_short() {
        assert_eq!(one_line("550 5.1.1 no\r\n such\t\u{1b}[31muser\0"), "550 5.1.1 no such [31muser");
        assert_eq!(one_line(&"x".repeat(1000)).len(), ANSWER);
    }
}
