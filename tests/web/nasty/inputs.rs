//! What reaches the site over the wire: broken bytes, wild numbers, too much of everything, the same thing twice.

use super::{posted, refuses, say};
use crate::guards::raw;
use crate::on_both;
use diesel::prelude::*;
use folkmoot::db::schema::{comments, follows, proposals, reports};
use folkmoot::policy::{Capacity, Role};
use futures_util::future::join_all;
use reqwest::Method;

/// The status in the first line of a raw answer; 0 when the connection was only closed.
fn status(line: &str) -> u16 {
    line.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0)
}

on_both! {
    /// 5: bytes that are no text, in paths, queries and forms.
    async fn bytes_that_are_no_text(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let ana = app.resident("Ana").await;
        for at in [
            "/proposals/%ff%fe", "/areas/%c3%28", "/about/%ff", "/comments/%ff", "/case-studies/%ed%a0%80", "/reset/%ff",
            "/confirmation/%00", "/subscriptions/confirmation/%ff", "/invitation/%ff", "/proposals/a%00b", "/areas/a%01b",
            "/proposals/..%2f..%2fetc%2fpasswd", "/assets/x/..%2f..%2fCargo.toml", "/proposals/%", "/comments/%e2%80%ae1",
        ] {
            let page = ana.get(at).await;
            assert!(matches!(page.status, 400 | 404), "{at}: {}", page.status);
            assert!(page.header("content-type").starts_with("text/html"), "{at}");
        }
        for query in [
            "/proposals?area=%ff", "/proposals?stage=%ff%fe", "/proposals?area=%00", "/sign-in?next=%ff", "/register?next=%00",
            "/reset?%ff", "/?done=%ff", &format!("{path}?sort=%ff"), &format!("{path}?from=%00"), &format!("{path}?done=%00"), "/account?%ff=%fe",
        ] {
            let page = ana.get(query).await;
            assert!(matches!(page.status, 200 | 303 | 404), "{query}: {}", page.status);
            assert!(page.status == 303 || page.header("content-type").starts_with("text/html"), "{query}");
        }
        let own = &[("sec-fetch-site", "same-origin")];
        let token = ana.token().await;
        let page = ana.send(Method::POST, &format!("{path}/comments"), own, Some(format!("csrf={token}&body=a%ff%00b%c2%85c%01d"))).await;
        page.is(303);
        ana.visit(&path).await.sees("a\u{fffd}bcd");
    }

    /// 5: the same in headers and in a form that is not encoded at all.
    async fn raw_bytes_that_are_no_text(app: &TestApp) {
        app.proposal("Clean buses").await;
        let host = app.url.trim_start_matches("http://").to_owned();
        for header in ["Cookie", "Accept-Encoding", "If-None-Match", "X-Forwarded-For", "Accept-Language", "Referer", "User-Agent"] {
            let mut request = format!("GET /proposals/clean-buses HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{header}: ").into_bytes();
            request.extend_from_slice(b"\xff\xfe;=\xe2\x28\r\n\r\n");
            let line = raw(app, &request).await;
            assert!(matches!(status(&line), 200 | 400), "{header}: {line}");
        }
        for header in ["Origin", "Sec-Fetch-Site", "Content-Type"] {
            let mut request = format!("POST /reset HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: 0\r\n{header}: ").into_bytes();
            request.extend_from_slice(b"\xff\xfe\r\n\r\n");
            let line = raw(app, &request).await;
            assert!((400..500).contains(&status(&line)), "{header}: {line}");
        }
        let head = format!("POST /reset HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n");
        let mut request = format!("{head}Content-Length: 9\r\n\r\nemail=").into_bytes();
        request.extend_from_slice(b"\xff\xfe\xfd");
        assert_eq!(status(&raw(app, &request).await), 400);
        app.visitor().get("/health").await.is(200);
    }

    /// 7, 11: endless words, accents and lines, and what makes renderers sweat.
    async fn text_that_sprawls(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let ana = app.resident("Ana").await;
        for (n, body) in [
            "w".repeat(4_000),
            format!("Z{}", "\u{301}".repeat(3_000)),
            format!("first{}last", "\n".repeat(3_900)),
            format!("{}core", ">".repeat(3_900)),
            "1. ".repeat(1_300),
            format!("{}x", "- ".repeat(1_900)),
            "[".repeat(4_000),
            "*a ".repeat(1_300),
            "`".repeat(3_999),
            "![a](".repeat(800),
            "<a".repeat(2_000),
            format!("a{}", "&".repeat(3_999)),
            "\u{202e}\u{2066}spill".to_owned(),
            "😀".repeat(4_000),
        ].iter().enumerate() {
            let page = ana.post_own(&format!("{path}/comments"), &[("body", body)]).await;
            assert_eq!(page.status, 303, "{n}");
        }
        let html: Vec<String> = app.query(|conn| comments::table.order(comments::id).select(comments::body_html).load(conn).expect("read")).await;
        assert!(html.iter().all(|h| h.len() < 60_000), "{:?}", html.iter().map(String::len).collect::<Vec<_>>());
        assert!(html[1].chars().count() < 20, "a pile of accents is cut: {}", html[1]);
        assert!(html[2].matches("<br>").count() < 3 && html[2].contains("last"), "blank lines are folded");
        assert!(html.iter().all(|h| h.matches("<blockquote>").count() <= 6 && h.matches("<ol").count() <= 6 && h.matches("<ul>").count() <= 6));
        let page = app.visitor().visit(&path).await;
        page.is(200).sees("core").sees("spill");
        assert!(page.all(".fm-comment__text").iter().all(|c| c.attr("dir") == "auto"));
        assert_eq!(page.all("main").len(), 1);
    }

    /// 16: one place asks for letters to many addresses.
    async fn one_place_cannot_write_to_everybody(app: &TestApp) {
        let eve = app.visitor();
        let mut refused = 0;
        for n in 0..130 {
            let page = eve.post("/subscriptions", &[("email", &format!("person{n}@people.example"))]).await;
            if page.status == 429 {
                refused += 1;
                page.sees("That was a lot in a short time");
                assert!(page.header("retry-after").parse::<u64>().is_ok_and(|s| s > 0));
            } else {
                page.is(303);
            }
        }
        assert_eq!(refused, 30);
        assert_eq!(app.letters().await.len(), 100);
    }

    /// 17: whatever is pressed twice, or sent again by going back, happens once.
    async fn twice_is_once(app: &TestApp) {
        let (id, path) = app.proposal("Clean buses").await;
        let (ana, ben) = (app.resident("Ana").await, app.resident("Ben").await);
        let comment = say(app, &ben, &path, "Ben’s words").await;
        let page = ana.visit(&path).await;
        let places = [
            (format!("{path}/follows"), ("follow", "start")),
            ("/areas/clean-air/follows".to_owned(), ("follow", "start")),
            (format!("{path}/votes"), ("vote", "support")),
            (format!("/comments/{comment}/votes"), ("vote", "agree")),
            (format!("/comments/{comment}/replies"), ("body", "The same reply.")),
            (format!("{path}/comments"), ("body", "The same words.")),
            (format!("/comments/{comment}/reports"), ("reason", "spam")),
        ];
        let token = page.one("input[name=csrf]").attr("value");
        for (target, field) in &places {
            let fields = [("csrf", token.as_str()), *field];
            for answer in join_all((0..6).map(|_| ana.post(target, &fields))).await {
                assert_eq!(answer.status, 303, "{target}");
            }
        }
        assert_eq!(posted(app).await, 3);
        let (following, reported, followers, support): (i64, i64, i64, i64) = app.query(move |conn| (
            follows::table.count().get_result(conn).expect("counted"),
            reports::table.count().get_result(conn).expect("counted"),
            proposals::table.filter(proposals::id.eq(id)).select(proposals::followers).first(conn).expect("found"),
            proposals::table.filter(proposals::id.eq(id)).select(proposals::resident_support).first(conn).expect("found"),
        )).await;
        assert_eq!((following, reported, followers, support), (2, 1, 1, 1));
        for _ in 0..2 {
            ana.post_own(&format!("{path}/follows"), &[("follow", "stop")]).await.is(303);
        }
        let left: i64 = app.query(move |conn| proposals::table.filter(proposals::id.eq(id)).select(proposals::followers).first(conn).expect("found")).await;
        assert_eq!(left, 0);
        assert_eq!(app.letters().await.len(), 1, "that we have the report");
    }

    /// 21: a page from before somebody signed out and in again.
    async fn an_old_tab_gives_the_words_back(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        app.account("Ana", "ana@people.example", Role::Member, Capacity::Resident, "").await;
        let ana = app.visitor();
        ana.sign_in("ana@people.example", crate::support::stage::PASSWORD).await;
        let old = ana.visit(&path).await;
        ana.post_own("/sign-out", &[]).await.is(303);
        ana.sign_in("ana@people.example", crate::support::stage::PASSWORD).await.sees("You are signed in");
        let page = old.form("/comments").fill("body", "From an old tab.\n</textarea><b>").submit().await;
        refuses(&page, 403, "send it again");
        assert!(page.one("textarea[readonly]").html.contains("&lt;/textarea&gt;&lt;b&gt;"), "{}", page.html);
        assert_eq!(posted(app).await, 0);
        let fresh = ana.visit(&path).await.form("/comments").fill("body", "From an old tab.").submit().await;
        fresh.is(200).sees("From an old tab.");
        // A page from before signing in: nobody was signed in then, and somebody is now.
        let ben = app.visitor();
        let before = ben.visit(&path).await;
        ben.sign_in("ana@people.example", crate::support::stage::PASSWORD).await;
        refuses(&before.form("/comments").fill("body", "Another.").submit().await, 403, "Another.");
    }

    /// 24: numbers that are none, in every address that takes one.
    async fn wild_numbers_are_nowhere(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let root = app.person("Root", Role::Administrator, Capacity::Resident, "").await;
        let token = root.token().await;
        for id in ["0", "-1", "9223372036854775807", "9223372036854775808", "1e3", "0x1", "abc", "%20", "%ef%bc%91", "1%20OR%201=1", "%27"] {
            for place in ["", "/history", "/replies", "/reports", "/edit", "/deletion"] {
                root.get(&format!("/comments/{id}{place}")).await.is(404);
            }
            for place in ["/votes", "/replies", "/reports", "/edit", "/deletion"] {
                let fields = [("csrf", token.as_str()), ("vote", "agree"), ("body", "Words"), ("reason", "spam")];
                root.post(&format!("/comments/{id}{place}"), &fields).await.is(404);
            }
            root.get(&format!("/staff/cases/{id}")).await.is(404);
            root.post(&format!("/staff/cases/{id}/decisions"), &[("csrf", &token), ("act", "keep")]).await.is(404);
            for place in ["", "/opening", "/closing", "/extension"] {
                root.get(&format!("/staff/proposals/{id}{place}")).await.is(404);
                let fields = [("csrf", token.as_str()), ("reason", "Why"), ("closes_date", "2027-01-01"), ("closes_time", "17:00")];
                root.post(&format!("/staff/proposals/{id}{place}"), &fields).await.is(404);
            }
            root.get(&format!("{path}/versions/{id}")).await.is(404);
        }
        for slug in ["nowhere", "NEW", "..", ".", "%2e%2e", "a%2fb", "%F0%9F%98%80", &"x".repeat(5_000)] {
            for before in ["/areas/", "/about/", "/case-studies/", "/proposals/", "/staff/areas/", "/staff/pages/"] {
                let page = root.get(&format!("{before}{slug}")).await;
                let list = matches!(slug, ".." | "." | "%2e%2e");
                assert!(page.status == 404 || (list && page.status < 400), "{before}{slug}: {}", page.status);
            }
        }
    }

    /// 25: places in lists that are none, parameters twice, and parameters that nobody knows.
    async fn wild_places_in_lists(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let mo = app.moderator("Mo").await;
        let comment = say(app, &app.resident("Ben").await, &path, "Ben’s words").await;
        app.visitor().post(&format!("/comments/{comment}/reports"), &[("reason", "spam")]).await.is(303);
        for value in ["0", "-1", "1e9", "abc", "", "9223372036854775807", "99999999999999999999", "1_2", "-9_0", "x_y", "_", "0_0", "'; DROP TABLE comments; --", "%00", "%25", "\u{1}"] {
            let value = url::form_urlencoded::byte_serialize(value.as_bytes()).collect::<String>();
            for at in [
                format!("{path}?from={value}"), format!("{path}?sort=most-agreed&from={value}"), format!("{path}?sort={value}"),
                format!("/comments/{comment}?from={value}"), format!("/staff/queue?after={value}"), format!("/staff/record?before={value}"),
                format!("/proposals?stage={value}"), format!("/proposals?area={value}"), format!("/proposals?page={value}"),
                format!("/comments/{comment}/reports?report={value}"), format!("/comments/{comment}/reports?report=1&seal={value}"),
                format!("/?done={value}"), format!("/sign-in?next={value}"), format!("/reset?{value}"),
            ] {
                let page = mo.get(&at).await;
                assert!(matches!(page.status, 200 | 303 | 404), "{at}: {}", page.status);
                page.lacks("panicked").lacks("deserialize");
            }
        }
        for at in [format!("{path}?from=0_1&from=0_2"), "/staff/queue?after=1&after=2".into(), "/proposals?area=a&area=b".into()] {
            assert!(matches!(mo.get(&at).await.status, 200 | 404), "{at}");
        }
        mo.get(&format!("{path}?utm_source=x&fbclid=y&a&=&&%3d")).await.is(200).sees("Ben’s words");
        assert_eq!(posted(app).await, 1);
    }

    /// 32: forms of a kind that the site has none of.
    async fn multipart_is_refused_with_a_page(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let ana = app.resident("Ana").await;
        let host = app.url.trim_start_matches("http://").to_owned();
        let parts = "--x\r\nContent-Disposition: form-data; name=\"body\"\r\n\r\nwords\r\n".repeat(1_000);
        for (kind, body) in [
            ("multipart/form-data", "--x"),
            ("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"body\"\r\n\r\ntruncat"),
            ("multipart/form-data; boundary=x", parts.as_str()),
            ("text/plain", "body=words"),
            ("", "body=words"),
        ] {
            let request = format!(
                "POST {path}/comments HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nSec-Fetch-Site: same-origin\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n{body}",
                body.len()
            );
            let line = raw(app, request.as_bytes()).await;
            assert_eq!(status(&line), 400, "{kind}: {line}");
        }
        ana.send(Method::POST, &format!("{path}/comments"), &[("sec-fetch-site", "same-origin"), ("content-type", "multipart/form-data")], None).await.is(403);
        assert_eq!(posted(app).await, 0);
    }
}
