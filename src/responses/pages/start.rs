//! Before the first question.

use super::super::{For, Response, begin, of_person};
use super::standing;
use crate::error::Error;
use crate::policy::Stage;
use crate::text::Text;
use crate::web::page::{respond, see};
use crate::web::{Answer, Confirmed, Form, Site, Visitor};
use crate::{monitoring, proposals, questionnaires};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use validator::Validate;
use views::paths;
use views::responses::{self as view, Mine, Start};

/// `GET /proposals/{slug}/respond`: how long it takes, until when, and the way in.
///
/// # Errors
/// [`Error::NotFound`] for an unknown address, and where nothing is asked.
pub async fn show(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, slug: web::Path<String>) -> Answer {
    let (slug, now, who) = (slug.into_inner(), site.now(), visitor.confirmed().ok());
    let signed_in = visitor.person.is_some();
    let view = site
        .db
        .read(move |conn| {
            let row = proposals::find_row(conn, &slug)?.ok_or(Error::NotFound)?;
            let stage = row.proposal.stage_at(now);
            let asked = questionnaires::of(conn, row.proposal.id)?.questionnaire;
            if stage == Stage::Draft || asked.is_empty() {
                return Err(Error::NotFound);
            }
            let (own, theirs) = match &who {
                Some(who) => of_person(conn, who, row.proposal.id)?,
                None => (None, None),
            };
            let organisation = who.as_ref().and_then(|who| who.person().organisation.clone());
            Ok(Start {
                slug: row.proposal.slug.clone(),
                title: row.proposal.title.clone(),
                stage: stage.into(),
                opens_at: row.proposal.opens_at,
                closes_at: row.proposal.closes_at,
                late_days: i64::from(asked.late_days),
                sections: asked.sections.iter().map(|section| section.title.clone()).collect(),
                questions: i64::try_from(asked.questions().count()).unwrap_or(i64::MAX),
                minutes: i64::try_from(asked.minutes()).unwrap_or(i64::MAX),
                about_you: !monitoring::of(conn, row.proposal.id)?.questions.is_empty(),
                signed_in,
                own: own.as_ref().map(mine),
                organisation: organisation.map(|one| (one.name, theirs.as_ref().map(mine))),
            })
        })
        .await?;
    respond(&req, StatusCode::OK, &visitor, view::start(&view))
}

fn mine(response: &Response) -> Mine {
    Mine { reference: response.reference.clone(), standing: standing(response) }
}

/// For whom.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Entry {
    #[serde(rename = "as")]
    whose: Text,
}

/// `POST /proposals/{slug}/respond`: begins a response, or goes to the one that was begun.
///
/// # Errors
/// Those of [`begin`].
pub async fn create(site: web::Data<Site>, who: Confirmed, slug: web::Path<String>, entry: Form<Entry>) -> Answer {
    let (slug, clock) = (slug.into_inner(), site.clock.clone());
    let whose = if entry.0.whose.as_str() == "organisation" { For::Organisation } else { For::Oneself };
    let reference = site
        .db
        .write(move |tx| {
            let proposal = proposals::find_id(tx, &slug)?.ok_or(Error::NotFound)?;
            begin(tx, &who, proposal, whose, clock.now())
        })
        .await?;
    Ok(see(&paths::response(&reference), None))
}
