//! The first page of the desk: what this person may do.

use crate::digests::status;
use crate::error::Error;
use crate::policy::{self, Role};
use crate::web::page::respond;
use crate::web::{Answer, Site, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use views::paths;
use views::staff::DeskLink;

/// The desk.
///
/// # Errors
/// [`Error::SignInFirst`] for a stranger; [`Error::NotFound`] for whoever is not on the staff.
pub async fn desk(req: HttpRequest, site: web::Data<Site>, visitor: Visitor) -> Answer {
    let role = visitor.role();
    if role == Some(Role::Member) {
        return Err(Error::NotFound);
    }
    let now = site.now();
    visitor.speaker(now)?;
    let with_note =
        |href: &str, title: &str, note: &str| DeskLink { href: href.into(), title: title.into(), note: note.into() };
    let link = |href: &str, title: &str| with_note(href, title, "");
    let mut links = Vec::new();
    if policy::moderates(role) {
        links.push(link(paths::staff_queue(), "Comments that wait for a decision"));
        links.push(link(paths::staff_record(), "Each decision on a comment"));
    }
    if policy::edits(role) {
        links.push(link(paths::staff_proposals(), "Proposals"));
        links.push(with_note(paths::staff_areas(), "Areas of focus", "Titles, aims, figures and who decides"));
        links.push(with_note(
            paths::staff_case_studies(),
            "Case studies",
            "Stories of what was tried, each for one area",
        ));
        links.push(with_note(
            paths::staff_pages(),
            "Pages",
            "The partnership, the challenges, house rules and the like",
        ));
        links.push(with_note(
            paths::staff_texts_home(),
            "Words of the home page",
            "The opening, and how a decision is made",
        ));
        links.push(with_note(
            paths::staff_texts_frame(),
            "Words on every page",
            "The name of the site, the foot, and the stages of life",
        ));
    }
    if role == Some(Role::Administrator) {
        links.push(link(paths::staff_emails(), "Emails about what people follow"));
    }
    let overdue = site.db.read(move |conn| status::overdue(conn, now)).await?;
    let banner = overdue.map(|(waiting, oldest)| views::staff::emails_waiting(waiting, Some(oldest), now));
    respond(&req, StatusCode::OK, &visitor, views::staff::desk(&links, banner.unwrap_or_default()))
}
