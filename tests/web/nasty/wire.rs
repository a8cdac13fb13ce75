//! 26, 28: requests that no browser sends, by the socket, to every kind of address. One short refusal, the connection is
//! closed, what came behind it on the same connection is not read as a request, and nobody else notices.

use super::everywhere::everywhere;
use super::rows::dump;
use crate::on_both;
use crate::support::TestApp;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Sends bytes and gives all that comes back until the connection is closed, which must be soon.
async fn talk(app: &TestApp, bytes: &[u8]) -> String {
    let stream = TcpStream::connect(app.url.trim_start_matches("http://")).await.expect("connected");
    let (mut from, mut to) = stream.into_split();
    let bytes = bytes.to_vec();
    // Whoever is refused early does not take the rest.
    let sending = actix_web::rt::spawn(async move {
        let _ = to.write_all(&bytes).await;
        to
    });
    let mut answer = Vec::new();
    let closed = tokio::time::timeout(Duration::from_secs(30), from.read_to_end(&mut answer)).await;
    assert!(closed.is_ok(), "the connection is left open after {:?}", String::from_utf8_lossy(&answer));
    sending.abort();
    String::from_utf8_lossy(&answer).into_owned()
}

/// The status of each answer on a connection.
fn statuses(answers: &str) -> Vec<u16> {
    answers.split("HTTP/1.1 ").skip(1).filter_map(|answer| answer.get(..3)?.parse().ok()).collect()
}

/// A kind of address: what is sent there, and what comes when all is well.
struct Kind {
    method: &'static str,
    path: String,
    body: &'static str,
    well: u16,
}

impl Kind {
    /// The request with these lines among its headers, and this behind them.
    fn with(&self, host: &str, lines: &str, body: &str) -> Vec<u8> {
        let Self { method, path, .. } = self;
        let form = "Sec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n";
        format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\n{form}{lines}\r\n{body}").into_bytes()
    }

    /// The length of the body, as a header.
    fn length(&self) -> String {
        if self.body.is_empty() { String::new() } else { format!("Content-Length: {}\r\n", self.body.len()) }
    }
}

/// The kinds of addresses that a site has.
async fn kinds(app: &TestApp) -> Vec<Kind> {
    let (people, addresses) = everywhere(app).await;
    let css = people[0].visit("/proposals").await.one("link[rel=stylesheet]").attr("href");
    let one_click = addresses.iter().find(|(route, ..)| *route == "/emails/{token}/stop").expect("a link").2.clone();
    let get = |path: &str| Kind { method: "GET", path: path.into(), body: "", well: 200 };
    vec![
        get("/proposals/clean-buses"),
        get(&css),
        get("/health"),
        Kind { method: "POST", path: "/proposals/clean-buses/comments".into(), body: "body=smuggled", well: 303 },
        // Empty, so that nothing changes when all is well.
        Kind { method: "POST", path: "/reset".into(), body: "email=", well: 422 },
        Kind { method: "POST", path: one_click, body: "List-Unsubscribe=One-Click", well: 200 },
    ]
}

/// What stands behind a broken request on the same connection: were it read, there would be a second answer.
fn behind(host: &str) -> String {
    format!("GET /health HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")
}

/// Framing that two readers could understand differently: what it is, the lines about it, and the body.
fn framings<'a>(host: &str, kind: &'a Kind, chunked: &'a str) -> Vec<(&'static str, String, &'a str)> {
    let n = kind.body.len();
    vec![
        ("length and chunks", format!("Content-Length: {n}\r\nTransfer-Encoding: chunked\r\n"), chunked),
        ("chunks and length", format!("Transfer-Encoding: chunked\r\nContent-Length: {n}\r\n"), chunked),
        ("two lengths", format!("Content-Length: {n}\r\nContent-Length: {}\r\n", n + 1), kind.body),
        ("no length", "Content-Length: -1\r\n".into(), kind.body),
        ("a length in words", "Content-Length: 1_0\r\n".into(), kind.body),
        ("a length with a sign", format!("Content-Length: +{n}\r\n"), kind.body),
        ("chunks of no kind", "Transfer-Encoding: xchunked\r\n".into(), chunked),
        ("chunks twice", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n".into(), chunked),
        ("a space before the colon", format!("Content-Length : {n}\r\n"), kind.body),
        ("a folded header", format!("X-A: b\r\n c: d\r\n{}", kind.length()), kind.body),
        ("a second host", format!("Host: evil.example\r\n{}", kind.length()), kind.body),
        ("the same host twice", format!("Host: {host}\r\n{}", kind.length()), kind.body),
    ]
}

