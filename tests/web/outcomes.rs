//! "We asked, you said, we did": written after the close, published once everything was weighed, told once to each.

use crate::on_both;
use crate::responses::{again, answers, asked, asks, begins, consultation, sends};
use crate::support::{Page, Person, TestApp};
use chrono::Duration;
use diesel::prelude::*;
use folkmoot::db::schema::{audit, outcome_points as points, outcome_updates as updates, outcomes};
use folkmoot::ids::ProposalId;
use folkmoot::policy::Totals;

const POINT: [(&str, &str); 5] = [
    ("said", "The last bus is full."),
    ("verdict", "will"),
    ("because", "A second bus runs from March."),
    ("owner", "The bus company"),
    ("due", "31 March 2027"),
];

/// A consultation with two responses, of which one says something; the address of each, and who sent it.
async fn answered(app: &TestApp) -> (ProposalId, String, Vec<(Person, String)>) {
    let (id, path) = consultation(app, "Text people on bad days", &asked(0)).await;
    let mut all = Vec::new();
    for (name, words) in [("Ana", "The last bus is full."), ("Bo", "")] {
        let who = app.resident(name).await;
        let at = begins(&who, &path).await;
        answers(&who, &at, 1, &[("q11", "22")]).await.is(200);
        answers(&who, &at, 3, &[("q13", words)]).await.is(200);
        sends(&who, &at, "named").await.is(200);
        all.push((who, at));
    }
    app.letters().await;
    (id, path, all)
}

async fn closes(app: &TestApp) {
    app.clock.forward(Duration::days(31));
    folkmoot::worker::schedule::turn(&app.app).await.expect("it closes");
}

async fn adds(ed: &Person, id: ProposalId, more: &[(&str, &str)]) -> Page {
    let at = format!("/staff/proposals/{id}/outcome/points");
    let form = ed.visit(&at).await.form(&at);
    POINT.iter().chain(more).fold(form, |form, (name, value)| form.fill(name, value)).submit().await
}

/// A consultation that is over, with an outcome of so many points; gives the proposal.
pub async fn over(app: &TestApp, ed: &Person, title: &str, points: usize) -> ProposalId {
    let (id, _) = app.proposal_with(title, Totals::Public, -40, -1).await;
    asks(app, id, &asked(0)).await;
    for _ in 0..points {
        adds(ed, id, &[]).await.is(200);
    }
    id
}

/// An outcome with a point and an update, whatever the consultation is at.
pub async fn written(app: &TestApp, id: ProposalId) {
    let now = app.now();
    app.change(move |tx| {
        diesel::insert_into(outcomes::table)
            .values((outcomes::proposal_id.eq(id), outcomes::asked.eq("How?"), outcomes::edition.eq(1_i64)))
            .execute(&mut **tx)?;
        let values = (
            points::proposal_id.eq(id),
            points::said.eq("Slowly."),
            points::verdict.eq("did"),
            points::because.eq("So."),
        );
        let point: i64 =
            diesel::insert_into(points::table).values(values).returning(points::id).get_result(&mut **tx)?;
        diesel::insert_into(updates::table)
            .values((updates::point_id.eq(point), updates::words.eq("Done."), updates::told_at.eq(now)))
            .execute(&mut **tx)?;
        Ok(())
    })
    .await;
}

pub async fn publishes(ed: &Person, id: ProposalId, fields: &[(&str, &str)]) -> Page {
    let at = format!("/staff/proposals/{id}/outcome");
    let form = ed.visit(&at).await.form(&format!("{at}/publication"));
    fields.iter().fold(form, |form, (name, value)| form.fill(name, value)).submit().await
}

