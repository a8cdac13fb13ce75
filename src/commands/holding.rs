//! Trying on a file of comments what the site would hold for a moderator.

use crate::config::Config;
use crate::holding::{Settings, Tally};
use std::io::Read;
use std::path::Path;

/// What stands below the help of `folkmoot holding try`.
pub(super) const HELP: &str = "Example: folkmoot holding try comments.csv --column comment-body
The settings stand in the section [holding] of config/default.toml. Whether somebody posts a lot in a short time, and
whether it is their first comment, cannot be known from a file. One comment can be held by more than one rule.";

/// Prints a table: how many comments each rule would hold, and of how many.
pub(super) fn try_on(config: &Config, file: &Path, column: &str) -> Result<(), String> {
    let opened = std::fs::File::open(file).map_err(|e| format!("{}: {e}", file.display()))?;
    let tally = count(opened, column, &config.holding).map_err(|why| format!("{}: {why}", file.display()))?;
    println!("{tally}");
    Ok(())
}

/// Reads the file row by row, so that its size does not matter.
fn count(file: impl Read, column: &str, settings: &Settings) -> Result<Tally, String> {
    let mut rows = csv::ReaderBuilder::new().flexible(true).from_reader(file);
    let names = rows.byte_headers().map_err(|e| e.to_string())?.clone();
    let names: Vec<String> = names.iter().map(|name| String::from_utf8_lossy(name).into_owned()).collect();
    let plain = |name: &str| name.trim_start_matches('\u{feff}').trim().to_owned();
    let Some(place) = names.iter().position(|name| plain(name) == column) else {
        if names.iter().any(|name| name.contains(['\0', '\u{fffd}'])) {
            return Err("this is no CSV file: its first line is no text".into());
        }
        let known: Vec<String> = names.iter().map(|name| plain(name)).collect();
        return Err(format!("there is no column \"{column}\". Its columns are: {}", known.join(", ")));
    };
    let (mut tally, mut row) = (Tally::default(), csv::ByteRecord::new());
    while rows.read_byte_record(&mut row).map_err(|e| e.to_string())? {
        tally.add(&String::from_utf8_lossy(row.get(place).unwrap_or_default()), settings);
    }
    Ok(tally)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::holding::Rule;

    const ROWS: &str = "\u{feff}id,text
1,The waiting room was clean
2,\"See https://example.org, it says more\"
3,Ring me on 020 7946 0000
4,
5,\"My NHS number is 943 476 5919
and my page is www.example.org\"
6,The buses near our clinic come once an hour and nobody can sit down while they wait
7,\"the buses near our clinic come once an hour, and nobody can sit down while they wait!\"
8,This is a fecking shame
9,Write to ana@people.example
";

    fn settings() -> Settings {
        Config::load(None, [("FOLKMOOT__HOLDING__WORDS".to_owned(), "fecking".to_owned())]).expect("good").holding
    }

    #[test]
    fn holding_counts_each_rule_and_each_comment_once() {
        let tally = count(ROWS.as_bytes(), "text", &settings()).expect("counted");
        let counts: Vec<usize> = Rule::of_texts().map(|rule| tally.by(rule)).collect();
        assert_eq!((tally.of, tally.held, counts), (8, 6, vec![1, 1, 1, 2, 1, 1, 0, 0, 0]));
        let table = tally.to_string();
        assert!(table.contains("link                         2    25.00 %"), "{table}");
        assert!(table.ends_with("of 8 comments"), "{table}");
    }

    #[test]
    fn holding_tells_which_columns_there_are() {
        let error = count(ROWS.as_bytes(), "body", &settings()).expect_err("no such column");
        assert_eq!(error, "there is no column \"body\". Its columns are: id, text");
        let error = count(&b"\x7fELF\x02\0\0\n"[..], "body", &settings()).expect_err("a program");
        assert_eq!(error, "this is no CSV file: its first line is no text");
        assert_eq!(
            count("".as_bytes(), "body", &settings()).expect_err("empty"),
            "there is no column \"body\". Its columns are: "
        );
    }
}
