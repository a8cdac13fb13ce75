//! Consents in the database, and each wording once.

use super::{Act, Kind, Who, version};
use crate::clock::Moment;
use crate::db::schema::{consents, notices};
use crate::db::{AnyExt, Conn, Tx};
use crate::error::Result;
use diesel::prelude::*;

/// That somebody agreed.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Consent {
    /// By what.
    pub act: Act,
    /// To which wording of the privacy notice.
    pub privacy: String,
    /// To which wording of the house rules.
    pub house_rules: String,
    /// How old they said that they are at least, where that was asked.
    pub age: Option<i64>,
    /// When.
    pub at: Moment,
}

impl Who {
    fn parts(self) -> (Option<i64>, Option<i64>) {
        match self {
            Self::Account(id) => (Some(id.0), None),
            Self::Subscriber(id) => (None, Some(id.0)),
        }
    }
}

/// Keeps a wording, once, and gives its version.
pub(super) fn keep_notice(tx: &mut Tx<'_>, kind: Kind, words: &str, now: Moment) -> Result<String> {
    // The two kinds never share a version: what is empty in both would.
    let version = version(&format!("{}\n{words}", kind.as_str()));
    diesel::insert_into(notices::table)
        .values((
            notices::version.eq(&version),
            notices::kind.eq(kind),
            notices::words.eq(words),
            notices::first_at.eq(now),
        ))
        .on_conflict(notices::version)
        .do_nothing()
        .any()
        .execute(&mut **tx)?;
    Ok(version)
}

pub(super) fn insert(tx: &mut Tx<'_>, who: Who, consent: &Consent) -> Result<()> {
    let (account, subscriber) = who.parts();
    diesel::insert_into(consents::table)
        .values((
            consents::account_id.eq(account),
            consents::subscriber_id.eq(subscriber),
            consents::act.eq(consent.act),
            consents::privacy.eq(&consent.privacy),
            consents::house_rules.eq(&consent.house_rules),
            consents::age.eq(consent.age),
            consents::at.eq(consent.at),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

pub(super) fn delete(tx: &mut Tx<'_>, who: Who, act: Act) -> Result<()> {
    match who.parts() {
        (Some(account), _) => {
            diesel::delete(consents::table.filter(consents::account_id.eq(account)).filter(consents::act.eq(act)))
                .execute(&mut **tx)?;
        }
        (_, subscriber) => {
            diesel::delete(
                consents::table.filter(consents::subscriber_id.eq(subscriber)).filter(consents::act.eq(act)),
            )
            .execute(&mut **tx)?;
        }
    }
    Ok(())
}

pub(super) fn load(conn: &mut Conn, who: Who) -> Result<Vec<Consent>> {
    let columns = (consents::act, consents::privacy, consents::house_rules, consents::age, consents::at);
    let all = consents::table.order(consents::id).select(columns);
    Ok(match who.parts() {
        (Some(account), _) => all.filter(consents::account_id.eq(account)).load(conn)?,
        (_, subscriber) => all.filter(consents::subscriber_id.eq(subscriber)).load(conn)?,
    })
}

pub(super) fn find_words(conn: &mut Conn, version: &str) -> Result<String> {
    Ok(notices::table.find(version).select(notices::words).first(conn)?)
}
