//! Reporting, deciding, bringing back: what moderators do and what everybody else sees of it.

use crate::on_both;
use crate::support::{Page, Person, TestApp};
use diesel::prelude::*;
use folkmoot::app::App;
use folkmoot::comments::State;
use folkmoot::db::schema::{accounts, cases, comments, decisions, proposals, reports, waiting_counts};
use folkmoot::ids::CommentId;
use folkmoot::moderation;
use futures_util::future::join_all;

/// Posts a comment through the page and gives its number.
pub(crate) async fn say(app: &TestApp, who: &Person, path: &str, body: &str) -> i64 {
    who.visit(path).await.form("/comments").fill("body", body).submit().await.is(200);
    app.query(|conn| comments::table.order(comments::id.desc()).select(comments::id).first(conn).expect("posted")).await
}

pub(crate) async fn report(who: &Person, comment: i64, reason: &str, note: &str) -> Page {
    let page = who.visit(&format!("/comments/{comment}/reports")).await;
    page.form("/reports").fill("reason", reason).fill("note", note).submit().await
}

/// The address of the latest case about a comment.
pub(crate) async fn case_of(app: &TestApp, comment: i64) -> String {
    let id: i64 = app
        .query(move |conn| {
            cases::table
                .filter(cases::comment_id.eq(comment))
                .order(cases::id.desc())
                .select(cases::id)
                .first(conn)
                .expect("a case")
        })
        .await;
    format!("/staff/cases/{id}")
}

pub(crate) async fn decide(moderator: &Person, case: &str, act: &str, rule: &str, reasons: &str) -> Page {
    let page = moderator.visit(case).await;
    page.form("/decisions").fill("act", act).fill("rule", rule).fill("reasons", reasons).submit().await
}

/// Nobody has any case any more.
pub(crate) async fn release(app: &TestApp) {
    app.change(|tx| {
        diesel::update(cases::table).set(cases::claimed_until.eq(None::<chrono::NaiveDateTime>)).execute(&mut **tx)?;
        Ok(())
    })
    .await;
}

