//! Waking in the database: those who want to hear at once become due when something happens.

use crate::clock::Moment;
use crate::db::schema::{digest_marks, follows, subscribers};
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::follows::Target;
use crate::subscribers::Frequency;
use diesel::prelude::*;
use std::collections::BTreeMap;

/// Up to which row of activity everybody has been woken.
pub(in crate::digests) fn find(conn: &mut Conn) -> Result<i64> {
    Ok(digest_marks::table.find(1).select(digest_marks::woken_until).first(conn)?)
}

/// As [`find`], held against other workers until the transaction ends.
pub(in crate::digests) fn lock(tx: &mut Tx<'_>) -> Result<i64> {
    Ok(diesel::update(digest_marks::table.find(1))
        .set(digest_marks::woken_until.eq(digest_marks::woken_until))
        .returning(digest_marks::woken_until)
        .get_result(&mut **tx)?)
}

pub(in crate::digests) fn update_until(tx: &mut Tx<'_>, upto: i64) -> Result<()> {
    diesel::update(digest_marks::table.find(1)).set(digest_marks::woken_until.eq(upto)).execute(&mut **tx)?;
    Ok(())
}

/// Those who want to hear at once of any of these are due at `due`. For those who want nothing else, what happened up to
/// `from` has been looked at: it woke them then, or was no news to them.
pub(in crate::digests) fn update(tx: &mut Tx<'_>, targets: &[Target], from: i64, due: Moment) -> Result<usize> {
    let mut ids: Vec<i64> = Vec::new();
    let mut by_kind: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
    for target in targets {
        let (kind, id) = target.parts();
        by_kind.entry(kind).or_default().push(id);
    }
    for (kind, targets) in by_kind {
        for some in targets.chunks(500) {
            ids.extend(
                follows::table
                    .filter(follows::frequency.eq(Frequency::AtOnce))
                    .filter(follows::kind.eq(kind))
                    .filter(follows::target_id.eq_any(some))
                    .order(follows::subscriber_id)
                    .select(follows::subscriber_id)
                    .load::<i64>(&mut **tx)?,
            );
        }
    }
    ids.sort_unstable();
    ids.dedup();
    let mut woken = 0;
    for some in ids.chunks(500) {
        use subscribers as s;
        let asleep = || {
            s::table
                .filter(s::id.eq_any(some))
                .filter(s::at_once_at.is_null())
                .filter(s::confirmed_at.is_not_null())
                .filter(s::stopped_at.is_null())
                .filter(s::silenced_at.is_null())
        };
        let nothing_else = asleep().filter(s::daily_at.is_null()).filter(s::weekly_at.is_null());
        diesel::update(nothing_else.filter(s::covered_until.lt(from)))
            .set(s::covered_until.eq(from))
            .execute(&mut **tx)?;
        let later = s::due_at.is_null().or(s::due_at.gt(due));
        let paused = s::paused_until.is_not_null().and(s::paused_until.gt(due));
        diesel::update(asleep().filter(later).filter(diesel::dsl::not(paused)))
            .set(s::due_at.eq(due))
            .execute(&mut **tx)?;
        diesel::update(asleep().filter(s::due_at.is_null())).set(s::due_at.eq(s::paused_until)).execute(&mut **tx)?;
        woken += diesel::update(asleep()).set(s::at_once_at.eq(due)).execute(&mut **tx)?;
    }
    Ok(woken)
}
