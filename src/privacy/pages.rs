//! One's own data: asking for a copy and fetching it, erasing oneself, and the page that shows that one did.

use super::{Archive, archive, erasure, last};
use crate::accounts;
use crate::clock::Moment;
use crate::error::{Error, Result, broken};
use crate::ids::AccountId;
use crate::passwords;
use crate::policy::Role;
use crate::text::Text;
use crate::web::limits::Rule;
use crate::web::page::{Answer, respond, see};
use crate::web::session::Person;
use crate::web::{Form, Site, Visitor, session, waiting};
use actix_web::cookie::{Cookie, SameSite, time};
use actix_web::http::{StatusCode, header};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, web};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use validator::Validate;
use views::form::Problems;
use views::paths;
use views::privacy as view;

/// How often somebody may ask for a copy.
const COPIES: Rule = Rule { name: "copies", most: 5, seconds: 86_400 };
/// How often somebody may give a wrong password for their own account.
const GUESSES: Rule = Rule { name: "own password", most: 10, seconds: 900 };

fn signed_in(visitor: &Visitor) -> Result<&Person> {
    visitor.person.as_ref().ok_or(Error::SignInFirst)
}

/// `GET /account/data`: how the copy of one's data stands.
///
/// # Errors
/// [`Error::SignInFirst`] for a stranger.
pub async fn data(req: HttpRequest, site: web::Data<Site>, visitor: Visitor) -> Answer {
    let who = signed_in(&visitor)?.id;
    let found = site.db.read(move |conn| last(conn, who)).await?;
    let days = site.config.retention.downloads_days;
    let state = match found {
        None => view::Copy::None,
        Some(Archive { ready_at: Some(_), asked_at, bytes, .. }) => {
            view::Copy::Ready { asked_at, until: asked_at + chrono::Duration::days(days), bytes }
        }
        Some(Archive { asked_at, .. }) => view::Copy::Making { asked_at },
    };
    respond(&req, StatusCode::OK, &visitor, view::data(&state, days))
}

/// The form has one button and no field.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Nothing {}

/// `POST /account/data`: a copy is made, and a letter says when it is ready.
///
/// # Errors
/// [`Error::SignInFirst`] for a stranger; [`Error::TooMany`] within a day.
pub async fn ask(site: web::Data<Site>, visitor: Visitor, _: Form<Nothing>) -> Answer {
    let (who, now) = (signed_in(&visitor)?.id, site.now());
    site.limits.count(COPIES, &who.to_string(), now)?;
    site.db.write(move |tx| super::ask(tx, who, now)).await?;
    Ok(see(paths::account_data(), None))
}

/// `GET /account/data/copy.zip`: the copy, part by part.
///
/// # Errors
/// [`Error::SignInFirst`] for a stranger; [`Error::NotFound`] while there is none.
pub async fn download(site: web::Data<Site>, visitor: Visitor) -> Answer {
    let who = signed_in(&visitor)?.id;
    let found = site.db.read(move |conn| last(conn, who)).await?;
    let Some(Archive { id, bytes, .. }) = found.filter(|found| found.ready_at.is_some()) else {
        return Err(Error::NotFound);
    };
    let here = site.get_ref().clone();
    let parts = futures_util::stream::try_unfold(0, move |number| {
        let here = here.clone();
        async move {
            let part = archive::part(&here, id, number).await?;
            Ok::<_, Error>(part.map(|bytes| (Bytes::from(bytes), number + 1)))
        }
    });
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/zip"))
        .insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"my-data.zip\""))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .no_chunking(bytes.unsigned_abs())
        .streaming(Box::pin(parts)))
}

/// `GET /account/erasure`: what goes and what stays.
///
/// # Errors
/// [`Error::SignInFirst`] for a stranger.
pub async fn erasure(req: HttpRequest, site: web::Data<Site>, visitor: Visitor) -> Answer {
    form(&req, &site, &visitor, StatusCode::OK, "", &Problems::default()).await
}

