//! From a cookie to a person: sessions are random, kept only as hashes, and end on the server.

use crate::clock::Moment;
use crate::config::Accounts;
use crate::db::schema::{accounts, organisation_members as members, organisations, professions, sessions, staff_seen};
use crate::db::{AnyExt, Conn, Tx};
use crate::each_backend;
use crate::error::Result;
use crate::ids::{AccountId, OrganisationId};
use crate::keys::{random_token, token_hash};
use crate::policy::{Capacity, LifeStage, Role};
use chrono::Duration;
use diesel::dsl::exists;
use diesel::prelude::*;

/// The cookie that keeps somebody signed in. The prefix makes browsers refuse it from anybody but this very host.
pub const COOKIE: &str = "__Host-folkmoot";

/// Somebody who is signed in, as the database knew them when the request came.
#[derive(Debug, Clone, Queryable)]
pub struct Person {
    /// The account.
    pub id: AccountId,
    /// The name that others see.
    pub name: String,
    /// What they may do now: a colleague is a member until they have given a second factor.
    pub role: Role,
    /// In which capacity they say that they speak; what counts is [`Person::counts_as`].
    pub capacity: Capacity,
    /// Their profession or their organisation's name; empty for residents.
    pub standing: String,
    /// Whether that was checked, and the check has not run out.
    pub verified: bool,
    /// When they confirmed their address.
    pub confirmed_at: Option<Moment>,
    /// Until when they may not take part.
    pub suspended_until: Option<Moment>,
    /// The verified organisation to which they belong, if they do.
    pub organisation: Option<Belongs>,
    /// The life stage in which they first took part, if they have.
    pub first_part: Option<LifeStage>,
    /// The role that they were given, whether or not they may act in it yet.
    pub appointed: Role,
    /// Whether a second factor was given in this session.
    pub strong: bool,
    /// The session's row.
    pub session: i64,
    /// When the session began.
    pub began_at: Moment,
    /// When the session was last noted as used.
    pub seen_at: Moment,
}

/// A verified organisation, for which somebody may speak.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Belongs {
    /// Its number.
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
    /// Its name in addresses.
    pub slug: String,
}

impl Person {
    /// The capacity that is stored with what they say for themselves and how they vote: a professional is who was verified
    /// as one.
    #[must_use]
    pub fn counts_as(&self) -> Capacity {
        if self.capacity == Capacity::Professional && self.verified { self.capacity } else { Capacity::Resident }
    }
}

/// Finds the person behind a session token, if the session is alive at `now`.
///
/// # Errors
/// When the database refuses.
pub fn find(conn: &mut Conn, token: &str, now: Moment) -> Result<Option<Person>> {
    let is_verified = exists(
        professions::table
            .filter(professions::account_id.eq(accounts::id))
            .filter(professions::expires_at.gt(now))
            .filter(professions::name.eq(accounts::standing))
            .filter(accounts::capacity.eq(Capacity::Professional)),
    );
    let asked = sessions::table
        .inner_join(accounts::table)
        .left_join(members::table.on(members::account_id.eq(accounts::id)))
        .left_join(
            organisations::table
                .on(organisations::id.eq(members::organisation_id).and(organisations::state.eq("verified"))),
        )
        .filter(sessions::token_hash.eq(token_hash(token)))
        .filter(sessions::expires_at.gt(now))
        .select((
            accounts::id,
            accounts::name,
            accounts::role,
            accounts::capacity,
            accounts::standing,
            is_verified,
            accounts::confirmed_at,
            accounts::suspended_until,
            (organisations::id, organisations::name, organisations::slug).nullable(),
            accounts::first_part,
            accounts::role,
            sessions::strong,
            sessions::id,
            sessions::created_at,
            sessions::seen_at,
        ));
    // Written out for each database: every page asks this, and the question is put together once and not each time.
    let found: Option<Person> = each_backend!(conn, c => asked.first(c)).optional()?;
    Ok(found.map(|person| if person.strong { person } else { Person { role: Role::Member, ..person } }))
}

/// How a session begins.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Beginning {
    /// A second factor was given.
    pub strong: bool,
    /// The device in words, for the list on one's own page.
    pub device: String,
}

/// Begins a session that ends after `lasts` unless it is used, and gives its token, which is stored nowhere. A token that
/// was sent before is never adopted.
///
/// # Errors
/// When the database refuses.
pub fn start(tx: &mut Tx<'_>, account: AccountId, lasts: Duration, now: Moment) -> Result<String> {
    start_as(tx, account, &Beginning::default(), lasts, now)
}

/// As [`start`], on this device, with or without a second factor.
///
/// # Errors
/// When the database refuses.
pub fn start_as(
    tx: &mut Tx<'_>,
    account: AccountId,
    beginning: &Beginning,
    lasts: Duration,
    now: Moment,
) -> Result<String> {
    let token = random_token();
    diesel::insert_into(sessions::table)
        .values((
            sessions::account_id.eq(account),
            sessions::token_hash.eq(token_hash(&token)),
            sessions::created_at.eq(now),
            sessions::seen_at.eq(now),
            sessions::expires_at.eq(now + lasts),
            sessions::strong.eq(beginning.strong),
            sessions::device.eq(&beginning.device),
        ))
        .execute(&mut **tx)?;
    Ok(token)
}

/// How long a session lives (OWASP ASVS 5.0, V7.3.1 and V7.3.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lifetime {
    /// Without a visit.
    pub idle: Duration,
    /// However often it is used.
    pub longest: Duration,
}

