//! 42: the clock jumps.

use super::say;
use crate::on_both;
use crate::support::Page;
use chrono::Duration;

/// No number on the page is below nothing.
#[track_caller]
fn no_negatives(page: &Page) {
    page.is(200);
    let text = page.text();
    let negative = text.split_whitespace().find(|word| {
        let rest = word.trim_start_matches(['(', '“']).strip_prefix(['-', '−']).unwrap_or_default();
        rest.starts_with(|c: char| c.is_ascii_digit())
    });
    assert!(negative.is_none(), "{}: {negative:?} in {text}", page.path);
}

on_both! {
    /// A clock that is put back by an hour finds comments of the future. They are shown, and can be answered.
    async fn a_clock_that_is_put_back(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let (ana, ben) = (app.resident("Ana").await, app.resident("Ben").await);
        let comment = say(app, &ana, &path, "Ana’s words").await;
        app.clock.forward(-Duration::hours(1));
        for at in [path.as_str(), "/", "/proposals", &format!("/comments/{comment}"), &format!("/comments/{comment}/edit")] {
            no_negatives(&ana.visit(at).await);
        }
        let reply = ben.visit(&format!("/comments/{comment}/replies")).await.form("/replies").fill("body", "Ben answers.");
        reply.submit().await.is(200).sees("Ben answers.");
        ben.post_own(&format!("/comments/{comment}/votes"), &[("vote", "agree")]).await.is(303);
        app.clock.forward(Duration::hours(2));
        ana.visit(&path).await.is(200).sees("Ana’s words").sees("Ben answers.");
        no_negatives(&app.visitor().visit(&path).await);
    }
}
