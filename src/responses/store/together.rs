//! What those who write a response together leave for one another, in the database.

use crate::clock::Moment;
use crate::db::schema::{
    accounts, response_claims as claims, response_editions as editions, response_remarks as remarks,
};
use crate::db::{AnyExt, Conn, Tx};
use crate::error::{Result, broken};
use crate::ids::{AccountId, ResponseId};
use crate::responses::together::{Edition, Remark, Writing};
use diesel::prelude::*;
use views::questionnaires::Typed;

/// Takes a section, if nobody else has it now; whoever has it keeps it for longer.
pub(in crate::responses) fn claim(
    tx: &mut Tx<'_>,
    (id, section): (ResponseId, i64),
    by: AccountId,
    (since, until): (Moment, Moment),
) -> Result<()> {
    let here = || claims::table.filter(claims::response_id.eq(id)).filter(claims::section.eq(section));
    diesel::delete(here().filter(claims::until.le(since))).execute(&mut **tx)?;
    diesel::insert_into(claims::table)
        .values((
            claims::response_id.eq(id),
            claims::section.eq(section),
            claims::account_id.eq(by),
            claims::since.eq(since),
            claims::until.eq(until),
        ))
        .on_conflict_do_nothing()
        .any()
        .execute(&mut **tx)?;
    diesel::update(here().filter(claims::account_id.eq(by))).set(claims::until.eq(until)).execute(&mut **tx)?;
    Ok(())
}

pub(in crate::responses) fn load_claims(
    conn: &mut Conn,
    id: ResponseId,
    now: Moment,
) -> Result<Vec<(AccountId, Writing)>> {
    let rows: Vec<(AccountId, i64, String, Moment)> = claims::table
        .inner_join(accounts::table)
        .filter(claims::response_id.eq(id))
        .filter(claims::until.gt(now))
        .order(claims::section)
        .select((claims::account_id, claims::section, accounts::name, claims::since))
        .load(conn)?;
    Ok(rows.into_iter().map(|(who, section, name, since)| (who, Writing { section, name, since })).collect())
}

pub(in crate::responses) fn delete_claim(
    tx: &mut Tx<'_>,
    (id, section): (ResponseId, i64),
    by: AccountId,
) -> Result<()> {
    let here = claims::table.filter(claims::response_id.eq(id)).filter(claims::section.eq(section));
    diesel::delete(here.filter(claims::account_id.eq(by))).execute(&mut **tx)?;
    Ok(())
}

pub(in crate::responses) fn insert_edition(
    tx: &mut Tx<'_>,
    (id, section, number): (ResponseId, i64, i64),
    typed: &Typed,
    by: AccountId,
    now: Moment,
) -> Result<()> {
    let text = serde_json::to_string(&typed.0).map_err(broken("writing an edition of a section"))?;
    diesel::insert_into(editions::table)
        .values((
            editions::response_id.eq(id),
            editions::section.eq(section),
            editions::number.eq(number),
            editions::typed.eq(text),
            editions::saved_at.eq(now),
            editions::saved_by.eq(by),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// Deletes the editions of a section up to a number.
pub(in crate::responses) fn delete_editions(
    tx: &mut Tx<'_>,
    (id, section): (ResponseId, i64),
    up_to: i64,
) -> Result<()> {
    let here = editions::table.filter(editions::response_id.eq(id)).filter(editions::section.eq(section));
    diesel::delete(here.filter(editions::number.le(up_to))).execute(&mut **tx)?;
    Ok(())
}

pub(in crate::responses) fn load_editions(
    conn: &mut Conn,
    (id, section): (ResponseId, i64),
    before: i64,
    most: i64,
) -> Result<Vec<Edition>> {
    let rows: Vec<(i64, String, Moment, Option<String>)> = editions::table
        .left_join(accounts::table)
        .filter(editions::response_id.eq(id))
        .filter(editions::section.eq(section))
        .filter(editions::number.lt(before))
        .order(editions::number.desc())
        .limit(most)
        .select((editions::number, editions::typed, editions::saved_at, accounts::name.nullable()))
        .load(conn)?;
    rows.into_iter()
        .map(|(number, typed, at, by)| {
            let typed = serde_json::from_str(&typed).map_err(broken("reading an edition of a section"))?;
            Ok(Edition { number, typed: Typed(typed), at, by })
        })
        .collect()
}

pub(in crate::responses) fn load_remarks(conn: &mut Conn, id: ResponseId) -> Result<Vec<Remark>> {
    type Row = (i64, Option<i64>, Option<(AccountId, String)>, String, Moment);
    let rows: Vec<Row> = remarks::table
        .left_join(accounts::table)
        .filter(remarks::response_id.eq(id))
        .order(remarks::id)
        .select((
            remarks::id,
            remarks::section,
            (accounts::id, accounts::name).nullable(),
            remarks::words,
            remarks::written_at,
        ))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, section, by, words, at)| Remark { id, section, by, words, at }).collect())
}

pub(in crate::responses) fn load_subjects(conn: &mut Conn, id: ResponseId) -> Result<Vec<Option<i64>>> {
    Ok(remarks::table.filter(remarks::response_id.eq(id)).order(remarks::id).select(remarks::section).load(conn)?)
}

pub(in crate::responses) fn count_remarks(conn: &mut Conn, id: ResponseId) -> Result<i64> {
    Ok(remarks::table.filter(remarks::response_id.eq(id)).count().get_result(conn)?)
}

pub(in crate::responses) fn insert_remark(
    tx: &mut Tx<'_>,
    id: ResponseId,
    section: Option<i64>,
    by: AccountId,
    words: &str,
    now: Moment,
) -> Result<()> {
    diesel::insert_into(remarks::table)
        .values((
            remarks::response_id.eq(id),
            remarks::section.eq(section),
            remarks::account_id.eq(by),
            remarks::words.eq(words),
            remarks::written_at.eq(now),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// Deletes a remark if it is by this person; gives whether it was.
pub(in crate::responses) fn delete_remark(tx: &mut Tx<'_>, id: ResponseId, remark: i64, by: AccountId) -> Result<bool> {
    let here = remarks::table.filter(remarks::response_id.eq(id)).filter(remarks::id.eq(remark));
    Ok(diesel::delete(here.filter(remarks::account_id.eq(by))).execute(&mut **tx)? > 0)
}

/// Somebody leaves: what they wrote for the organisation stays with it, without their name.
pub(in crate::responses) fn forget(tx: &mut Tx<'_>, who: AccountId) -> Result<()> {
    diesel::delete(claims::table.filter(claims::account_id.eq(who))).execute(&mut **tx)?;
    diesel::update(editions::table.filter(editions::saved_by.eq(who)))
        .set(editions::saved_by.eq(None::<AccountId>))
        .execute(&mut **tx)?;
    diesel::update(remarks::table.filter(remarks::account_id.eq(who)))
        .set(remarks::account_id.eq(None::<AccountId>))
        .execute(&mut **tx)?;
    Ok(())
}
