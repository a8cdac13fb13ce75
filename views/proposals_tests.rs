//! What the pages of proposals promise: where it stands, what is decided, what can be done now.

use super::*;
use crate::diff::{DiffKind, DiffRun, FieldChange};
use crate::holes::{Hole, Piece, split};
use crate::parts::ProposalRow;
use chrono::NaiveDate;

fn utc(month: u32, day: u32, hour: u32) -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, month, day)
        .expect("a day of the calendar")
        .and_hms_opt(hour, 0, 0)
        .expect("a time of day")
}

fn view(stage: Stage) -> ProposalPage {
    ProposalPage {
        slug: "texts".into(),
        title: "Text <people>".into(),
        summary: "A & B".into(),
        area_slug: "air".into(),
        area_title: "Clean air".into(),
        life_stage: LifeStage::Live,
        stage,
        announced_at: Some(utc(9, 28, 9)),
        opens_at: Some(utc(10, 12, 8)),
        closes_at: Some(utc(12, 4, 17)),
        change_html: "<p>Change.</p>".into(),
        why_html: "<p>Because.</p>".into(),
        statements: vec![("What is not decided yet", "<p>When.</p>".into())],
        answer_due: None,
        options: vec![ProposalOption {
            letter: "A".into(),
            title: "Texts <3".into(),
            body_html: "<p>Cheap.</p>".into(),
            preferred: true,
        }],
        version: 1,
        changed_at: None,
        change_reason: String::new(),
        suggested: None,
        attribution_html: String::new(),
        followers: 846,
        documents: Vec::new(),
        formats: Vec::new(),
        contact_html: String::new(),
        comment_count: 412,
        comments: Vec::new(),
        sort: Sort::MostAgreed,
        pages: Pages::default(),
        asks: false,
        reads_first: false,
        comment_text: String::new(),
        problems: Problems::default(),
        now: utc(11, 23, 9),
    }
}

fn html(view: &ProposalPage) -> String {
    show(view).into_string()
}

