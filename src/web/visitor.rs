//! Who is asking, and the proofs of what they may do: values that only this file can make.

use super::Site;
use super::session::{self, COOKIE, Lifetime, Person};
use crate::clock::Moment;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::ids::AccountId;
use crate::policy::{self, Capacity, Role};
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use futures_util::future::LocalBoxFuture;

/// Whoever sent the request: a stranger or somebody signed in.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// Who is signed in, if anybody.
    pub person: Option<Person>,
    /// The token for the forms on the answer; empty for a stranger, whose forms are known by their origin.
    pub csrf: String,
}

/// Proof: signed in, address confirmed. It is enough for what is about nobody but oneself, such as one's emails, and holds
/// also while one may not take part.
#[derive(Debug, Clone)]
pub struct Confirmed(Person);

/// Proof: signed in, address confirmed, not suspended.
#[derive(Debug, Clone)]
pub struct Speaker(Person);

/// Proof: may decide on comments.
#[derive(Debug, Clone)]
pub struct Moderator(Person);

/// Proof: may verify people and organisations.
#[derive(Debug, Clone)]
pub struct Verifier(Person);

/// Proof: may read what people answer to consultations.
#[derive(Debug, Clone)]
pub struct Analyst(Person);

/// Proof: may write proposals and pages.
#[derive(Debug, Clone)]
pub struct Editor(Person);

/// Proof: may invite staff.
#[derive(Debug, Clone)]
pub struct Administrator(Person);

/// A suspension that ends later than this (the year 9000, in seconds since 1970) is for good.
const FAR_AWAY: i64 = 221_845_392_000;

macro_rules! proof {
    ($($name:ident),+) => { $(
        impl $name {
            /// The person who holds this proof.
            #[must_use]
            pub fn person(&self) -> &Person {
                &self.0
            }

            /// Their account.
            #[must_use]
            pub fn id(&self) -> AccountId {
                self.0.id
            }
        }
    )+ };
}
proof!(Confirmed, Speaker, Moderator, Verifier, Analyst, Editor, Administrator);

impl Speaker {
    /// The capacity in which they speak now; it is stored with what they say.
    #[must_use]
    pub fn capacity(&self) -> Capacity {
        self.0.counts_as()
    }

    /// A speaker for tests of rules that need one.
    #[cfg(test)]
    #[must_use]
    pub fn for_test(person: Person) -> Self {
        Self(person)
    }
}

impl Visitor {
    /// Somebody who is not signed in.
    #[must_use]
    pub fn stranger() -> Self {
        Self { person: None, csrf: String::new() }
    }

    /// The role in which they may act now, `None` for a stranger.
    #[must_use]
    pub fn role(&self) -> Option<Role> {
        self.person.as_ref().map(|p| p.role)
    }

    /// Proof that this person has confirmed their address.
    ///
    /// # Errors
    /// [`Error::SignInFirst`] for a stranger; [`Error::NotAllowed`] for somebody whose address is not confirmed.
    pub fn confirmed(&self) -> Result<Confirmed> {
        let person = self.person.as_ref().ok_or(Error::SignInFirst)?;
        if person.confirmed_at.is_none() {
            return Err(Error::NotAllowed(
                "Confirm your email address first: we sent you an email with a link when you made your account.".into(),
            ));
        }
        Ok(Confirmed(person.clone()))
    }

    /// Proof that this person may take part at `now`.
    ///
    /// # Errors
    /// [`Error::SignInFirst`] for a stranger; [`Error::NotAllowed`] with the reason for anybody else who may not.
    pub fn speaker(&self, now: Moment) -> Result<Speaker> {
        let Confirmed(person) = self.confirmed()?;
        if let Some(until) = person.suspended_until.filter(|until| *until > now) {
            let how_long = match until.and_utc().timestamp() {
                FAR_AWAY.. => "any more".to_owned(),
                _ => format!("until {}", views::dates::moment(until)),
            };
            return Err(Error::NotAllowed(format!(
                "You cannot take part {how_long}. The email that we sent you says why, and how to ask for another look."
            )));
        }
        Ok(Speaker(person))
    }

    /// Proof that this person may act for the staff, in a role that is `allowed`.
    ///
    /// # Errors
    /// [`Error::NotFound`] for whoever has no such role; as [`Visitor::speaker`]; [`Error::FactorFirst`] for a colleague
    /// who has given no second factor.
    pub fn acting(&self, allowed: fn(Option<Role>) -> bool, now: Moment) -> Result<Speaker> {
        if self.person.as_ref().is_some_and(|person| !allowed(Some(person.appointed))) {
            return Err(Error::NotFound);
        }
        let speaker = self.speaker(now)?;
        if speaker.0.strong { Ok(speaker) } else { Err(Error::FactorFirst) }
    }
}

