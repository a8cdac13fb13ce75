//! Keying in one response, and comparing what two people keyed in.

use super::super::{Difference, Keying, Sections, Seen, Settled, differences, key, open_again, see as seen, settle};
use crate::attachments::MOST;
use crate::attachments::content::KINDS;
use crate::clock::day_in_words;
use crate::error::{Error, Result};
use crate::ids::ResponseId;
use crate::questionnaires::answers::{STORED, keep, once, read};
use crate::questionnaires::{Answer as Given, Questionnaire, answer_in_words, whole_section};
use crate::responses::pages::attachments::{accept, line};
use crate::text::Text;
use crate::web::form::id;
use crate::web::page::{respond, see};
use crate::web::{Analyst, Answer, Form, Site, Visitor};
use crate::{proposals, questionnaires};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use std::collections::BTreeMap;
use views::form::Problems;
use views::paper::{self as view, Differing, Keyed, Section};
use views::paths;

/// `GET /staff/paper/{id}`: the questions to key in, or where the two who did so differ.
///
/// # Errors
/// [`Error::NotFound`] once it is sent.
pub async fn show(
    req: HttpRequest,
    site: web::Data<Site>,
    by: Analyst,
    visitor: Visitor,
    path: web::Path<String>,
) -> Answer {
    let (view, _) = load(&site, by, ResponseId(id(&path)?)).await?;
    respond(&req, StatusCode::OK, &visitor, view::one(&view))
}

/// `POST /staff/paper/{id}`: stores what was typed. With `act=done` it is all, if it can be understood.
///
/// # Errors
/// Those of [`key`]; a mistake gives the page again, with everything stored.
pub async fn update(
    req: HttpRequest,
    site: web::Data<Site>,
    by: Analyst,
    visitor: Visitor,
    path: web::Path<String>,
    form: Form<Vec<(String, Text)>>,
) -> Answer {
    let (number, now, proof) = (ResponseId(id(&path)?), site.now(), by.clone());
    let wants = match once(&form.0, "act")? {
        "done" => true,
        "save" => false,
        _ => {
            return Err(Error::NotUnderstood(
                "The form did not say what to do. Go back, reload the page and try again.".into(),
            ));
        }
    };
    let (view, asked) = load(&site, by.clone(), number).await?;
    let kept = asked.sections.iter().map(|section| Ok((section.id, keep(section, &form.0)?)));
    let typed: Sections = kept.collect::<Result<_>>()?;
    let mut problems = Problems::default();
    for trouble in read(&asked, &typed).1 {
        problems.add(trouble.field, trouble.message);
    }
    if typed.values().flat_map(|section| &section.0).any(|(_, value)| value.chars().count() > STORED) {
        // More than any answer may have is not stored, and stands in the form again.
        let with = |(asked, one): (&questionnaires::Section, Section)| Section {
            typed: typed.get(&asked.id).cloned().unwrap_or_default(),
            ..one
        };
        let sections = asked.sections.iter().zip(view.sections).map(with).collect();
        let view = view::One { sections, problems, ..view };
        return respond(&req, StatusCode::UNPROCESSABLE_ENTITY, &visitor, view::one(&view));
    }
    let (is_done, words) = (wants && problems.is_empty(), typed.clone());
    site.db.write(move |tx| key(tx, &proof, number, &words, is_done, now)).await?;
    if !wants || is_done {
        let to = if is_done { paths::paper(view.proposal.0) } else { paths::paper_response(number.0) };
        return Ok(see(&to, Some("saved")));
    }
    let (view, _) = load(&site, by, number).await?;
    let view = view::One { problems, ..view };
    respond(&req, StatusCode::UNPROCESSABLE_ENTITY, &visitor, view::one(&view))
}

/// `POST /staff/paper/{id}/opening`: lets one of the two put right what they typed.
///
/// # Errors
/// Those of [`open_again`].
pub async fn reopen(site: web::Data<Site>, by: Analyst, path: web::Path<String>) -> Answer {
    let (number, now) = (ResponseId(id(&path)?), site.now());
    site.db.write(move |tx| open_again(tx, &by, number, now)).await?;
    Ok(see(&paths::paper_response(number.0), None))
}