#[test]
fn an_open_proposal_says_what_can_be_done() {
    let page = html(&view(Stage::Open));
    assert!(page.contains("<h1>Text &lt;people&gt;</h1>"), "{page}");
    assert!(page.contains("Closes in 11 days"), "{page}");
    assert!(page.contains("No decision has been made. What you say can still change this."), "{page}");
    assert!(page.contains("12 October to 5 pm, 4 December 2026"), "{page}");
    assert!(page.contains("Due by 26 February 2027"), "{page}");
    assert!(page.contains(r#"action="/proposals/texts/comments""#), "{page}");
    assert!(page.contains("Up to 4,000 characters"), "{page}");
    assert!(page.contains(r#"<option value="agreed" selected>"#), "{page}");
    assert!(page.contains("846 followers") && page.contains("412 comments"), "{page}");
    assert!(page.contains("<h3>A. Texts &lt;3</h3>"), "{page}");
    assert!(!page.contains("See what changed"), "{page}");
}

#[test]
fn a_closed_consultation_says_when_its_answer_is_due() {
    let page = html(&ProposalPage { asks: true, answer_due: Some(utc(12, 31, 12)), ..view(Stage::Closed) });
    assert!(page.contains("31 December 2026") && page.contains("we say what we heard"), "{page}");
    assert!(page.contains("What is not decided yet"));
    let open = html(&ProposalPage { asks: true, answer_due: Some(utc(12, 31, 12)), ..view(Stage::Open) });
    assert!(!open.contains("we say what we heard"));
}

#[test]
fn the_stage_line_marks_one_stage() {
    for (stage, done) in [
        (Stage::Forthcoming, 0),
        (Stage::Open, 1),
        (Stage::Closed, 2),
        (Stage::Analysing, 3),
        (Stage::OutcomePublished, 4),
    ] {
        let page = html(&view(stage));
        assert_eq!(page.matches(r#"aria-current="step""#).count(), 1, "{stage:?}");
        assert_eq!(page.matches(r#"class="is-done""#).count(), done, "{stage:?}");
        assert_eq!(page.contains("No decision has been made"), stage != Stage::OutcomePublished);
    }
    let page = html(&view(Stage::Withdrawn));
    assert!(!page.contains("fm-stages") && page.contains("has been withdrawn"), "{page}");
}

#[test]
fn only_an_open_proposal_takes_comments() {
    let page = html(&view(Stage::Closed));
    assert!(!page.contains("/comments\""), "{page}");
    assert!(page.contains("Comments closed at 5 pm, Friday 4 December 2026."), "{page}");
    let page = html(&view(Stage::Forthcoming));
    assert!(page.contains("You can comment from 9 am, Monday 12 October 2026."), "{page}");
    assert!(!page.contains("Nobody has commented yet."), "{page}");
}

#[test]
fn the_page_leaves_its_holes_once() {
    let page = html(&view(Stage::Open));
    let pieces = split(&page);
    for hole in [
        Hole::Strip,
        Hole::Notice,
        Hole::ProposalVote,
        Hole::StatementNext,
        Hole::PostingAs,
        Hole::Follow,
        Hole::OwnHeld,
    ] {
        assert_eq!(pieces.iter().filter(|piece| **piece == Piece::Hole(hole)).count(), 1, "{hole:?}");
    }
    assert_eq!(page.matches(r#"id="p-no""#).count(), 1);
    assert!(!page.contains(" style=") && !page.contains("<script"));
}

#[test]
fn a_comment_at_fault_is_kept() {
    let mut view = view(Stage::Open);
    view.comment_text = "</textarea>mine".into();
    view.problems.add("body", "Your comment must be 4,000 characters or fewer");
    let page = html(&view);
    assert!(page.contains("<title>Error: Text &lt;people&gt;"), "{page}");
    assert!(page.contains("&lt;/textarea&gt;mine"), "{page}");
    assert!(page.find("There is a problem") < page.find("<h1>"), "{page}");
}

#[test]
fn a_changed_and_imported_proposal_says_so() {
    let mut view = view(Stage::Open);
    view.version = 2;
    view.changed_at = Some(utc(11, 2, 9));
    view.change_reason = "We added <C>.".into();
    view.attribution_html = "<p>CC BY 4.0</p>".into();
    view.documents = vec![
        Document { title: "Full".into(), url: "https://example.org/a?b&c".into(), note: "PDF".into() },
        Document { title: "Ours".into(), url: "/about/x".into(), note: String::new() },
        Document { title: "Bad".into(), url: "javascript:alert(1)".into(), note: String::new() },
    ];
    let page = html(&view);
    assert!(page.contains("2 November 2026</time>: <bdi>We added &lt;C&gt;.</bdi>"), "{page}");
    assert!(page.contains(r#"<a href="/proposals/texts/versions">See what changed</a>"#), "{page}");
    assert!(page.contains("<p>CC BY 4.0</p>") && page.contains(r#"<a href="/about/x">Ours</a>"#), "{page}");
    assert!(!page.contains("javascript:"), "{page}");
}

#[test]
fn the_list_keeps_the_choice() {
    let row = ProposalRow {
        slug: "a".into(),
        title: "<b>".into(),
        summary: String::new(),
        area_title: "Clean air".into(),
        life_stage: LifeStage::Live,
        stage: Stage::Open,
        opens_at: None,
        closes_at: None,
        votes: 0,
        comments: 0,
        imported: false,
    };
    let mut view =
        ProposalIndex { rows: vec![row], stage: "open".into(), area: "air".into(), ..ProposalIndex::default() };
    view.areas = vec![("air".into(), "Clean air".into())];
    let page = index(&view).into_string();
    assert!(page.contains(r#"<option value="open" selected>"#), "{page}");
    assert!(page.contains(r#"<option value="air" selected>"#), "{page}");
    assert!(page.contains("Open: Clean air</h2>") && page.contains("&lt;b&gt;"), "{page}");
    let page = index(&ProposalIndex::default()).into_string();
    assert!(page.contains("There is no such proposal just now.") && page.contains("All proposals</h2>"), "{page}");
}

#[test]
fn versions_show_what_changed() {
    let proposal = ProposalLink { slug: "a".into(), title: "A & B".into() };
    let row = |number| VersionRow { number, at: utc(11, 2, 9), reason: "Because <x>".into() };
    let page = versions(&VersionsPage { proposal: proposal.clone(), versions: vec![row(2), row(1)] }).into_string();
    assert!(page.contains(r#"<a href="/proposals/a/versions/2">Version 2</a> (the present one)"#), "{page}");
    assert!(page.contains("Because &lt;x&gt;"), "{page}");
    let runs = vec![DiffRun { kind: DiffKind::Added, text: "new".into() }];
    let changes = vec![FieldChange { label: "Summary".into(), runs }];
    let page = version(&VersionPage { proposal, version: row(2), newest: 3, changes }).into_string();
    assert!(page.contains("Version 2 of 3") && page.contains("<h2 class=\"fm-h3\">Summary</h2>"), "{page}");
    assert!(page.contains("added: </span>new</ins>"), "{page}");
    assert!(page.contains("/proposals/a/versions/1") && page.contains("/proposals/a/versions/3"), "{page}");
}
