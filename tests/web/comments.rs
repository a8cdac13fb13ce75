//! Comments: posted, answered, changed, deleted, sorted and paged; nothing typed is lost.

use crate::on_both;
use crate::support::{Page, Person, TestApp};
use chrono::Duration;
use diesel::prelude::*;
use folkmoot::comments::{self, New};
use folkmoot::db::schema;
use folkmoot::ids::{AccountId, CommentId, ProposalId};
use folkmoot::policy::Totals;
use folkmoot::text::Text;

async fn say(person: &Person, path: &str, words: &str) -> Page {
    person.visit(path).await.form("/comments").fill("body", words).submit().await
}

/// The number of the comment that holds these words.
fn number_of(page: &Page, words: &str) -> String {
    let comments = page.all("article.fm-comment");
    let found = comments.iter().find(|c| c.text.contains(words)).unwrap_or_else(|| panic!("no comment says {words:?}"));
    found.attr("aria-labelledby").trim_start_matches('c').trim_end_matches("-by").to_owned()
}

fn words_in_order(page: &Page) -> Vec<String> {
    page.all(".fm-comment__text").into_iter().map(|c| c.text).collect()
}

/// Many comments at once, put in as the import does.
async fn many(app: &TestApp, proposal: ProposalId, author: AccountId, count: i64) {
    let now = app.now();
    app.change(move |tx| {
        use schema::comments as c;
        for n in 1..=count {
            diesel::insert_into(c::table)
                .values((
                    c::proposal_id.eq(proposal),
                    c::depth.eq(0),
                    c::author_id.eq(author),
                    c::capacity.eq("resident"),
                    c::badge.eq("resident"),
                    c::body.eq(format!("number {n}")),
                    c::body_html.eq(format!("<p>number {n}</p>")),
                    c::state.eq("published"),
                    c::listed.eq(true),
                    c::agreed.eq(n % 7),
                    c::divided.eq(n % 5),
                    c::created_at.eq(now),
                ))
                .execute(&mut **tx)?;
        }
        diesel::update(schema::proposals::table.filter(schema::proposals::id.eq(proposal)))
            .set(schema::proposals::comments.eq(count))
            .execute(&mut **tx)?;
        tx.touch(folkmoot::db::Scope::Proposal(proposal));
        Ok(())
    })
    .await;
}

