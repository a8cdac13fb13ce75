//! Confirming an address: only who opened the letter and knows the password that was chosen comes in, so that nobody
//! confirms the account of a stranger who typed their address first.

use crate::accounts::{confirm, link_in, one_letter, register};
use crate::on_both;
use crate::support::stage::PASSWORD;
use crate::support::{Page, Person, TestApp};
use chrono::Duration;
use diesel::prelude::*;
use folkmoot::db::schema::{accounts, comments, follows, proposal_votes, sessions};

const COOKIE: &str = "__Host-folkmoot";
/// What a stranger chose.
const HERS: &str = "the words of Eve";

/// Registers an address with a password that its owner does not know, and leaves something to be posted.
async fn takes_first(eve: &Person, path: &str, email: &str) {
    eve.post(&format!("{path}/comments"), &[("body", "Eve speaks.")]).await.is(303);
    eve.post(&format!("{path}/votes"), &[("vote", "oppose")]).await.is(303);
    eve.post(&format!("{path}/follows"), &[("follow", "start")]).await.is(303);
    let page = eve.visit("/register").await;
    let form = page.form("/register").fill("name", "Xenia").fill("email", email).fill("password", HERS);
    let form = form.fill("capacity", "professional").fill("profession", "Spy").fill("adult", "yes");
    form.submit().await.sees("Check your email");
}

/// Comments, votes, follows and sessions, and accounts with a confirmed address.
async fn state(app: &TestApp) -> (i64, i64, i64, i64, i64) {
    app.query(|conn| {
        (
            comments::table.count().get_result(conn).expect("counted"),
            proposal_votes::table.count().get_result(conn).expect("counted"),
            follows::table.count().get_result(conn).expect("counted"),
            sessions::table.count().get_result(conn).expect("counted"),
            accounts::table.filter(accounts::confirmed_at.is_not_null()).count().get_result(conn).expect("counted"),
        )
    })
    .await
}

/// The page on which everything is chosen anew, filled in well.
async fn starts_anew(page: &Page, name: &str, password: &str) -> Page {
    let way_out = page.one("main a[href$='/account']").attr("href");
    let page = page.person.visit(&way_out).await;
    page.is(200).lacks("Xenia").lacks("Spy");
    let form = page.form(&way_out).fill("name", name).fill("password", password);
    form.fill("capacity", "resident").fill("adult", "yes").submit().await
}

