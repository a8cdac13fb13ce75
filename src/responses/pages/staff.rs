//! Reading responses, for those who do so for the public body.

use super::super::export;
use super::super::reading;
use super::attachments::shown_to_staff;
use super::paged;
use crate::error::Result;
use crate::ids::{ProposalId, ResponseId};
use crate::policy;
use crate::questionnaires::{self, answered};
use crate::web::file::{self, Part};
use crate::web::form::{Query, id};
use crate::web::page::{respond, see};
use crate::web::{Analyst, Answer, Form, Site, Visitor};
use crate::{db::Db, proposals};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use validator::Validate;
use views::paths;
use views::responses::desk::{self as view, Consultation, Line, One, Reading};

/// The kind of a workbook (ECMA-376).
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// How many responses a part of a file has.
const PART: i64 = 100;

/// `GET /staff/consultations`: everything that asks questions, with how far the reading is.
///
/// # Errors
/// When the database does not answer.
pub async fn index(req: HttpRequest, site: web::Data<Site>, by: Analyst, visitor: Visitor) -> Answer {
    let all = site.db.read(move |conn| reading::consultations(conn, &by)).await?;
    let lines: Vec<Consultation> = all
        .into_iter()
        .map(|one| Consultation { id: one.proposal.0, title: one.title, sent: one.sent, read: one.read })
        .collect();
    respond(&req, StatusCode::OK, &visitor, view::index(&lines))
}

/// Where a page of the list begins.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct After {
    pub(super) after: i64,
}

/// `GET /staff/proposals/{id}/responses`: the responses that count.
///
/// # Errors
/// [`crate::error::Error::NotFound`] when there is no such proposal.
pub async fn list(
    req: HttpRequest,
    site: web::Data<Site>,
    by: Analyst,
    visitor: Visitor,
    path: web::Path<String>,
    from: Query<After>,
) -> Answer {
    let (proposal, after) = (ProposalId(id(&path)?), from.0.after.max(0));
    let edits = policy::edits(Some(by.person().role));
    let (shown, mut lines) = site
        .db
        .read(move |conn| Ok((proposals::find(conn, proposal)?, reading::page(conn, &by, proposal, after)?)))
        .await?;
    let pages = paged(&mut lines, &paths::staff_responses(proposal.0), after, |line| line.response.id.0);
    let lines: Vec<Line> = lines
        .into_iter()
        .map(|line| Line {
            id: line.response.id.0,
            reference: line.response.reference,
            who: line.organisation.unwrap_or_else(|| line.response.capacity.as_str().to_owned()),
            late: line.response.late,
            sent_at: line.response.sent_at.unwrap_or(line.response.begun_at),
            is_read: line.is_read,
        })
        .collect();
    respond(&req, StatusCode::OK, &visitor, view::list((proposal.0, &shown.title), edits, &lines, &pages))
}

/// `GET /staff/responses/{id}`: one response, and who has read it.
///
/// # Errors
/// Those of [`reading::read`].
pub async fn show(
    req: HttpRequest,
    site: web::Data<Site>,
    by: Analyst,
    visitor: Visitor,
    path: web::Path<String>,
) -> Answer {
    let number = ResponseId(id(&path)?);
    let view = site
        .db
        .read(move |conn| {
            let read = reading::read(conn, &by, number)?;
            let shown = proposals::find(conn, read.response.proposal)?;
            let asked = questionnaires::of(conn, read.response.proposal)?.questionnaire;
            let response = read.response;
            Ok(One {
                id: number.0,
                proposal: (shown.id.0, shown.title),
                reference: response.reference,
                who: read.organisation.unwrap_or_else(|| response.capacity.as_str().to_owned()),
                consulted: response.consulted,
                confidential: response.confidential,
                publish: response.publish,
                late: response.late,
                channel: response.channel.words(),
                version: response.version,
                sent_at: response.sent_at.unwrap_or(response.begun_at),
                sections: answered(&asked, &read.answers),
                attachments: shown_to_staff(number, &read.attachments),
                readings: read
                    .readings
                    .into_iter()
                    .map(|(version, name, at)| Reading { version, name: name.unwrap_or_default(), at })
                    .collect(),
                next: read.next.map(|next| next.0),
            })
        })
        .await?;
    respond(&req, StatusCode::OK, &visitor, view::one(&view))
}

/// What somebody has read.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Entry {
    version: i64,
    next: Option<i64>,
}

/// `POST /staff/responses/{id}`: notes that it was read; then the next one.
///
/// # Errors
/// Those of [`reading::note`].
pub async fn note(site: web::Data<Site>, by: Analyst, path: web::Path<String>, entry: Form<Entry>) -> Answer {
    let (number, now, Entry { version, next }) = (ResponseId(id(&path)?), site.now(), entry.0);
    let response = site.db.write(move |tx| reading::note(tx, &by, number, version, now)).await?;
    let to = next.map_or_else(|| paths::staff_responses(response.proposal.0), paths::staff_response);
    Ok(see(&to, Some("read")))
}

