//! Publishing responses, one after another, once nobody can change theirs any more: after the close. What its sender does not
//! permit to be published never comes here.

use super::public_files::{self, Numbered};
use super::reading::PAGE;
use super::redacting::{self, Redaction};
use super::store::{self, publications, readings};
use super::{Publish, Response, State};
use crate::audit;
use crate::clock::Moment;
use crate::db::{Conn, Scope, Tx};
use crate::error::{Error, Result};
use crate::ids::{ProposalId, ResponseId};
use crate::policy::{self, Capacity};
use crate::proposals;
use crate::questionnaires::Answers;
use crate::text::Text;
use crate::web::Editor;

/// What was decided about publishing a response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    /// The number under which it is published.
    pub number: i64,
    /// Whether everybody can read it.
    pub is_public: bool,
    /// Why not; or why nevertheless, where they asked to keep it confidential.
    pub reason: String,
    /// How often it was decided.
    pub edition: i64,
    /// Who decided it last; nobody when they have left.
    pub by: Option<String>,
    /// When.
    pub at: Moment,
}

/// How far the publishing is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Responses that nobody has decided about.
    pub waiting: i64,
    /// Those that everybody can read.
    pub public: i64,
    /// Those of which it was decided not to publish them.
    pub withheld: i64,
    /// Those whose senders do not permit it.
    pub never: i64,
}

/// A response that may be published, the name of its organisation, and whether everybody can read it, if that was decided.
pub(super) type Waiting = (Response, Option<String>, Option<bool>);

/// A published response.
#[derive(Debug, Clone)]
pub struct Published {
    /// The number under which it is published.
    pub number: i64,
    /// The response; its words are in `answers`.
    pub response: Response,
    /// The name of whoever sent it, where they permit it and are still here.
    pub name: Option<String>,
    /// What was answered, without what was taken out.
    pub answers: Answers,
}

impl Published {
    /// Who says it, in words: the name, or else "A resident" and the like.
    #[must_use]
    pub fn who(&self) -> &str {
        self.name.as_deref().unwrap_or(match self.response.capacity {
            Capacity::Resident => "A resident",
            Capacity::Professional => "A professional",
            Capacity::Organisation => "An organisation",
        })
    }
}

/// A response that nobody can change any more and that may be published, held against others until the transaction ends.
///
/// # Errors
/// [`Error::NotFound`] for one that was not sent or must not be published; [`Error::Conflict`] before the close.
pub(super) fn settled(tx: &mut Tx<'_>, id: ResponseId, now: Moment) -> Result<Response> {
    store::lock(tx, id)?;
    let response = may_be_published(tx, id)?;
    if policy::is_over(proposals::gate(tx, response.proposal, now)?.stage) {
        return Ok(response);
    }
    Err(Error::Conflict("You can do this after the close: until then the response can still be changed.".into()))
}

fn may_be_published(conn: &mut Conn, id: ResponseId) -> Result<Response> {
    let sent = store::find_by_id(conn, id)?.filter(|one| one.state == State::Sent);
    sent.filter(|one| Publish::ALLOWS.contains(&one.publish.as_str())).ok_or(Error::NotFound)
}

/// A response as the one who decides sees it.
#[derive(Debug, Clone)]
pub(super) struct Judged {
    pub(super) response: Response,
    pub(super) organisation: Option<String>,
    pub(super) answers: Answers,
    pub(super) redactions: Vec<Redaction>,
    pub(super) publication: Option<Publication>,
    /// The files that may be published.
    pub(super) files: Vec<Numbered>,
    /// The next one that nobody has decided about.
    pub(super) next: Option<ResponseId>,
}

/// A response that may be published, with what was decided about it so far.
///
/// # Errors
/// [`Error::NotFound`] for one that was not sent or must not be published.
pub(super) fn judged(conn: &mut Conn, _by: &Editor, id: ResponseId) -> Result<Judged> {
    let response = may_be_published(conn, id)?;
    Ok(Judged {
        organisation: readings::find_organisation(conn, &response)?,
        answers: store::find_answers(conn, id, response.version)?.ok_or(Error::NotFound)?,
        redactions: redacting::of(conn, &response)?,
        publication: publications::find(conn, id)?,
        files: public_files::of(conn, &response)?,
        next: publications::find_next(conn, response.proposal, id)?,
        response,
    })
}

