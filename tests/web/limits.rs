//! How often one account, and one place on the network, may do the same thing; and that nothing typed is lost beyond it.

use crate::on_both_with;
use crate::support::stage::PASSWORD;
use crate::support::{Page, Person};
use chrono::Duration;
use diesel::prelude::*;
use folkmoot::config::Config;
use folkmoot::db::schema::{comment_edits, comment_votes, comments, follows, proposal_votes, reports};
use folkmoot::policy::{Capacity, Role};
use reqwest::Method;

/// Limits that a story reaches; and a proxy on this machine, so that people can come from different places.
fn tight(config: &mut Config) {
    config.http.trusted_proxies = vec!["127.0.0.1".parse().expect("an address")];
    let limits = &mut config.limits;
    (limits.comments_per_hour, limits.place_comments_per_hour) = (3, 5);
    (limits.votes_per_5_minutes, limits.place_votes_per_5_minutes) = (4, 6);
    (limits.follows_per_hour, limits.place_follows_per_hour) = (2, 3);
    (limits.reports_per_hour, limits.place_reports_per_hour) = (2, 3);
    limits.place_waiting_per_hour = 6;
}

fn as_it_comes(_: &mut Config) {}

/// Sends a form from a place on the network.
async fn send(who: &Person, from: &str, path: &str, field: (&str, &str)) -> Page {
    let token = who.token().await;
    let body = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("csrf", &token)
        .append_pair(field.0, field.1)
        .finish();
    who.send(Method::POST, path, &[("sec-fetch-site", "same-origin"), ("x-forwarded-for", from)], Some(body)).await
}

/// A page that says how long to wait.
#[track_caller]
fn too_many(page: &Page, at_most: u64) {
    page.is(429).sees("That was a lot in a short time").sees("You can try again in");
    let wait = page.header("retry-after").parse::<u64>().expect("seconds");
    assert!(wait > 0 && wait <= at_most, "{wait}");
}

macro_rules! count {
    ($app:expr, $table:ident) => {
        $app.query(|conn| $table::table.count().get_result::<i64>(conn).expect("counted")).await
    };
}

const HERE: &str = "192.0.2.1";

