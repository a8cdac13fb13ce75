//! Which files of responses everybody can have: those of which somebody said so, and under no name of their own.

use super::publishing::closes;
use super::{again, answers, asked, begins, consultation, sends};
use crate::attachments::samples::{pdf, png};
use crate::attachments::{agree, attaches, has, rows};
use crate::on_both;
use crate::support::{Page, Person, TestApp};
use chrono::Duration;
use diesel::prelude::*;
use folkmoot::db::schema::{access, attachments as a, audit, proposals, responses as r};
use folkmoot::files::fresh_name;
use folkmoot::ids::ResponseId;

/// A file that was sent with a response, whatever its stage; gives its number.
pub async fn came_with(app: &TestApp, response: i64, sent_in: Option<i64>) -> i64 {
    let (file, now) = (fresh_name(), app.now());
    app.app.site.files.put(&file, png().into()).await.expect("kept");
    app.change(move |tx| {
        let values = (
            a::response_id.eq(ResponseId(response)),
            a::file.eq(&file),
            a::name.eq("map.png"),
            a::description.eq("Our street"),
            a::kind.eq("png"),
            a::bytes.eq(i64::try_from(png().len()).expect("small")),
            a::sha256.eq(""),
            a::added_at.eq(now),
            a::sent_in.eq(sent_in),
        );
        Ok(diesel::insert_into(a::table).values(values).returning(a::id).get_result(&mut **tx)?)
    })
    .await
}

/// Says of a file whether everybody can have it; gives the answer itself.
async fn says(ed: &Person, response: i64, file: i64, publish: &str) -> Page {
    let at = format!("/staff/responses/{response}/attachments/{file}/publication");
    let page = ed.visit(&format!("/staff/responses/{response}/publication")).await;
    page.form(&at).fill("publish", publish).send().await
}

async fn publishes(ed: &Person, response: i64, publish: &str) {
    let at = format!("/staff/responses/{response}/publication");
    ed.visit(&at).await.form(&at).fill("publish", publish).fill("reason", "So.").submit().await.is(200);
}

/// Ana has sent a response with two files, a plan and a map.
async fn sent(app: &TestApp) -> (Person, String, String) {
    let (_, path) = consultation(app, "Text people on bad days", &asked(0)).await;
    let ana = app.resident("Ana Bell").await;
    let at = begins(&ana, &path).await;
    answers(&ana, &at, 1, &[("q11", "22")]).await.is(200);
    for (name, bytes) in [("plan of Ana Bell.pdf", pdf()), ("map.png", png())] {
        attaches(&ana, &at, name, &bytes).await.is(303);
    }
    sends(&ana, &at, "unnamed").await.is(200);
    app.letters().await;
    (ana, path, at)
}

