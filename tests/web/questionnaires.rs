//! Building what a consultation asks, and trying it, as an editor does in the browser.

use crate::on_both;
use crate::support::{Page, Person, TestApp};
use diesel::prelude::*;
use folkmoot::db::schema::{audit, proposals, questionnaires as q};
use folkmoot::ids::ProposalId;
use folkmoot::policy::Totals;
use folkmoot::questionnaires::{Kind, Questionnaire};

fn desk(id: ProposalId) -> String {
    format!("/staff/proposals/{id}/questionnaire")
}

/// A consultation that opens in five days.
async fn forthcoming(app: &TestApp, title: &str) -> (ProposalId, String) {
    app.proposal_with(title, Totals::Public, 5, 35).await
}

async fn stored(app: &TestApp, id: ProposalId) -> Questionnaire {
    let text: String = app
        .query(move |conn| q::table.filter(q::proposal_id.eq(id)).select(q::content).first(conn).expect("it is stored"))
        .await;
    serde_json::from_str(&text).expect("it can be read")
}

pub async fn adds_section(by: &Person, id: ProposalId, title: &str) -> i64 {
    let at = format!("{}/sections", desk(id));
    by.visit(&at)
        .await
        .form(&at)
        .fill("title", title)
        .fill("lede", "Some **words**.")
        .submit()
        .await
        .is(200)
        .sees(title);
    let page = by.visit(&desk(id)).await;
    let last = page.all("section h2").last().map(|h| h.attr("id")).expect("a section");
    last.trim_start_matches('s').parse().expect("a number")
}

pub async fn adds(by: &Person, id: ProposalId, section: i64, words: &str, fields: &[(&str, &str)]) -> Page {
    let at = format!("{}/sections/{section}/questions", desk(id));
    let mut form = by.visit(&at).await.form(&at).fill("words", words);
    for (name, value) in fields {
        form = form.fill(name, value);
    }
    form.submit().await
}

