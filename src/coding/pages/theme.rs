//! One theme: changing it, moving it, putting it together with another, removing it.

use super::super::themes::{self, Changed};
use super::themes::{Entry, choices, field_of};
use super::unknown_act;
use crate::error::{Error, Result};
use crate::ids::ThemeId;
use crate::proposals;
use crate::text::Text;
use crate::web::form::id;
use crate::web::page::{respond, see};
use crate::web::{Analyst, Answer, Form, Site, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use validator::Validate;
use views::coding::{self as view, ThemeFields, ThemeForm};
use views::form::Problems;
use views::paths;
use views::staff::differing;

/// `GET /staff/themes/{id}`: the form with what is stored.
///
/// # Errors
/// [`Error::NotFound`] when there is no such theme.
pub async fn edit(
    req: HttpRequest,
    site: web::Data<Site>,
    by: Analyst,
    visitor: Visitor,
    path: web::Path<String>,
) -> Answer {
    let view = load(&site, by, ThemeId(id(&path)?)).await?;
    respond(&req, StatusCode::OK, &visitor, view::theme_form(&view))
}

/// `POST /staff/themes/{id}`: changes the words of a theme, or moves it.
///
/// # Errors
/// [`Error::NotFound`] when there is no such theme; a mistake gives the form again.
pub async fn update(
    req: HttpRequest,
    site: web::Data<Site>,
    by: Analyst,
    visitor: Visitor,
    path: web::Path<String>,
    entry: Form<Entry>,
) -> Answer {
    let (theme, now) = (ThemeId(id(&path)?), site.now());
    let (entry, mut problems) = entry.checked();
    let (proof, seen) = (by.clone(), entry.edition.as_str().parse().unwrap_or(0));
    if problems.is_empty() {
        let changed = match entry.draft() {
            Ok(draft) => site.db.write(move |tx| themes::change(tx, &proof, (theme, seen), &draft, now)).await,
            Err(problem) => Err(problem),
        };
        match changed {
            Ok(Changed::Yes(proposal)) => return Ok(see(&paths::themes(proposal.0), Some("saved"))),
            Ok(Changed::Theirs) => {
                let view = both(load(&site, by, theme).await?, entry);
                return respond(&req, StatusCode::CONFLICT, &visitor, view::theme_form(&view));
            }
            Err(Error::Invalid(problem)) => problems.add(field_of(&problem), problem),
            Err(other) => return Err(other),
        }
    }
    let view = load(&site, by, theme).await?;
    let view = ThemeForm { problems, edition: seen, fields: entry.fields(view.fields.parents), ..view };
    respond(&req, StatusCode::UNPROCESSABLE_ENTITY, &visitor, view::theme_form(&view))
}

/// Up or down.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct PlaceEntry {
    act: Text,
}

/// `POST /staff/themes/{id}/place`: changes places with the one before it or after it.
///
/// # Errors
/// Those of [`themes::place`].
pub async fn place(site: web::Data<Site>, by: Analyst, path: web::Path<String>, entry: Form<PlaceEntry>) -> Answer {
    let (theme, now) = (ThemeId(id(&path)?), site.now());
    let up = match entry.0.act.as_str() {
        "up" => true,
        "down" => false,
        _ => return Err(unknown_act()),
    };
    let proposal = site.db.write(move |tx| themes::place(tx, &by, theme, up, now)).await?;
    Ok(see(&paths::themes(proposal.0), Some("saved")))
}

/// With which theme.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct MergeEntry {
    into: Text,
}

/// `POST /staff/themes/{id}/merging`: puts a theme together with another, which stays.
///
/// # Errors
/// [`Error::NotFound`] when there is no such theme; two that cannot be put together give the form again.
pub async fn merge(
    req: HttpRequest,
    site: web::Data<Site>,
    by: Analyst,
    visitor: Visitor,
    path: web::Path<String>,
    entry: Form<MergeEntry>,
) -> Answer {
    let (theme, now, proof) = (ThemeId(id(&path)?), site.now(), by.clone());
    let merged = match id(entry.0.into.as_str()).map(ThemeId) {
        Ok(into) => site.db.write(move |tx| themes::merge(tx, &proof, theme, into, now)).await,
        Err(_) => Err(Error::Invalid("Choose a theme".into())),
    };
    match merged {
        Ok(proposal) => Ok(see(&paths::themes(proposal.0), Some("saved"))),
        Err(Error::Invalid(problem)) => {
            let mut view = load(&site, by, theme).await?;
            view.into = entry.0.into.into_string();
            view.problems.add("into", problem);
            respond(&req, StatusCode::UNPROCESSABLE_ENTITY, &visitor, view::theme_form(&view))
        }
        Err(other) => Err(other),
    }
}

/// `POST /staff/themes/{id}/deletion`: removes a theme that nothing was tagged with.
///
/// # Errors
/// Those of [`themes::remove`].
pub async fn delete(site: web::Data<Site>, by: Analyst, path: web::Path<String>) -> Answer {
    let (theme, now) = (ThemeId(id(&path)?), site.now());
    let proposal = site.db.write(move |tx| themes::remove(tx, &by, theme, now)).await?;
    Ok(see(&paths::themes(proposal.0), Some("saved")))
}

/// The form as somebody else has saved it meanwhile, with what was typed: both texts, and the form with one's own.
fn both(theirs: ThemeForm, entry: Entry) -> ThemeForm {
    let mine = entry.fields(theirs.fields.parents.clone());
    let place = |parent: &str| {
        let found = theirs.others.iter().find(|(id, _)| id.to_string() == parent);
        found.map_or_else(|| "At the top".to_owned(), |(_, path)| path.clone())
    };
    let saved = &theirs.fields;
    let theirs_differ = differing(&[
        ("Name", &saved.name, &mine.name),
        ("What belongs to it", &saved.note, &mine.note),
        ("Where it stands", &place(&saved.parent), &place(&mine.parent)),
    ]);
    ThemeForm { theirs: theirs_differ, fields: mine, ..theirs }
}

async fn load(site: &Site, by: Analyst, id: ThemeId) -> Result<ThemeForm> {
    site.db
        .read(move |conn| {
            let (proposal, tree, theme) = themes::find(conn, &by, id)?;
            let shown = proposals::find(conn, proposal)?;
            let others = choices(&tree, Some(id));
            Ok(ThemeForm {
                id: id.0,
                edition: theme.edition,
                theirs: Vec::new(),
                proposal: (proposal.0, shown.title),
                fields: ThemeFields {
                    name: theme.name,
                    note: theme.description,
                    parent: theme.parent.map_or_else(String::new, |parent| parent.to_string()),
                    parents: others.clone(),
                },
                others,
                into: String::new(),
                can_go: themes::is_empty(conn, &tree, id)?,
                problems: Problems::default(),
            })
        })
        .await
}
