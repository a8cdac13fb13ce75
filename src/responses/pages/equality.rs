//! The questions that somebody answers about themselves.

use super::super::{equality, mine};
use crate::characteristics::RATHER_NOT;
use crate::error::{Error, Result};
use crate::monitoring::Answers;
use crate::monitoring::pages::Fields;
use crate::proposals;
use crate::web::page::{respond, see};
use crate::web::{Answer, Confirmed, Form, Site, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use views::form::Problems;
use views::monitoring::{self as view, Own, Question, Standing};
use views::paths;

/// `GET /responses/{reference}/equality`: the questions, or that they are answered.
///
/// # Errors
/// [`Error::NotFound`] for somebody else's response, one that is not sent or of an organisation, and where nothing is asked.
pub async fn show(
    req: HttpRequest,
    site: web::Data<Site>,
    who: Confirmed,
    visitor: Visitor,
    reference: web::Path<String>,
) -> Answer {
    let view = load(&site, who, reference.into_inner(), &Fields::default()).await?;
    respond(&req, StatusCode::OK, &visitor, view::own(&view))
}

/// `POST /responses/{reference}/equality`: counts the answers.
///
/// # Errors
/// Those of [`equality::answer`]; what is no answer gives the page again.
pub async fn create(
    req: HttpRequest,
    site: web::Data<Site>,
    who: Confirmed,
    visitor: Visitor,
    reference: web::Path<String>,
    entry: Form<Fields>,
) -> Answer {
    let (reference, clock, entry) = (reference.into_inner(), site.clock.clone(), entry.0);
    let mut view = load(&site, who.clone(), reference.clone(), &entry).await?;
    if !view.problems.is_empty() && view.standing == Standing::Open {
        return respond(&req, StatusCode::UNPROCESSABLE_ENTITY, &visitor, view::own(&view));
    }
    view.problems = Problems::default();
    let to = paths::response_equality(&view.reference);
    let answered = site.db.write(move |tx| {
        let asked = mine(tx, &who, &reference)?;
        let asked = crate::monitoring::of(tx, asked.proposal)?.questions;
        let unread = |_| Error::NotUnderstood("The form was not complete. Go back and try again.".into());
        let answers = Answers::read(&asked, |about| entry.of(about)).map_err(unread)?;
        equality::answer(tx, &who, &reference, &answers, clock.now())
    });
    answered.await?;
    Ok(see(&to, None))
}

async fn load(site: &Site, who: Confirmed, reference: String, entry: &Fields) -> Result<Own> {
    let now = site.now();
    let (asked, response, proposal) = site
        .db
        .read(move |conn| {
            let response = mine(conn, &who, &reference)?;
            let asked = equality::asked(conn, &response, now)?.ok_or(Error::NotFound)?;
            let proposal = proposals::find(conn, response.proposal)?;
            Ok((asked, response, proposal))
        })
        .await?;
    let mut problems = Problems::default();
    for about in Answers::read(&asked.questions, |about| entry.of(about)).err().unwrap_or_default() {
        problems.add(about.as_str(), format!("{}: choose one of the answers", about.name()));
    }
    let question = |one: crate::characteristics::Question| Question {
        field: one.about.as_str(),
        chosen: entry.of(one.about).to_owned(),
        words: one.body.words,
        help: one.body.help,
        options: one.body.options.into_iter().map(|option| (option.key, option.words)).collect(),
    };
    Ok(Own {
        slug: proposal.slug,
        title: proposal.title,
        reference: response.reference,
        standing: match (asked.is_given, asked.is_open) {
            (true, _) => Standing::Given,
            (false, true) => Standing::Open,
            (false, false) => Standing::Over,
        },
        until: asked.until,
        reason: asked.reason,
        questions: asked.questions.into_iter().map(question).collect(),
        rather_not: RATHER_NOT,
        problems,
    })
}
