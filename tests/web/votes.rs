//! Voting: one current vote a person and item, exact totals, open and closed by the server's clock.

use crate::on_both;
use crate::support::{Page, Person, TestApp};
use chrono::Duration;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use folkmoot::db::{self, schema};
use folkmoot::ids::ProposalId;
use folkmoot::policy::Totals;

/// The figures of one row of "Votes in figures": support, not sure, oppose.
fn figures(page: &Page, capacity: &str) -> Vec<String> {
    let row = page.all("table tr").into_iter().find(|r| r.text.starts_with(capacity)).expect("a row for this capacity");
    row.text.trim_start_matches(capacity).split_whitespace().map(str::to_owned).collect()
}

async fn vote(person: &Person, path: &str, choice: &str) -> Page {
    person.visit(path).await.form("/votes").fill("vote", choice).submit().await
}

async fn rows(app: &TestApp, id: ProposalId) -> i64 {
    app.query(move |conn| {
        use schema::proposal_votes as v;
        v::table.filter(v::proposal_id.eq(id.0)).count().get_result(conn).expect("counted")
    })
    .await
}

/// The number of the comment written last.
async fn last_comment(app: &TestApp) -> i64 {
    use schema::comments as c;
    app.query(|conn| c::table.select(c::id).order(c::id.desc()).first(conn).expect("a comment")).await
}

/// The lines under "Who answered" of the first comment.
fn split(page: &Page) -> Vec<String> {
    page.all(".fm-comment__acts > details li").into_iter().map(|line| line.text).collect()
}

/// Every comment's counters are the sums of its rows; gives how many answers there are: all, by professionals, by organisations.
async fn counts_are_the_rows(app: &TestApp) -> [i64; 3] {
    use schema::{comment_votes as v, comments as c};
    type Three = (i64, i64, i64);
    app.query(|conn| {
        let kept: Vec<(i64, Three, Three, Three)> = c::table
            .select((
                c::id,
                (c::agrees, c::disagrees, c::passes),
                (c::professional_agrees, c::professional_disagrees, c::professional_passes),
                (c::organisation_agrees, c::organisation_disagrees, c::organisation_passes),
            ))
            .order(c::id)
            .load(conn)
            .expect("counters");
        let mut sums = [0; 3];
        for (id, all, professionals, organisations) in kept {
            let kept = [all, professionals, organisations].map(<[i64; 3]>::from);
            let capacities: [&[&str]; 3] =
                [&["resident", "professional", "organisation"], &["professional"], &["organisation"]];
            let counted = capacities.map(|some| {
                [1, -1, 0].map(|value| {
                    let votes = v::table.filter(v::comment_id.eq(id)).filter(v::value.eq(value));
                    votes.filter(v::capacity.eq_any(some)).count().get_result::<i64>(conn).expect("counted")
                })
            });
            assert_eq!(kept, counted, "comment {id}");
            sums = [0, 1, 2].map(|n| sums[n] + counted[n].iter().sum::<i64>());
        }
        sums
    })
    .await
}

