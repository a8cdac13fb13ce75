//! A mail server for tests: it takes letters, or fails in one of many ways.

use crate::certificates::certificates;
pub use crate::fault::Fault;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

/// Longer than any deadline in the tests.
const FOREVER: Duration = Duration::from_secs(60);

/// A letter that was taken.
#[derive(Debug, Clone)]
pub struct Received {
    pub from: String,
    pub to: Vec<String>,
    /// As it was handed over, dots taken out.
    pub data: Vec<u8>,
    pub encrypted: bool,
    pub signed_in: bool,
}

/// When the server encrypts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    Never,
    Offered,
    AtOnce,
}

pub struct Server {
    pub port: u16,
    /// The authority that vouches for it, as PEM.
    pub authority: String,
    state: Arc<State>,
    task: tokio::task::JoinHandle<()>,
}

pub struct State {
    pub fault: Mutex<Fault>,
    pub inbox: Mutex<Vec<Received>>,
    pub connections: AtomicUsize,
    /// Connections open now, and the most there ever were.
    pub open: AtomicUsize,
    pub most: AtomicUsize,
    /// Every command as it came, to see what was said in the clear.
    pub said: Mutex<Vec<String>>,
    tls: Tls,
    acceptor: TlsAcceptor,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    pub async fn start(fault: Fault) -> Self {
        Self::with_tls(fault, Tls::Never).await
    }

