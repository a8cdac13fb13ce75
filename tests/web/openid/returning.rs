//! Who comes back: with what they left, from the browser in which they left, once, and in time.

use super::{SESSION, START, connected, fake, goes, goes_to, issuer, real, sets_off, with_fake, with_real, with_two};
use crate::on_both_with;
use crate::support::{Person, TestApp};
use chrono::Duration;
use diesel::prelude::*;
use folkmoot::clock::Moment;
use folkmoot::db::schema::accounts;
use folkmoot::ids::AccountId;
use folkmoot::policy::{Capacity, Role};
use folkmoot::web::limits::Rule;
use serde_json::json;
use url::Url;

/// Somebody whom the provider knows as `s-7`, or the small one as `known-as-7`.
async fn nora(app: &TestApp, subject: &'static str) -> AccountId {
    let id = app.account("Nora", "nora@people.example", Role::Member, Capacity::Resident, "").await;
    connected(app, id, subject).await;
    id
}

fn with(url: &str, name: &str, value: Option<&str>) -> String {
    let mut url = Url::parse(url).expect("an address");
    let pairs: Vec<(String, String)> = url.query_pairs().into_owned().filter(|(n, _)| n != name).collect();
    url.query_pairs_mut().clear().extend_pairs(pairs);
    if let Some(value) = value {
        url.query_pairs_mut().append_pair(name, value);
    }
    url.into()
}

async fn stays_out(who: &Person) {
    assert!(who.cookie(SESSION).is_none());
    who.get("/account").await.is(303);
}

