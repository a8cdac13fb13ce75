//! What the pages about emails promise: opening changes nothing, nothing is told to strangers, every way back is there.

use super::*;
use crate::follows::FollowKind;
use chrono::NaiveDate;

fn at(day: u32) -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 11, day).expect("a day of the calendar").and_hms_opt(8, 0, 0).expect("a time of day")
}

fn topic() -> Topic {
    Topic { kind: FollowKind::Proposal, title: "Texts <b>".into() }
}

fn wish() -> Wish {
    Wish { topic: topic(), target: 7, frequency: Frequency::Daily }
}

fn view() -> Preferences {
    Preferences {
        action_url: paths::emails("t"),
        signed_in: false,
        email: "ana.maria@example.org".into(),
        site: Some(Frequency::Weekly),
        areas: vec![AreaChoice { id: 3, title: "Clean <air>".into(), frequency: None }],
        others: vec![Other {
            kind: FollowKind::Thread,
            id: 9,
            title: "Texts".into(),
            url: "/comments/9".into(),
            frequency: Frequency::AtOnce,
        }],
        hour: 12,
        weekday: 4,
        paused_until: None,
        held_until: None,
        stopped: false,
        silenced: None,
        next: Some(at(26)),
        past: Vec::new(),
        saved: false,
        problems: Problems::default(),
        now: at(25),
    }
}

fn shown(view: &Preferences) -> String {
    preferences(view).into_string()
}

