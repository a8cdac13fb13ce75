//! A form that carries a file (multipart/form-data, RFC 7578): taken in by the guard like every other form, and no less
//! bounded. What is typed becomes a [`super::form::Checked`] as always. The file goes to the disk while it arrives, into one
//! that has no name there: whatever becomes of the request or of this program, it is gone afterwards.

mod room;

pub use room::Uploads;

use super::Site;
use super::visitor;
use crate::error::{Error, Result};
use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::http::header;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use futures_util::{Stream, StreamExt};
use room::Room;
use std::cell::RefCell;
use std::fs::File;
use std::future::{Ready, ready};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::time::timeout;

/// The largest file that is taken, in bytes.
pub const LARGEST: usize = 10 << 20;
/// Of a file that is too large so much is taken in and thrown away, in bytes, so that its sender reads why: a browser shows
/// no answer before it has sent everything.
const THROWN_AWAY: usize = 4 * LARGEST;
/// Where files are taken: at the attachments of what stands below these.
const TAKE_FILES: [&str; 2] = ["/responses/", "/staff/paper/"];
/// The most parts of such a form.
const PARTS: usize = 20;
/// A file as it came.
pub struct Upload {
    /// Its name as the browser says it: not to be believed.
    pub name: String,
    /// How many bytes it has, as far as they were counted.
    pub size: usize,
    /// Where it is; nowhere when it is too large.
    pub file: Option<File>,
    _room: Room,
}

/// What came with a form besides what was typed.
pub struct Sent(pub Option<Upload>);

impl FromRequest for Sent {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self(req.extensions_mut().remove::<Upload>())))
    }
}

/// Whether this is a form with a file, and goes to where files are taken.
pub(super) fn is_one(req: &HttpRequest) -> bool {
    let kind = req.headers().get(header::CONTENT_TYPE).map(header::HeaderValue::as_bytes).unwrap_or_default();
    let is_such = kind.get(..19).is_some_and(|start| start.eq_ignore_ascii_case(b"multipart/form-data"));
    let path = req.path();
    is_such && TAKE_FILES.iter().any(|room| path.starts_with(room)) && path.ends_with("/attachments")
}

/// What is typed into such a form, encoded as in any other, and the file if there is one.
pub(super) type Read = (String, Option<Upload>);

/// Reads a form with a file, of somebody who is signed in, within its own deadline. What was read to its end is not left in
/// `payload`. An error comes with what was typed, as far as that had come.
pub(super) async fn read(
    site: &Site,
    req: &HttpRequest,
    payload: &mut Payload,
) -> std::result::Result<Read, (Error, String)> {
    let room = async { site.uploads.room(visitor::find(req).await?.confirmed()?.id()) }.await;
    let room = room.map_err(|error| (error, String::new()))?;
    let line = Line(Rc::new(RefCell::new(std::mem::replace(payload, Payload::None))));
    let mut form = Form::new(site.config.http.form_limit);
    let whole = Duration::from_secs(site.config.http.upload_seconds);
    let idle = Duration::from_secs(site.config.http.idle_seconds);
    let read = timeout(whole, form.take(req, line.clone(), idle)).await.unwrap_or(Err(Error::TooSlow));
    let is_over = matches!(read, Ok(true)) && line.clone().ended(idle).await;
    if !is_over {
        *payload = line.0.replace(Payload::None);
    }
    let typed = form.typed.finish();
    match read {
        Ok(_) => {
            let file = form.file.filter(|file| !(file.name.is_empty() && file.size == 0));
            Ok((typed, file.map(|file| Upload { name: file.name, size: file.size, file: file.held, _room: room })))
        }
        Err(error) => Err((error, typed)),
    }
}

/// The body of a request, of which the reader of its parts holds one end, and we the other.
#[derive(Clone)]
struct Line(Rc<RefCell<Payload>>);

impl Line {
    /// Whether nothing comes any more; what may stand behind the last part is thrown away.
    async fn ended(mut self, idle: Duration) -> bool {
        for _ in 0..PARTS {
            match timeout(idle, self.next()).await {
                Ok(None) => return true,
                Ok(Some(Ok(_))) => {}
                _ => return false,
            }
        }
        false
    }
}

impl Stream for Line {
    type Item = std::result::Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Pin::new(&mut *self.0.borrow_mut()).poll_next(cx)
    }
}

/// A file that arrives.
struct Arriving {
    name: String,
    size: usize,
    held: Option<File>,
}

/// A form that arrives.
struct Form {
    /// How much may be typed into it, in bytes, and how much of that is left.
    limit: usize,
    left: usize,
    typed: url::form_urlencoded::Serializer<'static, String>,
    file: Option<Arriving>,
}

fn not_whole() -> Error {
    Error::NotUnderstood("The form did not arrive whole. Please send it again.".into())
}

/// The next of what comes, within the longest pause. The reader of parts holds at most 64 kB of what it does not understand.
async fn next<T>(
    of: &mut (impl Stream<Item = std::result::Result<T, MultipartError>> + Unpin),
    idle: Duration,
) -> Result<Option<T>> {
    let next = timeout(idle, of.next()).await.map_err(|_| Error::TooSlow)?;
    next.transpose().map_err(|_| not_whole())
}

impl Form {
    fn new(limit: usize) -> Self {
        Self { limit, left: limit, typed: url::form_urlencoded::Serializer::new(String::new()), file: None }
    }

