//! Pages for those who write a response together: what was saved before, what they say to one another, and the owner who is
//! asked to send it.

use super::super::together::{Edition, REMARK, ask_to_send, bring_back, editions, remark, remarks, take_away};
use super::super::{Response, Saved};
use super::Loaded;
use crate::error::{Error, Result};
use crate::proposals::versions::{COMPARING, runs};
use crate::questionnaires::{Section, said};
use crate::text::Text;
use crate::web::form::{Query, id};
use crate::web::page::{respond, see};
use crate::web::{Answer, Confirmed, Form, Site, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use std::time::Instant;
use views::diff::FieldChange;
use views::form::Problems;
use views::paging::Pages;
use views::paths;
use views::questionnaires::Typed;
use views::responses as view;

/// How many editions stand on a page.
const PAGE: i64 = 20;

/// Which part of the history is asked for.
#[derive(Debug, Deserialize)]
pub struct Before {
    before: Option<i64>,
}

/// `GET /responses/{reference}/sections/{section}/history`: what was saved of a section, by whom and when.
///
/// # Errors
/// [`Error::NotFound`] for somebody else's response, for one that nobody else writes, and for no such section.
pub async fn history(
    req: HttpRequest,
    site: web::Data<Site>,
    who: Confirmed,
    visitor: Visitor,
    path: web::Path<(String, String)>,
    query: Query<Before>,
) -> Answer {
    let (reference, section) = path.into_inner();
    let section = id(&section)?;
    let loaded = Loaded::find(&site, &who, reference).await?;
    loaded.response.organisation.ok_or(Error::NotFound)?;
    let asked = loaded.questionnaire.section(section).ok_or(Error::NotFound)?;
    let (response, before) = (loaded.response.id, query.0.before.unwrap_or(i64::MAX));
    // One more than are shown: with what came before it, the last one shown can be compared.
    let all = site.db.read(move |conn| editions(conn, response, section, before, PAGE + 1)).await?;
    let latest = loaded.drafted.editions.get(&section).copied().unwrap_or(0);
    let here = paths::response_history(&loaded.response.reference, section);
    let shown = all.len().min(PAGE as usize);
    let next = (all.len() > shown).then(|| format!("{here}?before={}", all[shown - 1].number));
    let view = view::History {
        slug: loaded.proposal.slug.clone(),
        title: loaded.proposal.title.clone(),
        reference: loaded.response.reference.clone(),
        section,
        heading: asked.title.clone(),
        latest,
        editions: compared(asked, &all, shown),
        pages: Pages { words: None, first: query.0.before.map(|_| here), next },
    };
    respond(&req, StatusCode::OK, &visitor, view::history(&view))
}

/// The first so many editions, each with what changed in it since the one before.
fn compared(section: &Section, all: &[Edition], shown: usize) -> Vec<view::Edition> {
    let (nothing, began) = (Typed::default(), Instant::now());
    let each = all.iter().take(shown).enumerate().map(|(place, edition)| {
        let before = all.get(place + 1).map_or(&nothing, |one| &one.typed);
        let changes = section.questions.iter().filter_map(|question| {
            let [was, is] = [before, &edition.typed].map(|typed| said(question, typed).join("\n"));
            let most = COMPARING.saturating_sub(began.elapsed());
            (was != is).then(|| FieldChange { label: question.words.clone(), runs: runs(&was, &is, most) })
        });
        view::Edition { number: edition.number, by: edition.by.clone(), at: edition.at, changes: changes.collect() }
    });
    each.collect()
}

/// Which edition is to stand again.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    edition: i64,
    seen: i64,
}

/// `POST /responses/{reference}/sections/{section}/history`: an earlier edition stands again, as a new one.
///
/// # Errors
/// Those of [`bring_back`]; [`Error::Conflict`] when somebody has saved the section meanwhile.
pub async fn restore(
    site: web::Data<Site>,
    who: Confirmed,
    path: web::Path<(String, String)>,
    form: Form<Wanted>,
) -> Answer {
    let (reference, section) = path.into_inner();
    let (section, wanted, clock) = (id(&section)?, (form.0.edition, form.0.seen), site.clock.clone());
    let to = paths::response_section(&reference, section);
    let saved = site.db.write(move |tx| bring_back(tx, &who, &reference, section, wanted, clock.now())).await?;
    match saved {
        Saved::Yes => Ok(see(&to, Some("saved"))),
        Saved::Theirs(..) => Err(Error::Conflict(
            "Somebody has saved this section meanwhile, so nothing was brought back. Look at what they wrote first."
                .into(),
        )),
    }
}

