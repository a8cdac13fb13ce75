//! `kill -9` while people answer a consultation: every section and every response that was acknowledged is there again.

use crate::client::form;
use crate::database::Database;
use crate::world::{PEOPLE, World};
use diesel::prelude::*;
use folkmoot::clock::Clock;
use folkmoot::db::schema::{
    jobs, proposals, questionnaires as q, response_sections, response_versions as v, responses as r,
};
use folkmoot::db::{Conn, Tx};
use folkmoot::ids::AccountId;
use folkmoot::keys::Keys;
use folkmoot::questionnaires::{Kind, Question, Questionnaire, Section};
use reqwest::{Client, StatusCode, redirect};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

const KILLS: usize = 12;
/// Responses that must be acknowledged in each life before it ends.
const EACH: usize = 6;

/// The last words of somebody that the server said were saved, and all that it said were sent.
#[derive(Default)]
struct Acknowledged {
    saved: Option<String>,
    sent: Vec<String>,
}

/// One question: whatever people like to say.
pub fn asks(world: &World) {
    let question = Question {
        id: 2,
        kind: Kind::Long,
        words: "What should we know?".into(),
        help: String::new(),
        required: true,
        choices: Vec::new(),
        rows: Vec::new(),
        only_if: None,
    };
    let section = Section { id: 1, title: "All".into(), intro: String::new(), questions: vec![question] };
    let asked = Questionnaire { sections: vec![section], late_days: 0, next: 2 };
    let (content, now) = (serde_json::to_string(&asked).expect("written"), Clock::system().now());
    let fill = |tx: &mut Tx<'_>| {
        let id: i64 =
            proposals::table.filter(proposals::slug.eq(&world.slug)).select(proposals::id).first(&mut **tx)?;
        diesel::update(proposals::table.filter(proposals::id.eq(id)))
            .set(proposals::questions.eq(1_i64))
            .execute(&mut **tx)?;
        Ok(diesel::insert_into(q::table)
            .values((q::proposal_id.eq(id), q::content.eq(&content), q::edition.eq(1_i64), q::changed_at.eq(now)))
            .execute(&mut **tx)?)
    };
    Tx::alone(&mut world.database.connect(), fill).expect("filled");
}

/// Somebody who changes what they say and sends it, again and again, until the server is gone. Each acknowledged response counts
/// in `sent` while the server lives.
async fn answers(world: Arc<World>, who: usize, round: usize, address: String, sent: Arc<AtomicUsize>) -> Acknowledged {
    let (_, token) = world.people[who].clone();
    let csrf = Keys::with(&world.database.key).sign("form", &[&token]);
    let client = Client::builder().redirect(redirect::Policy::none()).build().expect("a client");
    let mut done = Acknowledged::default();
    let send = |path: &str, body: String| form(&client, &address, &token, path, format!("csrf={csrf}&{body}")).send();
    let Ok(begun) = send(&format!("/proposals/{}/respond", world.slug), String::new()).await else { return done };
    let at = begun.headers()["location"].to_str().expect("an address").to_owned();
    let mut edition = "0".to_owned();
    let mut n = 0;
    loop {
        n += 1;
        let words = format!("Person {who} in life {round} says {n}");
        let body = format!("edition={edition}&go=later&q2={}", words.replace(' ', "+"));
        let Ok(answer) = send(&format!("{at}/sections/1"), body).await else { return done };
        match answer.status() {
            StatusCode::SEE_OTHER => edition = (edition.parse::<i64>().expect("a number") + 1).to_string(),
            // What was saved last was never acknowledged: the page says from which edition to go on.
            StatusCode::CONFLICT => {
                let Ok(page) = answer.text().await else { return done };
                let (_, rest) = page.split_once("name=\"edition\" value=\"").expect("the form is there again");
                edition = rest.split('"').next().expect("a number").to_owned();
                continue;
            }
            other => panic!("a section gave {other} under load"),
        }
        done.saved = Some(words.clone());
        let Ok(answer) = send(&format!("{at}/check"), "publish=unnamed".into()).await else { return done };
        assert_eq!(answer.status(), StatusCode::SEE_OTHER, "a response under load");
        done.sent.push(words);
        sent.fetch_add(1, Ordering::Relaxed);
    }
}

/// Presses the button once more after everything was started anew, twice: it leads to the same receipt.
async fn sends_again(world: &World, who: usize, address: &str) {
    let (_, token) = &world.people[who];
    let csrf = Keys::with(&world.database.key).sign("form", &[token]);
    let client = Client::builder().redirect(redirect::Policy::none()).build().expect("a client");
    let post = |path: String, body: &str| form(&client, address, token, &path, format!("csrf={csrf}&{body}")).send();
    let begun = post(format!("/proposals/{}/respond", world.slug), "").await.expect("it answers");
    let at = begun.headers()["location"].to_str().expect("an address").to_owned();
    for _ in 0..2 {
        let sent = post(format!("{at}/check"), "publish=unnamed").await.expect("it answers");
        assert_eq!(sent.status(), StatusCode::SEE_OTHER);
        let receipt = sent.headers()["location"].to_str().expect("an address");
        assert_eq!(receipt.split('?').next(), Some(at.as_str()), "the same reference");
    }
}

