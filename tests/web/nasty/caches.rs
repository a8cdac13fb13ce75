//! D5, V14.3: what browsers and caches between may keep. Only what everybody sees alike is kept, by its tag; nobody gets
//! what was made for somebody else; and nothing that a stranger sends changes what the next one gets.

use super::everywhere::everywhere;
use super::forms::token;
use super::say;
use crate::on_both;
use crate::support::{Page, Person};
use folkmoot::policy::Totals;
use folkmoot::routes::{self, Who};
use futures_util::future::join_all;
use reqwest::Method;
use std::collections::BTreeSet;

/// What a browser sends that nobody asked for, and that a careless cache would take for something else.
const STRANGE: [(&str, &str); 14] = [
    ("x-forwarded-host", "evil.example"),
    ("x-forwarded-proto", "http"),
    ("x-forwarded-prefix", "/evil"),
    ("x-forwarded-for", "10.0.0.1"),
    ("forwarded", "host=evil.example;proto=http"),
    ("x-host", "evil.example"),
    ("x-original-url", "/account"),
    ("x-rewrite-url", "/account"),
    ("x-http-method-override", "POST"),
    ("accept-language", "ar"),
    ("accept", "application/json"),
    ("user-agent", "<script>alert(1)</script>"),
    ("origin", "https://evil.example"),
    ("cookie", "__Host-folkmoot=nobody; theme=evil"),
];

async fn asks(who: &Person, at: &str, headers: &[(&str, &str)]) -> Page {
    who.send(Method::GET, at, headers, None).await
}

/// The headers of an answer but for the date.
fn told(page: &Page) -> BTreeSet<String> {
    let named = page.headers.iter().filter(|(name, _)| *name != "date" && *name != "transfer-encoding");
    named.map(|(name, value)| format!("{name}: {value:?}")).collect()
}

/// Whether everybody may see what is there, without a key and without being asked who they are.
fn is_public(route: &str) -> bool {
    let who = |(known, methods): &(&str, &[(&str, Who)])| (*known == route).then(|| methods[0].1);
    matches!(routes::ALL.iter().find_map(who), Some(Who::Everyone | Who::Machine))
}

/// A page that may be kept: by its tag, for whoever sends the same cookies and takes the same encodings.
#[track_caller]
fn is_kept_by_its_tag(page: &Page) {
    let what = &page.path;
    assert!(page.header("etag").len() > 10, "{what}");
    for header in ["Cookie", "Accept-Encoding"] {
        assert!(page.header("vary").contains(header), "{what}: {}", page.header("vary"));
    }
    assert!(page.header("set-cookie").is_empty() && page.all("input[name=csrf]:not([value=''])").is_empty(), "{what}");
}

/// What a stranger gets of a page that may be kept is the same, whatever else they send, and a part of it is the whole.
async fn is_the_same_for_every_stranger(visitor: &Person, at: &str, page: &Page) {
    let tag = page.header("etag");
    let unchanged = asks(visitor, at, &[("if-none-match", &tag)]).await;
    assert_eq!((unchanged.is(304).html.as_str(), unchanged.header("etag")), ("", tag.clone()), "{at}");
    for header in ["vary", "cache-control", "content-security-policy"] {
        assert_eq!(unchanged.header(header), page.header(header), "{at}");
    }
    let part = asks(visitor, at, &[("range", "bytes=0-9"), ("if-range", &tag)]).await;
    assert_eq!((part.status, &part.html), (200, &page.html), "{at}");
    let asked = STRANGE.iter().map(|header| async move { (header, asks(visitor, at, &[*header]).await) });
    for (header, strange) in join_all(asked).await {
        assert_eq!(
            (strange.status, &strange.html, told(&strange)),
            (200, &page.html, told(page)),
            "{at} with {header:?}"
        );
    }
    for query in ["utm_source=evil", "done=evil", "_method=POST", "callback=evil"] {
        asks(visitor, &format!("{at}?{query}"), &[]).await;
    }
    let later = asks(visitor, at, &[]).await;
    assert_eq!((&later.html, told(&later)), (&page.html, told(page)), "{at}: what somebody asked has changed it");
}

