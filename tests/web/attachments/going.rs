//! When a file goes: with its response, with whoever wrote it, and with time; and what is swept.

use super::samples::{pdf, png};
use super::{Bucket, agree, analyst, attaches, begun, in_folder_and_bucket, rows, stored};
use crate::on_both;
use crate::responses::{answers, asked, begins, consultation, sends};
use crate::support::TestApp;
use chrono::Duration;
use diesel::prelude::*;
use folkmoot::attachments::jobs;
use folkmoot::clock::Clock;
use folkmoot::db::schema::{attachments as a, responses as r};
use folkmoot::files::fresh_name;
use folkmoot::ids::ProposalId;
use folkmoot::retention;

in_folder_and_bucket! {
    async fn it_goes_with_its_response(app: &TestApp) {
        let (ana, at) = begun(app, "Ana").await;
        attaches(&ana, &at, "map.png", &png()).await.is(303);
        sends(&ana, &at, "named").await.is(200);
        attaches(&ana, &at, "plan.pdf", &pdf()).await.is(303);
        app.letters().await;
        assert_eq!(agree(app).await, 2);
        ana.visit(&at).await.sees("The files that you attached are deleted.");
        ana.visit(&at).await.form(&format!("{at}/withdrawal")).submit().await.is(200);
        ana.get(&format!("{at}/attachments/1")).await.is(404);
        analyst(app).await.get("/staff/responses/1/attachments/1").await.is(404);
        assert_eq!(stored(app).await.len(), 2, "the files go when the row has");
        app.letters().await;
        assert_eq!(agree(app).await, 0);
        // She can begin anew.
        attaches(&ana, &at, "map.png", &png()).await.is(303);
        sends(&ana, &at, "named").await.is(200);
        app.letters().await;
        assert_eq!(agree(app).await, 1);
    }

    async fn what_nobody_has_is_swept(app: &TestApp) {
        let (ana, at) = begun(app, "Ana").await;
        attaches(&ana, &at, "map.png", &png()).await.is(303);
        // As after a program that was killed between the file and its row.
        let (files, db) = (&app.app.site.files, &app.app.site.db);
        let left = fresh_name();
        files.put(&left, b"nobody's"[..].into()).await.expect("kept");
        let now = Clock::system().now();
        assert_eq!(jobs::sweep(db, files, now + Duration::hours(23)).await, Ok(0), "its row may be on the way");
        assert_eq!(stored(app).await.len(), 2);
        assert_eq!(jobs::sweep(db, files, now + Duration::hours(25)).await, Ok(1));
        assert_eq!(agree(app).await, 1);
        assert_eq!(jobs::sweep(db, files, now + Duration::hours(25)).await, Ok(0));
        // A row that is gone without a word, with what it hung on.
        app.change(|tx| Ok(diesel::delete(r::table).execute(&mut **tx)?)).await;
        assert_eq!((rows(app).await.len(), stored(app).await.len()), (0, 1));
        assert_eq!(jobs::sweep(db, files, now + Duration::hours(25)).await, Ok(1));
    }
}

on_both! {
    async fn it_goes_with_whoever_wrote_what_may_not_be_published(app: &TestApp) {
        let (_, path) = consultation(app, "Text people on bad days", &asked(0)).await;
        for (name, publish) in [("Ana", "named"), ("Bo", "never"), ("Cy", "")] {
            let who = app.resident(name).await;
            let at = begins(&who, &path).await;
            answers(&who, &at, 1, &[("q11", "22")]).await.is(200);
            attaches(&who, &at, "map.png", &png()).await.is(303);
            if !publish.is_empty() {
                sends(&who, &at, publish).await.is(200);
            }
            attaches(&who, &at, "plan.pdf", &pdf()).await.is(303);
            app.letters().await;
            crate::leaving::erase(&who, "go").await.is(303);
            app.letters().await;
        }
        // What was sent and may be published stays, of nobody; what was never sent goes.
        assert_eq!(rows(app).await, [(1, "map.png".into(), Some(1), false)]);
        let by: Vec<Option<i64>> = app.query(|conn| a::table.select(a::added_by).load(conn).expect("read")).await;
        assert_eq!((by, agree(app).await), (vec![None], 1));
        analyst(app).await.file("/staff/responses/1/attachments/1").await.0.is(200);
    }

    async fn it_goes_with_a_draft_whose_time_is_over(app: &TestApp) {
        let (ana, at) = begun(app, "Ana").await;
        let bo = app.resident("Bo").await;
        let sent = begins(&bo, "/proposals/text-people-on-bad-days").await;
        answers(&bo, &sent, 1, &[("q11", "22")]).await.is(200);
        for (who, at) in [(&ana, &at), (&bo, &sent)] {
            attaches(who, at, "map.png", &png()).await.is(303);
        }
        sends(&bo, &sent, "named").await.is(200);
        // What came on paper did come, and waits for staff however long that takes.
        let proposal: ProposalId = app.query(|conn| r::table.select(r::proposal_id).first(conn).expect("read")).await;
        crate::paper::lies_there(app, proposal).await;
        app.letters().await;
        for (days, left) in [(30 + 179, 3), (2, 2)] {
            app.clock.forward(Duration::days(days));
            app.letters().await;
            retention::run(&app.app.site).await.expect("it runs");
            app.letters().await;
            assert_eq!(agree(app).await, left, "after {days} days");
        }
        assert_eq!(rows(app).await.len(), 2);
        let left: Vec<String> = app.query(|conn| r::table.order(r::id).select(r::channel).load(conn).expect("read")).await;
        assert_eq!(left, ["online", "paper"]);
    }
}
