//! People's data: what they are told, what they agreed to, how long it is kept, and who looked at it.

use crate::accounts::{confirm, link_in, one_letter, register};
use crate::links::invite;
use crate::nasty::say;
use crate::support::TestApp;
use crate::support::stage::PASSWORD;
use crate::{on_both, on_both_with};
use chrono::Duration;
use diesel::prelude::*;
use folkmoot::config::Config;
use folkmoot::consents::{self, Act, Consent, Who};
use folkmoot::db::schema::{accounts, digests, jobs, notices, reports, sessions, subscribers};
use folkmoot::ids::{AccountId, SubscriberId};
use folkmoot::policy::{Capacity, Role};
use folkmoot::{access, db, retention};

/// Deletes what is too old, and gives how much of one kind that was.
pub async fn gone(app: &TestApp, kind: &str) -> usize {
    let lines = retention::run(&app.app.site).await.expect("the database answers");
    lines.iter().find(|line| line.name == kind).unwrap_or_else(|| panic!("no clock for {kind}: {lines:?}")).rows
}

/// What somebody agreed to.
async fn agreed(app: &TestApp, who: Who) -> Vec<Consent> {
    app.query(move |conn| consents::load_of(conn, who).expect("read")).await
}

/// The account with this address.
async fn account(app: &TestApp, email: &'static str) -> AccountId {
    app.query(move |conn| {
        accounts::table.filter(accounts::email.eq(email)).select(accounts::id).first(conn).expect("there")
    })
    .await
}

/// After so many hours each of these goes, and not before; and how many there are in the story below.
const CLOCKS: [(i64, &str, usize); 10] = [
    (48, "addresses that did not say yes to emails", 2),
    (48, "accounts that nobody confirmed", 1),
    (72, "what waited for its author to sign in", 1),
    (14 * 24, "sessions that have ended", 2),
    (32 * 24, "links in letters that have run out", 1),
    (90 * 24, "letters that could not be sent", 1),
    (365 * 24, "who sent a report (the report stays)", 1),
    (365 * 24, "what stood in emails (emptied)", 1),
    (365 * 24, "addresses without an account that stopped all emails", 1),
    (730 * 24, "who looked at people's data", 1),
];

/// Settings that differ from the defaults in all that the pages tell.
fn other_settings(config: &mut Config) {
    config.privacy.controller = "The Moot of Example".into();
    config.privacy.contact = "data@moot.example".into();
    config.privacy.officer = "Office 7, dpo@moot.example".into();
    config.privacy.basis = "We ask because the law tells us to.".into();
    config.mail.smtp_url = "smtp://user:hunter2@relay.moot.example:587".to_owned().into();
    config.retention.access_days = 99;
    config.accounts.waiting_hours = 30;
    config.accounts.session_idle_days = 9;
    config.accounts.minimum_age = 13;
}

