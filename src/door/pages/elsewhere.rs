//! Signing in at another site: the way there, and the way back.
//!
//! Nobody waits for that site with a connection to the database in their hand: each step of ours ends before it is asked.

use super::guesses;
use super::{Next, come_in, own_cookie, session_cookie};
use crate::clock::Moment;
use crate::door::{Entered, Way, begin, enter, enter_strong};
use crate::error::{Error, Result, broken};
use crate::identities::journeys::{self, AWAY, COOKIE, HERE, Leaving, Stranger};
use crate::identities::{self, Departure};
use crate::ids::AccountId;
use crate::mail;
use crate::openid::{Known, Provider, Trouble};
use crate::text::Text;
use crate::web::form::Query;
use crate::web::limits::{self, Rule};
use crate::web::page::{Answer, respond, safe_next, see};
use crate::web::session::Person;
use crate::web::{Browser, Form, Site, Visitor};
use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use validator::Validate;
use views::accounts::{Astray, Elsewhere};
use views::paths;

/// How often one place may set off: a hospital is one place.
const LEAVING: Rule = Rule { name: "sign-in elsewhere", most: 300, seconds: 600 };

/// The provider of this name; where there is none, there is no such page.
pub(super) fn provider<'a>(site: &'a Site, name: &str) -> Result<&'a Provider> {
    site.openid.get(name).ok_or(Error::NotFound)
}

/// The buttons, one for each provider.
pub(super) fn buttons(site: &Site) -> Vec<Elsewhere> {
    site.openid.all().map(button).collect()
}

fn button(provider: &Provider) -> Elsewhere {
    Elsewhere { name: provider.name().to_owned(), title: provider.title().to_owned() }
}

/// A page with the button alone, to which others can lead.
///
/// # Errors
/// [`Error::NotFound`] when there is no such provider.
pub async fn show(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    name: web::Path<String>,
    asked: Query<Next>,
) -> Answer {
    let provider = provider(&site, &name)?;
    if visitor.person.is_some() {
        return Ok(see(paths::account(), None));
    }
    let next = safe_next(asked.0.next.as_str()).unwrap_or_default();
    respond(&req, StatusCode::OK, &visitor, views::accounts::elsewhere(&button(provider), next))
}

/// The form has one button, and where to go afterwards.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Press {
    next: Text,
}

/// Sends somebody to the provider.
///
/// # Errors
/// [`Error::NotFound`] when there is no such provider; [`Error::TooMany`] from one place.
pub async fn leave(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    name: web::Path<String>,
    entry: Form<Press>,
) -> Answer {
    let provider = provider(&site, &name)?;
    if visitor.person.is_some() {
        return Ok(see(paths::account(), None));
    }
    let next = safe_next(entry.0.next.as_str()).unwrap_or_default();
    set_off(&req, &site, &visitor, provider, next, None).await
}

/// The same for whoever wants to sign in and, with an `account`, for whoever wants to connect theirs.
///
/// The answer is a page that leads on by itself. A redirect would not do: what a form may lead to is our own site alone,
/// by the policy that each page of ours carries, and browsers hold redirects to it.
pub(super) async fn set_off(
    req: &HttpRequest,
    site: &Site,
    visitor: &Visitor,
    provider: &Provider,
    next: &str,
    account: Option<AccountId>,
) -> Answer {
    let now = site.now();
    site.limits.count(LEAVING, &limits::client(req, &site.config), now)?;
    let way = match provider.depart(now).await {
        Ok(way) => way,
        Err(trouble) => return troubled(req, visitor, provider, &trouble),
    };
    let page = views::accounts::leaving(provider.title(), &way.url);
    let refresh = format!("0; url={}", way.url);
    let (state, nonce, verifier) = (way.state, way.nonce, way.verifier);
    let leaving =
        Leaving { provider: provider.name().to_owned(), state, nonce, verifier, next: next.to_owned(), account };
    let token = site.db.write(move |tx| journeys::depart(tx, &leaving, now)).await?;
    let mut response = respond(req, StatusCode::OK, visitor, page)?;
    let refresh = header::HeaderValue::from_str(&refresh).map_err(broken("a way to another site"))?;
    response.headers_mut().insert(header::REFRESH, refresh);
    set_cookie(&mut response, &token, AWAY.num_seconds())?;
    Ok(response)
}

