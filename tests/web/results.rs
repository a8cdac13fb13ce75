//! The results of a consultation: counted behind the pages, the same as a plain count of the responses, seen after the close.

use crate::on_both;
use crate::organisations::founds;
use crate::responses::{again, answers, asks, begins, consultation, question, sends};
use crate::support::{Person, TestApp};
use chrono::Duration;
use diesel::prelude::*;
use folkmoot::db::Scope;
use folkmoot::db::schema::{response_versions as v, responses as r};
use folkmoot::ids::ProposalId;
use folkmoot::questionnaires::{Choice, Kind, Questionnaire, Section};
use folkmoot::results;
use folkmoot::results::tally::{Cells, Tally};
use serde_json::{Value, json};
use std::collections::BTreeMap;

mod splits;

const CAPACITIES: [&str; 3] = ["resident", "professional", "organisation"];

/// One question of each kind; nothing is required.
fn everything() -> Questionnaire {
    let all = [(21, "Yes"), (22, "No"), (23, "Sometimes")];
    let mut questions = vec![
        question(11, Kind::One, "Do you drive?", &all),
        question(12, Kind::Many, "What else do you use?", &all),
        question(13, Kind::Agreement, "It should be quieter.", &[]),
        question(14, Kind::Matrix, "How often are these clean?", &all),
        question(15, Kind::Ranking, "What matters most?", &all),
        question(16, Kind::Number, "How far each day?", &[]),
        question(17, Kind::Date, "When did you move here?", &[]),
        question(18, Kind::Borough, "Where do you live?", &[]),
        question(19, Kind::Long, "What should we know?", &[]),
    ];
    for one in &mut questions {
        one.required = false;
    }
    questions[3].rows = [(31, "Buses"), (32, "Trains")].map(|(id, words)| Choice { id, words: words.into() }).to_vec();
    let section = Section { id: 1, title: "All kinds".into(), intro: String::new(), questions };
    Questionnaire { sections: vec![section], late_days: 30, next: 99 }
}

/// The same numbers in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % sides) as i64
    }

    fn choice(&mut self) -> i64 {
        21 + self.roll(3)
    }

    /// What somebody sends, as the database keeps it; each question is left out now and then.
    fn answers(&mut self) -> Value {
        let all = [
            ("11", json!({ "choice": self.choice() })),
            ("12", json!({ "choices": if self.roll(2) == 0 { vec![21, 23] } else { vec![22] } })),
            ("13", json!({ "choice": 1 + self.roll(6) })),
            ("14", json!({ "rows": { "31": self.choice(), "32": self.choice() } })),
            ("15", json!({ "order": if self.roll(2) == 0 { vec![22, 21] } else { vec![23, 22, 21] } })),
            ("16", json!({ "number": self.roll(400) - 100 })),
            ("17", json!({ "date": format!("20{:02}-0{}-11", 10 + self.roll(10), 1 + self.roll(9)) })),
            ("18", json!({ "choice": 1 + self.roll(34) })),
            ("19", json!({ "text": "My words" })),
        ];
        let kept = all.into_iter().filter(|_| self.roll(4) > 0);
        Value::Object(kept.map(|(id, answer)| (id.to_owned(), answer)).collect())
    }
}