on_both! {
    async fn the_pages_say_what_the_program_does(app: &TestApp) {
        let anybody = app.visitor();
        let home = anybody.visit("/").await;
        let foot: Vec<String> = home.all("footer a").iter().map(|a| a.attr("href")).collect();
        assert!(foot.contains(&"/privacy".into()) && foot.contains(&"/cookies".into()), "{foot:?}");
        let page = anybody.visit("/privacy").await;
        page.is(200).sees("This has still to be settled").sees("team@folkmoot.example").sees("you need to be 16 or over");
        page.sees("It is deleted after 730 days.").sees("It is deleted after 3 days, or when it is posted.");
        page.sees("14 days after your last visit, and 90 days after you signed in").lacks("data protection officer:");
        let page = anybody.visit("/cookies").await;
        page.is(200).sees("Four may be left by this site, and no others").sees("__Host-folkmoot").sees("__Host-waiting");
        page.sees("after 14 days without a visit, and after 90 days in any case. For staff it is 30 minutes and 12 hours.");
        for (old, new) in [("/about/privacy", "/privacy"), ("/about/cookies", "/cookies")] {
            assert_eq!(anybody.get(old).await.header("location"), new);
        }
    }

    async fn whoever_makes_an_account_agrees_to_the_wording_of_the_day(app: &TestApp) {
        let ana = app.visitor();
        register(&ana, "Ana", "ana@people.example").await;
        let letter = one_letter(app).await;
        let id = account(app, "ana@people.example").await;
        let first = agreed(app, Who::Account(id)).await;
        assert_eq!((first.len(), first[0].act, first[0].age, first[0].at), (1, Act::Account, Some(16), app.now()));
        let (privacy, rules) = (first[0].privacy.clone(), first[0].house_rules.clone());
        let words = app.query(move |conn| (consents::words(conn, &privacy).expect("kept"), consents::words(conn, &rules).expect("kept"))).await;
        assert!(words.0.contains("What we keep, and for how long") && words.1.is_empty(), "{words:?}");
        // The house rules change: who comes later agrees to the new ones, and who was first is not rewritten.
        crate::vision::seed(app).await;
        register(&app.visitor(), "Ben", "ben@people.example").await;
        app.letters().await;
        let second = agreed(app, Who::Account(account(app, "ben@people.example").await)).await;
        assert_eq!(second[0].privacy, first[0].privacy, "the notice is the same, and kept once");
        assert_ne!(second[0].house_rules, first[0].house_rules);
        let kept: i64 = app.query(|conn| notices::table.count().get_result(conn).expect("counted")).await;
        assert_eq!(kept, 3);
        let rules = second[0].house_rules.clone();
        assert!(app.query(move |conn| consents::words(conn, &rules).expect("kept")).await.contains("No personal attacks"));
        // Who registers anew before anybody confirmed has agreed once: to the newer wording.
        app.clock.forward(Duration::minutes(6));
        register(&ana, "Ana", "ana@people.example").await;
        let anew = agreed(app, Who::Account(id)).await;
        assert_eq!((anew.len(), &anew[0].house_rules), (1, &second[0].house_rules));
        drop(letter);
        let letter = one_letter(app).await;
        confirm(&ana, &link_in(&letter, "/confirmation/"), PASSWORD).await.sees("Your email address is confirmed.");
        assert_eq!(agreed(app, Who::Account(id)).await, anew, "confirming an address agrees to nothing more");
    }

    async fn every_way_in_keeps_what_was_agreed_to(app: &TestApp) {
        // Whoever opens the letter makes the account their own, and agrees themselves.
        let eve = app.visitor();
        register(&eve, "Eve", "ana@people.example").await;
        let link = link_in(&one_letter(app).await, "/confirmation/");
        app.clock.forward(Duration::hours(1));
        let way_out = format!("{link}/account");
        let form = app.visitor().visit(&way_out).await.form(&way_out).fill("name", "Ana").fill("password", "the words of Ana");
        form.fill("capacity", "resident").fill("adult", "yes").submit().await.is(200);
        let own = agreed(app, Who::Account(account(app, "ana@people.example").await)).await;
        assert_eq!((own.len(), own[0].act, own[0].at), (1, Act::Account, app.now()));
        app.letters().await;
        // An invitation to the staff.
        invite(app, "mo@people.example", Role::Moderator).await;
        let link = link_in(&one_letter(app).await, "/invitation/");
        let page = app.visitor().visit(&link).await;
        page.sees("By doing this you agree to the house rules");
        page.form(&link).fill("name", "Mo").fill("password", "three other words").submit().await.is(200);
        let mo = agreed(app, Who::Account(account(app, "mo@people.example").await)).await;
        assert_eq!((mo.len(), mo[0].act, mo[0].age), (1, Act::Staff, None));
        // Emails without an account: when they say yes, not when somebody asks in their name.
        app.visitor().post("/subscriptions", &[("email", "sub@people.example")]).await.is(303);
        let link = link_in(&one_letter(app).await, "/subscriptions/confirmation/");
        let id: SubscriberId = app.query(|conn| subscribers::table.filter(subscribers::email.eq("sub@people.example")).select(subscribers::id).first(conn).expect("there")).await;
        assert!(agreed(app, Who::Subscriber(id)).await.is_empty());
        app.visitor().visit(&link).await.form(&link).submit().await.is(200);
        let said = agreed(app, Who::Subscriber(id)).await;
        assert_eq!((said.len(), said[0].act, &said[0].privacy), (1, Act::Emails, &own[0].privacy));
    }

    async fn each_clock_deletes_its_own_and_a_rehearsal_nothing(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let ana = app.resident("Ana").await;
        let comment = say(app, &ana, &path, "Ana’s words").await;
        let ben = app.resident("Ben").await;
        ben.post_own(&format!("/comments/{comment}/reports"), &[("reason", "spam")]).await.is(303);
        app.visitor().post(&format!("{path}/comments"), &[("body", "It waits.")]).await.is(303);
        register(&app.visitor(), "Newcomer", "new@people.example").await;
        app.visitor().post("/subscriptions", &[("email", "silent@people.example")]).await.is(303);
        let quiet = subscribed(app, "quiet@people.example").await;
        app.letters().await;
        let email = crate::audit::parked(app).await;
        let (now, ana) = (app.now(), ana.id);
        app.change(move |tx| {
            diesel::insert_into(jobs::table)
                .values((jobs::kind.eq("link"), jobs::payload.eq("{\"job\":\"link\",\"link\":0}"), jobs::run_at.eq(now), jobs::created_at.eq(now), jobs::parked_because.eq("it failed")))
                .execute(&mut **tx)?;
            diesel::update(digests::table.find(email))
                .set((digests::state.eq("accepted"), digests::subject.eq("News"), digests::ended_at.eq(now), digests::subscriber_id.eq(quiet.0)))
                .execute(&mut **tx)?;
            folkmoot::subscribers::stop(tx, quiet, now)?;
            access::note(tx, None, &[access::Whom::Account(ana)], access::What::Case, now)
        }).await;
        let (config, url) = (app.app.site.config.clone(), app.app.site.config.database_url().expect("an address"));
        let rehearse = |at| {
            let mut conn = db::connect(&url).expect("a connection");
            retention::rehearse(&mut conn, &config, at).expect("it runs")
        };
        for (hours, kind, rows) in CLOCKS {
            let at = now + Duration::hours(hours);
            for (at, rows) in [(at - Duration::seconds(1), 0), (at + Duration::seconds(1), rows)] {
                let lines = rehearse(at);
                let line = lines.iter().find(|line| line.name == kind).expect("a clock");
                assert_eq!(line.rows, rows, "{kind} at {at}");
            }
        }
        app.clock.forward(Duration::days(366));
        let (expected, done) = (rehearse(app.now()), retention::run(&app.app.site).await.expect("it runs"));
        assert_eq!(done, expected, "nothing that was rehearsed was done");
        assert!(rehearse(app.now()).iter().all(|line| line.rows == 0));
        let left: (i64, i64, i64, Option<AccountId>) = app.query(|conn| {
            (
                accounts::table.count().get_result(conn).expect("counted"),
                sessions::table.count().get_result(conn).expect("counted"),
                subscribers::table.count().get_result(conn).expect("counted"),
                reports::table.select(reports::reporter_id).first(conn).expect("the report stays"),
            )
        }).await;
        assert_eq!(left, (2, 0, 0, None));
    }

    async fn nobody_looks_unseen(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let (ana, mo) = (app.resident("Ana").await, app.moderator("Mo").await);
        let comment = say(app, &ana, &path, "Ana’s words").await;
        app.visitor().post(&format!("/comments/{comment}/reports"), &[("reason", "spam")]).await.is(303);
        let email = crate::audit::parked(app).await;
        let root = app.person("Root", Role::Administrator, Capacity::Resident, "").await;
        root.visit("/staff/access").await.is(200).sees("Nobody has looked yet.");
        let case = mo.visit("/staff/queue").await.one("a[href*='/staff/cases/']").attr("href");
        let looked = |id: AccountId| async move { app.query(move |conn| access::load_of(conn, &[access::Whom::Account(id)]).expect("read")).await };
        assert!(looked(ana.id).await.is_empty(), "the queue shows nothing about her");
        mo.visit(&case).await.is(200).sees("Account made today");
        assert_eq!(looked(ana.id).await, [(access::What::Case, app.now())]);
        mo.get("/staff/cases/999").await.is(404);
        ana.get(&case).await.is(404);
        assert_eq!(looked(ana.id).await.len(), 1, "who sees nothing is not noted");
        app.clock.forward(Duration::minutes(1));
        let desk = root.visit("/staff/emails").await;
        desk.sees("@people.example");
        let page = root.visit("/staff/access").await;
        let lines: Vec<String> = page.all("tbody tr").iter().map(|line| line.text.clone()).collect();
        assert_eq!(lines.len(), 2, "{lines:?}");
        assert!(lines[0].starts_with("Root ") && lines[0].contains("An email that did not arrive, with its address"), "{lines:?}");
        assert!(lines[1].starts_with("Mo Ana A reported comment"), "{lines:?}");
        assert!(email > 0);
        for who in [&ana, &mo] {
            who.get("/staff/access").await.is(404);
        }
        root.get("/staff/access?before=1").await.is(404);
    }
}

