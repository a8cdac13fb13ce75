//! A mail server that keeps every letter that it took, and answers when it likes.

use crate::dice::Dice;
use mail_parser::MessageParser;
use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// A letter that was taken: once here, it will be in somebody's mailbox.
#[derive(Debug, Clone)]
pub struct Taken {
    pub message_id: String,
    pub from: String,
    pub to: String,
    /// The text part, on one line.
    pub text: String,
}

/// How the server treats those who send.
#[derive(Clone, Copy)]
pub enum Temper {
    /// Each letter is taken after so long.
    Even(Duration),
    /// Every answer, not only the last, takes up to so many milliseconds, so that those who send are at different places.
    Patient(usize),
    /// Most are taken quickly, some slowly; some are taken or lost without an answer, some put off.
    Moody,
}

/// What becomes of one letter after its final dot.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    Take,
    TakeAndHang,
    TakeAndClose,
    LoseAndClose,
    PutOff,
}

pub struct Sink {
    pub port: u16,
    state: Arc<Mutex<State>>,
    task: tokio::task::JoinHandle<()>,
}

struct State {
    temper: Temper,
    dice: Dice,
    /// Each letter's sender, receiver and words, in the order in which they were taken.
    taken: Vec<(String, String, Vec<u8>)>,
    /// The Message-IDs of letters whose senders got no answer on purpose.
    unanswered: HashSet<String>,
    put_off: usize,
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Sink {
    pub async fn start(temper: Temper, seed: u64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let (taken, unanswered) = (Vec::new(), HashSet::new());
        let state = Arc::new(Mutex::new(State { temper, dice: Dice::new(seed), taken, unanswered, put_off: 0 }));
        let shared = state.clone();
        let task = tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let state = shared.clone();
                // An end of the connection is an end of the talk: the program was killed.
                tokio::spawn(async move { drop(talk(&state, socket).await) });
            }
        });
        Self { port, state, task }
    }

    pub fn address(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    pub fn be(&self, temper: Temper) {
        self.state.lock().expect("a lock").temper = temper;
    }

    /// Every letter that was taken, in order.
    pub fn taken(&self) -> Vec<Taken> {
        let read = |(from, to, data): &(String, String, Vec<u8>)| {
            let letter = MessageParser::default().parse(data).expect("a letter");
            let text = letter.body_text(0).expect("a text").split_whitespace().collect::<Vec<_>>().join(" ");
            Taken { message_id: message_id(data), from: from.clone(), to: to.clone(), text }
        };
        self.state.lock().expect("a lock").taken.iter().map(read).collect()
    }

    /// How many letters were taken.
    pub fn count(&self) -> usize {
        self.state.lock().expect("a lock").taken.len()
    }

    /// Of how many letters the sender was left without an answer, and which.
    pub fn unanswered(&self) -> HashSet<String> {
        self.state.lock().expect("a lock").unanswered.clone()
    }

    pub fn put_off(&self) -> usize {
        self.state.lock().expect("a lock").put_off
    }
}

async fn talk(state: &Mutex<State>, socket: TcpStream) -> std::io::Result<()> {
    socket.set_nodelay(true)?;
    let mut stream = BufReader::with_capacity(65_536, socket);
    stream.write_all(b"220 sink ESMTP\r\n").await?;
    let (mut from, mut to) = (String::new(), String::new());
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let time = patience(&mut state.lock().expect("a lock"));
        tokio::time::sleep(time).await;
        let words = match line.get(..4).unwrap_or_default() {
            "EHLO" => "250-sink\r\n250 8BITMIME",
            "MAIL" => {
                from = address(&line);
                "250 2.1.0 ok"
            }
            "RCPT" => {
                to = address(&line);
                "250 2.1.5 ok"
            }
            "DATA" => {
                stream.write_all(b"354 go ahead\r\n").await?;
                let Some(data) = letter(&mut stream).await? else { return Ok(()) };
                match end(state, &from, &to, data).await {
                    Turn::Take => "250 2.0.0 queued",
                    Turn::PutOff => "451 4.3.0 later",
                    Turn::TakeAndHang => {
                        // Until the other side has had enough of it.
                        let _ = stream.read_line(&mut line).await;
                        return Ok(());
                    }
                    Turn::TakeAndClose | Turn::LoseAndClose => return Ok(()),
                }
            }
            "QUIT" => return stream.write_all(b"221 2.0.0 bye\r\n").await,
            _ => "250 2.0.0 ok",
        };
        stream.write_all(format!("{words}\r\n").as_bytes()).await?;
    }
}

/// The letter without its final dot; nothing when its sender is gone before that.
async fn letter(stream: &mut BufReader<TcpStream>) -> std::io::Result<Option<Vec<u8>>> {
    let mut data = Vec::new();
    loop {
        let mut line = Vec::new();
        if stream.read_until(b'\n', &mut line).await? == 0 || !line.ends_with(b"\n") {
            return Ok(None);
        }
        if line == b".\r\n" {
            return Ok(Some(data));
        }
        data.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
    }
}

/// Decides about a letter that is here whole. What is taken is kept before anybody hears of it.
async fn end(state: &Mutex<State>, from: &str, to: &str, data: Vec<u8>) -> Turn {
    let (turn, time) = {
        let mut state = state.lock().expect("a lock");
        let (turn, time) = match state.temper {
            Temper::Even(time) => (Turn::Take, time),
            Temper::Patient(most) => (Turn::Take, pause(state.dice.roll(most))),
            Temper::Moody => mood(&mut state.dice),
        };
        if matches!(turn, Turn::TakeAndHang | Turn::TakeAndClose | Turn::LoseAndClose) {
            state.unanswered.insert(message_id(&data));
        }
        state.put_off += usize::from(turn == Turn::PutOff);
        if matches!(turn, Turn::Take | Turn::TakeAndHang | Turn::TakeAndClose) {
            state.taken.push((from.to_owned(), to.to_owned(), data));
        }
        (turn, time)
    };
    tokio::time::sleep(time).await;
    turn
}

fn pause(milliseconds: usize) -> Duration {
    Duration::from_millis(milliseconds as u64)
}

/// How long an answer before the last one takes.
fn patience(state: &mut State) -> Duration {
    match state.temper {
        Temper::Patient(most) => pause(state.dice.roll(most)),
        _ => Duration::ZERO,
    }
}

fn mood(dice: &mut Dice) -> (Turn, Duration) {
    match dice.roll(600) {
        0..2 => (Turn::TakeAndHang, pause(0)),
        2..4 => (Turn::TakeAndClose, pause(dice.roll(20))),
        4..6 => (Turn::LoseAndClose, pause(dice.roll(20))),
        6..10 => (Turn::PutOff, pause(dice.roll(20))),
        10..30 => (Turn::Take, pause(200 + dice.roll(500))),
        _ => (Turn::Take, pause(5 + dice.roll(35))),
    }
}

fn address(line: &str) -> String {
    let rest = line.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
    rest.map(|(address, _)| address.to_owned()).unwrap_or_default()
}

fn message_id(data: &[u8]) -> String {
    let text = String::from_utf8_lossy(data);
    let line = text.lines().find(|line| line.to_ascii_lowercase().starts_with("message-id:"));
    address(line.expect("each letter has a Message-ID"))
}
