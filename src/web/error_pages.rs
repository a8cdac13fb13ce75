//! Every way in which a request can end badly, as a page in the site's own layout.

use super::page::{Notice, fill, unframed};
use super::visitor::{self, Visitor};
use crate::error::{Closed, Error};
use crate::keys::random_token;
use actix_web::body::BoxBody;
use actix_web::http::{StatusCode, header};
use actix_web::{HttpMessage, HttpRequest, HttpResponse, ResponseError};
use views::errors::ErrorPage;
use views::paths;

impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::NotUnderstood(_) => StatusCode::BAD_REQUEST,
            Self::SignInFirst | Self::FactorFirst => StatusCode::SEE_OTHER,
            Self::NotAllowed(_) => StatusCode::FORBIDDEN,
            Self::Closed(_) | Self::Conflict(_) => StatusCode::CONFLICT,
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// An empty answer that carries the error along; the guard makes a page of it.
    fn error_response(&self) -> HttpResponse<BoxBody> {
        let mut response = HttpResponse::new(self.status_code());
        response.extensions_mut().insert(self.clone());
        response
    }
}

/// Words that a person typed and that an error page must give back.
#[derive(Debug, Clone)]
pub struct Kept(pub String);

/// Makes the page for an error; the answer for the log carries the same reference.
pub async fn render(req: &HttpRequest, error: &Error) -> HttpResponse {
    let kept = req.extensions().get::<Kept>().map(|k| k.0.clone());
    if *error == Error::SignInFirst {
        return sign_in_first(req, kept.as_deref());
    }
    if *error == Error::FactorFirst {
        return super::page::see(paths::account_factor(), Some("factor-first"));
    }
    let status = error.status_code();
    let reference = random_token()[..10].to_owned();
    if status.is_server_error() {
        tracing::error!(%reference, path = %plain_path(req.path()), method = %req.method(), status = status.as_u16(), %error, "a request failed");
    } else {
        tracing::debug!(%reference, path = %plain_path(req.path()), status = status.as_u16(), %error, "a request was refused");
    }
    // When the database is away, the page is made without asking it who this is.
    let visitor = if status.is_server_error() {
        Visitor::stranger()
    } else {
        visitor::find(req).await.unwrap_or_else(|_| Visitor::stranger())
    };
    let sentence = match error {
        Error::Busy(_) if kept.is_some() => Some(unsaved(req).to_owned()),
        Error::NotFound if kept.is_some() => Some(gone(req).to_owned()),
        _ => sentence(error, req.path()),
    };
    let wait = match error {
        Error::TooMany { retry_after } => Some(*retry_after),
        Error::Busy(_) => Some(super::page::WAIT),
        _ => None,
    };
    let page = ErrorPage {
        status: status.as_u16(),
        message: sentence.as_deref(),
        reference: status.is_server_error().then_some(reference.as_str()),
        kept: kept.as_deref(),
        retry_after: wait,
        ..ErrorPage::default()
    };
    let html = fill(&views::errors::show(&page).into_string(), &visitor, None::<Notice>, |_| None);
    let mut response = unframed(status, html);
    if let Some(seconds) = wait {
        response.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from(seconds));
    }
    response
}

/// How the paths of links from letters begin: what comes after that is as good as a key.
const KEYS_FOLLOW: [&str; 9] = [
    "/confirmation/",
    "/reset/",
    "/invitation/",
    "/sign-in/link/",
    "/subscriptions/confirmation/",
    "/emails/",
    "/erasures/",
    "/account/profession/letter/",
    "/account/organisation/invitation/",
];

/// The beginning of a path that goes on with the secret half of a link from a letter; nothing for any other path.
pub(super) fn before_the_key(path: &str) -> Option<&'static str> {
    KEYS_FOLLOW.into_iter().find(|start| path.starts_with(start))
}

/// The path for the log: the secret half of a link in a letter is left out, and so is what follows an escape, behind
/// which a path may hide (`/%65mails/…` leads to where `/emails/…` does).
#[must_use]
pub fn plain_path(path: &str) -> String {
    match (before_the_key(path), path.split_once('%')) {
        (Some(start), _) | (None, Some((start, _))) => format!("{start}…"),
        (None, None) => path.to_owned(),
    }
}

