//! Making an account, and the button that confirms its address.

use super::{Next, arrive, shown};
use crate::accounts::links::{self, Purpose};
use crate::accounts::{self, New};
use crate::door::begin;
use crate::error::{Error, Result};
use crate::mail;
use crate::passwords;
use crate::policy::Capacity;
use crate::text::{Text, display_name};
use crate::web::form::Query;
use crate::web::limits::{self, LETTERS, Rule};
use crate::web::page::{Answer, respond, safe_next, see};
use crate::web::visitor::token_of;
use crate::web::{Form, Site, Visitor, waiting};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use validator::Validate;
use views::accounts::{LinkKind, Register};
use views::form::Problems;
use views::paths;

/// How often one address can be registered. Within this time the first registration stands.
const LETTER: Rule = Rule { name: "confirmation letter", most: 1, seconds: 300 };

/// How often somebody may ask for it again.
const AGAIN: Rule = Rule { name: "confirmation letter again", most: 3, seconds: 900 };

/// The form for a new account.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Entry {
    name: Text,
    email: Text,
    password: SecretString,
    capacity: Text,
    profession: Text,
    organisation: Text,
    adult: Text,
    next: Text,
}

/// An entry in which nothing is wrong.
struct Good {
    name: String,
    email: String,
    key: String,
    password: SecretString,
    capacity: Capacity,
    standing: String,
}

impl Entry {
    fn check(&self, fewest: usize) -> std::result::Result<Good, Problems> {
        let mut problems = Problems::default();
        let mut keep = |field: &str, message: String| problems.add(field, message);
        let name = display_name(&self.name).map_err(|m| keep("name", m)).ok();
        let address = mail::address(self.email.as_str()).map_err(|m| keep("email", m)).ok();
        let password =
            passwords::acceptable(self.password.expose_secret(), fewest, self.name.as_str(), self.email.as_str())
                .map_err(|m| keep("password", m))
                .ok();
        let standing = accounts::standing(self.capacity.as_str(), &self.profession, &self.organisation)
            .map_err(|(field, m)| keep(field, m))
            .ok();
        if self.adult.as_str() != "yes" {
            keep("adult", "You need to be 16 or over to take part. Tick the box if you are".into());
        }
        match (name, address, password, standing) {
            (Some(name), Some((email, key)), Some(password), Some((capacity, standing))) if problems.is_empty() => {
                Ok(Good { name, email, key, password, capacity, standing })
            }
            _ => Err(problems),
        }
    }
}

/// The page for making an account.
///
/// # Errors
/// When the database does not answer.
pub async fn show(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, asked: Query<Next>) -> Answer {
    if visitor.person.is_some() {
        return Ok(see(paths::account(), None));
    }
    let entry = Entry { next: asked.0.next, ..Entry::default() };
    form_again(&req, &site, &visitor, &entry, Problems::default()).await
}

async fn form_again(req: &HttpRequest, site: &Site, visitor: &Visitor, entry: &Entry, problems: Problems) -> Answer {
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let view = Register {
        name: entry.name.to_string(),
        email: entry.email.to_string(),
        capacity: entry.capacity.as_str().parse().ok().map(accounts::view_capacity),
        profession: entry.profession.to_string(),
        organisation: entry.organisation.to_string(),
        adult: entry.adult.as_str() == "yes",
        next: safe_next(entry.next.as_str()).unwrap_or_default().to_owned(),
        waiting: shown(req, site).await?,
        problems,
    };
    respond(req, status, visitor, views::accounts::register(&view))
}

