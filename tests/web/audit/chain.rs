//! Whatever is done to the rows directly is found.

use super::{act, acts, connect, verify};
use crate::on_both;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use folkmoot::app::App;
use folkmoot::audit::{self, Checkpoint, Fault};
use folkmoot::db::chain::{BEGINNING, Link};
use folkmoot::db::schema::audit as table;
use folkmoot::db::{self, Conn};
use futures_util::future::join_all;
use std::process::Command;

/// Lets the rows be changed, as only the owner of the database can.
fn drop_triggers(conn: &mut Conn) {
    let sql = if matches!(conn, Conn::Sqlite(_)) {
        "DROP TRIGGER audit_keeps_its_rows; DROP TRIGGER audit_loses_no_row; DROP TRIGGER audit_grows_at_its_end"
    } else {
        "ALTER TABLE audit DISABLE TRIGGER USER"
    };
    conn.batch_execute(sql).expect("no triggers");
}

/// What is found after this was done; then it is undone.
fn after(conn: &mut Conn, tamper: impl FnOnce(&mut Conn), earlier: Option<&Checkpoint>) -> Result<Checkpoint, Fault> {
    conn.batch_execute("BEGIN").expect("begun");
    tamper(conn);
    let found = verify(conn, earlier);
    conn.batch_execute("ROLLBACK").expect("undone");
    found
}

fn after_sql(conn: &mut Conn, sql: &str, earlier: Option<&Checkpoint>) -> Result<Checkpoint, Fault> {
    after(conn, |conn| conn.batch_execute(sql).unwrap_or_else(|e| panic!("{sql}: {e}")), earlier)
}

/// Writes acts anew from this number to the end, with other words and all sums right.
fn forge(conn: &mut Conn, from: i64, to: i64) {
    let links: Vec<Link> = table::table.order(table::id).select(Link::as_select()).load(conn).expect("read");
    let mut before = links.iter().find(|l| l.id == from - 1).map_or(BEGINNING.to_owned(), |l| l.hash.clone());
    for mut link in links.into_iter().filter(|l| (from..=to).contains(&l.id)) {
        link.detail = "Forged".into();
        link.prev_hash = before;
        link.hash = link.sum();
        diesel::update(table::table.find(link.id))
            .set((table::detail.eq(&link.detail), table::prev_hash.eq(&link.prev_hash), table::hash.eq(&link.hash)))
            .execute(conn)
            .expect("forged");
        before = link.hash;
    }
}

const COLUMNS: &str = "actor_id, act, subject, detail, at, prev_hash, hash";

