//! The database is busy, locked or half gone; a setting is wrong; a job cannot be read.

use super::{posted, refuses, say};
use crate::support::{TestApp, databases};
use crate::{on_both, on_both_with, support::Person};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use folkmoot::config::Config;
use folkmoot::db::{self, Conn, schema};
use std::time::Duration;

pub(super) fn impatient(config: &mut Config) {
    config.database.readers = 1;
    config.database.queue = 2;
    config.database.wait_seconds = 1;
}

/// What is said of a comment that could not be saved, whatever the reason.
const UNSAVED: &str = "We could not save your comment. It is still here below.";

/// A connection of somebody else's.
fn another(app: &TestApp) -> Conn {
    db::connect(&app.app.site.config.database_url().expect("an address")).expect("opened")
}

/// Sends a comment without looking at any page.
async fn send(who: &Person, token: &str, path: &str, body: &str) -> crate::support::Page {
    who.post(&format!("{path}/comments"), &[("csrf", token), ("body", body)]).await
}

on_both_with! { impatient;
    /// 35: all readers are taken: whoever comes is told so soon, and others are served again as soon as one is free.
    async fn readers_that_are_all_taken(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let (ana, ben) = (app.resident("Ana").await, app.resident("Ben").await);
        let token = ana.token().await;
        let replies = format!("/comments/{}/replies", say(app, &ben, &path, "Ben’s words").await);
        let fields = [("csrf", token.as_str()), ("body", "Kept for me.")];
        let reply = || ana.post(&replies, &fields);
        app.visitor().visit(&path).await.is(200);
        let busy = app.app.site.db.clone();
        let block = actix_web::rt::spawn(async move {
            let _ = busy.read(|_| { std::thread::sleep(Duration::from_secs(3)); Ok(()) }).await;
        });
        tokio::time::sleep(Duration::from_millis(100)).await;
        let page = reply().await;
        refuses(&page, 503, UNSAVED);
        page.sees("Kept for me.");
        assert!(page.header("retry-after").parse::<u64>().is_ok_and(|s| s > 0));
        app.visitor().get(&path).await.is(200).sees("Clean buses");
        let many = futures_util::future::join_all((0..8).map(|_| ana.get("/account"))).await;
        for page in many {
            page.is(503);
            assert!(!page.header("retry-after").is_empty());
        }
        block.await.expect("over");
        tokio::time::sleep(Duration::from_secs(2)).await;
        app.visitor().get("/proposals").await.is(200);
        assert_eq!(posted(app).await, 1, "what was refused was not saved");
        reply().await.is(303);
        assert_eq!(posted(app).await, 2);
    }

    /// 35: the writer is taken.
    async fn a_writer_that_is_taken(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let ana = app.resident("Ana").await;
        let token = ana.token().await;
        let busy = app.app.site.db.clone();
        let block = actix_web::rt::spawn(async move {
            let _ = busy.write(|_| { std::thread::sleep(Duration::from_secs(3)); Ok(()) }).await;
        });
        tokio::time::sleep(Duration::from_millis(100)).await;
        app.visitor().get(&path).await.is(200).sees("Clean buses");
        let sent = [("csrf", token.as_str()), ("reason", "other"), ("note", "Look at this.")];
        let (page, report) = tokio::join!(
            send(&ana, &token, &path, "Kept for me."),
            ana.post("/comments/1/reports", &sent)
        );
        refuses(&report, 503, "We could not save what you wrote. It is still here below.");
        refuses(&page, 503, UNSAVED);
        page.sees("Kept for me.");
        assert!(!page.header("retry-after").is_empty());
        block.await.expect("over");
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert_eq!(posted(app).await, 0, "whoever was told that nothing was saved was told the truth");
        send(&ana, &token, &path, "Kept for me.").await.is(303);
        app.visitor().visit(&path).await.sees("Kept for me.");
    }

    /// 35: somebody else (a backup, a person at the console) holds what is to be changed.
    async fn a_lock_held_by_somebody_else(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let ana = app.resident("Ana").await;
        let token = ana.token().await;
        let mut other = another(app);
        match &mut other {
            Conn::Sqlite(c) => c.batch_execute("BEGIN IMMEDIATE"),
            Conn::Postgres(c) => c.batch_execute("BEGIN; UPDATE proposals SET version = version"),
        }.expect("held");
        let page = send(&ana, &token, &path, "Kept for me.").await;
        refuses(&page, 503, UNSAVED);
        page.sees("Kept for me.");
        app.visitor().get(&path).await.is(200);
        match &mut other {
            Conn::Sqlite(c) => c.batch_execute("ROLLBACK"),
            Conn::Postgres(c) => c.batch_execute("ROLLBACK"),
        }.expect("let go");
        assert_eq!(posted(app).await, 0);
        send(&ana, &token, &path, "Kept for me.").await.is(303);
        assert_eq!(posted(app).await, 1);
    }
}

