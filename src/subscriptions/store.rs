//! Subscriptions in the database.

use crate::clock::Moment;
use crate::db::schema::subscriptions;
use crate::db::{AnyExt, Conn, Tx};
use crate::error::Result;
use diesel::prelude::*;

#[derive(Queryable)]
pub(super) struct Row {
    pub email: String,
    pub email_key: String,
    pub confirmed_at: Option<Moment>,
    pub created_at: Moment,
}

pub(super) fn find(conn: &mut Conn, id: i64) -> Result<Option<Row>> {
    Ok(subscriptions::table
        .find(id)
        .select((
            subscriptions::email,
            subscriptions::email_key,
            subscriptions::confirmed_at,
            subscriptions::created_at,
        ))
        .first(conn)
        .optional()?)
}

/// A new row, or the one there is, whose time begins anew; gives its number.
pub(super) fn upsert(tx: &mut Tx<'_>, email: &str, email_key: &str, wording: &str, now: Moment) -> Result<i64> {
    Ok(diesel::insert_into(subscriptions::table)
        .values((
            subscriptions::email.eq(email),
            subscriptions::email_key.eq(email_key),
            subscriptions::wording.eq(wording),
            subscriptions::created_at.eq(now),
        ))
        .on_conflict(subscriptions::email_key)
        .do_update()
        .set(subscriptions::created_at.eq(now))
        .returning(subscriptions::id)
        .any()
        .get_result(&mut **tx)?)
}

pub(super) fn update_confirmed(tx: &mut Tx<'_>, id: i64, now: Moment) -> Result<()> {
    diesel::update(subscriptions::table.find(id).filter(subscriptions::confirmed_at.is_null()))
        .set(subscriptions::confirmed_at.eq(now))
        .execute(&mut **tx)?;
    Ok(())
}

pub(super) fn delete_unconfirmed(tx: &mut Tx<'_>, before: Moment) -> Result<usize> {
    Ok(diesel::delete(
        subscriptions::table.filter(subscriptions::confirmed_at.is_null()).filter(subscriptions::created_at.lt(before)),
    )
    .execute(&mut **tx)?)
}
