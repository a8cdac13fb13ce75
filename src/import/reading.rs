//! Reads an exported conversation from its files and checks all of it, before anything is written.

use super::files::{File, readme};
use super::table::{Flaw, Row, Table, flaw, quoted, rows};
use crate::clock::Moment;
use crate::text::Text;
use crate::votes::Answer;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::Path;

/// A conversation as its files tell it, sound in itself.
#[derive(Debug)]
pub(super) struct Conversation {
    /// The name of its folder.
    pub(super) name: String,
    /// In the order of their times, then of their numbers.
    pub(super) statements: Vec<Statement>,
    /// In the order of their times, then of the file: votes that were changed later too.
    pub(super) votes: Vec<Vote>,
    /// What the conversation was about.
    pub(super) about: About,
    /// The text of the README that came with it, where there is one.
    pub(super) readme: Option<String>,
}

/// What one participant wrote.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Statement {
    pub(super) number: i64,
    pub(super) author: i64,
    pub(super) at: Moment,
    pub(super) fate: Fate,
    pub(super) body: Text,
}

/// What its moderators decided about a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Removed,
    Undecided,
    Published,
}

/// What one participant answered to a statement at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Vote {
    pub(super) statement: i64,
    pub(super) voter: i64,
    pub(super) answer: Answer,
    pub(super) at: Moment,
}

/// What `summary.csv` says; each is empty where it says nothing.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct About {
    pub(super) topic: String,
    pub(super) url: String,
    pub(super) description: String,
}

/// The last answer of each participant to each statement, as `participants-votes.csv` gives it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Matrix {
    /// The statements that have a column.
    pub(super) statements: Vec<i64>,
    /// Participant, statement and answer, row by row, without the empty cells.
    pub(super) cells: Vec<(i64, i64, Answer)>,
}

impl Conversation {
    /// Everybody who wrote or voted, with the moment at which they first did.
    pub(super) fn participants(&self) -> Vec<(i64, Moment)> {
        let wrote = self.statements.iter().map(|s| (s.author, s.at));
        let voted = self.votes.iter().map(|v| (v.voter, v.at));
        let all: BTreeSet<(i64, Moment)> = wrote.chain(voted).collect();
        let mut first: Vec<_> = all.into_iter().collect();
        first.dedup_by_key(|(number, _)| *number);
        first
    }

    /// The moments of the first and of the last thing that happened in it.
    pub(super) fn span(&self) -> Option<(Moment, Moment)> {
        let times = || self.statements.iter().map(|s| s.at).chain(self.votes.iter().map(|v| v.at));
        times().min().zip(times().max())
    }
}

/// Reads `comments.csv`, `votes.csv`, `participants-votes.csv` and `summary.csv` in the folder `dir`, and the README
/// beside or above them. Without `votes.csv` the matrix gives the votes; `summary.csv` may be missing.
pub(super) fn conversation(dir: &Path, now: Moment) -> Result<Conversation, Flaw> {
    let dir_flaw = |reason: String| flaw(&dir.display().to_string(), None, reason);
    let whole = dir.canonicalize().map_err(|e| dir_flaw(format!("the folder cannot be read: {e}")))?;
    let name = whole.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());

    let file = File::required(dir, "comments.csv")?;
    let statements = statements(&file.name, &file.bytes, now)?;
    let matrix = match File::open(dir, "participants-votes.csv")? {
        Some(file) => Some(known(&file.name, matrix(&file.name, &file.bytes)?, &statements)?),
        None => None,
    };
    let votes = match (File::open(dir, "votes.csv")?, &matrix) {
        (Some(file), _) => votes(&file.name, &file.bytes, &statements, now)?,
        (None, Some(matrix)) => votes_of(matrix, &statements),
        (None, None) => return Err(dir_flaw("there is neither a votes.csv nor a participants-votes.csv".into())),
    };
    if let Some(matrix) = &matrix {
        check_complete(matrix, &votes).map_err(dir_flaw)?;
    }
    let about = match File::open(dir, "summary.csv")? {
        Some(file) => about(&file.name, &file.bytes)?,
        None => About::default(),
    };
    Ok(Conversation { name, statements, votes, about, readme: readme(dir)? })
}

/// Reads `participants-votes.csv` in the folder `dir`.
pub(super) fn matrix_in(dir: &Path) -> Result<Matrix, Flaw> {
    let file = File::required(dir, "participants-votes.csv")?;
    matrix(&file.name, &file.bytes)
}

/// The statements in `comments.csv`. Its columns `agrees` and `disagrees` are left alone: they count changed votes twice.
pub(super) fn statements(file: &str, bytes: &[u8], now: Moment) -> Result<Vec<Statement>, Flaw> {
    let table = Table::parse(file, bytes)?;
    let (at, number, author) = (table.column("timestamp")?, table.column("comment-id")?, table.column("author-id")?);
    let (moderated, body) = (table.column("moderated")?, table.column("comment-body")?);
    let mut lines = HashMap::new();
    let mut statements = Vec::new();
    for row in table.rows() {
        let statement = Statement {
            number: row.number(number)?,
            author: row.number(author)?,
            at: row.moment(at, now)?,
            fate: match row.sign(moderated)? {
                -1 => Fate::Removed,
                0 => Fate::Undecided,
                _ => Fate::Published,
            },
            body: Text::new(row.text(body)),
        };
        if statement.body.is_blank() {
            return Err(row.flaw(format!("statement {} has no text", statement.number)));
        }
        if let Some(before) = lines.insert(statement.number, row.line) {
            return Err(row.flaw(format!("statement {} is here twice: first in line {before}", statement.number)));
        }
        statements.push(statement);
    }
    if statements.is_empty() {
        return Err(flaw(file, None, "there is no statement in it"));
    }
    statements.sort_by_key(|s| (s.at, s.number));
    Ok(statements)
}