    /// Takes it in, part by part; gives whether that was all of it.
    async fn take(&mut self, req: &HttpRequest, line: Line, idle: Duration) -> Result<bool> {
        let announced = req.headers().get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse::<usize>().ok());
        // Nobody waits for what would not be read to its end.
        let most = if announced.is_some_and(|n| n > THROWN_AWAY) { LARGEST } else { THROWN_AWAY };
        let mut form = Multipart::new(req.headers(), line);
        let mut parts = 0;
        while let Some(mut part) = next(&mut form, idle).await? {
            parts += 1;
            if parts > PARTS {
                return Err(not_whole());
            }
            let name = part.name().unwrap_or_default().to_owned();
            let file = part.content_disposition().and_then(|said| said.get_filename()).map(str::to_owned);
            match file {
                None => self.take_words(&name, &mut part, idle).await?,
                Some(file) if name == "file" && self.file.is_none() => {
                    let file = take_file(file, &mut part, idle, most).await?;
                    let too_much = file.size > most;
                    self.file = Some(file);
                    if too_much {
                        return Ok(false);
                    }
                }
                Some(_) => return Err(not_whole()),
            }
        }
        Ok(true)
    }

    async fn take_words(&mut self, name: &str, part: &mut Field, idle: Duration) -> Result<()> {
        let mut words = Vec::new();
        while let Some(some) = next(part, idle).await? {
            self.left = self.left.checked_sub(some.len()).ok_or(Error::TooLarge { limit: self.limit })?;
            words.extend_from_slice(&some);
        }
        let words = String::from_utf8(words).map_err(|_| not_whole())?;
        self.typed.append_pair(name, &words);
        Ok(())
    }
}

/// Takes a file in, up to `most` bytes. Of one that is too large nothing is kept.
async fn take_file(name: String, part: &mut Field, idle: Duration, most: usize) -> Result<Arriving> {
    let full = |error: std::io::Error| Error::Busy(format!("no room for a file that arrives: {error}"));
    let mut held = Some(tokio::fs::File::from_std(tempfile::tempfile().map_err(full)?));
    let mut size = 0;
    while let Some(some) = next(part, idle).await? {
        size += some.len();
        if size > LARGEST {
            held = None;
        }
        if size > most {
            break;
        }
        if let Some(file) = &mut held {
            file.write_all(&some).await.map_err(full)?;
        }
    }
    let held = match held {
        Some(mut file) => {
            file.flush().await.map_err(full)?;
            Some(file.into_std().await)
        }
        None => None,
    };
    Ok(Arriving { name, size, held })
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;
    use futures_util::stream;
    use std::cell::Cell;
    use std::io::{Read, Seek};

    const HEAD: &[u8] = b"--e\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\nt\r\n\
        --e\r\nContent-Disposition: form-data; name=\"file\"; filename=\"film.pdf\"\r\n\r\n";

    /// What came of a form with a file of this many parts of 64 kB, how many bytes of it were taken, and the form itself.
    async fn taken(announced: Option<usize>, parts: usize) -> (Result<bool>, usize, Form) {
        let request = TestRequest::post().insert_header(("content-type", "multipart/form-data; boundary=e"));
        let request = announced.into_iter().fold(request, |r, n| r.insert_header(("content-length", n.to_string())));
        let counted = Rc::new(Cell::new(0));
        let (count, some) = (counted.clone(), Bytes::from(vec![b'x'; 65_536]));
        let body = stream::iter(std::iter::once(Bytes::from_static(HEAD)).chain(std::iter::repeat_n(some, parts)));
        let end = stream::iter([Bytes::from_static(b"\r\n--e--\r\n")]);
        let body = body.chain(end).map(move |some| {
            count.set(count.get() + some.len());
            Ok::<_, PayloadError>(some)
        });
        let line = Line(Rc::new(RefCell::new(Payload::Stream { payload: Box::pin(body) })));
        let mut form = Form::new(1_000);
        let ended = form.take(&request.to_http_request(), line, Duration::from_secs(60)).await;
        (ended, counted.get(), form)
    }

    /// At most so much more than is needed is taken: what the reader of parts reads at a time.
    const AHEAD: usize = 18 * 65_536;

    #[actix_web::test]
    async fn of_what_is_too_large_no_more_is_taken_than_is_needed() {
        let (ended, bytes, form) = taken(Some(1 << 30), 16_384).await;
        assert_eq!(ended, Ok(false));
        assert!(bytes > LARGEST && bytes <= LARGEST + AHEAD, "{bytes} of 1 GB were taken");
        assert!(form.file.as_ref().is_some_and(|file| file.held.is_none() && file.size > LARGEST), "nothing is kept");
        let (ended, bytes, _) = taken(None, 16_384).await;
        assert_eq!(ended, Ok(false));
        assert!(bytes > THROWN_AWAY && bytes <= THROWN_AWAY + AHEAD, "{bytes} of what does not end were taken");
        let (ended, _, mut form) = taken(None, 400).await;
        assert_eq!(ended, Ok(true), "a little too large is read to its end");
        assert!(form.file.is_some_and(|file| file.held.is_none()));
        assert_eq!(form.typed.finish(), "csrf=t");
    }

    #[actix_web::test]
    async fn what_is_small_enough_lies_on_the_disk() {
        let (ended, _, form) = taken(None, 160).await;
        assert_eq!(ended, Ok(true));
        let file = form.file.expect("a file");
        assert_eq!((file.name.as_str(), file.size), ("film.pdf", LARGEST));
        let (mut held, mut bytes) = (file.held.expect("kept"), Vec::new());
        held.rewind().and_then(|()| held.read_to_end(&mut bytes)).expect("read");
        assert!(bytes.len() == LARGEST && bytes.iter().all(|byte| *byte == b'x'));
    }
}
