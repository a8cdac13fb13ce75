//! Signing in with a passkey, in place of the password or after it. It counts as both steps.

use super::code;
use super::guesses::Guess;
use super::{come_in, own_cookie};
use crate::clock::Moment;
use crate::db::Tx;
use crate::door::{Entered, Way, enter_strong};
use crate::error::{Error, Result, broken};
use crate::factors::challenges::{self, Challenge};
use crate::passkeys::ceremonies::{self, COOKIE, Ceremony, LASTS, Purpose, Question};
use crate::passkeys::{self, Refusal, RelyingParty};
use crate::text::Text;
use crate::web::limits::{self, Rule};
use crate::web::page::{Answer, respond, safe_next, see};
use crate::web::{Browser, Form, Site, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use validator::Validate;
use views::accounts::{Asked, SignInPasskey};
use views::form::Problems;
use views::paths;

/// How often one place may ask to be asked: each is a row for five minutes.
const ASKED: Rule = Rule { name: "asked for passkeys", most: 100, seconds: 600 };

/// What is said of an answer that lets nobody in, whatever is wrong with it.
const NOT_IN: &str = "This passkey did not let you in. Try again, or choose another way";

/// What this site is for browsers.
pub(super) fn here(site: &Site) -> Option<RelyingParty> {
    RelyingParty::of(site.config.public_url())
}

/// The token of the question that this browser was asked.
pub(super) fn token_of(req: &HttpRequest) -> Option<String> {
    req.cookie(COOKIE).map(|c| c.value().to_owned()).filter(|token| !token.is_empty() && token.len() <= 128)
}

/// The browser keeps the token of the question that it is asked.
pub(super) fn keep(response: &mut HttpResponse, token: &str) -> Result<()> {
    response.add_cookie(&own_cookie(COOKIE, token, LASTS.num_seconds())).map_err(broken("setting a cookie"))
}

/// The browser forgets what it was asked.
pub(super) fn forget(response: &mut HttpResponse) -> Result<()> {
    response.add_cookie(&own_cookie(COOKIE, "", 0)).map_err(broken("setting a cookie"))
}

/// The form has one button. It says where to go afterwards, or that somebody has given their password or a link.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Press {
    next: Text,
    second: Text,
}

/// Asks for a passkey: in place of the password, or of whoever has given one or a link in this browser.
///
/// # Errors
/// [`Error::TooMany`] from one place within ten minutes.
pub async fn begin(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, entry: Form<Press>) -> Answer {
    if visitor.person.is_some() {
        return Ok(see(paths::account(), None));
    }
    if here(&site).is_none() {
        return Ok(see(paths::sign_in_passkey(), None));
    }
    let token = asked(&req, &site, &entry.0).await?;
    let mut response = see(paths::sign_in_passkey(), None);
    keep(&mut response, &token)?;
    Ok(response)
}

async fn asked(req: &HttpRequest, site: &Site, press: &Press) -> Result<String> {
    let now = site.now();
    site.limits.count(ASKED, &limits::client(req, &site.config), now)?;
    let owing = if press.second.is_blank() { None } else { code::owed(req, site).await? };
    let (purpose, account, next) = match owing {
        Some(owing) => (Purpose::SecondStep, Some(owing.account), owing.next),
        None => (Purpose::SignIn, None, safe_next(press.next.as_str()).unwrap_or_default().to_owned()),
    };
    let question = Question { purpose, account, name: String::new(), next };
    site.db.write(move |tx| ceremonies::begin(tx, &question, now)).await
}

/// The page on which the browser is asked. Opening it changes nothing.
///
/// # Errors
/// When the database does not answer.
pub async fn show(req: HttpRequest, site: web::Data<Site>, visitor: Visitor) -> Answer {
    if visitor.person.is_some() {
        return Ok(see(paths::account(), None));
    }
    let now = site.now();
    let asked = match token_of(&req) {
        Some(token) => site.db.read(move |conn| ceremonies::find(conn, &token, now)).await?,
        None => None,
    };
    let asked = asked.filter(|asked| asked.question.purpose != Purpose::Add);
    page(&req, &site, &visitor, StatusCode::OK, asked, Problems::default()).await
}

