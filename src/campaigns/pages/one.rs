//! One campaign: what its responses have in common, what each says besides, and what staff decide.

use super::super::{
    Campaign, Kind, Line, NAME, RESPONSES, Shown, Standing, State, confirm, place as put, refuse, reopen, show as find,
};
use super::view_state;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::{CampaignId, ResponseId};
use crate::proposals::versions::{COMPARING, runs};
use crate::text::Text;
use crate::web::form::{Query, id};
use crate::web::page::{respond, see};
use crate::web::{Analyst, Answer, Form, Site, Visitor};
use crate::{proposals, words};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use validator::Validate;
use views::campaigns::{self as view, One};
use views::form::Problems;
use views::paging::Pages;
use views::paths;

words! {
    /// What somebody decides.
    pub enum Act {
        /// They are a campaign.
        Campaign = "campaign",
        /// The same person or organisation has sent them.
        Duplicate = "duplicate",
        /// What looks like it since then belongs to it.
        Join = "join",
        /// They have nothing to do with one another, or nothing with those that belong together.
        Refuse = "refuse",
        /// The decision is taken back.
        Reopen = "reopen",
    }
}

/// Which of the responses.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct From {
    only: Option<Standing>,
    after: i64,
}

/// `GET /staff/campaigns/{id}`: the common text, and each response with what differs from it.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn show(
    req: HttpRequest,
    site: web::Data<Site>,
    by: Analyst,
    visitor: Visitor,
    path: web::Path<String>,
    from: Query<From>,
) -> Answer {
    let (shown, proposal) = seen(&site, by, &path, from.0.clone()).await?;
    page(&req, &visitor, (shown, proposal), &from.0, &Decision::default(), Problems::default())
}

/// A campaign and the title of its proposal.
async fn seen(site: &Site, by: Analyst, path: &str, from: From) -> Result<(Shown, String)> {
    let id = CampaignId(id(path)?);
    site.db
        .read(move |conn| {
            let shown = find(conn, &by, id, from.only, ResponseId(from.after.max(0)))?;
            let proposal = proposals::find(conn, shown.campaign.proposal)?;
            Ok((shown, proposal.title))
        })
        .await
}

fn page(
    req: &HttpRequest,
    visitor: &Visitor,
    (shown, title): (Shown, String),
    from: &From,
    entry: &Decision,
    problems: Problems,
) -> Answer {
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let Shown { campaign, text, counts, mut lines } = shown;
    let size = usize::try_from(RESPONSES).unwrap_or(0);
    let more = lines.len() > size;
    lines.truncate(size);
    let only = from.only.map_or(String::new(), |only| format!("only={}", only.as_str()));
    let here = format!("{}?{only}", paths::staff_campaign(campaign.id.0));
    let last = lines.last().map(|line| line.response.id);
    let view = One {
        id: campaign.id.0,
        proposal: (campaign.proposal.0, title),
        state: view_state(campaign.state),
        is_duplicate: campaign.kind == Kind::Duplicate,
        acts: acts(&campaign).iter().map(|act| view_act(*act)).collect(),
        size: campaign.size,
        waiting: campaign.waiting,
        edition: campaign.edition,
        counts,
        only: from.only.map(view_standing),
        after: from.after,
        lines: lines.into_iter().map(|line| compared(&text, line)).collect(),
        pages: Pages {
            words: None,
            first: (from.after > 0).then(|| here.trim_end_matches('?').to_owned()),
            next: last
                .filter(|_| more)
                .map(|last| format!("{here}{}after={last}", if only.is_empty() { "" } else { "&" })),
        },
        text,
        typed_name: entry.name.as_str().to_owned(),
        act: entry.act.as_str().to_owned(),
        name: campaign.name,
        problems,
    };
    respond(req, status, visitor, view::one(&view))
}

/// A response beside the common text.
fn compared(text: &str, line: Line) -> view::Compared {
    let each = COMPARING / u32::try_from(RESPONSES).unwrap_or(u32::MAX);
    view::Compared {
        id: line.response.id.0,
        who: line.organisation.unwrap_or_else(|| line.response.capacity.as_str().to_owned()),
        reference: line.response.reference,
        late: line.response.late,
        standing: view_standing(line.standing),
        resemblance: line.alike.resemblance,
        contained: line.alike.contained,
        runs: runs(text, &line.words, each),
    }
}