on_both! {
    /// Within five minutes the first registration of an address stands, and its owner gets the letter that it asked for.
    async fn who_owns_the_address_never_confirms_a_strangers_password(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let (eve, ana) = (app.visitor(), app.visitor());
        takes_first(&eve, &path, "ana@people.example").await;
        app.clock.forward(Duration::minutes(1));
        ana.post(&format!("{path}/comments"), &[("body", "Ana speaks.")]).await.is(303);
        register(&ana, "Ana", "ana@people.example").await.sees("Check your email");
        let link = link_in(&one_letter(app).await, "/confirmation/");

        // Ana presses the button with what she chose herself. Nothing of Eve's may come of it.
        let page = confirm(&ana, &link, PASSWORD).await;
        page.is(422).sees("This is not the password that was chosen");
        assert_eq!(state(app).await, (0, 0, 0, 0, 0));
        assert!(ana.cookie(COOKIE).is_none());
        eve.sign_in("ana@people.example", HERS).await.is(422);

        let done = starts_anew(&page, "Ana", "another three words").await;
        done.is(200).sees("Your new password is saved").sees("Ana speaks.");
        assert_eq!(state(app).await, (0, 0, 0, 0, 1), "nothing that waited under the account is posted");
        assert_eq!(one_letter(app).await.subject, "Your password has changed");
        for link in [link.clone(), format!("{link}/account")] {
            app.visitor().visit(&link).await.is(404).sees("This link is not valid");
        }
        eve.sign_in("ana@people.example", HERS).await.is(422);
        app.visitor().sign_in("ana@people.example", PASSWORD).await.is(422);

        // Ana comes in, and her own words are posted, under her own name.
        let page = ana.sign_in("ana@people.example", "another three words").await;
        page.is(200).sees("Your comment is posted.").sees("Ana speaks.").sees("Ana").lacks("Xenia");
        let own = ana.visit("/account").await;
        assert_eq!(own.one("input[name=name]").attr("value"), "Ana");
        own.sees("Nothing yet.").lacks("Spy").lacks("Eve speaks.");
        ana.visit("/pending").await.sees("Nothing waits");
        assert_eq!(state(app).await, (1, 0, 0, 1, 1));
        // What Eve wrote still waits in her own browser, for an account of her own.
        eve.visit("/pending").await.sees("Eve speaks.");
    }

    async fn the_right_password_confirms_and_posts_what_waited(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let ana = app.visitor();
        ana.post(&format!("{path}/comments"), &[("body", "Ana speaks.")]).await.is(303);
        ana.post(&format!("{path}/votes"), &[("vote", "support")]).await.is(303);
        ana.post(&format!("{path}/follows"), &[("follow", "start")]).await.is(303);
        register(&ana, "Ana", "ana@people.example").await;
        let link = link_in(&one_letter(app).await, "/confirmation/");
        let telephone = app.visitor();
        let page = telephone.visit(&link).await;
        assert_eq!(page.one("input[name=password]").attr("autocomplete"), "current-password");
        let page = page.form(&link).submit().await;
        page.is(422).sees("Enter the password");
        let page = page.form(&link).fill("password", "Three unlikely words").submit().await;
        page.is(422).sees("This is not the password that was chosen");
        assert!(page.html.contains("<title>Error: ") && !page.html.contains("unlikely"), "no password comes back");
        assert_eq!(state(app).await, (0, 0, 0, 0, 0));
        let page = page.form(&link).fill("password", PASSWORD).submit().await;
        page.is(200).sees("Your comment is posted.").sees("Ana speaks.");
        assert_eq!(state(app).await, (1, 1, 1, 1, 1));
        // Pressed again: the link is used up, and leads to the sign-in page.
        let again = telephone.post_own(&link, &[("password", PASSWORD)]).await;
        again.is(303);
        assert_eq!(again.header("location"), "/sign-in?done=link-used");
        assert_eq!(state(app).await, (1, 1, 1, 1, 1));
    }

    async fn guessing_behind_the_link_is_slowed(app: &TestApp) {
        register(&app.visitor(), "Ana", "ana@people.example").await;
        let link = link_in(&one_letter(app).await, "/confirmation/");
        for n in 0..10 {
            app.visitor().post(&link, &[("password", &format!("a wrong password {n}"))]).await.is(422);
        }
        let page = app.visitor().post(&link, &[("password", PASSWORD)]).await;
        page.is(429).sees("That was a lot in a short time");
        assert!(page.header("retry-after").parse::<u64>().is_ok_and(|s| s > 0 && s <= 900));
        app.clock.forward(Duration::minutes(16));
        confirm(&app.visitor(), &link, PASSWORD).await.is(200).sees("is confirmed");
    }

    async fn what_is_wrong_when_starting_anew_is_said(app: &TestApp) {
        register(&app.visitor(), "Ana", "ana@people.example").await;
        let link = link_in(&one_letter(app).await, "/confirmation/");
        let way_out = format!("{link}/account");
        let ana = app.visitor();
        let page = ana.visit(&way_out).await;
        page.is(200).sees("ana@people.example");
        assert_eq!(page.header("referrer-policy"), "no-referrer");
        let page = page.form(&way_out).fill("name", "Moderator").fill("profession", "Nurse \"A\"").submit().await;
        page.is(422).sees("taken for the people who run this site").sees("16 or over");
        let said: Vec<String> = page.all(".govuk-error-summary__list a").into_iter().map(|a| a.attr("href")).collect();
        assert_eq!(said, ["#name", "#password", "#capacity", "#adult"]);
        assert_eq!(page.one("input[name=profession]").attr("value"), "Nurse \"A\"");
        let form = page.form(&way_out).fill("name", "Ana").fill("capacity", "resident").fill("adult", "yes");
        form.fill("password", "ana@people.example").submit().await.is(422).sees("harder to guess");
        assert_eq!(state(app).await, (0, 0, 0, 0, 0));
        // The address stays the one that the letter went to, and nobody gets a role by adding a field.
        let form = page.form(&way_out).fill("name", "Ana").fill("capacity", "resident").fill("adult", "yes").fill("password", PASSWORD);
        form.fill("email", "eve@people.example").fill("role", "administrator").submit().await.is(200).sees("Your new password is saved");
        app.letters().await;
        app.visitor().sign_in("eve@people.example", PASSWORD).await.is(422);
        let ana = app.visitor();
        ana.sign_in("ana@people.example", PASSWORD).await.sees("You are signed in");
        ana.get("/staff").await.is(404);
    }

    /// A new password is no way round: until an address is confirmed, its account belongs to nobody.
    async fn a_reset_confirms_nothing_that_a_stranger_chose(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        takes_first(&app.visitor(), &path, "ana@people.example").await;
        app.letters().await;
        let ana = app.visitor();
        ana.visit("/reset").await.form("/reset").fill("email", "ana@people.example").submit().await.sees("Check your email");
        let letter = one_letter(app).await;
        assert_eq!(letter.subject, "Confirm your email address");
        let page = ana.visit(&link_in(&letter, "/confirmation/")).await;
        starts_anew(&page, "Ana", PASSWORD).await.sees("Your new password is saved");
        app.letters().await;
        ana.sign_in("ana@people.example", PASSWORD).await.sees("You are signed in");
        ana.visit("/pending").await.sees("Nothing waits");
        assert_eq!(ana.visit("/account").await.one("input[name=name]").attr("value"), "Ana");
        assert_eq!(state(app).await, (0, 0, 0, 1, 1));
    }
}
