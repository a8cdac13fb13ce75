//! What everybody may know of the record.

use super::act;
use crate::nasty::{elsewhere, second_instance};
use crate::on_both;
use crate::support::TestApp;
use diesel::prelude::*;
use folkmoot::audit;
use folkmoot::db::schema::{accounts, links, sessions};

/// How many accounts, links in letters and sessions there are.
async fn count(app: &TestApp) -> (i64, i64, i64) {
    app.query(|conn| {
        let accounts = accounts::table.count().get_result(conn).expect("counted");
        let links = links::table.count().get_result(conn).expect("counted");
        (accounts, links, sessions::table.count().get_result(conn).expect("counted"))
    })
    .await
}

on_both! {
    async fn everybody_sees_what_was_done_but_not_by_whom(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let (mo, ed, ana, anybody) = (app.moderator("Mo Malik").await, app.editor("Edie Ek").await, app.resident("Ana").await, app.visitor());
        let empty = anybody.visit("/transparency").await;
        empty.is(200).sees("Nothing has been done yet.").sees("None yet");
        let (url, handle) = second_instance(app).await;
        let there = elsewhere(&app.visitor(), &url);
        there.visit("/transparency").await.sees("Nothing has been done yet.");

        ana.visit(&path).await.form("/comments").fill("body", "Ask Tom, aged 9.").submit().await.is(200);
        app.visitor().post("/comments/1/reports", &[("reason", "spam")]).await.is(303);
        let case = mo.visit("/staff/cases/1").await.form("/decisions");
        case.fill("act", "keep").submit().await.is(200);
        let new = ed.visit("/staff/proposals/new").await.form("/staff/proposals/new");
        new.fill("title", "Secret plan").fill("summary", "S").fill("change", "C").fill("area", "clean-air").fill("totals", "public").submit().await.is(200);
        let edit = ed.visit("/staff/proposals/1").await.form("/staff/proposals/1");
        edit.fill("why", "Soot.").fill("reason", "Asked by Tom.").submit().await.is(200);

        let end = app.query(audit::checkpoint).await.expect("read");
        for who in [&anybody, &there, &ana] {
            let page = who.visit("/transparency").await;
            page.is(200).sees("A moderator looked at a comment and kept it").sees("The words of a proposal were changed: Clean buses");
            assert_eq!(page.all("tbody tr").len(), 2, "the draft counts, but is not listed");
            page.lacks("Secret plan").lacks("Mo Malik").lacks("Edie").lacks("Tom");
            // Where a line may break, what is copied has no gap.
            assert_eq!(page.one("dd code").text.replace(' ', ""), end.to_string());
            assert_eq!((end.acts, page.all("dd")[0].text.as_str()), (3, "3"));
        }
        let (first, again) = (anybody.get("/transparency").await, anybody.get("/transparency").await);
        assert_eq!((first.header("etag"), first.header("cache-control")), (again.header("etag"), "no-cache".into()));
        handle.stop(true).await;
    }

    async fn a_long_record_has_pages(app: &TestApp) {
        act(app, 120).await;
        let anybody = app.visitor();
        let mut page = anybody.visit("/transparency").await;
        let mut seen = Vec::new();
        loop {
            seen.extend(page.all("tbody tr td.fm-num").iter().map(|cell| cell.text.parse::<i64>().expect("a number")));
            let Some(next) = page.all("a[rel=next]").first().map(|link| link.attr("href")) else { break };
            page = anybody.visit(&next).await;
        }
        assert_eq!(seen, (1..=120).rev().collect::<Vec<_>>());
        for nowhere in ["?before=1", "?before=0", "?before=-9223372036854775808", "?before=x", "?before=99999999999999999999"] {
            anybody.get(&format!("/transparency{nowhere}")).await.is(404);
        }
    }

    async fn a_fresh_site_has_no_account(app: &TestApp) {
        assert_eq!(count(app).await, (0, 0, 0));
        crate::vision::seed(app).await;
        assert_eq!(count(app).await, (0, 0, 0), "nor does the first content bring one");
        for (email, password) in [("admin", "admin"), ("admin@folkmoot.example", "demonstration only"), ("administrator@folkmoot.example", "demonstration only")] {
            app.visitor().sign_in(email, password).await.is(422);
        }
    }
}
