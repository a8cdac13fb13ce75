//! 20, 21, 22, 34, 35 and 36 while people answer a consultation: what they typed is given back, what was acknowledged is there, and
//! pressing the button once more does nothing twice.

use super::refuses;
use super::trouble::{empty_disk, fill_disk, impatient};
use crate::responses::{answers, asked, begins, consultation, sends, together::three};
use crate::results::counts;
use crate::support::stage::PASSWORD;
use crate::support::{Page, Person, TestApp};
use crate::{on_both, on_both_with};
use chrono::Duration as Days;
use diesel::prelude::*;
use folkmoot::db::schema::{response_sections, response_versions};
use folkmoot::policy::{Capacity, Role};
use std::time::Duration;

/// What is said of answers that could not be saved, and of a response that could not be sent.
const UNSAVED: &str = "We could not save your answers";
const UNSENT: &str = "We could not send your response";

/// How many sections were saved, and how often a response was sent.
async fn stored(app: &TestApp) -> (i64, i64) {
    app.query(|conn| {
        let sections = response_sections::table.count().get_result(conn).expect("counted");
        (sections, response_versions::table.count().get_result(conn).expect("counted"))
    })
    .await
}

/// Somebody who does not drive, so that only their words are left to say.
async fn starts(app: &TestApp, path: &str) -> (Person, String) {
    let ana = app.resident("Ana").await;
    let at = begins(&ana, path).await;
    answers(&ana, &at, 1, &[("q11", "22")]).await.is(200);
    (ana, at)
}

#[track_caller]
fn says_when(page: &Page) {
    assert!(page.header("retry-after").parse::<u64>().is_ok_and(|seconds| seconds > 0), "{}", page.path);
}

