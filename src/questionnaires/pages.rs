//! The desk at which editors build what a proposal asks.

pub mod paper;
pub mod preview;
pub mod questions;
pub mod sections;

use super::build::Act;
use super::{Kind, Question, Questionnaire, Stored, change, of, shown, to_copy_from};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::ProposalId;
use crate::policy::Stage;
use crate::proposals::{self, Shown};
use crate::text::Text;
use crate::web::form::id;
use crate::web::page::{respond, see};
use crate::web::{Answer, Editor, Form, Site, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use validator::Validate;
use views::form::Problems;
use views::paths;
use views::questionnaires::{self as view, Builder, LineOfQuestion, LineOfSection};

/// The most days after the close for which a response can still be taken.
const LATE_DAYS: u32 = 90;

/// `GET /staff/proposals/{id}/questionnaire`: what is asked, with the ways to change it.
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
    respond(&req, StatusCode::OK, &visitor, view::builder(&view))
}

/// A button that moves something or takes it away.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct ActEntry {
    edition: i64,
    act: Text,
}

/// `POST /staff/proposals/{id}/questionnaire`: moves or removes a section or a question.
///
/// # Errors
/// Those of [`change`], but for a change that would leave a question nobody is asked: the page says so.
pub async fn update(
    req: HttpRequest,
    site: web::Data<Site>,
    by: Editor,
    visitor: Visitor,
    path: web::Path<String>,
    entry: Form<ActEntry>,
) -> Answer {
    let (proposal, now) = (ProposalId(id(&path)?), site.now());
    let (act, part) = entry.0.act.as_str().split_once(':').ok_or_else(unknown_act)?;
    let (act, part) = (read_act(act)?, id(part)?);
    let detail = format!("{act:?} {part}").to_lowercase();
    let edition = entry.0.edition;
    let changed =
        site.db.write(move |tx| change(tx, &by, (proposal, edition), &detail, |all| all.act(act, part), now)).await;
    again_or_see(&req, &site, &visitor, proposal, ("act", changed)).await
}

fn read_act(word: &str) -> Result<Act> {
    match word {
        "up" => Ok(Act::Up),
        "down" => Ok(Act::Down),
        "remove" => Ok(Act::Remove),
        _ => Err(unknown_act()),
    }
}

fn unknown_act() -> Error {
    Error::NotUnderstood("The form did not say what to do. Go back, reload the page and try again.".into())
}

/// How long responses are taken.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct LateEntry {
    edition: i64,
    late_days: Text,
}

/// `POST /staff/proposals/{id}/questionnaire/late`: for how many days after the close a response is still taken.
///
/// # Errors
/// Those of [`change`]; a mistake gives the page again.
pub async fn late(
    req: HttpRequest,
    site: web::Data<Site>,
    by: Editor,
    visitor: Visitor,
    path: web::Path<String>,
    entry: Form<LateEntry>,
) -> Answer {
    let (proposal, now, edition) = (ProposalId(id(&path)?), site.now(), entry.0.edition);
    let typed = entry.0.late_days.on_one_line();
    let Some(days) = typed.parse::<u32>().ok().filter(|days| *days <= LATE_DAYS) else {
        let mut view = load(&site, proposal).await?;
        view.late_days = typed;
        view.problems.add("late_days", format!("Enter a number of days from 0 to {LATE_DAYS}"));
        return respond(&req, StatusCode::UNPROCESSABLE_ENTITY, &visitor, view::builder(&view));
    };
    let set = move |all: &mut Questionnaire| {
        all.late_days = days;
        Ok(())
    };
    let detail = format!("late responses for {days} days");
    let changed = site.db.write(move |tx| change(tx, &by, (proposal, edition), &detail, set, now)).await;
    again_or_see(&req, &site, &visitor, proposal, ("late_days", changed)).await
}

/// From which proposal.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct CopyEntry {
    edition: i64,
    from: Text,
}

