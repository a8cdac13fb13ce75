//! Asking for another look: once, in time, by a different moderator; and everything comes back.

use super::{is_suspended, latest, letters_to, reported};
use crate::moderation::{decide, public_pages, same, state};
use crate::on_both;
use crate::support::{Page, Person, TestApp};
use chrono::Duration;
use diesel::prelude::*;
use folkmoot::comments::State;
use folkmoot::db::schema::{activity, appeals, decisions, proposals};

pub(super) async fn appeal(who: &Person, decision: i64, words: &str) -> Page {
    who.visit(&format!("/account/decisions/{decision}")).await.form("/appeal").fill("words", words).submit().await
}

pub(super) async fn answer(who: &Person, appeal: i64, outcome: &str, reasons: &str) -> Page {
    let page = who.visit(&format!("/staff/appeals/{appeal}")).await;
    page.form(&format!("/appeals/{appeal}")).fill("outcome", outcome).fill("reasons", reasons).submit().await
}

/// All decisions were made at this moment.
async fn made_at(app: &TestApp, at: chrono::NaiveDateTime) {
    app.change(move |tx| {
        diesel::update(decisions::table).set(decisions::decided_at.eq(at)).execute(&mut **tx)?;
        Ok(())
    })
    .await;
}

on_both! {
    async fn what_was_wrong_is_given_back_whole(app: &TestApp) {
        let (proposal, path) = app.proposal("School streets").await;
        let (ana, ben, mo, ines) = (app.resident("Ana").await, app.resident("Ben").await, app.moderator("Osric").await, app.moderator("Ines").await);
        let (comment, case) = reported(app, &ana, &path, "People here are silly.").await;
        ben.visit(&path).await.form(&format!("/comments/{comment}/votes")).fill("vote", "agree").submit().await.is(200);
        ben.visit(&path).await.form(&format!("/comments/{comment}/replies")).fill("body", "A reply.").submit().await.is(200);
        let also = [format!("/comments/{comment}")];
        let with = public_pages(app, &path, &also).await;
        let form = mo.visit(&case).await.form("/decisions").fill("act", "remove").fill("rule", "3").fill("reasons", "It attacks people.");
        form.fill("sanction", "for_good").submit().await.is(200);
        let (subject, text) = letters_to(app, "ana").await.remove(0);
        assert_eq!(subject, "Your comment has been hidden");
        let decision = latest(app).await;
        for words in ["by 7 December 2026", &format!("/account/decisions/{decision}"), "You cannot comment or vote here any more."] {
            assert!(text.contains(words), "{words}: {text}");
        }
        assert!(is_suspended(app, &ana).await);

        // Nobody else can see it or appeal; its author can, though suspended.
        for who in [ben.clone(), mo.clone()] {
            who.get(&format!("/account/decisions/{decision}")).await.is(404);
            who.post_own(&format!("/account/decisions/{decision}/appeal"), &[("words", "Me too")]).await.is(404);
        }
        ana.visit("/account/decisions").await.is(200).sees("Removed under rule 3").sees("People here are silly.");
        appeal(&ana, decision, " ").await.is(422).sees("Enter why we should look again");
        let sent = appeal(&ana, decision, "I live here myself.").await;
        sent.is(200).sees("You asked for another look").sees("by 30 November").lacks("Osric");
        let again = ana.post_own(&format!("/account/decisions/{decision}/appeal"), &[("words", "And another thing")]).await;
        again.is(409).sees("And another thing");
        ana.post_own(&format!("/account/decisions/{decision}/appeal"), &[("words", "I live here myself.")]).await.is(303);

        mo.visit("/staff/queue").await.sees("Appeals (1)");
        let record = app.visitor().visit("/moderation").await;
        assert_eq!(record.all("tbody tr td:last-child").last().map(|cell| cell.text.clone()).as_deref(), Some("Stands"));
        let own = mo.visit("/staff/appeals/1").await;
        own.is(200).sees("You made this decision").sees("I live here myself.");
        assert!(own.all("main form").is_empty());
        let fields = [("outcome", "upheld"), ("reasons", "I was right.")];
        mo.post_own("/staff/appeals/1", &fields).await.is(403).sees("I was right.");
        ben.get("/staff/appeals/1").await.is(404);
        answer(&ines, 1, "", "No choice").await.is(422).sees("Choose what you decide").sees("No choice");
        answer(&ines, 1, "overturned", " ").await.is(422).sees("Enter your reasons");
        answer(&ines, 1, "overturned", "Silly is not an attack.").await.is(200).sees("No appeal waits.");

        let record = app.visitor().visit("/moderation").await;
        let later: Vec<String> = record.all("tbody tr td:last-child").into_iter().map(|cell| cell.text).collect();
        assert_eq!(later.last().map(String::as_str), Some("Overturned"), "the record counts it: {later:?}");
        same(&with, &public_pages(app, &path, &also).await);
        assert!(!is_suspended(app, &ana).await);
        let counted: i64 = app.query(move |conn| proposals::table.find(proposal).select(proposals::comments).first(conn).expect("there")).await;
        assert_eq!(counted, 2);
        let news: Vec<String> = app.query(move |conn| {
            activity::table.filter(activity::comment_id.eq(comment)).order(activity::id).select(activity::kind).load(conn).expect("read")
        }).await;
        assert_eq!(news, ["comment_posted", "comment_hidden", "comment_restored"]);
        let letters = letters_to(app, "ana").await;
        assert_eq!(letters.len(), 1, "{letters:?}");
        assert_eq!(letters[0].0, "We have changed our decision");
        assert!(letters[0].1.contains("Silly is not an attack.") && !letters[0].1.contains("Ines"), "{}", letters[0].1);
        ana.visit(&format!("/account/decisions/{decision}")).await.sees("The decision was wrong.").sees("Silly is not an attack.");
        ines.post_own("/staff/appeals/1", &fields).await.is(409).sees("A colleague has answered this appeal meanwhile");
    }

    async fn an_appeal_comes_in_time_or_not_at_all(app: &TestApp) {
        let (_, path) = app.proposal_with("School streets", folkmoot::policy::Totals::Public, -1, 60).await;
        let (ana, mo) = (app.resident("Ana").await, app.moderator("Mo").await);
        let (_, first) = reported(app, &ana, &path, "Words.").await;
        let (_, second) = reported(app, &ana, &path, "Other words.").await;
        let (_, third) = reported(app, &ana, &path, "Fine words.").await;
        decide(&mo, &first, "hide", "3", "Rude.").await.is(200);
        decide(&mo, &second, "hide", "3", "Rude.").await.is(200);
        decide(&mo, &third, "keep", "", "").await.is(200);
        app.letters().await;
        ana.post_own("/account/decisions/3/appeal", &[("words", "It is fine")]).await.is(404);
        made_at(app, app.now() - Duration::days(14)).await;
        appeal(&ana, 1, "I meant well.").await.is(200);
        made_at(app, app.now() - Duration::days(14) - Duration::minutes(1)).await;
        ana.visit("/account/decisions/2").await.is(200).lacks("Ask for another look");
        ana.post_own("/account/decisions/2/appeal", &[("words", "Too late")]).await.is(409).sees("was over on 23 November 2026").sees("Too late");

        let ines = app.moderator("Ines").await;
        answer(&ines, 1, "upheld", "It is rude.").await.is(200);
        let (subject, text) = letters_to(app, "ana").await.remove(0);
        assert!(subject == "Our decision stands" && text.contains("It is rude."), "{subject}: {text}");
        let stands: Vec<(Option<String>, Option<i64>)> = app.query(|conn| {
            appeals::table.select((appeals::outcome, appeals::decider_id)).load(conn).expect("read")
        }).await;
        assert_eq!(stands, [(Some("upheld".into()), Some(ines.id.0))]);
        assert!(app.letters().await.is_empty());
    }

    async fn each_kind_of_decision_can_be_undone(app: &TestApp) {
        let (_, path) = app.proposal("School streets").await;
        let (ana, mo, ines) = (app.resident("Ana").await, app.moderator("Mo").await, app.moderator("Ines").await);
        let mut number = 0;
        for (act, marked) in [("hide", ""), ("remove", ""), ("ask", ""), ("redact", "Words that [[may]] be wrong, of "), ("lock", "")] {
            number += 1;
            let body = format!("Words that may be wrong, of {act}.");
            let (comment, case) = reported(app, &ana, &path, &body).await;
            let also = [format!("/comments/{comment}")];
            let with = public_pages(app, &path, &also).await;
            let form = mo.visit(&case).await.form("/decisions").fill("act", act).fill("rule", "3").fill("reasons", "Because.");
            let form = if marked.is_empty() { form } else { form.fill("marked", &format!("{marked}{act}.")) };
            form.fill("sanction", "warning").submit().await.is(200);
            assert_ne!(with[4].2, public_pages(app, &path, &also).await[4].2, "{act} changes the page");
            appeal(&ana, latest(app).await, "Look again.").await.is(200);
            answer(&ines, number, "overturned", "It is fine.").await.is(200);
            assert_eq!(state(app, comment).await, State::Published, "{act}");
            same(&with, &public_pages(app, &path, &also).await);
        }
        app.letters().await;
    }
}
