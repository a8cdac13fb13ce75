//! The files of a response: attaching them, taking them out, and having them.

use super::super::attaching::{attach, may_attach, own_file, read_file, take_out};
use super::Loaded;
use crate::attachments::{self, Attachment, DESCRIPTION, MOST, New, content};
use crate::clock::Moment;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::files::fresh_name;
use crate::ids::{AccountId, ResponseId};
use crate::text::Text;
use crate::web::form::id;
use crate::web::limits::{self, Doing};
use crate::web::page::{respond, see};
use crate::web::upload::{Sent, Upload};
use crate::web::{Analyst, Answer, Confirmed, Form, Site, Visitor, file};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use std::io::{Read, Seek};
use std::time::Duration;
use validator::Validate;
use views::form::Problems;
use views::paths;
use views::responses::{self as view, Attach};

/// `GET /responses/{reference}/attachments`: the files, and the form for one more.
///
/// # Errors
/// [`Error::NotFound`] for somebody else's response.
pub async fn index(
    req: HttpRequest,
    site: web::Data<Site>,
    who: Confirmed,
    visitor: Visitor,
    reference: web::Path<String>,
) -> Answer {
    let loaded = Loaded::find(&site, &who, reference.into_inner()).await?;
    respond(&req, StatusCode::OK, &visitor, view::attach(&page(&loaded)))
}

/// What somebody says about a file; the file itself comes beside it.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Entry {
    /// What is in it.
    pub description: Text,
    /// Its name, from a browser that sends no files.
    #[serde(rename = "file")]
    _file: Text,
}

/// `POST /responses/{reference}/attachments`: attaches a file.
///
/// # Errors
/// Those of [`attach`], and [`Error::Busy`] when the store of files is away; what is wrong with the file gives the page again.
pub async fn create(
    req: HttpRequest,
    site: web::Data<Site>,
    who: Confirmed,
    visitor: Visitor,
    reference: web::Path<String>,
    entry: Form<Entry>,
    sent: Sent,
) -> Answer {
    let (reference, description) = (reference.into_inner(), entry.0.description);
    let (by, now) = (who.clone(), site.now());
    let asked = reference.clone();
    let may = site.db.read(move |conn| may_attach(conn, &by, &asked, now)).await;
    let (by, asked) = (who.clone(), reference.clone());
    let write = move |tx: &mut Tx<'_>, new: &New, now| attach(tx, &by, &asked, new, now);
    let Some(problems) = taken_in(&req, &site, (who.id(), may), (sent, &description), write).await? else {
        return Ok(see(&paths::response_attachments(&reference), Some("attached")));
    };
    let loaded = Loaded::find(&site, &who, reference).await?;
    let view = Attach { description: description.into_string(), problems, ..page(&loaded) };
    respond(&req, StatusCode::UNPROCESSABLE_ENTITY, &visitor, view::attach(&view))
}

