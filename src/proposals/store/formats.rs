//! Other formats of a proposal, in the database.

use super::super::formats::{Entry, Kind};
use crate::db::schema::proposal_formats as formats;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::ids::{FormatId, ProposalId};
use diesel::prelude::*;

/// A proposal in another format.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = formats)]
pub struct Format {
    /// Its number.
    pub id: FormatId,
    /// Which it is.
    pub kind: Kind,
    /// What it is called.
    pub title: String,
    /// Where it is.
    pub url: String,
    /// Its own date, such as "2027-03-27".
    pub dated: String,
    /// The version of the text that it says.
    pub version: i32,
}

pub(in crate::proposals) fn load(conn: &mut Conn, id: ProposalId) -> Result<Vec<Format>> {
    let all = formats::table.filter(formats::proposal_id.eq(id)).order(formats::id);
    Ok(all.select(Format::as_select()).load(conn)?)
}

pub(in crate::proposals) fn find(conn: &mut Conn, id: FormatId) -> Result<Option<(ProposalId, Format)>> {
    Ok(formats::table.find(id.0).select((formats::proposal_id, Format::as_select())).first(conn).optional()?)
}

/// A format as an entry fills it.
#[derive(Insertable, AsChangeset)]
#[diesel(table_name = formats)]
struct FormatRow<'a> {
    kind: Kind,
    title: &'a str,
    url: &'a str,
    dated: String,
    version: i32,
}

impl<'a> FormatRow<'a> {
    fn of(entry: &'a Entry) -> Self {
        let Entry { kind, title, url, dated, version } = entry;
        Self { kind: *kind, title, url, dated: dated.to_string(), version: *version }
    }
}

pub(in crate::proposals) fn insert(tx: &mut Tx<'_>, id: ProposalId, entry: &Entry) -> Result<()> {
    let row = (formats::proposal_id.eq(id), FormatRow::of(entry));
    diesel::insert_into(formats::table).values(row).execute(&mut **tx)?;
    Ok(())
}

pub(in crate::proposals) fn update(tx: &mut Tx<'_>, id: FormatId, entry: &Entry) -> Result<()> {
    diesel::update(formats::table.find(id.0)).set(FormatRow::of(entry)).execute(&mut **tx)?;
    Ok(())
}

pub(in crate::proposals) fn delete(tx: &mut Tx<'_>, id: FormatId) -> Result<()> {
    diesel::delete(formats::table.find(id.0)).execute(&mut **tx)?;
    Ok(())
}

/// Those that say the words of version `was` say those of `is`, too: the words are the same.
pub(in crate::proposals) fn carry_over(tx: &mut Tx<'_>, id: ProposalId, was: i32, is: i32) -> Result<()> {
    let here = formats::table.filter(formats::proposal_id.eq(id)).filter(formats::version.eq(was));
    diesel::update(here).set(formats::version.eq(is)).execute(&mut **tx)?;
    Ok(())
}
