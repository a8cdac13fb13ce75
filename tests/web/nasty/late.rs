//! 29: requests that do not come to an end. Each is closed by its deadline, however much of it keeps coming, and others are
//! served meanwhile. Forms that stall, and pages that nobody reads: `guards::slow`.

use super::everywhere::everywhere;
use super::rows::dump;
use crate::support::TestApp;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Sends `begin`, then, if there is any, the same few bytes again and again, and gives all that came back when the
/// connection was closed. Meanwhile somebody else reads.
async fn until_closed(app: &TestApp, begin: &[u8], drip: &[u8]) -> String {
    let mut stream = TcpStream::connect(app.url.trim_start_matches("http://")).await.expect("connected");
    stream.write_all(begin).await.expect("sent");
    let (mut from, mut to) = stream.into_split();
    let mut answer = Vec::new();
    for _ in 0..300 {
        app.visitor().get("/proposals").await.is(200);
        let mut some = [0; 2_000];
        match tokio::time::timeout(Duration::from_millis(100), from.read(&mut some)).await {
            Err(_) => {
                let _ = to.write_all(drip).await;
            }
            Ok(Ok(0) | Err(_)) => return String::from_utf8_lossy(&answer).into_owned(),
            Ok(Ok(n)) => answer.extend_from_slice(&some[..n]),
        }
    }
    panic!("{:?} is still open after {:?}", String::from_utf8_lossy(begin), String::from_utf8_lossy(&answer));
}

/// Requests that begin and never end: what each is, its beginning, and what drips after it.
fn endless(host: &str, css: &str, one_click: &str) -> Vec<(&'static str, String, &'static str)> {
    let form = "Content-Type: application/x-www-form-urlencoded\r\nSec-Fetch-Site: same-origin\r\n";
    vec![
        ("nothing but a connection", String::new(), ""),
        ("half a line", "GET /heal".into(), ""),
        ("a line that grows", "GET /".into(), "a"),
        ("headers that stall", format!("GET /proposals HTTP/1.1\r\nHost: {host}\r\nX-A: b"), ""),
        ("headers without end", format!("GET {css} HTTP/1.1\r\nHost: {host}\r\n"), "X-A: b\r\n"),
        ("headers of a form without end", format!("POST /reset HTTP/1.1\r\nHost: {host}\r\n{form}"), "X-A: b\r\n"),
        (
            "a body that stalls",
            format!("POST /reset HTTP/1.1\r\nHost: {host}\r\n{form}Content-Length: 900\r\n\r\nemail=a"),
            "",
        ),
        (
            "a body that drips",
            format!("POST {one_click} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 900\r\n\r\nList-"),
            "a",
        ),
        (
            "chunks without end",
            format!("POST {one_click} HTTP/1.1\r\nHost: {host}\r\n{form}Transfer-Encoding: chunked\r\n\r\n"),
            "1\r\na\r\n",
        ),
        (
            "a page asked for with chunks without end",
            format!("GET /proposals HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: chunked\r\n\r\n"),
            "1\r\na\r\n",
        ),
        (
            "a file asked for with chunks without end",
            format!("GET {css} HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: chunked\r\n\r\n"),
            "1\r\na\r\n",
        ),
        (
            "a file in parts without end",
            format!(
                "POST /reset HTTP/1.1\r\nHost: {host}\r\nContent-Type: multipart/form-data; boundary=x\r\nTransfer-Encoding: chunked\r\n\r\n"
            ),
            "1\r\na\r\n",
        ),
    ]
}

async fn story(which: &str) {
    let app = TestApp::with(which, |config| {
        config.http.head_seconds = 1;
        config.http.idle_seconds = 1;
        config.http.body_seconds = 2;
    })
    .await;
    let host = app.url.trim_start_matches("http://").to_owned();
    let (people, addresses) = everywhere(&app).await;
    let css = people[0].visit("/proposals").await.one("link[rel=stylesheet]").attr("href");
    let one_click = &addresses.iter().find(|(route, ..)| *route == "/emails/{token}/stop").expect("a link").2;
    let before = app.query(dump).await;
    for (what, begin, drip) in endless(&host, &css, one_click) {
        let answer = until_closed(&app, begin.as_bytes(), drip.as_bytes()).await;
        let answers = answer.matches("HTTP/1.1 ").count();
        let status = answer.get(9..12).unwrap_or_default();
        let good = match what {
            _ if what.contains("asked for") => ["200"].as_slice(),
            _ if what.contains("in parts") => &["400"],
            _ if what.contains("body") => &["408"],
            _ => &["408", ""],
        };
        assert!(answers <= 1 && good.contains(&status), "{what}: {answer}");
    }
    assert_eq!(app.query(dump).await, before);
    app.end().await;
}

#[actix_web::test]
async fn requests_that_do_not_end_sqlite() {
    story("sqlite").await;
}

#[actix_web::test]
async fn requests_that_do_not_end_postgres() {
    story("postgres").await;
}
