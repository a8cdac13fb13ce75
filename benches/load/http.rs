//! A very small HTTP/1.1 client: one kept connection, just enough of RFC 9112 to know where an answer ends.

use crate::Outcome;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// The longest that one answer may take.
const PATIENCE: Duration = Duration::from_secs(20);
/// The longest head of an answer, in bytes.
const HEAD: usize = 16 * 1_024;

/// A kept connection.
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// An answer: the status, the head as text, and how many bytes the body had.
pub struct Answer<'a> {
    pub status: u16,
    pub head: &'a str,
    pub body: usize,
}

impl Answer<'_> {
    /// The value of a header, by its name in small letters.
    pub fn header(&self, name: &str) -> Option<&str> {
        header(self.head, name)
    }
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.split("\r\n").skip(1).find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

impl Connection {
    pub async fn open(address: SocketAddr) -> Outcome<Self> {
        let stream = TcpStream::connect(address).await.map_err(|e| format!("cannot connect to {address}: {e}"))?;
        stream.set_nodelay(true).map_err(|e| format!("a socket refuses TCP_NODELAY: {e}"))?;
        Ok(Self { stream, buffer: vec![0; 256 * 1_024] })
    }

    /// Sends a request and reads the whole answer; the body is counted and dropped.
    pub async fn send(&mut self, request: &[u8]) -> Outcome<Answer<'_>> {
        self.exchange(request, &mut |_| {}).await
    }

    /// As [`Connection::send`], and keeps the body.
    pub async fn fetch(&mut self, request: &[u8]) -> Outcome<(Answer<'_>, Vec<u8>)> {
        let mut body = Vec::new();
        let answer = self.exchange(request, &mut |bytes| body.extend_from_slice(bytes)).await?;
        Ok((answer, body))
    }

    async fn exchange(&mut self, request: &[u8], body: &mut (dyn FnMut(&[u8]) + Send)) -> Outcome<Answer<'_>> {
        let work = self.work(request, body);
        let (end, status, read) =
            tokio::time::timeout(PATIENCE, work).await.map_err(|_| "no answer in time".to_owned())??;
        let head = std::str::from_utf8(&self.buffer[..end]).map_err(|_| "a head that is no text".to_owned())?;
        Ok(Answer { status, head, body: read })
    }

    /// Gives the length of the head, the status, and the length of the body.
    async fn work(&mut self, request: &[u8], body: &mut (dyn FnMut(&[u8]) + Send)) -> Outcome<(usize, u16, usize)> {
        let lost = |e: std::io::Error| format!("the connection broke: {e}");
        self.stream.write_all(request).await.map_err(lost)?;
        let mut filled = 0;
        let end = loop {
            let n = self.stream.read(&mut self.buffer[filled..]).await.map_err(lost)?;
            if n == 0 {
                return Err("the server closed the connection".into());
            }
            filled += n;
            if let Some(at) = find(&self.buffer[..filled], b"\r\n\r\n") {
                break at + 4;
            }
            if filled > HEAD {
                return Err("a head without an end".into());
            }
        };
        let head = std::str::from_utf8(&self.buffer[..end]).map_err(|_| "a head that is no text".to_owned())?;
        let status = head.get(9..12).and_then(|s| s.parse().ok()).ok_or("a first line without a status")?;
        let length = match header(head, "content-length") {
            Some(n) => Some(n.parse::<usize>().map_err(|_| "a strange content-length".to_owned())?),
            None if header(head, "transfer-encoding").is_some_and(|v| v.eq_ignore_ascii_case("chunked")) => None,
            None => Some(0),
        };
        body(&self.buffer[end..filled]);
        let read = self.rest(end, filled, length, body).await.map_err(lost)?;
        Ok((end, status, read))
    }

    /// Reads on until the body is whole. What comes after the head overwrites itself, so that the head stays.
    async fn rest(
        &mut self,
        end: usize,
        filled: usize,
        length: Option<usize>,
        body: &mut (dyn FnMut(&[u8]) + Send),
    ) -> std::io::Result<usize> {
        let mut read = filled - end;
        let mut tail = Tail::default();
        tail.add(&self.buffer[end..filled]);
        let whole = |read: usize, tail: &Tail| length.map_or_else(|| tail.is_last_chunk(), |n| read >= n);
        while !whole(read, &tail) {
            let n = self.stream.read(&mut self.buffer[end..]).await?;
            if n == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            body(&self.buffer[end..end + n]);
            tail.add(&self.buffer[end..end + n]);
            read += n;
        }
        Ok(read)
    }
}

/// The last bytes that were read: a chunked body ends with `0` between two line ends.
#[derive(Default)]
struct Tail([u8; 5]);

impl Tail {
    fn add(&mut self, bytes: &[u8]) {
        for byte in &bytes[bytes.len().saturating_sub(5)..] {
            self.0.rotate_left(1);
            self.0[4] = *byte;
        }
    }

    fn is_last_chunk(&self) -> bool {
        &self.0 == b"0\r\n\r\n"
    }
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|w| w == what)
}

/// A request as a browser sends it. `session` is a cookie's value; `form` makes it a POST.
pub fn request(host: SocketAddr, path: &str, gzip: bool, session: Option<&str>, form: Option<&str>) -> Vec<u8> {
    let mut text = format!(
        "{} {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: folkmoot-bench\r\nAccept: text/html,application/xhtml+xml\r\n\
         Accept-Language: en-GB,en;q=0.7\r\nSec-Fetch-Site: same-origin\r\n",
        if form.is_some() { "POST" } else { "GET" }
    );
    if gzip {
        text.push_str("Accept-Encoding: gzip, deflate, br\r\n");
    }
    if let Some(token) = session {
        text.push_str(&format!("Cookie: {}={token}\r\n", folkmoot::web::session::COOKIE));
    }
    if let Some(form) = form {
        let length = form.len();
        text.push_str(&format!(
            "Origin: http://{host}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n"
        ));
    }
    text.push_str("\r\n");
    text.push_str(form.unwrap_or_default());
    text.into_bytes()
}
