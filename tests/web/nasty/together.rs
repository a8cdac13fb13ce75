//! Several people, or the same person twice, at the same moment; and what changes while somebody writes.

use super::{elsewhere, latest, posted, refuses, say, second_instance};
use crate::on_both;
use crate::support::TestApp;
use chrono::Duration;
use diesel::prelude::*;
use folkmoot::db::schema::{accounts, comment_votes, comments, proposal_versions, proposal_votes, proposals, sessions};
use folkmoot::ids::{AccountId, ProposalId};
use folkmoot::policy::{Role, Totals};
use futures_util::future::join_all;

/// Gives an account another role, as a colleague would at the command line.
async fn make(app: &TestApp, id: AccountId, role: Role) {
    app.change(move |tx| {
        diesel::update(accounts::table.find(id.0)).set(accounts::role.eq(role)).execute(&mut **tx)?;
        Ok(())
    })
    .await;
}

/// Every session ends, as if its time were over.
async fn end_sessions(app: &TestApp) {
    app.change(|tx| {
        diesel::delete(sessions::table).execute(&mut **tx)?;
        Ok(())
    })
    .await;
}

/// The votes on a proposal as the rows say and as its counters say: support, unsure, oppose.
async fn tally(app: &TestApp, id: ProposalId) -> ([i64; 3], [i64; 3]) {
    app.query(move |conn| {
        let rows = [1, 0, -1].map(|value| {
            let of = proposal_votes::table.filter(proposal_votes::proposal_id.eq(id));
            of.filter(proposal_votes::value.eq(value)).count().get_result(conn).expect("counted")
        });
        let counters: (i64, i64, i64) = proposals::table
            .filter(proposals::id.eq(id))
            .select((proposals::resident_support, proposals::resident_unsure, proposals::resident_oppose))
            .first(conn)
            .expect("found");
        (rows, counters.into())
    })
    .await
}

/// The answers to a comment as the rows say and as its counters say: agree, pass, disagree.
async fn answers(app: &TestApp, id: i64) -> ([i64; 3], [i64; 3]) {
    app.query(move |conn| {
        let rows = [1, 0, -1].map(|value| {
            let of = comment_votes::table.filter(comment_votes::comment_id.eq(id));
            of.filter(comment_votes::value.eq(value)).count().get_result(conn).expect("counted")
        });
        let counters: (i64, i64, i64) = comments::table
            .find(id)
            .select((comments::agrees, comments::passes, comments::disagrees))
            .first(conn)
            .expect("found");
        (rows, counters.into())
    })
    .await
}

