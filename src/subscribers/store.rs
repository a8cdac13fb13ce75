//! Subscribers in the database.

use crate::clock::Moment;
use crate::db::schema::{activity, subscribers};
use crate::db::{AnyExt, Conn, Tx};
use crate::each_backend;
use crate::error::Result;
use crate::ids::{AccountId, SubscriberId};
use diesel::prelude::*;

/// Somebody who gets emails, or was asked whether they want them.
#[derive(Debug, Clone, Queryable, Selectable, AsChangeset)]
#[diesel(table_name = subscribers, treat_none_as_null = true)]
pub struct Subscriber {
    /// Their number.
    pub id: SubscriberId,
    /// Their account, if they have one.
    #[diesel(column_name = account_id)]
    pub account: Option<AccountId>,
    /// Where emails go.
    pub email: String,
    /// The form in which two spellings of an address are equal.
    pub email_key: String,
    /// When they said yes.
    pub confirmed_at: Option<Moment>,
    /// At which hour (0 to 23, London) emails come.
    pub hour: i32,
    /// On which day (1 is Monday) weekly ones come.
    pub weekday: i32,
    /// No emails until then.
    pub paused_until: Option<Moment>,
    /// When they stopped all emails.
    pub stopped_at: Option<Moment>,
    /// When we stopped, because their address takes none.
    pub silenced_at: Option<Moment>,
    /// Points for emails that came back.
    pub bounces: i32,
    /// When the last one came back.
    pub bounced_at: Option<Moment>,
    /// When what is to be told at once is due.
    pub at_once_at: Option<Moment>,
    /// When the next daily email is due.
    pub daily_at: Option<Moment>,
    /// When the next weekly email is due.
    pub weekly_at: Option<Moment>,
    /// The earliest of the three, not before a pause ends; none while nothing may be sent.
    pub due_at: Option<Moment>,
}

impl Subscriber {
    /// Whether emails may go to them at all.
    #[must_use]
    pub fn takes_emails(&self) -> bool {
        self.confirmed_at.is_some() && self.stopped_at.is_none() && self.silenced_at.is_none()
    }

    /// When the next email is due, by what the row says besides.
    #[must_use]
    pub fn due(&self) -> Option<Moment> {
        let first = [self.at_once_at, self.daily_at, self.weekly_at].into_iter().flatten().min()?;
        self.takes_emails().then_some(self.paused_until.map_or(first, |until| first.max(until)))
    }
}

pub(super) fn find(conn: &mut Conn, id: SubscriberId) -> Result<Option<Subscriber>> {
    Ok(subscribers::table.find(id.0).select(Subscriber::as_select()).first(conn).optional()?)
}

pub(super) fn load(conn: &mut Conn, ids: &[SubscriberId]) -> Result<Vec<Subscriber>> {
    let mut found = Vec::new();
    for some in ids.chunks(500) {
        let these = subscribers::table.filter(subscribers::id.eq_any(some)).order(subscribers::id);
        let rows: Vec<Subscriber> = each_backend!(&mut *conn, c => these.select(Subscriber::as_select()).load(c))?;
        found.extend(rows);
    }
    Ok(found)
}

pub(super) fn find_of_account(conn: &mut Conn, account: AccountId) -> Result<Option<Subscriber>> {
    Ok(subscribers::table
        .filter(subscribers::account_id.eq(account))
        .select(Subscriber::as_select())
        .first(conn)
        .optional()?)
}

pub(super) fn find_by_key(conn: &mut Conn, email_key: &str) -> Result<Option<Subscriber>> {
    Ok(subscribers::table
        .filter(subscribers::email_key.eq(email_key))
        .select(Subscriber::as_select())
        .first(conn)
        .optional()?)
}

/// The row as it is now, held against other writers until the transaction ends.
pub(super) fn lock(tx: &mut Tx<'_>, id: SubscriberId) -> Result<Option<Subscriber>> {
    // An update of nothing takes the row's lock on PostgreSQL; on SQLite the writer is alone anyway.
    diesel::update(subscribers::table.find(id.0)).set(subscribers::hour.eq(subscribers::hour)).execute(&mut **tx)?;
    find(tx, id)
}

/// A new row, from which on what happens is news, or the one there is.
pub(super) fn upsert(
    tx: &mut Tx<'_>,
    email: &str,
    email_key: &str,
    wording: &str,
    now: Moment,
) -> Result<SubscriberId> {
    let latest = latest(tx)?;
    let none: &[u8] = &[];
    Ok(diesel::insert_into(subscribers::table)
        .values((
            subscribers::email.eq(email),
            subscribers::email_key.eq(email_key),
            subscribers::wording.eq(wording),
            subscribers::asked_at.eq(now),
            subscribers::covered_until.eq(latest),
            subscribers::pending.eq(none),
            subscribers::doubtful.eq(none),
        ))
        .on_conflict(subscribers::email_key)
        .do_update()
        .set(subscribers::asked_at.eq(now))
        .returning(subscribers::id)
        .any()
        .get_result(&mut **tx)?)
}

