//! Brings in a conversation that was held elsewhere: its statements, its votes and what its moderators decided.
//!
//! All files are read and checked before anything is written, and everything is written in one transaction: either the
//! whole conversation is there, or nothing of it.

mod attribution;
mod files;
mod reading;
#[cfg(test)]
mod reading_tests;
mod replay;
mod store;
mod table;
mod verify;

pub use table::Flaw;
pub use verify::{Verified, verify};

use crate::clock::Moment;
use crate::db::{Conn, Tx};
use crate::error::Error;
use crate::ids::{AreaId, ProposalId};
use crate::policy::{Stage, Totals};
use crate::proposals::{Content, Document, Draft};
use crate::text::{Text, excerpt};
use chrono::Duration;
use reading::{Conversation, Fate};
use std::collections::HashSet;
use std::path::Path;

/// The longest title of a proposal, in characters.
const TITLE_CHARACTERS: usize = 200;
/// The longest summary that is made of a topic, in characters.
const SUMMARY_CHARACTERS: usize = 400;

/// How far an import has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// What is being done, such as "votes cast".
    pub what: &'static str,
    /// How much of it is done.
    pub done: usize,
    /// How much there is to do.
    pub of: usize,
}

/// What was imported, or had been before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The proposal that it became.
    pub proposal: ProposalId,
    /// The address of that proposal.
    pub slug: String,
    /// True when it was there already and nothing was changed.
    pub already: bool,
    /// The statements in the export.
    pub statements: usize,
    /// Those of them that its moderators removed.
    pub removed: usize,
    /// Those of them about which its moderators did not decide.
    pub waiting: usize,
    /// The people who wrote or voted.
    pub participants: usize,
    /// The votes in the export, those that were changed later among them.
    pub votes: usize,
    /// The votes that stand in the end.
    pub current: usize,
}

impl std::fmt::Display for Report {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let number = |n: usize| views::parts::number(i64::try_from(n).unwrap_or(i64::MAX));
        write!(
            f,
            "{} as /proposals/{}: {} statements ({} removed, {} for review), {} participants, {} votes cast, {} current",
            if self.already { "already imported" } else { "imported" },
            self.slug,
            number(self.statements),
            number(self.removed),
            number(self.waiting),
            number(self.participants),
            number(self.votes),
            number(self.current),
        )
    }
}

/// Why nothing was imported.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// A file is missing, wrong or damaged.
    #[error(transparent)]
    Flaw(#[from] Flaw),
    /// What was asked for cannot be done; the sentence names the argument.
    #[error("{0}")]
    Asked(String),
    /// The database refused.
    #[error(transparent)]
    Database(#[from] Error),
}

impl From<diesel::result::Error> for ImportError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(error.into())
    }
}

/// Imports the conversation in the folder `dir` as a closed proposal with this title, in the area with this address.
///
/// Afterwards every statement is a comment, every participant an account without a way to sign in, and every vote was
/// cast in its order. A conversation that was imported before, from a folder of the same name under the same title, is
/// left as it is.
///
/// # Errors
/// [`ImportError`]; then nothing was changed.
pub fn conversation(
    conn: &mut Conn,
    dir: &Path,
    area: &str,
    title: &str,
    now: Moment,
    progress: &mut dyn FnMut(Step),
) -> Result<Report, ImportError> {
    let title = check_title(title)?;
    let Some((area, stage)) = store::find_area(conn, area)? else {
        let known = store::load_area_slugs(conn)?.join(", ");
        return Err(ImportError::Asked(format!(
            "--area: there is no area {}; there are: {known}",
            table::quoted(area)
        )));
    };
    progress(Step { what: "files read", done: 0, of: 1 });
    let conversation = reading::conversation(dir, now)?;
    progress(Step { what: "files read", done: 1, of: 1 });
    let draft = draft(&conversation, area, title)?;
    let report = Tx::alone(conn, |tx| {
        let found = store::find_imported(tx, &draft.content.title, &attribution::mark(&conversation.name))?;
        let already = found.is_some();
        let proposal = match found {
            Some(proposal) => proposal,
            None => replay::write(tx, &conversation, &draft, stage, now, progress)?,
        };
        Ok(report(&conversation, proposal, store::find_slug(tx, proposal)?, already))
    })?;
    Ok(report)
}

fn check_title(title: &str) -> Result<String, ImportError> {
    let title = Text::new(title);
    if title.is_blank() {
        return Err(ImportError::Asked("--title: give the proposal a title".into()));
    }
    if title.characters() > TITLE_CHARACTERS {
        return Err(ImportError::Asked(format!("--title: use {TITLE_CHARACTERS} characters or fewer")));
    }
    Ok(title.on_one_line())
}

fn report(conversation: &Conversation, proposal: ProposalId, slug: String, already: bool) -> Report {
    let fates = |fate| conversation.statements.iter().filter(|s| s.fate == fate).count();
    Report {
        proposal,
        slug,
        already,
        statements: conversation.statements.len(),
        removed: fates(Fate::Removed),
        waiting: fates(Fate::Undecided),
        participants: conversation.participants().len(),
        votes: conversation.votes.len(),
        current: conversation.votes.iter().map(|v| (v.voter, v.statement)).collect::<HashSet<_>>().len(),
    }
}

/// The proposal that a conversation becomes: closed, and open in its time from the first to the last thing that happened.
fn draft(conversation: &Conversation, area: AreaId, title: String) -> Result<Draft, ImportError> {
    let (first, last) = conversation.span().ok_or_else(|| ImportError::Asked("there is nothing in it".into()))?;
    let about = &conversation.about;
    let quoted = about.description.lines().map(|line| format!("> {line}\n")).collect::<String>();
    let documents = web_address(&about.url).map(|url| Document {
        title: "The conversation where it took place".into(),
        url,
        note: "A website of somebody else".into(),
    });
    let content = Content {
        title,
        summary: excerpt(&about.topic, SUMMARY_CHARACTERS),
        change: "Nothing, through this page. People discussed this question on another website, and the discussion is \
                 over. Here you can read what they wrote and see how they voted, in the language in which they wrote."
            .into(),
        why: if quoted.is_empty() {
            String::new()
        } else {
            format!("Those who asked the question introduced it so:\n\n{quoted}")
        },
        documents: documents.into_iter().collect(),
        ..Content::default()
    };
    Ok(Draft {
        area,
        content,
        opens_at: Some(first),
        closes_at: Some(last.max(first + Duration::milliseconds(1))),
        totals: Totals::Public,
        stage: Stage::Closed,
        attribution_html: attribution::html(conversation),
    })
}

fn web_address(raw: &str) -> Option<String> {
    let url = url::Url::parse(raw).ok()?;
    matches!(url.scheme(), "http" | "https").then(|| url.to_string())
}
