//! Emails without an account.

use crate::accounts::{link_in, one_letter};
use crate::on_both;
use crate::privacy::gone;
use crate::support::TestApp;
use chrono::Duration;
use diesel::prelude::*;
use folkmoot::db::schema::{accounts, follows, subscribers};

async fn confirmed(app: &TestApp) -> i64 {
    app.query(|conn| {
        subscribers::table.filter(subscribers::confirmed_at.is_not_null()).count().get_result(conn).expect("counted")
    })
    .await
}

on_both! {
    async fn one_asks_and_says_yes_once_more(app: &TestApp) {
        let ana = app.visitor();
        let page = ana.visit("/").await.form("/subscriptions").fill("email", "Ana+Mail@People.example").submit().await;
        page.is(200).sees("Check your email");
        let letter = one_letter(app).await;
        assert_eq!(letter.to, "Ana+Mail@people.example");
        let link = link_in(&letter, "/subscriptions/confirmation/");
        for _ in 0..2 {
            app.visitor().get(&link).await.is(200);
            app.visitor().send(reqwest::Method::HEAD, &link, &[], None).await.is(200);
        }
        assert_eq!(confirmed(app).await, 0, "a program that checks letters opens links, too");
        let page = ana.visit(&link).await;
        for _ in 0..2 {
            page.form(&link).submit().await.is(200).sees("You will get our emails");
        }
        assert_eq!(confirmed(app).await, 1);
        app.clock.forward(Duration::minutes(6));
        let page = ana.visit("/subscriptions").await.form("/subscriptions").fill("email", "ana+mail@people.example").submit().await;
        page.is(200).sees("Check your email");
        assert!(app.letters().await.is_empty(), "who gets them already is not asked again");
        let wording: String = app.query(|conn| subscribers::table.select(subscribers::wording).first(conn).expect("found")).await;
        assert!(wording.contains("stop them with one press"));
        let follow: (String, String) = app.query(|conn| follows::table.select((follows::kind, follows::frequency)).first(conn).expect("found")).await;
        assert_eq!(follow, ("site".into(), "weekly".into()));
    }

    async fn the_answer_is_the_same_for_every_address(app: &TestApp) {
        let ask = |email: &'static str| async move {
            let visitor = app.visitor();
            let sent = visitor.post("/subscriptions", &[("email", email)]).await;
            let shown = visitor.get(&sent.header("location")).await;
            (sent.status, sent.header("location"), sent.header("set-cookie"), shown.html)
        };
        let first = ask("ana@people.example").await;
        app.letters().await;
        assert_eq!(ask("ana@people.example").await, first);
        assert_eq!(ask("ben@people.example").await, first);
        app.letters().await;
    }

    async fn a_wrong_token_opens_nothing(app: &TestApp) {
        let ana = app.visitor();
        ana.post("/subscriptions", &[("email", "ana@people.example")]).await.is(303);
        let link = link_in(&one_letter(app).await, "/subscriptions/confirmation/");
        let refused = ana.visit("/subscriptions/confirmation/1.x").await;
        refused.is(404).sees("This link is not valid").form("/emails");
        let stem = link.len() - link.rsplit('/').next().expect("a token").len();
        for at in stem..link.len() {
            let mut bytes = link.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let wrong = String::from_utf8(bytes).expect("text");
            for page in [ana.get(&wrong).await, ana.post(&wrong, &[]).await] {
                assert_eq!((page.status, &page.html), (404, &refused.html), "{wrong}");
            }
        }
        let token = link.rsplit('/').next().expect("a token");
        for elsewhere in ["confirmation", "reset", "invitation"] {
            ana.get(&format!("/{elsewhere}/{token}")).await.is(404);
        }
        app.clock.forward(Duration::hours(48));
        ana.visit(&link).await.is(404);
        ana.post(&link, &[]).await.is(404);
        assert_eq!(confirmed(app).await, 0);
        app.clock.forward(Duration::seconds(1));
        assert_eq!(gone(app, "addresses that did not say yes to emails").await, 1);
    }

    async fn asking_a_hundred_times_sends_one_letter(app: &TestApp) {
        let ana = app.visitor();
        for _ in 0..50 {
            ana.post("/subscriptions", &[("email", "ana@people.example")]).await.is(303);
        }
        assert_eq!(app.letters().await.len(), 1);
        let mut statuses = Vec::new();
        for n in 0..60 {
            statuses.push(ana.post("/subscriptions", &[("email", &format!("a{n}@people.example"))]).await.status);
        }
        assert_eq!(statuses.iter().filter(|s| **s == 303).count(), 50, "a hundred an hour from one place");
        assert_eq!(statuses.last(), Some(&429));
        assert_eq!(app.letters().await.len(), 50);
    }

    /// Whoever may not take part for a while decides about the emails that come to them all the same.
    async fn whoever_is_suspended_stops_their_emails(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let (ana, area) = (app.resident("Ana").await, "/areas/clean-air/follows");
        ana.post_own(&format!("{path}/follows"), &[("follow", "start")]).await.is(303);
        ana.post_own(area, &[("follow", "start")]).await.is(303);
        let until = app.now() + Duration::days(7);
        app.change(move |tx| {
            diesel::update(accounts::table.find(ana.id.0)).set(accounts::suspended_until.eq(until)).execute(&mut **tx)?;
            Ok(())
        }).await;
        // One thing, by the button on the account page; but following is taking part.
        let button = ana.visit("/account").await.form(&format!("{path}/follows"));
        button.fill("follow", "stop").submit().await.is(200).sees("You do not follow this any more.");
        ana.post_own(&format!("{path}/follows"), &[("follow", "start")]).await.is(403).sees("You cannot take part until");
        let page = ana.visit("/account/emails").await;
        page.is(200).sees("You cannot take part until").sees("until then we send you no emails").lacks("your next email comes");
        // All of them.
        let stopped = page.form("/account/emails").fill("act", "stop").submit().await;
        stopped.is(200).sees("You get no emails from us: you stopped them.");
        let left: i64 = app.query(|conn| follows::table.count().get_result(conn).expect("counted")).await;
        assert_eq!((left, crate::digests::stopped(app).await), (1, 1));
        app.clock.forward(Duration::days(8));
        assert!(app.emails().await.is_empty());
        ana.visit("/account/emails").await.is(200).lacks("You cannot take part");
    }

    async fn a_mistake_is_said_and_kept(app: &TestApp) {
        let ana = app.visitor();
        for (typed, says) in [("", "Enter your email address"), ("ana@", "correct format"), ("a@b\nc@d.org", "correct format")] {
            let page = ana.post("/subscriptions", &[("email", typed)]).await;
            page.is(422).sees(says);
            assert_eq!(page.one("#email").attr("value"), typed, "what was typed is kept");
        }
        ana.send(reqwest::Method::POST, "/subscriptions", &[("sec-fetch-site", "cross-site")], Some("email=a%40b.org".into())).await.is(403);
        app.visitor().post("/subscriptions", &[]).await.is(422);
    }
}
