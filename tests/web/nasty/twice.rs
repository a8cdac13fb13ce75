//! 17, 36: the same form twice, because the button was pressed twice, because of Back, or because the answer was lost on
//! the way. It is as if it had been sent once. Votes, follows, comments and reports: `inputs::twice_is_once`.

use super::say;
use crate::accounts::{link_in, one_letter, register};
use crate::links::invite;
use crate::on_both;
use crate::support::stage::PASSWORD;
use crate::support::{Page, Person, TestApp};
use chrono::Duration;
use diesel::prelude::*;
use folkmoot::db::schema::{accounts, activity, audit, case_studies, decisions, digests, links, proposals, sessions};
use folkmoot::policy::{Capacity, Role};
use futures_util::future::join_all;

/// What behind links could be opened: used links, sessions, passwords.
async fn opened(app: &TestApp) -> (i64, i64, Vec<Option<String>>) {
    app.query(|conn| {
        (
            links::table.filter(links::used_at.is_not_null()).count().get_result(conn).expect("counted"),
            sessions::table.count().get_result(conn).expect("counted"),
            accounts::table.order(accounts::id).select(accounts::password_hash).load(conn).expect("read"),
        )
    })
    .await
}

/// How often something of this kind is on the record.
async fn noted(app: &TestApp, act: &'static str) -> i64 {
    app.query(move |conn| audit::table.filter(audit::act.eq(act)).count().get_result(conn).expect("counted")).await
}

/// Sends the same form three times at once, and gives the one answer to all.
async fn thrice(who: &Person, target: &str, fields: &[(&str, &str)]) -> Page {
    let mut answers = join_all((0..3).map(|_| who.post(target, fields))).await;
    let last = answers.pop().expect("three");
    for answer in &answers {
        assert_eq!((answer.status, answer.header("location")), (last.status, last.header("location")), "{target}");
    }
    last
}

/// The form for a new proposal, filled in.
async fn proposal(ed: &Person, area: &str, title: &str) -> Page {
    let form = ed.visit("/staff/proposals/new").await.form("/staff/proposals/new");
    let form = form.fill("title", title).fill("summary", "One sentence.").fill("change", "This would change.");
    form.fill("area", area).fill("totals", "public").send().await
}