on_both! {
    async fn it_is_written_after_the_close_and_published_when_all_is_weighed(app: &TestApp) {
        let (id, path, people) = answered(app).await;
        let ed = app.editor("Ed").await;
        let desk = format!("/staff/proposals/{id}/outcome");
        // While people can still change something, nothing is written.
        ed.visit(&desk).await.is(200).sees("You can write this after the close");
        let early: Vec<(&str, &str)> = POINT.into_iter().chain([("edition", "1")]).collect();
        ed.post_own(&format!("{desk}/points"), &early).await.is(409);
        ed.post_own(&desk, &[("asked", "How?"), ("edition", "1")]).await.is(409);
        closes(app).await;
        let ed = app.editor("Edie").await;
        ed.visit(&format!("/staff/proposals/{id}/responses")).await.one(&format!("a[href='{desk}']"));
        let page = ed.visit(&desk).await;
        page.is(200).sees("0 of 2 responses were read.");
        page.form(&desk).fill("asked", "How should **warnings** come?").submit().await.is(200).sees("Saved.");
        publishes(&ed, id, &[("waiver", "It is urgent."), ("signed", "Ada")]).await.is(422).sees("Say first what people said");
        adds(&ed, id, &[("owner", "")]).await.is(422).sees("Say who sees to it and by which day");
        adds(&ed, id, &[("due", "soon")]).await.is(422).sees("Enter a day");
        adds(&ed, id, &[]).await.is(200).sees("We will do this").sees("31 March 2027");
        // Somebody who started from an older wording overwrites nothing.
        let stale = ed.post_own(&desk, &[("asked", "Other words"), ("edition", "1")]).await;
        stale.is(409).sees("Somebody else changed the outcome").sees("Other words");

        // Nothing is published before everything was read, or somebody signs why.
        publishes(&ed, id, &[]).await.is(422).sees("0 of 2 responses were read.");
        publishes(&ed, id, &[("waiver", "It is urgent.")]).await.is(422);
        app.visitor().get(&format!("{path}/outcome")).await.is(404);
        for response in [1, 2] {
            ed.post_own(&format!("/staff/responses/{response}"), &[("version", "1")]).await.is(303);
        }
        ed.visit(&desk).await.lacks("were read");
        publishes(&ed, id, &[]).await.is(200).sees("It is public");
        let page = app.visitor().visit(&format!("{path}/outcome")).await;
        page.is(200).sees("We asked, you said, we did").sees("A second bus runs").sees("The bus company").lacks("Signed");
        app.visitor().visit(&path).await.sees("What was decided").sees("The decision has been made");
        // It stays as it is; only progress is told.
        adds(&ed, id, &[]).await.is(409);
        let point: i64 = app.query(|conn| points::table.select(points::id).first(conn).expect("it is there")).await;
        ed.post_own(&format!("/staff/outcome-points/{point}"), &early).await.is(409);
        ed.post_own(&format!("/staff/outcome-points/{point}/deletion"), &[("edition", "9")]).await.is(409);
        ed.post_own(&format!("/staff/outcome-points/{point}/updates"), &[("words", "")]).await.is(422);
        ed.post_own(&format!("/staff/outcome-points/{point}/updates"), &[("words", "The bus is ordered.")]).await.is(303);
        app.visitor().visit(&format!("{path}/outcome")).await.sees("The bus is ordered.");
        let acts: Vec<String> = app.query(|conn| audit::table.filter(audit::act.like("outcome.%")).order(audit::id).select(audit::act).load(conn).expect("read")).await;
        assert_eq!(acts, ["outcome.write", "outcome.write", "outcome.publish", "outcome.tell"]);

        // Each hears of it once.
        let mut told: Vec<String> = app.letters().await.into_iter().map(|one| format!("{} {}", one.to, one.subject)).collect();
        told.sort();
        let subject = "What we do about what you said: Text people on bad days";
        assert_eq!(told, [format!("ana@people.example {subject}"), format!("bo@people.example {subject}")]);
        folkmoot::outcomes::jobs::tell(&app.app.site.db, id.0, app.now()).await.expect("it is done twice");
        assert_eq!(app.letters().await.len(), 0);
        let (ana, at) = (again(app, &people[0].0).await, &people[0].1);
        ana.visit(at).await.sees("What became of your response");
        ana.visit(&format!("{at}/outcome")).await.is(200).sees("was not put under a theme");
        again(app, &people[1].0).await.visit(&format!("{at}/outcome")).await.is(404);
    }

    /// 23: two editors write one outcome at once. The second sees both texts, and nothing is overwritten.
    async fn nobody_overwrites_a_point_that_they_have_not_seen(app: &TestApp) {
        let ed = app.editor("Ed").await;
        let id = over(app, &ed, "Text people on bad days", 2).await;
        let edie = app.editor("Edie").await;
        let numbers: Vec<i64> = app.query(|conn| points::table.order(points::id).select(points::id).load(conn).expect("read")).await;
        let [first, second] = [numbers[0], numbers[1]].map(|point| format!("/staff/outcome-points/{point}"));
        let desk = format!("/staff/proposals/{id}/outcome");
        let form = |who: &Person, at: &str| { let (who, at) = (who.clone(), at.to_owned()); async move { who.visit(&at).await.form(&at) } };
        let (hers, other, asked) = (form(&edie, &first).await, form(&edie, &second).await, form(&edie, &desk).await);
        form(&ed, &first).await.fill("said", "Ed has heard this").submit().await.is(200).sees("Saved.");
        let page = hers.fill("said", "Edie has heard that").send().await;
        page.is(409).sees("Saved now Ed has heard this").sees("Yours Edie has heard that").lacks("Who sees to it Saved now");
        ed.visit(&desk).await.sees("Ed has heard this").lacks("Edie has heard that");
        page.form(&first).fill("said", "Both have heard it").submit().await.is(200).sees("Saved.");
        // Another point of the same outcome is looked at once more, too; nobody has changed it, and a new one has no other text.
        let page = other.fill("said", "Something else").send().await;
        page.is(409).sees("but not this").lacks("Saved now").lacks("Both have heard it");
        page.form(&second).submit().await.is(200).sees("Something else").sees("Both have heard it");
        let new = format!("{desk}/points");
        let late = [("edition", "1"), ("said", "New"), ("verdict", "will_not"), ("because", "There is no money.")];
        let page = edie.post_own(&new, &late).await;
        page.is(409).sees("but not this").lacks("Saved now");
        page.form(&new).submit().await.is(200).sees("There is no money.");
        let page = asked.fill("asked", "What shall we do?").send().await;
        page.is(409).sees("but not this").lacks("Saved now").sees("What shall we do?");
        let older = form(&ed, &desk).await;
        page.form(&desk).submit().await.is(200).sees("Saved.");
        let page = older.fill("asked", "What will we do?").send().await;
        page.is(409).sees("Saved now What shall we do?").sees("Yours What will we do?").sees("Compare both texts");
        page.form(&desk).submit().await.is(200).sees("Saved.");
        // What is gone is gone, and the words are given back.
        let gone = form(&edie, &second).await;
        ed.visit(&second).await.form(&format!("{second}/deletion")).submit().await.is(200);
        gone.fill("said", "Too late, but kept").send().await.is(404).sees("Too late, but kept").sees("Nothing is saved.");
    }

    async fn each_theme_has_an_answer_and_each_person_sees_theirs(app: &TestApp) {
        let (id, path, people) = answered(app).await;
        closes(app).await;
        let ed = app.editor("Ed").await;
        let response: i64 = crate::coding::prepared(app, id).await;
        let page = ed.visit(&format!("/staff/proposals/{id}/outcome")).await;
        page.sees("Nothing answers the theme “Buses”.").sees("Nothing answers the theme “Noise”.").lacks("Trams");
        adds(&ed, id, &[("theme", "1")]).await.is(200).lacks("the theme “Buses”").sees("the theme “Noise”");
        adds(&ed, id, &[("theme", "99")]).await.is(404);
        // A named person may sign for what is missing, and everybody can read it.
        publishes(&ed, id, &[("waiver", "The buses start in March."), ("signed", "Ada, chair")]).await.is(200).sees("It is public");
        let page = app.visitor().visit(&format!("{path}/outcome")).await;
        page.sees("The buses start in March.").sees("Signed: Ada, chair").sees("1 answer");
        let (ana, at) = (again(app, &people[0].0).await, &people[0].1);
        assert_eq!(response, 1, "it was Ana's that was coded");
        let page = ana.visit(&format!("{at}/outcome")).await;
        page.is(200).sees("Buses").sees("We will do this").sees("Noise").sees("There is no answer of its own");
        assert_eq!(app.letters().await.len(), 2);
    }

    async fn whoever_follows_hears_of_it_in_their_emails_and_not_twice(app: &TestApp) {
        let (id, path, people) = answered(app).await;
        people[0].0.post_own(&format!("{path}/follows"), &[("follow", "start")]).await.is(303);
        closes(app).await;
        let ed = app.editor("Ed").await;
        app.letters().await;
        adds(&ed, id, &[]).await.is(200);
        publishes(&ed, id, &[("waiver", "It is urgent."), ("signed", "Ada")]).await.is(200);
        let told: Vec<String> = app.letters().await.into_iter().filter(|one| one.subject.starts_with("What we do")).map(|one| one.to).collect();
        assert_eq!(told, ["bo@people.example"], "Ana gets it with her emails");
    }
}
