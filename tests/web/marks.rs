//! Replies that their authors took back leave marks, and marks take no place from what can be read.

use crate::on_both;
use crate::support::{Page, Person, TestApp};
use chrono::Duration;
use diesel::prelude::*;
use folkmoot::db::schema::comments as c;

/// A comment on a new proposal; gives the address of the proposal, and the number of the comment.
async fn comment(app: &TestApp, who: &Person) -> (String, i64) {
    let (_, path) = app.proposal("Clean buses").await;
    who.visit(&path).await.form("/comments").fill("body", "What do you think?").submit().await.is(200);
    (path, latest(app).await)
}

async fn latest(app: &TestApp) -> i64 {
    app.query(|conn| c::table.select(c::id).order(c::id.desc()).first(conn).expect("a comment")).await
}

/// Answers, a few minutes after the last answer: nobody may answer as often as these stories need.
async fn reply(app: &TestApp, who: &Person, to: i64, words: &str) -> i64 {
    app.clock.forward(Duration::minutes(3));
    who.post_own(&format!("/comments/{to}/replies"), &[("body", words)]).await.is(303);
    latest(app).await
}

/// Replies of which nothing but a mark is left.
async fn taken_back(app: &TestApp, who: &Person, to: i64, count: i64) {
    for n in 0..count {
        let id = reply(app, who, to, &format!("taken back {n}")).await;
        who.post_own(&format!("/comments/{id}/deletion"), &[]).await.is(303);
    }
}

fn marks(page: &Page) -> usize {
    page.all(".fm-place").len()
}

on_both! {
    async fn marks_take_no_place_in_a_short_thread(app: &TestApp) {
        let (ana, ben) = (app.resident("Ana").await, app.resident("Ben").await);
        let (path, top) = comment(app, &ana).await;
        taken_back(app, &ben, top, 5).await;
        for n in 1..=3 {
            reply(app, &ana, top, &format!("answer {n}.")).await;
        }
        let page = app.visitor().visit(&path).await;
        page.sees("4 comments").sees("answer 1.").sees("answer 2.").sees("answer 3.").lacks("more repl");
        assert_eq!(marks(&page), 5);
    }

    async fn marks_take_no_place_in_a_long_thread(app: &TestApp) {
        let (ana, ben) = (app.resident("Ana").await, app.resident("Ben").await);
        let (path, top) = comment(app, &ana).await;
        taken_back(app, &ben, top, 12).await;
        for n in 1..=12 {
            reply(app, &ana, top, &format!("answer {n}.")).await;
        }
        taken_back(app, &ben, top, 2).await;
        let page = app.visitor().visit(&path).await;
        page.sees("answer 1.").sees("answer 10.").lacks("answer 11.").sees("2 more replies");
        assert_eq!(marks(&page), 10, "marks are many, and say the same: ten of them will do");
        let alone = app.visitor().visit(&format!("/comments/{top}")).await;
        alone.sees("answer 1.").sees("answer 12.");
        assert_eq!(marks(&alone), 14, "on its own page all are there");
    }

    async fn a_mark_stays_above_its_replies(app: &TestApp) {
        let (ana, ben) = (app.resident("Ana").await, app.resident("Ben").await);
        let (path, top) = comment(app, &ana).await;
        taken_back(app, &ben, top, 30).await;
        let branch = reply(app, &ben, top, "Who asks?").await;
        reply(app, &ana, branch, "I do.").await;
        ben.post_own(&format!("/comments/{branch}/deletion"), &[]).await.is(303);
        for place in [path, format!("/comments/{top}")] {
            let page = app.visitor().visit(&place).await;
            page.sees("I do.").sees("1 reply stays below");
            let below = page.one(&format!("#c{branch} .fm-thread"));
            assert!(below.text.contains("I do."), "{place}");
        }
    }

    async fn a_page_of_replies_is_a_page_of_what_can_be_read(app: &TestApp) {
        let (ana, ben) = (app.resident("Ana").await, app.resident("Ben").await);
        let (path, top) = comment(app, &ana).await;
        taken_back(app, &ben, top, 60).await;
        for n in 1..=55 {
            reply(app, &ana, top, &format!("answer {n}.")).await;
        }
        let page = app.visitor().visit(&format!("/comments/{top}")).await;
        page.sees("answer 1.").sees("answer 50.").lacks("answer 51.");
        let next = app.visitor().visit(&page.one("a[rel=next]").attr("href")).await;
        next.sees("answer 51.").sees("answer 55.").lacks("answer 50.");
        assert_eq!(marks(&next), 0);
        app.visitor().visit(&path).await.sees("answer 10.").lacks("answer 11.").sees("45 more replies");
    }
}
