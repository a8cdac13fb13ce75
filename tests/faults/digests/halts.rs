//! A program that stands still while it sends, as on a machine that sleeps, and goes on long after its leases are over:
//! meanwhile others have taken what it had in hand for lost, and have told it in later emails.

use super::promise;
use super::sink::{Sink, Temper};
use super::world::World;
use crate::database::Database;
use std::collections::BTreeSet;
use std::time::Duration;

const READERS: usize = 150;

async fn story(database: Database) {
    let which = database.url.split(':').next().unwrap_or_default().to_owned();
    let sink = Sink::start(Temper::Patient(100), 1).await;
    let mut world = World::on(database, READERS);
    world.comments();
    world.everybody_is_due();
    let sleeper = world.work(&settings(&sink));
    while sink.count() < 60 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    world.halt(&sleeper);
    let held: BTreeSet<i64> = world.under_way().into_iter().collect();
    let _other = world.work(&settings(&sink));
    for _day in 0..2 {
        everything_is_sent(&mut world).await;
        world.comments();
        world.everybody_is_due();
    }
    everything_is_sent(&mut world).await;
    // On a busy machine a second is not always enough for an email: what is not known to have come is told again.
    for _day in 0..10 {
        if world.pending() > 0 {
            world.everybody_is_due();
            everything_is_sent(&mut world).await;
        }
    }
    let before = sink.count();
    sleeper.go_on();
    // Longer than an email may take: what would still come has come.
    tokio::time::sleep(Duration::from_secs(3)).await;
    let seen = promise::check(&mut world, &sink, &held);
    println!(
        "{which}: {} were on their way when it stopped, {} came later; {seen:?}",
        held.len(),
        sink.count() - before
    );
    assert!(seen.unknown > 0, "nothing was in its hands");
}

fn settings(sink: &Sink) -> Vec<(String, String)> {
    let pairs = [("SMTP_URL", sink.address()), ("DEADLINE_SECONDS", "1".to_owned())];
    pairs.into_iter().map(|(name, value)| (format!("FOLKMOOT__MAIL__{name}"), value)).collect()
}

async fn everything_is_sent(world: &mut World) {
    for _ in 0..3_000 {
        tokio::time::sleep(Duration::from_millis(100)).await;
        world.minutes_pass();
        if world.waiting() == (0, 0) {
            return;
        }
    }
    panic!("after five minutes {}", world.troubles());
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlite() {
    story(Database::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres() {
    story(Database::postgres()).await;
}
