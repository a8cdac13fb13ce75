//! What the small parts promise.

use super::*;
use chrono::{NaiveDate, NaiveDateTime};

fn utc(year: i32, month: u32, day: u32, hour: u32) -> NaiveDateTime {
    NaiveDate::from_ymd_opt(year, month, day)
        .expect("a day of the calendar")
        .and_hms_opt(hour, 0, 0)
        .expect("a time of day")
}

fn row(stage: Stage) -> ProposalRow {
    ProposalRow {
        slug: "a b".into(),
        title: "<i>Texts</i>".into(),
        summary: "A text & a call".into(),
        area_title: "Clean air".into(),
        life_stage: LifeStage::Live,
        stage,
        opens_at: Some(utc(2026, 10, 12, 8)),
        closes_at: Some(utc(2026, 12, 4, 17)),
        votes: 2316,
        comments: 1,
        imported: false,
    }
}

#[test]
fn numbers_have_commas() {
    for (n, words) in [
        (0, "0"),
        (7, "7"),
        (999, "999"),
        (1000, "1,000"),
        (2316, "2,316"),
        (1_234_567, "1,234,567"),
        (-1500, "−1,500"),
    ] {
        assert_eq!(number(n), words);
    }
    assert_eq!(number(i64::MIN), "−9,223,372,036,854,775,808");
    assert_eq!(count(1, "vote", "votes"), "1 vote");
    assert_eq!(count(0, "vote", "votes"), "0 votes");
    assert_eq!(in_words(14), "fourteen");
    assert_eq!(in_words(1021), "1,021");
}

#[test]
fn an_open_row_counts_down_and_escapes() {
    let html = proposal_row(&row(Stage::Open), Setting::AllAreas, utc(2026, 11, 23, 9)).into_string();
    assert!(html.contains("<b>11 days</b>"), "{html}");
    assert!(html.contains("Closes 5 pm, "), "{html}");
    assert!(html.contains("fm-when--soon"), "{html}");
    assert!(html.contains(r#"<a href="/proposals/a%20b">&lt;i&gt;Texts&lt;/i&gt;</a>"#), "{html}");
    assert!(html.contains("<li>2,316 votes</li><li>1 comment</li>"), "{html}");
    let html = proposal_row(&row(Stage::Open), Setting::AllAreas, utc(2026, 11, 1, 9)).into_string();
    assert!(!html.contains("fm-when--soon"), "{html}");
}

#[test]
fn other_rows_say_where_they_stand() {
    let now = utc(2026, 12, 24, 9);
    let html = proposal_row(&row(Stage::Analysing), Setting::OneArea, now).into_string();
    assert!(html.contains("<b>Being read</b>") && html.contains("Friday 26 February 2027"), "{html}");
    assert!(html.contains(r#"<strong class="govuk-tag govuk-tag--analysing">Analysing</strong>"#), "{html}");
    let html = proposal_row(&row(Stage::Forthcoming), Setting::OneArea, now).into_string();
    assert!(html.contains("<b>October</b>") && html.contains("Opens 9 am, "), "{html}");
    assert!(!html.contains("votes"), "{html}");
}

#[test]
fn badges_say_what_is_not_verified() {
    let html = badge(&Badge::Professional { title: "Nurse <3".into(), verified: false }).into_string();
    assert!(html.contains("Nurse &lt;3</bdi>, not yet verified"), "{html}");
    let html = badge(&Badge::Organisation { name: "Carers’ Circle".into(), verified: true, slug: None }).into_string();
    assert!(html.contains("Organisation: <bdi>Carers’ Circle</bdi>, verified"), "{html}");
    assert!(!badge(&Badge::Resident).into_string().contains("fm-badge"));
}

#[test]
fn words_begin_with_a_capital() {
    assert_eq!(sentence("today"), "Today");
    assert_eq!(sentence(""), "");
}

#[test]
fn what_was_discussed_elsewhere_is_not_being_read_here() {
    let row = ProposalRow { imported: true, ..row(Stage::Closed) };
    let html = proposal_row(&row, Setting::AllAreas, utc(2027, 6, 1, 9)).into_string();
    assert!(html.contains("Held on another site, until") && html.contains("1 comment<"), "{html}");
    assert!(!html.contains("Being read") && !html.contains("Outcome") && !html.contains("votes"), "{html}");
}

#[test]
fn sizes_are_read_by_people() {
    assert_eq!([1, 1_000, 1_001, 999_999, 3_456_789].map(size), ["1 kB", "1 kB", "2 kB", "1000 kB", "3.4 MB"]);
}
