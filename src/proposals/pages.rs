//! Pages about proposals that need nothing else: the list, and the wordings of one.

use super::list::{self, Wanted};
use super::{Row, store, versions};
use crate::clock::{Moment, next_london_midnight};
use crate::db::Scope;
use crate::error::{Error, Result};
use crate::policy::Stage;
use crate::web::page::Answer;
use crate::web::page_cache::Fresh;
use crate::web::{Site, Visitor, form, page};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use std::collections::HashMap;
use views::paging::Pages;
use views::parts::ProposalRow;
use views::paths;
use views::proposals::{ProposalIndex, ProposalLink, VersionPage, VersionRow, VersionsPage};

/// What stands in the address of the list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    stage: String,
    area: String,
    page: String,
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
        imported: proposal.is_imported(),
    }
}

/// Shows a page of all proposals, or of those of one stage or area.
///
/// # Errors
/// [`Error::NotFound`] for an unknown stage, area or page.
pub async fn index(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, asked: form::Query<Asked>) -> Answer {
    let Asked { stage, area, page } = asked.0;
    let (stages, number) = (stages(&stage)?, if page.is_empty() { 1 } else { form::id(&page)? });
    let key = format!("proposals {stage} {area} {number}");
    let kept = site.pages.get(&site, key, || fresh_index(&site, stage, stages, area, number)).await?;
    Ok(kept.whole(&req, &visitor))
}

async fn fresh_index(
    site: &Site,
    stage: String,
    stages: Option<&'static [Stage]>,
    area: String,
    number: i64,
) -> Result<Fresh> {
    let now = site.now();
    let page = usize::try_from(number).map_err(|_| Error::NotFound)?;
    let chosen = area.clone();
    let (list, areas) = site
        .db
        .read(move |conn| {
            let areas = store::list::load_areas(conn)?;
            if !chosen.is_empty() && !areas.iter().any(|(slug, _)| *slug == chosen) {
                return Err(Error::NotFound);
            }
            Ok((list::page(conn, &Wanted { stages, area: &chosen, page }, now)?, areas))
        })
        .await?;
    let rows = list.rows.iter().map(|row| view_row(row, now)).collect();
    let pages = pages(&stage, &area, page, list.all);
    Ok(Fresh {
        page: views::proposals::index(&ProposalIndex { rows, areas, stage, area, pages, now }),
        scopes: vec![Scope::Site, Scope::Listing],
        until: list.turns_at.into_iter().chain([next_london_midnight(now)]).min().unwrap_or(now),
        strangers: HashMap::new(),
        facts: Box::new(()),
    })
}

/// The way through the list; what was chosen stays chosen.
fn pages(stage: &str, area: &str, page: usize, all: usize) -> Pages {
    let number = |n: usize| views::parts::number(i64::try_from(n).unwrap_or(i64::MAX));
    let (first, last) = ((page - 1) * list::PAGE + 1, (page * list::PAGE).min(all));
    let to = |page: usize| format!("{}?stage={stage}&area={area}&page={page}", paths::proposals());
    Pages {
        words: Some(format!("Proposals {} to {} of {}", number(first), number(last), number(all))),
        first: (page > 1).then(|| to(1)),
        next: (last < all).then(|| to(page + 1)),
    }
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
