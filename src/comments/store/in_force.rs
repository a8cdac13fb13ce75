//! The rules that hold comments, as they were saved, and how often each has held one.

use crate::clock::Moment;
use crate::db::schema::{holding_rules as r, holds};
use crate::db::{AnyExt, Conn, Tx};
use crate::each_backend;
use crate::error::Result;
use crate::holding::Rule;
use diesel::dsl::count_star;
use diesel::prelude::*;

/// What stands for the rules that were saved; nothing when nobody has saved any.
pub(in crate::comments) fn find_mark(conn: &mut Conn) -> Result<Option<String>> {
    // Asked at every comment: written out for each database, it is put together once.
    let asked = r::table.filter(r::id.eq(1)).select(r::mark);
    Ok(each_backend!(conn, c => asked.first(c).optional())?)
}

/// The rules that were saved, their mark, and when that was.
pub(in crate::comments) fn find(conn: &mut Conn) -> Result<Option<(String, String, Moment)>> {
    Ok(r::table.filter(r::id.eq(1)).select((r::rules, r::mark, r::saved_at)).first(conn).optional()?)
}

/// Puts these rules in the place of those with the mark `was`, where that is empty of none; gives whether they were there.
pub(in crate::comments) fn replace(tx: &mut Tx<'_>, was: &str, rules: &str, mark: &str, now: Moment) -> Result<bool> {
    let changed = if was.is_empty() {
        diesel::insert_into(r::table)
            .values((r::id.eq(1), r::rules.eq(rules), r::mark.eq(mark), r::saved_at.eq(now)))
            .on_conflict(r::id)
            .do_nothing()
            .any()
            .execute(&mut **tx)?
    } else {
        diesel::update(r::table.filter(r::id.eq(1)).filter(r::mark.eq(was)))
            .set((r::rules.eq(rules), r::mark.eq(mark), r::saved_at.eq(now)))
            .execute(&mut **tx)?
    };
    Ok(changed == 1)
}

pub(in crate::comments) fn insert(tx: &mut Tx<'_>, rule: Rule, now: Moment) -> Result<()> {
    diesel::insert_into(holds::table).values((holds::rule.eq(rule), holds::held_at.eq(now))).execute(&mut **tx)?;
    Ok(())
}

pub(in crate::comments) fn count(conn: &mut Conn, since: Moment) -> Result<Vec<(Rule, i64)>> {
    Ok(holds::table
        .filter(holds::held_at.gt(since))
        .group_by(holds::rule)
        .order(holds::rule)
        .select((holds::rule, count_star()))
        .load(conn)?)
}
