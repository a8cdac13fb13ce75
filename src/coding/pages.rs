//! How far the coding is, and whose task it is; beside it the pages of themes, of one answer, and of agreement.

pub mod agreement;
pub mod answer;
pub mod files;
pub mod theme;
pub mod themes;

use super::progress::{self, Progress};
use super::tree::Tree;
use super::{Coder, Tag};
use crate::error::{Error, Result};
use crate::ids::{AccountId, ProposalId};
use crate::text::Text;
use crate::web::form::id;
use crate::web::page::{respond, see};
use crate::web::{Analyst, Answer, Form, Site, Visitor};
use crate::{proposals, questionnaires, spans};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use validator::Validate;
use views::coding::{self as view, Finding, Overview, QuestionLine};
use views::form::Problems;
use views::paths;

/// `GET /staff/proposals/{id}/coding`: how far each question is, and whose task it is.
///
/// # Errors
/// [`Error::NotFound`] when there is no such proposal.
pub async fn show(
    req: HttpRequest,
    site: web::Data<Site>,
    by: Analyst,
    visitor: Visitor,
    path: web::Path<String>,
) -> Answer {
    let view = load(&site, by, ProposalId(id(&path)?)).await?;
    respond(&req, StatusCode::OK, &visitor, view::overview(&view))
}

/// Whose task a question is to be, or no longer.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Entry {
    act: Text,
    question: i64,
    who: Text,
}

/// `POST /staff/proposals/{id}/coding`: gives somebody a question to code, or takes it from them.
///
/// # Errors
/// Those of [`progress::assign`]; somebody who may not code gives the page again.
pub async fn assign(
    req: HttpRequest,
    site: web::Data<Site>,
    by: Analyst,
    visitor: Visitor,
    path: web::Path<String>,
    entry: Form<Entry>,
) -> Answer {
    let (proposal, now, Entry { act, question, who }) = (ProposalId(id(&path)?), site.now(), entry.0);
    let is_theirs = match act.as_str() {
        "assign" => true,
        "release" => false,
        _ => return Err(unknown_act()),
    };
    // Nobody has the number 0.
    let who = AccountId(who.as_str().parse().unwrap_or(0));
    let proof = by.clone();
    let done = site.db.write(move |tx| progress::assign(tx, &proof, (proposal, question), (who, is_theirs), now)).await;
    match done {
        Ok(()) => Ok(see(&paths::coding(proposal.0), Some("saved"))),
        Err(Error::Invalid(problem)) => {
            let mut view = load(&site, by, proposal).await?;
            view.problems.add(format!("who-{question}"), problem);
            respond(&req, StatusCode::UNPROCESSABLE_ENTITY, &visitor, view::overview(&view))
        }
        Err(other) => Err(other),
    }
}

fn unknown_act() -> Error {
    Error::NotUnderstood("The form did not say what to do. Go back, reload the page and try again.".into())
}

async fn load(site: &Site, by: Analyst, proposal: ProposalId) -> Result<Overview> {
    site.db
        .read(move |conn| {
            let shown = proposals::find(conn, proposal)?;
            let asked = questionnaires::of(conn, proposal)?.questionnaire;
            let (all, counted_at) = progress::of(conn, &by, proposal)?;
            let analysts = progress::analysts(conn, &by)?;
            let line = |one: Progress| QuestionLine {
                id: one.question,
                place: asked.place(one.question),
                words: asked.question(one.question).map_or_else(String::new, |found| found.words.clone()),
                answers: one.answers,
                once: one.once,
                twice: one.twice,
                own: one.own,
                analysts: one.analysts.into_iter().map(|(id, name)| (id.0, name)).collect(),
            };
            Ok(Overview {
                proposal: (proposal.0, shown.title),
                reader: by.id().0,
                counted_at,
                questions: all.into_iter().map(line).collect(),
                staff: analysts.into_iter().map(|(id, name)| (id.0, name)).collect(),
                problems: Problems::default(),
            })
        })
        .await
}

/// A tag as a page shows it.
fn finding(tree: &Tree, text: &str, tag: &Tag) -> Finding {
    let is_whole = tag.span == spans::whole(text);
    let words = if is_whole { String::new() } else { spans::words(text, tag.span) };
    Finding { id: 0, theme: tree.path(tag.theme), words }
}

/// The name of a coder, for colleagues.
fn name(coder: &Coder) -> String {
    coder.name.clone().unwrap_or_else(|| format!("Coder {}, who has left", coder.number))
}