on_both! {
    /// A link that was used leads to the sign-in page, whatever is typed and whoever types it; later it is not valid.
    async fn a_used_link_leads_to_the_door(app: &TestApp) {
        app.account("Cleo", "cleo@people.example", Role::Member, Capacity::Resident, "").await;
        register(&app.visitor(), "Ana", "ana@people.example").await;
        let ana = link_in(&one_letter(app).await, "/confirmation/");
        register(&app.visitor(), "Ben", "ben@people.example").await;
        let ben = link_in(&one_letter(app).await, "/confirmation/");
        app.visitor().post("/reset", &[("email", "cleo@people.example")]).await.is(303);
        let cleo = link_in(&one_letter(app).await, "/reset/");
        invite(app, "mo@people.example", Role::Moderator).await;
        let mo = link_in(&one_letter(app).await, "/invitation/");
        let fields = |password| [("password", password), ("name", "Xanthe"), ("capacity", "resident"), ("adult", "yes")];
        for (page, form) in [(&ana, ana.clone()), (&ben, format!("{ben}/account")), (&cleo, cleo.clone()), (&mo, mo.clone())] {
            app.visitor().post(&form, &fields(PASSWORD)).await.is(303);
            let before = opened(app).await;
            for password in [PASSWORD, "another three words", "short", ""] {
                let again = app.visitor();
                let answer = again.post(&form, &fields(password)).await;
                answer.is(303);
                assert_eq!(answer.header("location"), "/sign-in?done=link-used", "{form}");
                assert!(again.cookie("__Host-folkmoot").is_none(), "{form} opens nothing");
                again.follow(answer).await.is(200).sees("Your link has done its work. Ask for a new link");
            }
            let changed = format!("{form}A");
            app.visitor().post(&changed, &fields(PASSWORD)).await.is(404);
            app.visitor().get(page).await.is(404);
            assert_eq!(opened(app).await, before, "{form}");
            app.clock.forward(Duration::minutes(11));
            app.visitor().post(&form, &fields(PASSWORD)).await.is(404).sees("This link is not valid");
        }
        app.letters().await;
    }

    /// Two presses that arrive at the same moment: one comes in, the other is led to the door, and neither sees a mistake.
    async fn a_link_pressed_twice_at_once(app: &TestApp) {
        register(&app.visitor(), "Ana", "ana@people.example").await;
        let link = link_in(&one_letter(app).await, "/confirmation/");
        let presses = [app.visitor(), app.visitor(), app.visitor()];
        let answers = join_all(presses.iter().map(|who| who.post(&link, &[("password", PASSWORD)]))).await;
        let mut to: Vec<String> = answers.iter().map(|answer| answer.header("location")).collect();
        to.sort();
        assert_eq!(to, ["/account?done=confirmed", "/sign-in?done=link-used", "/sign-in?done=link-used"]);
        assert_eq!(opened(app).await.1, 1);
    }

    async fn a_letter_asked_for_twice_comes_once(app: &TestApp) {
        app.account("Cleo", "cleo@people.example", Role::Member, Capacity::Resident, "").await;
        let visitor = app.visitor();
        visitor.post("/subscriptions", &[("email", "sub@people.example")]).await.is(303);
        let link = link_in(&one_letter(app).await, "/subscriptions/confirmation/");
        thrice(&visitor, &link, &[]).await.is(200);
        register(&visitor, "Ana", "ana@people.example").await;
        app.letters().await;
        app.clock.forward(Duration::minutes(6));
        for (target, email) in [
            ("/reset", "cleo@people.example"), ("/confirmation", "ana@people.example"), ("/emails", "sub@people.example"),
            ("/subscriptions", "new@people.example"),
        ] {
            thrice(&visitor, target, &[("email", email)]).await.is(303);
            assert_eq!(one_letter(app).await.to, email, "{target}");
        }
    }

    async fn a_comment_is_taken_back_once(app: &TestApp) {
        let (id, path) = app.proposal("Clean buses").await;
        let (ana, ben) = (app.resident("Ana").await, app.resident("Ben").await);
        say(app, &ana, &path, "Ana’s words").await;
        let comment = say(app, &ben, &path, "Ben’s words").await;
        let (target, token) = (format!("/comments/{comment}/deletion"), ben.token().await);
        let answer = thrice(&ben, &target, &[("csrf", &token)]).await;
        ben.follow(answer).await.is(200).sees("Your comment is deleted.").lacks("Ben’s words");
        ben.get(&target).await.is(404);
        ana.post_own(&target, &[]).await.is(404);
        let count: i64 = app.query(move |conn| proposals::table.filter(proposals::id.eq(id)).select(proposals::comments).first(conn).expect("found")).await;
        assert_eq!(count, 1);
    }

    async fn a_decision_is_made_once(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let (ben, mo, ines) = (app.resident("Ben").await, app.moderator("Mo").await, app.moderator("Ines").await);
        let comment = say(app, &ben, &path, "Ben’s words").await;
        app.visitor().post(&format!("/comments/{comment}/reports"), &[("reason", "spam")]).await.is(303);
        let case = mo.visit("/staff/queue").await.one("a[href*='/staff/cases/']").attr("href");
        let (target, token) = (format!("{}/decisions", case.split('#').next().unwrap_or_default()), mo.token().await);
        let hide = [("csrf", token.as_str()), ("act", "hide"), ("rule", "3"), ("reasons", "An advert.")];
        thrice(&mo, &target, &hide).await.is(303);
        let made = || app.query(|conn| decisions::table.count().get_result::<i64>(conn).expect("counted"));
        assert_eq!((made().await, noted(app, "comment.hide").await), (1, 1));
        assert_eq!(one_letter(app).await.to, "ben@people.example");
        // The same words from somebody else, or other words from the same, are another decision, and come too late.
        ines.post_own(&target, &hide[1..]).await.is(409).sees("Mo decided this case");
        mo.post(&target, &[("csrf", &token), ("act", "hide"), ("rule", "3"), ("reasons", "Rude.")]).await.is(409).sees("Rude.");
        let restore = [("csrf", token.as_str()), ("act", "restore"), ("reasons", "It was none.")];
        thrice(&mo, &target, &restore).await.is(303);
        assert_eq!((made().await, noted(app, "comment.restore").await), (2, 1));
        assert_eq!(one_letter(app).await.to, "ben@people.example");
        mo.post(&target, &hide).await.is(409);
        app.visitor().visit(&path).await.sees("Ben’s words");
    }

    async fn a_proposal_is_made_once(app: &TestApp) {
        for area in ["clean-air", "dementia"] {
            app.area(area).await;
        }
        let (ed, edie) = (app.editor("Ed").await, app.editor("Edie").await);
        let made = || app.query(|conn| proposals::table.count().get_result::<i64>(conn).expect("counted"));
        let first = proposal(&ed, "clean-air", "Plant trees").await;
        let twice = proposal(&ed, "clean-air", "Plant trees").await;
        assert_eq!((first.status, first.header("location")), (303, twice.header("location")));
        assert_eq!((made().await, noted(app, "proposal.create").await), (1, 1));
        // What differs, or comes from somebody else or later, is another.
        for (who, area, title) in [(&ed, "dementia", "Plant trees"), (&ed, "clean-air", "Plant more trees"), (&edie, "clean-air", "Plant trees")] {
            proposal(who, area, title).await.is(303);
        }
        app.clock.forward(Duration::minutes(11));
        proposal(&ed, "clean-air", "Plant trees").await.is(303);
        assert_eq!(made().await, 5);
        // Announced at once, and pressed three times.
        let token = ed.token().await;
        let fields = [
            ("csrf", token.as_str()), ("title", "Quiet streets"), ("summary", "S."), ("change", "C."), ("area", "clean-air"), ("totals", "public"),
            ("opens_date", "2026-11-24"), ("opens_time", "9:00"), ("closes_date", "2026-12-24"), ("closes_time", "17:00"), ("announce", "yes"),
        ];
        thrice(&ed, "/staff/proposals/new", &fields).await.is(303);
        assert_eq!(made().await, 6);
        let told: i64 = app.query(|conn| activity::table.count().get_result(conn).expect("counted")).await;
        assert_eq!(told, 1);
    }

    async fn a_proposal_turns_once(app: &TestApp) {
        app.area("clean-air").await;
        let (ed, edie) = (app.editor("Ed").await, app.editor("Edie").await);
        proposal(&ed, "clean-air", "Plant trees").await.is(303);
        let (edit, token) = ("/staff/proposals/1", ed.token().await);
        for (page, act, fields) in [
            ("opening", "proposal.open", [("closes_date", "2026-12-04"), ("closes_time", "17:00"), ("reason", "")]),
            ("extension", "proposal.extend", [("closes_date", "2026-12-14"), ("closes_time", "17:00"), ("reason", "Many asked.")]),
            ("closing", "proposal.close", [("closes_date", ""), ("closes_time", ""), ("reason", "A mistake.")]),
        ] {
            let target = format!("{edit}/{page}");
            let shown = ed.visit(&target).await.form(&target);
            let was = shown.value("was").unwrap_or_default().to_owned();
            let all = [&[("csrf", token.as_str()), ("was", &was)][..], &fields].concat();
            let before: i64 = app.query(|conn| activity::table.count().get_result(conn).expect("counted")).await;
            thrice(&ed, &target, &all).await.is(303);
            thrice(&ed, &target, &all).await.is(303);
            let after: i64 = app.query(|conn| activity::table.count().get_result(conn).expect("counted")).await;
            assert_eq!((noted(app, act).await, after - before), (1, 1), "{act}");
            // Somebody else's form, and one with another day or reason, is another, and is told how things stand.
            edie.post_own(&target, &all[1..]).await.is(409);
            let other = [&all[..2], &[("closes_date", "2026-12-30"), ("closes_time", "17:00"), ("reason", "Another.")]].concat();
            ed.post(&target, &other).await.is(409);
        }
    }

    async fn an_email_is_tried_again_once(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let ana = app.resident("Ana").await;
        ana.post_own(&format!("{path}/follows"), &[("follow", "start"), ("frequency", "daily")]).await.is(303);
        say(app, &app.resident("Ben").await, &path, "Ben’s words").await;
        app.clock.forward(Duration::days(1));
        assert_eq!(app.emails().await.len(), 1);
        app.change(|tx| { diesel::update(digests::table).set(digests::state.eq("parked")).execute(&mut **tx)?; Ok(()) }).await;
        let root = app.person("Root", Role::Administrator, Capacity::Resident, "").await;
        let token = root.token().await;
        thrice(&root, "/staff/emails/1/retry", &[("csrf", &token)]).await.is(303);
        assert_eq!(noted(app, "digest.retry").await, 1);
        app.clock.forward(Duration::minutes(11));
        root.post("/staff/emails/1/retry", &[("csrf", &token)]).await.is(404);
    }

    async fn a_case_study_is_added_and_deleted_once(app: &TestApp) {
        app.area("clean-air").await;
        let ed = app.editor("Ed").await;
        let token = ed.token().await;
        let fields = [
            ("csrf", token.as_str()), ("title", "Quiet streets"), ("summary", "S."), ("area", "clean-air"), ("source_name", "A"),
            ("source_url", "https://a.example/"), ("body", "B."), ("shown", "yes"),
        ];
        let made = || app.query(|conn| case_studies::table.count().get_result::<i64>(conn).expect("counted"));
        let answer = thrice(&ed, "/staff/case-studies/new", &fields).await;
        answer.is(303);
        assert_eq!((made().await, noted(app, "case_study.add").await), (1, 1));
        let target = format!("{}/deletion", answer.header("location").split('?').next().unwrap_or_default());
        let was = ed.visit(&target).await.form(&target).value("was").unwrap_or_default().to_owned();
        thrice(&ed, &target, &[("csrf", &token), ("was", &was)]).await.is(303);
        assert_eq!((made().await, noted(app, "case_study.delete").await), (0, 1));
        app.editor("Edie").await.post_own(&target, &[("was", &was)]).await.is(404);
        app.clock.forward(Duration::minutes(11));
        ed.post(&target, &[("csrf", &token), ("was", &was)]).await.is(404);
    }
}
