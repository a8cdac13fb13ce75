//! The pages on which moderators keep reasons to begin with.

use super::super::templates::{self, Draft};
use super::super::{shown, store};
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::text::Text;
use crate::web::form::id;
use crate::web::page::{respond, see};
use crate::web::{Answer, Form, Moderator, Site, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use validator::Validate;
use views::form::Problems;
use views::moderation::{Template, TemplateForm};
use views::paths;

/// What a moderator fills in.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct TemplateEntry {
    title: Text,
    rule: Text,
    words: Text,
}

impl TemplateEntry {
    fn draft(&self) -> Draft {
        Draft { title: self.title.clone(), rule: self.rule.as_str().parse().ok(), words: self.words.clone() }
    }

    fn problems(&self) -> Problems {
        let mut problems = Problems::default();
        for (field, problem) in self.draft().problems() {
            problems.add(field, problem);
        }
        problems
    }

    fn put_back(self, view: &mut TemplateForm, problems: Problems) {
        view.template.title = self.title.into_string();
        view.template.rule = self.rule.into_string();
        view.template.words = self.words.into_string();
        view.problems = problems;
    }
}

fn shown_as(one: store::templates::Template) -> Template {
    let rule = one.rule.map(|rule| rule.to_string()).unwrap_or_default();
    Template { id: one.id, title: one.title, rule, words: one.words }
}

fn load(conn: &mut Conn) -> Result<(Vec<Template>, TemplateForm)> {
    let rules = shown::house_rules(conn)?.iter().map(|rule| (rule.number.to_string(), rule.label())).collect();
    let all = templates::all(conn)?.into_iter().map(shown_as).collect();
    Ok((all, TemplateForm { rules, ..TemplateForm::default() }))
}

fn load_one(conn: &mut Conn, id: i64) -> Result<TemplateForm> {
    let (all, mut form) = load(conn)?;
    form.template = all.into_iter().find(|one| one.id == id).ok_or(Error::NotFound)?;
    Ok(form)
}

/// `GET /staff/templates`: all of them, and the form for another.
///
/// # Errors
/// When the database does not answer.
pub async fn index(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, _by: Moderator) -> Answer {
    let (all, form) = site.db.read(load).await?;
    respond(&req, StatusCode::OK, &visitor, views::moderation::templates(&all, &form))
}

/// `POST /staff/templates`: another one.
///
/// # Errors
/// Those of [`templates::save`]; a mistake in the form gives the page again.
pub async fn create(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    by: Moderator,
    form: Form<TemplateEntry>,
) -> Answer {
    let (entry, now) = (form.0, site.now());
    let problems = entry.problems();
    if problems.is_empty() {
        let draft = entry.draft();
        site.db.write(move |tx: &mut Tx<'_>| templates::save(tx, &by, None, &draft, now)).await?;
        return Ok(see(paths::staff_templates(), Some("saved")));
    }
    let (all, mut view) = site.db.read(load).await?;
    entry.put_back(&mut view, problems);
    respond(&req, StatusCode::UNPROCESSABLE_ENTITY, &visitor, views::moderation::templates(&all, &view))
}

/// `GET /staff/templates/{id}`: the form for changing one.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn edit(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    _by: Moderator,
    path: web::Path<String>,
) -> Answer {
    let id = id(&path)?;
    let view = site.db.read(move |conn| load_one(conn, id)).await?;
    respond(&req, StatusCode::OK, &visitor, views::moderation::template(&view))
}

/// `POST /staff/templates/{id}`: it is changed.
///
/// # Errors
/// As [`create`]; [`Error::NotFound`].
pub async fn update(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    by: Moderator,
    path: web::Path<String>,
    form: Form<TemplateEntry>,
) -> Answer {
    let (id, entry, now) = (id(&path)?, form.0, site.now());
    let problems = entry.problems();
    if problems.is_empty() {
        let draft = entry.draft();
        site.db.write(move |tx: &mut Tx<'_>| templates::save(tx, &by, Some(id), &draft, now)).await?;
        return Ok(see(paths::staff_templates(), Some("saved")));
    }
    let mut view = site.db.read(move |conn| load_one(conn, id)).await?;
    entry.put_back(&mut view, problems);
    respond(&req, StatusCode::UNPROCESSABLE_ENTITY, &visitor, views::moderation::template(&view))
}

/// `GET /staff/templates/{id}/deletion`: asks whether it should really go.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn deletion(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    _by: Moderator,
    path: web::Path<String>,
) -> Answer {
    let id = id(&path)?;
    let view = site.db.read(move |conn| load_one(conn, id)).await?;
    respond(&req, StatusCode::OK, &visitor, views::moderation::template_deletion(&view.template))
}

/// A form without fields.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Nothing {}

/// `POST /staff/templates/{id}/deletion`: it is gone.
///
/// # Errors
/// Those of [`templates::delete`].
pub async fn delete(site: web::Data<Site>, by: Moderator, path: web::Path<String>, _form: Form<Nothing>) -> Answer {
    let (id, now) = (id(&path)?, site.now());
    site.db.write(move |tx: &mut Tx<'_>| templates::delete(tx, &by, id, now)).await?;
    Ok(see(paths::staff_templates(), Some("template-deleted")))
}