/// Keeps these as the numbers of cases that wait: for a story that gives them their reasons by hand.
async fn keep_counts(app: &TestApp, counts: [(&'static str, i64); 3]) {
    app.change(move |tx| {
        for (why, waiting) in counts {
            let one = waiting_counts::table.find(why);
            diesel::update(one).set(waiting_counts::waiting.eq(waiting)).execute(&mut **tx)?;
        }
        Ok(())
    })
    .await;
}

pub(crate) async fn state(app: &TestApp, comment: i64) -> State {
    app.query(move |conn| comments::table.find(comment).select(comments::state).first(conn).expect("a comment")).await
}

/// Every public page that could tell of a comment, as a stranger gets it.
pub(crate) async fn public_pages(app: &TestApp, path: &str, also: &[String]) -> Vec<(String, u16, String)> {
    let mut places =
        vec!["/".to_owned(), "/areas".into(), "/areas/clean-air".into(), "/proposals".into(), path.to_owned()];
    places.extend(["oldest", "newest", "agreed", "divided"].map(|sort| format!("{path}?sort={sort}")));
    places.extend_from_slice(also);
    let mut pages = Vec::new();
    for place in places {
        let page = app.visitor().get(&place).await;
        assert!(page.status < 500, "{place} answers {}", page.status);
        pages.push((place, page.status, page.html));
    }
    pages
}

#[track_caller]
pub(crate) fn same(before: &[(String, u16, String)], after: &[(String, u16, String)]) {
    for (one, other) in before.iter().zip(after) {
        assert_eq!((one.1, &one.2), (other.1, &other.2), "{} has changed", one.0);
    }
}

on_both! {
    async fn anybody_can_report(app: &TestApp) {
        let (_, path) = app.proposal("School streets").await;
        let (ana, ben) = (app.resident("Ana").await, app.resident("Ben").await);
        let comment = say(app, &ana, &path, "Go back to wherever you came from.").await;
        let link = format!("/comments/{comment}/reports");
        let stranger = app.visitor();
        let found = stranger.visit(&path).await.all(&format!("a[href='{link}']"));
        assert_eq!(found.len(), 1, "the proposal page leads to the form");

        let thanks = report(&stranger, comment, "abuse", "aimed at her accent").await;
        thanks.is(200).sees("R-000001").lacks("Go back to wherever");
        assert!(thanks.path.contains("seal="), "the thanks can be kept and reloaded: {}", thanks.path);
        stranger.visit(&thanks.path).await.is(200).sees("R-000001");
        // A reference that was given to nobody, or for another comment, thanks nobody.
        for forged in [format!("{link}?report=1&seal=x"), thanks.path.replace("report=1", "report=2"), format!("{link}?report=x")] {
            stranger.get(&forged).await.is(404);
        }
        report(&ben, comment, "abuse", "").await.is(200).sees("R-000002");

        let mo = app.moderator("Mo").await;
        mo.visit("/staff/queue").await.is(200).sees("1 waiting").sees("2 reports").sees("Go back to wherever");
        let case = mo.visit(&case_of(app, comment).await).await;
        case.is(200).sees("without an account").sees("by a person with an account").sees("aimed at her accent");
        case.lacks("Ben");
        app.letters().await;
    }

    async fn what_one_cannot_see_one_cannot_report(app: &TestApp) {
        let (_, path) = app.proposal("School streets").await;
        let (ana, mo) = (app.resident("Ana").await, app.moderator("Mo").await);
        let mut unseen = Vec::new();
        for state in [State::Held, State::Hidden, State::Removed, State::Deleted] {
            let comment = say(app, &ana, &path, &format!("A secret that is {}", state.as_str())).await;
            app.change(move |tx| {
                diesel::update(comments::table.find(comment)).set(comments::state.eq(state)).execute(&mut **tx)?;
                Ok(())
            }).await;
            unseen.push(comment.to_string());
        }
        let absent = "999999".to_owned();
        for who in [app.visitor(), app.resident("Ben").await, mo] {
            let nothing = who.get(&format!("/comments/{absent}/reports")).await;
            nothing.is(404);
            let sent = [("reason", "spam"), ("note", "a note")];
            let sent_nothing = who.post_own(&format!("/comments/{absent}/reports"), &sent).await;
            sent_nothing.is(404);
            for id in unseen.iter().map(String::as_str).chain(["0", "-1", "9223372036854775808", "x", "1.5"]) {
                let form = who.get(&format!("/comments/{id}/reports")).await;
                assert_eq!((form.status, &form.html), (404, &nothing.html), "the form for {id}");
                let answer = who.post_own(&format!("/comments/{id}/reports"), &sent).await;
                assert_eq!((answer.status, &answer.html), (404, &sent_nothing.html), "a report of {id}");
            }
        }
        let kept: i64 = app.query(|conn| reports::table.count().get_result(conn).expect("counted")).await;
        assert_eq!(kept, 0);
    }

    async fn a_hundred_reports_make_one_case(app: &TestApp) {
        let (_, path) = app.proposal("School streets").await;
        let (ana, ben) = (app.resident("Ana").await, app.resident("Ben").await);
        let comment = say(app, &ana, &path, "Buy my pills.").await;
        let place = format!("/comments/{comment}/reports");
        let notes: Vec<String> = (0..100).map(|n| format!("number {n}")).collect();
        let visitors: Vec<Person> = notes.iter().map(|_| app.visitor()).collect();
        let sends = visitors.iter().zip(&notes).map(|(who, note)| {
            let place = &place;
            async move { who.post(place, &[("reason", "spam"), ("note", note)]).await }
        });
        for answer in join_all(sends).await {
            answer.is(303);
        }
        let counts = move |conn: &mut folkmoot::db::Conn| -> (i64, i64) {
            let cases = cases::table.filter(cases::comment_id.eq(comment)).count().get_result(conn).expect("counted");
            (cases, reports::table.filter(reports::comment_id.eq(comment)).count().get_result(conn).expect("counted"))
        };
        assert_eq!(app.query(counts).await, (1, 100));
        // The same once more, and one person again and again: nothing more, and the same reference.
        app.visitor().post(&place, &[("reason", "spam"), ("note", "number 7")]).await.is(303);
        let first = report(&ben, comment, "spam", "").await;
        for (reason, note) in [("spam", ""), ("other", "again"), ("abuse", "")] {
            let again = report(&ben, comment, reason, note).await;
            assert_eq!(again.one("main strong").text, first.one("main strong").text);
        }
        assert_eq!(app.query(counts).await, (1, 101));
        app.moderator("Mo").await.visit("/staff/queue").await.sees("1 waiting").sees("101 reports");
        app.letters().await;
    }

    async fn one_place_cannot_flood_the_queue(app: &TestApp) {
        let (_, path) = app.proposal("School streets").await;
        let (ana, ben) = (app.resident("Ana").await, app.resident("Ben").await);
        let place = format!("/comments/{}/reports", say(app, &ana, &path, "Words.").await);
        let stranger = app.visitor();
        let fields = [("reason", "spam"), ("note", "Look at this")];
        for _ in 0..200 {
            stranger.post(&place, &fields).await.is(303);
        }
        let stopped = stranger.post(&place, &fields).await;
        stopped.is(429).sees("Look at this");
        assert_eq!(stopped.header("retry-after"), "3600");
        // Everybody with an account still comes through, and so does a report of risk, which hides the comment at once.
        ben.post_own(&place, &fields).await.is(303);
        app.clock.forward(chrono::Duration::hours(1));
        stranger.post(&place, &fields).await.is(303);
        for _ in 0..199 {
            stranger.post(&place, &fields).await.is(303);
        }
        stranger.post(&place, &fields).await.is(429);
        stranger.post(&place, &[("reason", "at_risk"), ("note", "")]).await.is(303);
        stranger.post(&place, &[("reason", "at_risk"), ("note", "")]).await.is(404);
        app.letters().await;
    }

    async fn risk_comes_first(app: &TestApp) {
        let (_, path) = app.proposal("School streets").await;
        let (ana, mo) = (app.resident("Ana").await, app.moderator("Mo").await);
        let mut ids = Vec::new();
        for body in ["First words", "Second words", "Third words"] {
            ids.push(say(app, &ana, &path, body).await);
        }
        let order = async || -> Vec<String> { mo.visit("/staff/queue").await.all("ol.fm-queue li p").into_iter().map(|p| p.text).collect() };
        app.change({ let id = CommentId(ids[2]); let now = app.now(); move |tx| moderation::open_review(tx, id, now) }).await;
        app.clock.forward(chrono::Duration::minutes(5));
        report(&app.visitor(), ids[0], "spam", "").await.is(200);
        app.clock.forward(chrono::Duration::minutes(5));
        report(&app.visitor(), ids[1], "at_risk", "").await.is(200).sees("999");
        assert_eq!(order().await, ["Second words", "Third words", "First words"]);
        mo.visit("/staff/queue").await.sees("3 waiting, 1 at risk");
        // A case that waits already is moved to the front when somebody sees a risk in it.
        report(&app.visitor(), ids[0], "at_risk", "").await.is(200);
        assert_eq!(order().await, ["First words", "Second words", "Third words"]);
        app.letters().await;
    }

    async fn a_hidden_comment_is_gone_at_once_and_comes_back_whole(app: &TestApp) {
        let (proposal, path) = app.proposal("School streets").await;
        let (ana, ben, mo) = (app.resident("Ana").await, app.resident("Ben").await, app.moderator("Mo").await);
        say(app, &ana, &path, "I live beside the school.").await;
        say(app, &ben, &path, "So do I.").await;
        let without = public_pages(app, &path, &[]).await;
        let comment = say(app, &ana, &path, "Silly people should **move away**.").await;
        ben.visit(&path).await.form(&format!("/comments/{comment}/votes")).fill("vote", "agree").submit().await.is(200);
        let permalink = format!("/comments/{comment}");
        let with = public_pages(app, &path, std::slice::from_ref(&permalink)).await;
        assert!(with.iter().any(|(.., html)| html.contains("Silly people")));
        report(&app.visitor(), comment, "abuse", "").await.is(200);
        same(&with, &public_pages(app, &path, std::slice::from_ref(&permalink)).await);

        let case = case_of(app, comment).await;
        decide(&mo, &case, "hide", "3", "It attacks people.").await.is(200).sees("Your decision is in force").sees("0 waiting");
        same(&without, &public_pages(app, &path, &[]).await);
        for who in [app.visitor(), ben.clone(), mo.clone()] {
            who.visit(&path).await.is(200).lacks("Silly people").lacks("move away");
            who.visit(&permalink).await.lacks("Silly people").lacks("move away");
        }
        let counted: i64 = app.query(move |conn| proposals::table.find(proposal).select(proposals::comments).first(conn).expect("there")).await;
        assert_eq!(counted, 2);

        let letters = app.letters().await;
        assert_eq!(letters.len(), 1, "one letter: {letters:?}");
        assert_eq!(letters[0].to, "ana@people.example");
        for words in ["hidden", "rule 3, no personal attacks", "It attacks people.", "Silly people should"] {
            assert!(letters[0].text.contains(words), "{words}: {}", letters[0].text);
        }

        decide(&mo, &case, "restore", "", "I misread it.").await.is(200).sees("Your decision is in force");
        same(&with, &public_pages(app, &path, &[permalink]).await);
        let letters = app.letters().await;
        assert_eq!(letters.len(), 1);
        assert_eq!(letters[0].subject, "Your comment can be read again");
        assert!(letters[0].text.contains("I misread it."), "{}", letters[0].text);
        let record = mo.visit("/staff/record").await;
        record.is(200).sees("It attacks people.").sees("I misread it.").sees("rule 3, no personal attacks").sees("Mo").sees("School streets");
        let acts: Vec<String> = record.all("tbody td:nth-of-type(2)").into_iter().map(|cell| cell.text).collect();
        assert_eq!(acts, ["Restored", "Hidden"], "the latest first");
    }

    async fn replies_stay_under_a_mark(app: &TestApp) {
        let (_, path) = app.proposal("School streets").await;
        let (ana, ben, mo) = (app.resident("Ana").await, app.resident("Ben").await, app.moderator("Mo").await);
        let comment = say(app, &ana, &path, "Awful words.").await;
        ben.visit(&path).await.form(&format!("/comments/{comment}/replies")).fill("body", "A calm reply.").submit().await.is(200);
        report(&app.visitor(), comment, "abuse", "").await.is(200);
        decide(&mo, &case_of(app, comment).await, "remove", "4", "It sets one group against another.").await.is(200);
        assert_eq!(state(app, comment).await, State::Removed);
        app.visitor().visit(&path).await.lacks("Awful words").sees("under rule 4").sees("A calm reply.");
        app.letters().await;
    }

    async fn only_moderators_decide(app: &TestApp) {
        let (_, path) = app.proposal("School streets").await;
        let ana = app.resident("Ana").await;
        let comment = say(app, &ana, &path, "Words.").await;
        report(&app.visitor(), comment, "spam", "").await.is(200);
        let case = case_of(app, comment).await;
        let decisions_path = format!("{case}/decisions");
        let fields = [("act", "hide"), ("rule", "3"), ("reasons", "Because.")];
        for who in [ana.clone(), app.editor("Ed").await, app.professional("Pat", "Nurse").await] {
            for place in ["/staff/queue", "/staff/record", case.as_str()] {
                who.get(place).await.is(404).lacks("Words.");
            }
            who.post_own(&decisions_path, &fields).await.is(404).sees("Because.");
        }
        let stranger = app.visitor();
        for place in ["/staff/queue", "/staff/record", case.as_str()] {
            let answer = stranger.get(place).await;
            answer.is(303);
            assert!(answer.header("location").starts_with("/sign-in?next="), "{}", answer.header("location"));
        }
        stranger.post(&decisions_path, &fields).await.is(403).sees("Because.");
        // Somebody whose role ends while they read.
        let mo = app.moderator("Mo").await;
        let form = mo.visit(&case).await.form("/decisions").fill("act", "hide").fill("rule", "3").fill("reasons", "Because.");
        let id = mo.id;
        app.change(move |tx| {
            diesel::update(accounts::table.find(id)).set(accounts::role.eq("member")).execute(&mut **tx)?;
            Ok(())
        }).await;
        form.submit().await.is(404).sees("Because.");
        assert_eq!(state(app, comment).await, State::Published);
        let ines = app.moderator("Ines").await;
        for nothing in ["/staff/cases/0", "/staff/cases/999", "/staff/appeals/1", "/staff/templates/7", "/staff/cases/999/together?by=author", "/staff/cases/-1", "/staff/cases/9223372036854775808", "/staff/cases/x"] {
            ines.get(nothing).await.is(404);
        }
    }

    async fn two_moderators_at_once(app: &TestApp) {
        let (_, path) = app.proposal("School streets").await;
        let (ana, ines, omar) = (app.resident("Ana").await, app.moderator("Ines R").await, app.moderator("Omar K").await);
        let comment = say(app, &ana, &path, "Words.").await;
        report(&app.visitor(), comment, "spam", "").await.is(200);
        let case = case_of(app, comment).await;
        let second = omar.visit(&case).await.form("/decisions").fill("act", "keep").fill("reasons", "It is fine, I think.");
        app.clock.forward(chrono::Duration::minutes(21));
        decide(&ines, &case, "hide", "6", "An advert.").await.is(200);
        let answer = second.submit().await;
        answer.is(409).sees("Ines R decided this case on 23 November, 9:21 am: the comment was hidden.").sees("It is fine, I think.");
        assert_eq!(state(app, comment).await, State::Hidden);

        // At the same instant: one is in force, the other is told.
        let other = say(app, &ana, &path, "Other words.").await;
        report(&app.visitor(), other, "spam", "").await.is(200);
        let case = case_of(app, other).await;
        // Each had the case while they looked, and has it no more.
        let form = async |who: &Person| {
            let form = who.visit(&case).await.form("/decisions").fill("act", "hide").fill("rule", "6").fill("reasons", "An advert.");
            release(app).await;
            form
        };
        let forms = [form(&ines).await, form(&omar).await, form(&ines).await, form(&omar).await];
        let mut answers: Vec<u16> = join_all(forms.map(|form| form.send())).await.iter().map(|page| page.status).collect();
        answers.sort_unstable();
        // Whoever won has sent the same twice, and is told the same twice.
        assert_eq!(answers, [303, 303, 409, 409]);
        let made: i64 = app.query(move |conn| {
            decisions::table.filter(decisions::comment_id.eq(other)).count().get_result(conn).expect("counted")
        }).await;
        assert_eq!(made, 1);
        assert_eq!(app.letters().await.len(), 2);
    }

    async fn nobody_decides_on_their_own_words(app: &TestApp) {
        let (_, path) = app.proposal("School streets").await;
        let mo = app.moderator("Mo").await;
        let comment = say(app, &mo, &path, "My own words.").await;
        report(&app.visitor(), comment, "off_topic", "").await.is(200);
        let case = case_of(app, comment).await;
        let page = mo.visit(&case).await;
        page.is(200).sees("another moderator has to decide");
        assert!(page.all("form[action$='/decisions']").is_empty());
        let fields = [("act", "keep"), ("rule", ""), ("reasons", "I like it.")];
        mo.post_own(&format!("{case}/decisions"), &fields).await.is(403).sees("You wrote this comment yourself").sees("I like it.");
        let open: i64 = app.query(|conn| cases::table.filter(cases::closed_at.is_null()).count().get_result(conn).expect("counted")).await;
        assert_eq!(open, 1);
        decide(&app.moderator("Ines").await, &case, "keep", "", "").await.is(200).sees("0 waiting");
        assert_eq!(state(app, comment).await, State::Published);
    }

    async fn hostile_words_stay_words(app: &TestApp) {
        let (_, path) = app.proposal("School streets").await;
        let (ana, mo) = (app.resident("Ana<b>x").await, app.moderator("Mo").await);
        let comment = say(app, &ana, &path, "Plain words with <img src=x onerror=alert(1)>.").await;
        let evil = "\"'></textarea><script>alert(1)</script>\u{202e}\u{1}csrf:\u{2}\u{0}";
        report(&app.visitor(), comment, "other", evil).await.is(200);
        let case = case_of(app, comment).await;
        let long = format!("{evil}{}", "x".repeat(1_000));
        let again = report(&app.visitor(), comment, "other", &long).await;
        again.is(422);
        let refused = decide(&mo, &case, "hide", "", evil).await;
        refused.is(422);
        decide(&mo, &case, "hide", "3", evil).await.is(200);
        for page in [mo.visit("/staff/queue").await, mo.visit(&case).await, mo.visit("/staff/record").await, again, refused] {
            assert!(page.all("main script:not([src]), main img").is_empty(), "{}", page.html);
            assert!(!page.html.contains("<script>alert"), "{}", page.html);
        }
        mo.visit(&case).await.sees("<script>alert(1)</script>");
        let letters = app.letters().await;
        assert!(!letters[0].html.contains("<script") && letters[0].html.contains("&lt;script&gt;"), "{}", letters[0].html);
    }

    async fn a_mistake_keeps_what_was_typed(app: &TestApp) {
        let (_, path) = app.proposal("School streets").await;
        let (ana, mo) = (app.resident("Ana").await, app.moderator("Mo").await);
        let comment = say(app, &ana, &path, "Words.").await;
        let none = report(&app.visitor(), comment, "", "My note").await;
        none.is(422).sees("There is a problem").sees("Choose what is wrong with the comment");
        assert_eq!(none.form("/reports").value("note").map(str::trim), Some("My note"));
        report(&app.visitor(), comment, "weather", "").await.is(422);
        for letter in ["a", "ক", "ع", "👍"] {
            report(&app.visitor(), comment, "other", &letter.repeat(1_000)).await.is(200);
            let long = report(&app.visitor(), comment, "other", &letter.repeat(1_001)).await;
            long.is(422).sees("Your note must be 1,000 characters or fewer. You have used 1,001");
            assert_eq!(long.form("/reports").value("reason"), Some("other"));
        }
        let case = case_of(app, comment).await;
        decide(&mo, &case, "", "3", "My reasons").await.is(422).sees("Choose what happens to the comment");
        let hide = decide(&mo, &case, "hide", "", "My reasons").await;
        hide.is(422).sees("Choose the house rule that the comment breaks");
        assert_eq!(hide.form("/decisions").value("reasons").map(str::trim), Some("My reasons"));
        assert_eq!(hide.form("/decisions").value("act"), Some("hide"));
        decide(&mo, &case, "remove", "99", "My reasons").await.is(422).sees("Choose the house rule");
        decide(&mo, &case, "hide", "3", " \u{200b} ").await.is(422).sees("Enter your reasons");
        decide(&mo, &case, "hide", "3", &"x".repeat(2_001)).await.is(422).sees("2,000 characters or fewer. You have used 2,001");
        decide(&mo, &case, "restore", "3", "Nothing to restore").await.is(409);
        assert_eq!(state(app, comment).await, State::Published);
        // The comment goes while somebody writes a report: their words come back.
        let form = app.visitor().visit(&format!("/comments/{comment}/reports")).await.form("/reports").fill("reason", "spam").fill("note", "My note");
        decide(&mo, &case, "hide", "3", &"y".repeat(2_000)).await.is(200);
        form.submit().await.is(404).sees("My note").lacks("Words.");
        app.letters().await;
    }

    async fn the_queue_goes_on_for_pages(app: &TestApp) {
        let (proposal, _) = app.proposal("School streets").await;
        let (ana, mo, now) = (app.resident("Ana").await.id, app.moderator("Mo").await, app.now());
        app.change(move |tx| {
            for n in 1..=120 {
                let id: CommentId = diesel::insert_into(comments::table)
                    .values((
                        comments::proposal_id.eq(proposal),
                        comments::depth.eq(0),
                        comments::author_id.eq(ana),
                        comments::capacity.eq("resident"),
                        comments::badge.eq("resident"),
                        comments::body.eq(format!("Words {n}")),
                        comments::body_html.eq("<p>Words</p>"),
                        comments::state.eq(State::Published),
                        comments::listed.eq(true),
                        comments::created_at.eq(now),
                    ))
                    .returning(comments::id)
                    .get_result(&mut **tx)?;
                // Many at the same moment, as an import leaves them.
                moderation::open_review(tx, id, now + chrono::Duration::seconds(n / 40))?;
                moderation::open_review(tx, id, now)?;
                if n % 50 == 0 {
                    diesel::update(cases::table.filter(cases::comment_id.eq(id))).set(cases::why.eq("risk")).execute(&mut **tx)?;
                }
                if n % 3 == 0 {
                    diesel::update(cases::table.filter(cases::comment_id.eq(id)).filter(cases::why.eq("review")))
                        .set(cases::why.eq("reported"))
                        .execute(&mut **tx)?;
                }
            }
            Ok(())
        }).await;
        keep_counts(app, [("risk", 2), ("reported", 40), ("review", 78)]).await;
        let mut seen = Vec::new();
        let mut place = "/staff/queue".to_owned();
        let mut pages = 0;
        loop {
            let page = mo.visit(&place).await;
            page.is(200).sees("120 waiting, 2 at risk");
            seen.extend(page.all("ol.fm-queue li p").into_iter().map(|p| p.text));
            pages += 1;
            match page.all("a[rel=next]").first() {
                Some(next) => place = next.attr("href"),
                None => break,
            }
        }
        assert_eq!(pages, 3);
        let expected: Vec<String> = [50, 100].into_iter().chain((1..=120).filter(|n| n % 50 != 0)).map(|n| format!("Words {n}")).collect();
        assert_eq!(seen, expected);
        for nonsense in ["after=0", "after=-1", "after=1000000000", "after=abc", "after=1&after=2", "after=99999999999999999999"] {
            mo.get(&format!("/staff/queue?{nonsense}")).await.is(404);
        }
        mo.get("/staff/queue?page=7&x=%00").await.is(200);
        mo.get("/staff/record?before=-5").await.is(200);
        mo.get("/staff/record?before=abc").await.is(404);
    }

    async fn no_letter_without_somebody_to_read_it(app: &TestApp) {
        let (_, path) = app.proposal("School streets").await;
        let (ana, ben, mo) = (app.resident("Ana").await, app.resident("Ben").await, app.moderator("Mo").await);
        let imported = say(app, &ana, &path, "Brought in.").await;
        let undone = say(app, &ben, &path, "Hidden and brought back at once.").await;
        let id = ana.id;
        app.change(move |tx| {
            diesel::update(accounts::table.find(id))
                .set((accounts::kind.eq("imported"), accounts::email.eq(None::<String>)))
                .execute(&mut **tx)?;
            Ok(())
        }).await;
        for comment in [imported, undone] {
            report(&app.visitor(), comment, "spam", "").await.is(200);
            decide(&mo, &case_of(app, comment).await, "hide", "6", "An advert.").await.is(200);
            decide(&mo, &case_of(app, comment).await, "restore", "", "It is none.").await.is(200);
        }
        let letters = app.letters().await;
        assert_eq!(letters.len(), 1, "only about the latest decision, and only to somebody: {letters:?}");
        assert!(letters[0].to == "ben@people.example" && letters[0].subject == "Your comment can be read again", "{}", letters[0].text);
        // A decision to keep says nothing to anybody; a deleted comment can only be closed.
        report(&app.visitor(), undone, "other", "still").await.is(200);
        let case = case_of(app, undone).await;
        ben.visit(&format!("/comments/{undone}/deletion")).await.form("/deletion").submit().await;
        mo.visit(&case).await.is(200).sees("Deleted by its author");
        let fields = [("act", "hide"), ("rule", "3"), ("reasons", "Too late.")];
        mo.post_own(&format!("{case}/decisions"), &fields).await.is(409).sees("has deleted this comment").sees("Too late.");
        decide(&mo, &case, "keep", "", "").await.is(200).sees("0 waiting");
        assert_eq!(state(app, undone).await, State::Deleted);
        assert!(app.letters().await.is_empty());
    }

    async fn two_instances_agree(app: &TestApp) {
        let (_, path) = app.proposal("School streets").await;
        let (ana, ines, omar) = (app.resident("Ana").await, app.moderator("Ines").await, app.moderator("Omar").await);
        let other = App::new((*app.app.site.config).clone(), app.clock.clone()).expect("a second instance starts");
        let socket = folkmoot::server::bind("127.0.0.1:0".parse().expect("an address")).expect("a free port");
        let url = format!("http://{}", socket.local_addr().expect("bound"));
        let running = other.server(socket).expect("it serves");
        let handle = running.handle();
        actix_web::rt::spawn(running);
        let elsewhere = |who: &Person| {
            let mut there = who.clone();
            there.url.clone_from(&url);
            there
        };

        for round in 0..5 {
            let comment = say(app, &ana, &path, &format!("Words of round {round}")).await;
            let place = format!("/comments/{comment}/reports");
            let sends = (0..20).map(|n| {
                let (who, place, note) = (app.visitor(), &place, format!("number {n}"));
                let who = if n % 2 == 0 { who } else { elsewhere(&who) };
                async move { who.post(place, &[("reason", "spam"), ("note", &note)]).await }
            });
            for answer in join_all(sends).await {
                answer.is(303);
            }
            let case = case_of(app, comment).await;
            let form = async |who: &Person| {
                let form = who.visit(&case).await.form("/decisions").fill("act", "remove").fill("rule", "6").fill("reasons", "An advert.");
                release(app).await;
                form
            };
            let forms = [form(&ines).await, form(&elsewhere(&omar)).await, form(&omar).await, form(&elsewhere(&ines)).await];
            let mut answers: Vec<u16> = join_all(forms.map(|form| form.send())).await.iter().map(|page| page.status).collect();
            answers.sort_unstable();
            assert_eq!(answers, [303, 303, 409, 409]);
            elsewhere(&app.visitor()).visit(&path).await.is(200).lacks(&format!("Words of round {round}"));
            app.visitor().visit(&path).await.is(200).lacks(&format!("Words of round {round}"));
        }
        handle.stop(true).await;
        let made: (i64, i64, i64) = app.query(|conn| (
            cases::table.count().get_result(conn).expect("counted"),
            reports::table.count().get_result(conn).expect("counted"),
            decisions::table.count().get_result(conn).expect("counted"),
        )).await;
        assert_eq!(made, (5, 100, 5));
        let counted: i64 = app.query(|conn| proposals::table.select(proposals::comments).first(conn).expect("there")).await;
        assert_eq!(counted, 0);
        assert_eq!(app.letters().await.len(), 5);
    }
}
