//! An organisation writes its response together: who is where, what was saved before, what they say to one another, and the
//! owner who is asked to send it.

use super::{again, answers, asked, begins, consultation};
use crate::on_both;
use crate::organisations::{founds, joins};
use crate::support::{Person, TestApp};
use diesel::prelude::*;
use folkmoot::db::schema::{response_claims, response_editions as e, response_remarks as remarks};

/// An organisation of three with a response that is begun: its owner, two members, and the address of the response.
pub async fn three(app: &TestApp) -> (Person, Person, Person, String) {
    let (_, path) = consultation(app, "Text people on bad days", &asked(0)).await;
    let olu = app.resident("Olu").await;
    founds(app, &olu, "Lea Bridge Carers").await;
    let mia = joins(app, &olu, "Mia", "member").await;
    let zak = joins(app, &olu, "Zak", "member").await;
    let begun = mia.post_own(&format!("{path}/respond"), &[("as", "organisation")]).await;
    (olu, mia, zak, begun.header("location"))
}

on_both! {
    async fn whoever_opens_a_section_is_named_to_the_others(app: &TestApp) {
        let (olu, mia, zak, at) = three(app).await;
        let place = format!("{at}/sections/3");
        mia.visit(&place).await.is(200).lacks("has been writing in this section");
        zak.visit(&place).await.is(200).sees("Mia has been writing in this section since");
        olu.visit(&at).await.sees("Mia is writing here").lacks("Zak is writing");
        mia.visit(&at).await.lacks("is writing here");
        // Mia was there first; looking does not put Zak in her place, and keeps nobody from writing.
        olu.visit(&place).await.sees("Mia has been writing").lacks("Zak has been writing");
        let saved = zak.visit(&place).await.form(&place).fill("q13", "Zak's words").fill("go", "later").submit().await;
        saved.is(200).sees("Saved.");
        olu.visit(&at).await.sees("Mia is writing here");
        // Who saves is done with it; so is whoever has gone to lunch.
        let clash = mia.post_own(&place, &[("q13", "Mia's words"), ("edition", "0"), ("go", "later")]).await;
        clash.is(409).sees("Zak's words");
        mia.post_own(&place, &[("q13", "Zak's words, and Mia's"), ("edition", "1"), ("go", "later")]).await.is(303);
        olu.visit(&at).await.lacks("is writing here");
        zak.visit(&place).await.is(200);
        olu.visit(&at).await.sees("Zak is writing here");
        app.clock.forward(chrono::Duration::minutes(15));
        olu.visit(&at).await.lacks("is writing here");
        olu.visit(&place).await.lacks("has been writing");
        mia.visit(&at).await.sees("Olu is writing here");
    }

    async fn what_was_saved_before_can_be_brought_back(app: &TestApp) {
        let (olu, mia, zak, at) = three(app).await;
        let place = format!("{at}/sections/3");
        let history = format!("{place}/history");
        mia.visit(&history).await.is(200).sees("Nothing was saved here yet");
        for (who, seen, words) in [(&mia, 0, "Sixty carers"), (&zak, 1, "Sixty carers share phones"), (&olu, 2, "")] {
            who.post_own(&place, &[("q13", words), ("edition", &seen.to_string()), ("go", "later")]).await.is(303);
        }
        let page = zak.visit(&history).await;
        page.is(200).sees("Mia").sees("Zak").sees("Olu (this stands now)");
        let order: Vec<usize> = [">Olu<", ">Zak<", ">Mia<"].iter().map(|name| page.html.rfind(name).expect("there")).collect();
        assert!(order.is_sorted(), "the latest first: {order:?}");
        let back = zak.post_own(&history, &[("edition", "2"), ("seen", "3")]).await;
        assert_eq!((back.status, back.header("location").starts_with(&place)), (303, true));
        assert_eq!(zak.visit(&place).await.form(&place).value("q13"), Some("Sixty carers share phones"));
        // What has been saved since is not overwritten unseen, and what is not kept is not found.
        zak.post_own(&history, &[("edition", "1"), ("seen", "3")]).await.is(409).sees("nothing was brought back");
        zak.post_own(&history, &[("edition", "9"), ("seen", "4")]).await.is(404);
        zak.post_own(&history, &[("edition", "0"), ("seen", "4")]).await.is(404);
        let numbers: Vec<i64> = app.query(|conn| e::table.order(e::number).select(e::number).load(conn).expect("read")).await;
        assert_eq!(numbers, [1, 2, 3, 4]);
        // A long history comes in parts.
        for seen in 4..25 {
            mia.post_own(&place, &[("q13", &format!("Words {seen}")), ("edition", &seen.to_string()), ("go", "later")]).await.is(303);
        }
        let first = mia.visit(&history).await;
        first.sees("added: 24").lacks("Sixty");
        mia.visit(&format!("{history}?before=6")).await.is(200).sees("Sixty carers share phones").lacks("added: 24");
        first.one(&format!("a[href='{history}?before=6']"));
    }

    async fn they_talk_among_themselves(app: &TestApp) {
        let (olu, mia, zak, at) = three(app).await;
        let talk = format!("{at}/remarks");
        let page = mia.visit(&format!("{talk}?section=3")).await;
        page.is(200).sees("Nobody has said anything yet").sees("Only people who belong to Lea Bridge Carers");
        assert_eq!(page.form(&talk).value("section"), Some("3"));
        page.form(&talk).fill("words", "").submit().await.is(422).sees("Write what you want to say");
        let long = "x".repeat(1_001);
        let refused = page.form(&talk).fill("words", &long).submit().await;
        refused.is(422).sees("1,000 characters or fewer");
        assert_eq!(refused.form(&talk).value("words"), Some(long.as_str()));
        page.form(&talk).fill("words", "Is sixty <b>right</b>?\nI think so.").submit().await.is(200).sees("Is sixty <b>right</b>?");
        zak.post_own(&talk, &[("words", "It is."), ("section", "")]).await.is(303);
        zak.post_own(&talk, &[("words", "It is."), ("section", "77")]).await.is(404);
        olu.visit(&at).await.sees("2 remarks");
        olu.visit(&format!("{at}/sections/3")).await.sees("1 remark about this section");
        olu.visit(&format!("{at}/sections/1")).await.sees("0 remarks about this section");
        olu.visit(&talk).await.sees("about “In your words”").sees("Zak");

        // One's own words can be taken away, and nobody else's.
        let ids: Vec<i64> = app.query(|conn| remarks::table.order(remarks::id).select(remarks::id).load(conn).expect("read")).await;
        zak.post_own(&format!("{talk}/{}/removal", ids[0]), &[]).await.is(404);
        mia.post_own(&format!("{talk}/{}/removal", ids[0]), &[]).await.is(303);
        olu.visit(&talk).await.lacks("Is sixty").sees("It is.");

        // Others do not know that any of this is there; nor does a response of one's own have it.
        let ana = app.resident("Ana").await;
        let path = "/proposals/text-people-on-bad-days";
        let own = begins(&ana, path).await;
        for place in [talk.clone(), format!("{at}/sections/3/history"), format!("{own}/remarks"), format!("{own}/sections/3/history")] {
            ana.get(&place).await.is(404);
        }
        for (place, fields) in [(talk.clone(), vec![("words", "Hello"), ("section", "")]), (format!("{own}/remarks"), vec![("words", "Hello"), ("section", "")]), (format!("{at}/sign-off"), vec![]), (format!("{own}/sign-off"), vec![])] {
            ana.post_own(&place, &fields).await.is(404);
        }
        answers(&ana, &own, 1, &[("q11", "22")]).await.is(200).lacks("With the others");
        let alone = ana.id;
        let traces: (i64, i64) = app.query(move |conn| (
            response_claims::table.filter(response_claims::account_id.eq(alone)).count().get_result(conn).expect("read"),
            e::table.count().get_result(conn).expect("read"),
        )).await;
        assert_eq!(traces, (0, 0), "whoever answers alone leaves no traces of writing");

        // Whoever leaves takes the name along, and the words stay.
        let (id, now) = (zak.id, app.now());
        app.change(move |tx| folkmoot::responses::forget(tx, id, now)).await;
        olu.visit(&talk).await.sees("It is.").sees("somebody who has left");
    }

    async fn an_owner_is_asked_to_send_it(app: &TestApp) {
        let (olu, mia, zak, at) = three(app).await;
        app.letters().await;
        olu.visit(&at).await.lacks("Ask an owner");
        let ask = format!("{at}/sign-off");
        mia.visit(&at).await.form(&ask).submit().await.is(200).sees("The email to the owners is on its way").sees("An owner was asked");
        zak.post_own(&ask, &[]).await.is(409);
        let letters = app.letters().await;
        assert_eq!(letters.iter().map(|one| one.to.as_str()).collect::<Vec<_>>(), ["olu@people.example"]);
        let letter = &letters[0];
        assert!(letter.text.contains("Mia asks you") && letter.text.contains(&at), "{}", letter.text);
        app.clock.forward(chrono::Duration::hours(24));
        zak.post_own(&ask, &[]).await.is(303);
        assert_eq!(app.letters().await.len(), 1);
        // After the close nobody is asked.
        app.clock.forward(chrono::Duration::days(31));
        again(app, &mia).await.post_own(&ask, &[]).await.is(409);
    }
}
