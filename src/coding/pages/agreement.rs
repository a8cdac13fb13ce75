//! How far those agree who coded the same answers.

use super::super::comparing::{self, Compared, Differing, Pair};
use super::super::tree::Tree;
use super::super::{free_text, tree_of};
use super::{finding, name};
use crate::error::Error;
use crate::ids::ProposalId;
use crate::questionnaires::Questionnaire;
use crate::web::form::id;
use crate::web::page::respond;
use crate::web::{Analyst, Answer, Site, Visitor};
use crate::{proposals, questionnaires};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use views::coding::{self as view, Agreements, Differs, PairLine, PairPage, ThemeRow};

/// `GET /staff/proposals/{id}/agreement`: everybody who has coded the same answers, two and two.
///
/// # Errors
/// [`Error::NotFound`] when there is no such proposal.
pub async fn index(
    req: HttpRequest,
    site: web::Data<Site>,
    by: Analyst,
    visitor: Visitor,
    path: web::Path<String>,
) -> Answer {
    let proposal = ProposalId(id(&path)?);
    let view = site
        .db
        .read(move |conn| {
            let shown = proposals::find(conn, proposal)?;
            let asked = questionnaires::of(conn, proposal)?.questionnaire;
            let pairs = comparing::pairs(conn, &by, proposal)?;
            let pairs = pairs.iter().map(|pair| line(&asked, pair)).collect();
            Ok(Agreements { proposal: (proposal.0, shown.title), pairs })
        })
        .await?;
    respond(&req, StatusCode::OK, &visitor, view::agreements(&view))
}

fn line(asked: &Questionnaire, pair: &Pair) -> PairLine {
    PairLine {
        question: pair.question,
        place: asked.place(pair.question),
        words: asked.question(pair.question).map_or_else(String::new, |found| found.words.clone()),
        numbers: (pair.first.number, pair.second.number),
        first: name(&pair.first),
        second: name(&pair.second),
        answers: pair.agreement.answers,
        same: pair.agreement.same,
        kappa: pair.agreement.together().kappa(),
    }
}

/// `GET /staff/proposals/{id}/agreement/{question}/{pair}`: two coders, by their numbers ("1-2"), and one question.
///
/// # Errors
/// Those of [`comparing::compare`].
pub async fn show(
    req: HttpRequest,
    site: web::Data<Site>,
    by: Analyst,
    visitor: Visitor,
    path: web::Path<(String, String, String)>,
) -> Answer {
    let (proposal, question) = (ProposalId(id(&path.0)?), id(&path.1)?);
    let (first, second) = path.2.split_once('-').ok_or(Error::NotFound)?;
    let numbers = (id(first)?, id(second)?);
    let view = site
        .db
        .read(move |conn| {
            let shown = proposals::find(conn, proposal)?;
            let (asked, _) = free_text(conn, proposal, question)?;
            let tree = tree_of(conn, proposal)?;
            let compared = comparing::compare(conn, &by, (proposal, question), numbers)?;
            Ok(page((proposal.0, shown.title), &asked, &tree, &compared))
        })
        .await?;
    respond(&req, StatusCode::OK, &visitor, view::pair(&view))
}

fn page(proposal: (i64, String), asked: &Questionnaire, tree: &Tree, compared: &Compared) -> PairPage {
    let row = |theme| {
        let fields = compared.pair.agreement.themes.get(&theme).copied()?;
        Some(ThemeRow {
            path: tree.path(theme),
            both: fields.both,
            first: fields.first,
            second: fields.second,
            neither: fields.neither,
            kappa: fields.kappa(),
        })
    };
    let differs = |one: &Differing| {
        let of = |tags: &[super::super::Tag]| tags.iter().map(|tag| finding(tree, &one.text, tag)).collect();
        Differs { response: one.response.0, text: one.text.clone(), first: of(&one.first), second: of(&one.second) }
    };
    PairPage {
        proposal,
        line: line(asked, &compared.pair),
        themes: tree.all().filter_map(|(_, theme)| row(theme.id)).collect(),
        differing: compared.differing.iter().map(differs).collect(),
        more: count(compared.more),
        unseen: count(compared.unseen),
    }
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
