//! Nobody learns from our answers which addresses have an account: 200 that do and 200 that do not, in each form that takes one.

use crate::on_both_with;
use crate::support::stage::PASSWORD;
use crate::support::{Page, TestApp};
use chrono::Duration;
use diesel::prelude::*;
use folkmoot::accounts::create_confirmed;
use folkmoot::config::Config;
use folkmoot::db::schema::jobs;
use folkmoot::policy::{Capacity, Role};
use reqwest::Method;
use std::collections::BTreeSet;

/// Addresses of each kind that are tried in each form.
const EACH: usize = 200;

/// Requests come from many places, so that the limits on one do not get in the way.
fn many_places(config: &mut Config) {
    config.http.trusted_proxies = vec!["127.0.0.1".parse().expect("an address")];
}

/// The forms that take an address, and what they are sent besides.
const FORMS: [(&str, &str); 5] = [
    ("/sign-in", "password=not+the+right+one"),
    ("/sign-in/link", ""),
    ("/reset", ""),
    ("/confirmation", ""),
    ("/register", "name=Robin&password=three+unlikely+words&capacity=resident&adult=yes"),
];

/// What was answered and what was done for it, without the address itself.
#[derive(Debug, Default, PartialEq, Eq)]
struct Seen {
    answers: BTreeSet<String>,
    hashes: u64,
    letters: i64,
}

async fn send(app: &TestApp, form: &str, email: &str, place: usize, more: &str) -> Page {
    let place = format!("198.51.{}.{}", place / 250, place % 250 + 1);
    let body = format!("email={}&{more}", email.replace('@', "%40"));
    let headers = [("sec-fetch-site", "same-origin"), ("x-forwarded-for", place.as_str())];
    app.visitor().send(Method::POST, form, &headers, Some(body)).await
}

/// Everything in an answer that may tell something: the status, the headers, the page.
fn told(page: &Page, email: &str) -> String {
    let headers = page.headers.iter().filter(|(name, _)| *name != "date");
    let headers: BTreeSet<String> = headers.map(|(name, value)| format!("{name}: {value:?}")).collect();
    format!(
        "{}\n{}\n{}",
        page.status,
        headers.into_iter().collect::<Vec<_>>().join("\n"),
        page.html.replace(email, "ADDRESS")
    )
}

async fn waiting_jobs(app: &TestApp) -> i64 {
    app.query(|conn| jobs::table.count().get_result(conn).expect("counted")).await
}

/// Sends the form for each address; gives what was seen, and how often the database is asked for one of them: the median,
/// because now and then the words of a page's frame are read anew, and without the question whether they have changed, which
/// depends on the time that has passed.
async fn tried(app: &TestApp, form: &str, more: &str, who: &str) -> (Seen, usize) {
    let (mut seen, mut asked) = (Seen::default(), Vec::new());
    let (hashes, letters) = (app.app.site.passwords.asked(), waiting_jobs(app).await);
    for n in 0..EACH {
        // As long as each other, so that an answer with the address in it is.
        let email = format!("{who}{n:03}@people.example");
        let (page, queries) = app.queries(send(app, form, &email, n, more)).await;
        seen.answers.insert(told(&page, &email));
        asked.push(queries.iter().filter(|query| !query.contains("scopes")).count());
    }
    seen.hashes = app.app.site.passwords.asked() - hashes;
    seen.letters = waiting_jobs(app).await - letters;
    asked.sort_unstable();
    (seen, asked[EACH / 2])
}

on_both_with! { many_places;
    async fn known_and_unknown_addresses_are_answered_alike(app: &TestApp) {
        let hash = app.app.site.passwords.hash(PASSWORD.to_owned().into()).await.expect("hashed");
        let now = app.now();
        app.change(move |tx| {
            for n in 0..EACH {
                let email = format!("known{n:03}@people.example");
                create_confirmed(tx, "Robin", &email, Role::Member, Capacity::Resident, "", &hash, now)?;
            }
            Ok(())
        }).await;
        for (form, more) in FORMS {
            let (known, asked_known) = tried(app, form, more, "known").await;
            let (unknown, asked_unknown) = tried(app, form, more, "never").await;
            assert_eq!(known, unknown, "{form}");
            assert_eq!(known.answers.len(), 1, "{form}: one answer for all");
            let each = u64::try_from(EACH).expect("few");
            let hashes = if matches!(form, "/sign-in" | "/register") { each } else { 0 };
            assert_eq!(known.hashes, hashes, "{form}: each costs one hash, or none does");
            assert_eq!(known.letters, if form == "/sign-in" { 0 } else { i64::try_from(EACH).expect("few") }, "{form}");
            // A registration writes an account and what its owner agreed to, where a known address costs neither: a few short
            // statements in a transaction that waits for the disk either way, beside a hash that takes a hundred times as long.
            let most = if form == "/register" { 8 } else { 0 };
            let more = asked_unknown.abs_diff(asked_known);
            assert!(more <= most, "{form}: {asked_known} questions for a known address, {asked_unknown} for another");
            app.clock.forward(Duration::minutes(6));
            app.letters().await;
        }
    }

    /// Whoever guesses is slowed where they are; the owner comes in from elsewhere, with the password and with a link.
    async fn nobody_locks_somebody_else_out(app: &TestApp) {
        app.account("Ana", "ana@people.example", Role::Member, Capacity::Resident, "").await;
        let wrong = "password=not+the+right+one";
        let mut slowed = 0;
        for _ in 0..20 {
            let page = send(app, "/sign-in", "ana@people.example", 7, wrong).await;
            slowed += usize::from(page.status == 429 && !page.header("retry-after").is_empty());
        }
        assert_eq!(slowed, 10);
        let right = "password=three+unlikely+words";
        send(app, "/sign-in", "ana@people.example", 7, right).await.is(429);
        assert!(send(app, "/sign-in", "ana@people.example", 8, right).await.is(303).header("set-cookie").contains("__Host-folkmoot"));
        send(app, "/sign-in/link", "ana@people.example", 8, "").await.is(303);
        assert_eq!(app.letters().await.len(), 1);
    }

    /// One household behind an IPv6 address is one place, whichever of its addresses it uses.
    async fn a_household_is_one_place(app: &TestApp) {
        app.account("Ana", "ana@people.example", Role::Member, Capacity::Resident, "").await;
        let from = |place: &'static str, password: &'static str| async move {
            let headers = [("sec-fetch-site", "same-origin"), ("x-forwarded-for", place)];
            let body = format!("email=ana%40people.example&password={password}");
            app.visitor().send(Method::POST, "/sign-in", &headers, Some(body)).await.status
        };
        for place in ["2001:db8:1:2::1", "2001:db8:1:2::2", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2:ffff::", "2001:db8:1:2::a"] {
            assert_eq!((from(place, "wrong").await, from(place, "wrong").await), (422, 422));
        }
        assert_eq!(from("2001:db8:1:2:8::9", "three+unlikely+words").await, 429);
        assert_eq!(from("2001:db8:1:3::1", "three+unlikely+words").await, 303);
    }
}