impl Lifetime {
    /// That of a session of somebody with this role.
    #[must_use]
    pub fn of(role: Role, settings: &Accounts) -> Self {
        match role {
            Role::Member => Self {
                idle: Duration::days(settings.session_idle_days),
                longest: Duration::days(settings.session_longest_days),
            },
            _ => Self {
                idle: Duration::minutes(settings.staff_idle_minutes),
                longest: Duration::hours(settings.staff_longest_hours),
            },
        }
    }

    /// How much of a visit's moment may go unnoted: a write for each page would be too many.
    #[must_use]
    pub fn grain(&self) -> Duration {
        (self.idle / 30).min(Duration::hours(1))
    }

    /// Until when a session that began at one moment and was used at another is alive.
    fn ends(&self, began_at: Moment, used_at: Moment) -> Moment {
        (used_at + self.idle).min(began_at + self.longest)
    }
}

/// Notes that a session was used, and lets it live on within its lifetime.
///
/// # Errors
/// When the database refuses.
pub fn keep(tx: &mut Tx<'_>, session: i64, began_at: Moment, lifetime: Lifetime, now: Moment) -> Result<()> {
    diesel::update(sessions::table.find(session))
        .set((sessions::seen_at.eq(now), sessions::expires_at.eq(lifetime.ends(began_at, now))))
        .execute(&mut **tx)?;
    Ok(())
}

/// Notes that somebody on the staff was here, for those who look after roles. Of others no such thing is kept.
///
/// # Errors
/// When the database refuses.
pub fn note_colleague(tx: &mut Tx<'_>, person: AccountId, now: Moment) -> Result<()> {
    diesel::insert_into(staff_seen::table)
        .values((staff_seen::account_id.eq(person), staff_seen::seen_at.eq(now)))
        .on_conflict(staff_seen::account_id)
        .do_update()
        .set(staff_seen::seen_at.eq(now))
        .any()
        .execute(&mut **tx)?;
    Ok(())
}

/// Ends one session: its cookie opens nothing any more.
///
/// # Errors
/// When the database refuses.
pub fn end(tx: &mut Tx<'_>, session: i64) -> Result<()> {
    diesel::delete(sessions::table.find(session)).execute(&mut **tx)?;
    Ok(())
}

/// A session of somebody, as they see it on their own page.
#[derive(Debug, Clone, Queryable)]
pub struct Open {
    /// The session's row.
    pub id: i64,
    /// The device in words; empty where it is not known.
    pub device: String,
    /// When it began.
    pub began_at: Moment,
    /// When it was last noted as used.
    pub seen_at: Moment,
}

/// The sessions of an account that are alive, the one used last first.
///
/// # Errors
/// When the database refuses.
pub fn load_of(conn: &mut Conn, account: AccountId, now: Moment) -> Result<Vec<Open>> {
    Ok(sessions::table
        .filter(sessions::account_id.eq(account))
        .filter(sessions::expires_at.gt(now))
        .order((sessions::seen_at.desc(), sessions::id.desc()))
        .select((sessions::id, sessions::device, sessions::created_at, sessions::seen_at))
        .load(conn)?)
}

/// Ends one session of this account; true when it had such a one.
///
/// # Errors
/// When the database refuses.
pub fn end_of(tx: &mut Tx<'_>, account: AccountId, session: i64) -> Result<bool> {
    let mine = sessions::table.find(session).filter(sessions::account_id.eq(account));
    Ok(diesel::delete(mine).execute(&mut **tx)? > 0)
}

/// Ends every session of an account, as a change of password does.
///
/// # Errors
/// When the database refuses.
pub fn end_all(tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
    diesel::delete(sessions::table.filter(sessions::account_id.eq(account))).execute(&mut **tx)?;
    Ok(())
}

/// Deletes up to `most` that ended before this moment; gives how many.
///
/// # Errors
/// When the database refuses.
pub fn purge(tx: &mut Tx<'_>, before: Moment, most: i64) -> Result<usize> {
    let ended = sessions::table.filter(sessions::expires_at.lt(before)).order(sessions::expires_at);
    let ids: Vec<i64> = ended.limit(most).select(sessions::id).load(&mut **tx)?;
    Ok(diesel::delete(sessions::table.filter(sessions::id.eq_any(ids))).execute(&mut **tx)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn a_session_ends_at_whatever_comes_first() {
        let settings = Config::load(None, []).expect("the defaults are good").accounts;
        let began = chrono::DateTime::from_timestamp(1_800_000_000, 0).expect("a date").naive_utc();
        let (member, staff) = (Lifetime::of(Role::Member, &settings), Lifetime::of(Role::Moderator, &settings));
        for (lifetime, used, ends) in [
            (member, Duration::zero(), Duration::days(14)),
            (member, Duration::days(75), Duration::days(89)),
            (member, Duration::days(89), Duration::days(90)),
            (staff, Duration::zero(), Duration::minutes(30)),
            (staff, Duration::minutes(11 * 60 + 20), Duration::minutes(11 * 60 + 50)),
            (staff, Duration::minutes(11 * 60 + 50), Duration::hours(12)),
        ] {
            assert_eq!(lifetime.ends(began, began + used) - began, ends);
        }
        for role in [Role::Analyst, Role::Editor, Role::Administrator] {
            assert_eq!(Lifetime::of(role, &settings), staff);
        }
        assert_eq!((member.grain(), staff.grain()), (Duration::hours(1), Duration::minutes(1)));
    }
}
