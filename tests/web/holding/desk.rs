//! Moderators set the rules that hold comments: for the site, and for one proposal.

use super::{LINKED, LONG, usual};
use crate::moderation::{case_of, decide, say, state};
use crate::on_both_with;
use crate::support::page::Form;
use crate::support::{Page, Person, TestApp};
use diesel::prelude::*;
use folkmoot::app::App;
use folkmoot::comments::State;
use folkmoot::db::schema::{audit, comments, holding_rules, holds, proposals};
use folkmoot::ids::ProposalId;
use folkmoot::policy::Stage;

const RULES: &str = "/staff/holding";

async fn form(who: &Person) -> Form {
    who.visit(RULES).await.is(200).form(RULES).fill("act", "save")
}

/// What the record says of the acts of this kind, in order.
async fn acts(app: &TestApp, act: &'static str) -> Vec<String> {
    app.query(move |conn| {
        audit::table.filter(audit::act.eq(act)).order(audit::id).select(audit::detail).load(conn).expect("read")
    })
    .await
}

fn ticked(page: &Page, name: &str) -> bool {
    page.one(&format!("input[name='{name}']")).has("checked")
}

async fn holding_of(app: &TestApp, proposal: ProposalId) -> String {
    app.query(move |conn| proposals::table.find(proposal).select(proposals::holding).first(conn).expect("there")).await
}

