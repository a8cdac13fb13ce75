//! Coding: what people wrote about, as staff find it. Analysts tag passages of the answers in free text with themes.
//!
//! Each codes for themselves: what others tagged in an answer is shown to nobody who has not coded it. So two who code the
//! same answers can be compared. An answer is coded in one version of its response; sent anew, it is to be coded anew, and
//! what was found in the old version stays. What was taken back counts nowhere.

pub mod agreement;
mod answers;
mod comparing;
mod export;
pub mod pages;
mod progress;
pub mod sentences;
mod store;
mod themes;
pub mod tree;

use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{CoderId, ProposalId, ThemeId};
use crate::questionnaires::{self, Answer, Answers, Kind, Question, Questionnaire};
use crate::spans::Span;

pub use themes::{counts, themes_of, tree_of};

/// The most tags that somebody can give one answer.
pub const PASSAGES: usize = 100;

/// Somebody who codes the answers to a proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coder {
    /// Their number in the whole house.
    pub id: CoderId,
    /// Their number within the proposal, from 1 on: what files show in place of a name.
    pub number: i64,
    /// Their name; none when they have left.
    pub name: Option<String>,
}

/// A part of an answer with its theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tag {
    /// From where to where.
    pub span: Span,
    /// What it is about.
    pub theme: ThemeId,
}

/// Whether people answer this in their own words.
fn is_free_text(question: &Question) -> bool {
    matches!(question.kind, Kind::Short | Kind::Long)
}

/// What a proposal asks, and of it the question with this number.
///
/// # Errors
/// [`Error::NotFound`] where there is none that is answered in free text.
fn free_text(conn: &mut Conn, proposal: ProposalId, question: i64) -> Result<(Questionnaire, Question)> {
    let asked = questionnaires::of(conn, proposal)?.questionnaire;
    let found = asked.question(question).filter(|found| is_free_text(found)).cloned().ok_or(Error::NotFound)?;
    Ok((asked, found))
}

/// What somebody wrote to a question.
fn text_of(answers: &Answers, question: i64) -> Option<&str> {
    match answers.get(&question) {
        Some(Answer::Text(text)) => Some(text),
        _ => None,
    }
}