/// The newest activity there is.
fn latest(conn: &mut Conn) -> Result<i64> {
    Ok(activity::table.select(diesel::dsl::max(activity::id)).first::<Option<i64>>(conn)?.unwrap_or(0))
}

pub(super) fn update_confirmed(
    tx: &mut Tx<'_>,
    id: SubscriberId,
    account: Option<AccountId>,
    now: Moment,
) -> Result<()> {
    let row = subscribers::table.find(id.0);
    diesel::update(row).set(subscribers::account_id.eq(account)).execute(&mut **tx)?;
    diesel::update(row.filter(subscribers::confirmed_at.is_null()))
        .set(subscribers::confirmed_at.eq(now))
        .execute(&mut **tx)?;
    Ok(())
}

/// What happened so far is no news any more.
pub(super) fn forget_news(tx: &mut Tx<'_>, id: SubscriberId) -> Result<()> {
    let latest = latest(tx)?;
    let none: &[u8] = &[];
    diesel::update(subscribers::table.find(id.0))
        .set((
            subscribers::covered_until.eq(latest),
            subscribers::pending.eq(none),
            subscribers::doubtful.eq(none),
            subscribers::at_once_at.eq(None::<Moment>),
            subscribers::bounces.eq(0),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

pub(super) fn update(tx: &mut Tx<'_>, row: &Subscriber) -> Result<()> {
    diesel::update(subscribers::table.find(row.id.0)).set(row).execute(&mut **tx)?;
    Ok(())
}

pub(super) fn update_hastened(tx: &mut Tx<'_>, now: Moment) -> Result<usize> {
    use subscribers as s;
    let waiting = || s::table.filter(s::due_at.gt(now)).filter(s::paused_until.is_null().or(s::paused_until.le(now)));
    diesel::update(waiting().filter(s::at_once_at.gt(now))).set(s::at_once_at.eq(now)).execute(&mut **tx)?;
    diesel::update(waiting().filter(s::daily_at.gt(now))).set(s::daily_at.eq(now)).execute(&mut **tx)?;
    diesel::update(waiting().filter(s::weekly_at.gt(now))).set(s::weekly_at.eq(now)).execute(&mut **tx)?;
    Ok(diesel::update(waiting()).set(s::due_at.eq(now)).execute(&mut **tx)?)
}

pub(super) fn update_bounces(tx: &mut Tx<'_>, id: SubscriberId, points: i32, now: Moment) -> Result<()> {
    diesel::update(subscribers::table.find(id.0))
        .set((subscribers::bounces.eq(points), subscribers::bounced_at.eq(now)))
        .execute(&mut **tx)?;
    Ok(())
}

pub(super) fn update_silenced_because(tx: &mut Tx<'_>, id: SubscriberId, why: &str) -> Result<()> {
    diesel::update(subscribers::table.find(id.0)).set(subscribers::silenced_because.eq(why)).execute(&mut **tx)?;
    Ok(())
}

pub(super) fn find_silenced_because(conn: &mut Conn, id: SubscriberId) -> Result<String> {
    Ok(subscribers::table.find(id.0).select(subscribers::silenced_because).first(conn)?)
}

pub(super) fn delete_unconfirmed(tx: &mut Tx<'_>, before: Moment, most: i64) -> Result<usize> {
    let unconfirmed = subscribers::table.filter(subscribers::confirmed_at.is_null());
    let old = unconfirmed.filter(subscribers::asked_at.lt(before)).order(subscribers::id);
    let ids: Vec<SubscriberId> = old.limit(most).select(subscribers::id).load(&mut **tx)?;
    // One may have said yes at another instance since it was looked at.
    Ok(diesel::delete(unconfirmed.filter(subscribers::id.eq_any(ids))).execute(&mut **tx)?)
}

pub(super) fn load_stopped(conn: &mut Conn, before: Moment, most: i64) -> Result<Vec<SubscriberId>> {
    Ok(subscribers::table
        .filter(subscribers::account_id.is_null())
        .filter(subscribers::stopped_at.lt(before))
        .order(subscribers::id)
        .limit(most)
        .select(subscribers::id)
        .load(conn)?)
}

pub(super) fn delete(tx: &mut Tx<'_>, id: SubscriberId) -> Result<()> {
    diesel::delete(subscribers::table.find(id.0)).execute(&mut **tx)?;
    Ok(())
}
