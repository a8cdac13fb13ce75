//! The copy of all that is kept about oneself.

use super::{EMPLOYER, NAME, OLDER, PASSKEY, VOUCHED, WORDS, busy};
use crate::nasty::say;
use crate::on_both;
use crate::support::{Person, TestApp};
use chrono::Duration;
use diesel::prelude::*;
use folkmoot::access::{self, What, Whom};
use folkmoot::db::schema::{accounts, archive_parts, archives, comments};
use folkmoot::privacy;
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{Cursor, Read};

/// The copy as it is downloaded: status and bytes.
async fn download(who: &Person) -> (u16, Vec<u8>) {
    let cookie = who.cookie("__Host-folkmoot").unwrap_or_default();
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    let asked =
        client.get(format!("{}/account/data/copy.zip", who.url)).header("cookie", format!("__Host-folkmoot={cookie}"));
    let answer = asked.send().await.expect("the site answers");
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    let bytes = answer.bytes().await.expect("a body").to_vec();
    if status == 200 {
        assert_eq!(headers["content-type"], "application/zip");
        assert_eq!(headers["content-disposition"], "attachment; filename=\"my-data.zip\"");
        assert_eq!(headers["cache-control"], "no-store");
        assert_eq!(headers["content-length"], bytes.len().to_string().as_str());
    }
    (status, bytes)
}

/// The files in it, by name.
fn unpacked(bytes: Vec<u8>) -> BTreeMap<String, String> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).expect("a ZIP");
    let mut files = BTreeMap::new();
    for n in 0..zip.len() {
        let mut file = zip.by_index(n).expect("a file");
        let name = file.name().expect("a name").into_owned();
        let mut text = String::new();
        file.read_to_string(&mut text).expect("text");
        files.insert(name, text);
    }
    files
}

/// Asks for a copy, has it made, and gives what is in it.
pub async fn copy_of(app: &TestApp, who: &Person) -> BTreeMap<String, String> {
    who.visit("/account/data").await.form("/account/data").send().await.is(303);
    app.letters().await;
    let (status, bytes) = download(who).await;
    assert_eq!(status, 200);
    unpacked(bytes)
}

/// All words and numbers of a JSON value.
fn leaves(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Array(all) => all.iter().for_each(|one| leaves(one, found)),
        Value::Object(all) => all.values().for_each(|one| leaves(one, found)),
        Value::String(text) if text.parse::<chrono::NaiveDateTime>().is_err() => found.push(text.clone()),
        Value::Number(n) => found.push(n.to_string()),
        _ => {}
    }
}

/// The pages say what the files for programs say, lead to each other, and load nothing.
fn the_pages_say_the_same(files: &BTreeMap<String, String>) {
    let text = |name: &str| files.get(name).unwrap_or_else(|| panic!("no {name}"));
    for (name, json) in
        files.iter().filter_map(|(name, json)| Some((name.strip_prefix("data/")?.strip_suffix(".json")?, json)))
    {
        let page = text(&format!("{name}.html"));
        let (value, mut words): (Value, Vec<String>) = (serde_json::from_str(json).expect("JSON"), Vec::new());
        leaves(&value, &mut words);
        let shown = scraper::Html::parse_document(page).root_element().text().collect::<String>();
        for word in words.iter().filter(|word| !["true", "false"].contains(&word.as_str())) {
            assert!(shown.contains(word.as_str()), "{name}.html lacks {word:?}");
        }
        assert!(text("index.html").contains(&format!("href=\"{name}.html\"")), "{name}");
    }
    for (name, page) in files.iter().filter(|(name, _)| name.ends_with(".html")) {
        for link in
            scraper::Html::parse_document(page).select(&scraper::Selector::parse("[href], [src]").expect("a selector"))
        {
            let to = link.value().attr("href").or(link.value().attr("src")).expect("one of them");
            assert!(files.contains_key(to), "{name} leads to {to}, which is not in the ZIP");
        }
    }
}

