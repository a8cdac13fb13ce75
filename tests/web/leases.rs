//! While much is read and nothing written, pages need no question to the database; and they are never old for that.

use crate::nasty::{elsewhere, say, second_instance};
use crate::on_both;
use crate::support::{Person, TestApp};
use diesel::connection::SimpleConnection;
use folkmoot::db;
use std::time::Duration;

/// Reads a page until a hundred readings in a row, one after the other, needed far fewer questions than a hundred. How many
/// fewer depends on how many readings fit into a lease, and so on what else the machine does.
async fn reads_until_nobody_asks(app: &TestApp, reader: &Person, path: &str) {
    for _ in 0..300 {
        let ((), questions) = app
            .queries(async {
                for _ in 0..100 {
                    reader.get(path).await.is(200);
                }
            })
            .await;
        if questions.len() <= 60 {
            return;
        }
    }
    panic!("the database is asked for every page, however quiet it is");
}

on_both! {
    async fn where_nothing_is_written_the_database_is_left_alone(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let (ana, reader) = (app.resident("Ana").await, app.visitor());
        reads_until_nobody_asks(app, &reader, &path).await;
        say(app, &ana, &path, "Written while nobody asked").await;
        reader.get(&path).await.sees("Written while nobody asked");
        reads_until_nobody_asks(app, &reader, &path).await;
        reader.get(&path).await.sees("Written while nobody asked");
    }

    async fn what_one_instance_writes_the_other_shows_though_it_does_not_ask(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let (url, handle) = second_instance(app).await;
        let (ana, here) = (app.resident("Ana").await, app.visitor());
        let (ana_there, there) = (elsewhere(&ana, &url), elsewhere(&here, &url));
        for round in 0..6 {
            let (writer, name) = if round % 2 == 0 { (&ana_there, "there") } else { (&ana, "here") };
            reads_until_nobody_asks(app, &here, &path).await;
            let words = format!("Round {round}, written {name}");
            writer.visit(&path).await.form(&format!("{path}/comments")).fill("body", &words).send().await.is(303);
            here.get(&path).await.sees(&words);
            there.get(&path).await.sees(&words);
        }
        handle.stop(true).await;
    }

    /// Whoever holds the row and falls asleep loses it, on PostgreSQL by its clock; nobody's write is lost for it.
    async fn a_sleeper_who_holds_a_lease_stops_nobody(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let ana = app.resident("Ana").await;
        let mut sleeper = db::connect(&app.app.site.config.database_url().expect("an address")).expect("a connection");
        if sleeper.backend() == "PostgreSQL" {
            sleeper
                .batch_execute("BEGIN; SET LOCAL idle_in_transaction_session_timeout = '150ms'; SELECT n FROM revision FOR SHARE")
                .expect("the row is held");
        }
        say(app, &ana, &path, "Said beside a sleeper").await;
        app.visitor().get(&path).await.sees("Said beside a sleeper");
        tokio::time::sleep(Duration::from_millis(1)).await;
        let awake = sleeper.batch_execute("SELECT n FROM revision");
        assert_eq!(awake.is_ok(), sleeper.backend() == "SQLite", "PostgreSQL has ended what slept: {awake:?}");
    }
}