on_both! {
    /// 34: the disk is full while somebody answers.
    async fn a_full_disk_while_people_answer(app: &TestApp) {
        let (_, path) = consultation(app, "Text people on bad days", &asked(0)).await;
        let (ana, at) = starts(app, &path).await;
        let place = format!("{at}/sections/3");
        let long = format!("{}Kept for me.", "\u{1f600} ".repeat(1_900));
        let write = |page: Page| page.form(&place).fill("q13", &long).fill("go", "next");
        let form = ana.visit(&place).await;
        fill_disk(app, &["response_sections", "response_versions"]).await;
        let page = write(form).submit().await;
        refuses(&page, 503, UNSAVED);
        page.sees("They are still here below.");
        says_when(&page);
        assert_eq!(page.one("textarea[name=q13]").text.trim(), long);
        assert_eq!(stored(app).await, (1, 0));
        ana.visit(&at).await.is(200);
        // From the very page that gave it back it goes on, once there is room.
        empty_disk(app).await;
        page.form(&place).fill("go", "next").submit().await.is(200).sees("Check your answers").sees("Kept for me.");
        assert_eq!(stored(app).await, (2, 0));

        fill_disk(app, &["response_sections", "response_versions"]).await;
        let check = format!("{at}/check");
        let form = ana.visit(&check).await.form(&check).fill("publish", "unnamed").fill("confidential", "My boss reads this.");
        let page = form.submit().await;
        refuses(&page, 503, UNSENT);
        says_when(&page);
        page.sees("Your answers are saved.");
        assert_eq!(page.one("textarea[name=confidential]").text.trim(), "My boss reads this.");
        assert!(page.one("input[name=publish][value=unnamed]").has("checked"));
        assert_eq!(stored(app).await.1, 0, "whoever was told that it was not sent was told the truth");
        empty_disk(app).await;
        page.form(&check).submit().await.is(200).sees("We have your response");
        assert_eq!((stored(app).await, app.letters().await.len()), ((2, 1), 1));
    }

    /// 36: whoever saw no answer to their press on the button presses again, and gets the same receipt.
    async fn sending_again_what_was_sent_gives_the_same_receipt(app: &TestApp) {
        let (_, path) = consultation(app, "Text people on bad days", &asked(30)).await;
        let (ana, at) = starts(app, &path).await;
        let press = || async { ana.post_own(&format!("{at}/check"), &[("publish", "unnamed")]).await };
        let receipt = press().await.is(303).header("location");
        assert_eq!(press().await.is(303).header("location"), receipt);
        assert_eq!((stored(app).await, app.letters().await.len()), ((1, 1), 1));
        assert_eq!(press().await.is(303).header("location"), receipt);
        assert_eq!((stored(app).await, app.letters().await.len()), ((1, 1), 0));
        ana.visit(&at).await.sees("We have your response");
        // Other wishes, or other words, are another version; after the close it stays as it is, and so does the receipt.
        ana.post_own(&format!("{at}/check"), &[("publish", "named")]).await.is(303);
        assert_eq!((stored(app).await, app.letters().await.len()), ((1, 2), 1));
        app.clock.forward(Days::days(31));
        let ana = crate::responses::again(app, &ana).await;
        ana.post_own(&format!("{at}/check"), &[("publish", "named")]).await.is(303);
        ana.post_own(&format!("{at}/check"), &[("publish", "unnamed")]).await.is(409);
        assert_eq!(stored(app).await, (1, 2));
    }

    /// 20, 21: the session ends while somebody answers, or they have signed in anew in another tab.
    async fn an_old_tab_gives_the_answers_back(app: &TestApp) {
        let (_, path) = consultation(app, "Text people on bad days", &asked(0)).await;
        app.account("Ana", "ana@people.example", Role::Member, Capacity::Resident, "").await;
        let ana = app.visitor();
        ana.sign_in("ana@people.example", PASSWORD).await;
        let place = format!("{}/sections/3", begins(&ana, &path).await);
        let old = ana.visit(&place).await;
        let again = || old.form(&place).fill("q13", "From an old tab.").fill("go", "later").send();
        ana.post_own("/sign-out", &[]).await.is(303);
        let page = again().await;
        refuses(&page, 403, "You are not signed in any more.");
        page.sees("From an old tab.");
        let door = app.visitor().visit(&page.one("main a[href^='/sign-in']").attr("href")).await;
        assert_eq!(door.one("input[name=next]").attr("value"), place);
        ana.sign_in("ana@people.example", PASSWORD).await;
        let page = again().await;
        refuses(&page, 403, "send it again");
        page.sees("From an old tab.");
        assert_eq!(stored(app).await, (0, 0));
        let form = ana.visit(&place).await.form(&place);
        form.fill("q13", "From an old tab.").fill("go", "later").submit().await.is(200).sees("Saved.");
    }

    /// 22: the proposal is withdrawn while somebody answers.
    async fn a_proposal_that_is_withdrawn_while_somebody_answers(app: &TestApp) {
        let (id, path) = consultation(app, "Text people on bad days", &asked(0)).await;
        let (ana, hers) = starts(app, &path).await;
        sends(&ana, &hers, "unnamed").await.is(200);
        let ben = app.resident("Ben").await;
        let his = begins(&ben, &path).await;
        let withdrawal = format!("/staff/proposals/{id}/withdrawal");
        let ed = app.editor("Ed").await;
        ed.visit(&withdrawal).await.form(&withdrawal).fill("reason", "There is no money.").submit().await.is(200);
        // What was sent stays as it is; what is only begun is kept for its writer, and cannot be sent.
        let fields = [("edition", "0"), ("go", "next"), ("q13", "Kept for me.")];
        let page = ana.post_own(&format!("{hers}/sections/3"), &fields).await;
        refuses(&page, 409, "This proposal is closed. It takes no more responses.");
        page.sees("Kept for me.");
        ben.post_own(&format!("{his}/sections/1"), &[("edition", "0"), ("go", "later"), ("q11", "22")]).await.is(303);
        ben.post_own(&format!("{his}/sections/3"), &fields).await.is(303);
        let wishes = [("publish", "unnamed"), ("confidential", "My boss reads this.")];
        let page = ben.post_own(&format!("{his}/check"), &wishes).await;
        refuses(&page, 409, "This proposal is closed. It takes no more responses.");
        page.sees("My boss reads this.");
        ben.get(&format!("{his}/check")).await.is(409).lacks("closed at");
        assert_eq!((stored(app).await.1, app.letters().await.len()), (1, 1));
    }

    /// 22: somebody leaves their organisation, or is taken out of it, while they write for it.
    async fn a_member_who_leaves_while_they_write(app: &TestApp) {
        let (_, mia, zak, at) = three(app).await;
        mia.post_own("/account/organisation/leaving", &[]).await.is(303);
        let fields = [("edition", "0"), ("go", "next"), ("q13", "Kept for me.")];
        let page = mia.post_own(&format!("{at}/sections/3"), &fields).await;
        refuses(&page, 404, "It may be that of an organisation that you have left.");
        page.sees("Kept for me.");
        // Of a response that never was, nothing else is said.
        let page = mia.post_own("/responses/AIR-7K2M-9XQ4/sections/3", &fields).await;
        refuses(&page, 404, "It may be that of an organisation that you have left.");
        assert_eq!(stored(app).await, (0, 0));
        zak.visit(&format!("{at}/sections/3")).await.is(200).lacks("Kept for me.");
    }
}

