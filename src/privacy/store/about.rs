//! What is kept about somebody, read for the copy that they take of it.

use super::super::sections::{PAGE, Subject};
use crate::access::{self, Whom};
use crate::clock::Moment;
use crate::consents::{self as agreed, Who};
use crate::db::Conn;
use crate::db::schema::{accounts, digests, links as l, sessions as s, subscribers};
use crate::error::Result;
use crate::follows as followed;
use crate::ids::{AccountId, SubscriberId};
use diesel::prelude::*;
use serde::Serialize;

/// The account itself, without the hash of its password.
#[derive(Serialize, Queryable)]
pub(in crate::privacy) struct Account {
    email: Option<String>,
    name: String,
    role: String,
    capacity: String,
    profession_or_organisation: String,
    has_a_password: bool,
    made_at: Moment,
    email_confirmed_at: Option<Moment>,
    suspended_until: Option<Moment>,
    first_took_part_in: Option<String>,
}

pub(in crate::privacy) fn account(conn: &mut Conn, who: AccountId) -> Result<Vec<Account>> {
    Ok(accounts::table
        .find(who.0)
        .select((
            accounts::email,
            accounts::name,
            accounts::role,
            accounts::capacity,
            accounts::standing,
            accounts::password_hash.is_not_null(),
            accounts::created_at,
            accounts::confirmed_at,
            accounts::suspended_until,
            accounts::first_part,
        ))
        .load(conn)?)
}

#[derive(Serialize)]
pub(in crate::privacy) struct Follow {
    what: String,
    kind: &'static str,
    address: String,
    how_often: &'static str,
}

pub(in crate::privacy) fn follows(conn: &mut Conn, who: Option<SubscriberId>) -> Result<Vec<Follow>> {
    let Some(who) = who else { return Ok(Vec::new()) };
    let shown = |(named, frequency): (followed::Named, crate::subscribers::Frequency)| Follow {
        kind: named.target.parts().0,
        what: named.title,
        address: named.path,
        how_often: frequency.as_str(),
    };
    Ok(followed::load(conn, who)?.into_iter().map(shown).collect())
}

/// How emails come, and what was agreed to.
#[derive(Serialize, Queryable)]
pub(in crate::privacy) struct Emails {
    email: String,
    agreed_to: String,
    asked_at: Moment,
    agreed_at: Option<Moment>,
    hour: i32,
    day_of_the_week: i32,
    paused_until: Option<Moment>,
    stopped_at: Option<Moment>,
    no_longer_sent_since: Option<Moment>,
    no_longer_sent_because: String,
    emails_that_came_back: i32,
}

pub(in crate::privacy) fn emails(conn: &mut Conn, who: Option<SubscriberId>) -> Result<Vec<Emails>> {
    let Some(who) = who else { return Ok(Vec::new()) };
    Ok(subscribers::table
        .find(who.0)
        .select((
            subscribers::email,
            subscribers::wording,
            subscribers::asked_at,
            subscribers::confirmed_at,
            subscribers::hour,
            subscribers::weekday,
            subscribers::paused_until,
            subscribers::stopped_at,
            subscribers::silenced_at,
            subscribers::silenced_because,
            subscribers::bounces,
        ))
        .load(conn)?)
}

#[derive(Serialize, Queryable)]
pub(in crate::privacy) struct Sent {
    subject: String,
    planned_at: Moment,
    state: String,
    why: String,
    ended_at: Option<Moment>,
}

pub(in crate::privacy) fn emails_sent(
    conn: &mut Conn,
    who: Option<SubscriberId>,
    after: i64,
) -> Result<Vec<(i64, Sent)>> {
    let Some(who) = who else { return Ok(Vec::new()) };
    Ok(digests::table
        .filter(digests::subscriber_id.eq(who.0))
        .filter(digests::id.gt(after))
        .order(digests::id)
        .limit(PAGE as i64)
        .select((digests::id, (digests::subject, digests::planned_at, digests::state, digests::why, digests::ended_at)))
        .load(conn)?)
}

#[derive(Serialize, Queryable)]
pub(in crate::privacy) struct Session {
    began_at: Moment,
    last_used_at: Moment,
    ends_at: Moment,
}

pub(in crate::privacy) fn sessions(conn: &mut Conn, who: AccountId) -> Result<Vec<Session>> {
    let theirs = s::table.filter(s::account_id.eq(who)).order(s::id);
    Ok(theirs.select((s::created_at, s::seen_at, s::expires_at)).load(conn)?)
}

#[derive(Serialize, Queryable)]
pub(in crate::privacy) struct Link {
    purpose: String,
    sent_at: Moment,
    good_until: Moment,
    used_at: Option<Moment>,
}

pub(in crate::privacy) fn links(conn: &mut Conn, who: AccountId) -> Result<Vec<Link>> {
    let theirs = l::table.filter(l::account_id.eq(who)).order(l::id);
    Ok(theirs.select((l::purpose, l::created_at, l::expires_at, l::used_at)).load(conn)?)
}

#[derive(Serialize)]
pub(in crate::privacy) struct Consent {
    by: &'static str,
    at: Moment,
    age_at_least: Option<i64>,
    privacy_notice: String,
    privacy_notice_words: String,
    house_rules: String,
    house_rules_words: String,
}

pub(in crate::privacy) fn consents(conn: &mut Conn, subject: &Subject) -> Result<Vec<Consent>> {
    let mut all = agreed::load_of(conn, Who::Account(subject.account))?;
    if let Some(who) = subject.subscriber {
        all.extend(agreed::load_of(conn, Who::Subscriber(who))?);
    }
    all.into_iter()
        .map(|one| {
            Ok(Consent {
                by: one.act.as_str(),
                at: one.at,
                age_at_least: one.age,
                privacy_notice_words: agreed::words(conn, &one.privacy)?,
                privacy_notice: one.privacy,
                house_rules_words: agreed::words(conn, &one.house_rules)?,
                house_rules: one.house_rules,
            })
        })
        .collect()
}

#[derive(Serialize)]
pub(in crate::privacy) struct Look {
    what: &'static str,
    at: Moment,
}

pub(in crate::privacy) fn looks(conn: &mut Conn, subject: &Subject) -> Result<Vec<Look>> {
    let mut whom = vec![Whom::Account(subject.account)];
    whom.extend(subject.subscriber.map(Whom::Subscriber));
    let seen = access::load_of(conn, &whom)?;
    Ok(seen.into_iter().map(|(what, at)| Look { what: what.words(), at }).collect())
}
