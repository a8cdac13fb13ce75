//! The pages on which staff write, change, hide and delete case studies.

use super::super::form::{mark, read_mark};
use super::super::study::{self as form, StudyEntry, Subject};
use crate::areas::{self, Area, CaseStudy, CaseStudyRow, StudyText};
use crate::clock::Moment;
use crate::error::{Error, Result};
use crate::text::Text;
use crate::web::page::{respond, see};
use crate::web::{Answer, Editor, Form, Site, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use validator::Validate;
use views::form::Problems;
use views::pages as view;
use views::paths;
use views::staff::{self, StudyDeletion, StudyLine};

/// The list of case studies, hidden ones too.
///
/// # Errors
/// When the database does not answer.
pub async fn index(req: HttpRequest, site: web::Data<Site>, _editor: Editor, visitor: Visitor) -> Answer {
    let line = |row: CaseStudyRow| StudyLine {
        slug: row.slug,
        title: row.title,
        area_title: row.area_title,
        shown: row.shown,
    };
    let lines: Vec<StudyLine> = site.db.read(areas::all_case_studies).await?.into_iter().map(line).collect();
    respond(&req, StatusCode::OK, &visitor, staff::studies(&lines))
}

/// An empty form.
///
/// # Errors
/// When the database does not answer.
pub async fn new(req: HttpRequest, site: web::Data<Site>, _editor: Editor, visitor: Visitor) -> Answer {
    let all = site.db.read(areas::all).await?;
    let subject = Subject { stored: None, areas: &all };
    let empty = StudyText { shown: true, ..StudyText::default() };
    let view = form::editor(&subject, empty, Moment::default(), Vec::new(), Problems::default());
    respond(&req, StatusCode::OK, &visitor, staff::study_editor(&view))
}

/// Makes a case study.
///
/// # Errors
/// When the database refuses.
pub async fn create(
    req: HttpRequest,
    site: web::Data<Site>,
    editor: Editor,
    visitor: Visitor,
    entry: Form<StudyEntry>,
) -> Answer {
    let all = site.db.read(areas::all).await?;
    let (entry, mut problems) = entry.checked();
    let (mine, now) = (entry.text(&all, &mut problems), site.now());
    if !problems.is_empty() {
        let subject = Subject { stored: None, areas: &all };
        let view = form::editor(&subject, mine, Moment::default(), Vec::new(), problems);
        return respond(&req, StatusCode::UNPROCESSABLE_ENTITY, &visitor, staff::study_editor(&view));
    }
    let slug = site.db.write(move |tx| areas::add_case_study(tx, &editor, &mine, now)).await?;
    Ok(see(&paths::staff_case_study(&slug), Some("saved")))
}

/// The form of one case study.
///
/// # Errors
/// [`Error::NotFound`] when there is none of this name.
pub async fn edit(
    req: HttpRequest,
    site: web::Data<Site>,
    _editor: Editor,
    visitor: Visitor,
    path: web::Path<String>,
) -> Answer {
    let slug = path.into_inner();
    let (study, all) = load(&site, &slug).await?;
    let (text, was) = form::text(study);
    let subject = Subject { stored: Some((&slug, text.shown)), areas: &all };
    let view = form::editor(&subject, text, was, Vec::new(), Problems::default());
    respond(&req, StatusCode::OK, &visitor, staff::study_editor(&view))
}

/// Saves one case study; where somebody else saved it meanwhile, both texts are shown and nothing is overwritten.
///
/// # Errors
/// [`Error::NotFound`] when there is none of this name.
pub async fn update(
    req: HttpRequest,
    site: web::Data<Site>,
    editor: Editor,
    visitor: Visitor,
    path: web::Path<String>,
    entry: Form<StudyEntry>,
) -> Answer {
    let slug = path.into_inner();
    let (study, all) = load(&site, &slug).await?;
    let subject = Subject { stored: Some((&slug, study.1.shown)), areas: &all };
    let (entry, mut problems) = entry.checked();
    let (mine, was, now) = (entry.text(&all, &mut problems), entry.was(), site.now());
    if !problems.is_empty() {
        let view = form::editor(&subject, mine, was, Vec::new(), problems);
        return respond(&req, StatusCode::UNPROCESSABLE_ENTITY, &visitor, staff::study_editor(&view));
    }
    let (name, text) = (slug.clone(), mine.clone());
    let saved = site.db.write(move |tx| areas::change_case_study(tx, &editor, &name, was, &text, now)).await;
    if !matches!(saved, Err(Error::Conflict(_))) {
        saved?;
        return Ok(see(&paths::staff_case_study(&slug), Some("saved")));
    }
    let (stored, is_now) = form::text(load(&site, &slug).await?.0);
    let theirs = form::differences(&stored, &mine, &all);
    if theirs.is_empty() {
        // Both wrote the same, or one pressed the button twice.
        return Ok(see(&paths::staff_case_study(&slug), Some("saved")));
    }
    let view = form::editor(&subject, mine, is_now, theirs, Problems::default());
    respond(&req, StatusCode::CONFLICT, &visitor, staff::study_editor(&view))
}

/// A case study as it would look, hidden or not.
///
/// # Errors
/// [`Error::NotFound`] when there is none of this name.
pub async fn preview(
    req: HttpRequest,
    site: web::Data<Site>,
    _editor: Editor,
    visitor: Visitor,
    path: web::Path<String>,
) -> Answer {
    let ((study, row), _) = load(&site, &path).await?;
    let page = view::CaseStudy {
        areas: vec![view::AreaTag { slug: row.area_slug, title: row.area_title, life_stage: row.life_stage.into() }],
        slug: row.slug,
        title: row.title,
        summary: row.summary,
        body_html: study.body_html,
        sources: vec![view::Source { title: study.source_name, url: study.source_url }],
    };
    respond(&req, StatusCode::OK, &visitor, view::case_study(&page))
}

/// The question whether it shall really be deleted.
///
/// # Errors
/// [`Error::NotFound`] when there is none of this name.
pub async fn deletion(
    req: HttpRequest,
    site: web::Data<Site>,
    _editor: Editor,
    visitor: Visitor,
    path: web::Path<String>,
) -> Answer {
    let ((study, row), _) = load(&site, &path).await?;
    respond(&req, StatusCode::OK, &visitor, staff::study_deletion(&question(study, row, false)))
}

/// The answer to that question.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct DeletionEntry {
    was: Text,
}

