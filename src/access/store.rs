//! Who looked at whose data, in the database.

use super::{What, Whom};
use crate::clock::Moment;
use crate::db::schema::{access, accounts};
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::ids::{AccountId, SubscriberId};
use diesel::prelude::*;
use std::collections::HashMap;

/// That somebody's data was seen.
#[derive(Debug, Clone, Queryable)]
pub struct Look {
    /// Its number.
    pub id: i64,
    /// Who looked; nobody for the command line.
    pub viewer: Option<AccountId>,
    /// Whose data, if they have an account.
    pub account: Option<AccountId>,
    /// Whose data, if it is an address that gets emails.
    pub subscriber: Option<SubscriberId>,
    /// What was seen.
    pub what: What,
    /// When.
    pub at: Moment,
}

pub(super) fn insert(tx: &mut Tx<'_>, viewer: Option<AccountId>, whom: Whom, what: What, now: Moment) -> Result<()> {
    let (account, subscriber) = match whom {
        Whom::Account(id) => (Some(id.0), None),
        Whom::Subscriber(id) => (None, Some(id.0)),
        Whom::Unknown => (None, None),
    };
    diesel::insert_into(access::table)
        .values((
            access::viewer_id.eq(viewer.map(|id| id.0)),
            access::account_id.eq(account),
            access::subscriber_id.eq(subscriber),
            access::what.eq(what),
            access::at.eq(now),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// The latest first, before a given one.
pub(super) fn load(conn: &mut Conn, before: Option<i64>, most: i64) -> Result<Vec<Look>> {
    Ok(access::table
        .filter(access::id.lt(before.unwrap_or(i64::MAX)))
        .order(access::id.desc())
        .limit(most)
        .select((access::id, access::viewer_id, access::account_id, access::subscriber_id, access::what, access::at))
        .load(conn)?)
}

pub(super) fn load_of(conn: &mut Conn, whom: Whom) -> Result<Vec<(What, Moment)>> {
    let all = access::table.order(access::id.desc()).select((access::what, access::at));
    Ok(match whom {
        Whom::Account(id) => all.filter(access::account_id.eq(id.0)).load(conn)?,
        Whom::Subscriber(id) => all.filter(access::subscriber_id.eq(id.0)).load(conn)?,
        Whom::Unknown => Vec::new(),
    })
}

/// Names of accounts, by number.
pub(super) fn load_names(conn: &mut Conn, ids: &[AccountId]) -> Result<HashMap<AccountId, String>> {
    let rows: Vec<(AccountId, String)> = accounts::table
        .filter(accounts::id.eq_any(ids))
        .order(accounts::id)
        .select((accounts::id, accounts::name))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

pub(super) fn delete(tx: &mut Tx<'_>, before: Moment, most: i64) -> Result<usize> {
    let old = access::table.filter(access::at.lt(before)).order(access::at).limit(most).select(access::id);
    let ids: Vec<i64> = old.load(&mut **tx)?;
    Ok(diesel::delete(access::table.filter(access::id.eq_any(ids))).execute(&mut **tx)?)
}
