//! What a tally promises: each response is in one cell, of words nothing is kept, and it comes back as it was.

use super::*;
use Capacity::{Organisation, Professional, Resident};

/// Somebody who answered online and named no borough.
fn online(capacity: Capacity) -> Whose {
    Whose { capacity, channel: Channel::Online, borough: None }
}

/// What was counted of one question, in the cells of residents, professionals and organisations, as far as they came.
fn counted(responses: &[(Capacity, Answer)]) -> Question {
    let mut tally = Tally::default();
    for capacity in Capacity::ALL {
        tally.whose.push(online(*capacity));
    }
    for (capacity, answer) in responses {
        tally.add(online(*capacity), false, &Answers::from([(7, answer.clone())]));
    }
    tally.questions.remove(&7).unwrap_or_default()
}

fn numbers(all: impl IntoIterator<Item = i64>) -> Question {
    counted(&all.into_iter().map(|n| (Resident, Answer::Number(n))).collect::<Vec<_>>())
}

fn cells<const N: usize>(all: [(usize, i64); N]) -> Cells {
    Cells::from(all)
}

fn all(cells: &Cells) -> i64 {
    cells.values().sum()
}

fn of(cell: usize) -> impl Fn(&Cells) -> i64 {
    move |cells| cells.get(&cell).copied().unwrap_or(0)
}

#[test]
fn responses_are_told_apart_by_capacity_and_by_the_close() {
    let mut tally = Tally::default();
    tally.add(online(Resident), false, &Answers::new());
    tally.add(online(Resident), true, &Answers::new());
    tally.add(online(Organisation), false, &Answers::new());
    tally.add_taken_back(Professional, 4);
    assert_eq!((tally.on_time, tally.late, tally.taken_back), ([1, 0, 1], [1, 0, 0], [0, 4, 0]));
    assert_eq!(tally.responses, cells([(0, 2), (1, 1)]));
    assert!(tally.questions.is_empty(), "what nobody answered has no base");
}

#[test]
fn who_shares_all_is_in_one_cell_and_nobody_else() {
    let on_paper = Whose { channel: Channel::Paper, ..online(Resident) };
    let hackney = Whose { borough: Some(12), ..on_paper };
    let mut tally = Tally::default();
    for whose in [on_paper, hackney, on_paper, online(Resident)] {
        tally.add(whose, false, &Answers::from([(7, Answer::Choice(1))]));
    }
    assert_eq!(tally.whose, [on_paper, hackney, online(Resident)]);
    assert_eq!(tally.responses, cells([(0, 2), (1, 1), (2, 1)]));
    assert_eq!(tally.questions[&7].chosen[&1], tally.responses);
}

#[test]
fn each_choice_is_counted_and_the_base_is_who_answered() {
    let ticks = counted(&[
        (Resident, Answer::Choices(vec![1, 2])),
        (Professional, Answer::Choices(vec![2])),
        (Resident, Answer::Choice(2)),
    ]);
    assert_eq!(ticks.answered, cells([(0, 2), (1, 1)]));
    assert_eq!(ticks.chosen, BTreeMap::from([(1, cells([(0, 1)])), (2, cells([(0, 2), (1, 1)]))]));
}

#[test]
fn grids_are_counted_by_row_and_orders_by_place() {
    let grid = counted(&[(Resident, Answer::Rows(BTreeMap::from([(5, 1), (6, 2)])))]);
    assert_eq!(grid.rows[&5], BTreeMap::from([(1, cells([(0, 1)]))]));
    assert_eq!(grid.rows[&6], BTreeMap::from([(2, cells([(0, 1)]))]));
    let order = counted(&[(Resident, Answer::Order(vec![9, 8])), (Organisation, Answer::Order(vec![8]))]);
    assert_eq!(order.places[&8], BTreeMap::from([(1, cells([(2, 1)])), (2, cells([(0, 1)]))]));
    assert_eq!(order.places[&9], BTreeMap::from([(1, cells([(0, 1)]))]));
}

#[test]
fn of_words_only_their_number_is_kept() {
    let mut tally = Tally::default();
    tally.add(online(Resident), false, &Answers::from([(7, Answer::Text("My doctor is Dr Quill".into()))]));
    let text = serde_json::to_string(&tally).expect("known in the test");
    assert!(!text.contains("Quill") && text.contains(r#""answered":{"0":1}"#), "{text}");
}

#[test]
fn a_day_counts_for_its_month() {
    let day = |y, m, d| Answer::Date(NaiveDate::from_ymd_opt(y, m, d).expect("known in the test"));
    let days = [(Resident, day(2026, 3, 1)), (Resident, day(2026, 3, 31)), (Professional, day(2026, 4, 1))];
    let march = "2026-03".parse::<Month>().expect("known in the test").0;
    assert_eq!(counted(&days).months, BTreeMap::from([(march, cells([(0, 2)])), (march + 1, cells([(1, 1)]))]));
}

#[test]
fn the_number_in_the_middle_is_one_that_was_given() {
    assert_eq!(numbers([]).quarters(all), None);
    assert_eq!(numbers([4]).quarters(all), Some([4, 4, 4]));
    assert_eq!(numbers([1, 2, 3, 4]).quarters(all), Some([1, 2, 3]));
    assert_eq!(numbers([10, -5, 0, 7, 7]).quarters(all), Some([0, 7, 7]));
    let mut two = numbers([1, 1, 1]);
    two.add(2, &Answer::Number(100));
    assert_eq!(two.quarters(of(2)), Some([100; 3]));
    assert_eq!(two.quarters(of(1)), None);
}

#[test]
fn more_different_numbers_than_are_kept_are_said_to_be_too_many() {
    let most = i64::try_from(NUMBERS).expect("known in the test");
    let mut question = numbers(0..most);
    assert!(question.quarters(all).is_some());
    question.add(0, &Answer::Number(5));
    assert!(question.quarters(all).is_some(), "a number that is known has its place");
    question.add(0, &Answer::Number(most));
    assert_eq!((question.quarters(all), question.numbers.len()), (None, NUMBERS));
    assert_eq!(question.answered[&0], most + 2, "they still count as answers");
}

#[test]
fn it_comes_back_from_the_database_as_it_was_and_says_first_in_which_layout() {
    let mut tally = Tally::default();
    let answers = Answers::from([
        (1, Answer::Choice(4)),
        (2, Answer::Rows(BTreeMap::from([(5, 6)]))),
        (3, Answer::Order(vec![7])),
        (4, Answer::Number(-12)),
    ]);
    tally.add(Whose { borough: Some(34), ..online(Professional) }, true, &answers);
    let text = serde_json::to_string(&tally).expect("known in the test");
    assert!(text.starts_with(&Tally::beginning()), "{text}");
    assert_eq!(serde_json::from_str::<Tally>(&text).expect("known in the test"), tally);
}

#[test]
fn a_tally_of_an_older_layout_is_not_taken_for_one_of_today() {
    let old = r#"{"on_time":[1,0,0],"late":[0,0,0],"taken_back":[0,0,0],"campaign":[0,0,0],"duplicate":[0,0,0],"channels":{},"questions":{"7":{"answered":[1,0,0],"chosen":{"1":[1,0,0]}}}}"#;
    assert!(!old.starts_with(&Tally::beginning()));
    assert!(serde_json::from_str::<Tally>(old).is_err());
}
