//! What was found, as a file for other programs: a line for each tag, and one for each answer in which nothing was tagged.

use super::store::found::{self, Line};
use super::tree::Tree;
use crate::db::Conn;
use crate::error::Result;
use crate::ids::ProposalId;
use crate::questionnaires::Questionnaire;
use crate::tables::{cell, lines};
use crate::web::Analyst;

/// The columns, with what stands in them.
const COLUMNS: [(&str, &str); 7] = [
    ("reference", "The reference of the response, the same as in the file of responses"),
    ("version", "The version of the response that was coded: the one that counts"),
    ("question", "The question, the same as the column in the file of responses"),
    ("coder", "Who has coded it, as a number within this consultation; 1 is who began first"),
    ("theme", "The theme with those above it, parted by “ > ”; empty when the coder found nothing to tag"),
    (
        "start",
        "The first character of the passage in the answer as it was sent, before anything was taken out, counted from 0 in Unicode code points; 0 also for a whole answer",
    ),
    ("end", "The character after the last one of the passage"),
];

/// Codings in the order of their numbers, after one of them; what others are not done with is left out.
///
/// # Errors
/// When the database refuses.
pub(super) fn part(conn: &mut Conn, _by: &Analyst, proposal: ProposalId, after: i64, most: i64) -> Result<Vec<Line>> {
    found::load_lines(conn, proposal, after, most)
}

/// The line that names the columns.
///
/// # Errors
/// Never; writing into memory does not fail.
pub(super) fn head() -> Result<Vec<u8>> {
    lines([COLUMNS.map(|(name, _)| name)])
}

/// The lines of these codings. No cell is a formula.
///
/// # Errors
/// Never; writing into memory does not fail.
pub(super) fn rows(questionnaire: &Questionnaire, tree: &Tree, codings: &[Line]) -> Result<Vec<u8>> {
    let mut rows = Vec::new();
    for coding in codings {
        let question = format!("q{}", questionnaire.place(coding.question));
        let own = [coding.reference.clone(), coding.version.to_string(), question, coding.coder.to_string()];
        let row = |tag: [String; 3]| own.clone().into_iter().chain(tag).collect::<Vec<_>>();
        if coding.tags.is_empty() {
            rows.push(row(Default::default()));
        }
        for tag in &coding.tags {
            let (start, end) = (tag.span.starts.to_string(), tag.span.ends.to_string());
            rows.push(row([cell(&tree.path(tag.theme)), start, end]));
        }
    }
    lines(rows)
}

/// The dictionary of the data: each column and what stands in it; then each theme and what belongs to it.
///
/// # Errors
/// Never; writing into memory does not fail.
pub(super) fn dictionary(tree: &Tree) -> Result<Vec<u8>> {
    let head = [["name".to_owned(), "meaning".to_owned()]];
    let columns = COLUMNS.map(|(name, meaning)| [name.to_owned(), meaning.to_owned()]);
    let themes = tree.all().map(|(_, theme)| [cell(&tree.path(theme.id)), cell(&theme.description)]);
    lines(head.into_iter().chain(columns).chain(themes).collect::<Vec<_>>())
}
