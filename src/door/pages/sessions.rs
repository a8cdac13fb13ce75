//! Where somebody is signed in, and ending that: one session, or all.

use super::{identities, left};
use crate::accounts;
use crate::clock::Moment;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::factors;
use crate::passkeys;
use crate::web::form::id;
use crate::web::page::{Answer, see};
use crate::web::session::{self, Person};
use crate::web::{Form, Site, Visitor};
use actix_web::web;
use serde::Deserialize;
use validator::Validate;
use views::accounts::{Device, WaysIn};
use views::paths;

/// How somebody can come in, and where they have: for their own page.
pub(super) fn ways_in(conn: &mut Conn, site: &Site, person: &Person, now: Moment) -> Result<WaysIn> {
    let sessions = session::load_of(conn, person.id, now)?;
    let device = |open: session::Open| Device {
        id: open.id,
        words: open.device,
        seen_at: open.seen_at,
        this: open.id == person.session,
    };
    Ok(WaysIn {
        has_password: accounts::password_of(conn, person.id)?.is_some(),
        elsewhere: identities::linked(conn, site, person.id)?,
        factor: factors::of(conn, person.id)?.map(|factor| factor.since),
        passkeys: passkeys::of(conn, person.id)?.into_iter().map(super::passkeys::shown).collect(),
        devices: sessions.into_iter().map(device).collect(),
    })
}

/// The form has one button and no field.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Press {}

/// Ends one session: that device is signed out. Where it is this one, it is as signing out.
///
/// # Errors
/// [`Error::SignInFirst`] for a stranger; [`Error::NotFound`] for a session of somebody else.
pub async fn end(site: web::Data<Site>, visitor: Visitor, path: web::Path<String>, _: Form<Press>) -> Answer {
    let person = visitor.person.ok_or(Error::SignInFirst)?;
    let which = id(&path)?;
    if !site.db.write(move |tx| session::end_of(tx, person.id, which)).await? {
        return Err(Error::NotFound);
    }
    if which == person.session { left() } else { Ok(see(paths::account(), Some("session-ended"))) }
}

/// Ends every session: one is signed out everywhere, here too.
///
/// # Errors
/// [`Error::SignInFirst`] for a stranger.
pub async fn end_all(site: web::Data<Site>, visitor: Visitor, _: Form<Press>) -> Answer {
    let person = visitor.person.ok_or(Error::SignInFirst)?;
    site.db.write(move |tx| session::end_all(tx, person.id)).await?;
    left()
}
