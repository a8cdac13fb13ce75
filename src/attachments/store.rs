//! Attachments in the database.

use super::New;
use super::content::Kind;
use crate::clock::Moment;
use crate::db::schema::attachments as a;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::ids::{AccountId, ResponseId};
use diesel::prelude::*;
use std::collections::BTreeSet;

/// A file that belongs to a response.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = a)]
pub struct Attachment {
    /// Its number.
    pub id: i64,
    /// Its name in the store of files.
    pub file: String,
    /// Its own name.
    pub name: String,
    /// What is said to be in it.
    pub description: String,
    /// What it is.
    pub kind: Kind,
    /// How many bytes it has.
    pub bytes: i64,
    /// With which version of the response it was first sent.
    pub sent_in: Option<i64>,
    /// Whether it goes with the next version.
    pub taken_out: bool,
    /// Whether somebody has said that everybody can have it.
    pub is_public: bool,
}

impl Attachment {
    /// Whether everybody can have it, as far as it hangs on the file: it was sent, and nobody has taken it out since.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.is_public && self.sent_in.is_some() && !self.taken_out
    }
}

/// Those of a response, in the order in which they came; those that go with the next version are among them.
///
/// # Errors
/// When the database refuses.
pub fn load_of(conn: &mut Conn, response: ResponseId) -> Result<Vec<Attachment>> {
    let all = a::table.filter(a::response_id.eq(response)).order(a::id);
    Ok(all.select(Attachment::as_select()).load(conn)?)
}

/// Those that were sent with the last version of a response.
///
/// # Errors
/// When the database refuses.
pub fn load_sent(conn: &mut Conn, response: ResponseId) -> Result<Vec<Attachment>> {
    let sent = a::table.filter(a::response_id.eq(response)).filter(a::sent_in.is_not_null()).order(a::id);
    Ok(sent.select(Attachment::as_select()).load(conn)?)
}

pub(super) fn find(conn: &mut Conn, response: ResponseId, id: i64) -> Result<Option<Attachment>> {
    let one = a::table.filter(a::response_id.eq(response)).filter(a::id.eq(id));
    Ok(one.select(Attachment::as_select()).first(conn).optional()?)
}

/// How many stay with the next version, and how many there are.
pub(super) fn count(conn: &mut Conn, response: ResponseId) -> Result<(i64, i64)> {
    let all = || a::table.filter(a::response_id.eq(response));
    Ok((all().filter(a::taken_out.eq(false)).count().get_result(conn)?, all().count().get_result(conn)?))
}

pub(super) fn insert(tx: &mut Tx<'_>, response: ResponseId, new: &New, by: AccountId, now: Moment) -> Result<()> {
    diesel::insert_into(a::table)
        .values((
            a::response_id.eq(response),
            a::file.eq(&new.file),
            a::name.eq(&new.name),
            a::description.eq(&new.description),
            a::kind.eq(new.kind),
            a::bytes.eq(new.bytes),
            a::sha256.eq(&new.sha256),
            a::added_at.eq(now),
            a::added_by.eq(by),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

pub(super) fn update_taken_out(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    diesel::update(a::table.filter(a::id.eq(id))).set(a::taken_out.eq(true)).execute(&mut **tx)?;
    Ok(())
}

pub(super) fn update_public(tx: &mut Tx<'_>, id: i64, is_public: bool) -> Result<()> {
    diesel::update(a::table.filter(a::id.eq(id))).set(a::is_public.eq(is_public)).execute(&mut **tx)?;
    Ok(())
}

pub(super) fn update_sent(tx: &mut Tx<'_>, response: ResponseId, version: i64) -> Result<()> {
    diesel::update(a::table.filter(a::response_id.eq(response)).filter(a::sent_in.is_null()))
        .set(a::sent_in.eq(version))
        .execute(&mut **tx)?;
    Ok(())
}

pub(super) fn update_nobody(tx: &mut Tx<'_>, who: AccountId) -> Result<()> {
    diesel::update(a::table.filter(a::added_by.eq(who))).set(a::added_by.eq(None::<AccountId>)).execute(&mut **tx)?;
    Ok(())
}

/// Nobody can have the files of these responses any more.
pub(super) fn update_private(tx: &mut Tx<'_>, responses: &[ResponseId]) -> Result<()> {
    diesel::update(a::table.filter(a::response_id.eq_any(responses))).set(a::is_public.eq(false)).execute(&mut **tx)?;
    Ok(())
}

/// Deletes rows by their numbers; gives the names of their files.
fn delete_these(tx: &mut Tx<'_>, rows: Vec<(i64, String)>) -> Result<Vec<String>> {
    let (ids, files): (Vec<i64>, Vec<String>) = rows.into_iter().unzip();
    diesel::delete(a::table.filter(a::id.eq_any(ids))).execute(&mut **tx)?;
    Ok(files)
}

pub(super) fn delete(tx: &mut Tx<'_>, response: ResponseId, id: i64) -> Result<Vec<String>> {
    let rows = a::table.filter(a::response_id.eq(response)).filter(a::id.eq(id)).select((a::id, a::file));
    let rows = rows.load(&mut **tx)?;
    delete_these(tx, rows)
}

pub(super) fn delete_taken_out(tx: &mut Tx<'_>, response: ResponseId) -> Result<Vec<String>> {
    let rows = a::table.filter(a::response_id.eq(response)).filter(a::taken_out.eq(true)).select((a::id, a::file));
    let rows = rows.load(&mut **tx)?;
    delete_these(tx, rows)
}

pub(super) fn delete_of(tx: &mut Tx<'_>, responses: &[ResponseId]) -> Result<Vec<String>> {
    let rows = a::table.filter(a::response_id.eq_any(responses)).select((a::id, a::file)).load(&mut **tx)?;
    delete_these(tx, rows)
}

pub(super) fn delete_unsent(tx: &mut Tx<'_>, responses: &[ResponseId]) -> Result<Vec<String>> {
    let rows = a::table.filter(a::response_id.eq_any(responses)).filter(a::sent_in.is_null());
    let rows = rows.select((a::id, a::file)).load(&mut **tx)?;
    delete_these(tx, rows)
}

/// Which of these files have a row.
pub(super) fn known(conn: &mut Conn, files: &[String]) -> Result<BTreeSet<String>> {
    let known: Vec<String> = a::table.filter(a::file.eq_any(files)).select(a::file).load(conn)?;
    Ok(known.into_iter().collect())
}
