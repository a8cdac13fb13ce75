//! Links by email for whoever has no account: they answer, stop, and come back, and never choose a password.

use crate::accounts::{link_in, one_letter};
use crate::nasty::dump;
use crate::on_both;
use crate::responses::{answers, asked, begins, consultation, sends};
use crate::support::{Page, Person, TestApp};
use chrono::Duration;
use diesel::prelude::*;
use folkmoot::db::schema::{accounts, consents, newcomers, responses as r};
use folkmoot::retention;
use folkmoot::web::session::COOKIE;

const SAM: &str = "sam@people.example";

/// Asks for a link where somebody is asked to sign in; gives the page that follows.
async fn asks(who: &Person, place: &str, email: &str) -> Page {
    let way = who.visit(place).await.one("main a[href^='/sign-in/link']").attr("href");
    who.visit(&way).await.form("/sign-in/link").fill("email", email).submit().await
}

/// The link in the letter to whoever has no account.
async fn first_link(app: &TestApp) -> String {
    let link = link_in(&one_letter(app).await, "/sign-in/link/");
    assert!(link.ends_with("/account"), "{link}");
    link
}

/// Opens that link and says who they are.
async fn says(who: &Person, link: &str, name: &str) -> Page {
    let form = who.visit(link).await.form(link);
    form.fill("name", name).fill("capacity", "resident").fill("adult", "yes").submit().await
}

async fn people(app: &TestApp) -> Vec<(String, Option<String>, bool)> {
    let all = accounts::table.order(accounts::id);
    app.query(move |conn| {
        let rows: Vec<(String, Option<String>, Option<folkmoot::clock::Moment>)> =
            all.select((accounts::name, accounts::password_hash, accounts::confirmed_at)).load(conn).expect("read");
        rows.into_iter().map(|(name, hash, confirmed)| (name, hash, confirmed.is_some())).collect()
    })
    .await
}

