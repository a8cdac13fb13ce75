//! Several processes on one database: each reader has one email, and each process sent some of them.

use super::promise;
use super::sink::{Sink, Temper};
use super::world::World;
use crate::database::{Database, Program};
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

const READERS: usize = 2_000;

async fn story(database: Database, processes: usize) {
    let (which, began) = (database.url.split(':').next().unwrap_or_default().to_owned(), Instant::now());
    let sink = Sink::start(Temper::Even(Duration::from_millis(40)), 1).await;
    let mut world = World::on(database, READERS);
    let running: Vec<Program> = (0..processes).map(|n| world.work(&settings(&sink, n))).collect();
    world.comments();
    world.everybody_is_due();
    wait(&mut world).await;
    drop(running);
    let seen = promise::check(&mut world, &sink, &BTreeSet::new());
    let mut by: BTreeMap<String, usize> = BTreeMap::new();
    sink.taken().into_iter().for_each(|one| *by.entry(one.from).or_default() += 1);
    println!("{which}, {processes} processes: {by:?}; {seen:?}; {} s", began.elapsed().as_secs());
    assert_eq!((seen.accepted, seen.taken, seen.unknown), (READERS, READERS, 0));
    assert_eq!(by.len(), processes, "each has sent some");
}

/// Each process writes under a name of its own, by which its letters are told apart.
fn settings(sink: &Sink, n: usize) -> Vec<(String, String)> {
    let pairs = [("SMTP_URL", sink.address()), ("FROM", format!("Folkmoot <process{n}@folkmoot.example>"))];
    pairs.into_iter().map(|(name, value)| (format!("FOLKMOOT__MAIL__{name}"), value)).collect()
}

async fn wait(world: &mut World) {
    for _ in 0..3_000 {
        tokio::time::sleep(Duration::from_millis(100)).await;
        world.minutes_pass();
        if world.ended() == READERS && world.waiting() == (0, 0) {
            return;
        }
    }
    panic!("after five minutes {}", world.troubles());
}

#[tokio::test(flavor = "multi_thread")]
async fn three_on_postgres() {
    story(Database::postgres(), 3).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_on_sqlite() {
    story(Database::sqlite(), 2).await;
}
