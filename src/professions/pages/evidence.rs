//! The pages on which somebody sends what verifies them: a work address, a registration number, or who can vouch.

use super::{CLAIMS, LETTERS, TO_ONE};
use crate::error::{Error, Result};
use crate::mail;
use crate::professions::claims::mark;
use crate::professions::domains::{listed, mailbox};
use crate::professions::registers::Register;
use crate::professions::{self, Evidence, Given, WORDS};
use crate::text::Text;
use crate::web::page::{respond, see};
use crate::web::{Answer, Form, Site, Speaker, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use validator::Validate;
use views::form::Problems;
use views::paths;
use views::professions as view;

/// Whether they have said what they do, which comes first.
async fn has_said(site: &Site, by: &Speaker) -> Result<bool> {
    let id = by.id();
    Ok(site.db.read(move |conn| professions::own(conn, id)).await?.0.is_some())
}

/// One field of one of the forms.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Evident {
    email: Text,
    register: Text,
    number: Text,
    words: Text,
}

/// The form for this kind of evidence, or the way to the page where one says what one does.
async fn ask(
    req: &HttpRequest,
    site: &Site,
    visitor: &Visitor,
    by: &Speaker,
    evidence: Evidence,
    entry: &Evident,
    problems: Problems,
) -> Answer {
    if !has_said(site, by).await? {
        return Ok(see(paths::account_profession(), None));
    }
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = match evidence {
        Evidence::WorkAddress => view::work_address(entry.email.as_str(), &problems),
        Evidence::Registration => {
            let registers: Vec<view::Register> = Register::ALL
                .iter()
                .map(|one| view::Register { value: one.as_str(), name: one.name(), looks_like: one.looks_like() })
                .collect();
            view::registration(&registers, entry.register.as_str(), entry.number.as_str(), &problems)
        }
        Evidence::Vouching => view::vouching(entry.words.as_str(), WORDS, &problems),
    };
    respond(req, status, visitor, page)
}

/// `GET /account/profession/work-address`.
///
/// # Errors
/// [`Error::SignInFirst`] for a stranger.
pub async fn work_address(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, by: Speaker) -> Answer {
    ask(&req, &site, &visitor, &by, Evidence::WorkAddress, &Evident::default(), Problems::default()).await
}

/// `POST /account/profession/work-address`: a letter with a link is on its way there.
///
/// # Errors
/// [`Error::TooMany`] for too many letters; a mistake in the form gives the page again.
pub async fn send_letter(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    by: Speaker,
    form: Form<Evident>,
) -> Answer {
    let entry = form.0;
    let mut problems = Problems::default();
    let given = work(&site, &entry).map_err(|why| problems.add("email", why)).ok();
    let Some((given, key)) = given else {
        return ask(&req, &site, &visitor, &by, Evidence::WorkAddress, &entry, problems).await;
    };
    if !has_said(&site, &by).await? {
        return Ok(see(paths::account_profession(), None));
    }
    let now = site.now();
    site.limits.count(LETTERS, &by.id().to_string(), now)?;
    site.limits.count(TO_ONE, &key, now)?;
    let hours = site.config.professions.letter_hours;
    site.db.write(move |tx| professions::by_letter(tx, &by, &given, hours, now)).await?;
    Ok(see(paths::account_profession(), Some("work-letter")))
}

/// What a work address gives, with its mailbox.
fn work(site: &Site, entry: &Evident) -> std::result::Result<(Given, String), String> {
    let (email, key) = mail::address(entry.email.as_str())?;
    let key = mailbox(&key);
    let domain = key.rsplit_once('@').map_or("", |(_, domain)| domain);
    let pattern = listed(domain, &site.config.professions.work_domains).ok_or_else(|| {
        format!("We cannot check addresses at {domain} by email. Use your address at the NHS or a council, or choose another way")
    })?;
    let given = Given {
        evidence: Evidence::WorkAddress,
        register: None,
        detail: pattern.to_owned(),
        email: Some(email),
        mark: Some(mark(&site.keys, Evidence::WorkAddress, &key)),
    };
    Ok((given, key))
}

