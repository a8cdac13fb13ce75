//! Who comes from another site for the first time.

use super::{NEWCOMER, SESSION, fake, goes, goes_to, joins, real, with_fake, with_real};
use crate::accounts::{confirm, link_in, one_letter, register};
use crate::on_both_with;
use crate::support::TestApp;
use crate::support::stage::PASSWORD;
use chrono::Duration;
use diesel::prelude::*;
use folkmoot::db::schema::{accounts, arrivals, consents, departures, identities, sessions};
use folkmoot::policy::{Capacity, Role};
use serde_json::json;

async fn counts(app: &TestApp) -> (i64, i64) {
    app.query(|conn| {
        (
            accounts::table.count().get_result(conn).expect("counted"),
            identities::table.count().get_result(conn).expect("counted"),
        )
    })
    .await
}

on_both_with! { with_real;
    async fn an_account_is_made_after_questions_and_the_next_time_none_are_asked(app: &TestApp) {
        let (real, nora) = (real(app, "nora@nhs.example").await, app.visitor());
        let first = goes(&nora, &real).await;
        assert_eq!(first.is(303).header("location"), NEWCOMER);
        assert!(nora.cookie(SESSION).is_none(), "nobody is signed in before they have said who they are");
        let page = nora.follow(first).await;
        page.is(200).sees("You signed in with NHS, as nora@nhs.example").sees("I am 16 or over").sees("house rules");
        assert_eq!(page.one("#name").attr("value"), "Nora Nurse");
        assert_eq!(counts(app).await, (0, 0));
        // What is missing is said, and what was typed stays.
        let again = page.form(NEWCOMER).fill("name", "Nora").submit().await;
        again.is(422).sees("Choose how you take part").sees("You need to be 16 or over to take part");
        assert_eq!(again.one("#name").attr("value"), "Nora");
        joins(&again).await.is(200).sees("Your account is made, and you are signed in.");
        nora.get("/account").await.is(200).sees("nora@nhs.example").sees("Choose a password").sees("Connected since");
        let (hash, confirmed): (Option<String>, bool) = app
            .query(|conn| accounts::table.select((accounts::password_hash, accounts::confirmed_at.is_not_null())).first(conn).expect("one"))
            .await;
        assert_eq!((hash, confirmed), (None, true));
        let agreed: Vec<(String, Option<i64>)> = app.query(|conn| consents::table.select((consents::act, consents::age)).load(conn).expect("read")).await;
        assert_eq!(agreed, [("account".to_owned(), Some(16))]);
        let letter = one_letter(app).await;
        assert_eq!((letter.to.as_str(), letter.subject.as_str()), ("nora@nhs.example", "Signing in with NHS is connected"));
        assert!(nora.cookie("__Host-elsewhere").is_none(), "the way is over");
        let left: i64 = app.query(|conn| arrivals::table.count().get_result::<i64>(conn).expect("counted") + departures::table.count().get_result::<i64>(conn).expect("counted")).await;
        assert_eq!(left, 0);

        let later = app.visitor();
        goes(&later, &real).await.is(303);
        later.visit("/account").await.is(200).sees("nora@nhs.example");
        // Another address there is nobody else here.
        real.be(json!({ "claims": { "email": "new@elsewhere.example", "email_verified": false } })).await;
        let later = app.visitor();
        goes(&later, &real).await.is(303);
        later.visit("/account").await.sees("nora@nhs.example");
        assert_eq!(counts(app).await, (1, 1));
    }

    /// What one wrote before is posted, the first time and every time; the token may say it all, without another question.
    async fn write_first_sign_in_after(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let real = real(app, "nora@nhs.example").await;
        for (userinfo, words) in [(false, "Thought about for long."), (true, "And once more.")] {
            real.be(json!({ "userinfo": userinfo })).await;
            let nora = app.visitor();
            nora.visit(&path).await.form("/comments").fill("body", words).submit().await.sees(words);
            let mut page = nora.follow(goes(&nora, &real).await).await;
            if !userinfo {
                page = joins(&page).await;
            }
            page.is(200).sees("Your comment is posted.").sees(words);
            app.visitor().visit(&format!("{path}?sort=newest")).await.sees(words);
        }
        app.letters().await;
    }

    /// Nobody gets into an account because an address is the same.
    async fn an_account_is_not_taken_over(app: &TestApp) {
        app.account("Nora", "nora@nhs.example", Role::Member, Capacity::Resident, "").await;
        let (real, nora) = (real(app, "Nora@nhs.example").await, app.visitor());
        let page = nora.follow(goes(&nora, &real).await).await;
        page.is(200).sees("You have an account already").lacks("Make my account");
        nora.get("/account").await.is(303);
        let forged = [("name", "Eve"), ("capacity", "resident"), ("adult", "yes")];
        nora.post(NEWCOMER, &forged).await.is(200).sees("You have an account already");
        assert_eq!(counts(app).await, (1, 0));
        // With the password of that account it is shown whose it is, and even then nothing happens without a press.
        let page = nora.sign_in("nora@nhs.example", PASSWORD).await;
        page.is(200).sees("Sign in with NHS from now on?").sees("signed in here as Nora").sees("Nora@nhs.example");
        assert_eq!(counts(app).await, (1, 0));
        let before = nora.cookie(SESSION).expect("signed in");
        page.form(NEWCOMER).submit().await.is(200).sees("From now on you can sign in with it.");
        assert_ne!(nora.cookie(SESSION).expect("signed in"), before, "a new token");
        assert_eq!(one_letter(app).await.subject, "Signing in with NHS is connected");
        let later = app.visitor();
        goes(&later, &real).await.is(303);
        later.visit("/account").await.sees("nora@nhs.example");
    }

    async fn a_link_by_email_shows_it_as_well(app: &TestApp) {
        app.account("Nora", "nora@nhs.example", Role::Member, Capacity::Resident, "").await;
        let (real, nora) = (real(app, "nora@nhs.example").await, app.visitor());
        nora.follow(goes(&nora, &real).await).await.sees("Email me a link instead");
        nora.post("/sign-in/link", &[("email", "nora@nhs.example")]).await.is(303);
        let link = link_in(&one_letter(app).await, "/sign-in/link/");
        let page = nora.visit(&link).await.form(&link).submit().await;
        page.sees("Sign in with NHS from now on?");
        // Ten minutes later it is asked once more who it is.
        app.clock.forward(Duration::minutes(11));
        let page = nora.visit(NEWCOMER).await;
        page.form(NEWCOMER).fill("current", "not my password").submit().await.is(422).sees("Check it");
        page.form(NEWCOMER).fill("current", PASSWORD).submit().await.is(200).sees("From now on");
        assert_eq!(counts(app).await, (1, 1));
        app.letters().await;
    }

    /// An address that nobody vouches for is confirmed by a letter, as at registration.
    async fn an_address_that_is_not_vouched_for_is_confirmed_first(app: &TestApp) {
        let real = real(app, "nora@nhs.example").await;
        for (n, claims) in [
            json!({ "email": "nora@nhs.example", "email_verified": false, "name": "Nora" }),
            json!({ "email": "nora@nhs.example", "name": "Nora" }),
            json!({ "email": "nora@elsewhere.example", "email_verified": true, "name": "Nora" }),
            json!({ "email": "nora@evil.nhs.example.evil.example", "email_verified": true, "name": "Nora" }),
            json!({ "email": "no address", "email_verified": true, "name": "Nora" }),
            json!({}),
        ].into_iter().enumerate() {
            let named = claims.get("name").is_some();
            real.be(json!({ "subject": format!("s-{n}"), "claims": claims })).await;
            let nora = app.visitor();
            let page = nora.follow(goes(&nora, &real).await).await;
            page.is(200).sees("did not tell us an email address that we can rely on").lacks("You have an account");
            nora.post(NEWCOMER, &[("name", "Nora"), ("capacity", "resident"), ("adult", "yes")]).await.is(200);
            assert_eq!(counts(app).await.1, 0);
            assert_eq!(nora.visit("/register").await.one("#name").attr("value"), if named { "Nora" } else { "" });
        }
        let nora = app.visitor();
        nora.follow(goes(&nora, &real).await).await;
        register(&nora, "Nora", "nora@people.example").await.sees("Check your email");
        let page = confirm(&nora, &link_in(&one_letter(app).await, "/confirmation/"), PASSWORD).await;
        page.is(200).sees("Sign in with NHS from now on?");
        page.form(NEWCOMER).submit().await.sees("From now on you can sign in with it.");
        app.letters().await;
        let later = app.visitor();
        goes(&later, &real).await.is(303);
        later.visit("/account").await.sees("nora@people.example");
    }

    /// An account that a stranger registered with this address, and nobody confirmed, is the owner's: nothing of it stays.
    async fn what_a_stranger_registered_is_void(app: &TestApp) {
        register(&app.visitor(), "Eve", "nora@nhs.example").await;
        let link = link_in(&one_letter(app).await, "/confirmation/");
        let (real, nora) = (real(app, "nora@nhs.example").await, app.visitor());
        let page = nora.follow(goes(&nora, &real).await).await;
        joins(&page).await.is(200).sees("Your account is made");
        app.letters().await;
        app.visitor().get(&link).await.is(404);
        app.visitor().sign_in("nora@nhs.example", PASSWORD).await.is(422);
        assert_eq!(counts(app).await, (1, 1));
    }

    /// A colleague who was invited comes in with the invitation, not by an address.
    async fn an_invitation_is_not_passed_by(app: &TestApp) {
        crate::links::invite(app, "nora@nhs.example", Role::Administrator).await;
        app.letters().await;
        let (real, nora) = (real(app, "nora@nhs.example").await, app.visitor());
        let page = nora.follow(goes(&nora, &real).await).await;
        page.sees("If we have invited you to work on this site, open the link in that email first.");
        nora.post(NEWCOMER, &[("name", "Nora"), ("capacity", "resident"), ("adult", "yes")]).await.is(200);
        nora.get("/account").await.is(303);
        assert_eq!(counts(app).await.1, 0);
    }
}

