//! What the links in an email open: stopping, the same words as a page, and a new link for whoever lost theirs.

use super::{LETTER, not_valid};
use crate::db::Conn;
use crate::digests::{self, Letterhead};
use crate::error::Error;
use crate::error::Result;
use crate::follows::{self, Named};
use crate::ids::DigestId;
use crate::mail;
use crate::queue::{self, Job};
use crate::subscribers;
use crate::subscriptions::links::{self, Holder};
use crate::subscriptions::topic;
use crate::text::Text;
use crate::web::limits::{self, LETTERS};
use crate::web::page::{Answer, respond, see};
use crate::web::{Form, Site, Visitor, form};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use validator::Validate;
use views::form::Problems;
use views::{emails as letters, paths, subscriptions};

/// The page with the button that stops emails. Opening it changes nothing: programs that check mail open links, too.
///
/// # Errors
/// When the database does not answer.
pub async fn stop(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, token: web::Path<String>) -> Answer {
    let (keys, now, sent) = (site.keys.clone(), site.now(), token.clone());
    let found = site
        .db
        .read(move |conn| match links::find(conn, &keys, &sent, now)? {
            Some(holder) => Ok(Some((holder, only(conn, holder)?))),
            None => Ok(None),
        })
        .await?;
    let Some((holder, only)) = found else { return not_valid(&req, &visitor) };
    let manage = holder.may_manage().then(|| paths::emails(&token));
    let page = subscriptions::stop(&token, only.as_ref().map(topic).as_ref(), manage.as_deref());
    respond(&req, StatusCode::OK, &visitor, page)
}

/// The one thing that led to the email in which the link stood, if it was one.
fn only(conn: &mut Conn, holder: Holder) -> Result<Option<Named>> {
    let Some(digest) = holder.digest() else { return Ok(None) };
    let row = digests::past::find(conn, digest, holder.who())?;
    let Some(target) = digests::past::only_reason(conn, &row)? else { return Ok(None) };
    Ok(follows::names(conn, &[target])?.remove(&target))
}

/// The form of the page above; a mail program sends `List-Unsubscribe=One-Click` instead (RFC 8058).
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Stop {
    what: Text,
    #[serde(rename = "List-Unsubscribe")]
    one_click: Text,
}

/// Stops all emails, or those about the one thing that the email was about. Doing it again changes nothing.
///
/// # Errors
/// When the database does not answer.
pub async fn stopped(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    token: web::Path<String>,
    entry: Form<Stop>,
) -> Answer {
    let (keys, now, sent) = (site.keys.clone(), site.now(), token.clone());
    let this = entry.0.what.as_str() == "this";
    let done = site
        .db
        .write(move |tx| {
            let Some(holder) = links::find(tx, &keys, &sent, now)? else { return Ok(None) };
            let only = if this { only(tx, holder)? } else { None };
            match &only {
                Some(named) => follows::set(tx, holder.who(), named.target, None, now)?,
                None => subscribers::stop(tx, holder.who(), now)?,
            }
            Ok(Some((holder, only)))
        })
        .await?;
    if !entry.0.one_click.is_blank() {
        // For a program: no page, no cookie, no redirect. A link that is not good says so as plainly.
        let status = if done.is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND };
        let mut plain = HttpResponse::build(status);
        return Ok(plain
            .content_type("text/plain; charset=utf-8")
            .insert_header(("cache-control", "no-store"))
            .body(""));
    }
    let Some((holder, only)) = done else { return not_valid(&req, &visitor) };
    let start = (holder.may_manage() && only.is_none()).then(|| paths::emails(&token));
    let page = subscriptions::stopped(only.as_ref().map(topic).as_ref(), start.as_deref());
    respond(&req, StatusCode::OK, &visitor, page)
}

/// Which of the reader's emails is asked for; nothing for the one in which the link stood.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Which {
    email: Option<i64>,
}

/// An email as a page, without tracking. What was hidden since it was sent is not on it.
///
/// # Errors
/// When the database does not answer.
pub async fn copy(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    token: web::Path<String>,
    which: form::Query<Which>,
) -> Answer {
    let (keys, head, now, sent) = (site.keys.clone(), Letterhead::of(&site), site.now(), token.into_inner());
    let found = site
        .db
        .read(move |conn| {
            let Some(holder) = links::find(conn, &keys, &sent, now)?.filter(Holder::may_manage) else {
                return Err(Error::NotFound);
            };
            let id = which.0.email.map(DigestId).or(holder.digest()).ok_or(Error::NotFound)?;
            let row = digests::past::find(conn, id, holder.who())?;
            digests::past::copy(conn, &head, &row, &sent, now)
        })
        .await;
    match found {
        Ok(Some(digest)) => respond(&req, StatusCode::OK, &visitor, letters::digest::digest_page(&digest)),
        Ok(None) => respond(&req, StatusCode::OK, &visitor, subscriptions::nothing_left()),
        Err(Error::NotFound) => not_valid(&req, &visitor),
        Err(other) => Err(other),
    }
}

/// The form for a new link.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Entry {
    email: Text,
    sent: Option<String>,
}

/// The form for a new link on a page of its own; after asking, "check your email".
///
/// # Errors
/// Never; the type fits a handler.
pub async fn link_form(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, entry: form::Query<Entry>) -> Answer {
    let page = match entry.0.sent {
        Some(_) => subscriptions::link_sent(site.config.demo.mail_pages),
        None => subscriptions::link_ask("", &Problems::default()),
    };
    respond(&req, StatusCode::OK, &visitor, page)
}

/// Sends a new link to an address to which we write. The answer is the same whether or not we do.
///
/// # Errors
/// [`Error::TooMany`] from one place within an hour.
pub async fn send_link(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, entry: Form<Entry>) -> Answer {
    let now = site.now();
    let typed = entry.0.email;
    let key = match mail::address(typed.as_str()) {
        Ok((_, key)) => key,
        Err(message) => {
            let mut problems = Problems::default();
            problems.add("email", message);
            let page = subscriptions::link_ask(typed.as_str(), &problems);
            return respond(&req, StatusCode::UNPROCESSABLE_ENTITY, &visitor, page);
        }
    };
    let place = limits::client(&req, &site.config);
    site.limits.count(LETTERS, &place, now)?;
    if site.limits.may_write(LETTER, &format!("{key} link"), &place, now) {
        site.db
            .write(move |tx| {
                // Also for one we do not write to, so that both take the same time: then no letter is made of it.
                let found = subscribers::find_by_key(tx, &key)?.filter(|row| row.confirmed_at.is_some());
                queue::enqueue(tx, &Job::Preferences { subscriber: found.map_or(0, |row| row.id.0) }, now)
            })
            .await?;
    }
    Ok(see(&format!("{}?sent", paths::emails_link()), None))
}