on_both_with! { with_real;
    async fn what_comes_back_must_be_what_left(app: &TestApp) {
        nora(app, "s-7").await;
        let real = real(app, "nora@people.example").await;
        let who = app.visitor();
        let back = real.passes(&sets_off(&who).await).await;
        for wrong in [
            with(&back, "state", Some("another")),
            with(&back, "state", None),
            with(&back, "state", Some("")),
            format!("{}?state=", back.split('?').next().expect("a path")),
        ] {
            who.get(&wrong).await.is(400).sees("We could not sign you in").sees("Please begin again.");
            stays_out(&who).await;
        }
        // In another browser: that of a stranger, of somebody who is on a way of their own, and of one who is signed in.
        let (eve, ben) = (app.visitor(), app.resident("Ben").await);
        eve.get(&back).await.is(400);
        sets_off(&eve).await;
        eve.get(&back).await.is(400);
        stays_out(&eve).await;
        ben.get(&back).await.is(400);
        ben.visit("/account").await.sees("ben@people.example");
        // In its own, once.
        who.get(&back).await.is(303);
        who.visit("/account").await.is(200).sees("nora@people.example");
        let again = app.visitor();
        again.set_cookie("__Host-elsewhere", "x");
        again.get(&back).await.is(400);
        who.get(&back).await.is(400).sees("Go to your account");
        who.visit("/account").await.sees("nora@people.example");
    }

    async fn ten_minutes_are_enough_and_the_code_is_tied_to_who_asked(app: &TestApp) {
        nora(app, "s-7").await;
        let real = real(app, "nora@people.example").await;
        let late = app.visitor();
        let back = real.passes(&sets_off(&late).await).await;
        app.clock.forward(Duration::minutes(10));
        late.get(&back).await.is(400).sees("too long ago");
        stays_out(&late).await;
        app.clock.forward(Duration::minutes(-10));
        // Eve puts her own code into Nora's way back, and a code of Nora's into hers.
        let (nora, eve) = (app.visitor(), app.visitor());
        let (of_nora, of_eve) = (real.passes(&sets_off(&nora).await).await, real.passes(&sets_off(&eve).await).await);
        let code = |url: &str| Url::parse(url).expect("an address").query_pairs().find(|(n, _)| n == "code").expect("a code").1.into_owned();
        nora.get(&with(&of_nora, "code", Some(&code(&of_eve)))).await.is(403).sees("does not fit");
        eve.get(&with(&of_eve, "code", Some(&code(&of_nora)))).await.is(403);
        for who in [&nora, &eve] {
            stays_out(who).await;
        }
    }

    /// Whoever takes the challenge away on the way there gains nothing: the provider minds, or else we do.
    async fn a_way_without_pkce_leads_nowhere(app: &TestApp) {
        nora(app, "s-7").await;
        let real = real(app, "nora@people.example").await;
        let who = app.visitor();
        let bare = |url: &str| with(&with(url, "code_challenge", None), "code_challenge_method", None);
        let url = sets_off(&who).await;
        assert!(url.contains("code_challenge_method=S256") && !url.contains("code_verifier"), "{url}");
        let back = real.passes(&bare(&url)).await;
        assert!(back.contains("error=invalid_request"), "{back}");
        who.get(&back).await.is(403);
        real.be(json!({ "pkce": false })).await;
        let back = real.passes(&bare(&sets_off(&who).await)).await;
        assert!(back.contains("code="), "{back}");
        who.get(&back).await.is(403).sees("does not fit");
        stays_out(&who).await;
    }

    async fn whoever_says_no_is_told_so_plainly(app: &TestApp) {
        let real = real(app, "nora@people.example").await;
        real.be(json!({ "denies": true })).await;
        let who = app.visitor();
        goes(&who, &real).await.is(403).sees("You did not sign in with NHS").sees("nothing has changed");
        stays_out(&who).await;
        let url = sets_off(&who).await;
        let state = Url::parse(&url).expect("an address").query_pairs().find(|(n, _)| n == "state").expect("there").1.into_owned();
        let page = who.get(&format!("{START}/back?state={state}&error=%3Cscript%3E&error_description=Ring+this+number")).await;
        page.is(403).lacks("script").lacks("Ring this number");
    }

    /// New keys are asked for at once, and old ones are believed no more.
    async fn keys_change(app: &TestApp) {
        nora(app, "s-7").await;
        let real = real(app, "nora@people.example").await;
        for _ in 0..3 {
            let who = app.visitor();
            goes(&who, &real).await.is(303);
            who.get("/account").await.is(200);
            real.be(json!({ "rotate": true })).await;
        }
    }

    async fn the_way_on_is_kept_and_leads_nowhere_else(app: &TestApp) {
        nora(app, "s-7").await;
        let real = real(app, "nora@people.example").await;
        for (next, to) in [("/account/emails", "/account/emails"), ("//evil.example", "/"), ("https://evil.example/", "/"), ("/\\evil", "/")] {
            let who = app.visitor();
            let page = who.post(START, &[("next", next)]).await;
            let back = real.passes(&crate::openid::way(page)).await;
            let landed = who.get(&back).await.is(303).header("location");
            assert_eq!(landed.split('?').next(), Some(to), "{next}");
        }
        app.visitor().get("/sign-in?next=/areas").await.sees("Sign in with NHS");
    }

    /// It gets a session that nobody has seen before; what the browser sent is over.
    async fn the_session_is_new(app: &TestApp) {
        nora(app, "s-7").await;
        let real = real(app, "nora@people.example").await;
        let who = app.visitor();
        who.set_cookie(SESSION, "planted-by-eve");
        let url = sets_off(&who).await;
        who.set_cookie(SESSION, &app.resident("Zoe").await.cookie(SESSION).expect("signed in"));
        let old = who.cookie(SESSION).expect("planted");
        who.get(&real.passes(&url).await).await.is(303);
        assert_ne!(who.cookie(SESSION).expect("signed in"), old);
        let replay = app.visitor();
        replay.set_cookie(SESSION, &old);
        replay.get("/account").await.is(303);
        // It came from another site, and still the cookie is for our own pages alone.
        let page = goes(&app.visitor(), &real).await;
        let cookie = page.headers.get_all("set-cookie").iter().find_map(|v| v.to_str().ok().filter(|c| c.starts_with(SESSION)));
        let cookie = cookie.expect("a session").to_owned();
        assert!(cookie.contains("HttpOnly") && cookie.contains("Secure") && cookie.contains("SameSite=Lax"), "{cookie}");
    }

    /// A second factor counts where the settings say so; otherwise whoever has one here owes a code, and staff act in nothing.
    async fn a_second_factor_counts_by_its_name(app: &TestApp) {
        let real = real(app, "mo@people.example").await;
        let id = app.account("Mo", "mo@people.example", Role::Administrator, Capacity::Resident, "").await;
        connected(app, id, "s-7").await;
        for (says, acts) in [
            (json!({ "amr": ["pwd"], "acr": "low" }), false),
            (json!({ "amr": ["pwd", "otp"], "acr": "low" }), true),
            (json!({ "amr": ["pwd"], "acr": "high" }), true),
        ] {
            real.be(says.clone()).await;
            let mo = app.visitor();
            goes(&mo, &real).await.is(303);
            assert_eq!(mo.get("/staff/people").await.status == 200, acts, "{says}");
        }
        app.factor(id).await;
        let mo = app.visitor();
        goes(&mo, &real).await.is(303);
        mo.get("/staff/people").await.is(200);
        real.be(json!({ "amr": ["pwd"], "acr": "low" })).await;
        let mo = app.visitor();
        assert_eq!(goes(&mo, &real).await.is(303).header("location"), "/sign-in/code");
        stays_out(&mo).await;
        let code = app.code(id).await;
        mo.visit("/sign-in/code").await.form("/sign-in/code").fill("code", &code).submit().await.is(200);
        mo.get("/staff/people").await.is(200);
    }

    /// Whoever may not take part may not by this way either.
    async fn suspended_is_suspended(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let id = nora(app, "s-7").await;
        let until = app.now() + Duration::days(9);
        app.change(move |tx| {
            diesel::update(accounts::table.find(id.0)).set(accounts::suspended_until.eq(Some(until))).execute(&mut **tx)?;
            Ok(())
        }).await;
        let real = real(app, "nora@people.example").await;
        let who = app.visitor();
        goes(&who, &real).await.is(303);
        who.post_own(&format!("{path}/comments"), &[("body", "Let me in")]).await.is(403);
        app.change(move |tx| {
            diesel::update(accounts::table.find(id.0)).set(accounts::confirmed_at.eq(None::<Moment>)).execute(&mut **tx)?;
            Ok(())
        }).await;
        let who = app.visitor();
        goes(&who, &real).await.is(400);
        stays_out(&who).await;
    }
}

