//! The tree of themes, and a new one.

use super::super::themes::{self, Draft};
use super::super::tree::{Theme, Tree};
use super::super::{counts, tree_of};
use crate::error::{Error, Result};
use crate::ids::{ProposalId, ThemeId};
use crate::proposals;
use crate::text::Text;
use crate::web::form::id;
use crate::web::page::{respond, see};
use crate::web::{Analyst, Answer, Form, Site, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use validator::Validate;
use views::coding::{self as view, ThemeFields, ThemeLine, Themes};
use views::form::Problems;
use views::paths;

/// A theme as it was typed.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Entry {
    /// The edition from which somebody started who changes a theme.
    pub(super) edition: Text,
    #[validate(length(min = 1, max = 80, message = "Enter a name of at most 80 characters"))]
    name: Text,
    #[validate(length(max = 1_000, message = "What belongs to it must be 1,000 characters or fewer"))]
    note: Text,
    parent: Text,
}

impl Entry {
    /// The theme, or what is wrong with it besides.
    pub(super) fn draft(&self) -> Result<Draft> {
        let parent = match self.parent.as_str() {
            "" => None,
            parent => Some(id(parent).map(ThemeId).map_err(|_| Error::Invalid("Choose a theme that is there".into()))?),
        };
        Ok(Draft { name: self.name.on_one_line(), description: self.note.as_str().to_owned(), parent })
    }

    /// What was typed, for the page.
    pub(super) fn fields(self, parents: Vec<(i64, String)>) -> ThemeFields {
        let (name, note, parent) = (self.name.into_string(), self.note.into_string(), self.parent.into_string());
        ThemeFields { name, note, parent, parents }
    }
}

/// Which field is at fault.
pub(super) fn field_of(problem: &str) -> &'static str {
    if problem.contains("name") { "name" } else { "parent" }
}

/// Every theme but those below `but`, each with those above it.
pub(super) fn choices(tree: &Tree, but: Option<ThemeId>) -> Vec<(i64, String)> {
    let below = but.map(|but| tree.with_all_below(but)).unwrap_or_default();
    let others = tree.all().filter(|(_, theme)| !below.contains(&theme.id));
    others.map(|(_, theme)| (theme.id.0, tree.path(theme.id))).collect()
}

/// `GET /staff/proposals/{id}/themes`: the tree, with how many answers each theme has.
///
/// # Errors
/// [`Error::NotFound`] when there is no such proposal.
pub async fn index(
    req: HttpRequest,
    site: web::Data<Site>,
    _by: Analyst,
    visitor: Visitor,
    path: web::Path<String>,
) -> Answer {
    let view = load(&site, ProposalId(id(&path)?), Entry::default(), Problems::default()).await?;
    respond(&req, StatusCode::OK, &visitor, view::themes(&view))
}

/// `POST /staff/proposals/{id}/themes`: adds a theme.
///
/// # Errors
/// [`Error::NotFound`] when there is no such proposal; a mistake gives the page again.
pub async fn create(
    req: HttpRequest,
    site: web::Data<Site>,
    by: Analyst,
    visitor: Visitor,
    path: web::Path<String>,
    entry: Form<Entry>,
) -> Answer {
    let (proposal, now) = (ProposalId(id(&path)?), site.now());
    let (entry, mut problems) = entry.checked();
    if problems.is_empty() {
        let added = match entry.draft() {
            Ok(draft) => site.db.write(move |tx| themes::add(tx, &by, proposal, &draft, now)).await,
            Err(problem) => Err(problem),
        };
        match added {
            Ok(_) => return Ok(see(&paths::themes(proposal.0), Some("saved"))),
            Err(Error::Invalid(problem)) => problems.add(field_of(&problem), problem),
            Err(other) => return Err(other),
        }
    }
    let view = load(&site, proposal, entry, problems).await?;
    respond(&req, StatusCode::UNPROCESSABLE_ENTITY, &visitor, view::themes(&view))
}

async fn load(site: &Site, proposal: ProposalId, entry: Entry, problems: Problems) -> Result<Themes> {
    site.db
        .read(move |conn| {
            let shown = proposals::find(conn, proposal)?;
            let tree = tree_of(conn, proposal)?;
            let counts = counts(conn, proposal, &tree)?;
            let line = |(level, theme): (usize, &Theme)| {
                let beside = tree.under(theme.parent);
                let count = counts.get(&theme.id).copied().unwrap_or_default();
                ThemeLine {
                    id: theme.id.0,
                    level,
                    name: theme.name.clone(),
                    description: theme.description.clone(),
                    own: count.own,
                    all: count.all,
                    is_first: beside.first().is_some_and(|one| one.id == theme.id),
                    is_last: beside.last().is_some_and(|one| one.id == theme.id),
                }
            };
            Ok(Themes {
                proposal: (proposal.0, shown.title),
                lines: tree.all().map(line).collect(),
                fields: entry.clone().fields(choices(&tree, None)),
                problems: problems.clone(),
            })
        })
        .await
}