/// Decides whether everybody can read a response from now on; gives its proposal.
///
/// # Errors
/// Those of [`settled`]; [`Error::Invalid`] without a reason where one is needed; [`Error::Conflict`] when somebody else decided
/// since `seen`.
pub(super) fn decide(
    tx: &mut Tx<'_>,
    by: &Editor,
    id: ResponseId,
    (publishes, reason): (bool, &Text),
    seen: i64,
    now: Moment,
) -> Result<ProposalId> {
    let response = settled(tx, id, now)?;
    let before = publications::find(tx, id)?.map_or(0, |before| before.edition);
    if before != seen {
        return Err(Error::Conflict("Somebody else decided this meanwhile. Please look at it again.".into()));
    }
    if reason.is_blank() && !publishes {
        return Err(Error::Invalid("Say why it is not published: whoever sent it can read this".into()));
    }
    if reason.is_blank() && !response.confidential.is_empty() {
        return Err(Error::Invalid("They asked to keep it confidential. Say why it is published nevertheless".into()));
    }
    tx.touch(Scope::Results(response.proposal));
    publications::put(tx, &response, (publishes, reason.as_str()), before, by.id(), now)?;
    let act = if publishes { "response.publish" } else { "response.withhold" };
    audit::record(tx, Some(by.id()), act, &format!("response {id}"), reason.as_str(), now)?;
    Ok(response.proposal)
}

/// How far the publishing of the responses to a proposal is.
///
/// # Errors
/// When the database refuses.
pub(super) fn progress(conn: &mut Conn, _by: &Editor, proposal: ProposalId) -> Result<Progress> {
    publications::count(conn, proposal)
}

/// Responses that may be published, in the order of their numbers after one of them, each with what was decided; one more than
/// a page.
///
/// # Errors
/// When the database refuses.
pub(super) fn page(conn: &mut Conn, _by: &Editor, proposal: ProposalId, after: i64) -> Result<Vec<Waiting>> {
    publications::load_page(conn, proposal, after, PAGE + 1)
}

/// What was decided about publishing a response, and what was taken out of it, for whoever sent it.
///
/// # Errors
/// When the database refuses.
pub(super) fn told(conn: &mut Conn, response: &Response) -> Result<Option<(Publication, Vec<Redaction>)>> {
    if may_be_published(conn, response.id).is_err() {
        return Ok(None);
    }
    let Some(publication) = publications::find(conn, response.id)? else { return Ok(None) };
    Ok(Some((publication, redacting::of(conn, response)?)))
}

/// How many responses to a proposal everybody can read.
///
/// # Errors
/// When the database refuses.
pub fn count(conn: &mut Conn, proposal: ProposalId) -> Result<i64> {
    publications::count_public(conn, proposal)
}

/// Published responses in the order of their numbers, after one of them.
///
/// # Errors
/// When the database refuses.
pub fn published(conn: &mut Conn, proposal: ProposalId, after: i64, most: i64) -> Result<Vec<Published>> {
    let all = publications::load_published(conn, proposal, after, most)?;
    let all = redacting::redacted_all(conn, all, |(_, response, _): &(i64, Response, Option<String>)| response.id)?;
    let made = |((number, response, name), answers)| Published { number, response, name, answers };
    Ok(all.into_iter().map(made).collect())
}

/// One of them.
///
/// # Errors
/// [`Error::NotFound`] for one that nobody can read.
pub fn published_as(conn: &mut Conn, proposal: ProposalId, number: i64) -> Result<Published> {
    let one = published(conn, proposal, number.saturating_sub(1), 1)?.into_iter().next();
    one.filter(|one| one.number == number).ok_or(Error::NotFound)
}
