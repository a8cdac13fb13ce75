//! A section that somebody answers.

use super::super::together::enter;
use super::super::{Saved, save};
use super::Loaded;
use crate::error::{Error, Result};
use crate::questionnaires::{Section, answers, next_place, problems, said, view_section};
use crate::text::Text;
use crate::web::form::id;
use crate::web::page::{respond, respond_unsaved, see};
use crate::web::{Answer, Confirmed, Form, Site, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use views::form::Problems;
use views::paths;
use views::questionnaires::Typed;
use views::responses::{self as view, Theirs, Write};

/// `GET /responses/{reference}/sections/{section}`: its questions, filled with what was saved.
///
/// # Errors
/// [`Error::NotFound`] for somebody else's response, and for a section in which nothing is asked of them.
pub async fn edit(
    req: HttpRequest,
    site: web::Data<Site>,
    who: Confirmed,
    visitor: Visitor,
    path: web::Path<(String, String)>,
) -> Answer {
    let (reference, section) = path.into_inner();
    let section = id(&section)?;
    let loaded = Loaded::find(&site, &who, reference.clone()).await?;
    if loaded.others.is_some() {
        // Whoever looks at a section is about to write in it.
        let (by, clock) = (who.clone(), site.clock.clone());
        site.db.write(move |tx| enter(tx, &by, &reference, section, clock.now())).await?;
    }
    // Somebody who comes back to a section is told what is wrong with it; on a first visit nothing is.
    let wrong = loaded.drafted.editions.get(&section).map(|_| problems(&loaded.drafted.troubles, section));
    let view = page(&loaded, section, wrong.unwrap_or_default())?;
    respond(&req, StatusCode::OK, &visitor, view::write(&view))
}

/// `POST /responses/{reference}/sections/{section}`: saves what was typed, whatever it is; then the next section, or this
/// one again with what is to be put right.
///
/// # Errors
/// Those of [`save`].
pub async fn update(
    req: HttpRequest,
    site: web::Data<Site>,
    who: Confirmed,
    visitor: Visitor,
    path: web::Path<(String, String)>,
    form: Form<Vec<(String, Text)>>,
) -> Answer {
    let (reference, section) = path.into_inner();
    let (section, sent, clock) = (id(&section)?, form.0, site.clock.clone());
    let before = Loaded::find(&site, &who, reference.clone()).await?;
    let typed = answers::keep(before.questionnaire.section(section).ok_or(Error::NotFound)?, &sent)?;
    let seen = answers::once(&sent, "edition")?.parse().unwrap_or(0);
    let later = answers::once(&sent, "go")? == "later";
    if let Some((field, _)) = typed.0.iter().find(|(_, value)| value.chars().count() > answers::STORED) {
        // Far longer than any answer: it is given back to be shortened, and not stored.
        let mut wrong = Problems::default();
        wrong.add(field, "This answer is far too long, so nothing is saved yet. Please shorten it");
        let view = Write { typed, ..page(&before, section, wrong)? };
        return respond(&req, StatusCode::UNPROCESSABLE_ENTITY, &visitor, view::write(&view));
    }
    let (by, to, mine) = (who.clone(), reference.clone(), typed.clone());
    let saved = match site.db.write(move |tx| save(tx, &by, &to, (section, seen), &mine, clock.now())).await {
        Err(Error::Busy(why)) => {
            let view = Write { typed, edition: seen, is_unsaved: true, ..page(&before, section, Problems::default())? };
            return respond_unsaved(&req, &visitor, &why, view::write(&view));
        }
        other => other?,
    };
    let loaded = Loaded::find(&site, &who, reference.clone()).await?;
    if let Saved::Theirs(theirs, edition) = saved {
        let view = clash(&loaded, section, typed, (&theirs, edition))?;
        return respond(&req, StatusCode::CONFLICT, &visitor, view::write(&view));
    }
    if later {
        return Ok(see(&paths::response(&reference), Some("saved")));
    }
    let wrong = problems(&loaded.drafted.troubles, section);
    if !wrong.is_empty() {
        return respond(&req, StatusCode::UNPROCESSABLE_ENTITY, &visitor, view::write(&page(&loaded, section, wrong)?));
    }
    let place = loaded.questionnaire.sections.iter().position(|one| one.id == section).map_or(0, |at| at + 1);
    let next = next_place(&loaded.questionnaire, &loaded.drafted.answers, place);
    let next = next.and_then(|place| loaded.questionnaire.sections.get(place - 1));
    Ok(see(
        &next.map_or_else(|| paths::response_check(&reference), |next| paths::response_section(&reference, next.id)),
        None,
    ))
}

/// The page of a section as it is saved.
fn page(loaded: &Loaded, section: i64, problems: Problems) -> Result<Write> {
    let all = &loaded.questionnaire;
    let at = all.sections.iter().position(|one| one.id == section).ok_or(Error::NotFound)?;
    let section = all.sections.get(at).ok_or(Error::NotFound)?;
    let seen = view_section(all, section, &loaded.answers_before(section));
    if seen.questions.is_empty() {
        return Err(Error::NotFound);
    }
    Ok(Write {
        slug: loaded.proposal.slug.clone(),
        title: loaded.proposal.title.clone(),
        reference: loaded.response.reference.clone(),
        id: section.id,
        place: at + 1,
        steps: loaded.steps(),
        section: seen,
        typed: loaded.drafted.typed.get(&section.id).cloned().unwrap_or_default(),
        edition: loaded.drafted.editions.get(&section.id).copied().unwrap_or(0),
        organisation: loaded.organisation_name(),
        saved_at: loaded.drafted.saved_at,
        closes_at: loaded.proposal.closes_at,
        writing: loaded.writing(section.id).map(|one| (one.name.clone(), one.since)),
        remarks: loaded.others.as_ref().map(|others| others.about(section.id)),
        theirs: None,
        is_unsaved: false,
        problems,
    })
}

/// The page when somebody else saved the section meanwhile: their answers above, one's own text in the form.
fn clash(loaded: &Loaded, section: i64, mine: Typed, (theirs, edition): (&Typed, i64)) -> Result<Write> {
    let stored = loaded.questionnaire.section(section).ok_or(Error::NotFound)?;
    let answers = differing(stored, &mine, theirs);
    let view = page(loaded, section, Problems::default())?;
    Ok(Write { typed: mine, edition, theirs: Some(Theirs { answers }), ..view })
}

fn differing(section: &Section, mine: &Typed, theirs: &Typed) -> Vec<(String, String)> {
    let pairs = section.questions.iter().map(|question| (question, said(question, mine), said(question, theirs)));
    pairs
        .filter(|(_, mine, theirs)| mine != theirs)
        .map(|(question, _, theirs)| {
            let words = if theirs.is_empty() { "No answer".to_owned() } else { theirs.join("\n") };
            (question.words.clone(), words)
        })
        .collect()
}
