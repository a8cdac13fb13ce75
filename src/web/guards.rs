//! What every request passes on its way in and every answer on its way out; no handler can forget it.

mod body;

use super::address::{is_loopback, without_port};
use super::form::Checked;
use super::page::{Unframed, pack};
use super::visitor::{is_csrf_for, token_of};
use super::{Site, error_pages, session, unread, upload};
use crate::error::{Error, Result};
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::{ConnectionType, Method, StatusCode, header};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpRequest, web};
use body::{keep_words, read_body};
use views::frame;

/// Checks a request, runs the rest, and finishes the answer: error pages and the headers of every answer.
///
/// # Errors
/// Never: errors have become pages.
pub async fn guard(
    mut req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> std::result::Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let site = req.app_data::<web::Data<Site>>().cloned();
    let Some(site) = site else {
        return Ok(req.into_response(actix_web::HttpResponse::InternalServerError().finish()));
    };
    if *req.method() == Method::HEAD {
        // Answered like GET; the connection leaves the body out (RFC 9110, 9.3.2).
        req.head_mut().method = Method::GET;
    }
    let mut body = req.take_payload();
    let response = match admit(&site, &mut req, &mut body).await {
        Ok(()) => next.call(req).await?.map_into_boxed_body(),
        Err(error) => {
            let mut page = error_pages::render(req.request(), &error).await;
            if matches!(error, Error::NotUnderstood(_) | Error::TooSlow) {
                // Where one request could not be read, nobody knows where the next begins.
                page.head_mut().set_connection_type(ConnectionType::Close);
            }
            req.into_response(page)
        }
    };
    let response = with_frame(&site, with_page(response).await).await;
    let response = with_headers(&site, response);
    Ok(if matches!(body, Payload::None) { response } else { unread::closing(response, body) })
}

/// Refuses what must not come in, and reads the body of everything that changes something.
async fn admit(site: &Site, req: &mut ServiceRequest, body: &mut Payload) -> Result<()> {
    right_host(site, req.request())?;
    right_size(req.request())?;
    take_form(site, req, body).await?;
    if has_controls(req.path()) {
        return Err(Error::NotFound);
    }
    Ok(())
}

/// The longest header, and the most that all headers of a request may hold together, in bytes. We set two short cookies;
/// the rest is room for what neighbours on the same domain set.
const HEADER: usize = 8_192;
const HEADERS: usize = 32_768;

/// Refuses what no browser sends, before anybody has to read it.
fn right_size(req: &HttpRequest) -> Result<()> {
    let sizes = || req.headers().iter().map(|(name, value)| name.as_str().len() + value.len());
    if sizes().any(|size| size > HEADER) || sizes().sum::<usize>() > HEADERS {
        return Err(Error::NotUnderstood(
            "Your browser sent more than we can read. Delete the cookies of this site, then try again.".into(),
        ));
    }
    Ok(())
}

/// Reads and checks the form of a POST. No route takes any other method that changes something: the router answers 405.
async fn take_form(site: &Site, req: &mut ServiceRequest, body: &mut Payload) -> Result<()> {
    if *req.method() != Method::POST {
        return Ok(());
    }
    if upload::is_one(req.request()) {
        return take_upload(site, req, body).await;
    }
    let one_click = is_one_click(req.path());
    let body = read_body(site, req.request(), body, one_click).await?;
    let form = String::from_utf8(body).map_err(|_| {
        Error::NotUnderstood("The form was not complete. Go back, reload the page and try again.".into())
    })?;
    if one_click && form.contains("List-Unsubscribe") && form.contains("One-Click") {
        // A mail program, without cookies: the secret in the address is the proof, and it can do nothing but stop emails.
        req.extensions_mut().insert(Checked("List-Unsubscribe=One-Click".into()));
        return Ok(());
    }
    take_checked(site, req.request(), form).await
}

/// The same for a form with a file. What can be known without reading it is asked first.
async fn take_upload(site: &Site, req: &mut ServiceRequest, body: &mut Payload) -> Result<()> {
    said_to_be_ours(site, req.request())?;
    let (form, file) = upload::read(site, req.request(), body).await.map_err(|(error, form)| {
        keep_words(req.request(), &form);
        error
    })?;
    take_checked(site, req.request(), form).await?;
    if let Some(file) = file {
        req.extensions_mut().insert(file);
    }
    Ok(())
}

/// Lets a form in that was read, if it comes from a page of ours.
async fn take_checked(site: &Site, req: &HttpRequest, form: String) -> Result<()> {
    keep_words(req, &form);
    right_sender(site, req, &form).await?;
    req.extensions_mut().insert(Checked(form));
    Ok(())
}

/// The one path to which mail programs post by themselves (RFC 8058).
fn is_one_click(path: &str) -> bool {
    path.strip_prefix("/emails/").and_then(|rest| rest.strip_suffix("/stop")).is_some_and(|token| !token.contains('/'))
}

/// Whether a path holds control characters once it is decoded: no page of ours does, and PostgreSQL refuses NUL.
fn has_controls(path: &str) -> bool {
    let mut rest = path;
    while let Some(at) = rest.find('%') {
        rest = &rest[at + 1..];
        let code = rest.get(..2).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        if code.is_some_and(|c| c < 0x20 || c == 0x7f) {
            return true;
        }
    }
    false
}

