//! The files of a response that everybody can have. Nothing can be taken out of a file, so each is published only if somebody
//! says so for this very file; one that takes its place begins anew. What came on paper is never published: a scan shows a
//! hand, and often a name.

use super::publishing::{self, settled};
use super::{Channel, Publish, Response};
use crate::attachments::{self, Attachment};
use crate::audit;
use crate::clock::Moment;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::ids::{ProposalId, ResponseId};
use crate::web::Editor;

/// A file that was sent with a response, under its number there: with it alone it is named to others.
pub type Numbered = (i64, Attachment);

/// The files of a response about which somebody can decide, in the order in which they came.
///
/// # Errors
/// When the database refuses.
pub(super) fn of(conn: &mut Conn, response: &Response) -> Result<Vec<Numbered>> {
    if response.channel != Channel::Online {
        return Ok(Vec::new());
    }
    Ok((1..).zip(attachments::sent_with(conn, response.id)?).collect())
}

/// Decides whether everybody can have a file, once its response is published. Saying the same again changes nothing.
///
/// # Errors
/// Those of [`settled`]; [`Error::NotFound`] for a file that did not come with the response, or came on paper;
/// [`Error::Conflict`] for one that its sender has taken out since, or that may tell the name of somebody who wants none shown.
pub(super) fn decide(
    tx: &mut Tx<'_>,
    by: &Editor,
    (id, file): (ResponseId, i64),
    publishes: bool,
    now: Moment,
) -> Result<()> {
    let response = settled(tx, id, now)?;
    let (number, found) = of(tx, &response)?.into_iter().find(|(_, one)| one.id == file).ok_or(Error::NotFound)?;
    if found.taken_out {
        return Err(Error::Conflict("Whoever sent this file has taken it out since, so it is not published.".into()));
    }
    if publishes && may_not(&response, &found) {
        return Err(Error::Conflict(
            "No name of whoever sent this is shown, and it may stand in this kind of file.".into(),
        ));
    }
    if found.is_public == publishes {
        return Ok(());
    }
    attachments::publish(tx, file, publishes)?;
    let act = if publishes { "response.publish_file" } else { "response.withhold_file" };
    audit::record(tx, Some(by.id()), act, &format!("response {id}"), &format!("file {number}"), now)
}

/// Whether nobody can have a file because it may tell the name of whoever sent it, and they want none shown, or have left.
pub(super) fn may_not(response: &Response, found: &Attachment) -> bool {
    let is_nobodys = response.account.is_none() && response.organisation.is_none();
    (is_nobodys || response.publish != Publish::Named.as_str()) && found.kind.may_name_its_maker()
}

/// The files of a published response that everybody can have, and how many more there are.
///
/// # Errors
/// When the database refuses.
pub(super) fn published(conn: &mut Conn, response: &Response) -> Result<(Vec<Numbered>, usize)> {
    let is_open = |one: &Attachment| one.is_open() && !may_not(response, one);
    let (open, kept): (Vec<_>, Vec<_>) = of(conn, response)?.into_iter().partition(|(_, one)| is_open(one));
    Ok((open, kept.len()))
}

/// A file that everybody can have, by the number of its response and its own.
///
/// # Errors
/// [`Error::NotFound`] for every other.
pub(super) fn find(conn: &mut Conn, proposal: ProposalId, number: i64, file: i64) -> Result<Attachment> {
    let response = publishing::published_as(conn, proposal, number)?.response;
    let (open, _) = published(conn, &response)?;
    open.into_iter().find(|(own, _)| *own == file).map(|(_, found)| found).ok_or(Error::NotFound)
}

/// The name under which others have a file: its own could hold what was taken out of the answers.
pub(super) fn neutral_name(number: i64, file: i64, found: &Attachment) -> String {
    let end = found.kind.endings().first().copied().unwrap_or("bin");
    format!("response-{number}-file-{file}.{end}")
}
