//! One key of the site takes over from another: while both are live, nothing that was signed becomes void.

use crate::accounts::{link_in, register};
use crate::links::invite;
use crate::nasty::{elsewhere, say};
use crate::on_both;
use crate::support::{Person, TestApp};
use chrono::Duration;
use folkmoot::config::Secrets;
use folkmoot::policy::{Capacity, Role};

/// An instance of the site on the same database with these keys, the second perhaps empty.
async fn with_keys(app: &TestApp, key: &str, second: &str) -> (String, actix_web::dev::ServerHandle) {
    let (key, second) = (key.to_owned(), second.to_owned());
    crate::nasty::instance(app, move |config| {
        config.secrets = Secrets {
            key: key.into(),
            key_file: "/nowhere".into(),
            second_key: second.into(),
            second_key_file: String::new().into(),
        };
    })
    .await
}

/// What the site has signed: the links of letters and pages, each with the page on which one asks for another.
async fn signed(app: &TestApp) -> Vec<(String, Option<&'static str>)> {
    app.account("Cleo", "cleo@people.example", Role::Member, Capacity::Resident, "").await;
    register(&app.visitor(), "Newcomer", "new@people.example").await;
    app.visitor().post("/reset", &[("email", "cleo@people.example")]).await.is(303);
    invite(app, "colleague@people.example", Role::Moderator).await;
    app.visitor().post("/subscriptions", &[("email", "sub@people.example")]).await.is(303);
    let letters = app.letters().await;
    let link = |part: &str| link_in(letters.iter().find(|l| l.text.contains(part)).expect("a letter"), part);
    let found = ["/confirmation/", "/reset/", "/invitation/", "/subscriptions/confirmation/"].map(link);
    app.visitor().post(&found[3], &[]).await.is(200);
    app.visitor().post("/emails", &[("email", "sub@people.example")]).await.is(303);
    let preferences = link_in(&crate::accounts::one_letter(app).await, "/emails/");
    let thanks = app.visitor().post("/comments/1/reports", &[("reason", "spam")]).await.header("location");
    let ask = ["/confirmation", "/reset", "", "/emails"].map(|at| (!at.is_empty()).then_some(at));
    let mut all: Vec<_> = found.into_iter().zip(ask).collect();
    all.extend([(preferences, Some("/emails")), (thanks, None)]);
    all
}

/// A comment from a page that was opened while the site had another key.
async fn send(who: &Person, page: &crate::support::Page, body: &str) -> crate::support::Page {
    let form = page.form("/comments");
    let target = form.posts_to().expect("a form").to_owned();
    who.post(&target, &[("csrf", form.value("csrf").expect("a token")), ("body", body)]).await
}

on_both! {
    async fn one_key_takes_over_from_another(app: &TestApp) {
        const NEW: &str = "another key, as long as keys must be";
        let (_, path) = app.proposal("Clean buses").await;
        let (ana, ben) = (app.resident("Ana").await, app.resident("Ben").await);
        say(app, &ben, &path, "Ben’s words").await;
        ana.post_own(&format!("{path}/follows"), &[("follow", "start"), ("frequency", "daily")]).await.is(303);
        say(app, &ben, &path, "More of Ben’s words").await;
        app.clock.forward(Duration::days(1));
        let email = app.emails().await.remove(0);
        let for_ever = [link_in(&email, "/emails/"), link_in(&email, "/stop")];
        let links = signed(app).await;
        let before = ana.visit(&path).await;
        let old = secrecy::ExposeSecret::expose_secret(&app.app.site.config.secrets.key).to_owned();

        // Several instances: first all learn the new key, and go on signing with the old one.
        let (learning, h1) = with_keys(app, &old, NEW).await;
        let (between, h2) = with_keys(app, NEW, &old).await;
        let (afterwards, h3) = with_keys(app, NEW, "").await;
        let [at_learning, at_between, at_afterwards] = [learning, between, afterwards].map(|url| elsewhere(&ana, &url));
        let during = at_between.visit(&path).await;
        assert_ne!(during.form("/comments").value("csrf"), before.form("/comments").value("csrf"), "the new key signs");
        assert_eq!(at_learning.visit(&path).await.form("/comments").value("csrf"), before.form("/comments").value("csrf"));
        for (n, who) in [&at_learning, &at_between].into_iter().enumerate() {
            for (link, _) in &links {
                who.get(link).await.is(200);
            }
            send(who, &before, &format!("From before, {n}.")).await.is(303);
            send(who, &during, &format!("From between, {n}.")).await.is(303);
        }
        let confirmation = &links[3].0;
        at_between.post_own(confirmation, &[]).await.is(200).sees("You will get our emails");
        // The old key is gone: what it signed is void and says what to do; what the new one signed is good.
        for (link, ask) in &links {
            let page = at_afterwards.get(link).await;
            page.is(404);
            if let Some(ask) = ask {
                page.sees("This link is not valid").form(ask);
            }
        }
        let refused = send(&at_afterwards, &before, "From before, and kept.").await;
        refused.is(403).sees("reload the page and send it again");
        assert_eq!(refused.one("textarea[readonly]").text, "From before, and kept.");
        send(&at_afterwards, &during, "From between, at last.").await.is(303);
        at_afterwards.visit("/account").await.is(200);
        for link in &for_ever {
            at_afterwards.get(link).await.is(200);
        }
        at_afterwards.post_own(&for_ever[1], &[]).await.is(200);
        for handle in [h1, h2, h3] {
            handle.stop(false).await;
        }
    }
}

/// The second key is read from a file as the first is, but never made; a wrong one is refused by the name of its setting.
#[test]
fn a_second_key_from_a_file() {
    use folkmoot::keys::Keys;
    let folder = tempfile::tempdir().expect("a folder");
    let (first, second) = (folder.path().join("key"), folder.path().join("key.old"));
    let settings = || Secrets {
        key: String::new().into(),
        key_file: first.clone(),
        second_key: String::new().into(),
        second_key_file: second.clone(),
    };
    let said = Keys::load(&settings()).err().expect("there is none");
    assert!(said.starts_with("secrets.second_key_file: ") && !second.exists(), "{said}");
    std::fs::write(&second, "ten letters").expect("written");
    let said = Keys::load(&settings()).err().expect("it is short");
    assert!(said.contains("fewer than 32 characters"), "{said}");
    // As docs/running.md says: the old key is moved away, and a new one is made.
    std::fs::rename(&first, &second).expect("moved");
    let old = Keys::with(&std::fs::read_to_string(&second).expect("a key"));
    let both = Keys::load(&settings()).expect("two keys");
    let new = Keys::with(&std::fs::read_to_string(&first).expect("a new key"));
    assert!(
        both.check("form", &["x"], &old.sign("form", &["x"])) && !new.check("form", &["x"], &old.sign("form", &["x"]))
    );
    assert_eq!(both.sign("form", &["x"]), new.sign("form", &["x"]));
}
