//! One's own account: the name, the capacity, what one follows, and the password.

use super::pending::rows;
use super::proof::Proof;
use super::{session_cookie, sessions};
use crate::accounts::{self, Own};
use crate::comments;
use crate::door::{begin, waiting as posting};
use crate::error::{Error, Result, broken};
use crate::follows::{self, Named};
use crate::ids::AccountId;
use crate::passwords;
use crate::policy::Capacity;
use crate::subscribers::{self, Frequency};
use crate::text::{Text, display_name};
use crate::web::limits::Rule;
use crate::web::page::{Answer, respond, see};
use crate::web::session::Person;
use crate::web::{Browser, Form, Site, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use validator::Validate;
use views::accounts::{AccountPage, Followed};
use views::form::Problems;
use views::paths;

/// How often somebody may change what others see of them.
const CHANGES: Rule = Rule { name: "changes", most: 20, seconds: 3_600 };

/// The form for the name and the capacity.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Entry {
    name: Text,
    capacity: Text,
    profession: Text,
}

impl Entry {
    /// The form as it stands before anything is typed.
    fn of(own: &Own) -> Self {
        let standing = |capacity| if own.capacity == capacity { Text::new(&own.standing) } else { Text::default() };
        Self {
            name: Text::new(&own.name),
            capacity: Text::new(own.capacity.as_str()),
            profession: standing(Capacity::Professional),
        }
    }
}

/// One's own page.
///
/// # Errors
/// [`Error::SignInFirst`] for a stranger.
pub async fn show(req: HttpRequest, site: web::Data<Site>, visitor: Visitor) -> Answer {
    page(&req, &site, &visitor, None, Problems::default()).await
}

async fn page(req: &HttpRequest, site: &Site, visitor: &Visitor, entry: Option<Entry>, problems: Problems) -> Answer {
    let person = visitor.person.clone().ok_or(Error::SignInFirst)?;
    let now = site.now();
    let held = rows(req, site, visitor, now).await?;
    let here = site.clone();
    let (own, follows, waiting, ways) = site
        .db
        .read(move |conn| {
            let own = accounts::own(conn, person.id)?;
            let follows = match subscribers::find_of_account(conn, person.id)? {
                Some(subscriber) => follows::load(conn, subscriber.id)?,
                None => Vec::new(),
            };
            let ways = sessions::ways_in(conn, &here, &person, now)?;
            Ok((own, follows, posting::shown(conn, &held, now)?, ways))
        })
        .await?;
    let entry = entry.unwrap_or_else(|| Entry::of(&own));
    let badge = visitor.person.as_ref().map(comments::badge).unwrap_or_default();
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let view = AccountPage {
        email: own.email,
        badge: comments::shown_badge(&badge),
        name: entry.name.into_string(),
        capacity: entry.capacity.as_str().parse().ok().map(accounts::view_capacity),
        profession: entry.profession.into_string(),
        follows: follows.into_iter().map(followed).collect(),
        waiting,
        by_residents: site.config.proposals.by_residents,
        ways,
        problems,
    };
    respond(req, status, visitor, views::accounts::account(&view))
}

fn followed((named, frequency): (Named, Frequency)) -> Followed {
    Followed {
        kind: follows::view_kind(named.target),
        title: named.title,
        url: named.path,
        action_url: named.action,
        frequency: follows::view_frequency(frequency),
    }
}

/// Changes the name and the capacity.
///
/// # Errors
/// [`Error::SignInFirst`] for a stranger; [`Error::TooMany`] within an hour.
pub async fn update(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, entry: Form<Entry>) -> Answer {
    let id = signed_in(&visitor)?.id;
    let entry = entry.0;
    let mut problems = Problems::default();
    let name = display_name(&entry.name).map_err(|m| problems.add("name", m)).ok();
    let standing = accounts::standing(entry.capacity.as_str(), &entry.profession)
        .map_err(|(field, m)| problems.add(field, m))
        .ok();
    let (Some(name), Some((capacity, standing))) = (name, standing) else {
        return page(&req, &site, &visitor, Some(entry), problems).await;
    };
    site.limits.count(CHANGES, &id.to_string(), site.now())?;
    site.db.write(move |tx| accounts::change(tx, id, &name, capacity, &standing)).await?;
    Ok(see(paths::account(), Some("saved")))
}

fn signed_in(visitor: &Visitor) -> Result<&Person> {
    visitor.person.as_ref().ok_or(Error::SignInFirst)
}

/// The form for another password.
///
/// # Errors
/// [`Error::SignInFirst`] for a stranger.
pub async fn password_form(req: HttpRequest, site: web::Data<Site>, visitor: Visitor) -> Answer {
    let id = signed_in(&visitor)?.id;
    if site.db.read(move |conn| accounts::password_of(conn, id)).await?.is_none() {
        return respond(&req, StatusCode::OK, &visitor, views::accounts::no_password());
    }
    respond(&req, StatusCode::OK, &visitor, views::accounts::password(&Problems::default()))
}

/// The password of now, and the one to be.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Passwords {
    current: SecretString,
    password: SecretString,
}

/// Changes the password, for somebody who knows the one of now. All other sessions end, this one gets a new token,
/// and a letter says so.
///
/// # Errors
/// [`Error::SignInFirst`] for a stranger; [`Error::TooMany`] after many wrong ones.
pub async fn password(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, entry: Form<Passwords>) -> Answer {
    let person = signed_in(&visitor)?.clone();
    let problems = match checked(&site, person.id, &entry.0).await? {
        Ok(password) => {
            let hash = site.passwords.hash(password).await?;
            return changed(&req, &site, &person, hash).await;
        }
        Err(problems) => problems,
    };
    respond(&req, StatusCode::UNPROCESSABLE_ENTITY, &visitor, views::accounts::password(&problems))
}

async fn checked(site: &Site, id: AccountId, entry: &Passwords) -> Result<std::result::Result<SecretString, Problems>> {
    let proof = Proof::count(site, id)?;
    let mut problems = Problems::default();
    let own = site.db.read(move |conn| accounts::own(conn, id)).await?;
    if !proof.is_password(&entry.current).await? {
        problems.add("current", "This is not your password of now. Check it");
    }
    let fewest = site.config.accounts.password_characters;
    let new = passwords::acceptable(entry.password.expose_secret(), fewest, &own.name, &own.email)
        .map_err(|m| problems.add("password", m));
    Ok(match new {
        Ok(new) if problems.is_empty() => {
            proof.was_right();
            Ok(new)
        }
        _ => Err(problems),
    })
}

async fn changed(req: &HttpRequest, site: &Site, person: &Person, hash: String) -> Answer {
    let (here, now, browser) = (site.clone(), site.now(), Browser::of(req));
    let (id, strong) = (person.id, person.strong);
    let (token, person) = site
        .db
        .write(move |tx| {
            accounts::change_password(tx, id, &hash, now)?;
            begin(tx, &here, id, strong, &browser, now)
        })
        .await?;
    let mut response = see(paths::account(), Some("saved"));
    response.add_cookie(&session_cookie(site, &token, person.appointed)).map_err(broken("setting a cookie"))?;
    Ok(response)
}
