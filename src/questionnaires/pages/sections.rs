//! The heading of a section: writing and changing it.

use super::super::{Questionnaire, change};
use super::find;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::ProposalId;
use crate::text::Text;
use crate::web::form::id;
use crate::web::page::{respond, see};
use crate::web::{Answer, Editor, Form, Site, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use validator::Validate;
use views::paths;
use views::questionnaires::{self as view, SectionForm};

/// The form.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Entry {
    edition: i64,
    #[validate(length(min = 1, max = 200, message = "Enter a heading of at most 200 characters"))]
    title: Text,
    #[validate(length(max = 5_000, message = "What to know must be 5,000 characters or fewer"))]
    lede: Text,
}

/// `GET …/questionnaire/sections`: an empty form.
///
/// # Errors
/// [`Error::NotFound`] when there is no such proposal.
pub async fn new(
    req: HttpRequest,
    site: web::Data<Site>,
    _by: Editor,
    visitor: Visitor,
    path: web::Path<String>,
) -> Answer {
    let view = load(&site, ProposalId(id(&path)?), None).await?;
    respond(&req, StatusCode::OK, &visitor, view::section_form(&view))
}

/// `POST …/questionnaire/sections`: adds a section.
///
/// # Errors
/// Those of [`change`]; a mistake gives the form again.
pub async fn create(
    req: HttpRequest,
    site: web::Data<Site>,
    by: Editor,
    visitor: Visitor,
    path: web::Path<String>,
    entry: Form<Entry>,
) -> Answer {
    save(&req, &site, by, &visitor, (ProposalId(id(&path)?), None), entry).await
}

/// `GET …/questionnaire/sections/{section}`: the form with what is stored.
///
/// # Errors
/// [`Error::NotFound`] when there is no such proposal or section.
pub async fn edit(
    req: HttpRequest,
    site: web::Data<Site>,
    _by: Editor,
    visitor: Visitor,
    path: web::Path<(String, String)>,
) -> Answer {
    let view = load(&site, ProposalId(id(&path.0)?), Some(id(&path.1)?)).await?;
    respond(&req, StatusCode::OK, &visitor, view::section_form(&view))
}

/// `POST …/questionnaire/sections/{section}`: changes a section.
///
/// # Errors
/// Those of [`change`]; a mistake gives the form again.
pub async fn update(
    req: HttpRequest,
    site: web::Data<Site>,
    by: Editor,
    visitor: Visitor,
    path: web::Path<(String, String)>,
    entry: Form<Entry>,
) -> Answer {
    save(&req, &site, by, &visitor, (ProposalId(id(&path.0)?), Some(id(&path.1)?)), entry).await
}

async fn save(
    req: &HttpRequest,
    site: &Site,
    by: Editor,
    visitor: &Visitor,
    (proposal, section): (ProposalId, Option<i64>),
    entry: Form<Entry>,
) -> Answer {
    let (entry, mut problems) = entry.checked();
    let now = site.now();
    let (title, intro, edition) = (entry.title.on_one_line(), entry.lede.as_str().to_owned(), entry.edition);
    if problems.is_empty() {
        let write = move |tx: &mut Tx<'_>| {
            let (title, intro) = (title.clone(), intro.clone());
            let detail = section.map_or_else(|| "section added".to_owned(), |section| format!("section {section}"));
            let put = |all: &mut Questionnaire| match section {
                None => {
                    all.add_section(title, intro);
                    Ok(())
                }
                Some(section) => all.set_section(section, title, intro),
            };
            change(tx, &by, (proposal, edition), &detail, put, now)
        };
        match site.db.write(write).await {
            Ok(()) => return Ok(see(&paths::questionnaire(proposal.0), Some("saved"))),
            Err(Error::Invalid(problem)) => problems.add("title", problem),
            Err(other) => return Err(other),
        }
    }
    let mut view = load(site, proposal, section).await?;
    (view.heading, view.intro) = (entry.title.into_string(), entry.lede.into_string());
    (view.edition, view.problems) = (entry.edition, problems);
    respond(req, StatusCode::UNPROCESSABLE_ENTITY, visitor, view::section_form(&view))
}

async fn load(site: &Site, proposal: ProposalId, section: Option<i64>) -> Result<SectionForm> {
    let (shown, stored) = find(site, proposal).await?;
    let found = section.map(|id| stored.questionnaire.section(id).ok_or(Error::NotFound)).transpose()?;
    Ok(SectionForm {
        id: proposal.0,
        title: shown.title,
        section,
        edition: stored.edition,
        heading: found.map_or_else(String::new, |section| section.title.clone()),
        intro: found.map_or_else(String::new, |section| section.intro.clone()),
        ..SectionForm::default()
    })
}