on_both_with! { usual;
    async fn what_moderators_save_holds_the_next_comment(app: &TestApp) {
        let (_, path) = app.proposal("School streets").await;
        let (ana, ben, mo) = (app.resident("Ana").await, app.resident("Ben").await, app.moderator("Mo").await);
        let page = mo.visit(RULES).await;
        page.sees("Nobody has saved rules here yet").sees("They held no comment in the last 30 days");
        assert!(ticked(&page, "links") && ticked(&page, "word_list") && !ticked(&page, "first_comment"));
        assert!(page.one("textarea[name='words']").text.contains("piss off"), "the words of the configuration");
        let before = say(app, &ana, &path, LINKED).await;
        assert_eq!(state(app, before).await, State::Held, "as the configuration has it");

        let changed = form(&mo).await.fill("links", "").fill("words", "blast it\n\nBother").fill("burst_comments", "9");
        let page = changed.submit().await;
        page.is(200).sees("Saved.").sees("These rules were saved at 9 am on Monday").sees("rules have held 1 comment");
        page.sees("with https:// or without. Held 1 comment in the last 30 days.").lacks("Nobody has saved");
        assert!(!ticked(&page, "links") && ticked(&page, "contacts"));
        let linked = say(app, &ben, &path, LINKED).await;
        assert_eq!((state(app, linked).await, state(app, before).await), (State::Published, State::Held));
        for (words, expected) in [("Bl\u{e4}st  it, it rains", State::Held), ("They piss off at noon", State::Published)] {
            let comment = say(app, &ben, &path, words).await;
            assert_eq!(state(app, comment).await, expected, "{words}");
        }
        // The same again is no act; what is the same in other words is.
        form(&mo).await.submit().await.is(200).sees("Saved.");
        let details = acts(app, "holding.change").await;
        assert_eq!(details.len(), 1, "{details:?}");
        let said = &details[0];
        assert!(said.starts_with("links off; comments in a short time 6 to 9; word list: 2 added; word list: "), "{said}");
        assert!(!said.to_lowercase().contains("bother"), "{said}");
        app.visitor().visit("/transparency").await.sees("The rules that hold comments for a moderator were changed");
        let held: Vec<String> = app.query(|conn| holds::table.order(holds::id).select(holds::rule).load(conn).expect("read")).await;
        assert_eq!(held, ["link", "word"]);
        app.clock.forward(chrono::Duration::days(31));
        app.moderator("Mona").await.visit(RULES).await.sees("They held no comment in the last 30 days");
    }

    async fn every_instance_knows_the_rules_at_once(app: &TestApp) {
        let (_, path) = app.proposal("School streets").await;
        let (ana, mo) = (app.resident("Ana").await, app.moderator("Mo").await);
        let other = App::new((*app.app.site.config).clone(), app.clock.clone()).expect("a second instance starts");
        let socket = folkmoot::server::bind("127.0.0.1:0".parse().expect("an address")).expect("a free port");
        let mut there = ana.clone();
        there.url = format!("http://{}", socket.local_addr().expect("bound"));
        let running = other.server(socket).expect("it serves");
        let handle = running.handle();
        actix_web::rt::spawn(running);
        // Off and on again, each time with a word of its own: whatever is kept in memory is out of date each time.
        for round in 0..6 {
            let (rule, word) = (if round % 2 == 0 { "" } else { "on" }, format!("word{round}"));
            form(&mo).await.fill("links", rule).fill("words", &word).submit().await.is(200).sees("Saved.");
            for (who, n) in [(&there, 0), (&ana, 1), (&there, 2)] {
                app.clock.forward(chrono::Duration::minutes(6));
                let comment = say(app, who, &path, &format!("{round} {n} at www.example.org")).await;
                let expected = if round % 2 == 0 { State::Published } else { State::Held };
                assert_eq!(state(app, comment).await, expected, "round {round}, {n}");
                let comment = say(app, who, &path, &format!("{n} is {word}")).await;
                assert_eq!(state(app, comment).await, State::Held, "round {round}, {n}");
            }
        }
        handle.stop(true).await;
    }

    async fn two_who_change_the_rules_at_once_are_told(app: &TestApp) {
        let (mo, mia) = (app.moderator("Mo").await, app.moderator("Mia").await);
        let (first, second) = (form(&mo).await, form(&mia).await);
        first.fill("links", "").submit().await.is(200).sees("Saved.");
        let page = second.fill("repeat_days", "30").fill("words", "mine").send().await;
        page.is(409).sees("A change was saved while you were writing").sees("Nothing of yours is saved yet");
        page.sees("Links Saved now Off Yours On").sees("In how many days? Saved now 7 Yours 30");
        let form = page.form(RULES);
        assert_eq!((form.value("words").map(str::trim), form.value("repeat_days")), (Some("mine"), Some("30")));
        assert!(ticked(&page, "links"), "nothing typed is lost");
        form.fill("act", "save").submit().await.is(200).sees("Saved.");
        assert_eq!(acts(app, "holding.change").await.len(), 2);
        // Whoever presses the button twice, or saves the same as somebody else, is told of nothing.
        let again = self::form(&mo).await.fill("repeat_days", "31");
        for form in [again.clone(), again] {
            form.submit().await.is(200).sees("Saved.");
        }
        assert_eq!(acts(app, "holding.change").await.len(), 3);
    }

    async fn what_cannot_be_a_rule_is_told_and_kept(app: &TestApp) {
        let mo = app.moderator("Mo").await;
        let words = format!("one\n***\n{}\na b c d e", "x".repeat(101));
        let wrong = form(&mo).await.fill("words", &words).fill("repeat_days", "0").fill("burst_minutes", "soon");
        let page = wrong.fill("body", "A text to try").send().await;
        page.is(422).sees("Line 2: “***” has no letters").sees("Line 4: “a b c d e” is longer than 4 words");
        page.sees("Enter a number from 1 to 365").sees("Enter a number from 1 to 1,440");
        let form = page.form(RULES);
        assert_eq!(form.value("words").map(str::trim), Some(words.as_str()));
        assert_eq!((form.value("burst_minutes"), form.value("body").map(str::trim)), (Some("soon"), Some("A text to try")));
        let many = vec!["word"; 501].join("\n");
        self::form(&mo).await.fill("words", &many).send().await.is(422).sees("The list has 501 entries, and 500 is the most");
        let full: Vec<String> = (0..500).map(|n| format!("{n} {}", "\u{995}".repeat(90))).collect();
        // The longest list that there can be, in a script of three bytes a letter, goes through.
        self::form(&mo).await.fill("words", &full.join("\n")).submit().await.is(200).sees("Saved.");
        let saved: i64 = app.query(|conn| holding_rules::table.count().get_result(conn).expect("counted")).await;
        assert_eq!(saved, 1);
    }

    async fn a_text_is_tried_and_nothing_is_stored(app: &TestApp) {
        let (_, path) = app.proposal("School streets").await;
        let (ana, mo) = (app.resident("Ana").await, app.moderator("Mo").await);
        say(app, &ana, &path, LONG).await;
        let unsaved = form(&mo).await.fill("word_list", "on").fill("words", "bother").fill("first_comment", "on");
        let text = "Bother! See www.example.org/a or ring 020 7946 0000.";
        let page = unsaved.clone().fill("body", text).fill("act", "try").send().await;
        page.is(200).sees("This text would wait for a moderator.").sees("Its author would be told the first reason.");
        page.sees("It has a phone number in it. Found: 020 7946 0000");
        page.sees("It has a link in it. Found: www.example.org/a").sees("Found: bother");
        page.sees("nothing by its author can be read yet").sees("its author has posted 6 others in 5 minutes");
        let form = page.form(RULES);
        assert_eq!((form.value("body").map(str::trim), form.value("words").map(str::trim)), (Some(text), Some("bother")));
        assert!(ticked(&page, "first_comment"));
        // With a rule off, it finds less; the same words again are known; a short calm text passes.
        let page = unsaved.clone().fill("links", "").fill("body", text).fill("act", "try").send().await;
        page.is(200).lacks("It has a link in it.");
        let page = unsaved.clone().fill("body", LONG).fill("act", "try").send().await;
        page.is(200).sees("The same words were posted here not long ago.").lacks("Found:");
        unsaved.clone().fill("body", "Calm words.").fill("act", "try").send().await.is(200).sees("No rule would hold this text.");
        unsaved.clone().fill("body", " ").fill("act", "try").send().await.is(422).sees("Enter a text to try the rules on");
        unsaved.fill("body", &"x".repeat(4_001)).fill("act", "try").send().await.is(422).sees("4,000 characters or fewer");
        let stored: (i64, i64, i64) = app.query(|conn| (
            holding_rules::table.count().get_result(conn).expect("counted"),
            comments::table.count().get_result(conn).expect("counted"),
            holds::table.count().get_result(conn).expect("counted"),
        )).await;
        assert_eq!(stored, (0, 1, 0));
        assert!(acts(app, "holding.change").await.is_empty());
    }

    async fn a_proposal_holds_every_comment_or_has_rules_of_its_own(app: &TestApp) {
        let (streets, path) = app.proposal("School streets").await;
        let (_, elsewhere) = app.proposal("Clean buses").await;
        let (ana, mo) = (app.resident("Ana").await, app.moderator("Mo").await);
        let place = format!("/staff/proposals/{streets}/holding");
        app.visitor().visit(&path).await.lacks("reads every comment");
        let calm = say(app, &ana, &path, "More trees.").await;
        mo.visit(RULES).await.sees("School streets Open As on the site");
        let page = mo.visit(&place).await;
        page.is(200).sees("As on the site (on now)").sees("As on the site (off now)");
        let stale = page.form(&place).fill("comments", "wait");
        let page = page.form(&place).fill("comments", "wait").fill("links", "off").submit().await;
        page.is(200).sees("Saved.");
        mo.visit(RULES).await.sees("School streets Open Every comment; links off");
        app.visitor().visit(&path).await.sees("A moderator reads every comment on this proposal before others can read it.");

        let held = say(app, &ana, &path, "And benches.").await;
        assert_eq!((state(app, held).await, state(app, calm).await), (State::Held, State::Published));
        ana.visit(&format!("/comments/{held}")).await.sees("On this proposal a moderator reads every comment first.");
        mo.visit("/staff/queue").await.sees("Held: every comment on this proposal");
        let phone = say(app, &ana, &path, "Ring 020 7946 0000.").await;
        ana.visit(&format!("/comments/{phone}")).await.sees("It has a phone number in it.");
        let other = say(app, &ana, &elsewhere, "More benches.").await;
        let linked = say(app, &ana, &elsewhere, LINKED).await;
        assert_eq!((state(app, other).await, state(app, linked).await), (State::Published, State::Held));
        decide(&mo, &case_of(app, held).await, "keep", "", "").await.is(200);
        assert_eq!(state(app, held).await, State::Published);

        // Somebody who had the page open since before is told, and overwrites nothing.
        let page = stale.clone().fill("first_comment", "on").send().await;
        page.is(409).sees("A change was saved while you were writing").sees("Links Saved now Off Yours As on the site");
        assert_eq!(holding_of(app, streets).await, "everything links=off");
        // Publishing at once, with rules of its own: a link passes here and nowhere else.
        page.form(&place).fill("comments", "at_once").fill("links", "off").fill("first_comment", "").submit().await.is(200).sees("Saved.");
        assert_eq!(holding_of(app, streets).await, "links=off");
        app.clock.forward(chrono::Duration::minutes(6));
        let passes = say(app, &ana, &path, "It is all at www.example.org").await;
        let waits = say(app, &ana, &elsewhere, "It is all there, at www.example.org").await;
        assert_eq!((state(app, passes).await, state(app, waits).await), (State::Published, State::Held));
        assert_eq!(acts(app, "proposal.holding").await, ["held: every comment; links off", "held: links off"]);
        mo.post_own(&place, &[]).await.is(422).sees("Say what happens to a new comment");
        mo.post_own(&place, &[("comments", "at_once"), ("bursts", "perhaps")]).await.is(422).sees("Choose one of these three");
        mo.get("/staff/proposals/99/holding").await.is(404);
    }

    async fn a_draft_is_no_news(app: &TestApp) {
        let (streets, _) = app.proposal("School streets").await;
        app.change(move |tx| {
            diesel::update(proposals::table.find(streets)).set(proposals::stage.eq(Stage::Draft)).execute(&mut **tx)?;
            Ok(())
        }).await;
        let (mo, place) = (app.moderator("Mo").await, format!("/staff/proposals/{streets}/holding"));
        mo.visit(&place).await.form(&place).fill("comments", "wait").submit().await.is(200);
        assert_eq!(acts(app, "proposal.draft").await, ["held: every comment"]);
        app.visitor().visit("/transparency").await.lacks("on a proposal were changed");
    }
}
