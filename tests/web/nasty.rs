//! Nasty inputs and faults, and what must come of each: a clear sentence, the text kept, nothing lost, never a 500.
//!
//! The numbers are those of the forty-five cases of the trust specification, section 6. What is tested elsewhere:
//!
//! - 1, 3: `comments::mistakes_give_the_page_again_with_the_text`
//! - 2: `guards::a_large_form_is_kept_and_a_larger_one_refused`
//! - 4, 6, 12, 13: `comments::hostile_text_is_shown_as_text` (6 also here, in the rows)
//! - 6, 8, 9, 15: `accounts::what_is_wrong_is_said…`, `accounts::addresses_are_taken_as_people_write_them`
//! - 16: `subscriptions::asking_a_hundred_times_sends_one_letter`, `links::letters_are_not_a_weapon` (many addresses: here)
//! - 17: `comments::the_same_words_twice_are_one_comment`, `staff::the_same_form_sent_twice_is_one_change` (the rest: here, in `inputs`
//!   and `twice`)
//! - 18: `votes::a_hundred_votes_at_once_are_one` (two instances: here)
//! - 19: `votes::the_close_is_decided_by_the_servers_clock`, `door::what_comes_too_late_is_given_back` (comments: here)
//! - 20: `door::a_session_that_ends_while_one_writes_loses_nothing` (staff and edits: here)
//! - 23: `staff::nobody_overwrites_what_they_have_not_seen` (at the same moment: here)
//! - 27, 28, 29, 30: `guards` (more of 27, 28 and 29: here)
//! - 31: `door::after_signing_in_one_stays_on_this_site`
//! - 36: `tests/faults`
//! - 37: `emails::staff_see_that_the_mail_host_takes_nothing…`
//! - 38: `tests/faults`
//! - 39: `digests::what_changes_between_planning_and_sending_counts`
//! - 41: `links::a_link_works_once…`, `subscriptions::a_wrong_token_opens_nothing`
//! - 42: `proposals::days_are_counted_in_london_and_turn_at_midnight`
//! - 43: `schema` (two at once: here)
//! - 45: `emails::an_email_that_cannot_be_made…` (jobs: here)
//!
//! Here: 5, 7, 11, 16, 17, 21, 24, 25, 32 in `inputs`; 17 and 36 in `twice`; 18, 19, 20, 22, 23 in `together`; 26, 28 in `wire`;
//! 29 in `late`; 34, 35, 43, 45 in `trouble`, `away` and `slow`; 20 to 22, 34 to 36 where people answer a consultation in `answering`; 44 in `settings`; 42 in `clocks`; poisoned rows, and reading
//! that changes nothing (40), in `rows`; who may do what in `permissions`. By the table of routes, so that a new route is tried by
//! itself: any parameter (25), looking that changes nothing (40), HEAD and other methods (27) in `everywhere`; every field of
//! every form (1 to 5, 9, 10, 17), and forms of other sites, in `forms`, which finds them, `fields` and `origins`; every link of
//! every letter (41) in `tokens`. The digests (37 to 39) have `digests`, `tests/digests` and
//! `tests/faults`. Forms with files (32, 33): `attachments::multipart`, `attachments::refused`. Not yet there, because the pages
//! are not: 10 (search), 14 (export).
//!
//! By the names of section 2 (X: scripts, A: access, U: accounts, V: votes and forms, O: what leaves, D: too much, and caches):
//!
//! - X1, X3, X5 to X7: `rows`, `comments::hostile_text…`, `vision::hostile_titles…`, `moderation::hostile_words…`; X4: `everywhere`;
//!   X8, X9, D2: `src/markdown.rs`. X2: `attachments::refused`. A4 needs tenants, which there are not.
//! - A1, A2, A11, A18: `permissions`; A3: a route without a word that says who may enter does not compile.
//! - A5, A12, A14: `unseen`, `crate::unseen` (comments that are hidden, at every address); A6: `inputs::wild_places…`; A7, A8: `leaving::copies`;
//!   A9, D1: `fields`; A10: `choices`; A13: `digests::what_changes_between…`; A15: nothing is polled; A16:
//!   `moderation::what_one_cannot_see…`; A17: `leaving`.
//! - U1, U2: `ways::an_invitation_that_ran_out…`, `links::an_invitation_is_the_only_way…`; U3, 2.9: `tokens`, `ways`; U4:
//!   `links::looking_at_a_link…`, `everywhere`; U5: `professions::only_listed_domains…`; U6: `links::letters_are_not_a_weapon`; U7:
//!   `enumeration`; U8: `links::letters_lead_to_no_other_site`.
//! - V1: `votes::a_hundred_votes…`, `together`; V2: `fields`, `choices`; V3, V4: `choices`; V5, V7: `origins`; V6: `inputs`,
//!   `tests/architecture.rs`.
//! - O1: `tests/architecture.rs`; dots in letters: `tests/mail`. D3: `scripts/bench`; D4: `leaving::copies`; D5: `caches`.

mod answering;
mod away;
mod caches;
mod choices;
mod clocks;
mod everywhere;
mod fields;
mod forms;
mod inputs;
mod late;
mod origins;
mod permissions;
mod rows;
mod settings;
mod slow;
mod together;
mod tokens;
mod trouble;
mod twice;
mod unseen;
mod wire;

pub use rows::dump;

use crate::support::{Page, Person, TestApp};
use diesel::prelude::*;
use folkmoot::app::App;
use folkmoot::config::Config;
use folkmoot::db::schema::comments;

/// Posts a comment through the page and gives its number.
pub async fn say(app: &TestApp, who: &Person, path: &str, body: &str) -> i64 {
    who.visit(path).await.form("/comments").fill("body", body).submit().await.is(200);
    latest(app).await
}

/// The number of the latest comment.
async fn latest(app: &TestApp) -> i64 {
    app.query(|conn| comments::table.order(comments::id.desc()).select(comments::id).first(conn).expect("posted")).await
}

/// How many comments there are.
async fn posted(app: &TestApp) -> i64 {
    app.query(|conn| comments::table.count().get_result(conn).expect("counted")).await
}

/// A page that says what is wrong and gives the words back, with this status.
#[track_caller]
fn refuses(page: &Page, status: u16, words: &str) {
    page.is(status).sees(words);
    assert!(page.header("content-type").starts_with("text/html"), "{}: a page", page.path);
    assert_eq!(page.all("h1").len(), 1, "{}: a page with a heading", page.path);
    assert!(!page.all("textarea").is_empty(), "{}: what was written can be copied", page.path);
}

/// A second instance of the site on the same database: its address, and how to stop it.
pub async fn second_instance(app: &TestApp) -> (String, actix_web::dev::ServerHandle) {
    instance(app, |_| {}).await
}

/// The same, with settings of its own.
pub async fn instance(app: &TestApp, change: impl FnOnce(&mut Config)) -> (String, actix_web::dev::ServerHandle) {
    let mut config = (*app.app.site.config).clone();
    change(&mut config);
    let other = App::new(config, app.clock.clone()).expect("a second instance starts");
    let socket = folkmoot::server::bind("127.0.0.1:0".parse().expect("an address")).expect("a free port");
    let url = format!("http://{}", socket.local_addr().expect("bound"));
    let running = other.server(socket).expect("it serves");
    let handle = running.handle();
    actix_web::rt::spawn(running);
    (url, handle)
}

/// The same browser, at another instance.
pub fn elsewhere(who: &Person, url: &str) -> Person {
    let mut there = who.clone();
    url.clone_into(&mut there.url);
    there
}
