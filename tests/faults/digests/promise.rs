//! Whether the promise was kept, by what the mail server took and what the database says of it.

use super::sink::{Sink, Taken};
use super::world::{Reader, World};
use diesel::prelude::*;
use folkmoot::db::schema;
use folkmoot::digests::items::Items;
use folkmoot::follows::Target;
use std::collections::{BTreeSet, HashMap, HashSet};

const MAY_REPEAT: &str = "You may have read some of this before";

/// An email as the database has it.
struct Row {
    id: i64,
    subscriber: i64,
    state: String,
    /// The rows of activity that it told.
    told: Items,
}

/// What was seen, for whoever runs the test.
#[derive(Debug, Default)]
#[allow(dead_code, reason = "the numbers are printed")]
pub struct Seen {
    pub emails: usize,
    pub taken: usize,
    pub accepted: usize,
    pub unknown: usize,
    /// Of the unknown ones those that arrived, and those that had not been on their way when a program was killed, nor
    /// been left without an answer.
    pub unknown_and_taken: usize,
    pub unexplained: usize,
    /// The most unknown ones to one reader.
    pub most_to_one: usize,
    /// How many things were owed, and how many of them were told twice because the first email was unknown.
    pub owed: usize,
    pub told_twice: usize,
}

/// Checks all of it. `cut_off` are the emails that were on their way when a program was killed.
pub fn check(world: &mut World, sink: &Sink, cut_off: &BTreeSet<i64>) -> Seen {
    let taken = sink.taken();
    let rows = rows(world);
    everything_has_ended(world, &rows);
    nothing_came_twice(&taken);
    let told = by_reader(world, &taken, &rows);
    let mut seen = counted(&rows, &taken, &sink.unanswered(), cut_off);
    for reader in &world.readers {
        let emails = told.get(&reader.id.0).map_or(&[][..], Vec::as_slice);
        seen.owed += everything_was_told(world, reader, emails);
        seen.told_twice += repeats_are_owned_up_to(reader, emails);
    }
    seen
}

fn rows(world: &mut World) -> HashMap<String, Row> {
    use schema::digests as d;
    type Columns = (i64, i64, String, String, Vec<u8>, Vec<u8>);
    let rows: Vec<Columns> = d::table
        .order(d::id)
        .select((d::id, d::subscriber_id, d::state, d::message_id, d::items, d::left_out))
        .load(&mut world.conn)
        .expect("read");
    rows.into_iter()
        .map(|(id, subscriber, state, message_id, items, left_out)| {
            let told = Items::from_bytes(&items).without(&Items::from_bytes(&left_out));
            (message_id, Row { id, subscriber, state, told })
        })
        .collect()
}

fn everything_has_ended(world: &mut World, rows: &HashMap<String, Row>) {
    assert_eq!((world.waiting(), world.pending()), ((0, 0), 0), "nothing is left to do");
    let states: BTreeSet<&str> = rows.values().map(|row| row.state.as_str()).collect();
    assert!(states.iter().all(|state| ["accepted", "unknown"].contains(state)), "{states:?}");
}

fn nothing_came_twice(taken: &[Taken]) {
    let mut known = HashSet::new();
    let twice: Vec<&Taken> = taken.iter().filter(|one| !known.insert(&one.message_id)).collect();
    assert!(twice.is_empty(), "{} emails came twice, such as {:?}", twice.len(), twice[0]);
}

/// For each reader the emails that arrived, in order. Each went to whom it was for, and says what its row says.
fn by_reader<'a>(
    world: &World,
    taken: &'a [Taken],
    rows: &'a HashMap<String, Row>,
) -> HashMap<i64, Vec<(&'a Taken, &'a Row)>> {
    let readers: HashMap<i64, &Reader> = world.readers.iter().map(|reader| (reader.id.0, reader)).collect();
    let mut told: HashMap<i64, Vec<(&Taken, &Row)>> = HashMap::new();
    for one in taken {
        let row = rows.get(&one.message_id).unwrap_or_else(|| panic!("nobody knows {one:?}"));
        assert_eq!(one.to, readers[&row.subscriber].email, "{one:?}");
        assert!(!row.told.is_empty(), "an empty email: {one:?}");
        let said: BTreeSet<&str> = one.text.split(' ').filter(|word| word.starts_with("word")).collect();
        assert_eq!(said, shown(world, &row.told), "{one:?}");
        told.entry(row.subscriber).or_default().push((one, row));
    }
    told
}

/// The words that stand in an email which tells these: the newest three of each proposal, and at most ten in all; of more
/// there is a number.
fn shown<'a>(world: &'a World, told: &Items) -> BTreeSet<&'a str> {
    let mut proposals: HashMap<Target, Vec<&str>> = HashMap::new();
    for item in world.items.iter().rev().filter(|item| told.contains(item.row)) {
        proposals.entry(item.targets[0]).or_default().push(&item.word);
    }
    let each = (10 / proposals.len().max(1)).min(3);
    proposals.values().flat_map(|words| words.iter().take(each)).copied().collect()
}

fn everything_was_told(world: &World, reader: &Reader, emails: &[(&Taken, &Row)]) -> usize {
    let owed = || world.items.iter().filter(|item| item.targets.contains(&reader.target));
    let lost: Vec<&str> =
        owed().filter(|item| !emails.iter().any(|e| e.1.told.contains(item.row))).map(|i| i.word.as_str()).collect();
    assert!(lost.is_empty(), "{} never heard of {lost:?}", reader.email);
    owed().count()
}

/// What somebody was told twice was told first in an email of which nobody knows whether it arrived; the next one says so.
fn repeats_are_owned_up_to(reader: &Reader, emails: &[(&Taken, &Row)]) -> usize {
    let mut twice = 0;
    for (n, (later, row)) in emails.iter().enumerate() {
        for (_, before) in &emails[..n] {
            let again = row.told.and(&before.told).ids().len();
            if again > 0 {
                assert_eq!(before.state, "unknown", "{} was told twice: email {}", reader.email, row.id);
                assert!(later.text.contains(MAY_REPEAT), "{later:?} does not say that it may repeat");
            }
            twice += again;
        }
    }
    twice
}

fn counted(
    rows: &HashMap<String, Row>,
    taken: &[Taken],
    unanswered: &HashSet<String>,
    cut_off: &BTreeSet<i64>,
) -> Seen {
    let arrived: HashSet<&String> = taken.iter().map(|one| &one.message_id).collect();
    let of = |state: &'static str| rows.iter().filter(move |(_, row)| row.state == state);
    let never: Vec<i64> = of("accepted").filter(|(id, _)| !arrived.contains(id)).map(|(_, row)| row.id).collect();
    assert!(never.is_empty(), "{never:?} are said to be accepted and never came");
    let mut to_one: HashMap<i64, usize> = HashMap::new();
    of("unknown").for_each(|(_, row)| *to_one.entry(row.subscriber).or_default() += 1);
    Seen {
        emails: rows.len(),
        taken: taken.len(),
        accepted: of("accepted").count(),
        unknown: of("unknown").count(),
        unknown_and_taken: of("unknown").filter(|(id, _)| arrived.contains(id)).count(),
        unexplained: of("unknown").filter(|(id, row)| !cut_off.contains(&row.id) && !unanswered.contains(*id)).count(),
        most_to_one: to_one.into_values().max().unwrap_or(0),
        ..Seen::default()
    }
}
