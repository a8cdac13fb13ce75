//! Comments that wait for a moderator because a rule holds them: who sees them, and what becomes of them.

mod desk;
mod own;

use crate::moderation::{case_of, decide, public_pages, same, say, state};
use crate::on_both_with;
use crate::support::stage::PASSWORD;
use crate::support::{Person, TestApp};
use diesel::prelude::*;
use folkmoot::comments::State;
use folkmoot::config::Config;
use folkmoot::db::schema::{accounts, activity, cases, comments, proposals};
use folkmoot::ids::{AccountId, ProposalId};
use folkmoot::policy::{Capacity, Role};

const LINKED: &str = "See https://example.org/streets, it says all.";
const LONG: &str = "The buses near our school come once an hour and nobody can sit down.";

/// The rules as they are where nothing is set.
fn usual(config: &mut Config) {
    config.holding = Config::load(None, []).expect("the defaults are good").holding;
}

fn with_first(config: &mut Config) {
    usual(config);
    config.holding.first_comment = true;
}

async fn counted(app: &TestApp, proposal: ProposalId) -> i64 {
    app.query(move |conn| proposals::table.find(proposal).select(proposals::comments).first(conn).expect("there")).await
}

/// What followers are told of a comment, in order, each with who did it.
async fn news_of(app: &TestApp, comment: i64) -> Vec<(String, Option<AccountId>)> {
    app.query(move |conn| {
        activity::table
            .filter(activity::comment_id.eq(comment))
            .order(activity::id)
            .select((activity::kind, activity::actor_id))
            .load(conn)
            .expect("read")
    })
    .await
}

async fn took_part(app: &TestApp, who: &Person) -> bool {
    let id = who.id;
    let first: Option<String> =
        app.query(move |conn| accounts::table.find(id).select(accounts::first_part).first(conn).expect("there")).await;
    first.is_some()
}

async fn edit(who: &Person, comment: i64, body: &str) -> crate::support::Page {
    let page = who.visit(&format!("/comments/{comment}/edit")).await;
    page.form("/edit").fill("body", body).submit().await
}