/// Makes an account; the answer is the same, and takes as long, for an address that has one.
///
/// # Errors
/// [`Error::TooMany`] from one place within an hour.
pub async fn create(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, entry: Form<Entry>) -> Answer {
    let good = match entry.0.check(site.config.accounts.password_characters) {
        Ok(good) => good,
        Err(problems) => return form_again(&req, &site, &visitor, &entry.0, problems).await,
    };
    let now = site.now();
    site.limits.count(LETTERS, &limits::client(&req, &site.config), now)?;
    let password_hash = Some(site.passwords.hash(good.password).await?);
    let Good { name, email, key, capacity, standing, .. } = good;
    if site.limits.may_write(LETTER, &key, now) {
        let new = New { name, email, email_key: key, capacity, standing, password_hash };
        let left = waiting::token_of(&req);
        let (rules, until) = (site.config.accounts.clone(), now + waiting::lasts(&site));
        site.db
            .write(move |tx| {
                let account = accounts::register(tx, &new, &rules, now)?;
                match (account, &left) {
                    (Some(account), Some(left)) => waiting::attach(tx, left, account, until),
                    _ => Ok(()),
                }
            })
            .await?;
    }
    Ok(see(paths::confirmation_resend(), None))
}

/// "Check your email", with a form for another letter.
///
/// # Errors
/// Never; the type fits a handler.
pub async fn asked(req: HttpRequest, visitor: Visitor) -> Answer {
    respond(&req, StatusCode::OK, &visitor, views::accounts::registered())
}

/// A form with an address alone.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Address {
    pub(super) email: Text,
}

/// Sends the confirming letter again, if there is an account to confirm; the answer is the same if there is none.
///
/// # Errors
/// [`Error::TooMany`] from one place within an hour.
pub async fn again(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, entry: Form<Address>) -> Answer {
    let typed = entry.0.email;
    let key = match mail::address(typed.as_str()) {
        Ok((_, key)) => key,
        Err(message) => {
            let mut problems = Problems::default();
            problems.add("email", message);
            let page = views::accounts::confirm_ask(typed.as_str(), &problems);
            return respond(&req, StatusCode::UNPROCESSABLE_ENTITY, &visitor, page);
        }
    };
    let now = site.now();
    site.limits.count(LETTERS, &limits::client(&req, &site.config), now)?;
    if site.limits.may_write(AGAIN, &key, now) {
        let rules = site.config.accounts.clone();
        site.db.write(move |tx| accounts::request_confirmation(tx, &key, &rules, now)).await?;
    }
    Ok(see(paths::confirmation_resend(), None))
}

/// The page with the button. Opening it changes nothing.
///
/// # Errors
/// When the database does not answer.
pub async fn confirmation(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    sent: web::Path<String>,
) -> Answer {
    if is_good(&site, Purpose::Confirm, &sent).await? {
        return respond(&req, StatusCode::OK, &visitor, views::accounts::confirm(&sent));
    }
    not_valid(&req, &visitor, LinkKind::Confirm)
}

/// Whether a link may be used now.
pub(super) async fn is_good(site: &Site, purpose: Purpose, sent: &str) -> Result<bool> {
    let (keys, now, sent) = (site.keys.clone(), site.now(), sent.to_owned());
    Ok(site.db.read(move |conn| links::find(conn, &keys, purpose, &sent, now)).await?.is_some())
}

/// One and the same page for every link that does not work, whatever is wrong with it.
pub(super) fn not_valid(req: &HttpRequest, visitor: &Visitor, kind: LinkKind) -> Answer {
    respond(req, StatusCode::NOT_FOUND, visitor, views::accounts::link_not_valid(kind))
}

/// The button was pressed: the address is confirmed, its owner is signed in, and what waited is posted.
///
/// # Errors
/// When the database does not answer.
pub async fn confirm(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, sent: web::Path<String>) -> Answer {
    let (here, before, now) = (site.clone(), token_of(&req), site.now());
    let begun = site
        .db
        .write(move |tx| {
            let link = links::find(tx, &here.keys, Purpose::Confirm, &sent, now)?.ok_or(Error::NotFound)?;
            let account = accounts::confirm(tx, &link, now)?;
            let session = begin(tx, &here, account, before.as_deref(), now)?;
            Ok((session, waiting::load_of(tx, account, now)?))
        })
        .await;
    match begun {
        Ok((session, rows)) => arrive(&req, &site, session, rows, paths::account(), "confirmed").await,
        Err(Error::NotFound) => not_valid(&req, &visitor, LinkKind::Confirm),
        Err(other) => Err(other),
    }
}
