//! What was decided: for everybody, and for those who took part.

pub mod points;
pub mod staff;

use super::{Outcome, Point, Verdict, counted_under, of};
use crate::coding::{self, tree::Tree};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{PointId, ProposalId};
use crate::keys::token_hash;
use crate::markdown::{Kind, render};
use crate::policy::Stage;
use crate::proposals;
use crate::responses::{self, State};
use crate::web::page::respond;
use crate::web::{Answer, Confirmed, Site, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use chrono::{NaiveDate, NaiveTime};
use views::outcomes::{self as view, Counted, Own};

/// What a form has that began with these words: whoever sends it back has seen them, and no others.
fn mark_of(words: &[&str]) -> String {
    let mut mark = token_hash(&words.join("\0"));
    mark.truncate(16);
    mark
}

/// `GET /proposals/{slug}/outcome`: what people said, and what is done about it.
///
/// # Errors
/// [`Error::NotFound`] for an unknown address, and before it is published.
pub async fn show(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, slug: web::Path<String>) -> Answer {
    let slug = slug.into_inner();
    let view = site
        .db
        .read(move |conn| {
            let row = proposals::find_row(conn, &slug)?.ok_or(Error::NotFound)?;
            let outcome = of(conn, row.proposal.id)?;
            let published_at = outcome.published_at.ok_or(Error::NotFound)?;
            if row.proposal.stored_stage != Stage::OutcomePublished {
                return Err(Error::NotFound);
            }
            Ok(view::Outcome {
                points: view_points(conn, row.proposal.id, &outcome)?,
                slug: row.proposal.slug,
                title: row.proposal.title,
                life_stage: row.life_stage.into(),
                published_at,
                asked_html: render(&outcome.asked, Kind::Page),
                waiver: (outcome.waiver, outcome.signed),
            })
        })
        .await?;
    respond(&req, StatusCode::OK, &visitor, view::outcome(&view))
}

/// `GET /responses/{reference}/outcome`: under which themes somebody's response was counted, and what is done about these.
///
/// # Errors
/// [`Error::NotFound`] for somebody else's response, and before the outcome is published.
pub async fn own(
    req: HttpRequest,
    site: web::Data<Site>,
    who: Confirmed,
    visitor: Visitor,
    reference: web::Path<String>,
) -> Answer {
    let reference = reference.into_inner();
    let view = site
        .db
        .read(move |conn| {
            let response = responses::mine(conn, &who, &reference)?;
            let proposal = proposals::find(conn, response.proposal)?;
            let outcome = of(conn, response.proposal)?;
            outcome.published_at.ok_or(Error::NotFound)?;
            let counts = response.state == State::Sent;
            let themes = if counts { counted_under(conn, proposal.id, response.id)? } else { Vec::new() };
            let verdict = |id| outcome.points.iter().find(|point| point.id == id).map(|point| point.verdict);
            let counted = |(theme, point): (String, Option<PointId>)| Counted {
                theme,
                answer: point.and_then(|id| Some((id.0, verdict(id)?.into()))),
            };
            Ok(Own {
                slug: proposal.slug,
                title: proposal.title,
                reference: response.reference,
                counts,
                themes: themes.into_iter().map(counted).collect(),
            })
        })
        .await?;
    respond(&req, StatusCode::OK, &visitor, view::own(&view))
}

impl From<Verdict> for view::Verdict {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Will => Self::Will,
            Verdict::Did => Self::Did,
            Verdict::WillNot => Self::WillNot,
        }
    }
}

fn view_points(conn: &mut Conn, proposal: ProposalId, outcome: &Outcome) -> Result<Vec<view::Point>> {
    let tree = coding::tree_of(conn, proposal)?;
    Ok(outcome.points.iter().map(|point| view_point(point, outcome, &tree)).collect())
}

fn view_point(point: &Point, outcome: &Outcome, tree: &Tree) -> view::Point {
    let day = NaiveDate::parse_from_str(&point.due, "%Y-%m-%d").ok();
    let noon = NaiveTime::from_hms_opt(12, 0, 0).unwrap_or(NaiveTime::MIN);
    view::Point {
        id: point.id.0,
        theme: point.theme.map(|theme| tree.path(theme)),
        said: point.said.clone(),
        answers: point.answers,
        verdict: point.verdict.into(),
        because: point.because.clone(),
        owner: point.owner.clone(),
        due: day.map(|day| day.and_time(noon)),
        updates: outcome.updates.get(&point.id).cloned().unwrap_or_default(),
    }
}
