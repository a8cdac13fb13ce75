//! Every route there is, by the table of routes, at an address where there is something, and asked by everybody: a new
//! route is tried here by itself.

use super::permissions::{Numbers, filled};
use super::rows::{dump, harmless, world};
use crate::accounts::register;
use crate::links::invite;
use crate::on_both;
use crate::support::{Page, Person, TestApp};
use chrono::Duration;
use folkmoot::mail::Post;
use folkmoot::policy::{Capacity, Role};
use folkmoot::routes;
use folkmoot::web::session;
use futures_util::future::join_all;
use reqwest::Method;
use std::collections::BTreeSet;

/// A route, the methods that it takes, and where there is something.
pub(super) type Address = (&'static str, Vec<&'static str>, String);

/// The addresses that stand in letters, without the name of the site.
pub(super) fn links_of(app: &TestApp, letters: &[Post]) -> Vec<String> {
    let words = letters.iter().flat_map(|letter| letter.text.split_whitespace());
    let links = words.filter_map(|word| word.trim_matches(['<', '>', '.', ',']).strip_prefix(&app.url));
    links.map(|link| link.split(['?', '#']).next().unwrap_or_default().to_owned()).collect()
}

/// The token that a route takes, from the letters that bring one.
fn token<'a>(route: &str, links: &'a [String]) -> Option<&'a str> {
    let (before, after) = route.split_once("{token}")?;
    let good = |link: &'a String, after: &str| {
        let token = link.strip_prefix(before)?.strip_suffix(after)?;
        (!token.is_empty() && !token.contains('/')).then_some(token)
    };
    links.iter().find_map(|link| good(link, after)).or_else(|| links.iter().find_map(|link| good(link, "")))
}

/// A site with all there is: a stranger, a member who wrote, a moderator, an editor and an administrator, and every route.
pub(super) async fn everywhere(app: &TestApp) -> (Vec<Person>, Vec<Address>) {
    let (author, _) = world(app).await;
    app.clock.forward(Duration::days(8));
    let mut letters = app.emails().await;
    register(&app.visitor(), "Newcomer", "new@people.example").await;
    app.visitor().post("/reset", &[("email", "ana@people.example")]).await.is(303);
    app.visitor().post("/sign-in/link", &[("email", "ana@people.example")]).await.is(303);
    app.visitor().post("/sign-in/link", &[("email", "first@people.example")]).await.is(303);
    app.visitor().post("/subscriptions", &[("email", "later@people.example")]).await.is(303);
    invite(app, "colleague@people.example", Role::Moderator).await;
    author.post_own("/account/profession/work-address", &[("email", "ana@example.nhs.uk")]).await.is(303);
    let olga = app.resident("Olga").await;
    crate::organisations::founds(app, &olga, "The Ring").await;
    olga.post_own("/account/organisation/invitations", &[("email", "ana@people.example"), ("place", "member")])
        .await
        .is(303);
    letters.extend(app.letters().await);
    let links = links_of(app, &letters);
    let (mut addresses, ones) = (Vec::new(), Numbers { comment: 1, proposal: 1, colleague: 1, email: 1 });
    for (route, methods) in routes::ALL {
        let plain = route.replace("{token}", token(route, &links).unwrap_or("{token}"));
        assert!(!plain.contains("{token}"), "no letter brings a link to {route}: {links:?}");
        let methods = methods.iter().map(|(method, _)| *method).collect();
        addresses.push((*route, methods, filled(&plain, &ones)));
    }
    // Whoever was away for a week begins a session anew, so that looking keeps none alive.
    let (id, now) = (author.id, app.now());
    let token = app.change(move |tx| session::start(tx, id, Duration::hours(1), now)).await;
    let mut ana = app.visitor();
    ana.id = id;
    ana.set_cookie(session::COOKIE, &token);
    let root = app.person("Root", Role::Administrator, Capacity::Resident, "").await;
    (vec![app.visitor(), ana, app.moderator("Mona").await, app.editor("Edna").await, root], addresses)
}

/// Names that a query has somewhere, or nowhere; those on the pages come to them.
const NAMES: &[&str] = &[
    "next",
    "from",
    "sort",
    "page",
    "stage",
    "area",
    "report",
    "seal",
    "done",
    "before",
    "after",
    "kind",
    "target",
    "frequency",
    "asked",
    "sent",
    "email",
    "url",
];

/// What breaks out of a page that does not take care.
const PAYLOAD: &str =
    "\"'></title></textarea></main><script>alert(1)</script><svg onload=alert(1)><img src=//evil.example>";

/// What stands in a query where nobody meant it.
const WILD: &[&str] = &[
    "0",
    "1e9",
    "9223372036854775808",
    "",
    "\0\u{1}",
    "é\u{202e}'; DROP TABLE comments; --",
    "%25%32%66",
    "//evil.example",
    "/\\evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "[]",
    "a\r\nSet-Cookie: x=1",
];

/// A query with the same value under each of these names.
fn query<'a>(names: impl IntoIterator<Item = &'a String>, value: &str) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for name in names {
        query.append_pair(name, value);
    }
    query.finish()
}

