//! The pages on which staff verify professions.

use super::super::{Act, Claim, Evidence, State, WORDS};
use super::shown;
use crate::access::{self, What, Whom};
use crate::error::{Error, Result};
use crate::ids::ClaimId;
use crate::professions;
use crate::text::Text;
use crate::web::form::{Query, id};
use crate::web::page::{respond, see};
use crate::web::{Answer, Form, Site, Verifier, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use validator::Validate;
use views::form::Problems;
use views::paging::Pages;
use views::paths;
use views::professions as view;

/// How many claims a page shows of each list.
const PAGE: usize = 50;

/// Where the two lists of the page begin.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct From {
    after: Option<ClaimId>,
    before: Option<ClaimId>,
}

/// `GET /staff/professions`: what waits, the oldest first, and who is verified, the latest first.
///
/// # Errors
/// [`Error::NotFound`] for whoever verifies nobody, and for a place that is none.
pub async fn index(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    _: Verifier,
    from: Query<From>,
) -> Answer {
    let now = site.now();
    let From { after, before } = from.0;
    let limit = PAGE as i64 + 1;
    let (count, waiting, granted) = site
        .db
        .read(move |conn| {
            let waiting = professions::claims_in(conn, State::Waiting, after, false, limit)?;
            let granted = professions::claims_in(conn, State::Granted, before, true, limit)?;
            Ok((professions::waiting(conn)?, waiting, granted))
        })
        .await?;
    let pages = |claims: &[Claim], name: &str, begins: bool| Pages {
        words: None,
        first: (!begins).then(|| paths::staff_professions().to_owned()),
        next: claims
            .get(PAGE - 1)
            .filter(|_| claims.len() > PAGE)
            .map(|last| format!("{}?{name}={}", paths::staff_professions(), last.id)),
    };
    let view = view::Queue {
        count,
        waiting_pages: pages(&waiting, "after", after.is_none()),
        granted_pages: pages(&granted, "before", before.is_none()),
        waiting: waiting.iter().take(PAGE).map(line).collect(),
        granted: granted.iter().take(PAGE).map(line).collect(),
        now,
    };
    respond(&req, StatusCode::OK, &visitor, view::queue(&view))
}

fn line(claim: &Claim) -> view::Line {
    view::Line {
        id: claim.id.0,
        person: claim.person.clone(),
        profession: claim.name.clone(),
        evidence: shown(claim.evidence),
        at: claim.decided_at.unwrap_or(claim.created_at),
    }
}

/// What staff fill in to decide.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Decision {
    act: Text,
    reason: Text,
}

/// What may be done with a claim now.
fn acts(claim: &Claim) -> &'static [Act] {
    match claim.state {
        State::Waiting => &[Act::Confirm, Act::Refuse],
        State::Granted => &[Act::Withdraw],
        State::Sent | State::Refused | State::Withdrawn | State::Dropped => &[],
    }
}

impl Decision {
    /// What was decided. What is wrong is added to `problems`: a reason is needed for all but a number that was found.
    ///
    /// # Errors
    /// [`Error::Conflict`] for what could be decided when the page was opened, and cannot be any more.
    fn read(&self, claim: &Claim, problems: &mut Problems) -> Result<Option<Act>> {
        let (act, possible) = (self.act.as_str().parse::<Act>().ok(), acts(claim));
        if possible.is_empty() || act.is_some_and(|act| !possible.contains(&act)) {
            return Err(Error::Conflict("This was decided meanwhile, or its owner took it back.".into()));
        }
        let Some(act) = act else {
            problems.add("act", "Choose what you decide");
            return Ok(None);
        };
        let needed = act != Act::Confirm || claim.evidence == Evidence::Vouching;
        if needed && self.reason.is_blank() {
            problems.add("reason", "Enter a reason");
        } else if self.reason.characters() > WORDS {
            problems.add("reason", format!("This must be {} characters or fewer", views::parts::number(WORDS as i64)));
        }
        Ok(problems.is_empty().then_some(act))
    }
}

/// The claim, once it is noted that this person sees it.
async fn seen(site: &Site, by: &Verifier, path: &str) -> Result<Claim> {
    let (id, viewer, now) = (ClaimId(id(path)?), by.id(), site.now());
    site.db
        .write(move |tx| {
            let claim = professions::claim(tx, id)?;
            access::note(tx, Some(viewer), &[Whom::Account(claim.account)], What::Claim, now)?;
            Ok(claim)
        })
        .await
}

/// `GET /staff/professions/{id}`: a claim with what is needed to decide it.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn show(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    by: Verifier,
    path: web::Path<String>,
) -> Answer {
    let claim = seen(&site, &by, &path).await?;
    page(&req, &site, &visitor, &by, claim, &Decision::default(), Problems::default())
}

fn page(
    req: &HttpRequest,
    site: &Site,
    visitor: &Visitor,
    by: &Verifier,
    claim: Claim,
    entry: &Decision,
    problems: Problems,
) -> Answer {
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let own = claim.account == by.id();
    let view = view::ClaimPage {
        id: claim.id.0,
        acts: if own { Vec::new() } else { acts(&claim).iter().map(|act| view_act(*act)).collect() },
        own,
        evidence: shown(claim.evidence),
        register: claim.register.map(|one| (one.name(), one.address())),
        state: view_state(claim.state),
        person: claim.person,
        profession: claim.name,
        employer: claim.employer,
        detail: claim.detail,
        past_reason: claim.reason,
        sent_at: claim.created_at,
        decided_at: claim.decided_at,
        act: entry.act.as_str().to_owned(),
        reason: entry.reason.as_str().to_owned(),
        limit: WORDS,
        problems,
        now: site.now(),
    };
    respond(req, status, visitor, view::claim(&view))
}

fn view_act(act: Act) -> view::Act {
    match act {
        Act::Confirm => view::Act::Confirm,
        Act::Refuse => view::Act::Refuse,
        Act::Withdraw => view::Act::Withdraw,
    }
}

fn view_state(state: State) -> &'static str {
    match state {
        State::Sent => "A letter is on its way to the work address",
        State::Waiting => "Waits for a decision",
        State::Granted => "Verified",
        State::Refused => "Not verified",
        State::Withdrawn => "Verified once, and taken back",
        State::Dropped => "Taken back, or overtaken by another",
    }
}

/// `POST /staff/professions/{id}`: the decision is in force from the next request on.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::NotAllowed`] for one's own; [`Error::Conflict`] for what was decided meanwhile. A mistake in
/// the form gives the page again.
pub async fn decide(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    by: Verifier,
    path: web::Path<String>,
    form: Form<Decision>,
) -> Answer {
    let claim = seen(&site, &by, &path).await?;
    let entry = form.0;
    let mut problems = Problems::default();
    let Some(act) = entry.read(&claim, &mut problems)? else {
        return page(&req, &site, &visitor, &by, claim, &entry, problems);
    };
    let (here, now, reason) = (site.clone(), site.now(), entry.reason.into_string());
    let id = claim.id;
    site.db.write(move |tx| professions::decide(tx, &by, id, act, &reason, &here.config.professions, now)).await?;
    Ok(see(paths::staff_professions(), Some("decided")))
}