on_both! {
    async fn a_stranger_answers_by_links_alone(app: &TestApp) {
        let (_, path) = consultation(app, "Text people on bad days", &asked(0)).await;
        let (start, sam) = (format!("{path}/respond"), app.visitor());
        sam.visit(&start).await.sees("Get a link by email: you need no password");
        sam.visit("/sign-in").await.sees("Get a link by email: you need no password");
        sam.visit("/sign-in/link").await.sees("We will email you a link. It lets you answer, take a break, and come back.");
        asks(&sam, &start, SAM).await.is(200).sees("Check your email").sees("We have sent a link to this address");
        assert!(sam.cookie(COOKIE).is_none() && people(app).await.is_empty(), "asking makes nobody");
        let letter = one_letter(app).await;
        assert_eq!((letter.to.as_str(), letter.subject.as_str()), (SAM, "Your link"));
        let link = link_in(&letter, "/sign-in/link/");

        // Programs that check mail open links; that changes nothing.
        let before = app.query(dump).await;
        for _ in 0..3 {
            let scanner = app.visitor();
            scanner.get(&link).await.is(200);
            assert!(scanner.cookie(COOKIE).is_none());
        }
        assert_eq!(app.query(dump).await, before);
        let page = sam.visit(&link).await;
        page.is(200).sees(SAM).sees("you need no password").sees("house rules").lacks("Password");
        page.form(&link).submit().await.is(422).sees("There is a problem");
        let page = says(&sam, &link, "Sam").await;
        page.is(200).sees("Your account is made, and you are signed in.").sees("Start now");
        assert_eq!(page.path.split('?').next(), Some(start.as_str()), "back to where they were");
        assert_eq!(people(app).await, [("Sam".to_owned(), None, true)]);
        let agreed: i64 = app.query(|conn| consents::table.count().get_result(conn).expect("counted")).await;
        assert!(agreed > 0, "what they agreed to is kept");
        let at = begins(&sam, &path).await;
        answers(&sam, &at, 1, &[("q11", "22")]).await.is(200);
        let token = sam.token().await;
        sam.post("/sign-out", &[("csrf", &token)]).await.is(303);

        // Another device, days later: the address is written in another way, and the link leads to the same place.
        app.clock.forward(Duration::days(3));
        let phone = app.visitor();
        asks(&phone, &start, "Sam@People.example").await.is(200).sees("Check your email");
        let letter = one_letter(app).await;
        assert_eq!((letter.to.as_str(), letter.subject.as_str()), (SAM, "Your link to sign in"));
        let link = link_in(&letter, "/sign-in/link/");
        let page = phone.visit(&link).await.form(&link).submit().await;
        page.is(200).one(&format!("a[href='{at}']"));
        assert_eq!(page.path.split('?').next(), Some(start.as_str()));
        answers(&phone, &at, 3, &[("q13", "Buses are full.")]).await.is(200);
        sends(&phone, &at, "unnamed").await.is(200).sees("We have your response");
        let copy = one_letter(app).await;
        assert_eq!(copy.to, SAM);
        assert!(copy.text.contains("Buses are full."), "{}", copy.text);
        let sent: Vec<String> = app.query(|conn| r::table.select(r::state).load(conn).expect("read")).await;
        assert_eq!(sent, ["sent"]);
        // They can choose a password, if they like.
        phone.visit("/account/password").await.sees("Choose one by email");
    }

    async fn a_link_works_once_and_for_a_while(app: &TestApp) {
        let sam = app.visitor();
        asks(&sam, "/sign-in", SAM).await.is(200);
        let late = first_link(app).await;
        app.clock.forward(Duration::minutes(15));
        sam.get(&late).await.is(404).sees("This link is not valid");
        let fields = [("name", "Sam"), ("capacity", "resident"), ("adult", "yes")];
        sam.post(&late, &fields).await.is(404);
        let kept: i64 = app.query(|conn| newcomers::table.count().get_result(conn).expect("counted")).await;
        app.clock.forward(Duration::minutes(1));
        retention::run(&app.app.site).await.expect("it runs");
        let left: i64 = app.query(|conn| newcomers::table.count().get_result(conn).expect("counted")).await;
        assert_eq!((kept, left), (1, 0), "an address does not stay");

        // Two letters: whoever uses one has used the other.
        let mut links = Vec::new();
        for _ in 0..2 {
            asks(&sam, "/sign-in", SAM).await.is(200);
            links.push(first_link(app).await);
            app.clock.forward(Duration::minutes(3));
        }
        let token = links[0].trim_start_matches("/sign-in/link/").trim_end_matches("/account").to_owned();
        for wrong in [format!("/sign-in/link/{token}"), format!("/sign-in/link/{token}x/account"), format!("/confirmation/{token}"),
            format!("/sign-in/link/9{token}/account"), "/sign-in/link/1.x/account".into(), "/sign-in/link/x/account".into()] {
            app.visitor().get(&wrong).await.is(404);
            app.visitor().post(&wrong, &fields).await.is(404);
        }
        says(&sam, &links[1], "Sam").await.is(200).sees("Your account is made");
        for link in &links {
            app.visitor().get(link).await.is(404);
            let twice = app.visitor();
            let answer = twice.post(link, &fields).await;
            assert!(answer.is(303).header("location").starts_with("/sign-in?"), "{}", answer.header("location"));
            assert!(twice.cookie(COOKIE).is_none());
        }
        app.clock.forward(Duration::minutes(11));
        app.visitor().post(&links[1], &fields).await.is(404);
        assert_eq!(people(app).await.len(), 1);
        // Nor does a link open an account that was made in another way meanwhile.
        let bo = "bo@people.example";
        asks(&app.visitor(), "/sign-in", bo).await.is(200);
        let link = first_link(app).await;
        app.account("Bo", bo, folkmoot::policy::Role::Member, folkmoot::policy::Capacity::Resident, "").await;
        let eve = app.visitor();
        eve.post(&link, &fields).await.is(404);
        assert!(eve.cookie(COOKIE).is_none());
    }

    async fn known_and_unknown_addresses_look_the_same_and_get_one_letter(app: &TestApp) {
        app.account("Ana", "ana@people.example", folkmoot::policy::Role::Member, folkmoot::policy::Capacity::Resident, "").await;
        let mut seen = Vec::new();
        for email in ["ana@people.example", "bob@people.example"] {
            let who = app.visitor();
            let form = who.visit("/sign-in/link?next=/areas").await.form("/sign-in/link");
            assert_eq!(form.value("next"), Some("/areas"));
            let answer = form.fill("email", email).send().await;
            let page = who.visit(&answer.header("location")).await;
            seen.push((answer.status, answer.header("location"), answer.header("set-cookie"), page.html));
            for _ in 0..5 {
                app.visitor().post("/sign-in/link", &[("email", email), ("next", "/areas")]).await.is(303);
            }
            assert_eq!(app.letters().await.len(), 1, "{email}");
        }
        assert_eq!(seen[0], seen[1]);
    }

    async fn where_it_leads_is_ours(app: &TestApp) {
        for (n, next) in ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", ""].into_iter().enumerate() {
            let (who, email) = (app.visitor(), format!("sam{n}@people.example"));
            who.post("/sign-in/link", &[("email", &email), ("next", next)]).await.is(303);
            let link = first_link(app).await;
            let form = who.visit(&link).await.form(&link).fill("name", "Sam").fill("capacity", "resident").fill("adult", "yes");
            assert_eq!(form.send().await.is(303).header("location"), "/?done=joined-here", "{next}");
        }
    }

    /// Whoever mistypes their address gets nobody in, and what they wrote is not another's to post.
    async fn a_letter_that_goes_astray_lets_in_whoever_got_it(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let (sam, sim) = (app.visitor(), app.visitor());
        sam.visit(&path).await.form("/comments").fill("body", "In the name of Sam.").submit().await;
        asks(&sam, "/sign-in", "sim@people.example").await.is(200);
        let letter = one_letter(app).await;
        assert_eq!(letter.to, "sim@people.example");
        assert!(!letter.text.contains("In the name of Sam"), "{}", letter.text);
        assert!(sam.cookie(COOKIE).is_none());
        let link = link_in(&letter, "/sign-in/link/");
        says(&sim, &link, "Sim").await.is(200);
        sim.visit(&path).await.lacks("In the name of Sam.");
        sam.visit("/sign-in").await.sees("In the name of Sam.");
        assert!(sam.cookie(COOKIE).is_none());
        // With the right address it is posted, by whoever wrote it.
        asks(&sam, "/sign-in", SAM).await.is(200);
        let link = first_link(app).await;
        says(&sam, &link, "Sam").await.is(200).sees("Your comment is posted.");
        app.visitor().visit(&path).await.sees("In the name of Sam.");
    }

    async fn what_waits_in_one_browser_waits_there(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let (desk, phone) = (app.visitor(), app.visitor());
        desk.visit(&path).await.form("/comments").fill("body", "Typed at the desk.").submit().await;
        asks(&desk, "/sign-in", SAM).await.is(200);
        let link = first_link(app).await;
        says(&phone, &link, "Sam").await.is(200).sees("Your account is made");
        phone.visit(&path).await.lacks("Typed at the desk.");
        desk.visit("/sign-in").await.sees("Typed at the desk.");
        app.clock.forward(Duration::minutes(3));
        asks(&desk, "/sign-in", SAM).await.is(200);
        let link = link_in(&one_letter(app).await, "/sign-in/link/");
        desk.visit(&link).await.form(&link).submit().await.is(200).sees("Your comment is posted.").sees("Typed at the desk.");
    }
}
