//! Making an account.

use super::{Next, elsewhere, newcomer, shown};
use crate::accounts::{self, New};
use crate::config;
use crate::consents::{Act, Who};
use crate::error::Result;
use crate::mail;
use crate::notice;
use crate::passwords;
use crate::policy::Capacity;
use crate::text::{Text, display_name};
use crate::web::form::Query;
use crate::web::limits::{self, LETTERS, Rule};
use crate::web::page::{Answer, respond, safe_next, see};
use crate::web::{Form, Site, Visitor, waiting};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use validator::Validate;
use views::accounts::Register;
use views::form::Problems;
use views::paths;

/// How often one address can be registered. Within this time the first registration stands.
const LETTER: Rule = Rule { name: "confirmation letter", most: 1, seconds: 300 };

/// The form for a new account.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Entry {
    name: Text,
    email: Text,
    password: SecretString,
    capacity: Text,
    profession: Text,
    adult: Text,
    next: Text,
}

/// An entry in which nothing is wrong.
pub(super) struct Good {
    name: String,
    email: String,
    key: String,
    password: SecretString,
    capacity: Capacity,
    standing: String,
}

impl Good {
    /// The account to be made, its password hashed.
    pub(super) async fn hashed(self, site: &Site) -> Result<New> {
        let Self { name, email, key, capacity, standing, password } = self;
        let password_hash = Some(site.passwords.hash(password).await?);
        Ok(New { name, email, email_key: key, capacity, standing, password_hash })
    }
}

impl Entry {
    /// The same entry for an address that is known already, whatever was sent as one.
    pub(super) fn with_address(self, email: &str) -> Self {
        Self { email: Text::new(email), ..self }
    }

    /// As the page shows it, with what is to be put right.
    pub(super) fn shown(&self, rules: &config::Accounts, problems: Problems) -> Register {
        Register {
            name: self.name.to_string(),
            email: self.email.to_string(),
            capacity: self.capacity.as_str().parse().ok().map(accounts::view_capacity),
            profession: self.profession.to_string(),
            minimum_age: rules.minimum_age,
            adult: self.adult.as_str() == "yes",
            next: safe_next(self.next.as_str()).unwrap_or_default().to_owned(),
            waiting: None,
            providers: Vec::new(),
            problems,
        }
    }

    pub(super) fn check(&self, rules: &config::Accounts) -> std::result::Result<Good, Problems> {
        let (fewest, age) = (rules.password_characters, rules.minimum_age);
        let mut problems = Problems::default();
        let mut keep = |field: &str, message: String| problems.add(field, message);
        let name = display_name(&self.name).map_err(|m| keep("name", m)).ok();
        let address = mail::address(self.email.as_str()).map_err(|m| keep("email", m)).ok();
        let password =
            passwords::acceptable(self.password.expose_secret(), fewest, self.name.as_str(), self.email.as_str())
                .map_err(|m| keep("password", m))
                .ok();
        let standing =
            accounts::standing(self.capacity.as_str(), &self.profession).map_err(|(field, m)| keep(field, m)).ok();
        if age > 0 && self.adult.as_str() != "yes" {
            keep("adult", accounts::too_young(age));
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
    // Whoever comes from another site need not type what that has said of them.
    let (name, email) = newcomer::arrived(&req, &site).await?.map(|one| (one.name, one.email)).unwrap_or_default();
    let (name, email) = (Text::new(&name), Text::new(&email.unwrap_or_default()));
    let entry = Entry { name, email, next: asked.0.next, ..Entry::default() };
    form_again(&req, &site, &visitor, &entry, Problems::default()).await
}

async fn form_again(req: &HttpRequest, site: &Site, visitor: &Visitor, entry: &Entry, problems: Problems) -> Answer {
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let (waiting, providers) = (shown(req, site).await?, elsewhere::buttons(site));
    let view = Register { waiting, providers, ..entry.shown(&site.config.accounts, problems) };
    respond(req, status, visitor, views::accounts::register(&view))
}

/// Makes an account; the answer is the same, and takes as long, for an address that has one.
///
/// # Errors
/// [`Error::TooMany`] from one place within an hour.
pub async fn create(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, entry: Form<Entry>) -> Answer {
    let good = match entry.0.check(&site.config.accounts) {
        Ok(good) => good,
        Err(problems) => return form_again(&req, &site, &visitor, &entry.0, problems).await,
    };
    let now = site.now();
    let place = limits::client(&req, &site.config);
    site.limits.count(LETTERS, &place, now)?;
    let new = good.hashed(&site).await?;
    if site.limits.may_write(LETTER, &new.email_key, &place, now) {
        let left = waiting::token_of(&req);
        let (config, until) = (site.config.clone(), now + waiting::lasts(&site));
        site.db
            .write(move |tx| {
                let Some(account) = accounts::register(tx, &new, &config.accounts, now)? else { return Ok(()) };
                notice::agreed(tx, &config, Who::Account(account), Act::Account, now)?;
                left.as_deref().map_or(Ok(()), |left| waiting::attach(tx, left, account, until))
            })
            .await?;
    }
    Ok(see(paths::confirmation_resend(), None))
}
