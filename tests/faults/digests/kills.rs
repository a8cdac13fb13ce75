//! `kill -9` while emails are planned and sent, again and again: nobody goes without, and nothing comes twice.
//!
//! FOLKMOOT_KILLS sets how often, FOLKMOOT_SEED when.

use super::promise;
use super::sink::{Sink, Temper};
use super::world::World;
use crate::database::Database;
use crate::dice::Dice;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

const READERS: usize = 2_000;
const KILLS: usize = 12;
const CONNECTIONS: usize = 16;
/// What one email may take, in seconds: as short as a slow machine allows, because leases grow with it.
const DEADLINE: usize = 2;

#[allow(clippy::disallowed_methods, reason = "tests have no settings to be passed in")]
fn setting(name: &str) -> Option<usize> {
    std::env::var(name).ok()?.parse().ok()
}

/// What the kills met.
#[derive(Debug, Default)]
struct Lives {
    kills: usize,
    days: usize,
    /// Kills while emails were planned, and while they left.
    in_planning: usize,
    in_sending: usize,
    cut_off: BTreeSet<i64>,
    most_cut_off: usize,
}

async fn story(database: Database) {
    let (kills, seed) = (setting("FOLKMOOT_KILLS").unwrap_or(KILLS), setting("FOLKMOOT_SEED").unwrap_or(1) as u64);
    let (which, began) = (database.url.split(':').next().unwrap_or_default().to_owned(), Instant::now());
    let sink = Sink::start(Temper::Moody, seed).await;
    let mut world = World::on(database, READERS);
    let lives = live_and_die(&mut world, &sink, kills, seed).await;
    sink.be(Temper::Even(Duration::ZERO));
    settle(&mut world, &sink).await;
    let seen = promise::check(&mut world, &sink, &lives.cut_off);
    let (unanswered, put_off, seconds) = (sink.unanswered().len(), sink.put_off(), began.elapsed().as_secs());
    println!(
        "{which}, seed {seed}: {} kills in {} days, {} in planning, {} in sending, {} emails cut off, at most {} at once; \
         {unanswered} not answered, {put_off} put off; {seen:?}; {seconds} s",
        lives.kills,
        lives.days,
        lives.in_planning,
        lives.in_sending,
        lives.cut_off.len(),
        lives.most_cut_off
    );
    assert!(lives.most_cut_off <= CONNECTIONS, "{} emails were on their way at once", lives.most_cut_off);
    let most = kills * CONNECTIONS + unanswered;
    assert!(seen.unknown <= most, "{} are unknown, and {most} could be", seen.unknown);
    assert!(seen.taken >= READERS && lives.in_sending * 4 >= kills, "too little happened to prove anything");
}

fn settings(sink: &Sink) -> Vec<(String, String)> {
    let pairs = [
        ("SMTP_URL", sink.address()),
        ("CONNECTIONS", CONNECTIONS.to_string()),
        ("DEADLINE_SECONDS", DEADLINE.to_string()),
    ];
    pairs.into_iter().map(|(name, value)| (format!("FOLKMOOT__MAIL__{name}"), value)).collect()
}

async fn live_and_die(world: &mut World, sink: &Sink, kills: usize, seed: u64) -> Lives {
    let (mut dice, mut lives) = (Dice::new(seed), Lives::default());
    for _ in 0..kills {
        let (due, open) = world.waiting();
        // The next day begins while the last emails of this one are on their way: a killed program's leases run on.
        if due + open < READERS as i64 / 2 {
            world.comments();
            world.everybody_is_due();
            lives.days += 1;
        }
        let mut program = world.work(&settings(sink));
        let planning = world.waiting().0 > 0;
        if planning && dice.once_in(2) {
            // To plan for two thousand takes some tenths of a second: now and then a program dies before that.
            tokio::time::sleep(Duration::from_millis(dice.roll(100) as u64)).await;
        } else {
            something_leaves(sink).await;
            tokio::time::sleep(Duration::from_millis(dice.roll(900) as u64)).await;
        }
        program.kill();
        lives.kills += 1;
        let cut_off: BTreeSet<i64> = world.under_way().into_iter().filter(|id| !lives.cut_off.contains(id)).collect();
        lives.in_planning += usize::from(world.waiting().0 > 0);
        lives.in_sending += usize::from(!cut_off.is_empty());
        lives.most_cut_off = lives.most_cut_off.max(cut_off.len());
        lives.cut_off.extend(cut_off);
        world.minutes_pass();
    }
    lives
}

/// Waits for the first letter of this life, however slow the machine is, but not long where all wait for leases to end.
async fn something_leaves(sink: &Sink) {
    let before = sink.count();
    for _ in 0..200 {
        tokio::time::sleep(Duration::from_millis(10)).await;
        if sink.count() > before {
            return;
        }
    }
}

/// Nobody is killed any more, and the mail server does what it should: days pass until nothing is left.
async fn settle(world: &mut World, sink: &Sink) {
    let _program = world.work(&settings(sink));
    for _ in 0..3_000 {
        tokio::time::sleep(Duration::from_millis(100)).await;
        world.minutes_pass();
        if world.waiting() != (0, 0) {
            continue;
        }
        if world.pending() == 0 {
            return;
        }
        world.everybody_is_due();
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