on_both! {
    /// 18, on two instances: each has a writer of its own, and only the database keeps them apart.
    async fn one_person_at_two_instances_has_one_vote(app: &TestApp) {
        let (id, path) = app.proposal("Clean buses").await;
        let ben = app.resident("Ben").await;
        let comment = say(app, &ben, &path, "Ben’s words").await;
        let (url, handle) = second_instance(app).await;
        let (on_proposal, on_comment) = (format!("{path}/votes"), format!("/comments/{comment}/votes"));
        for round in 0..6_i64 {
            let ana = app.resident(&format!("Ana {round}")).await;
            let token = ana.token().await;
            let there = elsewhere(&ana, &url);
            let sends = (0..24).map(|n| {
                let who = if n % 2 == 0 { &ana } else { &there };
                let (vote, answer) = [("support", "agree"), ("oppose", "disagree"), ("unsure", "pass")][n / 2 % 3];
                let (target, vote) = if n % 4 < 2 { (&on_proposal, vote) } else { (&on_comment, answer) };
                let token = &token;
                async move { who.post(target, &[("csrf", token), ("vote", vote)]).await.status }
            });
            let statuses = join_all(sends).await;
            assert!(statuses.iter().all(|s| *s == 303), "{statuses:?}");
            let (rows, counters) = tally(app, id).await;
            assert_eq!(rows, counters, "round {round}: the counters are the rows");
            assert_eq!(rows.iter().sum::<i64>(), round + 1, "one vote each");
            let (rows, counters) = answers(app, comment).await;
            assert_eq!(rows, counters, "round {round}: the counters are the rows");
            assert_eq!(rows.iter().sum::<i64>(), round + 1, "one answer each");
        }
        handle.stop(true).await;
    }

    /// 18: many people on two instances, on the same few proposals and in every order. Groups of writes hold what their
    /// members have locked; nobody may wait for the database to find two groups that wait for each other.
    async fn many_people_at_two_instances_do_not_stand_in_each_others_way(app: &TestApp) {
        let mut proposals = Vec::new();
        for title in ["One", "Two", "Three"] {
            proposals.push(app.proposal(title).await);
        }
        let (url, handle) = second_instance(app).await;
        let mut people = Vec::new();
        for n in 0..24 {
            let who = app.resident(&format!("Person {n}")).await;
            people.push((who.token().await, if n % 2 == 0 { who } else { elsewhere(&who, &url) }));
        }
        for round in 0..4 {
            let sends = people.iter().enumerate().flat_map(|(n, (token, who))| {
                let vote = ["support", "oppose", "unsure"][(round + n) % 3];
                let places = (0..3).map(|k| format!("{}/votes", proposals[if n % 2 == 0 { k } else { 2 - k }].1)).collect::<Vec<_>>();
                places.into_iter().map(move |at| async move { who.post(&at, &[("csrf", token), ("vote", vote)]).await.status })
            });
            let statuses = join_all(sends).await;
            assert!(statuses.iter().all(|s| *s == 303), "round {round}: {statuses:?}");
        }
        for (id, _) in proposals {
            let (rows, counters) = tally(app, id).await;
            assert_eq!(rows, counters);
            assert_eq!(rows.iter().sum::<i64>(), 24);
        }
        handle.stop(true).await;
    }

    /// 18: casting and taking back at the same moment on two instances leaves counters that are the rows.
    async fn a_vote_cast_and_taken_back_at_once_is_counted_right(app: &TestApp) {
        let (id, path) = app.proposal("Clean buses").await;
        let (url, handle) = second_instance(app).await;
        let target = format!("{path}/votes");
        for round in 0..4 {
            let ana = app.resident(&format!("Ana {round}")).await;
            let token = ana.token().await;
            let there = elsewhere(&ana, &url);
            let sends = (0..20).map(|n| {
                let who = if n % 2 == 0 { &ana } else { &there };
                let field = if n % 4 < 2 { ("vote", "support") } else { ("withdraw", "1") };
                let (token, target) = (&token, &target);
                async move { who.post(target, &[("csrf", token), field]).await.status }
            });
            let statuses = join_all(sends).await;
            assert!(statuses.iter().all(|s| *s == 303), "{statuses:?}");
            let (rows, counters) = tally(app, id).await;
            assert_eq!(rows, counters, "round {round}");
        }
        handle.stop(true).await;
    }

    /// Whoever only takes back what they never cast has not taken part.
    async fn taking_back_nothing_is_no_part(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let ana = app.resident("Ana").await;
        ana.post_own(&format!("{path}/votes"), &[("withdraw", "1")]).await.is(303);
        app.visitor().visit("/").await.lacks("1 person").lacks("people who have taken part");
        let part: Option<String> = app.query(move |conn| {
            accounts::table.find(ana.id.0).select(accounts::first_part).first(conn).expect("found")
        }).await;
        assert_eq!(part, None);
    }

    /// 23, at the same moment on two instances: one is saved, the others see both texts.
    async fn two_editors_at_the_same_moment(app: &TestApp) {
        let (id, path) = app.proposal("Plant more trees").await;
        let (ed, edie) = (app.editor("Ed").await, app.editor("Edie").await);
        let (url, handle) = second_instance(app).await;
        let edit = format!("/staff/proposals/{id}");
        for round in 0..4 {
            let people = [ed.clone(), elsewhere(&edie, &url), elsewhere(&ed, &url), edie.clone()];
            let mut forms = Vec::new();
            for (n, who) in people.iter().enumerate() {
                let form = who.visit(&edit).await.form(&edit);
                forms.push(form.fill("change", &format!("Text {round} of {n}.")).fill("reason", &format!("Reason {round} {n}.")));
            }
            let pages = join_all(forms.into_iter().map(|form| form.send())).await;
            let mut statuses: Vec<u16> = pages.iter().map(|p| p.status).collect();
            statuses.sort_unstable();
            assert_eq!(statuses, [303, 409, 409, 409]);
            for page in pages.iter().filter(|p| p.status == 409) {
                page.sees("Somebody else has changed this proposal").sees(&format!("Text {round} of"));
            }
        }
        handle.stop(true).await;
        let numbers: Vec<i32> = app.query(|conn| {
            proposal_versions::table.order(proposal_versions::number).select(proposal_versions::number).load(conn).expect("read")
        }).await;
        assert_eq!(numbers, [1, 2, 3, 4, 5], "four changes, none lost, none overwritten");
        app.visitor().visit(&format!("{path}/versions")).await.sees("Reason 3");
    }

    /// 19: the page was opened in time and sent too late. The words are given back; the last second still counts.
    async fn words_that_come_too_late_are_given_back(app: &TestApp) {
        let (_, path) = app.proposal_with("Clean buses", Totals::Public, -1, 1).await;
        let ana = app.resident("Ana").await;
        let comment = say(app, &app.resident("Ben").await, &path, "Ben’s words").await;
        let (talk, reply) = (ana.visit(&path).await, ana.visit(&format!("/comments/{comment}/replies")).await);
        app.clock.forward(Duration::days(1) - Duration::seconds(1));
        ana.visit(&path).await.form("/comments").fill("body", "In the last second.").submit().await.is(200);
        app.clock.forward(Duration::seconds(1));
        let page = talk.form("/comments").fill("body", "A second too late.").submit().await;
        refuses(&page, 409, "closed at");
        page.sees("A second too late.");
        let page = reply.form("/replies").fill("body", "A reply too late.").submit().await;
        refuses(&page, 409, "closed at");
        page.sees("A reply too late.");
        assert_eq!(posted(app).await, 2);
        app.visitor().visit(&path).await.sees("In the last second.").lacks("too late");
    }

    /// 20: a session ends while somebody writes where only people who are signed in can write.
    async fn a_session_that_ends_loses_no_words(app: &TestApp) {
        let (id, path) = app.proposal("Clean buses").await;
        let (ana, mo, ed) = (app.resident("Ana").await, app.moderator("Mo").await, app.editor("Ed").await);
        let comment = say(app, &ana, &path, "Words").await;
        ana.post(&format!("/comments/{comment}/reports"), &[("reason", "spam")]).await;
        app.visitor().post(&format!("/comments/{comment}/reports"), &[("reason", "spam")]).await.is(303);
        let case = mo.visit("/staff/queue").await.one("a[href*='/staff/cases/']").attr("href");
        let staff = format!("/staff/proposals/{id}");
        let forms = [
            (ana.visit(&format!("/comments/{comment}/edit")).await.form("/edit").fill("body", "Half an hour of thought."), "Half an hour of thought."),
            (mo.visit(&case).await.form("/decisions").fill("act", "hide").fill("rule", "3").fill("reasons", "Weighed at length."), "Weighed at length."),
            (ed.visit(&staff).await.form(&staff).fill("change", "A whole morning’s work.").fill("reason", "Why"), "A whole morning’s work."),
            (ed.visit(&format!("{staff}/closing")).await.form("/closing").fill("reason", "A long explanation."), "A long explanation."),
            (ed.visit("/staff/areas/clean-air").await.form("/staff/areas/clean-air").fill("who_decides", "Everybody, at great length."), "Everybody, at great length."),
        ];
        end_sessions(app).await;
        for (form, words) in forms {
            let page = form.submit().await;
            refuses(&page, 403, "signed in");
            page.sees(words);
            let on = page.one("main a[href^='/sign-in']").attr("href");
            let door = app.visitor().visit(&on).await;
            door.is(200);
            let next = door.one("input[name=next]").attr("value");
            assert!(next.starts_with("/comments/") || next.starts_with("/staff/"), "{next}");
            assert_ne!(app.visitor().get(&next).await.status, 405, "one can go on there");
        }
        assert_eq!(latest(app).await, comment);
        app.visitor().visit(&path).await.sees("Words").lacks("Half an hour of thought.").lacks("A whole morning’s work.");
        // Nothing was typed: then the door alone is enough.
        app.visitor().post("/staff/proposals/1/closing", &[]).await.is(303);
    }

    /// 22: a role is taken away, an account suspended, an item hidden, while somebody writes.
    async fn what_is_taken_away_meanwhile_leaves_the_words(app: &TestApp) {
        let (id, path) = app.proposal("Clean buses").await;
        let (ana, ben, mo, ed) =
            (app.resident("Ana").await, app.resident("Ben").await, app.moderator("Mo").await, app.editor("Ed").await);
        let comment = say(app, &ben, &path, "Ben’s words").await;
        ana.post_own(&format!("/comments/{comment}/reports"), &[("reason", "spam")]).await.is(303);
        let case = mo.visit("/staff/queue").await.one("a[href*='/staff/cases/']").attr("href");
        let decision = mo.visit(&case).await.form("/decisions").fill("act", "hide").fill("rule", "3").fill("reasons", "Mo’s reasons.");
        let staff = format!("/staff/proposals/{id}");
        let edit = ed.visit(&staff).await.form(&staff).fill("change", "Ed’s new text.").fill("reason", "Why");
        let talk = ana.visit(&path).await.form("/comments").fill("body", "Ana’s thoughts.");
        let reply = ana.visit(&format!("/comments/{comment}/replies")).await.form("/replies").fill("body", "Ana answers Ben.");
        let own = ben.visit(&format!("/comments/{comment}/edit")).await.form("/edit").fill("body", "Ben’s better words.");

        make(app, mo.id, Role::Member).await;
        make(app, ed.id, Role::Member).await;
        let page = decision.submit().await;
        refuses(&page, 404, "Mo’s reasons.");
        let page = edit.submit().await;
        refuses(&page, 404, "Ed’s new text.");
        app.visitor().visit(&path).await.sees("Ben’s words").lacks("Ed’s new text.");

        // Another moderator hides what Ana answers and Ben changes.
        let ines = app.moderator("Ines").await;
        crate::moderation::release(app).await;
        ines.visit(&case).await.form("/decisions").fill("act", "hide").fill("rule", "3").fill("reasons", "So it is.").submit().await.is(200);
        let page = reply.submit().await;
        refuses(&page, 404, "Ana answers Ben.");
        let page = own.submit().await;
        refuses(&page, 404, "Ben’s better words.");

        let until = app.now() + Duration::days(7);
        app.change(move |tx| {
            diesel::update(accounts::table.find(ana.id.0)).set(accounts::suspended_until.eq(until)).execute(&mut **tx)?;
            Ok(())
        }).await;
        let page = talk.submit().await;
        refuses(&page, 403, "You cannot take part until");
        page.sees("Ana’s thoughts.");
        assert_eq!(posted(app).await, 1);
        app.letters().await;
    }

    /// Changing a comment to words that one has posted here already is a mistake of the person, not of ours.
    async fn an_edit_into_words_already_posted_is_told(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let ana = app.resident("Ana").await;
        say(app, &ana, &path, "First words.").await;
        let second = say(app, &ana, &path, "Second words.").await;
        let page = ana.visit(&format!("/comments/{second}/edit")).await.form("/edit").fill("body", "First words.").submit().await;
        refuses(&page, 422, "posted");
        assert_eq!(page.one("textarea[name=body]").text, "First words.");
        app.visitor().visit(&path).await.sees("First words.").sees("Second words.");
    }
}
