//! Campaigns, for those who read responses.

pub mod one;

use super::{CONTAINED, Campaign, FEWEST_WORDS, Kind, PAGE, State, list};
use crate::ids::ProposalId;
use crate::proposals;
use crate::text::excerpt;
use crate::web::form::{Query, id};
use crate::web::page::respond;
use crate::web::{Analyst, Answer, Site, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use views::campaigns as view;
use views::paging::Pages;
use views::paths;

/// How much of a common text stands in the list, in characters.
const BEGINNING: usize = 200;

/// Which part of the list.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Part {
    state: Option<State>,
    page: u16,
}

/// `GET /staff/proposals/{id}/campaigns`: what was found, and what was decided, the largest first.
///
/// # Errors
/// [`Error::NotFound`] when there is no such proposal.
pub async fn index(
    req: HttpRequest,
    site: web::Data<Site>,
    by: Analyst,
    visitor: Visitor,
    path: web::Path<String>,
    part: Query<Part>,
) -> Answer {
    let (proposal, page) = (ProposalId(id(&path)?), part.0.page);
    let state = part.0.state.unwrap_or(State::Suggested);
    let (shown, found) = site
        .db
        .read(move |conn| Ok((proposals::find(conn, proposal)?, list(conn, &by, proposal, state, page.into())?)))
        .await?;
    let here = format!("{}?state={}", paths::staff_campaigns(proposal.0), state.as_str());
    let size = usize::try_from(PAGE).unwrap_or(0);
    let more = found.campaigns.len() > size;
    let line = |(campaign, text): (Campaign, String)| view::Line {
        id: campaign.id.0,
        name: campaign.name,
        is_duplicate: campaign.kind == Kind::Duplicate,
        beginning: excerpt(&text, BEGINNING),
        size: campaign.size,
        waiting: campaign.waiting,
    };
    let view = view::List {
        proposal: (proposal.0, shown.title),
        alike: found.grouping.map_or(site.config.campaigns.alike_percent, |grouping| grouping.threshold),
        contained: CONTAINED,
        fewest_words: FEWEST_WORDS,
        grouped: found.grouping.map(|one| view::Grouped { at: one.at, short: one.short, left_out: one.left_out }),
        state: view_state(state),
        counts: found.counts,
        lines: found.campaigns.into_iter().take(size).map(line).collect(),
        pages: Pages {
            words: None,
            first: (page > 0).then(|| here.clone()),
            next: (more && page < u16::MAX).then(|| format!("{here}&page={}", page + 1)),
        },
    };
    respond(&req, StatusCode::OK, &visitor, view::list(&view))
}

fn view_state(state: State) -> view::State {
    match state {
        State::Suggested => view::State::Suggested,
        State::Confirmed => view::State::Confirmed,
        State::Refused => view::State::Refused,
    }
}
