//! The page of results. It reads what was counted, and no response.

use super::{Tally, of, shown};
use crate::error::Error;
use crate::policy::{self, Stage};
use crate::web::page::respond;
use crate::web::{Answer, Site, Visitor};
use crate::{monitoring, proposals, questionnaires, responses};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use views::results::{self as view, Results};

/// `GET /proposals/{slug}/results`: how often what was answered; before the close for those who edit.
///
/// # Errors
/// [`Error::NotFound`] for an unknown address, where nothing is asked, and before the close.
pub async fn show(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, slug: web::Path<String>) -> Answer {
    let (slug, now) = (slug.into_inner(), site.now());
    let edits = visitor.acting(policy::edits, now).is_ok();
    let view = site
        .db
        .read(move |conn| {
            let row = proposals::find_row(conn, &slug)?.ok_or(Error::NotFound)?;
            let stage = row.proposal.stage_at(now);
            let is_public = policy::is_over(stage) && row.proposal.stored_stage != Stage::Draft;
            let asked = questionnaires::of(conn, row.proposal.id)?.questionnaire;
            if asked.is_empty() || !(is_public || edits) {
                return Err(Error::NotFound);
            }
            let counted = of(conn, row.proposal.id)?;
            let counted_at = counted.as_ref().map(|counted| counted.at);
            let tally = counted.map_or_else(Tally::default, |counted| counted.tally);
            Ok(Results {
                has_equality: is_public && monitoring::of(conn, row.proposal.id)?.published.is_some(),
                slug: row.proposal.slug,
                title: row.proposal.title,
                stage: stage.into(),
                life_stage: row.life_stage.into(),
                closes_at: row.proposal.closes_at,
                for_staff_alone: !is_public,
                counted_at,
                late_days: asked.late_days.into(),
                sections: shown::sections(&asked, &tally),
                on_time: tally.on_time,
                late: tally.late,
                channels: shown::channels(&tally),
                taken_back: tally.taken_back,
                campaign: tally.campaign,
                duplicate: tally.duplicate,
                published: if is_public { responses::publishing::count(conn, row.proposal.id)? } else { 0 },
            })
        })
        .await?;
    respond(&req, StatusCode::OK, &visitor, view::results(&view))
}
