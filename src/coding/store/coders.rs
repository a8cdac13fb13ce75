//! Who codes, and what they are to code, in the database.

use super::super::Coder;
use crate::db::schema::{accounts, assignments, coders};
use crate::db::{AnyExt, Conn, Tx};
use crate::error::{Error, Result};
use crate::ids::{AccountId, CoderId, ProposalId};
use diesel::prelude::*;

/// Everybody who codes here or has, in the order of their numbers.
pub(in crate::coding) fn load(conn: &mut Conn, proposal: ProposalId) -> Result<Vec<Coder>> {
    let rows: Vec<(CoderId, i64, Option<String>)> = coders::table
        .left_join(accounts::table)
        .filter(coders::proposal_id.eq(proposal))
        .order(coders::number)
        .select((coders::id, coders::number, accounts::name.nullable()))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, number, name)| Coder { id, number, name }).collect())
}

pub(in crate::coding) fn find(conn: &mut Conn, proposal: ProposalId, who: AccountId) -> Result<Option<CoderId>> {
    let here = coders::table.filter(coders::proposal_id.eq(proposal)).filter(coders::account_id.eq(who));
    Ok(here.select(coders::id).first(conn).optional()?)
}

/// Somebody as a coder of this proposal; the first time they get the next number.
pub(in crate::coding) fn find_or_insert(tx: &mut Tx<'_>, proposal: ProposalId, who: AccountId) -> Result<CoderId> {
    if let Some(found) = find(tx, proposal, who)? {
        return Ok(found);
    }
    let here = coders::table.filter(coders::proposal_id.eq(proposal));
    let last: Option<i64> = here.select(diesel::dsl::max(coders::number)).get_result(&mut **tx)?;
    diesel::insert_into(coders::table)
        .values((
            coders::proposal_id.eq(proposal),
            coders::number.eq(last.unwrap_or(0) + 1),
            coders::account_id.eq(who),
        ))
        .on_conflict_do_nothing()
        .any()
        .execute(&mut **tx)?;
    find(tx, proposal, who)?
        .ok_or_else(|| Error::Busy("Somebody else has just taken the number; another try gets the next".into()))
}

/// Who has which question to code: question, account and name. Whoever has left has none.
pub(in crate::coding) fn load_assigned(conn: &mut Conn, proposal: ProposalId) -> Result<Vec<(i64, AccountId, String)>> {
    Ok(assignments::table
        .inner_join(coders::table.inner_join(accounts::table))
        .filter(coders::proposal_id.eq(proposal))
        .order((assignments::question, coders::number))
        .select((assignments::question, accounts::id, accounts::name))
        .load(conn)?)
}

/// False when it was so before.
pub(in crate::coding) fn assign(tx: &mut Tx<'_>, coder: CoderId, question: i64) -> Result<bool> {
    let rows = diesel::insert_into(assignments::table)
        .values((assignments::coder_id.eq(coder), assignments::question.eq(question)))
        .on_conflict_do_nothing()
        .any()
        .execute(&mut **tx)?;
    Ok(rows > 0)
}

/// False when it was so before.
pub(in crate::coding) fn release(tx: &mut Tx<'_>, coder: CoderId, question: i64) -> Result<bool> {
    let here = assignments::table.filter(assignments::coder_id.eq(coder)).filter(assignments::question.eq(question));
    Ok(diesel::delete(here).execute(&mut **tx)? > 0)
}
