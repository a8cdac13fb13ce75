//! A new colleague comes in with the link from their letter.

use super::arrive;
use super::confirmation::{not_valid, useless};
use crate::accounts::links::{self, Purpose};
use crate::accounts::{self, Own};
use crate::consents::{Act, Who};
use crate::door::begin;
use crate::error::{Error, Result};
use crate::notice;
use crate::passwords;
use crate::text::{Text, display_name};
use crate::web::page::{Answer, respond};
use crate::web::visitor::token_of;
use crate::web::{Form, Site, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use validator::Validate;
use views::accounts::{Invitation, LinkKind};
use views::form::Problems;
use views::paths;

/// The form for the name and the password; the role is the invitation's.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Entry {
    name: Text,
    password: SecretString,
}

async fn invited(site: &Site, sent: &str) -> Result<Option<Own>> {
    let (keys, now, sent) = (site.keys.clone(), site.now(), sent.to_owned());
    site.db
        .read(move |conn| {
            let link = links::find(conn, &keys, Purpose::Invite, &sent, now)?;
            link.map(|link| accounts::own(conn, link.account())).transpose()
        })
        .await
}

/// The form. Opening it changes nothing.
///
/// # Errors
/// When the database does not answer.
pub async fn show(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, sent: web::Path<String>) -> Answer {
    match invited(&site, &sent).await? {
        Some(own) => form(&req, &visitor, &sent, own, "", Problems::default()),
        None => not_valid(&req, &visitor, LinkKind::Invite),
    }
}

fn form(req: &HttpRequest, visitor: &Visitor, sent: &str, own: Own, name: &str, problems: Problems) -> Answer {
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let view = Invitation {
        token: sent.to_owned(),
        email: own.email,
        role: own.role.as_str().to_owned(),
        name: name.to_owned(),
        problems,
    };
    respond(req, status, visitor, views::accounts::invitation(&view))
}

/// Accepts: the account has its name and password, and its owner is signed in.
///
/// # Errors
/// When the database does not answer.
pub async fn accept(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    sent: web::Path<String>,
    entry: Form<Entry>,
) -> Answer {
    let Some(own) = invited(&site, &sent).await? else {
        return useless(&req, &site, &visitor, Purpose::Invite, &sent).await;
    };
    let entry = entry.0;
    let mut problems = Problems::default();
    let name = display_name(&entry.name).map_err(|m| problems.add("name", m)).ok();
    let typed = entry.password.expose_secret();
    let fewest = site.config.accounts.password_characters;
    let password = passwords::acceptable(typed, fewest, entry.name.as_str(), &own.email)
        .map_err(|m| problems.add("password", m))
        .ok();
    let (Some(name), Some(password)) = (name, password) else {
        return form(&req, &visitor, &sent, own, entry.name.as_str(), problems);
    };
    let hash = site.passwords.hash(password).await?;
    let (here, before, now, token) = (site.clone(), token_of(&req), site.now(), sent.clone());
    let begun = site
        .db
        .write(move |tx| {
            let link = links::find(tx, &here.keys, Purpose::Invite, &token, now)?.ok_or(Error::NotFound)?;
            let account = accounts::accept_invitation(tx, &link, &name, &hash, now)?;
            notice::agreed(tx, &here.config, Who::Account(account), Act::Staff, now)?;
            begin(tx, &here, account, before.as_deref(), now)
        })
        .await;
    match begun {
        Ok(session) => arrive(&req, &site, session, Vec::new(), paths::account(), "confirmed").await,
        Err(Error::NotFound) => useless(&req, &site, &visitor, Purpose::Invite, &sent).await,
        Err(other) => Err(other),
    }
}
