//! A program that is told to end while the mail server is slow, as before each update: what is on its way arrives and is
//! noted, what has not left is free for the next program at once, and nothing is unknown.

use super::sink::{Sink, Temper};
use super::world::World;
use crate::database::{Database, Program, Server};
use diesel::prelude::*;
use folkmoot::clock::{Clock, Moment};
use folkmoot::db::schema::digests as d;
use std::collections::BTreeSet;
use std::time::Duration;

const READERS: usize = 60;
const CONNECTIONS: usize = 4;
/// How long the mail server takes for each letter.
const SLOW: Duration = Duration::from_millis(700);

/// An email: its number, its state, who has it in hand, and when it may be taken.
type Row = (i64, String, String, Option<Moment>);

fn settings(sink: &Sink, stop_seconds: u64) -> Vec<(String, String)> {
    let pairs = [
        ("SITE__PUBLIC_URL", "https://folkmoot.example".to_owned()),
        ("MAIL__TRANSPORT", "smtp".to_owned()),
        ("MAIL__SMTP_URL", sink.address()),
        ("MAIL__CONNECTIONS", CONNECTIONS.to_string()),
        // Longer than any of these stories: it ends none of them.
        ("MAIL__DEADLINE_SECONDS", "120".to_owned()),
        ("WORKER__POLL_SECONDS", "1".to_owned()),
        ("WORKER__STOP_SECONDS", stop_seconds.to_string()),
    ];
    pairs.into_iter().map(|(name, value)| (format!("FOLKMOOT__{name}"), value)).collect()
}

fn world(database: Database) -> World {
    let mut world = World::on(database, READERS);
    world.comments();
    world.everybody_is_due();
    world
}

fn rows(world: &mut World) -> Vec<Row> {
    d::table.order(d::id).select((d::id, d::state, d::owner, d::next_at)).load(&mut world.conn).expect("read")
}

async fn until(mut it_is_so: impl FnMut() -> bool) {
    for _ in 0..6_000 {
        if it_is_so() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("not within a minute");
}

async fn story(database: Database, start: fn(&mut World, &Sink) -> Program) {
    let sink = Sink::start(Temper::Even(SLOW), 1).await;
    let mut world = world(database);
    let mut program = start(&mut world, &sink);
    until(|| sink.count() >= CONNECTIONS).await;
    world.letter();
    until(|| world.letters() == [true] && world.under_way().len() == CONNECTIONS).await;
    let on_their_way = world.under_way();
    program.tell_to_end();
    assert!(program.end().await.success(), "it ended in peace");

    let now = Clock::system().now();
    let letters = world.letters();
    assert!(letters.is_empty(), "the letter in hand was not finished: {letters:?}");
    let (accepted, left): (Vec<Row>, Vec<Row>) = rows(&mut world).into_iter().partition(|row| row.1 == "accepted");
    assert_eq!(accepted.len() + 1, sink.count(), "each that arrived is noted, and the letter besides");
    assert!(on_their_way.iter().all(|id| accepted.iter().any(|row| row.0 == *id)), "{on_their_way:?} of {accepted:?}");
    assert!(!left.is_empty(), "all had left already");
    for (_, state, owner, next) in left {
        assert_eq!((state.as_str(), owner.as_str()), ("planned", ""));
        assert!(next.is_some_and(|at| at <= now), "the next program would have to wait until {next:?}");
    }
    the_next_goes_on(&mut world, &sink).await;
}

async fn the_next_goes_on(world: &mut World, sink: &Sink) {
    sink.be(Temper::Even(Duration::ZERO));
    let _next = work(world, sink);
    until(|| {
        world.minutes_pass();
        sink.count() > READERS && world.waiting() == (0, 0)
    })
    .await;
    let taken = sink.taken();
    let (ids, to): (BTreeSet<_>, BTreeSet<_>) = taken.iter().map(|one| (&one.message_id, &one.to)).unzip();
    assert_eq!(ids.len(), taken.len(), "nothing came twice");
    assert_eq!(to.len(), READERS + 1, "everybody has an email, and the author the letter");
    let states: BTreeSet<String> = rows(world).into_iter().map(|row| row.1).collect();
    assert_eq!(states, BTreeSet::from(["accepted".to_owned()]));
}

fn work(world: &mut World, sink: &Sink) -> Program {
    world.work(&settings(sink, 30))
}

fn serve(world: &mut World, sink: &Sink) -> Program {
    Server::start(&world.database, settings(sink, 30)).program
}

#[tokio::test(flavor = "multi_thread")]
async fn work_on_sqlite() {
    story(Database::sqlite(), work).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn work_on_postgres() {
    story(Database::postgres(), work).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn serve_on_sqlite() {
    story(Database::sqlite(), serve).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn serve_on_postgres() {
    story(Database::postgres(), serve).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_server_that_does_not_answer_is_not_waited_for() {
    let sink = Sink::start(Temper::Even(Duration::from_secs(3_600)), 1).await;
    let mut world = world(Database::sqlite());
    let mut program = world.work(&settings(&sink, 1));
    until(|| world.under_way().len() == CONNECTIONS).await;
    program.tell_to_end();
    assert!(program.end().await.success());
    assert_eq!(world.under_way().len(), CONNECTIONS, "what is on its way is left to be found unknown");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_signal_ends_it_at_once() {
    let sink = Sink::start(Temper::Even(Duration::from_secs(3_600)), 1).await;
    let mut world = world(Database::sqlite());
    let mut program = world.work(&settings(&sink, 3_600));
    until(|| world.under_way().len() == CONNECTIONS).await;
    program.tell_to_end();
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(program.0.try_wait().expect("it is ours").is_none(), "the first signal lets it finish");
    program.tell_to_end();
    assert!(program.end().await.success());
}
