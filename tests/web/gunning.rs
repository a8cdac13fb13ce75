//! What a consultation must say before it opens, how long it should be open, and the answer that is due after it.

use crate::on_both;
use crate::questionnaires::{adds, adds_section};
use crate::support::{Page, Person, TestApp};
use chrono::Duration;
use diesel::prelude::*;
use folkmoot::db::schema::proposals;
use folkmoot::ids::ProposalId;
use folkmoot::policy::Totals;
use folkmoot::worker::schedule;

const FIELDS: [&str; 4] = ["decided", "undecided", "influence", "costs"];

/// A draft with a question, which says what would change and nothing besides; gives its number.
async fn draft(app: &TestApp, ed: &Person) -> ProposalId {
    app.area("clean-air").await;
    let form = ed.visit("/staff/proposals/new").await.form("/staff/proposals/new");
    let filled = form.fill("title", "Text people on bad days").fill("summary", "One sentence.").fill("change", "This.");
    filled.fill("area", "clean-air").fill("totals", "public").submit().await.is(200).sees("Saved.");
    let id = app.query(|conn| proposals::table.select(proposals::id).first(conn).expect("it is there")).await;
    let section = adds_section(ed, id, "About you").await;
    adds(ed, id, section, "Do you drive?", &[("kind", "short")]).await.is(200);
    id
}

async fn edits(ed: &Person, id: ProposalId, fields: &[(&str, &str)]) -> Page {
    let at = format!("/staff/proposals/{id}");
    let mut form = ed.visit(&at).await.form(&at);
    for (name, value) in fields {
        form = form.fill(name, value);
    }
    form.submit().await
}

on_both! {
    async fn it_is_not_announced_before_everything_is_said(app: &TestApp) {
        let ed = app.editor("Ed").await;
        let id = draft(app, &ed).await;
        let dates = [("opens_date", "2027-01-11"), ("opens_time", "9:00"), ("closes_date", "2027-02-22"), ("closes_time", "17:00"), ("announce", "yes")];
        let page = edits(&ed, id, &dates).await;
        page.is(422).sees("Say what is already decided, or that nothing is").sees("Say what people’s answers can change");
        page.sees("Name at least two options").sees("Link at least one document").sees("Say why it is proposed");
        for link in page.all(".govuk-error-summary a") {
            page.one(&link.attr("href"));
        }
        // Nor is it opened at once, past the form.
        let open = format!("/staff/proposals/{id}/opening");
        let refused = ed.visit(&open).await.form("/opening").fill("closes_date", "2027-02-22").fill("closes_time", "17:00").submit().await;
        refused.is(422).sees("Before a consultation is announced").sees("Say what is not decided yet");
        app.visitor().get("/proposals/text-people-on-bad-days").await.is(404);

        let said: Vec<(&str, String)> = FIELDS.iter().map(|name| (*name, format!("Words on **{name}**."))).collect();
        let mut fields: Vec<(&str, &str)> = said.iter().map(|(name, words)| (*name, words.as_str())).collect();
        fields.extend([("why", "Because."), ("option_title", "Texts"), ("document_title", "The plan"), ("document_url", "https://a.example/plan")]);
        let one_option = edits(&ed, id, &[fields.clone(), dates.to_vec()].concat()).await;
        one_option.is(422).sees("Name at least two options");
        let mut form = one_option.form(&format!("/staff/proposals/{id}"));
        form = form.fill_many(&["Texts", "Change nothing"].map(|title| ("option_title", title.to_owned())));
        form.submit().await.is(200).sees("Saved.").sees("Forthcoming");
        let public = app.visitor().visit("/proposals/text-people-on-bad-days").await;
        public.is(200).sees("What is already decided").sees("Words on decided").sees("What your answers can change");

        // What was said can be changed from then on, and not taken away.
        let page = edits(&ed, id, &[("costs", ""), ("reason", "Shorter.")]).await;
        page.is(422).sees("Say what it costs and whom it affects");
        edits(&ed, id, &[("costs", "Twelve pence a text."), ("reason", "A figure.")]).await.is(200);
        app.visitor().visit("/proposals/text-people-on-bad-days/versions/2").await.sees("Costs and effects").sees("Twelve pence");
    }

    async fn what_is_announced_cannot_begin_to_ask_without_it(app: &TestApp) {
        let ed = app.editor("Ed").await;
        let (id, _) = app.proposal_with("Text people on bad days", Totals::Public, 5, 35).await;
        edits(&ed, id, &[("undecided", ""), ("reason", "Shorter.")]).await.is(200);
        let section = adds_section(&ed, id, "About you").await;
        let refused = adds(&ed, id, section, "Do you drive?", &[("kind", "short")]).await;
        refused.is(422).sees("Before a consultation is announced: Say what is not decided yet");
        assert_eq!(refused.form("/questions").value("words"), Some("Do you drive?"), "what was typed is there");
        edits(&ed, id, &[("undecided", "The time of day."), ("reason", "Said again.")]).await.is(200);
        adds(&ed, id, section, "Do you drive?", &[("kind", "short")]).await.is(200);
    }

    async fn short_times_and_holidays_are_told_to_whoever_sets_the_dates(app: &TestApp) {
        let ed = app.editor("Ed").await;
        let id = draft(app, &ed).await;
        let dates = |opens, closes| [("opens_date", opens), ("opens_time", "9:00"), ("closes_date", closes), ("closes_time", "17:00")];
        let page = edits(&ed, id, &dates("2026-12-14", "2027-01-04")).await;
        page.is(200).sees("Saved.").sees("It is open for 21 days").sees("over Christmas");
        edits(&ed, id, &dates("2027-01-11", "2027-02-22")).await.is(200).lacks("It is open for").lacks("Christmas");
    }

    async fn the_answer_is_due_and_its_writers_are_reminded(app: &TestApp) {
        app.editor("Ed").await;
        let (id, path) = app.proposal("Text people on bad days").await;
        crate::responses::asks(app, id, &crate::responses::asked(0)).await;
        let (_, other) = app.proposal("A proposal that asks nothing").await;
        app.visitor().visit(&path).await.sees("No decision has been made").lacks("we say what we heard");
        app.clock.forward(Duration::days(31));
        schedule::turn(&app.app).await.expect("it closes");
        // It closes on 23 December and is due twelve weeks later.
        app.visitor().visit(&path).await.sees("By 17 March 2027 we say what we heard");
        app.visitor().visit(&other).await.lacks("we say what we heard");
        let mut letters = Vec::new();
        // Days on which no worker runs lose no reminder, and do not heap up into many.
        for days in [54, 1, 1, 19, 1, 1, 8, 3, 70, 1] {
            app.clock.forward(Duration::days(days));
            schedule::remind(&app.app).await.expect("it looks");
            schedule::remind(&app.app).await.expect("it looks twice");
            letters.extend(app.letters().await.into_iter().map(|one| format!("{}: {}", one.to, one.subject)));
        }
        let due = "ed@people.example: The answer is due on 17 March 2027: Text people on bad days";
        let late = "ed@people.example: The answer is late: Text people on bad days";
        assert_eq!(letters, [due, due, late, late], "four weeks before, a week before, and one for each look that found it later");
    }
}