on_both! {
    async fn only_what_all_see_alike_is_kept(app: &TestApp) {
        let (people, addresses) = everywhere(app).await;
        let tokens: Vec<String> = people.iter().map(|who| token(app, who)).collect();
        let mut kept = 0;
        for (route, methods, at) in &addresses {
            if !methods.contains(&"get") || route.starts_with("/assets") {
                continue;
            }
            // Those who are signed in are first at the page: nothing of what they see may stay for the stranger.
            let mut pages = join_all(people.iter().rev().map(|who| asks(who, at, &[]))).await;
            pages.reverse();
            for (n, page) in pages.iter().enumerate() {
                let control = page.header("cache-control");
                let shared = n == 0 && page.status == 200 && is_public(route) && *route != "/health";
                match control.as_str() {
                    "no-store" => {}
                    "no-cache" if shared => is_kept_by_its_tag(page),
                    _ => assert!(*route == "/favicon.ico", "{at} for {n}: {control}"),
                }
                for (other, token) in tokens.iter().enumerate().filter(|(other, token)| *other != n && !token.is_empty()) {
                    assert!(!page.html.contains(token.as_str()), "{at}: {n} gets the page of {other}");
                }
                let has_form = !page.all("input[name=csrf]").is_empty();
                assert!(!has_form || n == 0 || page.html.contains(&tokens[n]), "{at}: the page of {n} is not theirs");
            }
            if pages[0].header("cache-control") == "no-cache" {
                kept += 1;
                is_the_same_for_every_stranger(&people[0], at, &pages[0]).await;
                let tag = pages[0].header("etag");
                for who in &people[1..] {
                    let own = asks(who, at, &[("if-none-match", &tag)]).await;
                    assert_eq!((own.status, own.header("cache-control").as_str()), (200, "no-store"), "{at}");
                }
            }
        }
        assert!(kept > 8, "{kept}");
    }

    /// Many people at once, on pages that are being made for the first time: each gets their own.
    async fn at_the_same_moment_each_gets_their_own(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let mut people = vec![app.visitor()];
        for name in ["Ana", "Ben", "Cleo", "Dan"] {
            people.push(app.resident(name).await);
        }
        let tokens: Vec<String> = people.iter().map(|who| token(app, who)).collect();
        for round in 0..6 {
            say(app, &people[1 + round % 4], &path, &format!("Round {round}")).await;
            let pages = [path.as_str(), "/", "/proposals", "/areas/clean-air", "/account"];
            let asked = pages.iter().flat_map(|at| people.iter().enumerate().map(move |(n, who)| async move { (n, who.get(at).await) }));
            for (n, page) in join_all(asked).await {
                for (other, token) in tokens.iter().enumerate().skip(1) {
                    assert_eq!(page.html.contains(token.as_str()), other == n, "{}: {n} and the token of {other}", page.path);
                }
            }
        }
    }

    /// An answer that is no page is kept nowhere: what comes to be there is found at once.
    async fn what_is_not_there_is_not_remembered(app: &TestApp) {
        let visitor = app.visitor();
        for _ in 0..2 {
            let missing = visitor.get("/proposals/clean-buses").await;
            assert_eq!((missing.is(404).header("cache-control").as_str(), missing.header("etag").as_str()), ("no-store", ""));
        }
        let (_, path) = app.proposal_with("Clean buses", Totals::Public, 1, 9).await;
        visitor.get(&path).await.is(200).sees("Opens in 1 day");
        assert_eq!(visitor.get("/comments/1").await.is(404).header("cache-control"), "no-store");
        app.clock.forward(chrono::Duration::days(1));
        say(app, &app.resident("Ana").await, &path, "Words").await;
        visitor.get("/comments/1").await.is(200).sees("Words");
    }
}