fn set_cookie(response: &mut HttpResponse, token: &str, seconds: i64) -> Result<()> {
    response.add_cookie(&own_cookie(COOKIE, token, seconds)).map_err(broken("setting a cookie"))
}

/// The browser forgets that somebody was on the way.
pub(super) fn forget(response: &mut HttpResponse) -> Result<()> {
    set_cookie(response, "", 0)
}

/// The token of whoever is on the way.
pub(super) fn token_of(req: &HttpRequest) -> Option<String> {
    req.cookie(COOKIE).map(|c| c.value().to_owned()).filter(|token| !token.is_empty() && token.len() <= 128)
}

/// What the provider sends back in the address (RFC 6749, 4.1.2; RFC 9207).
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Returned {
    state: String,
    code: String,
    error: String,
    iss: Option<String>,
}

/// The way back: whoever the provider knows, and we know by that, is signed in. Whom we do not know says first who they are.
///
/// # Errors
/// [`Error::NotFound`] when there is no such provider; [`Error::TooMany`] after many that led nowhere.
pub async fn back(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    name: web::Path<String>,
    returned: Query<Returned>,
) -> Answer {
    let (provider, returned, now) = (provider(&site, &name)?, returned.0, site.now());
    guesses::may_miss(&req, &site)?;
    let departure = match token_of(&req).filter(|_| !returned.state.is_empty()) {
        Some(token) => {
            let (state, name) = (returned.state.clone(), provider.name().to_owned());
            site.db.write(move |tx| journeys::come_back(tx, &token, &state, &name, now)).await?
        }
        None => None,
    };
    let Some(departure) = departure else {
        guesses::missed(&req, &site);
        return astray(&req, &visitor, provider, Astray::Lost);
    };
    if returned.error == "access_denied" {
        return astray(&req, &visitor, provider, Astray::Denied);
    }
    match said(provider, &departure, &returned, now).await {
        Ok(known) => recognise(&req, &site, &visitor, provider, departure, known).await,
        Err(trouble) => {
            guesses::missed(&req, &site);
            troubled(&req, &visitor, provider, &trouble)
        }
    }
}

/// Who it is, as the provider says.
async fn said(
    provider: &Provider,
    departure: &Departure,
    returned: &Returned,
    now: Moment,
) -> std::result::Result<Known, Trouble> {
    if returned.iss.as_ref().is_some_and(|iss| iss != provider.issuer()) {
        return Err(Trouble::Refused("another provider sent somebody back".into()));
    }
    if !returned.error.is_empty() {
        let word: String = returned.error.chars().filter(|c| c.is_ascii_lowercase() || *c == '_').take(40).collect();
        let away = matches!(word.as_str(), "temporarily_unavailable" | "server_error");
        let why = format!("it sends somebody back with {word}");
        return Err(if away { Trouble::Away(why) } else { Trouble::Refused(why) });
    }
    if returned.code.is_empty() {
        return Err(Trouble::Refused("it sends somebody back without a code".into()));
    }
    provider.arrive(&returned.code, &departure.nonce, &departure.verifier, now).await
}

/// What came of it.
enum Recognised {
    In(Entered),
    Connected(String, Person),
    /// Nobody that we know: the token of their arrival.
    Stranger(String),
}

