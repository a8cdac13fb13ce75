//! Letters that wait: what the queue does when the mail server is in trouble.

use crate::support::TestApp;
use chrono::Duration;
use diesel::prelude::*;
use folkmoot::config::Transport;
use folkmoot::db::schema::jobs;
use folkmoot::queue::{self, Job};
use folkmoot::worker;

/// How often each waiting letter was tried, the oldest first.
async fn tries(app: &TestApp) -> Vec<i32> {
    app.query(|conn| jobs::table.order(jobs::id).select(jobs::attempts).load(conn).expect("read")).await
}

async fn story(which: &str) {
    // A port on which nobody listens.
    let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a port").port();
    let app = TestApp::with(which, |config| {
        config.mail.transport = Transport::Smtp;
        config.mail.smtp_url = format!("smtp://127.0.0.1:{port}").into();
    })
    .await;
    let ana = app.resident("Ana").await;
    let account = ana.id.0;
    let ask = || async {
        let now = app.now();
        app.change(move |tx| queue::enqueue(tx, &Job::AddressKnown { account }, now)).await;
    };
    ask().await;
    assert_eq!(worker::once(&app.app).await.expect("the worker works"), 1);
    let until = app.app.mailer.paused().expect("the server is left alone");
    ask().await;
    ask().await;
    assert_eq!(worker::once(&app.app).await.expect("the worker works"), 0);
    assert_eq!(tries(&app).await, [1, 0, 0], "what came meanwhile waits and keeps its tries");
    app.clock.forward(until - app.now() + Duration::seconds(30));
    assert_eq!(worker::once(&app.app).await.expect("the worker works"), 1, "one tries");
    assert_eq!(worker::once(&app.app).await.expect("the worker works"), 0, "and the others wait on");
    assert_eq!(tries(&app).await.iter().sum::<i32>(), 2);
    app.change(|tx| Ok(diesel::delete(jobs::table).execute(&mut **tx)?)).await;
    app.end().await;
}

#[actix_web::test]
async fn a_mail_server_in_trouble_is_left_alone_sqlite() {
    story("sqlite").await;
}

#[actix_web::test]
async fn a_mail_server_in_trouble_is_left_alone_postgres() {
    story("postgres").await;
}
