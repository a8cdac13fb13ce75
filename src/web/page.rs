//! How a page leaves: its holes filled for the reader, compressed, and kept out of shared caches when it is personal.

mod notice;

pub use notice::Notice;

use super::visitor::Visitor;
use crate::error::{Error, Result};
use actix_web::body::BoxBody;
use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use maud::{Markup, html};
use std::io::{Read, Write};
use views::holes::{Hole, Piece, split};
use views::{paths, staff};

/// What a handler gives.
pub type Answer = Result<HttpResponse>;

/// Bodies smaller than this are not worth compressing, in bytes.
const WORTH_COMPRESSING: usize = 1_024;

/// Seconds after which what could not be done just now may be tried again.
pub(super) const WAIT: u64 = 5;

/// Fills every page's own holes (form token, staff strip, notice); `more` fills what this page has besides.
#[must_use]
pub fn fill(
    page: &str,
    visitor: &Visitor,
    notice: Option<Notice>,
    mut more: impl FnMut(Hole) -> Option<Markup>,
) -> String {
    fill_pieces(page, &split(page), visitor, notice, &mut more)
}

/// As [`fill`], for a page that was cut at its holes before.
pub fn fill_pieces(
    page: &str,
    pieces: &[Piece],
    visitor: &Visitor,
    notice: Option<Notice>,
    more: &mut dyn FnMut(Hole) -> Option<Markup>,
) -> String {
    let mut out = String::with_capacity(page.len() + page.len() / 8);
    for piece in pieces {
        match piece {
            Piece::Text(range) => out.push_str(&page[range.clone()]),
            Piece::Hole(Hole::Csrf) => out.push_str(&visitor.csrf),
            Piece::Hole(Hole::Strip) => push(&mut out, &strip(visitor).into_string(), visitor),
            Piece::Hole(Hole::Notice) => {
                if let Some(notice) = notice {
                    out.push_str(&views::parts::banner("Done", notice.0).into_string());
                }
            }
            Piece::Hole(hole) => {
                if let Some(markup) = more(*hole) {
                    push(&mut out, &markup.into_string(), visitor);
                }
            }
        }
    }
    out
}

/// A filling may hold a form, and so the hole for its token.
fn push(out: &mut String, filling: &str, visitor: &Visitor) {
    let mut rest = filling;
    while let Some(at) = rest.find(CSRF) {
        out.push_str(&rest[..at]);
        out.push_str(&visitor.csrf);
        rest = &rest[at + CSRF.len()..];
    }
    out.push_str(rest);
}

/// The form token's hole, as it is written.
const CSRF: &str = "\u{1}csrf:\u{2}";

fn strip(visitor: &Visitor) -> Markup {
    let Some(person) = &visitor.person else { return html! {} };
    let role = Some(person.appointed);
    let mut links: Vec<(&str, &str)> = Vec::new();
    if crate::policy::moderates(role) {
        links.push(("Queue", paths::staff_queue()));
    }
    if crate::policy::edits(role) {
        links.push(("Proposals", paths::staff_proposals()));
        links.push(("Pages", paths::staff_pages()));
    }
    staff::strip(&person.name, person.appointed.as_str(), &links)
}

/// A page for one reader: never kept by anybody else.
///
/// # Errors
/// Never; the type fits a handler.
pub fn respond(req: &HttpRequest, status: StatusCode, visitor: &Visitor, page: Markup) -> Answer {
    respond_with(req, status, visitor, page, |_| None)
}

/// As [`respond`], for a page that gives back what could not be saved: 503, and when to try again. `why` is for the log.
///
/// # Errors
/// Never; the type fits a handler.
pub fn respond_unsaved(req: &HttpRequest, visitor: &Visitor, why: &str, page: Markup) -> Answer {
    let path = super::error_pages::plain_path(req.path());
    tracing::error!(%path, method = %req.method(), status = 503_u16, error = why, "a request failed");
    let mut response = respond(req, StatusCode::SERVICE_UNAVAILABLE, visitor, page)?;
    response.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from(WAIT));
    Ok(response)
}

/// As [`respond`], with holes of the page's own.
///
/// # Errors
/// Never; the type fits a handler.
pub fn respond_with(
    req: &HttpRequest,
    status: StatusCode,
    visitor: &Visitor,
    page: Markup,
    more: impl FnMut(Hole) -> Option<Markup>,
) -> Answer {
    Ok(unframed(status, fill(&page.into_string(), visitor, Notice::of(req), more)))
}

/// A page without the words of its frame, carried by an answer that has no body yet.
#[derive(Debug)]
pub(super) struct Unframed(pub(super) String);

/// Sends a page to whose frame the words are still missing: the guard knows them, puts them in and packs the page.
#[must_use]
pub fn unframed(status: StatusCode, html: String) -> HttpResponse {
    let mut response = personal(status);
    response.extensions_mut().insert(Unframed(html));
    response
}

/// Sends finished HTML, compressed where the browser can read it.
#[must_use]
pub fn send(req: &HttpRequest, status: StatusCode, html: String) -> HttpResponse {
    pack(req, personal(status), html)
}

