//! One's own passkeys: adding one, naming it, and removing it.

use super::passkey::{Given, forget, here, keep, token_of};
use super::proof::Proof;
use super::session_cookie;
use crate::accounts;
use crate::door::begin as begin_session;
use crate::error::{Error, Result, broken};
use crate::passkeys::ceremonies::{self, Ceremony, Purpose, Question};
use crate::passkeys::{self, MOST, Passkey, Refusal};
use crate::policy::Role;
use crate::text::{Text, words_for_others};
use crate::web::form::id;
use crate::web::page::{Answer, respond, see};
use crate::web::session::{self, Person};
use crate::web::{Browser, Form, Site, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use validator::Validate;
use views::accounts::{NewPasskey, OnePasskey, PasskeysPage};
use views::form::Problems;
use views::paths;

/// What is said of a password or code that is wrong.
const NOT_YOURS: &str = "This is neither your password of now nor a code that can be used. Check it";

fn signed_in(visitor: &Visitor) -> Result<Person> {
    visitor.person.clone().ok_or(Error::SignInFirst)
}

/// A passkey as pages show it.
pub(super) fn shown(passkey: Passkey) -> views::accounts::Passkey {
    views::accounts::Passkey {
        id: passkey.id,
        name: passkey.name,
        backed_up: passkey.backed_up,
        since: passkey.created_at,
        used_at: passkey.last_used_at,
    }
}

/// The page of one's own passkeys.
///
/// # Errors
/// [`Error::SignInFirst`] for a stranger.
pub async fn show(req: HttpRequest, site: web::Data<Site>, visitor: Visitor) -> Answer {
    let name = Browser::of(&req).device;
    page(&req, &site, &visitor, name, Problems::default()).await
}

async fn page(req: &HttpRequest, site: &Site, visitor: &Visitor, name: String, problems: Problems) -> Answer {
    let person = signed_in(visitor)?;
    let own = site.db.read(move |conn| passkeys::of(conn, person.id)).await?;
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let view = PasskeysPage {
        passkeys: own.into_iter().map(shown).collect(),
        name,
        most: MOST,
        possible: here(site).is_some(),
        staff: person.appointed != Role::Member,
        problems,
    };
    respond(req, status, visitor, views::accounts::passkeys(&view))
}

/// The name of a new passkey, and who it is.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Entry {
    name: Text,
    current: SecretString,
}

fn named(name: &Text, problems: &mut Problems) -> Option<String> {
    words_for_others(name).map_err(|why| problems.add("name", why.unwrap_or("Enter a name for the passkey"))).ok()
}

/// Whether it is still they, by their password or a code; counted.
async fn proved(site: &Site, person: &Person, typed: &SecretString, problems: &mut Problems) -> Result<()> {
    let proof = Proof::count(site, person.id)?;
    if !typed.expose_secret().is_empty() && proof.is_password_or_code(typed).await? {
        proof.was_right();
    } else {
        problems.add("current", NOT_YOURS);
    }
    Ok(())
}

/// Whoever is still the same person is asked for a new passkey.
///
/// # Errors
/// [`Error::SignInFirst`] for a stranger; [`Error::TooMany`] after many wrong passwords.
pub async fn begin(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, entry: Form<Entry>) -> Answer {
    let person = signed_in(&visitor)?;
    let entry = entry.0;
    let mut problems = Problems::default();
    let name = named(&entry.name, &mut problems);
    // A code is used up, so it is looked at last.
    if name.is_some() || entry.current.expose_secret().is_empty() {
        proved(&site, &person, &entry.current, &mut problems).await?;
    }
    let Some(name) = name.filter(|_| problems.is_empty()) else {
        return page(&req, &site, &visitor, entry.name.into_string(), problems).await;
    };
    let full = site.db.read(move |conn| passkeys::is_full(conn, person.id)).await?;
    if full || here(&site).is_none() {
        return Ok(see(paths::account_passkeys(), None));
    }
    let (now, account) = (site.now(), Some(person.id));
    let question = Question { purpose: Purpose::Add, account, name, next: String::new() };
    let token = site.db.write(move |tx| ceremonies::begin(tx, &question, now)).await?;
    let mut response = see(paths::account_passkey_new(), None);
    keep(&mut response, &token)?;
    Ok(response)
}

fn is_theirs(asked: &Ceremony, person: &Person) -> bool {
    asked.question.purpose == Purpose::Add && asked.question.account == Some(person.id)
}

/// The page on which the browser makes it. Opening it changes nothing.
///
/// # Errors
/// [`Error::SignInFirst`] for a stranger.
pub async fn new(req: HttpRequest, site: web::Data<Site>, visitor: Visitor) -> Answer {
    let person = signed_in(&visitor)?;
    let Some((token, party)) = token_of(&req).zip(here(&site)) else {
        return Ok(see(paths::account_passkeys(), None));
    };
    let (now, own) = (site.now(), person.clone());
    let found = site
        .db
        .read(move |conn| {
            let Some(asked) = ceremonies::find(conn, &token, now)?.filter(|asked| is_theirs(asked, &own)) else {
                return Ok(None);
            };
            let email = accounts::own(conn, own.id)?.email;
            let question = passkeys::for_adding(conn, &party, &asked, &email, &own.name)?;
            Ok(Some((asked.question.name, question)))
        })
        .await?;
    let Some((name, question)) = found else { return Ok(see(paths::account_passkeys(), Some("passkey-none"))) };
    let view = NewPasskey { name, question, site: site.config.public_url().to_owned() };
    respond(&req, StatusCode::OK, &visitor, views::accounts::passkey_new(&view))
}

