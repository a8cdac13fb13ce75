//! The pages on which somebody says what they do and sends what verifies it.

pub mod evidence;
pub mod staff;

use super::{Claim, Evidence, Profession, State};
use crate::accounts;
use crate::text::{NAME_CHARACTERS, Text};
use crate::web::limits::Rule;
use crate::web::page::{respond, see};
use crate::web::{Answer, Form, Site, Speaker, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use validator::Validate;
use views::form::Problems;
use views::paths;
use views::professions as view;

/// How often somebody may change what they do, or send something to be verified.
const CLAIMS: Rule = Rule { name: "claims", most: 20, seconds: 3_600 };
/// How often one account may have a letter sent to a work address.
const LETTERS: Rule = Rule { name: "work letters", most: 5, seconds: 86_400 };
/// How many of these letters one address gets.
const TO_ONE: Rule = Rule { name: "work letters to one", most: 3, seconds: 86_400 };

/// What somebody does, as they fill it in.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Entry {
    profession: Text,
    other: Text,
    employer: Text,
}

impl Entry {
    /// The form as it stands before anything is typed: what was saved, or what the account says.
    fn of(saved: Option<&Profession>, standing: &str, names: &[String]) -> Self {
        let name = saved.map_or(standing, |one| &one.name);
        let is_listed = names.iter().any(|known| known == name);
        Self {
            profession: Text::new(if name.is_empty() || is_listed { name } else { "other" }),
            other: Text::new(if is_listed { "" } else { name }),
            employer: Text::new(saved.map_or("", |one| &one.employer)),
        }
    }

    /// Profession and employer, checked. What is wrong is added to `problems`.
    fn read(&self, names: &[String], problems: &mut Problems) -> Option<(String, String)> {
        let name = match self.profession.as_str() {
            "other" => accounts::standing("professional", &self.other)
                .map(|(_, words)| words)
                .map_err(|(_, why)| problems.add("other", why))
                .ok(),
            chosen => {
                let known = names.iter().find(|name| *name == chosen).cloned();
                if known.is_none() {
                    problems.add("profession", "Choose your profession");
                }
                known
            }
        };
        let employer = self.employer.on_one_line();
        if employer.chars().count() > NAME_CHARACTERS {
            problems.add("employer", format!("This must be {NAME_CHARACTERS} characters or fewer"));
        }
        name.filter(|_| problems.is_empty()).map(|name| (name, employer))
    }
}

/// `GET /account/profession`: what one does, how it is verified, and the ways to verify it.
///
/// # Errors
/// [`crate::error::Error::SignInFirst`] for a stranger.
pub async fn show(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, by: Speaker) -> Answer {
    page(&req, &site, &visitor, &by, None, Problems::default()).await
}

async fn page(
    req: &HttpRequest,
    site: &Site,
    visitor: &Visitor,
    by: &Speaker,
    entry: Option<Entry>,
    problems: Problems,
) -> Answer {
    let (id, now) = (by.id(), site.now());
    let (saved, latest) = site.db.read(move |conn| super::own(conn, id)).await?;
    let names = &site.config.professions.names;
    let person = by.person();
    let standing = if person.capacity == crate::policy::Capacity::Professional { person.standing.as_str() } else { "" };
    let entry = entry.unwrap_or_else(|| Entry::of(saved.as_ref(), standing, names));
    let until = saved.as_ref().and_then(|one| one.verified_until(now));
    let view = view::Own {
        verified: until.zip(saved.as_ref().and_then(|one| one.verified_at)).map(|(until, since)| view::Verified {
            evidence: saved.as_ref().and_then(|one| one.evidence).map_or(view::Evidence::Vouching, shown),
            since,
            until,
        }),
        speaks: saved.as_ref().is_some_and(|one| one.name == standing),
        name: saved.map(|one| one.name),
        latest: latest.and_then(|claim| view_latest(claim, now)),
        names: names.clone(),
        profession: entry.profession.into_string(),
        other: entry.other.into_string(),
        employer: entry.employer.into_string(),
        problems,
    };
    let status = if view.problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    respond(req, status, visitor, view::own(&view))
}

fn shown(evidence: Evidence) -> view::Evidence {
    match evidence {
        Evidence::WorkAddress => view::Evidence::WorkAddress,
        Evidence::Registration => view::Evidence::Registration,
        Evidence::Vouching => view::Evidence::Vouching,
    }
}

/// What there is to say about the latest claim.
fn view_latest(claim: Claim, now: crate::clock::Moment) -> Option<view::Latest> {
    match claim.state {
        State::Sent => claim.expires_at.filter(|at| *at > now).map(|until| view::Latest::Letter { until }),
        State::Waiting => Some(view::Latest::Waiting { evidence: shown(claim.evidence), since: claim.created_at }),
        State::Refused => Some(view::Latest::Refused { reason: claim.reason }),
        State::Withdrawn => Some(view::Latest::Withdrawn { reason: claim.reason }),
        State::Granted | State::Dropped => None,
    }
}

/// `POST /account/profession`: this is what they do, and where.
///
/// # Errors
/// [`crate::error::Error::TooMany`] within an hour; a mistake in the form gives the page again.
pub async fn update(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    by: Speaker,
    form: Form<Entry>,
) -> Answer {
    let entry = form.0;
    let mut problems = Problems::default();
    let Some((name, employer)) = entry.read(&site.config.professions.names, &mut problems) else {
        return page(&req, &site, &visitor, &by, Some(entry), problems).await;
    };
    site.limits.count(CLAIMS, &by.id().to_string(), site.now())?;
    site.db.write(move |tx| super::describe(tx, &by, &name, &employer)).await?;
    Ok(see(paths::account_profession(), Some("saved")))
}
