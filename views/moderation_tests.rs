//! What moderation promises: everybody can report, risk comes first, each decision has its reasons.

use super::*;
use crate::proposals::ProposalLink;
use chrono::{NaiveDate, NaiveDateTime};
use maud::html;

fn at(hour: u32, minute: u32) -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 11, 3)
        .expect("a day of the calendar")
        .and_hms_opt(hour, minute, 0)
        .expect("a time of day")
}

fn proposal() -> ProposalLink {
    ProposalLink { slug: "a".into(), title: "A & B".into() }
}

fn waiting() -> Queue {
    Queue {
        waiting: 14,
        at_risk: 1,
        oldest: Some(at(8, 20)),
        items: vec![
            QueueItem {
                case_id: 1,
                why: WhyWaiting::Risk,
                reports: 1,
                held: None,
                taken_until: None,
                opened_at: at(11, 42),
                excerpt: "I do <not>".into(),
            },
            QueueItem {
                case_id: 2,
                why: WhyWaiting::Reported,
                reports: 2,
                held: None,
                taken_until: None,
                opened_at: at(8, 20),
                excerpt: "People".into(),
            },
            QueueItem {
                case_id: 3,
                why: WhyWaiting::Review,
                reports: 0,
                held: Some("link"),
                taken_until: Some(at(12, 20)),
                opened_at: at(9, 0),
                excerpt: "There".into(),
            },
        ],
        promise_hours: 8,
        now: at(12, 0),
        ..Queue::default()
    }
}

fn one_case() -> Case {
    Case {
        id: 2,
        why: Some(WhyWaiting::Reported),
        proposal: proposal(),
        comment_id: 7,
        in_reply_to: Some("Joan <P.>".into()),
        before: vec![Context { author_name: "Joan".into(), body_html: "<p>Before.</p>".into() }],
        body_html: "<p>The text.</p>".into(),
        author_name: "<script>".into(),
        author_facts: "6 comments".into(),
        state: "Published".into(),
        reports: vec![ReportRow {
            reason: Reason::Illegal,
            kind: "hate".into(),
            note: "<b>rude".into(),
            signed_in: false,
            at: at(10, 48),
        }],
        replies: 2,
        past: vec![PastDecision {
            act: Act::Hide,
            rule: "rule 3".into(),
            reasons: "Because".into(),
            sanction: "with a warning".into(),
            at: at(9, 0),
        }],
        originals: Vec::new(),
        claim: Claim::Mine(at(12, 20)),
        conflict: String::new(),
        by_author: 3,
        with_same_words: 0,
        form: Form {
            acts: vec![Act::Keep, Act::Hide, Act::Redact],
            rules: vec![("3".into(), "3. No personal attacks".into())],
            templates: vec![Template { id: 5, title: "Rude".into(), ..Template::default() }],
            marked: "The <text>".into(),
            ..Form::default()
        },
        queue: waiting(),
    }
}

