//! Connecting one's own account to another site, and taking that back.

use super::{NEWCOMER, SESSION, connected, fake, goes_to, way, with_fake};
use crate::accounts::one_letter;
use crate::on_both_with;
use crate::support::stage::PASSWORD;
use crate::support::{Person, TestApp};
use chrono::Duration;
use diesel::prelude::*;
use folkmoot::db::schema::{arrivals, departures, identities};
use serde_json::json;

const PAGE: &str = "/account/identities/nhs";

async fn count(app: &TestApp) -> i64 {
    app.query(|conn| identities::table.count().get_result(conn).expect("counted")).await
}

/// Sets off from one's own page, and gives the address that leads back.
async fn connects(app: &TestApp, who: &Person) -> String {
    fake(app).passes(&way(who.visit(PAGE).await.form(PAGE).send().await))
}

/// How many are connected, have arrived, and are on the way.
async fn left(app: &TestApp) -> [i64; 3] {
    app.query(|conn| {
        [
            identities::table.count().get_result(conn).expect("counted"),
            arrivals::table.count().get_result(conn).expect("counted"),
            departures::table.count().get_result(conn).expect("counted"),
        ]
    })
    .await
}

on_both_with! { with_fake;
    async fn one_connects_ones_account_and_takes_it_back(app: &TestApp) {
        let ana = app.resident("Ana").await;
        ana.visit("/account").await.sees("Sign in with NHS Not connected.");
        let back = connects(app, &ana).await;
        let before = ana.cookie(SESSION).expect("signed in");
        assert_eq!(count(app).await, 0, "not before they are back");
        ana.follow(ana.get(&back).await).await.is(200).sees("From now on you can sign in with it.").sees("Connected since");
        assert_ne!(ana.cookie(SESSION).expect("signed in"), before);
        let letter = one_letter(app).await;
        assert_eq!((letter.to.as_str(), letter.subject.as_str()), ("ana@people.example", "Signing in with NHS is connected"));
        let elsewhere = app.visitor();
        goes_to(&elsewhere, &fake(app)).await.is(303);
        elsewhere.visit("/account").await.sees("ana@people.example");

        // Later it takes the password, and signs everybody else out.
        app.clock.forward(Duration::minutes(11));
        let page = ana.visit(PAGE).await;
        page.sees("Your account is connected to NHS");
        let form = || page.form("/account/identities/nhs/removal");
        let wrong = form().fill("current", "not my password").submit().await;
        wrong.is(422).sees("There is a problem");
        wrong.one(&wrong.one(".govuk-error-summary a").attr("href"));
        form().submit().await.is(422);
        assert_eq!(count(app).await, 1);
        form().fill("current", PASSWORD).submit().await.is(200).sees("Nobody can sign in with it any more.");
        assert_eq!(one_letter(app).await.subject, "Signing in with NHS is disconnected");
        elsewhere.get("/account").await.is(303);
        ana.get("/account").await.is(200);
        let stranger = app.visitor();
        assert_eq!(goes_to(&stranger, &fake(app)).await.is(303).header("location"), NEWCOMER);
    }

    /// Only the session that asked is connected: not another's, and not one that ended on the way.
    async fn only_who_asked_is_connected(app: &TestApp) {
        let (ana, eve) = (app.resident("Ana").await, app.resident("Eve").await);
        let back = connects(app, &eve).await;
        ana.set_cookie("__Host-elsewhere", &eve.cookie("__Host-elsewhere").expect("on the way"));
        ana.get(&back).await.is(400).sees("Go to your account");
        let back = connects(app, &eve).await;
        let token = eve.token().await;
        eve.post("/account/sessions", &[("csrf", &token)]).await.is(303);
        eve.get(&back).await.is(400);
        assert_eq!(count(app).await, 0);
    }

    /// What belongs to somebody else stays theirs; nobody has two of one site.
    async fn what_is_anothers_stays_anothers(app: &TestApp) {
        let (ana, ben) = (app.resident("Ana").await, app.resident("Ben").await);
        connected(app, ben.id, "known-as-7").await;
        let back = connects(app, &ana).await;
        ana.get(&back).await.is(409).sees("This is connected already");
        assert_eq!(count(app).await, 1);
        // Ben, who is connected, arrives as somebody else and would connect that, too.
        fake(app).be(|ways| ways.claims = json!({ "sub": "known-as-8" }));
        let arrives = app.visitor();
        goes_to(&arrives, &fake(app)).await.is(303);
        let page = arrives.sign_in("ben@people.example", PASSWORD).await;
        page.sees("Sign in with NHS from now on?").form(NEWCOMER).submit().await.is(409);
        assert_eq!(count(app).await, 1);
        app.letters().await;
    }

    /// Who has neither a password nor an app signs in anew before anything changes.
    async fn who_has_no_password_signs_in_anew(app: &TestApp) {
        fake(app).be(|ways| ways.userinfo = json!({ "sub": "known-as-7", "email": "nora@nhs.example", "email_verified": true, "name": "Nora" }));
        let nora = app.visitor();
        let page = nora.follow(goes_to(&nora, &fake(app)).await).await;
        page.form(NEWCOMER).fill("capacity", "resident").fill("adult", "yes").submit().await.is(200);
        app.letters().await;
        app.clock.forward(Duration::minutes(11));
        nora.visit(PAGE).await.sees("sign out and sign in again").lacks("Your password, or");
        nora.post_own("/account/identities/nhs/removal", &[]).await.is(422);
        nora.visit("/account/password").await.is(200).sees("You have no password here");
        nora.visit("/account/factor").await.is(200).sees("You have no password here");
        nora.visit("/account/erasure").await.sees("Choose one first");
        let again = app.visitor();
        goes_to(&again, &fake(app)).await.is(303);
        again.visit(PAGE).await.form("/account/identities/nhs/removal").submit().await.is(200);
        assert_eq!(count(app).await, 0);
        app.letters().await;
    }

    /// Whoever is erased leaves nothing here, and what was on the way is swept away.
    async fn nothing_stays_of_who_leaves_nor_of_who_never_came(app: &TestApp) {
        let ana = app.resident("Ana").await;
        connected(app, ana.id, "known-as-7").await;
        fake(app).be(|ways| ways.userinfo = json!({ "sub": "known-as-9", "email": "ana@people.example" }));
        fake(app).be(|ways| ways.claims = json!({ "sub": "known-as-9" }));
        goes_to(&app.visitor(), &fake(app)).await.is(303);
        let page = ana.visit("/account/data").await.form("/account/data").submit().await;
        page.is(200);
        app.letters().await;
        let zip = ana.get("/account/data/copy.zip").await;
        zip.is(200);
        ana.visit("/account/erasure").await.form("/account/erasure").fill("comments", "stay").fill("password", PASSWORD).send().await.is(303);
        assert_eq!(left(app).await, [0, 0, 0]);
        app.letters().await;
        crate::openid::sets_off(&app.visitor()).await;
        goes_to(&app.visitor(), &fake(app)).await.is(303);
        assert_eq!(left(app).await, [0, 1, 1]);
        app.clock.forward(Duration::minutes(61));
        folkmoot::retention::run(&app.app.site).await.expect("it sweeps");
        assert_eq!(left(app).await, [0, 0, 0]);
    }
}
