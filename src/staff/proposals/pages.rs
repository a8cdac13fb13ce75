//! The pages on which staff write and change proposals.

use super::change::Change;
use super::form::Entry;
use super::shown::{self, Frame};
use crate::areas::{self, Area};
use crate::error::{Error, Result};
use crate::ids::ProposalId;
use crate::policy::Stage;
use crate::proposals::{self, Content, Shown};
use crate::web::form::id;
use crate::web::page::{respond, see};
use crate::web::{Answer, Editor, Form, Site, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use views::form::Problems;
use views::paths;
use views::staff::{self, Conflict, ProposalLine};

/// The list of all proposals, drafts too.
///
/// # Errors
/// When the database does not answer.
pub async fn index(req: HttpRequest, site: web::Data<Site>, _editor: Editor, visitor: Visitor) -> Answer {
    let now = site.now();
    let (all, areas) = site.db.read(|conn| Ok((proposals::load_with_dates(conn)?, areas::all(conn)?))).await?;
    let line = |shown: Shown| ProposalLine {
        id: shown.id.0,
        area_title: areas.iter().find(|area| area.id == shown.area).map_or_else(String::new, |a| a.short_title.clone()),
        stage: shown.stage_at(now).into(),
        slug: shown.slug,
        title: shown.title,
        opens_at: shown.opens_at,
        closes_at: shown.closes_at,
    };
    let lines: Vec<ProposalLine> = all.into_iter().map(line).collect();
    respond(&req, StatusCode::OK, &visitor, staff::proposals(&lines))
}

/// An empty form.
///
/// # Errors
/// When the database does not answer.
pub async fn new(req: HttpRequest, site: web::Data<Site>, _editor: Editor, visitor: Visitor) -> Answer {
    let areas = site.db.read(areas::all).await?;
    let frame = Frame { shown: None, areas: choices(&areas) };
    let view = shown::stored(frame, Content::default(), String::new(), site.now());
    respond(&req, StatusCode::OK, &visitor, staff::editor(&view))
}

/// Makes a proposal: a draft, or announced with its dates.
///
/// # Errors
/// When the database refuses.
pub async fn create(
    req: HttpRequest,
    site: web::Data<Site>,
    editor: Editor,
    visitor: Visitor,
    entry: Form<Entry>,
) -> Answer {
    let now = site.now();
    let all = site.db.read(areas::all).await?;
    let (entry, mut problems) = entry.checked();
    let content = entry.content(&mut problems);
    let change = Change::read(&entry, &all, None, now, &mut problems);
    let frame = Frame { shown: None, areas: choices(&all) };
    let made = match change {
        Some(change) if problems.is_empty() => {
            let draft = change.draft(content.clone());
            site.db.write(move |tx| proposals::create(tx, &editor, &draft, now)).await
        }
        _ => return unprocessable(&req, &visitor, shown::typed(frame, content, &entry, 0, problems, now)),
    };
    match made {
        Ok(made) => Ok(see(&paths::staff_proposal(made.0), Some("saved"))),
        Err(Error::Invalid(why)) => {
            problems.add("closes_date", why);
            unprocessable(&req, &visitor, shown::typed(frame, content, &entry, 0, problems, now))
        }
        Err(other) => Err(other),
    }
}

/// The form with a proposal's words.
///
/// # Errors
/// [`Error::NotFound`] when there is no such proposal.
pub async fn edit(
    req: HttpRequest,
    site: web::Data<Site>,
    _editor: Editor,
    visitor: Visitor,
    path: web::Path<String>,
) -> Answer {
    let (shown, content, all) = load(&site, ProposalId(id(&path)?)).await?;
    let area = all.iter().find(|area| area.id == shown.area).map_or_else(String::new, |area| area.slug.clone());
    let frame = Frame { shown: Some(shown), areas: choices(&all) };
    respond(&req, StatusCode::OK, &visitor, staff::editor(&shown::stored(frame, content, area, site.now())))
}

/// Saves a proposal as a new version; where somebody else saved one meanwhile, both texts are shown.
///
/// # Errors
/// [`Error::NotFound`] when there is no such proposal.
pub async fn update(
    req: HttpRequest,
    site: web::Data<Site>,
    editor: Editor,
    visitor: Visitor,
    path: web::Path<String>,
    entry: Form<Entry>,
) -> Answer {
    let (number, now) = (ProposalId(id(&path)?), site.now());
    let (shown, stored, all) = load(&site, number).await?;
    let (entry, mut problems) = entry.checked();
    let content = entry.content(&mut problems);
    // Whoever changes none of the words can have missed none: then dates, area and totals may still change.
    let expected = if content == stored { shown.version } else { entry.version() };
    if shown.version != expected {
        return conflict(&req, &site, &visitor, number, &entry, content).await;
    }
    let is_public = shown.stored_stage != Stage::Draft;
    if is_public && content != stored && entry.reason().is_empty() {
        problems.add("reason", "Say why you change it: everybody can read the reason");
    }
    let change = Change::read(&entry, &all, Some(&shown), now, &mut problems);
    let frame = Frame { shown: Some(shown), areas: choices(&all) };
    let saved = match change {
        Some(change) if problems.is_empty() => {
            let (content, reason) = (content.clone(), entry.reason());
            site.db.write(move |tx| change.save(tx, &editor, number, expected, &content, &reason, now)).await
        }
        _ => return unprocessable(&req, &visitor, shown::typed(frame, content, &entry, expected, problems, now)),
    };
    match saved {
        Ok(()) => Ok(see(&paths::staff_proposal(number.0), Some("saved"))),
        Err(Error::Invalid(why)) => {
            problems.add("closes_date", why);
            unprocessable(&req, &visitor, shown::typed(frame, content, &entry, expected, problems, now))
        }
        Err(Error::Conflict(_)) => conflict(&req, &site, &visitor, number, &entry, content).await,
        Err(other) => Err(other),
    }
}

/// The page with both texts; the form on it starts from the version that is stored now.
async fn conflict(
    req: &HttpRequest,
    site: &Site,
    visitor: &Visitor,
    number: ProposalId,
    entry: &Entry,
    mine: Content,
) -> Answer {
    let (shown, theirs, all) = load(site, number).await?;
    let fields = shown::differences(&theirs, &mine);
    let version = shown.version;
    if fields.is_empty() && version != entry.version() {
        // Both wrote the same at the same moment, or one pressed the button twice: this is how it stands now.
        return Ok(see(&paths::staff_proposal(number.0), None));
    }
    let mut problems = Problems::default();
    if version == entry.version() {
        problems.add("closes_date", "It has opened meanwhile, so its dates cannot be changed here");
    }
    let frame = Frame { shown: Some(shown), areas: choices(&all) };
    let editor = shown::typed(frame, mine, entry, version, problems, site.now());
    respond(req, StatusCode::CONFLICT, visitor, staff::conflict(&Conflict { by: None, fields, editor }))
}

fn unprocessable(req: &HttpRequest, visitor: &Visitor, view: staff::Editor) -> Answer {
    respond(req, StatusCode::UNPROCESSABLE_ENTITY, visitor, staff::editor(&view))
}

async fn load(site: &Site, number: ProposalId) -> Result<(Shown, Content, Vec<Area>)> {
    site.db
        .read(move |conn| {
            let (shown, content) = proposals::for_editing(conn, number)?;
            Ok((shown, content, areas::all(conn)?))
        })
        .await
}

fn choices(areas: &[Area]) -> Vec<(String, String)> {
    areas.iter().map(|area| (area.slug.clone(), area.title.clone())).collect()
}
