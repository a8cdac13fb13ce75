//! How long somebody stays signed in, and that what they were writing when it ended is not lost.

use crate::support::stage::PASSWORD;
use crate::support::{Person, TestApp};
use crate::{on_both, on_both_with};
use chrono::Duration;
use diesel::prelude::*;
use folkmoot::config::Config;
use folkmoot::db::schema::{comments, proposal_votes, sessions};
use folkmoot::policy::{Capacity, Role, Totals};

const COOKIE: &str = "__Host-folkmoot";

/// Signs in through the form, which begins a session as long as the settings say.
async fn comes_in(app: &TestApp, name: &str, role: Role) -> Person {
    let email = format!("{}@people.example", name.to_lowercase());
    let id = app.account(name, &email, role, Capacity::Resident, "").await;
    let who = app.visitor();
    if role == Role::Member {
        who.sign_in(&email, PASSWORD).await.sees("You are signed in");
    } else {
        app.factor(id).await;
        app.signs_in(&who, &email).await.sees("You are signed in");
    }
    who
}

/// Opens a page, and waits until the visit is noted, which happens after the answer has gone.
async fn visits(app: &TestApp, who: &Person) {
    who.get("/account").await.is(200);
    let now = app.now();
    for _ in 0..200 {
        let query = sessions::table.order(sessions::id).select(sessions::seen_at);
        let seen: Vec<chrono::NaiveDateTime> = app.query(move |conn| query.load(conn).expect("read")).await;
        if seen == [now] {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("the visit was not noted");
}

fn shorter(config: &mut Config) {
    let accounts = &mut config.accounts;
    (accounts.session_idle_days, accounts.session_longest_days) = (1, 2);
    (accounts.staff_idle_minutes, accounts.staff_longest_hours) = (5, 1);
}

on_both! {
    async fn people_stay_for_a_fortnight_without_a_visit(app: &TestApp) {
        let ana = comes_in(app, "Ana", Role::Member).await;
        app.clock.forward(Duration::days(13) + Duration::hours(23));
        visits(app, &ana).await;
        app.clock.forward(Duration::days(14) - Duration::seconds(1));
        ana.get("/account").await.is(200);
        let ben = comes_in(app, "Ben", Role::Member).await;
        app.clock.forward(Duration::days(14));
        ben.get("/account").await.is(303);
    }

    async fn and_for_ninety_days_in_all(app: &TestApp) {
        let ana = comes_in(app, "Ana", Role::Member).await;
        for _ in 0..8 {
            app.clock.forward(Duration::days(11));
            visits(app, &ana).await;
        }
        app.clock.forward(Duration::days(2) - Duration::seconds(1));
        ana.get("/account").await.is(200);
        app.clock.forward(Duration::seconds(1));
        ana.get("/account").await.is(303);
    }

    async fn staff_stay_for_half_an_hour_without_a_visit(app: &TestApp) {
        let mo = comes_in(app, "Mo", Role::Moderator).await;
        app.clock.forward(Duration::minutes(29));
        visits(app, &mo).await;
        app.clock.forward(Duration::minutes(30) - Duration::seconds(1));
        mo.get("/staff/queue").await.is(200);
        let ed = comes_in(app, "Ed", Role::Editor).await;
        app.clock.forward(Duration::minutes(30));
        assert!(ed.get("/staff/proposals").await.is(303).header("location").starts_with("/sign-in"));
    }

    async fn and_for_twelve_hours_in_all(app: &TestApp) {
        let mo = comes_in(app, "Mo", Role::Moderator).await;
        for _ in 0..35 {
            app.clock.forward(Duration::minutes(20));
            visits(app, &mo).await;
        }
        app.clock.forward(Duration::minutes(20) - Duration::seconds(1));
        mo.get("/staff/queue").await.is(200);
        app.clock.forward(Duration::seconds(1));
        mo.get("/staff/queue").await.is(303);
        let kept: Vec<String> = app.signs_in(&mo, "mo@people.example").await.person.cookie(COOKIE).into_iter().collect();
        assert_eq!(kept.len(), 1);
        mo.get("/staff/queue").await.is(200);
    }

    async fn the_cookie_lives_no_longer_than_the_session_can(app: &TestApp) {
        for (name, role, seconds) in [("Ana", Role::Member, 90 * 86_400), ("Mo", Role::Moderator, 43_200)] {
            let email = format!("{name}@people.example").to_lowercase();
            app.account(name, &email, role, Capacity::Resident, "").await;
            let page = app.visitor().visit("/sign-in").await;
            let sent = page.form("/sign-in").fill("email", &email).fill("password", PASSWORD).send().await;
            let cookie = sent.headers.get_all("set-cookie").iter().find_map(|v| v.to_str().ok().filter(|c| c.starts_with(COOKIE)));
            assert!(cookie.expect("a cookie").contains(&format!("Max-Age={seconds}")), "{cookie:?}");
        }
    }

    /// Whoever comes back after the end of their session finds their words again, and they are posted when they sign in.
    async fn half_written_words_are_posted_after_signing_in(app: &TestApp) {
        let (_, path) = app.proposal_with("Clean buses", Totals::Public, -1, 200).await;
        for (name, role, gone) in [("Ana", Role::Member, Duration::days(14)), ("Mo", Role::Moderator, Duration::minutes(31))] {
            let who = comes_in(app, name, role).await;
            let words = format!("What {name} thought about for long.");
            let (talk, vote) = (who.visit(&path).await, who.visit(&path).await);
            app.clock.forward(gone);
            let page = talk.form(&format!("{path}/comments")).fill("body", &words).submit().await;
            page.is(200).sees(&words).sees("Only you can see it until it is posted.");
            assert!(page.path.starts_with("/sign-in"), "{}", page.path);
            vote.form(&format!("{path}/votes")).fill("vote", "support").submit().await.is(200);
            // A mistyped password loses nothing either.
            let email = format!("{name}@people.example").to_lowercase();
            who.sign_in(&email, "not my password").await.is(422).sees(&words);
            let page = if role == Role::Member { who.sign_in(&email, PASSWORD).await } else { app.signs_in(&who, &email).await };
            page.is(200).sees("Your comment is posted.").sees(&words);
            app.visitor().visit(&format!("{path}?sort=newest")).await.sees(&words);
        }
        let posted = app.query(|conn| (
            comments::table.count().get_result::<i64>(conn).expect("counted"),
            proposal_votes::table.count().get_result::<i64>(conn).expect("counted"),
        )).await;
        assert_eq!(posted, (2, 2));
    }

    /// The longest time ends for somebody who came every day, too, in the middle of a sentence.
    async fn the_longest_time_ends_in_the_middle_of_a_sentence(app: &TestApp) {
        let (_, path) = app.proposal_with("Clean buses", Totals::Public, -1, 200).await;
        let mo = comes_in(app, "Mo", Role::Moderator).await;
        for _ in 0..35 {
            app.clock.forward(Duration::minutes(20));
            visits(app, &mo).await;
        }
        let page = mo.visit(&path).await;
        app.clock.forward(Duration::minutes(20));
        let page = page.form(&format!("{path}/comments")).fill("body", "After a day of work.").submit().await;
        page.is(200).sees("After a day of work.");
        app.signs_in(&mo, "mo@people.example").await.is(200).sees("Your comment is posted.");
    }
}

on_both_with! { shorter;
    async fn the_settings_say_how_long(app: &TestApp) {
        let (ana, mo) = (comes_in(app, "Ana", Role::Member).await, comes_in(app, "Mo", Role::Moderator).await);
        app.clock.forward(Duration::minutes(5) - Duration::seconds(1));
        mo.get("/account").await.is(200);
        app.clock.forward(Duration::minutes(6));
        mo.get("/account").await.is(303);
        ana.get("/account").await.is(200);
        app.clock.forward(Duration::days(2));
        ana.get("/account").await.is(303);
    }
}
