//! What the staff's pages promise: nothing typed is lost, and nobody overwrites what they have not seen.

use super::*;
use crate::parts::LifeStage;

fn writing() -> Editor {
    Editor {
        id: Some(4),
        slug: Some("a".into()),
        stage: Some(Stage::Open),
        version: 3,
        ever_opened: true,
        title: "<b>Texts".into(),
        options: vec![OptionFields { letter: "A".into(), title: "Calls".into(), body: "x".into(), preferred: true }],
        documents: vec![DocumentFields { url: "https://example.org".into(), ..DocumentFields::default() }],
        area: "air".into(),
        areas: vec![("air".into(), "Clean air".into())],
        totals: Totals::AfterVoting,
        closes_date: "2026-12-04".into(),
        ..Editor::default()
    }
}

fn stage_form() -> StageForm {
    StageForm {
        id: 4,
        slug: "a".into(),
        title: "<b>Texts".into(),
        stage: Stage::Open,
        closes_at: None,
        closes_date: "tomorrow".into(),
        closes_time: String::new(),
        was: String::new(),
        reason: "More <time>".into(),
        problems: Problems::default(),
    }
}

#[test]
fn the_strip_knows_staff_from_members() {
    let html = strip("<i>Ines", "moderator", &[("Queue", "/staff/queue")]).into_string();
    assert!(html.contains("Staff</a>: <bdi>&lt;i&gt;Ines</bdi>, moderator"), "{html}");
    assert!(html.contains(r#"<a href="/staff/queue">Queue</a>"#), "{html}");
    let html = strip("Ana", "member", &[]).into_string();
    assert!(html.contains("Signed in as") && !html.contains("Staff"), "{html}");
}

#[test]
fn the_list_offers_what_the_stage_allows() {
    let line = ProposalLine {
        id: 4,
        slug: "a".into(),
        title: "<b>".into(),
        area_title: "Air".into(),
        stage: Stage::Open,
        opens_at: None,
        closes_at: None,
        suggestion: None,
        may_decline: false,
    };
    let html = proposals(&[line.clone(), ProposalLine { id: 5, stage: Stage::Draft, ..line }]).into_string();
    assert!(html.contains("/staff/proposals/4/extension") && html.contains("/staff/proposals/5/opening"), "{html}");
    assert!(!html.contains("/staff/proposals/4/opening") && !html.contains("/staff/proposals/5/closing"), "{html}");
    assert!(html.contains("&lt;b&gt;"), "{html}");
    assert!(desk(&[], maud::html! {}).into_string().contains("<h1"));
}

#[test]
fn the_editor_keeps_what_was_typed() {
    let mut view = writing();
    view.problems.add("option_title-1", "Enter a title");
    view.problems.add("closes_date", "Enter a day");
    let html = editor(&view).into_string();
    assert!(html.contains("<title>Error: Change a proposal"), "{html}");
    assert!(html.contains(r#"value="&lt;b&gt;Texts""#), "{html}");
    assert!(html.contains(r#"id="option_title-1" name="option_title""#), "{html}");
    assert!(html.contains(r#"id="option_title-1-error""#) && html.contains(r#"id="closes_date-error""#), "{html}");
    assert!(html.contains(r#"name="option_preferred" type="checkbox" value="0" checked"#), "{html}");
    assert_eq!(html.matches(r#"name="option_body""#).count(), OPTIONS);
    assert_eq!(html.matches(r#"name="document_url""#).count(), DOCUMENTS);
    assert!(html.contains(r#"name="version" value="3""#), "{html}");
    assert!(html.contains(r#"value="after_voting" checked"#), "{html}");
    assert!(html.contains("Why do you change it?"), "{html}");
    let html = editor(&Editor::default()).into_string();
    assert!(html.contains(r#"action="/staff/proposals/new""#) && !html.contains("Why do you change it?"), "{html}");
}

#[test]
fn a_conflict_shows_both_texts() {
    let field = ConflictField { label: "Summary".into(), theirs: "their <text>".into(), mine: String::new() };
    let html = conflict(&Conflict { by: Some("<i>Bo".into()), fields: vec![field], editor: writing() }).into_string();
    assert!(html.contains("&lt;i&gt;Bo") && html.contains("their &lt;text&gt;") && html.contains("Empty"), "{html}");
    assert!(html.contains(r#"action="/staff/proposals/4""#), "{html}");
}

#[test]
fn opening_closing_and_more_time_have_reasons() {
    let mut view = stage_form();
    view.problems.add("closes_date", "Enter a day such as 2026-12-04");
    for (html, action) in [
        (opening(&view), "/staff/proposals/4/opening"),
        (closing(&view), "/staff/proposals/4/closing"),
        (extension(&view), "/staff/proposals/4/extension"),
    ] {
        let html = html.into_string();
        assert!(html.contains(action) && html.contains("More &lt;time&gt;"), "{html}");
        assert!(!html.contains("<b>Texts"), "{html}");
    }
    assert!(extension(&view).into_string().contains(r#"value="tomorrow""#));
}

#[test]
fn pages_and_areas_can_be_changed() {
    let rows = [ContentRow { slug: "privacy".into(), title: "<b>".into() }];
    assert!(pages(&rows).into_string().contains(r#"<a href="/staff/pages/privacy">&lt;b&gt;</a>"#));
    assert!(areas(&rows).into_string().contains("/staff/areas/privacy"));
    let html = page_editor(&PageEditor { slug: "privacy".into(), body: "# <x>".into(), ..PageEditor::default() })
        .into_string();
    assert!(html.contains("# &lt;x&gt;") && html.contains(r#"action="/staff/pages/privacy""#), "{html}");
    let area = AreaEditor {
        slug: "air".into(),
        title: "Air".into(),
        short_title: String::new(),
        life_stage: LifeStage::Age,
        ambition: String::new(),
        lede: String::new(),
        why: String::new(),
        who_decides: String::new(),
        figures: vec![FigureFields { number: "4,100".into(), ..FigureFields::default() }],
        was: "12".into(),
        theirs: vec![ConflictField { label: "Title".into(), theirs: "<i>".into(), mine: "Air".into() }],
        problems: Problems::default(),
    };
    let html = area_editor(&area).into_string();
    assert!(html.contains(r#"<option value="age" selected>"#) && html.contains(r#"value="4,100""#), "{html}");
    assert_eq!(html.matches(r#"name="figure_url""#).count(), FIGURES);
    assert!(
        html.contains(r#"name="was" value="12""#) && html.contains("Saved now") && html.contains("&lt;i&gt;"),
        "{html}"
    );
}
