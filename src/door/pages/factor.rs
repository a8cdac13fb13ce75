//! The second step of signing in: setting it up, new recovery codes, and switching it off.

use super::proof::Proof;
use super::session_cookie;
use crate::accounts;
use crate::door::begin;
use crate::error::{Error, Result, broken};
use crate::factors::{self, Fresh};
use crate::passkeys;
use crate::policy::Role;
use crate::text::Text;
use crate::web::page::{Answer, respond, see};
use crate::web::session::{self, Person};
use crate::web::visitor::csrf_for;
use crate::web::{Browser, Form, Site, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use fast_qr::qr::QRBuilder;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use validator::Validate;
use views::accounts::{FactorOn, FactorSetUp};
use views::form::Problems;
use views::paths;

/// What is said of a password or code that is wrong.
const NOT_YOURS: &str = "This is not your password of now. Check it";
const NOT_YOURS_EITHER: &str = "This is neither your password of now nor a code that can be used. Check it";

fn signed_in(visitor: &Visitor) -> Result<Person> {
    visitor.person.clone().ok_or(Error::SignInFirst)
}

/// The page of the second step: how to set it up, or what can be changed about it. Opening it changes nothing.
///
/// # Errors
/// [`Error::SignInFirst`] for a stranger.
pub async fn show(req: HttpRequest, site: web::Data<Site>, visitor: Visitor) -> Answer {
    let person = signed_in(&visitor)?;
    if let Some(view) = on(&site, &person, Problems::default()).await? {
        return respond(&req, StatusCode::OK, &visitor, views::accounts::factor_on(&view));
    }
    let fresh = Fresh::new(&site.keys, person.id)?;
    form(&req, &site, &visitor, &person, &fresh, Problems::default()).await
}

/// The second step as it stands; nothing when there is none.
async fn on(site: &Site, person: &Person, problems: Problems) -> Result<Option<FactorOn>> {
    let (id, staff) = (person.id, person.appointed != Role::Member);
    site.db
        .read(move |conn| {
            let Some(factor) = factors::of(conn, id)? else { return Ok(None) };
            Ok(Some(FactorOn { since: factor.since, left: factors::recovery_left(conn, id)?, staff, problems }))
        })
        .await
}

async fn form(
    req: &HttpRequest,
    site: &Site,
    visitor: &Visitor,
    person: &Person,
    fresh: &Fresh,
    problems: Problems,
) -> Answer {
    let id = person.id;
    let (own, password) =
        site.db.read(move |conn| Ok((accounts::own(conn, id)?, accounts::password_of(conn, id)?))).await?;
    if password.is_none() {
        return respond(req, StatusCode::OK, visitor, views::accounts::no_password());
    }
    let host = url::Url::parse(site.config.public_url()).ok().and_then(|url| url.host_str().map(str::to_owned));
    let address = fresh.address(&host.unwrap_or_default(), &own.email)?;
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let view = FactorSetUp {
        picture: picture(&address)?,
        letters: fresh.in_letters(),
        address,
        sealed: fresh.sealed.clone(),
        staff: person.appointed != Role::Member,
        told: site.config.demo.mail_pages.then(|| fresh.code_now(site.now())),
        problems,
    };
    respond(req, status, visitor, views::accounts::factor_set_up(&view))
}

/// The dark squares of a QR code, row by row.
fn picture(text: &str) -> Result<Vec<Vec<bool>>> {
    let code = QRBuilder::new(text).build().map_err(broken("drawing a QR code"))?;
    Ok((0..code.size).map(|row| code[row].iter().take(code.size).map(|module| module.value()).collect()).collect())
}

/// The form that sets it up: who it is, the code that their app shows, and the secret on its way back.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Entry {
    current: SecretString,
    code: Text,
    sealed: Text,
}

