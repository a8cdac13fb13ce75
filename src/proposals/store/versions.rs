//! The wordings of proposals in the database.

use crate::clock::Moment;
use crate::db::schema::{proposal_versions as versions, proposals};
use crate::db::{Conn, Tx};
use crate::error::{Result, broken};
use crate::ids::{AccountId, ProposalId};
use crate::proposals::Content;
use diesel::prelude::*;

pub(in crate::proposals) fn find_content(conn: &mut Conn, id: ProposalId, number: i32) -> Result<Option<Content>> {
    let text: Option<String> = versions::table
        .filter(versions::proposal_id.eq(id))
        .filter(versions::number.eq(number))
        .select(versions::content)
        .first(conn)
        .optional()?;
    text.map(|t| serde_json::from_str(&t).map_err(broken("reading a version"))).transpose()
}

/// One version: number, words, reason, and when.
pub(in crate::proposals) type Version = (i32, String, String, Moment);

pub(in crate::proposals) fn load_versions(conn: &mut Conn, id: ProposalId) -> Result<Vec<Version>> {
    Ok(versions::table
        .filter(versions::proposal_id.eq(id))
        .order(versions::number.desc())
        .select((versions::number, versions::content, versions::reason, versions::created_at))
        .load(conn)?)
}

pub(in crate::proposals) fn find_version(conn: &mut Conn, id: ProposalId, number: i32) -> Result<Option<Version>> {
    Ok(versions::table
        .filter(versions::proposal_id.eq(id))
        .filter(versions::number.eq(number))
        .select((versions::number, versions::content, versions::reason, versions::created_at))
        .first(conn)
        .optional()?)
}

pub(in crate::proposals) fn insert_version(
    tx: &mut Tx<'_>,
    id: ProposalId,
    number: i32,
    content: &Content,
    reason: &str,
    by: Option<AccountId>,
    now: Moment,
) -> Result<()> {
    let text = serde_json::to_string(content).map_err(broken("writing a version"))?;
    diesel::insert_into(versions::table)
        .values((
            versions::proposal_id.eq(id),
            versions::number.eq(number),
            versions::content.eq(text),
            versions::reason.eq(reason),
            versions::author_id.eq(by),
            versions::created_at.eq(now),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

pub(in crate::proposals) fn delete_versions_before(tx: &mut Tx<'_>, id: ProposalId, number: i32) -> Result<()> {
    diesel::delete(versions::table.filter(versions::proposal_id.eq(id)).filter(versions::number.lt(number)))
        .execute(&mut **tx)?;
    Ok(())
}

/// The version with this number becomes the first; there is no earlier one.
pub(in crate::proposals) fn renumber_as_first(tx: &mut Tx<'_>, id: ProposalId, number: i32, now: Moment) -> Result<()> {
    diesel::update(versions::table.filter(versions::proposal_id.eq(id)).filter(versions::number.eq(number)))
        .set((versions::number.eq(1), versions::reason.eq("First published"), versions::created_at.eq(now)))
        .execute(&mut **tx)?;
    diesel::update(proposals::table.filter(proposals::id.eq(id))).set(proposals::version.eq(1)).execute(&mut **tx)?;
    Ok(())
}
