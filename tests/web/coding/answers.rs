//! One answer at a time: its passages, its versions, and what others found in it.

use super::{QUESTION, analyst, codes, theme, written};
use crate::on_both;
use crate::responses::{answers, asked, begins, consultation, sends};
use crate::results::counts;
use crate::support::{Person, TestApp};
use diesel::prelude::*;
use folkmoot::db::schema::{accounts, codings, passages, response_readings};

/// The passages of all codings, in the order in which they were tagged: theme, start, end.
async fn tagged(app: &TestApp) -> Vec<(i64, i64, i64)> {
    let all = passages::table.order(passages::id).select((passages::theme_id, passages::starts, passages::ends));
    app.query(move |conn| all.load(conn).expect("read")).await
}

/// What cannot be done to an answer, each with what is said.
async fn refuses_what_cannot_be_done(al: &Person, one: &str, noise: i64) {
    let of = |act: &str, more: &[(&'static str, String)]| {
        let own = [("version", "1".to_owned()), ("act", act.to_owned())];
        own.into_iter().chain(more.iter().cloned()).collect::<Vec<_>>()
    };
    let theme = ("theme", noise.to_string());
    for (fields, status, says) in [
        (of("tag", &[]), 422, "Tick the themes"),
        (of("done", &[("sentence", "1".into())]), 422, "Tick the themes"),
        (of("tag", &[theme.clone(), ("sentence", "5".into())]), 400, ""),
        (of("tag", &[theme.clone(), ("sentence", "x".into())]), 400, ""),
        (of("tag", &[("theme", "999".into())]), 409, "not there any more"),
        (of("jump", &[]), 400, ""),
        (of("remove:x", &[]), 404, ""),
        (of("again", &[]), 409, ""),
        (vec![("version", "2".into()), ("act", "done".into())], 409, "sent anew"),
        (vec![("version", "1".into()), ("version", "1".into()), ("act", "done".into())], 400, ""),
    ] {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        al.post_own(one, &fields).await.is(status).sees(says);
    }
}

on_both! {
    async fn an_answer_is_tagged_and_the_next_one_comes(app: &TestApp) {
        let text = "The bus 🚌 was full. It was loud!\nI walked. It took an hour.";
        let id = written(app, &[text, "Too loud.", ""]).await;
        let (al, bo) = (analyst(app, "Al Abbot").await, analyst(app, "Bo Cole").await);
        let (noise, time) = (theme(app, &al, id, "Noise", "").await, theme(app, &al, id, "Time", "").await);
        let start = format!("/staff/proposals/{id}/coding/{QUESTION}");
        let page = al.visit(&start).await;
        assert_eq!(page.path.split('?').next(), Some(&*format!("{start}/1")), "it leads to the first answer");
        page.is(200).sees("It was loud!").sees("What should we know?").lacks("What others found");
        assert_eq!(page.all("input[name=sentence]").len(), 4);

        // Two sentences that follow one another are one passage, and one apart is another.
        let one = format!("{start}/1");
        let noise_and = |act: &'static str| [("version", "1".to_owned()), ("act", act.to_owned()), ("theme", noise.to_string())];
        let fields = noise_and("tag");
        let mut fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        fields.extend([("sentence", "1"), ("sentence", "2"), ("sentence", "4")]);
        al.post_own(&one, &fields).await.is(303);
        al.post_own(&one, &fields).await.is(303);
        let letters: Vec<char> = text.chars().collect();
        let words = |(_, starts, ends): &(i64, i64, i64)| letters[*starts as usize..*ends as usize].iter().collect::<String>();
        let found = tagged(app).await;
        assert_eq!(found.iter().map(words).collect::<Vec<_>>(), ["The bus 🚌 was full. It was loud!", "It took an hour."], "twice is once");
        let page = al.visit(&one).await;
        page.sees("What you tagged").sees("“It took an hour.”").lacks("You have coded this answer.");
        // What was not finished is begun where it was left, and others know nothing of it.
        bo.visit(&one).await.lacks("What you tagged");
        page.form(&one).fill("act", "remove:2").submit().await.is(200).lacks("“It took an hour.”");
        bo.post_own(&one, &[("version", "1"), ("act", "remove:1")]).await.is(303);
        assert_eq!(tagged(app).await.len(), 1, "nobody takes off what others tagged");

        refuses_what_cannot_be_done(&al, &one, noise).await;
        assert_eq!(tagged(app).await.len(), 1);
        let page = al.post_own(&one, &[("version", "1"), ("act", "tag"), ("sentence", "3")]).await;
        assert!(page.one("#sentence-3").has("checked"), "what was ticked stays ticked");

        // Done, next; at the end there is the list, from which each can be opened and changed.
        codes(&al, id, 1, &[]).await;
        let next = al.visit(&format!("{start}?after=1")).await;
        assert_eq!(next.path.split('?').next(), Some(&*format!("{start}/2")));
        codes(&al, id, 2, &[noise, time]).await;
        let over = al.visit(&start).await;
        over.is(200).sees("There is no answer left for you to code.");
        assert_eq!(over.all("main a[href*='/coding/13/']").len(), 2, "an answer without words is none: {}", over.text());
        al.visit(&one).await.sees("You have coded this answer.").sees("Nobody else has coded this answer yet.");
        al.post_own(&one, &[("version", "1"), ("act", "tag"), ("theme", &time.to_string())]).await.is(303);

        // Blind until one has looked oneself.
        let before = bo.visit(&one).await;
        before.lacks("Al Abbot").lacks("The whole answer");
        codes(&bo, id, 1, &[noise]).await;
        bo.visit(&one).await.sees("What others found").sees("Al Abbot").sees("The bus 🚌 was full. It was loud!");
        let read: i64 = app.query(|conn| response_readings::table.count().get_result(conn).expect("counted")).await;
        assert_eq!(read, 0, "an answer is not the whole response");
        for wrong in [format!("{start}/99"), format!("/staff/proposals/{id}/coding/11"), format!("/staff/proposals/{id}/coding/11/1"), "/staff/proposals/99/coding/13/1".into()] {
            al.get(&wrong).await.is(404);
        }
    }

    async fn a_response_that_is_sent_anew_is_to_be_coded_anew(app: &TestApp) {
        let (id, path) = consultation(app, "Text people on bad days", &asked(0)).await;
        let ana = app.resident("Ana Bell").await;
        let at = begins(&ana, &path).await;
        answers(&ana, &at, 1, &[("q11", "22")]).await.is(200);
        answers(&ana, &at, 3, &[("q13", "The bus was full.")]).await.is(200);
        sends(&ana, &at, "unnamed").await.is(200);
        let al = analyst(app, "Al Abbot").await;
        let (buses, noise) = (theme(app, &al, id, "Buses", "").await, theme(app, &al, id, "Noise", "").await);
        codes(&al, id, 1, &[buses]).await;
        let start = format!("/staff/proposals/{id}/coding/{QUESTION}");
        al.visit(&start).await.sees("no answer left").lacks("Ana Bell");

        // The same words in a new version: one press takes over what was found.
        answers(&ana, &at, 1, &[("q11", "21")]).await.is(200);
        answers(&ana, &at, 2, &[("q12", "12")]).await.is(200);
        sends(&ana, &at, "unnamed").await.is(200);
        app.letters().await;
        counts(app).await;
        al.visit(&format!("/staff/proposals/{id}/coding")).await.sees("1 answer: 0 coded");
        al.visit(&format!("/staff/proposals/{id}/themes")).await.lacks("1 answer");
        let page = al.visit(&start).await;
        page.sees("sent anew after you coded it").sees("You found then: Buses").sees("This answer is still the same.");
        page.form("/1").fill("act", "again").submit().await.is(200).sees("no answer left");
        al.visit(&format!("/staff/proposals/{id}/themes")).await.sees("1 answer");

        // Other words: they are looked at anew, and what was found before is told.
        answers(&ana, &at, 3, &[("q13", "It was loud.")]).await.is(200);
        sends(&ana, &at, "unnamed").await.is(200);
        app.letters().await;
        let page = al.visit(&start).await;
        page.sees("It was loud.").sees("You found then: Buses").sees("This answer has changed.");
        al.post_own(&format!("{start}/1"), &[("version", "3"), ("act", "again")]).await.is(409);
        al.post_own(&format!("{start}/1"), &[("version", "3"), ("act", "done"), ("theme", &noise.to_string())]).await.is(303);
        let kept: Vec<i64> = app.query(|conn| codings::table.order(codings::version).select(codings::version).load(conn).expect("read")).await;
        assert_eq!((kept, tagged(app).await.len()), (vec![1, 2, 3], 3), "nothing is lost");
        al.post_own(&format!("/staff/themes/{buses}/deletion"), &[]).await.is(409);

        // Taken back, there is nothing to code.
        ana.visit(&at).await.form(&format!("{at}/withdrawal")).submit().await.is(200);
        al.get(&format!("{start}/1")).await.is(404);
        al.visit(&format!("/staff/proposals/{id}/themes")).await.lacks("1 answer");
    }

    async fn what_somebody_found_stays_when_they_have_left(app: &TestApp) {
        let id = written(app, &["The bus was full."]).await;
        let (al, bo) = (analyst(app, "Al Abbot").await, analyst(app, "Bo Cole").await);
        let buses = theme(app, &al, id, "Buses", "").await;
        codes(&al, id, 1, &[buses]).await;
        codes(&bo, id, 1, &[buses]).await;
        let gone = al.id.0;
        app.change(move |tx| {
            diesel::delete(accounts::table.filter(accounts::id.eq(gone))).execute(&mut **tx)?;
            Ok(())
        }).await;
        bo.visit(&format!("/staff/proposals/{id}/coding/13/1")).await.sees("Coder 1, who has left").lacks("Al Abbot");
        bo.visit(&format!("/staff/proposals/{id}/agreement")).await.sees("Coder 1, who has left and Bo Cole");
    }
}
