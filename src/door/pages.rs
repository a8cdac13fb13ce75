//! Signing in and signing out.

pub mod account;
pub mod code;
pub mod confirmation;
pub mod elsewhere;
pub mod factor;
pub mod first;
mod guesses;
pub mod identities;
pub mod invitation;
pub mod link;
pub mod newcomer;
pub mod passkey;
pub mod passkeys;
pub mod pending;
mod proof;
pub mod registration;
pub mod reset;
pub mod sessions;

use self::guesses::Guess;
use super::waiting::{self as posting, Settled};
use super::{Entered, Way, enter};
use crate::accounts::{self, Found};
use crate::clock::Moment;
use crate::error::{Result, broken};
use crate::mail;
use crate::passkeys::RelyingParty;
use crate::passwords::{Verdict, as_typed};
use crate::policy::Role;
use crate::text::Text;
use crate::web::form::Query;
use crate::web::limits;
use crate::web::page::{Answer, respond, safe_next, see};
use crate::web::session::{COOKIE, Lifetime, end};
use crate::web::visitor::csrf_for;
use crate::web::waiting::{self, Held};
use crate::web::{Browser, Form, Site, Visitor};
use actix_web::cookie::{Cookie, SameSite, time};
use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use validator::Validate;
use views::accounts::SignIn;
use views::errors::ErrorPage;
use views::form::Problems;
use views::paths;

/// Where to go afterwards.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Next {
    next: Text,
}

/// The form for signing in.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Entry {
    email: Text,
    password: SecretString,
    next: Text,
}

/// The page for signing in.
///
/// # Errors
/// When the database does not answer.
pub async fn show(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, asked: Query<Next>) -> Answer {
    let next = safe_next(asked.0.next.as_str()).unwrap_or_default();
    if visitor.person.is_some() {
        return Ok(see(if next.is_empty() { paths::account() } else { next }, None));
    }
    form_again(&req, &site, &visitor, "", next, Problems::default()).await
}

async fn form_again(
    req: &HttpRequest,
    site: &Site,
    visitor: &Visitor,
    email: &str,
    next: &str,
    problems: Problems,
) -> Answer {
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let waiting = shown(req, site).await?;
    let providers = elsewhere::buttons(site);
    let passkeys = RelyingParty::of(site.config.public_url()).is_some();
    let view = SignIn { email: email.to_owned(), next: next.to_owned(), waiting, providers, passkeys, problems };
    respond(req, status, visitor, views::accounts::sign_in(&view))
}

/// What waits under the cookie of this browser, for a page.
pub(super) async fn shown(req: &HttpRequest, site: &Site) -> Result<Option<views::accounts::Waiting>> {
    let now = site.now();
    let Some(token) = waiting::token_of(req) else { return Ok(None) };
    site.db
        .read(move |conn| {
            let rows: Vec<Held> = waiting::find(conn, &token, now)?.into_iter().collect();
            posting::shown(conn, &rows, now)
        })
        .await
}

/// Signs somebody in, posts what waited, and leads on. For a wrong password and an unknown address the answer is the same.
///
/// # Errors
/// [`crate::error::Error::TooMany`] after many wrong passwords.
pub async fn create(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, entry: Form<Entry>) -> Answer {
    let entry = entry.0;
    let next = safe_next(entry.next.as_str()).unwrap_or_default().to_owned();
    let problems = match check(&req, &site, &entry).await? {
        Ok(found) => return welcome(&req, &site, &found, &entry.password, &next).await,
        Err(problems) => problems,
    };
    form_again(&req, &site, &visitor, entry.email.as_str(), &next, problems).await
}

/// The account, and whether its hash is out of date; or what is wrong.
async fn check(
    req: &HttpRequest,
    site: &Site,
    entry: &Entry,
) -> Result<std::result::Result<(Found, Verdict), Problems>> {
    let mut problems = Problems::default();
    let key = mail::address(entry.email.as_str()).map(|(_, key)| key).unwrap_or_else(|message| {
        problems.add("email", message);
        String::new()
    });
    if entry.password.expose_secret().is_empty() {
        problems.add("password", "Enter your password");
    }
    if !problems.is_empty() {
        return Ok(Err(problems));
    }
    let guess = Guess::count(req, site, &key)?;
    let found = site.db.read(move |conn| accounts::find_for_sign_in(conn, &key)).await?;
    let stored = found.as_ref().and_then(|f| f.password_hash.clone());
    let verdict = guess.check(&entry.password, stored).await?;
    if let Some(found) = found.filter(|f| verdict.right && f.confirmed_at.is_some()) {
        guess.was_right();
        return Ok(Ok((found, verdict)));
    }
    guess.was_wrong();
    // The same for an address that waits to be confirmed: else whoever registered it would learn that it was new to us.
    problems.add("email", NOT_TOGETHER);
    Ok(Err(problems))
}

/// Whatever is wrong with an address and a password.
const NOT_TOGETHER: &str = "This email address and this password do not belong together, or the address is not \
                            confirmed yet. Check both, and look for our email";

