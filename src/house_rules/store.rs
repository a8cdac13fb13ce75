//! The wordings of the house rules in the database.

use crate::areas::PageText;
use crate::clock::Moment;
use crate::db::schema::house_rules;
use crate::db::{Conn, Tx};
use crate::error::Result;
use diesel::dsl::max;
use diesel::prelude::*;

/// One wording of the house rules.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = house_rules)]
pub struct Version {
    /// 1 for the first.
    pub number: i64,
    /// The title of the page.
    pub title: String,
    /// What is on it, in a sentence.
    pub summary: String,
    /// The text: Markdown.
    pub body: String,
    /// Why it was changed, as everybody can read.
    pub reason: String,
    /// When it came into force.
    pub since: Moment,
}

/// One wording in a list.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = house_rules)]
pub struct VersionRow {
    /// 1 for the first.
    pub number: i64,
    /// Why it was changed.
    pub reason: String,
    /// When it came into force.
    pub since: Moment,
}

pub(super) fn find_latest(conn: &mut Conn) -> Result<Option<i64>> {
    Ok(house_rules::table.select(max(house_rules::number)).first(conn)?)
}

pub(super) fn load_rows(conn: &mut Conn) -> Result<Vec<VersionRow>> {
    Ok(house_rules::table.order(house_rules::number.desc()).select(VersionRow::as_select()).load(conn)?)
}

pub(super) fn find(conn: &mut Conn, number: i64) -> Result<Option<Version>> {
    Ok(house_rules::table.find(number).select(Version::as_select()).first(conn).optional()?)
}

pub(super) fn insert(tx: &mut Tx<'_>, number: i64, text: &PageText, reason: &str, now: Moment) -> Result<()> {
    diesel::insert_into(house_rules::table)
        .values((
            house_rules::number.eq(number),
            house_rules::title.eq(&text.title),
            house_rules::summary.eq(&text.summary),
            house_rules::body.eq(&text.body),
            house_rules::reason.eq(reason),
            house_rules::since.eq(now),
        ))
        .execute(&mut **tx)?;
    Ok(())
}