async fn form(
    req: &HttpRequest,
    site: &Site,
    visitor: &Visitor,
    status: StatusCode,
    comments: &str,
    problems: &Problems,
) -> Answer {
    let person = signed_in(visitor)?;
    let who = person.id;
    let stored = site.db.read(move |conn| accounts::password_of(conn, who)).await?;
    let view = view::Erasing {
        on_the_staff: person.role != Role::Member,
        has_password: stored.is_some(),
        suggests: site.config.proposals.by_residents,
        comments,
        days: site.config.retention.downloads_days,
        problems,
    };
    respond(req, status, visitor, view::erasing(&view))
}

/// The choice for comments, and the password.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Entry {
    comments: Text,
    password: SecretString,
}

/// `POST /account/erasure`: the account is closed at this moment, and the rest is erased in the background.
///
/// # Errors
/// [`Error::SignInFirst`] for a stranger; [`Error::TooMany`] after many wrong passwords; [`Error::Conflict`] for staff.
pub async fn erase(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, entry: Form<Entry>) -> Answer {
    let who = signed_in(&visitor)?.id;
    if let Some(reference) = site.db.read(move |conn| erasure::begun(conn, who)).await? {
        return left(&reference);
    }
    let entry = entry.0;
    let words_go = match entry.comments.as_str() {
        "go" => Some(true),
        "stay" => Some(false),
        _ => None,
    };
    let mut problems = Problems::default();
    if words_go.is_none() {
        problems.add("comments", "Choose what happens to your comments");
    }
    let right = is_own_password(&site, who, &entry.password, site.now()).await?;
    if let Err(message) = right {
        problems.add("password", message);
    }
    let (Some(words_go), true) = (words_go, problems.is_empty()) else {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return form(&req, &site, &visitor, status, entry.comments.as_str(), &problems).await;
    };
    let (now, waits) = (site.now(), waiting::token_of(&req));
    let reference = site
        .db
        .write(move |tx| {
            if let Some(reference) = erasure::begun(tx, who)? {
                return Ok(reference);
            }
            waits.as_deref().map_or(Ok(()), |waits| waiting::remove_under(tx, waits))?;
            erasure::begin(tx, who, words_go, now)
        })
        .await?;
    left(&reference)
}

/// To the page that shows it, and the browser forgets its cookies.
fn left(reference: &str) -> Answer {
    let mut response = see(&paths::erasure(reference), None);
    for name in [session::COOKIE, waiting::COOKIE] {
        response.add_cookie(&no_cookie(name)).map_err(broken("setting a cookie"))?;
    }
    let clear = header::HeaderName::from_static("clear-site-data");
    response.headers_mut().insert(clear, header::HeaderValue::from_static("\"cookies\""));
    Ok(response)
}

/// The cookie that takes the one of this name away.
fn no_cookie(name: &'static str) -> Cookie<'static> {
    let cookie = Cookie::build(name, "").path("/").secure(true).http_only(true).same_site(SameSite::Lax);
    cookie.max_age(time::Duration::ZERO).finish()
}

/// Whether this is the password of the account, asked anew; else what is wrong with it.
async fn is_own_password(
    site: &Site,
    who: AccountId,
    typed: &SecretString,
    now: Moment,
) -> Result<std::result::Result<(), &'static str>> {
    if typed.expose_secret().is_empty() {
        return Ok(Err("Enter your password"));
    }
    site.limits.count(GUESSES, &who.to_string(), now)?;
    let stored = site.db.read(move |conn| accounts::password_of(conn, who)).await?;
    let verdict = site.passwords.check(passwords::as_typed(typed.expose_secret()), stored).await?;
    if !verdict.right {
        return Ok(Err("This is not your password. Check it"));
    }
    site.limits.forget(GUESSES, &who.to_string());
    Ok(Ok(()))
}

/// `GET /erasures/{reference}`: that somebody erased themselves, without who.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn certificate(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    reference: web::Path<String>,
) -> Answer {
    let found = site.db.read(move |conn| erasure::find(conn, &reference)).await?;
    let view = view::Certificate {
        reference: found.reference,
        asked_at: found.asked_at,
        done_at: found.done_at,
        words_go: found.words_go,
    };
    respond(&req, StatusCode::OK, &visitor, view::certificate(&view))
}