    pub async fn with_tls(fault: Fault, tls: Tls) -> Self {
        let (authority, acceptor) = certificates();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let state = Arc::new(State {
            fault: Mutex::new(fault),
            inbox: Mutex::default(),
            connections: AtomicUsize::new(0),
            open: AtomicUsize::new(0),
            most: AtomicUsize::new(0),
            said: Mutex::default(),
            tls,
            acceptor,
        });
        let shared = state.clone();
        let task = tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let state = shared.clone();
                tokio::spawn(async move {
                    state.connections.fetch_add(1, Ordering::SeqCst);
                    state.most.fetch_max(state.open.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    // An end of the connection is an end of the talk.
                    let _ = talk(&state, socket).await;
                    state.open.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        Self { port, authority, state, task }
    }

    pub fn heal(&self) {
        *self.state.fault.lock().expect("a lock") = Fault::None;
    }

    pub fn inbox(&self) -> Vec<Received> {
        self.state.inbox.lock().expect("a lock").clone()
    }

    pub fn said(&self) -> String {
        self.state.said.lock().expect("a lock").concat()
    }

    pub fn connections(&self) -> usize {
        self.state.connections.load(Ordering::SeqCst)
    }

    pub fn most_at_once(&self) -> usize {
        self.state.most.load(Ordering::SeqCst)
    }
}

async fn talk(state: &State, socket: TcpStream) -> std::io::Result<()> {
    socket.set_nodelay(true)?;
    if state.tls == Tls::AtOnce {
        let stream = state.acceptor.accept(socket).await?;
        return Talk::new(state, stream, true).greet().await.map(|_| ());
    }
    let Some(socket) = Talk::new(state, socket, false).greet().await? else { return Ok(()) };
    let stream = state.acceptor.accept(socket).await?;
    Talk::new(state, stream, true).go_on().await.map(|_| ())
}

/// One connection.
struct Talk<'a, S> {
    state: &'a State,
    stream: BufReader<S>,
    encrypted: bool,
    signed_in: bool,
    from: String,
    to: Vec<String>,
    taken: usize,
}

/// The stream, when it is to be encrypted from now on.
type Ended<S> = std::io::Result<Option<S>>;

impl<'a, S: AsyncRead + AsyncWrite + Unpin> Talk<'a, S> {
    fn new(state: &'a State, stream: S, encrypted: bool) -> Self {
        let stream = BufReader::with_capacity(65_536, stream);
        Self { state, stream, encrypted, signed_in: false, from: String::new(), to: Vec::new(), taken: 0 }
    }

    fn fault(&self) -> Fault {
        *self.state.fault.lock().expect("a lock")
    }

    async fn say(&mut self, words: &str) -> std::io::Result<()> {
        if self.fault() == Fault::Slow {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        let twice = if self.fault() == Fault::SaysItTwice { 2 } else { 1 };
        self.stream.write_all(format!("{words}\r\n").repeat(twice).as_bytes()).await?;
        self.stream.flush().await
    }

    async fn drip(&mut self, words: &str) -> std::io::Result<()> {
        for byte in words.bytes() {
            self.stream.write_all(&[byte]).await?;
            self.stream.flush().await?;
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        Ok(())
    }

    async fn greet(mut self) -> Ended<S> {
        match self.fault() {
            Fault::Greet421 => self.say("421 4.3.2 busy").await?,
            Fault::Greet554 => self.say("554 5.7.1 no").await?,
            Fault::NoGreeting => tokio::time::sleep(FOREVER).await,
            Fault::DripGreeting => {
                self.drip("220 hello there, this is a long greeting that never ends quickly enough\r\n").await?;
            }
            Fault::Gibberish => self.say("HTTP/1.1 400 Bad Request").await?,
            Fault::CloseAtOnce => {}
            _ => {
                self.say("220 sink ESMTP").await?;
                return self.go_on().await;
            }
        }
        Ok(None)
    }

    async fn go_on(mut self) -> Ended<S> {
        loop {
            let mut line = String::new();
            if self.stream.read_line(&mut line).await? == 0 {
                return Ok(None);
            }
            if !self.encrypted {
                self.state.said.lock().expect("a lock").push(line.clone());
            }
            let command = line.to_ascii_uppercase();
            if command.starts_with("STARTTLS") && self.state.tls == Tls::Offered {
                let more = if self.fault() == Fault::SlipsIn { "\r\n250 slipped in" } else { "" };
                self.say(&format!("220 go ahead{more}")).await?;
                return Ok(Some(self.stream.into_inner()));
            }
            if !self.answer(&line, &command).await? {
                return Ok(None);
            }
        }
    }

    /// Answers one command; false when the talk is over.
    async fn answer(&mut self, line: &str, command: &str) -> std::io::Result<bool> {
        let fault = self.fault();
        match command.get(..4).unwrap_or_default() {
            "EHLO" if fault == Fault::Helo421 => {
                self.say("421 4.3.2 not now").await?;
                return Ok(false);
            }
            "EHLO" => {
                let starttls = self.state.tls == Tls::Offered && !self.encrypted;
                let starttls = if starttls { "250-STARTTLS\r\n" } else { "" };
                self.say(&format!("250-sink\r\n{starttls}250-AUTH PLAIN LOGIN\r\n250 8BITMIME")).await?;
            }
            "AUTH" => {
                self.signed_in = fault != Fault::Auth535;
                self.say(if self.signed_in { "235 2.7.0 welcome" } else { "535 5.7.8 wrong password" }).await?;
            }
            "MAIL" => {
                let (words, goes_on) = match fault {
                    Fault::Mail421 => ("421 4.3.2 closing", false),
                    Fault::Mail451 => ("451 4.3.0 later", true),
                    Fault::Mail550 => ("550 5.7.1 not from you", true),
                    _ => ("250 2.1.0 ok", true),
                };
                self.from = address(line);
                self.to.clear();
                self.say(words).await?;
                return Ok(goes_on);
            }
            "RCPT" => return self.rcpt(line).await,
            "DATA" => return self.data().await,
            "QUIT" => {
                self.say("221 2.0.0 bye").await?;
                return Ok(false);
            }
            _ => self.say("250 2.0.0 ok").await?,
        }
        Ok(true)
    }

    async fn rcpt(&mut self, line: &str) -> std::io::Result<bool> {
        let (words, goes_on) = match self.fault() {
            Fault::Rcpt421 => ("421 4.7.0 too many from you", false),
            Fault::Rcpt450 => ("450 4.2.1 greylisted", true),
            Fault::Rcpt550 => ("550 5.1.1 no such user", true),
            Fault::Rcpt550TwoLines => {
                ("550-5.1.1 The account that you tried to reach does\r\n550 5.1.1 not exist.", true)
            }
            Fault::HangAtRcpt => {
                tokio::time::sleep(FOREVER).await;
                return Ok(false);
            }
            Fault::CloseAtRcpt => return Ok(false),
            _ => ("250 2.1.5 ok", true),
        };
        self.to.push(address(line));
        self.say(words).await?;
        Ok(goes_on)
    }

    async fn data(&mut self) -> std::io::Result<bool> {
        match self.fault() {
            Fault::Data451 => {
                self.say("451 4.3.0 try later").await?;
                return Ok(true);
            }
            Fault::Data554 => {
                self.say("554 5.5.1 no valid recipients").await?;
                return Ok(true);
            }
            _ => self.say("354 go ahead").await?,
        }
        let mut data = Vec::new();
        for n in 0.. {
            match self.fault() {
                Fault::HangInLetter if n > 3 => tokio::time::sleep(FOREVER).await,
                Fault::CloseInLetter if n > 3 => return Ok(false),
                Fault::QuitInLetter if n > 3 => {
                    self.say("421 4.3.2 shutting down").await?;
                    return Ok(false);
                }
                _ => {}
            }
            let mut line = Vec::new();
            if self.stream.read_until(b'\n', &mut line).await? == 0 {
                return Ok(false);
            }
            if line == b".\r\n" {
                break;
            }
            data.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
        }
        self.dot(data).await
    }

    /// The letter is here with its final dot.
    async fn dot(&mut self, data: Vec<u8>) -> std::io::Result<bool> {
        let (words, goes_on) = match self.fault() {
            Fault::Dot421 => ("421 4.3.2 shutting down", false),
            Fault::Dot451 => ("451 4.3.0 try later", true),
            Fault::Dot552 => ("552 5.2.2 mailbox full", true),
            Fault::Dot354 => ("354 go on", true),
            Fault::GibberishAfterDot => ("what was that?", true),
            _ => ("250 2.0.0 queued", true),
        };
        if words.starts_with('2') {
            let (from, to) = (self.from.clone(), self.to.clone());
            let letter = Received { from, to, data, encrypted: self.encrypted, signed_in: self.signed_in };
            self.state.inbox.lock().expect("a lock").push(letter);
            self.taken += 1;
        }
        match self.fault() {
            Fault::HangAfterDot => tokio::time::sleep(FOREVER).await,
            Fault::DripAfterDot => self.drip("250 2.0.0 queued, and here comes the rest of it\r\n").await?,
            Fault::CloseAfterDot => return Ok(false),
            Fault::CloseAfterOne => {
                self.say(words).await?;
                return Ok(false);
            }
            Fault::Say421AfterOne => {
                self.say(&format!("{words}\r\n421 4.4.2 idle for too long")).await?;
                return Ok(false);
            }
            _ => self.say(words).await?,
        }
        Ok(goes_on)
    }
}

fn address(line: &str) -> String {
    line.split_once('<')
        .and_then(|(_, rest)| rest.split_once('>'))
        .map(|(address, _)| address.to_owned())
        .unwrap_or_default()
}
