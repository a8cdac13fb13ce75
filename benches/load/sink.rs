//! A mail server that takes everything and keeps nothing but the count.

use crate::Outcome;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;

/// Listens until it is dropped.
pub struct Sink {
    pub address: SocketAddr,
    taken: Arc<AtomicUsize>,
    _runtime: Runtime,
}

impl Sink {
    pub fn start() -> Outcome<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .map_err(|e| format!("cannot start: {e}"))?;
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).map_err(|e| format!("no free port: {e}"))?;
        let address = listener.local_addr().map_err(|e| format!("no free port: {e}"))?;
        let taken = Arc::new(AtomicUsize::new(0));
        let count = taken.clone();
        runtime.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let count = count.clone();
                tokio::spawn(async move { drop(talk(stream, &count).await) });
            }
        });
        Ok(Self { address, taken, _runtime: runtime })
    }

    /// Letters taken so far.
    pub fn count(&self) -> usize {
        self.taken.load(Ordering::Relaxed)
    }
}

/// One conversation by RFC 5321, as far as a sender needs it. It costs as little as can be: a real one is on another machine.
async fn talk(stream: TcpStream, taken: &AtomicUsize) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut stream = BufReader::with_capacity(65_536, stream);
    stream.write_all(b"220 sink\r\n").await?;
    let (mut line, mut letter) = (Vec::new(), false);
    loop {
        line.clear();
        if stream.read_until(b'\n', &mut line).await? == 0 {
            return Ok(());
        }
        let is = |word: &[u8]| line.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
        let answer: &[u8] = if letter {
            if line != b".\r\n" {
                continue;
            }
            letter = false;
            taken.fetch_add(1, Ordering::Relaxed);
            b"250 taken\r\n"
        } else if is(b"DATA") {
            letter = true;
            b"354 go on\r\n"
        } else if is(b"EHLO") {
            b"250-sink\r\n250 8BITMIME\r\n"
        } else {
            b"250 fine\r\n"
        };
        stream.write_all(answer).await?;
    }
}
