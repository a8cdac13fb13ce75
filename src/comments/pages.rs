//! What authors do with their comments: change them, take them back; and what everybody may see of earlier wordings.

use super::{State, Stored, editable, editable_until, store};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::holding::Rule;
use crate::ids::{AccountId, CommentId};
use crate::proposals;
use crate::web::page::{Answer, see};
use crate::web::{Form, Site, Speaker, Visitor, form, page};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use validator::Validate;
use views::comments::{Deletion, Editing, History, Wording};
use views::errors::ErrorPage;
use views::form::Problems;
use views::paths;
use views::proposals::ProposalLink;

/// A comment that can be read, the name of its author, and its proposal.
///
/// # Errors
/// [`Error::NotFound`].
pub fn with_context(conn: &mut Conn, id: CommentId) -> Result<(Stored, String, ProposalLink)> {
    let comment = super::visible(conn, id)?;
    let name = store::load_names(conn, &[comment.author])?.remove(&comment.author).unwrap_or_default();
    let (shown, _) = proposals::for_editing(conn, comment.proposal)?;
    if shown.stored_stage == crate::policy::Stage::Draft {
        return Err(Error::NotFound);
    }
    Ok((comment, name, ProposalLink { slug: shown.slug, title: shown.title }))
}

/// The form for changing one's comment.
///
/// # Errors
/// [`Error::NotFound`] for somebody else's.
pub async fn edit_form(
    req: HttpRequest,
    site: web::Data<Site>,
    speaker: Speaker,
    visitor: Visitor,
    id: web::Path<String>,
) -> Answer {
    let id = CommentId(form::id(&id)?);
    editing(&req, &site, &speaker, &visitor, id, None, Problems::default()).await
}

/// Why a comment cannot be changed any more, with what was typed, and the way back to it.
///
/// # Errors
/// Never; the type fits a handler.
pub fn too_late(req: &HttpRequest, visitor: &Visitor, id: CommentId, why: &str, typed: Option<&str>) -> Answer {
    let status = StatusCode::CONFLICT;
    let back = paths::comment(id.0);
    let error = ErrorPage {
        status: status.as_u16(),
        message: Some(why),
        kept: typed,
        recovery: Some((&back, "Back to your comment")),
        ..ErrorPage::default()
    };
    page::respond(req, status, visitor, views::errors::show(&error))
}

/// The form for changing one's comment, with its words or with what was typed.
///
/// # Errors
/// [`Error::NotFound`] for somebody else's.
pub async fn editing(
    req: &HttpRequest,
    site: &Site,
    speaker: &Speaker,
    visitor: &Visitor,
    id: CommentId,
    typed: Option<String>,
    problems: Problems,
) -> Answer {
    let (now, author) = (site.now(), speaker.id());
    let (comment, proposal, gate) = site
        .db
        .read(move |conn| {
            let comment = store::find(conn, id)?.filter(|one| one.is_open_to(author)).ok_or(Error::NotFound)?;
            let gate = proposals::gate(conn, comment.proposal, now)?;
            let (shown, _) = proposals::for_editing(conn, comment.proposal)?;
            Ok((comment, ProposalLink { slug: shown.slug, title: shown.title }, gate))
        })
        .await?;
    if let Err(Error::Conflict(why)) = editable(&comment, &gate, &site.config.rules, now) {
        return too_late(req, visitor, id, &why, typed.as_deref());
    }
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let asked = comment.held_because == Some(Rule::Asked);
    let view = Editing {
        proposal,
        id: id.0,
        is_reply: comment.depth > 0,
        until: (!asked).then(|| editable_until(&comment, &gate, &site.config.rules)),
        text: typed.unwrap_or(comment.body),
        problems,
    };
    page::respond(req, status, visitor, views::comments::edit(&view))
}

/// Asks whether one's comment should really go.
///
/// # Errors
/// [`Error::NotFound`] for somebody else's.
pub async fn delete_form(
    req: HttpRequest,
    site: web::Data<Site>,
    speaker: Speaker,
    visitor: Visitor,
    id: web::Path<String>,
) -> Answer {
    let id = CommentId(form::id(&id)?);
    let author = speaker.id();
    let view = site.db.read(move |conn| deletion(conn, id, author)).await?;
    page::respond(&req, StatusCode::OK, &visitor, views::comments::delete_confirm(&view))
}

/// One's own comment, one that waits for a moderator too, before it goes.
fn deletion(conn: &mut Conn, id: CommentId, author: AccountId) -> Result<Deletion> {
    if let Ok((held, proposal)) = super::own_held(conn, id, author) {
        return Ok(Deletion { proposal, id: id.0, body_html: held.body_html, replies: 0 });
    }
    let (comment, _, proposal) = with_context(conn, id)?;
    if comment.author != author {
        return Err(Error::NotFound);
    }
    Ok(Deletion { proposal, id: id.0, body_html: comment.body_html, replies: comment.replies })
}

/// A form without fields.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Nothing {}

/// Takes one's comment back.
///
/// # Errors
/// Those of [`super::delete`].
pub async fn delete(site: web::Data<Site>, speaker: Speaker, id: web::Path<String>, _form: Form<Nothing>) -> Answer {
    let (id, now) = (CommentId(form::id(&id)?), site.now());
    let gone = site.db.write(move |tx| super::delete(tx, &speaker, id, now)).await?;
    Ok(see(&format!("{}#talk", paths::proposal(&gone.proposal_slug)), Some("deleted")))
}

/// Shows the wordings that a comment has had.
///
/// # Errors
/// [`Error::NotFound`] for a comment that cannot be read.
pub async fn history(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, id: web::Path<String>) -> Answer {
    let id = CommentId(form::id(&id)?);
    let (comment, name, proposal, edits) = site
        .db
        .read(move |conn| {
            let (comment, name, proposal) = with_context(conn, id)?;
            let edits = store::load_edits(conn, id)?;
            Ok((comment, name, proposal, edits))
        })
        .await?;
    debug_assert_eq!(comment.state, State::Published);
    let mut wordings = Vec::new();
    let each = proposals::versions::COMPARING / u32::try_from(edits.len() + 1).unwrap_or(u32::MAX);
    let mut before: Option<String> = None;
    let mut since = comment.created_at;
    for (body, replaced_at) in edits.into_iter().chain([(comment.body.clone(), comment.created_at)]) {
        let runs = proposals::versions::runs(before.as_deref().unwrap_or(&body), &body, each);
        wordings.push(Wording { at: since, runs });
        since = replaced_at;
        before = Some(body);
    }
    let view = History { proposal, id: id.0, author_name: name, wordings };
    page::respond(&req, StatusCode::OK, &visitor, views::comments::history(&view))
}
