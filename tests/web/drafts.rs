//! Two who change a proposal at once: not only its words, but its dates, its area and who sees the totals.

use crate::on_both;
use crate::support::{Page, Person, TestApp};
use diesel::prelude::*;
use folkmoot::db::schema::audit;

/// A draft that would close on 24 December at 5 pm; gives the address of its form.
async fn draft(app: &TestApp, ed: &Person) -> String {
    app.area("clean-air").await;
    app.area("dementia").await;
    let form = ed
        .visit("/staff/proposals/new")
        .await
        .form("/new")
        .fill("title", "Plant more trees")
        .fill("summary", "One sentence.");
    let form = form.fill("change", "This would change.").fill("area", "clean-air").fill("totals", "public");
    let saved = form.fill("closes_date", "2026-12-24").fill("closes_time", "17:00").submit().await;
    saved.is(200).sees("Saved.");
    saved.path.split('?').next().expect("a path").to_owned()
}

/// The day and the hour on which the form says that it closes.
fn closes(page: &Page) -> (String, String) {
    (page.one("#closes_date").attr("value"), page.one("#closes_time").attr("value"))
}

fn at(date: &str, time: &str) -> (String, String) {
    (date.to_owned(), time.to_owned())
}

on_both! {
    async fn a_stale_form_sets_nothing_back(app: &TestApp) {
        let (ed, edie) = (app.editor("Ed").await, app.editor("Edie").await);
        let edit = draft(app, &ed).await;
        let stale = || async { edie.visit(&edit).await.form(&edit) };
        let (second, third) = (stale().await, stale().await);
        let first = ed.visit(&edit).await.form(&edit).fill("closes_date", "2027-01-15").fill("closes_time", "noon");
        first.fill("area", "dementia").fill("totals", "after_close").submit().await.is(200).sees("Saved.");

        // Nothing of her own: everything stays as Ed left it.
        let page = second.submit().await;
        page.is(200).sees("Saved.");
        assert_eq!(closes(&page), at("2027-01-15", "12:00"));
        // Only words of her own: they are saved, the rest stays.
        let page = third.fill("why", "Trees are cool.").submit().await;
        page.is(200).sees("Saved.").sees("Trees are cool.");
        assert_eq!(closes(&page), at("2027-01-15", "12:00"));
        assert_eq!(page.form(&edit).value("area"), Some("dementia"));
        assert_eq!(page.form(&edit).value("totals"), Some("after_close"));
        let acts: Vec<String> = app.query(|conn| audit::table.order(audit::id).select(audit::act).load(conn).expect("read")).await;
        assert_eq!(acts, ["proposal.create", "proposal.draft", "proposal.draft"]);
    }

    async fn two_who_move_a_date_are_told(app: &TestApp) {
        let (ed, edie) = (app.editor("Ed").await, app.editor("Edie").await);
        let edit = draft(app, &ed).await;
        let second = edie.visit(&edit).await.form(&edit);
        ed.visit(&edit).await.form(&edit).fill("closes_date", "2027-01-15").fill("totals", "after_close").submit().await.is(200);

        let conflict = second.fill("closes_date", "2027-02-20").fill("why", "Kept words").submit().await;
        conflict.is(409).sees("Somebody else has changed this proposal").sees("2027-01-15 17:00").sees("2027-02-20 17:00");
        assert!(conflict.one("#why").text.contains("Kept words"));
        assert_eq!(closes(&conflict), at("2027-02-20", "17:00"));
        assert_eq!(conflict.form(&edit).value("totals"), Some("after_close"), "what she left alone follows him");
        assert_eq!(closes(&ed.visit(&edit).await), at("2027-01-15", "17:00"), "nothing is overwritten yet");
        let settled = conflict.form(&edit).submit().await;
        settled.is(200).sees("Saved.").sees("Kept words");
        assert_eq!(closes(&settled), at("2027-02-20", "17:00"));

        // The same date twice is no conflict, however it is written.
        let second = edie.visit(&edit).await.form(&edit);
        ed.visit(&edit).await.form(&edit).fill("closes_date", "2027-03-01").submit().await.is(200);
        let page = second.fill("closes_date", "1 March 2027").fill("closes_time", "5 pm").submit().await;
        page.is(200).sees("Saved.");
        assert_eq!(closes(&page), at("2027-03-01", "17:00"));

        // A form without the mark cannot say what its writer has seen.
        let second = edie.visit(&edit).await.form(&edit).fill("was", "nonsense").fill("closes_date", "2027-04-01");
        second.submit().await.is(409).sees("2027-03-01 17:00").sees("2027-04-01 17:00");
    }

    async fn a_date_of_a_draft_does_not_become_public_unseen(app: &TestApp) {
        let (ed, edie) = (app.editor("Ed").await, app.editor("Edie").await);
        let edit = draft(app, &ed).await;
        let (second, third) = (edie.visit(&edit).await.form(&edit), edie.visit(&edit).await.form(&edit));
        let form = ed.visit(&edit).await.form(&edit).fill("opens_date", "2026-12-01").fill("opens_time", "9:00");
        form.fill("announce", "yes").submit().await.is(200).sees("Forthcoming");
        app.visitor().visit("/proposals/plant-more-trees").await.sees("24 December 2026");

        let conflict = second.fill("closes_date", "2027-02-20").submit().await;
        conflict.is(409).sees("A draft").sees("Announced").sees("2027-02-20 17:00");
        third.fill("opens_date", "2026-12-01").fill("opens_time", "9:00").fill("announce", "yes").submit().await.is(200);
        app.visitor().visit("/proposals/plant-more-trees").await.sees("24 December 2026");
        conflict.form(&edit).fill("reason", "More time.").submit().await.is(200).sees("Saved.");
        app.visitor().visit("/proposals/plant-more-trees").await.sees("20 February 2027");
    }

    async fn an_extension_meanwhile_does_not_stand_in_the_way(app: &TestApp) {
        let (id, path) = app.proposal("Plant more trees").await;
        let (ed, edie) = (app.editor("Ed").await, app.editor("Edie").await);
        let edit = format!("/staff/proposals/{id}");
        let (second, third) = (edie.visit(&edit).await.form(&edit), edie.visit(&edit).await.form(&edit));
        let longer = ed.visit(&format!("{edit}/extension")).await.form("/extension").fill("closes_date", "2027-01-15");
        longer.fill("closes_time", "17:00").fill("reason", "Many asked.").submit().await.is(200).sees("Saved.");
        let page = second.fill("why", "Trees are cool.").fill("reason", "It was missing.").submit().await;
        page.is(200).sees("Saved.");
        app.visitor().visit(&path).await.sees("Trees are cool.").sees("15 January 2027");
        // She moves the date herself, which nobody can do here any more: she is told, and finds the date that stands.
        let page = third.fill("closes_date", "2027-03-03").submit().await;
        page.is(409).sees("2027-01-15 17:00").sees("2027-03-03");
        assert_eq!(closes(&page), at("2027-01-15", "17:00"));
        app.visitor().visit(&path).await.sees("15 January 2027");
    }

    async fn nobody_opens_or_extends_to_a_day_that_they_have_not_seen(app: &TestApp) {
        let (ed, edie) = (app.editor("Ed").await, app.editor("Edie").await);
        let edit = draft(app, &ed).await;
        let opening = format!("{edit}/opening");
        let stale = edie.visit(&opening).await.form("/opening");
        ed.visit(&edit).await.form(&edit).fill("closes_date", "2027-01-15").submit().await.is(200);
        let told = stale.fill("reason", "It is time.").submit().await;
        told.is(409).sees("Somebody changed the closing date while this page was open: it is 5 pm, Friday 15 January 2027 now.");
        assert_eq!(closes(&told), at("2026-12-24", "17:00"), "what was typed is kept");
        assert!(told.one("#reason").text.contains("It is time."));
        app.visitor().get("/proposals/plant-more-trees").await.is(404);
        told.form("/opening").fill("closes_date", "2027-01-15").submit().await.is(200).sees("Saved.");

        let extension = format!("{edit}/extension");
        let stale = edie.visit(&extension).await.form("/extension").fill("closes_date", "2027-01-20").fill("reason", "More time.");
        let first = ed.visit(&extension).await.form("/extension").fill("closes_date", "2027-01-18").fill("reason", "A little.");
        first.submit().await.is(200).sees("Saved.");
        stale.submit().await.is(409).sees("it is 5 pm, Monday 18 January 2027 now.").sees("More time.");
        app.visitor().visit("/proposals/plant-more-trees").await.sees("18 January 2027");
    }
}