/// The way to the door; past a page with the words, if somebody wrote some while their session ended.
fn sign_in_first(req: &HttpRequest, kept: Option<&str>) -> HttpResponse {
    // The form stands at the address to which it is sent, but for decisions, which stand with their case.
    let form = req.path().strip_suffix("/decisions").unwrap_or(req.path());
    let door = format!("{}?next={}", paths::sign_in(), paths::encode(form));
    if kept.is_none() {
        return super::page::see(&door, None);
    }
    let page = ErrorPage {
        status: StatusCode::FORBIDDEN.as_u16(),
        message: Some("You are not signed in any more. Copy your text, sign in, and send it again."),
        kept,
        recovery: Some((&door, "Sign in")),
        ..ErrorPage::default()
    };
    let html = fill(&views::errors::show(&page).into_string(), &Visitor::stranger(), None::<Notice>, |_| None);
    unframed(StatusCode::FORBIDDEN, html)
}

/// Words that could not be saved: the queue is full, the database away, the disk full.
fn unsaved(req: &HttpRequest) -> &'static str {
    let ends = |ends: &[&str]| ends.iter().any(|end| req.path().ends_with(end));
    if ends(&["/comments", "/replies", "/edit"]) {
        "We could not save your comment. It is still here below."
    } else if is_response(req.path()) && ends(&["/check"]) {
        "We could not send your response. Your answers are still saved, and what you wrote here is below."
    } else if is_response(req.path()) && req.path().contains("/sections/") {
        "We could not save your answers. What you wrote is still here below."
    } else {
        "We could not save what you wrote. It is still here below."
    }
}

/// What became of the place to which somebody sent words: it is not there, or not for them any more.
fn gone(req: &HttpRequest) -> &'static str {
    if is_response(req.path()) {
        "You cannot change this response any more. It may be that of an organisation that you have left. \
         Nothing is saved. What you wrote is still here below."
    } else {
        "This is not there any more, or you may not use it any more. Nothing is saved. What you wrote is still here below."
    }
}

/// Whether this is an address of somebody's own response to a consultation.
fn is_response(path: &str) -> bool {
    path.starts_with("/responses/")
}

/// What the person reads: never what went wrong inside.
fn sentence(error: &Error, path: &str) -> Option<String> {
    use views::dates::moment;
    let what = if is_response(path) || path.ends_with("/respond") { "responses" } else { "votes or comments" };
    match error {
        Error::NotUnderstood(why) | Error::NotAllowed(why) | Error::Conflict(why) | Error::Invalid(why) => {
            Some(why.clone())
        }
        Error::Closed(Closed::NotYet(Some(at))) => {
            Some(format!("This proposal opens at {}. It takes no {what} yet.", moment(*at)))
        }
        Error::Closed(Closed::NotYet(None)) => Some(format!("This proposal is not open yet. It takes no {what}.")),
        Error::Closed(Closed::Since(Some(at))) => {
            Some(format!("This proposal closed at {}. It takes no more {what}.", moment(*at)))
        }
        Error::Closed(Closed::Since(None)) => Some(format!("This proposal is closed. It takes no more {what}.")),
        Error::TooLarge { limit } => Some(format!(
            "What you sent is larger than {} kB. Shorten the text, or send it in two parts.",
            limit / 1_024
        )),
        _ => None,
    }
}

/// The page for a path that leads nowhere.
///
/// # Errors
/// Always [`Error::NotFound`].
pub async fn not_found() -> Result<HttpResponse, Error> {
    Err(Error::NotFound)
}

/// The answer for a path that exists, but not for this method (405).
pub async fn wrong_method() -> HttpResponse {
    let page = ErrorPage { status: 405, ..ErrorPage::default() };
    let html = fill(&views::errors::show(&page).into_string(), &Visitor::stranger(), None, |_| None);
    unframed(StatusCode::METHOD_NOT_ALLOWED, html)
}
