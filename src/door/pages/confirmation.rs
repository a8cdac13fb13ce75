//! Confirming an address: the letter says whose it is, the password chosen at registration that it was they who
//! registered. Who has only the letter chooses everything anew, and nothing stays of what a stranger may have chosen.

use super::arrive;
use super::guesses::Guess;
use super::registration::Entry;
use crate::accounts::links::{self, Link, Purpose};
use crate::accounts::{self, Own};
use crate::consents::{self, Act};
use crate::door::{Entered, Way, enter};
use crate::error::{Error, Result};
use crate::mail;
use crate::notice;
use crate::subscribers;
use crate::text::Text;
use crate::web::limits::{self, LETTERS, Rule};
use crate::web::page::{Answer, respond, see};
use crate::web::{Browser, Form, Site, Visitor, waiting};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use validator::Validate;
use views::accounts::LinkKind;
use views::form::Problems;
use views::paths;

/// How often somebody may ask for the letter again.
const AGAIN: Rule = Rule { name: "confirmation letter again", most: 1, seconds: 300 };

/// "Check your email", with a form for another letter.
///
/// # Errors
/// Never; the type fits a handler.
pub async fn asked(req: HttpRequest, site: web::Data<Site>, visitor: Visitor) -> Answer {
    respond(&req, StatusCode::OK, &visitor, views::accounts::registered(site.config.demo.mail_pages))
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
    let place = limits::client(&req, &site.config);
    site.limits.count(LETTERS, &place, now)?;
    if site.limits.may_write(AGAIN, &key, &place, now) {
        let rules = site.config.accounts.clone();
        site.db.write(move |tx| accounts::request_confirmation(tx, &key, &rules, now)).await?;
    }
    Ok(see(paths::confirmation_resend(), None))
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

/// The answer to a form behind a link that opens nothing. If the link was used a moment ago, the form was sent twice: it
/// leads to the sign-in page, whoever sent it and whatever was typed, and does nothing.
pub(super) async fn useless(req: &HttpRequest, site: &Site, visitor: &Visitor, purpose: Purpose, sent: &str) -> Answer {
    let (keys, now, token) = (site.keys.clone(), site.now(), sent.to_owned());
    if site.db.read(move |conn| links::was_used(conn, &keys, purpose, &token, now)).await? {
        return Ok(see(paths::sign_in(), Some("link-used")));
    }
    let kind = match purpose {
        Purpose::Confirm => LinkKind::Confirm,
        Purpose::Reset => LinkKind::Reset,
        Purpose::SignIn => LinkKind::SignIn,
        Purpose::Invite => LinkKind::Invite,
    };
    not_valid(req, visitor, kind)
}

/// The page that asks for the password. Opening it changes nothing.
///
/// # Errors
/// When the database does not answer.
pub async fn show(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, sent: web::Path<String>) -> Answer {
    if is_good(&site, Purpose::Confirm, &sent).await? {
        return respond(&req, StatusCode::OK, &visitor, views::accounts::confirm(&sent, &Problems::default()));
    }
    not_valid(&req, &visitor, LinkKind::Confirm)
}

/// The password that was chosen at registration.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Password {
    password: SecretString,
}

/// The password is the one: the address is confirmed, its owner is signed in, and what waited is posted.
///
/// # Errors
/// [`Error::TooMany`] after many wrong passwords.
pub async fn confirm(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    sent: web::Path<String>,
    entry: Form<Password>,
) -> Answer {
    let wrong = match begun(&req, &site, &sent, &entry.0.password).await {
        Ok(Ok((entered, rows))) => return arrive(&req, &site, entered, rows, paths::account(), "confirmed").await,
        Ok(Err(message)) => message,
        Err(Error::NotFound) => return useless(&req, &site, &visitor, Purpose::Confirm, &sent).await,
        Err(other) => return Err(other),
    };
    let mut problems = Problems::default();
    problems.add("password", wrong);
    respond(&req, StatusCode::UNPROCESSABLE_ENTITY, &visitor, views::accounts::confirm(&sent, &problems))
}