/// The names that the links and forms of a page give to parameters.
fn names_on(page: &Page) -> Vec<String> {
    let links = page.all("a[href*='?']");
    let queries = links.iter().filter_map(|link| Some(link.attr("href").split_once('?')?.1.to_owned()));
    let mut names: Vec<String> = queries
        .flat_map(|query| {
            url::form_urlencoded::parse(query.split('#').next().unwrap_or_default().as_bytes())
                .map(|(name, _)| name.into_owned())
                .collect::<Vec<_>>()
        })
        .collect();
    let forms = page.forms();
    let asking = forms.iter().filter(|form| form.posts_to().is_none());
    names.extend(asking.flat_map(|form| form.names().into_iter().map(str::to_owned)));
    names.retain(|name| name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_'));
    names
}

#[track_caller]
fn harmless_answer(page: &Page) {
    harmless(page);
    let to = page.header("location");
    assert!(
        to.is_empty() || (to.starts_with('/') && !to.starts_with("//") && !to.contains("evil")),
        "{}: {to}",
        page.path
    );
    assert!(page.header("set-cookie").is_empty(), "{}", page.path);
}

on_both! {
    /// 25, X4: whatever stands in a query, under any name, is nothing or a page that does not exist.
    async fn no_parameter_does_harm(app: &TestApp) {
        let (people, addresses) = everywhere(app).await;
        let (visitor, root) = (&people[0], &people[4]);
        let shown: Vec<&str> = addresses.iter().filter(|(_, methods, _)| methods.contains(&"get")).map(|(_, _, at)| at.as_str()).collect();
        let mut names: BTreeSet<String> = NAMES.iter().map(|name| (*name).to_owned()).collect();
        for at in &shown {
            for who in &people {
                let page = who.get(at).await;
                harmless(&page);
                names.extend(names_on(&page));
            }
        }
        let mut asked = 0;
        for at in &shown {
            let each = names.iter().map(|name| (root, query([name], PAYLOAD)));
            let together = WILD.iter().chain([&PAYLOAD, &"-1"]).flat_map(|value| [visitor, root].map(|who| (who, query(&names, value))));
            let twice = names.iter().take(1).map(|name| (root, query([name, name], "1")));
            let queries: Vec<_> = each.chain(together).chain(twice).collect();
            asked += queries.len();
            for some in queries.chunks(16) {
                let at = some.iter().map(|(who, query)| (who, format!("{at}?{query}"))).collect::<Vec<_>>();
                for page in join_all(at.iter().map(|(who, at)| who.get(at))).await {
                    harmless_answer(&page);
                    assert!(matches!(page.status, 200 | 303 | 404), "{}: {}", page.path, page.status);
                }
            }
        }
        assert!(asked > 2_000, "{asked}");
    }

    /// 27, 40: looking changes nothing, whoever looks and wherever, not even at a link from a letter; and HEAD is GET without
    /// the page.
    async fn looking_changes_nothing(app: &TestApp) {
        let (people, addresses) = everywhere(app).await;
        let before = app.query(dump).await;
        for (route, methods, at) in &addresses {
            for who in &people {
                let (get, head) = (who.get(at).await, who.send(Method::HEAD, at, &[], None).await);
                assert_eq!((head.status, head.html.as_str()), (get.status, ""), "{route}");
                let told = |page: &Page| {
                    let named = page.headers.iter().filter(|(name, _)| *name != "date" && *name != "transfer-encoding");
                    named.map(|(name, value)| format!("{name}: {value:?}")).collect::<BTreeSet<_>>()
                };
                let differ: Vec<_> = told(&get).symmetric_difference(&told(&head)).cloned().collect();
                assert!(differ.iter().all(|line| line.starts_with("content-length")), "{route}: {differ:?}");
                assert_eq!(get.status == 405, !methods.contains(&"get"), "{route}: {}", get.status);
            }
        }
        let after = app.query(dump).await;
        let changed: Vec<_> = after.iter().filter(|line| !before.contains(line)).chain(before.iter().filter(|line| !after.contains(line))).collect();
        assert!(changed.is_empty(), "{changed:#?}");
    }

    /// 27: methods that nobody asked for get a page that says so.
    async fn other_methods_are_no_way_in(app: &TestApp) {
        let (people, addresses) = everywhere(app).await;
        let before = app.query(dump).await;
        for (route, methods, at) in &addresses {
            for method in ["TRACE", "OPTIONS", "PUT", "DELETE", "PATCH", "PROPFIND", "POST"] {
                if method == "POST" && methods.contains(&"post") {
                    continue;
                }
                let name = Method::from_bytes(method.as_bytes()).expect("a method");
                let page = people[0].send(name, at, &[("sec-fetch-site", "same-origin")], None).await;
                assert!(matches!(page.status, 404 | 405), "{method} {route}: {}", page.status);
                assert!(page.header("content-type").starts_with("text/html"), "{method} {route}");
            }
        }
        assert_eq!(app.query(dump).await, before);
    }
}
