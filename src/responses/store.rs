//! Responses in the database.

pub(super) mod publications;
pub(super) mod readings;
pub(super) mod redactions;
pub(super) mod taken_in;
pub(super) mod together;

use super::{Channel, Publish, Response, State};
use crate::attachments;
use crate::clock::Moment;
use crate::db::schema::{proposals, response_sections as sections, response_versions as versions, responses};
use crate::db::{AnyExt, Conn, Scope, Tx};
use crate::error::{Result, broken};
use crate::ids::{AccountId, OrganisationId, ProposalId, ResponseId};
use crate::policy::Capacity;
use crate::questionnaires::Answers;
use diesel::prelude::*;
use views::questionnaires::Typed;

pub(super) fn find(conn: &mut Conn, reference: &str) -> Result<Option<Response>> {
    let found = responses::table.filter(responses::reference.eq(reference));
    Ok(found.select(Response::as_select()).first(conn).optional()?)
}

pub(super) fn find_by_id(conn: &mut Conn, id: ResponseId) -> Result<Option<Response>> {
    Ok(responses::table.filter(responses::id.eq(id)).select(Response::as_select()).first(conn).optional()?)
}

/// The response to a proposal by a person, or by an organisation where one is named.
pub(super) fn find_of(
    conn: &mut Conn,
    proposal: ProposalId,
    account: AccountId,
    organisation: Option<OrganisationId>,
) -> Result<Option<Response>> {
    let here = responses::table.filter(responses::proposal_id.eq(proposal)).select(Response::as_select());
    Ok(match organisation {
        Some(organisation) => here.filter(responses::organisation_id.eq(organisation)).first(conn).optional()?,
        None => here
            .filter(responses::account_id.eq(account))
            .filter(responses::organisation_id.is_null())
            .first(conn)
            .optional()?,
    })
}

pub(super) fn load_all_of(
    conn: &mut Conn,
    account: AccountId,
    organisation: Option<OrganisationId>,
) -> Result<Vec<(Response, String)>> {
    Ok(responses::table
        .inner_join(proposals::table)
        .filter(responses::account_id.eq(account).or(responses::organisation_id.eq(organisation)))
        .order(responses::id.desc())
        .select((Response::as_select(), proposals::title))
        .load(conn)?)
}

