//! What a transaction puts off until the moment before its commit, when nobody else can be committing.

use super::Conn;
use super::chain::{self, Act};
use super::counters::Counted;
use super::freshness::Scope;
use super::schema::{activity, revision, scopes};
use crate::clock::Moment;
use crate::each_backend;
use crate::error::Result;
use crate::ids::{AccountId, AreaId, CommentId, ProposalId};
use diesel::prelude::*;
use diesel::upsert::excluded;
use std::collections::BTreeSet;

/// The most rows in one `INSERT`: both databases limit how many values a statement may carry.
pub(super) const ROWS: usize = 500;

/// One row of `activity` before it has its number. What the words mean is for `activity` to say.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = activity, treat_none_as_default_value = false)]
pub struct Happening {
    /// What happened, as one word.
    pub kind: &'static str,
    /// The area of focus.
    pub area_id: Option<AreaId>,
    /// The proposal.
    pub proposal_id: Option<ProposalId>,
    /// The comment.
    pub comment_id: Option<CommentId>,
    /// Who did it; nobody when the clock did.
    pub actor_id: Option<AccountId>,
    /// More about it, for people.
    pub detail: String,
    /// When.
    pub at: Moment,
}

/// What was touched, counted, what happened and what the staff did. When a closure fails, its ending is dropped with all that it did.
#[derive(Debug, Default)]
pub(super) struct Ending {
    pub touched: BTreeSet<Scope>,
    pub counted: Counted,
    pub happened: Vec<Happening>,
    pub acts: Vec<Act>,
}

impl Ending {
    /// All of both, one after the other.
    pub fn append(&mut self, mut later: Self) {
        self.touched.append(&mut later.touched);
        self.counted.append(later.counted);
        self.happened.append(&mut later.happened);
        self.acts.append(&mut later.acts);
    }

    /// Whether nothing was put off: then no number is taken.
    pub fn is_empty(&self) -> bool {
        self.touched.is_empty() && self.counted.is_empty() && self.happened.is_empty() && self.acts.is_empty()
    }

    /// Takes the next number of the history, and writes under it: the last thing a transaction does before its commit.
    ///
    /// Whoever has taken the number holds its row until they have committed. So scopes are numbered, and the rows of
    /// `activity` too, in the order of the commits: whoever can see a row can see every row with a smaller number. And no
    /// two transactions, of however many instances, change counters at the same time, or add to the chain of acts.
    pub fn write(&self, conn: &mut Conn) -> Result<()> {
        if self.is_empty() {
            return Ok(());
        }
        let n: i64 = diesel::update(revision::table.find(1))
            .set(revision::n.eq(revision::n + 1))
            .returning(revision::n)
            .get_result(conn)?;
        self.counted.write(conn)?;
        let touched: Vec<_> = self.touched.iter().map(|s| (scopes::scope.eq(s.key()), scopes::n.eq(n))).collect();
        for rows in touched.chunks(ROWS) {
            each_backend!(&mut *conn, c => diesel::insert_into(scopes::table)
                .values(rows)
                .on_conflict(scopes::scope)
                .do_update()
                .set(scopes::n.eq(excluded(scopes::n)))
                .execute(c))?;
        }
        for rows in self.happened.chunks(ROWS) {
            each_backend!(&mut *conn, c => diesel::insert_into(activity::table).values(rows).execute(c))?;
        }
        chain::append(conn, &self.acts)
    }
}