async fn page(
    req: &HttpRequest,
    site: &Site,
    visitor: &Visitor,
    status: StatusCode,
    asked: Option<Ceremony>,
    problems: Problems,
) -> Answer {
    let second = asked.as_ref().is_some_and(|asked| asked.question.purpose == Purpose::SecondStep);
    let asked = match (here(site), asked) {
        (None, _) => Asked::Impossible,
        (_, None) => Asked::Nothing,
        (Some(party), Some(asked)) => {
            Asked::Now(site.db.read(move |conn| passkeys::for_signing_in(conn, &party, &asked)).await?)
        }
    };
    let view = SignInPasskey { asked, site: site.config.public_url().to_owned(), second, problems };
    respond(req, status, visitor, views::accounts::sign_in_passkey(&view))
}

/// What the browser answered.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Given {
    pub(super) answer: Text,
}

/// What came of an answer.
enum Outcome {
    In(Entered, String),
    Refused(Refusal, Question),
    /// Nothing was asked of this browser, or too long ago.
    NotAsked,
}

/// Signs in whoever the answer lets in, and posts what waited. Whatever else is wrong, the answer is the same, and the browser
/// is asked anew: each question is answered once.
///
/// # Errors
/// [`Error::TooMany`] after many answers that let nobody in.
pub async fn create(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, entry: Form<Given>) -> Answer {
    let Some((token, party)) = token_of(&req).zip(here(&site)) else {
        return nothing(&req, &site, &visitor).await;
    };
    // Each question has its own count, since it is answered once; what is limited is how often a place is wrong.
    let guess = Guess::count(&req, &site, &format!("passkey {token}"))?;
    let (inner, browser, now) = (site.clone(), Browser::of(&req), site.now());
    let (answer, owed) = (entry.0.answer.into_string(), code::owed(&req, &site).await?);
    let outcome =
        site.db.write(move |tx| answered(tx, &inner, &party, (&token, &answer), owed.as_ref(), &browser, now)).await?;
    match outcome {
        Outcome::In(entered, next) => {
            guess.was_right();
            let mut response = come_in(&req, &site, entered, &next).await?;
            forget(&mut response)?;
            code::forget(&mut response)?;
            Ok(response)
        }
        Outcome::Refused(refusal, question) => {
            guess.was_wrong();
            tracing::info!(?refusal, "an answer with a passkey let nobody in");
            again(&req, &site, &visitor, question).await
        }
        Outcome::NotAsked => nothing(&req, &site, &visitor).await,
    }
}

/// The page for an answer to nothing.
async fn nothing(req: &HttpRequest, site: &Site, visitor: &Visitor) -> Answer {
    page(req, site, visitor, StatusCode::UNPROCESSABLE_ENTITY, None, Problems::default()).await
}

fn answered(
    tx: &mut Tx<'_>,
    site: &Site,
    party: &RelyingParty,
    (token, answer): (&str, &str),
    owed: Option<&Challenge>,
    browser: &Browser,
    now: Moment,
) -> Result<Outcome> {
    let Some(asked) = ceremonies::take(tx, token, now)? else { return Ok(Outcome::NotAsked) };
    let account = match passkeys::used(tx, party, &asked, answer, now)? {
        Ok(account) => account,
        Err(refusal) => return Ok(Outcome::Refused(refusal, asked.question)),
    };
    if asked.question.purpose == Purpose::SecondStep {
        // The password was given in this browser, and not too long ago.
        let open = match owed.filter(|owed| owed.account == account) {
            Some(owed) => challenges::end(tx, owed)?,
            None => false,
        };
        if !open {
            return Ok(Outcome::Refused(Refusal::AnotherKind, asked.question));
        }
    }
    let next = asked.question.next.clone();
    match enter_strong(tx, site, account, Way::Passkey, browser, now) {
        Ok(entered) => Ok(Outcome::In(entered, next)),
        Err(Error::NotFound) => Ok(Outcome::Refused(Refusal::Unknown, asked.question)),
        Err(other) => Err(other),
    }
}

/// The page once more, with another question.
async fn again(req: &HttpRequest, site: &Site, visitor: &Visitor, question: Question) -> Answer {
    let now = site.now();
    let (token, asked) = site
        .db
        .write(move |tx| {
            let token = ceremonies::begin(tx, &question, now)?;
            let asked = ceremonies::find(tx, &token, now)?;
            Ok((token, asked))
        })
        .await?;
    let mut problems = Problems::default();
    problems.add("passkey", NOT_IN);
    let mut response = page(req, site, visitor, StatusCode::UNPROCESSABLE_ENTITY, asked, problems).await?;
    keep(&mut response, &token)?;
    Ok(response)
}