on_both! {
    async fn an_editor_builds_every_kind_of_question_and_tries_them(app: &TestApp) {
        let (id, path) = forthcoming(app, "Text people on bad days").await;
        let ed = app.editor("Edie Ek").await;
        ed.visit("/staff/proposals").await.one(&format!("a[href='{}']", desk(id)));
        ed.visit(&desk(id)).await.is(200).sees("Nothing is asked yet").sees("0 questions in 0 sections");
        app.visitor().get(&format!("{path}/respond")).await.is(404);
        app.visitor().visit(&path).await.lacks("Answer the questions");

        let you = adds_section(&ed, id, "About you").await;
        let warnings = adds_section(&ed, id, "Warnings").await;
        for kind in Kind::ALL {
            let lists: &[(&str, &str)] = match kind {
                Kind::One | Kind::Many | Kind::Ranking => &[("choices", "By text\nBy post\n\n By phone ")],
                Kind::Matrix => &[("choices", "Agree\nDisagree"), ("rows", "At home\nAt work")],
                _ => &[],
            };
            let fields: Vec<(&str, &str)> = [("kind", kind.as_str())].into_iter().chain(lists.iter().copied()).collect();
            adds(&ed, id, you, &format!("Of kind {}?", kind.as_str()), &fields).await.is(200).sees(kind.as_str());
        }
        let all = stored(app, id).await;
        assert_eq!(all.questions().count(), Kind::ALL.len());
        let one = all.questions().find(|(_, q)| q.kind == Kind::One).map(|(_, q)| q.clone()).expect("it is there");
        let lines: Vec<&str> = one.choices.iter().map(|choice| choice.words.as_str()).collect();
        assert_eq!(lines, ["By text", "By post", "By phone"]);

        // A question on the next page that only some people are asked.
        let only = format!("{}:{}", one.id, one.choices[1].id);
        let page = adds(&ed, id, warnings, "Which address?", &[("kind", "short"), ("only_if", &only), ("required", "yes")]).await;
        page.is(200).sees("Asked of those who answered “By post” to question 3.");

        // What it looks like to those who answer: page by page, with nothing stored.
        let trial = format!("{}/preview", desk(id));
        let first = ed.visit(&trial).await;
        first.is(200).sees("Nothing that you answer here is stored").sees("Section 1 of 2").lacks("Which address?");
        let wrong = first.form(&trial).fill("q9999", "x").fill(&format!("q{}", one.id), &one.choices[0].id.to_string());
        wrong.send().await.is(200).sees("That was the last section");
        let chosen = first.form(&trial).fill(&format!("q{}", one.id), &one.choices[1].id.to_string()).submit().await;
        chosen.is(200).sees("Section 2 of 2").sees("Which address?").sees("Some words");
        chosen.form(&trial).submit().await.is(422).sees("Enter an answer").sees("There is a problem");

        // Each change is one act on the record, of which only the number is public.
        let acts: i64 = app.query(|conn| audit::table.filter(audit::act.eq("questionnaire.change")).count().get_result(conn).expect("read")).await;
        assert_eq!(acts, 2 + Kind::ALL.len() as i64 + 1);
        let kept: i64 = app.query(move |conn| proposals::table.filter(proposals::id.eq(id)).select(proposals::questions).first(conn).expect("read")).await;
        assert_eq!(kept, Kind::ALL.len() as i64 + 1);
        app.visitor().visit(&path).await.sees("Answer the questions");
        app.visitor().visit(&format!("{path}/questions")).await.is(200).sees("Only if you answered “By post” to question 3.").sees("Choose all that apply.");
    }

    async fn what_could_never_be_asked_is_refused(app: &TestApp) {
        let (id, _) = forthcoming(app, "Text people on bad days").await;
        let ed = app.editor("Edie Ek").await;
        let section = adds_section(&ed, id, "All").await;
        let lists = [("kind", "one"), ("choices", "Yes\nNo")];
        adds(&ed, id, section, "Do you drive?", &lists).await.is(200);
        let first = stored(app, id).await.sections[0].questions[0].clone();
        let yes = format!("{}:{}", first.id, first.choices[0].id);
        adds(&ed, id, section, "How far?", &[("kind", "number"), ("only_if", &yes)]).await.is(200);
        let second = stored(app, id).await.sections[0].questions[1].id;

        // Taking away what it depends on, or moving that behind it.
        let page = ed.visit(&desk(id)).await;
        for act in [format!("remove:{}", first.id), format!("down:{}", first.id), format!("up:{second}")] {
            let tried = ed.post_own(&desk(id), &[("act", &act), ("edition", "3")]).await;
            tried.is(422).sees("There is a problem").sees("depends on");
        }
        assert_eq!(stored(app, id).await.questions().count(), 2, "nothing was changed");
        // Its answers with the one that is needed gone.
        let at = format!("{}/questions/{}", desk(id), first.id);
        let form = ed.visit(&at).await.form(&at).fill("choices", "No\nNever\nSometimes").submit().await;
        form.is(422).sees("would never be asked").sees("Never");
        // A circle, by a hand-made form: the first one waits for itself.
        let circle = [("words", "Do you drive?"), ("kind", "one"), ("choices", "Yes\nNo"), ("only_if", yes.as_str()), ("edition", "3")];
        ed.post_own(&at, &circle).await.is(422).sees("in a circle");
        // Answers of two questions, and what no form of ours sends.
        for (field, value, says) in [("kind", "riddle", "Choose how people answer"), ("choices", "Yes", "at least two answers"), ("words", "", "Enter what you ask")] {
            let sent: Vec<(&str, &str)> = [("words", "Why?"), ("kind", "one"), ("choices", "A\nB"), ("edition", "3")]
                .into_iter().map(|(name, old)| (name, if name == field { value } else { old })).collect();
            ed.post_own(&at, &sent).await.is(422).sees(says);
        }
        page.is(200);
        for act in ["", "up", "up:x", "sideways:1", "up:99999999999999999999"] {
            let status = ed.post_own(&desk(id), &[("act", act), ("edition", "3")]).await.status;
            assert!([400, 404].contains(&status), "{act}: {status}");
        }
    }

    async fn two_editors_do_not_overwrite_each_other_and_nobody_changes_what_is_open(app: &TestApp) {
        let (id, path) = forthcoming(app, "Text people on bad days").await;
        let (ed, other) = (app.editor("Edie Ek").await, app.editor("Otto Oh").await);
        let section = adds_section(&ed, id, "All").await;
        let at = format!("{}/sections/{section}", desk(id));
        let (mine, theirs) = (ed.visit(&at).await, other.visit(&at).await);
        theirs.form(&at).fill("title", "Theirs").submit().await.is(200);
        let lost = mine.form(&at).fill("title", "Mine").fill("lede", "My words, not lost.").submit().await;
        lost.is(409).sees("Somebody else changed the questions").sees("My words, not lost.");
        assert_eq!(stored(app, id).await.sections[0].title, "Theirs");

        adds(&ed, id, section, "Do you drive?", &[("kind", "agreement")]).await.is(200);
        let late = format!("{}/late", desk(id));
        ed.visit(&desk(id)).await.form(&late).fill("late_days", "many").submit().await.is(422).sees("from 0 to 90");
        ed.visit(&desk(id)).await.form(&late).fill("late_days", "14").submit().await.is(200);
        assert_eq!(stored(app, id).await.late_days, 14);

        // A second consultation begins with the questions of the first.
        let (second, _) = forthcoming(app, "Another").await;
        let copy = format!("{}/copy", desk(second));
        ed.visit(&desk(second)).await.form(&copy).fill("from", &id.0.to_string()).submit().await.is(200).sees("Do you drive?");
        assert_eq!(stored(app, second).await, stored(app, id).await);
        ed.post_own(&copy, &[("from", &id.0.to_string()), ("edition", "1")]).await.is(409);

        let form = ed.visit(&at).await;
        app.clock.forward(chrono::Duration::days(6));
        let ed = app.editor("Eve Elm").await;
        ed.visit(&desk(id)).await.is(200).sees("stay as they are").lacks("Add a section");
        let edition = form.form(&at).value("edition").expect("it is there").to_owned();
        ed.post_own(&at, &[("title", "Later"), ("edition", &edition)]).await.is(409).sees("stay as they are");
        assert_eq!(stored(app, id).await.sections[0].title, "Theirs");
        app.visitor().visit(&path).await.sees("Answer the questions");
    }

    async fn only_editors_build(app: &TestApp) {
        let (id, _) = forthcoming(app, "Text people on bad days").await;
        let ana = app.resident("Ana").await;
        for path in [desk(id), format!("{}/sections", desk(id)), format!("{}/preview", desk(id))] {
            assert_eq!(app.visitor().get(&path).await.status, 303);
            ana.get(&path).await.is(404);
        }
        ana.post_own(&format!("{}/sections", desk(id)), &[("title", "Mine"), ("edition", "0")]).await.is(404);
        let count: i64 = app.query(|conn| q::table.count().get_result(conn).expect("read")).await;
        assert_eq!(count, 0);
    }
}
