//! The pages on which staff add other formats of a proposal.

use crate::areas::is_link;
use crate::clock::day_in_words;
use crate::error::{Error, Result};
use crate::ids::{FormatId, ProposalId};
use crate::proposals;
use crate::proposals::formats::{self, Format, Kind};
use crate::staff::when;
use crate::text::Text;
use crate::web::form::id;
use crate::web::page::{respond, see};
use crate::web::{Answer, Editor, Form, Site, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use validator::Validate;
use views::form::Problems;
use views::paths;
use views::staff::{FormatFields, FormatLine, FormatPage, FormatsDesk};

/// What is said of a format.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Entry {
    kind: Text,
    #[validate(length(min = 1, max = 200, message = "Enter what it is called, in at most 200 characters"))]
    title: Text,
    #[validate(length(max = 500, message = "The address must be 500 characters or fewer"))]
    url: Text,
    dated: Text,
    version: Text,
}

impl Entry {
    /// What it says, or what is to be put right.
    fn read(&self, problems: &mut Problems) -> Option<formats::Entry> {
        let kind: Option<Kind> = self.kind.as_str().parse().ok();
        if kind.is_none() {
            problems.add("kind", "Say which format it is");
        }
        let url = self.url.clone().on_one_line();
        if !is_link(&url) {
            problems.add("url", "Enter where it is: the address begins with https://");
        }
        let dated = when::day(self.dated.as_str());
        if dated.is_none() {
            problems.add("dated", "Enter the day on which it was made, such as 27 March 2027");
        }
        let version = self.version.as_str().trim().parse().ok();
        if version.is_none() {
            problems.add("version", "Enter the number of the version that it says");
        }
        let title = self.title.clone().on_one_line();
        let entry = formats::Entry { kind: kind?, title, url, dated: dated?, version: version? };
        problems.is_empty().then_some(entry)
    }

    fn fields(self) -> FormatFields {
        FormatFields {
            kind: self.kind.into_string(),
            title: self.title.into_string(),
            url: self.url.into_string(),
            dated: self.dated.into_string(),
            version: self.version.into_string(),
        }
    }
}

/// `GET /staff/proposals/{id}/formats`: all formats, and the form for one more.
///
/// # Errors
/// [`Error::NotFound`] when there is no such proposal.
pub async fn index(
    req: HttpRequest,
    site: web::Data<Site>,
    _by: Editor,
    visitor: Visitor,
    path: web::Path<String>,
) -> Answer {
    let view = desk(&site, ProposalId(id(&path)?)).await?;
    respond(&req, StatusCode::OK, &visitor, views::staff::formats(&view))
}

/// `POST /staff/proposals/{id}/formats`: adds one.
///
/// # Errors
/// Those of [`formats::add`]; a mistake gives the page again.
pub async fn create(
    req: HttpRequest,
    site: web::Data<Site>,
    by: Editor,
    visitor: Visitor,
    path: web::Path<String>,
    entry: Form<Entry>,
) -> Answer {
    let (proposal, now) = (ProposalId(id(&path)?), site.now());
    let (entry, mut problems) = entry.checked();
    if let Some(read) = entry.read(&mut problems) {
        match site.db.write(move |tx| formats::add(tx, &by, proposal, &read, now)).await {
            Ok(()) => return Ok(see(&paths::staff_formats(proposal.0), Some("saved"))),
            Err(Error::Invalid(problem)) => problems.add("version", problem),
            Err(other) => return Err(other),
        }
    }
    let view = FormatsDesk { fields: entry.fields(), problems, ..desk(&site, proposal).await? };
    respond(&req, StatusCode::UNPROCESSABLE_ENTITY, &visitor, views::staff::formats(&view))
}

/// `GET /staff/formats/{id}`: one format, to be changed.
///
/// # Errors
/// [`Error::NotFound`] when there is no such format.
pub async fn edit(
    req: HttpRequest,
    site: web::Data<Site>,
    _by: Editor,
    visitor: Visitor,
    path: web::Path<String>,
) -> Answer {
    let view = one(&site, FormatId(id(&path)?)).await?;
    respond(&req, StatusCode::OK, &visitor, views::staff::format(&view))
}

/// `POST /staff/formats/{id}`: changes it, as when a newer one was made.
///
/// # Errors
/// Those of [`formats::change`]; a mistake gives the page again.
pub async fn update(
    req: HttpRequest,
    site: web::Data<Site>,
    by: Editor,
    visitor: Visitor,
    path: web::Path<String>,
    entry: Form<Entry>,
) -> Answer {
    let (format, now) = (FormatId(id(&path)?), site.now());
    let (entry, mut problems) = entry.checked();
    if let Some(read) = entry.read(&mut problems) {
        match site.db.write(move |tx| formats::change(tx, &by, format, &read, now)).await {
            Ok(proposal) => return Ok(see(&paths::staff_formats(proposal.0), Some("saved"))),
            Err(Error::Invalid(problem)) => problems.add("version", problem),
            Err(other) => return Err(other),
        }
    }
    let view = FormatPage { fields: entry.fields(), problems, ..one(&site, format).await? };
    respond(&req, StatusCode::UNPROCESSABLE_ENTITY, &visitor, views::staff::format(&view))
}

/// `POST /staff/formats/{id}/deletion`: takes it away.
///
/// # Errors
/// Those of [`formats::remove`].
pub async fn delete(site: web::Data<Site>, by: Editor, path: web::Path<String>) -> Answer {
    let (format, now) = (FormatId(id(&path)?), site.now());
    let proposal = site.db.write(move |tx| formats::remove(tx, &by, format, now)).await?;
    Ok(see(&paths::staff_formats(proposal.0), Some("saved")))
}

async fn desk(site: &Site, proposal: ProposalId) -> Result<FormatsDesk> {
    site.db
        .read(move |conn| {
            let shown = proposals::find(conn, proposal)?;
            let line = |one: Format| FormatLine {
                id: one.id.0,
                is_older: one.version < shown.version,
                kind: one.kind.words(),
                dated: day_in_words(&one.dated),
                title: one.title,
                url: one.url,
                version: one.version.into(),
            };
            Ok(FormatsDesk {
                lines: formats::of(conn, proposal)?.into_iter().map(line).collect(),
                version: shown.version.into(),
                proposal: (proposal.0, shown.title),
                fields: FormatFields { version: shown.version.to_string(), ..FormatFields::default() },
                problems: Problems::default(),
            })
        })
        .await
}

async fn one(site: &Site, format: FormatId) -> Result<FormatPage> {
    site.db
        .read(move |conn| {
            let (proposal, one) = formats::find(conn, format)?;
            let shown = proposals::find(conn, proposal)?;
            Ok(FormatPage {
                id: format.0,
                proposal: (proposal.0, shown.title),
                version: shown.version.into(),
                fields: FormatFields {
                    kind: one.kind.as_str().to_owned(),
                    title: one.title,
                    url: one.url,
                    dated: one.dated,
                    version: one.version.to_string(),
                },
                problems: Problems::default(),
            })
        })
        .await
}