async fn story(world: World) {
    asks(&world);
    let world = Arc::new(world);
    let (mut saved, mut sent) = (HashMap::new(), Vec::new());
    for round in 0..KILLS {
        let mut server = world.start();
        let count = Arc::new(AtomicUsize::new(0));
        let people: Vec<_> = (0..PEOPLE)
            .map(|who| tokio::spawn(answers(world.clone(), who, round, server.address.clone(), count.clone())))
            .collect();
        // Different moments in different rounds, without chance; on a slow machine later, when there is something to lose.
        tokio::time::sleep(Duration::from_millis(400 + (round as u64 * 37) % 300)).await;
        for _ in 0..3_000 {
            if count.load(Ordering::Relaxed) >= EACH {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        server.program.kill();
        for (who, one) in people.into_iter().enumerate() {
            let done = one.await.expect("nobody met anything but an answer or silence");
            sent.extend(done.sent);
            saved.extend(done.saved.map(|words| (world.people[who].0, words)));
        }
    }
    let mut server = world.start();
    for who in 0..PEOPLE {
        sends_again(&world, who, &server.address).await;
    }
    server.program.kill();
    println!("{} responses were acknowledged in {KILLS} lives", sent.len());
    assert!(sent.len() >= EACH * KILLS, "the load was too small to prove anything: {}", sent.len());
    world.look(|conn| {
        let lost = lost(conn, &sent);
        assert!(lost.is_empty(), "{} acknowledged responses are lost, such as {:?}", lost.len(), lost[0]);
        sections_are_the_last_or_later(conn, &saved);
        versions_are_whole(conn);
        nothing_was_sent_twice(conn);
    });
}

/// The acknowledged responses that no version holds.
fn lost(conn: &mut Conn, sent: &[String]) -> Vec<String> {
    let all: Vec<String> =
        v::table.order((v::response_id, v::number)).select(v::answers).load(conn).expect("versions are read");
    let held: std::collections::HashSet<String> = all
        .iter()
        .map(|text| serde_json::from_str::<serde_json::Value>(text).expect("JSON")["2"]["text"].clone())
        .map(|words| words.as_str().expect("words").to_owned())
        .collect();
    sent.iter().filter(|words| !held.contains(*words)).cloned().collect()
}

/// What somebody finds in the form is what was acknowledged last, or what they sent after it and got no answer to.
fn sections_are_the_last_or_later(conn: &mut Conn, saved: &HashMap<AccountId, String>) {
    let stored: HashMap<AccountId, String> = response_sections::table
        .inner_join(r::table.on(r::id.eq(response_sections::response_id)))
        .filter(r::account_id.is_not_null())
        .select((r::account_id.assume_not_null(), response_sections::typed))
        .load::<(AccountId, String)>(conn)
        .expect("sections are read")
        .into_iter()
        .collect();
    let place = |words: &str| -> Vec<usize> { words.split(' ').filter_map(|word| word.parse().ok()).collect() };
    for (who, last) in saved {
        let typed: Vec<(String, String)> = serde_json::from_str(&stored[who]).expect("JSON");
        let found = &typed[0].1;
        assert!(place(found) >= place(last), "{last:?} was acknowledged last, and {found:?} is there");
    }
}

/// The versions of each response are numbered without a gap, up to the one that counts.
fn versions_are_whole(conn: &mut Conn) {
    let responses: Vec<(i64, i64, String)> =
        r::table.order(r::id).select((r::id, r::version, r::state)).load(conn).expect("responses are read");
    assert_eq!(responses.len(), PEOPLE, "one each");
    for (id, version, state) in responses {
        let numbers: Vec<i64> = v::table
            .filter(v::response_id.eq(id))
            .order(v::number)
            .select(v::number)
            .load(conn)
            .expect("versions are read");
        assert_eq!(numbers, (1..=version).collect::<Vec<_>>(), "response {id}");
        assert_eq!(state == "sent", version > 0, "response {id} is {state}");
    }
}

/// However often the button was pressed, no version says the same as the one before, and each has one letter at most.
fn nothing_was_sent_twice(conn: &mut Conn) {
    let all: Vec<(i64, String)> =
        v::table.order((v::response_id, v::number)).select((v::response_id, v::answers)).load(conn).expect("read");
    let twice = all.windows(2).filter(|two| two[0] == two[1]).count();
    assert_eq!(twice, 0, "of {} versions", all.len());
    let letters: Vec<String> =
        jobs::table.filter(jobs::payload.like("%response_received%")).select(jobs::payload).load(conn).expect("read");
    let different: std::collections::HashSet<&String> = letters.iter().collect();
    assert_eq!(letters.len(), different.len(), "letters that wait");
}

#[tokio::test]
async fn sqlite() {
    story(World::on(Database::sqlite())).await;
}

#[tokio::test]
async fn postgres() {
    story(World::on(Database::postgres())).await;
}
