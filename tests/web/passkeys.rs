//! Passkeys: adding one, signing in with it alone and after the password, and what lets nobody in.

mod refused;

use crate::accounts::one_letter;
use crate::factors::sets_up;
use crate::nasty::say;
use crate::support::authenticator::BACKED_UP;
use crate::support::stage::PASSWORD;
use crate::support::{Authenticator, Page, Person, TestApp};
use crate::{on_both, on_both_with};
use chrono::Duration;
use diesel::prelude::*;
use folkmoot::db::schema::{accounts, ceremonies, passkeys, sessions};
use folkmoot::ids::AccountId;
use folkmoot::keys::token_hash;
use folkmoot::policy::Role;
use serde_json::Value;

const LIST: &str = "/account/passkeys";
const NEW: &str = "/account/passkeys/new";
const ASK: &str = "/sign-in/passkey";
const ANSWER: &str = "/sign-in/passkey/answer";
const COOKIE: &str = "__Host-folkmoot";
const ASKED: &str = "__Host-passkey";
/// What is said of whatever lets nobody in.
const NOT_IN: &str = "This passkey did not let you in.";

/// The question on a page, as the script of the page reads it.
pub fn question(page: &Page) -> Value {
    serde_json::from_str(&page.one("form[data-passkey]").attr("data-question")).expect("JSON")
}

/// The page on which the browser of somebody makes a passkey of this name.
pub async fn about_to_add(who: &Person, name: &str) -> Page {
    let page = who.visit(LIST).await.form(LIST).fill("name", name).fill("current", PASSWORD).submit().await;
    page.is(200).sees("Make your passkey").sees(name);
    page
}

/// Adds a passkey through the pages.
pub async fn adds(who: &Person, device: &Authenticator, name: &str) -> Page {
    let page = about_to_add(who, name).await;
    let answer = device.makes(&question(&page), &device.honest(&who.url));
    page.form(NEW).fill("answer", &answer).submit().await
}

/// The page on which the browser of somebody is asked for a passkey.
pub async fn asked(who: &Person) -> Page {
    let page = who.visit("/sign-in").await.form(ASK).submit().await;
    page.is(200).sees("Sign in with a passkey");
    page
}

/// Gives the answer of a device to the question on a page, and looks at what comes of it.
pub async fn answers(page: &Page, device: &Authenticator) -> Page {
    let answer = device.signs(&question(page), &device.honest(&page.person.url));
    page.form(ANSWER).fill("answer", &answer).send().await
}

/// Signs in with a passkey.
async fn enters(who: &Person, device: &Authenticator) -> Page {
    who.follow(answers(&asked(who).await, device).await).await
}

/// Somebody with a passkey, not signed in.
async fn ana(app: &TestApp) -> (Person, Authenticator) {
    let (ana, device) = (app.resident("Ana").await, Authenticator::new());
    adds(&ana, &device, "My phone").await.sees("Your passkey is saved.");
    app.letters().await;
    ana.forget_cookies();
    (ana, device)
}

/// Whether each session of an account is strong, by its token.
async fn alive(app: &TestApp, id: AccountId) -> Vec<(String, bool)> {
    let all = sessions::table.filter(sessions::account_id.eq(id)).order(sessions::id);
    app.query(move |conn| all.select((sessions::token_hash, sessions::strong)).load(conn).expect("read")).await
}

async fn questions(app: &TestApp) -> i64 {
    app.query(|conn| ceremonies::table.count().get_result(conn).expect("counted")).await
}

/// A site whose address is a number.
fn without_name(config: &mut folkmoot::config::Config) {
    config.site.public_url = "http://127.0.0.1".into();
}

