//! Coding: analysts tag what people wrote with themes, each alone, and can be compared.

mod answers;

use crate::on_both;
use crate::responses::{asked, consultation};
use crate::results::counts;
use crate::support::{Person, TestApp};
use diesel::prelude::*;
use folkmoot::db::Scope;
use folkmoot::db::schema::{audit, passages, response_versions as v, responses as r, themes};
use folkmoot::ids::ProposalId;
use folkmoot::keys::token_hash;
use folkmoot::policy::{Capacity, Role};

/// The question of [`asked`] that people answer in their own words.
pub const QUESTION: i64 = 13;

pub async fn analyst(app: &TestApp, name: &str) -> Person {
    app.person(name, Role::Analyst, Capacity::Resident, "").await
}

/// Responses with these answers to the question, which an empty one leaves out; their numbers go on from those that there are.
pub async fn sent(app: &TestApp, proposal: ProposalId, texts: &[&str]) {
    let (texts, now): (Vec<String>, _) = (texts.iter().map(|text| (*text).to_owned()).collect(), app.now());
    app.change(move |tx| {
        for (n, text) in texts.iter().enumerate() {
            let values = (
                r::proposal_id.eq(proposal),
                r::reference.eq(format!("WRITTEN-{proposal}-{n}")),
                r::capacity.eq("resident"),
                r::state.eq("sent"),
                r::version.eq(1_i64),
                r::begun_at.eq(now),
                r::sent_at.eq(now),
            );
            let id: i64 = diesel::insert_into(r::table).values(values).returning(r::id).get_result(&mut **tx)?;
            let answers = serde_json::json!({ QUESTION.to_string(): { "text": text } }).to_string();
            let answers = if text.is_empty() { "{}".to_owned() } else { answers };
            let values = (v::response_id.eq(id), v::number.eq(1_i64), v::answers.eq(answers), v::sent_at.eq(now));
            diesel::insert_into(v::table).values(values).execute(&mut **tx)?;
        }
        tx.touch(Scope::Responses(proposal));
        Ok(())
    })
    .await;
    counts(app).await;
}

/// A consultation with these answers.
pub async fn written(app: &TestApp, texts: &[&str]) -> ProposalId {
    let (id, _) = consultation(app, "Text people on bad days", &asked(0)).await;
    sent(app, id, texts).await;
    id
}

/// Adds a theme; gives its number.
pub async fn theme(app: &TestApp, who: &Person, proposal: ProposalId, name: &str, parent: &str) -> i64 {
    let at = format!("/staff/proposals/{proposal}/themes");
    who.post_own(&at, &[("name", name), ("parent", parent)]).await.is(303);
    app.query(|conn| themes::table.order(themes::id.desc()).select(themes::id).first(conn).expect("added")).await
}

/// Tags a whole answer in its first version with these themes, and is done with it.
pub async fn codes(who: &Person, proposal: ProposalId, response: i64, themes: &[i64]) {
    let at = format!("/staff/proposals/{proposal}/coding/{QUESTION}/{response}");
    let themes: Vec<String> = themes.iter().map(ToString::to_string).collect();
    let fields = [("version", "1"), ("act", "done")].into_iter();
    let fields: Vec<(&str, &str)> = fields.chain(themes.iter().map(|theme| ("theme", theme.as_str()))).collect();
    who.post_own(&at, &fields).await.is(303);
}

/// The first response that was sent to a proposal is coded by two analysts, with the first and second of three themes; gives
/// its number.
pub async fn prepared(app: &TestApp, proposal: ProposalId) -> i64 {
    let sent = r::table.filter(r::proposal_id.eq(proposal)).filter(r::state.eq("sent")).order(r::id).select(r::id);
    let response: i64 = app.query(move |conn| sent.first(conn).expect("sent")).await;
    let (first, second) = (analyst(app, "Nell Ash").await, analyst(app, "Owen Birch").await);
    let (buses, noise) =
        (theme(app, &first, proposal, "Buses", "").await, theme(app, &first, proposal, "Noise", "").await);
    theme(app, &first, proposal, "Trams", "").await;
    codes(&first, proposal, response, &[buses]).await;
    codes(&second, proposal, response, &[noise]).await;
    response
}

