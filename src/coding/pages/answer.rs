//! One answer at a time: reading it, tagging what it is about, and the next.

use super::super::answers::{self, Act, Place};
use super::super::{Tag, free_text, progress, sentences, tree_of};
use super::{finding, name, unknown_act};
use crate::error::{Error, Result};
use crate::ids::{CodingId, PassageId, ProposalId, ResponseId, ThemeId};
use crate::proposals;
use crate::spans;
use crate::text::Text;
use crate::web::form::{Query, id};
use crate::web::page::{respond, see};
use crate::web::{Analyst, Answer, Form, Site, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use std::collections::BTreeSet;
use validator::Validate;
use views::coding::{self as view, Earlier, Finding, Own, OwnLine, ThemeChoice, ToCode};
use views::form::Problems;
use views::paging::Pages;
use views::paths;

/// Where to go on.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct From {
    /// After which response; 0 begins with the first.
    after: i64,
    /// "coded" asks for the list of what the reader has coded, before the number of a coding.
    show: String,
    before: Option<i64>,
}

/// `GET /staff/proposals/{id}/coding/{question}`: leads to the next answer that the reader is to code. When there is none,
/// or when it is asked for, the list of those that they have coded.
///
/// # Errors
/// Those of [`answers::next`].
pub async fn next(
    req: HttpRequest,
    site: web::Data<Site>,
    by: Analyst,
    visitor: Visitor,
    path: web::Path<(String, String)>,
    from: Query<From>,
) -> Answer {
    let (proposal, question) = (ProposalId(id(&path.0)?), id(&path.1)?);
    let place = Place { proposal, question, response: ResponseId(from.0.after.max(0)) };
    let proof = by.clone();
    let next = site.db.read(move |conn| answers::next(conn, &proof, place)).await?;
    match next.filter(|_| from.0.show != "coded") {
        Some(next) => Ok(see(&paths::coding_answer(proposal.0, question, next.0), None)),
        None => {
            let view = own(&site, by, place, from.0.before, next.is_none()).await?;
            respond(&req, StatusCode::OK, &visitor, view::own(&view))
        }
    }
}

async fn own(site: &Site, by: Analyst, place: Place, before: Option<i64>, is_over: bool) -> Result<Own> {
    let Place { proposal, question, .. } = place;
    let before_number = CodingId(before.unwrap_or(i64::MAX));
    site.db
        .read(move |conn| {
            let shown = proposals::find(conn, proposal)?;
            let (asked, found) = free_text(conn, proposal, question)?;
            let mut lines = progress::own(conn, &by, (proposal, question), before_number)?;
            let most = usize::try_from(progress::PAGE).unwrap_or(0);
            let more = lines.len() > most;
            lines.truncate(most);
            let here = format!("{}?show=coded", paths::coding_question(proposal.0, question));
            let last = lines.last().map(|(coding, ..)| *coding);
            let pages = Pages {
                words: None,
                first: before.is_some().then(|| here.clone()),
                next: last.filter(|_| more).map(|last| format!("{here}&before={last}")),
            };
            let line = |(_, response, reference): (_, ResponseId, String)| OwnLine { response: response.0, reference };
            Ok(Own {
                proposal: (proposal.0, shown.title),
                question: (question, asked.place(question), found.words),
                is_over,
                lines: lines.into_iter().map(line).collect(),
                pages,
            })
        })
        .await
}

fn place(path: &(String, String, String)) -> Result<Place> {
    Ok(Place { proposal: ProposalId(id(&path.0)?), question: id(&path.1)?, response: ResponseId(id(&path.2)?) })
}

/// `GET /staff/proposals/{id}/coding/{question}/{response}`: an answer with what the reader tagged in it.
///
/// # Errors
/// Those of [`answers::see`].
pub async fn show(
    req: HttpRequest,
    site: web::Data<Site>,
    by: Analyst,
    visitor: Visitor,
    path: web::Path<(String, String, String)>,
) -> Answer {
    let view = load(&site, by, place(&path)?).await?;
    respond(&req, StatusCode::OK, &visitor, view::to_code(&view))
}

/// What somebody does with an answer.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Entry {
    act: Text,
    version: i64,
    sentence: Vec<Text>,
    theme: Vec<Text>,
}

