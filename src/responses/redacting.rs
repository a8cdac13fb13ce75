//! Taking parts out of a response before others read it. The original stays as it was sent, for those who read responses;
//! every page for others and every file has a mark in the place of each part, which says on what ground it went.

use super::store::{self, redactions};
use super::{Response, publishing};
use crate::audit;
use crate::clock::Moment;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::ids::{RedactionId, ResponseId};
use crate::questionnaires::{Answer, Answers};
use crate::spans::{self, Span};
use crate::text::Text;
use crate::web::Editor;
use std::collections::BTreeMap;

crate::words! {
    /// On what ground something is taken out.
    pub enum Ground {
        /// It tells who somebody is, or how to reach them.
        Personal = "personal",
        /// Publishing it could be against the law, such as an untrue claim about somebody.
        Unlawful = "unlawful",
        /// It insults or threatens.
        Abuse = "abuse",
        /// They asked to keep it confidential, and that was granted.
        Confidential = "confidential",
        /// It is a secret of a business.
        Business = "business",
    }
}

impl Ground {
    /// What stands in the place of the part.
    #[must_use]
    pub fn mark(self) -> &'static str {
        match self {
            Self::Personal => "[taken out: personal details]",
            Self::Unlawful => "[taken out: could be unlawful]",
            Self::Abuse => "[taken out: insult or threat]",
            Self::Confidential => "[taken out: confidential]",
            Self::Business => "[taken out: business secret]",
        }
    }
}

/// A part that is taken out of the answer to one question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redaction {
    /// Its number.
    pub id: RedactionId,
    /// The question.
    pub question: i64,
    /// Where it stands in the answer.
    pub span: Span,
    /// On what ground.
    pub ground: Ground,
    /// Who took it out; nobody when they have left.
    pub by: Option<String>,
    /// When.
    pub at: Moment,
}

/// What is taken out of a response in the version that counts, in order.
///
/// # Errors
/// When the database refuses.
pub fn of(conn: &mut Conn, response: &Response) -> Result<Vec<Redaction>> {
    redactions::load(conn, response.id, response.version)
}

/// A text with a mark in the place of each part that is taken out of the answer to this question.
#[must_use]
pub fn without(text: &str, question: i64, redactions: &[Redaction]) -> String {
    let here = redactions.iter().filter(|one| one.question == question);
    spans::replaced(text, here.map(|one| (one.span, one.ground.mark())))
}

/// The answers as others may read them.
#[must_use]
pub fn redacted(mut answers: Answers, redactions: &[Redaction]) -> Answers {
    for (question, answer) in &mut answers {
        if let Answer::Text(text) = answer {
            *text = without(text, *question, redactions);
        }
    }
    answers
}

/// The same for many responses.
///
/// # Errors
/// When the database refuses.
pub(super) fn redacted_all<T>(
    conn: &mut Conn,
    all: Vec<(T, Answers)>,
    id: impl Fn(&T) -> ResponseId,
) -> Result<Vec<(T, Answers)>> {
    let ids: Vec<ResponseId> = all.iter().map(|(one, _)| id(one)).collect();
    let cuts: BTreeMap<ResponseId, Vec<Redaction>> = redactions::load_among(conn, &ids)?;
    let less = |(one, answers): (T, Answers)| match cuts.get(&id(&one)) {
        Some(cuts) => (one, redacted(answers, cuts)),
        None => (one, answers),
    };
    Ok(all.into_iter().map(less).collect())
}

/// What somebody wrote in answer to one question.
///
/// # Errors
/// [`Error::NotFound`] where nothing was written.
pub(super) fn written(conn: &mut Conn, response: &Response, question: i64) -> Result<String> {
    let answers = store::find_answers(conn, response.id, response.version)?.ok_or(Error::NotFound)?;
    match answers.get(&question) {
        Some(Answer::Text(text)) => Ok(text.clone()),
        _ => Err(Error::NotFound),
    }
}

/// Takes the marked parts out of an answer, everywhere, from the next request on.
///
/// # Errors
/// [`Error::NotFound`] for an answer that nobody wrote; [`Error::Conflict`] before the close; [`Error::Invalid`] when the marks
/// cannot be read, or a part is taken out already.
pub(super) fn redact(
    tx: &mut Tx<'_>,
    by: &Editor,
    (id, question): (ResponseId, i64),
    marked: &Text,
    ground: Ground,
    now: Moment,
) -> Result<()> {
    let response = publishing::settled(tx, id, now)?;
    let original = written(tx, &response, question)?;
    let parts = spans::marked(&original, marked.as_str()).map_err(Error::Invalid)?;
    let before = of(tx, &response)?;
    let gone = before.iter().filter(|one| one.question == question);
    if gone.into_iter().any(|one| parts.iter().any(|part| part.meets(one.span))) {
        return Err(Error::Invalid("A part that you marked is taken out already. Put that back first".into()));
    }
    for part in &parts {
        redactions::insert(tx, &response, question, *part, ground, by.id(), now)?;
    }
    let detail = format!("question {question}, parts: {}, {}", parts.len(), ground.as_str());
    audit::record(tx, Some(by.id()), "response.redact", &format!("response {id}"), &detail, now)?;
    Ok(())
}

/// Puts back what was taken out; gives the response.
///
/// # Errors
/// [`Error::NotFound`] when it is there already.
pub(super) fn put_back(tx: &mut Tx<'_>, by: &Editor, redaction: RedactionId, now: Moment) -> Result<ResponseId> {
    let id = redactions::find_response(tx, redaction)?.ok_or(Error::NotFound)?;
    store::lock(tx, id)?;
    redactions::delete(tx, redaction)?;
    let detail = format!("part {redaction}");
    audit::record(tx, Some(by.id()), "response.unredact", &format!("response {id}"), &detail, now)?;
    Ok(id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;

    fn cut(question: i64, starts: usize, ends: usize) -> Redaction {
        let (span, at) = (Span::of(starts, ends), Clock::system().now());
        Redaction { id: RedactionId(1), question, span, ground: Ground::Personal, by: None, at }
    }

    #[test]
    fn only_the_answer_meant_loses_only_the_part_meant() {
        let answers: Answers =
            [(1, Answer::Text("Ask Ana 🚲 now".into())), (2, Answer::Text("Ask Ana".into())), (3, Answer::Choice(4))]
                .into();
        let less = redacted(answers, &[cut(1, 4, 9), cut(3, 0, 1)]);
        assert_eq!(less[&1], Answer::Text("Ask [taken out: personal details] now".into()));
        assert_eq!(less[&2], Answer::Text("Ask Ana".into()));
        assert_eq!(less[&3], Answer::Choice(4));
    }
}
