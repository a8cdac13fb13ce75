//! The pages on which staff change the words of the home page, and those that stand on every page.

use super::super::texts::{self as form, FrameEntry, HomeEntry};
use crate::areas;
use crate::clock::Moment;
use crate::error::Error;
use crate::texts::{self, Part, Texts};
use crate::web::page::{respond, see};
use crate::web::{Answer, Editor, Form, Site, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use views::form::Problems;
use views::paths;

/// The form for the words of the home page.
///
/// # Errors
/// When the database does not answer.
pub async fn home_edit(req: HttpRequest, site: web::Data<Site>, _editor: Editor, visitor: Visitor) -> Answer {
    edit(&req, &site, &visitor, Part::Home).await
}

/// Saves them; where somebody else saved others meanwhile, both are shown and nothing is overwritten.
///
/// # Errors
/// When the database refuses.
pub async fn home_update(
    req: HttpRequest,
    site: web::Data<Site>,
    editor: Editor,
    visitor: Visitor,
    entry: Form<HomeEntry>,
) -> Answer {
    let (entry, mut problems) = entry.checked();
    let (mine, was) = (entry.texts(&mut problems), entry.was());
    save(&req, &site, (editor, visitor), Part::Home, mine, was, problems).await
}

/// The form for the words that stand on every page.
///
/// # Errors
/// When the database does not answer.
pub async fn frame_edit(req: HttpRequest, site: web::Data<Site>, _editor: Editor, visitor: Visitor) -> Answer {
    edit(&req, &site, &visitor, Part::Frame).await
}

/// Saves them, as [`home_update`] does.
///
/// # Errors
/// When the database refuses.
pub async fn frame_update(
    req: HttpRequest,
    site: web::Data<Site>,
    editor: Editor,
    visitor: Visitor,
    entry: Form<FrameEntry>,
) -> Answer {
    let (entry, mut problems) = entry.checked();
    let (mine, was) = (entry.texts(&mut problems), entry.was());
    save(&req, &site, (editor, visitor), Part::Frame, mine, was, problems).await
}

async fn edit(req: &HttpRequest, site: &Site, visitor: &Visitor, part: Part) -> Answer {
    let (stored, was) = site.db.read(move |conn| texts::for_editing(conn, part)).await?;
    respond(req, StatusCode::OK, visitor, form::page(part, stored, was, Vec::new(), Problems::default()))
}

async fn save(
    req: &HttpRequest,
    site: &Site,
    (editor, visitor): (Editor, Visitor),
    part: Part,
    mine: Texts,
    was: Moment,
    problems: Problems,
) -> Answer {
    let here = match part {
        Part::Home => paths::staff_texts_home(),
        Part::Frame => paths::staff_texts_frame(),
    };
    if !problems.is_empty() {
        let page = form::page(part, mine, was, Vec::new(), problems);
        return respond(req, StatusCode::UNPROCESSABLE_ENTITY, &visitor, page);
    }
    let (words, now) = (mine.clone(), site.now());
    let saved = site.db.write(move |tx| areas::change_texts(tx, &editor, part, was, &words, now)).await;
    if !matches!(saved, Err(Error::Conflict(_))) {
        saved?;
        return Ok(see(here, Some("saved")));
    }
    let (stored, is_now) = site.db.read(move |conn| texts::for_editing(conn, part)).await?;
    let theirs = form::differences(part, &stored, &mine);
    if theirs.is_empty() {
        // Both wrote the same, or one pressed the button twice.
        return Ok(see(here, Some("saved")));
    }
    respond(req, StatusCode::CONFLICT, &visitor, form::page(part, mine, is_now, theirs, Problems::default()))
}