impl Entry {
    /// What is to be done; what is missing is added to `problems`.
    fn act(&self, problems: &mut Problems) -> Result<Act> {
        let numbers = |texts: &[Text]| texts.iter().map(|text| id(text.as_str())).collect::<Result<Vec<_>>>();
        let read = numbers(&self.theme).and_then(|themes| Ok((themes, numbers(&self.sentence)?)));
        let (themes, ticked) = read.map_err(|_| unknown_act())?;
        let themes: Vec<ThemeId> = themes.into_iter().collect::<BTreeSet<_>>().into_iter().map(ThemeId).collect();
        let ticked: BTreeSet<usize> = ticked.into_iter().filter_map(|n| usize::try_from(n).ok()).collect();
        let act = self.act.as_str();
        if themes.is_empty() && (act == "tag" || act == "done" && !ticked.is_empty()) {
            problems.add("theme", "Tick the themes to tag it with");
        }
        match act.split_once(':') {
            None if act == "tag" => Ok(Act::Tag(themes, ticked)),
            None if act == "done" => Ok(Act::Done(themes, ticked)),
            None if act == "again" => Ok(Act::Again),
            Some(("remove", tag)) => Ok(Act::Untag(PassageId(id(tag)?))),
            _ => Err(unknown_act()),
        }
    }
}

/// `POST /staff/proposals/{id}/coding/{question}/{response}`: tags an answer, takes a tag off, or is done with it and goes
/// on to the next.
///
/// # Errors
/// Those of [`answers::act`]; a mistake gives the page again.
pub async fn update(
    req: HttpRequest,
    site: web::Data<Site>,
    by: Analyst,
    visitor: Visitor,
    path: web::Path<(String, String, String)>,
    entry: Form<Entry>,
) -> Answer {
    let (place, now, entry) = (place(&path)?, site.now(), entry.0);
    let mut problems = Problems::default();
    let act = entry.act(&mut problems)?;
    if problems.is_empty() {
        let (proof, version, goes_on) = (by.clone(), entry.version, matches!(act, Act::Done(..) | Act::Again));
        match site.db.write(move |tx| answers::act(tx, &proof, place, version, act.clone(), now)).await {
            Ok(()) if goes_on => {
                let next = paths::coding_question(place.proposal.0, place.question);
                return Ok(see(&format!("{next}?after={}", place.response), None));
            }
            Ok(()) => {
                let here = paths::coding_answer(place.proposal.0, place.question, place.response.0);
                return Ok(see(&here, Some("saved")));
            }
            Err(Error::Invalid(problem)) => problems.add("theme", problem),
            Err(other) => return Err(other),
        }
    }
    let texts = |texts: Vec<Text>| texts.into_iter().map(Text::into_string).collect();
    let mut view = ToCode { problems, ..load(&site, by, place).await? };
    (view.ticked, view.ticked_themes) = (texts(entry.sentence), texts(entry.theme));
    respond(&req, StatusCode::UNPROCESSABLE_ENTITY, &visitor, view::to_code(&view))
}

async fn load(site: &Site, by: Analyst, place: Place) -> Result<ToCode> {
    let Place { proposal, question, response } = place;
    site.db
        .read(move |conn| {
            let shown = proposals::find(conn, proposal)?;
            let (asked, found) = free_text(conn, proposal, question)?;
            let seen = answers::see(conn, &by, place)?;
            let tree = tree_of(conn, proposal)?;
            let shown_as = |tag: &Tag| finding(&tree, &seen.text, tag);
            let own = |(id, tag): &(PassageId, Tag)| Finding { id: id.0, ..shown_as(tag) };
            Ok(ToCode {
                proposal: (proposal.0, shown.title),
                question: (question, asked.place(question), found.words),
                response: response.0,
                reference: seen.reference.clone(),
                version: seen.version,
                sentences: sentences::sentences(&seen.text).iter().map(|one| spans::words(&seen.text, *one)).collect(),
                themes: tree
                    .all()
                    .map(|(_, theme)| ThemeChoice {
                        id: theme.id.0,
                        path: tree.path(theme.id),
                        description: theme.description.clone(),
                    })
                    .collect(),
                earlier: seen.before.as_ref().map(|before| Earlier {
                    is_same: before.is_same,
                    themes: before
                        .tags
                        .iter()
                        .map(|tag| tree.path(tag.theme))
                        .collect::<BTreeSet<_>>()
                        .into_iter()
                        .collect(),
                }),
                tags: seen.tags.iter().map(own).collect(),
                is_coded: seen.is_coded,
                others: seen
                    .others
                    .iter()
                    .map(|(coder, tags)| (name(coder), tags.iter().map(shown_as).collect()))
                    .collect(),
                ..ToCode::default()
            })
        })
        .await
}
