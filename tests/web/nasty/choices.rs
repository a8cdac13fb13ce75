//! A10, V2 to V4: a choice is one of the words that the form offers, letter by letter. Anything else is refused or is no
//! choice, and never undoes what was chosen before; and each person has one vote by the law of the tables, too.

use super::say;
use crate::on_both;
use crate::support::{Person, TestApp};
use chrono::Duration;
use diesel::prelude::*;
use folkmoot::db::schema::{accounts, case_studies, comment_votes, comments, proposal_votes, proposals};
use folkmoot::ids::ProposalId;
use folkmoot::policy::{Capacity, Role, Stage};

/// What some language takes for true, or a program sends by mistake.
const ALMOST: [&str; 12] = ["1", "TRUE", "true", "on", "y", "Yes", "YES", "[]", "yes,no", "0", "null", "undefined"];

/// The vote and its counters: support, unsure, oppose.
async fn votes(app: &TestApp, id: ProposalId) -> (Vec<i32>, (i64, i64, i64)) {
    app.query(move |conn| {
        let counters = (proposals::resident_support, proposals::resident_unsure, proposals::resident_oppose);
        (
            proposal_votes::table.select(proposal_votes::value).load(conn).expect("read"),
            proposals::table.filter(proposals::id.eq(id)).select(counters).first(conn).expect("found"),
        )
    })
    .await
}

async fn write(ed: &Person, title: &str, announce: &str) -> crate::support::Page {
    let fields = [
        ("title", title),
        ("summary", "S."),
        ("change", "C."),
        ("area", "clean-air"),
        ("totals", "public"),
        ("opens_date", "2026-11-24"),
        ("opens_time", "9:00"),
        ("closes_date", "2026-12-24"),
        ("closes_time", "17:00"),
        ("announce", announce),
    ];
    ed.post_own("/staff/proposals/new", &fields).await
}