/// More responses than are read in one turn, with earlier versions that do not count, and some that are no longer sent.
async fn crowd(app: &TestApp, proposal: ProposalId, n: usize) {
    let mut dice = Dice(7);
    let mut all = Vec::new();
    for at in 0..n {
        let state = ["sent", "sent", "sent", "withdrawn", "draft"][dice.roll(5) as usize];
        let capacity = CAPACITIES[[0, 0, 0, 1, 2][dice.roll(5) as usize]];
        let versions = if state == "draft" { 0 } else { 1 + dice.roll(2) };
        let texts: Vec<String> = (0..versions).map(|_| dice.answers().to_string()).collect();
        let channel = ["online", "online", "online", "paper", "phone", "event"][at % 6];
        all.push((format!("CROWD-{at}"), state, capacity, channel, dice.roll(6) == 0, texts));
    }
    let now = app.now();
    app.change(move |tx| {
        for (reference, state, capacity, channel, late, texts) in &all {
            let values = (
                r::proposal_id.eq(proposal),
                r::reference.eq(reference),
                r::capacity.eq(*capacity),
                r::channel.eq(*channel),
                r::state.eq(*state),
                r::version.eq(texts.len() as i64),
                r::late.eq(*late),
                r::begun_at.eq(now),
            );
            let id: i64 = diesel::insert_into(r::table).values(values).returning(r::id).get_result(&mut **tx)?;
            for (n, text) in texts.iter().enumerate() {
                let values =
                    (v::response_id.eq(id), v::number.eq(n as i64 + 1), v::answers.eq(text), v::sent_at.eq(now));
                diesel::insert_into(v::table).values(values).execute(&mut **tx)?;
            }
        }
        tx.touch(Scope::Responses(proposal));
        Ok(())
    })
    .await;
}

/// A response as the database has it.
struct Row {
    capacity: String,
    channel: String,
    state: String,
    late: bool,
    answers: Value,
}

impl Row {
    /// The number of the borough that was chosen.
    fn borough(&self) -> Option<i64> {
        self.answers["18"]["choice"].as_i64()
    }
}

/// Every response, with what stands in its last version.
async fn rows(app: &TestApp, proposal: ProposalId) -> Vec<Row> {
    let rows: Vec<(String, String, String, bool, Option<String>)> = app
        .query(move |conn| {
            let latest = v::response_id.eq(r::id).and(v::number.eq(r::version));
            r::table
                .left_join(v::table.on(latest))
                .filter(r::proposal_id.eq(proposal))
                .select((r::capacity, r::channel, r::state, r::late, v::answers.nullable()))
                .load(conn)
                .expect("read")
        })
        .await;
    let row = |(capacity, channel, state, late, answers): (String, String, String, bool, Option<String>)| {
        let answers = answers.map_or(Value::Null, |answers| serde_json::from_str(&answers).expect("JSON"));
        Row { capacity, channel, state, late, answers }
    };
    rows.into_iter().map(row).collect()
}

fn borough(number: Option<i64>) -> String {
    number.map_or_else(|| "no borough".to_owned(), |number| format!("borough {number}"))
}

/// A plain count of what stands in the database: what is counted, and of whom.
async fn plain(app: &TestApp, proposal: ProposalId) -> BTreeMap<String, i64> {
    let mut counts = BTreeMap::new();
    for row in rows(app, proposal).await.into_iter().filter(|row| row.state != "draft") {
        let Row { capacity, channel, state, late, answers } = &row;
        if state == "withdrawn" {
            *counts.entry(format!("taken back {capacity}")).or_insert(0) += 1;
            continue;
        }
        *counts.entry(format!("{} {capacity}", if *late { "late" } else { "in time" })).or_insert(0) += 1;
        let mut count = |what: String| {
            for of in [capacity, channel, &borough(row.borough())] {
                *counts.entry(format!("{what} {of}")).or_insert(0) += 1;
            }
        };
        count("sent".into());
        for (question, answer) in answers.as_object().expect("an object") {
            count(format!("{question} answered"));
            let (kind, said) = answer.as_object().expect("an object").iter().next().expect("one kind");
            match kind.as_str() {
                "choice" => count(format!("{question} chose {said}")),
                "choices" => {
                    said.as_array().expect("a list").iter().for_each(|one| count(format!("{question} chose {one}")))
                }
                "rows" => said
                    .as_object()
                    .expect("an object")
                    .iter()
                    .for_each(|(row, one)| count(format!("{question} row {row} chose {one}"))),
                "order" => said
                    .as_array()
                    .expect("a list")
                    .iter()
                    .enumerate()
                    .for_each(|(n, one)| count(format!("{question} place {} {one}", n + 1))),
                "number" => count(format!("{question} number {said}")),
                "date" => count(format!("{question} month {}", &said.as_str().expect("a day")[..7])),
                _ => {}
            }
        }
    }
    counts
}

