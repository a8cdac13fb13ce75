//! Links in letters: each opens one thing, for one person, once.

use crate::accounts::{confirm, link_in, one_letter, register};
use crate::guards::raw;
use crate::on_both;
use crate::privacy::gone;
use crate::support::TestApp;
use crate::support::stage::PASSWORD;
use chrono::Duration;
use diesel::prelude::*;
use folkmoot::db::schema::{accounts, audit, links, sessions};
use folkmoot::policy::{Capacity, Role};
use reqwest::Method;

/// Every token that differs from this one in a single place, and a few that are wrong in other ways.
pub fn spoilt(token: &str) -> Vec<String> {
    let mut all: Vec<String> = (0..token.len())
        .flat_map(|at| {
            (0..7).filter_map(move |bit| {
                let mut bytes = token.as_bytes().to_vec();
                bytes[at] ^= 1 << bit;
                String::from_utf8(bytes).ok()
            })
        })
        .filter(|t| t.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c)))
        .collect();
    all.extend([token[1..].into(), token[..token.len() - 1].into(), format!("0{token}"), format!("{token}A")]);
    all.extend(["x".into(), "1".into(), "1.".into(), ".x".into(), "9223372036854775808.x".into(), "-1.x".into()]);
    all
}

/// What links have done, and whom: nothing of it may change when they are only looked at.
async fn state(app: &TestApp) -> (i64, i64, i64, i64) {
    app.query(|conn| {
        let used = links::table.filter(links::used_at.is_not_null()).count().get_result(conn).expect("counted");
        let confirmed = accounts::table.filter(accounts::confirmed_at.is_not_null()).count();
        let with_password = accounts::table.filter(accounts::password_hash.is_not_null()).count();
        (
            used,
            confirmed.get_result(conn).expect("counted"),
            with_password.get_result(conn).expect("counted"),
            sessions::table.count().get_result(conn).expect("counted"),
        )
    })
    .await
}

pub async fn invite(app: &TestApp, email: &'static str, role: Role) {
    let now = app.now();
    let whom = folkmoot::accounts::Invitee { name: "Invited colleague", email, email_key: email, role };
    app.change(move |tx| folkmoot::accounts::invite_staff(tx, &whom, None, 336, now)).await;
}

