//! The line to the mail server: a stream that knows whether the whole letter went out.

use super::limit::Limit;
use lettre::transport::smtp::client::AsyncTokioStream;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

/// A byte with which no SMTP command begins, but every TLS record of a handshake does.
const HANDSHAKE: u8 = 22;

const TALKING: u8 = 0;
const WRITING: u8 = 1;
const WAITING: u8 = 2;

/// Where a connection is; shared by the line and whoever sends on it.
#[derive(Debug, Default)]
pub(super) struct Watch {
    place: AtomicU8,
    /// Until when the letter may be written.
    limit: Mutex<Option<Arc<Limit>>>,
}

impl Watch {
    /// From now on what is written is the letter, until the limit is over, and the next read waits for the answer to all of it.
    pub(super) fn letter_begins(&self, limit: Arc<Limit>) {
        *self.limit.lock().unwrap_or_else(PoisonError::into_inner) = Some(limit);
        self.place.store(WRITING, Ordering::SeqCst);
    }

    /// The answer has come.
    pub(super) fn letter_ended(&self) {
        self.place.store(TALKING, Ordering::SeqCst);
    }

    /// Whether the letter went out to the last byte, the final dot with it: the client began to read the answer, which it does
    /// only after everything was written and flushed.
    pub(super) fn is_waiting(&self) -> bool {
        self.place.load(Ordering::SeqCst) == WAITING
    }

    fn is_too_late(&self) -> bool {
        let limit = self.limit.lock().unwrap_or_else(PoisonError::into_inner);
        self.is_writing() && limit.as_ref().is_some_and(|limit| limit.is_over())
    }

    fn is_writing(&self) -> bool {
        self.place.load(Ordering::SeqCst) == WRITING
    }
}

/// What a line can run over.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Sync + Unpin + std::fmt::Debug {
    fn socket(&self) -> &TcpStream;
}

impl Stream for TcpStream {
    fn socket(&self) -> &TcpStream {
        self
    }
}

impl Stream for TlsStream<TcpStream> {
    fn socket(&self) -> &TcpStream {
        self.get_ref().0
    }
}

/// The line. It reads text one line at a time, so that nothing that was slipped in behind an answer is taken for the next
/// one: not by a server that talks out of turn, nor by somebody who writes into the line before STARTTLS.
#[derive(Debug)]
pub(super) struct Line {
    stream: Box<dyn Stream>,
    watch: Arc<Watch>,
    /// Whether what is read here is text, and not records of TLS.
    is_text: bool,
}

impl Line {
    pub(super) fn plain(socket: TcpStream, watch: Arc<Watch>) -> Self {
        Self { stream: Box::new(socket), watch, is_text: true }
    }

    pub(super) fn encrypted(stream: TlsStream<TcpStream>, watch: Arc<Watch>) -> Self {
        Self { stream: Box::new(stream), watch, is_text: false }
    }

    /// What lies in the socket unread: `None` when nothing does. An end of the line is an error.
    fn peek(&self, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match ready!(self.stream.socket().poll_peek(cx, buffer))? {
            0 => Poll::Ready(Err(io::Error::new(io::ErrorKind::ConnectionAborted, "the server closed the line"))),
            _ => Poll::Ready(Ok(())),
        }
    }
}

impl AsyncRead for Line {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        if this.watch.is_writing() {
            this.watch.place.store(WAITING, Ordering::SeqCst);
        }
        if !this.is_text {
            return Pin::new(&mut *this.stream).poll_read(cx, buffer);
        }
        let mut seen = [0_u8; 1024];
        let mut seen = ReadBuf::new(&mut seen);
        ready!(this.peek(cx, &mut seen))?;
        let seen = seen.filled();
        let most = seen.iter().position(|byte| *byte == b'\n').map_or(seen.len(), |at| at + 1);
        let most = most.min(buffer.remaining());
        let mut part = ReadBuf::new(buffer.initialize_unfilled_to(most));
        ready!(Pin::new(&mut *this.stream).poll_read(cx, &mut part))?;
        let read = part.filled().len();
        buffer.advance(read);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Line {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = &mut *self;
        let mut seen = [0_u8; 1];
        match this.peek(cx, &mut ReadBuf::new(&mut seen)) {
            // A server that has gone while the letter was written shall not be handed the final dot: so it is certain that
            // it has not got it. One that was idle has gone before anything was said.
            Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
            // It has said something that nobody asked for; its next answer would be taken for another question's.
            Poll::Ready(Ok(())) if this.is_text && !this.watch.is_writing() => {
                return Poll::Ready(Err(io::Error::new(io::ErrorKind::InvalidData, "the server talks out of turn")));
            }
            _ => {}
        }
        if bytes.first() == Some(&HANDSHAKE) {
            this.is_text = false;
        }
        // Asked in the last moment: a letter whose end comes late may have been told in another one.
        if this.watch.is_too_late() {
            return Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the letter would have ended too late")));
        }
        Pin::new(&mut *this.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.stream).poll_shutdown(cx)
    }
}

impl AsyncTokioStream for Line {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.stream.socket().peer_addr()
    }
}
