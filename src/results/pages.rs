//! The page of results. It reads what was counted, and no response.

use super::groups::Groups;
use super::shown::{Shown, channels};
use super::{Tally, of};
use crate::clock::{Moment, next_london_midnight};
use crate::db::{Conn, Scope};
use crate::error::{Error, Result};
use crate::ids::ProposalId;
use crate::policy::{self, Stage};
use crate::web::form::Query;
use crate::web::page::respond;
use crate::web::page_cache::Fresh;
use crate::web::{Answer, Site, Visitor};
use crate::{monitoring, proposals, questionnaires, responses};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use std::collections::HashMap;
use views::results::{self as view, Results, Split};

/// By what the answers are to be split: a word of [`Split`]; anything else is the first of them.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    by: String,
}

/// `GET /proposals/{slug}/results?by=borough`: how often what was answered; before the close for those who edit, who see it
/// made anew each time. For everybody else it is kept.
///
/// # Errors
/// [`Error::NotFound`] for an unknown address, where nothing is asked, and before the close.
pub async fn show(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    slug: web::Path<String>,
    by: Query<Asked>,
) -> Answer {
    let (slug, now) = (slug.into_inner(), site.now());
    let split = Split::ALL.into_iter().find(|one| one.word() == by.0.by).unwrap_or(Split::Capacity);
    if visitor.acting(policy::edits, now).is_ok() {
        let (_, view) = site.db.read(move |conn| load(conn, &slug, split, true, now)).await?;
        return respond(&req, StatusCode::OK, &visitor, view::results(&view));
    }
    let key = format!("results {slug} {}", split.word());
    let kept = site.pages.get(&site, key, || fresh(&site, slug, split)).await?;
    Ok(kept.whole(&req, &visitor))
}

async fn fresh(site: &Site, slug: String, split: Split) -> Result<Fresh> {
    let now = site.now();
    let (id, view) = site.db.read(move |conn| load(conn, &slug, split, false, now)).await?;
    Ok(Fresh {
        page: view::results(&view),
        scopes: vec![Scope::Site, Scope::Proposal(id), Scope::Responses(id), Scope::Results(id)],
        until: next_london_midnight(now),
        strangers: HashMap::new(),
        facts: Box::new(()),
    })
}

fn load(conn: &mut Conn, slug: &str, split: Split, edits: bool, now: Moment) -> Result<(ProposalId, Results)> {
    let row = proposals::find_row(conn, slug)?.ok_or(Error::NotFound)?;
    let (id, stage) = (row.proposal.id, row.proposal.stage_at(now));
    let is_public = policy::is_over(stage) && row.proposal.stored_stage != Stage::Draft;
    let asked = questionnaires::of(conn, id)?.questionnaire;
    if asked.is_empty() || !(is_public || edits) {
        return Err(Error::NotFound);
    }
    let offered: Vec<Split> =
        Split::ALL.into_iter().filter(|one| *one != Split::Borough || asked.borough().is_some()).collect();
    let split = if offered.contains(&split) { split } else { Split::Capacity };
    let counted = of(conn, id)?;
    let counted_at = counted.as_ref().map(|counted| counted.at);
    let tally = counted.map_or_else(Tally::default, |counted| counted.tally);
    let groups = Groups::new(split, &tally);
    let sections = Shown { asked: &asked, tally: &tally, groups: &groups }.sections();
    let view = Results {
        has_equality: is_public && monitoring::of(conn, id)?.published.is_some(),
        slug: row.proposal.slug,
        title: row.proposal.title,
        stage: stage.into(),
        life_stage: row.life_stage.into(),
        closes_at: row.proposal.closes_at,
        for_staff_alone: !is_public,
        counted_at,
        late_days: asked.late_days.into(),
        sections,
        responses: groups.add_up(&tally.responses),
        groups: view::Groups { split, offered, names: groups.names, together: groups.together },
        on_time: tally.on_time,
        late: tally.late,
        channels: channels(&tally),
        taken_back: tally.taken_back,
        campaign: tally.campaign,
        duplicate: tally.duplicate,
        published: if is_public { responses::publishing::count(conn, id)? } else { 0 },
    };
    Ok((id, view))
}