/// The stored tally in the same words.
fn told(tally: &Tally) -> BTreeMap<String, i64> {
    let mut counts = BTreeMap::new();
    let by_capacity = [("in time", tally.on_time), ("late", tally.late), ("taken back", tally.taken_back)];
    for (what, by) in by_capacity {
        let some = CAPACITIES.iter().zip(by).filter(|(_, n)| *n > 0);
        counts.extend(some.map(|(capacity, n)| (format!("{what} {capacity}"), n)));
    }
    let mut count = |what: String, cells: &Cells| {
        for (cell, n) in cells {
            let whose = tally.whose[*cell];
            for of in [whose.capacity.as_str(), whose.channel.as_str(), &borough(whose.borough)] {
                *counts.entry(format!("{what} {of}")).or_insert(0) += n;
            }
        }
    };
    count("sent".into(), &tally.responses);
    for (id, question) in &tally.questions {
        count(format!("{id} answered"), &question.answered);
        question.chosen.iter().for_each(|(one, cells)| count(format!("{id} chose {one}"), cells));
        for (row, chosen) in &question.rows {
            chosen.iter().for_each(|(one, cells)| count(format!("{id} row {row} chose {one}"), cells));
        }
        for (one, places) in &question.places {
            places.iter().for_each(|(place, cells)| count(format!("{id} place {place} {one}"), cells));
        }
        question.numbers.iter().for_each(|(number, cells)| count(format!("{id} number {number}"), cells));
        for (month, cells) in &question.months {
            count(format!("{id} month {}", folkmoot::clock::Month(*month)), cells);
        }
    }
    counts
}

/// Counts what is due; gives how many consultations that were.
pub async fn counts(app: &TestApp) -> usize {
    results::count_due(&app.app.site.db, app.now()).await.expect("counted")
}

/// Counts, and compares with the plain count, which it gives.
async fn agrees(app: &TestApp, proposal: ProposalId, when: &str) -> BTreeMap<String, i64> {
    assert_eq!(counts(app).await, 1, "{when}: one consultation has changed");
    assert_eq!(counts(app).await, 0, "{when}: nothing has changed since");
    let found = app.query(move |conn| results::of(conn, proposal)).await.expect("asked").expect("counted");
    let plain = plain(app, proposal).await;
    assert_eq!(told(&found.tally), plain, "{when}");
    plain
}

/// Answers some questions and sends them.
async fn responds(who: &Person, at: &str, fields: &[(&str, &str)]) {
    answers(who, at, 1, fields).await.is(200);
    sends(who, at, "unnamed").await.is(200).sees("We have your response");
}

