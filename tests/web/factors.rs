//! The second step of signing in: an app that shows codes, and recovery codes.

use crate::accounts::{link_in, one_letter};
use crate::on_both;
use crate::support::stage::PASSWORD;
use crate::support::{Page, Person, TestApp};
use chrono::Duration;
use diesel::prelude::*;
use folkmoot::db::schema::{accounts, factors, recovery_codes, sessions};
use folkmoot::factors::Fresh;
use folkmoot::ids::AccountId;
use folkmoot::keys::token_hash;
use folkmoot::policy::{Capacity, Role};

const PAGE: &str = "/account/factor";
const COOKIE: &str = "__Host-folkmoot";
/// What is said of a code that is wrong.
const WRONG: &str = "This code is not right, or it has been used.";

/// The code of the app that has scanned the picture of a page.
fn app_shows(app: &TestApp, page: &Page, id: AccountId) -> String {
    let sealed = page.form(PAGE).value("sealed").expect("the secret").to_owned();
    Fresh::returned(&app.app.site.keys, id, &sealed).expect("opened").expect("mine").code_now(app.now())
}

async fn number(app: &TestApp, who: &Person) -> AccountId {
    if who.id.0 != 0 {
        return who.id;
    }
    let hash = token_hash(&who.cookie(COOKIE).expect("signed in"));
    let session = sessions::table.filter(sessions::token_hash.eq(hash));
    app.query(move |conn| session.select(sessions::account_id).first(conn).expect("alive")).await
}

/// Sets the second step up through its page, and gives the recovery codes that are shown.
pub async fn sets_up(app: &TestApp, who: &Person) -> Vec<String> {
    let page = who.visit(PAGE).await;
    let code = app_shows(app, &page, number(app, who).await);
    let shown = page.form(PAGE).fill("current", PASSWORD).fill("code", &code).submit().await;
    shown.is(200).sees("Keep your recovery codes");
    let codes: Vec<String> = shown.all("li code").into_iter().map(|code| code.text).collect();
    assert_eq!(codes.len(), 10);
    codes
}

/// Somebody with a second step, not signed in; their account, and their recovery codes.
async fn ana(app: &TestApp) -> (Person, AccountId, Vec<String>) {
    let ana = app.resident("Ana").await;
    let codes = sets_up(app, &ana).await;
    app.letters().await;
    ana.forget_cookies();
    (ana.clone(), ana.id, codes)
}

async fn with_password(who: &Person) -> Page {
    who.sign_in("ana@people.example", PASSWORD).await
}

/// What the sessions of an account know: which tokens, and whether they are strong.
async fn alive(app: &TestApp, id: AccountId) -> Vec<(String, bool)> {
    let all = sessions::table.filter(sessions::account_id.eq(id)).order(sessions::id);
    app.query(move |conn| all.select((sessions::token_hash, sessions::strong)).load(conn).expect("read")).await
}