on_both! {
    async fn a_comment_is_posted_and_answered(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let ana = app.resident("Ana").await;
        let nurse = app.person("Tunde A.", folkmoot::policy::Role::Member, folkmoot::policy::Capacity::Professional, "Respiratory nurse").await;
        let page = say(&ana, &path, "A text at 7 is **too late** for us.").await;
        page.sees("Your comment is posted").sees("1 comment");
        let top = number_of(&page, "too late");
        assert!(page.one(".fm-comment__text").html.contains("<strong>too late</strong>"));
        let page = nurse.visit(&path).await.form(&format!("/comments/{top}/replies")).fill("body", "The evening before.").submit().await;
        let first = number_of(&page, "The evening before");
        page.sees("Respiratory nurse").sees("not yet verified");
        let page = ana.visit(&format!("/comments/{first}/replies")).await.form("/replies").fill("body", "Thank you.").submit().await;
        let second = number_of(&page, "Thank you");
        let page = nurse.visit(&format!("/comments/{second}/replies")).await.form("/replies").fill("body", "Deeper still.").submit().await;
        page.is(200);
        let page = app.visitor().visit(&path).await;
        page.sees("4 comments").sees("in reply to Ana");
        assert_eq!(words_in_order(&page), ["A text at 7 is too late for us.", "The evening before.", "Thank you.", "Deeper still."]);
        assert_eq!(page.all("ol.fm-thread ol.fm-thread ol.fm-thread").len(), 1, "two levels below the first, no more");
        assert!(page.all("ol.fm-thread ol.fm-thread ol.fm-thread ol.fm-thread").is_empty());
        let alone = app.visitor().visit(&format!("/comments/{first}")).await;
        alone.is(200).sees("The evening before.").sees("Thank you.").sees("Clean buses");
    }

    async fn mistakes_give_the_page_again_with_the_text(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let ana = app.resident("Ana").await;
        for nothing in ["", "   ", "\u{200b}\u{feff}", "\n\n\n"] {
            let page = say(&ana, &path, nothing).await;
            page.is(422).sees("There is a problem").sees("Enter your comment");
            assert!(page.one("title").text.starts_with("Error: "));
        }
        for letter in ["a", "ক", "ع", "👍"] {
            let long = letter.repeat(4_001);
            let page = say(&ana, &path, &long).await;
            page.is(422).sees("Your comment must be 4,000 characters or fewer. You have used 4,001");
            assert_eq!(page.one("textarea[name=body]").text, long, "nothing typed is lost");
            assert_eq!(page.one(".govuk-error-summary a").attr("href"), "#body");
            let exact = letter.repeat(4_000);
            say(&ana, &path, &exact).await.is(200).sees("Your comment is posted");
        }
    }

    async fn the_same_words_twice_are_one_comment(app: &TestApp) {
        let (id, path) = app.proposal("Clean buses").await;
        let ana = app.resident("Ana").await;
        let token = ana.token().await;
        let target = format!("{path}/comments");
        let sent = (0..20).map(|_| {
            let (ana, token, target) = (ana.clone(), token.clone(), target.clone());
            async move { ana.post(&target, &[("csrf", &token), ("body", "Once is enough.")]).await.status }
        });
        let answers = futures_util::future::join_all(sent).await;
        assert!(answers.iter().all(|s| *s == 303), "{answers:?}");
        let page = ana.visit(&path).await;
        page.sees("1 comment");
        let stored: i64 = app.query(move |conn| {
            schema::comments::table.filter(schema::comments::proposal_id.eq(id)).count().get_result(conn).expect("counted")
        }).await;
        assert_eq!(stored, 1);
    }

    async fn an_author_may_change_it_for_a_quarter_of_an_hour(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let (ana, ben) = (app.resident("Ana").await, app.resident("Ben").await);
        let page = say(&ana, &path, "Buses shuold be clean.").await;
        let id = number_of(&page, "shuold");
        let edit = format!("/comments/{id}/edit");
        ben.visit(&edit).await.is(404);
        app.clock.forward(Duration::minutes(14));
        let page = ana.visit(&edit).await.form("/edit").fill("body", "Buses should be clean.").submit().await;
        page.is(200).sees("Buses should be clean.").lacks("shuold");
        let history = app.visitor().visit(&format!("/comments/{id}/history")).await;
        history.is(200).sees("shuold").sees("should");
        let open = ana.visit(&edit).await;
        app.clock.forward(Duration::minutes(2));
        let late = open.form("/edit").fill("body", "Something else.").submit().await;
        late.is(409).sees("That time is over").sees("Something else.");
        app.visitor().visit(&path).await.sees("Buses should be clean.").lacks("Something else.");
    }

    /// What stood there when the proposal closed is what everybody read, answered and counted.
    async fn the_words_of_comments_are_fixed_at_the_close(app: &TestApp) {
        let (_, path) = app.proposal_with("Clean buses", Totals::Public, -1, 1).await;
        let (ana, ben) = (app.resident("Ana").await, app.resident("Ben").await);
        app.clock.forward(Duration::days(1) - Duration::minutes(5));
        let page = say(&ana, &path, "Agreed by all.").await;
        let (id, bens) = (number_of(&page, "Agreed by all"), number_of(&say(&ben, &path, "Ben was here.").await, "Ben was"));
        let edit = format!("/comments/{id}/edit");
        // The close comes before the quarter of an hour is over, and the page says so.
        ana.visit(&edit).await.sees("this one until 9 am");
        app.clock.forward(Duration::minutes(5) - Duration::seconds(1));
        assert_eq!(ana.visit(&path).await.all(&format!("a[href='{edit}']")).len(), 1);
        let open = ana.visit(&edit).await;
        open.form("/edit").fill("body", "Agreed by nearly all.").submit().await.is(200).sees("Agreed by nearly all.");
        for late in [1, 1] {
            // At the moment itself, and a second later.
            app.clock.forward(Duration::seconds(late));
            let page = open.form("/edit").fill("body", "Rejected\nby all.").submit().await;
            page.is(409).sees("This proposal closed at 9 am").sees("You can still delete your comment.");
            assert_eq!(page.one("textarea[readonly]").text, "Rejected by all.");
            assert_eq!(page.one("main a.govuk-button").attr("href"), format!("/comments/{id}"));
            open.form("/edit").fill("body", "").submit().await.is(409);
            ana.visit(&edit).await.is(409).sees("This proposal closed at 9 am").lacks("What you wrote");
        }
        let page = ana.visit(&path).await;
        assert!(page.all(&format!("a[href='{edit}']")).is_empty(), "nothing invites to what cannot be done");
        app.visitor().visit(&path).await.sees("Agreed by nearly all.").lacks("Rejected");
        app.visitor().visit(&format!("/comments/{id}/history")).await.sees("nearly").lacks("Rejected");
        ana.visit(&format!("/comments/{id}/deletion")).await.form("/deletion").submit().await.sees("Your comment is deleted");
        app.visitor().visit(&path).await.sees("Deleted by its author").lacks("Agreed by");
        // Somebody else's is not there, whatever the time.
        ana.visit(&format!("/comments/{bens}/edit")).await.is(404);
    }

    async fn deleting_leaves_a_mark_and_keeps_the_replies(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let (ana, ben) = (app.resident("Ana").await, app.resident("Ben").await);
        let page = say(&ana, &path, "I said this.").await;
        let id = number_of(&page, "I said this");
        ben.visit(&path).await.form(&format!("/comments/{id}/replies")).fill("body", "I answered.").submit().await;
        ben.visit(&format!("/comments/{id}/deletion")).await.is(404);
        let page = ana.visit(&format!("/comments/{id}/deletion")).await.form("/deletion").submit().await;
        page.sees("Your comment is deleted");
        let page = app.visitor().visit(&path).await;
        page.sees("Deleted by its author").sees("I answered.").sees("1 comment").lacks("I said this.");
        app.visitor().visit(&format!("/comments/{id}")).await.is(404);
        say(&ana, &path, "I said this.").await.sees("Your comment is posted");
    }

    async fn a_hidden_comment_is_gone_at_once_and_comes_back_whole(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let (ana, ben) = (app.resident("Zofia").await, app.resident("Ben").await);
        let page = say(&ana, &path, "Rude words.").await;
        let id: i64 = number_of(&page, "Rude words").parse().expect("a number");
        say(&ben, &path, "Kind words.").await;
        let before = app.visitor().visit(&path).await;
        let home = app.visitor().visit("/proposals").await;
        let now = app.now();
        app.change(move |tx| comments::moderate(tx, CommentId(id), comments::State::Hidden, "3. No personal attacks", now)).await;
        let hidden = app.visitor().visit(&path).await;
        hidden.sees("1 comment").lacks("Rude words").lacks("Zofia").lacks("No personal attacks");
        app.visitor().visit("/proposals").await.sees("1 comment").lacks("2 comments");
        app.visitor().visit(&format!("/comments/{id}")).await.is(404);
        ben.post_own(&format!("/comments/{id}/votes"), &[("vote", "agree")]).await.is(404);
        say(&ana, &path, "Rude words.").await.is(409).sees("a moderator took them down").sees("Rude words.");
        app.change(move |tx| comments::moderate(tx, CommentId(id), comments::State::Published, "", now)).await;
        assert_eq!(app.visitor().visit(&path).await.html, before.html, "as if nothing had happened");
        assert_eq!(app.visitor().visit("/proposals").await.html, home.html);
    }

    async fn a_hidden_comment_with_replies_leaves_a_placeholder(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let (ana, ben) = (app.resident("Ana").await, app.resident("Ben").await);
        let page = say(&ana, &path, "Rude words.").await;
        let id = number_of(&page, "Rude words");
        let page = ben.visit(&path).await.form(&format!("/comments/{id}/replies")).fill("body", "Please do not.").submit().await;
        let reply: i64 = number_of(&page, "Please do not").parse().expect("a number");
        let (id, now): (i64, _) = (id.parse().expect("a number"), app.now());
        let hide = move |n: i64| move |tx: &mut folkmoot::db::Tx<'_>| comments::moderate(tx, CommentId(n), comments::State::Hidden, "rule 3", now);
        app.change(hide(id)).await;
        app.visitor().visit(&path).await.sees("Please do not.").sees("rule 3").lacks("Rude words").sees("1 comment");
        app.change(hide(reply)).await;
        let page = app.visitor().visit(&path).await;
        page.lacks("Please do not.").lacks("rule 3");
        assert!(page.all("article.fm-comment, .fm-place").is_empty(), "nothing stands where nothing can be read");
    }

    async fn pages_of_fifty_in_every_order(app: &TestApp) {
        let (id, path) = app.proposal("Clean buses").await;
        let ana = app.resident("Ana").await;
        many(app, id, ana.id, 120).await;
        for sort in ["oldest", "newest", "most-agreed", "most-divided"] {
            let mut seen = Vec::new();
            let mut next = format!("{path}?sort={sort}");
            for expected in [50, 50, 20] {
                let page = app.visitor().visit(&next).await;
                let words = words_in_order(&page);
                assert_eq!(words.len(), expected, "{sort}");
                seen.extend(words);
                next = page.all("a[rel=next]").first().map(|a| a.attr("href")).unwrap_or_default();
            }
            assert_eq!(next, "", "{sort}: the third page is the last");
            let number = |w: &String| w.trim_start_matches("number ").parse::<i64>().expect("a number");
            let got: Vec<i64> = seen.iter().map(number).collect();
            let mut expected: Vec<i64> = (1..=120).collect();
            match sort {
                "newest" => expected.reverse(),
                "most-agreed" => expected.sort_by_key(|n| (-(n % 7), -n)),
                "most-divided" => expected.sort_by_key(|n| (-(n % 5), -n)),
                _ => {}
            }
            assert_eq!(got, expected, "{sort}");
        }
        for wrong in ["sort=hottest", "from=abc", "from=1_x", "from=-1"] {
            app.visitor().visit(&format!("{path}?{wrong}")).await.is(404);
        }
        app.visitor().visit(&format!("{path}?utm_source=x&page=9")).await.is(200);
    }

    async fn a_long_thread_shows_ten_replies_and_leads_to_the_rest(app: &TestApp) {
        let (id, path) = app.proposal("Clean buses").await;
        let ana = app.resident("Ana").await;
        let page = say(&ana, &path, "What do you think?").await;
        let top: i64 = number_of(&page, "What do you think").parse().expect("a number");
        for n in 1..=60 {
            let page = ana.post_own(&format!("/comments/{top}/replies"), &[("body", &format!("answer {n}"))]).await;
            assert_eq!(page.status, 303);
            if n % 25 == 0 {
                // Nobody posts so much within an hour.
                app.clock.forward(Duration::hours(1));
            }
        }
        let page = app.visitor().visit(&path).await;
        page.sees("61 comments").sees("answer 10").lacks("answer 11").sees("50 more replies");
        let alone = app.visitor().visit(&format!("/comments/{top}")).await;
        alone.sees("answer 50").lacks("answer 51");
        let next = alone.one("a[rel=next]").attr("href");
        app.visitor().visit(&next).await.sees("answer 51").sees("answer 60").lacks("answer 50");
        let _ = (id, New { proposal: id, parent: None, body: &Text::default(), for_organisation: false });
    }

    async fn hostile_text_is_shown_as_text(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let ana = app.person("\"><img src=x onerror=alert(1)>", folkmoot::policy::Role::Member, folkmoot::policy::Capacity::Professional, "<svg onload=alert(1)>").await;
        for text in [
            "<script>alert(1)</script>",
            "[x](javascript:alert(1))",
            "![spy](https://evil.example/t.gif)",
            "<svg onload=alert(1)>",
            "a\u{0}b\u{1}csrf:\u{2}c",
            "look [here](https://evil.example/?&#1;csrf:&#2;) and &#1;csrf:&#2;",
            "\u{202e}desrever",
        ] {
            say(&ana, &path, text).await.is(200).sees("Your comment is posted");
        }
        say(&ana, &path, &format!("{} deep", ">".repeat(3_900))).await.is(200);
        say(&ana, &path, &"w".repeat(4_000)).await.is(200);
        say(&ana, &path, &format!("Z{}", "\u{301}".repeat(500))).await.is(200);
        let page = app.visitor().visit(&path).await;
        assert!(page.all("script, .fm-comment img, .fm-comment svg[onload], [onerror], a[href^=javascript]").is_empty());
        page.sees("<script>alert(1)</script>").sees("abcsrf:c");
        let reader = app.resident("Ben").await;
        let filled = reader.visit(&path).await;
        let token = reader.token().await;
        assert!(!token.is_empty());
        filled.sees("look here and csrf:");
        assert!(filled.all(".fm-comment__text a").iter().all(|a| !a.attr("href").contains(&token)), "no reader's token in a stranger's link");
        assert!(!filled.text().contains(&token));
        assert!(page.all(".fm-comment__text").iter().all(|c| c.attr("dir") == "auto"), "directions do not spill over");
    }
}