on_both! {
    async fn a_file_is_published_by_itself_and_goes_by_its_number(app: &TestApp) {
        let (ana, path, at) = sent(app).await;
        let early = app.editor("Edna").await;
        let page = early.visit("/staff/responses/1/publication").await;
        page.sees("Files that came with it").sees("plan of Ana Bell.pdf").lacks("Publish this file");
        let place = "/staff/responses/1/attachments/1/publication";
        early.post_own(place, &[("publish", "yes")]).await.is(409);
        let ed = closes(app).await;
        publishes(&ed, 1, "yes").await;
        let (public, files) = (app.visitor(), format!("{path}/responses/1/files"));
        // A published response publishes none of its files.
        public.visit(&format!("{path}/responses/1")).await.sees("2 files are not published.").lacks("File 1").lacks("plan");
        public.get(&format!("{files}/1")).await.is(404);
        // Whoever decides opens it first, and that is noted.
        ed.file("/staff/responses/1/attachments/2").await.0.is(200);
        let noted: Vec<Option<i64>> = app.query(|conn| access::table.filter(access::what.eq("attachment")).select(access::account_id).load(conn).expect("read")).await;
        assert_eq!(noted, [Some(ana.id.0)]);
        says(&ed, 1, 2, "maybe").await.is(400);
        ed.post_own(place, &[]).await.is(400);
        says(&ed, 1, 2, "yes").await.is(303);
        let page = public.visit(&format!("{path}/responses/1")).await;
        page.sees("File 2 (PNG, ").sees("1 more file is not published.").lacks("map").lacks("Ana Bell").lacks("File 1 (");
        page.one(&format!("a[href='{files}/2'][download]"));
        has(&public, &format!("{files}/2"), &png(), "image/png", "filename=\"response-1-file-2.png\"").await;
        for none in ["1", "3", "0", "-1", "x", "2%00"] {
            public.get(&format!("{files}/{none}")).await.is(404);
        }
        public.get(&format!("{path}/responses/2/files/2")).await.is(404);
        ed.visit("/staff/responses/1/publication").await.sees("Published with the response").sees("Do not publish this file");
        // Whoever sent it reads which.
        let ana = again(app, &ana).await;
        let receipt = ana.visit(&at).await;
        receipt.sees("Files that everybody can have, without their names: map.png").sees("Files that are not published: plan of Ana Bell.pdf");

        // Whatever ends the publishing of the response ends that of the file, and saying no of the file does.
        publishes(&ed, 1, "no").await;
        public.get(&format!("{files}/2")).await.is(404);
        again(app, &ana).await.visit(&at).await.lacks("everybody can have");
        publishes(&ed, 1, "yes").await;
        public.file(&format!("{files}/2")).await.0.is(200);
        for (state, publish) in [("withdrawn", "unnamed"), ("sent", "never"), ("draft", "unnamed")] {
            app.change(move |tx| Ok(diesel::update(r::table).set((r::state.eq(state), r::publish.eq(publish))).execute(&mut **tx)?)).await;
            public.get(&format!("{files}/2")).await.is(404);
        }
        app.change(|tx| Ok(diesel::update(r::table).set((r::state.eq("sent"), r::publish.eq("unnamed"))).execute(&mut **tx)?)).await;
        public.file(&format!("{files}/2")).await.0.is(200);
        says(&ed, 1, 2, "no").await.is(303);
        ed.post_own("/staff/responses/1/attachments/2/publication", &[("publish", "no")]).await.is(303);
        public.get(&format!("{files}/2")).await.is(404);
        let acts: Vec<String> = app.query(|conn| audit::table.filter(audit::act.like("response.%file")).order(audit::id).select(audit::act).load(conn).expect("read")).await;
        assert_eq!(acts, ["response.publish_file", "response.withhold_file"], "saying the same again is no act");
        for who in [app.resident("Zed").await, app.moderator("Mo").await, crate::coding::analyst(app, "Al Abbot").await] {
            who.post_own(place, &[("publish", "yes")]).await.is(404);
        }
        assert_eq!(agree(app).await, 2);
    }

    async fn a_file_in_which_a_name_can_hide_is_for_nobody_who_is_not_told_the_name(app: &TestApp) {
        let (ana, path, _) = sent(app).await;
        let ed = closes(app).await;
        publishes(&ed, 1, "yes").await;
        says(&ed, 1, 2, "yes").await.is(303);
        let (public, files) = (app.visitor(), format!("{path}/responses/1/files"));
        let place = "/staff/responses/1/attachments/1/publication";
        // Ana wants no name shown, and hers may stand in a plan where nobody sees it.
        let page = ed.post_own(place, &[("publish", "yes")]).await;
        page.is(409).sees("No name of whoever sent this is shown");
        let page = ed.visit("/staff/responses/1/publication").await;
        page.sees("A name may stand in it, so it is not published");
        assert!(page.all(&format!("form[action='{place}']")).is_empty());
        app.change(|tx| Ok(diesel::update(a::table.filter(a::id.eq(1))).set(a::is_public.eq(true)).execute(&mut **tx)?)).await;
        public.get(&format!("{files}/1")).await.is(404);
        app.change(|tx| Ok(diesel::update(r::table).set(r::publish.eq("named")).execute(&mut **tx)?)).await;
        public.file(&format!("{files}/1")).await.0.is(200);

        // When Ana leaves, her response stays without her name, and her files are nobody's to have.
        let now = app.now();
        app.change(move |tx| folkmoot::responses::forget(tx, ana.id, now)).await;
        public.visit(&format!("{path}/responses/1")).await.is(200).sees("2 files are not published.");
        public.get(&format!("{files}/1")).await.is(404);
    }

    async fn a_file_that_took_the_place_of_another_is_a_new_one(app: &TestApp) {
        let (ana, path, at) = sent(app).await;
        let ed = closes(app).await;
        publishes(&ed, 1, "yes").await;
        says(&ed, 1, 2, "yes").await.is(303);
        // It is opened once more, and Ana sends another map in the place of the first.
        let (opens, later) = (app.now() - Duration::days(40), app.now() + Duration::days(9));
        app.change(move |tx| {
            let again = (proposals::stage.eq("open"), proposals::opens_at.eq(Some(opens)), proposals::closes_at.eq(Some(later)));
            Ok(diesel::update(proposals::table).set(again).execute(&mut **tx)?)
        }).await;
        let ana = again(app, &ana).await;
        ana.visit(&format!("{at}/attachments")).await.form(&format!("{at}/attachments/2/removal")).submit().await.is(200);
        attaches(&ana, &at, "map.png", &png()).await.is(303);
        let pending = rows(app).await;
        assert_eq!(pending.len(), 3);
        app.clock.forward(Duration::days(10));
        folkmoot::worker::schedule::turn(&app.app).await.expect("it closes");
        // What she took out and did not send again is what she sent, but nobody gets it.
        let (ed, public) = (app.editor("Eda").await, app.visitor());
        public.get(&format!("{path}/responses/1/files/2")).await.is(404);
        public.get(&format!("{path}/responses/1/files/3")).await.is(404);
        ed.visit("/staff/responses/1/publication").await.sees("Whoever sent it has taken it out since");
        ed.post_own("/staff/responses/1/attachments/2/publication", &[("publish", "yes")]).await.is(409);
        ed.post_own("/staff/responses/1/attachments/3/publication", &[("publish", "yes")]).await.is(404);
        app.change(move |tx| {
            let until = (proposals::stage.eq("open"), proposals::closes_at.eq(Some(later + Duration::days(90))));
            Ok(diesel::update(proposals::table).set(until).execute(&mut **tx)?)
        }).await;
        sends(&again(app, &ana).await, &at, "unnamed").await.is(200);
        app.letters().await;
        app.clock.forward(Duration::days(91));
        folkmoot::worker::schedule::turn(&app.app).await.expect("it closes");
        public.visit(&format!("{path}/responses/1")).await.sees("2 files are not published.");
        public.get(&format!("{path}/responses/1/files/2")).await.is(404);
        assert_eq!(agree(app).await, 2);
    }
}
