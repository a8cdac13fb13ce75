//! A CSV file as rows that know their line, so that a mistake in it can be pointed at.

use crate::clock::Moment;
use chrono::DateTime;
use csv::StringRecord;

/// A mistake in a file, on one line: `votes.csv:7: the reason`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// The file at fault, as it was named to us.
    pub file: String,
    /// The line, from 1, on which the row at fault begins, where it is known.
    pub line: Option<u64>,
    /// What is wrong, in a few words without line breaks.
    pub reason: String,
}

impl std::fmt::Display for Flaw {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:", self.file)?;
        if let Some(line) = self.line {
            write!(f, "{line}:")?;
        }
        write!(f, " {}", self.reason)
    }
}

impl std::error::Error for Flaw {}

/// The rows of a file below its heading.
#[derive(Debug)]
pub(super) struct Table<'a> {
    file: &'a str,
    heading: StringRecord,
    rows: Vec<(u64, StringRecord)>,
}

impl<'a> Table<'a> {
    /// Reads a file whose first row names the columns.
    pub(super) fn parse(file: &'a str, bytes: &[u8]) -> Result<Self, Flaw> {
        let mut rows = rows(file, bytes)?.into_iter();
        let (_, heading) = rows.next().ok_or_else(|| flaw(file, None, "the file is empty"))?;
        let table = Self { file, heading, rows: rows.collect() };
        for (n, name) in table.heading.iter().enumerate() {
            if table.heading.iter().take(n).any(|other| other == name) {
                return Err(flaw(file, Some(1), format!("the column {} is there twice", quoted(name))));
            }
        }
        if let Some((line, row)) = table.rows.iter().find(|(_, row)| row.len() != table.heading.len()) {
            let reason = format!("this row has {} cells, the heading has {}", row.len(), table.heading.len());
            return Err(flaw(file, Some(*line), reason));
        }
        Ok(table)
    }

    /// The names of the columns, in order.
    pub(super) fn columns(&self) -> impl Iterator<Item = &str> {
        self.heading.iter()
    }

    /// Where the column of this name stands.
    pub(super) fn column(&self, name: &str) -> Result<usize, Flaw> {
        let missing = || flaw(self.file, Some(1), format!("the column {} is missing", quoted(name)));
        self.columns().position(|column| column == name).ok_or_else(missing)
    }

    /// Each row with the means to read its cells.
    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|(line, cells)| Row { table: self, line: *line, cells })
    }

    /// A mistake on this line of the file.
    pub(super) fn flaw(&self, line: u64, reason: impl Into<String>) -> Flaw {
        flaw(self.file, Some(line), reason)
    }
}

/// A row below the heading.
pub(super) struct Row<'a> {
    table: &'a Table<'a>,
    pub(super) line: u64,
    cells: &'a StringRecord,
}

impl Row<'_> {
    /// The cell in this column, as it stands.
    pub(super) fn text(&self, column: usize) -> &str {
        self.cells.get(column).unwrap_or_default()
    }

    /// A number that names a person or a statement: 0 or more.
    pub(super) fn number(&self, column: usize) -> Result<i64, Flaw> {
        let number = self.text(column).parse::<u32>().map_err(|_| self.not(column, "a whole number"))?;
        Ok(i64::from(number))
    }

    /// One of −1, 0 and 1.
    pub(super) fn sign(&self, column: usize) -> Result<i8, Flaw> {
        match self.text(column) {
            "-1" => Ok(-1),
            "0" => Ok(0),
            "1" => Ok(1),
            _ => Err(self.not(column, "-1, 0 or 1")),
        }
    }

    /// A time in milliseconds since 1970, after the year 2000 and not after `now`.
    pub(super) fn moment(&self, column: usize, now: Moment) -> Result<Moment, Flaw> {
        let wrong = || self.not(column, "a time in milliseconds since 1970");
        let millis = self.text(column).parse::<i64>().map_err(|_| wrong())?;
        // Seconds in place of milliseconds give a day in 1970; that is a mistake, not history.
        let at =
            DateTime::from_timestamp_millis(millis).filter(|at| at.timestamp() >= 946_684_800).ok_or_else(wrong)?;
        if at.naive_utc() > now {
            return Err(self.not(column, "a time in the past"));
        }
        Ok(at.naive_utc())
    }

    /// A mistake in this row.
    pub(super) fn flaw(&self, reason: impl Into<String>) -> Flaw {
        self.table.flaw(self.line, reason)
    }

    fn not(&self, column: usize, wanted: &str) -> Flaw {
        let name = self.table.heading.get(column).unwrap_or_default();
        self.flaw(format!("{} in the column {} is not {wanted}", quoted(self.text(column)), quoted(name)))
    }
}

