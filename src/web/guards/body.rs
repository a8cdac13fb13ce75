//! The form of a request: how large it may be, reading it in time, and keeping what somebody wrote at length in it.

use crate::error::{Error, Result};
use crate::policy;
use crate::web::visitor;
use crate::web::{Site, error_pages};
use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{HttpMessage, HttpRequest};
use futures_util::StreamExt;
use std::time::Duration;

/// The fields in which people write at length. What is in them is given back when a form cannot be used.
const WORDS: [&str; 31] = [
    "choices",
    "description",
    "confidential",
    "consulted",
    "rows",
    "marked",
    "body",
    "note",
    "change",
    "why",
    "decided",
    "undecided",
    "influence",
    "costs",
    "asked",
    "said",
    "because",
    "waiver",
    "reasons",
    "words",
    "evidence",
    "reason",
    "summary",
    "lede",
    "who_decides",
    "option_body",
    "contact",
    "about",
    "who_runs_this",
    "step_text",
    "caveat",
];

/// What somebody typed, so that an error page can give it back; never a password.
pub(super) fn keep_words(req: &HttpRequest, form: &str) {
    let words = url::form_urlencoded::parse(form.as_bytes())
        // A report's reason is one of a list, in a word; that of a change is a sentence.
        .filter(|(name, value)| {
            is_answer(name, value) || WORDS.contains(&&**name) && (name != "reason" || value.contains(' '))
        })
        .map(|(_, value)| value.into_owned())
        .filter(|value| !value.trim().is_empty())
        .collect::<Vec<_>>()
        .join("\n\n");
    if !words.is_empty() {
        req.extensions_mut().insert(error_pages::Kept(words));
    }
}

/// Whether this is the answer to a question of a consultation (`q7`, `q7-12`), in words and not by a number of the form's.
fn is_answer(name: &str, value: &str) -> bool {
    let number = name.strip_prefix('q').map(|rest| rest.split('-').next().unwrap_or_default());
    let is_field = number.is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()));
    is_field && !value.trim().bytes().all(|byte| byte.is_ascii_digit())
}

/// The largest form that this request may hold, in bytes. Whether somebody edits is asked only where it makes a difference.
async fn form_limit(site: &Site, req: &HttpRequest, announced: Option<usize>) -> usize {
    let http = &site.config.http;
    let (for_staff, suggests) =
        (req.path().starts_with("/staff/"), site.config.proposals.by_residents && suggests(req));
    if !(for_staff || suggests) || announced.is_none_or(|n| n <= http.form_limit * 2) {
        return http.form_limit;
    }
    let may = |visitor: visitor::Visitor| {
        (for_staff && writes_much(visitor.role())) || (suggests && visitor.speaker(site.now()).is_ok())
    };
    if visitor::find(req).await.is_ok_and(may) { http.staff_form_limit } else { http.form_limit }
}

/// Whether this is the form of a suggested proposal, which is as long as that of an editor.
fn suggests(req: &HttpRequest) -> bool {
    req.path().starts_with("/areas/") && req.path().ends_with("/suggestions")
}

/// Whether this role has forms for much text: those who edit have proposals and pages, those who moderate the list of words.
fn writes_much(role: Option<policy::Role>) -> bool {
    policy::edits(role) || policy::moderates(role)
}

/// Reads the whole body, up to twice the limit of forms (a form shows its own message up to there), within the deadline.
/// `any_kind`: also what is no form of ours, as mail programs send it. What was read to its end is not left in `payload`.
pub(super) async fn read_body(
    site: &Site,
    req: &HttpRequest,
    payload: &mut Payload,
    any_kind: bool,
) -> Result<Vec<u8>> {
    let announced = req.headers().get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse::<usize>().ok());
    let said = form_limit(site, req, announced).await;
    let limit = said * 2;
    if announced.is_some_and(|n| n > limit) {
        return Err(Error::TooLarge { limit: said });
    }
    let form = "application/x-www-form-urlencoded";
    let is_form =
        req.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).is_some_and(|v| v.starts_with(form));
    let empty = announced == Some(0) || (announced.is_none() && !req.headers().contains_key(header::TRANSFER_ENCODING));
    if !is_form && !empty && !any_kind {
        return Err(Error::NotUnderstood(
            "This page takes only its own forms. Go back, reload the page and try again.".into(),
        ));
    }
    let whole = Duration::from_secs(site.config.http.body_seconds);
    let idle = Duration::from_secs(site.config.http.idle_seconds);
    let read = tokio::time::timeout(whole, collect(payload, limit, idle, said)).await.unwrap_or(Err(Error::TooSlow))?;
    *payload = Payload::None;
    Ok(read)
}

async fn collect(payload: &mut Payload, limit: usize, idle: Duration, said: usize) -> Result<Vec<u8>> {
    let mut body = Vec::new();
    while let Some(chunk) = tokio::time::timeout(idle, payload.next()).await.map_err(|_| Error::TooSlow)? {
        let chunk =
            chunk.map_err(|_| Error::NotUnderstood("The form did not arrive whole. Please send it again.".into()))?;
        if body.len() + chunk.len() > limit {
            return Err(Error::TooLarge { limit: said });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}
