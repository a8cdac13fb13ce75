//! The pages on which residents suggest proposals, and see what became of them.

pub mod staff;

use super::Own;
use crate::areas::{self, Area};
use crate::error::{Error, Result};
use crate::proposals::{Content, words};
use crate::text::Text;
use crate::web::page::{respond, see};
use crate::web::{Answer, Confirmed, Form, Site, Speaker, Visitor};
use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpRequest, web};
use serde::Deserialize;
use std::future::{Ready, ready};
use validator::Validate;
use views::form::Problems;
use views::paths;
use views::suggestions as view;

/// Proof: on this site residents may suggest proposals. It stands first among what a page asks for, so that elsewhere there
/// is no such page, for nobody.
#[derive(Debug, Clone, Copy)]
pub struct SwitchedOn(());

impl FromRequest for SwitchedOn {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let site = req.app_data::<web::Data<Site>>();
        ready(if site.is_some_and(|site| site.config.proposals.by_residents) {
            Ok(Self(()))
        } else {
            Err(Error::NotFound)
        })
    }
}

/// The fields in the order of the page.
const FIELDS: [&str; 4] = ["title", "summary", "change", "why"];

/// The form of a suggestion.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Entry {
    #[validate(custom(function = "words::title"))]
    title: Text,
    #[validate(custom(function = "words::summary"))]
    summary: Text,
    #[validate(custom(function = "words::change"))]
    change: Text,
    #[validate(custom(function = "words::why"))]
    why: Text,
}

/// `GET /areas/{slug}/suggestions`: the form, or that enough are waiting.
///
/// # Errors
/// [`Error::NotFound`] where residents suggest nothing, and for no such area.
pub async fn new(
    req: HttpRequest,
    site: web::Data<Site>,
    _on: SwitchedOn,
    by: Speaker,
    visitor: Visitor,
    slug: web::Path<String>,
) -> Answer {
    let (slug, who) = (slug.into_inner(), by.id());
    let (area, has_room) =
        site.db.read(move |conn| Ok((areas::find(conn, &slug)?, super::has_room(conn, who)?))).await?;
    let page =
        if has_room { view::suggest(&form(&area, Entry::default(), Problems::default())) } else { view::enough() };
    respond(&req, StatusCode::OK, &visitor, page)
}

/// `POST /areas/{slug}/suggestions`: it waits for an editor.
///
/// # Errors
/// As [`new`]; a mistake in the form, and one suggestion too many, give the form again.
pub async fn create(
    req: HttpRequest,
    site: web::Data<Site>,
    _on: SwitchedOn,
    by: Speaker,
    visitor: Visitor,
    slug: web::Path<String>,
    entry: Form<Entry>,
) -> Answer {
    let (slug, now) = (slug.into_inner(), site.now());
    let area = site.db.read(move |conn| areas::find(conn, &slug)).await?;
    let (entry, mut problems) = entry.checked();
    problems.0.sort_by_key(|problem| FIELDS.iter().position(|field| *field == problem.field));
    if problems.is_empty() {
        let content = Content::of(&entry.title, &entry.summary, &entry.change, &entry.why);
        let id = area.id;
        match site.db.write(move |tx| super::suggest(tx, &by, id, &content, now)).await {
            Ok(_) => return Ok(see(paths::account_suggestions(), Some("suggested"))),
            Err(Error::Invalid(why)) => problems.add("title", why),
            Err(other) => return Err(other),
        }
    }
    let view = form(&area, entry, problems);
    respond(&req, StatusCode::UNPROCESSABLE_ENTITY, &visitor, view::suggest(&view))
}

fn form(area: &Area, entry: Entry, problems: Problems) -> view::Suggest {
    view::Suggest {
        area_slug: area.slug.clone(),
        area_title: area.title.clone(),
        title: entry.title.into_string(),
        summary: entry.summary.into_string(),
        change: entry.change.into_string(),
        why: entry.why.into_string(),
        problems,
    }
}

/// `GET /account/suggestions`: what one suggested, and what became of it.
///
/// # Errors
/// [`Error::NotFound`] where residents suggest nothing.
pub async fn own(
    req: HttpRequest,
    site: web::Data<Site>,
    _on: SwitchedOn,
    reader: Confirmed,
    visitor: Visitor,
) -> Answer {
    let (who, now) = (reader.id(), site.now());
    let all = site.db.read(move |conn| super::own(conn, who)).await?;
    let rows: Vec<view::Own> = all.into_iter().map(row).collect();
    respond(&req, StatusCode::OK, &visitor, view::own(&rows, now))
}

fn row(one: Own) -> view::Own {
    let standing = super::view(&one.outcome);
    let reason = if let super::Outcome::Declined(reason) = one.outcome { reason } else { String::new() };
    view::Own { slug: one.slug, title: one.title, at: one.at, standing, reason }
}
