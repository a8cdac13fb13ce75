//! Moderation: reporting a comment, the moderators' desk, decisions and appeals, and the record of what was decided.

mod appeals;
mod case;
mod decision;
mod desk;
mod own;
mod record;
mod report;
mod templates;
mod together;

pub use appeals::{Appeal, AppealRow, appeal, appeals};
pub use case::{Case, Claim, Context, PastDecision, ReportRow, case};
pub use decision::{Form, Template};
pub use desk::{Queue, QueueItem, WhyWaiting, queue};
pub use own::{APPEAL_LIMIT, Answer, Own, OwnRow, decisions_by, own, own_list};
pub use record::{ActRow, Record, record};
pub(crate) use report::danger;
pub use report::{KINDS, NOTE_LIMIT, Reason, Report, Thanks, report, thanks};
pub use templates::{TemplateForm, template, template_deletion, templates};
pub use together::{Alike, Together, together};

/// The most characters of a decision's reasons.
pub const REASONS_LIMIT: usize = 2_000;

/// What a moderator can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// It stays, or it is published.
    Keep,
    /// Nobody sees it any more; it can be brought back.
    Hide,
    /// Nobody sees it any more, for good.
    Remove,
    /// It is seen and counted again.
    Restore,
    /// Nobody sees it until its author has changed it.
    Ask,
    /// It is seen without a part of it.
    Redact,
    /// It is seen, and its thread takes no more replies.
    Lock,
    /// Its thread takes replies again.
    Unlock,
}

impl Act {
    /// All that there are.
    pub const ALL: [Act; 8] =
        [Act::Keep, Act::Hide, Act::Remove, Act::Restore, Act::Ask, Act::Redact, Act::Lock, Act::Unlock];

    /// What the form sends in the field `act`.
    pub fn value(self) -> &'static str {
        match self {
            Act::Keep => "keep",
            Act::Hide => "hide",
            Act::Remove => "remove",
            Act::Restore => "restore",
            Act::Ask => "ask",
            Act::Redact => "redact",
            Act::Lock => "lock",
            Act::Unlock => "unlock",
        }
    }

    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            Act::Keep => "Keep",
            Act::Hide => "Hide",
            Act::Remove => "Remove",
            Act::Restore => "Restore",
            Act::Ask => "Ask to edit",
            Act::Redact => "Take out a part",
            Act::Lock => "Lock the thread",
            Act::Unlock => "Open the thread",
        }
    }

    /// The key that chooses it, where scripts run.
    pub fn key(self) -> &'static str {
        match self {
            Act::Keep => "A",
            Act::Hide => "H",
            Act::Remove => "R",
            Act::Restore | Act::Unlock => "B",
            Act::Ask => "E",
            Act::Redact => "P",
            Act::Lock => "L",
        }
    }

    /// As something that has happened, at the beginning of a sentence.
    pub fn past(self) -> &'static str {
        match self {
            Act::Keep => "Kept",
            Act::Hide => "Hidden",
            Act::Remove => "Removed",
            Act::Restore => "Restored",
            Act::Ask => "Sent back to be changed",
            Act::Redact => "Kept without a part of it",
            Act::Lock => "Thread locked",
            Act::Unlock => "Thread opened again",
        }
    }
}

#[cfg(test)]
#[path = "moderation_tests.rs"]
mod tests;