/// The disk is full: no page of the file can be added (SQLite), or the server says so (PostgreSQL, SQLSTATE 53100).
pub(super) async fn fill_disk(app: &TestApp, tables: &[&str]) {
    match &mut another(app) {
        // The limit is the connection's own, and the one that writes is the app's; below what is there it is what is there.
        Conn::Sqlite(_) => app.change(|tx| Ok(tx.batch_execute("PRAGMA max_page_count = 1")?)).await,
        Conn::Postgres(c) => {
            c.batch_execute(
                "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                     RAISE EXCEPTION 'could not extend file \"base/16384/16385\": No space left on device'
                         USING ERRCODE = 'disk_full', HINT = 'Check free disk space.';
                 END $$",
            )
            .expect("made");
            for table in tables {
                let full = format!(
                    "CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION full_disk()"
                );
                c.batch_execute(&full).expect("full");
            }
        }
    }
}

/// There is room again.
pub(super) async fn empty_disk(app: &TestApp) {
    match &mut another(app) {
        Conn::Sqlite(_) => app.change(|tx| Ok(tx.batch_execute("PRAGMA max_page_count = 1000000")?)).await,
        Conn::Postgres(c) => c.batch_execute("DROP FUNCTION full_disk CASCADE").expect("emptied"),
    }
}

on_both! {
    /// 34: the disk is full while people post. They are told and keep their words, reading goes on, and when there is
    /// room again the same program takes everything in.
    async fn a_full_disk(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let mut people = Vec::new();
        for n in 0..6 {
            let who = app.resident(&format!("Person {n}")).await;
            people.push((who.token().await, who));
        }
        let (token, ana) = &people[0];
        let before = say(app, ana, &path, "From before.").await;
        fill_disk(app, &["comments"]).await;
        // One at a time, and several that would share a commit.
        let long = |n| format!("{}Kept for me.", "\u{1f600} ".repeat(n));
        let words = long(1_900);
        let alone = send(ana, token, &path, &words).await;
        let together = futures_util::future::join_all(people.iter().map(|(token, who)| send(who, token, &path, &words))).await;
        let reply = ana.post(&format!("/comments/{before}/replies"), &[("csrf", token), ("body", &long(900))]).await;
        let edit = ana.post(&format!("/comments/{before}/edit"), &[("csrf", token), ("body", &words)]).await;
        for page in together.iter().chain([&alone, &reply, &edit]) {
            refuses(page, 503, UNSAVED);
            page.sees("Kept for me.");
            assert!(page.header("retry-after").parse::<u64>().is_ok_and(|s| s > 0));
        }
        assert_eq!(alone.one("textarea[readonly]").text, words.trim());
        assert_eq!(posted(app).await, 1);
        app.visitor().visit(&path).await.is(200).sees("From before.").lacks("Kept for me.");
        app.visitor().get("/proposals").await.is(200);
        ana.visit("/account").await.is(200);
        app.visitor().get("/health").await.is(200);
        empty_disk(app).await;
        for (token, who) in &people {
            send(who, token, &path, &words).await.is(303);
        }
        assert_eq!(posted(app).await, 7);
        app.visitor().visit(&path).await.sees("Kept for me.");
    }
}

