//! The organisations that everybody may know of.

use super::about;
use crate::organisations::{self, PAGE};
use crate::text::Text;
use crate::web::form::Query;
use crate::web::page::respond;
use crate::web::{Answer, Site, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use views::organisations as view;
use views::paging::Pages;
use views::paths;

/// After which organisation a page of the list begins.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct After {
    after: Option<Text>,
}

/// `GET /organisations`: the verified ones, by name.
///
/// # Errors
/// When the database does not answer.
pub async fn index(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, from: Query<After>) -> Answer {
    let after = from.0.after.map(Text::into_string);
    let asked = after.clone();
    let mut all = site.db.read(move |conn| organisations::index(conn, asked.as_deref())).await?;
    let more = all.len() > PAGE;
    all.truncate(PAGE);
    let next = all.last().filter(|_| more).map(|one| format!("{}?after={}", paths::organisations(), one.slug));
    let pages = Pages { words: None, first: after.map(|_| paths::organisations().to_owned()), next };
    let all: Vec<view::About> = all.iter().map(about).collect();
    respond(&req, StatusCode::OK, &visitor, view::index(&all, &pages))
}
