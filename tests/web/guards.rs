//! What every request passes: names, origins, tokens, sizes, deadlines; and what every answer carries.

use crate::on_both;
use crate::support::TestApp;
use reqwest::Method;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Sends bytes as they are and gives the first line of the answer.
pub async fn raw(app: &TestApp, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(app.url.trim_start_matches("http://")).await.expect("connected");
    stream.write_all(bytes).await.expect("sent");
    let mut answer = vec![0; 2_000];
    let n = tokio::time::timeout(std::time::Duration::from_secs(5), stream.read(&mut answer)).await;
    let n = n.expect("an answer in time").unwrap_or(0);
    String::from_utf8_lossy(&answer[..n]).lines().next().unwrap_or_default().to_owned()
}

on_both! {
    async fn every_answer_carries_the_headers(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let visitor = app.visitor();
        let css = visitor.visit("/proposals").await.one("link[rel=stylesheet]").attr("href");
        for (at, status) in [(path.as_str(), 200), ("/none", 404), (css.as_str(), 200), ("/health", 200), ("/comments/1/edit", 303)] {
            let page = visitor.get(at).await;
            page.is(status);
            let policy = page.header("content-security-policy");
            assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{at}: {policy}");
            assert!(policy.contains("frame-ancestors 'none'") && policy.contains("base-uri 'none'"));
            assert_eq!(page.header("x-content-type-options"), "nosniff", "{at}");
            assert_eq!(page.header("cross-origin-opener-policy"), "same-origin", "{at}");
            assert!(!page.header("referrer-policy").is_empty() && !page.header("permissions-policy").is_empty());
            assert!(page.header("server").is_empty(), "{at} tells what it runs on");
            assert!(!page.header("cache-control").is_empty(), "{at}");
        }
        assert!(visitor.get(&css).await.header("cache-control").contains("immutable"));
        visitor.get("/assets/0123456789abcdef/css/folkmoot.css").await.is(404);
        for dev in ["/dev/mail", "/dev/mail/x", "/metrics"] {
            visitor.get(dev).await.is(404);
        }
    }

    async fn a_form_needs_its_token_and_its_origin(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let ana = app.resident("Ana").await;
        let (ben, target) = (app.resident("Ben").await, format!("{path}/comments"));
        let token = ana.token().await;
        let bens = ben.token().await;
        let body = |token: &str| Some(format!("csrf={token}&body=My+words"));
        let send = |headers: &'static [(&'static str, &'static str)], body| ana.send(Method::POST, &target, headers, body);
        const OWN: &[(&str, &str)] = &[("sec-fetch-site", "same-origin")];
        for (headers, body, why) in [
            (OWN, body(""), "no token"),
            (OWN, body(&bens), "somebody else's token"),
            (OWN, body(&token[1..]), "a part of the token"),
            (&[("sec-fetch-site", "cross-site")][..], body(&token), "from another site"),
            (&[("sec-fetch-site", "same-site")][..], body(&token), "from a neighbour"),
            (&[("origin", "https://evil.example")][..], body(&token), "another origin"),
            (&[("origin", "null")][..], body(&token), "no origin at all"),
        ] {
            let page = send(headers, body).await;
            page.is(403);
            assert_eq!(page.one("textarea[readonly]").text, "My words", "{why}: the text is given back");
        }
        ana.visit(&path).await.lacks("My words");
        // An old browser says nothing about where it comes from: the token decides.
        send(&[], body(&token)).await.is(303);
        // A stranger has no token: the browser must say that the form is ours.
        let stranger = app.visitor();
        stranger.send(Method::POST, &target, &[], body("")).await.is(403);
        stranger.send(Method::POST, &target, OWN, body("")).await.is(303);
    }

    async fn only_our_own_name_is_answered(app: &TestApp) {
        let host = app.url.trim_start_matches("http://").to_owned();
        let get = |host: &str| format!("GET /proposals HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        assert!(raw(app, get(&host).as_bytes()).await.contains("200"));
        assert!(raw(app, get("evil.example").as_bytes()).await.contains("400"));
        let absolute = format!("GET http://evil.example/proposals HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        assert!(raw(app, absolute.as_bytes()).await.contains("400"));
        let page = app.visitor().send(Method::GET, "/proposals", &[("x-forwarded-host", "evil.example")], None).await;
        assert!(!page.html.contains("evil.example"));
        for smuggled in [
            format!("POST /sign-in HTTP/1.1\r\nHost: {host}\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
            format!("POST /sign-in HTTP/1.1\r\nHost: {host}\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nbody=a"),
            format!("GET / HTTP/1.1\r\nHost: {host}\r\nHost: b\r\n\r\n"),
            format!("POST /sign-in HTTP/1.1\r\nHost: {host}\r\nContent-Length: -1\r\n\r\n"),
        ] {
            let line = raw(app, smuggled.as_bytes()).await;
            assert!(line.contains("400"), "{line} for {smuggled:?}");
        }
    }

    async fn wrong_methods_and_wrong_bodies_get_pages(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let ana = app.resident("Ana").await;
        let votes = format!("{path}/votes");
        for (method, at, status) in [
            (Method::GET, votes.as_str(), 405),
            (Method::PUT, path.as_str(), 405),
            (Method::DELETE, path.as_str(), 405),
            (Method::TRACE, path.as_str(), 405),
            (Method::OPTIONS, path.as_str(), 405),
            (Method::PUT, "/none", 404),
        ] {
            let page = ana.send(method.clone(), at, &[], None).await;
            assert_eq!(page.status, status, "{method} {at}");
            assert!(page.header("content-type").starts_with("text/html"), "{method} {at}");
        }
        let own = &[("sec-fetch-site", "same-origin")];
        ana.send(Method::POST, &votes, &[("sec-fetch-site", "same-origin"), ("content-type", "application/json")], None).await.is(403);
        let token = ana.token().await;
        ana.send(Method::POST, &votes, own, Some(format!("csrf={token}&vote=%ff%fe"))).await.is(422);
        let head = ana.send(Method::HEAD, &path, &[], None).await;
        assert_eq!((head.status, head.html.len()), (200, 0));
    }

    async fn a_large_form_is_kept_and_a_larger_one_refused(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let ana = app.resident("Ana").await;
        let target = format!("{path}/comments");
        let words = "w".repeat(150_000);
        let page = ana.post_own(&target, &[("body", &words)]).await;
        page.is(422);
        assert_eq!(page.one("textarea[name=body]").text.len(), 150_000, "the text is kept");
        ana.post_own(&target, &[("body", &"w".repeat(1_000_000))]).await.is(413).sees("Shorten the text");
    }

    async fn extra_fields_change_nothing(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let ana = app.resident("Ana").await;
        let more = [("body", "Plain words."), ("author_id", "999"), ("state", "removed"), ("role", "administrator"), ("created_at", "1970-01-01")];
        ana.post_own(&format!("{path}/comments"), &more).await.is(303);
        app.visitor().visit(&path).await.sees("Plain words.").sees("Ana");
        ana.get("/staff/queue").await.is(404);
    }
}

mod slow {
    use super::*;
    use std::net::SocketAddr;
    use std::time::Duration;

    /// A body that stalls is cut off at the idle limit, one that drips at the whole limit; others are served meanwhile.
    async fn story(which: &str) {
        let app = TestApp::with(which, |config| {
            config.http.idle_seconds = 1;
            config.http.body_seconds = 2;
        })
        .await;
        let host = app.url.trim_start_matches("http://").to_owned();
        let head = format!(
            "POST /sign-in HTTP/1.1\r\nHost: {host}\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nemail="
        );
        for drip in [false, true] {
            let mut stream = TcpStream::connect(&host).await.expect("connected");
            stream.write_all(head.as_bytes()).await.expect("sent");
            let mut answer = vec![0; 200];
            let mut got = 0;
            for _ in 0..40 {
                if drip {
                    let _ = stream.write_all(b"a").await;
                }
                let read = tokio::time::timeout(Duration::from_millis(200), stream.read(&mut answer)).await;
                if let Ok(n) = read {
                    got = n.unwrap_or(0);
                    break;
                }
                app.visitor().get("/health").await.is(200);
            }
            let line = String::from_utf8_lossy(&answer[..got]).lines().next().unwrap_or_default().to_owned();
            assert!(line.contains("408"), "drip {drip}: {line:?}");
        }
        app.end().await;
    }

    /// Somebody who asks for page after page and reads none of them is closed, and holds nobody up meanwhile.
    async fn reading(which: &str) {
        let app = TestApp::with(which, |config| config.http.unread_seconds = 1).await;
        let (_, path) = app.proposal("Clean buses").await;
        app.visitor().visit(&path).await.is(200);
        let host = app.url.trim_start_matches("http://").to_owned();
        let ask = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n");
        let mut greedy = Vec::new();
        for _ in 0..20 {
            let mut stream = deaf(&host).await;
            // More than all buffers between us hold. What does not fit is not waited for.
            let all = ask.repeat(2_000);
            let _ = tokio::time::timeout(Duration::from_millis(50), stream.write_all(all.as_bytes())).await;
            greedy.push(stream);
        }
        let callers: Vec<u16> = greedy.iter().map(|s| s.local_addr().expect("an address").port()).collect();
        let served = host.rsplit(':').next().and_then(|port| port.parse().ok()).expect("a port");
        assert!(held(served, &callers) > 0, "they are there at first");
        for _ in 0..100 {
            app.visitor().get(&path).await.is(200);
            if held(served, &callers) == 0 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        assert_eq!(held(served, &callers), 0, "all of them are closed");
        app.end().await;
    }

    /// How many connections of the server at this port the system still holds, of those that these callers opened.
    fn held(served: u16, callers: &[u16]) -> usize {
        let table = std::fs::read_to_string("/proc/net/tcp").expect("Linux tells its connections");
        let port = |address: &str| address.rsplit(':').next().and_then(|hex| u16::from_str_radix(hex, 16).ok());
        let ours = |line: &&str| {
            let mut fields = line.split_whitespace().skip(1);
            let (here, there) = (fields.next().and_then(port), fields.next().and_then(port));
            here == Some(served) && there.is_some_and(|caller| callers.contains(&caller))
        };
        table.lines().filter(ours).count()
    }

    /// A connection that takes in next to nothing.
    async fn deaf(host: &str) -> TcpStream {
        let socket = tokio::net::TcpSocket::new_v4().expect("a socket");
        socket.set_recv_buffer_size(4_096).expect("a small buffer");
        let address = tokio::net::lookup_host(host).await.expect("looked up").find(SocketAddr::is_ipv4);
        socket.connect(address.expect("an address")).await.expect("connected")
    }

    #[actix_web::test]
    async fn sqlite() {
        story("sqlite").await;
    }

    #[actix_web::test]
    async fn postgres() {
        story("postgres").await;
    }

    #[actix_web::test]
    async fn reading_sqlite() {
        reading("sqlite").await;
    }

    #[actix_web::test]
    async fn reading_postgres() {
        reading("postgres").await;
    }
}