on_both_with! { tight;
    async fn comments_of_one_account(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let (ana, ben) = (app.resident("Ana").await, app.resident("Ben").await);
        let talk = format!("{path}/comments");
        for n in 0..3 {
            send(&ana, HERE, &talk, ("body", &format!("Thought {n}."))).await.is(303);
        }
        let page = send(&ana, HERE, &talk, ("body", "One thought more.\n</textarea><b>")).await;
        too_many(&page, 3_600);
        assert!(page.one("textarea[readonly]").html.contains("One thought more.\n&lt;/textarea&gt;&lt;b&gt;"), "{}", page.html);
        // From another place it is the same person; and a reply is a comment.
        too_many(&send(&ana, "192.0.2.2", &talk, ("body", "One thought more.")).await, 3_600);
        too_many(&send(&ana, HERE, "/comments/1/replies", ("body", "A reply.")).await, 3_600);
        // What cannot be posted anyway is a mistake in the form, as ever.
        send(&ana, HERE, &talk, ("body", " ")).await.is(422).sees("Enter your comment");
        send(&ben, HERE, &talk, ("body", "Ben is heard.")).await.is(303);
        assert_eq!(count!(app, comments), 4);
        app.clock.forward(Duration::minutes(61));
        send(&ana, HERE, &talk, ("body", "One thought more.")).await.is(303);
        app.visitor().visit(&path).await.sees("One thought more.").sees("Ben is heard.");
    }

    /// An IPv4 address, or the half of an IPv6 address that one household has.
    async fn comments_from_one_place(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let talk = format!("{path}/comments");
        let mut people = Vec::new();
        for n in 0..8 {
            people.push(app.resident(&format!("Person {n}")).await);
        }
        for (n, who) in people.iter().enumerate().take(5) {
            send(who, &format!("2001:db8:0:1::{n}"), &talk, ("body", "All from one house.")).await.is(303);
        }
        let page = send(&people[5], "2001:db8:0:1:ffff::1", &talk, ("body", "The sixth.")).await;
        too_many(&page, 3_600);
        page.sees("The sixth.");
        send(&people[5], "2001:db8:0:2::1", &talk, ("body", "The house next door.")).await.is(303);
        for who in &people[..5] {
            send(who, "192.0.2.9, 192.0.2.8", &talk, ("body", "Behind one address.")).await.is(303);
        }
        too_many(&send(&people[6], "203.0.113.1, 192.0.2.8", &talk, ("body", "Lies about itself.")).await, 3_600);
        send(&people[6], "192.0.2.9", &talk, ("body", "Another address.")).await.is(303);
        assert_eq!(count!(app, comments), 12);
    }

    async fn votes(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let (ana, ben) = (app.resident("Ana").await, app.resident("Ben").await);
        send(&ben, HERE, &format!("{path}/comments"), ("body", "Ben speaks.")).await.is(303);
        let (vote, answer) = (format!("{path}/votes"), "/comments/1/votes");
        for (to, field) in [(vote.as_str(), ("vote", "support")), (&vote, ("withdraw", "1")), (answer, ("vote", "agree")), (answer, ("vote", "pass"))] {
            send(&ana, HERE, to, field).await.is(303);
        }
        too_many(&send(&ana, HERE, &vote, ("vote", "oppose")).await, 300);
        too_many(&send(&ana, HERE, answer, ("vote", "disagree")).await, 300);
        send(&ben, HERE, &vote, ("vote", "oppose")).await.is(303);
        send(&ben, HERE, &vote, ("vote", "unsure")).await.is(303);
        too_many(&send(&ben, HERE, &vote, ("vote", "oppose")).await, 300);
        assert_eq!((count!(app, proposal_votes), count!(app, comment_votes)), (1, 1));
        app.clock.forward(Duration::minutes(6));
        send(&ana, HERE, &vote, ("vote", "support")).await.is(303);
        assert_eq!(count!(app, proposal_votes), 2);
    }

    async fn follows_reports_and_edits(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let (ana, ben) = (app.resident("Ana").await, app.resident("Ben").await);
        send(&ana, HERE, &format!("{path}/comments"), ("body", "Ana speaks.")).await.is(303);
        let follow = format!("{path}/follows");
        send(&ana, HERE, &follow, ("follow", "start")).await.is(303);
        send(&ana, HERE, &follow, ("follow", "stop")).await.is(303);
        too_many(&send(&ana, HERE, "/areas/clean-air/follows", ("follow", "start")).await, 3_600);
        send(&ben, HERE, &follow, ("follow", "start")).await.is(303);
        assert_eq!(count!(app, follows), 1);

        let stranger = app.visitor();
        for _ in 0..3 {
            send(&stranger, HERE, "/comments/1/reports", ("reason", "spam")).await.is(303);
        }
        let token = stranger.token().await;
        let body = format!("csrf={token}&reason=spam&note=Look+at+this.");
        let own = &[("sec-fetch-site", "same-origin"), ("x-forwarded-for", HERE)];
        let page = stranger.send(Method::POST, "/comments/1/reports", own, Some(body)).await;
        too_many(&page, 3_600);
        page.sees("Look at this.");
        send(&ben, "192.0.2.2", "/comments/1/reports", ("reason", "spam")).await.is(303);

        for words in ["Better words.", "Better words yet.", "The best words."] {
            send(&ana, HERE, "/comments/1/edit", ("body", words)).await.is(303);
        }
        let page = send(&ana, HERE, "/comments/1/edit", ("body", "Too many words.")).await;
        too_many(&page, 3_600);
        page.sees("Too many words.");
        assert_eq!(count!(app, comment_edits), 3);
        // Somebody at risk is heard all the same.
        let before = count!(app, reports);
        send(&stranger, HERE, "/comments/1/reports", ("reason", "at_risk")).await.is(303);
        assert_eq!(count!(app, reports), before + 1);
        app.letters().await;
    }

    /// Signing in is no way round: what is too much at once goes on waiting.
    async fn what_waited_is_posted_within_the_limits(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        app.account("Ana", "ana@people.example", Role::Member, Capacity::Resident, "").await;
        let ana = app.visitor();
        for n in 0..4 {
            ana.post(&format!("{path}/comments"), &[("body", &format!("Thought {n}."))]).await.is(303);
        }
        ana.post(&format!("{path}/votes"), &[("vote", "support")]).await.is(303);
        let page = ana.sign_in("ana@people.example", PASSWORD).await;
        too_many(&page, 3_600);
        page.sees("a part of what you left here still waits").sees("Thought 3.").lacks("Thought 2.");
        assert_eq!((count!(app, comments), count!(app, proposal_votes)), (3, 1));
        let waits = ana.visit("/pending").await;
        too_many(&waits.sees("Thought 3.").form("/pending").fill("act", "post").submit().await, 3_600);
        app.clock.forward(Duration::minutes(61));
        ana.visit("/pending").await.form("/pending").fill("act", "post").submit().await.is(200).sees("Your comment is posted.");
        ana.visit("/pending").await.sees("Nothing waits");
        assert_eq!(count!(app, comments), 4);
    }

    async fn what_waits_from_one_place(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        for n in 0..6 {
            app.visitor().post(&format!("{path}/comments"), &[("body", &format!("Thought {n}."))]).await.is(303);
        }
        let page = app.visitor().post(&format!("{path}/comments"), &[("body", "Thought 6.")]).await;
        too_many(&page, 3_600);
        page.sees("Thought 6.");
    }
}

on_both_with! { as_it_comes;
    /// The settings as they come leave room for the busiest hour of an ordinary person.
    async fn ordinary_people_never_meet_them(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let ana = app.resident("Ana").await;
        let token = ana.token().await;
        let post = |at: String, field: (&'static str, String)| {
            let (ana, token) = (&ana, &token);
            async move { ana.post(&at, &[("csrf", token), (field.0, &field.1)]).await }
        };
        for n in 0..30 {
            post(format!("{path}/comments"), ("body", format!("Thought {n}."))).await.is(303);
        }
        for n in 0..120 {
            post(format!("{path}/votes"), ("vote", ["support", "oppose"][n % 2].into())).await.is(303);
        }
        post(format!("{path}/comments"), ("body", "Thought 30.".into())).await.is(429);
    }
}
