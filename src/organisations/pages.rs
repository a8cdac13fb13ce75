//! The pages of those who belong to an organisation: registering it, its people, joining and leaving.

pub mod people;
pub mod public;
pub mod staff;

use super::numbers::Register;
use super::{Invitation, Kind, Member, New, Organisation, Place, State, WORDS};
use crate::error::Error;
use crate::ids::AccountId;
use crate::text::{self, Text};
use crate::web::limits::Rule;
use crate::web::page::{respond, see};
use crate::web::{Answer, Form, Site, Speaker, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use validator::Validate;
use views::form::Problems;
use views::organisations as view;
use views::paths;

/// How often somebody may register, and change who belongs.
const CHANGES: Rule = Rule { name: "organisation", most: 30, seconds: 3_600 };
/// How often one account may invite.
const LETTERS: Rule = Rule { name: "invitations", most: 30, seconds: 86_400 };
/// How many invitations one address gets.
const TO_ONE: Rule = Rule { name: "invitations to one", most: 3, seconds: 86_400 };
/// The largest number of people that somebody can speak for.
const MOST: i64 = 100_000_000;

/// What is filled in to register.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Entry {
    name: Text,
    kind: Text,
    area: Text,
    represents: Text,
    size: Text,
    register: Text,
    number: Text,
    evidence: Text,
}

impl Entry {
    /// The form of one that is sent anew.
    fn of(one: &Organisation) -> Self {
        Self {
            name: Text::new(&one.name),
            kind: Text::new(one.kind.as_str()),
            area: Text::new(&one.area),
            represents: Text::new(&one.represents),
            size: Text::new(&one.size.to_string()),
            register: Text::new(one.register.map_or("none", Register::as_str)),
            number: Text::new(one.number.as_deref().unwrap_or_default()),
            evidence: Text::new(&one.evidence),
        }
    }

    fn line(typed: &Text, field: &str, empty: &str, problems: &mut Problems) -> Option<String> {
        text::words_for_others(typed).map_err(|why| problems.add(field, why.unwrap_or(empty))).ok()
    }

    fn numbered(&self, problems: &mut Problems) -> Option<Option<(Register, String)>> {
        if self.register.as_str() == "none" {
            return Some(None);
        }
        let Ok(register) = self.register.as_str().parse::<Register>() else {
            problems.add("register", "Choose where it is registered");
            return None;
        };
        let number = register.number(self.number.as_str()).map_err(|why| problems.add("number", why)).ok()?;
        Some(Some((register, number)))
    }

    /// What is registered. What is wrong is added to `problems`.
    fn read(&self, problems: &mut Problems) -> Option<New> {
        let name = super::name(&self.name).map_err(|why| problems.add("name", why)).ok();
        let kind = self.kind.as_str().parse::<Kind>().map_err(|_| problems.add("kind", "Choose what it is")).ok();
        let area = Self::line(&self.area, "area", "Enter what it works on", problems);
        let represents = Self::line(&self.represents, "represents", "Enter whom it speaks for", problems);
        let plain = self.size.as_str().replace([',', ' '], "");
        let size = plain.parse::<i64>().ok().filter(|n| (1..=MOST).contains(n));
        if size.is_none() {
            problems.add("size", "Enter how many they are, as a number, such as 300");
        }
        let number = self.numbered(problems);
        if self.evidence.is_blank() {
            problems.add("evidence", "Enter how we can check this");
        } else if self.evidence.characters() > WORDS {
            let most = views::parts::number(WORDS as i64);
            problems.add("evidence", format!("This must be {most} characters or fewer"));
        }
        let evidence = self.evidence.as_str().to_owned();
        let new = New {
            name: name?,
            kind: kind?,
            area: area?,
            represents: represents?,
            size: size?,
            number: number?,
            evidence,
        };
        problems.is_empty().then_some(new)
    }
}

/// `GET /account/organisation`: the organisation to which one belongs with its people, or the form to register one.
///
/// # Errors
/// [`Error::SignInFirst`] for a stranger.
pub async fn show(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, by: Speaker) -> Answer {
    page(&req, &site, &visitor, &by, StatusCode::OK, None, None, Problems::default()).await
}

