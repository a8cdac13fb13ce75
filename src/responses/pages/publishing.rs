//! The desk at which it is decided which responses everybody can read, and what is taken out of them.

use super::super::publishing::{self, Judged, Publication};
use super::super::redacting::{self, Ground, Redaction};
use super::super::{Publish, Response};
use super::paged;
use super::public_files::to_decide;
use super::staff::After;
use crate::error::{Error, Result};
use crate::ids::{ProposalId, RedactionId, ResponseId};
use crate::questionnaires::{self, Answer as Given, Questionnaire, answered};
use crate::text::Text;
use crate::web::form::{Query, id};
use crate::web::page::{respond, see};
use crate::web::{Answer, Editor, Form, Site, Visitor};
use crate::{policy, proposals, spans};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use validator::Validate;
use views::form::Problems;
use views::paths;
use views::responses::publishing::{self as view, Decided, Line, Part, Redacting, Written};

/// `GET /staff/proposals/{id}/publishing`: the responses that may be published, and what was decided about each.
///
/// # Errors
/// [`Error::NotFound`] where nothing is asked.
pub async fn list(
    req: HttpRequest,
    site: web::Data<Site>,
    by: Editor,
    visitor: Visitor,
    path: web::Path<String>,
    from: Query<After>,
) -> Answer {
    let (proposal, after, now) = (ProposalId(id(&path)?), from.0.after.max(0), site.now());
    let (shown, progress, mut all) = site
        .db
        .read(move |conn| {
            let shown = proposals::find(conn, proposal)?;
            if shown.questions == 0 {
                return Err(Error::NotFound);
            }
            let progress = publishing::progress(conn, &by, proposal)?;
            Ok((shown, progress, publishing::page(conn, &by, proposal, after)?))
        })
        .await?;
    let pages = paged(&mut all, &paths::staff_publishing(proposal.0), after, |(response, ..)| response.id.0);
    let line = |(response, organisation, is_public): (Response, Option<String>, Option<bool>)| Line {
        id: response.id.0,
        who: organisation.unwrap_or_else(|| response.capacity.as_str().to_owned()),
        reference: response.reference,
        is_confidential: !response.confidential.is_empty(),
        is_public,
    };
    let lines: Vec<Line> = all.into_iter().map(line).collect();
    let progress = view::Progress {
        waiting: progress.waiting,
        public: progress.public,
        withheld: progress.withheld,
        never: progress.never,
    };
    let is_over = policy::is_over(shown.stage_at(now));
    respond(&req, StatusCode::OK, &visitor, view::list((proposal.0, &shown.title), is_over, progress, &lines, &pages))
}

/// `GET /staff/responses/{id}/publication`: a response as others will read it, and what was decided.
///
/// # Errors
/// Those of [`publishing::judged`].
pub async fn show(
    req: HttpRequest,
    site: web::Data<Site>,
    by: Editor,
    visitor: Visitor,
    path: web::Path<String>,
) -> Answer {
    let view = load(&site, by, ResponseId(id(&path)?)).await?;
    respond(&req, StatusCode::OK, &visitor, view::judged(&view))
}

/// Whether a response is published.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Entry {
    publish: Text,
    #[validate(length(max = 1_000, message = "The reason must be 1,000 characters or fewer"))]
    reason: Text,
    edition: i64,
    next: Option<i64>,
}

/// `POST /staff/responses/{id}/publication`: decides it; then the next one.
///
/// # Errors
/// Those of [`publishing::decide`]; a mistake gives the page again.
pub async fn decide(
    req: HttpRequest,
    site: web::Data<Site>,
    by: Editor,
    visitor: Visitor,
    path: web::Path<String>,
    entry: Form<Entry>,
) -> Answer {
    let (number, now, proof) = (ResponseId(id(&path)?), site.now(), by.clone());
    let (entry, mut problems) = entry.checked();
    let publishes = match entry.publish.as_str() {
        "yes" => true,
        "no" => false,
        _ => {
            problems.add("publish", "Say whether everybody can read it");
            false
        }
    };
    if problems.is_empty() {
        let (reason, seen) = (entry.reason.clone(), entry.edition);
        let decided =
            site.db.write(move |tx| publishing::decide(tx, &proof, number, (publishes, &reason), seen, now)).await;
        match decided {
            Ok(proposal) => {
                let to = entry.next.map_or_else(|| paths::staff_publishing(proposal.0), paths::staff_publication);
                return Ok(see(&to, Some("saved")));
            }
            Err(Error::Invalid(problem)) => problems.add("reason", problem),
            Err(other) => return Err(other),
        }
    }
    let view = load(&site, by, number).await?;
    let (publish, reason) = (entry.publish.into_string(), entry.reason.into_string());
    let view = view::Judged { publish, reason, problems, ..view };
    respond(&req, StatusCode::UNPROCESSABLE_ENTITY, &visitor, view::judged(&view))
}

async fn load(site: &Site, by: Editor, number: ResponseId) -> Result<view::Judged> {
    let now = site.now();
    site.db
        .read(move |conn| {
            let judged = publishing::judged(conn, &by, number)?;
            let shown = proposals::find(conn, judged.response.proposal)?;
            let asked = questionnaires::of(conn, shown.id)?.questionnaire;
            let is_over = policy::is_over(shown.stage_at(now));
            Ok(view_judged(judged, &asked, (shown.id.0, shown.slug, shown.title), is_over))
        })
        .await
}

