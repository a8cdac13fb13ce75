//! What was keyed in, in the database.

use super::{Keying, Sections};
use crate::clock::Moment;
use crate::db::schema::{accounts, keyings};
use crate::db::{Conn, Tx};
use crate::error::{Result, broken};
use crate::ids::{AccountId, ResponseId};
use diesel::prelude::*;
use views::questionnaires::Typed;

/// The first and the second time, in order.
pub(super) fn load(conn: &mut Conn, id: ResponseId) -> Result<Vec<Keying>> {
    type Row = (Option<AccountId>, Option<String>, String, bool);
    let rows: Vec<Row> = keyings::table
        .left_join(accounts::table.on(keyings::keyer_id.eq(accounts::id.nullable())))
        .filter(keyings::response_id.eq(id))
        .order(keyings::place)
        .select((keyings::keyer_id, accounts::name.nullable(), keyings::typed, keyings::is_done))
        .load(conn)?;
    let read = |(keyer, name, typed, is_done): Row| {
        let typed: Vec<(i64, Vec<(String, String)>)> =
            serde_json::from_str(&typed).map_err(broken("reading what was keyed in"))?;
        let typed = typed.into_iter().map(|(section, fields)| (section, Typed(fields))).collect();
        Ok(Keying { keyer, name, typed, is_done })
    };
    rows.into_iter().map(read).collect()
}

/// Stores what somebody typed: in the place that is theirs, or in the first that is free.
pub(super) fn put(
    tx: &mut Tx<'_>,
    id: ResponseId,
    keyer: AccountId,
    typed: &Sections,
    is_done: bool,
    now: Moment,
) -> Result<()> {
    let typed: Vec<(i64, &Vec<(String, String)>)> = typed.iter().map(|(section, typed)| (*section, &typed.0)).collect();
    let text = serde_json::to_string(&typed).map_err(broken("writing what was keyed in"))?;
    let values = (keyings::typed.eq(text), keyings::is_done.eq(is_done), keyings::keyed_at.eq(now));
    let here = || keyings::table.filter(keyings::response_id.eq(id));
    if diesel::update(here().filter(keyings::keyer_id.eq(keyer))).set(values.clone()).execute(&mut **tx)? == 0 {
        let place = here().count().get_result::<i64>(&mut **tx)? + 1;
        let whose = (keyings::response_id.eq(id), keyings::place.eq(place), keyings::keyer_id.eq(keyer));
        diesel::insert_into(keyings::table).values((whose, values)).execute(&mut **tx)?;
    }
    Ok(())
}

/// False where there is nothing of theirs.
pub(super) fn open_again(tx: &mut Tx<'_>, id: ResponseId, keyer: AccountId) -> Result<bool> {
    let own = keyings::table.filter(keyings::response_id.eq(id)).filter(keyings::keyer_id.eq(keyer));
    Ok(diesel::update(own).set(keyings::is_done.eq(false)).execute(&mut **tx)? > 0)
}