on_both_with! { usual;
    async fn only_its_author_sees_a_held_comment(app: &TestApp) {
        let (proposal, path) = app.proposal("School streets").await;
        let (ana, ben, mo) = (app.resident("Ana").await, app.resident("Ben").await, app.moderator("Mo").await);
        let other = say(app, &ben, &path, "I live beside the school.").await;
        let permalink = format!("/comments/{}", other + 1);
        let also = [permalink.clone(), format!("/comments/{other}")];
        let without = public_pages(app, &path, &also).await;
        let absent = ben.get(&permalink).await;

        let page = ana.visit(&path).await.form("/comments").fill("body", LINKED).submit().await;
        page.is(200).sees("We have your comment").sees("It has a link in it.").sees("A moderator will look at it").sees("it says all");
        assert_eq!(page.path.split('?').next(), Some(permalink.as_str()));
        assert_eq!(state(app, other + 1).await, State::Held);
        same(&without, &public_pages(app, &path, &also).await);
        for who in [app.visitor(), ben.clone(), mo.clone()] {
            who.get(&permalink).await.is(404).lacks("it says all");
            who.visit(&path).await.is(200).lacks("it says all");
        }
        assert_eq!(ben.get(&permalink).await.html, absent.html, "as if there were none");
        for what in ["reports", "votes", "replies", "follows", "edit", "history", "deletion"] {
            let (held, none) = (format!("{permalink}/{what}"), format!("/comments/999999/{what}"));
            for who in [app.visitor(), ben.clone()] {
                let (one, two) = (who.get(&held).await, who.get(&none).await);
                assert_eq!(one.status, two.status, "GET {held}");
                let fields = [("vote", "agree"), ("reason", "spam"), ("body", "Words"), ("frequency", "daily")];
                let (one, two) = (who.post_own(&held, &fields).await, who.post_own(&none, &fields).await);
                assert_eq!(one.status, two.status, "POST {held}");
            }
        }
        assert_eq!(counted(app, proposal).await, 1);
        assert!(news_of(app, other + 1).await.is_empty() && !took_part(app, &ana).await);
        mo.visit("/staff/queue").await.sees("1 waiting").sees("Held: link").sees("it says all");
        mo.visit(&case_of(app, other + 1).await).await.sees("Held: link. Only its author can read it");
        assert!(app.letters().await.is_empty());
    }

    async fn what_is_kept_is_posted_and_counted_once(app: &TestApp) {
        let (proposal, path) = app.proposal("School streets").await;
        let (ana, mo) = (app.resident("Ana").await, app.moderator("Mo").await);
        let comment = say(app, &ana, &path, LINKED).await;
        // The same form sent again is the same comment, in the same case.
        ana.post_own(&format!("{path}/comments"), &[("body", LINKED)]).await.is(303);
        let waiting: (i64, i64) = app.query(|conn| (
            comments::table.count().get_result(conn).expect("counted"),
            cases::table.count().get_result(conn).expect("counted"),
        )).await;
        assert_eq!(waiting, (1, 1));
        app.clock.forward(chrono::Duration::hours(2));
        decide(&mo, &case_of(app, comment).await, "keep", "", "").await.is(200).sees("0 waiting");
        assert_eq!((state(app, comment).await, counted(app, proposal).await), (State::Published, 1));
        assert_eq!(news_of(app, comment).await, [("comment_posted".to_owned(), Some(ana.id))]);
        assert!(took_part(app, &ana).await);
        app.visitor().visit(&path).await.sees("1 comment").sees("it says all").lacks("Waiting for a moderator");
        app.visitor().visit(&format!("/comments/{comment}")).await.is(200).sees("it says all").lacks("It has a link");
        let why: Option<String> = app.query(move |conn| comments::table.find(comment).select(comments::held_because).first(conn).expect("there")).await;
        assert_eq!(why, None);
        assert!(app.letters().await.is_empty());
    }

    async fn what_is_hidden_is_told_to_its_author_and_can_come_back(app: &TestApp) {
        let (proposal, path) = app.proposal("School streets").await;
        let (ana, mo) = (app.resident("Ana").await, app.moderator("Mo").await);
        let comment = say(app, &ana, &path, "Ring me on 020 7946 0000.").await;
        ana.visit(&format!("/comments/{comment}")).await.sees("It has a phone number in it.");
        let case = case_of(app, comment).await;
        decide(&mo, &case, "hide", "2", "It gives away a number.").await.is(200);
        let letters = app.letters().await;
        assert!(letters.len() == 1 && letters[0].to == "ana@people.example", "{letters:?}");
        assert!(letters[0].text.contains("It gives away a number."), "{}", letters[0].text);
        assert!(news_of(app, comment).await.is_empty(), "nobody had heard of it");
        ana.get(&format!("/comments/{comment}")).await.is(404);
        decide(&mo, &case, "restore", "", "It is a public number.").await.is(200);
        assert_eq!(news_of(app, comment).await, [("comment_posted".to_owned(), Some(ana.id))]);
        assert!(counted(app, proposal).await == 1 && took_part(app, &ana).await);
        app.letters().await;
    }

    async fn a_link_does_not_slip_in_by_an_edit(app: &TestApp) {
        let (proposal, path) = app.proposal("School streets").await;
        let (ana, ben, mo) = (app.resident("Ana").await, app.resident("Ben").await, app.moderator("Mo").await);
        say(app, &ana, &path, "I live here.").await;
        let without = public_pages(app, &path, &[]).await;
        let comment = say(app, &ana, &path, "More trees.").await;
        edit(&ana, comment, "More trees, please.").await.is(200).sees("Your comment is changed");
        let page = edit(&ana, comment, LINKED).await;
        page.is(200).sees("We have your comment").sees("It has a link in it.").sees("it says all");
        assert_eq!((state(app, comment).await, counted(app, proposal).await), (State::Held, 1));
        same(&without, &public_pages(app, &path, &[]).await);
        ana.get(&format!("/comments/{comment}/edit")).await.is(404);
        decide(&mo, &case_of(app, comment).await, "keep", "", "").await.is(200);
        assert_eq!((state(app, comment).await, counted(app, proposal).await), (State::Published, 2));
        let kinds: Vec<String> = news_of(app, comment).await.into_iter().map(|(kind, _)| kind).collect();
        assert_eq!(kinds, ["comment_posted", "comment_hidden", "comment_restored"]);
        // With a reply below it, its place stays, and says nothing of its words.
        ben.visit(&path).await.form(&format!("/comments/{comment}/replies")).fill("body", "A calm reply.").submit().await.is(200);
        edit(&ana, comment, "Write to ana@people.example about trees.").await.sees("It has an email address in it.");
        app.visitor().visit(&path).await.sees("Waiting for a moderator.").sees("A calm reply.").lacks("about trees").sees("2 comments");
        assert_eq!(counted(app, proposal).await, 2);
    }

    async fn what_waited_for_signing_in_is_held_too(app: &TestApp) {
        app.account("Ana", "ana@people.example", Role::Member, Capacity::Resident, "").await;
        let (proposal, path) = app.proposal("School streets").await;
        let parent = say(app, &app.resident("Ben").await, &path, "I live beside the school.").await;
        for (place, form) in [(path.clone(), "/comments".to_owned()), (path.clone(), format!("/comments/{parent}/replies"))] {
            let ana = app.visitor();
            let page = ana.visit(&place).await.form(&form).fill("body", LINKED).submit().await;
            let page = page.form("/sign-in").fill("email", "ana@people.example").fill("password", PASSWORD).submit().await;
            page.is(200).sees("We have your comment").sees("It has a link in it.").sees("it says all");
        }
        assert_eq!(counted(app, proposal).await, 1);
        app.visitor().visit(&path).await.lacks("it says all");
        app.moderator("Mo").await.visit("/staff/queue").await.sees("2 waiting");
        app.letters().await;
    }

    async fn the_same_words_again_and_too_many_at_once_are_held(app: &TestApp) {
        let (_, path) = app.proposal("School streets").await;
        let (_, elsewhere) = app.proposal("Clean buses").await;
        let (ana, ben) = (app.resident("Ana").await, app.resident("Ben").await);
        let first = say(app, &ana, &path, LONG).await;
        let again = say(app, &ben, &elsewhere, &LONG.to_uppercase()).await;
        assert_eq!((state(app, first).await, state(app, again).await), (State::Published, State::Held));
        ben.visit(&format!("/comments/{again}")).await.sees("The same words were posted here not long ago.");
        edit(&ana, first, &format!("{LONG}!")).await.sees("Your comment is changed");
        for n in 0..5 {
            let comment = say(app, &ana, &path, &format!("Number {n}")).await;
            assert_eq!(state(app, comment).await, State::Published, "{n}");
        }
        let many = say(app, &ana, &path, "Number 5").await;
        ana.visit(&format!("/comments/{many}")).await.sees("You have posted a lot in a short time.");
        app.clock.forward(chrono::Duration::minutes(6));
        let later = say(app, &ana, &path, "Number 6").await;
        assert_eq!(state(app, later).await, State::Published);
    }

    async fn followers_hear_of_it_when_it_is_kept(app: &TestApp) {
        let (_, path) = app.proposal("School streets").await;
        let (ana, ben) = (app.resident("Ana").await, app.resident("Ben").await);
        for who in [&ana, &ben] {
            let form = who.visit(&path).await.form("/follows");
            form.fill("frequency", "daily").fill("follow", "start").submit().await.is(200);
        }
        let comment = say(app, &ana, &path, LINKED).await;
        // Daily emails come at 7 in the morning; stories begin at 9.
        app.clock.forward(chrono::Duration::hours(22));
        assert!(app.emails().await.iter().all(|post| !post.text.contains("it says all")));
        // Staff who have done nothing since yesterday are signed out.
        let mo = app.moderator("Mo").await;
        decide(&mo, &case_of(app, comment).await, "keep", "", "").await.is(200).sees("0 waiting");
        app.clock.forward(chrono::Duration::hours(24));
        let emails = app.emails().await;
        let told: Vec<&str> =
            emails.iter().filter(|post| post.text.contains("it says all")).map(|post| post.to.as_str()).collect();
        assert_eq!(told, ["ben@people.example"], "nobody is told of their own words: {emails:?}");
    }

    async fn staff_are_not_held_and_ones_own_can_be_taken_back(app: &TestApp) {
        let (proposal, path) = app.proposal("School streets").await;
        let (ana, mo) = (app.resident("Ana").await, app.moderator("Mo").await);
        let by_staff = say(app, &mo, &path, LINKED).await;
        assert_eq!(state(app, by_staff).await, State::Published);
        let before = public_pages(app, &path, &[]).await;
        let comment = say(app, &ana, &path, "My number is 943 476 5919.").await;
        let permalink = format!("/comments/{comment}");
        let page = ana.visit(&permalink).await;
        page.sees("It has a number in it that looks like an NHS number.");
        assert_eq!(page.all(&format!("a[href='{permalink}/deletion']")).len(), 1);
        ana.visit(&format!("{permalink}/deletion")).await.is(200).sees("943 476").form("/deletion").submit().await.is(200);
        assert_eq!((state(app, comment).await, counted(app, proposal).await), (State::Deleted, 1));
        same(&before, &public_pages(app, &path, &[]).await);
        decide(&mo, &case_of(app, comment).await, "keep", "", "").await.is(200).sees("0 waiting");
        same(&before, &public_pages(app, &path, &[]).await);
        assert!(news_of(app, comment).await.is_empty());
    }
}

on_both_with! { with_first;
    async fn a_first_comment_waits_where_the_site_wants_it(app: &TestApp) {
        let (_, path) = app.proposal("School streets").await;
        let (ana, mo) = (app.resident("Ana").await, app.moderator("Mo").await);
        let first = say(app, &ana, &path, "More trees.").await;
        ana.visit(&format!("/comments/{first}")).await.sees("It is your first comment");
        decide(&mo, &case_of(app, first).await, "keep", "", "").await.is(200);
        edit(&ana, first, "More trees, please.").await.sees("Your comment is changed");
        let second = say(app, &ana, &path, "And benches.").await;
        assert_eq!(state(app, second).await, State::Published);
    }
}