/// `POST /staff/paper/{id}/sending`: sends it, with the answers that are right.
///
/// # Errors
/// Those of [`settle`]; a question for which nobody said whose answer is right gives the page again.
pub async fn send(
    req: HttpRequest,
    site: web::Data<Site>,
    by: Analyst,
    visitor: Visitor,
    path: web::Path<String>,
    form: Form<Vec<(String, Text)>>,
) -> Answer {
    let (number, now, proof) = (ResponseId(id(&path)?), site.now(), by.clone());
    let right: BTreeMap<i64, usize> = form.0.iter().filter_map(|(name, value)| choice(name, value.as_str())).collect();
    let wanted = right.clone();
    match site.db.write(move |tx| settle(tx, &proof, number, &wanted, now)).await? {
        Settled::Sent(proposal) => Ok(see(&paths::paper(proposal.0), Some("sent"))),
        Settled::Open(open) => {
            let (mut view, _) = load(&site, by, number).await?;
            for question in open {
                view.problems.add(format!("right-{question}"), "Say whose answer is right");
            }
            for one in &mut view.differing {
                one.right = right.get(&one.question).copied();
            }
            respond(&req, StatusCode::UNPROCESSABLE_ENTITY, &visitor, view::one(&view))
        }
    }
}

/// `right-13=2` says that of question 13 the second answer is right.
fn choice(name: &str, value: &str) -> Option<(i64, usize)> {
    let question = name.strip_prefix("right-")?.parse().ok()?;
    let place = match value {
        "1" => 0,
        "2" => 1,
        _ => return None,
    };
    Some((question, place))
}

pub(super) async fn load(site: &Site, by: Analyst, number: ResponseId) -> Result<(view::One, Questionnaire)> {
    site.db
        .read(move |conn| {
            let Seen { response, asked, keyings, stands, scans } = seen(conn, &by, number)?;
            let shown = proposals::find(conn, response.proposal)?;
            let place = keyings.iter().position(|one| one.keyer == Some(by.id()));
            let own = place.and_then(|place| keyings.get(place));
            let nothing = Sections::new();
            let typed = own.map_or(&nothing, |own| &own.typed);
            let section = |one| Section {
                section: whole_section(&asked, one),
                typed: typed.get(&one.id).cloned().unwrap_or_default(),
            };
            let view = view::One {
                id: number.0,
                proposal: (shown.id.0, shown.title),
                reference: response.reference,
                channel: response.channel.words(),
                received: day_in_words(&response.received_on),
                late: response.late,
                stands: stands.into(),
                is_second: place.unwrap_or(keyings.len()) == 1,
                has_keyed: own.is_some(),
                keyed: keyings.iter().map(keyed).collect(),
                sections: asked.sections.iter().map(section).collect(),
                differing: differences(&asked, &keyings).iter().map(|one| differing(&asked, one)).collect(),
                scans: scans.iter().map(|one| line(one, paths::paper_attachment(number.0, one.id))).collect(),
                most: MOST,
                kinds: KINDS,
                accept: accept(),
                description: String::new(),
                problems: Problems::default(),
            };
            Ok((view, asked))
        })
        .await
}

fn keyed(one: &Keying) -> Keyed {
    Keyed { name: one.name.clone().unwrap_or_else(|| "Somebody who has left".into()), is_done: one.is_done }
}

fn differing(asked: &Questionnaire, one: &Difference) -> Differing {
    let found = asked.question(one.question);
    let words = |answer: &Option<Given>| match (found, answer) {
        (Some(question), Some(answer)) => answer_in_words(question, answer),
        _ => Vec::new(),
    };
    Differing {
        question: one.question,
        words: format!("{}. {}", asked.place(one.question), found.map_or("", |found| &found.words)),
        answers: [words(&one.answers[0]), words(&one.answers[1])],
        right: None,
    }
}
