//! The ways in and out, and what was written before coming in.

use crate::accounts::{confirm, confirmed, link_in, one_letter, register};
use crate::on_both;
use crate::support::TestApp;
use crate::support::stage::PASSWORD;
use chrono::Duration;
use diesel::prelude::*;
use folkmoot::db::schema::{accounts, comments, proposal_votes, sessions, waiting};
use folkmoot::policy::Totals;
use folkmoot::policy::{Capacity, Role};

const COOKIE: &str = "__Host-folkmoot";

async fn waits(app: &TestApp) -> i64 {
    app.query(|conn| waiting::table.count().get_result(conn).expect("counted")).await
}

on_both! {
    async fn one_comes_in_and_goes_out(app: &TestApp) {
        let ana = confirmed(app, "Ana", "ana@people.example").await;
        ana.visit("/account").await.is(200).sees("ana@people.example");
        let token = ana.cookie(COOKIE).expect("signed in");
        let page = ana.visit("/account").await;
        let out = page.form("/sign-out").send().await;
        out.is(303);
        assert_eq!(out.header("clear-site-data"), "\"cookies\"");
        assert!(ana.cookie(COOKIE).is_none());
        ana.visit("/").await.is(200);
        // The cookie is worth nothing any more, wherever it is kept.
        ana.set_cookie(COOKIE, &token);
        ana.get("/account").await.is(303);
        ana.forget_cookies();
        ana.sign_in("ana@people.example", PASSWORD).await.sees("You are signed in");
        assert_ne!(ana.cookie(COOKIE), Some(token));
    }

    async fn cookies_are_kept_close(app: &TestApp) {
        app.account("Ana", "ana@people.example", Role::Member, Capacity::Resident, "").await;
        let (_, path) = app.proposal("Clean buses").await;
        let visitor = app.visitor();
        let kept = visitor.post(&format!("{path}/comments"), &[("body", "More trees.")]).await;
        let entered = visitor.visit("/sign-in").await.form("/sign-in").fill("email", "ana@people.example").fill("password", PASSWORD).send().await;
        for (page, name) in [(&kept, "__Host-waiting="), (&entered, "__Host-folkmoot=")] {
            let all: Vec<String> = page.headers.get_all("set-cookie").iter().map(|v| v.to_str().expect("text").to_owned()).collect();
            let cookie = all.iter().find(|c| c.starts_with(name)).expect("a cookie");
            for part in ["; HttpOnly", "; SameSite=Lax", "; Secure", "; Path=/"] {
                assert!(cookie.contains(part), "{cookie}");
            }
            assert!(!cookie.to_lowercase().contains("domain"), "{cookie}");
        }
    }

    async fn a_token_that_was_there_before_is_never_adopted(app: &TestApp) {
        app.account("Ana", "ana@people.example", Role::Member, Capacity::Resident, "").await;
        let eve = app.resident("Eve").await;
        let planted = eve.cookie(COOKIE).expect("signed in");
        let ana = app.visitor();
        ana.set_cookie(COOKIE, "a-token-of-my-own-choosing-0123456789");
        ana.sign_in("ana@people.example", PASSWORD).await.is(200).sees("You are signed in");
        assert_ne!(ana.cookie(COOKIE).as_deref(), Some("a-token-of-my-own-choosing-0123456789"));
        // With somebody else's session in the browser, signing in needs their page's token and then ends that session.
        let shared = app.visitor();
        shared.set_cookie(COOKIE, &planted);
        shared.post("/sign-in", &[("email", "ana@people.example"), ("password", PASSWORD)]).await.is(403);
        shared.post_own("/sign-in", &[("email", "ana@people.example"), ("password", PASSWORD)]).await.is(303);
        assert_ne!(shared.cookie(COOKIE), Some(planted));
        shared.visit("/account").await.sees("ana@people.example");
        eve.get("/account").await.is(303);
        let kept: Vec<String> = app.query(|conn| sessions::table.select(sessions::token_hash).load(conn).expect("read")).await;
        assert!(kept.iter().all(|h| h.len() == 64), "only hashes are kept");
    }

    async fn after_signing_in_one_stays_on_this_site(app: &TestApp) {
        app.account("Ana", "ana@people.example", Role::Member, Capacity::Resident, "").await;
        for (next, to) in [
            ("/account", "/account?done=signed-in"),
            ("/proposals?sort=newest", "/proposals?sort=newest&done=signed-in"),
            ("", "/?done=signed-in"),
            ("//evil", "/?done=signed-in"),
            ("/\\evil", "/?done=signed-in"),
            ("\\\\evil", "/?done=signed-in"),
            ("https://evil", "/?done=signed-in"),
            ("https:evil", "/?done=signed-in"),
            ("/%2f%2fevil", "/?done=signed-in"),
            ("%2f%2fevil", "/?done=signed-in"),
            ("/%5cevil", "/?done=signed-in"),
            ("javascript:alert(1)", "/?done=signed-in"),
            ("/a\r\nSet-Cookie: x=1", "/?done=signed-in"),
            ("\t//evil", "/?done=signed-in"),
            ("@evil", "/?done=signed-in"),
        ] {
            let visitor = app.visitor();
            let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("next", next).finish();
            let page = visitor.visit(&format!("/sign-in?{query}")).await;
            page.is(200);
            // The field may be filled in by hand, too.
            let form = page.form("/sign-in").fill("next", next).fill("email", "ana@people.example").fill("password", PASSWORD);
            let answer = form.send().await;
            assert_eq!(answer.header("location"), to, "{next:?}");
            let again = visitor.get(&format!("/sign-in?{query}")).await;
            assert!(!again.header("location").contains("evil"), "{next:?}");
        }
        // And whoever is signed in already is led to no other place either.
        let ana = app.resident("Ann").await;
        for next in [
            "///evil", "////evil", "/\t/evil", "/\n/evil", " //evil", "\u{a0}//evil", "\u{ff0f}\u{ff0f}evil", "/\u{2044}evil", "\0//evil",
            "/\\/evil", "\\/evil", "/%2Fevil", "/%5C%5Cevil", "/%00//evil", "http:evil", "http:/evil", "HTTPS://evil", "htt\tps://evil",
            "data:text/html,evil", "mailto:a@evil", "evil", "evil/account", "./evil", "../evil", "?next=//evil", "#evil", "ftp://evil",
            "/\u{202e}evil", "blob:evil", "//evil@here", "/\r\n//evil", "vbscript:evil",
        ] {
            let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("next", next).finish();
            assert_eq!(ana.get(&format!("/sign-in?{query}")).await.header("location"), "/account", "{next:?}");
            let page = app.visitor().visit(&format!("/sign-in?{query}")).await;
            assert_eq!(page.form("/sign-in").value("next").unwrap_or_default(), "", "{next:?}");
        }
        app.visitor().get("/sign-in?next=/a&next=/b").await.is(404);
    }

    async fn a_wrong_password_keeps_the_way_on(app: &TestApp) {
        let page = app.visitor().visit("/sign-in?next=/account").await;
        let page = page.form("/sign-in").fill("email", "ana@people.example").fill("password", "wrong").submit().await;
        page.is(422);
        assert_eq!(page.one("input[name=next]").attr("value"), "/account");
        assert_eq!(page.one("input[name=email]").attr("value"), "ana@people.example");
        assert!(!page.one("input[name=password]").has("value"));
        page.form("/sign-in").fill("email", "").fill("password", "").submit().await.is(422).sees("Enter your password");
    }

    async fn guessing_is_slowed_where_it_comes_from(app: &TestApp) {
        app.account("Ana", "ana@people.example", Role::Member, Capacity::Resident, "").await;
        app.account("Ben", "ben@people.example", Role::Member, Capacity::Resident, "").await;
        let eve = app.visitor();
        for _ in 0..10 {
            eve.sign_in("ana@people.example", "wrong words here").await.is(422);
        }
        let page = eve.sign_in("ana@people.example", PASSWORD).await;
        page.is(429);
        assert!(page.header("retry-after").parse::<u64>().expect("seconds") <= 900);
        // Somebody else from the same place comes in; and the victim after a while.
        app.visitor().sign_in("ben@people.example", PASSWORD).await.sees("You are signed in");
        app.clock.forward(Duration::minutes(16));
        app.visitor().sign_in("ana@people.example", PASSWORD).await.sees("You are signed in");
    }

    async fn written_first_and_posted_when_signed_in(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        app.account("Ana", "ana@people.example", Role::Member, Capacity::Resident, "").await;
        let ana = app.visitor();
        let page = ana.visit(&path).await.form(&format!("{path}/comments")).fill("body", "More trees & \"shade\".").submit().await;
        assert!(page.path.starts_with("/sign-in"), "{}", page.path);
        page.sees("More trees & \"shade\".").sees("Clean buses");
        app.visitor().visit(&path).await.lacks("More trees");
        let form = page.form("/sign-in").fill("email", "ana@people.example");
        form.fill("password", "wrong").submit().await.is(422).sees("More trees & \"shade\".");
        let page = ana.sign_in("ana@people.example", PASSWORD).await;
        page.is(200).sees("Your comment is posted.").sees("More trees & \"shade\".");
        assert!(page.path.starts_with(&path), "{}", page.path);
        app.visitor().visit(&path).await.sees("More trees & \"shade\".");
        assert_eq!(waits(app).await, 0);
        assert!(ana.cookie("__Host-waiting").is_none());
    }

    async fn several_things_wait_together(app: &TestApp) {
        let (id, path) = app.proposal("Clean buses").await;
        let ben = app.resident("Ben").await;
        ben.post_own(&format!("{path}/comments"), &[("body", "Ben was here.")]).await;
        let comment: i64 = app.query(|conn| comments::table.select(comments::id).first(conn).expect("found")).await;
        let ana = app.visitor();
        ana.post(&format!("{path}/votes"), &[("vote", "support")]).await.is(303);
        ana.post(&format!("{path}/votes"), &[("vote", "oppose")]).await.is(303);
        ana.post(&format!("/comments/{comment}/votes"), &[("vote", "agree")]).await.is(303);
        ana.post(&format!("/comments/{comment}/replies"), &[("body", "And so was I.")]).await.is(303);
        ana.post(&format!("{path}/follows"), &[("follow", "start")]).await.is(303);
        ana.post("/areas/clean-air/follows", &[("follow", "start")]).await.is(303);
        assert_eq!(waits(app).await, 1);
        app.account("Ana", "ana@people.example", Role::Member, Capacity::Resident, "").await;
        ana.visit("/sign-in").await.sees("And so was I.");
        ana.sign_in("ana@people.example", PASSWORD).await.is(200).sees("And so was I.").sees("Your comment is posted.");
        let votes: Vec<i32> = app.query(move |conn| {
            proposal_votes::table.filter(proposal_votes::proposal_id.eq(id)).select(proposal_votes::value).load(conn).expect("read")
        }).await;
        assert_eq!(votes, [-1], "the last vote is the one that counts");
        ana.visit("/account").await.sees("Clean buses").sees("clean air");
        assert_eq!(waits(app).await, 0);
    }

    async fn written_first_and_posted_when_confirmed(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let ana = app.visitor();
        ana.visit(&path).await.form(&format!("{path}/comments")).fill("body", "More trees.").submit().await;
        ana.visit("/register").await.sees("More trees.");
        register(&ana, "Ana", "ana@people.example").await.sees("Check your email");
        let letter = one_letter(app).await;
        assert!(letter.text.contains("Your comment is waiting") && !letter.text.contains("More trees"), "{}", letter.text);
        let link = link_in(&letter, "/confirmation/");
        // The letter may be opened on another device.
        let telephone = app.visitor();
        let page = confirm(&telephone, &link, PASSWORD).await;
        page.is(200).sees("Your comment is posted.").sees("More trees.");
        assert!(telephone.cookie(COOKIE).is_some());
        app.visitor().visit(&path).await.sees("More trees.").sees("Ana");
        // The first browser has nothing more to post.
        ana.sign_in("ana@people.example", PASSWORD).await.sees("You are signed in");
        let posted: i64 = app.query(|conn| comments::table.count().get_result(conn).expect("counted")).await;
        assert_eq!(posted, 1);
    }

    async fn what_comes_too_late_is_given_back(app: &TestApp) {
        let (_, path) = app.proposal_with("Clean buses", Totals::Public, -1, 2).await;
        app.account("Ana", "ana@people.example", Role::Member, Capacity::Resident, "").await;
        let (ana, ben) = (app.visitor(), app.visitor());
        for person in [&ana, &ben] {
            person.post(&format!("{path}/comments"), &[("body", "More\n<b>trees</b>.")]).await.is(303);
            person.post(&format!("{path}/votes"), &[("vote", "support")]).await.is(303);
        }
        register(&ben, "Ben", "ben@people.example").await;
        let link = link_in(&one_letter(app).await, "/confirmation/");
        app.clock.forward(Duration::hours(47) + Duration::minutes(59));
        let in_time = ben.visit(&link).await;
        app.clock.forward(Duration::seconds(59));
        let ben_later = in_time.form(&link).fill("password", PASSWORD);
        app.clock.forward(Duration::hours(-1));
        // Ben is in time, Ana is not.
        ben_later.submit().await.is(200).sees("Your comment is posted.");
        app.clock.forward(Duration::hours(2));
        let page = ana.sign_in("ana@people.example", PASSWORD).await;
        page.is(409).sees("the proposal closed at");
        assert_eq!(page.all("textarea")[0].text, "More <b>trees</b>.");
        assert!(ana.cookie(COOKIE).is_some(), "signed in all the same");
        ana.visit("/account").await.sees("More <b>trees</b>.").sees("Post it or drop it");
        let page = ana.visit("/pending").await;
        page.sees("More <b>trees</b>.");
        page.form("/pending").fill("act", "post").submit().await.is(409).sees("the proposal closed at");
        page.form("/pending").fill("act", "drop").submit().await.is(200).sees("Nothing waits");
        assert_eq!(waits(app).await, 0);
        let posted: i64 = app.query(|conn| comments::table.count().get_result(conn).expect("counted")).await;
        assert_eq!(posted, 1);
    }

    async fn a_reply_to_what_is_gone_is_given_back(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let ben = app.resident("Ben").await;
        ben.post_own(&format!("{path}/comments"), &[("body", "Ben was here.")]).await;
        let comment: i64 = app.query(|conn| comments::table.select(comments::id).first(conn).expect("found")).await;
        let ana = app.visitor();
        ana.post(&format!("/comments/{comment}/replies"), &[("body", "I answer Ben.")]).await.is(303);
        ben.post_own(&format!("/comments/{comment}/deletion"), &[]).await.is(303);
        ana.visit("/sign-in").await.is(200).sees("I answer Ben.");
        app.account("Ana", "ana@people.example", Role::Member, Capacity::Resident, "").await;
        ana.sign_in("ana@people.example", PASSWORD).await.is(409).sees("no longer there").sees("I answer Ben.");
        ana.visit("/pending").await.sees("I answer Ben.");
    }

    async fn a_session_that_ends_while_one_writes_loses_nothing(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let ana = app.resident("Ana").await;
        let page = ana.visit(&path).await;
        app.clock.forward(Duration::days(15));
        let page = page.form(&format!("{path}/comments")).fill("body", "Two weeks of thought.").submit().await;
        page.is(200).sees("Two weeks of thought.");
        let form = page.form("/sign-in").fill("email", "ana@people.example").fill("password", PASSWORD);
        form.submit().await.is(200).sees("Your comment is posted.").sees("Two weeks of thought.");
    }

    async fn an_account_that_is_stopped_meanwhile_is_told_why(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let ana = app.visitor();
        ana.post(&format!("{path}/comments"), &[("body", "More trees.")]).await.is(303);
        let id = app.account("Ana", "ana@people.example", Role::Member, Capacity::Resident, "").await;
        let until = app.now() + Duration::days(7);
        app.change(move |tx| {
            diesel::update(accounts::table.find(id.0)).set(accounts::suspended_until.eq(until)).execute(&mut **tx)?;
            Ok(())
        }).await;
        let page = ana.sign_in("ana@people.example", PASSWORD).await;
        page.is(409).sees("You cannot take part until").sees("More trees.");
    }

    async fn nobody_sees_what_waits_for_another(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let ana = app.visitor();
        ana.post(&format!("{path}/comments"), &[("body", "A secret for now.")]).await.is(303);
        let ben = app.resident("Ben").await;
        for at in ["/pending", "/account", "/sign-in", path.as_str()] {
            ben.visit(at).await.lacks("A secret for now.");
            app.visitor().visit(at).await.lacks("A secret for now.");
        }
        ana.visit("/pending").await.sees("A secret for now.").form("/pending").fill("act", "drop").submit().await.sees("Nothing waits");
        let carol = app.visitor();
        carol.set_cookie("__Host-waiting", "nothing-that-we-gave");
        carol.visit("/sign-in").await.is(200);
        carol.post(&format!("{path}/comments"), &[("body", "Begins anew.")]).await.is(303);
        assert_ne!(carol.cookie("__Host-waiting").as_deref(), Some("nothing-that-we-gave"));
    }

    async fn what_waits_too_long_goes(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let ana = app.visitor();
        ana.post(&format!("{path}/comments"), &[("body", "Too long ago.")]).await.is(303);
        app.clock.forward(Duration::hours(73));
        ana.visit("/sign-in").await.lacks("Too long ago.");
        folkmoot::retention::run(&app.app.site).await.expect("swept");
        assert_eq!(waits(app).await, 0);
    }

    async fn more_fields_than_asked_change_nothing(app: &TestApp) {
        let ana = app.visitor();
        let page = ana.visit("/register").await;
        let mut form = page.form("/register").fill("name", "Ana").fill("email", "ana@people.example").fill("password", PASSWORD);
        form = form.fill("capacity", "resident").fill("adult", "yes");
        for (field, value) in [("role", "administrator"), ("verified", "true"), ("confirmed_at", "2020-01-01"), ("id", "7"), ("kind", "imported")] {
            form = form.fill(field, value);
        }
        form.submit().await.sees("Check your email");
        let link = link_in(&one_letter(app).await, "/confirmation/");
        let row = |app| async move {
            TestApp::query(app, |conn| {
                accounts::table
                    .select((accounts::role, accounts::confirmed_at, accounts::kind))
                    .first::<(Role, Option<chrono::NaiveDateTime>, String)>(conn)
                    .expect("found")
            }).await
        };
        assert_eq!(row(app).await, (Role::Member, None, "person".into()));
        ana.visit(&link).await.form(&link).fill("password", PASSWORD).fill("role", "administrator").submit().await.is(200);
        ana.get("/staff/queue").await.is(404);
        let again = app.visitor();
        let form = again.visit("/sign-in").await.form("/sign-in").fill("email", "ana@people.example");
        form.fill("password", PASSWORD).fill("role", "administrator").submit().await;
        assert_eq!(row(app).await.0, Role::Member);
        again.get("/staff/queue").await.is(404);
        ana.post("/register", &[("name", "a"), ("name", "b")]).await.is(403);
        app.visitor().post("/register", &[("name", "a"), ("name", "b")]).await.is(400);
    }

    async fn whoever_is_in_needs_no_door(app: &TestApp) {
        let ana = app.resident("Ana").await;
        assert_eq!(ana.get("/sign-in").await.header("location"), "/account");
        assert_eq!(ana.get("/sign-in?next=/proposals").await.header("location"), "/proposals");
        assert_eq!(ana.get("/register").await.header("location"), "/account");
        ana.get("/sign-out").await.is(405);
        ana.get("/account").await.is(200);
    }
}
