//! The pages on which staff change pages and areas of focus.

pub mod studies;
pub mod texts;

use super::form::{self, AreaEntry, PageEntry};
use crate::areas;
use crate::db::Tx;
use crate::error::Error;
use crate::house_rules;
use crate::text::Text;
use crate::web::page::{respond, see};
use crate::web::{Answer, Editor, Form, Site, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use views::form::Problems;
use views::paths;
use views::staff::{self, ContentRow};

/// The list of pages.
///
/// # Errors
/// When the database does not answer.
pub async fn page_index(req: HttpRequest, site: web::Data<Site>, _editor: Editor, visitor: Visitor) -> Answer {
    let rows = site.db.read(areas::pages).await?;
    let rows: Vec<ContentRow> = rows.into_iter().map(|row| ContentRow { slug: row.slug, title: row.title }).collect();
    respond(&req, StatusCode::OK, &visitor, staff::pages(&rows))
}

/// The form of one page.
///
/// # Errors
/// [`Error::NotFound`] when there is none of this name.
pub async fn page_edit(
    req: HttpRequest,
    site: web::Data<Site>,
    _editor: Editor,
    visitor: Visitor,
    path: web::Path<String>,
) -> Answer {
    let slug = path.into_inner();
    let wanted = slug.clone();
    let page = site.db.read(move |conn| areas::page(conn, &wanted)).await?;
    let was = page.updated_at;
    let view = form::page_editor(&slug, form::page_text(page), &Text::default(), was, Vec::new(), Problems::default());
    respond(&req, StatusCode::OK, &visitor, staff::page_editor(&view))
}

/// Saves one page; where somebody else saved it meanwhile, both texts are shown and nothing is overwritten.
///
/// # Errors
/// [`Error::NotFound`] when there is none of this name.
pub async fn page_update(
    req: HttpRequest,
    site: web::Data<Site>,
    editor: Editor,
    visitor: Visitor,
    path: web::Path<String>,
    entry: Form<PageEntry>,
) -> Answer {
    let slug = path.into_inner();
    let (entry, mut problems) = entry.checked();
    let is_rules = slug == house_rules::PAGE;
    if is_rules {
        entry.check_rules(&mut problems);
    }
    let (mine, reason, was, now) = (entry.text(), entry.reason().clone(), entry.was(), site.now());
    if !problems.is_empty() {
        let view = form::page_editor(&slug, mine, &reason, was, Vec::new(), problems);
        return respond(&req, StatusCode::UNPROCESSABLE_ENTITY, &visitor, staff::page_editor(&view));
    }
    let (name, text, why) = (slug.clone(), mine.clone(), reason.clone());
    let change = move |tx: &mut Tx<'_>| match is_rules {
        true => house_rules::change(tx, &editor, was, &text, &why, now),
        false => areas::change_page(tx, &editor, &name, was, &text, now),
    };
    let saved = site.db.write(change).await;
    if !matches!(saved, Err(Error::Conflict(_))) {
        saved?;
        return Ok(see(&paths::staff_page(&slug), Some("saved")));
    }
    let name = slug.clone();
    let page = site.db.read(move |conn| areas::page(conn, &name)).await?;
    let is_now = page.updated_at;
    let theirs = form::page_differences(&form::page_text(page), &mine);
    if theirs.is_empty() {
        // Both wrote the same, or one pressed the button twice.
        return Ok(see(&paths::staff_page(&slug), Some("saved")));
    }
    let view = form::page_editor(&slug, mine, &reason, is_now, theirs, Problems::default());
    respond(&req, StatusCode::CONFLICT, &visitor, staff::page_editor(&view))
}

/// The list of areas.
///
/// # Errors
/// When the database does not answer.
pub async fn area_index(req: HttpRequest, site: web::Data<Site>, _editor: Editor, visitor: Visitor) -> Answer {
    let rows = site.db.read(areas::all).await?;
    let rows: Vec<ContentRow> = rows.into_iter().map(|row| ContentRow { slug: row.slug, title: row.title }).collect();
    respond(&req, StatusCode::OK, &visitor, staff::areas(&rows))
}

/// The form of one area.
///
/// # Errors
/// [`Error::NotFound`] when there is none of this name.
pub async fn area_edit(
    req: HttpRequest,
    site: web::Data<Site>,
    _editor: Editor,
    visitor: Visitor,
    path: web::Path<String>,
) -> Answer {
    let slug = path.into_inner();
    let (text, was) = area_as_it_is(&site, &slug).await?;
    let view = form::area_editor(&slug, text, was, Vec::new(), Problems::default());
    respond(&req, StatusCode::OK, &visitor, staff::area_editor(&view))
}

async fn area_as_it_is(site: &Site, slug: &str) -> Result<(areas::AreaText, crate::clock::Moment), Error> {
    let slug = slug.to_owned();
    site.db
        .read(move |conn| {
            let area = areas::find(conn, &slug)?;
            let figures = areas::figures(conn, area.id)?;
            let was = area.updated_at;
            Ok((form::area_text(area, figures), was))
        })
        .await
}

/// Saves one area, as [`page_update`] does a page.
///
/// # Errors
/// [`Error::NotFound`] when there is none of this name.
pub async fn area_update(
    req: HttpRequest,
    site: web::Data<Site>,
    editor: Editor,
    visitor: Visitor,
    path: web::Path<String>,
    entry: Form<AreaEntry>,
) -> Answer {
    let slug = path.into_inner();
    let (entry, mut problems) = entry.checked();
    let (mine, was, now) = (entry.text(&mut problems), entry.was(), site.now());
    if !problems.is_empty() {
        let view = form::area_editor(&slug, mine, was, Vec::new(), problems);
        return respond(&req, StatusCode::UNPROCESSABLE_ENTITY, &visitor, staff::area_editor(&view));
    }
    let (name, text) = (slug.clone(), mine.clone());
    let saved = site.db.write(move |tx| areas::change_area(tx, &editor, &name, was, &text, now)).await;
    if !matches!(saved, Err(Error::Conflict(_))) {
        saved?;
        return Ok(see(&paths::staff_area(&slug), Some("saved")));
    }
    let (stored, is_now) = area_as_it_is(&site, &slug).await?;
    let theirs = form::area_differences(&stored, &mine);
    if theirs.is_empty() {
        return Ok(see(&paths::staff_area(&slug), Some("saved")));
    }
    let view = form::area_editor(&slug, mine, is_now, theirs, Problems::default());
    respond(&req, StatusCode::CONFLICT, &visitor, staff::area_editor(&view))
}