on_both! {
    async fn one_gets_all_of_ones_own_and_nothing_of_others(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let ana = app.resident("Ana Otherwise").await;
        let others = say(app, &ana, &path, "Ana’s own remark").await;
        let quill = busy(app, &path).await;
        quill.post_own(&format!("/comments/{others}/votes"), &[("vote", "agree")]).await.is(303);
        quill.post_own(&format!("/comments/{others}/reports"), &[("reason", "other"), ("note", "I noted that")]).await.is(303);
        let (id, now, root) = (quill.id, app.now(), ana.id);
        app.change(move |tx| access::note(tx, Some(root), &[Whom::Account(id)], What::Case, now)).await;
        quill.visit("/account").await.one("a[href='/account/data']");
        assert_eq!(download(&quill).await.0, 404, "there is none yet");
        let page = quill.visit("/account/data").await;
        page.is(200).sees("It stays here for 7 days");
        page.form("/account/data").submit().await.sees("Your copy is being made.");
        quill.post_own("/account/data", &[]).await.is(303);
        assert_eq!(app.query(|conn| archives::table.count().get_result::<i64>(conn).expect("counted")).await, 1, "asked twice, made once");
        assert_eq!(download(&quill).await.0, 404, "it is not ready");
        let mut letters = app.letters().await;
        letters.retain(|letter| !letter.subject.contains("We have your report"));
        assert_eq!(letters.len(), 1);
        assert!(letters[0].subject.contains("copy of your data is ready"), "{}", letters[0].subject);
        let link = letters[0].text.lines().find(|line| line.contains("://") && line.contains("/account/data")).expect("a link");
        assert!(link.trim().ends_with("/account/data"), "no link that works without signing in: {link}");
        quill.visit("/account/data").await.sees("Your copy is ready.").sees("Download my data (ZIP, ");
        let (status, bytes) = download(&quill).await;
        assert_eq!(status, 200);
        let files = unpacked(bytes);
        let text = |name: &str| files.get(name).unwrap_or_else(|| panic!("no {name} in {:?}", files.keys()));
        for (name, words) in [
            ("data/account.json", vec![NAME, "wilhelmina.quill@people.example", "Campanologist of Zeal"]),
            ("data/comments.json", vec![WORDS, OLDER, "Clean buses", "published"]),
            ("data/proposal-votes.json", vec!["oppose", "resident", "/proposals/clean-buses"]),
            ("data/comment-votes.json", vec!["agree", "a comment on: Clean buses"]),
            ("data/reports.json", vec!["I noted that"]),
            ("data/follows.json", vec!["Clean buses", "at_once", "clean air"]),
            ("data/emails.json", vec!["Pressed Follow while signed in"]),
            ("data/consents.json", vec!["account", "What we keep, and for how long", "16"]),
            ("data/looks.json", vec!["A reported comment, with how long its author has been here", "2026-11-23T09:00:00"]),
            ("data/sessions.json", vec!["began_at"]),
            ("data/second-step.json", vec!["set_up_at"]),
            ("data/passkeys.json", vec![PASSKEY, "identifier", "added_at"]),
            ("data/claims.json", vec![EMPLOYER, VOUCHED]),
            ("data/organisation.json", vec!["The Ring", "member"]),
        ] {
            for word in words {
                assert!(text(name).contains(word), "{name} lacks {word:?}:\n{}", text(name));
            }
        }
        let all: String = files.values().cloned().collect();
        for word in ["Otherwise", "Ana’s own remark", "argon2", "token", "ana@"] {
            assert!(!all.contains(word), "{word}");
        }
        the_pages_say_the_same(&files);
    }

    async fn nobody_else_gets_it_and_it_goes_after_a_week(app: &TestApp) {
        let (ana, ben) = (app.resident("Ana").await, app.resident("Ben").await);
        let files = copy_of(app, &ana).await;
        assert!(files["data/account.json"].contains("ana@people.example"));
        assert_eq!(download(&ben).await.0, 404);
        assert_eq!(download(&app.visitor()).await.0, 303, "a stranger signs in first");
        app.visitor().get("/account/data").await.is(303);
        // Many at once: each gets their own.
        let mut people = Vec::new();
        for n in 0..20 {
            people.push(app.resident(&format!("Person{n}")).await);
        }
        for who in &people {
            who.post_own("/account/data", &[]).await.is(303);
        }
        assert_eq!(app.letters().await.len(), 20);
        for (n, who) in people.iter().enumerate() {
            let account = unpacked(download(who).await.1)["data/account.json"].clone();
            assert!(account.contains(&format!("\"person{n}@people.example\"")), "{account}");
        }
        app.clock.forward(Duration::days(7) - Duration::seconds(1));
        assert_eq!(crate::privacy::gone(app, "copies of their data that people asked for").await, 0);
        assert_eq!(download(&ana).await.0, 200);
        app.clock.forward(Duration::seconds(2));
        assert_eq!(crate::privacy::gone(app, "copies of their data that people asked for").await, 21);
        assert_eq!(download(&ana).await.0, 404);
        ana.visit("/account/data").await.sees("Ask for a copy");
    }

    /// A copy of much is written in parts of a bounded size, and is whole.
    async fn much_is_copied_in_parts(app: &TestApp) {
        let (proposal, _) = app.proposal("Clean buses").await;
        let ana = app.resident("Ana").await;
        let (author, now) = (ana.id, app.now());
        // What does not pack well, so that the parts are many.
        let noise = |n: u64| (0..250_u64).map(|k| folkmoot::keys::token_hash(&format!("{n} {k}"))[..16].to_owned()).collect::<String>();
        for batch in 0..15_u64 {
            let rows: Vec<String> = (0..40).map(|n| noise(batch * 40 + n)).collect();
            app.change(move |tx| {
                for body in &rows {
                    diesel::insert_into(comments::table)
                        .values((comments::proposal_id.eq(proposal), comments::depth.eq(0), comments::author_id.eq(author), comments::capacity.eq("resident"), comments::badge.eq("resident"), comments::body.eq(body), comments::body_html.eq(""), comments::state.eq("published"), comments::listed.eq(true), comments::created_at.eq(now)))
                        .execute(&mut **tx)?;
                }
                Ok(())
            }).await;
        }
        let files = copy_of(app, &ana).await;
        let all: Vec<Value> = serde_json::from_str(&files["data/comments.json"]).expect("JSON");
        assert_eq!(all.len(), 600);
        assert!((0..600).all(|n| all[n]["words"] == noise(n as u64)), "in their order, each whole");
        let parts: Vec<Vec<u8>> = app.query(|conn| archive_parts::table.order(archive_parts::number).select(archive_parts::bytes).load(conn).expect("read")).await;
        assert!(parts.len() > 3, "{}", parts.len());
        assert!(parts.iter().all(|part| part.len() < 1_048_576), "{:?}", parts.iter().map(Vec::len).collect::<Vec<_>>());
    }

    /// A try that broke off leaves nothing in the next.
    async fn a_copy_that_broke_off_is_made_anew(app: &TestApp) {
        let ana = app.resident("Ana").await;
        ana.post_own("/account/data", &[]).await.is(303);
        let id: i64 = app.query(|conn| archives::table.select(archives::id).first(conn).expect("asked for")).await;
        app.change(move |tx| {
            for number in 0..3 {
                diesel::insert_into(archive_parts::table)
                    .values((archive_parts::archive_id.eq(id), archive_parts::number.eq(number), archive_parts::bytes.eq(b"half".as_slice())))
                    .execute(&mut **tx)?;
            }
            Ok(())
        }).await;
        privacy::archive::build(&app.app.site, id).await.expect("made");
        app.letters().await;
        assert!(unpacked(download(&ana).await.1).contains_key("index.html"));
        assert_eq!(app.query(|conn| accounts::table.count().get_result::<i64>(conn).expect("counted")).await, 1);
    }
}
