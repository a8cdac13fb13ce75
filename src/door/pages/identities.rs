//! The sites with which one signs in: connecting one's account, and taking that back.

use super::elsewhere::{provider, set_off};
use super::proof;
use super::session_cookie;
use crate::db::Conn;
use crate::door::begin;
use crate::error::{Error, Result, broken};
use crate::factors;
use crate::identities;
use crate::ids::AccountId;
use crate::openid::Provider;
use crate::web::page::{Answer, respond, see};
use crate::web::session::{self, Person};
use crate::web::{Browser, Form, Site, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use secrecy::SecretString;
use serde::Deserialize;
use validator::Validate;
use views::accounts::{Connecting, Linked};
use views::form::Problems;
use views::paths;

/// Every provider, and since when somebody signs in with it: for their own page.
pub(super) fn linked(conn: &mut Conn, site: &Site, account: AccountId) -> Result<Vec<Linked>> {
    let known = identities::of(conn, account)?;
    let since = |one: &Provider| known.iter().find(|known| known.issuer == one.issuer()).map(|known| known.since);
    let shown =
        |one: &Provider| Linked { name: one.name().to_owned(), title: one.title().to_owned(), since: since(one) };
    Ok(site.openid.all().map(shown).collect())
}

async fn is_connected(site: &Site, person: &Person, provider: &Provider) -> Result<bool> {
    let (id, issuer) = (person.id, provider.issuer().to_owned());
    Ok(site.db.read(move |conn| identities::of(conn, id)).await?.iter().any(|one| one.issuer == issuer))
}

async fn page(
    req: &HttpRequest,
    site: &Site,
    visitor: &Visitor,
    provider: &Provider,
    person: &Person,
    problems: Problems,
) -> Answer {
    let connected = is_connected(site, person, provider).await?;
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let name = provider.name();
    let action = if connected { paths::account_identity_removal(name) } else { paths::account_identity(name) };
    let proof = proof::needed(site, person).await?;
    let (title, account) = (provider.title().to_owned(), person.name.clone());
    let view = Connecting { title, action, account, theirs: String::new(), proof, problems };
    let page = if connected { views::accounts::disconnect(&view) } else { views::accounts::connect(&view) };
    respond(req, status, visitor, page)
}

/// The page of one provider: connect, or disconnect. Opening it changes nothing.
///
/// # Errors
/// [`Error::SignInFirst`] for a stranger; [`Error::NotFound`] when there is no such provider.
pub async fn show(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, name: web::Path<String>) -> Answer {
    let person = visitor.person.clone().ok_or(Error::SignInFirst)?;
    let provider = provider(&site, &name)?;
    page(&req, &site, &visitor, provider, &person, Problems::default()).await
}

/// The password, where it is asked for.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Entry {
    current: SecretString,
}

/// Sends somebody to the provider, to be connected when they come back.
///
/// # Errors
/// [`Error::SignInFirst`] for a stranger; [`Error::NotFound`] when there is no such provider; [`Error::TooMany`].
pub async fn connect(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    name: web::Path<String>,
    entry: Form<Entry>,
) -> Answer {
    let person = visitor.person.clone().ok_or(Error::SignInFirst)?;
    let provider = provider(&site, &name)?;
    if is_connected(&site, &person, provider).await? {
        return Ok(see(&paths::account_identity(provider.name()), None));
    }
    match proof::given(&site, &person, &entry.0.current).await? {
        Ok(()) => set_off(&req, &site, &visitor, provider, paths::account(), Some(person.id)).await,
        Err(problems) => page(&req, &site, &visitor, provider, &person, problems).await,
    }
}

/// Nobody comes in from there any more: all other sessions end, and this one gets a new token.
///
/// # Errors
/// As [`connect`].
pub async fn remove(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    name: web::Path<String>,
    entry: Form<Entry>,
) -> Answer {
    let person = visitor.person.clone().ok_or(Error::SignInFirst)?;
    let provider = provider(&site, &name)?;
    if let Err(problems) = proof::given(&site, &person, &entry.0.current).await? {
        return page(&req, &site, &visitor, provider, &person, problems).await;
    }
    let (here, browser, now) = (site.clone(), Browser::of(&req), site.now());
    let (name, issuer, id, strong) =
        (provider.name().to_owned(), provider.issuer().to_owned(), person.id, person.strong);
    let removed = site
        .db
        .write(move |tx| {
            if !identities::disconnect(tx, id, &issuer, &name, now)? {
                return Ok(None);
            }
            session::end_all(tx, id)?;
            // A second factor that was given there counts no more.
            let strong = strong && factors::of(tx, id)?.is_some();
            begin(tx, &here, id, strong, &browser, now).map(Some)
        })
        .await?;
    let Some((token, person)) = removed else { return Ok(see(paths::account(), None)) };
    let mut response = see(paths::account(), Some("disconnected"));
    response.add_cookie(&session_cookie(&site, &token, person.appointed)).map_err(broken("setting a cookie"))?;
    Ok(response)
}
