//! The database is busy, locked or half gone; a setting is wrong; a job cannot be read.

use super::{posted, refuses, say};
use crate::support::{TestApp, stage};
use crate::{on_both, support::Person};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use folkmoot::app::App;
use folkmoot::clock::Clock;
use folkmoot::config::Config;
use folkmoot::db::{self, Conn, schema};
use std::time::Duration;

/// Both kinds of database with settings of their own, which `on_both!` does not offer.
macro_rules! on_both_with {
    ($name:ident, $change:expr, $app:ident => $body:block) => {
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            async fn story(which: &str) {
                let app = TestApp::with(which, $change).await;
                let $app = &app;
                $body
                app.end().await;
            }

            #[actix_web::test]
            async fn sqlite() {
                story("sqlite").await;
            }

            #[actix_web::test]
            async fn postgres() {
                story("postgres").await;
            }
        }
    };
}

fn impatient(config: &mut Config) {
    config.database.readers = 1;
    config.database.queue = 2;
    config.database.wait_seconds = 1;
}

/// A connection of somebody else's.
fn another(app: &TestApp) -> Conn {
    db::connect(&app.app.site.config.database_url().expect("an address")).expect("opened")
}

/// Sends a comment without looking at any page.
async fn send(who: &Person, token: &str, path: &str, body: &str) -> crate::support::Page {
    who.post(&format!("{path}/comments"), &[("csrf", token), ("body", body)]).await
}

// 35: all readers are taken: whoever comes is told so soon, and others are served again as soon as one is free.
on_both_with!(readers_that_are_all_taken, impatient, app => {
    let (_, path) = app.proposal("Clean buses").await;
    let (ana, ben) = (app.resident("Ana").await, app.resident("Ben").await);
    let token = ana.token().await;
    let replies = format!("/comments/{}/replies", say(app, &ben, &path, "Ben’s words").await);
    let reply = || ana.post(&replies, &[("csrf", &token), ("body", "Kept for me.")]);
    let busy = app.app.site.db.clone();
    let block = actix_web::rt::spawn(async move {
        let _ = busy.read(|_| { std::thread::sleep(Duration::from_secs(3)); Ok(()) }).await;
    });
    tokio::time::sleep(Duration::from_millis(100)).await;
    let page = reply().await;
    refuses(&page, 503, "Nothing was saved");
    page.sees("Kept for me.");
    assert!(page.header("retry-after").parse::<u64>().is_ok_and(|s| s > 0));
    let many = futures_util::future::join_all((0..8).map(|_| ana.get("/proposals"))).await;
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
});

// 35: the writer is taken.
on_both_with!(a_writer_that_is_taken, impatient, app => {
    let (_, path) = app.proposal("Clean buses").await;
    let ana = app.resident("Ana").await;
    let token = ana.token().await;
    let busy = app.app.site.db.clone();
    let block = actix_web::rt::spawn(async move {
        let _ = busy.write(|_| { std::thread::sleep(Duration::from_secs(3)); Ok(()) }).await;
    });
    tokio::time::sleep(Duration::from_millis(100)).await;
    app.visitor().get(&path).await.is(200).sees("Clean buses");
    let page = send(&ana, &token, &path, "Kept for me.").await;
    refuses(&page, 503, "Nothing was saved");
    page.sees("Kept for me.");
    assert!(!page.header("retry-after").is_empty());
    block.await.expect("over");
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(posted(app).await, 0, "whoever was told that nothing was saved was told the truth");
    send(&ana, &token, &path, "Kept for me.").await.is(303);
    app.visitor().visit(&path).await.sees("Kept for me.");
});

// 35: somebody else (a backup, a person at the console) holds what is to be changed.
on_both_with!(a_lock_held_by_somebody_else, impatient, app => {
    let (_, path) = app.proposal("Clean buses").await;
    let ana = app.resident("Ana").await;
    let token = ana.token().await;
    let mut other = another(app);
    match &mut other {
        Conn::Sqlite(c) => c.batch_execute("BEGIN IMMEDIATE"),
        Conn::Postgres(c) => c.batch_execute("BEGIN; UPDATE proposals SET version = version"),
    }.expect("held");
    let page = send(&ana, &token, &path, "Kept for me.").await;
    refuses(&page, 503, "Nothing was saved");
    page.sees("Kept for me.");
    app.visitor().get(&path).await.is(200);
    match &mut other {
        Conn::Sqlite(c) => c.batch_execute("ROLLBACK"),
        Conn::Postgres(c) => c.batch_execute("ROLLBACK"),
    }.expect("let go");
    assert_eq!(posted(app).await, 0);
    send(&ana, &token, &path, "Kept for me.").await.is(303);
    assert_eq!(posted(app).await, 1);
});

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
    let mut admin = PgConnection::establish(&stage::postgres_url()).expect("PostgreSQL answers");
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
}

/// 44: a setting that cannot work is refused by its name, before anything is served.
#[test]
fn a_wrong_setting_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let good = || {
        let mut config = Config::load(None, []).expect("the defaults are good");
        config.database.url = format!("sqlite:{}", folder.path().join("a.db").display());
        config.secrets.key = "k".repeat(40).into();
        config.mail.transport = folkmoot::config::Transport::Memory;
        config
    };
    let refused = |config: Config| App::new(config, Clock::held(stage::beginning())).err().unwrap_or_default();
    for (change, named) in [
        ((|c| c.database.url = "postgres://nobody@127.0.0.1:1/none".into()) as fn(&mut Config), "database.url"),
        (|c| c.database.url = "mysql://x".into(), "database"),
        (|c| c.database.url = "sqlite:/proc/none/folkmoot.db".into(), "database.url"),
        (|c| c.mail.from = "not an address".into(), "mail.from"),
        (|c| c.site.public_url = "nowhere".into(), "site.public_url"),
        (
            |c| {
                c.mail.transport = folkmoot::config::Transport::Smtp;
                c.mail.smtp_url = "ftp://x".to_owned().into();
            },
            "mail.smtp_url",
        ),
        (
            |c| {
                c.secrets.key = String::new().into();
                c.secrets.key_file = "/proc/none/key".into();
            },
            "secrets.key_file",
        ),
    ] {
        let mut config = good();
        change(&mut config);
        let said = refused(config);
        assert!(said.contains(named), "{named}: {said:?}");
        assert!(!said.contains("panicked") && said.lines().count() <= 2, "{said}");
    }
    let taken = folkmoot::server::bind("127.0.0.1:0".parse().expect("an address")).expect("a free port");
    let said = folkmoot::server::bind(taken.local_addr().expect("bound")).expect_err("taken");
    assert!(said.starts_with("http.bind: cannot listen on"), "{said}");
}