/// 35: the server ends our connections (a restart). One page may fail; nothing is posted twice, and the next one works.
#[actix_web::test]
async fn a_database_that_comes_back() {
    let app = TestApp::with("postgres", impatient).await;
    let (_, path) = app.proposal("Clean buses").await;
    let ana = app.resident("Ana").await;
    let token = ana.token().await;
    say(&app, &ana, &path, "Before.").await;
    let pid = || diesel::select(diesel::dsl::sql::<diesel::sql_types::Integer>("pg_backend_pid()"));
    let reader: i32 = app.query(move |conn| pid().get_result(conn).expect("a number")).await;
    let writer: i32 = app.change(move |tx| Ok(pid().get_result(&mut **tx)?)).await;
    let mut admin = PgConnection::establish(&databases::postgres_url()).expect("PostgreSQL answers");
    admin
        .batch_execute(&format!("SELECT pg_terminate_backend({reader}), pg_terminate_backend({writer})"))
        .expect("ended");
    for _ in 0..4 {
        let page = send(&ana, &token, &path, "After.").await;
        assert!(matches!(page.status, 303 | 503), "{}: {}", page.status, page.text());
        if page.status == 503 {
            refuses(&page, 503, "After.");
        }
    }
    send(&ana, &token, &path, "After.").await.is(303);
    assert_eq!(posted(&app).await, 2);
    app.visitor().visit(&path).await.is(200).sees("After.");
    app.end().await;
}

on_both! {
    /// 45: a job that nobody can read is set aside with its reason, and the ones behind it are done.
    async fn a_poisoned_job_blocks_nobody(app: &TestApp) {
        use schema::jobs;
        let now = app.now();
        app.change(move |tx| {
            for payload in ["not json", "{\"job\":\"weather\"}", "{\"job\":\"link\",\"link\":\"x\"}", "{\"job\":\"link\",\"link\":999999}"] {
                diesel::insert_into(jobs::table)
                    .values((jobs::kind.eq("link"), jobs::payload.eq(payload), jobs::run_at.eq(now), jobs::created_at.eq(now)))
                    .execute(&mut **tx)?;
            }
            Ok(())
        }).await;
        app.visitor().post("/subscriptions", &[("email", "ana@people.example")]).await.is(303);
        assert_eq!(app.letters().await.len(), 1, "the letter behind them leaves");
        let parked: Vec<Option<String>> = app.query(|conn| {
            jobs::table.order(jobs::id).select(jobs::parked_because).load(conn).expect("read")
        }).await;
        assert_eq!(parked.len(), 3);
        assert!(parked.iter().all(|why| why.as_ref().is_some_and(|w| w.contains("cannot be read"))), "{parked:?}");
        app.change(|tx| { diesel::delete(jobs::table).execute(&mut **tx)?; Ok(()) }).await;
    }

    /// 43: two instances that make the tables at once: both succeed, and the tables are made once.
    async fn two_migrations_at_once(app: &TestApp) {
        let url = app.app.site.config.database_url().expect("an address");
        db::connect(&url).expect("opened").revert_all().expect("taken back");
        let threads: Vec<_> = (0..4)
            .map(|_| {
                let url = url.clone();
                std::thread::spawn(move || db::migrate(&url).map(|names| names.len()))
            })
            .collect();
        let made: Vec<usize> = threads.into_iter().map(|t| t.join().expect("ended").expect("it works")).collect();
        let most = made.iter().max().copied().unwrap_or(0);
        assert!(most > 5 && made.iter().sum::<usize>() == most, "one of them made them all: {made:?}");
    }

    /// 43: an old program does nothing with tables that a newer one made: it says so in a line, whatever it was to do.
    async fn an_old_program_leaves_newer_tables_alone(app: &TestApp) {
        let mut conn = another(app);
        assert_eq!(conn.pending_migrations().expect("all are made"), 0);
        conn.batch_execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('99990101000000')").expect("a newer one");
        let url = app.app.site.config.database_url().expect("an address");
        let to_serve = db::migrate(&url).expect_err("refused").to_string();
        let to_work = conn.pending_migrations().expect_err("refused").to_string();
        for said in [to_serve, to_work] {
            assert!(said.contains("made by a newer Folkmoot (it holds migration 99990101000000)"), "{said}");
            assert_eq!(said.lines().count(), 1);
        }
        // What runs already goes on.
        app.visitor().get("/proposals").await.is(200);
    }
}