on_both! {
    /// V4 (Phabricator D20125): a vote is changed by another choice, and taken back by the button for that.
    async fn nonsense_never_undoes_a_vote(app: &TestApp) {
        let (id, path) = app.proposal("Clean buses").await;
        let (ana, ben) = (app.resident("Ana").await, app.resident("Ben").await);
        let comment = say(app, &ben, &path, "Ben’s words").await;
        let (on_proposal, on_comment) = (format!("{path}/votes"), format!("/comments/{comment}/votes"));
        let token = ana.token().await;
        ana.post(&on_proposal, &[("csrf", &token), ("vote", "support")]).await.is(303);
        ana.post(&on_comment, &[("csrf", &token), ("vote", "agree")]).await.is(303);
        let odd = ALMOST.into_iter().chain(["", " ", "\0", "SUPPORT", "support\0oppose", "AGREE", "-1", "supporter"]);
        for word in odd {
            ana.post(&on_proposal, &[("csrf", &token), ("vote", word)]).await.is(422).sees("Choose support, not sure or oppose");
            ana.post(&on_comment, &[("csrf", &token), ("vote", word)]).await.is(422).sees("Choose agree, disagree or pass");
            // Only the button itself takes a vote back.
            if word != "1" {
                ana.post(&on_proposal, &[("csrf", &token), ("withdraw", word)]).await.is(422);
            }
        }
        for pair in [("vote", "support", "oppose"), ("vote", "support", "support"), ("withdraw", "1", "0")] {
            ana.post(&on_proposal, &[("csrf", &token), (pair.0, pair.1), (pair.0, pair.2)]).await.is(400);
        }
        ana.post(&on_comment, &[("csrf", &token), ("vote", "agree"), ("vote", "pass")]).await.is(400);
        ana.post(&on_proposal, &[("csrf", &token), ("vote[]", "oppose"), ("Vote", "oppose")]).await.is(422);
        assert_eq!(votes(app, id).await, (vec![1], (1, 0, 0)));
        ana.post(&on_proposal, &[("csrf", &token), ("vote", "oppose")]).await.is(303);
        assert_eq!(votes(app, id).await, (vec![-1], (0, 0, 1)));
        let answers: Vec<i32> = app.query(|conn| comment_votes::table.select(comment_votes::value).load(conn).expect("read")).await;
        assert_eq!(answers, [1]);
    }

    /// V3 (a poll plugin without a constraint): the tables themselves take no second vote of the same person.
    async fn the_tables_take_no_second_vote(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let (ana, ben) = (app.resident("Ana").await, app.resident("Ben").await);
        let comment = say(app, &ben, &path, "Ben’s words").await;
        ana.post_own(&format!("{path}/votes"), &[("vote", "support")]).await.is(303);
        ana.post_own(&format!("/comments/{comment}/votes"), &[("vote", "agree")]).await.is(303);
        for table in ["proposal_votes", "comment_votes"] {
            let again = format!("INSERT INTO {table} SELECT * FROM {table}");
            let refused = app.app.site.db.write(move |tx| Ok(diesel::sql_query(&again).execute(&mut **tx)?)).await;
            assert!(refused.is_err(), "{table}");
        }
    }

    /// A10 (CVE-2026-27491): what is not quite yes is no.
    async fn what_is_not_quite_yes_is_no(app: &TestApp) {
        let area = app.area("clean-air").await;
        let (_, path) = app.proposal("Clean buses").await;
        let (ed, root, oli) = (app.editor("Ed").await, app.person("Root", Role::Administrator, Capacity::Resident, "").await, app.resident("Oli").await);
        crate::organisations::founds(app, &oli, "The Circle").await;
        for (n, word) in ALMOST.into_iter().enumerate() {
            let title = format!("Plant trees {n}");
            write(&ed, &title, word).await.is(303);
            let form = [("name", "Robin"), ("email", "robin@people.example"), ("password", "three unlikely words"), ("capacity", "resident"), ("adult", word)];
            app.visitor().post("/register", &form).await.is(422);
            let study = [("title", title.as_str()), ("summary", "S."), ("area", "clean-air"), ("body", "B."), ("source_name", "A"), ("source_url", "https://a.example/"), ("shown", word)];
            let page = ed.post_own("/staff/case-studies/new", &study).await;
            assert!([303, 422].contains(&page.status), "{word}: {}", page.status);
            let said = format!("For whom? {n}");
            oli.post_own(&format!("{path}/comments"), &[("body", &said), ("as", word)]).await.is(303);
            root.post_own("/staff/people", &[("name", "Nia"), ("email", "nia@people.example"), ("role", word)]).await.is(422);
            oli.post_own("/account/organisation/invitations", &[("email", "nia@people.example"), ("place", word)]).await.is(422);
            for target in ["/follows", &format!("{path}/follows")] {
                oli.post_own(target, &[("follow", word)]).await.is(422);
            }
            oli.post_own("/account/erasure", &[("comments", word), ("password", "three unlikely words")]).await.is(422);
            app.clock.forward(Duration::minutes(15));
        }
        let drafts: i64 = app.query(|conn| proposals::table.filter(proposals::stage.eq(Stage::Draft)).count().get_result(conn).expect("counted")).await;
        assert_eq!(usize::try_from(drafts), Ok(ALMOST.len()), "none was announced");
        let shown: i64 = app.query(move |conn| case_studies::table.filter(case_studies::area_id.eq(area)).filter(case_studies::shown.eq(true)).count().get_result(conn).expect("counted")).await;
        assert_eq!(shown, 0);
        let spoken: i64 = app.query(|conn| comments::table.filter(comments::organisation_id.is_not_null()).count().get_result(conn).expect("counted")).await;
        assert_eq!(spoken, 0, "everybody spoke for themselves");
        let people: i64 = app.query(|conn| accounts::table.count().get_result(conn).expect("counted")).await;
        assert_eq!(people, 3);
        app.letters().await;
    }
}
