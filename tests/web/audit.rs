//! The record of what the staff did: one row for each act, none of which can be changed unseen.

mod chain;
mod forms;
mod groups;
mod public;

pub use forms::parked;

use crate::support::TestApp;
use diesel::prelude::*;
use folkmoot::audit::{self, Checkpoint, Fault};
use folkmoot::db::schema;
use folkmoot::db::{self, Conn};

/// A connection of one's own, as somebody has who sits at the database.
fn connect(app: &TestApp) -> Conn {
    db::connect(&app.app.site.config.database_url().expect("an address")).expect("a connection")
}

/// What `folkmoot audit verify` finds.
fn verify(conn: &mut Conn, earlier: Option<&Checkpoint>) -> Result<Checkpoint, Fault> {
    audit::verify(conn, earlier, &mut |_, _| {}).expect("the database answers")
}

/// Writes acts, each in a transaction of its own.
async fn act(app: &TestApp, count: usize) {
    for n in 0..count {
        let now = app.now();
        app.change(move |tx| audit::record(tx, None, "page.edit", &format!("page p{n}"), "Words", now)).await;
    }
}

/// The acts on the record: number, who, what.
async fn acts(app: &TestApp) -> Vec<(i64, Option<i64>, String)> {
    use schema::audit::{act, actor_id, id, table};
    app.query(|conn| table.order(id).select((id, actor_id, act)).load(conn).expect("read")).await
}
