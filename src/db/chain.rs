//! The chain of what the staff did: each act carries the hash of the one before it, so that none changes unseen.
//!
//! Acts are numbered 1, 2, 3 … without a gap. The hash of an act is SHA-256 over eight fields in this order:
//!
//! | field | written as |
//! |---|---|
//! | domain | `folkmoot audit act 1`: no other hash of ours begins so |
//! | previous hash | 64 hexadecimal digits; for the first act [`BEGINNING`] |
//! | number | decimal |
//! | actor | the number of the account, decimal; empty when the command line or nobody did it |
//! | act, subject, detail | as stored, UTF-8 |
//! | at | microseconds since 1970 (UTC), decimal |
//!
//! Before each field stands its length in bytes, as eight bytes, the highest first. So no two different acts are written
//! alike, whatever stands in them. All columns of the table are in it, and whoever has a row can do the sum again.
//!
//! A chain shows every change but one: whoever can write to the database can do all sums anew from some act to the end,
//! or cut the end off. Against that helps a checkpoint kept elsewhere: the number of acts and the last hash, which
//! `/transparency` shows to everybody (the idea of RFC 6962, whose trees are for logs far longer than ours).
//!
//! Nobody's name or address is in it. The actor is a number. When a colleague's account is erased, the number stays and
//! leads to nobody: both databases never give a number twice. Titles, rules and reasons were written to be published.
//!
//! Rows from before there was a chain are chained once, right after the migration, in the order of their numbers, with
//! gaps closed. What was done to them before that moment, nobody can tell.

use super::Conn;
use super::ending::ROWS;
use super::schema::audit;
use crate::clock::Moment;
use crate::each_backend;
use crate::error::{Error, Result};
use crate::ids::AccountId;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use sha2::{Digest, Sha256};

/// What stands for the hash before the first act: SHA-256 of nothing, which RFC 6962 (section 2.1) has for an empty log.
pub const BEGINNING: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

const DOMAIN: &str = "folkmoot audit act 1";

/// One act before it has its place in the chain. What the words mean is for `audit` to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// Who did it; nobody when the command line did.
    pub actor: Option<AccountId>,
    /// What was done, such as `proposal.open`.
    pub act: String,
    /// To what, such as `proposal 7`.
    pub subject: String,
    /// More about it; may be empty.
    pub detail: String,
    /// When.
    pub at: Moment,
}

/// An act in its place, as the table keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Insertable, Queryable, Selectable)]
#[diesel(table_name = audit, treat_none_as_default_value = false)]
pub struct Link {
    /// Its number in the chain.
    pub id: i64,
    /// Who did it.
    pub actor_id: Option<AccountId>,
    /// What was done.
    pub act: String,
    /// To what.
    pub subject: String,
    /// More about it.
    pub detail: String,
    /// When.
    pub at: Moment,
    /// The hash of the act before it.
    pub prev_hash: String,
    /// Its own.
    pub hash: String,
}

