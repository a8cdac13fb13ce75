//! Whoever signed in at another site and is not known here: they make an account, or show which one is theirs.
//!
//! An account is never theirs because its address is the same. Whoever has one signs in to it as always, and then connects
//! it here, in that session.

use super::elsewhere::{self, astray, token_of};
use super::proof;
use super::{arrive, held_by, session_cookie};
use crate::accounts::{self, New};
use crate::clock::Moment;
use crate::config;
use crate::consents::{Act, Who};
use crate::db::Tx;
use crate::door::{Entered, Way, begin, enter, enter_strong};
use crate::error::{Error, Result, broken};
use crate::identities::{self, Arrival, journeys};
use crate::ids::AccountId;
use crate::notice;
use crate::subscribers;
use crate::text::{Text, display_name};
use crate::web::limits::{self, LETTERS};
use crate::web::page::{Answer, respond, see};
use crate::web::session::Person;
use crate::web::{Browser, Form, Site, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use secrecy::SecretString;
use serde::Deserialize;
use validator::Validate;
use views::accounts::{Astray, Connecting, Newcomer, Register};
use views::form::Problems;
use views::paths;

/// What somebody says of themselves, or the password with which they connect.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Entry {
    name: Text,
    capacity: Text,
    profession: Text,
    adult: Text,
    current: SecretString,
}

impl Entry {
    pub(super) fn shown(&self, rules: &config::Accounts, problems: Problems) -> Register {
        Register {
            name: self.name.to_string(),
            capacity: self.capacity.as_str().parse().ok().map(accounts::view_capacity),
            profession: self.profession.to_string(),
            minimum_age: rules.minimum_age,
            adult: self.adult.as_str() == "yes",
            problems,
            ..Register::default()
        }
    }

    /// The account to be made with this address; it has no password.
    pub(super) fn check(
        &self,
        (email, key): (&str, &str),
        rules: &config::Accounts,
    ) -> std::result::Result<New, Problems> {
        let mut problems = Problems::default();
        let name = display_name(&self.name).map_err(|m| problems.add("name", m)).ok();
        let standing = accounts::standing(self.capacity.as_str(), &self.profession)
            .map_err(|(field, m)| problems.add(field, m))
            .ok();
        if rules.minimum_age > 0 && self.adult.as_str() != "yes" {
            problems.add("adult", accounts::too_young(rules.minimum_age));
        }
        match (name, standing) {
            (Some(name), Some((capacity, standing))) if problems.is_empty() => {
                let (email, email_key) = (email.to_owned(), key.to_owned());
                Ok(New { name, email, email_key, capacity, standing, password_hash: None })
            }
            _ => Err(problems),
        }
    }
}

/// Who arrived in this browser, and has not said who they are here.
pub(super) async fn arrived(req: &HttpRequest, site: &Site) -> Result<Option<Arrival>> {
    let (Some(token), now) = (token_of(req), site.now()) else { return Ok(None) };
    let found = site.db.read(move |conn| journeys::arrived(conn, &token, now)).await?;
    // A provider that was taken out of the settings signs nobody in any more.
    Ok(found.filter(|one| site.openid.get(&one.provider).is_some_and(|provider| provider.issuer() == one.issuer)))
}

/// The page for whoever just signed in and has not connected yet what they arrived with.
pub(super) async fn waits(req: &HttpRequest, site: &Site) -> Result<Option<String>> {
    Ok(arrived(req, site).await?.map(|one| paths::sign_in_newcomer(&one.provider)))
}

/// Where somebody stands who arrived.
enum Stands {
    /// They are signed in to this account, and may connect it.
    SignedIn(Person),
    /// Nobody has their address, and it is theirs.
    MayJoin(String, String),
    /// There is an account with their address.
    HasAccount(String),
    /// Whose their address is has to be shown first.
    Unconfirmed,
}

async fn stands(site: &Site, visitor: &Visitor, arrival: &Arrival) -> Result<Stands> {
    if let Some(person) = visitor.person.clone() {
        return Ok(Stands::SignedIn(person));
    }
    let (Some(email), Some(key)) = (arrival.email.clone().filter(|_| arrival.confirmed), arrival.email_key.clone())
    else {
        return Ok(Stands::Unconfirmed);
    };
    let asked = key.clone();
    let is_free = site.db.read(move |conn| accounts::may_be_taken(conn, &asked)).await?;
    Ok(if is_free { Stands::MayJoin(email, key) } else { Stands::HasAccount(email) })
}

/// The page. Opening it changes nothing.
///
/// # Errors
/// [`Error::NotFound`] when there is no such provider.
pub async fn show(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, name: web::Path<String>) -> Answer {
    let provider = elsewhere::provider(&site, &name)?;
    let Some(arrival) = arrived(&req, &site).await?.filter(|one| one.provider == provider.name()) else {
        return astray(&req, &visitor, provider, Astray::Lost);
    };
    let entry = Entry { name: Text::new(&arrival.name), ..Entry::default() };
    page(&req, &site, &visitor, &arrival, &entry, Problems::default()).await
}

