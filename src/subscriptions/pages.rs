//! Asking for emails without an account, and the button behind the link in the letter.

pub mod emails;
pub mod preferences;

use crate::consents::{Act, Who};
use crate::error::{Error, Result};
use crate::follows::{self, Target};
use crate::mail;
use crate::notice;
use crate::subscribers::{self, Wish};
use crate::subscriptions::{links, topic, wish};
use crate::text::Text;
use crate::web::limits::{self, LETTERS, Rule};
use crate::web::page::{Answer, respond, see};
use crate::web::{Form, Site, Visitor, form};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use validator::Validate;
use views::form::Problems;
use views::{paths, subscriptions};

/// How often one address gets a letter that somebody asked for.
pub(super) const LETTER: Rule = Rule { name: "subscription letter", most: 1, seconds: 300 };

/// The form for emails; also what an address of its page may say beforehand.
#[derive(Debug, Default, Clone, Deserialize, Validate)]
#[serde(default)]
pub struct Entry {
    email: Text,
    kind: Text,
    target: Text,
    frequency: Text,
    asked: Option<String>,
}

/// The form on a page of its own; after asking, "check your email".
///
/// # Errors
/// [`Error::NotFound`] when it is about something that is not there.
pub async fn show(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, entry: form::Query<Entry>) -> Answer {
    let entry = entry.0;
    if entry.asked.is_some() {
        return respond(&req, StatusCode::OK, &visitor, subscriptions::asked(site.config.demo.mail_pages));
    }
    let wish = wish(&entry.kind, &entry.target, &entry.frequency)?;
    let shown = named(&site, wish).await?;
    respond(&req, StatusCode::OK, &visitor, subscriptions::ask(&shown, "", &Problems::default()))
}

/// A wish as pages show it, if what it is about can be followed.
async fn named(site: &Site, wish: Wish) -> Result<subscriptions::Wish> {
    let target = Target::from_parts(&wish.kind, wish.target).ok_or(Error::NotFound)?;
    let named =
        site.db.read(move |conn| follows::names(conn, &[target])).await?.remove(&target).ok_or(Error::NotFound)?;
    Ok(subscriptions::Wish {
        topic: topic(&named),
        target: target.parts().1,
        frequency: follows::view_frequency(wish.frequency),
    })
}

/// Takes an address and asks its owner. The answer is the same whether or not we know the address.
///
/// # Errors
/// [`Error::TooMany`] from one place within an hour; [`Error::NotFound`] for what cannot be followed.
pub async fn create(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, entry: Form<Entry>) -> Answer {
    let (now, typed) = (site.now(), entry.0);
    let wish = wish(&typed.kind, &typed.target, &typed.frequency)?;
    let shown = named(&site, wish.clone()).await?;
    let (email, key) = match mail::address(typed.email.as_str()) {
        Ok(address) => address,
        Err(message) => {
            let mut problems = Problems::default();
            problems.add("email", message);
            let page = subscriptions::ask(&shown, typed.email.as_str(), &problems);
            return respond(&req, StatusCode::UNPROCESSABLE_ENTITY, &visitor, page);
        }
    };
    let place = limits::client(&req, &site.config);
    site.limits.count(LETTERS, &place, now)?;
    let what = format!("{key} {} {}", wish.kind, wish.target);
    if site.limits.may_write(LETTER, &what, &place, now) {
        site.db.write(move |tx| subscribers::ask(tx, &email, &key, &wish, now)).await?;
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
    let found = site.db.read(move |conn| subscribers::find(conn, &keys, &sent, now)).await?;
    let shown = match found {
        Some(asked) => named(&site, asked.wish).await,
        None => Err(Error::NotFound),
    };
    match shown {
        Ok(wish) => respond(&req, StatusCode::OK, &visitor, subscriptions::confirm(&token, &wish)),
        Err(Error::NotFound) => not_valid(&req, &visitor),
        Err(other) => Err(other),
    }
}

/// The button was pressed.
///
/// # Errors
/// When the database does not answer.
pub async fn confirm(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, token: web::Path<String>) -> Answer {
    let (keys, config, now) = (site.keys.clone(), site.config.clone(), site.now());
    let done = site
        .db
        .write(move |tx| {
            let asked = subscribers::find(tx, &keys, &token, now)?.ok_or(Error::NotFound)?;
            let who = super::confirm(tx, &asked, now)?;
            notice::agreed(tx, &config, Who::Subscriber(who), Act::Emails, now)?;
            let row = subscribers::get(tx, who)?;
            Ok((asked.wish, links::page_token(&keys, who, &row.email_key, now), row.due_at))
        })
        .await;
    match done {
        Ok((wish, token, next)) => {
            let page = subscriptions::confirmed(&named(&site, wish).await?, &paths::emails(&token), next);
            respond(&req, StatusCode::OK, &visitor, page)
        }
        Err(Error::NotFound) => not_valid(&req, &visitor),
        Err(other) => Err(other),
    }
}

/// One page for every link that is not good: it helps, and tells nothing.
pub(super) fn not_valid(req: &HttpRequest, visitor: &Visitor) -> Answer {
    respond(req, StatusCode::NOT_FOUND, visitor, subscriptions::link_not_valid())
}
