//! Who has which case, in the database.

use crate::clock::Moment;
use crate::db::Tx;
use crate::db::schema::cases;
use crate::error::Result;
use crate::ids::{AccountId, CaseId};
use diesel::prelude::*;

/// Takes an open case that nobody else has at this moment; gives whether it is theirs.
pub(in crate::moderation) fn take(
    tx: &mut Tx<'_>,
    id: CaseId,
    by: AccountId,
    until: Moment,
    now: Moment,
) -> Result<bool> {
    let free = cases::claimed_until.is_null().or(cases::claimed_until.le(now)).or(cases::claimed_by.is_null());
    let taken = diesel::update(cases::table)
        .filter(cases::id.eq(id))
        .filter(cases::closed_at.is_null())
        .filter(free.or(cases::claimed_by.eq(by)))
        .set((cases::claimed_by.eq(by), cases::claimed_until.eq(until)))
        .execute(&mut **tx)?;
    Ok(taken > 0)
}

pub(in crate::moderation) fn give_back(tx: &mut Tx<'_>, id: CaseId, by: AccountId) -> Result<()> {
    diesel::update(cases::table)
        .filter(cases::id.eq(id))
        .filter(cases::claimed_by.eq(by))
        .set((cases::claimed_by.eq(None::<AccountId>), cases::claimed_until.eq(None::<Moment>)))
        .execute(&mut **tx)?;
    Ok(())
}