on_both_with! { with_fake;
    /// Two presses make one account, and the way of somebody else's browser, or of an hour ago, makes none.
    async fn the_page_works_once_in_one_browser_for_an_hour(app: &TestApp) {
        let fake = fake(app);
        fake.be(|ways| ways.userinfo = json!({ "sub": "known-as-7", "email": "nora@nhs.example", "email_verified": true, "name": "Nora" }));
        let nora = app.visitor();
        let page = nora.follow(goes_to(&nora, &fake).await).await;
        let form = [("name", "Nora"), ("capacity", "resident"), ("adult", "yes")];
        app.visitor().get(NEWCOMER).await.is(400).sees("begun in another browser");
        app.visitor().post(NEWCOMER, &form).await.is(400);
        app.clock.forward(Duration::minutes(60));
        nora.post(NEWCOMER, &form).await.is(400).sees("too long ago");
        let again = nora.follow(goes_to(&nora, &fake).await).await;
        let token = nora.cookie("__Host-elsewhere").expect("on the way");
        joins(&again).await.is(200);
        let twice = app.visitor();
        twice.set_cookie("__Host-elsewhere", &token);
        twice.post(NEWCOMER, &form).await.is(400);
        assert_eq!(counts(app).await, (1, 1));
        let _ = page;
        app.letters().await;
        let alive: i64 = app.query(|conn| sessions::table.count().get_result(conn).expect("counted")).await;
        assert_eq!(alive, 1);
    }
}
