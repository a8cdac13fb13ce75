//! The desk at which an outcome is written and published.

use super::super::deciding::{self, OVERTAKEN, Waiver};
use super::super::{lacks, of};
use super::mark_of;
use super::view_points;
use crate::error::{Error, Result};
use crate::ids::ProposalId;
use crate::policy::Stage;
use crate::proposals;
use crate::text::Text;
use crate::web::form::id;
use crate::web::page::{respond, see};
use crate::web::{Answer, Editor, Form, Site, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use validator::Validate;
use views::form::Problems;
use views::outcomes::{self as view, Desk};
use views::paths;
use views::staff::differing;

/// What was asked.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Asked {
    edition: i64,
    mark: Text,
    #[validate(length(min = 1, max = 5_000, message = "Say what was asked, in at most 5,000 characters"))]
    asked: Text,
}

/// The button that publishes.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Publication {
    edition: i64,
    #[validate(length(max = 2_000, message = "The reason must be 2,000 characters or fewer"))]
    waiver: Text,
    #[validate(length(max = 100, message = "The name must be 100 characters or fewer"))]
    signed: Text,
}

/// `GET /staff/proposals/{id}/outcome`: what is written, and what stands in the way of publishing it.
///
/// # Errors
/// [`Error::NotFound`] where nothing was asked.
pub async fn show(
    req: HttpRequest,
    site: web::Data<Site>,
    by: Editor,
    visitor: Visitor,
    path: web::Path<String>,
) -> Answer {
    let view = load(&site, by, ProposalId(id(&path)?)).await?;
    respond(&req, StatusCode::OK, &visitor, view::desk(&view))
}

/// `POST /staff/proposals/{id}/outcome`: says what was asked.
///
/// # Errors
/// Those of [`deciding::ask`]; a mistake gives the page again.
pub async fn update(
    req: HttpRequest,
    site: web::Data<Site>,
    by: Editor,
    visitor: Visitor,
    path: web::Path<String>,
    entry: Form<Asked>,
) -> Answer {
    let (proposal, now) = (ProposalId(id(&path)?), site.now());
    let (entry, problems) = entry.checked();
    if problems.is_empty() {
        let (seen, asked, proof) = (entry.edition, entry.asked.clone(), by.clone());
        match site.db.write(move |tx| deciding::ask(tx, &proof, proposal, seen, &asked, now)).await {
            Ok(()) => return Ok(see(&paths::staff_outcome(proposal.0), Some("saved"))),
            Err(Error::Conflict(why)) if why == OVERTAKEN => {
                let (view, mine) = (load(&site, by, proposal).await?, entry.asked.into_string());
                let mut problems = Problems::default();
                let is_this = view.mark != entry.mark.as_str();
                let what = if is_this {
                    "Somebody else changed the outcome while you were writing. Compare both texts, then save yours once more"
                } else {
                    "Somebody else changed the outcome while you were writing, but not this. Save it once more, if it still holds"
                };
                problems.add("asked", what);
                let theirs = if is_this { differing(&[("We asked", &view.asked, &mine)]) } else { Vec::new() };
                let view = Desk { theirs, asked: mine, problems, ..view };
                return respond(&req, StatusCode::CONFLICT, &visitor, view::desk(&view));
            }
            Err(other) => return Err(other),
        }
    }
    let view = load(&site, by, proposal).await?;
    let (asked, mark) = (entry.asked.into_string(), entry.mark.into_string());
    let view = Desk { asked, mark, edition: entry.edition, problems, ..view };
    respond(&req, StatusCode::UNPROCESSABLE_ENTITY, &visitor, view::desk(&view))
}

/// `POST /staff/proposals/{id}/outcome/publication`: everybody sees it from now on.
///
/// # Errors
/// Those of [`deciding::publish`]; what is missing gives the page again.
pub async fn publish(
    req: HttpRequest,
    site: web::Data<Site>,
    by: Editor,
    visitor: Visitor,
    path: web::Path<String>,
    entry: Form<Publication>,
) -> Answer {
    let (proposal, now, proof) = (ProposalId(id(&path)?), site.now(), by.clone());
    let (entry, mut problems) = entry.checked();
    if problems.is_empty() {
        let (seen, waiver) = (entry.edition, Waiver { reason: entry.waiver.clone(), signed: entry.signed.clone() });
        match site.db.write(move |tx| deciding::publish(tx, &proof, proposal, seen, &waiver, now)).await {
            Ok(()) => return Ok(see(&paths::staff_outcome(proposal.0), Some("saved"))),
            Err(Error::Invalid(problem)) => problems.add("waiver", problem),
            Err(other) => return Err(other),
        }
    }
    let view = load(&site, by, proposal).await?;
    if view.lacks.is_empty() {
        // The fields to which the summary would lead are not on the page; the field for what was asked is.
        problems.0.iter_mut().for_each(|problem| "asked".clone_into(&mut problem.field));
    }
    let (waiver, signed) = (entry.waiver.into_string(), entry.signed.into_string());
    let view = Desk { waiver, signed, problems, ..view };
    respond(&req, StatusCode::UNPROCESSABLE_ENTITY, &visitor, view::desk(&view))
}

async fn load(site: &Site, by: Editor, proposal: ProposalId) -> Result<Desk> {
    let now = site.now();
    site.db
        .read(move |conn| {
            let shown = proposals::find(conn, proposal)?;
            if shown.questions == 0 {
                return Err(Error::NotFound);
            }
            let (outcome, stage) = (of(conn, proposal)?, shown.stage_at(now));
            let is_open = matches!(stage, Stage::Closed | Stage::Analysing);
            Ok(Desk {
                lacks: if is_open { lacks(conn, &by, proposal)? } else { Vec::new() },
                points: view_points(conn, proposal, &outcome)?,
                proposal: (proposal.0, shown.title),
                slug: shown.slug,
                is_open,
                is_public: stage == Stage::OutcomePublished,
                edition: outcome.edition,
                mark: mark_of(&[&outcome.asked]),
                theirs: Vec::new(),
                asked: outcome.asked,
                waiver: String::new(),
                signed: String::new(),
                problems: Problems::default(),
            })
        })
        .await
}