#[test]
fn a_report_needs_no_account_and_keeps_what_was_typed() {
    let mut view = Report {
        proposal: proposal(),
        comment_id: 7,
        author_name: "<i>".into(),
        note: "why <b>".into(),
        ..Report::default()
    };
    let html = report(&view).into_string();
    assert!(!html.contains("checked") && html.contains(r#"action="/comments/7/reports""#), "{html}");
    assert_eq!(html.matches(r#"type="radio""#).count(), 8);
    view.reason = Some(Reason::Spam);
    view.problems.add("note", "Your note must be 1,000 characters or fewer");
    let html = report(&view).into_string();
    assert!(html.contains("<title>Error: ") && html.contains("why &lt;b&gt;"), "{html}");
    assert!(html.contains(r#"value="spam" checked"#), "{html}");
}

#[test]
fn thanks_give_a_reference_and_help() {
    let mut view = Thanks { proposal: proposal(), reference: "R-17".into(), ..Thanks::default() };
    let html = thanks(&view).into_string();
    assert!(html.contains("R-17") && !html.contains("999"), "{html}");
    view.at_risk = true;
    assert!(thanks(&view).into_string().contains("call 999"));
    assert!(thanks(&view).into_string().contains("Keep the address of this page."));
    view.outcome = Some("The comment was hidden under rule <3>.".into());
    let html = thanks(&view).into_string();
    assert!(html.contains("hidden under rule &lt;3&gt;") && !html.contains("Keep the address"), "{html}");
}

#[test]
fn the_queue_says_how_long_each_has_waited() {
    let html = queue(&waiting(), html! {}).into_string();
    assert!(html.contains("<h1 class=\"fm-h2\">14 waiting, 1 at risk</h1>"), "{html}");
    assert!(html.contains("The oldest has waited 3 h 40 min. Our promise is 8 hours."), "{html}");
    assert!(html.contains("18 min") && html.contains("I do &lt;not&gt;"), "{html}");
    assert!(html.contains("2 reports") && html.contains("Held: link"), "{html}");
    assert_eq!(html.matches("With a colleague until 12:20 pm").count(), 1, "{html}");
    assert!(queue(&Queue::default(), html! {}).into_string().contains("Nothing waits."));
}

#[test]
fn a_case_has_what_is_needed_to_decide() {
    let html = case(&one_case()).into_string();
    assert!(html.contains("A comment with 1 report</h2>"), "{html}");
    assert!(html.contains("<bdi>&lt;script&gt;</bdi>. 6 comments") && html.contains("&lt;b&gt;rude"), "{html}");
    assert!(
        html.contains("It is against the law (Hatred of a group of people), without an account, 3 November, 10:48 am"),
        "{html}"
    );
    assert!(html.contains("Hidden under rule 3, with a warning"), "{html}");
    assert!(html.contains("Yours until 12:20 pm"), "{html}");
    assert!(html.contains("/staff/cases/2/together?by=author") && !html.contains("by=words"), "{html}");
    assert!(html.contains("The &lt;text&gt;</textarea>") && html.contains(">Rude</option>"), "{html}");
    assert!(html.contains(r#"action="/staff/cases/2/decisions""#), "{html}");
    assert!(!html.contains(" checked") && html.contains(r#"id="act" value="keep""#), "{html}");
    assert_eq!(html.matches(r#"aria-current="true""#).count(), 1);
}

#[test]
fn a_decision_at_fault_keeps_the_reasons() {
    let mut view = one_case();
    view.form.act = Some(Act::Hide);
    view.form.rule = "3".into();
    view.form.reasons = "Please <be> kind".into();
    view.form.problems.add("act", "Choose what happens to the comment");
    let html = case(&view).into_string();
    assert!(html.contains("<title>Error: Queue") && html.contains(r##"<a href="#act">"##), "{html}");
    assert!(html.contains(r#"value="hide" data-key="H" checked"#) && html.contains("Please &lt;be&gt; kind"), "{html}");
    assert!(html.contains(r#"<option value="3" selected>"#), "{html}");
    view.claim = Claim::Anothers("<Mo>".into(), at(12, 20));
    let html = case(&view).into_string();
    assert!(!html.contains("Decide</h3>") && html.contains("&lt;Mo&gt;</bdi> has this case until 12:20 pm"), "{html}");
    view.claim = Claim::Nobodys;
    view.form.acts.clear();
    view.conflict = "You wrote this".into();
    let html = case(&view).into_string();
    assert!(!html.contains("Decide</h3>") && html.contains("You wrote this"), "{html}");
}

#[test]
fn the_record_lists_each_act() {
    let act = ActRow {
        at: at(9, 0),
        act: Act::Restore,
        rule: String::new(),
        reasons: "It was <fine>".into(),
        moderator: None,
        case_id: 2,
        proposal: proposal(),
    };
    let html = record(&Record { acts: vec![act], now: at(12, 0), ..Record::default() }).into_string();
    assert!(html.contains("Restored") && html.contains("It was &lt;fine&gt;"), "{html}");
    assert!(html.contains("A former colleague") && html.contains("/staff/cases/2"), "{html}");
    assert!(record(&Record::default()).into_string().contains("Nothing has been decided yet."));
}