/// What is on the record, in order.
async fn acts(app: &TestApp) -> Vec<(String, String, String)> {
    let all = audit::table.filter(audit::act.like("theme.%").or(audit::act.like("coding.%"))).order(audit::id);
    let all = all.select((audit::act, audit::subject, audit::detail));
    app.query(move |conn| all.load(conn).expect("read")).await
}

/// The tree as the page has it: each theme with its level.
async fn tree(who: &Person, proposal: ProposalId) -> Vec<String> {
    let page = who.visit(&format!("/staff/proposals/{proposal}/themes")).await;
    page.all("main a[href^='/staff/themes/']").iter().map(|link| link.text.clone()).collect()
}

/// Each act on themes is there, by number: the second theme was merged with the other.
async fn the_record_holds_numbers(app: &TestApp, merged: i64, into: i64) {
    let acts = acts(app).await;
    let names: Vec<&str> = acts.iter().map(|(act, ..)| act.as_str()).collect();
    let wanted =
        ["add", "add", "add", "add", "change", "change", "place", "merge", "remove"].map(|act| format!("theme.{act}"));
    assert_eq!(names, wanted);
    assert!(acts.iter().all(|(_, _, detail)| !detail.contains("Noise")), "the record holds numbers");
    assert_eq!(acts[7].1, format!("theme {merged}"));
    assert_eq!(acts[7].2, format!("into theme {into}"));
}

/// Residents and moderators find none of it.
async fn nobody_else_enters(app: &TestApp, id: ProposalId, theme: i64) {
    let desk = format!("/staff/proposals/{id}");
    for who in [app.resident("Zed").await, app.moderator("Mo").await] {
        for place in [
            format!("{desk}/themes"),
            format!("/staff/themes/{theme}"),
            format!("{desk}/coding"),
            format!("{desk}/agreement"),
        ] {
            who.get(&place).await.is(404);
        }
        who.post_own(&format!("{desk}/themes"), &[("name", "Mine")]).await.is(404);
        who.post_own(&format!("/staff/themes/{theme}/deletion"), &[]).await.is(404);
    }
}

