//! The responses that everybody can read.

use super::super::publishing::{self, Published};
use super::super::reading::PAGE;
use super::super::{export, public_files, redacting};
use super::paged;
use super::public_files::shown;
use super::staff::After;
use crate::clock::Moment;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::ProposalId;
use crate::policy::{self, Capacity, Stage};
use crate::proposals;
use crate::questionnaires::{self, Answer as Given, Questionnaire, answered};
use crate::web::file::{self, Part};
use crate::web::form::{Query, id};
use crate::web::page::respond;
use crate::web::{Answer, Site, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use views::paths;
use views::responses::published::{self as view, About, Line};

/// How many responses a part of the file has.
const PART: i64 = 100;
/// How many characters of a response its line in the list shows.
const BEGINNING: usize = 160;

/// `GET /proposals/{slug}/responses`: all that are published.
///
/// # Errors
/// [`Error::NotFound`] for an unknown address, where nothing is asked, and before the close.
pub async fn list(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    slug: web::Path<String>,
    from: Query<After>,
) -> Answer {
    let (slug, after, now) = (slug.into_inner(), from.0.after.max(0), site.now());
    let here = paths::published(&slug);
    let (about, total, mut all) = site
        .db
        .read(move |conn| {
            let (proposal, about, _) = find(conn, &slug, now)?;
            let total = publishing::count(conn, proposal)?;
            Ok((about, total, publishing::published(conn, proposal, after, PAGE + 1)?))
        })
        .await?;
    let pages = paged(&mut all, &here, after, |one| one.number);
    let lines: Vec<Line> = all.iter().map(line).collect();
    respond(&req, StatusCode::OK, &visitor, view::list(&about, total, &lines, &pages))
}

fn line(one: &Published) -> Line {
    let text = one.answers.values().find_map(|answer| match answer {
        Given::Text(text) => Some(text.as_str()),
        _ => None,
    });
    let mut begins: String = text.unwrap_or_default().chars().take(BEGINNING).collect();
    if begins.len() < text.map_or(0, str::len) {
        begins.push('…');
    }
    Line { number: one.number, who: one.who().to_owned(), begins }
}

/// `GET /proposals/{slug}/responses/{number}`: one of them.
///
/// # Errors
/// [`Error::NotFound`] for one that is not published.
pub async fn show(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    path: web::Path<(String, String)>,
) -> Answer {
    let (slug, number) = path.into_inner();
    let (number, now) = (id(&number)?, site.now());
    let view = site
        .db
        .read(move |conn| {
            let (proposal, about, asked) = find(conn, &slug, now)?;
            let one = publishing::published_as(conn, proposal, number)?;
            let (files, kept) = public_files::published(conn, &one.response)?;
            Ok(view::One {
                about,
                number,
                who: one.who().to_owned(),
                capacity: capacity(one.response.capacity),
                late: one.response.late,
                sent_at: one.response.sent_at.unwrap_or(one.response.begun_at),
                is_redacted: !redacting::of(conn, &one.response)?.is_empty(),
                sections: answered(&asked, &one.answers),
                files: shown(&slug, number, &files),
                kept: kept as i64,
            })
        })
        .await?;
    respond(&req, StatusCode::OK, &visitor, view::one(&view))
}

fn capacity(capacity: Capacity) -> &'static str {
    match capacity {
        Capacity::Resident => "a resident",
        Capacity::Professional => "a professional",
        Capacity::Organisation => "an organisation",
    }
}

/// `GET /proposals/{slug}/responses.csv`: all of them as a table.
///
/// # Errors
/// Those of [`list`].
pub async fn table(site: web::Data<Site>, slug: web::Path<String>) -> Answer {
    let (slug, now, db) = (slug.into_inner(), site.now(), site.db.clone());
    let (proposal, _, asked) = db.read(move |conn| find(conn, &slug, now)).await?;
    let asked = std::sync::Arc::new(asked);
    let part = move |after: i64| {
        let (db, asked) = (db.clone(), asked.clone());
        async move {
            db.read(move |conn| -> Result<Part> {
                let some = publishing::published(conn, proposal, after, PART)?;
                let is_full = i64::try_from(some.len()).is_ok_and(|n| n == PART);
                let next = some.last().filter(|_| is_full).map(|one| one.number);
                let mut bytes = if after == 0 { export::published_head(&asked)? } else { Vec::new() };
                bytes.extend(export::published_rows(&asked, &some)?);
                Ok((bytes, next))
            })
            .await
        }
    };
    file::send("responses.csv", file::CSV, part).await
}

pub(super) fn find(conn: &mut Conn, slug: &str, now: Moment) -> Result<(ProposalId, About, Questionnaire)> {
    let row = proposals::find_row(conn, slug)?.ok_or(Error::NotFound)?;
    let stage = row.proposal.stage_at(now);
    let asked = questionnaires::of(conn, row.proposal.id)?.questionnaire;
    if asked.is_empty() || !policy::is_over(stage) || row.proposal.stored_stage == Stage::Draft {
        return Err(Error::NotFound);
    }
    let (slug, title) = (row.proposal.slug.clone(), row.proposal.title.clone());
    let about = About { slug, title, stage: stage.into(), life_stage: row.life_stage.into() };
    Ok((row.proposal.id, about, asked))
}
