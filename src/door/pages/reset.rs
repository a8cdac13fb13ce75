//! A new password for somebody who has forgotten theirs.

use super::confirmation::{Address, is_good, not_valid, useless};
use crate::accounts;
use crate::accounts::links::{self, Purpose};
use crate::error::Error;
use crate::mail;
use crate::passwords;
use crate::web::limits::{self, LETTERS, Rule};
use crate::web::page::{Answer, respond, see};
use crate::web::{Form, Site, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use validator::Validate;
use views::accounts::LinkKind;
use views::form::Problems;
use views::paths;

/// How often one address gets the letter.
const LETTER: Rule = Rule { name: "reset letter", most: 1, seconds: 300 };

/// The page for asking; after asking, "check your email".
///
/// # Errors
/// Never; the type fits a handler.
pub async fn show(req: HttpRequest, site: web::Data<Site>, visitor: Visitor) -> Answer {
    let page = if req.query_string() == "asked" {
        views::accounts::reset_asked(site.config.demo.mail_pages)
    } else {
        views::accounts::reset_ask("", &Problems::default())
    };
    respond(&req, StatusCode::OK, &visitor, page)
}

/// Sends the letter, if the address has an account; the answer is the same if it has none.
///
/// # Errors
/// [`Error::TooMany`] from one place within an hour.
pub async fn create(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, entry: Form<Address>) -> Answer {
    let typed = entry.0.email;
    let key = match mail::address(typed.as_str()) {
        Ok((_, key)) => key,
        Err(message) => {
            let mut problems = Problems::default();
            problems.add("email", message);
            let page = views::accounts::reset_ask(typed.as_str(), &problems);
            return respond(&req, StatusCode::UNPROCESSABLE_ENTITY, &visitor, page);
        }
    };
    let now = site.now();
    let place = limits::client(&req, &site.config);
    site.limits.count(LETTERS, &place, now)?;
    if site.limits.may_write(LETTER, &key, &place, now) {
        let rules = site.config.accounts.clone();
        site.db.write(move |tx| accounts::request_reset(tx, &key, &rules, now)).await?;
    }
    Ok(see(&format!("{}?asked", paths::reset()), None))
}

/// The form for the new password. Opening it changes nothing.
///
/// # Errors
/// When the database does not answer.
pub async fn edit(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, sent: web::Path<String>) -> Answer {
    if is_good(&site, Purpose::Reset, &sent).await? {
        return respond(&req, StatusCode::OK, &visitor, views::accounts::reset_new(&sent, &Problems::default()));
    }
    not_valid(&req, &visitor, LinkKind::Reset)
}

/// The new password.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Entry {
    password: SecretString,
}

/// Sets the new password: all sessions end, all other links are void, and a letter says so.
///
/// # Errors
/// When the database does not answer.
pub async fn update(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    sent: web::Path<String>,
    entry: Form<Entry>,
) -> Answer {
    let (keys, now, token) = (site.keys.clone(), site.now(), sent.clone());
    let own = site
        .db
        .read(move |conn| {
            let link = links::find(conn, &keys, Purpose::Reset, &token, now)?;
            link.map(|link| accounts::own(conn, link.account())).transpose()
        })
        .await?;
    let Some(own) = own else { return useless(&req, &site, &visitor, Purpose::Reset, &sent).await };
    let typed = entry.0.password.expose_secret();
    let fewest = site.config.accounts.password_characters;
    let password = match passwords::acceptable(typed, fewest, &own.name, &own.email) {
        Ok(password) => password,
        Err(message) => {
            let mut problems = Problems::default();
            problems.add("password", message);
            let page = views::accounts::reset_new(&sent, &problems);
            return respond(&req, StatusCode::UNPROCESSABLE_ENTITY, &visitor, page);
        }
    };
    let hash = site.passwords.hash(password).await?;
    let (keys, token) = (site.keys.clone(), sent.clone());
    let done = site
        .db
        .write(move |tx| {
            let link = links::find(tx, &keys, Purpose::Reset, &token, now)?.ok_or(Error::NotFound)?;
            accounts::reset(tx, &link, &hash, now)
        })
        .await;
    match done {
        Ok(()) => Ok(see(paths::sign_in(), Some("new-password"))),
        Err(Error::NotFound) => useless(&req, &site, &visitor, Purpose::Reset, &sent).await,
        Err(other) => Err(other),
    }
}