/// The session that begins and what waited; or what is wrong with the password.
async fn begun(
    req: &HttpRequest,
    site: &Site,
    sent: &str,
    password: &SecretString,
) -> Result<std::result::Result<(Entered, Vec<waiting::Held>), &'static str>> {
    let (keys, now, token) = (site.keys.clone(), site.now(), sent.to_owned());
    let (link, stored) = site
        .db
        .read(move |conn| {
            let link = links::find(conn, &keys, Purpose::Confirm, &token, now)?.ok_or(Error::NotFound)?;
            let stored = accounts::password_of(conn, link.account())?;
            Ok((link, stored))
        })
        .await?;
    if password.expose_secret().is_empty() {
        return Ok(Err("Enter the password that you chose"));
    }
    let guess = Guess::count(req, site, &format!("account {}", link.account()))?;
    if !guess.check(password, stored).await?.right {
        guess.was_wrong();
        return Ok(Err("This is not the password that was chosen for this account. Check it"));
    }
    guess.was_right();
    let (here, browser) = (site.clone(), Browser::of(req));
    site.db
        .write(move |tx| {
            let account = accounts::confirm(tx, &link, now)?;
            subscribers::join(tx, account, now)?;
            let entered = enter(tx, &here, account, Way::Confirmation, &browser, paths::account(), now)?;
            Ok(Ok((entered, waiting::load_of(tx, account, now)?)))
        })
        .await
}

/// The link and what its account was registered with; nothing when it does not work.
async fn opened(site: &Site, sent: &str) -> Result<Option<(Link, Own)>> {
    let (keys, now, sent) = (site.keys.clone(), site.now(), sent.to_owned());
    site.db
        .read(move |conn| {
            let Some(link) = links::find(conn, &keys, Purpose::Confirm, &sent, now)? else { return Ok(None) };
            let own = accounts::own(conn, link.account())?;
            Ok(Some((link, own)))
        })
        .await
}

/// The page for whoever did not choose that password: an empty form for an account of their own. It changes nothing.
///
/// # Errors
/// When the database does not answer.
pub async fn show_anew(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, sent: web::Path<String>) -> Answer {
    let Some((_, own)) = opened(&site, &sent).await? else { return not_valid(&req, &visitor, LinkKind::Confirm) };
    let empty = Entry::default().with_address(&own.email).shown(&site.config.accounts, Problems::default());
    respond(&req, StatusCode::OK, &visitor, views::accounts::register_anew(&sent, &empty))
}

/// The account is theirs who opened the letter, as they fill it in now: what was chosen before and what waited under it
/// is void. They sign in with the new password, and what waits in their own browser is posted then.
///
/// # Errors
/// When the database does not answer.
pub async fn anew(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    sent: web::Path<String>,
    entry: Form<Entry>,
) -> Answer {
    let Some((link, own)) = opened(&site, &sent).await? else {
        return useless(&req, &site, &visitor, Purpose::Confirm, &sent).await;
    };
    let entry = entry.0.with_address(&own.email);
    let good = match entry.check(&site.config.accounts) {
        Ok(good) => good,
        Err(problems) => {
            let page = views::accounts::register_anew(&sent, &entry.shown(&site.config.accounts, problems));
            return respond(&req, StatusCode::UNPROCESSABLE_ENTITY, &visitor, page);
        }
    };
    let (new, config, now) = (good.hashed(&site).await?, site.config.clone(), site.now());
    let made = site.db.write(move |tx| {
        accounts::confirm_anew(tx, &link, &new, now)?;
        notice::agreed(tx, &config, consents::Who::Account(link.account()), Act::Account, now)
    });
    match made.await {
        Ok(()) => Ok(see(paths::sign_in(), Some("new-password"))),
        Err(Error::NotFound) => useless(&req, &site, &visitor, Purpose::Confirm, &sent).await,
        Err(other) => Err(other),
    }
}
