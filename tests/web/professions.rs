//! Professions: saying what one does, and the three ways to have it verified.

use crate::accounts::{link_in, one_letter};
use crate::on_both;
use crate::support::{Page, Person, TestApp};
use chrono::Duration;
use diesel::prelude::*;
use folkmoot::db::schema::{audit, comments, profession_claims, professions, proposal_votes};
use folkmoot::mail::Post;
use folkmoot::policy::{Capacity, Role};
use folkmoot::worker::schedule;
use futures_util::future::join_all;

const OWN: &str = "/account/profession";
const LETTER: &str = "/account/profession/work-address";
const LINK: &str = "/account/profession/letter";
const NUMBER: &str = "/account/profession/registration";
const VOUCHING: &str = "/account/profession/vouching";
const QUEUE: &str = "/staff/professions";

/// Says what they do.
pub async fn describes(who: &Person, profession: &str) {
    who.post_own(OWN, &[("profession", profession), ("employer", "A hospital")]).await.is(303);
}

/// Says that they are a nurse, and sends a registration number.
pub async fn claims(who: &Person) {
    describes(who, "Nurse").await;
    who.post_own(NUMBER, &[("register", "nmc"), ("number", "12A3456E")]).await.is(303);
}

async fn asks_for_letter(who: &Person, address: &str) -> Page {
    who.visit(LETTER).await.form(LETTER).fill("email", address).submit().await
}

async fn link(app: &TestApp) -> String {
    link_in(&one_letter(app).await, LINK)
}

async fn presses(who: &Person, link: &str) -> Page {
    who.visit(link).await.is(200).form(link).submit().await
}

async fn verified(app: &TestApp, name: &str, address: &str) -> Person {
    let who = app.resident(name).await;
    describes(&who, "Nurse").await;
    asks_for_letter(&who, address).await.is(200);
    presses(&who, &link(app).await).await.sees("You are verified.");
    who
}

async fn decides(by: &Person, claim: i64, act: &str, reason: &str) -> Page {
    let at = format!("{QUEUE}/{claim}");
    by.visit(&at).await.form(&at).fill("act", act).fill("reason", reason).submit().await
}

/// The capacity and the badge of each comment, the oldest first.
async fn said(app: &TestApp) -> Vec<(Capacity, String)> {
    app.query(|conn| {
        comments::table.order(comments::id).select((comments::capacity, comments::badge)).load(conn).expect("read")
    })
    .await
}

/// What the worker does every hour, and the letters that it asks for.
async fn sweep(app: &TestApp) -> Vec<Post> {
    folkmoot::retention::run(&app.app.site).await.expect("purged");
    schedule::remind(&app.app).await.expect("reminded");
    app.letters().await
}

async fn is_verified(who: &Person) -> bool {
    let text = who.visit(OWN).await.text();
    assert_ne!(text.contains("not yet verified"), text.contains(", verified"), "{text}");
    text.contains(", verified")
}