fn view_judged(judged: Judged, asked: &Questionnaire, proposal: (i64, String, String), is_over: bool) -> view::Judged {
    let Judged { response, organisation, answers, redactions, publication, files, next } = judged;
    let written = answers.iter().filter_map(|(question, answer)| match answer {
        Given::Text(text) => Some(view_written(asked, *question, text, &redactions)),
        _ => None,
    });
    let files = to_decide(&response, &files);
    view::Judged {
        id: response.id.0,
        proposal,
        reference: response.reference,
        who: organisation.unwrap_or_else(|| response.capacity.as_str().to_owned()),
        is_named: response.publish == Publish::Named.as_str(),
        confidential: response.confidential,
        is_over,
        written: written.collect(),
        files,
        sections: answered(asked, &redacting::redacted(answers, &redactions)),
        edition: publication.as_ref().map_or(0, |one| one.edition),
        decided: publication.map(view_decided),
        next: next.map(|next| next.0),
        publish: String::new(),
        reason: String::new(),
        problems: Problems::default(),
    }
}

fn view_decided(one: Publication) -> Decided {
    Decided {
        is_public: one.is_public,
        number: one.number,
        reason: one.reason,
        by: one.by.unwrap_or_default(),
        at: one.at,
    }
}

fn view_written(asked: &Questionnaire, question: i64, text: &str, redactions: &[Redaction]) -> Written {
    let part = |one: &Redaction| Part {
        id: one.id.0,
        words: spans::words(text, one.span),
        mark: one.ground.mark().to_owned(),
        by: one.by.clone().unwrap_or_default(),
        at: one.at,
    };
    let words = asked.question(question).map_or("", |found| &found.words);
    Written {
        question,
        asked: format!("{}. {words}", asked.place(question)),
        parts: redactions.iter().filter(|one| one.question == question).map(part).collect(),
    }
}

/// What somebody marked in an answer.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Marked {
    marked: Text,
    ground: Text,
}

/// `GET /staff/responses/{id}/redactions/{question}`: an answer, to mark what is to go.
///
/// # Errors
/// [`Error::NotFound`] for an answer that nobody wrote, or that must not be published.
pub async fn edit(
    req: HttpRequest,
    site: web::Data<Site>,
    by: Editor,
    visitor: Visitor,
    path: web::Path<(String, String)>,
) -> Answer {
    let view = load_answer(&site, by, (ResponseId(id(&path.0)?), id(&path.1)?)).await?;
    respond(&req, StatusCode::OK, &visitor, view::redacting(&view))
}

/// `POST /staff/responses/{id}/redactions/{question}`: takes out what is marked.
///
/// # Errors
/// Those of [`redacting::redact`]; a mistake gives the page again.
pub async fn redact(
    req: HttpRequest,
    site: web::Data<Site>,
    by: Editor,
    visitor: Visitor,
    path: web::Path<(String, String)>,
    entry: Form<Marked>,
) -> Answer {
    let (place, now, proof) = ((ResponseId(id(&path.0)?), id(&path.1)?), site.now(), by.clone());
    let (Marked { marked, ground }, mut problems) = entry.checked();
    match ground.as_str().parse::<Ground>() {
        Err(_) => problems.add("ground", "Say why it is taken out"),
        Ok(ground) => {
            let words = marked.clone();
            match site.db.write(move |tx| redacting::redact(tx, &proof, place, &words, ground, now)).await {
                Ok(()) => return Ok(see(&paths::staff_publication(place.0.0), Some("saved"))),
                Err(Error::Invalid(problem)) => problems.add("marked", problem),
                Err(other) => return Err(other),
            }
        }
    }
    let view = load_answer(&site, by, place).await?;
    let view = Redacting { marked: marked.into_string(), ground: ground.into_string(), problems, ..view };
    respond(&req, StatusCode::UNPROCESSABLE_ENTITY, &visitor, view::redacting(&view))
}

async fn load_answer(site: &Site, by: Editor, (number, question): (ResponseId, i64)) -> Result<Redacting> {
    site.db
        .read(move |conn| {
            let judged = publishing::judged(conn, &by, number)?;
            let asked = questionnaires::of(conn, judged.response.proposal)?.questionnaire;
            let original = redacting::written(conn, &judged.response, question)?;
            Ok(Redacting {
                response: (number.0, judged.response.reference),
                written: view_written(&asked, question, &original, &judged.redactions),
                marked: original,
                ground: String::new(),
                problems: Problems::default(),
            })
        })
        .await
}

/// `POST /staff/redactions/{id}/deletion`: puts back what was taken out.
///
/// # Errors
/// Those of [`redacting::put_back`].
pub async fn put_back(site: web::Data<Site>, by: Editor, path: web::Path<String>) -> Answer {
    let (redaction, now) = (RedactionId(id(&path)?), site.now());
    let response = site.db.write(move |tx| redacting::put_back(tx, &by, redaction, now)).await?;
    Ok(see(&paths::staff_publication(response.0), Some("saved")))
}
