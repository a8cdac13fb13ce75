//! Reasons that moderators can begin with, in the database.

use crate::clock::Moment;
use crate::db::schema::templates;
use crate::db::{Conn, Tx};
use crate::error::Result;
use diesel::prelude::*;

/// A template as it is kept.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = templates)]
pub struct Template {
    /// Its number.
    pub id: i64,
    /// What it is called.
    pub title: String,
    /// The number of the house rule for which it is meant, if it is meant for one.
    pub rule: Option<i64>,
    /// The reasons.
    pub words: String,
    /// When it was last changed.
    pub changed_at: Moment,
}

/// The most templates of a site.
pub(in crate::moderation) const MOST: i64 = 100;

pub(in crate::moderation) fn load(conn: &mut Conn) -> Result<Vec<Template>> {
    Ok(templates::table
        .order((templates::rule, templates::title, templates::id))
        .limit(MOST)
        .select(Template::as_select())
        .load(conn)?)
}

pub(in crate::moderation) fn insert(
    tx: &mut Tx<'_>,
    title: &str,
    rule: Option<i64>,
    words: &str,
    now: Moment,
) -> Result<i64> {
    Ok(diesel::insert_into(templates::table)
        .values((
            templates::title.eq(title),
            templates::rule.eq(rule),
            templates::words.eq(words),
            templates::changed_at.eq(now),
        ))
        .returning(templates::id)
        .get_result(&mut **tx)?)
}

pub(in crate::moderation) fn update(
    tx: &mut Tx<'_>,
    id: i64,
    title: &str,
    rule: Option<i64>,
    words: &str,
    now: Moment,
) -> Result<bool> {
    let changed = diesel::update(templates::table.filter(templates::id.eq(id)))
        .set((
            templates::title.eq(title),
            templates::rule.eq(rule),
            templates::words.eq(words),
            templates::changed_at.eq(now),
        ))
        .execute(&mut **tx)?;
    Ok(changed > 0)
}

pub(in crate::moderation) fn delete(tx: &mut Tx<'_>, id: i64) -> Result<bool> {
    Ok(diesel::delete(templates::table.filter(templates::id.eq(id))).execute(&mut **tx)? > 0)
}