/// Only requests for our own name are answered: a foreign name would turn up in no link of ours, but in caches.
fn right_host(site: &Site, req: &HttpRequest) -> Result<()> {
    let named = req.uri().authority().map(actix_web::http::uri::Authority::as_str);
    let asked = named.or_else(|| req.headers().get(header::HOST).and_then(|v| v.to_str().ok())).unwrap_or_default();
    // A load balancer on this machine asks for the site's health by the machine's own name.
    let from_here = req.path() == "/health" && is_loopback(without_port(asked));
    if site.address.is_ours(asked) || from_here {
        return Ok(());
    }
    Err(Error::NotUnderstood("This is not the address of this site.".into()))
}

/// A form must come from a page of ours: the browser says so, and somebody signed in also carries the page's token.
///
/// OWASP's advice on cross-site request forgery: `Sec-Fetch-Site`, else `Origin`, and a token bound to the session.
async fn right_sender(site: &Site, req: &HttpRequest, form: &str) -> Result<()> {
    let said = said_to_be_ours(site, req)?;
    let Some(token) = token_of(req) else {
        return if said { Ok(()) } else { Err(foreign()) };
    };
    let sent =
        url::form_urlencoded::parse(form.as_bytes()).find(|(name, _)| name == "csrf").map(|(_, v)| v.into_owned());
    if sent.is_some_and(|sent| is_csrf_for(site, &token, &sent)) {
        return Ok(());
    }
    // A session that has ended leaves its cookie behind: then nobody is signed in, and the browser's word is enough.
    let now = site.now();
    if said && site.db.read(move |conn| session::find(conn, &token, now)).await?.is_none() {
        return Ok(());
    }
    Err(Error::NotAllowed(
        "This page was open since before you signed in or out. Your text is below: please go back, reload the page and send it again.".into(),
    ))
}

fn foreign() -> Error {
    Error::NotAllowed("This form was sent from another site, so we did not use it. Please send it from here.".into())
}

/// Whether the browser says that a page of ours sent this; false when it does not say.
fn said_to_be_ours(site: &Site, req: &HttpRequest) -> Result<bool> {
    let text = |name: &str| req.headers().get(name).and_then(|v| v.to_str().ok());
    match (text("sec-fetch-site"), text("origin")) {
        (Some("same-origin" | "none"), _) => Ok(true),
        (Some(_), _) => Err(foreign()),
        (None, Some(origin)) if site.address.is_our_origin(origin) => Ok(true),
        (None, Some(_)) => Err(foreign()),
        (None, None) => Ok(false),
    }
}

/// Errors of handlers, of extractors and of the router become pages; everything else goes through.
async fn with_page(response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
    let error = response.response().extensions().get::<Error>().cloned().or_else(|| bare_error(&response));
    let Some(error) = error else { return response };
    let (req, _) = response.into_parts();
    let page = error_pages::render(&req, &error).await;
    ServiceResponse::new(req, page)
}

/// Pages that were made for this answer alone get the words of their frame here; kept pages have them already.
async fn with_frame(site: &Site, mut response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
    let page = response.response_mut().extensions_mut().remove::<Unframed>();
    let Some(Unframed(page)) = page else { return response };
    let now = if response.status().is_server_error() { None } else { site.frames.now(&site.db).await.ok() };
    let html = frame::fill(&page, &now.unwrap_or_else(|| site.frames.known()));
    let (req, response) = response.into_parts();
    let response = pack(&req, response, html);
    ServiceResponse::new(req, response)
}

/// An answer that some library made without a page of ours.
fn bare_error(response: &ServiceResponse<BoxBody>) -> Option<Error> {
    let ours =
        response.headers().contains_key(header::CONTENT_TYPE) && response.headers().contains_key(header::CACHE_CONTROL);
    match response.status() {
        _ if ours => None,
        StatusCode::BAD_REQUEST => Some(Error::NotUnderstood("The address or the form could not be read.".into())),
        StatusCode::NOT_FOUND => Some(Error::NotFound),
        StatusCode::PAYLOAD_TOO_LARGE => Some(Error::TooLarge { limit: 0 }),
        status if status.is_server_error() => Some(Error::Broken(format!("a bare {status}"))),
        _ => None,
    }
}

/// What every answer carries (OWASP ASVS 5.0, V3.4).
const EVERY_ANSWER: [(header::HeaderName, &str); 6] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
         connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::CROSS_ORIGIN_OPENER_POLICY, "same-origin"),
    (header::CROSS_ORIGIN_RESOURCE_POLICY, "same-origin"),
    (header::PERMISSIONS_POLICY, "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
];

/// The headers of every answer, whatever its status.
fn with_headers(site: &Site, mut response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
    let path = response.request().path();
    // What another site sends somebody back with stands in the address, too.
    let holds_a_key = error_pages::before_the_key(path).is_some() || path.starts_with("/sign-in/with/");
    let headers = response.headers_mut();
    for (name, value) in EVERY_ANSWER {
        // The letters of the demonstration have a policy of their own, since their styles are in them.
        if !headers.contains_key(&name) {
            headers.insert(name, header::HeaderValue::from_static(value));
        }
    }
    let referrer = if holds_a_key { "no-referrer" } else { "same-origin" };
    headers.insert(header::REFERRER_POLICY, header::HeaderValue::from_static(referrer));
    if let Some(value) = &site.hsts {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, value.clone());
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    }
    response
}