on_both! {
    async fn themes_are_a_tree_that_analysts_build(app: &TestApp) {
        let id = written(app, &["The bus was full. It was loud.", "Too loud."]).await;
        let al = analyst(app, "Al Abbot").await;
        let at = format!("/staff/proposals/{id}/themes");
        al.visit(&format!("/staff/proposals/{id}/responses")).await.one(&format!("a[href='{at}']"));
        let page = al.visit(&at).await;
        page.is(200).sees("There are no themes yet.");
        let added = page.form(&at).fill("name", "  Getting\n there ").fill("note", "How people travel").submit().await;
        added.is(200).sees("Saved.").sees("Getting there").sees("How people travel").sees("0 answers");
        let buses = theme(app, &al, id, "Buses", "1").await;
        let night = theme(app, &al, id, "Night <b>", &buses.to_string()).await;
        let noise = theme(app, &al, id, "Noise", "").await;
        assert_eq!(tree(&al, id).await, ["Getting there", "Buses", "Night <b>", "Noise"]);

        // What cannot be is said beside the field.
        for (fields, says) in [
            ([("name", ""), ("parent", "")], "Enter a name"),
            ([("name", "NOISE"), ("parent", "")], "with this name"),
            ([("name", "Late"), ("parent", "3")], "3 levels"),
            ([("name", "Late"), ("parent", "99")], "Choose a theme"),
            ([("name", "Late"), ("parent", "x")], "Choose a theme"),
        ] {
            al.post_own(&at, &fields).await.is(422).sees(says).sees("There is a problem");
        }
        al.post_own(&at, &[("name", "a"), ("name", "b")]).await.is(400);
        al.post_own("/staff/proposals/99/themes", &[("name", "a")]).await.is(404);

        // Renamed, moved with all that is under it, and put in another order.
        let one = |id: i64| format!("/staff/themes/{id}");
        al.visit(&one(noise)).await.form(&one(noise)).fill("name", "Sound").submit().await.sees("Saved.");
        al.post_own(&one(1), &[("name", "Getting there"), ("parent", &night.to_string())]).await.is(422).sees("itself");
        al.post_own(&one(1), &[("name", "Getting there"), ("parent", &noise.to_string())]).await.is(422).sees("levels");
        al.visit(&one(buses)).await.form(&one(buses)).fill("parent", &noise.to_string()).submit().await.is(200);
        assert_eq!(tree(&al, id).await, ["Getting there", "Sound", "Buses", "Night <b>"]);
        let place = format!("{}/place", one(noise));
        al.visit(&at).await.form(&place).fill("act", "up").submit().await.is(200);
        assert_eq!(tree(&al, id).await, ["Sound", "Buses", "Night <b>", "Getting there"]);
        al.post_own(&place, &[("act", "up")]).await.is(303);
        al.post_own(&place, &[("act", "sideways")]).await.is(400);

        // With answers it cannot go; put together, everything is the other's.
        codes(&al, id, 1, &[night, buses]).await;
        codes(&al, id, 2, &[night]).await;
        al.visit(&at).await.sees("1 answer, 2 with those under it").sees("2 answers");
        al.visit(&one(night)).await.sees("It has answers").lacks("Nothing was tagged with it.");
        al.post_own(&format!("{}/deletion", one(night)), &[]).await.is(409);
        al.post_own(&format!("{}/deletion", one(noise)), &[]).await.is(409);
        let merging = |id: i64| format!("{}/merging", one(id));
        al.post_own(&merging(buses), &[("into", &night.to_string())]).await.is(422).sees("under this one");
        al.post_own(&merging(buses), &[]).await.is(422).sees("Choose a theme");
        al.visit(&one(night)).await.form(&merging(night)).fill("into", &buses.to_string()).submit().await.is(200);
        assert_eq!(tree(&al, id).await, ["Sound", "Buses", "Getting there"]);
        al.visit(&at).await.sees("2 answers");
        let left: Vec<i64> = app.query(|conn| passages::table.order(passages::id).select(passages::theme_id).load(conn).expect("read")).await;
        assert_eq!(left, [buses, buses], "an answer that had both has it once");
        al.get(&one(night)).await.is(404);
        let going = one(1);
        al.visit(&going).await.sees("Nothing was tagged with it.").form("/deletion").submit().await.is(200);
        assert_eq!(tree(&al, id).await, ["Sound", "Buses"]);

        the_record_holds_numbers(app, night, buses).await;
        nobody_else_enters(app, id, buses).await;
        app.editor("Ed").await.visit(&at).await.is(200);
    }

    /// 23: two analysts change one theme at once. The second sees both texts, and nothing is overwritten.
    async fn nobody_overwrites_a_theme_that_they_have_not_seen(app: &TestApp) {
        let id = written(app, &["Too loud."]).await;
        let (al, bea) = (analyst(app, "Al Abbot").await, analyst(app, "Bea Bond").await);
        let noise = theme(app, &al, id, "Noise", "").await;
        let buses = theme(app, &al, id, "Buses", "").await;
        let (at, list) = (format!("/staff/themes/{noise}"), format!("/staff/proposals/{id}/themes"));
        let (hers, his) = (bea.visit(&at).await.form(&at), al.visit(&at).await.form(&at));
        his.fill("note", "Engines and horns").submit().await.is(200).sees("Saved.");
        let page = hers.fill("name", "Sound").fill("parent", &buses.to_string()).send().await;
        page.is(409).sees("A change was saved while you were writing.").sees("Saved now Engines and horns").sees("Yours Empty");
        page.sees("Yours Sound").sees("Saved now At the top").sees("Yours Buses");
        al.visit(&list).await.sees("Noise").sees("Engines and horns").lacks("Sound");
        // Her own text is in the form, and now that she has seen the other it can be saved.
        let form = page.form(&at);
        assert_eq!((form.value("name"), form.value("note")), (Some("Sound"), Some("")));
        form.fill("note", "Engines and horns, day and night").submit().await.is(200).sees("Saved.");
        al.visit(&list).await.sees("Sound").sees("Engines and horns, day and night");
        // The same once more, as after a press on "back", changes nothing; nor does what never saw a form.
        let same = [("edition", "2"), ("name", "Sound"), ("note", "Engines and horns, day and night"), ("parent", &buses.to_string())];
        let before = acts(app).await.len();
        bea.post_own(&at, &same).await.is(303);
        bea.post_own(&at, &[("name", "Noise")]).await.is(409).sees("Yours Noise");
        assert_eq!(acts(app).await.len(), before);
    }

    async fn questions_are_given_to_analysts_and_progress_shows(app: &TestApp) {
        let id = written(app, &["The bus was full.", "Too loud.", "Nothing."]).await;
        let (al, bo) = (analyst(app, "Al Abbot").await, analyst(app, "Bo Cole").await);
        let at = format!("/staff/proposals/{id}/coding");
        let page = al.visit(&at).await;
        page.is(200).sees("What should we know?").lacks("Do you drive?").sees("3 answers: 0 coded, 0 of them by two people or more.").sees("Nobody’s yet.");
        assert!(page.all("form").iter().any(|form| form.text.contains("Take it yourself")));
        for to in [&al, &bo, &bo] {
            al.post_own(&at, &[("act", "assign"), ("question", "13"), ("who", &to.id.to_string())]).await.is(303);
        }
        let page = bo.visit(&at).await;
        page.sees("Al Abbot").sees("Bo Cole").lacks("Take it yourself");
        page.form(&at).fill("act", "release").submit().await.is(200);
        let names: Vec<String> = acts(app).await.into_iter().map(|(act, ..)| act).collect();
        assert_eq!(names, ["coding.assign", "coding.assign", "coding.release"], "twice is once");
        let zed = app.resident("Zed").await;
        for (fields, status) in [
            ([("act", "assign"), ("question", "13"), ("who", &*zed.id.to_string())], 422),
            ([("act", "assign"), ("question", "13"), ("who", "")], 422),
            ([("act", "assign"), ("question", "11"), ("who", &*al.id.to_string())], 404),
            ([("act", "give"), ("question", "13"), ("who", &*al.id.to_string())], 400),
            ([("act", "release"), ("question", "13"), ("who", &*zed.id.to_string())], 404),
        ] {
            al.post_own(&at, &fields).await.is(status);
        }

        codes(&al, id, 1, &[]).await;
        codes(&al, id, 2, &[]).await;
        codes(&bo, id, 2, &[]).await;
        let page = bo.visit(&at).await;
        page.sees("3 answers: 2 coded, 1 of them by two people or more.").sees("You have coded 1.");
        // What was taken back drops out of every count.
        app.change(move |tx| {
            diesel::update(r::table.filter(r::id.eq(2))).set(r::state.eq("withdrawn")).execute(&mut **tx)?;
            tx.touch(Scope::Responses(id));
            Ok(())
        }).await;
        counts(app).await;
        bo.visit(&at).await.sees("2 answers: 1 coded, 0 of them by two people or more.").sees("You have coded 0.");
    }

    async fn how_far_two_agree_is_told_theme_by_theme(app: &TestApp) {
        let texts: Vec<String> = (1..=31).map(|n| format!("Answer {n}.")).collect();
        let id = written(app, &texts.iter().map(String::as_str).collect::<Vec<_>>()).await;
        let (al, bo, cy) = (analyst(app, "Al Abbot").await, analyst(app, "Bo Cole").await, analyst(app, "Cy Dunn").await);
        let all = format!("/staff/proposals/{id}/agreement");
        al.visit(&all).await.is(200).sees("No two people have coded the same answer yet.");
        al.get(&format!("{all}/13/1-2")).await.is(404);
        let (noise, cost) = (theme(app, &al, id, "Noise", "").await, theme(app, &al, id, "Cost", "").await);
        // Of 31 answers both find noise in 15, neither in 10, and each alone in 3.
        for n in 1..=31_i64 {
            let (first, second) = (n <= 18, n <= 15 || (n > 18 && n <= 21));
            codes(&al, id, n, &[noise][..usize::from(first)]).await;
            codes(&bo, id, n, &[noise][..usize::from(second)]).await;
        }
        codes(&cy, id, 16, &[cost]).await;
        let page = al.visit(&all).await;
        page.sees("Question 3: Al Abbot and Bo Cole").sees("25 of 31 answers (81%)").sees("Kappa 0.60 (moderate)");
        page.sees("0 of 1 answer.").sees("Al Abbot and Cy Dunn");
        let pair = format!("{all}/13/1-2");
        let page = al.visit(&pair).await;
        page.is(200).sees("have both coded 31 answers").sees("Only Al Abbot").sees("Answer 16.").sees("Answer 19.").lacks("Answer 22.");
        // Nobody sees what others found in an answer that they have not coded.
        let page = cy.visit(&pair).await;
        page.sees("Answer 16.").lacks("Answer 19.").sees("They differ in 5 answers that you have not coded.");
        app.editor("Ed").await.visit(&pair).await.lacks("Answer 16.").sees("They differ in 6 answers");
        let few = al.visit(&format!("{all}/13/1-3")).await;
        few.sees("0 of 1 answer.").lacks("%)").sees("there are fewer than 30 answers");
        for wrong in ["13/1-1", "13/1-9", "13/x", "13/2", "11/1-2", "99/1-2", "13/-1-2"] {
            al.get(&format!("{all}/{wrong}")).await.is(404);
        }
    }

    async fn what_was_found_is_a_file_without_names(app: &TestApp) {
        let id = written(app, &["The bus was full. It was loud. I walked.", "Nothing."]).await;
        let (al, bo) = (analyst(app, "Al Abbot").await, analyst(app, "Bo Cole").await);
        let noise = theme(app, &al, id, "=Noise", "").await;
        let buses = theme(app, &al, id, "Buses, \"late\"", &noise.to_string()).await;
        let at = format!("/staff/proposals/{id}/coding/13/1");
        al.post_own(&at, &[("version", "1"), ("act", "tag"), ("theme", &noise.to_string()), ("sentence", "2"), ("sentence", "3")]).await.is(303);
        codes(&al, id, 1, &[buses]).await;
        codes(&bo, id, 2, &[]).await;
        let begun = format!("/staff/proposals/{id}/coding/13/2");
        al.post_own(&begun, &[("version", "1"), ("act", "tag"), ("theme", &noise.to_string())]).await.is(303);
        let file = |name: &str| format!("/staff/proposals/{id}/passages/{name}");
        let table = al.get(&file("passages.csv")).await;
        table.is(200);
        assert!(table.header("content-disposition").contains("passages.csv") && table.header("x-content-type-options") == "nosniff");
        let lines: Vec<&str> = table.html.split("\r\n").collect();
        let reference = format!("WRITTEN-{id}-0");
        assert_eq!(lines, [
            "reference,version,question,coder,theme,start,end".to_owned(),
            format!("{reference},1,q3,1,\"'=Noise > Buses, \"\"late\"\"\",0,40"),
            format!("{reference},1,q3,1,'=Noise,18,40"),
            format!("WRITTEN-{id}-1,1,q3,2,,,"),
            String::new(),
        ], "what nobody is done with is not in it");
        assert_eq!(al.get(&file("passages.csv.sha256")).await.html, format!("{}  passages.csv\n", token_hash(&table.html)));
        al.get(&file("dictionary.csv")).await.is(200).sees("'=Noise").sees("Unicode code points");
        for wrong in ["passages.exe", "responses.csv", "passages.csv.sha512"] {
            al.get(&file(wrong)).await.is(404);
        }
        app.moderator("Mo").await.get(&file("passages.csv")).await.is(404);
        al.get("/staff/proposals/999/passages/passages.csv").await.is(404);
    }
}
