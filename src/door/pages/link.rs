//! Signing in with a link by email, for whoever does not want to type a password.

use super::confirmation::{is_good, not_valid, useless};
use super::{Next, come_in};
use crate::accounts;
use crate::accounts::links::{self, Purpose};
use crate::door::{Way, enter};
use crate::error::Error;
use crate::mail;
use crate::text::Text;
use crate::web::form::Query;
use crate::web::limits::{self, LETTERS, Rule};
use crate::web::page::{Answer, respond, safe_next, see};
use crate::web::{Browser, Form, Site, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use validator::Validate;
use views::accounts::LinkKind;
use views::form::Problems;
use views::paths;

/// How often one address gets the letter.
const LETTER: Rule = Rule { name: "sign-in letter", most: 1, seconds: 120 };

/// The page for asking; after asking, "check your email".
///
/// # Errors
/// Never; the type fits a handler.
pub async fn show(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, asked: Query<Next>) -> Answer {
    let page = if req.query_string() == "asked" {
        views::accounts::link_asked(site.config.demo.mail_pages)
    } else {
        let next = safe_next(asked.0.next.as_str()).unwrap_or_default();
        views::accounts::link_ask("", next, &Problems::default())
    };
    respond(&req, StatusCode::OK, &visitor, page)
}

/// Who asks, and where they were.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Entry {
    email: Text,
    next: Text,
}

/// Sends the letter: with a link that signs in if the address has an account, and else with one that makes it. The answer is
/// the same.
///
/// # Errors
/// [`Error::TooMany`] from one place within an hour.
pub async fn create(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, entry: Form<Entry>) -> Answer {
    let Entry { email: typed, next } = entry.0;
    let next = safe_next(next.as_str()).unwrap_or_default().to_owned();
    let (email, key) = match mail::address(typed.as_str()) {
        Ok(both) => both,
        Err(message) => {
            let mut problems = Problems::default();
            problems.add("email", message);
            let page = views::accounts::link_ask(typed.as_str(), &next, &problems);
            return respond(&req, StatusCode::UNPROCESSABLE_ENTITY, &visitor, page);
        }
    };
    let now = site.now();
    let place = limits::client(&req, &site.config);
    site.limits.count(LETTERS, &place, now)?;
    if site.limits.may_write(LETTER, &key, &place, now) {
        let rules = site.config.accounts.clone();
        site.db.write(move |tx| accounts::request_sign_in(tx, (&email, &key), &next, &rules, now)).await?;
    }
    Ok(see(&format!("{}?asked", paths::sign_in_link()), None))
}

/// A page with a button. Opening it changes nothing: programs that check mail open links, too.
///
/// # Errors
/// When the database does not answer.
pub async fn open(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, sent: web::Path<String>) -> Answer {
    if is_good(&site, Purpose::SignIn, &sent).await? {
        return respond(&req, StatusCode::OK, &visitor, views::accounts::link_open(&sent));
    }
    not_valid(&req, &visitor, LinkKind::SignIn)
}

/// The form has one button and no field.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Press {}

/// Signs in whoever holds the link, once, as their password would: whoever has a second factor owes a code.
///
/// # Errors
/// When the database does not answer.
pub async fn enter_with(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    sent: web::Path<String>,
    _: Form<Press>,
) -> Answer {
    let (here, browser, now, token) = (site.clone(), Browser::of(&req), site.now(), sent.clone());
    let entered = site
        .db
        .write(move |tx| {
            let link = links::find(tx, &here.keys, Purpose::SignIn, &token, now)?.ok_or(Error::NotFound)?;
            let account = accounts::use_sign_in(tx, &link, now)?;
            Ok((enter(tx, &here, account, Way::Link, &browser, link.next(), now)?, link.next().to_owned()))
        })
        .await;
    match entered {
        Ok((entered, next)) => come_in(&req, &site, entered, &next).await,
        Err(Error::NotFound) => useless(&req, &site, &visitor, Purpose::SignIn, &sent).await,
        Err(other) => Err(other),
    }
}
