//! The demonstration's letters, for whoever tries the site on their own computer. These pages exist nowhere else.

use crate::clock::Moment;
use crate::error::{Error, Result};
use crate::subscribers;
use crate::web::page::Answer;
use crate::web::{Form, Site, Visitor, page};
use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use mail_parser::MessageParser;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use validator::Validate;
use views::dev::{Letter, LetterRow};
use views::paths;

/// Shows the list of letters, the newest first, at most 200.
///
/// # Errors
/// When the folder cannot be read.
pub async fn index(req: HttpRequest, site: web::Data<Site>, visitor: Visitor) -> Answer {
    let folder = site.config.mail.folder.clone();
    let rows = web::block(move || read_all(&folder)).await.map_err(crate::error::broken("reading letters"))?;
    page::respond(&req, StatusCode::OK, &visitor, views::dev::letters(&rows))
}

/// The form has one button and no field.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Entry {}

/// Emails about news that would come at their hour come with the worker's next look.
///
/// # Errors
/// When the database does not answer.
pub async fn hasten(site: web::Data<Site>, _: Form<Entry>) -> Answer {
    let now = site.now();
    site.db.write(move |tx| subscribers::hasten(tx, now)).await?;
    Ok(page::see(paths::dev_mail(), Some("hastened")))
}

/// Shows one letter.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn show(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, name: web::Path<String>) -> Answer {
    let path = path_of(&site, &name)?;
    let letter = web::block(move || read_one(&path)).await.map_err(crate::error::broken("reading a letter"))??;
    page::respond(&req, StatusCode::OK, &visitor, views::dev::letter(&letter))
}

/// A letter has its styles in itself, as mail programs want it, and nothing else that could act.
const LETTER_POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Shows the HTML part of one letter as it is.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn html(site: web::Data<Site>, name: web::Path<String>) -> Answer {
    let path = path_of(&site, &name)?;
    let html = web::block(move || {
        let raw = std::fs::read(path).ok()?;
        Some(MessageParser::default().parse(&raw)?.body_html(0)?.into_owned())
    });
    let html = html.await.map_err(crate::error::broken("reading a letter"))?.ok_or(Error::NotFound)?;
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_SECURITY_POLICY, LETTER_POLICY))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(html))
}

/// The file of a letter by its name in addresses.
fn path_of(site: &Site, name: &str) -> Result<PathBuf> {
    if !name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-')) || name.starts_with('.') {
        return Err(Error::NotFound);
    }
    Ok(site.config.mail.folder.join(format!("{name}.eml")))
}

fn read_all(folder: &Path) -> Vec<LetterRow> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut rows: Vec<LetterRow> =
        entries.flatten().filter_map(|entry| read_one(&entry.path()).ok()).map(|letter| letter.row).collect();
    rows.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| b.key.cmp(&a.key)));
    rows.truncate(200);
    rows
}

fn read_one(path: &Path) -> Result<Letter> {
    let raw = std::fs::read(path).map_err(|_| Error::NotFound)?;
    let message = MessageParser::default().parse(&raw).ok_or(Error::NotFound)?;
    let to = message.to().and_then(|a| a.first()).and_then(|a| a.address()).unwrap_or_default().to_owned();
    let text = message.body_text(0).unwrap_or_default().into_owned();
    let at = message
        .date()
        .and_then(|d| chrono::DateTime::from_timestamp(d.to_timestamp(), 0))
        .map_or(Moment::MIN, |d| d.naive_utc());
    let key = path.file_stem().and_then(|s| s.to_str()).unwrap_or_default().to_owned();
    Ok(Letter { row: LetterRow { key, to, subject: message.subject().unwrap_or_default().to_owned(), at }, text })
}
