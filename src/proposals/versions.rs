//! The wordings that a proposal has had, and what changed from one to the next.

use super::{Content, store};
use crate::clock::Moment;
use crate::db::Conn;
use crate::error::{Error, Result, broken};
use crate::ids::ProposalId;
use similar::{ChangeTag, TextDiff};
use std::time::Duration;
use views::diff::{DiffKind, DiffRun, FieldChange};

/// One wording, with the public reason for it.
#[derive(Debug, Clone)]
pub struct Version {
    /// 1 for the first.
    pub number: i32,
    /// The words.
    pub content: Content,
    /// Why they were changed.
    pub reason: String,
    /// When they became public.
    pub at: Moment,
}

/// The version with this number.
///
/// # Errors
/// [`Error::NotFound`].
pub fn latest(conn: &mut Conn, id: ProposalId, number: i32) -> Result<Version> {
    let (number, content, reason, at) = store::versions::find_version(conn, id, number)?.ok_or(Error::NotFound)?;
    read(number, &content, reason, at)
}

/// All versions, the newest first.
///
/// # Errors
/// When the database refuses.
pub fn load(conn: &mut Conn, id: ProposalId) -> Result<Vec<Version>> {
    store::versions::load_versions(conn, id)?
        .into_iter()
        .map(|(n, content, reason, at)| read(n, &content, reason, at))
        .collect()
}

fn read(number: i32, content: &str, reason: String, at: Moment) -> Result<Version> {
    let content = serde_json::from_str(content).map_err(broken("reading a version"))?;
    Ok(Version { number, content, reason, at })
}

/// What changed between two wordings, field by field; fields that stayed are left out.
#[must_use]
pub fn changes(before: &Content, after: &Content) -> Vec<FieldChange> {
    let fields = parts(before).into_iter().zip(parts(after)).filter(|((_, a), (_, b))| a != b);
    fields.map(|((label, a), (_, b))| FieldChange { label: label.into(), runs: runs(&a, &b, COMPARING / 11) }).collect()
}

/// The words, part by part, each with what it is called; options and documents as text.
#[must_use]
pub fn parts(content: &Content) -> [(&'static str, String); 11] {
    let Content { title, summary, change, why, decided, undecided, influence, costs, contact, .. } = content.clone();
    [
        ("Title", title),
        ("Summary", summary),
        ("What would change", change),
        ("Why", why),
        ("What is already decided", decided),
        ("What is not decided yet", undecided),
        ("What your answers can change", influence),
        ("Costs and effects", costs),
        ("Options", options(content)),
        ("Documents", documents(content)),
        ("Contact", contact),
    ]
}

fn options(content: &Content) -> String {
    let lines = content.options.iter().map(|o| {
        let preferred = if o.preferred { " This is what we propose." } else { "" };
        format!("{}. {}\n\n{}{preferred}", o.letter, o.title, o.body)
    });
    lines.collect::<Vec<_>>().join("\n\n")
}

fn documents(content: &Content) -> String {
    let lines = content.documents.iter().map(|d| format!("{} ({}) {}", d.title, d.note, d.url));
    lines.collect::<Vec<_>>().join("\n\n")
}

/// The longest that all comparing for one page may take: it is work on a thread that serves others too.
pub const COMPARING: Duration = Duration::from_millis(200);

/// The two texts as one, cut where words were added or taken away. Texts that would take longer than `most` to compare
/// word by word are compared as far as that time goes.
#[must_use]
pub fn runs(before: &str, after: &str, most: Duration) -> Vec<DiffRun> {
    let diff = TextDiff::configure().timeout(most).diff_words(before, after);
    let mut runs: Vec<DiffRun> = Vec::new();
    for change in diff.iter_all_changes() {
        let kind = match change.tag() {
            ChangeTag::Equal => DiffKind::Same,
            ChangeTag::Insert => DiffKind::Added,
            ChangeTag::Delete => DiffKind::Removed,
        };
        match runs.last_mut().filter(|run| run.kind == kind) {
            Some(run) => run.text.push_str(change.value()),
            None => runs.push(DiffRun { kind, text: change.value().to_owned() }),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_changed_is_shown() {
        let before = Content { title: "Clean air".into(), why: "Dirty air harms.".into(), ..Content::default() };
        let after = Content { why: "Dirty air harms lungs.".into(), ..before.clone() };
        let changes = changes(&before, &after);
        assert_eq!(changes.len(), 1);
        assert_eq!(changes[0].label, "Why");
        let text =
            |kind| changes[0].runs.iter().filter(|r| r.kind == kind).map(|r| r.text.as_str()).collect::<String>();
        assert!(text(DiffKind::Added).contains("lungs"), "{:?}", changes[0].runs);
        assert!(text(DiffKind::Same).starts_with("Dirty air"));
    }
}