on_both! {
    async fn the_database_refuses_to_change_the_record(app: &TestApp) {
        act(app, 3).await;
        let mut conn = connect(app);
        let sqlite = matches!(conn, Conn::Sqlite(_));
        let mut attempts = vec![
            "UPDATE audit SET detail = 'x' WHERE id = 2".to_owned(),
            "UPDATE audit SET hash = '' WHERE id = 2".into(),
            "DELETE FROM audit WHERE id = 3".into(),
            "DELETE FROM audit".into(),
            format!("INSERT INTO audit (id, {COLUMNS}) SELECT 2, {COLUMNS} FROM audit WHERE id = 3"),
        ];
        attempts.push(if sqlite {
            format!("INSERT OR REPLACE INTO audit (id, {COLUMNS}) SELECT 2, {COLUMNS} FROM audit WHERE id = 3")
        } else {
            "TRUNCATE audit".into()
        });
        for sql in attempts {
            assert!(conn.batch_execute(&sql).is_err(), "{sql}");
        }
        assert_eq!(verify(&mut conn, None).expect("whole").acts, 3);
    }

    async fn whatever_is_done_to_a_row_is_found(app: &TestApp) {
        act(app, 5).await;
        let mut conn = connect(app);
        drop_triggers(&mut conn);
        let whole = verify(&mut conn, None).expect("whole");
        assert_eq!((whole.acts, whole.at), (5, Some(app.now())));
        for set in ["actor_id = 7", "act = 'page.edi'", "subject = 'page'", "detail = ''", "at = '2026-11-23 08:00:00'", "hash = ''"] {
            assert_eq!(after_sql(&mut conn, &format!("UPDATE audit SET {set} WHERE id = 3"), None), Err(Fault::Changed(3)), "{set}");
        }
        let insert = |id: i64| format!("INSERT INTO audit (id, {COLUMNS}) SELECT {id}, {COLUMNS} FROM audit WHERE id = 1");
        for (sql, fault) in [
            ("DELETE FROM audit WHERE id = 1".to_owned(), Fault::Missing(1)),
            ("DELETE FROM audit WHERE id = 3".into(), Fault::Missing(3)),
            ("DELETE FROM audit WHERE id = 3; UPDATE audit SET id = 3 WHERE id = 4; UPDATE audit SET id = 4 WHERE id = 5".into(), Fault::Changed(3)),
            (insert(0), Fault::Strange(0)),
            (insert(6), Fault::Changed(6)),
            (insert(7), Fault::Missing(6)),
            (format!("UPDATE audit SET id = 6 WHERE id = 5; UPDATE audit SET id = 5 WHERE id = 4; {}", insert(4)), Fault::Changed(4)),
            ("UPDATE audit SET id = 9 WHERE id = 2; UPDATE audit SET id = 2 WHERE id = 3; UPDATE audit SET id = 3 WHERE id = 9".into(), Fault::Changed(2)),
        ] {
            assert_eq!(after_sql(&mut conn, &sql, None), Err(fault), "{sql}");
        }
        assert_eq!(after(&mut conn, |conn| forge(conn, 3, 3), None), Err(Fault::Unlinked(4)));
        assert_eq!(verify(&mut conn, None), Ok(whole), "all of it was undone");
    }

    async fn what_the_chain_alone_cannot_show_is_found_with_a_checkpoint(app: &TestApp) {
        act(app, 3).await;
        let third = app.query(audit::checkpoint).await.expect("read");
        act(app, 2).await;
        let fifth = app.query(audit::checkpoint).await.expect("read");
        let mut conn = connect(app);
        drop_triggers(&mut conn);
        for earlier in [None, Some(&Checkpoint::beginning()), Some(&third), Some(&fifth)] {
            assert_eq!(verify(&mut conn, earlier), Ok(fifth.clone()));
        }
        let cut = "DELETE FROM audit WHERE id > 3";
        assert_eq!(after_sql(&mut conn, cut, None), Ok(third.clone()));
        assert_eq!(after_sql(&mut conn, cut, Some(&third)), Ok(third.clone()));
        assert_eq!(after_sql(&mut conn, cut, Some(&fifth)), Err(Fault::Short { acts: 3, were: 5 }));
        assert_eq!(after_sql(&mut conn, "DELETE FROM audit", Some(&third)), Err(Fault::Short { acts: 0, were: 3 }));
        let anew = |conn: &mut Conn| forge(conn, 2, 5);
        assert_eq!(after(&mut conn, anew, None).expect("the forger did the sums").acts, 5);
        assert_eq!(after(&mut conn, anew, Some(&third)), Err(Fault::Rewritten(3)));
        assert_eq!(after(&mut conn, anew, Some(&fifth)), Err(Fault::Rewritten(5)));
        let other = Checkpoint { acts: 0, hash: "0".repeat(64), at: None };
        assert_eq!(verify(&mut conn, Some(&other)), Err(Fault::Rewritten(0)));
    }

    async fn two_instances_write_one_chain_without_forks(app: &TestApp) {
        let other = App::new((*app.app.site.config).clone(), app.clock.clone()).expect("a second instance");
        let now = app.now();
        let writes = (0..80).map(|n| {
            let db = if n % 2 == 0 { &app.app.site.db } else { &other.site.db };
            db.write(move |tx| {
                audit::record(tx, None, "page.edit", &format!("page p{n}"), "", now)?;
                // Some think better of it: their acts leave no gap.
                if n % 10 == 9 { Err(folkmoot::error::Error::NotFound) } else { Ok(()) }
            })
        });
        let done = join_all(writes).await.into_iter().filter(Result::is_ok).count();
        assert_eq!(done, 72);
        assert_eq!(verify(&mut connect(app), None).expect("one chain").acts, 72);
        assert_eq!(acts(app).await.len(), 72);
    }

    async fn rows_from_before_the_chain_are_chained_once(app: &TestApp) {
        let mut conn = connect(app);
        let url = app.app.site.config.database_url().expect("an address");
        conn.batch_execute(
            "INSERT INTO audit (id, actor_id, act, subject, detail, at) VALUES \
             (3, 1, 'page.edit', 'page a', 'A', '2026-11-20 08:00:00.123456'), (7, NULL, 'staff.invite', 'account 2', 'editor', '2026-11-21 08:00:00')",
        ).expect("rows of an older program");
        assert_eq!(verify(&mut conn, None), Err(Fault::Missing(1)));
        assert_eq!(db::migrate(&url).expect("chained"), [""; 0]);
        let chained = verify(&mut conn, None).expect("whole");
        assert_eq!((chained.acts, chained.at.expect("a date").to_string().as_str()), (2, "2026-11-21 08:00:00"));
        let kept = acts(app).await;
        assert_eq!(kept, [(1, Some(1), "page.edit".into()), (2, None, "staff.invite".into())]);
        act(app, 1).await;
        db::migrate(&url).expect("nothing to do");
        assert_eq!(verify(&mut conn, Some(&chained)).expect("it goes on").acts, 3);
        // What somebody has unchained is not chained again for them.
        drop_triggers(&mut conn);
        conn.batch_execute("UPDATE audit SET hash = '', detail = 'x' WHERE id = 1").expect("changed");
        db::migrate(&url).expect("nothing to do");
        assert_eq!(verify(&mut conn, None), Err(Fault::Changed(1)));
    }

    async fn the_command_says_whether_the_chain_holds(app: &TestApp) {
        act(app, 2).await;
        let database = app.app.site.config.database.url.clone();
        let run = |more: &[&str]| {
            let done = Command::new(env!("CARGO_BIN_EXE_folkmoot"))
                .args(["audit", "verify"])
                .args(more)
                .env("FOLKMOOT__DATABASE__URL", &database)
                .output()
                .expect("the program runs");
            let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
            (done.status.success(), text(done.stdout), text(done.stderr))
        };
        let end = app.query(audit::checkpoint).await.expect("read");
        let (well, said, _) = run(&[]);
        assert!(well && said.starts_with(&format!("2 acts, the chain holds, last hash {}\n", end.hash)), "{said}");
        let (well, said, _) = run(&["--checkpoint", &end.to_string()]);
        assert!(well && said.contains("goes on from the checkpoint at 2 acts"), "{said}");
        let (well, _, said) = run(&["--checkpoint", &format!("3:{}", end.hash)]);
        assert!(!well && said.contains("the record ends at act 2, but the checkpoint knows 3"), "{said}");
        let (well, _, said) = run(&["--checkpoint", "3"]);
        assert!(!well && said.contains("a checkpoint is a number, a colon"), "{said}");
        let mut conn = connect(app);
        drop_triggers(&mut conn);
        conn.batch_execute("UPDATE audit SET subject = 'page p9' WHERE id = 1").expect("changed");
        let (well, _, said) = run(&[]);
        assert!(!well && said.contains("act 1 was changed, or put in"), "{said}");
    }
}
