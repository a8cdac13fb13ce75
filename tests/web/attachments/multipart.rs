//! 32 and R13: forms with files that no browser sends. A page that says so, little is taken in, and the next one works.

use super::samples::{pdf, png};
use super::{SAID, agree, attaches, begun, multipart, rows};
use crate::on_both_with;
use crate::support::{Page, Person};
use folkmoot::config::Config;
use reqwest::Method;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Nobody waits long for what does not come, and limits have a story of their own.
fn hasty(config: &mut Config) {
    (config.http.idle_seconds, config.limits.attachments_per_hour) = (1, 1_000);
}

const OWN: (&str, &str) = ("sec-fetch-site", "same-origin");

async fn sends(who: &Person, at: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Page {
    who.send_bytes(Method::POST, &format!("{at}/attachments"), headers, Some(body)).await
}

/// The head of a request with a file, and the beginning of its body: everything up to the file's first byte.
fn beginning(who: &Person, at: &str, token: &str, length: &str) -> Vec<u8> {
    let host = who.url.trim_start_matches("http://");
    let cookie = format!("__Host-folkmoot={}", who.cookie("__Host-folkmoot").expect("signed in"));
    let (kind, whole) = multipart(&[("csrf", token), ("description", SAID)], Some(("film.pdf", b"")));
    let upto = whole.len() - b"\r\n--the-edge--\r\n".len();
    let head = format!(
        "POST {at}/attachments HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\nSec-Fetch-Site: same-origin\r\nContent-Type: {kind}\r\n{length}\r\n\r\n"
    );
    if length.starts_with("Transfer") {
        let chunk = format!("{upto:x}\r\n");
        return [head.as_bytes(), chunk.as_bytes(), &whole[..upto], b"\r\n"].concat();
    }
    [head.as_bytes(), &whole[..upto]].concat()
}

/// Sends a file that does not end, and gives how many bytes were taken, and all that came back.
async fn without_end(who: &Person, at: &str, length: &str) -> (usize, String) {
    let token = who.token().await;
    let stream = TcpStream::connect(who.url.trim_start_matches("http://localhost").trim_start_matches("http://")).await;
    let stream = match stream {
        Ok(stream) => stream,
        Err(_) => TcpStream::connect(who.url.trim_start_matches("http://")).await.expect("connected"),
    };
    let (mut from, mut to) = stream.into_split();
    let (first, is_chunked) = (beginning(who, at, &token, length), length.starts_with("Transfer"));
    let sending = actix_web::rt::spawn(async move {
        let mut taken = 0;
        if to.write_all(&first).await.is_err() {
            return taken;
        }
        let some = vec![b'x'; 65_536];
        while taken < 1 << 30 {
            let wrapped = if is_chunked { [b"10000\r\n", some.as_slice(), b"\r\n"].concat() } else { some.clone() };
            if to.write_all(&wrapped).await.is_err() {
                break;
            }
            taken += some.len();
        }
        taken
    });
    let mut answer = Vec::new();
    let mut part = [0; 4_096];
    while let Ok(Ok(n @ 1..)) = tokio::time::timeout(Duration::from_secs(60), from.read(&mut part)).await {
        answer.extend_from_slice(&part[..n]);
    }
    (sending.await.expect("sent"), String::from_utf8_lossy(&answer).into_owned())
}

on_both_with! { hasty;
    async fn what_is_no_form_is_a_page_that_says_so(app: &TestApp) {
        let (ana, at) = begun(app, "Ana").await;
        let token = ana.token().await;
        let (kind, whole) = multipart(&[("csrf", &token), ("description", SAID)], Some(("plan.pdf", &pdf())));
        let part = |disposition: &str| format!("--the-edge\r\nContent-Disposition: {disposition}\r\n\r\nx\r\n").into_bytes();
        let end = b"--the-edge--\r\n".to_vec();
        let two = [&whole[..whole.len() - end.len()], &part("form-data; name=\"file\"; filename=\"b.pdf\""), &end].concat();
        let many: Vec<u8> = part("form-data; name=\"x\"").repeat(10_000);
        let no_text = [b"--the-edge\r\nContent-Disposition: form-data; name=\"description\"\r\n\r\n\xff\xfe\r\n".as_slice(), &end].concat();
        let no_name = [b"--the-edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\xff\xfe.pdf\"\r\n\r\nx\r\n".as_slice(), &end].concat();
        for (what, kind, body) in [
            ("no boundary", "multipart/form-data", whole.clone()),
            ("an empty boundary", "multipart/form-data; boundary=", whole.clone()),
            ("another boundary", "multipart/form-data; boundary=other", whole.clone()),
            ("no end", &kind, whole[..whole.len() - 20].to_vec()),
            ("no end of its head", &kind, b"--the-edge\r\nContent-Disposition: form-data".to_vec()),
            ("nothing", &kind, Vec::new()),
            ("no parts", &kind, b"hello".to_vec()),
            ("10,000 parts", &kind, [many, end.clone()].concat()),
            ("a name of 1 MB", &kind, [part(&format!("form-data; name=\"{}\"", "n".repeat(1 << 20))), end.clone()].concat()),
            ("heads of 1 MB", &kind, [b"--the-edge\r\n".to_vec(), b"X-Y: z\r\n".repeat(131_072), b"\r\nx\r\n".to_vec(), end.clone()].concat()),
            ("no name", &kind, [part("attachment"), end.clone()].concat()),
            ("two files", &kind, two),
            ("a file by another name", &kind, [part("form-data; name=\"other\"; filename=\"b.pdf\""), end.clone()].concat()),
            ("words that are none", &kind, no_text),
            ("a file name that is none", &kind, no_name),
            ("a form of parts of another kind", "multipart/mixed; boundary=the-edge", whole.clone()),
        ] {
            let page = sends(&ana, &at, &[OWN, ("content-type", kind)], body).await;
            assert!([400, 403].contains(&page.status), "{what}: {}\n{}", page.status, page.text());
            assert!(page.header("content-type").starts_with("text/html") && page.all("h1").len() == 1, "{what}");
        }
        let many_words = multipart(&[("csrf", &token), ("description", &"w".repeat(200_000))], None).1;
        sends(&ana, &at, &[OWN, ("content-type", &kind)], many_words).await.is(413);
        assert_eq!(rows(app).await, []);
        // Nowhere else are files taken.
        for place in [at.clone(), format!("{at}/check"), "/sign-in".into(), "/proposals/text-people-on-bad-days/comments".into()] {
            ana.send_bytes(Method::POST, &place, &[OWN, ("content-type", &kind)], Some(whole.clone())).await.is(400);
        }
        sends(&ana, &at, &[OWN, ("content-type", &kind)], whole).await.is(303);
        assert_eq!(agree(app).await, 1);
    }

    async fn a_form_with_a_file_needs_its_token_and_its_origin(app: &TestApp) {
        let (ana, at) = begun(app, "Ana").await;
        let bo = app.resident("Bo").await;
        let (token, other) = (ana.token().await, bo.token().await);
        for (headers, token, why) in [
            (vec![OWN], "", "no token"),
            (vec![OWN], other.as_str(), "somebody else's token"),
            (vec![("sec-fetch-site", "cross-site")], &token, "from another site"),
            (vec![("origin", "https://evil.example")], &token, "another origin"),
            (vec![], "", "nothing"),
        ] {
            let (kind, body) = multipart(&[("csrf", token), ("description", SAID)], Some(("map.png", &png())));
            let headers: Vec<_> = headers.into_iter().chain([("content-type", kind.as_str())]).collect();
            let page = sends(&ana, &at, &headers, body).await;
            assert_eq!(page.status, 403, "{why}");
        }
        assert_eq!(rows(app).await, []);
        // The token behind the file counts as well.
        let (kind, body) = multipart(&[], Some(("map.png", &png())));
        let late = format!("--the-edge\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{token}\r\n--the-edge--\r\n");
        let body = [&body[..body.len() - 14], late.as_bytes()].concat();
        sends(&ana, &at, &[OWN, ("content-type", &kind)], body).await.is(303);
        assert_eq!(agree(app).await, 1);
    }

    async fn of_a_file_without_end_little_is_taken(app: &TestApp) {
        let (ana, at) = begun(app, "Ana").await;
        // How little it takes to refuse it is counted in `src/web/upload.rs`; here the sender hears of it, and is let go.
        for length in ["Content-Length: 1073741824", "Transfer-Encoding: chunked"] {
            let (taken, answer) = without_end(&ana, &at, length).await;
            assert!(taken < 1 << 30, "{length}: all of it was taken");
            assert!(answer.starts_with("HTTP/1.1 422"), "{length}: {}", answer.lines().next().unwrap_or_default());
            assert!(answer.contains("onnection: close") || answer.contains("connection: close"), "{answer}");
        }
        // Up to a few times as much it is read to its end, so that every browser shows the sentence.
        let page = attaches(&ana, &at, "film.pdf", &vec![b'x'; 30 << 20]).await;
        page.is(422).sees("“film.pdf” is larger than 10 MB").sees("What is in the file?");
        assert_eq!(page.form("/attachments").value("description"), Some(SAID));
        attaches(&ana, &at, "map.png", &png()).await.is(303);
        assert_eq!(agree(app).await, 1);
    }

    async fn what_stops_half_way_is_let_go(app: &TestApp) {
        let (ana, at) = begun(app, "Ana").await;
        let token = ana.token().await;
        let first = beginning(&ana, &at, &token, "Content-Length: 5000000");
        // As many as one person may have under way, and then one more.
        let mut stalled = Vec::new();
        for _ in 0..2 {
            let mut stream = TcpStream::connect(ana.url.trim_start_matches("http://")).await.expect("connected");
            stream.write_all(&first).await.expect("sent");
            stalled.push(stream);
        }
        for mut stream in stalled {
            let mut answer = Vec::new();
            let read = tokio::time::timeout(Duration::from_secs(30), stream.read_to_end(&mut answer)).await;
            assert!(read.is_ok(), "it is closed");
            let answer = String::from_utf8_lossy(&answer).into_owned();
            assert!(answer.starts_with("HTTP/1.1 408"), "{}", answer.lines().next().unwrap_or_default());
        }
        // Whoever goes away half way leaves nothing behind, and keeps nobody out.
        for _ in 0..5 {
            let mut stream = TcpStream::connect(ana.url.trim_start_matches("http://")).await.expect("connected");
            stream.write_all(&first).await.expect("sent");
            drop(stream);
        }
        let mut last = 503;
        for _ in 0..50 {
            last = attaches(&ana, &at, "map.png", &png()).await.status;
            if last != 503 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        assert_eq!(last, 303);
        assert_eq!(agree(app).await, 1);
    }
}
