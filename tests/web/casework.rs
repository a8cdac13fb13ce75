//! Cases from the first report to the last answer: who has them, what can be decided, what people are told, and appeals.

use crate::moderation::{case_of, decide, public_pages, report, same, say, state};
use crate::support::{Page, Person, TestApp};
use crate::{on_both, on_both_with};
use chrono::Duration;
use diesel::prelude::*;
use folkmoot::comments::State;
use folkmoot::config::Config;
use folkmoot::db::schema::{accounts, audit, cases, comments, decisions, proposals, redactions};
use folkmoot::mail::Post;
use folkmoot::{retention, worker};

mod appeals;
mod together;
mod waiting;

/// The letters to somebody, oldest first: subject and text.
pub async fn letters_to(app: &TestApp, who: &str) -> Vec<(String, String)> {
    let to = format!("{who}@people.example");
    app.letters()
        .await
        .into_iter()
        .filter(|letter: &Post| letter.to == to)
        .map(|l| (l.subject, folded(&l.text)))
        .collect()
}

/// A text on one line.
fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The number of the latest decision.
pub async fn latest(app: &TestApp) -> i64 {
    app.query(|conn| decisions::table.order(decisions::id.desc()).select(decisions::id).first(conn).expect("decided"))
        .await
}

async fn reported(app: &TestApp, who: &Person, path: &str, body: &str) -> (i64, String) {
    let comment = say(app, who, path, body).await;
    report(&app.visitor(), comment, "abuse", "").await.is(200);
    (comment, case_of(app, comment).await)
}

fn has_form(page: &Page) -> bool {
    !page.all("form[action$='/decisions']").is_empty()
}

fn guarded(config: &mut Config) {
    config.moderation.safeguarding = "safe@people.example".into();
}

on_both_with! { guarded;
    async fn risk_is_hidden_at_once_and_told_at_once(app: &TestApp) {
        let (proposal, path) = app.proposal("School streets").await;
        let (ana, ben, mo) = (app.resident("Ana").await, app.resident("Ben").await, app.moderator("Mo").await);
        let other = say(app, &ben, &path, "I live beside the school.").await;
        say(app, &ana, &path, "So do I.").await;
        let without = public_pages(app, &path, &[]).await;
        let words = "I do not see the point any more.";
        let comment = say(app, &ana, &path, words).await;
        let permalink = format!("/comments/{comment}");
        let with = public_pages(app, &path, std::slice::from_ref(&permalink)).await;

        report(&app.visitor(), comment, "at_risk", "she means it").await.is(200).sees("call 999");
        assert_eq!(state(app, comment).await, State::Held);
        same(&without, &public_pages(app, &path, &[]).await);
        for who in [app.visitor(), ben.clone(), mo.clone()] {
            who.get(&permalink).await.is(404).lacks(words);
        }
        let own = ana.visit(&permalink).await;
        own.is(200).sees(words).sees("Somebody is worried that you or another person may be at risk.").sees("116 123");
        let letters = app.letters().await;
        assert_eq!(letters.len(), 1, "{letters:?}");
        assert_eq!((letters[0].to.as_str(), letters[0].subject.as_str()), ("safe@people.example", "At risk: report R-000001"));
        assert!(letters[0].text.contains("/staff/cases/1") && !letters[0].text.contains(words), "{}", letters[0].text);
        assert!(!letters[0].text.contains("she means it"), "what was written stays on the site");
        mo.visit("/staff/queue").await.sees("1 waiting, 1 at risk");

        let case = case_of(app, comment).await;
        decide(&mo, &case, "keep", "", "").await.is(200);
        same(&with, &public_pages(app, &path, std::slice::from_ref(&permalink)).await);
        // A moderator has looked at these words: nobody can hide them by reporting them again.
        report(&app.visitor(), comment, "at_risk", "again").await.is(200);
        assert_eq!(state(app, comment).await, State::Published);
        mo.visit("/staff/queue").await.sees("1 waiting, 1 at risk");
        same(&with, &public_pages(app, &path, &[permalink]).await);
        let letters = app.letters().await;
        assert_eq!(letters.len(), 1);
        assert!(folded(&letters[0].text).contains("The comment can still be read."), "{}", letters[0].text);
        // Other words are another matter, and so is another comment.
        app.clock.forward(Duration::minutes(1));
        ana.visit(&format!("/comments/{comment}/edit")).await.form("/edit").fill("body", "I cannot go on.").submit().await.is(200);
        report(&app.visitor(), comment, "at_risk", "worse").await.is(200);
        assert_eq!(state(app, comment).await, State::Held);
        report(&ben, other, "at_risk", "").await.is(200);
        let counted: i64 = app.query(move |conn| proposals::table.find(proposal).select(proposals::comments).first(conn).expect("there")).await;
        assert_eq!(counted, 1);
        app.letters().await;
    }
}

