//! The desk at which responses that did not come online are taken in and keyed.

pub mod one;
pub mod scans;

use super::{Cover, NAME, Stands, take_in, waiting};
use crate::clock::day_in_words;
use crate::error::{Error, Result};
use crate::ids::ProposalId;
use crate::policy::Capacity;
use crate::proposals;
use crate::responses::{Channel, Publish};
use crate::staff::when;
use crate::text::Text;
use crate::web::form::id;
use crate::web::page::{respond, see};
use crate::web::{Analyst, Answer, Form, Site, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use validator::Validate;
use views::form::Problems;
use views::paper::{self as view, Desk, Line};
use views::paths;

/// `GET /staff/proposals/{id}/paper`: what waits to be keyed in, and the form that takes in the next.
///
/// # Errors
/// [`Error::NotFound`] where nothing is asked.
pub async fn index(
    req: HttpRequest,
    site: web::Data<Site>,
    by: Analyst,
    visitor: Visitor,
    path: web::Path<String>,
) -> Answer {
    let view = load(&site, by, ProposalId(id(&path)?)).await?;
    respond(&req, StatusCode::OK, &visitor, view::desk(&view))
}

/// What a response in the post says besides the answers.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Entry {
    channel: Text,
    received: Text,
    capacity: Text,
    #[validate(length(max = "NAME", message = "The name must be 100 characters or fewer"))]
    given_name: Text,
    publish: Text,
}

impl Entry {
    /// What it says, or what is to be put right.
    fn read(&self, problems: &mut Problems) -> Option<Cover> {
        let channel = self.channel.as_str().parse().ok().filter(|one| *one != Channel::Online);
        if channel.is_none() {
            problems.add("channel", "Say how it came");
        }
        let received_on = when::day(self.received.as_str());
        if received_on.is_none() {
            problems.add("received", "Enter the day on which it came, such as 27 March 2027");
        }
        let capacity: Option<Capacity> = self.capacity.as_str().parse().ok();
        if capacity.is_none() {
            problems.add("capacity", "Say for whom it speaks");
        }
        let name = self.given_name.clone().on_one_line();
        if capacity == Some(Capacity::Organisation) && name.trim().is_empty() {
            problems.add("given_name", "Enter the name of the organisation");
        }
        let publish = self.publish.as_str().parse().ok();
        match publish {
            None => problems.add("publish", "Say what they let us publish"),
            Some(Publish::Named) if name.trim().is_empty() => {
                problems.add("given_name", "Enter the name with which it is to be published");
            }
            Some(_) => {}
        }
        let cover =
            Cover { channel: channel?, received_on: received_on?, capacity: capacity?, name, publish: publish? };
        problems.is_empty().then_some(cover)
    }

    fn fields(self) -> view::CoverFields {
        view::CoverFields {
            channel: self.channel.into_string(),
            received: self.received.into_string(),
            capacity: self.capacity.into_string(),
            given_name: self.given_name.into_string(),
            publish: self.publish.into_string(),
        }
    }
}

/// `POST /staff/proposals/{id}/paper`: takes in a response; then it can be keyed.
///
/// # Errors
/// Those of [`take_in`]; a mistake gives the page again.
pub async fn create(
    req: HttpRequest,
    site: web::Data<Site>,
    by: Analyst,
    visitor: Visitor,
    path: web::Path<String>,
    entry: Form<Entry>,
) -> Answer {
    let (proposal, now, proof) = (ProposalId(id(&path)?), site.now(), by.clone());
    let (entry, mut problems) = entry.checked();
    if let Some(cover) = entry.read(&mut problems) {
        match site.db.write(move |tx| take_in(tx, &proof, proposal, &cover, now)).await {
            Ok(response) => return Ok(see(&paths::paper_response(response.0), Some("saved"))),
            Err(Error::Invalid(problem)) => problems.add("received", problem),
            Err(other) => return Err(other),
        }
    }
    let view = Desk { cover: entry.fields(), problems, ..load(&site, by, proposal).await? };
    respond(&req, StatusCode::UNPROCESSABLE_ENTITY, &visitor, view::desk(&view))
}

async fn load(site: &Site, by: Analyst, proposal: ProposalId) -> Result<Desk> {
    site.db
        .read(move |conn| {
            let shown = proposals::find(conn, proposal)?;
            if shown.questions == 0 {
                return Err(Error::NotFound);
            }
            let lines = waiting(conn, &by, proposal)?.into_iter().map(|(response, stands)| Line {
                id: response.id.0,
                reference: response.reference,
                channel: response.channel.words(),
                received: day_in_words(&response.received_on),
                stands: stands.into(),
            });
            Ok(Desk {
                proposal: (proposal.0, shown.title),
                slug: shown.slug,
                lines: lines.collect(),
                cover: view::CoverFields::default(),
                problems: Problems::default(),
            })
        })
        .await
}

impl From<Stands> for view::Stands {
    fn from(stands: Stands) -> Self {
        match stands {
            Stands::ToKey => Self::ToKey,
            Stands::ForOthers => Self::ForOthers,
            Stands::ToCompare => Self::ToCompare,
        }
    }
}