/// The session token that came with a request.
#[must_use]
pub fn token_of(req: &HttpRequest) -> Option<String> {
    req.cookie(COOKIE).map(|c| c.value().to_owned()).filter(|t| !t.is_empty() && t.len() <= 128)
}

/// The form token that belongs to a session token.
#[must_use]
pub fn csrf_for(site: &Site, token: &str) -> String {
    site.keys.sign("form", &[token])
}

/// Whether this is a form token that belongs to a session token.
#[must_use]
pub fn is_csrf_for(site: &Site, token: &str, sent: &str) -> bool {
    site.keys.check("form", &[token], sent)
}

fn site_of(req: &HttpRequest) -> Result<web::Data<Site>> {
    req.app_data::<web::Data<Site>>().cloned().ok_or_else(|| Error::Broken("the site is not set up".into()))
}

/// Finds out who sent a request. Without a cookie no question is asked of the database.
///
/// # Errors
/// When the database does not answer: then nobody is let in.
pub async fn find(req: &HttpRequest) -> Result<Visitor> {
    Ok(find_with(req, |_, _| Ok(())).await?.0)
}

/// As [`find`], and asks in the same turn what else is wanted about the person, if there is one.
///
/// # Errors
/// As [`find`], or what `ask` gives.
pub async fn find_with<T, F>(req: &HttpRequest, ask: F) -> Result<(Visitor, Option<T>)>
where
    T: Send + 'static,
    F: FnOnce(&mut Conn, &Person) -> Result<T> + Send + 'static,
{
    let site = site_of(req)?;
    let Some(token) = token_of(req) else {
        return Ok((Visitor::stranger(), None));
    };
    let csrf = csrf_for(&site, &token);
    let now = site.now();
    let found = site
        .db
        .glance(move |conn| {
            let Some(person) = session::find(conn, &token, now)? else { return Ok(None) };
            let answer = ask(conn, &person)?;
            Ok(Some((person, answer)))
        })
        .await?;
    let Some((person, answer)) = found else {
        return Ok((Visitor::stranger(), None));
    };
    remember(&site, &person, now);
    Ok((Visitor { csrf, person: Some(person) }, Some(answer)))
}

/// Lets a session live on, not at every visit, after the answer has gone.
pub fn remember(site: &Site, person: &Person, now: Moment) {
    let lifetime = Lifetime::of(person.appointed, &site.config.accounts);
    if now - person.seen_at < lifetime.grain() {
        return;
    }
    let (site, person) = (site.clone(), person.clone());
    actix_web::rt::spawn(async move {
        let keep = move |tx: &mut Tx<'_>| {
            session::keep(tx, person.session, person.began_at, lifetime, now)?;
            if person.appointed == Role::Member { Ok(()) } else { session::note_colleague(tx, person.id, now) }
        };
        let _ = site.db.write(keep).await;
    });
}

impl FromRequest for Visitor {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let req = req.clone();
        Box::pin(async move { find(&req).await })
    }
}

impl FromRequest for Confirmed {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let req = req.clone();
        Box::pin(async move { find(&req).await?.confirmed() })
    }
}

impl FromRequest for Speaker {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let req = req.clone();
        Box::pin(async move { find(&req).await?.speaker(site_of(&req)?.now()) })
    }
}

/// Proof of a role for whoever has it and has given a second factor; for strangers the sign-in page, for the rest there is
/// no such page.
fn staff<P>(
    req: &HttpRequest,
    allowed: fn(Option<Role>) -> bool,
    proof: fn(Person) -> P,
) -> LocalBoxFuture<'static, Result<P>>
where
    P: 'static,
{
    let req = req.clone();
    Box::pin(async move { Ok(proof(find(&req).await?.acting(allowed, site_of(&req)?.now())?.0)) })
}

impl FromRequest for Moderator {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        staff(req, policy::moderates, Moderator)
    }
}

impl FromRequest for Verifier {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        staff(req, policy::verifies, Verifier)
    }
}

impl FromRequest for Analyst {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        staff(req, policy::analyses, Analyst)
    }
}

impl FromRequest for Editor {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        staff(req, policy::edits, Editor)
    }
}

impl FromRequest for Administrator {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        staff(req, |role| role == Some(Role::Administrator), Administrator)
    }
}