/// Keeps the passkey that the browser has made: a letter says so, all other sessions end, and this one gets a new token.
///
/// # Errors
/// [`Error::SignInFirst`] for a stranger.
pub async fn create(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, entry: Form<Given>) -> Answer {
    let person = signed_in(&visitor)?;
    let Some((token, party)) = token_of(&req).zip(here(&site)) else {
        return Ok(see(paths::account_passkeys(), None));
    };
    let (inner, browser, now) = (site.clone(), Browser::of(&req), site.now());
    let (answer, own) = (entry.0.answer.into_string(), person.clone());
    let added = site
        .db
        .write(move |tx| {
            let Some(asked) = ceremonies::take(tx, &token, now)?.filter(|asked| is_theirs(asked, &own)) else {
                return Ok(None);
            };
            if let Err(refusal) = passkeys::add(tx, &party, &asked, &answer, now)? {
                return Ok(Some(Err(refusal)));
            }
            passkeys::tell(tx, own.id, true, now)?;
            session::end_all(tx, own.id)?;
            Ok(Some(Ok(begin_session(tx, &inner, own.id, true, &browser, now)?)))
        })
        .await?;
    let mut response = match added {
        None => see(paths::account_passkeys(), Some("passkey-none")),
        Some(Err(refusal)) => {
            tracing::info!(?refusal, "a new passkey was not kept");
            let mut problems = Problems::default();
            problems.add("name", why_not(refusal));
            page(&req, &site, &visitor, Browser::of(&req).device, problems).await?
        }
        Some(Ok((token, person))) => {
            let mut response = see(paths::account_passkeys(), Some("passkey-added"));
            let cookie = session_cookie(&site, &token, person.appointed);
            response.add_cookie(&cookie).map_err(broken("setting a cookie"))?;
            response
        }
    };
    forget(&mut response)?;
    Ok(response)
}

fn why_not(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::Known => {
            "This passkey is here already. Begin again, and choose another device or another place to keep it"
        }
        Refusal::TooMany => "You have as many passkeys as you may. Remove one first",
        Refusal::OwnerNotThere => {
            "This device did not ask for your finger, your face or a PIN. Begin again, and choose one that does"
        }
        _ => "The passkey could not be saved. Begin again",
    }
}

async fn found(site: &Site, person: &Person, path: &str) -> Result<Passkey> {
    let (who, which) = (person.id, id(path)?);
    site.db.read(move |conn| passkeys::find(conn, who, which)).await?.ok_or(Error::NotFound)
}

/// The page of one passkey.
///
/// # Errors
/// [`Error::SignInFirst`] for a stranger; [`Error::NotFound`] for a passkey of somebody else.
pub async fn one(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, path: web::Path<String>) -> Answer {
    let passkey = found(&site, &signed_in(&visitor)?, &path).await?;
    let name = passkey.name.clone();
    one_again(&req, &visitor, passkey, name, Problems::default())
}

fn one_again(req: &HttpRequest, visitor: &Visitor, passkey: Passkey, name: String, problems: Problems) -> Answer {
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let view = OnePasskey { passkey: shown(passkey), name, problems };
    respond(req, status, visitor, views::accounts::passkey(&view))
}

/// Another name for a passkey.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Name {
    name: Text,
}

/// Calls a passkey by another name.
///
/// # Errors
/// As for [`one`].
pub async fn rename(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    path: web::Path<String>,
    entry: Form<Name>,
) -> Answer {
    let person = signed_in(&visitor)?;
    let passkey = found(&site, &person, &path).await?;
    let mut problems = Problems::default();
    let Some(name) = named(&entry.0.name, &mut problems) else {
        return one_again(&req, &visitor, passkey, entry.0.name.into_string(), problems);
    };
    site.db.write(move |tx| passkeys::rename(tx, person.id, passkey.id, &name)).await?;
    Ok(see(paths::account_passkeys(), Some("saved")))
}

/// Who it is that removes a passkey.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Again {
    current: SecretString,
}

/// Removes a passkey: a letter says so, all other sessions end, and this one gets a new token.
///
/// # Errors
/// As for [`one`]; [`Error::TooMany`] after many wrong passwords.
pub async fn remove(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    path: web::Path<String>,
    entry: Form<Again>,
) -> Answer {
    let person = signed_in(&visitor)?;
    let passkey = found(&site, &person, &path).await?;
    let mut problems = Problems::default();
    proved(&site, &person, &entry.0.current, &mut problems).await?;
    if !problems.is_empty() {
        let name = passkey.name.clone();
        return one_again(&req, &visitor, passkey, name, problems);
    }
    let (inner, browser, now, who) = (site.clone(), Browser::of(&req), site.now(), person.id);
    let (token, person) = site
        .db
        .write(move |tx| {
            if !passkeys::remove(tx, who, passkey.id)? {
                return Err(Error::NotFound);
            }
            passkeys::tell(tx, who, false, now)?;
            session::end_all(tx, who)?;
            // It stays strong while there is anything left that makes it so.
            let left = crate::factors::of(tx, who)?.is_some() || passkeys::has(tx, who)?;
            begin_session(tx, &inner, who, person.strong && left, &browser, now)
        })
        .await?;
    let mut response = see(paths::account_passkeys(), Some("passkey-removed"));
    response.add_cookie(&session_cookie(&site, &token, person.appointed)).map_err(broken("setting a cookie"))?;
    Ok(response)
}
