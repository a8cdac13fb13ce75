//! Pages about proposals that need nothing else: the list, and the wordings of one.

use super::{Row, load_rows, store, versions};
use crate::clock::Moment;
use crate::error::{Error, Result};
use crate::policy::Stage;
use crate::web::page::Answer;
use crate::web::{Site, Visitor, form, page};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use views::paging::Pages;
use views::parts::ProposalRow;
use views::proposals::{ProposalIndex, ProposalLink, VersionPage, VersionRow, VersionsPage};

/// What stands in the address of the list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    stage: String,
    area: String,
}

/// A proposal as a row of a list.
#[must_use]
pub fn view_row(row: &Row, now: Moment) -> ProposalRow {
    let proposal = &row.proposal;
    ProposalRow {
        slug: proposal.slug.clone(),
        title: proposal.title.clone(),
        summary: proposal.summary.clone(),
        area_title: row.area_title.clone(),
        life_stage: row.life_stage.into(),
        stage: proposal.stage_at(now).into(),
        opens_at: proposal.opens_at,
        closes_at: proposal.closes_at,
        votes: proposal.tally().iter().sum(),
        comments: proposal.comments,
    }
}

/// Shows all proposals, or those of one stage or area.
///
/// # Errors
/// [`Error::NotFound`] for an unknown stage or area.
pub async fn index(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, asked: form::Query<Asked>) -> Answer {
    let now = site.now();
    let asked = asked.0;
    let (rows, areas) = site.db.read(|conn| Ok((load_rows(conn, None)?, store::load_areas(conn)?))).await?;
    let chosen = stages(&asked.stage)?;
    if !asked.area.is_empty() && !areas.iter().any(|(slug, _)| *slug == asked.area) {
        return Err(Error::NotFound);
    }
    let rows = rows
        .iter()
        .filter(|r| chosen.is_none_or(|c| c.contains(&r.proposal.stage_at(now))))
        .filter(|r| asked.area.is_empty() || r.area_slug == asked.area)
        .map(|r| view_row(r, now))
        .collect();
    let view = ProposalIndex { rows, areas, stage: asked.stage, area: asked.area, pages: Pages::default(), now };
    page::respond(&req, StatusCode::OK, &visitor, views::proposals::index(&view))
}

fn stages(word: &str) -> Result<Option<&'static [Stage]>> {
    Ok(match word {
        "" => None,
        "open" => Some(&[Stage::Open]),
        "forthcoming" => Some(&[Stage::Forthcoming]),
        "closed" => Some(&[Stage::Closed, Stage::Analysing]),
        "decided" => Some(&[Stage::OutcomePublished]),
        _ => return Err(Error::NotFound),
    })
}

/// Shows the list of a proposal's versions.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn versions(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, slug: web::Path<String>) -> Answer {
    let (link, all) = load(&site, slug.into_inner()).await?;
    let rows = all.iter().map(row).collect();
    page::respond(
        &req,
        StatusCode::OK,
        &visitor,
        views::proposals::versions(&VersionsPage { proposal: link, versions: rows }),
    )
}

/// Shows what changed in one version.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn version(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    path: web::Path<(String, String)>,
) -> Answer {
    let (slug, number) = path.into_inner();
    let number = form::id(&number)?;
    let (link, all) = load(&site, slug).await?;
    let at = all.iter().position(|v| i64::from(v.number) == number).ok_or(Error::NotFound)?;
    let newest = all.first().map_or(1, |v| i64::from(v.number));
    let changes =
        all.get(at + 1).map(|before| versions::changes(&before.content, &all[at].content)).unwrap_or_default();
    let view = VersionPage { proposal: link, version: row(&all[at]), newest, changes };
    page::respond(&req, StatusCode::OK, &visitor, views::proposals::version(&view))
}

async fn load(site: &Site, slug: String) -> Result<(ProposalLink, Vec<versions::Version>)> {
    site.db
        .read(move |conn| {
            let row = store::find_by_slug(conn, &slug)?
                .filter(|r| r.proposal.stored_stage != Stage::Draft)
                .ok_or(Error::NotFound)?;
            let link = ProposalLink { slug: row.proposal.slug.clone(), title: row.proposal.title.clone() };
            Ok((link, versions::load(conn, row.proposal.id)?))
        })
        .await
}

fn row(version: &versions::Version) -> VersionRow {
    VersionRow { number: i64::from(version.number), at: version.at, reason: version.reason.clone() }
}