async fn page(
    req: &HttpRequest,
    site: &Site,
    visitor: &Visitor,
    arrival: &Arrival,
    entry: &Entry,
    problems: Problems,
) -> Answer {
    let title = elsewhere::provider(site, &arrival.provider)?.title().to_owned();
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let name = arrival.provider.clone();
    let page = match stands(site, visitor, arrival).await? {
        Stands::SignedIn(person) => {
            let proof = proof::needed(site, &person).await?;
            let theirs = arrival.email.clone().unwrap_or_default();
            let action = paths::sign_in_newcomer(&name);
            views::accounts::connect(&Connecting { title, action, account: person.name, theirs, proof, problems })
        }
        Stands::MayJoin(email, _) => {
            let form = entry.shown(&site.config.accounts, problems);
            views::accounts::newcomer(&Newcomer { title, name, email, form })
        }
        Stands::HasAccount(email) => views::accounts::has_account(&title, &email),
        Stands::Unconfirmed => views::accounts::unconfirmed(&title),
    };
    respond(req, status, visitor, page)
}

/// Makes the account, or connects the one in which somebody is signed in.
///
/// # Errors
/// [`Error::NotFound`] when there is no such provider; [`Error::TooMany`] from one place, or after wrong passwords.
pub async fn create(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    name: web::Path<String>,
    entry: Form<Entry>,
) -> Answer {
    let provider = elsewhere::provider(&site, &name)?;
    let Some(arrival) = arrived(&req, &site).await?.filter(|one| one.provider == provider.name()) else {
        return astray(&req, &visitor, provider, Astray::Lost);
    };
    let entry = entry.0;
    let problems = match stands(&site, &visitor, &arrival).await? {
        Stands::SignedIn(person) => match proof::given(&site, &person, &entry.current).await? {
            Ok(()) => return connect(&req, &site, &visitor, person, arrival).await,
            Err(problems) => problems,
        },
        Stands::MayJoin(email, key) => match entry.check((&email, &key), &site.config.accounts) {
            Ok(new) => return join(&req, &site, &visitor, arrival, new).await,
            Err(problems) => problems,
        },
        // The page says what to do.
        Stands::HasAccount(_) | Stands::Unconfirmed => Problems::default(),
    };
    page(&req, &site, &visitor, &arrival, &entry, problems).await
}

async fn connect(req: &HttpRequest, site: &Site, visitor: &Visitor, person: Person, arrival: Arrival) -> Answer {
    let (here, browser, now, one) = (site.clone(), Browser::of(req), site.now(), arrival.clone());
    let connected = site
        .db
        .write(move |tx| {
            if !journeys::end(tx, &one)? {
                return Err(Error::NotFound);
            }
            identities::connect(tx, person.id, (&one.issuer, &one.subject), &one.provider, now)?;
            begin(tx, &here, person.id, person.strong, &browser, now)
        })
        .await;
    let provider = elsewhere::provider(site, &arrival.provider)?;
    match connected {
        Ok((token, person)) => {
            let mut response = see(paths::account(), Some("connected"));
            response.add_cookie(&session_cookie(site, &token, person.appointed)).map_err(broken("setting a cookie"))?;
            elsewhere::forget(&mut response)?;
            Ok(response)
        }
        Err(Error::NotFound) => astray(req, visitor, provider, Astray::Lost),
        Err(Error::Conflict(_)) => astray(req, visitor, provider, Astray::Taken),
        Err(other) => Err(other),
    }
}

/// Makes an account for somebody who has shown that the address is theirs.
///
/// # Errors
/// [`Error::Conflict`] when the address has one.
pub(super) fn make(tx: &mut Tx<'_>, site: &Site, new: &New, now: Moment) -> Result<AccountId> {
    let account = accounts::register_confirmed(tx, new, now)?
        .ok_or_else(|| Error::Conflict("There is an account with this address.".into()))?;
    subscribers::join(tx, account, now)?;
    notice::agreed(tx, &site.config, Who::Account(account), Act::Account, now)?;
    Ok(account)
}

/// Makes an account, whose address the provider vouches for, and signs its owner in.
async fn join(req: &HttpRequest, site: &Site, visitor: &Visitor, arrival: Arrival, new: New) -> Answer {
    let now = site.now();
    site.limits.count(LETTERS, &limits::client(req, &site.config), now)?;
    let (here, browser, one) = (site.clone(), Browser::of(req), arrival.clone());
    let joined: Result<Entered> = site
        .db
        .write(move |tx| {
            if !journeys::end(tx, &one)? {
                return Err(Error::NotFound);
            }
            let account = make(tx, &here, &new, now)?;
            identities::connect(tx, account, (&one.issuer, &one.subject), &one.provider, now)?;
            match one.strong {
                true => enter_strong(tx, &here, account, Way::Provider, &browser, now),
                false => enter(tx, &here, account, Way::Provider, &browser, &one.next, now),
            }
        })
        .await;
    match joined {
        Ok(entered) => {
            let rows = held_by(req, site, now).await?;
            let mut response = arrive(req, site, entered, rows, &arrival.next, "joined-here").await?;
            elsewhere::forget(&mut response)?;
            Ok(response)
        }
        Err(Error::NotFound) => astray(req, visitor, elsewhere::provider(site, &arrival.provider)?, Astray::Lost),
        // Somebody was faster with this address: the page says so now.
        Err(Error::Conflict(_)) => Ok(see(&paths::sign_in_newcomer(&arrival.provider), None)),
        Err(other) => Err(other),
    }
}
