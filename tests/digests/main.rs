//! The promise of the digests, against a model: no email twice, nothing lost, none empty, none after an unsubscribe.
//!
//! `history` makes things happen at random, among them programs that die between any two steps, mail servers whose answer
//! is lost, and both changes of the clocks; `model` says what each subscriber is owed; `world` is a database that is made
//! anew for each history. FOLKMOOT_HISTORIES sets how many there are, FOLKMOOT_SEED the first of their seeds.

mod dice;
mod history;
mod model;
mod world;

use history::History;
use world::World;

/// How many histories run when nobody says otherwise; each takes some milliseconds.
const ON_SQLITE: u64 = 250;
const ON_POSTGRES: u64 = 60;

#[allow(clippy::disallowed_methods, reason = "tests have no settings to be passed in")]
fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

fn run(mut world: World, count: u64) {
    let first = setting("FOLKMOOT_SEED").unwrap_or(1);
    let count = setting("FOLKMOOT_HISTORIES").unwrap_or(count);
    let mut seen = model::Seen::default();
    for seed in first..first + count {
        world.begin();
        let mut history = History::new(&mut world, seed);
        history.happen();
        seen.add(&history.end());
    }
    println!("{count} histories from seed {first}: {seen:?}");
    // A history without the rare turns would prove little: each must have been met.
    seen.check();
}

#[test]
fn the_promise_holds_on_sqlite() {
    run(World::sqlite(), ON_SQLITE);
}

#[test]
fn the_promise_holds_on_postgresql() {
    run(World::postgres(), ON_POSTGRES);
}
