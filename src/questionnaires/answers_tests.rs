use super::super::{Choice, Condition};
use super::*;

fn question(id: i64, kind: Kind, required: bool) -> Question {
    let choice = |n: i64, words: &str| Choice { id: n, words: words.into() };
    let choices = match kind {
        Kind::One | Kind::Many | Kind::Matrix | Kind::Ranking => {
            vec![choice(51, "By text"), choice(52, "By post"), choice(53, "By phone")]
        }
        _ => Vec::new(),
    };
    let rows = if kind == Kind::Matrix { vec![choice(61, "At home"), choice(62, "At work")] } else { Vec::new() };
    Question { id, kind, words: "What?".into(), help: String::new(), required, choices, rows, only_if: None }
}

fn typed(fields: &[(&str, &str)]) -> Typed {
    Typed(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
}

fn read_kind(kind: Kind, required: bool, fields: &[(&str, &str)]) -> Read {
    read_one(&question(7, kind, required), &typed(fields))
}

#[test]
fn each_kind_is_understood() {
    let ok = |answer| Ok(Some(answer));
    assert_eq!(read_kind(Kind::Short, true, &[("q7", " A\nB ")]), ok(Answer::Text("A B".into())));
    assert_eq!(read_kind(Kind::Long, true, &[("q7", "A\nB")]), ok(Answer::Text("A\nB".into())));
    assert_eq!(read_kind(Kind::One, true, &[("q7", "52")]), ok(Answer::Choice(52)));
    assert_eq!(read_kind(Kind::Many, true, &[("q7", "53"), ("q7", "51")]), ok(Answer::Choices(vec![51, 53])));
    assert_eq!(read_kind(Kind::Agreement, true, &[("q7", "6")]), ok(Answer::Choice(6)));
    assert_eq!(read_kind(Kind::Borough, true, &[("q7", "34")]), ok(Answer::Choice(34)));
    assert_eq!(read_kind(Kind::Number, true, &[("q7", "1,200")]), ok(Answer::Number(1_200)));
    let rows = BTreeMap::from([(61, 51), (62, 53)]);
    assert_eq!(read_kind(Kind::Matrix, true, &[("q7-61", "51"), ("q7-62", "53")]), ok(Answer::Rows(rows)));
    let order = Answer::Order(vec![53, 51]);
    assert_eq!(read_kind(Kind::Ranking, true, &[("q7-51", "3"), ("q7-53", "1")]), ok(order));
    let date = NaiveDate::from_ymd_opt(2028, 2, 29).expect("a leap year");
    let parts = [("q7-day", "29"), ("q7-month", "2"), ("q7-year", "2028")];
    assert_eq!(read_kind(Kind::Date, true, &parts), ok(Answer::Date(date)));
}

#[test]
fn nothing_is_enough_where_nothing_is_required() {
    for kind in Kind::ALL {
        assert_eq!(read_kind(*kind, false, &[]), Ok(None), "{kind:?}");
        let (field, message) = read_kind(*kind, true, &[]).expect_err("it is required");
        assert!(field.starts_with("q7") && !message.is_empty(), "{kind:?}");
    }
}

#[test]
fn what_cannot_be_understood_is_told_at_its_field() {
    type Wrong = (Kind, &'static [(&'static str, &'static str)], &'static str);
    let wrong: &[Wrong] = &[
        (Kind::One, &[("q7", "99")], "q7"),
        (Kind::Many, &[("q7", "51"), ("q7", "<b>")], "q7"),
        (Kind::Agreement, &[("q7", "0")], "q7"),
        (Kind::Number, &[("q7", "a few")], "q7"),
        (Kind::Number, &[("q7", "99999999999999999999")], "q7"),
        (Kind::Date, &[("q7-day", "30"), ("q7-month", "2"), ("q7-year", "2026")], "q7-day"),
        (Kind::Date, &[("q7-day", "3")], "q7-day"),
        (Kind::Matrix, &[("q7-61", "51")], "q7-62"),
        (Kind::Matrix, &[("q7-61", "9"), ("q7-62", "51")], "q7-61"),
        (Kind::Ranking, &[("q7-51", "1"), ("q7-52", "1")], "q7-52"),
        (Kind::Ranking, &[("q7-51", "4")], "q7-51"),
    ];
    for (kind, fields, at) in wrong {
        let (field, message) = read_kind(*kind, true, fields).expect_err("it is wrong");
        assert_eq!(field, *at, "{kind:?} {fields:?}: {message}");
    }
    let (_, message) = read_kind(Kind::Long, false, &[("q7", &"é".repeat(LONG + 2))]).expect_err("it is too long");
    assert_eq!(message, "This answer must be 4,000 characters or fewer. You have 2 characters too many");
    assert!(read_kind(Kind::Long, false, &[("q7", &"é".repeat(LONG))]).is_ok());
}

#[test]
fn answers_to_what_is_not_asked_are_left_out() {
    let mut second = question(8, Kind::Long, true);
    second.only_if = Some(Condition { question: 7, choices: vec![51] });
    let section = |id, question| Section { id, questions: vec![question], ..Section::default() };
    let all = Questionnaire {
        sections: vec![section(1, question(7, Kind::One, true)), section(2, second)],
        ..Questionnaire::default()
    };
    let said = |choice: &str| BTreeMap::from([(1, typed(&[("q7", choice)])), (2, typed(&[("q8", "Because")]))]);
    let (answers, troubles) = read(&all, &said("52"));
    assert_eq!((answers.len(), troubles), (1, Vec::new()));
    assert_eq!(read(&all, &said("51")).0.get(&8), Some(&Answer::Text("Because".into())));
    let (_, troubles) = read(&all, &BTreeMap::from([(1, typed(&[("q7", "51")]))]));
    assert_eq!(troubles.len(), 1);
    assert_eq!((troubles[0].section, troubles[0].field.as_str()), (2, "q8"));
}

#[test]
fn only_fields_of_the_section_are_kept() {
    let section = Section {
        id: 1,
        questions: vec![question(7, Kind::Many, true), question(8, Kind::Date, false)],
        ..Section::default()
    };
    let sent: Vec<(String, Text)> =
        [("q7", "51"), ("q7", "51"), ("q8-day", "x"), ("q9", "51"), ("csrf", "secret"), ("q7-1", "1")]
            .map(|(name, value)| (name.to_owned(), Text::new(value)))
            .to_vec();
    assert_eq!(keep(&section, &sent), Ok(typed(&[("q7", "51"), ("q8-day", "x")])));
    let twice = [("q8-day".to_owned(), Text::new("1")), ("q8-day".to_owned(), Text::new("2"))];
    assert!(matches!(keep(&section, &twice), Err(Error::NotUnderstood(_))));
}
