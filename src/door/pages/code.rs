//! The code that whoever has a second factor owes, after their password or their link.

use super::guesses::Guess;
use super::{come_in, own_cookie};
use crate::door::{Entered, begin};
use crate::error::{Error, Result, broken};
use crate::factors;
use crate::factors::challenges::{self, COOKIE, Challenge};
use crate::ids::AccountId;
use crate::passkeys;
use crate::text::Text;
use crate::web::limits::Rule;
use crate::web::page::{Answer, respond, see};
use crate::web::{Browser, Form, Site, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use validator::Validate;
use views::accounts::Code;
use views::form::Problems;
use views::paths;

/// Wrong codes for one account, from wherever they come: beyond that only recovery codes are taken, which nobody guesses, so
/// that whoever has the password can neither go on guessing nor keep the owner out.
const WRONG: Rule = Rule { name: "wrong codes", most: 30, seconds: 3_600 };

/// Leads to the page that asks for a code, with the cookie that it is known by.
pub(super) fn ask(token: &str) -> Answer {
    let mut response = see(paths::sign_in_code(), None);
    let cookie = own_cookie(COOKIE, token, challenges::LASTS.num_seconds());
    response.add_cookie(&cookie).map_err(broken("setting a cookie"))?;
    Ok(response)
}

pub(super) fn token_of(req: &HttpRequest) -> Option<String> {
    req.cookie(COOKIE).map(|c| c.value().to_owned()).filter(|token| token.len() <= 128)
}

/// Who owes a code or a passkey, by the cookie of a request.
pub(super) async fn owed(req: &HttpRequest, site: &Site) -> Result<Option<Challenge>> {
    let Some(token) = token_of(req) else { return Ok(None) };
    let now = site.now();
    site.db.read(move |conn| challenges::find(conn, &token, now)).await
}

async fn owing(req: &HttpRequest, site: &Site) -> Result<Challenge> {
    owed(req, site).await?.ok_or(Error::SignInFirst)
}

/// The page that asks for it.
///
/// # Errors
/// [`Error::SignInFirst`] for whoever owes none.
pub async fn show(req: HttpRequest, site: web::Data<Site>, visitor: Visitor) -> Answer {
    if visitor.person.is_some() {
        return Ok(see(paths::account(), None));
    }
    let owing = owing(&req, &site).await?;
    form(&req, &site, &visitor, owing.account, Problems::default()).await
}

async fn form(req: &HttpRequest, site: &Site, visitor: &Visitor, whose: AccountId, problems: Problems) -> Answer {
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let (app, passkey) =
        site.db.read(move |conn| Ok((factors::of(conn, whose)?.is_some(), passkeys::has(conn, whose)?))).await?;
    let token = token_of(req).filter(|_| site.config.demo.mail_pages);
    let told = token.map(|token| factors::told(&site.keys, &token));
    respond(req, status, visitor, views::accounts::code(&Code { app, passkey, told, problems }))
}

/// The code.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Entry {
    code: Text,
}

/// The code is right: they are signed in, and what waited is posted.
///
/// # Errors
/// [`Error::SignInFirst`] for whoever owes none; [`Error::TooMany`] after many wrong ones.
pub async fn create(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, entry: Form<Entry>) -> Answer {
    if visitor.person.is_some() {
        return Ok(see(paths::account(), None));
    }
    let owing = owing(&req, &site).await?;
    let typed = entry.0.code;
    let mut problems = Problems::default();
    if typed.is_blank() {
        problems.add("code", "Enter the code");
        return form(&req, &site, &visitor, owing.account, problems).await;
    }
    let guess = Guess::count(&req, &site, &format!("code of {}", owing.account))?;
    let whose = owing.account.to_string();
    let app = site.limits.check(WRONG, &whose, site.now()).is_ok();
    if let Some(entered) = answered(&req, &site, &owing, typed.as_str(), app).await? {
        guess.was_right();
        let mut response = come_in(&req, &site, entered, &owing.next).await?;
        forget(&mut response)?;
        return Ok(response);
    }
    guess.was_wrong();
    // Over the limit it is the next code that is not taken.
    let _ = site.limits.count(WRONG, &whose, site.now());
    problems.add("code", "This code is not right, or it has been used. Wait for the next one, or use a recovery code");
    form(&req, &site, &visitor, owing.account, problems).await
}

/// Signs them in if the code is right; else it is counted.
async fn answered(
    req: &HttpRequest,
    site: &Site,
    owing: &Challenge,
    typed: &str,
    app: bool,
) -> Result<Option<Entered>> {
    let (here, browser, now) = (site.clone(), Browser::of(req), site.now());
    let (owing, typed) = (owing.clone(), typed.to_owned());
    site.db
        .write(move |tx| {
            if !factors::use_code(tx, &here.keys, owing.account, &typed, app, now)? {
                challenges::note_wrong(tx, &owing)?;
                return Ok(None);
            }
            if !challenges::end(tx, &owing)? {
                return Err(Error::SignInFirst);
            }
            let (token, person) = begin(tx, &here, owing.account, true, &browser, now)?;
            Ok(Some(Entered::In(token, person)))
        })
        .await
}

/// The browser forgets who owed a code.
pub(super) fn forget(response: &mut HttpResponse) -> Result<()> {
    response.add_cookie(&own_cookie(COOKIE, "", 0)).map_err(broken("setting a cookie"))
}