on_both! {
    async fn a_work_address_verifies_whoever_reads_its_letter(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let (ana, eve) = (app.resident("Ana").await, app.resident("Eve").await);
        ana.visit("/account").await.one(&format!("a[href='{OWN}']"));
        let page = ana.visit(OWN).await;
        page.is(200).lacks("By your work email address");
        page.form(OWN).fill("profession", "Nurse").fill("employer", " Barts  Health ").submit().await.sees("Saved.").sees("Nurse , not yet verified");
        ana.visit(&path).await.form("/comments").fill("body", "Before.").submit().await.is(200).sees("Nurse , not yet verified");
        ana.post_own(&format!("{path}/votes"), &[("vote", "support")]).await.is(303);

        let page = asks_for_letter(&ana, "Ana.Smith+x@Example.NHS.uk").await;
        page.is(200).sees("on its way to your work address").sees("We have sent an email").lacks("example.nhs.uk");
        let letter = one_letter(app).await;
        assert_eq!(letter.to, "Ana.Smith+x@example.nhs.uk");
        assert!(!letter.text.contains("Ana") && !letter.html.contains("Nurse"), "no words of whoever typed the address");
        let link = link_in(&letter, LINK);
        for _ in 0..2 {
            ana.visit(&link).await.is(200).sees("press the button");
        }
        assert!(!is_verified(&ana).await, "opening it changes nothing");
        app.visitor().get(&link).await.is(303);
        eve.visit(&link).await.is(404).sees("only for the account that asked");
        eve.post_own(&link, &[]).await.is(404);
        for wrong in [format!("{link}x"), link.replace(".", "x."), format!("{LINK}/1."), format!("{LINK}/1.x")] {
            ana.visit(&wrong).await.is(404);
            ana.post_own(&wrong, &[]).await.is(404);
        }

        presses(&ana, &link).await.is(200).sees("You are verified.").sees("by your work address on Monday 23 November 2026").sees("until Tuesday 23 November 2027");
        ana.visit(&link).await.is(404);
        ana.post_own(&link, &[]).await.is(404);
        ana.visit(&path).await.form("/comments").fill("body", "After.").submit().await.is(200).sees("Nurse , verified");
        let now = said(app).await;
        assert_eq!(now[0], (Capacity::Resident, "professional:declared:Nurse".into()), "as it was at that moment");
        assert_eq!(now[1], (Capacity::Professional, "professional:verified:Nurse".into()));
        let vote = || app.query(|conn| proposal_votes::table.select(proposal_votes::capacity).first::<Capacity>(conn).expect("a vote"));
        assert_eq!(vote().await, Capacity::Resident);
        ana.post_own(&format!("{path}/votes"), &[("vote", "oppose")]).await.is(303);
        assert_eq!(vote().await, Capacity::Professional);

        // The address is nowhere any more, and no staff see it.
        let rows = app.query(crate::nasty::dump).await;
        assert!(rows.iter().all(|row| !row.to_lowercase().contains("smith")), "{rows:?}");
        let mo = app.moderator("Mo").await;
        mo.visit(QUEUE).await.sees("0 claims wait").sees("Ana Nurse Work address");
        mo.visit(&format!("{QUEUE}/1")).await.sees("At *.nhs.uk").lacks("smith");
        let again = app.visitor();
        again.sign_in("ana.smith+x@example.nhs.uk", crate::support::stage::PASSWORD).await.lacks("You are signed in");
    }

    async fn only_listed_domains_get_a_letter(app: &TestApp) {
        let ana = app.resident("Ana").await;
        ana.get(LETTER).await.is(303);
        describes(&ana, "Nurse").await;
        for typed in [
            "", "ana", "ana@evil-nhs.net", "ana@nhs.net.evil.org", "ana@a.nhs.net", "ana@evilgov.uk", "ana@gov.uk", "ana@nһs.net",
            "ana@people.example", "ana@evil.org@nhs.net", "=?utf-8?q?ana=40evil.org=3e?=@nhs.net", "ana@nhs.net>@evil.org",
        ] {
            let page = asks_for_letter(&ana, typed).await;
            page.is(422).sees("There is a problem");
            assert_eq!(page.one("#email").attr("value"), typed);
        }
        assert!(app.letters().await.is_empty());
        for typed in ["ana@NHS.NET", "ana@nhs.net."] {
            asks_for_letter(&ana, typed).await.is(200);
            assert_eq!(one_letter(app).await.to, "ana@nhs.net");
        }
    }

    async fn letters_to_work_are_no_weapon(app: &TestApp) {
        let (ana, ben) = (app.resident("Ana").await, app.resident("Ben").await);
        describes(&ana, "Nurse").await;
        describes(&ben, "GP").await;
        for n in 0..3 {
            asks_for_letter(&ana, &format!("victim+{n}@nhs.net")).await.is(200);
        }
        asks_for_letter(&ben, "VICTIM@nhs.net").await.is(429).sees("That was a lot in a short time");
        for n in 0..2 {
            asks_for_letter(&ana, &format!("other{n}@nhs.net")).await.is(200);
        }
        asks_for_letter(&ana, "third@nhs.net").await.is(429);
        let letters = app.letters().await;
        assert_eq!(letters.len(), 1, "each letter makes the one before it void: {letters:?}");
        app.clock.forward(Duration::hours(47));
        ana.visit(&link_in(&letters[0], LINK)).await.is(200);
        app.clock.forward(Duration::hours(2));
        ana.visit(&link_in(&letters[0], LINK)).await.is(404);
        sweep(app).await;
        let kept: i64 = app.query(|conn| profession_claims::table.filter(profession_claims::email.is_not_null()).count().get_result(conn).expect("counted")).await;
        assert_eq!(kept, 0);
    }

    async fn what_was_typed_too_often_is_given_back(app: &TestApp) {
        let ana = app.resident("Ana").await;
        describes(&ana, "Nurse").await;
        for n in 0..19 {
            ana.post_own(VOUCHING, &[("words", &format!("Ask Bea {n}."))]).await.is(303);
        }
        ana.post_own(VOUCHING, &[("words", "Ask Bea once more.")]).await.is(429).sees("Ask Bea once more.");
    }

    async fn a_link_opens_nothing_else(app: &TestApp) {
        let ana = app.resident("Ana").await;
        describes(&ana, "Nurse").await;
        asks_for_letter(&ana, "ana@nhs.net").await.is(200);
        let link = link(app).await;
        let token = link.rsplit('/').next().expect("a token").to_owned();
        for other in ["/confirmation/", "/reset/", "/invitation/", "/emails/", "/subscriptions/confirmation/"] {
            app.visitor().get(&format!("{other}{token}")).await.is(404);
        }
        app.visitor().post("/reset", &[("email", "ana@people.example")]).await.is(303);
        let reset = link_in(&one_letter(app).await, "/reset/");
        let theirs = reset.rsplit('/').next().expect("a token").to_owned();
        ana.visit(&format!("{LINK}/{theirs}")).await.is(404);
        ana.post_own(&format!("{LINK}/{theirs}"), &[]).await.is(404);
        presses(&ana, &link).await.sees("You are verified.");
    }

    async fn one_address_verifies_one_person(app: &TestApp) {
        let ana = verified(app, "Ana", "jo@nhs.net").await;
        let ben = app.resident("Ben").await;
        describes(&ben, "GP").await;
        asks_for_letter(&ben, "JO+ben@nhs.net").await.is(200).lacks("somebody else");
        let to_ben = link(app).await;
        let refused = presses(&ben, &to_ben).await;
        refused.is(409).sees("verified somebody else");
        assert!(is_verified(&ana).await && !is_verified(&ben).await);
        // The same person again is no other person.
        asks_for_letter(&ana, "jo@nhs.net").await.is(200);
        presses(&ana, &link(app).await).await.sees("You are verified.");
        // When it has run out, it stands in nobody's way.
        app.clock.forward(Duration::days(366));
        for who in [&ana, &ben] {
            who.sign_in(if who.id == ana.id { "ana@people.example" } else { "ben@people.example" }, crate::support::stage::PASSWORD).await.is(200);
        }
        assert!(!is_verified(&ana).await);
        asks_for_letter(&ben, "jo@nhs.net").await.is(200);
        presses(&ben, &link(app).await).await.sees("You are verified.");
        assert!(is_verified(&ben).await && !is_verified(&ana).await);
    }

    async fn of_two_at_once_one_is_verified(app: &TestApp) {
        let (url, handle) = crate::nasty::second_instance(app).await;
        let (ana, ben) = (app.resident("Ana").await, app.resident("Ben").await);
        let mut links = Vec::new();
        for who in [&ana, &ben] {
            describes(who, "Nurse").await;
            asks_for_letter(who, "jo@nhs.net").await.is(200);
            links.push(link(app).await);
        }
        let there = crate::nasty::elsewhere(&ben, &url);
        let (a, b) = (ana.token().await, ben.token().await);
        let (a, b) = ([("csrf", a.as_str())], [("csrf", b.as_str())]);
        let sent = join_all([ana.post(&links[0], &a), there.post(&links[1], &b)]).await;
        let mut statuses: Vec<u16> = sent.iter().map(|page| page.status).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 409]);
        assert_ne!(is_verified(&ana).await, is_verified(&ben).await);
        handle.stop(true).await;
    }

    async fn staff_look_a_number_up(app: &TestApp) {
        let (ana, mo) = (app.resident("Ana").await, app.moderator("Mo").await);
        describes(&ana, "Nurse").await;
        let wrong = ana.visit(NUMBER).await.form(NUMBER).fill("register", "nmc").fill("number", "1234567").submit().await;
        wrong.is(422).sees("A number of this register has 2 figures, a letter");
        assert_eq!(wrong.one("#number").attr("value"), "1234567");
        ana.visit(NUMBER).await.form(NUMBER).submit().await.is(422).sees("Choose your register");
        ana.visit(NUMBER).await.form(NUMBER).fill("register", "nmc").fill("number", "12a 3456 e").submit().await.sees("Thank you.").sees("it waits for our team");
        mo.visit("/staff").await.one(&format!("a[href='{QUEUE}']"));
        mo.visit(QUEUE).await.sees("1 claim waits").sees("Ana Nurse Registration number");
        let page = mo.visit(&format!("{QUEUE}/1")).await;
        page.sees("12A3456E").sees("A hospital").sees("Look it up in the register of the Nursing and Midwifery Council (NMC)");
        assert_eq!(page.one("dd a").attr("href"), "https://www.nmc.org.uk/registration/search-register/");
        mo.post_own(&format!("{QUEUE}/1"), &[]).await.is(422).sees("Choose what you decide");
        mo.post_own(&format!("{QUEUE}/1"), &[("act", "withdraw"), ("reason", "x")]).await.is(409);
        assert!(!is_verified(&ana).await);
        decides(&mo, 1, "confirm", "").await.is(200).sees("Your decision is in force.").sees("0 claims wait");
        let letter = one_letter(app).await;
        assert_eq!((letter.to.as_str(), letter.subject.as_str()), ("ana@people.example", "Your profession is verified"));
        assert!(is_verified(&ana).await);
        let late = mo.post_own(&format!("{QUEUE}/1"), &[("act", "refuse"), ("reason", "No such number.")]).await;
        late.is(409).sees("This was decided meanwhile").sees("No such number.");
        let acts: Vec<(Option<i64>, String, String)> = app.query(|conn| audit::table.select((audit::actor_id, audit::act, audit::subject)).load(conn).expect("read")).await;
        assert_eq!(acts, [(Some(mo.id.0), "profession.confirm".into(), "claim 1".into())]);

        // The number verifies nobody else.
        let ben = app.resident("Ben").await;
        claims(&ben).await;
        decides(&mo, 2, "confirm", "").await.is(409).sees("verified somebody else");
        assert!(!is_verified(&ben).await);
        decides(&mo, 2, "refuse", "The name is another.").await.is(200);
        let letter = one_letter(app).await;
        assert!(letter.subject == "We could not verify your profession" && letter.text.contains("The name is another."), "{}", letter.text);
        ben.visit(OWN).await.sees("The name is another.").sees("By your work email address");
    }

    async fn staff_vouch_and_take_back_with_a_reason(app: &TestApp) {
        let (ana, root) = (app.resident("Ana").await, app.person("Root", Role::Administrator, Capacity::Resident, "").await);
        ana.visit(OWN).await.form(OWN).fill("profession", "other").fill("other", "Hospice  volunteer").submit().await.is(200);
        ana.visit(VOUCHING).await.form(VOUCHING).submit().await.is(422).sees("Enter who can tell us");
        let long = "x".repeat(1_001);
        let page = ana.visit(VOUCHING).await.form(VOUCHING).fill("words", &long).submit().await;
        page.is(422).sees("1,000 characters or fewer").sees(&long);
        ana.visit(VOUCHING).await.form(VOUCHING).fill("words", "Ask Sister Bea.\n<b>020</b>").submit().await.sees("it waits for our team");
        root.visit(&format!("{QUEUE}/1")).await.sees("Ask Sister Bea.").sees("<b>020</b>");
        decides(&root, 1, "confirm", " ").await.is(422).sees("Enter a reason");
        decides(&root, 1, "confirm", "Sister Bea says so.").await.is(200);
        app.letters().await;
        ana.visit(OWN).await.sees("Hospice volunteer , verified").sees("by our team");
        decides(&root, 1, "withdraw", "").await.is(422);
        decides(&root, 1, "withdraw", "She was mistaken.").await.is(200);
        let letter = one_letter(app).await;
        assert!(letter.subject.contains("not verified any more") && letter.text.contains("She was mistaken."));
        ana.visit(OWN).await.sees("She was mistaken.");
        assert!(!is_verified(&ana).await);
    }

    async fn who_may_not_decide(app: &TestApp) {
        let (ana, mo) = (app.resident("Ana").await, app.moderator("Mo").await);
        claims(&ana).await;
        claims(&mo).await;
        let page = mo.visit(&format!("{QUEUE}/2")).await;
        page.is(200).sees("This is your own.");
        assert!(page.all(&format!("form[action='{QUEUE}/2']")).is_empty());
        mo.post_own(&format!("{QUEUE}/2"), &[("act", "confirm")]).await.is(403);
        for who in [ana, app.editor("Ed").await, app.person("Al", Role::Analyst, Capacity::Resident, "").await] {
            who.get(QUEUE).await.is(404);
            who.get(&format!("{QUEUE}/1")).await.is(404);
            who.post_own(&format!("{QUEUE}/1"), &[("act", "confirm")]).await.is(404);
        }
        app.visitor().get(QUEUE).await.is(303);
    }

    async fn it_ends_after_a_year_with_one_letter_before(app: &TestApp) {
        let ana = verified(app, "Ana", "ana@nhs.net").await;
        app.clock.forward(Duration::days(334));
        assert!(sweep(app).await.is_empty());
        app.clock.forward(Duration::days(2));
        let letters = sweep(app).await;
        assert_eq!((letters.len(), letters[0].to.as_str()), (1, "ana@people.example"));
        assert!(letters[0].text.contains("until Tuesday 23 November 2027"), "{}", letters[0].text);
        app.clock.forward(Duration::days(1));
        assert!(sweep(app).await.is_empty(), "once");
        let sign_in = || ana.sign_in("ana@people.example", crate::support::stage::PASSWORD);
        sign_in().await.is(200);
        assert!(is_verified(&ana).await);
        asks_for_letter(&ana, "ana@nhs.net").await.is(200);
        presses(&ana, &link(app).await).await.sees("until Thursday 26 October 2028");
        app.clock.forward(Duration::days(364));
        assert_eq!(sweep(app).await.len(), 1, "the renewed one ends, too");
        sign_in().await.is(200);
        assert!(is_verified(&ana).await);
        app.clock.forward(Duration::days(4));
        assert!(!is_verified(&ana).await);
        assert!(sweep(app).await.is_empty());
    }

    async fn what_was_not_checked_is_not_verified(app: &TestApp) {
        let ana = verified(app, "Ana", "ana@nhs.net").await;
        let speaks = |capacity: &'static str, profession: &'static str| {
            let ana = ana.clone();
            async move {
                let form = ana.visit("/account").await.form("/account").fill("capacity", capacity).fill("profession", profession);
                form.submit().await.is(200).text()
            }
        };
        assert!(speaks("professional", "Surgeon").await.contains("Surgeon , not yet verified"));
        assert!(speaks("resident", "").await.contains("Your comments say: Resident"));
        assert!(ana.visit(OWN).await.text().contains("Your account says something else now"));
        assert!(speaks("professional", "Nurse").await.contains("Nurse , verified"));
        let wrong = ana.visit(OWN).await.form(OWN).fill("profession", "other").fill("other", " ").submit().await;
        wrong.is(422).sees("Enter your profession");
        ana.post_own(OWN, &[("profession", "King"), ("employer", &"x".repeat(81))]).await.is(422).sees("Choose your profession").sees("80 characters");
        ana.visit(OWN).await.form(OWN).fill("employer", "Another hospital").submit().await.is(200);
        assert!(!is_verified(&ana).await, "the address was that of the other employer");
    }

    async fn nothing_stays_of_who_is_forgotten(app: &TestApp) {
        let ana = verified(app, "Ana", "ana@nhs.net").await;
        claims(&ana).await;
        let id = ana.id;
        app.change(move |tx| folkmoot::professions::forget(tx, id)).await;
        let left: (i64, i64) = app.query(|conn| {
            (professions::table.count().get_result(conn).expect("counted"), profession_claims::table.count().get_result(conn).expect("counted"))
        }).await;
        assert_eq!(left, (0, 0));
        ana.visit(OWN).await.is(200).lacks("verified by");
    }
}