async fn welcome(
    req: &HttpRequest,
    site: &Site,
    found: &(Found, Verdict),
    password: &SecretString,
    next: &str,
) -> Answer {
    let (found, verdict) = found;
    let account = found.id;
    let hash =
        if verdict.outdated { Some(site.passwords.hash(as_typed(password.expose_secret())).await?) } else { None };
    let (here, browser, now, to) = (site.clone(), Browser::of(req), site.now(), next.to_owned());
    let entered = site
        .db
        .write(move |tx| {
            if let Some(hash) = &hash {
                accounts::set_password(tx, account, hash)?;
            }
            enter(tx, &here, account, Way::Password, &browser, &to, now)
        })
        .await?;
    come_in(req, site, entered, next).await
}

/// Somebody who has an account has shown who they are: they are led on, or to the page that asks for a code.
async fn come_in(req: &HttpRequest, site: &Site, entered: Entered, next: &str) -> Answer {
    let rows = held_by(req, site, site.now()).await?;
    arrive(req, site, entered, rows, next, "signed-in").await
}

/// What waits under the cookie of this browser.
async fn held_by(req: &HttpRequest, site: &Site, now: Moment) -> Result<Vec<Held>> {
    let Some(token) = waiting::token_of(req) else { return Ok(Vec::new()) };
    site.db.read(move |conn| Ok(waiting::find(conn, &token, now)?.into_iter().collect())).await
}

/// Somebody has come in: posts what waited for them, sets their cookie, and leads to where it stands, or else to `next`.
/// Whoever owes a code is led to the page that asks for it, and all that waits goes on waiting.
pub(super) async fn arrive(
    req: &HttpRequest,
    site: &Site,
    entered: Entered,
    rows: Vec<Held>,
    next: &str,
    done: &'static str,
) -> Answer {
    let (token, person) = match entered {
        Entered::In(token, person) => (token, person),
        Entered::OwesCode(token) => return code::ask(&token),
    };
    let waits = if next.is_empty() || next == paths::account() { newcomer::waits(req, site).await? } else { None };
    let next = match next {
        "" if person.appointed != person.role => paths::account_factor(),
        next => waits.as_deref().unwrap_or(if next.is_empty() { paths::home() } else { next }),
    };
    let cookie = session_cookie(site, &token, person.appointed);
    let account = person.id;
    let visitor = Visitor { csrf: csrf_for(site, &token), person: Some(person) };
    let settled = posting::settle(site, &visitor, &limits::client(req, &site.config), rows).await?;
    let mut response = led(req, &visitor, &settled, next, Some(done))?;
    response.add_cookie(&cookie).map_err(broken("setting a cookie"))?;
    if let Some(left) = waiting::token_of(req) {
        // What could not be posted is found from the account from now on.
        let until = site.now() + waiting::lasts(site);
        site.db.write(move |tx| waiting::attach(tx, &left, account, until)).await?;
        response.add_cookie(&waiting::no_cookie()).map_err(broken("setting a cookie"))?;
    }
    Ok(response)
}

/// To the place of what was posted, or to `next`; a page with the texts when some could not be posted.
pub(super) fn led(
    req: &HttpRequest,
    visitor: &Visitor,
    settled: &Settled,
    next: &str,
    done: Option<&'static str>,
) -> Answer {
    if settled.failed.is_empty() {
        return Ok(settled.place().map_or_else(|| see(next, done), |placed| see(&placed.to, Some(placed.done))));
    }
    let (why, texts) = (settled.why(), settled.texts());
    let (status, recovery) = match settled.wait {
        Some(_) => (StatusCode::TOO_MANY_REQUESTS, (paths::pending(), "See what waits")),
        None => (StatusCode::CONFLICT, (settled.place().map_or(next, |placed| placed.to.as_str()), "Go on")),
    };
    let error = ErrorPage {
        status: status.as_u16(),
        message: Some(&why),
        kept: (!texts.is_empty()).then_some(texts.as_str()),
        retry_after: settled.wait,
        recovery: Some(recovery),
        ..ErrorPage::default()
    };
    let mut response = respond(req, status, visitor, views::errors::show(&error))?;
    if let Some(seconds) = settled.wait {
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    Ok(response)
}

fn session_cookie(site: &Site, token: &str, role: Role) -> Cookie<'static> {
    // The session on the server may end before; the cookie then finds nothing.
    cookie(token, Lifetime::of(role, &site.config.accounts).longest.num_seconds())
}

fn cookie(token: &str, seconds: i64) -> Cookie<'static> {
    own_cookie(COOKIE, token, seconds)
}

/// A cookie that only this host gets back and no script sees.
fn own_cookie(name: &'static str, token: &str, seconds: i64) -> Cookie<'static> {
    Cookie::build(name, token.to_owned())
        .path("/")
        .secure(true)
        .http_only(true)
        .same_site(SameSite::Lax)
        .max_age(time::Duration::seconds(seconds))
        .finish()
}

/// Signs out: the session is over on the server, and the browser forgets its cookies.
///
/// # Errors
/// When the database does not answer.
pub async fn destroy(site: web::Data<Site>, visitor: Visitor) -> Answer {
    if let Some(person) = visitor.person {
        site.db.write(move |tx| end(tx, person.session)).await?;
    }
    left()
}

/// The way out: to the home page, and the browser forgets its cookies.
fn left() -> Answer {
    let mut response: HttpResponse = see(paths::home(), Some("signed-out"));
    response.add_cookie(&cookie("", 0)).map_err(broken("setting a cookie"))?;
    let clear = header::HeaderName::from_static("clear-site-data");
    response.headers_mut().insert(clear, header::HeaderValue::from_static("\"cookies\""));
    Ok(response)
}