on_both_with! { with_two;
    /// The way to one provider is no way back from another, and none answers for another.
    async fn providers_are_not_mixed_up(app: &TestApp) {
        nora(app, "known-as-7").await;
        let fake = fake(app);
        let who = app.visitor();
        let back = fake.passes(&sets_off(&who).await);
        who.get(&back.replace("/with/nhs/", "/with/other/")).await.is(400);
        let back = fake.passes(&sets_off(&who).await);
        who.get(&with(&back, "iss", Some(&issuer(app, "other")))).await.is(403).sees("does not fit");
        stays_out(&who).await;
        let back = fake.passes(&sets_off(&who).await);
        who.get(&with(&back, "iss", Some(&issuer(app, "nhs")))).await.is(303);
        // The same number at the other one is somebody else.
        let other = crate::openid::FAKES.with_borrow(|all| all[&issuer(app, "other")].clone());
        let stranger = app.visitor();
        let url = crate::openid::way(stranger.post("/sign-in/with/other", &[]).await);
        assert_eq!(stranger.get(&other.passes(&url)).await.is(303).header("location"), "/sign-in/with/other/account");
    }
}

on_both_with! { with_fake;
    async fn one_place_may_not_try_for_ever(app: &TestApp) {
        let (fake, who) = (fake(app), app.visitor());
        for _ in 0..100 {
            who.get(&format!("{START}/back?state=x&code=y")).await.is(400);
        }
        who.get(&format!("{START}/back?state=x&code=y")).await.is(429).sees("You can try again in");
        app.visitor().sign_in("nora@people.example", "whatever it is").await.is(429);
        app.clock.forward(Duration::minutes(11));
        goes_to(&who, &fake).await.is(303);
        for _ in 0..300 {
            let _ = app.app.site.limits.count(Rule { name: "sign-in elsewhere", most: 300, seconds: 600 }, "127.0.0.1", app.now());
        }
        app.visitor().post(START, &[]).await.is(429);
    }
}
