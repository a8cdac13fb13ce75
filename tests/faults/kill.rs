//! `kill -9`, fifty times on each database, under load: every acknowledged vote and comment is there again.

use crate::client::{Acknowledged, go_on};
use crate::database::Database;
use crate::world::{PEOPLE, World};
use diesel::prelude::*;
use folkmoot::db::{Conn, schema};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

const KILLS: usize = 50;
/// What is acknowledged in each life at least, however busy the machine is.
const EACH: usize = 20;

async fn story(world: World) {
    let world = Arc::new(world);
    let turn = Arc::new(AtomicUsize::new(0));
    let mut all = Acknowledged::default();
    for round in 0..KILLS {
        let mut server = world.start();
        let before = turn.load(Ordering::Relaxed);
        let clients: Vec<_> = (0..PEOPLE)
            .map(|who| tokio::spawn(go_on(world.clone(), who, server.address.clone(), turn.clone())))
            .collect();
        // Different moments in different rounds, without chance: 100 to 395 ms.
        tokio::time::sleep(Duration::from_millis(100 + (round as u64 * 37) % 300)).await;
        for _ in 0..3_000 {
            // Each client has sent one that may not be answered yet.
            if turn.load(Ordering::Relaxed) > before + EACH + PEOPLE {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        server.program.kill();
        for client in clients {
            let done = client.await.expect("no client met anything but an answer or silence");
            all.votes.extend(done.votes);
            all.comments.extend(done.comments);
        }
    }
    println!("{} votes and {} comments were acknowledged in {KILLS} lives", all.votes.len(), all.comments.len());
    assert!(all.votes.len() > 10 * KILLS && all.comments.len() > KILLS, "the load was too small to prove anything");
    world.look(|conn| {
        everything_is_there(conn, &all);
        every_count_is_right(conn);
        let waiting = every_held_comment_waits(conn);
        assert!(waiting > KILLS / 3, "only {waiting} comments were held");
    });
}

/// Comments that are held are those in the moderators' queue, each once; gives how many.
fn every_held_comment_waits(conn: &mut Conn) -> usize {
    use schema::{cases, comments as c, waiting_counts};
    let held = c::table.filter(c::state.eq("held")).filter(c::held_because.eq("link")).order(c::id);
    let held: Vec<i64> = held.select(c::id).load(conn).expect("read");
    let open = cases::table.filter(cases::closed_at.is_null()).order(cases::comment_id);
    let waiting: Vec<i64> = open.select(cases::comment_id).load(conn).expect("read");
    assert_eq!(held, waiting, "what is held, and what waits");
    let kept = waiting_counts::table.order(waiting_counts::why).select(waiting_counts::waiting);
    let kept: i64 = kept.load::<i64>(conn).expect("read").into_iter().sum();
    assert_eq!(i64::try_from(waiting.len()).expect("a number"), kept, "how many wait is kept by whoever opens a case");
    held.len()
}

pub fn everything_is_there(conn: &mut Conn, all: &Acknowledged) {
    use schema::{comment_votes as v, comments as c};
    let votes: HashMap<(i64, i64), i32> = v::table
        .order((v::account_id, v::comment_id))
        .select((v::account_id, v::comment_id, v::value))
        .load::<(i64, i64, i32)>(conn)
        .expect("votes are read")
        .into_iter()
        .map(|(who, item, value)| ((who, item), value))
        .collect();
    let lost: Vec<_> = all.votes.iter().filter(|(who, item, _)| !votes.contains_key(&(who.0, item.0))).collect();
    assert!(lost.is_empty(), "{} acknowledged votes are lost, such as {:?}", lost.len(), lost[0]);
    let bodies: HashSet<String> =
        c::table.order(c::id).select(c::body).load::<String>(conn).expect("comments are read").into_iter().collect();
    let lost: Vec<_> = all.comments.iter().filter(|body| !bodies.contains(*body)).collect();
    assert!(lost.is_empty(), "{} acknowledged comments are lost, such as {:?}", lost.len(), lost[0]);
}

/// Counts kept on rows equal the rows they count: no half of a change survived.
pub fn every_count_is_right(conn: &mut Conn) {
    use schema::{activity as a, comment_votes as v, comments as c, proposals as p};
    // For all, professionals and organisations: disagree, pass, agree.
    type Three = (i64, i64, i64);
    let votes: Vec<(i64, i32, String)> = v::table
        .order((v::comment_id, v::account_id))
        .select((v::comment_id, v::value, v::capacity))
        .load(conn)
        .expect("read");
    let mut counted: HashMap<i64, [[i64; 3]; 3]> = HashMap::new();
    for (item, value, capacity) in votes {
        let count = counted.entry(item).or_default();
        let answer = usize::try_from(value + 1).expect("a vote");
        count[0][answer] += 1;
        match capacity.as_str() {
            "professional" => count[1][answer] += 1,
            "organisation" => count[2][answer] += 1,
            _ => {}
        }
    }
    let kept: Vec<(i64, Three, Three, Three)> = c::table
        .filter(c::state.ne("held"))
        .order(c::id)
        .select((
            c::id,
            (c::disagrees, c::passes, c::agrees),
            (c::professional_disagrees, c::professional_passes, c::professional_agrees),
            (c::organisation_disagrees, c::organisation_passes, c::organisation_agrees),
        ))
        .load(conn)
        .expect("read");
    for &(id, all, professionals, organisations) in &kept {
        let kept = [all, professionals, organisations].map(<[i64; 3]>::from);
        assert_eq!(counted.get(&id).copied().unwrap_or_default(), kept, "comment {id}");
    }
    let comments: i64 = p::table.select(p::comments).first(conn).expect("read");
    assert_eq!(comments, i64::try_from(kept.len()).expect("a count"), "the proposal counts its comments");
    let posted: i64 = a::table.filter(a::kind.eq("comment_posted")).count().get_result(conn).expect("counted");
    assert_eq!(
        posted,
        comments - i64::try_from(crate::world::STATEMENTS).expect("a count"),
        "one event for each comment"
    );
}

#[tokio::test]
async fn sqlite() {
    story(World::on(Database::sqlite())).await;
}

#[tokio::test]
async fn postgres() {
    story(World::on(Database::postgres())).await;
}