/// Sends a page that was packed for this reader, for a browser that takes it.
#[must_use]
pub(super) fn send_packed(packed: Vec<u8>) -> HttpResponse {
    let mut response = personal(StatusCode::OK);
    response.headers_mut().insert(header::CONTENT_ENCODING, header::HeaderValue::from_static("gzip"));
    response.set_body(BoxBody::new(packed))
}

/// An answer that nobody else may keep, still without its body.
fn personal(status: StatusCode) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::VARY, "Cookie, Accept-Encoding"))
        .finish()
}

/// The same answer with finished HTML as its body, compressed where the browser can read it.
pub(super) fn pack(req: &HttpRequest, mut response: HttpResponse, html: String) -> HttpResponse {
    if html.len() >= WORTH_COMPRESSING
        && takes_gzip(req)
        && let Ok(packed) = gzip(html.as_bytes(), Compression::fast())
    {
        response.headers_mut().insert(header::CONTENT_ENCODING, header::HeaderValue::from_static("gzip"));
        return response.set_body(BoxBody::new(packed));
    }
    response.set_body(BoxBody::new(html))
}

/// Whether the browser takes gzip.
#[must_use]
pub fn takes_gzip(req: &HttpRequest) -> bool {
    req.headers()
        .get(header::ACCEPT_ENCODING)
        .and_then(|v| v.to_str().ok())
        .is_some_and(|v| v.split(',').any(|e| e.trim().starts_with("gzip") && !is_refused(e)))
}

/// Whether an encoding is named only to be ruled out (`gzip;q=0`).
fn is_refused(encoding: &str) -> bool {
    encoding.contains(';') && encoding.replace(' ', "").ends_with("q=0")
}

/// Packs `bytes` as gzip (RFC 1952).
///
/// # Errors
/// Only when memory runs out.
pub fn gzip(bytes: &[u8], level: Compression) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 4), level);
    encoder.write_all(bytes)?;
    encoder.finish()
}

/// Unpacks what [`gzip`] packed.
///
/// # Errors
/// When it is something else.
pub fn gunzip(packed: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut plain = Vec::with_capacity(packed.len() * 8);
    GzDecoder::new(packed).read_to_end(&mut plain)?;
    Ok(plain)
}

/// After a POST: go and look (303), so that reloading sends nothing twice. `done` is a word for [`Notice`].
#[must_use]
pub fn see(path: &str, done: Option<&str>) -> HttpResponse {
    let (path, anchor) = path.split_once('#').map_or((path, None), |(p, a)| (p, Some(a)));
    let mut to = path.to_owned();
    if let Some(word) = done {
        to.push(if path.contains('?') { '&' } else { '?' });
        to.push_str("done=");
        to.push_str(word);
    }
    if let Some(anchor) = anchor {
        to.push('#');
        to.push_str(anchor);
    }
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, to))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .finish()
}

/// A way on that a request asked for, if it is a plain path of this site; everything else is nobody's business.
#[must_use]
pub fn safe_next(next: &str) -> Option<&str> {
    let plain = next.starts_with('/')
        && !next.starts_with("//")
        && next.len() <= 500
        && next.bytes().all(|b| b.is_ascii_graphic() && b != b'\\')
        && !next.to_ascii_lowercase().contains("%2f")
        && !next.to_ascii_lowercase().contains("%5c")
        && !next.contains("%00");
    plain.then_some(next)
}

/// Turns the word of a sort order, a stage and the like into its value: unknown words are a page that does not exist.
///
/// # Errors
/// [`Error::NotFound`].
pub fn word<T: std::str::FromStr>(text: &str) -> Result<T> {
    text.parse().map_err(|_| Error::NotFound)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_paths_lead_on() {
        for good in ["/", "/areas/digital?x=1", "/comments/7#c7"] {
            assert_eq!(safe_next(good), Some(good));
        }
        for bad in [
            "",
            "//evil",
            "/\\evil",
            "https://evil",
            "https:evil",
            "javascript:alert(1)",
            "/%2f%2fevil",
            "/%2Fevil",
            "/%5cevil",
            "/a\r\nSet-Cookie:x",
            "evil",
            " /x",
            "/ü",
            "/\u{0}",
        ] {
            assert_eq!(safe_next(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn a_filling_gets_its_token() {
        let visitor = Visitor { person: None, csrf: "T".into() };
        let filled =
            fill(&views::holes::hole(Hole::Follow).into_string(), &visitor, None, |_| Some(views::form::csrf()));
        assert_eq!(filled, r#"<input type="hidden" name="csrf" value="T">"#);
    }

    #[test]
    fn a_notice_stands_before_the_anchor() {
        let to = |r: HttpResponse| r.headers().get("location").expect("set").to_str().expect("text").to_owned();
        assert_eq!(to(see("/p#c1", Some("posted"))), "/p?done=posted#c1");
        assert_eq!(to(see("/p?a=1", Some("posted"))), "/p?a=1&done=posted");
    }
}