#[test]
fn opening_the_link_only_shows_a_button_and_says_what_for() {
    let html = confirm("a/<b>", &wish()).into_string();
    assert!(html.contains(r#"<form method="post" action="/subscriptions/confirmation/a%2F%3Cb%3E""#), "{html}");
    assert!(html.contains("Yes, send me the emails"), "{html}");
    assert!(html.contains("the proposal “Texts &lt;b&gt;”") && html.contains("Every day"), "{html}");
}

#[test]
fn a_mistake_keeps_what_was_typed_and_chosen() {
    let mut problems = Problems::default();
    problems.add("email", "Enter an email address such as name@example.org");
    let html = ask(&wish(), "a@\"b", &problems).into_string();
    assert!(html.contains("<title>Error: Emails from Folkmoot"), "{html}");
    assert!(html.contains(r#"value="a@&quot;b""#), "{html}");
    assert!(html.contains(r##"<a href="#email">"##), "{html}");
    assert!(html.contains(r#"name="kind" value="proposal""#) && html.contains(r#"name="target" value="7""#), "{html}");
    assert!(html.contains(r#"<option value="daily" selected>"#), "{html}");
}

#[test]
fn each_step_has_its_page() {
    let manage = paths::emails("t");
    for html in [
        asked(false),
        confirmed(&wish(), &manage, None),
        link_not_valid(),
        link_ask("", &Problems::default()),
        link_sent(false),
        stop("t", None, Some(&manage)),
        stopped(Some(&topic()), Some(&manage)),
    ] {
        let html = html.into_string();
        assert_eq!(html.matches("<h1").count(), 1, "{html}");
        assert!(html.contains("noindex"), "{html}");
    }
    let html = confirmed(&wish(), &manage, Some(at(26))).into_string();
    assert!(html.contains(r#"href="/emails/t""#), "{html}");
    assert!(
        html.contains("The first can come at about <time") && html.contains("8 am on Thursday 26 November"),
        "{html}"
    );
}

#[test]
fn a_link_that_is_not_valid_helps_and_tells_nothing() {
    let html = link_not_valid().into_string();
    assert!(html.contains(r#"action="/emails""#) && html.contains(r#"name="email""#), "{html}");
    assert!(link_sent(false).into_string().contains("If we write to this address"));
}

#[test]
fn stopping_is_one_press() {
    let html = stop("t", None, None).into_string();
    assert!(html.contains(r#"action="/emails/t/stop""#), "{html}");
    assert!(html.contains(r#"name="what" value="all">Stop all emails"#), "{html}");
    assert!(!html.contains(r#"value="this""#), "{html}");
    let html = stop("t", Some(&topic()), None).into_string();
    assert!(html.contains(r#"value="this">Stop emails about the proposal “Texts &lt;b&gt;”"#), "{html}");
    let html = stopped(None, Some("/emails/t")).into_string();
    assert!(html.contains(r#"name="act" value="start">Start again"#), "{html}");
    let html = stopped(None, None).into_string();
    assert!(!html.contains("<button") && html.contains(r#"<a href="/emails">ask for a link to start again"#), "{html}");
}

#[test]
fn an_address_is_masked_unless_its_owner_is_signed_in() {
    assert_eq!(masked("ana.maria@example.org"), "a…@example.org");
    assert_eq!(masked("@b"), "…@b");
    assert_eq!(masked("nonsense"), "n…");
    let html = shown(&view());
    assert!(html.contains("a…@example.org") && !html.contains("maria"), "{html}");
    assert!(shown(&Preferences { signed_in: true, ..view() }).contains("ana.maria@example.org"));
}

#[test]
fn what_is_chosen_is_shown_and_each_row_is_a_question() {
    let html = shown(&view());
    assert!(html.contains(r#"name="site" id="site-2" value="weekly" checked"#), "{html}");
    assert!(html.contains(r#"name="area-3" id="area-3" value="none" checked"#), "{html}");
    assert!(html.contains("<legend>Clean &lt;air&gt;</legend>"), "{html}");
    assert!(html.contains(r#"name="thread-9"><option value="weekly">Every week</option>"#), "{html}");
    assert!(html.contains(r#"<option value="at_once" selected>"#) && html.contains("Stop following"), "{html}");
    assert!(html.contains(r#"<option value="12" selected>12 noon</option>"#), "{html}");
    assert!(html.contains(r#"<option value="4" selected>Thursday</option>"#), "{html}");
    assert!(html.contains("8 am on Thursday 26 November 2026"), "{html}");
    assert_eq!(html.matches(" checked").count(), 2);
}

#[test]
fn whoever_hears_nothing_is_told_why_and_finds_the_way_back() {
    let html = shown(&Preferences { paused_until: Some(at(30)), ..view() });
    assert!(html.contains("paused until") && html.contains(r#"value="resume""#), "{html}");
    assert!(!html.contains(r#"value="pause""#) && !html.contains("your next email"), "{html}");
    let html = shown(&Preferences { held_until: Some(at(30)), ..view() });
    assert!(html.contains("You cannot take part until") && html.contains(r#"value="stop""#), "{html}");
    assert!(!html.contains("your next email"), "{html}");
    let html = shown(&Preferences { stopped: true, ..view() });
    assert!(html.contains(r#"value="start">Start again"#) && !html.contains(r#"value="stop""#), "{html}");
    let silenced = Some(Silenced { at: at(2), reason: "no such <mailbox>".into() });
    let html = shown(&Preferences { silenced, ..view() });
    assert!(html.contains("2 November 2026</time>, because your mail server refused"), "{html}");
    assert!(html.contains("(<bdi>no such &lt;mailbox&gt;</bdi>)") && html.contains(r#"value="retry""#), "{html}");
}

#[test]
fn each_email_says_what_became_of_it_and_why_it_came() {
    let email = |state, reason: &str| PastEmail {
        at: at(19),
        subject: "1 <closing>".into(),
        state,
        reason: reason.into(),
        frequencies: vec![Frequency::Weekly],
        follows: vec!["Air".into()],
        copy_url: Some("/emails/x/copy".into()),
    };
    let past = vec![
        email(EmailState::Sent, ""),
        email(EmailState::Skipped, "everything in it was taken down meanwhile"),
        PastEmail { subject: String::new(), follows: Vec::new(), copy_url: None, ..email(EmailState::Deferred, "") },
    ];
    let html = shown(&Preferences { past, ..view() });
    assert!(html.contains(r#"<a href="/emails/x/copy">1 &lt;closing&gt;</a>"#), "{html}");
    assert!(html.contains("Sent. Because you follow Air, every week."), "{html}");
    assert!(html.contains("Not sent: everything in it was taken down meanwhile."), "{html}");
    assert!(html.contains("Waits for your mail server. What you hear every week."), "{html}");
}

#[test]
fn long_lists_are_cut() {
    let names = |n: usize| (0..n).map(|n| n.to_string()).collect::<Vec<_>>();
    assert_eq!(listed(&names(0)), None);
    assert_eq!(listed(&names(1)).expect("some names"), "0");
    assert_eq!(listed(&names(3)).expect("some names"), "0, 1 and 2");
    assert_eq!(listed(&names(4)).expect("some names"), "0, 1 and 2 more");
}