on_both_with! {
    other_settings;

    /// Each setting that the pages tell is changed: the pages say so.
    async fn a_setting_that_changes_changes_the_page(app: &TestApp) {
        let anybody = app.visitor();
        let page = anybody.visit("/privacy").await;
        page.sees("Responsible for your data by law: The Moot of Example").sees("data@moot.example").sees("Office 7, dpo@moot.example");
        page.sees("We ask because the law tells us to.").sees("you need to be 13 or over").sees("It is deleted after 99 days.");
        page.sees("It is deleted after 30 hours, or when it is posted.").sees("9 days after your last visit").lacks("still to be settled");
        page.lacks("hunter2").lacks("team@folkmoot.example");
        anybody.visit("/cookies").await.sees("after 9 days without a visit").sees("It goes after 30 hours at the latest.");
        anybody.visit("/register").await.sees("I am 13 or over");
        register(&anybody, "Ana", "ana@people.example").await;
        app.letters().await;
        let said = agreed(app, Who::Account(account(app, "ana@people.example").await)).await;
        assert_eq!(said[0].age, Some(13));
    }
}

on_both_with! {
    |config: &mut Config| config.accounts.minimum_age = 0;

    /// Where nobody's age is asked, nobody says it.
    async fn an_age_is_asked_only_where_one_is_set(app: &TestApp) {
        let ana = app.visitor();
        let page = ana.visit("/register").await;
        assert!(page.all("#adult").is_empty());
        let form = page.form("/register").fill("name", "Ana").fill("email", "ana@people.example").fill("password", PASSWORD);
        form.fill("capacity", "resident").submit().await.is(200).sees("Check your email");
        app.letters().await;
        assert_eq!(agreed(app, Who::Account(account(app, "ana@people.example").await)).await[0].age, None);
        ana.visit("/privacy").await.lacks("or over");
    }
}

/// An address that has said yes to emails about the area.
async fn subscribed(app: &TestApp, email: &'static str) -> SubscriberId {
    app.visitor().post("/subscriptions", &[("email", email)]).await.is(303);
    let letters = app.letters().await;
    let letter = letters.iter().find(|letter| letter.to == email).expect("a letter");
    let link = link_in(letter, "/subscriptions/confirmation/");
    app.visitor().visit(&link).await.form(&link).submit().await.is(200);
    app.query(move |conn| {
        subscribers::table.filter(subscribers::email.eq(email)).select(subscribers::id).first(conn).expect("there")
    })
    .await
}