on_both! {
    /// 26: too much before the body.
    async fn too_much_at_every_kind_of_address(app: &TestApp) {
        let host = app.url.trim_start_matches("http://").to_owned();
        let kinds = kinds(app).await;
        let before = app.query(dump).await;
        let cookies = (0..1_000).map(|n| format!("c{n}=value{n}")).collect::<Vec<_>>().join("; ");
        let many = (0..500).map(|n| format!("X-H{n}: v\r\n")).collect::<String>();
        for kind in &kinds {
            let far = Kind { path: format!("{}?{}", kind.path, "a".repeat(70_000)), body: kind.body, ..*kind };
            for (what, of, lines) in [
                ("an address of 70 kB", &far, String::new()),
                ("a header of 120 kB", kind, format!("X-Long: {}\r\n", "a".repeat(120_000))),
                ("500 headers", kind, many.clone()),
                ("1,000 cookies", kind, format!("Cookie: {cookies}\r\n")),
            ] {
                let got = statuses(&talk(app, &of.with(&host, &(lines + &of.length()), of.body)).await);
                assert!(matches!(got[..], [400..500]), "{what} to {} {}: {got:?}", kind.method, kind.path);
            }
        }
        assert_eq!(app.query(dump).await, before);
        all_well(app, &kinds).await;
        // What a browser with many neighbours on the same domain may send is still read.
        let some = (0..40).map(|n| format!("c{n}={}", "v".repeat(40))).collect::<Vec<_>>().join("; ");
        let request = kinds[0].with(&host, &format!("Connection: close\r\nCookie: {some}\r\n"), "");
        assert_eq!(statuses(&talk(app, &request).await), [200]);
    }

    /// 28: framing that two readers could understand differently.
    async fn broken_framing_at_every_kind_of_address(app: &TestApp) {
        let host = app.url.trim_start_matches("http://").to_owned();
        let kinds = kinds(app).await;
        let before = app.query(dump).await;
        for kind in &kinds {
            let n = kind.body.len();
            let chunked = format!("{n:x}\r\n{}\r\n0\r\n\r\n", kind.body);
            for (what, lines, body) in framings(&host, kind, &chunked) {
                let mut request = kind.with(&host, &lines, body);
                request.extend_from_slice(behind(&host).as_bytes());
                let got = statuses(&talk(app, &request).await);
                assert!(matches!(got[..], [400..500]), "{what} to {} {}: {got:?}", kind.method, kind.path);
            }
            let Kind { method, path, body, .. } = kind;
            let rest = format!("Sec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n{}\r\n{body}", kind.length());
            for (what, mut request) in [
                ("another site", format!("{method} http://evil.example{path} HTTP/1.1\r\nHost: {host}\r\n{rest}")),
                ("another name", format!("{method} {path} HTTP/1.1\r\nHost: evil.example\r\n{rest}")),
                ("no name", format!("{method} {path} HTTP/1.1\r\n{rest}")),
                ("no version", format!("{method} {path}\r\n{rest}")),
                ("another version", format!("{method} {path} HTTP/3.0\r\nHost: {host}\r\n{rest}")),
            ] {
                // What is understood, and refused because of what it says, may have another request behind it.
                if what.contains("version") {
                    request += &behind(&host);
                }
                let got = statuses(&talk(app, request.as_bytes()).await);
                assert!(matches!(got[..], [400..500]), "{what} to {method} {path}: {got:?}");
            }
            // A body that breaks off its framing half-way: refused, or only closed. Who does not read a body may answer
            // before that, but goes on to nothing.
            for bad in ["ZZ", "ffffffffffffffff1", "-1", "5;\u{0}", " 5"] {
                let lines = "Transfer-Encoding: chunked\r\n";
                let body = format!("{n:x}\r\n{}\r\n{bad}\r\n", kind.body);
                let mut request = kind.with(&host, lines, if n == 0 { &body[3..] } else { &body });
                request.extend_from_slice(behind(&host).as_bytes());
                let got = statuses(&talk(app, &request).await);
                let refused = matches!(got[..], [400..500]);
                let not_read = kind.method == "GET" && got == [200];
                assert!(refused || not_read || got.is_empty(), "a chunk of {bad:?} to {method} {path}: {got:?}");
            }
            // Lines that end without a carriage return: refused, or understood as one request.
            if *method == "GET" {
                let plain = format!("GET {path} HTTP/1.1\nHost: {host}\nConnection: close\n\n");
                let got = statuses(&talk(app, plain.as_bytes()).await);
                assert!(matches!(got[..], [200 | 400]), "lines without returns to {path}: {got:?}");
            }
        }
        let other = talk(app, b"\x16\x03\x01\x02\x00hello, in another protocol\r\n\r\n").await;
        assert!(other.is_empty() || matches!(statuses(&other)[..], [400..500]), "{other}");
        assert_eq!(app.query(dump).await, before, "nothing was done");
        all_well(app, &kinds).await;
    }
}

/// On a connection of its own each of them gets what it should.
async fn all_well(app: &TestApp, kinds: &[Kind]) {
    let host = app.url.trim_start_matches("http://").to_owned();
    for kind in kinds {
        let request = kind.with(&host, &format!("Connection: close\r\n{}", kind.length()), kind.body);
        assert_eq!(statuses(&talk(app, &request).await), [kind.well], "{} {}", kind.method, kind.path);
    }
}