/// What a remark is about.
#[derive(Debug, Deserialize)]
pub struct About {
    section: Option<i64>,
}

/// `GET /responses/{reference}/remarks`: what those who write a response say to one another.
///
/// # Errors
/// [`Error::NotFound`] for somebody else's response, and for one that nobody else writes.
pub async fn talk(
    req: HttpRequest,
    site: web::Data<Site>,
    who: Confirmed,
    visitor: Visitor,
    reference: web::Path<String>,
    query: Query<About>,
) -> Answer {
    let loaded = Loaded::find(&site, &who, reference.into_inner()).await?;
    let page = page(&site, &who, &loaded).await?;
    let about = query.0.section.filter(|id| loaded.questionnaire.section(*id).is_some());
    respond(&req, StatusCode::OK, &visitor, view::remarks(&view::Remarks { about, ..page }))
}

/// A remark, as it is typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Said {
    words: Text,
    section: String,
}

/// `POST /responses/{reference}/remarks`: says something to the others.
///
/// # Errors
/// Those of [`remark`]; what is wrong with the words gives the page again, with them.
pub async fn say(
    req: HttpRequest,
    site: web::Data<Site>,
    who: Confirmed,
    visitor: Visitor,
    reference: web::Path<String>,
    form: Form<Said>,
) -> Answer {
    let (reference, Said { words, section }) = (reference.into_inner(), form.0);
    let loaded = Loaded::find(&site, &who, reference.clone()).await?;
    let about = if section.is_empty() { None } else { Some(id(&section)?) };
    if about.is_some_and(|id| loaded.questionnaire.section(id).is_none()) {
        return Err(Error::NotFound);
    }
    let (by, to, text, clock) = (who.clone(), reference.clone(), words.clone(), site.clock.clone());
    match site.db.write(move |tx| remark(tx, &by, &to, about, &text, clock.now())).await {
        Ok(()) => Ok(see(&paths::response_remarks(&reference), None)),
        Err(Error::Invalid(problem)) => {
            let mut problems = Problems::default();
            problems.add("words", problem);
            let page = page(&site, &who, &loaded).await?;
            let page = view::Remarks { about, words: words.as_str().to_owned(), problems, ..page };
            respond(&req, StatusCode::UNPROCESSABLE_ENTITY, &visitor, view::remarks(&page))
        }
        Err(other) => Err(other),
    }
}

async fn page(site: &Site, who: &Confirmed, loaded: &Loaded) -> Result<view::Remarks> {
    let organisation = loaded.organisation_name().ok_or(Error::NotFound)?;
    let response: &Response = &loaded.response;
    let id = response.id;
    let said = site.db.read(move |conn| remarks(conn, id)).await?;
    let heading = |id| loaded.questionnaire.section(id).map(|section| section.title.clone());
    let said = said.into_iter().map(|one| view::Remark {
        id: one.id,
        section: one.section.and_then(heading),
        is_own: one.by.as_ref().is_some_and(|(by, _)| *by == who.id()),
        by: one.by.map(|(_, name)| name),
        words: one.words,
        at: one.at,
    });
    Ok(view::Remarks {
        slug: loaded.proposal.slug.clone(),
        title: loaded.proposal.title.clone(),
        reference: response.reference.clone(),
        organisation,
        remarks: said.collect(),
        sections: loaded.questionnaire.sections.iter().map(|section| (section.id, section.title.clone())).collect(),
        about: None,
        words: String::new(),
        most: REMARK,
        problems: Problems::default(),
    })
}

/// `POST /responses/{reference}/remarks/{remark}/removal`: takes away a remark of one's own.
///
/// # Errors
/// Those of [`take_away`].
pub async fn unsay(site: web::Data<Site>, who: Confirmed, path: web::Path<(String, String)>) -> Answer {
    let (reference, remark) = path.into_inner();
    let remark = id(&remark)?;
    let to = paths::response_remarks(&reference);
    site.db.write(move |tx| take_away(tx, &who, &reference, remark)).await?;
    Ok(see(&to, None))
}

/// `POST /responses/{reference}/sign-off`: asks the owners to send it.
///
/// # Errors
/// Those of [`ask_to_send`].
pub async fn ask(site: web::Data<Site>, who: Confirmed, reference: web::Path<String>) -> Answer {
    let (reference, clock) = (reference.into_inner(), site.clock.clone());
    let to = paths::response(&reference);
    site.db.write(move |tx| ask_to_send(tx, &who, &reference, clock.now())).await?;
    Ok(see(&to, Some("asked")))
}
