//! The pages on which staff write and change proposals.

use super::arrangement::Arrangement;
use super::change::Change;
use super::form::Entry;
use super::shown::{self, Frame};
use crate::areas::{self, Area};
use crate::error::{Error, Result};
use crate::ids::ProposalId;
use crate::policy::Stage;
use crate::proposals::{self, Content, Shown, gunning, versions};
use crate::suggestions;
use crate::web::form::id;
use crate::web::page::{respond, see};
use crate::web::{Answer, Editor, Form, Site, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use views::form::Problems;
use views::paths;
use views::staff::{self, Conflict, ProposalLine};
use views::suggestions::Standing;

/// The list of all proposals, drafts too.
///
/// # Errors
/// When the database does not answer.
pub async fn index(req: HttpRequest, site: web::Data<Site>, _editor: Editor, visitor: Visitor) -> Answer {
    let now = site.now();
    let (all, areas) = site.db.read(|conn| Ok((proposals::load_with_dates(conn)?, areas::all(conn)?))).await?;
    let by_residents = site.config.proposals.by_residents;
    let line = |shown: Shown| ProposalLine {
        id: shown.id.0,
        suggestion: suggestions::standing(&shown),
        may_decline: by_residents && suggestions::standing(&shown) == Some(Standing::Waiting),
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
    let frame = Frame { areas: choices(&areas), ..Frame::default() };
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
    let frame = Frame { areas: choices(&all), ..Frame::default() };
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
    let arrangement = Arrangement::stored(&shown, &all);
    let frame = frame(shown, &all);
    respond(&req, StatusCode::OK, &visitor, staff::editor(&shown::stored(frame, content, arrangement.area, site.now())))
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
    let (mut entry, mut problems) = entry.checked();
    let content = entry.content(&mut problems);
    let typed = entry.clone();
    let (settled, disputed) = entry.arrangement().settled(entry.was(), &Arrangement::stored(&shown, &all));
    entry.arrange(&settled);
    // Whoever changes none of the words can have missed none: then dates, area and totals may still change.
    let missed = content != stored && !are_words(&site, number, entry.version(), &stored).await?;
    if disputed || missed {
        return conflict(&req, &site, &visitor, number, typed, content).await;
    }
    let is_public = shown.stored_stage != Stage::Draft;
    if is_public && content != stored && entry.reason().is_empty() {
        problems.add("reason", "Say why you change it: everybody can read the reason");
    }
    let change = Change::read(&entry, &all, Some(&shown), now, &mut problems);
    if shown.questions > 0 && (is_public || entry.announces()) {
        for lack in gunning::lacks(&content) {
            problems.add(lack.field, lack.sentence);
        }
    }
    let (version, frame) = (shown.version, frame(shown.clone(), &all));
    let saved = match change {
        Some(change) if problems.is_empty() => {
            let (content, reason) = (content.clone(), entry.reason());
            site.db.write(move |tx| change.save(tx, &editor, &shown, &content, &reason, now)).await
        }
        _ => return unprocessable(&req, &visitor, shown::typed(frame, content, &entry, version, problems, now)),
    };
    match saved {
        Ok(()) => Ok(see(&paths::staff_proposal(number.0), Some("saved"))),
        Err(Error::Invalid(why)) => {
            problems.add("closes_date", why);
            unprocessable(&req, &visitor, shown::typed(frame, content, &entry, version, problems, now))
        }
        Err(Error::Conflict(_)) => conflict(&req, &site, &visitor, number, typed, content).await,
        Err(other) => Err(other),
    }
}

/// The page with both texts; the form on it starts from what is stored now.
async fn conflict(
    req: &HttpRequest,
    site: &Site,
    visitor: &Visitor,
    number: ProposalId,
    mut entry: Entry,
    mine: Content,
) -> Answer {
    let now = site.now();
    let (shown, theirs, all) = load(site, number).await?;
    let stored = Arrangement::stored(&shown, &all);
    let (settled, _) = entry.arrangement().settled(entry.was(), &stored);
    entry.arrange(&settled);
    let mut fields = shown::differences(&theirs, &mine);
    fields.extend(settled.differences(entry.was(), &stored, &choices(&all)));
    if fields.is_empty() {
        // Both wrote the same at the same moment, or one pressed the button twice: this is how it stands now.
        return Ok(see(&paths::staff_proposal(number.0), None));
    }
    if !matches!(shown.stage_at(now), Stage::Draft | Stage::Forthcoming) {
        // Dates that can no longer be changed here would only be refused.
        entry.put_dates(&stored.opens, &stored.closes);
    }
    let version = shown.version;
    let editor = shown::typed(frame(shown, &all), mine, &entry, version, Problems::default(), now);
    respond(req, StatusCode::CONFLICT, visitor, staff::conflict(&Conflict { by: None, fields, editor }))
}

fn frame(shown: Shown, all: &[Area]) -> Frame {
    Frame { was: Arrangement::stored(&shown, all).mark(), areas: choices(all), shown: Some(shown) }
}

fn unprocessable(req: &HttpRequest, visitor: &Visitor, view: staff::Editor) -> Answer {
    respond(req, StatusCode::UNPROCESSABLE_ENTITY, visitor, staff::editor(&view))
}

/// Whether these are the words of that version too: a moved date begins a version, but changes no word.
async fn are_words(site: &Site, id: ProposalId, number: i32, words: &Content) -> Result<bool> {
    let version = site.db.read(move |conn| versions::latest(conn, id, number)).await;
    match version {
        Ok(version) => Ok(version.content == *words),
        Err(Error::NotFound) => Ok(false),
        Err(other) => Err(other),
    }
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