/// Deletes it, if it is still what the editor saw.
///
/// # Errors
/// [`Error::NotFound`] when there is none of this name.
pub async fn delete(
    req: HttpRequest,
    site: web::Data<Site>,
    editor: Editor,
    visitor: Visitor,
    path: web::Path<String>,
    entry: Form<DeletionEntry>,
) -> Answer {
    let (slug, was, now) = (path.into_inner(), read_mark(&entry.0.was), site.now());
    let name = slug.clone();
    let gone = site.db.write(move |tx| areas::delete_case_study(tx, &editor, &name, was, now)).await;
    if matches!(gone, Err(Error::Conflict(_))) {
        let ((study, row), _) = load(&site, &slug).await?;
        return respond(&req, StatusCode::CONFLICT, &visitor, staff::study_deletion(&question(study, row, true)));
    }
    gone?;
    Ok(see(paths::staff_case_studies(), Some("study-deleted")))
}

fn question(study: CaseStudy, row: CaseStudyRow, changed: bool) -> StudyDeletion {
    StudyDeletion { slug: row.slug, title: row.title, was: mark(study.updated_at), changed }
}

async fn load(site: &Site, slug: &str) -> Result<((CaseStudy, CaseStudyRow), Vec<Area>)> {
    let slug = slug.to_owned();
    site.db.read(move |conn| Ok((areas::any_case_study(conn, &slug)?, areas::all(conn)?))).await
}