/// Sets the second step up: all other sessions end, this one gets a new token, and the recovery codes are shown, once.
///
/// # Errors
/// [`Error::SignInFirst`] for a stranger; [`Error::TooMany`] after many wrong passwords.
pub async fn create(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, entry: Form<Entry>) -> Answer {
    let person = signed_in(&visitor)?;
    if on(&site, &person, Problems::default()).await?.is_some() {
        return Ok(see(paths::account_factor(), None));
    }
    let entry = entry.0;
    let fresh = Fresh::returned(&site.keys, person.id, entry.sealed.as_str())?;
    let Some(fresh) = fresh else {
        let mut problems = Problems::default();
        problems.add("code", "This picture is out of date. Scan the new one, and enter the code that your app shows");
        return form(&req, &site, &visitor, &person, &Fresh::new(&site.keys, person.id)?, problems).await;
    };
    let proof = Proof::count(&site, person.id)?;
    let mut problems = Problems::default();
    let step = fresh.step(entry.code.as_str(), site.now());
    if step.is_none() {
        problems.add("code", "This code does not fit. Enter the six digits that your app shows now");
    }
    if !proof.is_password(&entry.current).await? {
        problems.add("current", NOT_YOURS);
    }
    let Some(step) = step.filter(|_| problems.is_empty()) else {
        return form(&req, &site, &visitor, &person, &fresh, problems).await;
    };
    proof.was_right();
    let (here, browser, now) = (site.clone(), Browser::of(&req), site.now());
    let set_up = site
        .db
        .write(move |tx| {
            let codes = fresh.set_up(tx, &here.keys, person.id, step, now)?;
            factors::tell(tx, person.id, true, now)?;
            session::end_all(tx, person.id)?;
            Ok((codes, begin(tx, &here, person.id, true, &browser, now)?))
        })
        .await;
    match set_up {
        Ok((codes, (token, person))) => {
            let cookie = session_cookie(&site, &token, person.appointed);
            let staff = person.appointed != Role::Member;
            let visitor = Visitor { csrf: csrf_for(&site, &token), person: Some(person) };
            let page = views::accounts::recovery_codes(&codes, staff);
            let mut response = respond(&req, StatusCode::OK, &visitor, page)?;
            response.add_cookie(&cookie).map_err(broken("setting a cookie"))?;
            Ok(response)
        }
        Err(Error::Conflict(_)) => Ok(see(paths::account_factor(), None)),
        Err(other) => Err(other),
    }
}

/// The password, or a code.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Again {
    current: SecretString,
}

/// Whether it is still they; else the page with what is wrong. Without a second step there is nothing here to change.
async fn still(
    req: &HttpRequest,
    site: &Site,
    visitor: &Visitor,
    typed: &SecretString,
    field: &str,
) -> Result<std::result::Result<Person, actix_web::HttpResponse>> {
    let person = signed_in(visitor)?;
    if on(site, &person, Problems::default()).await?.is_none() {
        return Ok(Err(see(paths::account_factor(), None)));
    }
    let proof = Proof::count(site, person.id)?;
    if !typed.expose_secret().is_empty() && proof.is_password_or_code(typed).await? {
        proof.was_right();
        return Ok(Ok(person));
    }
    let mut problems = Problems::default();
    problems.add(field, NOT_YOURS_EITHER);
    match on(site, &person, problems).await? {
        Some(view) => {
            respond(req, StatusCode::UNPROCESSABLE_ENTITY, visitor, views::accounts::factor_on(&view)).map(Err)
        }
        None => Ok(Err(see(paths::account_factor(), None))),
    }
}

/// New recovery codes in place of the old ones, shown once.
///
/// # Errors
/// [`Error::SignInFirst`] for a stranger; [`Error::TooMany`] after many wrong passwords.
pub async fn renew(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, entry: Form<Again>) -> Answer {
    let person = match still(&req, &site, &visitor, &entry.0.current, "renew").await? {
        Ok(person) => person,
        Err(answer) => return Ok(answer),
    };
    let codes = site.db.write(move |tx| factors::renew_recovery(tx, person.id)).await?;
    respond(&req, StatusCode::OK, &visitor, views::accounts::recovery_codes(&codes, false))
}

/// Switches the second step off: all other sessions end, and this one gets a new token.
///
/// # Errors
/// [`Error::SignInFirst`] for a stranger; [`Error::TooMany`] after many wrong passwords.
pub async fn remove(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, entry: Form<Again>) -> Answer {
    let person = match still(&req, &site, &visitor, &entry.0.current, "remove").await? {
        Ok(person) => person,
        Err(answer) => return Ok(answer),
    };
    let (here, browser, now) = (site.clone(), Browser::of(&req), site.now());
    let (token, person) = site
        .db
        .write(move |tx| {
            factors::remove(tx, person.id)?;
            factors::tell(tx, person.id, false, now)?;
            session::end_all(tx, person.id)?;
            let strong = person.strong && passkeys::has(tx, person.id)?;
            begin(tx, &here, person.id, strong, &browser, now)
        })
        .await?;
    let mut response = see(paths::account(), Some("factor-off"));
    response.add_cookie(&session_cookie(&site, &token, person.appointed)).map_err(broken("setting a cookie"))?;
    Ok(response)
}
