//! The pages on which staff verify organisations.

use super::about;
use crate::access::{self, What, Whom};
use crate::error::{Error, Result};
use crate::ids::OrganisationId;
use crate::organisations::{self, Act, Member, Organisation, PAGE, State, WORDS};
use crate::text::Text;
use crate::web::form::{Query, id};
use crate::web::page::{respond, see};
use crate::web::{Answer, Form, Site, Verifier, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use validator::Validate;
use views::form::Problems;
use views::organisations as view;
use views::paging::Pages;
use views::paths;

/// Where the two lists of the page begin.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct From {
    after: Option<OrganisationId>,
    beyond: Option<OrganisationId>,
}

/// `GET /staff/organisations`: what waits, and what is verified, the oldest first.
///
/// # Errors
/// [`Error::NotFound`] for whoever verifies nobody, and for a place that is none.
pub async fn index(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, _: Verifier, at: Query<From>) -> Answer {
    let From { after, beyond } = at.0;
    let (waiting, verified) = site
        .db
        .read(move |conn| {
            let waiting = organisations::in_state(conn, State::Waiting, after)?;
            Ok((waiting, organisations::in_state(conn, State::Verified, beyond)?))
        })
        .await?;
    let view = view::Queue {
        waiting_pages: pages(&waiting, "after", after.is_none()),
        verified_pages: pages(&verified, "beyond", beyond.is_none()),
        waiting: lines(&waiting),
        verified: lines(&verified),
        now: site.now(),
    };
    respond(&req, StatusCode::OK, &visitor, view::queue(&view))
}

fn pages(all: &[Organisation], name: &str, begins: bool) -> Pages {
    let last = all.get(PAGE - 1).filter(|_| all.len() > PAGE);
    Pages {
        words: None,
        first: (!begins).then(|| paths::staff_organisations().to_owned()),
        next: last.map(|one| format!("{}?{name}={}", paths::staff_organisations(), one.id)),
    }
}

fn lines(all: &[Organisation]) -> Vec<view::Line> {
    let line = |one: &Organisation| view::Line {
        id: one.id.0,
        name: one.name.clone(),
        kind: one.kind.as_str(),
        at: one.decided_at.unwrap_or(one.created_at),
    };
    all.iter().take(PAGE).map(line).collect()
}

/// What staff fill in to decide.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Decision {
    act: Text,
    reason: Text,
}

/// What may be done with it now.
fn acts(one: &Organisation) -> &'static [Act] {
    match one.state {
        State::Waiting => &[Act::Verify, Act::Refuse],
        State::Verified => &[Act::Withdraw],
        State::Refused | State::Withdrawn | State::Closed => &[],
    }
}

impl Decision {
    /// What was decided. What is wrong is added to `problems`.
    ///
    /// # Errors
    /// [`Error::Conflict`] for what could be decided when the page was opened, and cannot be any more.
    fn read(&self, one: &Organisation, problems: &mut Problems) -> Result<Option<Act>> {
        let (act, possible) = (self.act.as_str().parse::<Act>().ok(), acts(one));
        if possible.is_empty() || act.is_some_and(|act| !possible.contains(&act)) {
            return Err(Error::Conflict("This was decided meanwhile, or nobody speaks for it any more.".into()));
        }
        let Some(act) = act else {
            problems.add("act", "Choose what you decide");
            return Ok(None);
        };
        if act != Act::Verify && self.reason.is_blank() {
            problems.add("reason", "Enter a reason");
        } else if self.reason.characters() > WORDS {
            problems.add("reason", format!("This must be {} characters or fewer", views::parts::number(WORDS as i64)));
        }
        Ok(problems.is_empty().then_some(act))
    }
}

/// An organisation as one of the staff sees it, with its people.
struct Seen {
    one: Organisation,
    members: Vec<Member>,
    /// Whether the reader belongs to it.
    own: bool,
}

/// The organisation, once it is noted that this person sees who belongs to it.
async fn seen(site: &Site, by: &Verifier, path: &str) -> Result<Seen> {
    let (id, viewer, now) = (OrganisationId(id(path)?), by.id(), site.now());
    site.db
        .write(move |tx| {
            let one = organisations::any(tx, id)?;
            let (members, _) = organisations::people(tx, id, now)?;
            let whom: Vec<Whom> = members.iter().map(|member| Whom::Account(member.account)).collect();
            access::note(tx, Some(viewer), &whom, What::Organisation, now)?;
            let own = members.iter().any(|member| member.account == viewer);
            Ok(Seen { one, members, own })
        })
        .await
}

/// `GET /staff/organisations/{id}`: one with what is needed to decide.
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
    let seen = seen(&site, &by, &path).await?;
    page(&req, &site, &visitor, seen, &Decision::default(), Problems::default())
}

fn page(req: &HttpRequest, site: &Site, visitor: &Visitor, seen: Seen, entry: &Decision, problems: Problems) -> Answer {
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let Seen { one, members, own } = seen;
    let view = view::Check {
        id: one.id.0,
        about: about(&one),
        people: members.into_iter().map(|member| member.name).collect(),
        acts: if own { Vec::new() } else { acts(&one).iter().map(|act| view_act(*act)).collect() },
        own,
        evidence: one.evidence,
        sent_at: one.created_at,
        decided_at: one.decided_at,
        past_reason: one.reason,
        act: entry.act.as_str().to_owned(),
        reason: entry.reason.as_str().to_owned(),
        limit: WORDS,
        problems,
        now: site.now(),
    };
    respond(req, status, visitor, view::check(&view))
}

fn view_act(act: Act) -> view::Act {
    match act {
        Act::Verify => view::Act::Verify,
        Act::Refuse => view::Act::Refuse,
        Act::Withdraw => view::Act::Withdraw,
    }
}

/// `POST /staff/organisations/{id}`: the decision is in force from the next request on.
///
/// # Errors
/// Those of [`organisations::decide`]; a mistake in the form gives the page again.
pub async fn decide(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    by: Verifier,
    path: web::Path<String>,
    form: Form<Decision>,
) -> Answer {
    let seen = seen(&site, &by, &path).await?;
    let entry = form.0;
    let mut problems = Problems::default();
    let Some(act) = entry.read(&seen.one, &mut problems)? else {
        return page(&req, &site, &visitor, seen, &entry, problems);
    };
    let (id, now, reason) = (seen.one.id, site.now(), entry.reason.into_string());
    site.db.write(move |tx| organisations::decide(tx, &by, id, act, &reason, now)).await?;
    Ok(see(paths::staff_organisations(), Some("decided")))
}