impl Link {
    /// The hash that this act must have, given what it says: 64 hexadecimal digits.
    #[must_use]
    pub fn sum(&self) -> String {
        let (number, at) = (self.id.to_string(), self.at.and_utc().timestamp_micros().to_string());
        let actor = self.actor_id.map(|id| id.to_string()).unwrap_or_default();
        let mut sum = Sha256::new();
        for field in
            [DOMAIN, &self.prev_hash, &number, &actor, &self.act, &self.subject, &self.detail, &at].map(str::as_bytes)
        {
            // A length of more than 64 bits cannot be held in memory.
            sum.update(u64::try_from(field.len()).unwrap_or(u64::MAX).to_be_bytes());
            sum.update(field);
        }
        sum.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The act as the next one after the end of the chain.
    fn after(end: &(i64, String), act: &Act) -> Self {
        let mut link = Self {
            id: end.0 + 1,
            actor_id: act.actor,
            act: act.act.clone(),
            subject: act.subject.clone(),
            detail: act.detail.clone(),
            at: act.at,
            prev_hash: end.1.clone(),
            hash: String::new(),
        };
        link.hash = link.sum();
        link
    }

    fn end(&self) -> (i64, String) {
        (self.id, self.hash.clone())
    }
}

/// Adds acts at the end of the chain. Whoever calls this holds the row of `revision`, so the end is the end: nobody else
/// can add to it before this transaction is over, and the chain has no forks.
pub(super) fn append(conn: &mut Conn, acts: &[Act]) -> Result<()> {
    if acts.is_empty() {
        return Ok(());
    }
    let last = audit::table.order(audit::id.desc()).select((audit::id, audit::hash)).first(conn).optional()?;
    let mut end = last.unwrap_or_else(|| (0, BEGINNING.to_owned()));
    let mut links = Vec::with_capacity(acts.len());
    for act in acts {
        let link = Link::after(&end, act);
        end = link.end();
        links.push(link);
    }
    for rows in links.chunks(ROWS) {
        each_backend!(&mut *conn, c => diesel::insert_into(audit::table).values(rows).execute(c))?;
    }
    Ok(())
}

/// Chains the rows that were there before the chain, all or none of them. Where one row has a hash, nothing is done.
pub(super) fn chain_older(conn: &mut Conn) -> Result<()> {
    if !is_unchained(conn)? {
        return Ok(());
    }
    conn.begin_write(None)?;
    // Another process may have been first.
    let done = is_unchained(conn).and_then(|still| if still { chain_all(conn) } else { Ok(()) });
    let done = done.and_then(|()| Ok(conn.batch_execute("COMMIT")?));
    if done.is_err() {
        let _ = conn.batch_execute("ROLLBACK");
    }
    done
}

/// Whether there are rows, and none of them has a hash.
fn is_unchained(conn: &mut Conn) -> Result<bool> {
    let first: Option<String> = audit::table.order(audit::id).select(audit::hash).first(conn).optional()?;
    if first.as_deref() != Some("") {
        return Ok(false);
    }
    let chained: i64 = audit::table.filter(audit::hash.ne("")).count().get_result(conn)?;
    Ok(chained == 0)
}

fn chain_all(conn: &mut Conn) -> Result<()> {
    let mut end = (0, BEGINNING.to_owned());
    loop {
        let rows: Vec<Link> = audit::table
            .filter(audit::hash.eq(""))
            .order(audit::id)
            .limit(1_000)
            .select(Link::as_select())
            .load(conn)?;
        if rows.is_empty() {
            return Ok(());
        }
        for row in rows {
            let act = Act { actor: row.actor_id, act: row.act, subject: row.subject, detail: row.detail, at: row.at };
            let link = Link::after(&end, &act);
            // Numbers only go down here, to the next that is free.
            let changed = diesel::update(audit::table.find(row.id))
                .set((audit::id.eq(link.id), audit::prev_hash.eq(&link.prev_hash), audit::hash.eq(&link.hash)))
                .execute(conn)?;
            if changed != 1 {
                return Err(Error::Broken(format!("act {} of the audit could not be chained", row.id)));
            }
            end = link.end();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn act(subject: &str, detail: &str) -> Act {
        let at = chrono::DateTime::from_timestamp_micros(1_795_000_000_000_001).expect("a date").naive_utc();
        Act { actor: Some(AccountId(7)), act: "page.edit".into(), subject: subject.into(), detail: detail.into(), at }
    }

    /// The sum as another program would do it, from the table in the docstring.
    #[test]
    fn the_sum_is_the_one_that_is_written_down() {
        let link = Link::after(&(0, BEGINNING.into()), &act("page rules", "Règles"));
        let mut bytes = Vec::new();
        for field in
            ["folkmoot audit act 1", BEGINNING, "1", "7", "page.edit", "page rules", "Règles", "1795000000000001"]
        {
            bytes.extend((field.len() as u64).to_be_bytes());
            bytes.extend(field.as_bytes());
        }
        let sum: String = Sha256::digest(&bytes).iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(link.hash, sum);
        assert_eq!(Sha256::digest(b"").iter().map(|b| format!("{b:02x}")).collect::<String>(), BEGINNING);
    }

    #[test]
    fn every_column_is_in_the_sum_and_fields_do_not_run_together() {
        let link = Link::after(&(4, BEGINNING.into()), &act("page a", "b"));
        let other = |change: &dyn Fn(&mut Link)| {
            let mut changed = link.clone();
            change(&mut changed);
            changed.sum()
        };
        let sums = [
            other(&|l| l.id = 6),
            other(&|l| l.actor_id = None),
            other(&|l| l.actor_id = Some(AccountId(0))),
            other(&|l| l.act.push(' ')),
            other(&|l| (l.subject, l.detail) = ("page ab".into(), String::new())),
            other(&|l| (l.subject, l.detail) = ("page ".into(), "ab".into())),
            other(&|l| l.detail = "B".into()),
            other(&|l| l.at += chrono::Duration::microseconds(1)),
            other(&|l| l.prev_hash = link.hash.clone()),
            link.hash.clone(),
        ];
        let different: std::collections::BTreeSet<&String> = sums.iter().collect();
        assert_eq!(different.len(), sums.len());
    }
}
