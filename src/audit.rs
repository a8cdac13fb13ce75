//! Who of the staff did what: one row for each act, each tied to the one before it, never changed.
//!
//! How the chain is made, and what it does and does not show, is in [`crate::db::chain`].

mod kinds;
mod verify;

use crate::clock::Moment;
use crate::db::chain::{Act, BEGINNING};
use crate::db::schema::audit;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::ids::AccountId;
use chrono::Duration;
use diesel::prelude::*;

pub use kinds::{is_known, public_words};
pub use verify::{Fault, verify};

/// Notes an act of the staff in the caller's transaction. `subject` says to what, such as `proposal 7`. One request is
/// one act. Neither `subject` nor `detail` may hold a name or an address: they stay for as long as the site does.
///
/// The row is written in the moment before the commit (see [`Tx::acted`]): it can be read only afterwards.
///
/// # Errors
/// Never; that the row can be written shows at the commit.
pub fn record(
    tx: &mut Tx<'_>,
    actor: Option<AccountId>,
    act: &str,
    subject: &str,
    detail: &str,
    now: Moment,
) -> Result<()> {
    tx.acted(Act { actor, act: act.into(), subject: subject.into(), detail: detail.into(), at: now });
    Ok(())
}

/// What somebody did of one kind within the last ten minutes, as subject and detail, latest first, with what others of the
/// same commit have just done. Whoever asks for the same again has sent a form twice.
///
/// # Errors
/// When the database refuses.
pub fn recent(tx: &mut Tx<'_>, actor: AccountId, act: &str, now: Moment) -> Result<Vec<(String, String)>> {
    let now_too = tx.acts().filter(|one| one.actor == Some(actor) && one.act == act);
    let mut all: Vec<(String, String)> = now_too.rev().map(|one| (one.subject.clone(), one.detail.clone())).collect();
    let before: Vec<(String, String)> = audit::table
        .filter(audit::actor_id.eq(actor))
        .filter(audit::act.eq(act))
        .filter(audit::at.gt(now - Duration::minutes(10)))
        .order(audit::id.desc())
        .limit(50)
        .select((audit::subject, audit::detail))
        .load(&mut **tx)?;
    all.extend(before);
    Ok(all)
}
/// How far the record had come at some moment: whoever keeps this can tell later whether it was only added to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// How many acts there were; the number of the last one.
    pub acts: i64,
    /// The hash of the last one: 64 hexadecimal digits.
    pub hash: String,
    /// When the last one happened; nothing when there is none.
    pub at: Option<Moment>,
}

impl Checkpoint {
    /// Of a record without acts.
    #[must_use]
    pub fn beginning() -> Self {
        Self { acts: 0, hash: BEGINNING.to_owned(), at: None }
    }
}

impl std::str::FromStr for Checkpoint {
    type Err = String;

    /// Reads `412:9f86d0…`, as `/transparency` and `folkmoot audit verify` write it.
    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let (acts, hash) = text.trim().split_once(':').unwrap_or_default();
        let acts = acts.parse().ok().filter(|acts| *acts >= 0);
        match (acts, hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit())) {
            (Some(acts), true) => Ok(Self { acts, hash: hash.to_ascii_lowercase(), at: None }),
            _ => Err("a checkpoint is a number, a colon, and 64 letters and digits, such as 412:9f86d0…".into()),
        }
    }
}

impl std::fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.acts, self.hash)
    }
}

/// How far the record has come.
///
/// # Errors
/// When the database refuses.
pub fn checkpoint(conn: &mut Conn) -> Result<Checkpoint> {
    let last: Option<(i64, String, Moment)> =
        audit::table.order(audit::id.desc()).select((audit::id, audit::hash, audit::at)).first(conn).optional()?;
    Ok(last.map_or_else(Checkpoint::beginning, |(acts, hash, at)| Checkpoint { acts, hash, at: Some(at) }))
}

/// An act that everybody may hear of.
#[derive(Debug, Clone, Queryable)]
pub struct Shown {
    /// Its number in the record.
    pub number: i64,
    /// What was done, such as `proposal.open`.
    pub act: String,
    /// To what, such as `proposal 7`.
    pub subject: String,
    /// When.
    pub at: Moment,
}

/// The acts that everybody may hear of, latest first, before a given number, at most `limit`.
///
/// # Errors
/// When the database refuses.
pub fn load_public(conn: &mut Conn, before: Option<i64>, limit: i64) -> Result<Vec<Shown>> {
    Ok(audit::table
        .filter(audit::act.eq_any(kinds::public()))
        .filter(audit::id.lt(before.unwrap_or(i64::MAX)))
        .order(audit::id.desc())
        .limit(limit)
        .select((audit::id, audit::act, audit::subject, audit::at))
        .load(conn)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checkpoint_is_read_as_it_is_written() {
        let one = Checkpoint { acts: 412, hash: BEGINNING.into(), at: None };
        assert_eq!(one.to_string().parse(), Ok(one.clone()));
        assert_eq!(format!(" 412:{} \n", BEGINNING.to_uppercase()).parse(), Ok(one));
        for bad in ["", "412", "412:", ":", "x:e3b0", "-1:e3", &format!("-1:{BEGINNING}"), &format!("1:{BEGINNING}0")] {
            assert!(bad.parse::<Checkpoint>().is_err(), "{bad}");
        }
    }
}
