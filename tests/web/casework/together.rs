//! Many comments with one form: by one author, or with the same words.

use super::{folded, letters_to, reported};
use crate::moderation::{case_of, report, say, state};
use crate::on_both;
use crate::support::{Page, Person};
use diesel::prelude::*;
use folkmoot::comments::State;
use folkmoot::db::schema::{audit, cases, decisions, proposals};

const ADVERT: &str = "Stop the war on drivers! Sign the petition of the motorists of the north side.";

pub(super) async fn together(moderator: &Person, case: &str, by: &str, ids: &[i64], rule: &str) -> Page {
    let page = moderator.visit(&format!("{case}/together?by={by}")).await;
    let ids: Vec<(&str, String)> = ids.iter().map(|id| ("comments", id.to_string())).collect();
    let form = page.form("/together").fill_many(&ids);
    form.fill("act", "remove").fill("rule", rule).fill("reasons", "The same again and again.").submit().await
}

on_both! {
    async fn the_same_words_go_together(app: &TestApp) {
        let (proposal, path) = app.proposal("School streets").await;
        let (ana, ben, mo) = (app.resident("Ana").await, app.resident("Ben").await, app.moderator("Mo").await);
        let first = say(app, &ana, &path, ADVERT).await;
        let second = say(app, &ben, &path, &ADVERT.to_uppercase()).await;
        let third = say(app, &ben, &path, &format!("{ADVERT} ")).await;
        let other = say(app, &ana, &path, "I have something of my own to say about the streets, and it is long enough.").await;
        report(&app.visitor(), first, "spam", "").await.is(200);
        let case = case_of(app, first).await;
        mo.visit(&case).await.sees("2 other comments have the same words").sees("1 other comment is by the same author");
        let page = mo.visit(&format!("{case}/together?by=words")).await;
        page.is(200).sees("Ana").sees("Ben").lacks("something of my own");
        assert_eq!(page.all("input[name=comments][checked]").len(), 3, "what will be decided about is shown, and ticked");

        let none = [("by", "words"), ("act", "remove"), ("rule", "6"), ("reasons", "The same again and again.")];
        mo.post_own(&format!("{case}/together"), &none).await.is(422).sees("Choose at least one comment").sees("The same again and again.");
        let kept = together(&mo, &case, "words", &[first, third], "").await;
        kept.is(422).sees("Choose the house rule");
        assert_eq!(kept.all("input[name=comments][checked]").len(), 2, "and stays as it was ticked");
        // One that has not this in common: nothing at all is decided.
        together(&mo, &case, "words", &[first, other], "6").await.is(409);
        assert_eq!(state(app, first).await, State::Published);
        together(&mo, &case, "words", &[first, second, third], "6").await.is(200).sees("0 waiting");
        for comment in [first, second, third] {
            assert_eq!(state(app, comment).await, State::Removed);
        }
        assert_eq!(state(app, other).await, State::Published);
        let counted: i64 = app.query(move |conn| proposals::table.find(proposal).select(proposals::comments).first(conn).expect("there")).await;
        assert_eq!(counted, 1);
        let made: (i64, i64, i64) = app.query(|conn| (
            decisions::table.count().get_result(conn).expect("counted"),
            cases::table.filter(cases::closed_at.is_null()).count().get_result(conn).expect("counted"),
            audit::table.filter(audit::act.eq("comment.remove")).count().get_result(conn).expect("counted"),
        )).await;
        assert_eq!(made, (3, 0, 3), "each has a decision of its own, on the record");
        let letters = app.letters().await;
        let mut to: Vec<&str> = letters.iter().map(|letter| letter.to.as_str()).collect();
        to.sort_unstable();
        assert_eq!(to, ["ana@people.example", "ben@people.example"], "one letter for each author");
        let ben = letters.iter().find(|letter| letter.to.starts_with("ben")).expect("his");
        assert!(folded(&ben.text).contains("The same was decided about 1 other comment of yours."), "{}", ben.text);
    }

    async fn one_authors_go_together_unless_it_concerns_oneself(app: &TestApp) {
        let (_, path) = app.proposal("School streets").await;
        let (ana, mo, ines) = (app.resident("Ana").await, app.moderator("Mo").await, app.moderator("Ines").await);
        let (first, case) = reported(app, &ana, &path, "One.").await;
        let second = say(app, &ana, &path, "Two.").await;
        report(&mo, second, "spam", "").await.is(200);
        letters_to(app, "mo").await;
        let page = mo.visit(&format!("{case}/together?by=author")).await;
        page.is(200).sees("You reported this comment yourself");
        assert!(page.all("main form").is_empty());
        let fields = [("by", "author"), ("comments", &*first.to_string()), ("act", "remove"), ("rule", "6"), ("reasons", "x")];
        ines.visit(&case).await;
        mo.post_own(&format!("{case}/together"), &fields).await.is(409).sees("Ines has this case");
        let both = [("comments", first.to_string()), ("comments", second.to_string())];
        let form = ines.visit(&format!("{case}/together?by=author")).await.form("/together").fill_many(&both);
        form.fill("act", "hide").fill("rule", "6").fill("reasons", "Spam.").submit().await.is(200);
        assert_eq!((state(app, first).await, state(app, second).await), (State::Hidden, State::Hidden));
        for nothing in ["", "?by=", "?by=weather", "?by=author&by=words"] {
            mo.get(&format!("{case}/together{nothing}")).await.is(404);
        }
        ana.get(&format!("{case}/together?by=author")).await.is(404);
        mo.post_own(&format!("{case}/together"), &[("by", "author"), ("comments", "x")]).await.is(400);
        app.letters().await;
    }
}