/// The votes in `votes.csv`, in the order in which they were cast.
pub(super) fn votes(file: &str, bytes: &[u8], statements: &[Statement], now: Moment) -> Result<Vec<Vote>, Flaw> {
    let table = Table::parse(file, bytes)?;
    let (at, statement) = (table.column("timestamp")?, table.column("comment-id")?);
    let (voter, answer) = (table.column("voter-id")?, table.column("vote")?);
    let known: HashSet<i64> = statements.iter().map(|s| s.number).collect();
    let read = |row: Row<'_>| {
        let vote = Vote {
            statement: row.number(statement)?,
            voter: row.number(voter)?,
            answer: answer_of(row.sign(answer)?),
            at: row.moment(at, now)?,
        };
        if known.contains(&vote.statement) { Ok(vote) } else { Err(row.flaw(unknown(vote.statement))) }
    };
    let mut votes = table.rows().map(read).collect::<Result<Vec<_>, _>>()?;
    // A stable sort: what was cast in the same millisecond keeps the order of the file.
    votes.sort_by_key(|v| v.at);
    Ok(votes)
}

/// The columns of the matrix that are not statements.
const BESIDES: [&str; 7] = ["participant", "xid", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree"];

/// The matrix in `participants-votes.csv`: a row for each participant, a column for each statement.
pub(super) fn matrix(file: &str, bytes: &[u8]) -> Result<Matrix, Flaw> {
    let table = Table::parse(file, bytes)?;
    let participant = table.column("participant")?;
    let mut columns = Vec::new();
    for (place, name) in table.columns().enumerate().filter(|(_, name)| !BESIDES.contains(name)) {
        let wrong = || table.flaw(1, format!("the column {} is not the number of a statement", quoted(name)));
        columns.push((place, i64::from(name.parse::<u32>().map_err(|_| wrong())?)));
    }
    let mut lines = HashMap::new();
    let mut cells = Vec::new();
    for row in table.rows() {
        let person = row.number(participant)?;
        if let Some(before) = lines.insert(person, row.line) {
            return Err(row.flaw(format!("participant {person} is here twice: first in line {before}")));
        }
        for (place, statement) in columns.iter().filter(|(place, _)| !row.text(*place).is_empty()) {
            cells.push((person, *statement, answer_of(row.sign(*place)?)));
        }
    }
    Ok(Matrix { statements: columns.into_iter().map(|(_, number)| number).collect(), cells })
}

/// The matrix, when each of its columns is a statement that we know.
fn known(file: &str, matrix: Matrix, statements: &[Statement]) -> Result<Matrix, Flaw> {
    let known: HashSet<i64> = statements.iter().map(|s| s.number).collect();
    match matrix.statements.iter().find(|number| !known.contains(number)) {
        Some(number) => Err(flaw(file, Some(1), unknown(*number))),
        None => Ok(matrix),
    }
}

/// Refuses votes that do not lead to what the matrix says: then part of one of the files is lost.
fn check_complete(matrix: &Matrix, votes: &[Vote]) -> Result<(), String> {
    let last: HashMap<(i64, i64), Answer> = votes.iter().map(|v| ((v.voter, v.statement), v.answer)).collect();
    let differs = |(person, statement, answer): &&(i64, i64, Answer)| last.get(&(*person, *statement)) != Some(answer);
    let Some((person, statement, answer)) = matrix.cells.iter().find(differs) else { return Ok(()) };
    let found = last.get(&(*person, *statement)).map_or_else(|| "nothing".to_owned(), |found| quoted(found.as_str()));
    let others = match matrix.cells.iter().filter(differs).count() - 1 {
        0 => String::new(),
        n => format!(", and {n} more cells differ"),
    };
    Err(format!(
        "participants-votes.csv says {} for participant {person} on statement {statement}, votes.csv says {found}{others}; \
         a file is damaged (without one of the two, the other is imported)",
        quoted(answer.as_str()),
    ))
}

/// The matrix as votes: each cell one, cast when its statement was written, since nothing says when it was.
fn votes_of(matrix: &Matrix, statements: &[Statement]) -> Vec<Vote> {
    let times: HashMap<i64, Moment> = statements.iter().map(|s| (s.number, s.at)).collect();
    let mut votes: Vec<Vote> = matrix
        .cells
        .iter()
        .filter_map(|&(voter, statement, answer)| Some(Vote { statement, voter, answer, at: *times.get(&statement)? }))
        .collect();
    votes.sort_by_key(|v| v.at);
    votes
}

/// What `summary.csv` says, a name and a value in each row.
pub(super) fn about(file: &str, bytes: &[u8]) -> Result<About, Flaw> {
    let mut about = About::default();
    for (line, row) in rows(file, bytes)? {
        if row.len() != 2 {
            return Err(flaw(
                file,
                Some(line),
                format!("this row has {} cells; a name and a value are wanted", row.len()),
            ));
        }
        let value = || Text::new(row.get(1).unwrap_or_default());
        match row.get(0) {
            Some("topic") => about.topic = value().on_one_line(),
            Some("url") => about.url = value().on_one_line(),
            Some("conversation-description") => about.description = value().into_string(),
            _ => {}
        }
    }
    Ok(about)
}

fn answer_of(sign: i8) -> Answer {
    match sign {
        -1 => Answer::Disagree,
        0 => Answer::Pass,
        _ => Answer::Agree,
    }
}

fn unknown(statement: i64) -> String {
    format!("statement {statement} is not in comments.csv")
}
