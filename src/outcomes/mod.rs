//! Outcomes: "We asked, you said, we did". What people said in a consultation, what is done about each part of it and why,
//! who sees to it and by when.
//!
//! An outcome cannot be begun before the close, nor published before every response was read and every theme has an answer,
//! unless somebody signs with their name why. From then on only progress is added.

pub mod deciding;
pub mod jobs;
pub mod pages;
mod store;

use crate::clock::Moment;
use crate::coding;
use crate::coding::tree::Tree;
use crate::db::Conn;
use crate::error::Result;
use crate::ids::{PointId, ProposalId, ResponseId, ThemeId};
use crate::responses;
use crate::web::Editor;
use std::collections::BTreeMap;

pub use store::Point;

crate::words! {
    /// What is done about what people said.
    pub enum Verdict {
        /// It will be done.
        Will = "will",
        /// It is done.
        Did = "did",
        /// It will not be done.
        WillNot = "will_not",
    }
}

/// The outcome of a consultation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// What was asked, in Markdown.
    pub asked: String,
    /// How often it was changed; 0 before it is begun.
    pub edition: i64,
    /// When it became public.
    pub published_at: Option<Moment>,
    /// Why it was published before everything was read and answered; empty where all was.
    pub waiver: String,
    /// Who says so.
    pub signed: String,
    /// What people said, in the order in which it was written.
    pub points: Vec<Point>,
    /// How far each point is, as it was told since, the earliest first.
    pub updates: BTreeMap<PointId, Vec<(Moment, String)>>,
}

/// The outcome of a consultation; an empty one before it is begun.
///
/// # Errors
/// When the database refuses.
pub fn of(conn: &mut Conn, proposal: ProposalId) -> Result<Outcome> {
    store::find(conn, proposal).map(Option::unwrap_or_default)
}

/// What stands in the way of publishing it, each a sentence; nothing when all was weighed.
///
/// # Errors
/// When the database refuses.
pub fn lacks(conn: &mut Conn, _by: &Editor, proposal: ProposalId) -> Result<Vec<String>> {
    let (sent, read) = responses::reading::progress(conn, proposal)?;
    let mut all = Vec::new();
    if read < sent {
        all.push(format!(
            "{} of {} were read.",
            views::parts::number(read),
            views::parts::count(sent, "response", "responses")
        ));
    }
    let tree = coding::tree_of(conn, proposal)?;
    let counts = coding::counts(conn, proposal, &tree)?;
    let points = of(conn, proposal)?.points;
    let open = tree.all().filter(|(_, theme)| {
        counts.get(&theme.id).is_some_and(|count| count.own > 0) && answers_to(&tree, &points, theme.id).is_none()
    });
    all.extend(open.map(|(_, theme)| format!("Nothing answers the theme “{}”.", tree.path(theme.id))));
    Ok(all)
}

/// The point that answers a theme: its own, or that of a theme above it.
fn answers_to<'a>(tree: &Tree, points: &'a [Point], theme: ThemeId) -> Option<&'a Point> {
    let mut at = Some(theme);
    while let Some(id) = at {
        if let Some(point) = points.iter().find(|point| point.theme == Some(id)) {
            return Some(point);
        }
        at = tree.find(id).and_then(|theme| theme.parent);
    }
    None
}

/// Under which themes a response was counted, each with the number of the point that answers it, if one does.
///
/// # Errors
/// When the database refuses.
pub fn counted_under(
    conn: &mut Conn,
    proposal: ProposalId,
    response: ResponseId,
) -> Result<Vec<(String, Option<PointId>)>> {
    let tree = coding::tree_of(conn, proposal)?;
    let points = of(conn, proposal)?.points;
    let themes = coding::themes_of(conn, response)?;
    let known = themes.into_iter().filter(|id| tree.find(*id).is_some());
    Ok(known.map(|id| (tree.path(id), answers_to(&tree, &points, id).map(|point| point.id))).collect())
}
