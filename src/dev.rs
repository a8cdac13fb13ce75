//! The demonstration's letters, for whoever tries the site on their own computer. These pages exist nowhere else.

use crate::clock::Moment;
use crate::error::{Error, Result};
use crate::web::page::Answer;
use crate::web::{Site, Visitor, page};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use mail_parser::MessageParser;
use std::path::Path;
use views::dev::{Letter, LetterRow};

/// Shows the list of letters, the newest first, at most 200.
///
/// # Errors
/// When the folder cannot be read.
pub async fn index(req: HttpRequest, site: web::Data<Site>, visitor: Visitor) -> Answer {
    let folder = site.config.mail.folder.clone();
    let rows = web::block(move || read_all(&folder)).await.map_err(crate::error::broken("reading letters"))?;
    page::respond(&req, StatusCode::OK, &visitor, views::dev::letters(&rows))
}

/// Shows one letter.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn show(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, name: web::Path<String>) -> Answer {
    let name = name.into_inner();
    if !name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-')) || name.starts_with('.') {
        return Err(Error::NotFound);
    }
    let path = site.config.mail.folder.join(format!("{name}.eml"));
    let letter = web::block(move || read_one(&path)).await.map_err(crate::error::broken("reading a letter"))??;
    page::respond(&req, StatusCode::OK, &visitor, views::dev::letter(&letter))
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
    let links = text
        .split_whitespace()
        .filter(|w| w.starts_with("http://") || w.starts_with("https://"))
        .map(str::to_owned)
        .collect();
    let key = path.file_stem().and_then(|s| s.to_str()).unwrap_or_default().to_owned();
    Ok(Letter {
        row: LetterRow { key, to, subject: message.subject().unwrap_or_default().to_owned(), at },
        text,
        html_text: String::new(),
        links,
    })
}