on_both! {
    async fn a_vote_is_counted_changed_and_taken_back(app: &TestApp) {
        let (id, path) = app.proposal("Clean buses").await;
        let ana = app.resident("Ana").await;
        let nurse = app.professional("Tunde", "Respiratory nurse").await;
        vote(&ana, &path, "support").await.sees("Your vote is saved: support, as a resident");
        let page = vote(&nurse, &path, "oppose").await;
        assert_eq!(figures(&page, "Residents"), ["1", "0", "0"]);
        assert_eq!(figures(&page, "Professionals"), ["0", "0", "1"]);
        let page = vote(&ana, &path, "unsure").await;
        assert_eq!(figures(&page, "Residents"), ["0", "1", "0"]);
        assert_eq!(rows(app, id).await, 2);
        let page = ana.visit(&path).await.form("/votes").fill("withdraw", "1").submit().await;
        page.sees("Your vote is taken back");
        assert_eq!(figures(&page, "Residents"), ["0", "0", "0"]);
        assert_eq!(rows(app, id).await, 1);
        app.visitor().visit(&path).await.sees("This is not a referendum").lacks("Your vote is saved");
    }

    async fn a_hundred_votes_at_once_are_one(app: &TestApp) {
        let (id, path) = app.proposal("Clean buses").await;
        let ana = app.resident("Ana").await;
        let token = ana.token().await;
        let target = format!("{path}/votes");
        let sent = (0..100).map(|n| {
            let choice = if n % 2 == 0 { "support" } else { "oppose" };
            let (ana, token, target) = (ana.clone(), token.clone(), target.clone());
            async move { ana.post(&target, &[("csrf", &token), ("vote", choice)]).await.status }
        });
        let answers = futures_util::future::join_all(sent).await;
        assert!(answers.iter().all(|s| *s == 303), "{answers:?}");
        assert_eq!(rows(app, id).await, 1);
        let page = ana.visit(&path).await;
        let total: i64 = figures(&page, "Residents").iter().map(|n| n.parse::<i64>().expect("a number")).sum();
        assert_eq!(total, 1, "the total counts one vote");
    }

    async fn the_close_is_decided_by_the_servers_clock(app: &TestApp) {
        let (id, path) = app.proposal_with("Clean buses", Totals::Public, -1, 1).await;
        let ana = app.resident("Ana").await;
        let page = ana.visit(&path).await;
        app.clock.forward(Duration::days(1) - Duration::seconds(1));
        vote(&ana, &path, "support").await.sees("Your vote is saved");
        app.clock.forward(Duration::seconds(1));
        let late = page.form("/votes").fill("vote", "oppose").submit().await;
        late.is(409).sees("closed at");
        assert_eq!(rows(app, id).await, 1);
        let after = app.visitor().visit(&path).await;
        assert_eq!(figures(&after, "Residents"), ["1", "0", "0"]);
        assert!(after.all("form[action$='/votes']").is_empty(), "a closed proposal has no voting form");
    }

    async fn a_forthcoming_proposal_opens_by_itself(app: &TestApp) {
        let (_, path) = app.proposal_with("Clean buses", Totals::Public, 1, 30).await;
        let ana = app.resident("Ana").await;
        ana.visit(&path).await.sees("Forthcoming").lacks("Cast my vote");
        let early = ana.post_own(&format!("{path}/votes"), &[("vote", "support")]).await;
        early.is(409).sees("opens at");
        app.clock.forward(Duration::days(1));
        vote(&ana, &path, "support").await.sees("Your vote is saved");
    }

    async fn staff_may_keep_totals_back(app: &TestApp) {
        let (_, after_voting) = app.proposal_with("Quiet one", Totals::AfterVoting, -1, 30).await;
        let (_, after_close) = app.proposal_with("Quieter one", Totals::AfterClose, -1, 30).await;
        let ana = app.resident("Ana").await;
        ana.visit(&after_voting).await.lacks("Votes in figures");
        vote(&ana, &after_voting, "support").await.sees("Votes in figures");
        app.visitor().visit(&after_voting).await.lacks("Votes in figures");
        vote(&ana, &after_close, "support").await.lacks("Votes in figures");
        app.clock.forward(Duration::days(30));
        app.visitor().visit(&after_voting).await.sees("Votes in figures");
        app.visitor().visit(&after_close).await.sees("Votes in figures");
    }

    async fn an_answer_to_a_comment_shows_its_totals_to_those_who_answered(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let (ana, ben, eve) = (app.resident("Ana").await, app.resident("Ben").await, app.resident("Eve").await);
        ana.visit(&path).await.form("/comments").fill("body", "Electric ones, please.").submit().await;
        let answer = |page: Page, word: &'static str| async move {
            let form = page.all(".fm-comment form[action$='/votes']").into_iter().next().expect("buttons");
            page.form(&form.attr("action")).fill("vote", word).submit().await
        };
        let page = answer(ben.visit(&path).await, "agree").await;
        assert_eq!(page.one(".fm-comment button[aria-pressed=true]").text, "Agree 1");
        let before = eve.visit(&path).await;
        assert!(before.all(".fm-comment .fm-react .fm-num").is_empty(), "no totals before one has answered");
        let page = answer(before, "disagree").await;
        assert_eq!(page.one(".fm-comment button[aria-pressed=true]").text, "Disagree 1");
        let page = answer(page, "pass").await;
        let words: Vec<String> = page.all(".fm-comment .fm-react button").iter().map(|b| b.text.clone()).collect();
        assert_eq!(words, ["Agree 1", "Disagree 0", "Pass 1"]);
        let own = ana.visit(&path).await;
        assert!(own.all(".fm-comment form[action$='/votes']").is_empty(), "nobody votes on their own comment");
        let id = own.one("li[id^=c]").attr("id").trim_start_matches('c').to_owned();
        ana.post_own(&format!("/comments/{id}/votes"), &[("vote", "agree")]).await.is(403).sees("your own comment");
    }

    async fn answers_to_a_comment_are_told_apart_by_capacity(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let ben = app.resident("Ben").await;
        ben.visit(&path).await.form("/comments").fill("body", "Electric ones, please.").submit().await;
        let comment = last_comment(app).await;
        let target = format!("/comments/{comment}/votes");
        let eve = app.resident("Eve").await;
        let nurse = app.professional("Tunde", "Respiratory nurse").await;
        // Whoever speaks for an organisation votes as the person that they are.
        let asha = app.resident("Asha").await;
        crate::organisations::founds(app, &asha, "Breathe Easy").await;
        for (who, answer) in [(&eve, "agree"), (&nurse, "agree"), (&asha, "disagree")] {
            who.post_own(&target, &[("vote", answer)]).await.is(303);
        }
        assert_eq!(split(&eve.visit(&path).await), ["Agree 2: 1 resident, 1 professional", "Disagree: 1 resident", "Pass: nobody"]);
        counts_are_the_rows(app).await;

        // The same answer once more, but now as a resident: the count moves, nobody is counted twice.
        nurse.visit("/account").await.form("/account").fill("capacity", "resident").submit().await.is(200);
        assert_eq!(split(&eve.visit(&path).await)[0], "Agree 2: 1 resident, 1 professional", "a vote stays what it was when it was cast");
        nurse.post_own(&target, &[("vote", "agree")]).await.is(303);
        assert_eq!(split(&eve.visit(&path).await)[0], "Agree: 2 residents");
        counts_are_the_rows(app).await;

        // And as a professional again, with another answer.
        let form = nurse.visit("/account").await.form("/account").fill("capacity", "professional");
        form.fill("profession", "Respiratory nurse").submit().await.is(200);
        nurse.post_own(&target, &[("vote", "pass")]).await.is(303);
        assert_eq!(split(&eve.visit(&path).await), ["Agree: 1 resident", "Disagree: 1 resident", "Pass: 1 professional"]);
        counts_are_the_rows(app).await;

        assert!(app.visitor().visit(&path).await.all(".fm-comment .fm-num").is_empty(), "nothing before one has answered");
        app.clock.forward(Duration::days(31));
        let closed = app.visitor().visit(&path).await;
        closed.sees("Agree: 1 resident. Disagree: 1 resident. Pass: 1 professional.");
    }

    async fn a_hundred_answers_at_once_are_counted_in_their_capacities(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let ben = app.resident("Ben").await;
        ben.visit(&path).await.form("/comments").fill("body", "Electric ones, please.").submit().await;
        let target = format!("/comments/{}/votes", last_comment(app).await);
        let mut people = Vec::new();
        for n in 0..20 {
            let name = format!("Person {n}");
            let who = if n % 3 == 1 { app.professional(&name, "Nurse").await } else { app.resident(&name).await };
            people.push((who.token().await, who));
        }
        let sends = (0..100).map(|n| {
            let (token, who) = &people[n % 20];
            let answer = ["agree", "disagree", "pass"][(n / 20 + n) % 3];
            let target = &target;
            async move { who.post(target, &[("csrf", token), ("vote", answer)]).await.status }
        });
        let statuses = futures_util::future::join_all(sends).await;
        assert!(statuses.iter().all(|s| *s == 303), "{statuses:?}");
        assert_eq!(counts_are_the_rows(app).await, [20, 7, 0], "one answer a person: all, professionals, organisations");
    }

    async fn answers_given_before_they_were_told_apart_are_counted_by_the_migration(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let ben = app.resident("Ben").await;
        let nurse = app.professional("Tunde", "Respiratory nurse").await;
        for words in ["Electric ones, please.", "And quiet ones.", "Nobody answers this."] {
            ben.visit(&path).await.form("/comments").fill("body", words).submit().await;
        }
        let last = last_comment(app).await;
        let asha = app.resident("Asha").await;
        let given = [(&nurse, "agree", "pass"), (&asha, "disagree", "agree"), (&app.resident("Eve").await, "agree", "disagree")];
        for (who, first, second) in given {
            who.post_own(&format!("/comments/{}/votes", last - 2), &[("vote", first)]).await.is(303);
            who.post_own(&format!("/comments/{}/votes", last - 1), &[("vote", second)]).await.is(303);
        }
        // As it was counted before people had to belong to an organisation.
        let counted = asha.id;
        app.change(move |tx| {
            diesel::update(schema::comment_votes::table.filter(schema::comment_votes::account_id.eq(counted))).set(schema::comment_votes::capacity.eq("organisation")).execute(&mut **tx)?;
            Ok(())
        }).await;
        let url = app.app.site.config.database_url().expect("an address");
        let mut conn = db::connect(&url).expect("a connection");
        let down = match &conn {
            db::Conn::Sqlite(_) => include_str!("../../migrations/sqlite/0009_answers/down.sql"),
            db::Conn::Postgres(_) => include_str!("../../migrations/postgres/0009_answers/down.sql"),
        };
        conn.batch_execute(down).expect("taken back");
        conn.batch_execute("DELETE FROM __diesel_schema_migrations WHERE version = '0009'").expect("forgotten");
        assert_eq!(db::migrate(&url).expect("made again"), ["0009"]);
        assert_eq!(counts_are_the_rows(app).await, [6, 2, 2]);
    }

    async fn nonsense_is_refused_with_a_sentence(app: &TestApp) {
        let (id, path) = app.proposal("Clean buses").await;
        let ana = app.resident("Ana").await;
        let target = format!("{path}/votes");
        let page = ana.post_own(&target, &[]).await;
        page.is(422).sees("There is a problem").sees("Choose support, not sure or oppose").sees("Clean buses");
        assert_eq!(page.one(".govuk-error-summary a").attr("href"), "#vote");
        app.visitor().post(&target, &[]).await.is(422).sees("There is a problem");
        ana.post_own(&target, &[("vote", "yes")]).await.is(422);
        ana.post_own(&target, &[("vote", "support"), ("vote", "oppose")]).await.is(400);
        ana.post_own("/proposals/nothing-here/votes", &[("vote", "support")]).await.is(404);
        for id in ["0", "-1", "9223372036854775808", "abc", "999999"] {
            ana.post_own(&format!("/comments/{id}/votes"), &[("vote", "agree")]).await.is(404);
        }
        assert_eq!(rows(app, id).await, 0);
        // Where the form is not on the page any more, nothing can be put right in it.
        app.clock.forward(Duration::days(60));
        let late = app.resident("Zoe").await;
        for (form, sent) in [("votes", ("vote", "yes")), ("comments", ("body", " "))] {
            let page = late.post_own(&format!("{path}/{form}"), &[sent]).await;
            page.is(409).sees("takes no more votes or comments").lacks("There is a problem");
        }
    }

    async fn everybody_is_counted_once_where_they_first_took_part(app: &TestApp) {
        let (_, first) = app.proposal("Clean buses").await;
        let (_, second) = app.proposal("Clean trains").await;
        let ana = app.resident("Ana").await;
        vote(&ana, &first, "support").await;
        vote(&ana, &first, "oppose").await;
        vote(&ana, &second, "support").await;
        ana.visit(&second).await.form("/comments").fill("body", "More trains.").submit().await;
        let people: Vec<(String, i64)> = app
            .query(|conn| {
                use schema::turnout as t;
                t::table.order(t::life_stage).select((t::life_stage, t::people)).load(conn).expect("loaded")
            })
            .await;
        assert_eq!(people.iter().map(|(_, n)| n).sum::<i64>(), 1);
        assert!(people.contains(&("live".into(), 1)));
    }
}