/// Every row of a file with the line on which it begins; empty lines are passed over.
pub(super) fn rows(file: &str, bytes: &[u8]) -> Result<Vec<(u64, StringRecord)>, Flaw> {
    let text = text(file, bytes)?;
    check_quotes(text).map_err(|(line, reason)| flaw(file, Some(line), reason))?;
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let (mut line, mut counted) = (1, 0);
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|e| flaw(file, Some(line), e.to_string().replace('\n', " ")))?;
        // The reader gives the place where the row before it ended; the row itself begins after the line breaks.
        let start = record.position().map_or(0, |p| usize::try_from(p.byte()).unwrap_or(usize::MAX));
        let breaks = text.as_bytes().iter().skip(start).take_while(|b| matches!(b, b'\n' | b'\r')).count();
        line += newlines(text.get(counted..start + breaks).unwrap_or_default());
        counted = start + breaks;
        rows.push((line, record));
    }
    Ok(rows)
}

/// The bytes of a file as text, without the mark that some programs put at the front.
pub(super) fn text<'a>(file: &str, bytes: &'a [u8]) -> Result<&'a str, Flaw> {
    let broken = |e: std::str::Utf8Error| {
        let before = bytes.get(..e.valid_up_to()).unwrap_or_default();
        let line = 1 + before.iter().filter(|b| **b == b'\n').count() as u64;
        flaw(file, Some(line), "this line is not text in UTF-8")
    };
    let text = std::str::from_utf8(bytes).map_err(broken)?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// Refuses what a CSV reader would guess at: a quotation mark that is never closed, or one in the middle of a cell (RFC 4180).
fn check_quotes(text: &str) -> Result<(), (u64, &'static str)> {
    #[derive(Clone, Copy)]
    enum At {
        Start,
        Plain,
        Quoted(u64),
        /// Behind a mark that ended the cell, or was the first of two that stand for one.
        Behind(u64),
    }
    let (mut at, mut line) = (At::Start, 1);
    for byte in text.bytes() {
        at = match (at, byte) {
            (At::Quoted(opened), b'"') => At::Behind(opened),
            (At::Quoted(opened), _) => At::Quoted(opened),
            (At::Start, b'"') => At::Quoted(line),
            (At::Behind(opened), b'"') => At::Quoted(opened),
            (_, b',' | b'\n' | b'\r') => At::Start,
            (At::Plain, b'"') => return Err((line, "a quotation mark stands in the middle of a cell")),
            (At::Behind(_), _) => return Err((line, "a cell goes on after its closing quotation mark")),
            (At::Start | At::Plain, _) => At::Plain,
        };
        line += u64::from(byte == b'\n');
    }
    match at {
        At::Quoted(opened) => Err((opened, "a quotation mark is opened here and never closed")),
        _ => Ok(()),
    }
}

fn newlines(text: &str) -> u64 {
    text.bytes().filter(|b| *b == b'\n').count() as u64
}

/// A mistake in a file.
pub(super) fn flaw(file: &str, line: Option<u64>, reason: impl Into<String>) -> Flaw {
    Flaw { file: file.to_owned(), line, reason: reason.into() }
}

/// A few words of the file between quotation marks, cut and without what would spoil a line on a terminal.
pub(super) fn quoted(raw: &str) -> String {
    let clean: String = raw.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    format!("\"{}\"", crate::text::excerpt(&clean, 40))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(bytes: &str) -> Vec<u64> {
        rows("a.csv", bytes.as_bytes()).expect("a sound file").into_iter().map(|(line, _)| line).collect()
    }

    #[test]
    fn a_row_knows_the_line_on_which_it_begins() {
        assert_eq!(lines("a,b\n1,2\n3,4"), [1, 2, 3]);
        assert_eq!(lines("a,b\r\n1,2\r\n3,4\r\n"), [1, 2, 3]);
        assert_eq!(lines("\u{feff}a,b\n\n1,\"x\ny\nz\"\n\n3,4\n"), [1, 3, 7]);
        assert_eq!(lines(""), [] as [u64; 0]);
    }

    #[test]
    fn guessing_at_quotation_marks_is_refused() {
        for (text, line) in [
            ("a,b\n1,\"x\n2,y\n", 2),
            ("a,b\n1,\"x\n2,\"y\"\n", 3),
            ("a,b\n1,x\n2,y\"z\n", 3),
            ("a,b\n\"1\"2,x\n", 2),
            ("a,\"", 1),
        ] {
            assert_eq!(rows("a.csv", text.as_bytes()).expect_err(text).line, Some(line), "{text}");
        }
        assert_eq!(lines("a,b\n1,\"say \"\"hello\"\"\"\n\"\",\"\"\"\"\n"), [1, 2, 3]);
    }

    #[test]
    fn a_flaw_is_one_line() {
        let table = Table::parse("votes.csv", b"a,b\n1,2\n3,4,5\n").expect_err("three cells");
        assert_eq!(table.to_string(), "votes.csv:3: this row has 3 cells, the heading has 2");
        assert_eq!(quoted("a\nb\u{1b}[31m"), "\"a b [31m\"");
        assert!(quoted(&"x".repeat(1000)).len() < 60);
    }
}