on_both! {
    async fn a_code_is_owed_after_the_password(app: &TestApp) {
        let (ana, id, _) = ana(app).await;
        let page = with_password(&ana).await;
        page.is(200).sees("Enter your code");
        assert!(ana.cookie(COOKIE).is_none(), "nobody is signed in yet");
        let code = app.code(id).await;
        let page = page.form("/sign-in/code").fill("code", &format!(" {} {} ", &code[..3], &code[3..])).submit().await;
        page.is(200).sees("You are signed in");
        assert!(ana.cookie("__Host-code").is_none());
        ana.get("/account").await.is(200);
        // Whoever is signed in has nothing to do there; whoever owes nothing signs in first.
        assert_eq!(ana.get("/sign-in/code").await.is(303).header("location"), "/account");
        assert!(app.visitor().get("/sign-in/code").await.is(303).header("location").starts_with("/sign-in?"));
        assert!(app.visitor().post("/sign-in/code", &[("code", &code)]).await.is(303).header("location").starts_with("/sign-in?"));
    }

    /// Half signed in is not signed in: every page but one takes them for a stranger.
    async fn whoever_owes_a_code_is_nobody_yet(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let (ana, id, _) = ana(app).await;
        with_password(&ana).await.sees("Enter your code");
        for page in ["/account", "/account/password", "/account/emails", PAGE, "/staff"] {
            assert!(ana.get(page).await.is(303).header("location").starts_with("/sign-in?"), "{page}");
        }
        for form in ["/account", "/account/password", PAGE, "/account/factor/removal", "/account/factor/codes", "/account/sessions"] {
            assert!(ana.post(form, &[("current", PASSWORD), ("password", PASSWORD)]).await.is(303).header("location").starts_with("/sign-in"), "{form}");
        }
        ana.visit(&path).await.lacks("Posting as").sees("We will ask you to sign in");
        // The cookie of the code is no session, whatever name it goes by.
        let half = ana.cookie("__Host-code").expect("a cookie");
        let eve = app.visitor();
        eve.set_cookie(COOKIE, &half);
        eve.get("/account").await.is(303);
        assert!(alive(app, id).await.is_empty() || !alive(app, id).await.iter().any(|(hash, _)| *hash == token_hash(&half)));
    }

    async fn a_code_works_once(app: &TestApp) {
        let (ana, id, _) = ana(app).await;
        app.clock.forward(Duration::minutes(5));
        let code = app.code(id).await;
        with_password(&ana).await.form("/sign-in/code").fill("code", &code).submit().await.sees("You are signed in");
        let eve = app.visitor();
        let page = with_password(&eve).await.form("/sign-in/code").fill("code", &code).submit().await;
        page.is(422).sees(WRONG);
        assert_eq!(page.one("#code").attr("value"), "", "a code is not kept");
        app.clock.forward(Duration::seconds(30));
        let page = page.form("/sign-in/code").fill("code", &code).submit().await;
        page.is(422).sees(WRONG);
        let next = app.code(id).await;
        assert_ne!(next, code);
        page.form("/sign-in/code").fill("code", &next).submit().await.sees("You are signed in");
    }

    /// A step early or late is taken, because clocks differ; two are not.
    async fn clocks_may_differ_by_a_step(app: &TestApp) {
        let (ana, id, _) = ana(app).await;
        for (late, taken) in [(30, true), (61, false)] {
            app.clock.forward(Duration::minutes(20));
            app.clock.forward(Duration::seconds(30 - app.now().and_utc().timestamp() % 30));
            let (page, code) = (with_password(&ana).await, app.code(id).await);
            app.clock.forward(Duration::seconds(late));
            let page = page.form("/sign-in/code").fill("code", &code).submit().await;
            assert_eq!(page.status == 200, taken, "{late}");
            ana.forget_cookies();
        }
    }

    async fn a_recovery_code_works_once_and_can_be_renewed(app: &TestApp) {
        let (ana, _, codes) = ana(app).await;
        let stored = app.query(|conn| recovery_codes::table.select(recovery_codes::code_hash).load::<String>(conn).expect("read")).await;
        assert!(codes.iter().all(|code| !stored.contains(code)) && stored.contains(&token_hash(&codes[0].replace('-', ""))));
        let typed = codes[0].to_uppercase().replace('-', " ");
        with_password(&ana).await.form("/sign-in/code").fill("code", &typed).submit().await.sees("You are signed in");
        let eve = app.visitor();
        with_password(&eve).await.form("/sign-in/code").fill("code", &codes[0]).submit().await.is(422).sees(WRONG);
        let page = ana.visit(PAGE).await;
        page.sees("You have 9 recovery codes left.");
        page.form("/account/factor/codes").fill("current", "not mine").submit().await.is(422).sees("neither your password of now nor a code");
        let page = ana.visit(PAGE).await.form("/account/factor/codes").fill("current", PASSWORD).submit().await;
        let fresh: Vec<String> = page.is(200).all("li code").into_iter().map(|code| code.text).collect();
        assert!(fresh.len() == 10 && fresh.iter().all(|code| !codes.contains(code)));
        let eve = app.visitor();
        with_password(&eve).await.form("/sign-in/code").fill("code", &codes[1]).submit().await.is(422);
        with_password(&eve).await.form("/sign-in/code").fill("code", &fresh[1]).submit().await.sees("You are signed in");
        ana.visit(PAGE).await.sees("You have 9 recovery codes left.").lacks(&fresh[2]);
    }

    /// The secret is sealed at rest, and whoever copies it to their own account gains nothing.
    async fn the_secret_is_sealed_for_its_owner(app: &TestApp) {
        let (_, ana, _) = ana(app).await;
        let eve = app.resident("Eve").await;
        let page = eve.visit(PAGE).await;
        let letters = page.one("code.fm-key").text.replace(' ', "");
        sets_up(app, &eve).await;
        let (mine, yours) = app.query(move |conn| {
            let secret = |id: AccountId| factors::table.find(id.0).select(factors::secret);
            (secret(eve.id).first::<String>(conn).expect("set up"), secret(ana).first::<String>(conn).expect("set up"))
        }).await;
        assert!(!mine.contains(&letters) && mine != yours);
        let moved = yours.clone();
        app.change(move |tx| {
            diesel::update(factors::table.find(eve.id.0)).set(factors::secret.eq(&moved)).execute(&mut **tx)?;
            Ok(())
        }).await;
        app.clock.forward(Duration::minutes(5));
        let code = app.code(ana).await;
        let who = app.visitor();
        let page = who.sign_in("eve@people.example", PASSWORD).await.form("/sign-in/code").fill("code", &code).submit().await;
        page.is(500);
        assert!(who.cookie(COOKIE).is_none());
        app.letters().await;
    }

    async fn setting_it_up_asks_who_it_is(app: &TestApp) {
        let ana = app.resident("Ana").await;
        let before = ana.cookie(COOKIE).expect("signed in");
        let elsewhere = app.session(ana.id, false).await;
        let page = ana.visit(PAGE).await;
        let picture = page.one("svg[role=img]");
        assert!(!picture.html.contains("style") && picture.html.contains("viewBox"), "the policy forbids styles");
        let code = app_shows(app, &page, ana.id);
        for (password, typed, says) in [("wrong words here", code.as_str(), "This is not your password of now"), (PASSWORD, "000000", "This code does not fit"), (PASSWORD, "", "This code does not fit")] {
            let again = page.form(PAGE).fill("current", password).fill("code", typed).submit().await;
            again.is(422).sees(says);
            assert_eq!(again.form(PAGE).value("sealed"), page.form(PAGE).value("sealed"), "the same picture");
        }
        // A secret of somebody else's page is refused, so that nobody is made to take one that another knows.
        let eve = app.resident("Eve").await.visit(PAGE).await.form(PAGE).value("sealed").expect("a secret").to_owned();
        page.form(PAGE).fill("sealed", &eve).fill("current", PASSWORD).fill("code", &code).submit().await.is(422).sees("out of date");
        page.form(PAGE).fill("current", PASSWORD).fill("code", &code).submit().await.is(200).sees("Keep your recovery codes");
        assert_eq!(one_letter(app).await.subject, "The second step for signing in is on");
        // All other sessions are over, and this one has another token.
        assert_ne!(ana.cookie(COOKIE).expect("signed in"), before);
        for token in [before, elsewhere] {
            let old = app.visitor();
            old.set_cookie(COOKIE, &token);
            old.get("/account").await.is(303);
        }
        assert_eq!(alive(app, ana.id).await.iter().map(|(_, strong)| *strong).collect::<Vec<_>>(), [true]);
        // The same form once more changes nothing; the code is used.
        page.person.post_own(PAGE, &[("current", PASSWORD), ("code", &code)]).await.is(303);
        ana.visit(PAGE).await.sees("You have 10 recovery codes left.");
    }

    async fn switching_it_off_asks_who_it_is(app: &TestApp) {
        let (ana, id, codes) = ana(app).await;
        app.clock.forward(Duration::minutes(5));
        app.signs_in(&ana, "ana@people.example").await.sees("You are signed in");
        let before = ana.cookie(COOKIE).expect("signed in");
        for typed in ["", "wrong words here", "000000"] {
            let page = ana.visit(PAGE).await.form("/account/factor/removal").fill("current", typed).submit().await;
            page.is(422).sees("There is a problem");
            page.one(&page.one(".govuk-error-summary a").attr("href"));
        }
        ana.visit(PAGE).await.form("/account/factor/removal").fill("current", &codes[3]).submit().await.sees("The second step is switched off.");
        assert_eq!(one_letter(app).await.subject, "The second step for signing in is off");
        assert_ne!(ana.cookie(COOKIE).expect("signed in"), before);
        assert_eq!(alive(app, id).await.len(), 1);
        with_password(&app.visitor()).await.sees("You are signed in");
        let left = app.query(|conn| recovery_codes::table.count().get_result::<i64>(conn).expect("counted")).await;
        assert_eq!(left, 0);
    }

    /// A new password changes nothing about the second step (V6.4.3), nor does a link by email.
    async fn neither_a_reset_nor_a_link_switches_it_off(app: &TestApp) {
        let (ana, id, _) = ana(app).await;
        ana.post("/reset", &[("email", "ana@people.example")]).await.is(303);
        let link = link_in(&one_letter(app).await, "/reset/");
        with_password(&ana).await.sees("Enter your code");
        ana.post(&link, &[("password", "another three words")]).await.is(303);
        assert!(ana.get("/sign-in/code").await.is(303).header("location").starts_with("/sign-in"), "what was begun with the old password is over");
        app.letters().await;
        app.clock.forward(Duration::minutes(5));
        ana.sign_in("ana@people.example", "another three words").await.sees("Enter your code");
        ana.post("/sign-in/link", &[("email", "ana@people.example")]).await.is(303);
        let link = link_in(&one_letter(app).await, "/sign-in/link/");
        let page = ana.visit(&link).await.form(&link).submit().await;
        page.sees("Enter your code");
        assert!(ana.cookie(COOKIE).is_none());
        let code = app.code(id).await;
        page.form("/sign-in/code").fill("code", &code).submit().await.sees("You are signed in");
    }

    /// Nobody acts for the staff without a second factor, and whoever switches it off acts no more.
    async fn staff_need_one_before_their_first_act(app: &TestApp) {
        app.proposal("Clean buses").await;
        let mo = app.weak("Mo", Role::Administrator).await;
        for page in ["/staff", "/staff/queue", "/staff/people", "/staff/proposals", "/staff/proposals/1"] {
            assert_eq!(mo.get(page).await.is(303).header("location"), "/account/factor?done=factor-first", "{page}");
        }
        let token = mo.token().await;
        mo.post("/staff/people", &[("csrf", &token), ("name", "Eve"), ("email", "eve@people.example"), ("role", "administrator")]).await.is(303);
        let others: i64 = app.query(|conn| accounts::table.count().get_result(conn).expect("counted")).await;
        assert_eq!(others, 1, "nobody was invited");
        mo.visit("/staff").await.sees("Before you work for the site, set up a second step").sees("You work for this site");
        sets_up(app, &mo).await;
        mo.get("/staff/people").await.is(200);
        mo.visit(PAGE).await.form("/account/factor/removal").fill("current", PASSWORD).submit().await.is(200);
        mo.get("/staff/people").await.is(303);
        app.letters().await;
    }

    /// What waited is posted after the code, not before.
    async fn what_waited_waits_for_the_code(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let (ana, id, _) = ana(app).await;
        app.clock.forward(Duration::minutes(5));
        let page = ana.visit(&path).await.form("/comments").fill("body", "Thought about for long.").submit().await;
        page.sees("Thought about for long.");
        let page = page.form("/sign-in").fill("email", "ana@people.example").fill("password", PASSWORD).submit().await;
        page.sees("Enter your code");
        app.visitor().visit(&path).await.lacks("Thought about for long.");
        let code = app.code(id).await;
        let page = page.form("/sign-in/code").fill("code", &code).submit().await;
        page.is(200).sees("Your comment is posted.").sees("Thought about for long.");
        assert!(page.path.starts_with(&path), "{}", page.path);
        // And where somebody was going, they get after the code.
        ana.forget_cookies();
        app.clock.forward(Duration::minutes(5));
        let page = ana.visit("/sign-in?next=/account/emails").await.form("/sign-in").fill("email", "ana@people.example").fill("password", PASSWORD).submit().await;
        let code = app.code(id).await;
        let page = page.form("/sign-in/code").fill("code", &code).submit().await;
        assert!(page.path.starts_with("/account/emails"), "{}", page.path);
    }

    /// After a few wrong codes one begins anew, and after more the place waits; the owner, elsewhere, does not.
    async fn codes_are_not_guessed(app: &TestApp) {
        let (_, id, codes) = ana(app).await;
        let eve = app.visitor();
        let page = with_password(&eve).await;
        for _ in 0..5 {
            page.form("/sign-in/code").fill("code", "000000").send().await.is(422);
        }
        assert!(page.form("/sign-in/code").fill("code", "000000").send().await.is(303).header("location").starts_with("/sign-in"));
        let page = with_password(&eve).await;
        for _ in 0..5 {
            page.form("/sign-in/code").fill("code", "000000").send().await.is(422);
        }
        let page = with_password(&eve).await;
        let late = page.form("/sign-in/code").fill("code", "000000").send().await;
        late.is(429).sees("You can try again in 15 minutes.");
        assert!(late.header("retry-after").parse::<u64>().expect("seconds") <= 900);
        app.clock.forward(Duration::minutes(16));
        // From many places at once the app's codes are taken no more for a while, but recovery codes let the owner in.
        for _ in 0..30 {
            let _ = app.app.site.limits.count(folkmoot::web::limits::Rule { name: "wrong codes", most: 30, seconds: 3_600 }, &id.to_string(), app.now());
        }
        let code = app.code(id).await;
        let page = with_password(&app.visitor()).await;
        page.form("/sign-in/code").fill("code", &code).submit().await.is(422);
        page.form("/sign-in/code").fill("code", &codes[9]).submit().await.sees("You are signed in");
    }

    async fn ten_minutes_are_enough_and_eleven_too_many(app: &TestApp) {
        let (ana, id, _) = ana(app).await;
        let page = with_password(&ana).await;
        app.clock.forward(Duration::minutes(10));
        let code = app.code(id).await;
        assert!(page.form("/sign-in/code").fill("code", &code).send().await.is(303).header("location").starts_with("/sign-in"));
        ana.get("/account").await.is(303);
        let nobody = app.person("Ben", Role::Member, Capacity::Resident, "").await;
        nobody.get("/account").await.is(200);
    }
}
