//! Answering a consultation: page by page, alone or for an organisation, until the close and no longer.

pub mod files;
pub mod publishing;
mod reading;
pub mod together;

use crate::on_both;
use crate::organisations::{founds, joins};
use crate::support::{Page, Person, TestApp};
use diesel::prelude::*;
use folkmoot::db::schema::{proposals, questionnaires as q, response_sections, response_versions, responses as r};
use folkmoot::ids::ProposalId;
use folkmoot::questionnaires::{Choice, Condition, Kind, Question, Questionnaire, Section};

pub fn question(id: i64, kind: Kind, words: &str, choices: &[(i64, &str)]) -> Question {
    let choices = choices.iter().map(|(id, words)| Choice { id: *id, words: (*words).to_owned() }).collect();
    Question {
        id,
        kind,
        words: words.into(),
        help: String::new(),
        required: true,
        choices,
        rows: Vec::new(),
        only_if: None,
    }
}

/// Three sections; the second is asked only of those who drive.
pub fn asked(late_days: u32) -> Questionnaire {
    let drives = question(11, Kind::One, "Do you drive?", &[(21, "Yes"), (22, "No")]);
    let mut far = question(12, Kind::Number, "How far each day?", &[]);
    far.only_if = Some(Condition { question: 11, choices: vec![21] });
    let mut why = question(13, Kind::Long, "What should we know?", &[]);
    why.required = false;
    let section = |id, title: &str, questions| Section { id, title: title.into(), intro: String::new(), questions };
    Questionnaire {
        sections: vec![
            section(1, "About you", vec![drives]),
            section(2, "Driving", vec![far]),
            section(3, "In your words", vec![why]),
        ],
        late_days,
        next: 99,
    }
}

/// An open consultation with these questions.
pub async fn consultation(app: &TestApp, title: &str, questions: &Questionnaire) -> (ProposalId, String) {
    let (id, path) = app.proposal(title).await;
    asks(app, id, questions).await;
    (id, path)
}

/// A proposal asks these questions from now on. The desk where they are built has stories of its own.
pub async fn asks(app: &TestApp, id: ProposalId, questions: &Questionnaire) {
    let text = serde_json::to_string(questions).expect("written");
    let (count, now) = (questions.questions().count() as i64, app.now());
    app.change(move |tx| {
        diesel::insert_into(q::table)
            .values((q::proposal_id.eq(id), q::content.eq(text.clone()), q::edition.eq(1_i64), q::changed_at.eq(now)))
            .execute(&mut **tx)?;
        diesel::update(proposals::table.filter(proposals::id.eq(id)))
            .set(proposals::questions.eq(count))
            .execute(&mut **tx)?;
        tx.touch(folkmoot::db::Scope::Proposal(id));
        Ok(())
    })
    .await;
}

/// Begins a response; gives its address.
pub async fn begins(who: &Person, path: &str) -> String {
    let start = format!("{path}/respond");
    let page = who.visit(&start).await.form(&start).submit().await;
    page.is(200).sees("Your response");
    page.path.split('?').next().expect("a path").to_owned()
}

/// Fills in a section and goes on.
pub async fn answers(who: &Person, at: &str, section: i64, fields: &[(&str, &str)]) -> Page {
    let place = format!("{at}/sections/{section}");
    let mut form = who.visit(&place).await.form(&place);
    for (name, value) in fields {
        form = form.fill(name, value);
    }
    form.fill("go", "next").submit().await
}

/// Sends a response, with what may be published.
pub async fn sends(who: &Person, at: &str, publish: &str) -> Page {
    let check = format!("{at}/check");
    who.visit(&check).await.form(&check).fill("publish", publish).submit().await
}

async fn rows(app: &TestApp) -> Vec<(String, i64, bool)> {
    app.query(|conn| r::table.order(r::id).select((r::state, r::version, r::late)).load(conn).expect("read")).await
}