on_both! {
    async fn without_an_address_all_moderators_are_told_of_risk(app: &TestApp) {
        let (_, path) = app.proposal("School streets").await;
        let (ana, _mo, _ed) = (app.resident("Ana").await, app.moderator("Mo").await, app.editor("Ed").await);
        let _ines = app.moderator("Ines").await;
        let comment = say(app, &ana, &path, "Words.").await;
        report(&app.visitor(), comment, "at_risk", "").await.is(200);
        let mut to: Vec<String> = app.letters().await.into_iter().map(|letter| letter.to).collect();
        to.sort();
        assert_eq!(to, ["ines@people.example", "mo@people.example"]);
    }

    async fn a_case_is_one_moderators_for_a_while(app: &TestApp) {
        let (_, path) = app.proposal("School streets").await;
        let (ana, ines, omar) = (app.resident("Ana").await, app.moderator("Ines").await, app.moderator("Omar").await);
        let (comment, case) = reported(app, &ana, &path, "Words.").await;
        let hers = ines.visit(&case).await;
        hers.is(200).sees("Yours until 9:20 am");
        let his = omar.visit(&case).await;
        his.is(200).sees("Ines has this case until 9:20 am");
        assert!(has_form(&hers) && !has_form(&his));
        omar.visit("/staff/queue").await.sees("With a colleague until 9:20 am");
        ines.visit("/staff/queue").await.lacks("With a colleague");
        let fields = [("act", "keep"), ("rule", ""), ("reasons", "It is fine.")];
        let refused = omar.post_own(&format!("{case}/decisions"), &fields).await;
        refused.is(409).sees("Ines has this case until 9:20 am.").sees("It is fine.");
        // Opening it again is looking at it for longer; giving back what one does not have changes nothing.
        app.clock.forward(Duration::minutes(10));
        ines.visit(&case).await.sees("Yours until 9:30 am");
        omar.post_own(&format!("{case}/giving-back"), &[]).await.is(303);
        assert!(!has_form(&omar.visit(&case).await));
        ines.visit(&case).await.form("/giving-back").submit().await.is(200).sees("The case is back in the queue.");
        let his = omar.visit(&case).await;
        his.sees("Yours until 9:30 am");
        assert!(!has_form(&ines.visit(&case).await));
        // A lease runs out by itself.
        app.clock.forward(Duration::minutes(20));
        assert!(has_form(&ines.visit(&case).await));
        decide(&ines, &case, "keep", "", "").await.is(200);
        omar.visit(&case).await.is(200).lacks("has this case until");
        assert_eq!(state(app, comment).await, State::Published);
        app.letters().await;
    }

    async fn whom_it_concerns_does_not_decide(app: &TestApp) {
        let (_, path) = app.proposal("School streets").await;
        let (ana, mo) = (app.resident("Ana").await, app.moderator("Mo").await);
        let comment = say(app, &ana, &path, "Words.").await;
        report(&mo, comment, "spam", "I do not like it").await.is(200);
        let case = case_of(app, comment).await;
        let page = mo.visit(&case).await;
        page.is(200).sees("You reported this comment yourself");
        assert!(!has_form(&page));
        let fields = [("act", "hide"), ("rule", "6"), ("reasons", "An advert.")];
        app.clock.forward(Duration::minutes(21));
        mo.post_own(&format!("{case}/decisions"), &fields).await.is(403).sees("You reported this comment yourself");
        assert_eq!(state(app, comment).await, State::Published);
        decide(&app.moderator("Ines").await, &case, "keep", "", "").await.is(200);
        app.letters().await;
    }

    async fn an_author_who_is_asked_changes_the_comment(app: &TestApp) {
        let (_, path) = app.proposal("School streets").await;
        let (ana, ben, mo) = (app.resident("Ana").await, app.resident("Ben").await, app.moderator("Mo").await);
        say(app, &ana, &path, "I wait there, too.").await;
        let without = public_pages(app, &path, &[]).await;
        let (comment, case) = reported(app, &ana, &path, "Tom, aged 9, waits for the bus.").await;
        let permalink = format!("/comments/{comment}");
        decide(&mo, &case, "ask", "2", "Please leave out his name.").await.is(200).sees("0 waiting");
        assert_eq!(state(app, comment).await, State::Held);
        same(&without, &public_pages(app, &path, &[]).await);
        let letters = letters_to(app, "ana").await;
        assert_eq!(letters[0].0, "Please change your comment");
        assert!(letters[0].1.contains("Please leave out his name.") && letters[0].1.contains(&permalink), "{}", letters[0].1);

        let page = ana.visit(&permalink).await;
        page.is(200).sees("A moderator asks you to change it.");
        for who in [app.visitor(), ben.clone()] {
            who.get(&permalink).await.is(404);
        }
        ben.get(&format!("{permalink}/edit")).await.is(404);
        // After the time in which everybody can change their words.
        app.clock.forward(Duration::minutes(20));
        let form = ana.visit(&format!("{permalink}/edit")).await;
        form.is(200).sees("A moderator asks you to change it");
        form.form("/edit").fill("body", "A boy waits for the bus.").submit().await.is(200).sees("A moderator will look at it.");
        assert_eq!(state(app, comment).await, State::Held);
        ana.get(&format!("{permalink}/edit")).await.is(404);
        mo.visit("/staff/queue").await.sees("1 waiting").sees("Held: changed as asked");
        same(&without, &public_pages(app, &path, &[]).await);
        decide(&mo, &case_of(app, comment).await, "keep", "", "").await.is(200);
        let page = app.visitor().visit(&path).await;
        page.sees("A boy waits for the bus.").lacks("Tom");
        app.visitor().visit(&format!("{permalink}/history")).await.is(200).lacks("Tom");
        app.letters().await;
    }

    async fn a_part_is_taken_out_and_the_original_is_purged(app: &TestApp) {
        let (_, path) = app.proposal("School streets").await;
        let (ana, mo) = (app.resident("Ana").await, app.moderator("Mo").await);
        let comment = say(app, &ana, &path, "Ring me on 07700 900123, please.").await;
        let permalink = format!("/comments/{comment}");
        ana.visit(&format!("{permalink}/edit")).await.form("/edit").fill("body", "My mother is 81. Ring me on 07700 900123.").submit().await.is(200);
        report(&app.visitor(), comment, "personal_data", "").await.is(200);
        let case = case_of(app, comment).await;
        let form = || async { mo.visit(&case).await.form("/decisions").fill("act", "redact").fill("rule", "2").fill("reasons", "It is a private number.") };
        for (marked, problem) in [
            ("", "Put [[ and ]] around the part that is to go"),
            ("My mother is 81. Ring me on 07700 900123.", "Put [[ and ]] around the part that is to go"),
            ("My mother is 99. Ring me on [[07700 900123]].", "Change nothing but the marks"),
        ] {
            let refused = form().await.fill("marked", marked).submit().await;
            refused.is(422).sees(problem);
            assert_eq!(refused.form("/decisions").value("reasons").map(str::trim), Some("It is a private number."));
        }
        form().await.fill("marked", "My mother is 81. Ring me on [[07700 900123]].").submit().await.is(200).sees("0 waiting");
        assert_eq!(state(app, comment).await, State::Published);
        app.visitor().visit(&format!("{permalink}/history")).await.is(200).lacks("900123").sees("taken out by a moderator");
        for place in [path.clone(), permalink.clone(), format!("{permalink}/reports")] {
            let page = app.visitor().visit(&place).await;
            page.is(200).lacks("900123").sees("(taken out by a moderator: rule 2)");
        }
        let letters = letters_to(app, "ana").await;
        assert_eq!(letters[0].0, "A part of your comment was taken out");
        assert!(!letters[0].1.contains("900123"), "{}", letters[0].1);
        mo.visit(&case).await.sees("What it said before").sees("900123");

        app.clock.forward(Duration::days(179));
        retention::run(&app.app.site).await.expect("it runs");
        app.moderator("Nia").await.visit(&case).await.sees("900123");
        app.clock.forward(Duration::days(2));
        retention::run(&app.app.site).await.expect("it runs");
        app.moderator("Ines").await.visit(&case).await.lacks("900123");
        let kept: Vec<(Option<String>, bool)> = app.query(|conn| {
            redactions::table.select((redactions::original, redactions::purged_at.is_not_null())).load(conn).expect("read")
        }).await;
        assert_eq!(kept, [(None, true)]);
        let proof: Vec<String> = app.query(|conn| {
            audit::table.filter(audit::act.eq("comment.purge")).select(audit::subject).load(conn).expect("read")
        }).await;
        assert_eq!(proof, [format!("comment {comment}")]);
        retention::run(&app.app.site).await.expect("it runs");
        app.visitor().visit("/transparency").await.is(200).sees("The words of a comment that was taken down are not kept any more");
        app.letters().await;
    }

    async fn the_words_of_a_removed_comment_are_purged(app: &TestApp) {
        let (_, path) = app.proposal("School streets").await;
        let (ana, mo) = (app.resident("Ana").await, app.moderator("Mo").await);
        let (comment, case) = reported(app, &ana, &path, "Something vile.").await;
        let (hidden, other) = reported(app, &ana, &path, "Something less vile.").await;
        decide(&mo, &case, "remove", "4", "Hatred.").await.is(200);
        decide(&mo, &other, "hide", "3", "Rude.").await.is(200);
        let body = move |id: i64| move |conn: &mut folkmoot::db::Conn| -> String {
            comments::table.find(id).select(comments::body).first(conn).expect("there")
        };
        app.clock.forward(Duration::days(181));
        retention::run(&app.app.site).await.expect("it runs");
        assert_eq!(app.query(body(comment)).await, "");
        assert_eq!(app.query(body(hidden)).await, "Something less vile.", "what was hidden can be brought back");
        let moderator = app.moderator("Ines").await;
        let page = moderator.visit(&case).await;
        page.is(200).lacks("vile");
        assert!(!has_form(&page), "there is nothing to bring back");
        moderator.post_own(&format!("{case}/decisions"), &[("act", "restore"), ("rule", ""), ("reasons", "Why not")]).await.is(409);
        app.letters().await;
    }

    async fn a_locked_thread_takes_no_replies(app: &TestApp) {
        let (_, path) = app.proposal("School streets").await;
        let (ana, ben, mo) = (app.resident("Ana").await, app.resident("Ben").await, app.moderator("Mo").await);
        let (comment, case) = reported(app, &ana, &path, "Words that heat up.").await;
        let before = public_pages(app, &path, &[format!("/comments/{comment}")]).await;
        let place = format!("/comments/{comment}/replies");
        let typed = ben.visit(&path).await.form(&place).fill("body", "A hot reply.");
        decide(&mo, &case, "lock", "7", "It leads nowhere.").await.is(200);
        typed.submit().await.is(409).sees("A moderator has locked this thread").sees("A hot reply.");
        let page = ben.visit(&path).await;
        page.sees("Words that heat up.").sees("A moderator has locked this thread. It takes no more replies.");
        assert!(page.all(&format!("form[action='{place}']")).is_empty());
        assert_eq!(letters_to(app, "ana").await[0].0, "The thread of your comment is locked");
        mo.visit(&case).await.form("/decisions").fill("act", "unlock").fill("reasons", "It has cooled down.").submit().await.is(200);
        same(&before, &public_pages(app, &path, &[format!("/comments/{comment}")]).await);
        ben.visit(&path).await.form(&place).fill("body", "A cool reply.").submit().await.is(200).sees("A cool reply.");
        app.letters().await;
    }

    async fn who_is_suspended_cannot_take_part_for_that_long(app: &TestApp) {
        let (_, path) = app.proposal("School streets").await;
        let (ana, mo) = (app.resident("Ana").await, app.moderator("Mo").await);
        let (_, case) = reported(app, &ana, &path, "Words.").await;
        let form = mo.visit(&case).await.form("/decisions").fill("act", "hide").fill("rule", "4").fill("reasons", "Hatred.");
        form.fill("sanction", "24").submit().await.is(200);
        let (_, text) = letters_to(app, "ana").await.remove(0);
        assert!(text.contains("You cannot comment or vote until 9 am, Tuesday 24 November 2026."), "{text}");
        let form = |page: Page| page.form("/comments").fill("body", "More words.");
        form(app.resident("Ben").await.visit(&path).await).submit().await.is(200);
        ana.post_own(&format!("{path}/comments"), &[("body", "More words.")]).await.is(403).sees("You cannot take part until").sees("More words.");
        mo.visit(&case).await.sees("Suspended until");
        app.clock.forward(Duration::hours(24));
        form(ana.visit(&path).await).submit().await.is(200);
        let mo = app.moderator("Nia").await;

        // A warning needs a rule; what the form does not offer is refused; a colleague is not suspended.
        let (_, case) = reported(app, &ana, &path, "Other words.").await;
        let warn = |rule: &'static str| async { let page = mo.visit(&case).await; page.form("/decisions").fill("act", "keep").fill("rule", rule).fill("reasons", "Mind your words.").fill("sanction", "warning").submit().await };
        warn("").await.is(422).sees("Choose the house rule");
        mo.post_own(&format!("{case}/decisions"), &[("act", "keep"), ("rule", "3"), ("reasons", "x"), ("sanction", "1000000")]).await.is(422);
        warn("3").await.is(200);
        let (subject, text) = letters_to(app, "ana").await.remove(0);
        assert_eq!(subject, "A moderator has decided about your comment");
        assert!(text.contains("This is a warning."), "{text}");
        let (_, case) = reported(app, &app.editor("Ed").await, &path, "A colleague's words.").await;
        mo.visit(&case).await.lacks("Suspend for good");
        mo.post_own(&format!("{case}/decisions"), &[("act", "hide"), ("rule", "3"), ("reasons", "x"), ("sanction", "for_good")]).await.is(409).sees("has a role on the staff");
        app.letters().await;
    }

    async fn reporters_are_told_what_was_decided(app: &TestApp) {
        let (_, path) = app.proposal("School streets").await;
        let (ana, ben, mo) = (app.resident("Ana").await, app.resident("Ben").await, app.moderator("Mo").await);
        let comment = say(app, &ana, &path, "Buy my pills.").await;
        let page = ben.visit(&format!("/comments/{comment}/reports")).await;
        let thanks = page.form("/reports").fill("reason", "illegal").fill("kind", "drugs").submit().await;
        thanks.is(200).sees("We will write to you");
        let stranger = app.visitor();
        let other = report(&stranger, comment, "spam", "").await;
        other.is(200).sees("Keep the address of this page");
        let letters = letters_to(app, "ben").await;
        assert_eq!(letters[0].0, "We have your report R-000001");
        let case = case_of(app, comment).await;
        mo.visit(&case).await.sees("It is against the law (Selling drugs or weapons)");
        decide(&mo, &case, "remove", "1", "It sells pills.").await.is(200);
        let letters = letters_to(app, "ben").await;
        assert_eq!(letters.len(), 1);
        assert_eq!(letters[0].0, "What we decided on your report R-000001");
        assert!(letters[0].1.contains("The comment was removed under rule 1, nothing against the law."), "{}", letters[0].1);
        assert!(!letters[0].1.contains("pills") && !letters[0].1.contains("Mo"), "{}", letters[0].1);
        stranger.visit(&other.path).await.is(200).sees("What we decided").sees("The comment was removed under rule 1").lacks("pills");
        decide(&mo, &case, "restore", "", "It did not.").await.is(200);
        stranger.visit(&other.path).await.sees("After another look it was brought back.");
        // A kind is only for what is against the law, and only one that the form offers.
        let next = say(app, &ana, &path, "Other words.").await;
        for kind in ["hate", "<b>"] {
            app.visitor().post(&format!("/comments/{next}/reports"), &[("reason", "spam"), ("kind", kind), ("note", kind)]).await.is(303);
        }
        mo.visit(&case_of(app, next).await).await.lacks("Hatred of a group");
        app.letters().await;
    }

    async fn moderators_are_told_when_something_waits_too_long(app: &TestApp) {
        let (_, path) = app.proposal("School streets").await;
        let (ana, _mo, _ed) = (app.resident("Ana").await, app.moderator("Mo").await, app.editor("Ed").await);
        reported(app, &ana, &path, "Words.").await;
        let remind = async || { worker::schedule::what_waits(&app.app).await.expect("it works"); app.letters().await };
        app.clock.forward(Duration::minutes(8 * 60 - 1));
        assert!(remind().await.is_empty(), "not before it was promised");
        app.clock.forward(Duration::minutes(1));
        let letters = remind().await;
        assert_eq!(letters.len(), 1);
        assert_eq!((letters[0].to.as_str(), letters[0].subject.as_str()), ("mo@people.example", "1 comment is waiting for a moderator"));
        assert!(folded(&letters[0].text).contains("The oldest has waited 8 hours."), "{}", letters[0].text);
        app.clock.forward(Duration::minutes(4 * 60 - 1));
        assert!(remind().await.is_empty(), "not again so soon");
        app.clock.forward(Duration::minutes(1));
        assert_eq!(remind().await.len(), 1);
        app.clock.forward(Duration::hours(5));
        let id: i64 = app.query(|conn| cases::table.select(cases::id).first(conn).expect("there")).await;
        decide(&app.moderator("Ines").await, &format!("/staff/cases/{id}"), "keep", "", "").await.is(200);
        assert!(remind().await.is_empty(), "nothing waits");
    }

    async fn templates_are_words_to_begin_with(app: &TestApp) {
        let (_, path) = app.proposal("School streets").await;
        let (ana, mo) = (app.resident("Ana").await, app.moderator("Mo").await);
        let (comment, case) = reported(app, &ana, &path, "Buy my pills.").await;
        mo.visit(&case).await.lacks("Begin with a template?");
        let new = |title: &'static str, words: &'static str| async { mo.visit("/staff/templates").await.form("/templates").fill("title", title).fill("rule", "6").fill("words", words).submit().await };
        let refused = new(" ", "Kept words").await;
        refused.is(422).sees("Enter a title").sees("Kept words");
        new("Advert <b>", "It is an advert. You can say the same without it.").await.is(200).sees("Advert <b>");
        new("Advert <b>", "It is an advert. You can say the same without it.").await.is(200);
        assert_eq!(mo.visit("/staff/templates").await.all("ul.fm-docs li a").len(), 1, "sent twice it is one");
        let form = mo.visit(&case).await.form("/decisions").fill("act", "remove").fill("reasons", "My own words.");
        let begun = form.fill("template", "1").fill("begin", "1").submit().await;
        begun.is(200).lacks("There is a problem");
        let form = begun.form("/decisions");
        assert_eq!(form.value("reasons").map(str::trim), Some("My own words.\n\nIt is an advert. You can say the same without it."));
        assert_eq!((form.value("rule"), form.value("act")), (Some("6"), Some("remove")));
        assert_eq!(state(app, comment).await, State::Published);
        form.submit().await.is(200).sees("0 waiting");
        assert_eq!(state(app, comment).await, State::Removed);
        mo.visit("/staff/templates/1").await.form("/templates/1").fill("words", "Other words.").submit().await.is(200).sees("Other words.");
        mo.visit("/staff/templates/1/deletion").await.form("/deletion").submit().await.is(200).lacks("Other words.");
        mo.get("/staff/templates/1").await.is(404);
        ana.get("/staff/templates").await.is(404);
        app.letters().await;
    }
}

/// Whether somebody cannot take part at this moment.
pub async fn is_suspended(app: &TestApp, who: &Person) -> bool {
    let (id, now) = (who.id, app.now());
    let until: Option<chrono::NaiveDateTime> = app
        .query(move |conn| accounts::table.find(id).select(accounts::suspended_until).first(conn).expect("there"))
        .await;
    until.is_some_and(|until| until > now)
}
