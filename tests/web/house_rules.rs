//! The house rules: changed with a public reason, kept in every wording, and named by decisions with the wording in force.

use crate::nasty::{elsewhere, second_instance};
use crate::on_both;
use crate::support::{Page, TestApp};
use diesel::prelude::*;
use folkmoot::db::schema::{audit, house_rules, pages};
use folkmoot::error::Error;
use folkmoot::house_rules as rules;

const PLACE: &str = "/about/house-rules";
const VERSIONS: &str = "/about/house-rules/versions";
const EDITOR: &str = "/staff/pages/house-rules";

async fn numbers(app: &TestApp) -> Vec<i64> {
    app.query(|conn| {
        house_rules::table.order(house_rules::number).select(house_rules::number).load(conn).expect("read")
    })
    .await
}

/// Puts a word into the third rule.
fn firmer(page: &Page) -> String {
    let body = page.form(EDITOR).value("body").expect("the text").to_owned();
    assert!(body.contains("Argue with the idea,"), "{body}");
    body.replace("Argue with the idea,", "Argue firmly with the idea,")
}

on_both! {
    async fn a_change_is_a_version_with_its_reason(app: &TestApp) {
        crate::vision::seed(app).await;
        let anybody = app.visitor();
        let first = anybody.visit(PLACE).await;
        first.is(200).sees("Version 1, since 23 November 2026");
        assert_eq!(first.one("#rule-3").attr("value"), "3");
        assert_eq!(first.all(".fm-prose ol > li[id]").len(), 8, "each rule can be linked to");
        first.one(&format!("a[href='{VERSIONS}']"));

        app.clock.forward(chrono::Duration::days(2));
        let ed = app.editor("Edie Ek").await;
        let (url, handle) = second_instance(app).await;
        let there = elsewhere(&app.visitor(), &url);
        there.visit(PLACE).await.sees("Version 1");
        let editor = ed.visit(EDITOR).await;
        let body = firmer(&editor);
        let saved = editor.form(EDITOR).fill("body", &body).fill("reason", "Many asked <b>us</b>.").submit().await;
        saved.is(200).sees("Saved.");
        for who in [&anybody, &there] {
            who.visit(PLACE).await.sees("Version 2, since 25 November 2026").sees("Argue firmly");
            let all = who.visit(VERSIONS).await;
            all.is(200).sees("Version 2 (in force)").sees("Many asked <b>us</b>.").sees("First published").lacks("Edie");
            let second = who.visit(&format!("{VERSIONS}/2")).await;
            second.is(200).sees("version 2 of 2").sees("Many asked <b>us</b>.").sees("In force since");
            assert_eq!(second.one(".fm-prose ins").text.replace("added: ", "").trim(), "firmly");
            assert!(second.all(".fm-prose del").is_empty());
            let before = who.visit(&format!("{VERSIONS}/1")).await;
            before.is(200).sees("In force from").sees("Argue with the idea").lacks("firmly").lacks("Compared with");
            before.one("#rule-8");
        }
        handle.stop(true).await;
        for nowhere in ["0", "3", "-1", "x", "99999999999999999999"] {
            anybody.get(&format!("{VERSIONS}/{nowhere}")).await.is(404);
        }
        let act: (String, String, String) = app
            .query(|conn| audit::table.select((audit::act, audit::subject, audit::detail)).first(conn).expect("one act"))
            .await;
        assert_eq!(act, ("rules.edit".into(), "page house-rules".into(), "version 2".into()));
        anybody.visit("/transparency").await.sees("The house rules were changed: House rules");
    }

    async fn what_decisions_could_not_name_is_refused(app: &TestApp) {
        crate::vision::seed(app).await;
        let ed = app.editor("Ed").await;
        let fill = |page: Page, body: &str, reason: &str| page.form(EDITOR).fill("body", body).fill("reason", reason);
        let bad = [
            ("Be kind.", "For a reason", "Number the rules"),
            ("1. **A.** x\n2. **B.** y\n2. **C.** z", "For a reason", "2 is there twice"),
            ("1. **A.** x", " ", "Say why the rules change"),
            ("1. **A.** x", &"r".repeat(601), "in at most 600 characters"),
            ("", "For a reason", "Enter a text of at most 50,000 characters"),
        ];
        for (body, reason, told) in bad {
            let wrong = fill(ed.visit(EDITOR).await, body, reason).submit().await;
            wrong.is(422).sees(told);
            assert!(wrong.one("#body").text == body.replace('\n', " ") && wrong.one("#reason").text.trim() == reason.trim(), "kept");
            for link in wrong.all(".govuk-error-summary a") {
                wrong.one(&link.attr("href"));
            }
            assert_eq!(wrong.all(".govuk-error-summary a").len(), 1, "{told}");
        }
        let none: i64 = app.query(|conn| audit::table.count().get_result(conn).expect("counted")).await;
        assert_eq!((numbers(app).await, none), (vec![1], 0));
        app.visitor().visit(PLACE).await.sees("Version 1").sees("One voice each.");
        // Other pages have no numbers and no reason.
        let other = ed.visit("/staff/pages/enablers").await;
        assert!(other.all("#reason").is_empty());
        other.form("/staff/pages/enablers").fill("body", "Plain words.").submit().await.is(200);
    }

    async fn two_at_once_make_one_version(app: &TestApp) {
        crate::vision::seed(app).await;
        let (ed, edie) = (app.editor("Ed").await, app.editor("Edie").await);
        let fill = |page: Page, words: &'static str| page.form(EDITOR).fill("body", words).fill("reason", "One of us asked.");
        let (first, second) = (fill(ed.visit(EDITOR).await, "1. **Be kind.** x"), fill(edie.visit(EDITOR).await, "1. **Be brief.** x"));
        let (one, other) = futures_util::future::join(first.submit(), second.submit()).await;
        let mut statuses = [one.status, other.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409], "one is saved, the other is told");
        assert_eq!(numbers(app).await, [1, 2]);
        // The same once more, by a button pressed twice, is no version.
        let again = ed.visit(EDITOR).await.form(EDITOR).fill("reason", "Nothing.").submit().await;
        again.is(200).sees("Saved.");
        assert_eq!(numbers(app).await, [1, 2]);
        let conflict = if one.status == 409 { one } else { other };
        conflict.sees("One of us asked.").form(EDITOR).submit().await.is(200).sees("Saved.");
        assert_eq!(numbers(app).await, [1, 2, 3]);
    }

    /// The page can be changed in no other way, so that no wording goes unkept.
    async fn nothing_passes_the_versions_by(app: &TestApp) {
        crate::vision::seed(app).await;
        let same = |conn: &mut folkmoot::db::Conn| -> bool {
            let page: String = pages::table.filter(pages::slug.eq("house-rules")).select(pages::body).first(conn).expect("read");
            let number = rules::in_force(conn).expect("asked").expect("there is one");
            rules::version(conn, number).expect("asked").body == page
        };
        assert!(app.query(same).await, "the first content brings its version");
        let ed = app.editor("Ed").await;
        ed.visit(EDITOR).await.form(EDITOR).fill("body", "7. **Be kind.** x").fill("reason", "Shorter.").submit().await.is(200);
        assert!(app.query(same).await);
        let page = app.visitor().visit(PLACE).await;
        assert_eq!(page.one("#rule-7").attr("value"), "7", "the number that was typed is the one that shows");
        assert!(matches!(app.query(|conn| rules::version(conn, 9)).await, Err(Error::NotFound)));
    }
}
