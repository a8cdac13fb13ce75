use super::files::LARGEST;
use super::reading::{About, Conversation, Fate, Statement, about, conversation, matrix, statements, votes};
use super::table::Flaw;
use crate::clock::Moment;
use crate::votes::Answer;
use std::path::{Path, PathBuf};

fn now() -> Moment {
    Moment::parse_from_str("2026-11-23 09:00", "%Y-%m-%d %H:%M").expect("a date in the test")
}

fn small() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/conversation")
}

fn read(dir: &Path) -> Conversation {
    conversation(dir, now()).expect("a sound conversation")
}

/// A copy of the small conversation that a test may spoil.
fn copy() -> tempfile::TempDir {
    let copy = tempfile::tempdir().expect("a folder");
    for file in ["comments.csv", "votes.csv", "participants-votes.csv", "summary.csv"] {
        std::fs::copy(small().join(file), copy.path().join(file)).expect("a copy");
    }
    copy
}

const COMMENTS: &str = "timestamp,comment-id,author-id,agrees,disagrees,moderated,comment-body\n";
const GOOD: &str = "1746784800000,0,0,9,9,1,Open the gates\n";
const VOTES: &str = "timestamp,comment-id,voter-id,vote\n";

fn some_statements(rows: &str) -> Result<Vec<Statement>, Flaw> {
    statements("comments.csv", format!("{COMMENTS}{rows}").as_bytes(), now())
}

fn flaw_in_votes(rows: &str) -> String {
    let known = some_statements(GOOD).expect("a sound statement");
    votes("votes.csv", format!("{VOTES}{rows}").as_bytes(), &known, now()).expect_err(rows).to_string()
}

fn flaw_in_matrix(text: &str) -> String {
    matrix("participants-votes.csv", text.as_bytes()).expect_err(text).to_string()
}

#[test]
fn a_conversation_is_read_in_the_order_of_its_times() {
    let talk = read(&small());
    assert_eq!(talk.name, "conversation");
    assert_eq!(talk.statements.iter().map(|s| s.number).collect::<Vec<_>>(), [0, 1, 2, 3, 4, 5]);
    assert_eq!((talk.votes.len(), talk.participants().len()), (34, 8));
    assert!(talk.votes.is_sorted_by_key(|v| v.at));
    let tie: Vec<Answer> = talk.votes.iter().rev().take(2).map(|v| v.answer).collect();
    assert_eq!(tie, [Answer::Pass, Answer::Agree], "the later line of the file comes later");
    assert_eq!(talk.statements[1].body.as_str().matches('"').count(), 2);
    assert!(talk.statements[2].body.as_str().contains("help:\n\n- a bench"));
    assert!(talk.statements[3].body.as_str().contains("আমাদের"));
    assert_eq!(talk.statements.iter().map(|s| s.fate).collect::<Vec<_>>()[4..], [Fate::Removed, Fate::Undecided]);
    assert_eq!(talk.about.topic, "What would make the park better?");
    assert!(talk.about.description.ends_with("vote on what others say."));
}

#[test]
fn everybody_takes_part_from_their_first_act() {
    let people = read(&small()).participants();
    assert_eq!(people.iter().map(|(number, _)| *number).collect::<Vec<_>>(), [0, 1, 2, 3, 4, 5, 6, 7]);
    assert_eq!(people[7].1.to_string(), "2025-05-09 10:04:00", "wrote and never voted");
    assert_eq!(people[2].1.to_string(), "2025-05-09 10:02:00", "wrote, and voted 20 ms later");
}

#[test]
fn without_votes_the_matrix_gives_them() {
    let dir = copy();
    std::fs::remove_file(dir.path().join("votes.csv")).expect("a file");
    let talk = read(dir.path());
    assert_eq!(talk.votes.len(), 27);
    assert!(talk.votes.iter().all(|v| talk.statements.iter().any(|s| s.number == v.statement && s.at == v.at)));
    std::fs::remove_file(dir.path().join("participants-votes.csv")).expect("a file");
    let flaw = conversation(dir.path(), now()).expect_err("no votes at all");
    assert_eq!(flaw.reason, "there is neither a votes.csv nor a participants-votes.csv");
}