/// `GET /staff/proposals/{id}/responses/{file}`: all of them as a table, as lines of JSON, as a workbook, in the layout of
/// Consult, what their columns mean, or the SHA-256 of one of the first four, by which somebody can prove later that theirs is the same.
///
/// # Errors
/// [`crate::error::Error::NotFound`] for an unknown proposal or file.
pub async fn export(site: web::Data<Site>, by: Analyst, path: web::Path<(String, String)>) -> Answer {
    let proposal = ProposalId(id(&path.0)?);
    let asked = site
        .db
        .read(move |conn| {
            proposals::find(conn, proposal)?;
            Ok(questionnaires::of(conn, proposal)?.questionnaire)
        })
        .await?;
    let source = Source { db: site.db.clone(), by, proposal, asked: std::sync::Arc::new(asked) };
    match path.1.as_str() {
        "responses.csv" => file::send("responses.csv", file::CSV, move |after| source.clone().table(after)).await,
        "responses.jsonl" => {
            file::send("responses.jsonl", "application/x-ndjson", move |after| source.clone().objects(after)).await
        }
        "dictionary.csv" => {
            let bytes = export::dictionary(&source.asked)?;
            file::send("dictionary.csv", file::CSV, move |_| std::future::ready(Ok((bytes.clone(), None)))).await
        }
        "responses.xlsx" => file::send_whole("responses.xlsx", XLSX, source.sheet().await?).await,
        "responses.xlsx.sha256" => file::sum_whole("responses.xlsx", source.sheet().await?).await,
        "consult.zip" => file::send_whole("consult.zip", "application/zip", source.consult().await?).await,
        "consult.zip.sha256" => file::sum_whole("consult.zip", source.consult().await?).await,
        "responses.csv.sha256" => file::sum("responses.csv", |after| source.clone().table(after)).await,
        "responses.jsonl.sha256" => file::sum("responses.jsonl", |after| source.clone().objects(after)).await,
        _ => Err(crate::error::Error::NotFound),
    }
}

/// Writes some responses down; the last says whether they are the first of the file.
type Writing = fn(&questionnaires::Questionnaire, &[Exported], bool) -> Result<Vec<u8>>;

/// A response with its answers.
type Exported = (reading::Line, questionnaires::Answers);

/// Where the parts of a file come from.
#[derive(Clone)]
struct Source {
    db: Db,
    by: Analyst,
    proposal: ProposalId,
    asked: std::sync::Arc<questionnaires::Questionnaire>,
}

impl Source {
    async fn table(self, after: i64) -> Result<Part> {
        self.part(after, |asked, some, is_first| {
            let mut bytes = if is_first { export::head(asked)? } else { Vec::new() };
            bytes.extend(export::rows(asked, some)?);
            Ok(bytes)
        })
        .await
    }

    async fn objects(self, after: i64) -> Result<Part> {
        self.part(after, |asked, some, _| export::objects(asked, some)).await
    }

    async fn sheet(self) -> Result<std::fs::File> {
        let made = export::sheet::Sheet::begin(&self.asked)?;
        self.whole(Box::new(made)).await
    }

    async fn consult(self) -> Result<std::fs::File> {
        let made = export::consult::Consult::begin(&self.asked)?;
        self.whole(Box::new(made)).await
    }

    /// Reads part after part and adds it; no connection is held in between.
    async fn whole(self, mut made: Box<dyn export::Making>) -> Result<std::fs::File> {
        let mut after = Some(0);
        while let Some(last) = after {
            let Self { db, by, proposal, asked } = self.clone();
            (made, after) = db
                .read(move |conn| {
                    let some = reading::exported(conn, &by, proposal, last, PART)?;
                    let is_full = i64::try_from(some.len()).is_ok_and(|n| n == PART);
                    made.add(&asked, &some)?;
                    Ok((made, some.last().filter(|_| is_full).map(|(line, _)| line.response.id.0)))
                })
                .await?;
        }
        web::block(move || made.end()).await.map_err(crate::error::broken("making a file"))?
    }

    /// Reads a part and writes it down, on a thread that may take its time.
    async fn part(self, after: i64, write: Writing) -> Result<Part> {
        let Self { db, by, proposal, asked } = self;
        db.read(move |conn| {
            let some = reading::exported(conn, &by, proposal, after, PART)?;
            let is_full = i64::try_from(some.len()).is_ok_and(|n| n == PART);
            let next = some.last().filter(|_| is_full).map(|(line, _)| line.response.id.0);
            Ok((write(&asked, &some, after == 0)?, next))
        })
        .await
    }
}