/// Takes in a file that somebody sent, if they `may`: looks at it, puts it into the store, and then has its row written. Gives
/// what is to be put right, and nothing when all is well.
///
/// # Errors
/// What `may` and `write` say but for [`Error::Invalid`]; [`Error::TooMany`] within an hour, and [`Error::Busy`] when the store
/// of files is away.
pub async fn taken_in<F>(
    req: &HttpRequest,
    site: &Site,
    (who, may): (AccountId, Result<()>),
    (sent, description): (Sent, &Text),
    write: F,
) -> Result<Option<Problems>>
where
    F: FnMut(&mut Tx<'_>, &New, Moment) -> Result<()> + Send + 'static,
{
    let mut problems = Problems::default();
    match may {
        Err(Error::Invalid(problem)) => problems.add("file", problem),
        other => other?,
    }
    if description.characters() > DESCRIPTION {
        problems.add("description", format!("This must be {DESCRIPTION} characters or fewer"));
    }
    match sent.0 {
        None => problems.add("file", "Choose a file"),
        Some(upload) if problems.is_empty() => {
            limits::allow(req, site, Doing::Attach, Some(who))?;
            match kept(site, (upload, &description.on_one_line()), write).await {
                Ok(()) => return Ok(None),
                Err(Error::Invalid(problem)) => problems.add("file", problem),
                Err(other) => return Err(other),
            }
        }
        Some(_) => {}
    }
    Ok(Some(problems))
}

/// Looks at a file, puts it into the store, and then writes its row: so no row names a file that is not there. Where the row
/// is refused the file goes again; where nobody knows, the sweep does that later.
async fn kept<F>(site: &Site, (upload, description): (Upload, &str), mut write: F) -> Result<()>
where
    F: FnMut(&mut Tx<'_>, &New, Moment) -> Result<()> + Send + 'static,
{
    let name = attachments::cleaned(&upload.name);
    let refused = |flaw: content::Flaw| Error::Invalid(flaw.words(&name));
    let Some(mut held) = upload.file else { return Err(refused(content::Flaw::TooLarge)) };
    let _permit = site.uploads.look(Duration::from_secs(site.config.database.wait_seconds)).await?;
    let called = name.clone();
    let looked = tokio::task::spawn_blocking(move || {
        let mut bytes = Vec::with_capacity(upload.size);
        held.rewind().and_then(|()| held.read_to_end(&mut bytes))?;
        Ok::<_, std::io::Error>(content::look(&called, bytes))
    });
    let looked = looked.await.map_err(|e| Error::Broken(format!("looking at a file: {e}")))?;
    let sound = looked.map_err(|e| Error::Busy(format!("reading a file that arrived: {e}")))?.map_err(refused)?;
    let file = fresh_name();
    let new = New::of(&file, &name, description, &sound);
    site.files.put(&file, sound.bytes.into()).await?;
    let clock = site.clock.clone();
    let written = site.db.write(move |tx| write(tx, &new, clock.now())).await;
    if !matches!(written, Ok(()) | Err(Error::Busy(_) | Error::Broken(_))) {
        // Whatever comes of it: what stays behind is swept.
        let _ = site.files.delete(&file).await;
    }
    written
}

/// `POST /responses/{reference}/attachments/{attachment}/removal`: takes one out.
///
/// # Errors
/// Those of [`take_out`].
pub async fn remove(site: web::Data<Site>, who: Confirmed, path: web::Path<(String, String)>) -> Answer {
    let (reference, attachment) = path.into_inner();
    let (attachment, clock) = (id(&attachment)?, site.clock.clone());
    let to = paths::response_attachments(&reference);
    site.db.write(move |tx| take_out(tx, &who, &reference, attachment, clock.now())).await?;
    Ok(see(&to, Some("taken-out")))
}

/// `GET /responses/{reference}/attachments/{attachment}`: a file of one's own.
///
/// # Errors
/// Those of [`own_file`].
pub async fn show(site: web::Data<Site>, who: Confirmed, path: web::Path<(String, String)>) -> Answer {
    let (reference, attachment) = path.into_inner();
    let attachment = id(&attachment)?;
    let found = site.db.read(move |conn| own_file(conn, &who, &reference, attachment)).await?;
    given(&site, &found).await
}

/// `GET /staff/responses/{id}/attachments/{attachment}`: a file, for those who read the response.
///
/// # Errors
/// Those of [`read_file`].
pub async fn read(site: web::Data<Site>, by: Analyst, path: web::Path<(String, String)>) -> Answer {
    let (response, attachment) = path.into_inner();
    let (response, attachment, now) = (ResponseId(id(&response)?), id(&attachment)?, site.now());
    let found = site.db.write(move |tx| read_file(tx, &by, response, attachment, now)).await?;
    given(&site, &found).await
}

/// The file itself, a part at a time, under its own name.
///
/// # Errors
/// [`Error::Busy`] when the store of files is away.
pub async fn given(site: &Site, attachment: &Attachment) -> Answer {
    given_as(site, attachment, &attachment.name).await
}

/// The same under another name.
pub(super) async fn given_as(site: &Site, attachment: &Attachment, name: &str) -> Answer {
    let missing = |error| match error {
        Error::NotFound => Error::Broken(format!("the file of attachment {} is not in the store", attachment.id)),
        other => other,
    };
    let (size, parts) = site.files.get(&attachment.file).await.map_err(missing)?;
    Ok(file::stored(name, attachment.kind.media_type(), size, parts))
}

fn page(loaded: &Loaded) -> Attach {
    Attach {
        slug: loaded.proposal.slug.clone(),
        title: loaded.proposal.title.clone(),
        reference: loaded.response.reference.clone(),
        organisation: loaded.organisation_name(),
        attachments: shown(&loaded.response.reference, &loaded.attachments),
        most: MOST,
        can_change: loaded.can_change(),
        was_sent: loaded.response.state == super::State::Sent,
        kinds: content::KINDS,
        accept: accept(),
        ..Attach::default()
    }
}

/// What a browser offers to choose from.
#[must_use]
pub fn accept() -> String {
    use content::Kind::{Csv, Docx, Jpeg, Odt, Pdf, Png, Xlsx};
    let endings = [Pdf, Docx, Odt, Xlsx, Csv, Png, Jpeg].into_iter().flat_map(|kind| kind.endings());
    endings.map(|end| format!(".{end}")).collect::<Vec<_>>().join(",")
}

/// Attachments as whoever writes the response sees them.
pub(super) fn shown(reference: &str, all: &[Attachment]) -> Vec<view::Attachment> {
    all.iter().map(|one| line(one, paths::response_attachment(reference, one.id))).collect()
}

/// The same as those who read responses see them.
pub(super) fn shown_to_staff(response: ResponseId, all: &[Attachment]) -> Vec<view::Attachment> {
    all.iter().map(|one| line(one, paths::staff_response_attachment(response.0, one.id))).collect()
}

/// An attachment in a list, which leads to this address.
#[must_use]
pub fn line(one: &Attachment, href: String) -> view::Attachment {
    view::Attachment {
        id: one.id,
        name: one.name.clone(),
        description: one.description.clone(),
        kind: one.kind.name(),
        bytes: one.bytes,
        href,
        was_sent: one.sent_in.is_some(),
        taken_out: one.taken_out,
    }
}
