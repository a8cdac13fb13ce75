//! A statement that runs away, and a transaction that stands still: PostgreSQL breaks both off, so that nobody waits for
//! them for ever. On SQLite a statement ends with the program, and no other program waits for its transactions.

use super::{posted, say};
use crate::support::TestApp;
use diesel::connection::SimpleConnection;
use folkmoot::config::Config;
use folkmoot::db::{self, Conn};
use folkmoot::error::{Error, Result};
use std::time::Duration;

/// Whoever asks waits longer than PostgreSQL lets anything run.
fn hurried(config: &mut Config) {
    config.database.readers = 1;
    config.database.wait_seconds = 20;
    config.database.statement_seconds = 1;
}

fn run_away(conn: &mut Conn) -> Result<()> {
    Ok(conn.batch_execute("SELECT pg_sleep(30)")?)
}

#[track_caller]
fn is_broken_off(result: Result<()>, because: &str) {
    match result {
        Err(Error::Busy(why)) if why.contains(because) => {}
        other => panic!("{other:?}"),
    }
}

#[actix_web::test]
async fn a_statement_that_runs_away() {
    let app = TestApp::with("postgres", hurried).await;
    let (_, path) = app.proposal("Clean buses").await;
    let ana = app.resident("Ana").await;
    say(&app, &ana, &path, "Before.").await;
    let db = &app.app.site.db;
    is_broken_off(db.read(run_away).await, "statement timeout");
    let written = db.write(|tx| {
        tx.batch_execute("DELETE FROM comments")?;
        run_away(tx)
    });
    is_broken_off(written.await, "statement timeout");
    assert_eq!(posted(&app).await, 1, "what came before it in its transaction is taken back");
    say(&app, &ana, &path, "After.").await;
    app.visitor().visit(&path).await.is(200).sees("Before.").sees("After.");
    app.end().await;
}

#[actix_web::test]
async fn a_transaction_that_stands_still() {
    let app = TestApp::with("postgres", hurried).await;
    let (_, path) = app.proposal("Clean buses").await;
    let ana = app.resident("Ana").await;
    say(&app, &ana, &path, "Before.").await;
    let db = app.app.site.db.clone();
    let (holds, held) = std::sync::mpsc::channel();
    let (end, over) = std::sync::mpsc::channel::<()>();
    let over = std::sync::Mutex::new(over);
    let sleeper = actix_web::rt::spawn(async move {
        db.write(move |tx| {
            tx.batch_execute("UPDATE comments SET body = 'taken back'")?;
            let _ = holds.send(());
            let _ = over.lock().map(|over| over.recv_timeout(Duration::from_secs(20)));
            Ok(tx.batch_execute("UPDATE comments SET body = 'taken back'")?)
        })
        .await
    });
    let url = app.app.site.config.database_url().expect("an address");
    let other = std::thread::spawn(move || {
        held.recv().expect("the lock is held");
        let locked = db::connect(&url).expect("opened").batch_execute("UPDATE comments SET depth = depth");
        // Only now may the other go on.
        let _ = end.send(());
        locked
    });
    is_broken_off(sleeper.await.expect("no panic"), "terminat");
    other.join().expect("no panic").expect("whoever waited for its locks has them, while it still stood still");
    say(&app, &ana, &path, "After.").await;
    app.visitor().visit(&path).await.is(200).sees("Before.").sees("After.").lacks("taken back");
    app.end().await;
}