on_both! {
    async fn what_is_counted_is_what_a_plain_count_finds(app: &TestApp) {
        let (id, path) = consultation(app, "Quieter streets", &everything()).await;
        assert!(agrees(app, id, "before the first response").await.is_empty());
        crowd(app, id, 1_300).await;
        let first = agrees(app, id, "with a crowd").await;
        assert!(first["in time resident"] > 200 && first["late organisation"] > 10 && first["taken back professional"] > 10);

        // Everything happens at the same moment of the clock, so no moment can tell what is new.
        let ana = app.resident("Ana").await;
        let at = begins(&ana, &path).await;
        assert_eq!(counts(app).await, 0, "what is only begun counts for nothing");
        let fields = [("q11", "21"), ("q12", "22"), ("q13", "4"), ("q14-31", "21"), ("q15-22", "1"), ("q15-21", "3"), ("q16", "1,200"), ("q18", "12"), ("q19", "My secret garden")];
        let fields = fields.into_iter().chain([("q17-day", "27"), ("q17-month", "3"), ("q17-year", "2026")]).collect::<Vec<_>>();
        responds(&ana, &at, &fields).await;
        let second = agrees(app, id, "one more").await;
        assert_eq!(second["in time resident"], first["in time resident"] + 1);
        assert_eq!((second["15 place 2 21 resident"] - first["15 place 2 21 resident"], second["16 number 1200 resident"]), (1, 1));
        answers(&ana, &at, 1, &[("q11", "23")]).await.is(200);
        assert_eq!(counts(app).await, 0, "what was saved and not sent changes nothing");
        responds(&ana, &at, &[("q11", "22")]).await;
        let third = agrees(app, id, "sent again").await;
        assert_eq!(third["in time resident"], second["in time resident"]);
        assert_eq!(third["11 chose 22 resident"], second["11 chose 22 resident"] + 1);

        // A professional and an organisation count for themselves.
        let pat = app.professional("Pat", "School nurse").await;
        let pats = begins(&pat, &path).await;
        responds(&pat, &pats, &[("q11", "21")]).await;
        let olu = app.resident("Olu").await;
        founds(app, &olu, "Lea Bridge Carers").await;
        let theirs = olu.post_own(&format!("{path}/respond"), &[("as", "organisation")]).await.header("location");
        responds(&olu, &theirs, &[("q11", "21")]).await;
        let fourth = agrees(app, id, "in each capacity").await;
        let grown = |what: &str| fourth[what] - third[what];
        assert_eq!((grown("in time resident"), grown("in time professional"), grown("in time organisation")), (0, 1, 1));

        ana.visit(&at).await.form(&format!("{at}/withdrawal")).submit().await.is(200);
        let fifth = agrees(app, id, "taken back").await;
        assert_eq!(fifth["taken back resident"], fourth["taken back resident"] + 1);
        responds(&ana, &at, &[("q11", "21")]).await;
        agrees(app, id, "sent after all").await;

        // Ana leaves and her response stays, without her; Pat's may not be published and goes.
        let (who, now) = (ana.id, app.now());
        app.change(move |tx| folkmoot::responses::forget(tx, who, now)).await;
        let sixth = agrees(app, id, "somebody has left").await;
        sends(&pat, &pats, "never").await.is(200);
        agrees(app, id, "nothing may be published").await;
        let (who, now) = (pat.id, app.now());
        app.change(move |tx| folkmoot::responses::forget(tx, who, now)).await;
        let last = agrees(app, id, "erased").await;
        assert_eq!(last["in time professional"], sixth["in time professional"] - 1);

        // Of what people wrote nothing is in it, and the page asks no response.
        app.letters().await;
        let ed = app.editor("Ed").await;
        let (page, asked) = app.queries(ed.get(&format!("{path}/results"))).await;
        page.is(200).lacks("My words").lacks("My secret garden").sees("This page counts them");
        assert!(asked.iter().any(|sql| sql.contains("results")), "{asked:?}");
        assert!(asked.len() <= 5 && !asked.iter().any(|sql| sql.contains("response")), "{asked:?}");
    }

    async fn results_are_for_everybody_after_the_close_and_before_it_for_those_who_edit(app: &TestApp) {
        let (id, path) = consultation(app, "Quieter streets", &everything()).await;
        let at = format!("{path}/results");
        let (ana, ed, mo) = (app.resident("Ana").await, app.editor("Ed").await, app.moderator("Mo").await);
        let hers = begins(&ana, &path).await;
        responds(&ana, &hers, &[("q11", "21"), ("q16", "3")]).await;
        app.letters().await;
        ed.visit(&at).await.is(200).sees("The responses are being counted.").sees("Nobody answered this.");
        assert_eq!(counts(app).await, 1);
        let page = ed.visit(&at).await;
        page.is(200).sees("Only staff see this until the close.").sees("1 of 1 person chose “Yes”.").sees("Question 1 of 9");
        page.sees("This is not a referendum, nor a sample of the population.").sees("1 person gave a number.").lacks("%)");
        ed.visit(&format!("/staff/proposals/{id}/questionnaire")).await.one(&format!("a[href='{at}']"));
        for who in [&app.visitor(), &ana, &mo] {
            who.get(&at).await.is(404);
            who.get(&hers).await.lacks("What everybody answered");
        }
        app.visitor().visit(&path).await.lacks("See the results");

        app.clock.forward(Duration::days(31));
        let page = app.visitor().visit(&at).await;
        page.is(200).lacks("Only staff").sees("Sent in time").sees("Counted at").sees("Closed");
        app.visitor().visit(&path).await.one(&format!("a[href='{at}']"));
        app.visitor().visit(&format!("{path}/respond")).await.one(&format!("a[href='{at}']"));
        again(app, &ana).await.visit(&hers).await.one(&format!("a[href='{at}']"));
    }

    async fn there_are_no_results_where_nothing_is_asked(app: &TestApp) {
        let (_, path) = app.proposal_with("Just talk", folkmoot::policy::Totals::Public, -9, -1).await;
        let ed = app.editor("Ed").await;
        for place in [format!("{path}/results"), "/proposals/nowhere/results".to_owned()] {
            app.visitor().get(&place).await.is(404);
            ed.get(&place).await.is(404);
        }
        assert_eq!(counts(app).await, 0);
        let (id, path) = app.proposal_with("Asked and over", folkmoot::policy::Totals::Public, -9, -1).await;
        asks(app, id, &everything()).await;
        assert_eq!(counts(app).await, 1);
        app.visitor().visit(&format!("{path}/results")).await.is(200).sees("Nobody answered this.").sees("What became of 0 responses");
    }

    async fn a_response_that_cannot_be_read_stops_no_other_consultation(app: &TestApp) {
        let (broken, _) = consultation(app, "Broken", &everything()).await;
        let (whole, _) = consultation(app, "Whole", &everything()).await;
        crowd(app, broken, 9).await;
        assert_eq!(counts(app).await, 2);
        app.change(move |tx| {
            diesel::update(v::table).set(v::answers.eq("no JSON")).execute(&mut **tx)?;
            tx.touch(Scope::Responses(broken));
            tx.touch(Scope::Responses(whole));
            Ok(())
        })
        .await;
        let db = &app.app.site.db;
        for due in [2, 1] {
            assert!(results::count_due(db, app.now()).await.is_err(), "with {due} to count the broken one is told");
        }
        let untold = app.query(move |conn| results::of(conn, broken)).await.expect("asked").expect("from before");
        assert!(untold.tally.on_time[0] > 0, "what was counted before stays");
        app.change(move |tx| {
            diesel::update(v::table).set(v::answers.eq("{}")).execute(&mut **tx)?;
            Ok(())
        })
        .await;
        assert_eq!(counts(app).await, 1, "only the broken one was left to count");
    }

    async fn a_crowd_is_shown_with_its_bases_and_percentages(app: &TestApp) {
        let (id, path) = consultation(app, "Quieter streets", &everything()).await;
        crowd(app, id, 200).await;
        assert_eq!(counts(app).await, 1);
        app.clock.forward(Duration::days(31));
        let page = app.visitor().visit(&format!("{path}/results")).await;
        let plain = plain(app, id).await;
        let of = |what: &str| CAPACITIES.iter().map(|one| plain.get(&format!("{what} {one}")).copied().unwrap_or(0)).sum::<i64>();
        let base = of("11 answered");
        for (choice, words) in [(21, "Yes"), (22, "No"), (23, "Sometimes")] {
            let (n, row) = (of(&format!("11 chose {choice}")), page.text());
            let share = (n as f64 / base as f64 * 100.0).round();
            assert!(row.contains(&format!("{words} {n} of {base} ({share}%)")), "{words} {n} of {base} ({share}%) is missing");
            page.sees(&format!("{n} ({share}%)"));
        }
        page.sees(&format!("All ({base})")).sees(&format!("Residents ({})", plain["11 answered resident"]));
        assert!(plain["11 answered organisation"] < 30, "this story needs a small base");
        page.sees("No percentages for");
        let (bars, tables) = (page.all(".fm-bar svg").len(), page.all("figure table").len());
        assert!(bars > 25 && tables == 11, "{bars} bars, {tables} tables");
    }
}