/// A consultation that is over, and was counted; gives the address of its results.
async fn over(app: &TestApp) -> String {
    let (id, path) = app.proposal_with("Asked and over", folkmoot::policy::Totals::Public, -9, -1).await;
    crate::responses::asks(app, id, &asked(0)).await;
    counts(app).await;
    format!("{path}/results")
}

on_both_with! { impatient;
    /// 35: the writer is taken. Results are read from memory meanwhile.
    async fn a_writer_that_is_taken_while_people_answer(app: &TestApp) {
        let results = over(app).await;
        let (_, path) = consultation(app, "Text people on bad days", &asked(0)).await;
        let (ana, at) = starts(app, &path).await;
        let (token, place) = (ana.token().await, format!("{at}/sections/1"));
        app.visitor().visit(&results).await.is(200);
        let busy = app.app.site.db.clone();
        let block = actix_web::rt::spawn(async move {
            let _ = busy.write(|_| { std::thread::sleep(Duration::from_secs(3)); Ok(()) }).await;
        });
        tokio::time::sleep(Duration::from_millis(100)).await;
        let section = [("csrf", token.as_str()), ("edition", "1"), ("go", "next"), ("q11", "21")];
        let wishes = [("csrf", token.as_str()), ("publish", "unnamed"), ("confidential", "My boss reads this.")];
        let check = format!("{at}/check");
        app.visitor().get(&results).await.is(200).sees("What people answered");
        let (saved, sent) = (ana.post(&place, &section).await, ana.post(&check, &wishes).await);
        saved.is(503).sees(UNSAVED);
        assert!(saved.one("input[name=q11][value='21']").has("checked"), "what was ticked is still ticked");
        refuses(&sent, 503, UNSENT);
        assert_eq!(sent.one("textarea[name=confidential]").text.trim(), "My boss reads this.");
        says_when(&saved);
        says_when(&sent);
        block.await.expect("over");
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert_eq!(stored(app).await, (1, 0));
        saved.form(&place).fill("go", "later").submit().await.is(200).sees("Saved.");
    }

    /// 35: all readers are taken, so nothing can be known of the response: the words are given back, and results are read.
    async fn readers_that_are_taken_while_people_answer(app: &TestApp) {
        let results = over(app).await;
        let (_, path) = consultation(app, "Text people on bad days", &asked(0)).await;
        let (ana, at) = starts(app, &path).await;
        let token = ana.token().await;
        app.visitor().visit(&results).await.is(200);
        let busy = app.app.site.db.clone();
        let block = actix_web::rt::spawn(async move {
            let _ = busy.read(|_| { std::thread::sleep(Duration::from_secs(3)); Ok(()) }).await;
        });
        tokio::time::sleep(Duration::from_millis(100)).await;
        let fields = [("csrf", token.as_str()), ("edition", "0"), ("go", "next"), ("q13", "Kept for me.")];
        let page = ana.post(&format!("{at}/sections/3"), &fields).await;
        refuses(&page, 503, "We could not save your answers. What you wrote is still here below.");
        page.sees("Kept for me.");
        says_when(&page);
        app.visitor().get(&results).await.is(200).sees("What people answered");
        block.await.expect("over");
        tokio::time::sleep(Duration::from_secs(2)).await;
        assert_eq!(stored(app).await, (1, 0));
        ana.post(&format!("{at}/sections/3"), &fields).await.is(303);
    }
}
