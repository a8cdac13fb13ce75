//! The link for whoever has no account yet: they say who they are, once, and need no password.

use super::confirmation::not_valid;
use super::newcomer::{Entry, make};
use super::{arrive, held_by};
use crate::accounts::newcomers::{self, Newcomer};
use crate::door::{Way, enter};
use crate::error::{Error, Result};
use crate::web::page::{Answer, respond, see};
use crate::web::{Browser, Form, Site, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use views::accounts::{ByLink, LinkKind};
use views::form::Problems;
use views::paths;

/// Who got this link, if it is good.
async fn opened(site: &Site, sent: &str) -> Result<Option<Newcomer>> {
    let (keys, now, sent) = (site.keys.clone(), site.now(), sent.to_owned());
    site.db.read(move |conn| newcomers::find(conn, &keys, &sent, now)).await
}

fn page(site: &Site, sent: &str, newcomer: &Newcomer, entry: &Entry, problems: Problems) -> maud::Markup {
    let form = entry.shown(&site.config.accounts, problems);
    views::accounts::by_link(&ByLink { token: sent.to_owned(), email: newcomer.email.clone(), form })
}

/// The page that asks who they are. Opening it changes nothing: programs that check mail open links, too.
///
/// # Errors
/// When the database does not answer.
pub async fn show(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, sent: web::Path<String>) -> Answer {
    match opened(&site, &sent).await? {
        Some(newcomer) => {
            let page = page(&site, &sent, &newcomer, &Entry::default(), Problems::default());
            respond(&req, StatusCode::OK, &visitor, page)
        }
        None => not_valid(&req, &visitor, LinkKind::SignIn),
    }
}

/// Makes the account, signs its owner in, and leads on to where they asked for the link.
///
/// # Errors
/// When the database does not answer; a mistake gives the page again.
pub async fn create(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    sent: web::Path<String>,
    entry: Form<Entry>,
) -> Answer {
    let Some(newcomer) = opened(&site, &sent).await? else { return useless(&req, &site, &visitor, &sent).await };
    let entry = entry.0;
    let new = match entry.check((&newcomer.email, &newcomer.email_key), &site.config.accounts) {
        Ok(new) => new,
        Err(problems) => {
            let page = page(&site, &sent, &newcomer, &entry, problems);
            return respond(&req, StatusCode::UNPROCESSABLE_ENTITY, &visitor, page);
        }
    };
    let (here, browser, now, next) = (site.clone(), Browser::of(&req), site.now(), newcomer.next.clone());
    let entered = site
        .db
        .write(move |tx| {
            newcomers::spend(tx, &newcomer, now)?;
            let account = make(tx, &here, &new, now)?;
            enter(tx, &here, account, Way::Link, &browser, &newcomer.next, now)
        })
        .await;
    match entered {
        Ok(entered) => {
            let rows = held_by(&req, &site, now).await?;
            arrive(&req, &site, entered, rows, &next, "joined-here").await
        }
        // The address has got an account meanwhile, or the button was pressed twice.
        Err(Error::NotFound | Error::Conflict(_)) => useless(&req, &site, &visitor, &sent).await,
        Err(other) => Err(other),
    }
}

/// As for other links: pressed twice, it leads to the sign-in page; otherwise it is not valid.
async fn useless(req: &HttpRequest, site: &Site, visitor: &Visitor, sent: &str) -> Answer {
    let (keys, now, token) = (site.keys.clone(), site.now(), sent.to_owned());
    if site.db.read(move |conn| newcomers::was_used(conn, &keys, &token, now)).await? {
        return Ok(see(paths::sign_in(), Some("link-used")));
    }
    not_valid(req, visitor, LinkKind::SignIn)
}