/// Inserts a draft; when there is one already, nothing happens.
pub(super) fn insert(
    tx: &mut Tx<'_>,
    proposal: ProposalId,
    reference: &str,
    (account, organisation): (Option<AccountId>, Option<OrganisationId>),
    capacity: Capacity,
    now: Moment,
) -> Result<()> {
    diesel::insert_into(responses::table)
        .values((
            responses::proposal_id.eq(proposal),
            responses::reference.eq(reference),
            responses::account_id.eq(account),
            responses::organisation_id.eq(organisation),
            responses::capacity.eq(capacity),
            responses::state.eq(State::Draft),
            responses::begun_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .any()
        .execute(&mut **tx)?;
    Ok(())
}

/// Holds a response against others who write or send it, until the transaction ends.
pub(super) fn lock(tx: &mut Tx<'_>, id: ResponseId) -> Result<()> {
    // An update of nothing takes the row's lock on PostgreSQL; on SQLite the writer is alone anyway.
    diesel::update(responses::table.filter(responses::id.eq(id)))
        .set(responses::version.eq(responses::version))
        .execute(&mut **tx)?;
    Ok(())
}

/// A section as it was saved.
pub(super) struct SavedSection {
    pub(super) section: i64,
    pub(super) typed: Typed,
    pub(super) edition: i64,
    pub(super) saved_at: Moment,
}

pub(super) fn load_sections(conn: &mut Conn, id: ResponseId) -> Result<Vec<SavedSection>> {
    let rows = sections::table.filter(sections::response_id.eq(id)).order(sections::section).select(Columns::default());
    rows.load(conn)?.into_iter().map(read_section).collect()
}

pub(super) fn find_section(conn: &mut Conn, id: ResponseId, section: i64) -> Result<Option<SavedSection>> {
    let row = sections::table.filter(sections::response_id.eq(id)).filter(sections::section.eq(section));
    row.select(Columns::default()).first(conn).optional()?.map(read_section).transpose()
}

/// What is read of a section: its number, what was typed, its edition, and when it was saved.
type Columns = (sections::section, sections::typed, sections::edition, sections::saved_at);

fn read_section((section, typed, edition, saved_at): (i64, String, i64, Moment)) -> Result<SavedSection> {
    let typed = Typed(serde_json::from_str(&typed).map_err(broken("reading a section of a response"))?);
    Ok(SavedSection { section, typed, edition, saved_at })
}

/// Puts a section in the place of edition `was` (0: of none).
pub(super) fn put_section(
    tx: &mut Tx<'_>,
    (id, section, was): (ResponseId, i64, i64),
    typed: &Typed,
    by: AccountId,
    now: Moment,
) -> Result<()> {
    let text = serde_json::to_string(&typed.0).map_err(broken("writing a section of a response"))?;
    let values = (
        sections::typed.eq(text),
        sections::edition.eq(was + 1),
        sections::saved_at.eq(now),
        sections::saved_by.eq(by),
    );
    if was == 0 {
        diesel::insert_into(sections::table)
            .values((sections::response_id.eq(id), sections::section.eq(section), values))
            .execute(&mut **tx)?;
    } else {
        let here = sections::table.filter(sections::response_id.eq(id)).filter(sections::section.eq(section));
        diesel::update(here).set(values).execute(&mut **tx)?;
    }
    Ok(())
}

pub(super) fn insert_version(
    tx: &mut Tx<'_>,
    id: ResponseId,
    number: i64,
    answers: &Answers,
    now: Moment,
) -> Result<()> {
    let text = serde_json::to_string(answers).map_err(broken("writing a response"))?;
    diesel::insert_into(versions::table)
        .values((
            versions::response_id.eq(id),
            versions::number.eq(number),
            versions::answers.eq(text),
            versions::sent_at.eq(now),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// What was sent as this version.
pub(super) fn find_answers(conn: &mut Conn, id: ResponseId, number: i64) -> Result<Option<Answers>> {
    let text: Option<String> = versions::table
        .filter(versions::response_id.eq(id))
        .filter(versions::number.eq(number))
        .select(versions::answers)
        .first(conn)
        .optional()?;
    text.map(|text| serde_json::from_str(&text).map_err(broken("reading a response"))).transpose()
}

/// What goes with a version that is sent.
pub(super) struct Sending<'a> {
    pub(super) version: i64,
    pub(super) late: bool,
    pub(super) capacity: Capacity,
    pub(super) publish: Publish,
    pub(super) confidential: &'a str,
    pub(super) consulted: &'a str,
}

pub(super) fn update_sent(tx: &mut Tx<'_>, id: ResponseId, sending: &Sending<'_>, now: Moment) -> Result<()> {
    diesel::update(responses::table.filter(responses::id.eq(id)))
        .set((
            responses::state.eq(State::Sent),
            responses::version.eq(sending.version),
            responses::late.eq(sending.late),
            responses::capacity.eq(sending.capacity),
            responses::publish.eq(sending.publish.as_str()),
            responses::confidential.eq(sending.confidential),
            responses::consulted.eq(sending.consulted),
            responses::sent_at.eq(now),
            responses::withdrawn_at.eq(None::<Moment>),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

pub(super) fn update_withdrawn(tx: &mut Tx<'_>, id: ResponseId, now: Moment) -> Result<()> {
    diesel::update(responses::table.filter(responses::id.eq(id)))
        .set((responses::state.eq(State::Withdrawn), responses::withdrawn_at.eq(now)))
        .execute(&mut **tx)?;
    Ok(())
}

pub(super) fn update_asked(tx: &mut Tx<'_>, id: ResponseId, now: Moment) -> Result<()> {
    diesel::update(responses::table.filter(responses::id.eq(id)))
        .set(responses::asked_at.eq(now))
        .execute(&mut **tx)?;
    Ok(())
}

/// Somebody leaves: what they permitted to be published stays as a response of nobody, and everything else of theirs goes.
/// What they wrote for an organisation is the organisation's.
///
/// # Errors
/// When the database refuses.
pub fn forget(tx: &mut Tx<'_>, who: AccountId, now: Moment) -> Result<()> {
    let own = || responses::table.filter(responses::account_id.eq(who));
    let stays = responses::state.eq(State::Sent).and(responses::publish.ne(Publish::Never.as_str()));
    let counted: Vec<ProposalId> =
        own().filter(responses::state.ne(State::Draft)).select(responses::proposal_id).load(&mut **tx)?;
    for proposal in counted {
        tx.touch(Scope::Responses(proposal));
    }
    let goes: Vec<ResponseId> = own().filter(diesel::dsl::not(stays)).select(responses::id).load(&mut **tx)?;
    attachments::forget(tx, &goes, now)?;
    diesel::delete(responses::table.filter(responses::id.eq_any(goes))).execute(&mut **tx)?;
    let stay: Vec<ResponseId> = own().select(responses::id).load(&mut **tx)?;
    attachments::leave(tx, who, &stay, now)?;
    diesel::update(own()).set(responses::account_id.eq(None::<AccountId>)).execute(&mut **tx)?;
    diesel::update(sections::table.filter(sections::saved_by.eq(who)))
        .set(sections::saved_by.eq(None::<AccountId>))
        .execute(&mut **tx)?;
    together::forget(tx, who)
}

/// Deletes up to `most` responses that somebody wrote here and never sent, to consultations that closed before a moment; gives
/// how many. What came on paper or by phone did come: it waits until staff have settled it.
///
/// # Errors
/// When the database refuses.
pub fn purge_drafts(tx: &mut Tx<'_>, before: Moment, most: i64, now: Moment) -> Result<usize> {
    let late: Vec<ResponseId> = responses::table
        .inner_join(proposals::table)
        .filter(responses::state.eq(State::Draft))
        .filter(responses::channel.eq(Channel::Online))
        .filter(proposals::closes_at.lt(before))
        .order(responses::id)
        .limit(most)
        .select(responses::id)
        .load(&mut **tx)?;
    attachments::forget(tx, &late, now)?;
    Ok(diesel::delete(responses::table.filter(responses::id.eq_any(late))).execute(&mut **tx)?)
}
