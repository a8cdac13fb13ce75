//! All answers on one page: to be checked and sent, and as they were sent.

use super::super::{Publish, State, Wishes, send, store};
use super::Loaded;
use super::attachments::shown;
use crate::error::{Closed, Error, Result};
use crate::questionnaires::answered;
use crate::text::Text;
use crate::web::page::{respond, respond_unsaved, see};
use crate::web::{Answer, Confirmed, Form, Site, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use validator::Validate;
use views::form::Problems;
use views::paths;
use views::responses::{self as view, Check};

/// `GET /responses/{reference}/check`: all answers, what is still missing, and the form that sends them.
///
/// # Errors
/// [`Error::NotFound`] for somebody else's response.
pub async fn show(
    req: HttpRequest,
    site: web::Data<Site>,
    who: Confirmed,
    visitor: Visitor,
    reference: web::Path<String>,
) -> Answer {
    let loaded = Loaded::find(&site, &who, reference.into_inner()).await?;
    let view = page(&loaded)?;
    respond(&req, StatusCode::OK, &visitor, view::check(&view))
}

/// What somebody wants to become of their response.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Entry {
    publish: Text,
    confidential: Text,
    consulted: Text,
}

/// `POST /responses/{reference}/check`: sends it.
///
/// # Errors
/// Those of [`send`]; a mistake gives the page again.
pub async fn create(
    req: HttpRequest,
    site: web::Data<Site>,
    who: Confirmed,
    visitor: Visitor,
    reference: web::Path<String>,
    entry: Form<Entry>,
) -> Answer {
    let (reference, entry, clock) = (reference.into_inner(), entry.0, site.clock.clone());
    let (mut problems, mut unsent) = (Problems::default(), None);
    let publish = entry.publish.as_str().parse::<Publish>();
    if publish.is_err() {
        problems.add("publish", "Choose whether we may publish what you wrote");
    }
    if let Ok(publish) = publish {
        let wishes = Wishes { publish, confidential: entry.confidential.clone(), consulted: entry.consulted.clone() };
        if let Some((field, problem)) = wishes.problem() {
            problems.add(field, problem);
        } else {
            let (by, to) = (who.clone(), reference.clone());
            let sent = site.db.write(move |tx| send(tx, &by, &to, &wishes, clock.now())).await;
            match sent {
                Ok(_) => return Ok(see(&paths::response(&reference), Some("response-sent"))),
                // Something is missing: the page says what, and leads there.
                Err(Error::Invalid(_)) => {}
                Err(Error::Busy(why)) => unsent = Some(why),
                Err(other) => return Err(other),
            }
        }
    }
    let loaded = Loaded::find(&site, &who, reference).await?;
    let view = Check {
        publish: entry.publish.into_string(),
        confidential: entry.confidential.into_string(),
        consulted: entry.consulted.into_string(),
        is_unsent: unsent.is_some(),
        problems,
        ..page(&loaded)?
    };
    if let Some(why) = unsent {
        return respond_unsaved(&req, &visitor, &why, view::check(&view));
    }
    respond(&req, StatusCode::UNPROCESSABLE_ENTITY, &visitor, view::check(&view))
}

/// The page as it stands, before anything of its form is filled in by somebody.
fn page(loaded: &Loaded) -> Result<Check> {
    if !loaded.can_send() {
        let (stage, closes_at) = (loaded.proposal.stage_at(loaded.now), loaded.proposal.closes_at);
        stage.takes_part(loaded.proposal.opens_at, closes_at).map_err(Error::Closed)?;
        return Err(Error::Closed(Closed::Since(closes_at)));
    }
    let reference = &loaded.response.reference;
    let missing = |trouble: &crate::questionnaires::Trouble| {
        let place = paths::response_section(reference, trouble.section);
        (format!("{place}#{}", trouble.field), trouble.message.clone())
    };
    Ok(Check {
        missing: loaded.drafted.troubles.iter().map(missing).collect(),
        sections: answered(&loaded.questionnaire, &loaded.drafted.answers),
        attachments: shown(reference, &loaded.staying()),
        publish: loaded.response.publish.clone(),
        confidential: loaded.response.confidential.clone(),
        consulted: loaded.response.consulted.clone(),
        ..frame(loaded)
    })
}

fn frame(loaded: &Loaded) -> Check {
    Check {
        slug: loaded.proposal.slug.clone(),
        title: loaded.proposal.title.clone(),
        reference: loaded.response.reference.clone(),
        organisation: loaded.organisation_name(),
        signs: loaded.signs(),
        ..Check::default()
    }
}

/// `GET /responses/{reference}/answers`: what was sent last.
///
/// # Errors
/// [`Error::NotFound`] for somebody else's response, and for one that was never sent.
pub async fn sent(
    req: HttpRequest,
    site: web::Data<Site>,
    who: Confirmed,
    visitor: Visitor,
    reference: web::Path<String>,
) -> Answer {
    let loaded = Loaded::find(&site, &who, reference.into_inner()).await?;
    let (id, version) = (loaded.response.id, loaded.response.version);
    if loaded.response.state == State::Draft {
        return Err(Error::NotFound);
    }
    let answers = site.db.read(move |conn| store::find_answers(conn, id, version)).await?.ok_or(Error::NotFound)?;
    let with_it: Vec<_> = loaded.attachments.iter().filter(|one| one.sent_in.is_some()).cloned().collect();
    let view = Check {
        is_sent: true,
        sections: answered(&loaded.questionnaire, &answers),
        attachments: shown(&loaded.response.reference, &with_it),
        ..frame(&loaded)
    };
    respond(&req, StatusCode::OK, &visitor, view::check(&view))
}
