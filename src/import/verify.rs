//! Compares what was imported with the export, cell by cell.

use super::reading::{self, Matrix};
use super::store::{self, Kind};
use super::{ImportError, Step};
use crate::db::Conn;
use crate::ids::ProposalId;
use crate::votes::Answer;
use std::collections::BTreeMap;
use std::path::Path;

/// So many differences are told one by one.
const TOLD: usize = 10;

/// How the current votes compare with `participants-votes.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Cells in the file that hold a vote.
    pub cells: usize,
    /// Those whose vote is the same here.
    pub equal: usize,
    /// Those whose vote is another one here.
    pub different: usize,
    /// Those without a vote here.
    pub missing: usize,
    /// Votes here without a cell in the file.
    pub surplus: usize,
    /// The first ten of all that is not equal, a sentence each.
    pub examples: Vec<String>,
}

impl Verified {
    /// Whether every cell is equal and nothing else was found.
    #[must_use]
    pub fn is_equal(&self) -> bool {
        self.equal == self.cells && self.surplus == 0
    }
}

impl std::fmt::Display for Verified {
    /// One line when all is equal; else the counts and the first differences, a line each.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let number = |n: usize| views::parts::number(i64::try_from(n).unwrap_or(i64::MAX));
        if self.is_equal() {
            return write!(f, "verified: all {} cells are equal", number(self.cells));
        }
        let Self { cells, equal, different, missing, surplus, .. } = self;
        write!(f, "not equal: of {} cells {} are equal, ", number(*cells), number(*equal))?;
        let (different, missing, surplus) = (number(*different), number(*missing), number(*surplus));
        write!(f, "{different} differ and {missing} are missing; {surplus} votes are here alone")?;
        self.examples.iter().try_for_each(|line| write!(f, "\n  {line}"))
    }
}

/// Compares the current votes on an imported proposal with `participants-votes.csv` in the folder `dir`. Writes nothing.
///
/// # Errors
/// [`ImportError::Flaw`] when that file is missing or damaged; [`ImportError::Database`].
pub fn verify(
    conn: &mut Conn,
    dir: &Path,
    proposal: ProposalId,
    progress: &mut dyn FnMut(Step),
) -> Result<Verified, ImportError> {
    let matrix = reading::matrix_in(dir)?;
    progress(Step { what: "cells to compare", done: 0, of: matrix.cells.len() });
    let people = store::load_numbers(conn, proposal, Kind::Participant)?;
    let statements = store::load_numbers(conn, proposal, Kind::Statement)?;
    let mut here = BTreeMap::new();
    let mut strangers = Vec::new();
    for (who, item, value) in store::load_votes(conn, proposal)? {
        match (people.get(&who.0), statements.get(&item.0)) {
            (Some(person), Some(statement)) => {
                here.insert((*person, *statement), Answer::from_number(value));
            }
            _ => strangers.push(format!("account {who} voted on comment {item}, and neither was imported together")),
        }
    }
    let verified = compare(&matrix, here, strangers);
    progress(Step { what: "cells to compare", done: verified.cells, of: verified.cells });
    Ok(verified)
}

/// Takes each cell of the matrix away from the votes that are here, by participant and statement; what is left is surplus.
fn compare(matrix: &Matrix, mut here: BTreeMap<(i64, i64), Answer>, strangers: Vec<String>) -> Verified {
    let (mut equal, mut different, mut missing) = (0, 0, 0);
    let mut examples = Vec::new();
    for &(person, statement, wanted) in &matrix.cells {
        let found = here.remove(&(person, statement));
        match found {
            Some(found) if found == wanted => equal += 1,
            Some(_) => different += 1,
            None => missing += 1,
        }
        if found != Some(wanted) && examples.len() < TOLD {
            examples.push(told(person, statement, Some(wanted), found));
        }
    }
    let surplus = here.len() + strangers.len();
    let left = here.into_iter().map(|((person, statement), found)| told(person, statement, None, Some(found)));
    examples.extend(left.chain(strangers).take(TOLD.saturating_sub(examples.len())));
    Verified { cells: matrix.cells.len(), equal, different, missing, surplus, examples }
}

fn told(person: i64, statement: i64, file: Option<Answer>, here: Option<Answer>) -> String {
    let word = |answer: Option<Answer>| answer.map_or("no vote", Answer::as_str);
    format!("participant {person}, statement {statement}: {} in the file, {} here", word(file), word(here))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_difference_is_counted_and_told() {
        use Answer::{Agree, Disagree, Pass};
        let matrix = Matrix { statements: vec![1, 2], cells: vec![(0, 1, Agree), (0, 2, Pass), (5, 1, Disagree)] };
        let equal = compare(&matrix, [((0, 1), Agree), ((0, 2), Pass), ((5, 1), Disagree)].into(), vec![]);
        assert!(equal.is_equal());
        assert_eq!(equal.to_string(), "verified: all 3 cells are equal");

        let other = compare(&matrix, [((0, 1), Agree), ((0, 2), Agree), ((7, 2), Pass)].into(), vec![]);
        assert!(!other.is_equal());
        insta::assert_snapshot!(other, @"
        not equal: of 3 cells 1 are equal, 1 differ and 1 are missing; 1 votes are here alone
          participant 0, statement 2: pass in the file, agree here
          participant 5, statement 1: disagree in the file, no vote here
          participant 7, statement 2: no vote in the file, pass here
        ");
        let surplus =
            compare(&matrix, [((0, 1), Agree), ((0, 2), Pass), ((5, 1), Disagree), ((9, 1), Pass)].into(), vec![]);
        assert!(!surplus.is_equal() && surplus.equal == 3);
    }

    #[test]
    fn ten_differences_are_told_and_all_are_counted() {
        let cells = (0..30).map(|n| (n, 1, Answer::Agree)).collect();
        let verified = compare(&Matrix { statements: vec![1], cells }, BTreeMap::new(), vec!["a stranger".into()]);
        assert_eq!((verified.missing, verified.surplus, verified.examples.len()), (30, 1, TOLD));
    }
}
