//! Accounts of those who leave, in the database.

use crate::clock::Moment;
use crate::db::schema::{accounts, links};
use crate::db::{AnyExt, Conn, Tx};
use crate::error::Result;
use crate::ids::AccountId;
use crate::policy::{Capacity, LifeStage, Role};
use diesel::prelude::*;

/// No address can be this: it has no @.
const FORMER_KEY: &str = "former";

pub(in super::super) fn load_links_of(conn: &mut Conn, account: AccountId) -> Result<Vec<i64>> {
    Ok(links::table.filter(links::account_id.eq(account)).order(links::id).select(links::id).load(conn)?)
}

/// An account without an owner: as one that came with an imported conversation.
pub(in super::super) fn update_closed(tx: &mut Tx<'_>, id: AccountId, name: &str) -> Result<()> {
    let nobody = (
        accounts::kind.eq("imported"),
        accounts::name.eq(name),
        accounts::email.eq(None::<String>),
        accounts::email_key.eq(None::<String>),
        accounts::password_hash.eq(None::<String>),
        accounts::role.eq(Role::Member),
        accounts::capacity.eq(Capacity::Resident),
        accounts::standing.eq(""),
        accounts::confirmed_at.eq(None::<Moment>),
        accounts::suspended_until.eq(None::<Moment>),
        accounts::first_part.eq(None::<LifeStage>),
    );
    diesel::update(accounts::table.find(id.0)).set(nobody).execute(&mut **tx)?;
    Ok(())
}

pub(in super::super) fn upsert_former(tx: &mut Tx<'_>, name: &str, now: Moment) -> Result<AccountId> {
    diesel::insert_into(accounts::table)
        .values((
            accounts::kind.eq("imported"),
            accounts::email_key.eq(FORMER_KEY),
            accounts::name.eq(name),
            accounts::role.eq(Role::Member),
            accounts::capacity.eq(Capacity::Resident),
            accounts::created_at.eq(now),
        ))
        .on_conflict(accounts::email_key)
        .do_nothing()
        .any()
        .execute(&mut **tx)?;
    Ok(accounts::table.filter(accounts::email_key.eq(FORMER_KEY)).select(accounts::id).first(&mut **tx)?)
}

/// Only one that was closed: it has neither an address nor the key of one.
pub(in super::super) fn delete_closed(tx: &mut Tx<'_>, id: AccountId) -> Result<()> {
    let closed = accounts::table.find(id.0).filter(accounts::email_key.is_null());
    diesel::delete(closed.filter(accounts::kind.eq("imported"))).execute(&mut **tx)?;
    Ok(())
}
