//! The first page of the desk, with what this person may do, and the queue, which also says when mail waits.

use crate::clock::Moment;
use crate::digests::status;
use crate::ids::CaseId;
use crate::moderation;
use crate::policy::{self, Role};
use crate::web::form::Query;
use crate::web::page::respond;
use crate::web::{Answer, Moderator, Site, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use maud::Markup;
use serde::Deserialize;
use views::paths;
use views::staff::DeskLink;

/// The desk.
///
/// # Errors
/// As [`Visitor::acting`].
pub async fn desk(req: HttpRequest, site: web::Data<Site>, visitor: Visitor) -> Answer {
    let now = site.now();
    let role = Some(visitor.acting(|role| role != Some(Role::Member), now)?.person().role);
    let link = |href: &str, title: &str| with_note(href, title, "");
    let mut links = Vec::new();
    if policy::moderates(role) {
        links.push(link(paths::staff_queue(), "Comments that wait for a decision"));
        links.push(link(paths::staff_appeals(), "Appeals against decisions"));
        links.push(link(paths::staff_record(), "Each decision on a comment"));
        links.push(with_note(paths::staff_templates(), "Templates", "Reasons to begin with when you decide"));
        links.push(with_note(
            paths::staff_holding(),
            "Rules that hold comments",
            "Which comments wait for you before others can read them",
        ));
    }
    if policy::verifies(role) {
        links.push(link(paths::staff_professions(), "Professions that wait to be verified"));
        links.push(link(paths::staff_organisations(), "Organisations that wait to be verified"));
    }
    if policy::analyses(role) {
        links.push(with_note(
            paths::staff_consultations(),
            "Consultations",
            "What people answered, and who has read it",
        ));
    }
    if policy::edits(role) {
        links.extend(of_editors());
    }
    if role == Some(Role::Administrator) {
        links.push(with_note(paths::staff_people(), "Staff and their roles", "Who they are, and inviting others"));
        links.push(link(paths::staff_emails(), "Emails about what people follow"));
        links.push(link(paths::staff_access(), "Who looked at people’s data"));
    }
    let overdue = site.db.read(move |conn| status::overdue(conn, now)).await?;
    respond(&req, StatusCode::OK, &visitor, views::staff::desk(&links, banner(overdue, role, now)))
}

fn with_note(href: &str, title: &str, note: &str) -> DeskLink {
    DeskLink { href: href.into(), title: title.into(), note: note.into() }
}

/// What editors may change.
fn of_editors() -> [DeskLink; 6] {
    [
        with_note(paths::staff_proposals(), "Proposals", ""),
        with_note(paths::staff_areas(), "Areas of focus", "Titles, aims, figures and who decides"),
        with_note(paths::staff_case_studies(), "Case studies", "Stories of what was tried, each for one area"),
        with_note(paths::staff_pages(), "Pages", "The partnership, the challenges, house rules and the like"),
        with_note(paths::staff_texts_home(), "Words of the home page", "The opening, and how a decision is made"),
        with_note(
            paths::staff_texts_frame(),
            "Words on every page",
            "The name of the site, the foot, and the stages of life",
        ),
    ]
}

/// Says that mail waits, with the way to the reason for those who may see it.
fn banner(overdue: Option<(i64, Moment)>, role: Option<Role>, now: Moment) -> Markup {
    views::staff::emails_waiting(overdue, now, role == Some(Role::Administrator))
}

/// Where a page of the queue begins.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct After {
    after: Option<CaseId>,
}

/// `GET /staff/queue`: what waits for moderators, risk first, then the oldest. It stands here and not with moderation
/// because it knows about the mail, by which authors are told.
///
/// # Errors
/// [`crate::error::Error::NotFound`] for a place that is none.
pub async fn queue(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    by: Moderator,
    from: Query<After>,
) -> Answer {
    let (now, promise) = (site.now(), site.config.moderation.promise_hours);
    let read = site.db.read(move |conn| {
        Ok((moderation::waiting(conn, by.id(), from.0.after, promise, now)?, status::overdue(conn, now)?))
    });
    let (view, overdue) = read.await?;
    respond(&req, StatusCode::OK, &visitor, views::moderation::queue(&view, banner(overdue, visitor.role(), now)))
}
