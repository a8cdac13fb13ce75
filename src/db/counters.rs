//! Counters on rows: a transaction says by how much each of them changes, and at its end one statement a table adds it all.
//!
//! So many votes on one proposal are one change of its row; the rows are locked for a moment and by one transaction at a
//! time; and nobody who has counted one thing waits for another who has counted the other.

use super::Conn;
use crate::error::Result;
use diesel::connection::SimpleConnection;
use std::collections::BTreeMap;
use std::fmt::Write;

/// The most rows that one statement changes.
const ROWS: usize = 500;

/// Some counters of one table that change together.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Counters {
    /// The table.
    pub table: &'static str,
    /// The column by which its rows are known.
    pub key: &'static str,
    /// The columns that count.
    pub columns: &'static [&'static str],
    /// Columns that follow from those, each with the SQL that says how: there `{agrees}` is what `agrees` will be.
    pub follow: &'static [(&'static str, &'static str)],
}

/// A row's key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// A number that the database gave.
    Number(i64),
    /// A word of our own, without quotation marks in it.
    Word(&'static str),
}

impl From<i64> for Key {
    fn from(id: i64) -> Self {
        Self::Number(id)
    }
}

impl From<&'static str> for Key {
    fn from(word: &'static str) -> Self {
        Self::Word(word)
    }
}

/// What is to be added, row by row, in the order of the counters' columns.
type Changes = BTreeMap<Key, Vec<i64>>;

/// All that one transaction, or a group of them, has counted.
#[derive(Debug, Default)]
pub(super) struct Counted(BTreeMap<&'static Counters, Changes>);

impl Counted {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn add(&mut self, counters: &'static Counters, key: Key, by: &[i64]) {
        debug_assert_eq!(counters.columns.len(), by.len(), "a number for each of {counters:?}");
        if by.iter().all(|n| *n == 0) {
            return;
        }
        let sums = self.0.entry(counters).or_default().entry(key).or_insert_with(|| vec![0; by.len()]);
        for (sum, n) in sums.iter_mut().zip(by) {
            *sum += n;
        }
    }

    pub fn append(&mut self, later: Self) {
        for (counters, changes) in later.0 {
            for (key, by) in changes {
                self.add(counters, key, &by);
            }
        }
    }

    /// Adds everything to the rows.
    pub fn write(&self, conn: &mut Conn) -> Result<()> {
        for (counters, changes) in &self.0 {
            let rows: Vec<_> = changes.iter().collect();
            for some in rows.chunks(ROWS) {
                conn.batch_execute(&statement(counters, some))?;
            }
        }
        Ok(())
    }
}

/// One `UPDATE` for several rows, in words that both databases know. It holds numbers and words of the program only.
fn statement(counters: &Counters, rows: &[(&Key, &Vec<i64>)]) -> String {
    let Counters { table, key, columns, follow } = counters;
    let mut sql = format!("WITH change (which, {}) AS (VALUES ", columns.join(", "));
    for (n, (key, by)) in rows.iter().enumerate() {
        sql.push_str(if n == 0 { "(" } else { ", (" });
        // Without the cast a list of small numbers is one of small integers to PostgreSQL, and of nothing to its planner.
        let _ = match key {
            Key::Number(id) => write!(sql, "CAST({id} AS BIGINT)"),
            Key::Word(word) => write!(sql, "'{word}'"),
        };
        for n in *by {
            let _ = write!(sql, ", {n}");
        }
        sql.push(')');
    }
    let sum = |column: &str| format!("({table}.{column} + change.{column})");
    let mut sets: Vec<String> = columns.iter().map(|column| format!("{column} = {}", sum(column))).collect();
    sets.extend(follow.iter().map(|(column, how)| {
        let how = columns.iter().fold((*how).to_owned(), |how, c| how.replace(&format!("{{{c}}}"), &sum(c)));
        format!("{column} = {how}")
    }));
    let _ = write!(sql, ") UPDATE {table} SET {} FROM change WHERE {table}.{key} = change.which", sets.join(", "));
    sql
}

#[cfg(test)]
mod tests {
    use super::*;

    static APPLES: Counters = Counters {
        table: "trees",
        key: "id",
        columns: &["red", "green"],
        follow: &[("all_of_them", "{red} + {green}")],
    };

    #[test]
    fn one_statement_changes_every_row_once() {
        let mut counted = Counted::default();
        let mut later = Counted::default();
        counted.add(&APPLES, Key::Number(7), &[1, 0]);
        counted.add(&APPLES, Key::Number(3), &[0, 0]);
        later.add(&APPLES, Key::Number(7), &[1, -1]);
        later.add(&APPLES, Key::Number(2), &[0, 5]);
        counted.append(later);
        let rows: Vec<_> = counted.0[&APPLES].iter().collect();
        assert_eq!(
            statement(&APPLES, &rows),
            "WITH change (which, red, green) AS (VALUES (CAST(2 AS BIGINT), 0, 5), (CAST(7 AS BIGINT), 2, -1)) \
             UPDATE trees SET red = (trees.red + change.red), green = (trees.green + change.green), \
             all_of_them = (trees.red + change.red) + (trees.green + change.green) FROM change WHERE trees.id = change.which"
        );
    }

    #[test]
    fn what_changes_nothing_is_no_change() {
        let mut counted = Counted::default();
        counted.add(&APPLES, Key::Number(3), &[0, 0]);
        assert!(counted.is_empty());
    }
}
