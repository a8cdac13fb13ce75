//! The pages about privacy and cookies. They change with the settings, and so never while the program runs.

use crate::web::page::{respond, see};
use crate::web::{Answer, Site, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use views::{notice, paths};

/// `GET /privacy`.
///
/// # Errors
/// Never; the type fits a handler.
pub async fn privacy(req: HttpRequest, site: web::Data<Site>, visitor: Visitor) -> Answer {
    respond(&req, StatusCode::OK, &visitor, notice::privacy(&super::privacy(&site.config)))
}

/// `GET /cookies`.
///
/// # Errors
/// Never; the type fits a handler.
pub async fn cookies(req: HttpRequest, site: web::Data<Site>, visitor: Visitor) -> Answer {
    respond(&req, StatusCode::OK, &visitor, notice::cookies(&super::cookies(&site.config)))
}

/// Where a page of text has gone that the program writes itself now.
#[must_use]
pub fn moved(slug: &str) -> Option<HttpResponse> {
    match slug {
        "privacy" => Some(see(paths::privacy(), None)),
        "cookies" => Some(see(paths::cookies(), None)),
        _ => None,
    }
}
