//! What happened is kept in the order of the commits: whoever reads up to a number has read everything up to it.

use crate::on_both;
use crate::support::TestApp;
use diesel::prelude::*;
use folkmoot::activity::{self, Event, Place};
use folkmoot::db::schema::{activity as rows, scopes};
use folkmoot::db::{self, Conn, Db, Limits, Scope};
use folkmoot::error::Error;
use folkmoot::ids::ProposalId;
use futures_util::future::join_all;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Another instance's way to the same database.
fn another(app: &TestApp) -> Db {
    let limits = Limits { readers: 1, queue: 256, wait: Duration::from_secs(10), statement: Duration::from_secs(10) };
    Db::open(&app.app.site.config.database_url().expect("an address"), &limits).expect("opened")
}

/// The largest number that can be seen, and how many rows there are up to it.
fn seen(conn: &mut Conn) -> (i64, i64) {
    let (last, count): (Option<i64>, i64) =
        rows::table.select((diesel::dsl::max(rows::id), diesel::dsl::count_star())).first(conn).expect("read");
    (last.unwrap_or(0), count)
}

/// How many rows there are up to this number.
fn up_to(conn: &mut Conn, last: i64) -> i64 {
    rows::table.filter(rows::id.le(last)).count().get_result(conn).expect("counted")
}

on_both! {
    /// Digests depend on it: they remember one number, and what appears below it later nobody would ever hear of.
    async fn nothing_appears_below_what_was_seen(app: &TestApp) {
        let instances = [app.app.site.db.clone(), another(app)];
        let (url, now, done) = (app.app.site.config.database_url().expect("an address"), app.now(), Arc::new(AtomicBool::new(false)));
        let reader = std::thread::spawn({
            let (url, done) = (url.clone(), done.clone());
            move || {
                let mut conn = db::connect(&url).expect("a connection");
                let mut notes = vec![seen(&mut conn)];
                while !done.load(Ordering::SeqCst) {
                    notes.push(seen(&mut conn));
                }
                notes
            }
        });
        for round in 0..12_u64 {
            let writes = (0..32_u64).map(|n| {
                let db = &instances[(n % 2) as usize];
                // Between nothing and 3 ms: no two groups of the two instances end in step.
                let pause = Duration::from_micros((n * 7919 + round * 104_729) % 3_000);
                db.write(move |tx| {
                    let place = Place { proposal: Some(ProposalId(1)), ..Place::default() };
                    activity::record(tx, Event::CommentPosted, place, if n % 5 == 4 { "taken back" } else { "" }, now);
                    std::thread::sleep(pause);
                    // Some touch a page, some only say that something happened, some say it twice, some fail.
                    match n % 5 {
                        1 => tx.touch(Scope::Answers(ProposalId(n as i64))),
                        2 => activity::record(tx, Event::CommentHidden, place, "", now),
                        4 => return Err(Error::NotFound),
                        _ => {}
                    }
                    Ok(())
                })
            });
            let ends = join_all(writes).await;
            for (n, end) in ends.into_iter().enumerate() {
                assert_eq!(end.is_ok(), n % 5 != 4, "{n}");
            }
        }
        done.store(true, Ordering::SeqCst);
        let notes = reader.join().expect("the reader reads");
        assert!(notes.iter().any(|(last, _)| *last > 0), "something was seen while it happened");
        let (late, taken_back, all): (Vec<_>, i64, i64) = app.query(move |conn| {
            let late = notes.into_iter().filter(|(last, count)| up_to(conn, *last) != *count).collect();
            let taken_back = rows::table.filter(rows::detail.eq("taken back")).count().get_result(conn).expect("counted");
            (late, taken_back, rows::table.count().get_result(conn).expect("counted"))
        }).await;
        assert_eq!(late, [], "largest number seen, and rows up to it, where more appeared later");
        assert_eq!(taken_back, 0, "what a failed transaction said is not kept");
        let each: i64 = (0..32).map(|n| match n % 5 { 4 => 0, 2 => 2, _ => 1 }).sum();
        assert_eq!(all, 12 * each);
    }

    /// More rows than one statement carries; and what only happens changes no page.
    async fn many_events_of_one_transaction_are_all_kept_in_their_order(app: &TestApp) {
        let now = app.now();
        let pages = |conn: &mut Conn| scopes::table.order(scopes::scope).load::<(String, i64)>(conn).expect("read");
        let before = app.query(pages).await;
        app.change(move |tx| {
            for n in 0..1_234 {
                activity::record(tx, Event::ProposalChanged, Place::default(), &n.to_string(), now);
            }
            Ok(())
        }).await;
        let kept: Vec<String> = app.query(|conn| {
            rows::table.filter(rows::kind.eq(Event::ProposalChanged.as_str())).order(rows::id).select(rows::detail).load(conn).expect("read")
        }).await;
        assert_eq!(kept, (0..1_234).map(|n| n.to_string()).collect::<Vec<_>>());
        assert_eq!(app.query(pages).await, before);
    }
}
