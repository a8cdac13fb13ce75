//! Proposals: the list of all, the page of each, and what changed from version to version.

mod discussion;
mod index;
mod page;
mod stage_line;
mod versions;
pub(crate) mod words;

pub use discussion::Sort;
pub use index::{ProposalIndex, index};
pub use page::show;
pub use versions::{VersionPage, VersionRow, VersionsPage, version, versions};

use crate::comments::Comment;
use crate::form::Problems;
use crate::paging::Pages;
use crate::parts::{LifeStage, Stage};
use chrono::NaiveDateTime;

/// A proposal to which something belongs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProposalLink {
    /// Its name in addresses.
    pub slug: String,
    /// Its title.
    pub title: String,
}

/// One of the ways that were looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProposalOption {
    /// Its letter: "A".
    pub letter: String,
    /// Its title.
    pub title: String,
    /// What it would mean, which the app rendered and cleaned.
    pub body_html: String,
    /// Whether it is what is proposed.
    pub preferred: bool,
}

/// Something to read beside a proposal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// Its title.
    pub title: String,
    /// Its address on the web.
    pub url: String,
    /// What it is and how long, such as "PDF, 9 pages".
    pub note: String,
}

/// Who suggested a proposal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Suggested {
    /// Their name, as comments show it.
    pub name: String,
    /// The address for whoever finds something wrong with it.
    pub contact: String,
}

/// A proposal in another format.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Format {
    /// What it is called.
    pub title: String,
    /// Where it is.
    pub url: String,
    /// Which format it is, and its own date, such as "Easy Read, 3 March 2027".
    pub note: String,
    /// Whether the words have changed since.
    pub is_older: bool,
}

/// A proposal with all that its page shows to everybody; what differs from one reader to the next is a hole.
#[derive(Clone, Debug)]
pub struct ProposalPage {
    /// Its name in addresses.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// What it is about, in a sentence or two.
    pub summary: String,
    /// The name of its area in addresses.
    pub area_slug: String,
    /// The title of its area.
    pub area_title: String,
    /// The stage of life of its area.
    pub life_stage: LifeStage,
    /// Where it stands.
    pub stage: Stage,
    /// When it was announced, in UTC.
    pub announced_at: Option<NaiveDateTime>,
    /// When it opens or opened, in UTC.
    pub opens_at: Option<NaiveDateTime>,
    /// When it closes or closed, in UTC.
    pub closes_at: Option<NaiveDateTime>,
    /// What would change, which the app rendered and cleaned.
    pub change_html: String,
    /// Why, which the app rendered and cleaned.
    pub why_html: String,
    /// What is decided, what is not, what answers can change, and the costs: headings, and what the app rendered and cleaned.
    pub statements: Vec<(&'static str, String)>,
    /// When the answer to what people said is due, in UTC, where questions were asked.
    pub answer_due: Option<NaiveDateTime>,
    /// The ways that were looked at.
    pub options: Vec<ProposalOption>,
    /// The number of the version that is shown; the first is 1.
    pub version: i64,
    /// When this version was made public, in UTC.
    pub changed_at: Option<NaiveDateTime>,
    /// Why it was changed, as a sentence; may be empty.
    pub change_reason: String,
    /// Who suggested it, where a resident did.
    pub suggested: Option<Suggested>,
    /// Where an imported conversation comes from and under which licence, as HTML of ours; empty for all others.
    pub attribution_html: String,
    /// How many follow it.
    pub followers: i64,
    /// Something to read beside it.
    pub documents: Vec<Document>,
    /// The same in other formats.
    pub formats: Vec<Format>,
    /// Whom to ask, which the app rendered and cleaned; may be empty.
    pub contact_html: String,
    /// How many comments can be read.
    pub comment_count: i64,
    /// The comments of this page, each before its replies.
    pub comments: Vec<Comment>,
    /// Their order.
    pub sort: Sort,
    /// The way through the comments.
    pub pages: Pages,
    /// Whether it asks questions, as a formal consultation does.
    pub asks: bool,
    /// Whether a moderator reads every comment first.
    pub reads_first: bool,
    /// What was typed into the comment form before.
    pub comment_text: String,
    /// What to put right: `body` is the comment, `vote` the vote.
    pub problems: Problems,
    /// The present, in UTC.
    pub now: NaiveDateTime,
}

#[cfg(test)]
#[path = "proposals_tests.rs"]
mod tests;
