//! The site's own words in the database: one JSON value a key.

use crate::clock::Moment;
use crate::db::schema::site_texts as t;
use crate::db::{AnyExt, Conn, Tx};
use crate::error::Result;
use diesel::prelude::*;
use diesel::upsert::excluded;

/// Key, value, and when it was written.
pub(super) type Stored = (String, String, Moment);

pub(super) fn load(conn: &mut Conn) -> Result<Vec<Stored>> {
    Ok(t::table.order(t::key).select((t::key, t::value, t::updated_at)).load(conn)?)
}

pub(super) fn put(tx: &mut Tx<'_>, key: &str, value: &str, now: Moment) -> Result<()> {
    diesel::insert_into(t::table)
        .values((t::key.eq(key), t::value.eq(value), t::updated_at.eq(now)))
        .on_conflict(t::key)
        .do_update()
        .set((t::value.eq(excluded(t::value)), t::updated_at.eq(excluded(t::updated_at))))
        .any()
        .execute(&mut **tx)?;
    Ok(())
}

/// Changes a text that was written at `was` or before; gives whether it was. One that is not there yet was never written.
pub(super) fn change(tx: &mut Tx<'_>, key: &str, was: Moment, value: &str, now: Moment) -> Result<bool> {
    diesel::insert_into(t::table)
        .values((t::key.eq(key), t::value.eq("null"), t::updated_at.eq(Moment::default())))
        .on_conflict(t::key)
        .do_nothing()
        .any()
        .execute(&mut **tx)?;
    let changed = diesel::update(t::table.filter(t::key.eq(key)).filter(t::updated_at.le(was)))
        .set((t::value.eq(value), t::updated_at.eq(now)))
        .execute(&mut **tx)?;
    Ok(changed == 1)
}
