//! A mail server that takes everything and keeps nothing but the count.

use crate::Outcome;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
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

/// One conversation by RFC 5321, as far as a sender needs it.
async fn talk(mut stream: TcpStream, taken: &AtomicUsize) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    stream.write_all(b"220 sink\r\n").await?;
    let (mut waiting, mut chunk, mut letter) = (Vec::new(), vec![0; 65_536], false);
    loop {
        let n = stream.read(&mut chunk).await?;
        if n == 0 {
            return Ok(());
        }
        waiting.extend_from_slice(&chunk[..n]);
        loop {
            let end: &[u8] = if letter { b"\r\n.\r\n" } else { b"\r\n" };
            let Some(at) = waiting.windows(end.len()).position(|w| w == end) else { break };
            let line: Vec<u8> = waiting.drain(..at + end.len()).collect();
            let answer: &[u8] = if letter {
                letter = false;
                taken.fetch_add(1, Ordering::Relaxed);
                b"250 taken\r\n"
            } else if line.len() >= 4 && line[..4].eq_ignore_ascii_case(b"DATA") {
                letter = true;
                b"354 go on\r\n"
            } else if line.len() >= 4 && line[..4].eq_ignore_ascii_case(b"EHLO") {
                b"250-sink\r\n250 8BITMIME\r\n"
            } else {
                b"250 fine\r\n"
            };
            stream.write_all(answer).await?;
        }
    }
}