#[test]
fn what_is_wrong_in_comments_is_told_with_its_line() {
    for (rows, wanted) in [
        ("1746784800000,0,0,9,9,1\n", "comments.csv:2: this row has 6 cells, the heading has 7"),
        (
            "x,0,0,9,9,1,a\n",
            "comments.csv:2: \"x\" in the column \"timestamp\" is not a time in milliseconds since 1970",
        ),
        (
            "1746784800,0,0,9,9,1,a\n",
            "comments.csv:2: \"1746784800\" in the column \"timestamp\" is not a time in milliseconds since 1970",
        ),
        (
            "99999999999999999999,0,0,9,9,1,a\n",
            "comments.csv:2: \"99999999999999999999\" in the column \"timestamp\" is not a time in milliseconds since 1970",
        ),
        (
            "1846784800000,0,0,9,9,1,a\n",
            "comments.csv:2: \"1846784800000\" in the column \"timestamp\" is not a time in the past",
        ),
        ("1746784800000,-1,0,9,9,1,a\n", "comments.csv:2: \"-1\" in the column \"comment-id\" is not a whole number"),
        ("1746784800000,1,me,9,9,1,a\n", "comments.csv:2: \"me\" in the column \"author-id\" is not a whole number"),
        ("1746784800000,0,0,9,9,2,a\n", "comments.csv:2: \"2\" in the column \"moderated\" is not -1, 0 or 1"),
        ("1746784800000,0,0,9,9,1, \u{200b}\n", "comments.csv:2: statement 0 has no text"),
        (
            "1746784800000,0,0,9,9,1,\"a\nb\"\n1746784800000,0,0,9,9,1,c\n",
            "comments.csv:4: statement 0 is here twice: first in line 2",
        ),
        ("1746784800000,0,0,9,9,1,\"a\n\n", "comments.csv:2: a quotation mark is opened here and never closed"),
        ("1746784800000,0,0,9,9,1,a\"b\n", "comments.csv:2: a quotation mark stands in the middle of a cell"),
        ("", "comments.csv: there is no statement in it"),
    ] {
        assert_eq!(some_statements(rows).expect_err(rows).to_string(), wanted);
    }
    let flaw = |bytes: &[u8]| statements("comments.csv", bytes, now()).expect_err("a flaw").to_string();
    assert_eq!(flaw(b""), "comments.csv: the file is empty");
    assert_eq!(flaw(b"\n\n"), "comments.csv: the file is empty");
    assert_eq!(flaw(b"timestamp,comment-id\n"), "comments.csv:1: the column \"author-id\" is missing");
    assert_eq!(flaw(b"a,b,a\n"), "comments.csv:1: the column \"a\" is there twice");
    assert_eq!(flaw(b"timestamp,comment-id\n1,2\n3,\xff\n"), "comments.csv:3: this line is not text in UTF-8");
    assert_eq!(flaw(b"PK\x03\x04\xc3\x28"), "comments.csv:1: this line is not text in UTF-8");
}

#[test]
fn what_is_wrong_in_votes_is_told_with_its_line() {
    assert_eq!(
        flaw_in_votes("1746784800000,0,1,1\n1746784800000,9,1,1\n"),
        "votes.csv:3: statement 9 is not in comments.csv"
    );
    assert_eq!(flaw_in_votes("1746784800000,0,1,2\n"), "votes.csv:2: \"2\" in the column \"vote\" is not -1, 0 or 1");
    assert_eq!(flaw_in_votes("1746784800000,0,1,\n"), "votes.csv:2: \"\" in the column \"vote\" is not -1, 0 or 1");
    assert_eq!(flaw_in_votes("1746784800000,0,1,-\n"), "votes.csv:2: \"-\" in the column \"vote\" is not -1, 0 or 1");
    assert_eq!(
        flaw_in_votes("1746784800000,0,1.5,1\n"),
        "votes.csv:2: \"1.5\" in the column \"voter-id\" is not a whole number"
    );
    assert_eq!(flaw_in_votes("1746784800000,0\n"), "votes.csv:2: this row has 2 cells, the heading has 4");
}

