//! Answers that are not good: each lets nobody in, each is told the same, and none is a fault of ours.

use super::*;
use crate::support::authenticator::{ANYBODY, Said};
use folkmoot::web::visitor::csrf_for;

/// What is said to whoever answers when nothing was asked.
const NOTHING: &str = "There is nothing to answer any more";

/// What is not the JSON of a browser.
fn nonsense() -> Vec<String> {
    let deep = "[".repeat(200);
    let mut all: Vec<String> =
        ["", "{}", "null", "[]", "1e999", "\"", "{\"id\":7}", "\u{0}", "{\"id\":\"x\",\"response\":{}}", &deep]
            .map(str::to_owned)
            .into();
    all.push(
        r#"{"id":"x","rawId":"eA","type":"public-key","response":{"clientDataJSON":"!","authenticatorData":"","signature":"","attestationObject":"!"}}"#
            .into(),
    );
    all.push(r#"{"id":"x","rawId":"eA","type":"public-key","response":{"clientDataJSON":"e30","authenticatorData":"e30","signature":"e30","attestationObject":"oA"}}"#.into());
    all.push(format!(
        r#"{{"id":"x","rawId":"{}","type":"public-key","response":{{"clientDataJSON":"","authenticatorData":"","signature":""}}}}"#,
        "eA".repeat(10_000)
    ));
    all
}

/// Sends an answer, and sees that it lets nobody in.
async fn refused(who: &Person, page: &Page, answer: &str, what: &str) -> Page {
    let again = page.form(ANSWER).fill("answer", answer).send().await;
    assert_eq!(again.status, 422, "{what}: {}", again.text());
    again.sees(NOT_IN);
    assert!(who.cookie(COOKIE).is_none(), "{what}");
    again
}

/// The words of the page, without the challenge, which differs each time.
fn words(page: &Page) -> String {
    page.html.replace(question(page)["challenge"].as_str().expect("asked"), "CHALLENGE")
}

on_both! {
    async fn each_thing_that_is_wrong_is_told_the_same(app: &TestApp) {
        let (_, device) = ana(app).await;
        let stranger = Authenticator::new();
        let eve = app.resident("Eve").await;
        let hers = Authenticator::new();
        adds(&eve, &hers, "Hers").await.sees("Your passkey is saved.");
        app.letters().await;
        let who = app.visitor();
        let mut page = asked(&who).await;
        let honest = || device.honest(&app.url);
        let lies: Vec<(&str, Said)> = vec![
            ("another origin", Said { origin: "https://evil.example".into(), ..honest() }),
            ("another port", Said { origin: "http://localhost:1".into(), ..honest() }),
            ("another site", Said { site: "evil.example".into(), ..honest() }),
            ("another challenge", Said { challenge: Some(folkmoot::keys::random_token()), ..honest() }),
            ("another kind", Said { kind: Some("webauthn.create"), ..honest() }),
            ("inside a page of another site", Said { framed: true, ..honest() }),
            ("nobody proved who they are", Said { flags: ANYBODY, ..honest() }),
            ("nobody was there", Said { flags: 0b100, ..honest() }),
            ("it does not say whose it is", Said { handle: None, ..honest() }),
            ("it says that it is somebody else's", Said { handle: hers.handle.borrow().clone(), ..honest() }),
        ];
        let mut told = std::collections::BTreeSet::new();
        for (what, said) in &lies {
            let answer = device.signs(&question(&page), said);
            page = refused(&who, &page, &answer, what).await;
            told.insert(words(&page));
        }
        // A passkey that nobody knows; one whose signature another made; and what is no answer at all.
        let answer = stranger.signs(&question(&page), &Said { handle: device.handle.borrow().clone(), ..honest() });
        page = refused(&who, &page, &answer, "unknown").await;
        told.insert(words(&page));
        let answer = stranger.signs(&question(&page), &honest()).replace(&stranger.name(), &device.name());
        page = refused(&who, &page, &answer, "signed by another").await;
        told.insert(words(&page));
        for answer in nonsense() {
            page = refused(&who, &page, &answer, &answer).await;
            told.insert(words(&page));
        }
        assert_eq!(told.len(), 1, "{told:?}");
        // And a good one still lets its owner in.
        page.form(ANSWER).fill("answer", &device.signs(&question(&page), &honest())).submit().await.sees("You are signed in");
    }

    /// Each question is answered once, in the browser that was asked, and soon.
    async fn an_answer_is_good_once_here_and_now(app: &TestApp) {
        let (ana, device) = ana(app).await;
        let page = asked(&ana).await;
        let token = ana.cookie(ASKED).expect("asked");
        let answer = device.signs(&question(&page), &device.honest(&app.url));
        // Another browser, without the cookie or with one of its own.
        let eve = app.visitor();
        eve.post(ANSWER, &[("answer", &answer)]).await.is(422).sees(NOTHING);
        let hers = asked(&eve).await;
        refused(&eve, &hers, &answer, "another browser").await;
        // The one that was asked.
        page.form(ANSWER).fill("answer", &answer).submit().await.sees("You are signed in");
        // The same once more, even with the old cookie, and even where it was asked anew.
        ana.forget_cookies();
        ana.set_cookie(ASKED, &token);
        ana.post(ANSWER, &[("answer", &answer)]).await.is(422).sees(NOTHING);
        ana.get(ASK).await.is(200).sees(NOTHING);
        let page = asked(&ana).await;
        refused(&ana, &page, &answer, "a replay").await;
        // A wrong answer ends the question, too.
        let page = asked(&ana).await;
        let good = device.signs(&question(&page), &device.honest(&app.url));
        let token = ana.cookie(ASKED).expect("asked");
        refused(&ana, &page, "{}", "nonsense").await;
        ana.set_cookie(ASKED, &token);
        ana.post(ANSWER, &[("answer", &good)]).await.is(422).sees(NOTHING);
        // Four minutes are enough, five are too many; then the row goes.
        for (minutes, status) in [(4, "You are signed in"), (5, NOTHING)] {
            let page = asked(&ana).await;
            let good = device.signs(&question(&page), &device.honest(&app.url));
            app.clock.forward(Duration::minutes(minutes));
            page.form(ANSWER).fill("answer", &good).submit().await.sees(status);
            ana.forget_cookies();
        }
        app.clock.forward(Duration::minutes(1));
        assert!(crate::privacy::gone(app, "who was asked for a passkey and gave none").await > 0);
        assert_eq!(questions(app).await, 0);
    }

    /// A counter that does not go on tells that there are two of a device.
    async fn a_counter_never_goes_back(app: &TestApp) {
        let (ana, device) = ana(app).await;
        for _ in 0..3 {
            enters(&ana, &device).await.sees("You are signed in");
            ana.forget_cookies();
        }
        for counter in [2, 1, 0] {
            // It counts one on before it signs.
            device.counter.set(counter);
            let page = asked(&ana).await;
            let answer = device.signs(&question(&page), &device.honest(&app.url));
            refused(&ana, &page, &answer, "counted back").await;
        }
        device.counts.set(false);
        device.counter.set(0);
        let page = asked(&ana).await;
        let answer = device.signs(&question(&page), &device.honest(&app.url));
        refused(&ana, &page, &answer, "counts no more").await;
        device.counts.set(true);
        device.counter.set(9);
        enters(&ana, &device).await.sees("You are signed in");
    }

    async fn a_new_passkey_is_refused_for_what_is_wrong(app: &TestApp) {
        let (ana, device) = (app.resident("Ana").await, Authenticator::new());
        let honest = || device.honest(&app.url);
        for (what, said, says) in [
            ("another origin", Said { origin: "https://evil.example".into(), ..honest() }, "could not be saved"),
            ("another site", Said { site: "evil.example".into(), ..honest() }, "could not be saved"),
            ("another challenge", Said { challenge: Some("A".repeat(43)), ..honest() }, "could not be saved"),
            ("another kind", Said { kind: Some("webauthn.get"), ..honest() }, "could not be saved"),
            ("inside a page of another site", Said { framed: true, ..honest() }, "could not be saved"),
            ("not verified", Said { flags: ANYBODY, ..honest() }, "did not ask for your finger"),
        ] {
            let page = about_to_add(&ana, "My phone").await;
            let answer = device.makes(&question(&page), &said);
            let again = page.form(NEW).fill("answer", &answer).send().await;
            assert_eq!(again.status, 422, "{what}");
            again.sees(says);
            // The question is over, whatever the answer was.
            assert!(ana.cookie(ASKED).is_none(), "{what}");
        }
        for answer in nonsense() {
            let page = about_to_add(&ana, "My phone").await;
            page.form(NEW).fill("answer", &answer).send().await.is(422).sees("could not be saved");
        }
        assert_eq!(app.query(|conn| passkeys::table.count().get_result::<i64>(conn).expect("counted")).await, 0);
        assert_eq!(questions(app).await, 0);
        assert!(app.letters().await.is_empty());
    }

    /// A passkey is made by whoever was asked, in their browser, and belongs to one person.
    async fn nobody_makes_a_passkey_for_somebody_else(app: &TestApp) {
        let (ana, eve) = (app.resident("Ana").await, app.resident("Eve").await);
        let device = Authenticator::new();
        // Eve has Ana's cookie, and answers in her own session; Ana's is over then.
        let page = about_to_add(&ana, "My phone").await;
        let answer = device.makes(&question(&page), &device.honest(&app.url));
        eve.set_cookie(ASKED, &ana.cookie(ASKED).expect("asked"));
        eve.get(NEW).await.is(303);
        eve.post_own(NEW, &[("answer", &answer)]).await.is(303);
        // The question for a new one opens no door.
        let page = about_to_add(&ana, "My phone").await;
        let who = app.visitor();
        who.set_cookie(ASKED, &ana.cookie(ASKED).expect("asked"));
        who.get(ASK).await.is(200).sees(NOTHING);
        who.post(ANSWER, &[("answer", &device.signs(&question(&page), &device.honest(&app.url)))]).await.is(422);
        // A session that came too late has nothing of the question.
        let answer = device.makes(&question(&page), &device.honest(&app.url));
        assert_eq!(ana.post_own(NEW, &[("answer", &answer)]).await.is(303).header("location"), "/account/passkeys?done=passkey-none");
        adds(&ana, &device, "My phone").await.sees("Your passkey is saved.");
        // The same passkey twice, by the same and by another.
        for person in [&ana, &eve] {
            let page = about_to_add(person, "Once more").await;
            let answer = device.makes(&question(&page), &device.honest(&app.url));
            page.form(NEW).fill("answer", &answer).send().await.is(422).sees("This passkey is here already");
        }
        // A page of another site cannot send an answer for somebody.
        let page = about_to_add(&ana, "Another").await;
        let other = Authenticator::new();
        let answer = other.makes(&question(&page), &other.honest(&app.url));
        let token = csrf_for(&app.app.site, &eve.cookie(COOKIE).expect("signed in"));
        ana.post(NEW, &[("csrf", &token), ("answer", &answer)]).await.is(403);
        assert_eq!(app.query(|conn| passkeys::table.count().get_result::<i64>(conn).expect("counted")).await, 1);
        app.letters().await;
    }

    /// After somebody's password only their own passkey does, in the same browser, in time.
    async fn the_second_step_is_ones_own(app: &TestApp) {
        let (ana, device) = (app.resident("Ana").await, Authenticator::new());
        sets_up(app, &ana).await;
        adds(&ana, &device, "My phone").await.sees("Your passkey is saved.");
        let (eve, hers) = (app.resident("Eve").await, Authenticator::new());
        adds(&eve, &hers, "Hers").await.sees("Your passkey is saved.");
        ana.forget_cookies();
        eve.forget_cookies();
        // Eve knows Ana's password, and has a passkey of her own.
        let page = eve.sign_in("ana@people.example", PASSWORD).await.form(ASK).submit().await;
        let answer = hers.signs(&question(&page), &hers.honest(&app.url));
        let page = refused(&eve, &page, &answer, "her own").await;
        // She takes the question to a browser that owes nothing.
        let other = app.visitor();
        other.set_cookie(ASKED, &eve.cookie(ASKED).expect("asked"));
        other.post(ANSWER, &[("answer", &device.signs(&question(&page), &device.honest(&app.url)))]).await.is(422);
        assert!(other.cookie(COOKIE).is_none());
        // What was begun with a password is over when the password is.
        let page = eve.visit("/sign-in/code").await.form(ASK).submit().await;
        let id = ana.id;
        app.change(move |tx| folkmoot::factors::challenges::end_all(tx, id)).await;
        refused(&eve, &page, &device.signs(&question(&page), &device.honest(&app.url)), "too late").await;
        // Ana herself.
        let page = ana.sign_in("ana@people.example", PASSWORD).await.form(ASK).submit().await;
        page.form(ANSWER).fill("answer", &device.signs(&question(&page), &device.honest(&app.url))).submit().await.sees("You are signed in");
        app.letters().await;
    }

    async fn a_place_that_is_often_wrong_waits(app: &TestApp) {
        let (ana, device) = ana(app).await;
        let eve = app.visitor();
        let mut page = asked(&eve).await;
        for _ in 0..100 {
            page = page.form(ANSWER).fill("answer", "{}").send().await;
            page.is(422);
        }
        let late = page.form(ANSWER).fill("answer", "{}").send().await;
        late.is(429);
        assert!(late.header("retry-after").parse::<u64>().expect("seconds") <= 600);
        app.clock.forward(Duration::minutes(11));
        enters(&ana, &device).await.sees("You are signed in");
        // And asking to be asked has its end.
        ana.forget_cookies();
        for _ in 0..99 {
            ana.post(ASK, &[]).await.is(303);
        }
        ana.post(ASK, &[]).await.is(429);
    }
}