/// `POST /staff/proposals/{id}/questionnaire/copy`: begins with what another proposal asks.
///
/// # Errors
/// Those of [`change`]; [`Error::Conflict`] where something is asked already.
pub async fn copy(
    req: HttpRequest,
    site: web::Data<Site>,
    by: Editor,
    visitor: Visitor,
    path: web::Path<String>,
    entry: Form<CopyEntry>,
) -> Answer {
    let (proposal, now, edition) = (ProposalId(id(&path)?), site.now(), entry.0.edition);
    let from = id(entry.0.from.as_str()).map(ProposalId);
    let from = from.map_err(|_| Error::NotUnderstood("Choose from which proposal the questions come.".into()))?;
    let copied = move |tx: &mut Tx<'_>| {
        let source = of(tx, from)?.questionnaire;
        let put = |all: &mut Questionnaire| {
            if !all.sections.is_empty() {
                return Err(Error::Conflict("This proposal asks something already, so nothing was copied.".into()));
            }
            *all = source;
            Ok(())
        };
        change(tx, &by, (proposal, edition), &format!("copied from proposal {from}"), put, now)
    };
    let changed = site.db.write(copied).await;
    again_or_see(&req, &site, &visitor, proposal, ("from", changed)).await
}

/// Back to the page after a change; or the page again with what is wrong.
async fn again_or_see(
    req: &HttpRequest,
    site: &Site,
    visitor: &Visitor,
    proposal: ProposalId,
    (field, changed): (&str, Result<()>),
) -> Answer {
    match changed {
        Ok(()) => Ok(see(&paths::questionnaire(proposal.0), Some("saved"))),
        Err(Error::Invalid(problem)) => {
            let mut view = load(site, proposal).await?;
            view.problems.add(field, problem);
            respond(req, StatusCode::UNPROCESSABLE_ENTITY, visitor, view::builder(&view))
        }
        Err(other) => Err(other),
    }
}

/// A proposal and what it asks.
async fn find(site: &Site, proposal: ProposalId) -> Result<(Shown, Stored)> {
    site.db.read(move |conn| Ok((proposals::find(conn, proposal)?, of(conn, proposal)?))).await
}

async fn load(site: &Site, proposal: ProposalId) -> Result<Builder> {
    let (shown, stored) = find(site, proposal).await?;
    let all = &stored.questionnaire;
    let copy_from = if all.sections.is_empty() { site.db.read(to_copy_from).await? } else { Vec::new() };
    let stage = shown.stage_at(site.now());
    Ok(Builder {
        id: proposal.0,
        stage: stage.into(),
        slug: shown.slug,
        title: shown.title,
        edition: stored.edition,
        is_fixed: !matches!(stage, Stage::Draft | Stage::Forthcoming),
        minutes: all.minutes(),
        late_days: all.late_days.to_string(),
        sections: all
            .sections
            .iter()
            .map(|section| LineOfSection {
                id: section.id,
                title: section.title.clone(),
                questions: section.questions.iter().map(|question| line(all, question)).collect(),
            })
            .collect(),
        copy_from: copy_from
            .into_iter()
            .filter(|(id, _)| *id != proposal)
            .map(|(id, title)| (id.0.to_string(), title))
            .collect(),
        problems: Problems::default(),
    })
}

fn line(all: &Questionnaire, question: &Question) -> LineOfQuestion {
    let only_if = question.only_if.as_ref();
    LineOfQuestion {
        id: question.id,
        place: all.place(question.id),
        words: question.words.clone(),
        kind: kind_in_words(question.kind),
        required: question.required,
        only_if: only_if.map(|on| format!("Asked of those who answered {}.", shown::choices_in_words(all, on))),
    }
}

fn kind_in_words(kind: Kind) -> &'static str {
    match kind {
        Kind::Short => "A line of text",
        Kind::Long => "A longer text",
        Kind::One => "One answer of several",
        Kind::Many => "Several answers",
        Kind::Agreement => "How strongly people agree",
        Kind::Matrix => "A grid: the same answers in each row",
        Kind::Ranking => "Put in order",
        Kind::Number => "A whole number",
        Kind::Date => "A day",
        Kind::Borough => "A borough of London",
    }
}