#[test]
fn what_is_wrong_in_the_matrix_is_told_with_its_line() {
    assert_eq!(
        flaw_in_matrix("participant,n-votes,0,1x\n"),
        "participants-votes.csv:1: the column \"1x\" is not the number of a statement"
    );
    assert_eq!(flaw_in_matrix("who,0,1\n"), "participants-votes.csv:1: the column \"participant\" is missing");
    assert_eq!(flaw_in_matrix("participant,0,0\n"), "participants-votes.csv:1: the column \"0\" is there twice");
    assert_eq!(
        flaw_in_matrix("participant,0\n1,1\n1,\n"),
        "participants-votes.csv:3: participant 1 is here twice: first in line 2"
    );
    assert_eq!(
        flaw_in_matrix("participant,0\n1,3\n"),
        "participants-votes.csv:2: \"3\" in the column \"0\" is not -1, 0 or 1"
    );
    let dir = copy();
    std::fs::write(dir.path().join("participants-votes.csv"), "participant,0,77\n").expect("a file");
    let flaw = conversation(dir.path(), now()).expect_err("an unknown statement");
    assert_eq!((flaw.line, flaw.reason.as_str()), (Some(1), "statement 77 is not in comments.csv"));
}

#[test]
fn votes_that_were_cut_off_are_missed() {
    let dir = copy();
    let whole = std::fs::read_to_string(dir.path().join("votes.csv")).expect("a file");
    let half: String = whole.lines().take(18).map(|line| format!("{line}\n")).collect();
    std::fs::write(dir.path().join("votes.csv"), half).expect("a file");
    let flaw = conversation(dir.path(), now()).expect_err("half of the votes").reason;
    assert_eq!(
        flaw,
        "participants-votes.csv says \"disagree\" for participant 0 on statement 4, votes.csv says nothing, and 14 more \
         cells differ; a file is damaged (without one of the two, the other is imported)"
    );
    std::fs::remove_file(dir.path().join("participants-votes.csv")).expect("a file");
    assert_eq!(read(dir.path()).votes.len(), 17);
}

#[test]
fn a_summary_may_be_missing_but_not_damaged() {
    assert_eq!(about("summary.csv", b"views,3\n"), Ok(About::default()));
    let flaw = about("summary.csv", b"topic,a,b\n").expect_err("three cells");
    assert_eq!(flaw.to_string(), "summary.csv:1: this row has 3 cells; a name and a value are wanted");
    let dir = copy();
    std::fs::remove_file(dir.path().join("summary.csv")).expect("a file");
    assert_eq!(read(dir.path()).about, About::default());
}

#[test]
fn a_missing_folder_or_file_and_a_huge_one_are_named() {
    let flaw = |dir: &Path| conversation(dir, now()).expect_err("a flaw").to_string();
    assert!(flaw(Path::new("no/such/folder")).starts_with("no/such/folder: the folder cannot be read:"));
    let dir = copy();
    let file = std::fs::File::options().write(true).open(dir.path().join("votes.csv")).expect("a file");
    file.set_len(LARGEST + 1).expect("a huge file");
    assert!(flaw(dir.path()).ends_with("votes.csv: the file is larger than 64 MB"));
    std::fs::remove_file(dir.path().join("comments.csv")).expect("a file");
    assert!(flaw(dir.path()).ends_with("comments.csv: there is no such file"));
}

/// The trap in these exports: their own totals count a changed vote twice, so we count for ourselves.
#[test]
fn the_totals_in_the_file_are_too_high_and_are_not_read() {
    let talk = read(&small());
    let mut reader = csv::Reader::from_path(small().join("comments.csv")).expect("the file");
    let last =
        |statement: i64, voter: i64| talk.votes.iter().rev().find(|v| v.statement == statement && v.voter == voter);
    let wrong = reader.records().filter(|row| {
        let row = row.as_ref().expect("a row");
        let cell = |n: usize| row[n].parse::<i64>().expect("a number");
        let count = |answer| (0..8).filter_map(|voter| last(cell(2), voter)).filter(|v| v.answer == answer).count();
        (count(Answer::Agree) as i64, count(Answer::Disagree) as i64) != (cell(4), cell(5))
    });
    assert_eq!(wrong.count(), 4);
}
