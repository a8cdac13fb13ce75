//! All questions on one page, for everybody.

use super::super::{of, shown};
use crate::error::Error;
use crate::policy::Stage;
use crate::proposals;
use crate::web::page::respond;
use crate::web::{Answer, Site, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use views::questionnaires::{self as view, Paper};

/// `GET /proposals/{slug}/questions`: what is asked, to be read before answering, or printed.
///
/// # Errors
/// [`Error::NotFound`] for an unknown address, a draft, and where nothing is asked.
pub async fn show(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, slug: web::Path<String>) -> Answer {
    let slug = slug.into_inner();
    let (row, asked) = site
        .db
        .read(move |conn| {
            let row = proposals::find_row(conn, &slug)?.ok_or(Error::NotFound)?;
            let asked = of(conn, row.proposal.id)?.questionnaire;
            Ok((row, asked))
        })
        .await?;
    if row.proposal.stored_stage == Stage::Draft || asked.is_empty() {
        return Err(Error::NotFound);
    }
    let conditions = asked.questions().filter_map(|(_, question)| {
        let on = question.only_if.as_ref()?;
        Some((question.id, format!("Only if you answered {}.", shown::choices_in_words(&asked, on))))
    });
    let view = Paper {
        only_if: conditions.collect(),
        slug: row.proposal.slug,
        title: row.proposal.title,
        closes_at: row.proposal.closes_at,
        sections: asked.sections.iter().map(|section| shown::whole_section(&asked, section)).collect(),
    };
    respond(&req, StatusCode::OK, &visitor, view::paper(&view))
}