on_both! {
    async fn a_passkey_is_added_and_lets_its_owner_in(app: &TestApp) {
        let (ana, device) = (app.resident("Ana").await, Authenticator::new());
        ana.visit("/account").await.sees("None yet. With one you sign in by your finger");
        let before = ana.cookie(COOKIE).expect("signed in");
        let elsewhere = app.session(ana.id, false).await;
        let page = about_to_add(&ana, " My \n phone ").await;
        page.sees("“ My phone ”");
        let asked = question(&page);
        for (at, value) in [("/rp/id", "localhost"), ("/user/name", "ana@people.example"), ("/attestation", "none"), ("/authenticatorSelection/residentKey", "required"), ("/authenticatorSelection/userVerification", "required")] {
            assert_eq!(asked.pointer(at).and_then(Value::as_str), Some(value), "{at}");
        }
        assert!(!asked["user"]["id"].as_str().expect("a handle").contains("ana") && asked["challenge"].as_str().expect("a challenge").len() == 43);
        let answer = device.makes(&asked, &device.honest(&app.url));
        let page = page.form(NEW).fill("answer", &answer).submit().await;
        page.is(200).sees("Your passkey is saved.").sees("My phone").sees("Added 23 November 2026. Not used yet. Kept on one device only.");
        assert!(ana.cookie(ASKED).is_none() && questions(app).await == 0);
        assert_eq!(one_letter(app).await.subject, "A passkey was added to your account");
        // All other sessions are over, and this one has another token and is strong.
        assert_ne!(ana.cookie(COOKIE).expect("signed in"), before);
        for token in [before, elsewhere] {
            let old = app.visitor();
            old.set_cookie(COOKIE, &token);
            old.get("/account").await.is(303);
        }
        assert_eq!(alive(app, ana.id).await, [(token_hash(&ana.cookie(COOKIE).expect("signed in")), true)]);
        ana.visit("/account").await.sees("My phone").sees("Not used yet.");

        // Signing in asks for no password and no code, and the session is a new one.
        let planted = app.session(app.resident("Eve").await.id, false).await;
        let who = app.visitor();
        app.clock.forward(Duration::days(1));
        let page = enters(&who, &device).await;
        page.is(200).sees("You are signed in");
        assert!(who.cookie(ASKED).is_none() && who.cookie(COOKIE).is_some_and(|token| token != planted));
        who.visit(LIST).await.sees("Last used 9 am on Tuesday 24 November 2026.");
        assert!(alive(app, ana.id).await.iter().all(|(_, strong)| *strong));
        // Whoever is signed in has nothing to do there.
        for page in [who.get(ASK).await, who.post_own(ASK, &[]).await] {
            assert_eq!(page.is(303).header("location"), "/account");
        }
    }

    /// Where somebody was going they get, and what waited is posted.
    async fn what_waited_is_posted(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let (ana, device) = ana(app).await;
        let page = ana.visit(&path).await.form("/comments").fill("body", "Thought about for long.").submit().await;
        page.sees("Thought about for long.");
        let page = enters(&ana, &device).await;
        page.sees("Your comment is posted.").sees("Thought about for long.");
        assert!(page.path.starts_with(&path), "{}", page.path);
        ana.forget_cookies();
        for (next, to) in [("/account/emails", "/account/emails"), ("//evil.example", "/")] {
            let page = ana.visit(&format!("/sign-in?next={next}")).await.form(ASK).fill("next", next).submit().await;
            let answer = device.signs(&question(&page), &device.honest(&app.url));
            let page = page.form(ANSWER).fill("answer", &answer).send().await;
            assert!(page.is(303).header("location").starts_with(to) && !page.header("location").contains("evil"), "{}", page.header("location"));
            ana.forget_cookies();
        }
    }

    /// A passkey counts as both steps: a colleague with one needs no app, and their password alone does not do.
    async fn staff_need_no_app_beside_a_passkey(app: &TestApp) {
        let (mo, device) = (app.weak("Mo", Role::Administrator).await, Authenticator::new());
        assert_eq!(mo.get("/staff/people").await.is(303).header("location"), "/account/factor?done=factor-first");
        mo.visit("/account/factor").await.one("main a[href='/account/passkeys']");
        adds(&mo, &device, "Key").await.sees("For your work here a passkey is enough");
        mo.get("/staff/people").await.is(200);
        mo.forget_cookies();
        enters(&mo, &device).await.sees("You are signed in");
        mo.get("/staff/people").await.is(200);
        mo.forget_cookies();

        let page = mo.sign_in("mo@people.example", PASSWORD).await;
        page.is(200).sees("Use your passkey").sees("your password alone is not enough");
        assert!(mo.cookie(COOKIE).is_none() && page.all("input[name=code]").is_empty());
        mo.post("/sign-in/code", &[("code", "000000")]).await.is(422);
        mo.get("/account/factor").await.is(303);
        let page = page.form(ASK).submit().await;
        let asked = question(&page);
        assert_eq!(asked["allowCredentials"][0]["id"], device.name().as_str());
        // Here the device need not say whose the passkey is.
        let said = crate::support::authenticator::Said { handle: None, ..device.honest(&app.url) };
        page.form(ANSWER).fill("answer", &device.signs(&asked, &said)).submit().await.sees("You are signed in");
        mo.get("/staff/people").await.is(200);
        assert!(mo.cookie("__Host-code").is_none());
        // Without the last of them nobody works here.
        let one = mo.visit(LIST).await.one("main .fm-docs a").attr("href");
        mo.visit(&one).await.form("/removal").fill("current", PASSWORD).submit().await.sees("The passkey is removed.");
        mo.get("/staff/people").await.is(303);
        app.letters().await;
    }

    /// Whoever has begun with one account can still come in as another.
    async fn a_second_step_that_was_left_keeps_nobody_out(app: &TestApp) {
        let (ana, device) = ana(app).await;
        let ben = app.resident("Ben").await;
        sets_up(app, &ben).await;
        ana.sign_in("ben@people.example", PASSWORD).await.sees("Enter your code").lacks("Use your passkey instead");
        enters(&ana, &device).await.sees("You are signed in");
        ana.visit("/account").await.sees("ana@people.example");
        app.letters().await;
    }

    async fn a_passkey_takes_the_place_of_the_code(app: &TestApp) {
        let (ana, device) = (app.resident("Ana").await, Authenticator::new());
        sets_up(app, &ana).await;
        adds(&ana, &device, "My phone").await.sees("Your passkey is saved.");
        ana.forget_cookies();
        let page = ana.visit("/sign-in?next=/account/emails").await.form("/sign-in").fill("email", "ana@people.example").fill("password", PASSWORD).submit().await;
        page.sees("Enter your code").sees("Use your passkey instead");
        let page = page.form(ASK).submit().await;
        page.sees("Go back to the second step");
        let answer = device.signs(&question(&page), &device.honest(&app.url));
        let page = page.form(ANSWER).fill("answer", &answer).submit().await;
        assert!(page.path.starts_with("/account/emails"), "{}", page.path);
        assert_eq!(alive(app, ana.id).await.len(), 2);
        // What is left of either keeps the session strong.
        ana.visit("/account/factor").await.form("/account/factor/removal").fill("current", PASSWORD).submit().await.sees("The second step is switched off.");
        assert_eq!(alive(app, ana.id).await.iter().map(|(_, strong)| *strong).collect::<Vec<_>>(), [true]);
        // A member without an app is not asked for the passkey after the password: it is another way in.
        ana.forget_cookies();
        ana.sign_in("ana@people.example", PASSWORD).await.sees("You are signed in");
        app.letters().await;
    }

    async fn it_is_named_and_removed_by_its_owner_alone(app: &TestApp) {
        let (ana, device) = ana(app).await;
        enters(&ana, &device).await.is(200);
        let one = ana.visit(LIST).await.one("main .fm-docs a").attr("href");
        let eve = app.resident("Eve").await;
        for page in [eve.get(&one).await, eve.post_own(&one, &[("name", "Mine")]).await, eve.post_own(&format!("{one}/removal"), &[("current", PASSWORD)]).await] {
            page.is(404);
        }
        for (name, says) in [("", "Enter a name for the passkey"), (&"x".repeat(81), "80 characters or fewer"), ("a\u{202e}b", "hidden marks")] {
            let page = ana.visit(&one).await.form(&one).fill("name", name).submit().await;
            page.is(422).sees(says);
            assert_eq!(page.one("#name").attr("value"), name, "what was typed is kept");
        }
        ana.visit(&one).await.form(&one).fill("name", "<b>Old</b> phone").submit().await.sees("Saved.").sees("<b>Old</b> phone");
        for typed in ["", "wrong words here"] {
            ana.visit(&one).await.form("/removal").fill("current", typed).submit().await.is(422).sees("neither your password of now nor a code");
        }
        let before = ana.cookie(COOKIE);
        ana.visit(&one).await.form("/removal").fill("current", PASSWORD).submit().await.sees("The passkey is removed.").lacks("Old");
        assert_eq!(one_letter(app).await.subject, "A passkey was removed from your account");
        assert_ne!(ana.cookie(COOKIE), before);
        assert_eq!(alive(app, ana.id).await.iter().map(|(_, strong)| *strong).collect::<Vec<_>>(), [false]);
        ana.get(&one).await.is(404);
        enters(&app.visitor(), &device).await.is(422).sees(NOT_IN);
    }

    async fn adding_asks_who_it_is(app: &TestApp) {
        let ana = app.resident("Ana").await;
        for (name, current, says) in [("My phone", "wrong words here", "neither your password of now nor a code"), ("My phone", "", "neither your password of now nor a code"), ("", PASSWORD, "Enter a name for the passkey")] {
            let page = ana.visit(LIST).await.form(LIST).fill("name", name).fill("current", current).submit().await;
            page.is(422).sees(says);
            assert_eq!(page.one("#name").attr("value"), name);
            assert!(ana.cookie(ASKED).is_none());
        }
        assert_eq!(questions(app).await, 0);
        assert_eq!(ana.get(NEW).await.is(303).header("location"), LIST);
        assert_eq!(ana.post_own(NEW, &[("answer", "{}")]).await.is(303).header("location"), LIST);
        for _ in 0..10 {
            ana.post_own(LIST, &[("name", "My phone"), ("current", "wrong words here")]).await;
        }
        ana.post_own(LIST, &[("name", "My phone"), ("current", PASSWORD)]).await.is(429);
    }

    /// All passkeys of a person know them by the same words, which tell nothing; ten are enough.
    async fn nobody_has_more_than_ten(app: &TestApp) {
        let ana = app.resident("Ana").await;
        let mut handles = std::collections::BTreeSet::new();
        for n in 0..10 {
            let device = Authenticator::new();
            adds(&ana, &device, &format!("Device {n}")).await.sees("Your passkey is saved.");
            handles.insert(device.handle.borrow().clone());
            app.clock.forward(Duration::minutes(1));
        }
        assert_eq!(handles.len(), 1);
        let page = ana.visit(LIST).await;
        page.sees("You have 10 passkeys. Remove one before you add another.");
        assert!(page.all("input[name=current]").is_empty());
        ana.post_own(LIST, &[("name", "One more"), ("current", PASSWORD)]).await.is(303);
        assert!(ana.cookie(ASKED).is_none());
        // Nor by two pages that were opened while there was room.
        let (first, second) = (ana.visit(LIST).await.all("main .fm-docs a")[0].attr("href"), Authenticator::new());
        ana.visit(&first).await.form("/removal").fill("current", PASSWORD).submit().await.is(200);
        let (one, other) = (about_to_add(&ana, "One").await, ana.cookie(ASKED).expect("asked"));
        adds(&ana, &Authenticator::new(), "Other").await.sees("Your passkey is saved.");
        ana.set_cookie(ASKED, &other);
        let answer = second.makes(&question(&one), &second.honest(&app.url));
        ana.post_own(NEW, &[("answer", &answer)]).await.is(422).sees("You have as many passkeys as you may");
        assert_eq!(app.query(|conn| passkeys::table.count().get_result::<i64>(conn).expect("counted")).await, 10);
        app.letters().await;
    }

    /// One that is kept in several places says so; one that does not count is taken as it is.
    async fn devices_differ(app: &TestApp) {
        let (ana, device) = (app.resident("Ana").await, Authenticator::new());
        device.counts.set(false);
        let page = about_to_add(&ana, "Manager").await;
        let mut said = device.honest(&app.url);
        said.flags |= BACKED_UP;
        let answer = device.makes(&question(&page), &said);
        page.form(NEW).fill("answer", &answer).submit().await.sees("Manager").lacks("Kept on one device only.");
        ana.forget_cookies();
        for _ in 0..2 {
            let page = asked(&ana).await;
            let said = crate::support::authenticator::Said { flags: said.flags, ..device.honest(&app.url) };
            page.form(ANSWER).fill("answer", &device.signs(&question(&page), &said)).submit().await.sees("You are signed in");
            ana.forget_cookies();
        }
        // One that can be kept in several places does not become one that cannot.
        enters(&ana, &device).await.is(422).sees(NOT_IN);
        app.letters().await;
    }

    /// Suspended people come in as by any other way, and take part no more than by any other.
    async fn suspended_people_take_no_part(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let (ana, device) = ana(app).await;
        let (id, until) = (ana.id, app.now() + Duration::days(9));
        app.change(move |tx| {
            diesel::update(accounts::table.find(id)).set(accounts::suspended_until.eq(Some(until))).execute(&mut **tx)?;
            Ok(())
        }).await;
        enters(&ana, &device).await.is(200);
        ana.post_own(&format!("{path}/comments"), &[("body", "Let me speak")]).await.is(403).sees("You cannot take part until 9 am, Wednesday 2 December 2026.");
        app.visitor().visit(&path).await.lacks("Let me speak");
        ana.get("/account/data").await.is(200);
    }

    /// Whoever has left has no passkey any more, and a new password ends what was begun with the old one.
    async fn a_passkey_ends_with_its_account(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let (ana, device) = ana(app).await;
        enters(&ana, &device).await.is(200);
        say(app, &ana, &path, "Words").await;
        about_to_add(&ana, "Another").await;
        assert_eq!(questions(app).await, 1);
        let token = ana.token().await;
        ana.post("/account/password", &[("csrf", &token), ("current", PASSWORD), ("password", "three other words")]).await.is(303);
        assert_eq!(questions(app).await, 0);
        let page = ana.visit("/account/erasure").await;
        page.form("/account/erasure").fill("comments", "stay").fill("password", "three other words").send().await.is(303);
        ana.forget_cookies();
        enters(&ana, &device).await.is(422).sees(NOT_IN);
        app.letters().await;
    }

    async fn without_scripts_the_other_ways_are_offered(app: &TestApp) {
        let (ana, _) = ana(app).await;
        let page = asked(&ana).await;
        // What stands in it is markup only for whoever runs no scripts.
        assert!(page.html.contains("<noscript><p class=\"govuk-inset-text\">Passkeys need JavaScript"), "{}", page.html);
        page.sees("Sign in with your password").sees("Sign in with a link by email");
        assert!(page.one("form[data-passkey] div").has("hidden"), "nobody is offered a button that does nothing");
        let script = page.one("script").attr("src");
        let file = ana.get(&script).await;
        file.is(200);
        assert_eq!(file.header("content-type"), "text/javascript; charset=utf-8");
        assert!(page.header("content-security-policy").contains("script-src 'self';"));
        assert_eq!(page.all("script:not([src]), [onclick], [onload]").len(), 0);
    }
}

on_both_with! { without_name;
    /// Browsers know passkeys only for names: then they are offered nowhere.
    async fn a_number_has_no_passkeys(app: &TestApp) {
        let ana = app.resident("Ana").await;
        ana.visit(LIST).await.sees("This is not possible here.");
        ana.post_own(LIST, &[("name", "My phone"), ("current", PASSWORD)]).await.is(303);
        assert_eq!(ana.post_own(NEW, &[("answer", "{}")]).await.is(303).header("location"), LIST);
        let who = app.visitor();
        assert!(who.visit("/sign-in").await.all("form[action='/sign-in/passkey']").is_empty());
        assert_eq!(who.post(ASK, &[]).await.is(303).header("location"), ASK);
        who.visit(ASK).await.is(200).sees("This is not possible here.");
        who.post(ANSWER, &[("answer", "{}")]).await.is(422).sees("This is not possible here.");
        assert_eq!(questions(app).await, 0);
    }
}
