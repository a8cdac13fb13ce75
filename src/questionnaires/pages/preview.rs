//! Trying a questionnaire as somebody who answers. Nothing is stored: the answers travel with the form.

use super::super::answers::{keep, once, read};
use super::super::{Questionnaire, next_place, problems, view_section};
use super::find;
use crate::error::{Error, Result};
use crate::ids::ProposalId;
use crate::text::Text;
use crate::web::form::id;
use crate::web::page::respond;
use crate::web::{Answer, Editor, Form, Site, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use std::collections::BTreeMap;
use views::form::Problems;
use views::questionnaires::{self as view, Preview, Typed};

/// `GET …/questionnaire/preview`: the first section.
///
/// # Errors
/// [`Error::NotFound`] when there is no such proposal, or when it asks nothing.
pub async fn show(
    req: HttpRequest,
    site: web::Data<Site>,
    _by: Editor,
    visitor: Visitor,
    path: web::Path<String>,
) -> Answer {
    let (shown, stored) = find(&site, ProposalId(id(&path)?)).await?;
    let first = next_place(&stored.questionnaire, &BTreeMap::new(), 0).ok_or(Error::NotFound)?;
    let view = Preview { id: shown.id.0, title: shown.title, ..at(&stored.questionnaire, &BTreeMap::new(), first)? };
    respond(&req, StatusCode::OK, &visitor, view::preview(&view))
}

/// `POST …/questionnaire/preview`: checks a section as it would be checked, and goes on to the next.
///
/// # Errors
/// [`Error::NotFound`] when there is no such proposal or section.
pub async fn update(
    req: HttpRequest,
    site: web::Data<Site>,
    _by: Editor,
    visitor: Visitor,
    path: web::Path<String>,
    form: Form<Vec<(String, Text)>>,
) -> Answer {
    let (shown, stored) = find(&site, ProposalId(id(&path)?)).await?;
    let (all, sent) = (&stored.questionnaire, form.0);
    let place = once(&sent, "place")?;
    if place.is_empty() {
        return Err(Error::NotUnderstood("The form did not say which section this is.".into()));
    }
    let place = usize::try_from(id(place)?).map_err(|_| Error::NotFound)?;
    let section = all.sections.get(place.wrapping_sub(1)).ok_or(Error::NotFound)?;
    let kept = all.sections.iter().take(place).map(|section| Ok((section.id, keep(section, &sent)?)));
    let typed: BTreeMap<i64, Typed> = kept.collect::<Result<_>>()?;
    let (answers, troubles) = read(all, &typed);
    let wrong = problems(&troubles, section.id);
    let view = if !wrong.is_empty() {
        Preview { problems: wrong, ..at(all, &typed, place)? }
    } else if let Some(next) = next_place(all, &answers, place) {
        at(all, &typed, next)?
    } else {
        Preview { is_over: true, ..Preview::default() }
    };
    let status = if view.problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let view = Preview { id: shown.id.0, title: shown.title, ..view };
    respond(&req, status, &visitor, view::preview(&view))
}

/// The section at this place, with what was typed into it and, unseen, into those before it.
fn at(all: &Questionnaire, typed: &BTreeMap<i64, Typed>, place: usize) -> Result<Preview> {
    let section = all.sections.get(place - 1).ok_or(Error::NotFound)?;
    let before: Vec<_> = all.sections.iter().take(place - 1).filter_map(|one| typed.get(&one.id)).collect();
    let earlier = typed.iter().filter(|(id, _)| **id != section.id).map(|(id, typed)| (*id, typed.clone())).collect();
    let (answers, _) = read(all, &earlier);
    Ok(Preview {
        place,
        of: all.sections.len(),
        section: view_section(all, section, &answers),
        typed: typed.get(&section.id).cloned().unwrap_or_default(),
        before: before.into_iter().flat_map(|typed| typed.0.clone()).collect(),
        problems: Problems::default(),
        ..Preview::default()
    })
}
