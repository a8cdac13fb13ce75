//! Asking for emails without an account, and the button behind the link in the letter.

use crate::error::Error;
use crate::mail;
use crate::text::Text;
use crate::web::limits::{self, LETTERS, Rule};
use crate::web::page::{Answer, respond, see};
use crate::web::{Form, Site, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use validator::Validate;
use views::form::Problems;
use views::{paths, subscriptions};

/// How often one address gets the letter.
const LETTER: Rule = Rule { name: "subscription letter", most: 1, seconds: 300 };

/// The form for emails.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Entry {
    email: Text,
}

/// The form on a page of its own; after asking, "check your email".
///
/// # Errors
/// Never; the type fits a handler.
pub async fn show(req: HttpRequest, visitor: Visitor) -> Answer {
    let asked = req.query_string() == "asked";
    let page = if asked { subscriptions::asked() } else { subscriptions::ask("", &Problems::default()) };
    respond(&req, StatusCode::OK, &visitor, page)
}

/// Takes an address and asks its owner. The answer is the same whether or not we know the address.
///
/// # Errors
/// [`Error::TooMany`] from one place within an hour.
pub async fn create(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, entry: Form<Entry>) -> Answer {
    let now = site.now();
    let typed = entry.0.email;
    let (email, key) = match mail::address(typed.as_str()) {
        Ok(address) => address,
        Err(message) => {
            let mut problems = Problems::default();
            problems.add("email", message);
            let page = subscriptions::ask(typed.as_str(), &problems);
            return respond(&req, StatusCode::UNPROCESSABLE_ENTITY, &visitor, page);
        }
    };
    site.limits.count(LETTERS, &limits::client(&req, &site.config), now)?;
    if site.limits.may_write(LETTER, &key, now) {
        site.db.write(move |tx| super::ask(tx, &email, &key, now)).await?;
    }
    Ok(see(&format!("{}?asked", paths::subscriptions()), None))
}

/// The page with the button. Opening it changes nothing.
///
/// # Errors
/// When the database does not answer.
pub async fn confirmation(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    token: web::Path<String>,
) -> Answer {
    let (keys, now, sent) = (site.keys.clone(), site.now(), token.clone());
    let found = site.db.read(move |conn| super::find(conn, &keys, &sent, now)).await?;
    match found {
        Some(_) => respond(&req, StatusCode::OK, &visitor, subscriptions::confirm(&token)),
        None => respond(&req, StatusCode::NOT_FOUND, &visitor, subscriptions::link_not_valid()),
    }
}

/// The button was pressed.
///
/// # Errors
/// When the database does not answer.
pub async fn confirm(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, token: web::Path<String>) -> Answer {
    let (keys, now) = (site.keys.clone(), site.now());
    let done = site
        .db
        .write(move |tx| {
            let asked = super::find(tx, &keys, &token, now)?.ok_or(Error::NotFound)?;
            super::confirm(tx, asked, now)
        })
        .await;
    match done {
        Ok(()) => respond(&req, StatusCode::OK, &visitor, subscriptions::confirmed()),
        Err(Error::NotFound) => respond(&req, StatusCode::NOT_FOUND, &visitor, subscriptions::link_not_valid()),
        Err(other) => Err(other),
    }
}
