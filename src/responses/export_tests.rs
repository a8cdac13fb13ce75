use super::*;
use crate::clock::Moment;
use crate::ids::{ProposalId, ResponseId};
use crate::policy::Capacity;
use crate::questionnaires::{Choice, Section};
use crate::responses::{Channel, Response, State};
use std::collections::BTreeMap;

fn question(id: i64, kind: Kind) -> Question {
    let choice = |id: i64, words: &str| Choice { id, words: words.into() };
    Question {
        id,
        kind,
        words: format!("Of kind {}?", kind.as_str()),
        help: String::new(),
        required: false,
        choices: vec![choice(51, "=By text"), choice(52, "By post")],
        rows: if kind == Kind::Matrix { vec![choice(61, "At home"), choice(62, "At work")] } else { Vec::new() },
        only_if: None,
    }
}

fn asked() -> Questionnaire {
    let kinds = [Kind::Long, Kind::Many, Kind::Matrix, Kind::Ranking, Kind::Number];
    let questions = kinds.into_iter().zip(1..).map(|(kind, id)| question(id, kind)).collect();
    Questionnaire { sections: vec![Section { id: 9, questions, ..Section::default() }], ..Questionnaire::default() }
}

fn line(organisation: Option<&str>) -> Line {
    let at = Moment::parse_from_str("2026-11-30 09:05", "%Y-%m-%d %H:%M").expect("a moment");
    let response = Response {
        id: ResponseId(1),
        proposal: ProposalId(1),
        reference: "AIR-7K2M-9XQ4".into(),
        account: None,
        organisation: None,
        capacity: Capacity::Resident,
        state: State::Sent,
        version: 1,
        late: true,
        publish: "never".into(),
        confidential: String::new(),
        consulted: String::new(),
        begun_at: at,
        sent_at: Some(at),
        withdrawn_at: None,
        asked_at: None,
        channel: Channel::Paper,
        received_on: "2026-11-29".into(),
        given_name: String::new(),
    };
    Line { response, organisation: organisation.map(str::to_owned), is_read: false, attachments: 2 }
}

fn answers() -> Answers {
    BTreeMap::from([
        (1, Answer::Text("+44 20, says \"Ana\"\nand more".into())),
        (2, Answer::Choices(vec![51, 52])),
        (3, Answer::Rows(BTreeMap::from([(62, 52)]))),
        (4, Answer::Order(vec![52])),
        (5, Answer::Number(-3)),
    ])
}

fn text(bytes: Result<Vec<u8>>) -> String {
    String::from_utf8(bytes.expect("written")).expect("text")
}

#[test]
fn each_answer_stands_under_its_question_and_no_cell_is_a_formula() {
    let head = text(head(&asked()));
    assert_eq!(
        head,
        "reference,capacity,organisation,late,channel,received_on,sent_at,publish,attachments,q1,q2,q3_1,q3_2,q4,q5\r\n"
    );
    let row = text(rows(&asked(), &[(line(Some("=Circle")), answers())]));
    let wanted = "AIR-7K2M-9XQ4,resident,'=Circle,yes,paper,2026-11-29,2026-11-30T09:05:00Z,never,2,\
        \"'+44 20, says \"\"Ana\"\"\nand more\",'=By text; By post,,By post,1. By post,'-3\r\n";
    assert_eq!(row, wanted);
    let nothing = text(rows(&asked(), &[(line(None), Answers::new())]));
    assert!(nothing.ends_with(",never,2,,,,,,\r\n"), "{nothing}");
}

#[test]
fn json_has_the_same_names_and_keeps_what_things_are() {
    let object: Value = serde_json::from_str(&text(objects(&asked(), &[(line(None), answers())]))).expect("one object");
    assert_eq!(object["q1"], "+44 20, says \"Ana\"\nand more");
    assert_eq!(object["q2"], json!(["=By text", "By post"]));
    assert_eq!((&object["q3_1"], &object["q3_2"], &object["q5"]), (&Value::Null, &json!("By post"), &json!(-3)));
    assert_eq!(object.as_object().map(Map::len), Some(15));
}

#[test]
fn the_dictionary_tells_of_every_column() {
    let all = text(dictionary(&asked()));
    let names: Vec<&str> = all.lines().skip(1).map(|line| line.split(',').next().unwrap_or_default()).collect();
    assert_eq!(names.join(","), text(head(&asked())).trim_end());
    assert!(all.contains("q3_2,Of kind matrix?: At work,matrix,'=By text; By post"), "{all}");
}