async fn recognise(
    req: &HttpRequest,
    site: &Site,
    visitor: &Visitor,
    provider: &Provider,
    departure: Departure,
    known: Known,
) -> Answer {
    let (here, browser, now) = (site.clone(), Browser::of(req), site.now());
    let (name, issuer) = (provider.name().to_owned(), provider.issuer().to_owned());
    let person = visitor.person.clone();
    let (next, strong) = (departure.next.clone(), known.strong);
    let stranger = stranger(provider, &departure.next, known);
    let asked = departure.account;
    let outcome = site
        .db
        .write(move |tx| {
            let who = (issuer.as_str(), stranger.subject.as_str());
            if let Some(account) = asked {
                // In the session that asked for it, and in no other.
                let person = person.as_ref().filter(|person| person.id == account).ok_or(Error::SignInFirst)?;
                identities::connect(tx, account, who, &name, now)?;
                let (token, person) = begin(tx, &here, account, person.strong, &browser, now)?;
                return Ok(Recognised::Connected(token, person));
            }
            match identities::account_of(tx, who.0, who.1)? {
                Some(account) => {
                    let entered = match strong {
                        true => enter_strong(tx, &here, account, Way::Provider, &browser, now),
                        false => enter(tx, &here, account, Way::Provider, &browser, &stranger.next, now),
                    };
                    entered.map(Recognised::In)
                }
                None => journeys::arrive(tx, &stranger, now).map(Recognised::Stranger),
            }
        })
        .await;
    let mut response = match outcome {
        Ok(Recognised::In(entered)) => come_in(req, site, entered, &next).await?,
        Ok(Recognised::Connected(token, person)) => {
            let mut response = see(paths::account(), Some("connected"));
            response.add_cookie(&session_cookie(site, &token, person.appointed)).map_err(broken("setting a cookie"))?;
            response
        }
        Ok(Recognised::Stranger(token)) => {
            let mut response = see(&paths::sign_in_newcomer(provider.name()), None);
            set_cookie(&mut response, &token, HERE.num_seconds())?;
            return Ok(response);
        }
        Err(Error::SignInFirst | Error::NotFound) => return astray(req, visitor, provider, Astray::Lost),
        Err(Error::Conflict(_)) => return astray(req, visitor, provider, Astray::Taken),
        Err(other) => return Err(other),
    };
    forget(&mut response)?;
    Ok(response)
}

/// What is kept of somebody whom we do not know, until they have said who they are.
fn stranger(provider: &Provider, next: &str, known: Known) -> Stranger {
    let email = known.email.as_deref().and_then(|email| mail::address(email).ok());
    let domain = email.as_ref().and_then(|(_, key)| key.rsplit_once('@')).map(|(_, domain)| domain);
    Stranger {
        provider: provider.name().to_owned(),
        issuer: provider.issuer().to_owned(),
        subject: known.subject,
        confirmed: known.email_verified && domain.is_some_and(|domain| provider.gives_out(domain)),
        email,
        name: Text::new(&known.name.unwrap_or_default()).to_string(),
        strong: known.strong,
        next: next.to_owned(),
    }
}

/// A plain page for whoever is not signed in, with the other ways in.
pub(super) fn astray(req: &HttpRequest, visitor: &Visitor, provider: &Provider, why: Astray) -> Answer {
    let status = match why {
        Astray::Lost => StatusCode::BAD_REQUEST,
        Astray::Denied | Astray::Refused => StatusCode::FORBIDDEN,
        Astray::Taken => StatusCode::CONFLICT,
        Astray::Away => StatusCode::SERVICE_UNAVAILABLE,
    };
    let page = views::accounts::astray(provider.title(), why, visitor.person.is_some());
    let mut response = respond(req, status, visitor, page)?;
    if why == Astray::Away {
        response.headers_mut().insert(header::RETRY_AFTER, 60.into());
    }
    Ok(response)
}

fn troubled(req: &HttpRequest, visitor: &Visitor, provider: &Provider, trouble: &Trouble) -> Answer {
    tracing::warn!(provider = provider.name(), because = trouble.because(), "nobody was signed in from elsewhere");
    let why = match trouble {
        Trouble::Away(_) => Astray::Away,
        Trouble::Refused(_) => Astray::Refused,
    };
    astray(req, visitor, provider, why)
}