on_both! {
    async fn from_the_first_question_to_the_receipt(app: &TestApp) {
        let (_, path) = consultation(app, "Text people on bad days", &asked(0)).await;
        app.visitor().visit(&path).await.sees("This is a formal consultation");
        let start = format!("{path}/respond");
        app.visitor().visit(&start).await.is(200).sees("3 questions").sees("You need an account").lacks("Start now");
        assert_eq!(app.visitor().post(&start, &[]).await.status, 303, "a stranger signs in first");

        let ana = app.resident("Ana").await;
        let at = begins(&ana, &path).await;
        let reference = at.trim_start_matches("/responses/").to_owned();
        assert_eq!(reference.len(), 13, "{reference}");
        let page = ana.visit(&start).await;
        page.lacks("Start now").one(&format!("a[href='{at}']"));
        assert_eq!(ana.post_own(&start, &[]).await.header("location"), at, "there is one each");

        // Nothing is required to come back later; to go on, what is needed must be there.
        let page = answers(&ana, &at, 1, &[]).await;
        page.is(422).sees("Choose an answer").sees("Section 1 of 3");
        let page = answers(&ana, &at, 1, &[("q11", "21")]).await;
        page.is(200).sees("How far each day?");
        let page = answers(&ana, &at, 2, &[("q12", "quite far <b>")]).await;
        page.is(422).sees("Enter a whole number").sees("There is a problem");
        assert_eq!(page.form(&format!("{at}/sections/2")).value("q12"), Some("quite far <b>"), "what was typed is there");
        ana.visit(&at).await.sees("Something is missing").sees("Put right what is missing");
        ana.visit(&format!("{at}/check")).await.sees("Enter a whole number").sees("Before you can send it");
        ana.post_own(&format!("{at}/check"), &[("publish", "named")]).await.is(422).sees("Enter a whole number");
        answers(&ana, &at, 2, &[("q12", "1,200")]).await.is(200).sees("What should we know?");
        let check = answers(&ana, &at, 3, &[("q13", "Buses are late.\nمرحبا")]).await;
        check.is(200).sees("Check your answers").sees("1,200").sees("Buses are late.").sees("مرحبا").sees("Yes");
        sends(&ana, &at, "").await.is(422).sees("Choose whether we may publish");
        let done = sends(&ana, &at, "unnamed").await;
        done.is(200).sees("We have your response").sees(&reference).sees("Without your name");
        assert_eq!(rows(app).await, [("sent".into(), 1, false)]);

        let letters = app.letters().await;
        let letter = letters.last().expect("a copy");
        assert!(letter.subject.contains(&reference) && letter.text.contains("Buses are late."), "{}", letter.text);
        assert!(letter.text.contains("مرحبا") && letter.html.contains("1,200"));
        ana.visit("/account/responses").await.sees("Text people on bad days").sees(&reference).sees("Sent");
        ana.visit(&format!("{at}/answers")).await.is(200).sees("What you sent").sees("1,200");

        // Nobody else can see that it is there.
        let bo = app.resident("Bo").await;
        for place in [at.clone(), format!("{at}/check"), format!("{at}/answers"), format!("{at}/sections/1")] {
            bo.get(&place).await.is(404);
            assert_eq!(app.visitor().get(&place).await.status, 303);
        }
        bo.post_own(&format!("{at}/withdrawal"), &[]).await.is(404);
        bo.post_own(&format!("{at}/sections/1"), &[("q11", "22")]).await.is(404);
        ana.get("/responses/AIR-2222-2223").await.is(404);
    }

    async fn it_can_be_changed_sent_again_and_taken_back_until_the_close(app: &TestApp) {
        let (_, path) = consultation(app, "Text people on bad days", &asked(30)).await;
        let ana = app.resident("Ana").await;
        let at = begins(&ana, &path).await;
        answers(&ana, &at, 1, &[("q11", "21")]).await;
        answers(&ana, &at, 2, &[("q12", "5")]).await;
        // The third section was never opened: nothing in it is needed.
        sends(&ana, &at, "named").await.is(200);
        // Whoever does not drive is not asked how far, and what they once said of it is not sent.
        answers(&ana, &at, 1, &[("q11", "22")]).await.is(200).sees("What should we know?");
        ana.visit(&at).await.sees("these changes are not sent").sees("No questions for you");
        ana.get(&format!("{at}/sections/2")).await.is(404);
        sends(&ana, &at, "never").await.is(200).sees("Not at all").sees("The last one counts");
        let versions: Vec<String> = app.query(|conn| response_versions::table.order(response_versions::number).select(response_versions::answers).load(conn).expect("read")).await;
        assert_eq!(versions, [r#"{"11":{"choice":21},"12":{"number":5}}"#, r#"{"11":{"choice":22}}"#]);
        let taken = ana.visit(&at).await.form(&format!("{at}/withdrawal")).submit().await;
        taken.is(200).sees("You have taken back your response");
        assert_eq!(rows(app).await, [("withdrawn".into(), 2, false)]);
        sends(&ana, &at, "named").await.is(200).sees("We have your response");
        assert_eq!(rows(app).await, [("sent".into(), 3, false)]);

        // After the close what was sent in time stays as it was sent, though late ones are taken.
        app.clock.forward(chrono::Duration::days(31));
        let ana = again(app, &ana).await;
        ana.visit(&at).await.is(200).sees("We have your response").lacks("Take back");
        ana.post_own(&format!("{at}/withdrawal"), &[]).await.is(409);
        let refused = ana.post_own(&format!("{at}/sections/3"), &[("q13", "Too late, but kept"), ("edition", "0")]).await;
        refused.is(409).sees("Too late, but kept");
        ana.post_own(&format!("{at}/check"), &[("publish", "never")]).await.is(409);
        assert_eq!(rows(app).await, [("sent".into(), 3, false)]);
        assert_eq!(app.letters().await.len(), 1, "of what was sent anew since, no copy");
    }

    async fn the_close_passes_while_somebody_writes(app: &TestApp) {
        for (late_days, days, is_taken) in [(0, 31, false), (14, 31, true), (14, 50, false)] {
            let (_, path) = consultation(app, &format!("Late by {late_days} {days}"), &asked(late_days)).await;
            let ana = app.resident(&format!("Ana {late_days} {days}")).await;
            let at = begins(&ana, &path).await;
            answers(&ana, &at, 1, &[("q11", "22")]).await.is(200);
            app.clock.forward(chrono::Duration::days(days));
            let ana = again(app, &ana).await;
            // What is typed after the close is kept all the same.
            let saved = ana.post_own(&format!("{at}/sections/3"), &[("q13", "Written on the last evening"), ("edition", "0")]).await;
            assert_eq!(saved.status, 303);
            let (kept, at_row): (i64, String) = app.query(|conn| {
                let kept = response_sections::table.filter(response_sections::typed.like("%last evening%")).count().get_result(conn).expect("read");
                (kept, r::table.order(r::id.desc()).select(r::reference).first(conn).expect("read"))
            }).await;
            assert!(kept >= 1 && at.ends_with(&at_row));
            let sent = ana.post_own(&format!("{at}/check"), &[("publish", "named")]).await;
            assert_eq!(sent.status, if is_taken { 303 } else { 409 }, "{late_days} {days}");
            let last = rows(app).await.pop().expect("there");
            assert_eq!(last, if is_taken { ("sent".into(), 1, true) } else { ("draft".into(), 0, false) });
            let page = ana.visit(&at).await;
            if is_taken { page.sees("marked as late") } else { page.sees("too late to send").sees("still here") };
            // Nobody begins after the close.
            let bo = app.resident(&format!("Bo {late_days} {days}")).await;
            bo.visit(&format!("{path}/respond")).await.is(200).sees("It closed at").lacks("Start now");
            bo.post_own(&format!("{path}/respond"), &[]).await.is(409);
            assert_eq!(app.letters().await.len(), usize::from(is_taken), "a copy of what was taken");
            app.clock.forward(chrono::Duration::days(-days));
        }
    }

    async fn an_organisation_writes_together_and_its_owner_sends(app: &TestApp) {
        let (_, path) = consultation(app, "Text people on bad days", &asked(0)).await;
        let olu = app.resident("Olu").await;
        founds(app, &olu, "Lea Bridge Carers").await;
        let mia = joins(app, &olu, "Mia", "member").await;
        let start = format!("{path}/respond");
        let page = olu.visit(&start).await;
        page.sees("Answer for Lea Bridge Carers").sees("Start now");
        let begun = olu.post_own(&start, &[("as", "organisation")]).await;
        let at = begun.header("location");
        olu.visit(&at).await.is(200).sees("You are answering for Lea Bridge Carers");

        // Two save the same section at once: the second sees both texts, and nothing is lost.
        let place = format!("{at}/sections/3");
        let (first, second) = (olu.visit(&place).await, mia.visit(&place).await);
        first.form(&place).fill("q13", "We asked sixty people").fill("go", "later").submit().await.is(200);
        let clash = second.form(&place).fill("q13", "Carers share phones").submit().await;
        clash.is(409).sees("Somebody else has saved this section").sees("We asked sixty people");
        assert_eq!(clash.form(&place).value("q13"), Some("Carers share phones"));
        let both = clash.form(&place).fill("q13", "We asked sixty people. Carers share phones").fill("go", "later").submit().await;
        both.is(200).sees("Saved.");

        answers(&mia, &at, 1, &[("q11", "22")]).await.is(200);
        // A member writes, an owner sends.
        let check = format!("{at}/check");
        mia.visit(&check).await.is(200).sees("An owner of your organisation sends it").lacks("May we publish");
        mia.post_own(&check, &[("publish", "named")]).await.is(403);
        let sent = olu.visit(&check).await.form(&check).fill("publish", "named").fill("consulted", "Sixty carers").submit().await;
        sent.is(200).sees("We have your response");
        let row: (Option<i64>, Option<i64>, String, String) = app.query(|conn| r::table.select((r::account_id, r::organisation_id, r::capacity, r::consulted)).first(conn).expect("read")).await;
        assert_eq!(row, (None, Some(1), "organisation".into(), "Sixty carers".into()));
        // They may answer for themselves besides.
        let own = begins(&olu, &path).await;
        assert_ne!(own, at);
        assert_eq!(rows(app).await.len(), 2);
        let copy = app.letters().await.pop().expect("a copy to whoever sent it");
        assert!(copy.to == "olu@people.example" && copy.text.contains("Lea Bridge Carers"), "{}", copy.text);
        // Somebody who speaks for nobody cannot.
        app.resident("Zed").await.post_own(&start, &[("as", "organisation")]).await.is(403);
    }

    async fn whoever_leaves_takes_along_what_may_not_be_published(app: &TestApp) {
        let (_, path) = consultation(app, "Text people on bad days", &asked(0)).await;
        for (name, publish) in [("Ana", "named"), ("Bo", "never"), ("Cy", "")] {
            let who = app.resident(name).await;
            let at = begins(&who, &path).await;
            answers(&who, &at, 1, &[("q11", "22")]).await.is(200);
            if !publish.is_empty() {
                sends(&who, &at, publish).await.is(200);
            }
            let (id, now) = (who.id, app.now());
            app.change(move |tx| folkmoot::responses::forget(tx, id, now)).await;
        }
        let left: Vec<(Option<i64>, String)> = app.query(|conn| r::table.select((r::account_id, r::publish)).load(conn).expect("read")).await;
        assert_eq!(left, [(None, "named".into())]);
        app.letters().await;
        let savers: i64 = app.query(|conn| response_sections::table.filter(response_sections::saved_by.is_not_null()).count().get_result(conn).expect("read")).await;
        assert_eq!(savers, 0);
    }

    async fn what_was_never_sent_goes_some_time_after_the_close(app: &TestApp) {
        let (_, path) = consultation(app, "Text people on bad days", &asked(0)).await;
        for (name, is_sent) in [("Ana", true), ("Bo", false)] {
            let who = app.resident(name).await;
            let at = begins(&who, &path).await;
            answers(&who, &at, 1, &[("q11", "22")]).await.is(200);
            if is_sent {
                sends(&who, &at, "named").await.is(200);
            }
        }
        app.letters().await;
        for (days, left) in [(30 + 180, 2), (1, 1), (3_650, 1)] {
            app.clock.forward(chrono::Duration::days(days));
            folkmoot::retention::run(&app.app.site).await.expect("it runs");
            assert_eq!(rows(app).await.len(), left, "{days} days later");
        }
        assert_eq!(rows(app).await, [("sent".into(), 1, false)]);
        let sections: i64 = app.query(|conn| response_sections::table.count().get_result(conn).expect("read")).await;
        assert_eq!(sections, 1);
    }

    async fn pressing_send_many_times_at_once_sends_it_once(app: &TestApp) {
        let (_, path) = consultation(app, "Text people on bad days", &asked(0)).await;
        let ana = app.resident("Ana").await;
        let at = begins(&ana, &path).await;
        answers(&ana, &at, 1, &[("q11", "22")]).await.is(200);
        let check = format!("{at}/check");
        let fields = [("publish", "named")];
        let sent = futures_util::future::join_all((0..8).map(|_| ana.post_own(&check, &fields))).await;
        assert!(sent.iter().all(|page| page.status == 303), "{:?}", sent.iter().map(|page| page.status).collect::<Vec<_>>());
        let numbers: Vec<i64> = app.query(|conn| response_versions::table.order(response_versions::number).select(response_versions::number).load(conn).expect("read")).await;
        assert_eq!(numbers, [1]);
        assert_eq!(rows(app).await, [("sent".into(), 1, false)]);
        assert_eq!(app.letters().await.len(), 1, "one copy");
        // The same with the first press: there is one response, and all eight lead to it.
        let ben = app.resident("Ben").await;
        let start = format!("{path}/respond");
        let begun = futures_util::future::join_all((0..8).map(|_| ben.post_own(&start, &[]))).await;
        let places: std::collections::BTreeSet<String> = begun.iter().map(|page| page.header("location")).collect();
        assert_eq!((places.len(), rows(app).await.len()), (1, 2), "{places:?}");
    }
}

/// The same person, signed in anew after the clock went far.
pub async fn again(app: &TestApp, who: &Person) -> Person {
    let mut person = app.visitor();
    person.id = who.id;
    person.set_cookie(folkmoot::web::session::COOKIE, &app.session(who.id, false).await);
    person
}
