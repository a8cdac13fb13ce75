//! Attaching files to a response: from the file to those who read it, and what becomes of it. Every story about keeping files
//! is told twice, with a folder and with a bucket.

mod bucket;
mod going;
mod multipart;
mod refused;
#[path = "../../src/attachments/content/samples.rs"]
#[allow(dead_code, reason = "the library's own tests use the rest")]
pub mod samples;

use crate::leaving::copy_of;
use crate::on_both;
use crate::organisations::{founds, joins};
use crate::responses::{answers, asked, begins, consultation, sends};
use crate::support::{Page, Person, TestApp};
use bucket::Bucket;
use diesel::prelude::*;
use folkmoot::db::schema::{access, attachments as a};
use folkmoot::ids::ResponseId;
use folkmoot::policy::{Capacity, Role};
use folkmoot::web::session;
use futures_util::TryStreamExt;
use reqwest::Method;
use samples::{csv, docx, jpeg, jpeg_with, noted, odt, pdf, png, xlsx};
use std::collections::BTreeSet;

/// A form with a file, as a browser sends it: its type, and its body.
pub fn multipart(fields: &[(&str, &str)], file: Option<(&str, &[u8])>) -> (String, Vec<u8>) {
    let mut body = Vec::new();
    for (name, value) in fields {
        let part = format!("--the-edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    if let Some((name, bytes)) = file {
        let name = name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A");
        let head = format!("--the-edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(b"Content-Type: application/octet-stream\r\n\r\n");
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--the-edge--\r\n");
    ("multipart/form-data; boundary=the-edge".to_owned(), body)
}

/// What is said to be in every file of the stories.
pub const SAID: &str = "What the buses were like";

/// Attaches a file to a response; gives the answer itself.
pub async fn attaches(who: &Person, at: &str, name: &str, bytes: &[u8]) -> Page {
    let token = who.token().await;
    let (kind, body) = multipart(&[("csrf", &token), ("description", SAID)], Some((name, bytes)));
    let headers = [("sec-fetch-site", "same-origin"), ("content-type", kind.as_str())];
    who.send_bytes(Method::POST, &format!("{at}/attachments"), &headers, Some(body)).await
}

/// Somebody who has begun a response: their browser, and its address.
async fn begun(app: &TestApp, name: &str) -> (Person, String) {
    let (_, path) = consultation(app, "Text people on bad days", &asked(0)).await;
    let who = app.resident(name).await;
    let at = begins(&who, &path).await;
    answers(&who, &at, 1, &[("q11", "22")]).await.is(200);
    (who, at)
}

async fn analyst(app: &TestApp) -> Person {
    app.person("Al Abbot", Role::Analyst, Capacity::Resident, "").await
}

/// The rows: number, name, with which version it was sent, and whether it goes with the next.
pub async fn rows(app: &TestApp) -> Vec<(i64, String, Option<i64>, bool)> {
    app.query(|conn| a::table.order(a::id).select((a::id, a::name, a::sent_in, a::taken_out)).load(conn).expect("read"))
        .await
}

/// Every file in the store.
async fn stored(app: &TestApp) -> BTreeSet<String> {
    let far = app.now() + chrono::Duration::days(9_999);
    let parts: Vec<Vec<String>> = app.app.site.files.put_before(far, 100).try_collect().await.expect("listed");
    parts.concat().into_iter().collect()
}

/// I9: no row names a file that is not there, and every file has its row. Gives how many there are.
pub async fn agree(app: &TestApp) -> usize {
    let named: Vec<String> = app.query(|conn| a::table.select(a::file).load(conn).expect("read")).await;
    let stored = stored(app).await;
    assert_eq!(named.into_iter().collect::<BTreeSet<_>>(), stored, "rows; files");
    stored.len()
}

/// Tells a story with a folder, and with a bucket, on both databases.
macro_rules! in_folder_and_bucket {
    ($(async fn $name:ident($app:ident: &TestApp) $body:block)*) => {$(
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            async fn story($app: &TestApp) $body

            async fn told(which: &str, bucket: Option<Bucket>) {
                let app = TestApp::with(which, |config| if let Some(bucket) = &bucket { bucket.set(config) }).await;
                story(&app).await;
                app.letters().await;
                agree(&app).await;
                app.end().await;
            }

            #[actix_web::test]
            async fn sqlite_folder() {
                told("sqlite", None).await;
            }

            #[actix_web::test]
            async fn postgres_folder() {
                told("postgres", None).await;
            }

            #[actix_web::test]
            async fn sqlite_bucket() {
                told("sqlite", Some(Bucket::start().await)).await;
            }

            #[actix_web::test]
            async fn postgres_bucket() {
                told("postgres", Some(Bucket::start().await)).await;
            }
        }
    )*};
}
pub(crate) use in_folder_and_bucket;

/// A file that is had is the file that was kept, and nothing that a browser would show.
pub async fn has(who: &Person, path: &str, bytes: &[u8], kind: &str, name: &str) {
    let (page, got) = who.file(path).await;
    page.is(200);
    assert!(got == bytes, "{path}: {} bytes and not {}", got.len(), bytes.len());
    assert_eq!(page.header("content-type"), kind, "{path}");
    assert_eq!(page.header("content-length"), bytes.len().to_string(), "{path}");
    let disposition = page.header("content-disposition");
    assert!(disposition.starts_with("attachment; ") && disposition.contains(name), "{disposition}");
    assert_eq!(page.header("x-content-type-options"), "nosniff", "{path}");
    assert_eq!(page.header("cache-control"), "no-store", "{path}");
    let policy = page.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'") && policy.ends_with("sandbox"), "{policy}");
}

in_folder_and_bucket! {
    async fn from_the_file_to_those_who_read_it(app: &TestApp) {
        let (ana, at) = begun(app, "Ana").await;
        let page = ana.visit(&at).await;
        page.one(&format!("main a[href='{at}/attachments']"));
        ana.visit(&format!("{at}/check")).await.sees("You do not have to attach any.");
        ana.visit(&format!("{at}/attachments")).await.is(200).sees("0 files of 5").sees("There are none yet.");
        let large = [pdf().as_slice(), &vec![b' '; (10 << 20) - pdf().len()]].concat();
        let photo = jpeg_with(1, 1, &noted());
        for (name, bytes) in [("plan.pdf", &large), ("photo.JPG", &photo), ("letter.docx", &docx()), ("buses.xlsx", &xlsx())] {
            let page = attaches(&ana, &at, name, bytes).await;
            assert_eq!(page.is(303).header("location"), format!("{at}/attachments?done=attached"));
        }
        let page = ana.visit(&format!("{at}/attachments?done=attached")).await;
        page.sees("The file is attached.").sees("4 files of 5").sees("plan.pdf").sees("PDF, 10.4 MB").sees(SAID);
        assert_eq!(agree(app).await, 4);
        // The photo is on its side as before, and nothing tells where it was taken.
        let (_, kept) = ana.file(&format!("{at}/attachments/2")).await;
        assert!(kept.starts_with(b"\xff\xd8\xff\xe0") && kept.len() == jpeg().len() + 36);
        has(&ana, &format!("{at}/attachments/2"), &kept, "image/jpeg", "filename=\"photo.JPG\"").await;
        has(&ana, &format!("{at}/attachments/1"), &large, "application/pdf", "filename*=UTF-8''plan.pdf").await;

        // Nobody reads it before it is sent.
        let al = analyst(app).await;
        al.get("/staff/responses/1/attachments/1").await.is(404);
        ana.visit(&format!("{at}/check")).await.sees("buses.xlsx").sees("letter.docx");
        sends(&ana, &at, "unnamed").await.is(200);
        let letter = app.letters().await.pop().expect("the copy");
        assert!(letter.text.contains("photo.JPG") && letter.text.contains("plan.pdf"), "{}", letter.text);
        ana.visit(&format!("{at}/answers")).await.sees("plan.pdf").lacks("Take out");
        let page = al.visit("/staff/responses/1").await;
        page.sees("Files that came with it").sees("plan.pdf").sees(SAID).lacks("Ana");
        has(&al, "/staff/responses/1/attachments/1", &large, "application/pdf", "plan.pdf").await;
        has(&al, "/staff/responses/1/attachments/4", &xlsx(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "buses.xlsx").await;
        let noted: Vec<(Option<i64>, String)> = app.query(|conn| access::table.select((access::account_id, access::what)).load(conn).expect("read")).await;
        assert_eq!(noted, [(Some(ana.id.0), "attachment".into()), (Some(ana.id.0), "attachment".into())], "it is noted who saw it");
        let table = app.editor("Ed").await.get("/staff/proposals/1/responses/responses.csv").await.html;
        assert!(table.contains(",unnamed,4,"), "{table}");

        // Her own copy names them, and leads to them.
        let copy = copy_of(app, &ana).await;
        let data: serde_json::Value = serde_json::from_str(&copy["data/responses.json"]).expect("JSON");
        let files = data[0]["attachments"].as_array().expect("files");
        assert_eq!((files.len(), &files[0]["name"], &files[0]["bytes"]), (4, &"plan.pdf".into(), &large.len().into()));
        ana.file(files[0]["address"].as_str().expect("an address")).await.0.is(200);
        assert_eq!(agree(app).await, 4);
    }

    async fn what_is_changed_later_counts_when_it_is_sent_again(app: &TestApp) {
        let (ana, at) = begun(app, "Ana").await;
        let files = format!("{at}/attachments");
        for (name, bytes) in [("letter.odt", odt()), ("map.png", png())] {
            attaches(&ana, &at, name, &bytes).await.is(303);
        }
        // What was never sent goes at once.
        ana.visit(&files).await.form(&format!("{files}/2/removal")).submit().await.is(200).sees("The file is taken out.").sees("1 file of 5");
        app.letters().await;
        assert_eq!(agree(app).await, 1);
        ana.get(&format!("{files}/2")).await.is(404);
        sends(&ana, &at, "named").await.is(200);
        app.letters().await;

        let al = analyst(app).await;
        attaches(&ana, &at, "buses.csv", &csv()).await.is(303);
        ana.visit(&files).await.form(&format!("{files}/1/removal")).submit().await.is(200).sees("Taken out: it goes when you send again").sees("1 file of 5");
        ana.visit(&at).await.sees("You have changed answers or files since then");
        ana.visit(&format!("{at}/check")).await.sees("buses.csv").lacks("letter.odt");
        ana.visit(&format!("{at}/answers")).await.sees("letter.odt").lacks("buses.csv");
        al.visit("/staff/responses/1").await.sees("letter.odt").lacks("buses.csv");
        al.file("/staff/responses/1/attachments/1").await.0.is(200);
        al.get("/staff/responses/1/attachments/3").await.is(404);
        assert_eq!(rows(app).await, [(1, "letter.odt".into(), Some(1), true), (3, "buses.csv".into(), None, false)]);

        sends(&ana, &at, "named").await.is(200);
        app.letters().await;
        ana.visit(&at).await.lacks("You have changed answers or files since then");
        al.visit("/staff/responses/1").await.sees("buses.csv").lacks("letter.odt");
        al.get("/staff/responses/1/attachments/1").await.is(404);
        has(&al, "/staff/responses/1/attachments/3", &csv(), "text/csv; charset=utf-8", "buses.csv").await;
        assert_eq!(rows(app).await, [(3, "buses.csv".into(), Some(2), false)]);
        assert_eq!(agree(app).await, 1);
    }

    async fn while_the_store_is_away_nothing_is_lost(app: &TestApp) {
        let (ana, at) = begun(app, "Ana").await;
        attaches(&ana, &at, "map.png", &png()).await.is(303);
        let away = bucket::takes_away(app);
        let page = attaches(&ana, &at, "plan.pdf", &pdf()).await;
        page.is(503).sees("We could not save what you wrote. It is still here below.").sees(SAID);
        assert!(!page.header("retry-after").is_empty());
        assert_eq!(rows(app).await.len(), 1, "no row without a file");
        ana.get(&format!("{at}/attachments/1")).await.is(503);
        // What was taken out is gone for people at once, and its file when the store is back.
        ana.post_own(&format!("{at}/attachments/1/removal"), &[]).await.is(303);
        assert_eq!(rows(app).await, []);
        app.letters().await;
        bucket::brings_back(away);
        attaches(&ana, &at, "plan.pdf", &pdf()).await.is(303);
        app.clock.forward(chrono::Duration::minutes(2));
        app.letters().await;
        assert_eq!(agree(app).await, 1);
    }
}

on_both! {
    async fn nobody_else_has_a_file(app: &TestApp) {
        let (ana, at) = begun(app, "Ana").await;
        attaches(&ana, &at, "map.png", &png()).await.is(303);
        let (files, own) = (format!("{at}/attachments"), format!("{at}/attachments/1"));
        sends(&ana, &at, "named").await.is(200);
        app.letters().await;
        let bo = app.resident("Bo").await;
        let bos = begins(&bo, "/proposals/text-people-on-bad-days").await;
        attaches(&bo, &bos, "map.png", &png()).await.is(303);
        let (mo, al) = (app.moderator("Mo").await, analyst(app).await);
        for who in [&bo, &mo, &al] {
            for place in [&files, &own, &format!("{bos}/attachments/1")] {
                who.get(place).await.is(404);
            }
            who.post_own(&format!("{own}/removal"), &[]).await.is(404);
            attaches(who, &at, "map.png", &png()).await.is(404);
        }
        for staff in ["/staff/responses/1/attachments/1", "/staff/responses/2/attachments/1", "/staff/responses/2/attachments/2"] {
            bo.get(staff).await.is(404);
            mo.get(staff).await.is(404);
        }
        for none in ["2/attachments/1", "2/attachments/2", "1/attachments/2", "1/attachments/9", "1/attachments/x", "1/attachments/1%00"] {
            al.get(&format!("/staff/responses/{none}")).await.is(404);
        }
        let stranger = app.visitor();
        assert!(stranger.get(&own).await.is(303).header("location").starts_with("/sign-in"));
        let (kind, body) = multipart(&[("description", SAID)], Some(("map.png", &png())));
        let headers = [("sec-fetch-site", "same-origin"), ("content-type", kind.as_str())];
        let page = stranger.send_bytes(Method::POST, &files, &headers, Some(body)).await;
        assert!(page.is(303).header("location").starts_with("/sign-in"));
        assert_eq!(rows(app).await.len(), 2);
        // Whoever may not take part for a while can still answer a consultation, and so attach.
        assert_eq!(agree(app).await, 2);
    }

    async fn those_who_write_together_attach_together(app: &TestApp) {
        let (_, path) = consultation(app, "Text people on bad days", &asked(0)).await;
        let olu = app.resident("Olu").await;
        founds(app, &olu, "Lea Bridge Carers").await;
        let mia = joins(app, &olu, "Mia", "member").await;
        let at = mia.post_own(&format!("{path}/respond"), &[("as", "organisation")]).await.header("location");
        attaches(&mia, &at, "survey.csv", &csv()).await.is(303);
        olu.visit(&format!("{at}/attachments")).await.is(200).sees("survey.csv").sees("Lea Bridge Carers");
        has(&olu, &format!("{at}/attachments/1"), &csv(), "text/csv; charset=utf-8", "survey.csv").await;
        olu.post_own(&format!("{at}/attachments/1/removal"), &[]).await.is(303);
        attaches(&olu, &at, "survey.csv", &csv()).await.is(303);
        let (id, now) = (olu.id, app.now());
        app.change(move |tx| folkmoot::responses::forget(tx, id, now)).await;
        mia.visit(&format!("{at}/attachments")).await.sees("survey.csv");
        let by: Vec<Option<i64>> = app.query(|conn| a::table.select(a::added_by).load(conn).expect("read")).await;
        assert_eq!(by, [None], "whoever leaves is not named");
        app.letters().await;
        assert_eq!(agree(app).await, 1);
    }

    async fn there_are_five_at_most_however_many_come_at_once(app: &TestApp) {
        let (ana, at) = begun(app, "Ana").await;
        for _ in 0..4 {
            attaches(&ana, &at, "map.png", &png()).await.is(303);
        }
        let both = futures_util::future::join(attaches(&ana, &at, "map.png", &png()), attaches(&ana, &at, "map.png", &png())).await;
        let mut statuses = [both.0.status, both.1.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 422]);
        let page = attaches(&ana, &at, "map.png", &png()).await;
        page.is(422).sees("There are 5 files, which is the most there can be").sees("5 files of 5");
        assert_eq!(page.form("/attachments").value("description"), Some(SAID));
        assert_eq!(agree(app).await, 5);
        // Files that were sent are kept until the next version, but not without end.
        sends(&ana, &at, "named").await.is(200);
        let ids: Vec<i64> = rows(app).await.into_iter().map(|row| row.0).collect();
        for id in ids {
            ana.post_own(&format!("{at}/attachments/{id}/removal"), &[]).await.is(303);
        }
        for _ in 0..5 {
            attaches(&ana, &at, "map.png", &png()).await.is(303);
        }
        let one = rows(app).await.last().expect("there").0;
        ana.post_own(&format!("{at}/attachments/{one}/removal"), &[]).await.is(303);
        app.letters().await;
        assert_eq!(agree(app).await, 9);
        attaches(&ana, &at, "map.png", &png()).await.is(303);
        assert_eq!(agree(app).await, 10);
        let all = app.query(|conn| folkmoot::attachments::of(conn, ResponseId(1)).expect("read")).await;
        assert_eq!(all.iter().filter(|one| !one.taken_out).count(), 5);
    }

    async fn after_the_close_what_was_sent_stays(app: &TestApp) {
        let (ana, at) = begun(app, "Ana").await;
        attaches(&ana, &at, "map.png", &png()).await.is(303);
        sends(&ana, &at, "named").await.is(200);
        app.letters().await;
        app.clock.forward(chrono::Duration::days(31));
        app.letters().await;
        // Her session has ended meanwhile.
        let mut again = app.visitor();
        again.id = ana.id;
        again.set_cookie(session::COOKIE, &app.session(ana.id, true).await);
        let page = again.visit(&format!("{at}/attachments")).await;
        page.is(200).sees("The close has passed, so the files stay as they are.").lacks("Attach this file").lacks("Take out");
        attaches(&again, &at, "map.png", &png()).await.is(409);
        again.post_own(&format!("{at}/attachments/1/removal"), &[]).await.is(409);
        assert_eq!(agree(app).await, 1);
    }
}
