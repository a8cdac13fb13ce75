//! The desk at which staff choose what people are asked about themselves.

use super::super::{Monitoring, choose, of, until};
use super::{Fields, counts};
use crate::characteristics::{Characteristic, Question};
use crate::error::{Error, Result};
use crate::ids::ProposalId;
use crate::policy::Stage;
use crate::text::Text;
use crate::web::form::id;
use crate::web::page::{respond, see};
use crate::web::{Answer, Editor, Form, Site, Visitor};
use crate::{proposals, questionnaires};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use validator::Validate;
use views::form::Problems;
use views::monitoring::{self as view, Desk, Offer};
use views::paths;

/// What is chosen: "yes" in the field of each characteristic that is asked, and why.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Entry {
    edition: i64,
    #[serde(flatten)]
    fields: Fields,
    reason: Text,
}

impl Entry {
    fn chooses(&self, about: Characteristic) -> bool {
        self.fields.of(about) == "yes"
    }
}

/// `GET /staff/proposals/{id}/equality-questions`: what is asked, or can be; later the counts, as everybody sees them.
///
/// # Errors
/// [`Error::NotFound`] when there is no such proposal.
pub async fn show(
    req: HttpRequest,
    site: web::Data<Site>,
    _by: Editor,
    visitor: Visitor,
    path: web::Path<String>,
) -> Answer {
    let view = load(&site, ProposalId(id(&path)?)).await?;
    respond(&req, StatusCode::OK, &visitor, view::desk(&view))
}

/// `POST /staff/proposals/{id}/equality-questions`: says what is asked, and why.
///
/// # Errors
/// Those of [`choose`]; a mistake gives the page again.
pub async fn update(
    req: HttpRequest,
    site: web::Data<Site>,
    by: Editor,
    visitor: Visitor,
    path: web::Path<String>,
    entry: Form<Entry>,
) -> Answer {
    let (proposal, now, entry) = (ProposalId(id(&path)?), site.now(), entry.0);
    let all = site.config.monitoring.characteristics.questions();
    let chosen: Vec<Question> = all.iter().filter(|one| entry.chooses(one.about)).cloned().collect();
    let (seen, reason) = (entry.edition, entry.reason.clone());
    match site.db.write(move |tx| choose(tx, &by, (proposal, seen), &chosen, &reason, now)).await {
        Ok(()) => Ok(see(&paths::staff_equality(proposal.0), Some("saved"))),
        Err(Error::Invalid(problem)) => {
            let mut view = load(&site, proposal).await?;
            view.offers = all.iter().map(|one| offer(one, entry.chooses(one.about))).collect();
            view.edition = seen;
            view.reason = entry.reason.into_string();
            let first = view.offers.first().map(|offer| offer.field);
            let nothing = view.offers.iter().all(|offer| !offer.chosen);
            view.problems.add(first.filter(|_| nothing && seen == 0).unwrap_or("reason"), problem);
            respond(&req, StatusCode::UNPROCESSABLE_ENTITY, &visitor, view::desk(&view))
        }
        Err(other) => Err(other),
    }
}

fn offer(question: &Question, chosen: bool) -> Offer {
    Offer {
        field: question.about.as_str(),
        name: question.about.name(),
        words: question.body.words.clone(),
        options: question.body.options.iter().map(|option| option.words.clone()).collect(),
        chosen,
    }
}

async fn load(site: &Site, proposal: ProposalId) -> Result<Desk> {
    let (now, all) = (site.now(), site.config.monitoring.characteristics.questions().to_vec());
    site.db
        .read(move |conn| {
            let shown = proposals::find(conn, proposal)?;
            let late_days = questionnaires::of(conn, proposal)?.questionnaire.late_days;
            let asked: Monitoring = of(conn, proposal)?;
            let is_fixed = !matches!(shown.stage_at(now), Stage::Draft | Stage::Forthcoming);
            let is_chosen = |about| asked.questions.iter().any(|one| one.about == about);
            Ok(Desk {
                offers: if is_fixed {
                    asked.questions.iter().map(|one| offer(one, true)).collect()
                } else {
                    all.iter().map(|one| offer(one, is_chosen(one.about))).collect()
                },
                counts: counts(&asked),
                until: shown.closes_at.map(|at| until(at, late_days)),
                proposal: (proposal.0, shown.title),
                slug: shown.slug,
                is_fixed,
                edition: asked.edition,
                reason: asked.reason,
                problems: Problems::default(),
            })
        })
        .await
}
