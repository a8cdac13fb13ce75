//! The pages on which an administrator sees the staff, invites somebody, and ends somebody's role.

use crate::accounts::{self, Colleague, Invited, Invitee};
use crate::error::{Error, Result};
use crate::ids::AccountId;
use crate::mail;
use crate::policy::Role;
use crate::text::{Text, display_name};
use crate::web::form::id;
use crate::web::page::{respond, see};
use crate::web::{Administrator, Answer, Form, Site, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use validator::Validate;
use views::form::Problems;
use views::paths;
use views::staff::{Ending, People, PersonLine, people, person_ending};

/// The form for an invitation.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Entry {
    name: Text,
    email: Text,
    role: Text,
}

impl Entry {
    /// Whom to invite: name, address with its key, and role. What is wrong is added to `problems`.
    fn read(&self, problems: &mut Problems) -> Option<(String, (String, String), Role)> {
        let name = display_name(&self.name).map_err(|why| problems.add("name", why)).ok();
        let address = mail::address(self.email.as_str()).map_err(|why| problems.add("email", why)).ok();
        let role = self.role.as_str().parse().ok().filter(|role| *role != Role::Member);
        if role.is_none() {
            problems.add("role", "Choose what they will do");
        }
        Some((name?, address?, role?))
    }
}

/// `GET /staff/people`: the staff, and the form for an invitation.
///
/// # Errors
/// [`Error::NotFound`] for whoever is no administrator.
pub async fn index(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, _: Administrator) -> Answer {
    page(&req, &site, &visitor, StatusCode::OK, &Entry::default(), Problems::default()).await
}

async fn page(
    req: &HttpRequest,
    site: &Site,
    visitor: &Visitor,
    status: StatusCode,
    entry: &Entry,
    problems: Problems,
) -> Answer {
    let staff = site.db.read(accounts::staff).await?;
    let view = People {
        staff: staff.iter().map(line).collect(),
        name: entry.name.as_str().to_owned(),
        email: entry.email.as_str().to_owned(),
        role: entry.role.as_str().to_owned(),
        problems,
        now: site.now(),
    };
    respond(req, status, visitor, people(&view))
}

fn line(one: &Colleague) -> PersonLine {
    PersonLine {
        id: one.id.0,
        name: one.name.clone(),
        role: one.role.as_str().to_owned(),
        has_come: one.has_come,
        seen_at: one.seen_at,
    }
}

/// `POST /staff/people`: a letter with a link is on its way; whoever has an account has the role at once.
///
/// # Errors
/// [`Error::NotFound`] for whoever is no administrator; a mistake in the form gives the page again.
pub async fn invite(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    by: Administrator,
    form: Form<Entry>,
) -> Answer {
    let (entry, mut problems) = form.checked();
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if let Some((name, (email, email_key), role)) = entry.read(&mut problems).filter(|_| problems.is_empty()) {
        let (hours, now) = (site.config.accounts.invite_hours, site.now());
        let invited = site
            .db
            .write(move |tx| {
                let whom = Invitee { name: &name, email: &email, email_key: &email_key, role };
                accounts::invite_staff(tx, &whom, Some(&by), hours, now)
            })
            .await;
        match invited {
            Ok(Invited::ByLetter) => return Ok(see(paths::staff_people(), Some("invited"))),
            Ok(Invited::AtOnce) => return Ok(see(paths::staff_people(), Some("role-given"))),
            Err(Error::Conflict(why)) => {
                status = StatusCode::CONFLICT;
                problems.add("role", why);
            }
            Err(other) => return Err(other),
        }
    }
    page(&req, &site, &visitor, status, &entry, problems).await
}

/// `GET /staff/people/{id}/ending`: asks whether somebody's role shall end.
///
/// # Errors
/// [`Error::NotFound`] when they have none.
pub async fn ending(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    by: Administrator,
    path: web::Path<String>,
) -> Answer {
    let whom = AccountId(id(&path)?);
    let (staff, one) = site.db.read(move |conn| Ok((accounts::staff(conn)?, accounts::colleague(conn, whom)?))).await?;
    let view =
        Ending { person: line(&one), is_own: whom == by.id(), is_last: accounts::is_last_administrator(&staff, whom) };
    respond(&req, StatusCode::OK, &visitor, person_ending(&view))
}

/// The form has one button and no field.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Nothing {}

/// `POST /staff/people/{id}/ending`: they are a member from the next request on.
///
/// # Errors
/// [`Error::NotFound`] when they have no role; [`Error::Conflict`] for the only administrator.
pub async fn end(site: web::Data<Site>, by: Administrator, path: web::Path<String>, _: Form<Nothing>) -> Answer {
    let (whom, now) = (AccountId(id(&path)?), site.now());
    site.db.write(move |tx| -> Result<()> { accounts::end_role(tx, &by, whom, now) }).await?;
    Ok(see(paths::staff_people(), Some("role-ended")))
}