/// `GET /account/profession/letter/{token}`: the button behind the link in the letter. Opening it changes nothing.
///
/// # Errors
/// [`Error::SignInFirst`] for a stranger: the letter says whose the address is, the session who asked.
pub async fn letter(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    by: Speaker,
    sent: web::Path<String>,
) -> Answer {
    let (keys, token, now) = (site.keys.clone(), sent.clone(), site.now());
    match site.db.read(move |conn| professions::letter_behind(conn, &keys, &by, &token, now)).await? {
        Some(_) => respond(&req, StatusCode::OK, &visitor, view::confirm(&sent, None)),
        None => respond(&req, StatusCode::NOT_FOUND, &visitor, view::letter_not_valid()),
    }
}

/// The form has one button and no field.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Nothing {}

/// `POST /account/profession/letter/{token}`: they are verified from the next request on.
///
/// # Errors
/// When the database does not answer; what is wrong with the link or the address is said on a page.
pub async fn confirm(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    by: Speaker,
    sent: web::Path<String>,
    _: Form<Nothing>,
) -> Answer {
    let (here, token, now) = (site.clone(), sent.clone(), site.now());
    let done = site
        .db
        .write(move |tx| {
            let claim = professions::letter_behind(tx, &here.keys, &by, &token, now)?.ok_or(Error::NotFound)?;
            professions::confirm(tx, &claim, &here.config.professions, now)
        })
        .await;
    match done {
        Ok(()) => Ok(see(paths::account_profession(), Some("verified"))),
        Err(Error::NotFound) => respond(&req, StatusCode::NOT_FOUND, &visitor, view::letter_not_valid()),
        Err(Error::Conflict(why)) => respond(&req, StatusCode::CONFLICT, &visitor, view::confirm(&sent, Some(&why))),
        Err(other) => Err(other),
    }
}

/// `GET /account/profession/registration`.
///
/// # Errors
/// [`Error::SignInFirst`] for a stranger.
pub async fn registration(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, by: Speaker) -> Answer {
    ask(&req, &site, &visitor, &by, Evidence::Registration, &Evident::default(), Problems::default()).await
}

/// `POST /account/profession/registration`: staff will look the number up.
///
/// # Errors
/// [`Error::TooMany`] within an hour; a mistake in the form gives the page again.
pub async fn send_number(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    by: Speaker,
    form: Form<Evident>,
) -> Answer {
    let entry = form.0;
    let mut problems = Problems::default();
    let register = entry.register.as_str().parse::<Register>().ok();
    if register.is_none() {
        problems.add("register", "Choose your register");
    }
    let number = register.map(|one| one.number(entry.number.as_str()));
    let number = number.and_then(|number| number.map_err(|why| problems.add("number", why)).ok());
    let Some((register, number)) = register.zip(number) else {
        return ask(&req, &site, &visitor, &by, Evidence::Registration, &entry, problems).await;
    };
    let mark = mark(&site.keys, Evidence::Registration, &format!("{} {number}", register.as_str()));
    let given = Given {
        evidence: Evidence::Registration,
        register: Some(register),
        detail: number,
        email: None,
        mark: Some(mark),
    };
    to_staff(&site, by, given).await
}

/// `GET /account/profession/vouching`.
///
/// # Errors
/// [`Error::SignInFirst`] for a stranger.
pub async fn vouching(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, by: Speaker) -> Answer {
    ask(&req, &site, &visitor, &by, Evidence::Vouching, &Evident::default(), Problems::default()).await
}

/// `POST /account/profession/vouching`: staff will ask, and decide.
///
/// # Errors
/// [`Error::TooMany`] within an hour; a mistake in the form gives the page again.
pub async fn send_words(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    by: Speaker,
    form: Form<Evident>,
) -> Answer {
    let entry = form.0;
    let mut problems = Problems::default();
    if entry.words.is_blank() {
        problems.add("words", "Enter who can tell us about your work");
    } else if entry.words.characters() > WORDS {
        problems.add("words", format!("This must be {} characters or fewer", views::parts::number(WORDS as i64)));
    }
    if !problems.is_empty() {
        return ask(&req, &site, &visitor, &by, Evidence::Vouching, &entry, problems).await;
    }
    let detail = entry.words.into_string();
    to_staff(&site, by, Given { evidence: Evidence::Vouching, register: None, detail, email: None, mark: None }).await
}

async fn to_staff(site: &Site, by: Speaker, given: Given) -> Answer {
    if !has_said(site, &by).await? {
        return Ok(see(paths::account_profession(), None));
    }
    let now = site.now();
    site.limits.count(CLAIMS, &by.id().to_string(), now)?;
    site.db.write(move |tx| professions::by_staff(tx, &by, &given, now)).await?;
    Ok(see(paths::account_profession(), Some("claimed")))
}