on_both! {
    async fn a_link_works_once_for_its_purpose_in_its_time(app: &TestApp) {
        let visitor = app.visitor();
        register(&visitor, "Ana", "ana@people.example").await;
        let confirmation = link_in(&one_letter(app).await, "/confirmation/");
        let token = confirmation.rsplit('/').next().expect("a token").to_owned();
        let refused = visitor.visit("/confirmation/1.x").await;
        refused.is(404).sees("This link is not valid").form("/confirmation");
        let before = state(app).await;
        for wrong in spoilt(&token) {
            let page = visitor.visit(&format!("/confirmation/{wrong}")).await;
            assert_eq!((page.status, &page.html), (404, &refused.html), "{wrong}");
            let page = visitor.post(&format!("/confirmation/{wrong}"), &[("password", PASSWORD)]).await;
            assert_eq!((page.status, &page.html), (404, &refused.html), "{wrong}");
            let page = visitor.post(&format!("/confirmation/{wrong}/account"), &[("password", PASSWORD), ("name", "Eve")]).await;
            assert_eq!((page.status, &page.html), (404, &refused.html), "{wrong}");
        }
        for elsewhere in ["reset", "invitation", "subscriptions/confirmation"] {
            visitor.visit(&format!("/{elsewhere}/{token}")).await.is(404).sees("This link is not valid");
            visitor.post(&format!("/{elsewhere}/{token}"), &[("password", PASSWORD), ("name", "Eve")]).await.is(404);
        }
        assert_eq!(state(app).await, before);
        confirm(&visitor, &confirmation, PASSWORD).await.is(200).sees("Your email address is confirmed");
        let late = app.visitor();
        late.visit(&confirmation).await.is(404);
        late.post(&confirmation, &[("password", PASSWORD)]).await.is(303);
        assert!(late.cookie("__Host-folkmoot").is_none());

        visitor.visit("/reset").await.form("/reset").fill("email", "ana@people.example").submit().await;
        let reset = link_in(&one_letter(app).await, "/reset/");
        app.clock.forward(Duration::minutes(61));
        visitor.visit(&reset).await.is(404).sees("This link is not valid");
        visitor.post_own(&reset, &[("password", "another three words")]).await.is(404);
        app.visitor().sign_in("ana@people.example", PASSWORD).await.sees("You are signed in");
    }

    async fn looking_at_a_link_changes_nothing(app: &TestApp) {
        app.account("Ana", "ana@people.example", Role::Member, Capacity::Resident, "").await;
        register(&app.visitor(), "Ben", "ben@people.example").await;
        app.visitor().visit("/reset").await.form("/reset").fill("email", "ana@people.example").submit().await;
        invite(app, "mo@people.example", Role::Moderator).await;
        let letters = app.letters().await;
        let before = state(app).await;
        for (part, page) in [("/confirmation/", ""), ("/confirmation/", "/account"), ("/reset/", ""), ("/invitation/", "")] {
            let letter = letters.iter().find(|l| l.text.contains(part)).expect("a letter");
            let link = format!("{}{page}", link_in(letter, part));
            for _ in 0..2 {
                let page = app.visitor().get(&link).await;
                page.is(200);
                assert_eq!(page.header("referrer-policy"), "no-referrer");
                assert_eq!(page.header("cache-control"), "no-store");
                app.visitor().send(Method::HEAD, &link, &[], None).await.is(200);
            }
        }
        assert_eq!(state(app).await, before);
    }

    async fn a_reset_ends_everything_that_was(app: &TestApp) {
        let ana = app.resident("Ana").await;
        let visitor = app.visitor();
        for _ in 0..2 {
            visitor.visit("/reset").await.form("/reset").fill("email", "ana@people.example").submit().await.sees("Check your email");
            app.clock.forward(Duration::minutes(6));
        }
        let letters = app.letters().await;
        assert_eq!(letters.len(), 2);
        let (first, second) = (link_in(&letters[0], "/reset/"), link_in(&letters[1], "/reset/"));
        let page = visitor.visit(&first).await;
        page.form(&first).fill("password", "short").submit().await.is(422).sees("12 characters or more");
        page.form(&first).fill("password", "ana@people.example").submit().await.is(422).sees("harder to guess");
        let done = page.form(&first).fill("password", "another three words").submit().await;
        done.is(200).sees("Your new password is saved");
        assert_eq!(done.path, "/sign-in?done=new-password");
        visitor.visit(&second).await.is(404);
        ana.get("/account").await.is(303);
        assert_eq!(one_letter(app).await.subject, "Your password has changed");
        app.visitor().sign_in("ana@people.example", PASSWORD).await.is(422);
        app.visitor().sign_in("ana@people.example", "another three words").await.sees("You are signed in");
    }

    async fn somebody_else_cannot_take_an_address_first(app: &TestApp) {
        let eve = app.visitor();
        let page = eve.visit("/register").await;
        let form = page.form("/register").fill("name", "Eve").fill("email", "ana@people.example");
        let form = form.fill("password", "the words of Eve").fill("capacity", "resident").fill("adult", "yes");
        form.submit().await;
        let old = link_in(&one_letter(app).await, "/confirmation/");
        app.clock.forward(Duration::hours(1));
        register(&app.visitor(), "Ana", "ana@people.example").await;
        let new = link_in(&one_letter(app).await, "/confirmation/");
        app.visitor().visit(&old).await.is(404);
        let ana = app.visitor();
        confirm(&ana, &new, PASSWORD).await.sees("is confirmed");
        assert_eq!(ana.visit("/account").await.one("input[name=name]").attr("value"), "Ana");
        app.visitor().sign_in("ana@people.example", "the words of Eve").await.is(422);
        app.visitor().sign_in("ana@people.example", PASSWORD).await.sees("You are signed in");
    }

    async fn an_invitation_is_the_only_way_to_a_role(app: &TestApp) {
        invite(app, "mo@people.example", Role::Moderator).await;
        let letter = one_letter(app).await;
        assert_eq!(letter.subject, "You are invited to work on Folkmoot as moderator");
        let link = link_in(&letter, "/invitation/");
        // Neither registering nor a new password is a way round it.
        register(&app.visitor(), "Eve", "mo@people.example").await;
        app.visitor().visit("/reset").await.form("/reset").fill("email", "mo@people.example").submit().await;
        app.clock.forward(Duration::minutes(6));
        app.visitor().visit("/confirmation").await.form("/confirmation").fill("email", "mo@people.example").submit().await;
        assert!(app.letters().await.is_empty());
        app.visitor().sign_in("mo@people.example", PASSWORD).await.is(422);
        let mo = app.visitor();
        let page = mo.visit(&link).await;
        page.is(200).sees("moderator").sees("mo@people.example");
        page.form(&link).fill("name", "Moderator").fill("password", "short").submit().await.is(422).sees("Choose another name");
        let form = page.form(&link).fill("name", "Mo").fill("password", PASSWORD).fill("role", "administrator");
        form.submit().await.is(200).sees("Set up a second step");
        mo.visit("/account").await.is(200).sees("mo@people.example");
        mo.visit("/staff/queue").await.sees("Set up a second step");
        mo.visit(&link).await.is(404);
        let acts: Vec<(Option<i64>, String, String)> = app.query(|conn| {
            audit::table.order(audit::id).select((audit::actor_id, audit::act, audit::detail)).load(conn).expect("read")
        }).await;
        assert_eq!(acts[0], (None, "staff.invite".into(), "moderator".into()));
        assert_eq!(acts[1].1, "staff.join");
        let role: Role = app.query(|conn| accounts::table.select(accounts::role).first(conn).expect("found")).await;
        assert_eq!(role, Role::Moderator);
    }

    async fn a_member_who_is_invited_has_the_role_and_signs_in_anew(app: &TestApp) {
        let ana = app.resident("Ana").await;
        invite(app, "ana@people.example", Role::Editor).await;
        ana.get("/account").await.is(303);
        assert!(app.letters().await.is_empty());
        ana.sign_in("ana@people.example", PASSWORD).await.sees("You are signed in");
        let role: Role = app.query(|conn| accounts::table.select(accounts::role).first(conn).expect("found")).await;
        assert_eq!(role, Role::Editor);
    }

    async fn letters_are_not_a_weapon(app: &TestApp) {
        for _ in 0..20 {
            register(&app.visitor(), "Ana", "ana@people.example").await.sees("Check your email");
        }
        assert_eq!(app.letters().await.len(), 1);
        let visitor = app.visitor();
        let mut last = 0;
        for n in 0..100 {
            last = visitor.post("/reset", &[("email", &format!("a{n}@people.example"))]).await.status;
        }
        assert_eq!(last, 429);
        let page = visitor.post("/confirmation", &[("email", "b@people.example")]).await;
        page.is(429).sees("That was a lot in a short time");
        assert!(!page.header("retry-after").is_empty());
        app.clock.forward(Duration::hours(1));
        visitor.post("/reset", &[("email", "b@people.example")]).await.is(303);
        app.letters().await;
    }

    /// U8: the links in letters are made from the settings, whatever a request says about where it was sent.
    async fn letters_lead_to_no_other_site(app: &TestApp) {
        app.account("Cleo", "cleo@people.example", Role::Member, Capacity::Resident, "").await;
        let host = app.url.trim_start_matches("http://").to_owned();
        for (target, fields) in [
            ("/reset", "email=cleo%40people.example"), ("/subscriptions", "email=sub%40people.example"),
            ("/register", "email=ana%40people.example&name=Ana&password=three+unlikely+words&capacity=resident&adult=yes"),
        ] {
            for header in [
                ("x-forwarded-host", "evil.example"), ("x-forwarded-server", "evil.example"), ("x-original-host", "evil.example"),
                ("x-host", "evil.example"), ("forwarded", "for=1.2.3.4;host=evil.example;proto=https"), ("x-forwarded-proto", "evil"),
                ("x-original-url", "http://evil.example/"), ("referer", "https://evil.example/"), ("x-forwarded-port", "666"),
            ] {
                let sent = app.visitor().send(Method::POST, target, &[("sec-fetch-site", "same-origin"), header], Some(fields.into())).await;
                sent.is(303);
                assert!(!sent.header("location").contains("evil"), "{target}: {header:?}");
                let letter = one_letter(app).await;
                for part in [&letter.text, &letter.html] {
                    assert!(part.contains(&format!("{}/", app.url)) && !part.contains("evil") && !part.contains("666"), "{header:?}: {part}");
                }
                app.clock.forward(Duration::minutes(6));
            }
            for (line, named) in [(format!("POST {target}"), "evil.example"), (format!("POST http://evil.example{target}"), host.as_str())] {
                let request = format!(
                    "{line} HTTP/1.1\r\nHost: {named}\r\nConnection: close\r\nSec-Fetch-Site: same-origin\r\n\
                     Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{fields}", fields.len()
                );
                assert!(raw(app, request.as_bytes()).await.contains("400"), "{line} of {named}");
                assert!(app.letters().await.is_empty());
            }
        }
    }

    async fn what_nobody_confirmed_is_forgotten(app: &TestApp) {
        register(&app.visitor(), "Ana", "ana@people.example").await;
        app.letters().await;
        app.account("Ben", "ben@people.example", Role::Member, Capacity::Resident, "").await;
        invite(app, "mo@people.example", Role::Moderator).await;
        app.letters().await;
        app.clock.forward(Duration::hours(47));
        assert_eq!(gone(app, "accounts that nobody confirmed").await, 0);
        app.clock.forward(Duration::hours(2));
        assert_eq!(gone(app, "accounts that nobody confirmed").await, 1);
        app.clock.forward(Duration::days(60));
        gone(app, "links in letters that have run out").await;
        let left: (i64, i64) = app.query(|conn| {
            (accounts::table.count().get_result(conn).expect("counted"), links::table.count().get_result(conn).expect("counted"))
        }).await;
        assert_eq!(left, (2, 0));
    }

    async fn a_letter_that_makes_no_sense_any_more_is_not_sent(app: &TestApp) {
        register(&app.visitor(), "Ana", "ana@people.example").await;
        app.clock.forward(Duration::hours(49));
        assert!(app.letters().await.is_empty());
    }
}
