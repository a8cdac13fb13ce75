//! The pages on which people come to an organisation and go: invitations, joining, another place, leaving.

use super::{CHANGES, Guest, LETTERS, TO_ONE, page};
use crate::error::{Error, Result};
use crate::ids::AccountId;
use crate::mail;
use crate::organisations::{self, Place};
use crate::text::Text;
use crate::web::page::{respond, see};
use crate::web::{Answer, Form, Site, Speaker, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use validator::Validate;
use views::form::Problems;
use views::organisations as view;
use views::paths;

/// Nothing but for an owner: others are told that there is no such page.
async fn owner(site: &Site, by: &Speaker) -> Result<()> {
    let id = by.id();
    match site.db.read(move |conn| organisations::of_account(conn, id)).await? {
        Some((_, Place::Owner)) => Ok(()),
        _ => Err(Error::NotFound),
    }
}

/// `POST /account/organisation/invitations`: a letter with a link is on its way.
///
/// # Errors
/// [`Error::NotFound`] for whoever owns no organisation; [`Error::TooMany`]; a mistake in the form gives the page again.
pub async fn invite(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    by: Speaker,
    form: Form<Guest>,
) -> Answer {
    owner(&site, &by).await?;
    let guest = form.0;
    let mut problems = Problems::default();
    let address = mail::address(guest.email.as_str()).map_err(|why| problems.add("email", why)).ok();
    let place =
        guest.place.as_str().parse::<Place>().map_err(|_| problems.add("place", "Choose what they may do")).ok();
    let Some(((email, key), place)) = address.zip(place) else {
        return page(&req, &site, &visitor, &by, StatusCode::UNPROCESSABLE_ENTITY, None, Some(guest), problems).await;
    };
    let now = site.now();
    site.limits.count(LETTERS, &by.id().to_string(), now)?;
    site.limits.count(TO_ONE, &key, now)?;
    let who = by.clone();
    match site.db.write(move |tx| organisations::invite(tx, &who, &email, &key, place, now)).await {
        Ok(()) => Ok(see(paths::account_organisation(), Some("invited"))),
        Err(Error::Conflict(why)) => {
            problems.add("email", why.trim_end_matches('.'));
            page(&req, &site, &visitor, &by, StatusCode::CONFLICT, None, Some(guest), problems).await
        }
        Err(other) => Err(other),
    }
}

/// What an owner does with somebody who belongs, or who was invited.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Change {
    act: Text,
    account: i64,
    invitation: i64,
}

/// `POST /account/organisation/members`: `act` is `owner`, `member` or `remove` with an `account`, or `uninvite` with an
/// `invitation`.
///
/// # Errors
/// [`Error::NotFound`] for whoever owns no organisation, and for anything that is not its; [`Error::Conflict`] for its only
/// owner; [`Error::NotUnderstood`] for any other act.
pub async fn change(site: web::Data<Site>, by: Speaker, form: Form<Change>) -> Answer {
    owner(&site, &by).await?;
    let Change { act, account, invitation } = form.0;
    let to = match act.as_str() {
        "owner" => Some(Some(Place::Owner)),
        "member" => Some(Some(Place::Member)),
        "remove" => Some(None),
        "uninvite" => None,
        _ => return Err(Error::NotUnderstood("Choose what to do with whom. Go back and try again.".into())),
    };
    site.limits.count(CHANGES, &by.id().to_string(), site.now())?;
    site.db
        .write(move |tx| match to {
            Some(place) => organisations::change(tx, &by, AccountId(account), place),
            None => organisations::uninvite(tx, &by, invitation),
        })
        .await?;
    Ok(see(paths::account_organisation(), Some("saved")))
}

/// `GET /account/organisation/leaving`: asks.
///
/// # Errors
/// [`Error::NotFound`] for somebody who belongs to none.
pub async fn leaving(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, by: Speaker) -> Answer {
    let (id, now) = (by.id(), site.now());
    let (one, members) = site
        .db
        .read(move |conn| {
            let (one, _) = organisations::of_account(conn, id)?.ok_or(Error::NotFound)?;
            let (members, _) = organisations::people(conn, one.id, now)?;
            Ok((one, members))
        })
        .await?;
    let others = members.iter().filter(|member| member.account != id);
    let view = view::Leaving {
        name: one.name,
        is_alone: members.len() <= 1,
        may_leave: members.len() <= 1
            || others.into_iter().any(|other| other.place == Place::Owner)
            || members.iter().any(|own| own.account == id && own.place == Place::Member),
    };
    respond(&req, StatusCode::OK, &visitor, view::leaving(&view))
}

/// The form has one button and no field.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Nothing {}

/// `POST /account/organisation/leaving`: they speak for it no more, from the next request on.
///
/// # Errors
/// [`Error::NotFound`] for somebody who belongs to none; [`Error::Conflict`] for its only owner among others.
pub async fn leave(site: web::Data<Site>, by: Speaker, _: Form<Nothing>) -> Answer {
    site.db.write(move |tx| organisations::leave(tx, &by)).await?;
    Ok(see(paths::account_organisation(), Some("left")))
}

/// `GET /account/organisation/invitation/{token}`: the button behind the link in the letter. Opening it changes nothing.
///
/// # Errors
/// [`Error::SignInFirst`] for a stranger: the link works only for the account with the address to which it went.
pub async fn invitation(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    by: Speaker,
    sent: web::Path<String>,
) -> Answer {
    let (keys, token, now) = (site.keys.clone(), sent.clone(), site.now());
    match site.db.read(move |conn| organisations::invitation_behind(conn, &keys, &by, &token, now)).await? {
        Some((one, organisation)) => {
            let page = view::invitation(&sent, &organisation.name, one.place == Place::Owner, None);
            respond(&req, StatusCode::OK, &visitor, page)
        }
        None => respond(&req, StatusCode::NOT_FOUND, &visitor, view::invitation_not_valid()),
    }
}

/// `POST /account/organisation/invitation/{token}`: they belong to it.
///
/// # Errors
/// When the database does not answer; what is wrong with the link is said on a page.
pub async fn accept(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    by: Speaker,
    sent: web::Path<String>,
    _: Form<Nothing>,
) -> Answer {
    let (keys, token, now) = (site.keys.clone(), sent.clone(), site.now());
    let done = site
        .db
        .write(move |tx| {
            let (one, _) = organisations::invitation_behind(tx, &keys, &by, &token, now)?.ok_or(Error::NotFound)?;
            organisations::accept(tx, &by, &one, now)
        })
        .await;
    match done {
        Ok(()) => Ok(see(paths::account_organisation(), Some("joined"))),
        Err(Error::NotFound) => respond(&req, StatusCode::NOT_FOUND, &visitor, view::invitation_not_valid()),
        Err(Error::Conflict(why)) => {
            respond(&req, StatusCode::CONFLICT, &visitor, view::invitation(&sent, "", false, Some(&why)))
        }
        Err(other) => Err(other),
    }
}
