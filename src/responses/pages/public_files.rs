//! Files that came with responses, for everybody: deciding about each, and having it.

use super::super::Response;
use super::super::public_files::{self, Numbered, decide as decide_whether, neutral_name};
use super::attachments::{given_as, line};
use super::published;
use crate::error::Error;
use crate::ids::ResponseId;
use crate::text::Text;
use crate::web::form::id;
use crate::web::page::see;
use crate::web::{Answer, Editor, Form, Site};
use actix_web::web;
use serde::Deserialize;
use validator::Validate;
use views::paths;
use views::responses::published::File;
use views::responses::publishing::FileToDecide;

/// Whether everybody can have a file.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct OfFile {
    publish: Text,
}

/// `POST /staff/responses/{id}/attachments/{attachment}/publication`: decides it.
///
/// # Errors
/// Those of [`decide_whether`].
pub async fn decide(
    site: web::Data<Site>,
    by: Editor,
    path: web::Path<(String, String)>,
    entry: Form<OfFile>,
) -> Answer {
    let (number, file, now) = (ResponseId(id(&path.0)?), id(&path.1)?, site.now());
    let publishes = match entry.0.publish.as_str() {
        "yes" => true,
        "no" => false,
        _ => {
            return Err(Error::NotUnderstood(
                "The form did not say what to do. Go back, reload the page and try again.".into(),
            ));
        }
    };
    site.db.write(move |tx| decide_whether(tx, &by, (number, file), publishes, now)).await?;
    Ok(see(&paths::staff_publication(number.0), Some("saved")))
}

/// `GET /proposals/{slug}/responses/{number}/files/{attachment}`: a file that everybody can have, under a name that says nothing.
///
/// # Errors
/// [`Error::NotFound`] for every other, and [`Error::Busy`] when the store of files is away.
pub async fn show(site: web::Data<Site>, path: web::Path<(String, String, String)>) -> Answer {
    let (slug, number, file) = path.into_inner();
    let (number, file, now) = (id(&number)?, id(&file)?, site.now());
    let found = site
        .db
        .read(move |conn| {
            let (proposal, ..) = published::find(conn, &slug, now)?;
            public_files::find(conn, proposal, number, file)
        })
        .await?;
    given_as(&site, &found, &neutral_name(number, file, &found)).await
}

/// Files as everybody sees them.
pub(super) fn shown(slug: &str, number: i64, files: &[Numbered]) -> Vec<File> {
    let file = |(own, one): &Numbered| File {
        number: *own,
        kind: one.kind.name(),
        bytes: one.bytes,
        href: paths::published_attachment(slug, number, *own),
    };
    files.iter().map(file).collect()
}

/// The same as those who decide about them do.
pub(super) fn to_decide(response: &Response, files: &[Numbered]) -> Vec<FileToDecide> {
    let file = |(number, one): &Numbered| FileToDecide {
        number: *number,
        file: line(one, paths::staff_response_attachment(response.id.0, one.id)),
        is_public: one.is_public,
        may_not: public_files::may_not(response, one),
    };
    files.iter().map(file).collect()
}