#[allow(clippy::too_many_arguments, reason = "who asks, what was typed in which of the two forms, and what is wrong")]
async fn page(
    req: &HttpRequest,
    site: &Site,
    visitor: &Visitor,
    by: &Speaker,
    status: StatusCode,
    entry: Option<Entry>,
    guest: Option<Guest>,
    problems: Problems,
) -> Answer {
    let (id, now) = (by.id(), site.now());
    let found = site
        .db
        .read(move |conn| match super::of_account(conn, id)? {
            None => Ok(None),
            Some((one, place)) => {
                let (members, invitations) = super::people(conn, one.id, now)?;
                Ok(Some((one, place, members, invitations)))
            }
        })
        .await?;
    let anew = match &found {
        None => Some(Entry::default()),
        Some((one, Place::Owner, ..)) if matches!(one.state, State::Refused | State::Withdrawn) => Some(Entry::of(one)),
        Some(_) => None,
    };
    let guest = guest.unwrap_or_default();
    let view = view::Own {
        form: entry.or(anew).map(fields),
        organisation: found.map(|(one, place, members, invitations)| view::Mine {
            about: about(&one),
            reason: one.reason.clone(),
            owner: place == Place::Owner,
            members: members.iter().map(|member| line(member, id)).collect(),
            invitations: invitations.iter().map(invited).collect(),
            guest_email: guest.email.into_string(),
            guest_place: guest.place.into_string(),
        }),
        problems,
    };
    respond(req, status, visitor, view::own(&view))
}

fn fields(entry: Entry) -> view::Fields {
    view::Fields {
        name: entry.name.into_string(),
        kind: entry.kind.into_string(),
        area: entry.area.into_string(),
        represents: entry.represents.into_string(),
        size: entry.size.into_string(),
        register: entry.register.into_string(),
        number: entry.number.into_string(),
        evidence: entry.evidence.into_string(),
        limit: WORDS,
    }
}

/// What everybody may know of an organisation.
#[must_use]
pub fn about(one: &Organisation) -> view::About {
    view::About {
        slug: one.slug.clone(),
        name: one.name.clone(),
        kind: one.kind.as_str(),
        area: one.area.clone(),
        represents: one.represents.clone(),
        size: one.size,
        number: one
            .register
            .zip(one.number.clone())
            .map(|(register, number)| (register.name(), register.address(), number)),
        state: view_state(one.state),
    }
}

fn view_state(state: State) -> view::State {
    match state {
        State::Waiting => view::State::Waiting,
        State::Verified => view::State::Verified,
        State::Refused => view::State::Refused,
        State::Withdrawn => view::State::Withdrawn,
        State::Closed => view::State::Closed,
    }
}

fn line(member: &Member, reader: AccountId) -> view::MemberLine {
    view::MemberLine {
        account: member.account.0,
        name: member.name.clone(),
        owner: member.place == Place::Owner,
        is_reader: member.account == reader,
    }
}

fn invited(invitation: &Invitation) -> view::InvitationLine {
    view::InvitationLine {
        id: invitation.id,
        email: invitation.email.clone(),
        owner: invitation.place == Place::Owner,
        until: invitation.expires_at,
    }
}

/// `POST /account/organisation`: it is registered, and waits for staff.
///
/// # Errors
/// [`Error::TooMany`] within an hour; a mistake in the form gives the page again.
pub async fn register(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    by: Speaker,
    form: Form<Entry>,
) -> Answer {
    let entry = form.0;
    let mut problems = Problems::default();
    let Some(new) = entry.read(&mut problems) else {
        return page(&req, &site, &visitor, &by, StatusCode::UNPROCESSABLE_ENTITY, Some(entry), None, problems).await;
    };
    let now = site.now();
    site.limits.count(CHANGES, &by.id().to_string(), now)?;
    let who = by.clone();
    match site.db.write(move |tx| super::register(tx, &who, &new, now)).await {
        Ok(_) => Ok(see(paths::account_organisation(), Some("registered"))),
        Err(Error::Conflict(why)) => {
            problems.add("name", why.trim_end_matches('.'));
            page(&req, &site, &visitor, &by, StatusCode::CONFLICT, Some(entry), None, problems).await
        }
        Err(other) => Err(other),
    }
}

/// Whom an owner invites.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Guest {
    email: Text,
    place: Text,
}