/// What may be decided now.
fn acts(campaign: &Campaign) -> &'static [Act] {
    match (campaign.state, campaign.waiting > 0) {
        (State::Suggested, _) => &[Act::Campaign, Act::Duplicate, Act::Refuse],
        (State::Confirmed, true) => &[Act::Join, Act::Refuse, Act::Reopen],
        (State::Refused, true) => &[Act::Refuse, Act::Reopen],
        (State::Confirmed | State::Refused, false) => &[Act::Reopen],
    }
}

/// What staff fill in to decide.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Decision {
    act: Text,
    name: Text,
    edition: i64,
}

impl Decision {
    /// What was decided. What is wrong is added to `problems`.
    ///
    /// # Errors
    /// [`Error::Conflict`] for what cannot be decided any more.
    fn read(&self, campaign: &Campaign, problems: &mut Problems) -> Result<Option<Act>> {
        let act = self.act.as_str().parse::<Act>().ok();
        if act.is_some_and(|act| !acts(campaign).contains(&act)) {
            return Err(Error::Conflict("It has changed since you opened it. Please look at it again.".into()));
        }
        if act.is_none() {
            problems.add("act", "Choose what you decide");
        }
        if act == Some(Act::Campaign) && self.name.is_blank() {
            problems.add("name", "Enter a name");
        } else if self.name.characters() > NAME {
            problems.add("name", format!("The name must be {NAME} characters or fewer"));
        }
        Ok(act.filter(|_| problems.is_empty()))
    }
}

/// `POST /staff/campaigns/{id}`: what staff decide about it.
///
/// # Errors
/// Those of [`confirm`], [`refuse`] and [`reopen`]; a mistake in the form gives the page again.
pub async fn decide(
    req: HttpRequest,
    site: web::Data<Site>,
    by: Analyst,
    visitor: Visitor,
    path: web::Path<String>,
    form: Form<Decision>,
) -> Answer {
    let (entry, from, now) = (form.0, From::default(), site.now());
    let seen = seen(&site, by.clone(), &path, from.clone()).await?;
    let mut problems = Problems::default();
    let Some(act) = entry.read(&seen.0.campaign, &mut problems)? else {
        return page(&req, &visitor, seen, &from, &entry, problems);
    };
    let (what, name) = ((seen.0.campaign.id, entry.edition), entry.name.on_one_line());
    let write = move |tx: &mut Tx<'_>| match act {
        Act::Campaign | Act::Join => confirm(tx, &by, what, (Kind::Campaign, &name), now),
        Act::Duplicate => confirm(tx, &by, what, (Kind::Duplicate, &name), now),
        Act::Refuse => refuse(tx, &by, what, now),
        Act::Reopen => reopen(tx, &by, what, now),
    };
    let campaign = site.db.write(write).await?;
    Ok(see(&paths::staff_campaigns(campaign.proposal.0), Some("decided")))
}

/// Whether a response belongs to it.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Place {
    response: Option<i64>,
    belongs: Option<bool>,
    after: i64,
}

/// `POST /staff/campaigns/{id}/responses`: takes one response out, or puts it back.
///
/// # Errors
/// Those of [`super::super::place`].
pub async fn place(site: web::Data<Site>, by: Analyst, path: web::Path<String>, form: Form<Place>) -> Answer {
    let Place { response: Some(response), belongs: Some(belongs), after } = form.0 else {
        return Err(Error::NotUnderstood("The form was not complete. Go back, reload the page and try again.".into()));
    };
    let (what, now) = ((CampaignId(id(&path)?), ResponseId(response)), site.now());
    site.db.write(move |tx| put(tx, &by, what, belongs, now)).await?;
    let here = paths::staff_campaign(what.0.0);
    Ok(see(&if after > 0 { format!("{here}?after={after}") } else { here }, Some("saved")))
}

fn view_standing(standing: Standing) -> view::Standing {
    match standing {
        Standing::Suggested => view::Standing::Suggested,
        Standing::Member => view::Standing::Member,
        Standing::Out => view::Standing::Out,
    }
}

fn view_act(act: Act) -> view::Act {
    match act {
        Act::Campaign => view::Act::Campaign,
        Act::Duplicate => view::Act::Duplicate,
        Act::Join => view::Act::Join,
        Act::Refuse => view::Act::Refuse,
        Act::Reopen => view::Act::Reopen,
    }
}
